"""The list of bills: the shared grid over their next due dates, and what says how to begin."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.document import Document
from app.grid.columns import Source
from app.grid.grid import Grid
from app.tabs.bills.actions import BillActions
from app.tabs.bills.frames import EVERY, bill_list
from app.tabs.bills.words import badge_of, near_words
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Button, Card, Text, column
from models.bills import BILLS

NewGrid = Callable[[Source, str], Grid]


class BillList(Card):
    """`chosen` is the bill whose detail the page shows."""

    chosen = Signal(str)

    def __init__(self, document: Document, acts: BillActions, new_grid: NewGrid) -> None:
        super().__init__(margin=Space.S, gap=Space.XS)
        self.document, self.acts = document, acts
        self.only = EVERY
        self._chosen = ""
        self.grid = new_grid(bill_list(), "list")
        self.grid.rest_out_of_view()
        self.grid.view.delegate.paints.chips["state"] = badge_of
        self.grid.view.delegate.paints.words["next_due"] = lambda text: near_words(text, document.as_of)
        self.grid.row_actions = self._row_actions()
        self.add = Button(tr("Add bill…"), acts.add, kind="plain", icon="add")
        self.add.setToolTip(tr("Add a bill (Ctrl+B)"))
        self.grid.bar.tools.addWidget(self.add)
        self.start = self._first_steps()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.start)
        self.column.addWidget(self.stack, 1)
        self.grid.current_row_changed.connect(self._moved)
        self.grid.row_opened.connect(acts.edit)

    def _row_actions(self) -> list[QAction]:
        wanted = ((tr("Pay…"), "Ctrl+Shift+P", self.acts.pay), (tr("Edit bill…"), "Ctrl+E", self.acts.edit))
        found = []
        for words, keys, act in wanted:
            action = QAction(f"{words}\t{keys}", self)
            action.triggered.connect(lambda *_, act=act: act())
            found.append(action)
        return found

    def _first_steps(self) -> QWidget:
        page = QWidget()
        self.first = Button(tr("Add the first bill…"), self.acts.add, kind="primary", icon="add")
        whole = column(gap=Space.S, margins=(Space.L, Space.XL, Space.L, Space.L))
        whole.addWidget(Text(tr("No bills yet"), Size.SECTION, strong=True))
        whole.addWidget(Text(tr("Add what has to be paid: its amount, and when it comes back. The next due dates, what "
                             "was missed and what is due before the next income follow by themselves."),
                             role=Role.MUTED, wrap=True))  # fmt: skip
        whole.addWidget(self.first, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addStretch()
        page.setLayout(whole)
        return page

    @property
    def bill_id(self) -> str:
        """The chosen bill; blank while there is none."""
        return self._chosen if self._chosen in self.document.book[BILLS].index else ""

    def follow(self) -> None:
        """Which of the two shows, and a bill is chosen where there is one."""
        there = bool(len(self.document.book[BILLS]))
        self.stack.setCurrentWidget(self.grid if there else self.start)
        self.setFocusProxy(self.grid if there else self.first)
        self.add.setVisible(there and not self.document.read_only)
        self.first.setEnabled(not self.document.read_only)
        if not self.bill_id:
            self._say(self.grid.model.row_id(0))

    def show_only(self, only: str) -> None:
        """Lists all bills, or some of them."""
        if only != self.only:
            self.only = only
            self.grid.set_source(bill_list(only))
            if not self.choose(self._chosen) and len(self.grid.model.rows):
                self.choose(self.grid.model.row_id(0))

    def choose(self, bill_id: str, *, anyway: bool = False) -> bool:
        """Makes a bill the chosen one without taking the keyboard; `anyway`, whatever hides it."""
        index = self.grid.model.index_of(bill_id)
        if not index.isValid() and anyway:
            self.grid.clear_filters()
            index = self.grid.model.index_of(bill_id)
        if index.isValid() and self.grid.current_row != bill_id:
            self.grid.view.go(index.row(), max(index.column(), 0))
        known = bill_id in self.document.book[BILLS].index
        if known and (index.isValid() or anyway):
            self._say(bill_id)
        return index.isValid()

    def _moved(self, bill_id: str) -> None:
        if bill_id:
            self._say(bill_id)

    def _say(self, bill_id: str) -> None:
        if bill_id != self._chosen:
            self._chosen = bill_id
            self.chosen.emit(bill_id)
