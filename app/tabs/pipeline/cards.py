"""What a card of the board says: deals with their next step and stale mark, searched and put by stage in arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from app.chips import Badge
from app.grid.rows import words_of
from app.theme import Role
from app.tr import tr
from app.words import amount, day_words, relative
from models.core.book import Book
from models.core.calculated import whole
from models.core.phrase import marked, phrase
from models.core.schema import Column, Kind, View
from models.core.values import plain
from models.pipeline.board import next_steps
from models.pipeline.deals import CONTACTS, DEALS, STAGES
from models.underwriting.written import stale_maos

NO_STEP = "none"
URGENCY = ("overdue", "today", NO_STEP, "later", "")  # from the top of a column down
_SHOWN = ("address", "property_address", "city", "strategy", "stage", "asking_price", "mao")


@dataclass(frozen=True)
class DealCard:
    """One deal as the board shows it; None where there is no figure or day, a blank state where the deal is over."""

    row_id: str
    address: str
    city: str
    strategy: str
    stage: str
    asking: float | None
    mao: float | None
    stale: bool
    state: str
    due: date | None
    contact: str

    @property
    def price(self) -> tuple[str, ...]:
        """`Asks 153,000`, `MAO 143,650`."""
        if self.asking is None and self.mao is None:
            return (tr("No price yet"),)
        asking = tr("No asking price") if self.asking is None else tr("Asks {asking}", asking=amount(self.asking))
        return asking, tr("No MAO") if self.mao is None else tr("MAO {mao}", mao=amount(self.mao))

    def spoken(self, today: date) -> str:
        """All of it, for a screen reader."""
        badge = step_badge(self.state, self.due, today)
        step = tr("next step {state}", state=badge.words) if self.state not in ("", NO_STEP) else badge.words
        parts = [self.address, self.city, self.strategy, *self.price, tr("stale MAO") * self.stale, step, self.contact]
        return ", ".join(part for part in parts if part)


def step_badge(state: str, due: date | None, today: date) -> Badge:
    """The next step as a chip: a word and an icon beside each colour."""
    if state == "overdue" and due is not None:
        return Badge(relative(due, today), Role.DANGER, "error")
    if state == "today":
        return Badge(tr("Today"), Role.GOOD, "today")
    if state == "later":
        return Badge(tr("Planned") if due is None else day_words(due, today), Role.MUTED, "calendar")
    return (
        Badge(tr("No next step"), Role.WARNING, "warning")
        if state == NO_STEP
        else Badge(tr("Over"), Role.MUTED, "check")
    )


def deal_cards(book: Book, as_of: date) -> pd.DataFrame:
    """By deal ID in the order of the sheet: what `DealCard` says of each, and its `urgency` from 0 on."""

    def compute() -> pd.DataFrame:
        deals, steps = book[DEALS], next_steps(book, as_of)
        found = deals[list(_SHOWN)].assign(
            stage=steps["stage"], state=steps["state"], due=steps["due_date"], step=steps["title"]
        )
        found["stale"] = deals.index.isin(stale_maos(book).index)
        found["contact"] = book[CONTACTS]["name"].reindex(deals["contact_id"]).array
        found["urgency"] = pd.Index(URGENCY).get_indexer(pd.Index(found["state"]))
        return found

    return book.derived(("deal cards", as_of), compute)


class Deck:
    """The cards of one state of `deal_cards`, by the row's place; each is made when it is first painted."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.ids = frame.index.to_numpy(dtype=object)
        self._columns = {str(name): frame[name].array for name in frame.columns}
        self._cards: dict[int, DealCard] = {}

    def card(self, place: int) -> DealCard:
        found = self._cards.get(place)
        if found is None:
            found = self._cards[place] = self._made(place)
        return found

    def _made(self, place: int) -> DealCard:
        value = {name: plain(values[place]) for name, values in self._columns.items()}
        row_id, due = str(self.ids[place]), value["due"]
        return DealCard(
            row_id,
            str(value["address"] or value["property_address"] or row_id),
            str(value["city"] or ""),
            str(value["strategy"] or ""),
            str(value["stage"]),
            _number(value["asking_price"]),
            _number(value["mao"]),
            bool(value["stale"]),
            str(value["state"]),
            due if isinstance(due, date) else None,
            str(value["contact"] or ""),
        )


class Board:
    """The rows of `deal_cards` by stage, the most urgent first; only those that fit the words and the filter."""

    def __init__(self, frame: pd.DataFrame, words: str = "", *, bare: bool = False) -> None:
        self.deck = Deck(frame)
        order = by_urgency(frame, np.arange(len(frame)))
        wanted = _fitting(frame, words)
        if bare:
            wanted &= (frame["state"] == NO_STEP).to_numpy(dtype=bool)
        self.count = int(wanted.sum())
        shown = order[wanted[order]]
        stage = pd.Index(STAGES).get_indexer(pd.Index(frame["stage"]))[shown]
        self.places: dict[str, Any] = {name: shown[stage == number] for number, name in enumerate(STAGES)}


def by_urgency(frame: pd.DataFrame, places: Any) -> Any:
    """Places of rows in the order of a column: what waits most above, of equals the upper row of the sheet."""
    places = np.sort(places)
    return places[np.lexsort((frame["due"].to_numpy()[places], frame["urgency"].to_numpy()[places]))]


def _fitting(frame: pd.DataFrame, text: str) -> Any:
    words = words_of(text)
    if not words:
        return np.ones(len(frame), dtype=bool)
    parts = [frame[name].fillna("").str.casefold() for name in ("address", "city", "strategy", "contact", "step")]
    texts = [" ".join(row) for row in zip(*parts, strict=True)]
    return np.array([all((word in text) is not unwanted for unwanted, word in words) for text in texts], dtype=bool)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


# --- the same as a table ---

_STEP = (
    Column(phrase("Next Step"), Kind.TEXT, marked("The open follow-up that is due first."), editable=False, width=28),
    Column(phrase("Next Step On"), Kind.DATE, marked("When it is due."), editable=False, width=12),
)


def deals_view(*, bare: bool) -> View:
    """All deals with their next step; `bare` = only open ones that have none. Edits go to Deals."""
    stored = {one.name: one for one in DEALS.columns}
    del stored["id"]
    first = [stored.pop(name) for name in ("address", "stage", "strategy", "asking_price", "mao")]
    columns = (*first[:2], *_STEP, *first[2:], *stored.values())
    return View(DEALS.key, DEALS.sheet, columns, partial(_deals, bare), DEALS)


def _deals(bare: bool, book: Book, as_of: date) -> pd.DataFrame:
    steps = next_steps(book, as_of)
    frame = whole(book, DEALS, as_of).assign(next_step=steps["title"], next_step_on=steps["due_date"])
    return frame[(steps["state"] == NO_STEP).to_numpy(dtype=bool)] if bare else frame
