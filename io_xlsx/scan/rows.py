"""Whether a workbook's cells are the rows that were ordered, in their order, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from io_xlsx.scan.sheets import Cell, Place, Sheets

Expected = str | float | int | bool | date | None
_DAY_ZERO = date(1899, 12, 30)


def serial(day: date) -> float:
    """A day as a sheet holds it."""
    return float((day - _DAY_ZERO).days)


def row_faults(sheets: Sheets, headers: Sequence[str], rows: Sequence[Sequence[Expected]], texts: Collection[str],
               numbers: Collection[float]) -> Iterator[str]:  # fmt: skip
    """Sentences for each cell that is not as ordered: the rows under their headers, and around them nothing but
    these texts and numbers. No value is named."""
    found = _find(sheets, headers)
    if found is None:
        yield "The headers are not there, or more than once"
        return
    name, (top, left) = found
    body = {(top + 1 + at, left + place): value for at, row in enumerate(rows) for place, value in enumerate(row)}
    head = {(top, left + place): header for place, header in enumerate(headers)}
    for sheet, cells in sheets.items():
        wanted = {**head, **body} if sheet == name else {}
        yield from _missing(sheet, cells, wanted)
        yield from _surplus(sheet, cells, wanted, texts, numbers)


def _find(sheets: Sheets, headers: Sequence[str]) -> tuple[str, Place] | None:
    places = [
        (name, (row, column))
        for name, cells in sheets.items()
        for (row, column), cell in cells.items()
        if cell.value == headers[0] and all(
            (one := cells.get((row, column + at))) is not None and one.value == header
            for at, header in enumerate(headers)
        )
    ]  # fmt: skip
    return places[0] if len(places) == 1 else None


def _missing(sheet: str, cells: Mapping[Place, Cell], wanted: Mapping[Place, Expected]) -> Iterator[str]:
    for place, value in wanted.items():
        if not _is(cells.get(place), value):
            yield f"{sheet}, row {place[0]}, column {place[1]}: not the value that was ordered"


def _surplus(sheet: str, cells: Mapping[Place, Cell], wanted: Mapping[Place, Expected], texts: Collection[str],
             numbers: Collection[float]) -> Iterator[str]:  # fmt: skip
    for place, cell in cells.items():
        if cell.is_formula:
            yield f"{sheet}, row {place[0]}, column {place[1]}: a formula"
        elif place not in wanted and not _is_ordered(cell.value, texts, numbers):
            yield f"{sheet}, row {place[0]}, column {place[1]}: a value that nobody ordered"


def _is_ordered(value: str | float | bool, texts: Collection[str], numbers: Collection[float]) -> bool:
    return value in texts if isinstance(value, str) else not isinstance(value, bool) and value in numbers


def _is(cell: Cell | None, value: Expected) -> bool:
    if cell is None or value is None or value == "":
        return cell is None and (value is None or value == "")
    if isinstance(value, date):
        value = serial(value)
    if isinstance(value, bool) or isinstance(cell.value, bool):
        return cell.value is value
    if isinstance(value, str) or isinstance(cell.value, str):
        return cell.value == (value.replace("\r\n", "\n") if isinstance(value, str) else value)
    return math.isclose(cell.value, value, rel_tol=1e-12, abs_tol=1e-12)
