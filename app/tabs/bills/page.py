"""The Bills tab: figures on top, the bills at the left, when they are due and how they were paid at the right."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.splitter import Splitter
from app.frame.strip import Pills
from app.grid.grid import Grid
from app.guard import guard
from app.tabs.bills.actions import BillActions
from app.tabs.bills.detail import Detail
from app.tabs.bills.frames import missed_of, totals
from app.tabs.bills.list import BillList
from app.tabs.bills.missed import MissedCard
from app.tabs.bills.tiles import Tiles
from app.tabs.bills.views import Views
from app.tabs.page import HORIZONTAL, VERTICAL, Page
from app.theme import Space, theme
from app.tr import marked, tr
from app.widgets import Button, column, row
from models.core.book import Book
from models.core.change import ChangeSet

MODES = (marked("Overview"), marked("Tables"))
ONE_SIDE_BELOW = 980
LEFT, RIGHT = 672, 564


class Bills(Page):
    """`acts` is what its buttons and the window's commands do with the chosen bill. Its tables stand behind a pill."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "bills")
        self.acts = BillActions(document, frame, lambda: self.list.bill_id, lambda: self.detail.due)
        self._book: Book | None = None  # what was shown last
        self._seen: tuple[object, ...] = ()
        self.stack = QStackedWidget()
        self.tiles = Tiles(document)
        self.missed = MissedCard()
        self.list = BillList(document, self.acts, self.new_grid)
        self.views = Views(document, self.acts, frame)
        self.detail = Detail(document, self.acts, self.new_grid)
        self.modes = Pills(tr("Overview or tables"), pad=Space.S)
        self.push = Button(tr("Push reminders"), self.acts.push, icon="reminder")
        self.push.setToolTip(tr("Make a reminder for everything late or due soon, once each (Ctrl+Shift+B)"))
        self.side = Button(tr("Calendar"), self._turn_side, kind="quiet", icon="calendar")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        above = self.tables("Bills")
        below = self.tables("Payments", "AutopaySteps", "Reminders")
        below.belongs_to(above, {"Payments": "bill_id", "AutopaySteps": "bill_id"})
        tables = Splitter(VERTICAL, above, below, name="bills")
        tables.setStretchFactor(0, 3)
        tables.setStretchFactor(1, 2)
        self.left, self.right = QWidget(), Splitter(VERTICAL, self.views, self.detail, name="bills-right")
        self.left.setLayout(column(self.missed, self.list, gap=Space.M))
        self.left.layout().setStretch(1, 1)  # type: ignore[union-attr]  # just set
        self.right.setSizes([300, 200])
        self.right.setStretchFactor(0, 3)
        self.right.setStretchFactor(1, 2)
        self.split = Splitter(HORIZONTAL, self.left, self.right, name="bills-page")
        self.split.setSizes([LEFT, RIGHT])
        self.split.setStretchFactor(0, 4)
        self.split.setStretchFactor(1, 5)
        self.stack.addWidget(self.split)
        self.stack.addWidget(tables)
        for title in MODES:
            self.modes.addTab(tr(title))
        top = row(self.tiles, gap=Space.M)
        top.setStretch(0, 1)
        for one in (self.side, self.push, self.modes):
            top.addWidget(one)
        page = QWidget()
        whole = column(gap=Space.M)
        whole.addLayout(top)
        whole.addWidget(self.stack, 1)
        page.setLayout(whole)
        self.fill(page)
        self.side.hide()
        self.modes.setCurrentIndex(1 if text_of("bills/mode") == MODES[1] else 0)
        self._show_mode()

    def _connect(self) -> None:
        self.modes.currentChanged.connect(lambda _: self._mode_chosen())
        self.tiles.wanted.connect(self.list.show_only)
        self.list.chosen.connect(lambda bill: self.detail.show_for(bill))
        self.missed.pay.connect(self.acts.pay)
        self.missed.looked.connect(self.open_due)
        self.views.opened.connect(self._opened)
        self.acts.added = self._added
        self.document.changed.connect(self._changed)
        self.document.replaced.connect(self.refresh)

    # --- following the document ---

    def refresh(self) -> None:
        """What the Book says now, in everything that is in view."""
        if not self.isVisible():
            return
        document = self.document
        self._book, self._seen = document.book, (document.as_of, document.read_only)
        self.tiles.show_totals(totals(document.book, document.as_of, self.acts.zone))
        self._place_sides()
        if self.in_tables:
            return
        self.missed.show_frame(missed_of(document.book, document.as_of, self.acts.zone), document.as_of)
        self.list.follow()
        self.views.refresh()
        self.detail.show_for(self.list.bill_id)

    def _changed(self, changes: ChangeSet) -> None:
        self.refresh()

    def count(self, *_: object) -> None:
        document = self.document
        same = self._book is document.book and self._seen == (document.as_of, document.read_only)
        if self.isVisible() and not same:
            self.refresh()
        super().count()

    # --- what is asked of a page ---

    def panes(self) -> list[QWidget]:
        if self.in_tables:
            return super().panes()
        panes = (self.missed, self.list, self.views, self.detail, self.tiles, self.modes)
        shown: list[QWidget] = [pane for pane in panes if pane.isVisibleTo(self)]
        return shown

    def next_table(self, step: int) -> None:
        if self.in_tables:
            super().next_table(step)
        else:
            self.views.step(step)

    @property
    def grid(self) -> Grid | None:
        """The grid last used of those in view."""
        if self.stack.count() < len(MODES):
            return None
        mine = [card.grid for card in self._cards] if self.in_tables else [self.list.grid, self.detail.grid]
        return self._current if self._current in mine else mine[0]

    @property
    def in_tables(self) -> bool:
        """Whether the whole tables are in front, not the overview."""
        return self.stack.currentIndex() == MODES.index("Tables")

    def show_table(self, table_key: str) -> Grid | None:
        self.modes.setCurrentIndex(1)
        return super().show_table(table_key)

    def bring(self, grid: Grid) -> None:
        self.modes.setCurrentIndex(0 if self.split.isAncestorOf(grid) else 1)
        if grid is self.detail.reminders:
            self.detail.bring("Reminders")
        super().bring(grid)

    # --- what happens on it ---

    def open_due(self, bill_id: str, due: date | None = None) -> None:
        """A bill, at one of its due dates, in the list and the detail; the keyboard stays where it is."""
        self.list.choose(bill_id, anyway=True)
        self.detail.show_for(bill_id, due)

    def _opened(self, bill_id: str, due: date) -> None:
        """From a calendar to the occurrence, to act on it."""
        self.open_due(bill_id, due)
        self.detail.bring("Occurrences")

    def show_checklist(self) -> None:
        self.modes.setCurrentIndex(0)
        if self.side.isVisibleTo(self) and not self.right.isVisibleTo(self):
            self._turn_side()
        self.detail.bring("Autopay")

    def _added(self, bill_id: str) -> None:
        self.modes.setCurrentIndex(0)
        self.tiles.press("")
        self.open_due(bill_id)

    def _mode_chosen(self) -> None:
        keep("bills/mode", MODES[max(0, self.modes.currentIndex())])
        self._show_mode()
        self.refresh()
        self.tell()
        self.grid_changed.emit()

    def _show_mode(self) -> None:
        self.stack.setCurrentIndex(max(0, self.modes.currentIndex()))
        self._place_sides()

    # --- a narrow window has room for one side ---

    def _turn_side(self) -> None:
        wanted = not self.right.isVisibleTo(self)
        self.right.setVisible(wanted)
        self.left.setVisible(not wanted)
        self.side.setText(tr("Bills") if wanted else tr("Calendar"))
        (self.views if wanted else self.list).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.refresh()

    def _place_sides(self) -> None:
        narrow = self.width() < theme().pixels(ONE_SIDE_BELOW)
        there = bool(len(self.document.book["Bills"]))
        self.side.setVisible(narrow and there and not self.in_tables)
        self.push.setVisible(not narrow and not self.document.read_only and there)
        self.missed.fit(self.height() - theme().pixels(90))
        both = not narrow
        on_right = self.side.text().strip() == "Bills"
        self.left.setVisible(both or not on_right or not there)
        self.right.setVisible(there and (both or on_right))

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before = self.left.isVisibleTo(self), self.right.isVisibleTo(self)
        self._place_sides()
        if before != (self.left.isVisibleTo(self), self.right.isVisibleTo(self)):
            self.refresh()  # a side that comes into view has slept through what happened meanwhile

    @guard(None)
    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.refresh()
