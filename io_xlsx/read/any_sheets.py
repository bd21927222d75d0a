"""The plain values of every sheet in a file of any spreadsheet program: what an import is made from.

It runs in the process that `examine` is, for files that nobody looked at before; its answer goes through a pipe.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from io_xlsx.parts.foreign import OLE
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.structure import read_structure
from io_xlsx.read.preflight import preflight
from io_xlsx.read.sheet_values import SheetReader, TooFar
from models.core.phrase import phrase

MOST_CELLS = 3_000_000  # of all sheets together
_WORKBOOKS = (".xlsx", ".xlsm")


def any_sheets(content: bytes, path: Path) -> bytes:
    """JSON: a list of [name, number of the first row, rows]; sheets whose cells lie too far apart are left out.

    Raises Unreadable with one sentence.
    """
    sheets = list(_of_workbook(content, path) if path.suffix.lower() in _WORKBOOKS else _of_others(content))
    if sum(len(row) for _, _, rows in sheets for row in rows) > MOST_CELLS:
        raise Unreadable(
            phrase(
                "The file has more than {most} cells: split it, and import one part after the other.",
                most=MOST_CELLS,
            )
        )
    return json.dumps([[name, first, [[_plain(cell) for cell in row] for row in rows]] for name, first, rows in sheets],
                      ensure_ascii=True).encode()  # fmt: skip


def sheets_from(answer: bytes) -> list[tuple[str, int, list[list[Any]]]]:
    """What `any_sheets` answered, in Python's values; a blank is None, an error its text."""
    return [(name, first, [[_value(cell) for cell in row] for row in rows]) for name, first, rows in json.loads(answer)]


def _of_workbook(content: bytes, path: Path) -> Iterator[tuple[str, int, Sequence[Sequence[object]]]]:
    package = Package(content, path)
    preflight(package)
    with SheetReader(package) as reader:
        for sheet in read_structure(package).sheets:
            if sheet.kind != "worksheet":
                continue
            try:
                found = reader.read(sheet)
            except TooFar:
                continue
            lead = [""] * (found.first_column - 1)
            rows = [lead + list(row) for row in found.rows]
            for (line, column), error in found.errors.items():
                if found.first_row <= line <= found.last_row and column <= len(rows[line - found.first_row]):
                    rows[line - found.first_row][column - 1] = error
            yield sheet.name, found.first_row, rows


def _of_others(content: bytes) -> Iterator[tuple[str, int, Sequence[Sequence[object]]]]:
    """.xls, .xlsb and .ods: calamine knows them by what they begin with."""
    if not content.startswith(OLE) and not content.startswith(b"PK"):
        raise Unreadable(
            phrase("The file is no spreadsheet of a kind that can be read: .xlsx, .xls, .xlsb, .ods or .csv.")
        )
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        for sheet in workbook.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                yield sheet.name, 1, workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except CalamineError as problem:
        raise Unreadable(
            phrase("The file cannot be read as a spreadsheet: {why}.", why=str(problem).rstrip("."))
        ) from None


def _plain(cell: object) -> object:
    if cell is None or isinstance(cell, (str, bool, int, float)):
        return None if cell == "" else cell
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time):
        return {"c": cell.isoformat()}
    return {"s": cell.total_seconds()} if isinstance(cell, timedelta) else str(cell)


def _value(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    ((kind, value),) = cell.items()
    readers: dict[str, Any] = {
        "t": datetime.fromisoformat, "d": date.fromisoformat, "c": time.fromisoformat,
        "s": lambda seconds: timedelta(seconds=seconds),
    }  # fmt: skip
    return readers[kind](value)
