"""What a partner sees on opening their file, as texts: read off the very report that the file is written from."""

from __future__ import annotations

from dataclasses import dataclass

from io_xlsx.export import Placed, Report, Rows, pattern_of, shown

Line = tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """A figure of the first sheet, with what stands above and below it."""

    label: str
    figure: str
    below: str


@dataclass(frozen=True)
class Seen:
    """The two sheets as they are read.

    `stages` has the header first and the sum last; `bars` are the chart's figures by its labels, in its order.
    `right` says which columns of the deals are numbers.
    """

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    heading: str
    stages: tuple[Line, ...]
    chart: str
    bars: tuple[tuple[str, float], ...]
    note: str
    deals_title: str
    deals_line: str
    headers: Line
    right: tuple[bool, ...]
    deals: tuple[Line, ...]
    none: str
    footer: str


def seen(report: Report) -> Seen:
    """What the report's file shows."""
    cells = sorted(report.front.cells, key=lambda cell: (cell.row, cell.column))
    by_look = {look: [cell for cell in cells if cell.look == look] for look in {cell.look for cell in cells}}
    chart, rows = report.front.bars, report.rows
    return Seen(
        _text(by_look["title"][0]),
        _text(by_look["subtitle"][0]),
        tuple(Tile(*map(_text, parts)) for parts in zip(*(by_look[look] for look in _TILE), strict=True)),
        _text(by_look["heading"][0]),
        tuple(_lines([cell for cell in cells if cell.look in _STAGES])),
        chart.title if chart else "",
        tuple(_bars(report)),
        _text(by_look["note"][0]),
        rows.title,
        rows.line,
        tuple(column.header for column in rows.columns),
        tuple(column.is_number for column in rows.columns),
        tuple(_deals(rows)),
        rows.none if not rows.rows else "",
        report.footer,
    )


_TILE = ("label", "figure", "below")
_STAGES = ("header", "header number", "text", "number", "total text", "total number")


def _text(cell: Placed) -> str:
    return shown(cell.value, pattern_of(cell.kind))


def _lines(cells: list[Placed]) -> list[Line]:
    return [tuple(_text(cell) for cell in cells if cell.row == row) for row in sorted({cell.row for cell in cells})]


def _bars(report: Report) -> list[tuple[str, float]]:
    """Out of the cells that the chart points at."""
    chart = report.front.bars
    if chart is None:
        return []
    held = {(cell.row, cell.column): cell.value for cell in report.front.cells}
    places = range(chart.first, chart.first + chart.count)
    return [(str(held[row, chart.labels]), float(str(held[row, chart.values]))) for row in places]


def _deals(rows: Rows) -> list[Line]:
    columns = list(zip(*rows.rows, strict=True))
    patterns = [pattern_of(column.kind, values) for column, values in zip(rows.columns, columns, strict=False)]
    return [tuple(map(shown, row, patterns)) for row in rows.rows]
