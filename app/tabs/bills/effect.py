"""What a payment would change: its due date before and after, and what is kept as credit."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout

from app.chips import Chip
from app.tabs.bills.actions import BillActions
from app.tabs.bills.words import badge_of, status_text
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Card, Text
from app.words import amount, day_words
from models.bills.payments import Paid
from models.bills.standing import settlement_of
from models.core.book import Book
from models.core.sums import cents


class Effect(Card):
    """Two columns, before and after, with one line each for what is left, how it stands, and credit."""

    def __init__(self) -> None:
        super().__init__(margin=Space.M)
        self.title = Text("", strong=True, wrap=True)
        self.left = (Text(""), Text("", strong=True))
        self.state = (Chip(), Chip())
        self.credit = (Text(""), Text("", strong=True))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(Space.XL)
        self.grid.setVerticalSpacing(Space.XS)
        heads = [Text(words, Size.CAPTION, Role.MUTED) for words in ("", tr("Before"), tr("After"))]
        names = [Text(words, role=Role.MUTED) for words in (tr("Left to pay"), tr("Stands"), tr("Credit of the bill"))]
        for place, head in enumerate(heads):
            self.grid.addWidget(head, 0, place)
        self.names = names
        for line, (name, pair) in enumerate(zip(names, (self.left, self.state, self.credit), strict=True), 1):
            self.grid.addWidget(name, line, 0)
            for place, one in enumerate(pair, 1):
                self.grid.addWidget(one, line, place)
        self.grid.setColumnStretch(3, 1)
        self.rows = [*heads, *names, *self.left, *self.state, *self.credit]
        self.column.addWidget(self.title)
        self.column.addLayout(self.grid)

    def say(self, words: str) -> None:
        """One sentence and no figures."""
        self.title.setText(words)
        for one in self.rows:
            one.hide()
        self.setAccessibleName(words)

    def show_paid(self, acts: BillActions, bill_id: str, paid: Paid) -> None:
        for one in self.rows:
            one.show()
        before, after = paid.before, paid.after
        day = after or before
        title = (
            tr("Goes to {day}", day=day_words(day.moved_to, acts.as_of))
            if day
            else tr("No due date is open: all of it is credit")
        )
        self.title.setText(title)
        for text, chip, stands in zip(self.left, self.state, (before, after), strict=True):
            text.setText(amount(stands.remaining) if stands else "–")
            badge = badge_of(status_text(stands.status, partial=stands.partial)) if stands else None
            if badge:
                chip.say(badge)
            chip.setVisible(badge is not None)
        books = (acts.book, acts.book.apply(paid.changes))
        for text, book in zip(self.credit, books, strict=True):
            text.setText(amount(_credit(book, acts, bill_id)))
        self.setAccessibleName(self.spoken)

    @property
    def spoken(self) -> str:
        """All of it in a sentence."""
        left, credit = ([text.text() for text in pair] for pair in (self.left, self.credit))
        state = self.state[1].badge.words
        return tr(
            "{title}: left {left}, then {later}, {state}; credit {credit}, then {credit_later}",
            title=self.title.text(),
            left=left[0],
            later=left[1],
            state=state,
            credit=credit[0],
            credit_later=credit[1],
        )


def _credit(book: Book, acts: BillActions, bill_id: str) -> float:
    """What no due date takes yet."""
    try:
        return float(cents(settlement_of(book, bill_id, acts.as_of, acts.zone).credit))
    except (KeyError, ValueError):
        return 0.0
