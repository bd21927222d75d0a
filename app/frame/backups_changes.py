"""What differs between an earlier version and now, as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.row_table import RowModel
from app.theme import Role
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
WIDTHS = {SHEET: 92, ROW: 144, WHAT: 104, THEN: 160}
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


class ChangesModel(RowModel):
    """The lines of the version that is chosen; its rows are chosen so that a screen reader says them."""

    def show(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.rows = lines
        self.endResetModel()

    def headers(self) -> Sequence[str]:
        return [tr(header) for header in HEADERS]

    def text(self, row: int, column: int) -> str:
        return str(self.rows[row].texts[column])

    tip = text

    def role(self, row: int, column: int) -> Role:
        line: Line = self.rows[row]
        muted = column in (SHEET, THEN) or line.texts[column] == tr("blank")
        return line.role if column == WHAT else Role.MUTED if muted else Role.TEXT
