"""The cards of the Today page: where each leads and what it looks like; what they say is `models.ops.figures`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, tzinfo

from app.tr import marked
from models.core.book import Book
from models.ops import figures
from models.ops.figures import Summary


@dataclass(frozen=True)
class About:
    """A card: its title, the table that it leads to, what it shows, and the row that its one button adds when empty."""

    title: str
    icon: str
    table: str
    summary: Callable[[Book, date, tzinfo], Summary]
    first: str = ""
    first_table: str = ""

    def found(self, book: Book, day: date, zone: tzinfo) -> Summary:
        """What it shows of a Book; kept with the Book."""
        return book.derived(("card", self.title, day, zone), lambda: self.summary(book, day, zone))


CARDS: tuple[About, ...] = (
    About(marked("Month"), "budget", "Envelopes", figures.month, marked("Add the first bill"), "Bills"),
    About(marked("Pipeline"), "pipeline", "Deals", lambda book, day, _: figures.deals(book, day),
          marked("Add the first deal"), "Deals"),
    About(marked("Portfolio"), "underwriting", "Properties", lambda book, day, _: figures.properties(book, day),
          marked("Add the first property"), "Properties"),
    About(marked("Credit"), "credit", "CreditScores", lambda book, day, _: figures.credit(book, day),
          marked("Add the first score"), "CreditScores"),
    About(marked("Entities"), "company", "Entities", lambda book, day, _: figures.entities(book, day),
          marked("Add the first entity"), "Entities"),
    About(marked("Last tick"), "tick", "Ticks", lambda book, day, _: figures.last_tick(book, day)),
)  # fmt: skip
