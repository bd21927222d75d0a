"""Cuts the edited rows out of a sheet while it is being unpacked, so that checking a save needs no second copy."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator

from io_xlsx.parts.markup import ATTRIBUTES, Odd
from io_xlsx.parts.rows import SheetText
from models.core.phrase import phrase

_HEAD = re.compile(rb"<([\w.-]+:)?sheetData" + ATTRIBUTES + rb"\s*(/?)>")
_NUMBER = re.compile(rb"<(?:[\w.-]+:)?row(?=\s)[^>]*?\sr\s*=\s*[\"'](\d+)[\"']")


def excerpt(pieces: Iterable[bytes], wanted: Collection[int]) -> bytes:
    """A sheet with nothing in it but these rows, by number; the pieces are always read to their end."""
    source = iter(pieces)
    head, rest = _head(source)
    prefix = head[1] or b""
    start = head.string[: head.end()]
    close = b"</%ssheetData></%sworksheet>" % (prefix, prefix)
    if head[2]:
        _exhaust(source)
        return head.string[: head.end()] + b"</%sworksheet>" % prefix
    rows = [
        b"".join(_rows(SheetText(start + segment + close), numbers))
        for segment, numbers in _segments(rest, source, b"<" + prefix + b"row", sorted(wanted))
    ]
    return start + b"".join(rows) + close


def _head(source: Iterator[bytes]) -> tuple[re.Match[bytes], bytes]:
    """Everything up to the rows, and what has been read of these."""
    data = b""
    for piece in source:
        data += piece
        found = _HEAD.search(data)
        if found:
            return found, data[found.end() :]
    raise Odd(phrase("has no <sheetData>"))


def _exhaust(source: Iterator[bytes]) -> None:
    """The checksum of what is being unpacked is compared at its end."""
    for _ in source:
        pass


def _segments(
    carry: bytes, source: Iterator[bytes], needle: bytes, wanted: list[int]
) -> Iterator[tuple[bytes, list[int]]]:
    """Runs of whole rows with the wanted rows that may be there; the last row waits until the end is known."""
    first = 0
    for piece in source:
        carry += piece
        at = carry.rfind(needle)
        number = _NUMBER.match(carry, at) if at >= 0 else None
        if number is None:  # a long row, or the end of the sheet
            continue
        following = bisect_left(wanted, int(number[1]))
        if first < following:
            yield carry[:at], wanted[first:following]
        carry, first = carry[at:], following
    yield carry[: _end_of_rows(carry, needle)], wanted[first:]


def _end_of_rows(carry: bytes, needle: bytes) -> int:
    end = carry.rfind(needle.replace(b"<", b"</").removesuffix(b"row") + b"sheetData")
    if end < 0:
        raise Odd(phrase("has no end of <sheetData>"))
    return end


def _rows(text: SheetText, numbers: list[int]) -> Iterator[bytes]:
    p, low = text.grammar.prefix, text.begin
    for number in numbers:
        row, at = text.find(number, low)
        low = row.end if row else at
        if row:
            yield b'<%srow r="%d">%s</%srow>' % (p, number, text.xml[row.inner : row.inner_end], p)
