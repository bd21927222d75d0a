"""Reads a patched workbook back and compares it with what was meant, before it may replace the original."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from io_xlsx.parts.cells import RawCell, cell_name, iter_cells, to_serial, unescape_text
from io_xlsx.parts.excerpt import excerpt
from io_xlsx.parts.markup import Odd
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.structure import Structure, read_structure
from io_xlsx.patch.edits import CellEdit, PatchFault, PatchReport, SheetEdit, WorkbookEdit
from io_xlsx.patch.styles import Styles, read_styles
from models.core.phrase import phrase


def verify(source: Package, result: Package, edit: WorkbookEdit, report: PatchReport) -> None:
    """Raises PatchFault unless untouched parts are the same bytes, and touched ones hold every edit."""
    try:
        _compare_members(source, result, report)
        structure = read_structure(result)
        _compare_workbook(structure, edit)
        _compare_parts(result, structure, edit, report)
    except (Unreadable, Odd, ValueError) as error:
        raise PatchFault(phrase("The written workbook cannot be read back: {error}", error=error)) from None


def _compare_members(source: Package, result: Package, report: PatchReport) -> None:
    kept = [name for name in source.names if name not in report.removed]
    if result.names != (*kept, *report.added):
        raise PatchFault(phrase("The written workbook has other parts than it should have."))
    for name in kept:
        if name not in report.changed and not result.holds_verbatim(source, name):
            raise PatchFault(phrase("The part {name} was not meant to change, but did.", name=name))


def _compare_workbook(structure: Structure, edit: WorkbookEdit) -> None:
    for name, value in edit.properties.items():
        if structure.custom_properties.get(name) != value:
            raise PatchFault(phrase("The document property {name} was not written.", name=name))
    present = {name.casefold() for name in structure.defined_names}
    for name in edit.defined_names:
        if name.casefold() not in present:
            raise PatchFault(phrase("The name {name} was not written.", name=name))
    for one in edit.sheets:
        for table in one.tables:
            _compare_table(structure, one.sheet, table.name, table.last_row, [c.header for c in table.new_columns])


def _compare_table(structure: Structure, sheet: str, name: str, last_row: int | None, headers: list[str]) -> None:
    info = structure.sheet(sheet)
    found = [table for table in info.tables if table.name.casefold() == name.casefold()] if info else []
    if not found or last_row not in (None, found[0].last_row):
        raise PatchFault(phrase("Table {name} does not end where it should.", name=name))
    if headers and list(found[0].columns[-len(headers) :]) != headers:
        raise PatchFault(phrase("Table {name} lacks a new column.", name=name))


def _compare_parts(result: Package, structure: Structure, edit: WorkbookEdit, report: PatchReport) -> None:
    """Every changed part is unpacked once, which also checks it against the directory's checksum."""
    styles = _styles(result, structure)
    edited: dict[str, list[SheetEdit]] = {}
    for one in edit.sheets:
        info = structure.sheet(one.sheet)
        edited.setdefault(info.part if info else "", []).append(one)
    for name in dict.fromkeys((*report.changed, *report.added, *edited)):
        _compare_cells(result.stream(name), edited.get(name, []), styles, structure.date1904)
        meant = report.crcs.get(name)
        if meant is not None and (result.crc(name) != meant or not result.is_consistent(name)):
            raise PatchFault(phrase("The part {name} is not what was meant to be written.", name=name))


def _styles(result: Package, structure: Structure) -> Styles | None:
    try:
        return read_styles(result.read(structure.styles_part)) if structure.styles_part else None
    except Odd:
        return None


def _compare_cells(pieces: Iterator[bytes], edits: list[SheetEdit], styles: Styles | None, date1904: bool) -> None:
    """Edited rows are cut out and go through a real XML parser, which the writer does not use."""
    if not edits:
        b"".join(pieces)
        return
    meant = {(cell.row, cell.column): cell for edit in edits for cell in edit.cells}
    sheet, last = edits[0].sheet, (0, 0)
    for cell in iter_cells(excerpt(pieces, {row for row, _ in meant})):
        at = cell.row, cell.column
        if at <= last:
            raise Odd(phrase("has cells in row {number} that are not in order", number=cell.row))
        last, edit = at, meant.pop(at, None)
        if edit is not None:
            _compare_cell(sheet, edit, cell, styles, date1904)
    for left in meant.values():
        _compare_cell(sheet, left, None, styles, date1904)


def _compare_cell(sheet: str, edit: CellEdit, cell: RawCell | None, styles: Styles | None, date1904: bool) -> None:
    if not _is_as_meant(edit, cell, date1904):
        name = cell_name(edit.row, edit.column)
        raise PatchFault(
            phrase("Cell {name} of sheet {sheet} does not hold what was written.", name=name, sheet=repr(sheet))
        )
    if isinstance(edit.value, date) and not edit.keep_formula and not (cell and _shows_date(styles, cell)):
        name = cell_name(edit.row, edit.column)
        raise PatchFault(phrase("Cell {name} of sheet {sheet} shows no date.", name=name, sheet=repr(sheet)))


def _is_as_meant(edit: CellEdit, cell: RawCell | None, date1904: bool) -> bool:
    if cell is None:
        return edit.value in (None, "") and edit.formula is None and not edit.keep_formula
    if edit.keep_formula or edit.formula is not None:
        if cell.formula is None or (edit.formula is not None and cell.formula != edit.formula):
            return False
    elif cell.formula is not None:
        return False
    return _holds_value(edit, cell, date1904)


def _holds_value(edit: CellEdit, cell: RawCell, date1904: bool) -> bool:
    value, raw = edit.value, cell.raw
    if value is None or raw is None:
        return not raw and value in (None, "")
    if isinstance(value, str):
        return cell.type in ("str", "inlineStr") and unescape_text(raw) == value
    if isinstance(value, bool):
        return cell.type == "b" and raw == str(int(value))
    number = to_serial(value, date1904) if isinstance(value, date) else value
    return cell.type == "n" and float(raw) == number


def _shows_date(styles: Styles | None, cell: RawCell) -> bool:
    return styles is not None and styles.is_date(cell.style)
