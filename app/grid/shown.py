"""What a grid shows, as a Qt model that answers from prepared columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.grid import edit as grid_edit
from app.grid.columns import Array, GridColumn, Source, late_rows, prepared
from app.grid.edit import Desk
from app.grid.look import Look, Mark, about, look_of, look_of_new, tip_of
from app.grid.roles import (
    ALIGN,
    DISPLAY,
    EDITABLE,
    HORIZONTAL,
    LEFT,
    MARKS,
    NO_FLAGS,
    RARE,
    RIGHT,
    SEEN,
    SPOKEN,
    TOOLTIP,
)
from app.grid.rows import Arrangement
from app.guard import guard
from app.tr import tr, tr_phrase
from app.words import relative
from models.core.change import Fields
from models.core.problem import Problem
from models.core.schema import Column, Kind, Tone, Value
from models.settings import SETTINGS, value_of

if TYPE_CHECKING:
    from app.document import Document

Index = QModelIndex | QPersistentModelIndex
REMEMBERED = 20_000
_NOWHERE = QModelIndex()
_NO_DATA: Any = None


class ShownModel(QAbstractTableModel):
    """Rows of a Table, a View or a person's own sheet as they are arranged, and a blank last one to type into."""

    new_row_changed = Signal()

    def __init__(
        self,
        document: Document,
        source: Source,
        *,
        noun: str = "",
        preset: Fields | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.arrangement = Arrangement()
        self.typed: dict[str, Value] = {}
        self._looks: dict[tuple[int, int], Look] = {}
        self._take(source, noun, preset or {})

    # --- what is shown ---

    def _take(self, source: Source, noun: str, preset: Fields) -> None:
        self.preset = preset
        self.cells = prepared(source, self.document.book, self.document.as_of)
        self.noun = noun or (grid_edit.noun_of(self.cells.table) if self.cells.table else "row")
        self.arrangement.arrange(self.cells)
        self._forget()

    def _forget(self) -> None:
        """What was made for painting is made again; asked after every change of cells, marks or columns."""
        self._looks.clear()
        table, document = self.cells.table, self.document
        self._problems: Mapping[tuple[str, str], Problem] = document.problems_of(table.key) if table else {}
        self._unsaved = document.unsaved(table.key) if table else set()
        self.read_only = tr("This is for looking at only.")
        if table:
            self.read_only = tr("Read-only: {why}.", why=document.read_only) if document.read_only else ""
        self.has_new_row = not self.read_only and grid_edit.can_add(self.cells, self.preset)
        self._needed = {column.name for column in self.missing()}
        self.currency = str(value_of(document.book, "currency")) if SETTINGS.key in document.book.tables else ""
        columns = self.cells.columns
        self._flags = [SEEN if self.read_only or column.locked else EDITABLE for column in columns]
        self._numbers = [column.column.is_number for column in columns]
        self._due = [bool(column.column.due_while) for column in columns]
        self._late: dict[int, Array] = {}
        self._tones = [column.column.tones for column in columns]
        self._yes_or_no = [column.column.kind is Kind.BOOL for column in columns]
        self._inviting = next((i for i, c in enumerate(columns) if self.is_typed_into(c)), -1)

    @property
    def rows(self) -> Array:
        """The shown rows' places in file order."""
        return self.arrangement.rows

    @property
    def total(self) -> int:
        return len(self.cells)

    @property
    def desk(self) -> Desk:
        document = self.document
        return Desk(document.book, document.as_of, document.now(), self.cells, self.preset)

    def column(self, section: int) -> GridColumn:
        return self.cells.columns[section]

    def declared(self, section: int) -> Column:
        """The column as the table that is edited declares it."""
        column, table = self.column(section), self.cells.table
        return table[column.field] if table is not None and column.field in table else column.column

    def is_yes_or_no(self, section: int) -> bool:
        return self._yes_or_no[section]

    def is_number(self, section: int) -> bool:
        return self._numbers[section]

    def tones(self, section: int) -> Mapping[str, Tone]:
        """What choices of a column mean at a glance."""
        return self._tones[section]

    def row_id(self, row: int) -> str:
        """The ID of a shown row; blank for the one being typed."""
        return str(self.cells.ids[self.rows[row]]) if 0 <= row < len(self.rows) else ""

    def is_new(self, row: int) -> bool:
        return self.has_new_row and row == len(self.rows)

    def index_of(self, row_id: str, field: str = "") -> QModelIndex:
        """Where a row is shown, at a field's column; an invalid index where it is not shown."""
        places = np.flatnonzero(self.cells.ids == row_id)
        shown = np.flatnonzero(self.rows == places[0]) if len(places) else places
        return self.index(int(shown[0]), max(0, self.cells.place(field))) if len(shown) else QModelIndex()

    def missing(self) -> list[Column]:
        """What the row being typed still has to be given."""
        return grid_edit.missing(self.desk, self.typed) if self.has_new_row else []

    def value(self, row: int, section: int) -> Value:
        column = self.column(section)
        return self.typed.get(column.field) if self.is_new(row) else column.value(int(self.rows[row]))

    # --- Qt asks ---

    @guard(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows) + self.has_new_row

    @guard(0)
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.cells.columns)

    @guard(_NO_DATA)
    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            return self.look(index.row(), index.column()).text if index.isValid() else None
        if role == ALIGN:
            return (RIGHT if self._numbers[index.column()] else LEFT) if index.isValid() else None
        return self._rare(index, role) if role in RARE and index.isValid() else None

    def _rare(self, index: Index, role: int) -> Any:
        row, section = index.row(), index.column()
        if role == MARKS:
            return self.look(row, section).marks
        if role == SPOKEN:
            late = self._lateness(row, section)
            said = f"{tr_phrase(self.column(section).column.header)}: {self.look(row, section).text or tr('blank')}"
            return f"{said}, {late}" if late else said
        return self._tip(row, section)

    def look(self, row: int, section: int) -> Look:
        """What to paint in a shown cell; the delegate asks it directly."""
        looks = self._looks
        found = looks.get((row, section))
        if found is None:
            if len(looks) >= REMEMBERED:
                looks.clear()
            found = looks[row, section] = self._look(row, section)
        return found

    def _look(self, row: int, section: int) -> Look:
        column = self.cells.columns[section]
        if row >= len(self.rows):
            invitation = (
                tr("Add {a} {noun}…", a=_article(self.noun), noun=self.noun) if section == self._inviting else ""
            )
            return look_of_new(column, self.typed, self._needed, invitation)
        place = int(self.rows[row])
        key = (self.cells.ids[place], column.field)
        problem, unsaved = self._problems.get(key), key in self._unsaved
        return look_of(column, place, problem, unsaved=unsaved, late=self._is_late(section, place))

    def _is_late(self, section: int, place: int) -> bool:
        if not self._due[section]:
            return False
        if section not in self._late:
            self._late[section] = late_rows(self.cells, section, self.document.as_of)
        return bool(self._late[section][place])

    def _lateness(self, row: int, section: int) -> str:
        """`12 days late` for a date that is; blank for any other cell."""
        day = self.value(row, section) if self.look(row, section).marks & int(Mark.LATE) else None
        return relative(day, self.document.as_of) if isinstance(day, date) else ""

    def _tip(self, row: int, section: int) -> str:
        if row >= len(self.rows):
            return tr("Type here to add a row; it is added when you leave it.") if self.has_new_row else ""
        column, place = self.column(section), int(self.rows[row])
        key = (self.cells.ids[place], column.field)
        tip = tip_of(column, place, self._problems.get(key), unsaved=key in self._unsaved)
        return "\n".join(part for part in (self._lateness(row, section), tip) if part)

    @guard(_NO_DATA)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if orientation != HORIZONTAL:
            return ("+" if section >= len(self.rows) else f"{section + 1}") if role == DISPLAY else None
        if section >= len(self.cells.columns):
            return None
        if role == DISPLAY:
            return tr_phrase(self.column(section).column.header)
        return about(self.column(section)) if role == TOOLTIP else None

    @guard(NO_FLAGS)
    def flags(self, index: Index) -> Qt.ItemFlag:
        row = index.row()
        if row < 0:
            return NO_FLAGS
        if row < len(self.arrangement.rows):
            return self._flags[index.column()]
        return EDITABLE if self.is_typed_into(self.column(index.column())) else SEEN

    def why_locked(self, row: int, section: int) -> str:
        """Why nothing can be typed into a cell."""
        if self.read_only:
            return self.read_only
        column = self.column(section)
        return column.locked or tr("{header} cannot be edited.", header=column.column.header)

    def is_typed_into(self, column: GridColumn) -> bool:
        """Whether the blank row takes the column; IDs only where a person gives them."""
        table = self.cells.table
        names = table is not None and not table.prefix and column.field == table.id_column.name
        return names or not column.locked


def _article(noun: str) -> str:
    return "an" if noun[:1] in "aeiou" else "a"
