"""Tables as text: rows of cells with a comma, semicolon or tab between them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from models.core.phrase import phrase
from models.core.refusal import Refused

SEPARATORS = (",", ";", "\t")
LOOKED_AT = 60  # rows from the top that tell the separator
LONGEST = 10  # lines that one quoted cell may run over


@dataclass(frozen=True)
class Record:
    """One row of the file: the line it starts on, from 1, and its cells."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """The cell without spaces around it; empty where the row is shorter, or no column is meant."""
        return self.cells[column].strip() if column is not None and column < len(self.cells) else ""


def records(text: str, separator: str) -> Iterator[Record]:
    """The rows that hold anything. A quote that never closes spoils its own line, not the rest of the file."""
    lines = re.split(r"\r\n|\r|\n", text)
    at = 1 if re.fullmatch(r'"?sep=.?"?', lines[0]) else 0
    while at < len(lines):
        row, count = _row(lines, at, separator)
        if any(cell.strip() for cell in row):
            yield Record(at + 1, tuple(row))
        at += count


def _row(lines: Sequence[str], at: int, separator: str) -> tuple[list[str], int]:
    for count in range(1, LONGEST + 1 if '"' in lines[at] else 2):
        try:
            found = list(csv.reader([f"{line}\n" for line in lines[at : at + count]], delimiter=separator, strict=True))
        except csv.Error:
            continue
        return (found[0] if found else []), count
    if lines[at].count('"') % 2:
        return lines[at].replace('"', "").split(separator), 1
    return next(csv.reader([lines[at]], delimiter=separator)), 1


def separator_of(text: str) -> str:
    """The sign between cells: the one that cuts most rows into the same number of cells, the more the better."""
    if match := re.match(r'"?sep=([,;\t|])"?[\r\n]', text):
        return match[1]
    score = {}
    for separator in SEPARATORS:
        widths = Counter(len(row.cells) for row in islice(records(text, separator), LOOKED_AT) if len(row.cells) > 1)
        score[separator] = max(((width - 1) * count for width, count in widths.items()), default=0)
    best = max(score, key=lambda separator: score[separator])
    if not score[best]:
        raise Refused(phrase("This file has no columns: no comma, semicolon or tab divides its lines."), code="invalid")
    return best
