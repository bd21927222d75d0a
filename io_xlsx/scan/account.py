"""Whether everything in a file was ordered: what an empty file of the same make holds, and what this one may."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from io_xlsx.scan.index import normalised
from io_xlsx.scan.markup import TEXT, Mark
from io_xlsx.scan.pieces import OUTSIDE, Piece
from io_xlsx.scan.spellings import spellings

_RANGE = r"\$?[A-Z]{1,3}\$?(\d{1,7})(?::\$?[A-Z]{1,3}\$?(\d{1,7}))?"
# Where a place or a count stands that follows from how many rows there are: (element, attribute).
_PLACES = frozenset({
    ("c", "r"), ("row", "r"), ("dimension", "ref"), ("table", "ref"), ("autoFilter", "ref"), ("c", "s"),
    ("sst", "count"), ("sst", "uniqueCount"), ("c:ptCount", "val"), ("c:pt", "idx"), ("cellXfs", "count"),
    ("selection", "sqref"), ("selection", "activeCell"), ("mergeCell", "ref"),
})  # fmt: skip
_VALUES = "v"  # a cell's value: the rows' check reads it


@dataclass(frozen=True)
class Blank:
    """What every file of this make holds: its marks by part, its digests, and its texts in normalised form."""

    marks: Mapping[str, Collection[Mark]]
    digests: Collection[bytes]
    texts: str
    strings: Collection[str]


def blank_of(examples: Iterable[Iterable[Piece]]) -> Blank:
    """From files made without any data; each shows what the others do not."""
    pieces = [piece for example in examples for piece in example]
    marks: dict[str, set[Mark]] = {}
    for piece in pieces:
        marks.setdefault(piece.part, set()).update(piece.marks or ())
    held = {text for piece in pieces for text in piece.texts()}
    strings = {m.text for found in marks.values() for m in found if m.attribute == TEXT}
    return Blank(marks, {piece.digest for piece in pieces}, "\n".join(map(normalised, held)), strings)


def unordered(pieces: Iterable[Piece], blank: Blank, texts: Collection[str], numbers: Collection[float],
              rows: int) -> Iterator[str]:  # fmt: skip
    """Sentences for whatever stands in the file and is neither in the blank nor one of these texts and numbers.

    `rows` is the last row that anything may stand in. Cells' values are left to `row_faults`.
    """
    for piece in pieces:
        if piece.digest in blank.digests:
            continue
        if piece.part not in blank.marks or piece.part.endswith(OUTSIDE):
            yield f"{piece.part}: nobody ordered this part"
        elif piece.marks is None:
            yield f"{piece.part}: it is no XML that can be read"
        else:
            yield from _unordered_marks(piece, blank, texts, numbers, rows)


def _unordered_marks(piece: Piece, blank: Blank, texts: Collection[str], numbers: Collection[float],
                     rows: int) -> Iterator[str]:  # fmt: skip
    known, is_sheet = blank.marks[piece.part], "/worksheets/" in piece.part
    for mark in piece.marks or ():
        if mark in known or mark.text in texts or (is_sheet and mark.element == _VALUES and mark.attribute == TEXT):
            continue
        if (mark.element, mark.attribute) in _PLACES and _is_place(mark.text, rows):
            continue
        if mark.element == "c:f" and _is_reference(mark.text, rows):
            continue
        if mark.element == "c:v" and _number(mark.text) in numbers:
            continue
        if any(text in texts for text in spellings(mark.text)):
            continue
        yield f"{piece.part}: {mark.element} {mark.attribute or 'text'}: nobody ordered this"


def _is_place(text: str, rows: int) -> bool:
    match = re.fullmatch(_RANGE, text)
    if match:
        return all(int(row) <= rows for row in match.groups() if row)
    return text.isdecimal() and int(text) <= max(rows * 16, 256)


def _is_reference(text: str, rows: int) -> bool:
    sheet, mark, cells = text.rpartition("!")
    return bool(mark and sheet) and "[" not in sheet and _is_place(cells, rows)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
