"""Small workbooks for tests, written by XlsxWriter as a person would fill them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter


def write_workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    tables: dict[str, str] | None = None,
    header_row: int = 0,
) -> Path:
    """One sheet a name, its rows from A1 on; `tables` gives sheets a ListObject of a name from `header_row` down."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, day)
            if tables and name in tables:
                header = rows[header_row]
                columns = [{"header": str(text)} for text in header]
                options = {"name": tables[name], "columns": columns}
                sheet.add_table(header_row, 0, len(rows) - 1, len(header) - 1, options)
    return path


def _write(sheet: object, row: int, column: int, value: object, day: object) -> None:
    if value is None:
        return
    if isinstance(value, str) and value.startswith("="):
        formula, _, result = value.partition(" -> ")
        sheet.write_formula(row, column, formula, None, float(result) if result else "")  # type: ignore[attr-defined]
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(row, column, value, day)  # type: ignore[attr-defined]
    else:
        sheet.write(row, column, value)  # type: ignore[attr-defined]
