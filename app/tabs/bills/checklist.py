"""The seven steps that put a bill on autopay: boxes to tick, and how far one is."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from app.document import Document
from app.fields import Tick
from app.tabs.bills.actions import BillActions
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, Text, column, row, scrolled
from app.words import day_words
from models.bills import BILLS
from models.bills.autopay import STEPS, Step, checklist
from models.core.refusal import Refused

COUNT = len(STEPS)


def steps_of(acts: BillActions, bill_id: str) -> tuple[Step, ...]:
    """The steps of the bill, kept with the Book; none of a bill that is gone."""

    def compute() -> tuple[Step, ...]:
        try:
            return checklist(acts.book, bill_id, acts.as_of, acts.zone)
        except Refused:
            return ()

    return acts.book.derived(("bill checklist", bill_id, acts.as_of, acts.zone), compute)


def done_of(steps: tuple[Step, ...]) -> int:
    return sum(one.done_on is not None for one in steps)


class ChecklistView(QWidget):
    """A line a step; all of them done, one press says that the bill is on autopay."""

    def __init__(self, document: Document, acts: BillActions) -> None:
        super().__init__()
        self.document, self.acts = document, acts
        self.bill_id = ""
        self._shown: tuple[Step, ...] | None = None
        self.progress = QProgressBar()
        self.progress.setRange(0, COUNT)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Steps done"))
        theme().dress(self.progress)
        self.words = Text("", Size.CAPTION, Role.MUTED)
        self.turn = Button("", self._turn, kind="plain", icon="sync")
        head = row(self.words, self.progress, gap=Space.M, margins=(Space.S, 0, Space.S, 0))
        head.setStretch(1, 1)
        head.addWidget(self.turn)
        self.boxes = [self._box(number) for number in STEPS]
        self.days = [Text("", Size.CAPTION, Role.MUTED) for _ in STEPS]
        lines = column(gap=Space.XS, margins=(Space.S, Space.XS, Space.S, 0))
        for box, day in zip(self.boxes, self.days, strict=True):
            line = row(box, gap=Space.S)
            line.setStretch(0, 1)
            line.addWidget(day)
            lines.addLayout(line)
        lines.addStretch()
        body = QWidget()
        body.setLayout(lines)
        whole = column(gap=Space.S)
        whole.addLayout(head)
        whole.addWidget(scrolled(body), 1)
        self.setLayout(whole)
        self.setFocusProxy(self.boxes[0])

    def _box(self, number: int) -> Tick:
        box = Tick()
        box.clicked.connect(lambda done: self.acts.tick(self.bill_id, number, done=done))
        return box

    def refresh(self, bill_id: str) -> None:
        self.bill_id = bill_id
        steps = steps_of(self.acts, bill_id) if bill_id else ()
        done, on = done_of(steps), (self.document.book.row(BILLS, bill_id) or {}).get("autopay") is True
        self.turn.setText(tr("Take off autopay") if on else tr("It is on autopay"))
        self.turn.setVisible(bool(steps) and not self.document.read_only and (on or done == COUNT))
        said = (
            tr("{done} of {count} done, on autopay", done=done, count=COUNT)
            if on
            else (tr("{done} of {count} done", done=done, count=COUNT))
        )
        self.words.setText(said)
        self.progress.setValue(done)
        self.progress.setAccessibleDescription(self.words.text())
        for place, (box, day) in enumerate(zip(self.boxes, self.days, strict=True)):
            one = steps[place] if place < len(steps) else None
            box.setText((one.text if one else "").replace("&", "&&"))
            box.setAccessibleName(tr("Step {place}: {text}", place=place + 1, text=one.text if one else ""))
            box.setChecked(one is not None and one.done_on is not None)
            box.setEnabled(one is not None and not self.document.read_only)
            day.setText(
                tr("done {day}", day=day_words(one.done_on, self.document.as_of)) if one and one.done_on else ""
            )

    def _turn(self) -> None:
        on = (self.document.book.row(BILLS, self.bill_id) or {}).get("autopay") is True
        self.acts.set_autopay(self.bill_id, on=not on)
