"""What growing, shrinking or widening a table asks of its sheet, worked out before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from io_xlsx.parts.cells import LAST_COLUMN, LAST_ROW, Range, parse_range
from io_xlsx.parts.facts import SheetFacts
from io_xlsx.parts.markup import Odd
from io_xlsx.parts.structure import SheetInfo, TableInfo
from io_xlsx.patch.edits import CellEdit, NewColumn, Refused, SheetEdit, TableEdit, ValidationEdit
from io_xlsx.patch.obstacles import refuse_area
from io_xlsx.patch.sheet import SheetPatch
from io_xlsx.patch.tail import list_formula, resize_ranges, with_validation
from models.core.phrase import phrase


@dataclass(frozen=True)
class TablePlan:
    """One table of one save; `wanted` is the room that must be free, `headers` the cells of new columns."""

    table: TableInfo
    edit: TableEdit
    last_row: int
    wanted: tuple[Range, ...]
    headers: tuple[CellEdit, ...]

    def column_of(self, index: int) -> int:
        """Where the new column with this index stands."""
        return self.table.last_column + 1 + index

    @property
    def adopted(self) -> Range | None:
        """The cells under the table that become its own as they are."""
        last = min(self.edit.adopts_to or 0, self.last_row)
        below = self.table.area._replace(first_row=self.table.last_row + 1, last_row=last)
        return below if last > self.table.last_row else None

    def is_new(self, cell: CellEdit) -> bool:
        """Whether the cell lies in the body of a new column."""
        first = self.table.first_row + self.table.header_rows
        index = cell.column - self.column_of(0)
        return 0 <= index < len(self.edit.new_columns) and first <= cell.row <= self.last_row

    def formatted(self, cell: CellEdit) -> CellEdit:
        """The cell with its new column's number format, unless it has one."""
        code = self.edit.new_columns[cell.column - self.column_of(0)].number_format
        return cell if cell.number_format or not code else cell._replace(number_format=code)


def plan_tables(sheet: SheetInfo, facts: SheetFacts, edit: SheetEdit) -> list[TablePlan]:
    """Raises Refused for every change of a table that could break it or its neighbours."""
    plans = [_plan(sheet, one) for one in edit.tables]
    names = [plan.table.name for plan in plans]
    if len(set(names)) < len(names):
        raise Refused(
            phrase("A table of sheet {name} would be changed twice in one save.", name=repr(sheet.name)), sheet.name
        )
    if facts.protected and any(plan.wanted for plan in plans):
        raise Refused(
            phrase("Sheet {name} is protected: unprotect it in Excel first.", name=repr(sheet.name)), sheet.name
        )
    for plan in plans:
        for area in plan.wanted:
            refuse_area(sheet, facts, plan.table, area)
    _refuse_crossing(sheet, plans)
    return plans


def _refuse_crossing(sheet: SheetInfo, plans: list[TablePlan]) -> None:
    """Two tables may not grow into the same cells in one save."""
    wanted = [area for plan in plans for area in plan.wanted]
    for index, plan in enumerate(plans):
        others = [area for other in plans[:index] for area in other.wanted]
        if any(area.overlaps(other) for area in plan.wanted for other in others):
            raise _refused(
                sheet, plan.table, phrase("another table grows into the same of {count} areas", count=len(wanted))
            )


def _plan(sheet: SheetInfo, edit: TableEdit) -> TablePlan:
    table = next((one for one in sheet.tables if one.name.casefold() == edit.name.casefold()), None)
    if table is None:
        raise Refused(
            phrase("Sheet {sheet} has no table {table}.", sheet=repr(sheet.name), table=repr(edit.name)), sheet.name
        )
    last_row = table.last_row if edit.last_row is None else edit.last_row
    changes = last_row != table.last_row or edit.new_columns
    if changes and table.kind not in ("worksheet", ""):
        raise _refused(sheet, table, phrase("it comes from a query or an XML map"))
    if last_row != table.last_row:
        _check_rows(sheet, table, last_row)
    if edit.new_columns:
        _check_columns(sheet, table, edit.new_columns)
    return TablePlan(table, edit, last_row, tuple(_wanted(table, last_row, edit)), tuple(_headers(table, edit)))


def _check_rows(sheet: SheetInfo, table: TableInfo, last_row: int) -> None:
    if table.totals_rows:
        raise _refused(sheet, table, phrase("it has a totals row: switch it off in Excel first"))
    if not table.first_row + table.header_rows <= last_row <= LAST_ROW:
        raise _refused(sheet, table, phrase("row {row} cannot be its last", row=last_row))


def _check_columns(sheet: SheetInfo, table: TableInfo, columns: tuple[NewColumn, ...]) -> None:
    if not table.header_rows or table.totals_rows:
        raise _refused(
            sheet, table, phrase("a column can only be added to a table with headers and without a totals row")
        )
    if table.last_column + len(columns) > LAST_COLUMN:
        raise _refused(sheet, table, phrase("the sheet has no more columns"))
    names = [name.casefold() for name in (*table.columns, *(column.header for column in columns))]
    if len(set(names)) < len(names) or not all(column.header.strip() for column in columns):
        raise _refused(sheet, table, phrase("a new column has no name, or one that the table has already"))


def _refused(sheet: SheetInfo, table: TableInfo, reason: str) -> Refused:
    return Refused(
        phrase(
            "Table {name} on sheet {sheet} cannot be changed: {reason}.",
            name=table.name,
            sheet=repr(sheet.name),
            reason=reason,
        ),
        sheet.name,
    )


def _wanted(table: TableInfo, last_row: int, edit: TableEdit) -> Iterable[Range]:
    last_column = table.last_column + len(edit.new_columns)
    if last_row > table.last_row:
        yield Range(table.last_row + 1, table.first_column, last_row, last_column)
    if edit.new_columns:
        yield Range(table.first_row, table.last_column + 1, table.last_row, last_column)


def _headers(table: TableInfo, edit: TableEdit) -> Iterable[CellEdit]:
    for index, column in enumerate(edit.new_columns):
        yield CellEdit(
            table.first_row,
            table.last_column + 1 + index,
            column.header,
            like_row=table.first_row,
            like_column=table.last_column,
        )


def apply_tables(patched: SheetPatch, plans: Iterable[TablePlan], edit: SheetEdit) -> None:
    """Checks the room of each table and changes what follows the rows; raises Refused and Odd."""
    prefix = patched.grammar.prefix
    for plan in plans:
        for area in plan.wanted:
            patched.refuse_use(plan.table.name, area, plan.adopted)
        if plan.last_row != plan.table.last_row:
            patched.tail = resize_ranges(patched.tail, prefix, plan.table.area, plan.last_row)
        for area, choices in _dropdowns(plan):
            patched.tail = with_validation(patched.tail, prefix, area, list_formula(choices))
    for one in edit.validations:
        patched.tail = with_validation(patched.tail, prefix, _area(one), list_formula(one.choices))


def _dropdowns(plan: TablePlan) -> Iterable[tuple[Range, tuple[str, ...] | str]]:
    first = plan.table.first_row + plan.table.header_rows
    for index, column in enumerate(plan.edit.new_columns):
        if column.choices:
            number = plan.column_of(index)
            yield Range(first, number, plan.last_row, number), column.choices


def _area(edit: ValidationEdit) -> Range:
    try:
        return parse_range(edit.area)
    except ValueError:
        raise Odd(phrase("has no cells {area}", area=repr(edit.area))) from None
