"""How somebody's own spreadsheet is being read while they look at it: what is guessed, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from app.tr import tr, tr_error
from models.core.book import Book
from models.core.refusal import Refused
from models.core.texts import folded
from models.intake import (
    Guess,
    Layout,
    Plan,
    Sheet,
    Target,
    Unknown,
    data_of,
    guess_layout,
    likely_sheet,
    names_of,
    plan_rows,
    refuse_gaps,
    targets_of,
    words_of,
)

_LONGEST = 26
_SAMPLE = 200  # rows in which a second text is looked for
_ANSWERS = {"yes": True, "no": False}  # as Question has them


@dataclass(frozen=True)
class Theirs:
    """A column of the file: its place, what it is called, and what stands in it first."""

    place: int
    name: str
    sample: str


@dataclass
class Reading:
    """The file's sheets, and how one of them is read, `guess`, with what a person says about it.

    What they say (`wanted`: the sheet, `given`: fields of Layout and Written) counts from the next `read_anew` on; that
    and making a Reading take a while, where there are many rows. `anew` are the numbers of rows that are probably there
    and come in all the same.
    """

    file_name: str
    sheets: Sequence[Sheet]
    given: dict[str, Any] = field(default_factory=dict)
    anew: set[int] = field(default_factory=set)
    wanted: Sheet | None = None

    def __post_init__(self) -> None:
        self.sheet = self.wanted = self.wanted or likely_sheet(self.sheets)
        self.guess: Guess = guess_layout(self.sheet, self.file_name.rpartition(".")[0], **self.given)

    def read_anew(self) -> Callable[[], Reading]:
        """What reads it as the person said until now, for any thread."""
        return partial(Reading, self.file_name, self.sheets, dict(self.given), self.anew, self.wanted)

    # --- what a person says ---

    def choose(self, sheet: Sheet) -> None:
        """Another sheet is guessed afresh."""
        self.wanted = sheet
        self._forget()

    def say(self, **fields: Any) -> None:
        """Another table or row of headings makes a new guess of the columns; anything else is taken beside the rest."""
        if fields.keys() & {"table", "header"}:
            kept = {name: value for name, value in self.given.items() if name in ("table", "header")}
            self._forget({**kept, **fields})
            return
        if "linked" in fields:
            self.given.pop("columns", None)
        self.given |= fields

    def map(self, place: int, path: str | None) -> None:
        """What a column becomes, None: it is left out. One that only one column may become is taken from the other."""
        said = self.given.get("columns", self.layout.columns)
        columns = {at: held for at, held in said.items() if at != place}
        if path is not None:
            if not self.targets[path].several:
                columns = {at: held for at, held in columns.items() if held != path}
            columns[place] = path
        self.say(columns=dict(sorted(columns.items())))

    def mean(self, path: str, word: str, choice: str | None) -> None:
        """What a word in a column of choices means; None leaves the cell blank."""
        said = self.given.get("meanings", self.layout.written.meanings)
        self.say(meanings={**said, (path, folded(word)): choice})

    def _forget(self, given: dict[str, Any] | None = None) -> None:
        self.given = given or {}
        self.anew.clear()

    # --- what is said ---

    @property
    def layout(self) -> Layout:
        return self.guess.layout

    @property
    def targets(self) -> Mapping[str, Target]:
        return targets_of(self.layout.target)

    def columns(self) -> list[Theirs]:
        """The columns that hold anything."""
        names, data = names_of(self.sheet, self.layout.header), data_of(self.sheet, self.layout.header)
        found = []
        for place, name in enumerate(names):
            cells = (words_of(line.cell(place)).strip() for line in data if line.cell(place) is not None)
            first = next(cells, None)
            if first is not None:
                other = next((cell for cell in islice(cells, _SAMPLE) if cell != first), None)
                found.append(Theirs(place, name, " · ".join(_short(one) for one in (first, other) if one is not None)))
        return found

    def words(self) -> list[Unknown]:
        """The words of choices that are not known, and those that the person has said something about."""
        said = [Unknown(path, word, 0) for path, word in self.layout.written.meanings]
        known = {(one.path, folded(one.word)) for one in self.guess.unknown}
        return [*self.guess.unknown, *(one for one in said if (one.path, folded(one.word)) not in known)]

    def questions(self) -> dict[str, tuple[str, tuple[Any, ...]]]:
        """What only the person can know and has not said: by field, the sentence and what it may be."""
        return {
            one.field: (one.sentence, tuple(_ANSWERS.get(choice, choice) for choice in one.choices))
            for one in self.guess.questions
        }

    def plan(self, book: Book, step: Callable[[float], object]) -> Plan:
        """What importing would do. Raises Refused; `step` as in `plan_rows`."""
        return plan_rows(book, self.sheet, self.layout, step)

    def why_not(self) -> str:
        """What is still to be said before anything can come in; blank where nothing is."""
        questions = self.guess.questions
        if questions:
            return tr("Say first: {sentence}", sentence=questions[0].sentence)
        try:
            refuse_gaps(self.layout)
        except Refused as refusal:
            return tr_error(refusal)
        return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
