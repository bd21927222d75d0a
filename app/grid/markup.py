"""Rectangles of cells as the HTML tables that spreadsheet programs put on the clipboard beside their text.

The text of LibreOffice shows a number as its cell does (26% for 0.255, 09/03/26 for a day) and puts blanks where a cell
has line ends; its table says what the cell holds, in `sdval` and `sdnum`. Excel's text is exact enough and is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from html.parser import HTMLParser

from app.grid.clipboard import Block
from models.core.schema import Column, Kind, Value

FIRST_DAY = date(1899, 12, 30)  # what a spreadsheet counts its days from
_GENERATOR = re.compile(r'<meta\s+name="generator"\s+content="(LibreOffice|OpenOffice)', re.IGNORECASE)
_HEAD = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head><body><table>'
_TAIL = "</table></body></html>"


class Exact(str):
    """The text that a cell shows; `exact` is what it holds, where that is a number, a day, a time, a yes or a no."""

    exact: str

    def __new__(cls, shown: str, exact: str) -> Exact:
        made = super().__new__(cls, shown)
        made.exact = exact
        return made


def block_of_html(html: str) -> Block | None:
    """The cells of LibreOffice's table; None where it is none of that program's, or holds no table."""
    if not _GENERATOR.search(html):
        return None
    table = _Table()
    table.feed(html)
    table.close()
    return table.block()


def html_of(rows: Sequence[Sequence[tuple[Column, Value, str]]]) -> str:
    """The rows as such a table; a cell is its column, its value and the text that stands for it."""
    lines = ["<tr>" + "".join(_cell(*cell) for cell in row) + "</tr>" for row in rows]
    return "\n".join([_HEAD, *lines, _TAIL])


def _cell(column: Column, value: Value, text: str) -> str:
    if value is None or not text:
        return "<td></td>"
    if isinstance(value, bool):
        return f'<td sdval="{int(value)}" sdnum="1033;0;BOOLEAN">{text}</td>'
    if isinstance(value, (int, float)):
        shape, excel = ("0.00%", "Percent") if column.kind is Kind.PCT else ("General", "General")
        style = f"mso-number-format:{excel}"
        return f'<td x:num="{value!r}" style="{style}" sdval="{value!r}" sdnum="1033;0;{shape}">{text}</td>'
    if isinstance(value, date):
        days = (value - FIRST_DAY).days
        style = "mso-number-format:yyyy\\-mm\\-dd"
        return f'<td x:num="{days}" style="{style}" sdval="{days}" sdnum="1033;0;YYYY-MM-DD">{text}</td>'
    lines = escape(text).replace("\n", '<br style="mso-data-placement:same-cell">')
    return f'<td style="mso-number-format:\\@" sdnum="1033;0;@">{lines}</td>'


class _Table(HTMLParser):
    """Reads the first table; what a merged cell covers is blank."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[dict[int, str]] = []
        self._covered: set[tuple[int, int]] = set()
        self._texts: list[str] | None = None
        self._attributes: dict[str, str | None] = {}
        self._skipping = self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "tr":
            self._rows.append({})
        elif tag in ("td", "th") and self._rows:
            self._texts, self._attributes = [], dict(attrs)
        elif tag == "br" and self._texts is not None:
            self._texts.append("\n")
        elif tag == "comment":
            self._skipping = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "comment":
            self._skipping = False
        elif tag in ("td", "th") and self._texts is not None:
            self._take("".join(self._texts))
            self._texts = None
        elif tag == "table":
            self._done = True

    def handle_data(self, data: str) -> None:
        if self._texts is not None and not self._skipping:
            self._texts.append(data)

    def _take(self, shown: str) -> None:
        shown = "" if shown == "\n" else shown  # how a blank cell is written
        row, place = self._rows[-1], 0
        while place in row or (len(self._rows) - 1, place) in self._covered:
            place += 1
        row[place] = _held(shown, self._attributes.get("sdval"), self._attributes.get("sdnum") or "")
        wide, tall = (_span(self._attributes.get(name)) for name in ("colspan", "rowspan"))
        first = len(self._rows) - 1
        self._covered |= {(first + down, place + right) for down in range(tall) for right in range(wide)}

    def block(self) -> Block | None:
        last = max((place for row in self._rows for place in row), default=-1)
        covered = max((place for _, place in self._covered), default=-1)
        width = max(last, covered) + 1
        return tuple(tuple(row.get(place, "") for place in range(width)) for row in self._rows) if width else None


def _span(text: str | None) -> int:
    return int(text) if text is not None and re.fullmatch(r"[1-9]\d{0,3}", text) else 1


def _held(shown: str, value: str | None, number_format: str) -> str:
    """The cell's text; what it holds goes with it where `sdval` says that."""
    try:
        number = float(value) if value else None
    except ValueError:
        number = None
    if number is None:
        return shown
    exact = _exact(number, shown, number_format.rpartition(";")[2] if "[" not in number_format else number_format)
    return Exact(shown, exact) if exact else shown


def _exact(number: float, shown: str, number_format: str) -> str:
    letters = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format).upper()
    if "BOOLEAN" in letters:
        return "TRUE" if number else "FALSE"
    if "GENERAL" in letters or not re.search(r"[DYHS]|MM", letters):
        return str(int(number)) if number.is_integer() else repr(number)
    if not re.search(r"[DY]", letters):
        minutes = round(number % 1 * 24 * 60)
        return f"{minutes // 60:02}:{minutes % 60:02}" if "H" in letters and minutes < 24 * 60 else ""
    day = FIRST_DAY + timedelta(days=int(number)) if 0 < number < 2_900_000 else None
    # A workbook that counts from 1904 would give another year than its cell shows.
    return day.isoformat() if day is not None and ("Y" not in letters or f"{day.year % 100:02}" in shown) else ""
