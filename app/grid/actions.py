"""What the keys and menus of a grid do to what is selected in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from app.grid import edit as grid_edit
from app.grid.clipboard import block_of, text_of, tiled
from app.grid.columns import GridColumn
from app.grid.edit import Plan
from app.grid.editors import DateEditor
from app.grid.markup import block_of_html, html_of
from app.grid.selection import Picked, picked, sections_of
from app.grid.typed import read
from app.grid.view import GridView, keys
from app.tr import marked, tr, tr_error, tr_phrase
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Column, Kind, Value
from models.core.values import Invalid

MOST_COPIED = 2_000_000
MOST_MARKED = 100_000  # cells that are copied as a table as well
_HEADING = Column("Header")
_PICKED = (Kind.CHOICE, Kind.REF, Kind.BOOL, Kind.DATE)
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


@dataclass(frozen=True)
class GridAction:
    """One thing to do: its name in menus, its keys (the first is shown) and, where it changes cells, that it does."""

    name: str
    text: str
    icon: str
    shortcuts: tuple[str, ...]
    edits: bool = True


ACTIONS = (
    GridAction("edit", marked("Edit"), "", ("F2",)),
    GridAction("cut", marked("Cut"), "cut", ("Ctrl+X", "Shift+Del")),
    GridAction("copy", marked("Copy"), "copy", ("Ctrl+C",), edits=False),
    GridAction("copy_with_headers", marked("Copy with headers"), "", ("Ctrl+Shift+C",), edits=False),
    GridAction("paste", marked("Paste"), "paste", ("Ctrl+V", "Shift+Ins")),
    GridAction("clear", marked("Clear"), "", ("Del", "Backspace")),
    GridAction("fill_down", marked("Fill down"), "fill", ("Ctrl+D",)),
    GridAction("today", marked("Today's date"), "today", ("Ctrl+;",)),
    GridAction("add_row", marked("Add a row"), "add", ("Ctrl++", "Ctrl+Ins", "Ctrl+=", "Ctrl+Shift++", "Ctrl+Shift+=")),
    GridAction("delete_rows", marked("Delete rows"), "delete", ("Ctrl+-", "Ctrl+Del")),
    GridAction("pick", marked("Pick from a list"), "", ("Alt+Down",)),
    GridAction("column_menu", marked("Column menu"), "", ("Ctrl+Shift+L",), edits=False),
    GridAction("choose_columns", marked("Choose columns…"), "", ("F9",), edits=False),
    GridAction("hide_column", marked("Hide the column"), "", ("Ctrl+0",), edits=False),
    GridAction("select_column", marked("Select the column"), "", ("Ctrl+Space",), edits=False),
    GridAction("select_row", marked("Select the row"), "", ("Shift+Space",), edits=False),
)


def editing(act: Callable[[GridActions], None]) -> Callable[[GridActions], None]:
    """For what changes cells: first the open editor gives its text away; what is read-only only says so."""

    @wraps(act)
    def acting(self: GridActions) -> None:
        if self.model.read_only:
            self.refused.emit(self.model.read_only)
        elif self.view.delegate.finish():
            act(self)

    return acting


class GridActions(QObject):
    """Copies, pastes, fills, clears, adds and deletes. What changes cells is one undo, or says why it is not done."""

    message = Signal(str)  # what happened
    refused = Signal(str)  # why nothing happened
    columns_wanted = Signal()
    hiding_wanted = Signal(int)  # a column

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self.view = view
        self.model = view.grid_model
        for action in ACTIONS:
            act = self.action(action)
            view.commands.update(dict.fromkeys(map(keys, action.shortcuts), act))
        view.delegate.fill = self._fill_selected
        for shortcut in ACTIONS[0].shortcuts:  # the view itself opens editors
            del view.commands[keys(shortcut)]

    def action(self, action: GridAction) -> Callable[[], None]:
        """The method that does it."""
        act: Callable[[], None] = getattr(self, action.name)
        return act

    def edit(self) -> None:
        self.view.edit(self.view.currentIndex())

    def pick(self) -> None:
        """Opens the list or calendar of a cell that has one, else the column's menu."""
        index = self.view.currentIndex()
        kind = self.model.column(index.column()).column.kind if index.isValid() else None
        if kind not in _PICKED or not self.model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.column_menu()
            return
        self.view.edit(index)
        editor = self.view.delegate.editor
        if isinstance(editor, DateEditor):
            editor.toggle()

    def column_menu(self) -> None:
        self.view.header.open_menu(max(0, self.view.currentIndex().column()))

    def choose_columns(self) -> None:
        self.columns_wanted.emit()

    def hide_column(self) -> None:
        """The column of the current cell."""
        if self.view.currentIndex().isValid():
            self.hiding_wanted.emit(self.view.currentIndex().column())

    # --- the clipboard ---

    def copy(self) -> None:
        self._copy([])

    def copy_with_headers(self) -> None:
        self._copy([[column.column.header for column in self._columns(self._picked())]])

    @editing
    def cut(self) -> None:
        if self._copy([]):
            self.clear()

    def _copy(self, rows: list[list[str]]) -> bool:
        chosen = self._picked()
        columns = self._columns(chosen)
        if len(chosen.rows) * len(columns) > MOST_COPIED:
            self.refused.emit(tr("{n} cells are too many for the clipboard.", n=len(chosen.rows) * len(columns)))
            return False
        marked: list[list[tuple[Column, Value, str]]] = [
            [(_HEADING, text, text) for text in texts] for texts in rows
        ]  # fmt: skip
        whole = chosen.count == len(chosen.rows) * len(columns)
        places = self.model.rows[chosen.rows]
        for row, place in zip(chosen.rows.tolist(), places.tolist(), strict=True):
            values = [
                column.value(place) if whole or chosen.holds(row, section) else None
                for section, column in zip(chosen.sections, columns, strict=True)
            ]
            texts = [grid_edit.written(column, value) for column, value in zip(columns, values, strict=True)]
            rows.append(texts)
            marked.append([(one.column, value, text) for one, value, text in zip(columns, values, texts, strict=True)])
        if not rows:
            return False
        copied = QMimeData()
        copied.setText(text_of(rows))
        if len(rows) * len(columns) <= MOST_MARKED:
            copied.setHtml(html_of(marked))
        QGuiApplication.clipboard().setMimeData(copied)
        return True

    @editing
    def paste(self) -> None:
        """Into the selection's corner; a block that fits into the selection several times fills it."""
        copied = QGuiApplication.clipboard().mimeData()
        corner = self._corner()
        if not copied.text() or corner is None:
            return
        top, left = corner
        chosen = self._picked()
        given = (block_of_html(copied.html()) if copied.hasHtml() else None) or block_of(copied.text())
        block = tiled(given, max(1, len(chosen.rows)), max(1, len(chosen.sections)))
        sections = sections_of(self.view)
        columns = self._of(sections[sections.index(left) :])
        if not self.model.has_new_row and top + len(block) > len(self.model.rows):
            self.refused.emit(tr("Nothing was pasted: it has more rows than are left here, and none can be added."))
            return
        ids = [self.model.row_id(row) for row in range(top, min(top + len(block), len(self.model.rows)))]
        if self._do(
            lambda: grid_edit.paste(self.model.desk, ids, columns, block, top + 1), marked("Nothing was pasted.")
        ):
            self._select(top, sections[sections.index(left) :][: len(block[0])], len(block))

    # --- cells ---

    @editing
    def clear(self) -> None:
        chosen = self._picked()
        if self._on_new_row():
            self.model.enter(self.view.currentIndex().row(), self.view.currentIndex().column(), "")
        wanted: list[tuple[str, GridColumn, Value]] = [
            (self.model.row_id(row), self.model.column(section), None)
            for row in chosen.rows.tolist()
            for section in chosen.sections
            if chosen.holds(row, section)
        ]
        if wanted:
            self._do(lambda: grid_edit.write(self.model.desk, wanted, marked("Clear")), marked("Nothing was cleared."))

    @editing
    def fill_down(self) -> None:
        """The first selected row's values into the others; in a single row those of the row above."""
        if self._on_new_row():
            self._fill_new_row()
            return
        chosen = self._picked()
        rows = chosen.rows.tolist()
        if len(rows) == 1:
            rows = [rows[0] - 1, *rows]
        if not rows or rows[0] < 0:
            return
        wanted = [
            (self.model.row_id(row), self.model.column(section), self.model.value(rows[0], section))
            for row in rows[1:]
            for section in chosen.sections
        ]
        self._do(lambda: grid_edit.write(self.model.desk, wanted, marked("Fill")), marked("Nothing was filled."))

    def _fill_selected(self, text: str, close: Callable[[], None]) -> str | None:
        """What is being typed into every selected cell; `close` gives the editor up once that is sure to work."""
        chosen = self._picked()
        if chosen.count < 2 or self.model.read_only:
            return None
        try:
            wanted = [
                (self.model.row_id(row), column, value)
                for section, column in zip(chosen.sections, self._columns(chosen), strict=True)
                for value in [None if column.locked else self._read(column, text)]
                for row in chosen.rows.tolist()
                if chosen.holds(row, section)
            ]
        except Invalid as problem:
            return tr_error(problem, hint=False)
        plan = grid_edit.write(self.model.desk, wanted, marked("Fill"))
        if plan.refused:
            return "\n".join(plan.refused)
        close()
        self._do(lambda: plan, marked("Nothing was filled."))
        return ""

    def _read(self, column: GridColumn, text: str) -> Value:
        desk = self.model.desk
        try:
            return read(desk.table[column.field], text, desk.book, desk.as_of)
        except Invalid as problem:
            raise Invalid(phrase("{header}: {what}", header=column.column.header, what=problem)) from None

    def _fill_new_row(self) -> None:
        row, section = self.view.currentIndex().row(), self.view.currentIndex().column()
        if row > 0:
            self.model.enter(row, section, self.model.edit_text(row - 1, section))

    @editing
    def today(self) -> None:
        """The day that the program works with, into the selected dates."""
        if self._on_new_row():
            self.model.enter(self.view.currentIndex().row(), self.view.currentIndex().column(), "today")
            return
        chosen = self._picked()
        dates = [section for section in chosen.sections if self.model.column(section).column.kind is Kind.DATE]
        day: Value = self.model.document.as_of
        wanted = [(self.model.row_id(r), self.model.column(s), day) for r in chosen.rows.tolist() for s in dates]
        if wanted:
            self._do(lambda: grid_edit.write(self.model.desk, wanted, marked("Date")), marked("Nothing was dated."))
        else:
            self.refused.emit(tr("Today's date goes into a column of dates."))

    # --- rows ---

    @editing
    def add_row(self) -> None:
        """To the blank row, at the first cell that it takes."""
        if not self.model.has_new_row:
            self.refused.emit(self.model.read_only or tr("Rows cannot be added here."))
            return
        self.view.setFocus()
        self.view.go(len(self.model.rows), self.first_typed_into())

    def first_typed_into(self) -> int:
        """The first visible column that the blank row takes."""
        taken = [s for s in sections_of(self.view) if self.model.is_typed_into(self.model.column(s))]
        return taken[0] if taken else 0

    @editing
    def delete_rows(self) -> None:
        if self._on_new_row():
            self.model.discard_typed()
            return
        rows = self._picked().rows.tolist()
        ids = [self.model.row_id(row) for row in rows]
        if not ids:
            return
        try:
            changes = grid_edit.delete(self.model.desk, ids)
        except Refused as refusal:
            self.refused.emit(tr_error(refusal, hint=False))
            return
        section = self.view.currentIndex().column()
        still = tr_phrase(grid_edit.left_behind(self.model.desk, ids))
        if self.model.document.do(changes):
            self.view.go(max(0, min(rows[0], self.model.rowCount() - 1)), section)
            many = tr("Deleted {n} rows.", n=len(ids))
            said = tr("Deleted 1 {noun}.", noun=self.model.noun) if len(ids) == 1 else many
            self.message.emit(f"{said} {still}".rstrip())

    def select_column(self) -> None:
        section = self.view.currentIndex().column()
        self._select(0, [section], self.model.rowCount())

    def select_row(self) -> None:
        self._select(self.view.currentIndex().row(), sections_of(self.view), 1)

    # --- what is selected ---

    def _picked(self) -> Picked:
        return picked(self.view, len(self.model.rows))

    def _corner(self) -> tuple[int, int] | None:
        """Where a paste begins; the blank row too."""
        chosen, current = self._picked(), self.view.currentIndex()
        if len(chosen.rows) and chosen.sections:
            return int(chosen.rows[0]), chosen.sections[0]
        return (current.row(), current.column()) if current.isValid() else None

    def _on_new_row(self) -> bool:
        return self.model.is_new(self.view.currentIndex().row()) and not len(self._picked().rows)

    def _columns(self, chosen: Picked) -> list[GridColumn]:
        return self._of(chosen.sections)

    def _of(self, sections: Sequence[int]) -> list[GridColumn]:
        return [self.model.column(section) for section in sections]

    def _select(self, top: int, sections: Sequence[int], height: int) -> None:
        bottom = min(top + height, self.model.rowCount()) - 1
        area = QItemSelection()
        for section in sections:
            area.select(self.model.index(top, section), self.model.index(bottom, section))
        self.view.selectionModel().select(area, _SELECT)

    def _do(self, planned: Callable[[], Plan], nothing: str) -> bool:
        """Makes the edit; what was refused, or left as it is, is said at once. `nothing` says that nothing was done."""
        try:
            plan = planned()
        except Refused as refusal:
            self.refused.emit(tr_error(refusal, hint=False))
            return False
        if plan.refused:
            self.refused.emit("\n".join([tr(nothing), *plan.refused]))
            return False
        if not self.model.document.do(plan.changes):
            return False
        left = tr(" {names} cannot be edited.", names=tr(" and ").join(plan.left)) if plan.left else ""
        if not plan.changes.changes:
            self.refused.emit(f"{tr(nothing)}{left}" if left else "")
        else:
            self.message.emit(f"{tr_phrase(plan.changes.label)}.{left}")
        return True
