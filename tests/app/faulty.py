"""A workbook in which a person typed what does not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.workbooks import demo_copy

NOTES = 2


def faulty_copy(folder: Path) -> Path:
    """The demo with an error, a warning and two notes, the last three with a fix; and a sheet of the person's own."""
    path = demo_copy(folder, "faulty.xlsx")
    book = load_workbook(path)
    _cell(book["Deals"], "Stage", 2).value = "somewhere"
    _cell(book["Followups"], "Deal ID", 2).value = "deal_gone"
    _cell(book["Bills"], "Amount", 2).value = "1,500"
    _cell(book["Bills"], "Amount", 3).value = "$20.00"
    own = book.create_sheet("My notes")
    for row in (("What", "How many"), ("Paint", 3), ("Nails", 400)):
        own.append(row)
    book.create_sheet("Empty one")
    book.save(path)
    return path


def _cell(sheet: Any, header: str, row: int) -> Any:
    """A cell by its header, counting from the header's row."""
    for line in sheet.iter_rows(max_row=12):
        for cell in line:
            if cell.value == header:
                return sheet.cell(cell.row + row - 1, cell.column)
    raise LookupError(header)
