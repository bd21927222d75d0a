"""One table's sheet in a new workbook."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from io_xlsx.formulas import stored_formula
from io_xlsx.kinds import cell_value
from io_xlsx.template.entry import help_of, rules_of
from io_xlsx.template.looks import Looks, is_wrapped
from models.core.book import Book, frame_of
from models.core.calculated import whole
from models.core.schema import Column, Kind, Table, Value
from models.core.values import plain

LAST_ROW = 1_048_575  # counted from 0, as XlsxWriter does
ID_WIDTH = 14
PAGE_CHARACTERS = 210
HEADER_HEIGHT, LINE_HEIGHT, TALLEST = 22, 15, 400  # points


def add_table_sheet(workbook: Workbook, book: Book, table: Table, as_of: date, looks: Looks, tab: str | None) -> None:
    """The sheet with its ListObject, values, formats, dropdowns and print setup."""
    sheet = workbook.add_worksheet(table.sheet)
    book = _with_a_row(book, table)
    count = max(1, len(book[table]))
    _columns(sheet, table, looks)
    _list_object(sheet, table, count, looks)
    _values(sheet, book, table, as_of, looks)
    _entry(sheet, table, book.tables)
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, HEADER_HEIGHT)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(table.columns) - 1)}{LAST_ROW + 1}"})
    _print_setup(sheet, table)
    if tab:
        sheet.set_tab_color(tab)


def _with_a_row(book: Book, table: Table) -> Book:
    """Excel's tables have a row at least: an empty one gets a blank row, whose formulas give what a blank row gives."""
    if len(book[table]) or not table.calculated:
        return book
    frames = {key: book[key] for key in book.tables}
    return Book(book.tables.values(), {**frames, table.key: frame_of(table, [""], [{}])})


def _columns(sheet: Worksheet, table: Table, looks: Looks) -> None:
    """The format of whole columns, so that a row typed below the last one looks like the others."""
    for number, column in enumerate(table):
        is_id = number == 0 and bool(table.prefix)
        width = ID_WIDTH if is_id else column.characters
        sheet.set_column(number, number, width, looks.column(column, is_id=is_id))


def _list_object(sheet: Worksheet, table: Table, count: int, looks: Looks) -> None:
    columns = [{"header": c.header, "header_format": looks.header(c), **_formula(c, table)} for c in table]
    options = {"name": table.key, "columns": columns, "style": "Table Style Light 1", "banded_rows": True}
    sheet.add_table(0, 0, count, len(columns) - 1, options)


def _formula(column: Column, table: Table) -> dict[str, str]:
    return {"formula": stored_formula(column.formula.text, table, {})} if column.formula is not None else {}


def _values(sheet: Worksheet, book: Book, table: Table, as_of: date, looks: Looks) -> None:
    frame = whole(book, table, as_of)
    for row, row_id in enumerate(frame.index, 1):
        put(sheet, row, 0, str(row_id) or None, looks.column(table.id_column, is_id=bool(table.prefix)))
    _heights(sheet, table, frame)
    for number, column in enumerate(table.columns[1:], 1):
        _column_values(sheet, number, column, list(map(plain, frame[column.name].array)), table, looks)


def _heights(sheet: Worksheet, table: Table, frame: pd.DataFrame) -> None:
    """Room for wrapped texts: LibreOffice does not make it by itself."""
    wrapped = [column for column in table.stored if is_wrapped(column)]
    for row, texts in enumerate(zip(*(frame[column.name] for column in wrapped), strict=True), 1):
        lines = max(map(_lines, map(plain, texts), (column.characters for column in wrapped)))
        if lines > 1:
            sheet.set_row(row, min(TALLEST, lines * LINE_HEIGHT))


def _lines(text: Value, width: int) -> int:
    """How many lines a text takes in a column, rather one too many than one too few."""
    return sum(math.ceil(len(line) / (width - 4)) or 1 for line in str(text or "").split("\n"))


def _column_values(
    sheet: Worksheet, number: int, column: Column, values: list[Value], table: Table, looks: Looks
) -> None:
    style, of_date = looks.column(column), looks.column(column, kind=Kind.DATE)
    formula = stored_formula(column.formula.text, table, {}) if column.formula is not None else ""
    for row, value in enumerate(values, 1):
        if formula:
            put_formula(sheet, row, number, formula, value, style)
        else:
            real = cell_value(column, value)
            put(sheet, row, number, real, of_date if isinstance(real, date) else style)


def put(sheet: Worksheet, row: int, column: int, value: Value, style: Format) -> None:
    """A value by its own type; text is never taken for a formula, a number or a link."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, value, style)


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, value: Value, style: Format) -> None:
    """A formula with its stored result; blank is the empty text that the formula gives."""
    stored: Any = "" if value is None else _serial(value) if isinstance(value, date) else value
    sheet.write_formula(row, column, f"={formula}", style, stored)


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


def _entry(sheet: Worksheet, table: Table, tables: Mapping[str, Table]) -> None:
    for number, column in enumerate(table):
        rules, help_text = rules_of(column, tables), help_of(column)
        if rules is not None:
            sheet.data_validation(1, number, LAST_ROW, number, rules)
        if help_text is not None:
            sheet.data_validation(0, number, 0, number, help_text)


def _print_setup(sheet: Worksheet, table: Table) -> None:
    """As many pages beside each other as keep the print readable, each with the header.

    The first columns are not repeated: LibreOffice takes seconds more to open a workbook that asks for it.
    """
    sheet.set_landscape()
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.fit_to_pages(math.ceil(sum(column.characters for column in table) / PAGE_CHARACTERS), 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")
