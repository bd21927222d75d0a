"""The model of a grid that is edited: typed texts become change sets, and the last row is one still being typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from app.grid import edit as grid_edit
from app.grid.columns import GridColumn
from app.grid.follow import FollowingModel
from app.grid.roles import EDIT
from app.grid.shown import Index
from app.grid.typed import read
from app.guard import guard
from app.tr import tr, tr_error
from app.values import NO, YES
from models.core.refusal import Refused
from models.core.values import Invalid


class GridModel(FollowingModel):
    """Rows that can be edited. Refusals are sentences, blank where an edit was made."""

    def _rare(self, index: Index, role: int) -> Any:
        return self.edit_text(index.row(), index.column()) if role == EDIT else super()._rare(index, role)

    def edit_text(self, row: int, section: int) -> str:
        """What the editor begins with; for a cell that could not be read what stands in the sheet."""
        column, value = self.column(section), self.value(row, section)
        if value is None:
            problem = self._problems.get((self.row_id(row), column.field))
            return problem.seen if problem else ""
        if column.names and isinstance(value, str):
            return column.shown(value) if self._reads_back(column, value) else value
        if isinstance(value, bool):
            return tr(YES if value else NO)
        return grid_edit.written(column, value)

    def _reads_back(self, column: GridColumn, value: str) -> bool:
        try:
            return read(column.column, column.shown(value), self.document.book, self.document.as_of) == value
        except Invalid:
            return False

    @guard(False)
    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        return role == EDIT and index.isValid() and not self.enter(index.row(), index.column(), str(value))

    def enter(self, row: int, section: int, text: str) -> str:
        """Puts a typed text into a cell; why not, in a sentence, where it does not go."""
        column = self.column(section)
        if not self.flags(self.index(row, section)) & Qt.ItemFlag.ItemIsEditable:
            return self.read_only or column.locked
        try:
            if self.is_new(row):
                self._type(column, text)
                return ""
            changes = grid_edit.enter(self.desk, self.row_id(row), column, text)
        except (Invalid, Refused) as reason:
            return tr_error(reason, hint=False)
        return "" if self.document.do(changes) else tr("It could not be changed.")

    def _type(self, column: GridColumn, text: str) -> None:
        value = read(column.column, text, self.document.book, self.document.as_of)
        if value is None:
            self.typed.pop(column.field, None)
        else:
            self.typed[column.field] = value
        self._new_row_shows()

    def add_typed(self) -> str:
        """Adds the row being typed; why not, where it cannot be. Afterwards the blank row is blank again."""
        try:
            changes = grid_edit.new_row(self.desk, self.typed)
        except Refused as refusal:
            return tr_error(refusal, hint=False)
        typed, self.typed = self.typed, {}
        if self.document.do(changes):
            self._new_row_shows()
            return ""
        self.typed = typed
        return tr("It could not be added.")

    def discard_typed(self) -> None:
        self.typed = {}
        self._new_row_shows()

    def _new_row_shows(self) -> None:
        self._needed = {column.name for column in self.missing()}
        self._looks.clear()
        if self.has_new_row and self.cells.columns:
            last = len(self.rows)
            self.dataChanged.emit(self.index(last, 0), self.index(last, len(self.cells.columns) - 1))
        self.new_row_changed.emit()
