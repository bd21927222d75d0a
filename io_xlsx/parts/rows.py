"""Finds rows and cells of a sheet by bisecting byte offsets, so that one cell never costs a walk over the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from io_xlsx.parts.cells import LAST_ROW, cell_name, parse_cell
from io_xlsx.parts.markup import ATTRIBUTES, Odd, attributes, require_plain, root_prefix
from models.core.phrase import phrase

SAMPLES = 1_500
_USUAL_REFERENCE = re.compile(rb'\A<(?:[\w.-]+:)?c r="([A-Z]+[0-9]+)"')


class Row(NamedTuple):
    """Offsets: the tag is start to inner, the cells inner to inner_end; a self-closed row has them all at end."""

    number: int
    start: int
    inner: int
    inner_end: int
    end: int


class Cell(NamedTuple):
    """`tag` is the start tag as written, `inner` what stands between the tags (None when self-closed)."""

    column: int
    start: int
    end: int
    tag: bytes
    inner: bytes | None


@dataclass(frozen=True)
class Grammar:
    """The patterns of one sheet, which depend on its namespace prefix (`x:` or nothing)."""

    prefix: bytes
    row_needle: bytes
    row: re.Pattern[bytes]
    row_number: re.Pattern[bytes]
    row_end: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    rest: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    result: re.Pattern[bytes]


@lru_cache(maxsize=16)
def grammar(prefix: bytes) -> Grammar:
    """Compiled once for each prefix."""
    p = re.escape(prefix)
    leaf = rb"<%s%s(%s)\s*(?:/>|>[^<]*</%s%s\s*>)"
    return Grammar(
        prefix,
        b"<" + prefix + b"row",
        re.compile(rb"<%srow(%s)\s*(/?)>" % (p, ATTRIBUTES)),
        re.compile(rb'<%srow r="(\d+)"' % p),
        re.compile(rb"</%srow\s*>" % p),
        re.compile(rb"\s*(<%sc%s\s*(?:/>|>(.*?)</%sc\s*>))" % (p, ATTRIBUTES, p), re.DOTALL),
        re.compile(rb"\s*(?:<%sextLst.*)?\Z" % p, re.DOTALL),
        re.compile(leaf % (p, b"f", ATTRIBUTES, p, b"f")),
        re.compile(leaf % (p, b"v", ATTRIBUTES, p, b"v")),
    )


class SheetText:
    """A worksheet's bytes with the offsets of its rows; raises Odd for XML that cannot be cut by bytes."""

    def __init__(self, xml: bytes) -> None:
        require_plain(xml)
        self.xml = xml
        self.grammar = grammar(root_prefix(xml, b"worksheet"))
        p = re.escape(self.grammar.prefix)
        head = xml.find(b"<" + self.grammar.prefix + b"sheetData")
        opened = re.compile(rb"<%ssheetData(%s)\s*(/?)>" % (p, ATTRIBUTES)).match(xml, max(head, 0))
        if opened is None:
            raise Odd(phrase("has no <sheetData>"))
        self.head, self.begin, self.self_closed = opened.start(), opened.end(), bool(opened[2])
        self.end, self.tail = self._close(opened.end())

    def _close(self, begin: int) -> tuple[int, int]:
        if self.self_closed:
            return begin, begin
        end = self.xml.rfind(b"</" + self.grammar.prefix + b"sheetData")
        stop = self.xml.find(b">", end)
        if end < begin or stop < 0:
            raise Odd(phrase("has no end of <sheetData>"))
        return end, stop + 1

    def require_order(self) -> None:
        """Raises Odd unless rows ascend; looks at each row of a sheet of ordinary size, at a sample of a larger one."""
        step = max(1, (self.end - self.begin) // SAMPLES)
        at, number = self.xml.find(self.grammar.row_needle, self.begin, self.end), 0
        while at >= 0:
            found = self._number(at)
            if found <= number:
                raise Odd(phrase("has rows that are not in order"))
            at, number = self.xml.find(self.grammar.row_needle, at + step, self.end), found

    def row_at(self, start: int) -> Row:
        """The row whose tag begins here."""
        match = self.grammar.row.match(self.xml, start, self.end)
        if match is None:
            raise Odd(phrase("has rows without a number"))
        number = self._number(start)
        if match[2]:
            return Row(number, start, match.end(), match.end(), match.end())
        close = self.grammar.row_end.search(self.xml, match.end(), self.end)
        if close is None:
            raise Odd(phrase("has a row without an end"))
        return Row(number, start, match.end(), close.start(), close.end())

    def _number(self, start: int) -> int:
        usual = self.grammar.row_number.match(self.xml, start, self.end)
        match = None if usual else self.grammar.row.match(self.xml, start, self.end)
        number = usual[1] if usual else attributes(match[1]).get(b"r", b"") if match else b""
        if not number.isdigit() or not 1 <= int(number) <= LAST_ROW:
            raise Odd(phrase("has rows without a number"))
        return int(number)

    @cached_property
    def _last(self) -> int:
        """The start of the last row; there must be one."""
        return self.xml.rfind(self.grammar.row_needle, self.begin, self.end)

    def find(self, number: int, low: int) -> tuple[Row | None, int]:
        """The row, or None and where it belongs; `low` is the end of a row known to come before it."""
        first = self.xml.find(self.grammar.row_needle, low, self.end)
        if first < 0 or self._number(self._last) < number:
            return None, self.end
        at = self._bisect(number, first, self._last)
        return (self.row_at(at) if self._number(at) == number else None), at

    def _bisect(self, number: int, first: int, last: int) -> int:
        """Where the first row with this number or a greater one starts, of those from `first` to `last`.

        Guesses by the row's number and halves in turn: good for even sheets, and never bad for uneven ones."""
        least, most = self._number(first), self._number(last)
        if least >= number:
            return first
        low, high = first + 1, last  # between them start the rows not yet looked at
        reach, guess = len(self.grammar.row_needle) - 1, True
        while low < high and most != number:
            share = (number - least - 1) / (most - least) if guess else 0.5
            middle, guess = low + int((high - low) * share), not guess
            at = self.xml.find(self.grammar.row_needle, middle, min(high + reach, self.end))
            if at < 0:
                high = middle
                continue
            found = self._number(at)
            if not least < found < most:
                raise Odd(phrase("has rows that are not in order"))
            if found < number:
                low, least = at + 1, found
            else:
                high, last, most = middle, at, found
        return last

    def rows_between(self, first: int, last: int) -> Iterator[Row]:
        """Those rows that exist, ascending."""
        row, at = self.find(first, self.begin)
        if row is None and at < self.end:
            row = self.row_at(at)
        while row is not None and row.number <= last:
            yield row
            at = self.xml.find(self.grammar.row_needle, row.end, self.end)
            following = self.row_at(at) if at >= 0 else None
            if following is not None and following.number <= row.number:
                raise Odd(phrase("has rows that are not in order"))
            row = following

    def cells(self, row: Row) -> list[Cell]:
        """Ascending; raises Odd when the row holds anything that is not plainly a cell of it."""
        cells: list[Cell] = []
        at, column = row.inner, 0
        while match := self.grammar.cell.match(self.xml, at, row.inner_end):
            cell = self._cell(match, row.number)
            if cell.column <= column:
                raise Odd(phrase("has cells in row {number} that are not in order", number=row.number))
            cells.append(cell)
            at, column = cell.end, cell.column
        if not self.grammar.rest.match(self.xml[at : row.inner_end]):
            raise Odd(phrase("holds something unusual in row {number}", number=row.number))
        return cells

    def _cell(self, match: re.Match[bytes], number: int) -> Cell:
        start, inner = match.start(1), match[2]
        tag = match[1] if inner is None else self.xml[start : match.start(2)]
        usual = _USUAL_REFERENCE.search(tag)
        try:
            row, column = parse_cell((usual[1] if usual else attributes(tag).get(b"r", b"")).decode())
        except ValueError:
            raise Odd(phrase("has cells without a reference in row {number}", number=number)) from None
        if row != number:
            raise Odd(phrase("has a cell {cell_name} in row {number}", cell_name=cell_name(row, column), number=number))
        return Cell(column, start, match.end(), tag, inner)
