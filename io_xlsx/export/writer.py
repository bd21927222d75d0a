"""Writes a Report with XlsxWriter: values and never a formula, locked, opened at A1, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from io_xlsx.export.looks import DARK, FORMATS, LINE, MIDDLE, PALE, TEXT, Looks
from io_xlsx.export.report import Bars, Page, Report, Rows
from io_xlsx.export.shown import AS_TEXT, pattern_of
from models.core.phrase import phrase
from models.core.schema import Column, Kind, Value

HEADER = 3  # the row of the headers on a sheet of rows
LETTER = 1
LINE_HEIGHT, AROUND, MOST_LINES = 15, 3, 27  # points; a row is at most 409 high
DAY_ZERO = date(1899, 12, 30)
# What may be done to a sheet that is protected: look, copy, filter, and make a column wider.
ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True, "objects": False}


class NotWritten(Exception):
    """A value that a sheet cannot hold; nothing was made."""


def written(report: Report) -> bytes:
    """The workbook's bytes; the same report gives the same ones. Raises NotWritten."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_urls": False}) as workbook:
        looks = Looks(workbook)
        front, rows = workbook.add_worksheet(report.front.name), workbook.add_worksheet(report.rows.name)
        _write_page(workbook, front, report.front, looks)
        _write_rows(rows, report.rows, looks)
        for sheet in (front, rows):
            _finish(sheet, report)
        workbook.read_only_recommended()
        # A name in the properties, or the clock's time, would be one more thing that nobody asked for.
        workbook.set_properties({"title": report.title, "created": datetime.combine(report.day, time(), UTC)})
        for name, value in report.properties.items():
            workbook.set_custom_property(name, value, "text")
    return out.getvalue()


def _finish(sheet: Worksheet, report: Report) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(LETTER)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_footer(f"&L&8{report.footer.replace('&', '&&')}&R&8&P / &N")
    sheet.protect("", ALLOWED)


def _write_page(workbook: Workbook, sheet: Worksheet, page: Page, looks: Looks) -> None:
    for place, width in enumerate(page.widths):
        sheet.set_column(place, place, width)
    for row, height in page.heights.items():
        sheet.set_row(row, height)
    for cell in page.cells:
        look = looks.of(cell.look, FORMATS.get(cell.kind, AS_TEXT))
        if cell.across > 1:
            sheet.merge_range(cell.row, cell.column, cell.row, cell.column + cell.across - 1, "", look)
        _write(sheet, cell.row, cell.column, cell.value, look)
    if page.bars is not None:
        _add_bars(workbook, sheet, page, page.bars)


def _write_rows(sheet: Worksheet, given: Rows, looks: Looks) -> None:
    last = len(given.columns) - 1
    sheet.set_default_row(LINE_HEIGHT + AROUND)
    sheet.set_row(0, 34)
    sheet.set_row(1, 22)
    for row, text, look in ((0, given.title, "title"), (1, given.line, "subtitle")):
        sheet.merge_range(row, 0, row, last, "", looks.of(look))
        _write(sheet, row, 0, text, looks.of(look))
    for place, column in enumerate(given.columns):
        sheet.set_column(place, place, given.widths.get(column.name, column.characters))
    sheet.set_row(HEADER, 32)
    _write_body(sheet, given, looks)
    sheet.freeze_panes(HEADER + 1, 1)
    sheet.repeat_rows(HEADER)


def _write_body(sheet: Worksheet, given: Rows, looks: Looks) -> None:
    headers = [{"header": c.header, "header_format": _header_look(c, looks)} for c in given.columns]
    if not given.rows:
        for place, header in enumerate(headers):
            sheet.write_string(HEADER, place, header["header"], header["header_format"])
        _write(sheet, HEADER + 1, 0, given.none, looks.of("note"))
        return
    bottom, right = HEADER + len(given.rows), len(given.columns) - 1
    # A table and not a bare filter, as a filter leaves a hidden name in the workbook.
    sheet.add_table(HEADER, 0, bottom, right, {"name": given.name, "style": None, "columns": headers})
    for number, row in enumerate(given.rows):
        lines = _lines(given, row)
        if lines > 1:  # not every program makes a row as high as its text
            sheet.set_row(HEADER + 1 + number, LINE_HEIGHT * lines + AROUND)
    for place, column in enumerate(given.columns):
        both = _column_looks(column, place, given, looks)
        for number, row in enumerate(given.rows):
            _write(sheet, HEADER + 1 + number, place, row[place], both[number % 2])


def _header_look(column: Column, looks: Looks) -> Format:
    return looks.of("header number" if column.is_number else "header")


def _column_looks(column: Column, place: int, given: Rows, looks: Looks) -> tuple[Format, Format]:
    """The looks of a column's odd and even rows."""
    pattern = pattern_of(column.kind, (row[place] for row in given.rows))
    more: dict[str, object] = {"text_wrap": True} if column.kind in (Kind.NOTE, Kind.TEXT) else {}
    look = "number" if column.is_number else "text"
    return looks.of(look, pattern, **more), looks.of(look, pattern, bg_color=PALE, **more)


def _lines(given: Rows, row: Sequence[Value]) -> int:
    """How many lines the row's longest text takes in its column, at most as many as a row can show."""
    room = (int(given.widths.get(column.name, column.characters) * 1.1) - 1 for column in given.columns)
    counts = (
        sum(len(wrap(line, width)) or 1 for line in value.split("\n"))
        for value, width in zip(row, room, strict=True)
        if isinstance(value, str) and (len(value) > width or "\n" in value)
    )
    return min(max(counts, default=1), MOST_LINES)


def _write(sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    if value is None or value == "":
        code = sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):  # whatever it begins with
        code = sheet.write_string(row, column, value, look)
    elif isinstance(value, bool):
        code = sheet.write_boolean(row, column, value, look)
    elif isinstance(value, date):
        code = sheet.write_number(row, column, (value - DAY_ZERO).days, look)
    else:
        code = sheet.write_number(row, column, value, look)
    if code:
        raise NotWritten(
            phrase("A value in row {row} of {sheet} is too long for a cell.", row=row + 1, sheet=sheet.get_name())
        )


def _add_bars(workbook: Workbook, sheet: Worksheet, page: Page, bars: Bars) -> None:
    chart = workbook.add_chart({"type": "bar"})
    last = bars.first + bars.count - 1
    chart.add_series({
        "categories": [page.name, bars.first, bars.labels, last, bars.labels],
        "values": [page.name, bars.first, bars.values, last, bars.values],
        "fill": {"color": MIDDLE},
        "gap": 60,
        "data_labels": {"value": True, "num_format": "#,##0" if bars.kind is Kind.MONEY else "0",
                        "font": {"color": TEXT, "size": 9}},
    })  # fmt: skip
    chart.set_title({"name": bars.title, "name_font": {"size": 12, "color": DARK, "bold": True}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
    chart.set_y_axis({"reverse": True, "num_font": {"color": TEXT, "size": 10}, "line": {"color": LINE},
                      "major_tick_mark": "none"})  # fmt: skip
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    chart.set_size({"width": bars.width, "height": bars.height})
    place = {"x_offset": 6, "y_offset": 4, "object_position": 2, "description": bars.title}
    sheet.insert_chart(bars.row, bars.column, chart, place)
