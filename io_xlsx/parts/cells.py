"""Cell references, texts and dates as a sheet spells them, and a slow exact reader of cells for checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from io_xlsx.parts.markup import MAIN_NAMESPACES

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONGEST_TEXT = 32_767  # UTF-16 units
LARGEST_INT = 2**53

Value = None | str | float | int | bool | date | datetime

_EPOCHS = {False: datetime.fromisoformat("1899-12-30"), True: datetime.fromisoformat("1904-01-01")}
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_RANGE_PART = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_FORBIDDEN = "\x00-\x08\x0b-\x1f\ufffe\uffff"
# An underscore that a reader would take for the start of an escape, also when what follows is escaped itself.
_TO_ESCAPE = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}[_{_FORBIDDEN}])|[{_FORBIDDEN}]")
_BLANKS_AT_RISK = re.compile(r"\A[ \t\n]|[ \t\n]\Z|[\t\n]|  ")


class Range(NamedTuple):
    """A rectangle of cells; both corners belong to it, all numbers count from 1."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def overlaps(self, other: Range) -> bool:
        """Whether at least one cell lies in both."""
        return (
            self.first_row <= other.last_row
            and other.first_row <= self.last_row
            and self.first_column <= other.last_column
            and other.first_column <= self.last_column
        )

    def united(self, other: Range) -> Range:
        """The smallest rectangle around both."""
        first = min(self.first_row, other.first_row), min(self.first_column, other.first_column)
        last = max(self.last_row, other.last_row), max(self.last_column, other.last_column)
        return Range(*first, *last)

    def __str__(self) -> str:
        """`A1` for one cell, else `A1:B2`."""
        first, last = cell_name(*self[:2]), cell_name(*self[2:])
        return first if first == last else f"{first}:{last}"


class RawCell(NamedTuple):
    """A cell as stored: `raw` is the text of <v>, or an inline string's text with its escapes still in."""

    row: int
    column: int
    style: int
    type: str
    formula_attributes: Mapping[str, str] | None
    formula: str | None
    raw: str | None


@lru_cache(maxsize=1024)
def column_number(name: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=1024)
def column_name(number: int) -> str:
    """1 is A, 27 is AA."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def cell_name(row: int, column: int) -> str:
    """Row 2, column 3 is C2."""
    return f"{column_name(column)}{row}"


def parse_cell(text: str) -> tuple[int, int]:
    """`$C$2` is (2, 3); raises ValueError for what is no cell of a sheet."""
    match = _CELL.fullmatch(text)
    if match:
        row, column = int(match[2]), column_number(match[1])
        if 1 <= row <= LAST_ROW and column <= LAST_COLUMN:
            return row, column
    raise ValueError(f"{text!r} is no cell")


def parse_range(text: str) -> Range:
    """Reads `A1`, `A1:B2`, and whole columns `A:C` or rows `1:5`; raises ValueError."""
    first, colon, last = text.partition(":")
    if not colon:
        return Range(*parse_cell(text), *parse_cell(text))
    starts, ends = _RANGE_PART.fullmatch(first), _RANGE_PART.fullmatch(last)
    if not starts or not ends or [bool(g) for g in starts.groups()] != [bool(g) for g in ends.groups()]:
        raise ValueError(f"{text!r} is no range")
    columns = [column_number(starts[1]), column_number(ends[1])] if starts[1] else [1, LAST_COLUMN]
    rows = [int(starts[2]), int(ends[2])] if starts[2] else [1, LAST_ROW]
    if not (starts[1] or starts[2]) or min(rows) < 1 or max(rows) > LAST_ROW or max(columns) > LAST_COLUMN:
        raise ValueError(f"{text!r} is no range")
    return Range(min(rows), min(columns), max(rows), max(columns))


def parse_ranges(text: str) -> tuple[Range, ...]:
    """The ranges of an sqref, which blanks separate."""
    return tuple(map(parse_range, text.split()))


def escape_text(text: str) -> str:
    """Spells what XML cannot hold as _xHHHH_, and a literal _xHHHH_ so that it survives being read."""
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescape_text(text: str) -> str:
    """What _xHHHH_ stands for; two escaped halves of one sign become that sign."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def needs_preserving(text: str) -> bool:
    """Whether a reader would trim or fold blanks without xml:space."""
    return _BLANKS_AT_RISK.search(text) is not None


def to_serial(moment: date, date1904: bool) -> float | int:
    """Days since the book's epoch, to the millisecond; raises ValueError before 1900 and for time zones."""
    if isinstance(moment, datetime):
        if moment.tzinfo is not None or moment != moment:  # pandas' NaT is a datetime that differs from itself
            raise ValueError("a date without day, or one with a time zone")
        days = moment - _EPOCHS[date1904]
        fraction = round(days.seconds * 1000 + days.microseconds / 1000) / 86_400_000
        whole: float | int = days.days + fraction if fraction else days.days
    else:
        whole = (datetime.combine(moment, time()) - _EPOCHS[date1904]).days
    # The 1900 system counts a 29 February 1900 that never was (serial 60).
    serial = whole if date1904 or whole >= 61 else whole - 1
    if serial < 0 or (serial < 1 and not date1904):
        raise ValueError("a date before the first that the workbook can hold")
    return serial


def from_serial(serial: float, date1904: bool) -> datetime:
    """The moment to the millisecond; raises ValueError for serial 60, negative ones and years beyond 9999."""
    if not 0 <= serial < 2_958_466 or (not date1904 and 60 <= serial < 61):
        raise ValueError(f"{serial} is no date")
    days, rest = divmod(round(serial * 86_400_000), 86_400_000)
    if not date1904 and days < 60:
        days += 1
    try:
        return _EPOCHS[date1904] + timedelta(days=days, milliseconds=rest)
    except OverflowError:
        raise ValueError(f"{serial} is no date") from None


def number_text(value: float | int) -> str:
    """The shortest decimal that reads back as the same number; numpy's floats are floats with another repr."""
    if isinstance(value, int):
        return str(int(value))
    exact = float(value)
    return str(int(exact)) if exact.is_integer() and abs(exact) < LARGEST_INT else repr(exact).upper()


def iter_cells(xml: bytes) -> Iterator[RawCell]:
    """Every cell in the order of the file, by a full XML parse: exact, prefix-proof, and some 100 times slower
    than finding single rows. Raises ValueError for broken XML or a DOCTYPE."""
    reader = _CellReader()
    for start in range(0, len(xml), 1 << 16):
        yield from reader.feed(xml[start : start + (1 << 16)], False)
    yield from reader.feed(b"", True)


class _CellReader:
    """The expat callbacks behind iter_cells; a cell without r= follows the one before it."""

    def __init__(self) -> None:
        self.cells: list[RawCell] = []
        self.row = self.column = 0
        self.row_text = "0"
        self.cell: dict[str, str] | None = None
        self.formula_attributes: dict[str, str] | None = None
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = [""]
        self.names: dict[str, str] = {}
        self.columns: dict[str, int] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype

    def feed(self, chunk: bytes, final: bool) -> list[RawCell]:
        try:
            self.parser.Parse(chunk, final)
        except expat.ExpatError as error:
            raise ValueError(f"broken XML: {error}") from None
        done, self.cells = self.cells, []
        return done

    def doctype(self, *_: object) -> None:
        raise ValueError("a DOCTYPE has no place in a sheet")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self.names.get(tag) or self.name_of(tag)
        above = self.open[-1]
        self.open.append(name)
        if name == "c" and above == "row":
            self.start_cell(attributes)
        elif name == "row" and above == "sheetData":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            self.row_text = str(self.row)
        elif name == "f" and above == "c":
            self.formula_attributes = attributes
            self.texts["f"] = []
        elif self.cell is not None and name in ("v", "is"):
            self.texts.setdefault(name, [])

    def name_of(self, tag: str) -> str:
        """Without the namespace where it is the sheet's."""
        namespace, _, name = tag.rpartition(" ")
        self.names[tag] = name if namespace in MAIN_NAMESPACES else tag
        return self.names[tag]

    def start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        elif reference.endswith(self.row_text) and reference[: -len(self.row_text)] in self.columns:
            self.column = self.columns[reference[: -len(self.row_text)]]  # nearly every cell, and quicker than parsing
        else:
            self.row, self.column = parse_cell(reference)
            self.row_text = str(self.row)
            self.columns[reference.rstrip("0123456789")] = self.column
        self.cell, self.texts, self.formula_attributes = attributes, {}, None

    def text(self, text: str) -> None:
        if self.cell is None:
            return
        if self.open[-1] in ("f", "v") and self.open[-2] == "c":
            self.texts[self.open[-1]].append(text)
        elif self.open[-1] == "t" and self.open[-2] in ("is", "r") and "rPh" not in self.open:
            self.texts["is"].append(text)

    def end(self, _: str) -> None:
        if self.open.pop() == "c" and self.open[-1] == "row" and self.cell is not None:
            raw = self.texts.get("is" if self.cell.get("t") == "inlineStr" else "v")
            formula = self.texts.get("f")
            self.cells.append(
                RawCell(
                    self.row,
                    self.column,
                    int(self.cell.get("s") or 0),
                    self.cell.get("t", "n"),
                    self.formula_attributes,
                    None if formula is None else "".join(formula),
                    None if raw is None else "".join(raw),
                )
            )
            self.cell = None
