"""What the cards of the page have in common: each shows one month, and is made anew only when it has to be."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.command import Frame
from app.document import Document
from app.fields import Field
from app.guard import guard
from app.theme import Space
from app.widgets import Card
from app.zone import local_zone
from models.budget.occurrences import snapshot_of
from models.budget.snapshot import Snapshot
from models.core.book import Book
from models.settings import value_of


class MonthCard(Card):
    """`reads` are the tables that it depends on: an edit of another one leaves it alone. Out of view it waits."""

    reads: tuple[str, ...] = ()

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(margin=Space.M, gap=Space.S)
        self.document, self.frame = document, frame
        self.month = document.as_of.replace(day=1)
        self._seen: tuple[object, ...] = ()

    @property
    def book(self) -> Book:
        return self.document.book

    @property
    def currency(self) -> str:
        return str(value_of(self.book, "currency"))

    def snapshot(self) -> Snapshot:
        return snapshot_of(self.book, self.month, self.document.as_of, local_zone())

    def show_month(self, month: date) -> None:
        """The month by its first day."""
        self.month = month
        self.refresh()

    def refresh(self) -> None:
        """Draws again if something is another than when it was last drawn."""
        if not self.isVisible():
            return
        now = (self.month, self.document.as_of, self.document.read_only)
        frames = [self.book[key] for key in self.reads]
        seen = (*now, *map(id, frames))  # an edit leaves the frames of other tables as they are
        if seen != self._seen:
            self._seen, self._frames = seen, frames  # held, so that no new frame can get an old one's place
            self.draw()

    def draw(self) -> None:
        """Brings everything on it up to date."""
        raise NotImplementedError

    def finish(self) -> bool:
        """Takes what is being typed; False where it was refused."""
        return True

    def mend(self) -> None:
        """To what was refused."""
        refused = [one for one in self.findChildren(Field) if one.is_refused]
        if refused:
            refused[0].mend()

    @guard(None)
    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.refresh()
