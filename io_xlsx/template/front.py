"""The Dashboard's sheet in a new workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as XlsxChart
from xlsxwriter.utility import xl_cell_to_rowcol
from xlsxwriter.worksheet import Worksheet

from io_xlsx.formulas import stored_formula
from io_xlsx.template.looks import DARK, FORMATS, GREEN, GREY, MIDDLE, PALE, RED, Looks
from io_xlsx.template.sheets import put, put_formula
from models.core.book import Book
from models.core.dashboard import DAY, Cell, Chart, Dashboard, Series
from models.core.schema import Kind

_LINE = {"bottom": 1, "bottom_color": "#D5DEE2"}
_BAND = {"bg_color": DARK, "font_color": "#FFFFFF", "valign": "vcenter"}
STYLES: dict[str, dict[str, Any]] = {
    "title": {**_BAND, "font_size": 20, "bold": True, "indent": 1},
    "subtitle": {**_BAND, "font_size": 11, "font_color": "#C9DAE0", "indent": 1},
    "day label": {**_BAND, "align": "right", "indent": 1, "font_color": "#C9DAE0"},
    "day": {**_BAND, "bold": True, "align": "center", "border": 1, "border_color": "#C9DAE0"},
    "tile label": {"font_size": 9, "font_color": GREY, "bg_color": PALE, "top": 5, "top_color": MIDDLE, "indent": 1},
    "tile": {"font_size": 16, "bold": True, "font_color": DARK, "bg_color": PALE, "align": "left", "indent": 1},
    "verdict": {"italic": True, "font_color": GREEN, "indent": 1},
    "section": {"font_size": 13, "bold": True, "font_color": DARK, "bottom": 2, "bottom_color": DARK},
    "header": {"font_size": 9, "bold": True, "font_color": GREY},
    "number header": {"font_size": 9, "bold": True, "font_color": GREY, "align": "right"},
    "line label": {**_LINE, "align": "left"},
    "line": {**_LINE, "align": "right"},
    "total label": {"bold": True, "top": 1, "top_color": DARK},
    "total": {"bold": True, "align": "right", "top": 1, "top_color": DARK},
    "note": {"font_size": 9, "font_color": GREY},
}
ROW_HEIGHT = 15.0  # points
LETTER = 1  # Excel's number of the paper


def add_dashboard(workbook: Workbook, book: Book, as_of: date, dashboard: Dashboard, looks: Looks, *,
                  holds_day: bool) -> None:  # fmt: skip
    """The first sheet, shown when the workbook opens; `holds_day` writes the day itself in place of =TODAY()."""
    sheet = workbook.add_worksheet(dashboard.sheet)
    values = dashboard.values(book, as_of)
    for letter, width in dashboard.columns.items():
        sheet.set_column(f"{letter}:{letter}", width)
    for row, height in dashboard.heights.items():
        sheet.set_row(row - 1, height)
    for cell in dashboard.cells:
        row, column = xl_cell_to_rowcol(cell.at)
        if cell.compute is None or (holds_day and cell.name == DAY):
            _label(sheet, row, column, as_of if cell.name == DAY else cell.text, cell, looks)
        else:
            formula = stored_formula(cell.text, None, {})
            put_formula(sheet, row, column, formula, values[cell.at], looks.of(**_properties(cell)))
        _alarm(sheet, cell, looks)
    for chart in dashboard.charts:
        _add_chart(workbook, sheet, chart, dashboard)
    _setup(sheet, dashboard)


def _label(sheet: Worksheet, row: int, column: int, value: str | date, cell: Cell, looks: Looks) -> None:
    style = looks.of(**_properties(cell))
    if value == "":
        sheet.write_blank(row, column, None, style)
    else:
        put(sheet, row, column, value, style)


def _properties(cell: Cell) -> dict[str, Any]:
    """Looks by style; numbers by kind. A text that a formula gives needs no format of its own."""
    pattern = cell.pattern or (FORMATS.get(cell.kind, "") if cell.kind is not Kind.TEXT else "")
    looks = {"valign": "vcenter", **STYLES.get(cell.style, {})}
    return {**looks, "num_format": pattern} if pattern else looks


def _alarm(sheet: Worksheet, cell: Cell, looks: Looks) -> None:
    if cell.alarm:
        options = {"type": "formula", "criteria": f"={cell.alarm}", "format": looks.of(font_color=RED, bold=True)}
        sheet.conditional_format(cell.at, options)


def _setup(sheet: Worksheet, dashboard: Dashboard) -> None:
    sheet.hide_gridlines(2)
    sheet.freeze_panes(2, 0)
    sheet.set_paper(LETTER)
    sheet.set_portrait()
    sheet.set_margins(0.4, 0.4, 0.5, 0.5)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    places = [xl_cell_to_rowcol(cell.at) for cell in dashboard.cells]
    sheet.print_area(0, 0, max(row for row, _ in places), max(column for _, column in places))
    sheet.set_footer("&L&F&R&D")
    sheet.set_tab_color(DARK)
    sheet.activate()
    sheet.set_first_sheet()


# --- charts ---


def _add_chart(workbook: Workbook, sheet: Worksheet, chart: Chart, dashboard: Dashboard) -> None:
    drawn = workbook.add_chart({"type": chart.kind})
    for series in (s for s in chart.series if not s.line):
        drawn.add_series(_series(series, chart, dashboard))
    lines = [series for series in chart.series if series.line]
    if lines:
        over = workbook.add_chart({"type": "line"})
        for series in lines:
            over.add_series(_series(series, chart, dashboard))
        drawn.combine(over)
    _dress(drawn, chart)
    width, height = _size(chart, dashboard)
    drawn.set_size({"width": width, "height": height})
    sheet.insert_chart(chart.at, drawn, {"object_position": 1, "description": chart.title, "x_offset": 2})


def _series(series: Series, chart: Chart, dashboard: Dashboard) -> dict[str, Any]:
    options: dict[str, Any] = {
        "name": series.title,
        "categories": _range(chart.categories, dashboard),
        "values": _range(series.values, dashboard),
    }
    if series.line:
        marker = {"type": "circle", "size": 5, "fill": {"color": series.colour}, "border": {"none": True}}
        return {**options, "line": {"color": series.colour, "width": 2}, "marker": marker}
    return {**options, "fill": {"color": series.colour}, "border": {"none": True}, "gap": 60,
            "data_labels": {"value": True} if chart.kind == "bar" else {}}  # fmt: skip


def _range(cells: str, dashboard: Dashboard) -> str:
    first, _, last = cells.partition(":")
    absolute = ":".join(f"${cell[0]}${cell[1:]}" for cell in (first, last))
    return f"='{dashboard.sheet}'!{absolute}"


def _dress(drawn: XlsxChart, chart: Chart) -> None:
    drawn.set_title({"name": chart.title, "name_font": {"size": 11, "color": DARK}, "overlay": False})
    drawn.set_chartarea({"border": {"color": "#D5DEE2"}})
    quiet = {"line": {"none": True}, "num_font": {"size": 9, "color": GREY}}
    grid = {"major_gridlines": {"visible": True, "line": {"color": "#E6ECEE"}}}
    if chart.kind == "bar":
        drawn.set_y_axis({**quiet, "reverse": True})
        drawn.set_x_axis({**quiet, "visible": False, "major_gridlines": {"visible": False}})
        drawn.set_legend({"none": True})
    else:
        dates = {"num_format": chart.pattern} if chart.pattern else {}
        drawn.set_x_axis({**quiet, **dates, "label_position": "low"})
        drawn.set_y_axis({**quiet, **grid, "num_format": "#,##0"})
        drawn.set_legend({"position": "bottom", "font": {"size": 9}})


def _size(chart: Chart, dashboard: Dashboard) -> tuple[int, int]:
    """Pixels of the cells that it covers, as Excel draws them with its usual font."""
    (top, left), (bottom, right) = xl_cell_to_rowcol(chart.at), xl_cell_to_rowcol(chart.to)
    width = sum(int(dashboard.columns.get(chr(65 + n), 8.43) * 7 + 5) for n in range(left, right + 1))
    height = sum(round(dashboard.heights.get(n + 1, ROW_HEIGHT) * 4 / 3) for n in range(top, bottom + 1))
    return width - 4, height
