"""What a person does to cells of a grid, as change sets: typing, clearing, filling, pasting, adding, deleting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from app.grid.clipboard import Block
from app.grid.columns import Cells, GridColumn
from app.grid.markup import Exact
from app.grid.typed import read
from app.tr import spoken, tr, tr_error, tr_n
from models.core.book import Book
from models.core.change import ChangeSet, Fields, together
from models.core.edit import add_row, named_still, remove_rows, set_cells
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Column, Kind, Table, Value, fold
from models.core.values import Invalid, round_half_up
from models.core.words import counted

_WORDY = (Kind.TEXT, Kind.NOTE, Kind.CHOICE, Kind.REF)


@dataclass(frozen=True)
class Plan:
    """An edit of several cells, made or refused as a whole.

    `refused` says a sentence for each cell that could not take its value, and `changes` is empty then.
    `left` names the columns that were left as they were because they cannot be edited.
    """

    changes: ChangeSet
    refused: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What every edit needs to know: the Book, the day, the moment that stamps it, and the grid's cells."""

    book: Book
    as_of: date
    now: datetime
    cells: Cells
    preset: Fields  # what a new row of this grid has in any case

    @property
    def table(self) -> Table:
        if self.cells.table is None:
            raise Refused(tr("This is for looking at only."), code="read_only")
        return self.cells.table


def enter(desk: Desk, row_id: str, column: GridColumn, text: str) -> ChangeSet:
    """One cell's new text. Raises Invalid or Refused with what to say under the editor."""
    declared = desk.table[column.field]
    value = read(declared, text, desk.book, desk.as_of)
    if value is None and declared.required:
        raise Invalid(tr("{header} cannot be blank.", header=declared.header))
    return set_cells(desk.book, desk.table, [(row_id, column.field, value)], desk.now)


def write(desk: Desk, wanted: Iterable[tuple[str, GridColumn, Value]], what: str) -> Plan:
    """Values into many cells: clearing and filling. Columns that cannot be edited are left as they are."""
    cells, left = [], {}
    for row_id, column, value in wanted:
        if column.locked:
            left[column.column.header] = True
        else:
            cells.append((row_id, column.field, value))
    try:
        _no_blanks(desk.table, cells)
        changes = set_cells(desk.book, desk.table, cells, desk.now)
    except Refused as refusal:
        return Plan(ChangeSet(what), (tr_error(refusal, hint=False),), tuple(left))
    return Plan(
        ChangeSet(
            phrase(
                "{what} {cells} of {sheet}", what=phrase(what), cells=counted_cells(len(cells)), sheet=desk.table.sheet
            ),
            changes.changes,
        ),
        (),
        tuple(left),
    )


def paste(desk: Desk, row_ids: Sequence[str], columns: Sequence[GridColumn], block: Block, first: int = 1) -> Plan:
    """A rectangle of texts into rows and columns beginning at its corner; rows beyond the last one are added.

    All of it or nothing; a row that no column takes anything of is not added. `first` is the number of the first row as
    the grid counts them, for what is said.
    """
    block = _without_headers(block, columns)
    refused = _too_wide(block, columns)
    left: dict[str, bool] = {}
    cells: list[tuple[str, str, Value]] = []
    added: list[dict[str, Value]] = []
    for offset, texts in enumerate(block if not refused else ()):
        is_new = offset >= len(row_ids)
        if is_new and not any(text.strip() for text in texts):
            continue
        read_row = _Row(desk, "" if is_new else row_ids[offset], first + offset)
        read_row.take(zip(columns, texts, strict=False))
        refused += read_row.refused
        left |= read_row.left
        if is_new:
            added += [read_row.values] if read_row.values else []
        else:
            cells += [(row_ids[offset], name, value) for name, value in read_row.values.items()]
    if refused:
        return Plan(ChangeSet(phrase("Paste")), tuple(refused), tuple(left))
    return _pasted(desk, cells, added, tuple(left))


def new_row(desk: Desk, values: Fields) -> ChangeSet:
    """The row that was typed into the grid's blank last line. Raises Refused."""
    return add_row(desk.book, desk.table, {**desk.preset, **values}, desk.now)


def missing(desk: Desk, values: Fields) -> list[Column]:
    """The columns that still have to be given before the new row can be added."""
    given = {**desk.preset, **values}
    table = desk.table
    wanted = [column for column in table.stored if column.required and column.default is None]
    if not table.prefix:
        wanted.insert(0, table.id_column)
    return [column for column in wanted if given.get(column.name) is None]


def can_add(cells: Cells, preset: Fields) -> bool:
    """Whether a whole row can be typed here: every field that it must have is a column or given."""
    table = cells.table
    if table is None:
        return False
    here = {column.field for column in cells.columns} | preset.keys()
    needed = [column for column in table.stored if column.required and column.default is None]
    return all(c.name in here and (c.editable or c.name in preset) for c in needed) and (
        bool(table.prefix) or table.id_column.name in here
    )


def delete(desk: Desk, row_ids: Sequence[str]) -> ChangeSet:
    """The rows go. Raises Refused."""
    return remove_rows(desk.book, desk.table, row_ids)


def left_behind(desk: Desk, row_ids: Sequence[str]) -> str:
    """Where other rows name these; blank where none does."""
    return named_still(desk.book, desk.table, row_ids)


def noun_of(table: Table) -> str:
    """What one row of the table is called: `Legal Rules` -> `legal rule`; `row` where the name is no plural."""
    name = table.sheet.lower()
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else "row"


def written(column: GridColumn, value: Value) -> str:
    """A value as it goes to the clipboard: what this grid and a spreadsheet both read back as the same value."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)) and column.column.kind is not Kind.PCT:
        plain = str(int(value)) if float(value).is_integer() else repr(float(value))
        return plain.replace(".", spoken().decimal)
    return value if isinstance(value, str) else column.shown(value)


class _Row:
    """One row of a rectangle being read: its values, or what is wrong with them."""

    def __init__(self, desk: Desk, row_id: str, number: int) -> None:
        self.desk = desk
        self.row_id = row_id
        self.number = number
        self.values: dict[str, Value] = {}
        self.refused: list[str] = []
        self.left: dict[str, bool] = {}

    def take(self, texts: Iterable[tuple[GridColumn, str]]) -> None:
        for column, text in texts:
            if not self._takes(column):
                self.left[column.column.header] = True
                continue
            try:
                self._read(column, text)
            except Invalid as problem:
                self.refused.append(
                    tr(
                        "Row {number}, {header}: {problem}",
                        number=self.number,
                        header=column.column.header,
                        problem=problem,
                    )
                )
        if not self.row_id and self.values and not self.refused:
            self.refused += [
                tr("Row {number}: {header} must be given.", number=self.number, header=c.header)
                for c in missing(self.desk, self.values)
            ]

    def _takes(self, column: GridColumn) -> bool:
        names_row = column.field == self.desk.table.id_column.name and not self.desk.table.prefix
        return not column.locked or (names_row and not self.row_id)

    def _read(self, column: GridColumn, text: str) -> None:
        declared = self.desk.table[column.field]
        value = self._value(declared, text)
        if value is None and declared.required and self.row_id:
            raise Invalid(tr("it cannot be blank."))
        if value is not None or self.row_id:
            self.values[column.field] = value

    def _value(self, declared: Column, text: str) -> Value:
        """What a cell held rather than what it showed, where the column is none of words and takes that.

        An amount that a formula left with more digits than money has is rounded: a cell may have shown no cents at all.
        """
        if isinstance(text, Exact) and declared.kind not in _WORDY:
            with suppress(Invalid):
                value = read(declared, text.exact, self.desk.book, self.desk.as_of)
                return round_half_up(value) if declared.kind is Kind.MONEY and isinstance(value, float) else value
        return read(declared, text, self.desk.book, self.desk.as_of)


def _pasted(
    desk: Desk, cells: list[tuple[str, str, Value]], added: list[dict[str, Value]], left: tuple[str, ...]
) -> Plan:
    table = desk.table
    sets = []
    try:
        _no_twins(table, added)
        sets.append(set_cells(desk.book, table, cells, desk.now))
        sets += [new_row(desk, values) for values in added]
    except Refused as refusal:
        return Plan(ChangeSet(phrase("Paste")), (tr_error(refusal, hint=False),), left)
    count = len(cells) + sum(map(len, added))
    return Plan(
        together(
            phrase("Paste {counted_cells} into {sheet}", counted_cells=counted_cells(count), sheet=table.sheet), *sets
        ),
        (),
        left,
    )


def _no_twins(table: Table, added: Sequence[Fields]) -> None:
    names = [values.get(table.id_column.name) for values in added if table.id_column.name in values]
    twin = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twin is not None:
        raise Refused(tr("{sheet} cannot have two rows {twin}.", sheet=table.sheet, twin=twin))


def _no_blanks(table: Table, cells: Iterable[tuple[str, str, Value]]) -> None:
    for _, name, value in cells:
        if value is None and table[name].required:
            raise Refused(tr("{header} cannot be blank.", header=table[name].header))


def _without_headers(block: Block, columns: Sequence[GridColumn]) -> Block:
    """The block without its first row where that only repeats the columns' names."""
    names = [fold(column.column.header) for column in columns[: len(block[0])]]
    return block[1:] if len(block) > 1 and [fold(text) for text in block[0]] == names else block


def _too_wide(block: Block, columns: Sequence[GridColumn]) -> list[str]:
    over = len(block[0]) - len(columns)
    wide = tr_n(
        "It is {n} column wider than what is left here.", "It is {n} columns wider than what is left here.", over
    )
    return [wide] if over > 0 else []


def counted_cells(count: int) -> str:
    return counted(count, "cell")
