"""The chosen bill: its occurrences with the payments that settled them, its way to autopay, its reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.grid.grid import Grid
from app.tabs.bills.actions import BillActions
from app.tabs.bills.checklist import COUNT, ChecklistView, done_of, steps_of
from app.tabs.bills.frames import occurrence_list
from app.tabs.bills.list import NewGrid
from app.tabs.bills.words import badge_of, fault_words
from app.theme import Role, Size, Space
from app.tr import marked, tr
from app.widgets import Button, Card, Text, row
from app.words import amount
from models.bills import BILLS, REMINDERS
from models.bills.schedule import Fault, schedule_of
from models.bills.words import rule_words
from models.core.book import Book
from models.core.phrase import phrase
from models.core.schema import Column, Value, View

PARTS = (marked("Occurrences"), marked("Autopay"), marked("Reminders"))


def reminders_of(bill_id: str) -> View:
    """The bill's reminders; edits go to the table."""
    names = ("due_date", "kind", "priority", "status", "notes")
    said = Column(
        phrase("Reminder"), doc=marked("What it reminds of."), editable=False, width=28
    )  # rows are made by Push reminders
    return View("BillReminders", "Reminders", (said, *(REMINDERS[name] for name in names)),
                partial(_reminders, bill_id), REMINDERS)  # fmt: skip


def _reminders(bill_id: str, book: Book, as_of: date) -> pd.DataFrame:
    frame = book[REMINDERS]
    own = frame["ref"].str.startswith(f"bill:{bill_id}:").fillna(False).to_numpy(dtype=bool)
    return frame[own].sort_values("due_date", kind="stable").assign(reminder=lambda found: found["title"])


class Detail(Card):
    """Draws what is in front only, for the bill that `show_for` names."""

    def __init__(self, document: Document, acts: BillActions, new_grid: NewGrid) -> None:
        super().__init__(margin=Space.S, gap=Space.XS)
        self.document, self.acts = document, acts
        self.bill_id = ""
        self.title = Text("", Size.SECTION, strong=True, elide=True)
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.pay = Button(tr("Pay…"), lambda: acts.pay(), icon="check")
        self.edit = Button(tr("Edit…"), lambda: acts.edit(), kind="quiet")
        self.skip = Button(tr("Skip"), lambda: acts.skip(), kind="quiet")
        self.close_ = Button(tr("Close short…"), acts.ask_close_short, kind="quiet")
        self.pills = Pills(tr("Parts of the bill"), pad=Space.S)
        for title in PARTS:
            self.pills.addTab(tr(title))
        self.occurrences = self._grid(new_grid, occurrence_list(""), "occurrences")
        self.occurrences.view.delegate.paints.chips["state"] = badge_of
        self.reminders = self._grid(new_grid, reminders_of(""), "reminders")
        self.checklist = ChecklistView(document, acts)
        self.stack = QStackedWidget()
        for part in (self.occurrences, self.checklist, self.reminders):
            self.stack.addWidget(part)
        self._lay_out()
        self._name_actions()
        kept = text_of("bills/detail")
        self.pills.setCurrentIndex(PARTS.index(kept) if kept in PARTS else 0)
        self.pills.currentChanged.connect(self._chosen)
        self.occurrences.row_opened.connect(lambda _: acts.pay())

    def _grid(self, new_grid: NewGrid, view: View, name: str) -> Grid:
        grid = new_grid(view, name)
        grid.rest_out_of_view()
        grid.bar.hide()
        return grid

    def _lay_out(self) -> None:
        head = row(gap=Space.XS, margins=(Space.S, 0, 0, 0))
        head.addWidget(self.title, 1)
        for button, tip in (
            (self.skip, tr("The chosen due date is not owed (Ctrl+Shift+K)")),
            (self.close_, tr("Accept the chosen due date as settled for less")),
            (self.edit, tr("Edit the bill (Ctrl+E)")),
            (self.pay, tr("Pay the chosen due date (Ctrl+Shift+P)")),
        ):
            button.setToolTip(tip)
            head.addWidget(button)
        self.column.addLayout(head)
        self.column.addLayout(row(self.note, margins=(Space.S, 0, 0, 0)))
        self.column.addWidget(self.pills)
        self.column.addWidget(self.stack, 1)

    def _name_actions(self) -> None:
        actions = []
        for words, keys, act in (
            (tr("Pay…"), "Ctrl+Shift+P", lambda: self.acts.pay()),
            (tr("Skip"), "Ctrl+Shift+K", lambda: self.acts.skip()),
            (tr("Close short…"), "", self.acts.ask_close_short),
        ):
            action = QAction(f"{words}\t{keys}" if keys else words, self)
            action.triggered.connect(lambda *_, act=act: act())
            actions.append(action)
        self.occurrences.row_actions = actions

    def _chosen(self, number: int) -> None:
        keep("bills/detail", PARTS[max(0, number)])
        self.refresh()

    # --- what it shows ---

    @property
    def due(self) -> date | None:
        """The due date chosen in the occurrences, while they are in front."""
        row_id = self.occurrences.current_row
        return date.fromisoformat(row_id) if row_id and self.stack.currentWidget() is self.occurrences else None

    def show_for(self, bill_id: str, due: date | None = None) -> None:
        """Another bill, at one of its due dates, or at the oldest that is unpaid."""
        if bill_id != self.bill_id:
            for grid in (self.occurrences, self.reminders):
                grid.finish()
            self.bill_id = bill_id
            self.occurrences.set_source(occurrence_list(bill_id))
            self.reminders.set_source(reminders_of(bill_id))
            self._go(due)
        elif due is not None:
            self._go(due)
        self.refresh()

    def _go(self, due: date | None) -> None:
        model = self.occurrences.model
        index = model.index_of(due.isoformat() if due else "")
        if not index.isValid():
            place = model.cells.place("left")
            row_number = next((n for n in range(len(model.rows)) if model.value(n, place)), len(model.rows) - 1)
            index = model.index(row_number, 0)
        if index.isValid():
            view = self.occurrences.view
            view.go(index.row(), 0)
            view.scrollTo(index, view.ScrollHint.PositionAtCenter)

    def refresh(self) -> None:
        """The head and the part in front."""
        if not self.isVisible():
            return
        number = max(0, self.pills.currentIndex())
        self.stack.setCurrentIndex(number)
        self.setFocusProxy((self.occurrences, self.checklist, self.reminders)[number])
        values = self.document.book.row(BILLS, self.bill_id) or {}
        self.title.setText(str(values.get("name") or (self.bill_id if values else tr("No bill chosen"))))
        self.note.setText(self._about(values))
        there = bool(values) and not self.document.read_only
        for button in (self.pay, self.edit, self.skip, self.close_):
            button.setVisible(there)
        self.pay.setText(tr("Confirm…") if values.get("autopay") is True else tr("Pay…"))
        steps = steps_of(self.acts, self.bill_id) if values else ()
        done = done_of(steps)
        self.pills.mark(
            1,
            f"{done}/{COUNT}" if done else "",
            Role.MUTED,
            tr("Autopay: {done} of {count} steps done", done=done, count=COUNT),
        )
        if self.stack.currentWidget() is self.checklist:
            self.checklist.refresh(self.bill_id)

    def _about(self, values: Mapping[str, Value]) -> str:
        if not values:
            return ""
        rule = schedule_of(values, self.document.as_of, self.acts.zone)
        often = fault_words(rule) if isinstance(rule, Fault) else tr(rule_words(rule))
        money = values["amount"]
        parts = [amount(money) if isinstance(money, (int, float)) else tr("no amount"), often,
                 *(str(values[name]) for name in ("payee", "account", "envelope") if values[name])]  # fmt: skip
        return "  ·  ".join(parts)

    def bring(self, part: str, *, focus: bool = True) -> None:
        self.pills.setCurrentIndex(PARTS.index(part))
        self.refresh()
        if focus:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def grid(self) -> Grid | None:
        """The grid in front."""
        front: QWidget | None = self.stack.currentWidget()
        return front if isinstance(front, Grid) else None
