"""A sheet of somebody's own file as it was read, and which of its rows holds the headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from models.core.delimited import records, separator_of
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.spellings import looks_like_amount, looks_like_date
from models.core.texts import folded, tidy

LOOKED_AT = 30  # rows from the top in which the headings are looked for
MOST_ROWS = 20_000

# What a cell holds; blank is None.
Raw = str | float | int | bool | date | time | timedelta | None


@dataclass(frozen=True)
class Line:
    """One row: its number in the file, from 1, and its cells."""

    number: int
    cells: tuple[Raw, ...]

    def cell(self, place: int) -> Raw:
        """None where the row is shorter."""
        return self.cells[place] if 0 <= place < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """The rows that hold anything, in their order."""

    name: str
    lines: tuple[Line, ...]

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)


def sheet_of(name: str, first: int, rows: Sequence[Sequence[object]]) -> Sheet:
    """A sheet from its rows, the first of which is number `first`; blank rows are passed over."""
    lines = (Line(number, tuple(map(_raw, row))) for number, row in enumerate(rows, first))
    return Sheet(name, tuple(line for line in lines if any(cell is not None for cell in line.cells)))


def sheet_of_text(name: str, text: str) -> Sheet:
    """A CSV as a sheet; a file of one column is one, too. Refused where it holds nothing."""
    try:
        separator = separator_of(text)
    except Refused:
        separator = ","
    lines = [Line(row.line, tuple(map(_raw, row.cells))) for row in records(text, separator)]
    if not lines:
        raise Refused(phrase("{name} holds no rows.", name=name), code="invalid")
    return Sheet(name, tuple(lines))


def headings_at(sheet: Sheet, known: frozenset[str]) -> int | None:
    """The number of the row that names the columns; None where the first row holds data already.

    `known` are the folded words that some column of ours is called: the row with most of them, else the first row
    that holds nothing but texts where later ones hold numbers or dates.
    """
    top = sheet.lines[:LOOKED_AT]
    hits = [sum(folded(str(cell)) in known for cell in line.cells if isinstance(cell, str)) for line in top]
    best = max(range(len(top)), key=lambda at: (hits[at], -at), default=-1)
    if best >= 0 and hits[best] and _is_heading(top[best]):
        return top[best].number
    for at, line in enumerate(top):
        if _is_heading(line) and (_filled(line) > 1 or sheet.width == 1):
            return line.number if any(not _is_heading(later) for later in sheet.lines[at + 1 :]) else None
    return None


def data_of(sheet: Sheet, header: int | None) -> tuple[Line, ...]:
    """The rows under the headings."""
    return tuple(line for line in sheet.lines if header is None or line.number > header)


def names_of(sheet: Sheet, header: int | None) -> tuple[str, ...]:
    """What each column is called: its heading, else its letters as a spreadsheet has them."""
    line = next((line for line in sheet.lines if line.number == header), None)
    given = [tidy(words_of(line.cell(place))) if line else "" for place in range(sheet.width)]
    return tuple(name or f"Column {_letters(place)}" for place, name in enumerate(given))


def words_of(raw: Raw) -> str:
    """A cell as a person reads it."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float):
        return f"{raw:.15g}"
    return str(raw.isoformat()).removesuffix("T00:00:00") if isinstance(raw, date) else str(raw)


def _raw(cell: object) -> Raw:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return cell if isinstance(cell, (str, bool, int, float, date, time, timedelta)) else str(cell)


def _is_heading(line: Line) -> bool:
    """Texts only, each once, none of them an amount or a day."""
    cells = [cell for cell in line.cells if cell is not None]
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    plain = [text for text in texts if not looks_like_amount(text) and not looks_like_date(text)]
    return bool(cells) and len(plain) == len(cells) and len({folded(text) for text in texts}) == len(texts)


def _filled(line: Line) -> int:
    return sum(cell is not None for cell in line.cells)


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
