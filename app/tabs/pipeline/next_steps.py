"""What comes next on the deal: whether one may get in touch now, and the open follow-ups, apart from its history."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.chips import Chip
from app.command import Frame
from app.document import Document
from app.grid.menu import popup
from app.guard import guard
from app.tabs.pipeline.actions import DealActions
from app.tabs.pipeline.cards import step_badge
from app.tabs.pipeline.dialogs import SOON
from app.tabs.pipeline.part import DealPart
from app.tabs.pipeline.permission import PermissionCard
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, IconButton, Text, column, empty, row, scrolled
from app.words import day_words
from models.core.values import plain
from models.pipeline.board import planned
from models.pipeline.contact import Permission, may_contact

MINUTE_MS = 30_000  # how often the clock at the contact's place is looked at


class NextPart(DealPart):
    """The card, then a line for each open follow-up, what is due first above."""

    reads = ("Deals", "Contacts", "Followups", "SendLog", "Drafts", "ContactRules", "Settings")

    def __init__(self, document: Document, frame: Frame, acts: DealActions) -> None:
        super().__init__(document, frame, acts)
        self.permission = PermissionCard(acts)
        self.add = Button(tr("Add next step…"), acts.add_step, icon="add")
        self.add.setToolTip(tr("Plan what comes next on this deal (Ctrl+T)"))
        self.lines = column(gap=Space.XS)
        self.none = Text("", role=Role.MUTED, wrap=True)
        head = row(Text(tr("Next steps"), strong=True), gap=Space.S, margins=(0, Space.S, 0, 0))
        head.addStretch()
        head.addWidget(self.add)
        whole = column(Text(tr("May I contact now?"), strong=True), self.permission, gap=Space.S)
        whole.setContentsMargins(Space.XS, 0, Space.S, 0)
        whole.addLayout(head)
        whole.addWidget(self.none)
        whole.addLayout(self.lines)
        whole.addStretch()
        body = QWidget()
        body.setLayout(whole)
        place = scrolled(body)
        place.setAccessibleName(tr("Permission and next steps"))
        self.setLayout(column(place))
        self.setFocusProxy(self.add)
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE_MS)
        self._clock.timeout.connect(self._tell_permission)
        self._clock.start()

    def draw(self) -> None:
        if not self.deal:
            return
        self._tell_permission()
        self.add.setEnabled(not self.document.read_only)
        steps = planned(self.book, self.deal_id, self.document.as_of)
        empty(self.lines)
        for place, row_id in enumerate(steps.index):
            title, due, state = (plain(steps[name].array[place]) for name in ("title", "due_date", "state"))
            day = due if isinstance(due, date) else None
            line = StepLine(str(row_id), str(title or tr("Untitled")), day, str(state), self.document, self.acts)
            self.lines.addWidget(line)
        over = self.deal.get("stage") in ("closed", "dead")
        self.none.setText(tr("This deal is over.") if over else tr("Nothing is planned. Say what comes next."))
        self.none.set_role(Role.MUTED if over else Role.WARNING)
        self.none.setVisible(not len(steps))

    @guard(None)
    def _tell_permission(self) -> None:
        if not self.isVisible() or not self.deal:
            return
        now = self.document.now()
        found = may_contact(self.book, self.deal_id, now) if self.contact else Permission(blocks=(tr("No contact."),))
        self.permission.say(found, self.contact, now)


class StepLine(QWidget):
    """One follow-up: when, what, and what to do with it."""

    def __init__(
        self, step_id: str, title: str, due: date | None, state: str, document: Document, acts: DealActions
    ) -> None:
        super().__init__()
        self.step_id, self._acts, self._today = step_id, acts, document.as_of
        self.title = Button(title, lambda: acts.change_step(step_id), kind="title")
        self.title.setToolTip(tr("{title}: change what or when", title=title))
        self.title.setAccessibleName(tr("Change {title}", title=title))
        self.title.setText(self.title.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, theme().pixels(220)))
        self.title.setAccessibleName(tr("Change {title}", title=title))
        self.done = IconButton("check", tr("Done: {title}", title=title), lambda: acts.close_step(step_id))
        self.later = IconButton("calendar", tr("Move {title} to another day", title=title), self._open_days)
        for button in (self.title, self.done, self.later):
            button.setEnabled(not document.read_only)
        when = "" if due is None else day_words(due, document.as_of)
        below = row(Chip(step_badge(state, due, document.as_of)), gap=Space.S)
        if state != "later":  # the chip says the day itself
            below.addWidget(Text(when, Size.CAPTION, Role.MUTED))
        below.addStretch()
        words = column(gap=2)
        words.addWidget(self.title, 0, Qt.AlignmentFlag.AlignLeft)
        words.addLayout(below)
        line = row(gap=Space.XS, margins=(0, Space.XS, 0, Space.XS))
        line.addLayout(words, 1)
        line.addWidget(self.later)
        line.addWidget(self.done)
        self.setLayout(line)

    def days(self) -> QMenu:
        """The menu of days to move it to."""
        menu = QMenu(self)
        theme().dress(menu)
        for words, days in SOON:
            day = self._today + timedelta(days)
            said = f"{tr(words)}, {day_words(day, self._today)}"
            self._entry(menu, said, partial(self._acts.move_step, self.step_id, day))
        menu.addSeparator()
        self._entry(menu, tr("Another day…"), lambda: self._acts.change_step(self.step_id))
        return menu

    def _entry(self, menu: QMenu, words: str, act: Any) -> None:
        action = QAction(words, menu)
        action.triggered.connect(lambda *_: act())
        menu.addAction(action)

    def _open_days(self) -> None:
        popup(self.days(), self.later.mapToGlobal(QPoint(0, self.later.height())))
