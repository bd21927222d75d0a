"""The form that most writers give to cells and shared strings, read at once.

Every byte has to belong to a piece of that form; where one does not, the answer is None and the full reader is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_ROW = rb'<row r="\d+" spans="1:\d\d?"(?: ht="[\d.]+" customHeight="1")?>|</row>'
_CELL = rb'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(s)")?(?:/>|><v>([^<&]*)</v></c>)'
_HEIGHT = re.compile(rb'<row [^>]* ht="([\d.]+)"')
_NUMBER = re.compile(rb'<row r="(\d+)"')
_START = b'<?xml version="1.0" encoding="UTF-8"'
_CELLS, _ROWS = re.compile(_CELL), re.compile(_ROW)
_STRING = re.compile(rb'<si><t( xml:space="preserve")?>([^<]*)</t></si>')
_ENTITIES = {b"&lt;": b"<", b"&gt;": b">", b"&quot;": b'"', b"&amp;": b"&"}
_ENTITY = re.compile(rb"&[^;]*;?")
KEPT = 4  # parts read last: a sheet is read for its values and for its marks
OPEN, CLOSE = b"<sheetData>", b"</sheetData>"


@dataclass(frozen=True)
class PlainCells:
    """The cells of a sheet: (column letters, row, style, `s` for a shared string, value), all as ASCII bytes.

    `rest` is the part without them; `heights` and `last` are those of its rows.
    """

    cells: Sequence[tuple[bytes, bytes, bytes | None, bytes | None, bytes | None]]
    heights: frozenset[bytes]
    last: int
    rest: bytes


@lru_cache(KEPT)
def plain_cells(data: bytes) -> PlainCells | None:
    """The cells of a worksheet part, if it is all of the plain form."""
    head, opened, tail = data.partition(OPEN)
    body, closed, foot = tail.partition(CLOSE)
    if not opened or not closed or OPEN in foot or not data.startswith(_START):
        return None
    pieces = _CELLS.split(body)  # what is no cell, and the five groups of the cell behind it, in turn
    rows = b"".join(pieces[::6])
    if b"<!" in data or _ROWS.sub(b"", rows):
        return None
    cells = tuple(zip(*(pieces[group::6] for group in range(1, 6)), strict=True))
    last = max(map(int, _NUMBER.findall(rows)), default=1)
    return PlainCells(cells, frozenset(_HEIGHT.findall(rows)), last, head + OPEN + CLOSE + foot)


def plain_strings(data: bytes) -> tuple[list[str], bytes] | None:
    """The shared strings, and the part without them, if it is all of the plain form."""
    start, end = data.find(b"<si>"), data.rfind(b"</si>") + 5
    body = data[start:end] if start >= 0 else b""
    if not body or not data.startswith(_START) or b"<!" in data or b"\r" in body or _STRING.sub(b"", body):
        return None
    try:
        texts = [_text(raw) for _, raw in _STRING.findall(body)]
    except (KeyError, UnicodeDecodeError):
        return None
    return texts, data[:start] + data[end:]


def _text(raw: bytes) -> str:
    return (_ENTITY.sub(lambda match: _ENTITIES[match[0]], raw) if b"&" in raw else raw).decode()
