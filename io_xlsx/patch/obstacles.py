"""Why an edit may not touch a cell: merges, pivots, headers, arrays, other tables, protection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from io_xlsx.parts.cells import LAST_COLUMN, LAST_ROW, Range, cell_name
from io_xlsx.parts.facts import SheetFacts
from io_xlsx.parts.structure import SheetInfo, TableInfo
from io_xlsx.patch.cellwriter import objection
from io_xlsx.patch.edits import CellEdit, Refused
from models.core.phrase import phrase


def refuse_values(sheet: str, edits: Iterable[CellEdit], date1904: bool) -> None:
    """Cells outside the sheet, named twice, or with what no cell can hold."""
    seen: set[tuple[int, int]] = set()
    for edit in edits:
        if not (1 <= edit.row <= LAST_ROW and 1 <= edit.column <= LAST_COLUMN):
            raise Refused(
                phrase(
                    "Row {row}, column {column} lies outside the sheet {sheet}.",
                    row=str(edit.row),
                    column=str(edit.column),
                    sheet=repr(sheet),
                ),
                sheet,
            )
        if (edit.row, edit.column) in seen:
            raise refusal(sheet, edit, phrase("would be written twice in one save"))
        seen.add((edit.row, edit.column))
        reason = objection(edit, date1904)
        if reason:
            raise refusal(sheet, edit, phrase("cannot be written: {reason}", reason=reason))


def refuse_places(sheet: SheetInfo, facts: SheetFacts, edits: Sequence[CellEdit]) -> None:
    """Cells that belong to something that Excel keeps together."""
    if not edits:
        return
    reach = _around(edits)
    merged = [area for area in facts.merged if area.overlaps(reach)]
    arrays = [area for area in facts.arrays if area.overlaps(reach)]
    taken = (*merged, *arrays, *sheet.pivots, *(table.area for table in sheet.tables))
    last_row = max((area.last_row for area in taken), default=0)
    for edit in edits:
        reason = _about_place(sheet, edit, merged, arrays) if edit.row <= last_row else None
        if reason:
            raise refusal(sheet.name, edit, reason)


def refusal(sheet: str, edit: CellEdit, reason: str) -> Refused:
    """`reason` goes on after the cell's name."""
    cell = cell_name(edit.row, edit.column)
    return Refused(
        phrase("Cell {cell} of sheet {sheet} {reason}.", cell=cell, sheet=repr(sheet), reason=reason), sheet, cell
    )


def _around(edits: Sequence[CellEdit]) -> Range:
    rows, columns = [edit.row for edit in edits], [edit.column for edit in edits]
    return Range(min(rows), min(columns), max(rows), max(columns))


def _about_place(sheet: SheetInfo, edit: CellEdit, merged: Sequence[Range], arrays: Sequence[Range]) -> str | None:
    row, column = edit.row, edit.column
    if merged and any(area.holds(row, column) and (row, column) != area[:2] for area in merged):
        return phrase("is covered by merged cells: unmerge them in Excel, or edit the top left one")
    if sheet.pivots and any(area.holds(row, column) for area in sheet.pivots):
        return phrase("belongs to a pivot table: change the pivot's source instead")
    if arrays and not edit.keep_formula and any(area.holds(row, column) for area in arrays):
        return phrase("is filled by an array formula or data table: change that formula in Excel")
    return next(filter(None, (_about_table(table, edit) for table in sheet.tables)), None)


def _about_table(table: TableInfo, edit: CellEdit) -> str | None:
    if not table.area.holds(edit.row, edit.column):
        return None
    if edit.row < table.first_row + table.header_rows:
        return phrase("is a header of table {name}: rename the column in Excel", name=table.name)
    if edit.row > table.last_row - table.totals_rows and not edit.keep_formula:
        return phrase("belongs to the totals row of table {name}: change it in Excel", name=table.name)
    return None


def refuse_area(sheet: SheetInfo, facts: SheetFacts, table: TableInfo, area: Range) -> None:
    """Room that a table wants: no other table, pivot, merge or array may be there, nor a protected sheet around."""
    others = [other.area for other in sheet.tables if other.name != table.name]
    for what, taken in (
        (phrase("another table"), others),
        (phrase("a pivot table"), sheet.pivots),
        (phrase("merged cells"), facts.merged),
        (phrase("an array formula"), facts.arrays),
    ):
        if any(one.overlaps(area) for one in taken):
            raise Refused(
                phrase(
                    "Table {name} on sheet {sheet} cannot grow: {what} stands in {area}. Move it away.",
                    name=table.name,
                    sheet=repr(sheet.name),
                    what=what,
                    area=area,
                ),
                sheet.name,
                cell_name(area.first_row, area.first_column),
            )
