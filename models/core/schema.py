"""What a table and its columns are; sheet, frame, check, grid, editor, validation and help all ask these records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from models.core.book import Book
    from models.core.problem import Problem

# A cell's value everywhere above the file: dates are `date`, times are ISO text in UTC ending in Z, blank is None.
Value = str | float | int | bool | date | None


class Kind(StrEnum):
    """What a column holds; it decides the frame's dtype, the editor, the number format and the alignment."""

    TEXT = "text"
    NOTE = "note"
    MONEY = "money"
    PCT = "pct"
    INT = "int"
    NUM = "num"
    DATE = "date"
    TIME = "time"
    CLOCK = "clock"
    BOOL = "bool"
    CHOICE = "choice"
    REF = "ref"
    ANY = "any"  # text in a frame; a number or date in the sheet where the text is one


NUMBERS = frozenset({Kind.MONEY, Kind.PCT, Kind.INT, Kind.NUM})
WORDS = frozenset({Kind.TEXT, Kind.NOTE, Kind.TIME, Kind.CLOCK, Kind.CHOICE, Kind.REF, Kind.ANY})


class Tone(StrEnum):
    """What a value means at a glance; the window paints each in its colour."""

    GOOD = "good"
    WARNING = "warning"
    DANGER = "danger"
    INFO = "info"
    MUTED = "muted"


class Audience(StrEnum):
    """Who besides the operator may see a column; a column without an audience is private."""

    SELLER = "seller"
    PARTNER = "partner"


@dataclass(frozen=True)
class Formula:
    """A calculated column: the Excel formula and the function that gives the same values.

    `text` has no leading `=` and names this row's cells `[@Header]`. `compute` takes the Book and the day and
    returns a Series with the index of the table's frame; money is already rounded, blank is NaN.
    """

    text: str
    compute: Callable[[Book, date], pd.Series[Any]] = field(compare=False)


@dataclass(frozen=True)
class Column:
    """One column. `doc` is the help text; `refers` the key of the table that a reference points into.

    `stamped` names the field that gets the time of every change of this one. `tones` says of choices what they mean at
    a glance. `due_while`: the date is late once it is past, as long as the row's `status` is one of these. `unread` is
    what a cell that cannot be read counts as, where a blank would be the more dangerous mistake.
    """

    header: str
    kind: Kind = Kind.TEXT
    doc: str = ""
    required: bool = False
    editable: bool = True
    choices: tuple[str, ...] = ()
    refers: str = ""
    refers_by: str = "id"
    minimum: float | None = None
    maximum: float | None = None
    default: Value = None
    width: int = 0
    formula: Formula | None = None
    audience: frozenset[Audience] = frozenset()
    stamped: str = ""
    tones: Mapping[str, Tone] = field(default_factory=dict, compare=False)
    due_while: tuple[str, ...] = ()
    unread: Value = None

    @cached_property
    def name(self) -> str:
        """The header in snake_case: the field's name in code, JSON and on the command line."""
        return field_name(self.header)

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def characters(self) -> int:
        """The width that suits the kind, in characters, where none is declared."""
        return self.width or max(_WIDTHS[self.kind], len(self.header) + 4)


_WIDTHS = {
    Kind.TEXT: 18, Kind.NOTE: 34, Kind.MONEY: 13, Kind.PCT: 9, Kind.INT: 8, Kind.NUM: 9, Kind.DATE: 12,
    Kind.TIME: 22, Kind.CLOCK: 9, Kind.BOOL: 8, Kind.CHOICE: 15, Kind.REF: 20, Kind.ANY: 20,
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """One sheet's table. The first column is the row's ID; `prefix` is blank where a person names the rows.

    `rule` looks at a row (its ID and fields) that is right cell by cell; it returns the field at fault and a
    sentence, or None. Edits that break it are refused, rows that do are problems.
    `findings` looks at the whole table for what is no single cell's fault and is a problem but refuses no edit.
    """

    sheet: str
    prefix: str
    columns: tuple[Column, ...]
    doc: str = ""
    rule: Callable[[str, Mapping[str, Value]], tuple[str, str] | None] | None = field(default=None, compare=False)
    findings: Callable[[Book], Iterable[Problem]] | None = field(default=None, compare=False)
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update((column.name, column) for column in self.columns)
        if len(self._by_name) != len(self.columns):
            raise ValueError(f"{self.sheet}: two columns have the same name")

    @cached_property
    def key(self) -> str:
        """The name of the Excel table: the sheet's name without spaces."""
        return self.sheet.replace(" ", "")

    @property
    def id_column(self) -> Column:
        return self.columns[0]

    @cached_property
    def stored(self) -> tuple[Column, ...]:
        """The columns that a Book's frame holds, without the ID and the calculated ones."""
        return tuple(column for column in self.columns[1:] if column.formula is None)

    @property
    def calculated(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.formula is not None)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> Column:
        """The column of that field name; KeyError if there is none."""
        return self._by_name[name]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)


@dataclass(frozen=True)
class View:
    """What a tab shows: a function from a Book and a day to a frame, and the table that edits go to."""

    key: str
    title: str
    columns: tuple[Column, ...]
    compute: Callable[[Book, date], pd.DataFrame]
    table: Table | None = None


@lru_cache(4096)
def field_name(header: str) -> str:
    """`Due Day` -> `due_day`; `ARV Set At` -> `arv_set_at`."""
    return re.sub(r"[^0-9a-z]+", "_", header.strip().lower()).strip("_")


def fold(name: str) -> str:
    """A name without case, spaces and underscores: how people's spellings of a table or header are compared."""
    return re.sub(r"[\s_]+", "", name).casefold()


def find_table(tables: Iterable[Table], name: str) -> Table | None:
    """The table that a person named by its sheet or its key, in any case; None if there is none."""
    wanted = fold(name)
    return next((table for table in tables if wanted and fold(table.sheet) == wanted), None)
