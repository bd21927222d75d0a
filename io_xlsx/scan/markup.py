"""An XML part taken apart: what stands where, with nothing left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from xml.parsers import expat

from io_xlsx.scan.plain import OPEN, PlainCells, plain_cells, plain_strings

# Elements whose runs of text a reader sees as one text.
PARAGRAPHS = frozenset({"si", "is", "text", "p", "rPh", "r", "oddHeader", "oddFooter"})
PLAIN_NUMBER = re.compile(
    r"[-+]?\d{1,6}(\.\d+)?([eE][-+]?\d+)?|[-+]?0\.\d+|\$?[A-Z]{1,3}\$?\d{1,7}(:\$?[A-Z]{1,3}\$?\d{1,7})?|\d+:\d+"
)
KEPT = 64  # parts read last: most are the same in every file of a make
TEXT, COMMENT, NAME = "", "(comment)", "(name)"


class Mark(NamedTuple):
    """A text in an XML part. `attribute` is TEXT for an element's text, COMMENT for comments and instructions, and
    NAME where the text is the name of the element itself or of one of its attributes."""

    element: str
    attribute: str
    text: str


def is_plain_number(text: str) -> bool:
    """A place or a short number: the rows' check, not the texts', says whether it may stand there."""
    return PLAIN_NUMBER.fullmatch(text) is not None


def marks_of(data: bytes) -> tuple[Mark, ...] | None:
    """Each different mark once; None where the bytes are no XML that may be trusted.

    Of cells in the plain form only the furthest place is a mark, and of their numbers none: the rows' check reads them.
    """
    cells = plain_cells(data) if OPEN in data else None
    if cells is not None:
        marks = _parsed(cells.rest)
        return None if marks is None else marks + _cell_marks(cells)
    strings = plain_strings(data) if b"<sst" in data else None
    if strings is not None:
        marks = _parsed(strings[1])
        return None if marks is None else marks + tuple(Mark("t", TEXT, text) for text in strings[0])
    return _parsed(data)


def _cell_marks(found: PlainCells) -> tuple[Mark, ...]:
    styles = {cell[2] for cell in found.cells}
    rows = max((int(cell[1]) for cell in found.cells), default=1)
    last = Mark("row", "r", str(found.last))
    columns = {cell[0] for cell in found.cells}
    return (
        last,
        *(Mark("c", "s", style.decode()) for style in styles if style),
        *(Mark("c", "r", f"{column.decode()}{rows}") for column in columns),
        *(Mark("row", "ht", height.decode()) for height in found.heights),
    )


@lru_cache(KEPT)
def _parsed(data: bytes) -> tuple[Mark, ...] | None:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.CommentHandler = parser.ProcessingInstructionHandler = reader.aside
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, _Doctype, ValueError):
        return None
    return tuple(map(Mark._make, reader.marks))


class _Doctype(Exception):
    """No spreadsheet program writes one; it can hide a text in entities."""


def _refuse(*_: object) -> None:
    raise _Doctype


class _Reader:
    """Collects marks while the part is read."""

    def __init__(self) -> None:
        self.marks: dict[tuple[str, str, str], None] = {}
        self._path: list[str] = []
        self._texts: list[list[str]] = [[]]

    def start(self, name: str, attributes: Mapping[str, Any]) -> None:
        self._path.append(name)
        self._texts.append([])
        self.marks[name, NAME, name] = None
        for attribute, value in attributes.items():
            self.marks[name, attribute, value] = None
            self.marks[name, NAME, attribute] = None

    def text(self, text: str) -> None:
        self._texts[-1].append(text)

    def end(self, name: str) -> None:
        self._path.pop()
        text = "".join(self._texts.pop())
        if text:
            self.marks[name, TEXT, text] = None
        if text and self._path and _local(self._path[-1]) in PARAGRAPHS:
            self._texts[-1].append(text)

    def aside(self, *words: str) -> None:
        self.marks[self._path[-1] if self._path else "", COMMENT, " ".join(words)] = None


def _local(name: str) -> str:
    return name.rpartition(":")[2]
