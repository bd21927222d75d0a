"""The Budget tab: the month's envelopes with the tables under them; at the right buffer, forecast and what is due."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.jobs import Job
from app.tabs.budget.actions import BudgetActions
from app.tabs.budget.buffer import BufferCard
from app.tabs.budget.due import DueCard
from app.tabs.budget.envelopes import EnvelopesCard
from app.tabs.budget.forecast import ForecastCard
from app.tabs.budget.month import MonthSwitch
from app.tabs.budget.part import MonthCard
from app.tabs.budget.tables import BudgetTables
from app.tabs.page import HORIZONTAL, VERTICAL, Page
from app.tabs.underwriting.narrow import SIDE_BELOW, Drawer, Narrow, share_out
from app.theme import Space, theme
from app.tr import tr
from app.widgets import Button, IconButton, Warned, column, row, scrolled
from app.zone import local_zone
from models.budget.occurrences import bills_due, forecast_of, last_month, month_end, snapshot_of
from models.budget.snapshot import heavy_sentence
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.refusal import Refused

REFRESH_MS = 15


class Budget(Page):
    """`acts` is what its buttons and the window's commands do; `month` is the first day of the month shown."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "budget")
        self.acts = BudgetActions(document, frame, self, self.show_month)
        self.switch = MonthSwitch(document.as_of.replace(day=1), last_month(document.as_of))
        self.envelopes = EnvelopesCard(document, frame)
        self.buffer = BufferCard(document, frame)
        self.forecast = ForecastCard(document, frame, self.acts.set_balance)
        self.due = DueCard(document, frame)
        self.cards: tuple[MonthCard, ...] = (self.envelopes, self.buffer, self.forecast, self.due)
        self.lists = BudgetTables(document, ("Ledger", "Income", "Envelopes"), self.new_grid, self.month)
        self.heavy = Warned()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REFRESH_MS)
        self._soon.timeout.connect(self._work_out)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._cards.append(self.lists)
        self.open_side = IconButton("menu", tr("Show buffer, forecast and what is due"))
        self.import_button = Button(tr("Import bank file…"), self.acts.import_file, kind="primary", icon="drop")
        self.import_button.setToolTip(tr("Import a bank’s CSV, OFX or QFX into the ledger (Ctrl+I)"))
        head = row(self.switch, gap=Space.M)
        head.addWidget(self.heavy, 1)
        head.addStretch()
        head.addWidget(self.import_button)
        head.addWidget(self.open_side)
        above = QWidget()
        whole = column(gap=Space.S)
        whole.addLayout(head)
        whole.addWidget(self.envelopes, 1)
        above.setLayout(whole)
        left = Splitter(VERTICAL, above, self.lists, name="budget-left")
        left.setStretchFactor(0, 5)
        left.setStretchFactor(1, 4)
        middle = QWidget()
        middle.setObjectName("middle")
        middle.setLayout(column(left))
        middle.setMinimumWidth(480)
        body = QWidget()
        side = column(self.buffer, self.forecast, self.due, gap=Space.M)
        side.addStretch()
        body.setLayout(side)
        scroll = scrolled(body)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFocusProxy(self.buffer)
        right = Drawer(scroll, self.open_side, SIDE_BELOW, right=True)
        right.setMinimumWidth(theme().pixels(316))
        right.setMaximumWidth(theme().pixels(480))
        split = Splitter(HORIZONTAL, middle, right, name="budget-page")
        share_out(split, 1280)
        self.right = right
        self.fill(split)
        self.narrow = Narrow(self, split, right, right)  # the page has one side only

    def _connect(self) -> None:
        self.switch.chosen.connect(self._month_chosen)
        self.envelopes.chosen.connect(self.lists.show_envelope)
        self.envelopes.wanted.connect(self._add_envelope)
        self.document.changed.connect(self._changed)
        self.document.replaced.connect(self.refresh)

    # --- the month ---

    @property
    def month(self) -> date:
        return self.switch.month

    def show_month(self, month: date) -> None:
        """The month that a day is in."""
        self.switch.show_month(month)

    def step(self, months: int) -> None:
        self.switch.step(months)

    def show_this_month(self) -> None:
        self.switch.show_month(self.switch.this)

    def _month_chosen(self, month: date) -> None:
        self.envelopes.finish()
        for card in self.cards:
            card.show_month(month)
        self.lists.show_month(month)
        self.refresh()
        self.tell()

    def edit_income_target(self) -> None:
        """The cursor in the field, whatever hides it."""
        self.right.open(True)
        self.buffer.target.mend()

    def _add_envelope(self) -> None:
        grid = self.show_table("Envelopes")
        if grid is not None:
            grid.commands.add_row()

    # --- following the document ---

    def refresh(self) -> None:
        """What the Book says now, in everything that is in view."""
        if not self.isVisible():
            return
        today = self.document.as_of
        self.switch.follow(today.replace(day=1), last_month(today))
        self.import_button.setEnabled(not self.document.read_only)
        for card in self.cards:
            card.refresh()
        self._show_heavy(today)

    def _show_heavy(self, today: date) -> None:
        book, zone = self.document.book, local_zone()
        found = snapshot_of(book, self.month, today, zone)
        sentence = heavy_sentence(found, bills_due(book, today, zone, month_end(self.month)))
        self.heavy.say((sentence,) if sentence else ())

    def _changed(self, _: ChangeSet) -> None:
        self.buffer.refresh()  # three milliseconds: a typed income target answers at once
        self._soon.start()  # the rest takes longer, and several edits in a row are one look

    def _work_out(self) -> None:
        """The figures of the Book as it is now, on another thread; they are kept with it, and then shown."""
        if not self.isVisible():
            return
        book, month, today, days = self.document.book, self.month, self.document.as_of, self.forecast.days
        job = Job(tr("Working the month out"), lambda _: _figures(book, month, today, days))
        job.done.connect(self._show_worked_out)
        job.failed.connect(self._not_worked_out)
        job.start()

    def _not_worked_out(self, _: BaseException) -> None:
        self.refresh()  # where it fails again, and is seen to

    def _show_worked_out(self, book: Book) -> None:
        """Not for a Book that is over: the later one's figures are on their way."""
        if book is self.document.book:
            self.refresh()

    # --- what is asked of a page ---

    def panes(self) -> list[QWidget]:
        """What the keyboard goes through with F6."""
        parts = (self.envelopes, self.lists, self.right, self.switch)
        return [pane for pane in parts if pane.isVisibleTo(self)]

    def finish(self) -> bool:
        refused = [card for card in self.cards if not card.finish()]
        for card in refused[:1]:
            if self.right.isAncestorOf(card):
                self.right.open(True)
            card.mend()
        return super().finish() and not refused

    def count(self, *_: object) -> None:
        super().count()
        self._soon.start()


def _figures(book: Book, month: date, today: date, days: int) -> Book:
    """Makes the Book know what the page shows of it."""
    snapshot_of(book, month, today, local_zone())
    with suppress(Refused):
        forecast_of(book, today, local_zone(), days)
    return book
