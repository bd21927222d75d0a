"""Finds a table in a workbook: by the sheet's name or the table inside it, its headers wherever a person moved them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from io_xlsx.parts.structure import SheetInfo, Structure, TableInfo
from io_xlsx.read.sheet_values import SheetValues
from models.core.schema import Table, fold

HEADER_ROWS = 20  # how far down a header row is looked for


@dataclass(frozen=True)
class Header:
    """The header row and the fields' columns, as numbers from 1.

    `doubled` are the fields whose header stands there twice, with the second one's column; `others` the texts of the
    columns between the first and the last that are no field's, blank where the header is; `given` are the headers
    of the fields that a person said are theirs.
    """

    row: int
    columns: dict[str, int]
    doubled: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[int, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)


def find_sheets(structure: Structure, table: Table) -> list[SheetInfo]:
    """The sheets that may be the table's: of its name or with a ListObject of its key; one with both is the one."""
    found: dict[int, list[SheetInfo]] = {}
    for sheet in structure.sheets:
        named = fold(sheet.name) == fold(table.sheet)
        marks = named + any(fold(info.name) == fold(table.key) for info in sheet.tables)
        if marks and sheet.kind == "worksheet":
            found.setdefault(marks, []).append(sheet)
    return found[max(found)] if found else []


def find_list_object(sheet: SheetInfo, table: Table) -> TableInfo | None:
    """The sheet's ListObject of the table's key, else the one with most of its headers."""
    with_headers = [info for info in sheet.tables if info.header_rows == 1]
    named = next((info for info in with_headers if fold(info.name) == fold(table.key)), None)
    best = max(with_headers, key=lambda info: _score(table, info.columns), default=None)
    return named or (best if best is not None and _score(table, best.columns) >= 2 else None)


def find_header(
    table: Table, values: SheetValues, list_object: TableInfo | None, given: Mapping[str, str] = MappingProxyType({})
) -> Header | None:
    """The ListObject's header row, else the row near the top with most of the headers; None if none has two.

    `given` are fields by the headers, folded, that a person said are theirs.
    """
    if list_object is not None:
        return _header(table, list_object.first_row, list_object.first_column, list_object.columns, given)
    numbers = range(values.first_row, min(values.last_row, HEADER_ROWS) + 1)
    best = max(numbers, key=lambda number: _score(table, values.row(number)), default=0)
    if not best or _score(table, values.row(best)) < 2:
        return None
    return _header(table, best, values.first_column, values.row(best), given)


def _header(
    table: Table, row: int, first_column: int, texts: Sequence[object], given: Mapping[str, str]
) -> Header:  # fmt: skip
    wanted = {fold(column.header): column.name for column in table}
    columns: dict[str, int] = {}
    doubled: dict[str, int] = {}
    others: dict[int, str] = {}
    for number, text in enumerate(texts, first_column):
        name = wanted.get(fold(text)) if isinstance(text, str) else None
        if name is None:
            others[number] = str(text)
        elif columns.setdefault(name, number) != number:
            doubled.setdefault(name, number)
    said: dict[str, str] = {}
    for number, text in list(others.items()):
        name = given.get(fold(text))
        if name is not None and columns.setdefault(name, number) == number:
            said[name] = others.pop(number)
    last = max(columns.values(), default=0)
    return Header(row, columns, doubled, {at: text for at, text in others.items() if text or at < last}, said)


def _score(table: Table, texts: Iterable[object]) -> int:
    wanted = {fold(column.header) for column in table}
    return len(wanted & {fold(text) for text in texts if isinstance(text, str)})


def last_row_of(table: Table, values: SheetValues, header: Header, list_object: TableInfo | None) -> int:
    """The table's last row: rows typed right under a ListObject belong to it, unless it has totals.

    A row with a formula is no such row: nobody types one under a table but to add up what stands above. A row that
    was copied from the table has formulas where the table calculates, and values beside them.
    """
    if list_object is None:
        return values.last_row
    last = list_object.last_row - list_object.totals_rows
    calculated = {header.columns[column.name] for column in table.calculated if column.name in header.columns}
    while not list_object.totals_rows and _is_typed(values, list_object, last + 1, calculated):
        last += 1
    return last


def _is_typed(values: SheetValues, list_object: TableInfo, number: int, calculated: set[int]) -> bool:
    columns = range(list_object.first_column, list_object.last_column + 1)
    filled = {at for at, value in enumerate(values.row(number), values.first_column) if value != "" and at in columns}
    formulas = {at for at in columns if (number, at) in values.formulas and (number, at) not in values.truths}
    return bool(filled) and (not formulas or (formulas <= calculated and len(filled - formulas) > 1))


def stray_row(values: SheetValues, list_object: TableInfo | None, last: int) -> int:
    """The first row below the table, after a blank one, with two values in its columns; 0 where there is none.

    A total that a person worked out there has one value, its words.
    """
    if list_object is None or list_object.totals_rows:
        return 0
    columns = range(list_object.first_column, list_object.last_column + 1)
    for number in range(last + 2, values.last_row + 1):
        cells = enumerate(values.row(number), values.first_column)
        held = [at for at, value in cells if value != "" and at in columns and (number, at) not in values.formulas]
        if len(held) > 1:
            return number
    return 0
