"""What differs between an earlier version and now, as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_n
from app.values import show
from models.core.book import Book
from models.core.difference import Cell, Difference, differences
from models.core.find import name_field
from models.core.schema import Table

MOST_LINES = 2000
MOST_VALUES = 3  # of a row that came or went
HEADERS = (marked("Sheet"), marked("Row"), marked("What"), marked("Then"), marked("Now"))
SHEET, ROW, WHAT, THEN, NOW = range(len(HEADERS))
Index = QModelIndex | QPersistentModelIndex
_DISPLAY = Qt.ItemDataRole.DisplayRole
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus
_STAMP = "updated_at"  # it changes with each edit of its row, and says nothing more


@dataclass(frozen=True)
class Line:
    """One change as a person reads it."""

    texts: tuple[str, str, str, str, str]
    role: Role = Role.TEXT


@dataclass(frozen=True)
class Changes:
    """What became of a version until now: a sentence a sheet, and the first lines of it all."""

    sheets: tuple[str, ...]
    lines: tuple[Line, ...]
    more: int


def changes_between(was: Book, now: Book) -> Changes:
    """For a worker thread."""
    found = [_telling(one) for one in differences(was, now)]
    lines = [line for one in found for line in _lines(one, was, now)]
    return Changes(tuple(_sentence(one) for one in found), tuple(lines[:MOST_LINES]), max(0, len(lines) - MOST_LINES))


def _telling(one: Difference) -> Difference:
    """Without the stamps of rows that say themselves what changed in them."""
    told = {cell.row for cell in one.cells if cell.field != _STAMP}
    cells = tuple(cell for cell in one.cells if cell.field != _STAMP or cell.row not in told)
    return Difference(one.table, one.added, one.removed, cells)


def _sentence(one: Difference) -> str:
    """`Bills: 2 rows added, 1 removed, 3 cells changed`."""
    words = []
    if one.added:
        words.append(tr_n("{n} row added", "{n} rows added", len(one.added)))
    if one.removed and one.added:
        words.append(tr("{n} removed", n=len(one.removed)))
    elif one.removed:
        words.append(tr_n("{n} row removed", "{n} rows removed", len(one.removed)))
    if one.cells:
        words.append(tr_n("{n} cell changed", "{n} cells changed", len(one.cells)))
    return f"{one.table.sheet}: {', '.join(words)}"


def _lines(one: Difference, was: Book, now: Book) -> Iterator[Line]:
    sheet = one.table.sheet
    for row in one.added:
        yield Line((sheet, _name(now, one.table, row), tr("Row added"), "", _summary(now, one.table, row)), Role.GOOD)
    for row in one.removed:
        yield Line(
            (sheet, _name(was, one.table, row), tr("Row removed"), _summary(was, one.table, row), ""), Role.DANGER
        )
    for cell in one.cells:
        yield _cell_line(one.table, cell, _name(now, one.table, cell.row))


def _cell_line(table: Table, cell: Cell, name: str) -> Line:
    column = table[cell.field]
    then, now = show(column, cell.was) or tr("blank"), show(column, cell.now) or tr("blank")
    return Line((table.sheet, name, column.header, then, now))


def _name(book: Book, table: Table, row: str) -> str:
    value = (book.row(table, row) or {}).get(_known_by(table))
    return str(value) if value is not None else row


def _known_by(table: Table) -> str:
    return name_field(table) or ("description" if "description" in table else "")


def _summary(book: Book, table: Table, row: str) -> str:
    """The first few things that a person has put in a row, beside its name: `2026-03-01 · expense · 12.50`."""
    held = book.row(table, row) or {}
    told = [c for c in table.stored if c.editable and c.name != _known_by(table) and held.get(c.name) is not None]
    return " · ".join(show(column, held[column.name]) for column in told[:MOST_VALUES])


class ChangesModel(QAbstractTableModel):
    """The lines of the version that is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()

    def show(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    @guard(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self.lines)

    @guard(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(HEADERS)

    @guard(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return tr(HEADERS[section]) if role == _DISPLAY else None

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], index.column()
        if role in (_DISPLAY, Qt.ItemDataRole.ToolTipRole):
            return line.texts[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(HEADERS[column])}: {line.texts[column]}"
        if role == Qt.ItemDataRole.ForegroundRole:
            muted = column in (SHEET, THEN) or line.texts[column] == "blank"
            return theme().color(line.role if column == WHAT else Role.MUTED if muted else Role.TEXT)
        return None


class _Delegate(QStyledItemDelegate):
    """Cells with some room at their sides, the chosen row on a tint."""

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & _SELECTED:
            painter.fillRect(option.rect, theme().color(Role.SELECTION))
        plain = QStyleOptionViewItem(option)
        plain.state &= ~(_SELECTED | _FOCUSED)
        plain.rect = option.rect.adjusted(Space.XS, 0, -Space.XS, 0)
        super().paint(painter, plain, index)


class ChangesTable(QTableView):
    """Read only; its rows are chosen so that a screen reader says them."""

    def __init__(self) -> None:
        super().__init__()
        self.changes = ChangesModel()
        self.setModel(self.changes)
        self.setAccessibleName(tr("What changed since then"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Delegate(self))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setFont(theme().font(figures=True))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme().pixels(26))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(theme().font(Size.CAPTION, strong=True))
        theme().dress(header)
        for column, wide in ((SHEET, 92), (ROW, 144), (WHAT, 104), (THEN, 160)):
            header.resizeSection(column, theme().pixels(wide))
        header.setSectionResizeMode(NOW, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme().dress(self.verticalScrollBar())
