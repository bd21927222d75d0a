"""A workbook of one table that was looked at, handed out: values and never a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from io_xlsx.kinds import NUMBER_FORMATS, cell_value, number_format
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Column, Value

MOST_ROWS = 1_048_575  # beside the header
WIDEST = 60


def written_table(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """The workbook's bytes. Refused where a sheet does not hold so many rows."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet(_sheet_name(title))
        strong = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        shapes = {shape: workbook.add_format({"num_format": shape}) for shape in NUMBER_FORMATS.values()}
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.header, strong)
            sheet.set_column(place, place, min(WIDEST, column.characters))
        last = 0
        for last, row in enumerate(rows, 1):
            if last > MOST_ROWS:
                why = phrase("A sheet holds {most} rows.", most=MOST_ROWS)
                raise Refused(why, hint=phrase("Filter them, or write a CSV."), code="too_large")
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                shape = number_format(column, value)
                _write(sheet, last, place, cell_value(column, value), shapes.get(shape or ""), wrapped)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def _write(sheet: Worksheet, row: int, place: int, value: Value, shape: object, wrapped: object) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, shape)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, place, value, shape)
    else:
        sheet.write_string(row, place, str(value), wrapped if "\n" in str(value) else None)


def _sheet_name(title: str) -> str:
    """At most 31 characters, without those that a sheet's name cannot have."""
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:31].rstrip(" '") or "Rows"
