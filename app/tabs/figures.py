"""The cards of the Today page: where each leads and what it looks like; what they say is `models.ops.figures`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from models.core.book import Book
from models.ops import figures
from models.ops.figures import Summary

T = TypeVar("T")


@dataclass(frozen=True)
class About:
    """A card: its title, the tab and table it leads to, what it shows, and what its one button does when empty."""

    title: str
    icon: str
    tab: str
    table: str
    summary: Callable[[Book, date], Summary]
    reads: tuple[str, ...]
    first: str = ""


class Followed(Generic[T]):
    """A function of some tables, worked out again only when one of their frames, or the day, is another."""

    def __init__(self, compute: Callable[[Book, date], T], reads: tuple[str, ...]) -> None:
        self._compute, self._reads = compute, reads
        self._seen: tuple[object, ...] = ()
        self._found: T | None = None

    def __call__(self, book: Book, today: date) -> T:
        seen: tuple[object, ...] = (today, *(book[key] for key in self._reads))
        if self._found is None or not _are(seen[1:], self._seen[1:]) or seen[0] != self._seen[0]:
            self._found, self._seen = self._compute(book, today), seen
        return self._found


def _are(these: tuple[object, ...], those: tuple[object, ...]) -> bool:
    """The same objects: an edit leaves the frames of the tables that it does not touch as they are."""
    return len(these) == len(those) and all(one is other for one, other in zip(these, those, strict=True))


CARDS: tuple[About, ...] = (
    About(
        "Pipeline", "pipeline", "pipeline", "Deals", figures.deals, ("Deals", "Followups"), "Add the first deal"
    ),
    About("Bills", "bills", "bills", "Bills", figures.bills, ("Bills", "Payments"), "Add the first bill"),
    About(
        "Portfolio",
        "underwriting",
        "underwriting",
        "Properties",
        figures.properties,
        ("Properties", "Settings"),
        "Add the first property",
    ),
    About("Entities", "company", "today", "Entities", figures.entities, ("Entities",), "Add the first entity"),
    About("Credit", "credit", "today", "CreditScores", figures.credit, ("CreditScores",), "Add the first score"),
    About("Daily round", "tick", "today", "Ticks", figures.last_tick, ("Ticks",)),
)
