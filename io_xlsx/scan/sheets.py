"""The cells of a workbook, whoever saved it: sheet by sheet, value by value, with whether a formula stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from posixpath import join, normpath
from typing import Any, NamedTuple
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from io_xlsx.scan.plain import PlainCells, plain_cells, plain_strings

Place = tuple[int, int]
TWICE = "a cell stands there twice"
_TEXTS = frozenset({"v", "t"})
KEPT = 4  # parts read last: the same file is looked at more than once while it is sealed and proved
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Cell(NamedTuple):
    """A cell's value, text, number or yes/no, and whether a formula gives it."""

    value: str | float | bool
    is_formula: bool = False


Sheets = Mapping[str, Mapping[Place, Cell]]
"""By sheet, then by (row, column) from 1; cells without a value are left out unless a formula stands there."""


def read_sheets(content: bytes) -> Sheets:
    """Every sheet in its order, hidden ones too. BadZipFile where the file is no workbook that can be read."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            _refuse_twins(archive)
            return _read(archive)
    except (LookupError, ValueError, expat.ExpatError, NotImplementedError, EOFError) as fault:
        raise BadZipFile(str(fault)) from None


def _read(archive: ZipFile) -> Sheets:
    book = _target(archive, "_rels/.rels", "officeDocument")
    relations = _relations(archive, book)
    strings: tuple[str, ...] = ()
    for kind, target in relations.values():
        if kind == "sharedStrings":
            strings = _shared_strings(archive.read(target))
    return {
        name: _cells(archive.read(relations[relation][1]), strings)
        for name, relation in _sheet_names(archive.read(book))
        if relations[relation][0] == "worksheet"
    }


def _refuse_twins(archive: ZipFile) -> None:
    """Of two parts of a name, which differs by no case, one program reads the first and another one the last."""
    names = [name.lower() for name in archive.namelist()]
    if len(set(names)) < len(names):
        raise ValueError("a part stands there twice")


def _target(archive: ZipFile, part: str, kind: str) -> str:
    (target,) = (target for found, target in _relations_in(archive.read(part), "").values() if found == kind)
    return target


def _relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    folder, _, name = part.rpartition("/")
    return _relations_in(archive.read(join(folder, "_rels", f"{name}.rels")), folder)


def _relations_in(data: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """By ID: the last word of the type, and the part meant."""
    found = {}
    for name, attributes in _elements(data):
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes["Target"]
            path = target[1:] if target.startswith("/") else normpath(join(folder, target))
            found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], path)
    return found


def _sheet_names(data: bytes) -> list[tuple[str, str]]:
    return [
        (attributes["name"], next(value for key, value in attributes.items() if key.endswith(":id")))
        for name, attributes in _elements(data)
        if name == "sheet"
    ]


def _elements(data: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((_local(name), attributes))
    parser.Parse(data, True)
    return found


def _parser() -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise ValueError("a document type where none belongs")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _unescaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n")


@lru_cache(KEPT)
def _shared_strings(data: bytes) -> tuple[str, ...]:
    plain = plain_strings(data)
    if plain is not None:
        return tuple(map(_unescaped, plain[0]))
    strings: list[str] = []
    reader = _TextReader("si", strings.append)
    reader.parse(data)
    return tuple(strings)


class _TextReader:
    """The texts of the runs in each `si` element, without the phonetic ones."""

    def __init__(self, element: str, add: Any) -> None:
        self._element, self._add = element, add
        self._open: list[str] | None = None
        self._within = False
        self._phonetic = 0

    def parse(self, data: bytes) -> None:
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(data, True)

    def _start(self, name: str, _attributes: object) -> None:
        name = _local(name)
        if name == self._element:
            self._open = []
        self._phonetic += name == "rPh"
        self._within = name == "t" and not self._phonetic

    def _end(self, name: str) -> None:
        name = _local(name)
        self._within = False
        self._phonetic -= name == "rPh"
        if name == self._element and self._open is not None:
            self._add(_unescaped("".join(self._open)))
            self._open = None

    def _text(self, text: str) -> None:
        if self._within and self._open is not None:
            self._open.append(text)


@lru_cache(KEPT)
def _cells(data: bytes, strings: tuple[str, ...]) -> Mapping[Place, Cell]:
    plain = plain_cells(data)
    if plain is not None:
        return _plain(plain, strings)
    reader = _CellReader(strings)
    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.Parse(data, True)
    return reader.cells


def _plain(found: PlainCells, strings: tuple[str, ...]) -> dict[Place, Cell]:
    cells = found.cells
    columns = {letters: _column(letters.decode()) for letters in {cell[0] for cell in cells}}
    held = [
        ((int(row), columns[letters]), Cell(strings[int(value)] if kind else float(value)))
        for letters, row, _, kind, value in cells
        if value
    ]
    by_place = dict(held)
    if len(by_place) < len(held):
        raise ValueError(TWICE)
    return by_place


class _CellReader:
    """Collects the cells of one sheet; rows and cells without a place of their own follow the one before."""

    def __init__(self, strings: tuple[str, ...]) -> None:
        self.cells: dict[Place, Cell] = {}
        self._strings = strings
        self._row = self._column = 0
        self._kind = "n"
        self._value: list[str] = []
        self._formula = False
        self._taking = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = _local(name)
        if name == "c":
            self._open(attributes)
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif name == "f":
            self._formula = True
        self._taking = name in _TEXTS

    def _open(self, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        letters = place.rstrip("0123456789") if place else ""
        self._column = _column(letters) if letters else self._column + 1
        self._kind, self._value, self._formula = attributes.get("t", "n"), [], False

    def text(self, text: str) -> None:
        if self._taking:
            self._value.append(text)

    def end(self, name: str) -> None:
        self._taking = False
        if _local(name) == "c":
            raw = "".join(self._value)
            value = self._meaning(raw) if raw else ""
            if (self._row, self._column) in self.cells:
                raise ValueError(TWICE)
            if value != "" or self._formula:
                self.cells[self._row, self._column] = Cell(value, self._formula)

    def _meaning(self, raw: str) -> str | float | bool:
        if self._kind == "s":
            return self._strings[int(raw)]
        if self._kind == "b":
            return raw.strip() in ("1", "true")
        return float(raw) if self._kind == "n" else _unescaped(raw)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
