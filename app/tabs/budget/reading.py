"""How a bank's file is being read while a person looks at it: what is guessed, what they say, what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Any

from app.tr import marked, tr
from models.budget.importing import (
    BankLine,
    Guess,
    ImportPlan,
    Layout,
    Question,
    Statement,
    guess_layout,
    is_ofx,
    plan_import,
    read_csv,
    read_ofx,
)
from models.core.book import Book
from models.core.refusal import Refused

LOOK = ("amount",)  # questions without choices: looking at the columns answers them
NO_COLUMNS = marked("Choose the column of dates and the one of amounts.")


class Fate(StrEnum):
    """What becomes of a line of the file."""

    NEW = "new"
    SAME = "probably there"
    KNOWN = "already there"
    REJECTED = "rejected"


@dataclass(frozen=True)
class FileLine:
    """A line of the file and what becomes of it; `reason` says why it is not simply new."""

    number: int
    fate: Fate
    line: BankLine | None
    reason: str = ""


@dataclass
class Reading:
    """A file's text, and what a person says about it (`given`: fields of Layout). `anew` are the Import Keys of lines
    that look like a row of the ledger and are to be imported all the same.
    """

    text: str
    given: dict[str, Any] = field(default_factory=dict)
    anew: set[str] = field(default_factory=set)
    guess: Guess | None = None
    statement: Statement | None = None
    why_not: str = ""

    def __post_init__(self) -> None:
        """Refused where the text is no bank's file at all."""
        self.is_ofx = is_ofx(self.text)
        if self.is_ofx:
            self.statement = read_ofx(self.text)
        else:
            self.read()

    def say(self, **fields: Any) -> None:
        """Takes what a person says about the columns and how they are written; it counts from `read_anew` on."""
        self.given |= fields

    def read_anew(self) -> Callable[[], Reading]:
        """What reads the text as the person said until now, for any thread: a long file takes a while."""
        return partial(Reading, self.text, dict(self.given), self.anew)

    def read(self) -> None:
        """Guesses what is not given. Where the columns cannot be told, there is no statement, and a reason."""
        try:
            self.guess = guess_layout(self.text, **self.given)
        except Refused as refusal:
            if "no columns" in str(refusal):
                raise
            self.guess, self.statement, self.why_not = self._bare(), None, tr(NO_COLUMNS)
            return
        self.statement, self.why_not = read_csv(self.text, self.guess.layout), ""

    def _bare(self) -> Guess:
        """The file's columns, with none of them chosen."""
        apart = {"separator": self.given["separator"]} if "separator" in self.given else {}
        some = guess_layout(self.text, date=0, amount=0, decimal=".", date_order="ymd", negate=False, **apart)
        layout = replace(some.layout, date=-1, amount=None, description=(), merchant=None, account=None)
        return Guess(replace(layout, **self.given), (), some.headers, some.sample)

    @property
    def layout(self) -> Layout | None:
        return self.guess.layout if self.guess is not None else None

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """What only the person can know and has not said yet."""
        return tuple(one for one in (self.guess.questions if self.guess else ()) if one.choices)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What they should look at, though there is nothing to choose."""
        return tuple(one.sentence for one in (self.guess.questions if self.guess else ()) if not one.choices)

    def columns(self) -> list[str]:
        """The file's columns as a person tells them apart: header or number, and what stands in it first."""
        if self.guess is None:
            return []
        wide = max(map(len, (self.guess.headers, *self.guess.sample)), default=0)
        return [self._column(place) for place in range(wide)]

    def _column(self, place: int) -> str:
        assert self.guess is not None
        headers = self.guess.headers
        name = headers[place].strip() if place < len(headers) else ""
        cells = (row[place].strip() for row in self.guess.sample if place < len(row))
        first = next((cell for cell in cells if cell), "")
        shown = first if len(first) <= 24 else f"{first[:23]}…"
        return f"{name or f'Column {place + 1}'}{f'  ·  {shown}' if shown else ''}"

    def plan(self, book: Book) -> ImportPlan | None:
        """What importing would do; None while the file cannot be read."""
        return plan_import(book, self.statement) if self.statement is not None else None

    def same(self, plan: ImportPlan) -> frozenset[str]:
        """The lines that are taken for the row that they resemble."""
        return frozenset(one.line.key for one in plan.probable) - self.anew


def lines_of(plan: ImportPlan) -> list[FileLine]:
    """Every line of the file in its order."""
    return sorted(_lines(plan), key=lambda one: one.number)


def _lines(plan: ImportPlan) -> Iterator[FileLine]:
    for line in plan.new:
        yield FileLine(line.line, Fate.NEW, line)
    for one in plan.probable:
        yield FileLine(one.line.line, Fate.SAME, one.line, one.reason)
    for line in plan.known:
        yield FileLine(line.line, Fate.KNOWN, line, tr("It was imported before."))
    for rejected in plan.rejected:
        yield FileLine(rejected.line, Fate.REJECTED, None, rejected.reason)
