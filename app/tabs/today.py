"""The Today tab: what waits for the person, and a card for each part of the business and household."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QWidget

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.tabs.cards import FigureCard, ProblemsCard
from app.tabs.figures import CARDS
from app.tabs.needs import NeedsCard, scrolled
from app.tabs.page import HORIZONTAL, VERTICAL, Page
from app.theme import Space, theme
from app.widgets import column

RIGHT = 330


class Today(Page):
    """Left what needs the person and their lists, right the cards."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "today")
        self.needs = NeedsCard(document, frame)
        self.lists = self.tables("Reminders", "Entities", "CreditScores", "Ticks")
        self.cards = [FigureCard(about, document, frame) for about in CARDS]
        self.problems = ProblemsCard(document, frame)
        left = Splitter(VERTICAL, self.needs, self.lists, name="today-left")
        left.setStretchFactor(0, 1)
        left.setStretchFactor(1, 1)
        left.setSizes([theme().pixels(400), theme().pixels(360)])
        whole = Splitter(HORIZONTAL, left, self._right(), name="today")
        whole.setStretchFactor(0, 1)
        whole.setStretchFactor(1, 0)
        whole.setSizes([1000, theme().pixels(RIGHT)])
        self.fill(whole)

    def panes(self) -> list[QWidget]:
        """What needs the person comes first, where something does."""
        return [self.needs, *super().panes()] if self.needs.focusProxy() is not None else super().panes()

    def count(self, *_: object) -> None:
        if self.isVisible():
            self.needs.refresh()
            self.problems.refresh()
            for card in self.cards:
                card.refresh()
        super().count()

    def _right(self) -> QScrollArea:
        cards = column(self.problems, *self.cards, gap=Space.M)
        cards.addStretch()
        body = QWidget()
        body.setLayout(cards)
        scroll = scrolled(body)
        scroll.setMinimumWidth(theme().pixels(260))
        return scroll
