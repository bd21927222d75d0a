"""Writes a new workbook with XlsxWriter, which stores formulas' results beside them; openpyxl cannot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from io_xlsx.formulas import stored_formula
from io_xlsx.template.entry import reference_names
from io_xlsx.template.front import add_dashboard
from io_xlsx.template.looks import Looks
from io_xlsx.template.sheets import add_table_sheet
from models.core.book import Book
from models.core.dashboard import Dashboard


def new_workbook(path: Path, book: Book, as_of: date, dashboard: Dashboard, properties: Mapping[str, str], *,
                 holds_day: bool = False) -> None:  # fmt: skip
    """The Book as a workbook at `path`, which the caller puts in its place; the same input gives the same bytes.

    Stored results are those of the day; `properties` become custom document properties. `holds_day` writes the day
    into the cell AsOf in place of =TODAY(), so that a test sees the same figures on every day. Raises OSError.
    """
    with path.open("wb") as file, Workbook(file) as workbook:
        looks = Looks(workbook)
        add_dashboard(workbook, book, as_of, dashboard, looks, holds_day=holds_day)
        for table in book.tables.values():
            add_table_sheet(workbook, book, table, as_of, looks, dashboard.tabs.get(table.key))
        _define_names(workbook, book, dashboard)
        _set_properties(workbook, as_of, properties)


def _define_names(workbook: Workbook, book: Book, dashboard: Dashboard) -> None:
    for cell in dashboard.cells:
        if cell.name:
            place = xl_rowcol_to_cell(*xl_cell_to_rowcol(cell.at), row_abs=True, col_abs=True)
            workbook.define_name(cell.name, f"={dashboard.sheet}!{place}")
    for name in dashboard.names:
        workbook.define_name(name.name, f"={stored_formula(name.text, None, {})}")
    for dropdown, formula in reference_names(book.tables.values()).items():
        workbook.define_name(dropdown, f"={formula}")


def _set_properties(workbook: Workbook, as_of: date, properties: Mapping[str, str]) -> None:
    """No person's name; the moment of making is the day's midnight."""
    workbook.set_properties({"title": "Valhalla", "created": datetime.combine(as_of, time(), UTC)})
    for name, value in properties.items():
        workbook.set_custom_property(name, value, "text")
