"""The Today tab: what waits for the person, and a card for each part of the business and household."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.tabs.needs import NeedsCard
from app.tabs.page import HORIZONTAL, VERTICAL, Page
from app.tabs.today.actions import NeedActions
from app.tabs.today.cards import Cards
from app.theme import theme
from app.widgets import scrolled

RIGHT = 260  # pixels that the cards take at least


class Today(Page):
    """Left what needs the person and their lists, right the cards."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "today")
        self.needs = NeedsCard(document, NeedActions(document, frame))
        self.lists = self.tables("Reminders", "Entities", "CreditScores", "Ticks")
        self.cards = Cards(document, frame)
        left = Splitter(VERTICAL, self.needs, self.lists, name="today-left")
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 1)
        left.setSizes([600, 200])
        right = scrolled(self.cards)
        right.setMinimumWidth(theme().pixels(RIGHT))
        right.setFocusProxy(self.cards)
        self.right = right
        whole = Splitter(HORIZONTAL, left, right, name="today")
        whole.setStretchFactor(0, 2)
        whole.setStretchFactor(1, 1)
        whole.setSizes([720, 300])
        self.fill(whole)

    def panes(self) -> list[QWidget]:
        """What needs the person comes first, where something does."""
        rest = [*super().panes(), self.right]
        return [self.needs, *rest] if self.needs.focusProxy() is not None else rest

    def prepared(self) -> Iterator[None]:
        yield from self.needs.prepared()
        yield
        self.cards.refresh()
        yield

    def count(self, *_: object) -> None:
        if self.isVisible():
            self.needs.refresh()
            self.cards.refresh()
        super().count()
