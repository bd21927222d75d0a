"""*Needs you now*: one list of what waits for the person, each line with its one action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from app.command import Frame
from app.document import Document
from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.widgets import Button, Card, Picture, Text, column, row
from models.catalog import BY_KEY
from models.core.edit import set_fields
from models.ops.needs import DONE, PAY, Need, Urgency, needs, with_problems

SHOWN = 40
ICONS = {
    "missed_bill": "bills", "late_bill": "bills", "followup": "pipeline", "stale_mao": "underwriting",
    "heavy_month": "budget", "token": "jv", "reminder": "reminder", "problem": "error",
}  # fmt: skip


def needs_of(document: Document) -> tuple[Need, ...]:
    """What waits in the open workbook; its problems as they were last looked at."""
    zone = document.now().tzinfo
    assert zone is not None  # every moment of a session has one
    return with_problems(document.book, needs(document.book, document.as_of, zone), document.problems())


class NeedsCard(Card):
    """The most urgent first. Lines that stay the same are kept: making one costs some milliseconds."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(margin=0, gap=0)
        self._document, self._frame = document, frame
        self._shown: tuple[Need, ...] | None = None
        self._made: dict[Need, NeedLine] = {}
        self.count = Text("", role=Role.MUTED)
        self.more = Text("", role=Role.MUTED)
        self.more.setContentsMargins(Space.S, Space.S, 0, Space.S)
        self.nothing = nothing_waits()
        self._lines = QVBoxLayout()
        self._lay_out()

    def refresh(self) -> None:
        found = needs_of(self._document)
        if found == self._shown:
            return
        self._shown = found
        held = self._place_of(QApplication.focusWidget())
        before, self._made = self._made, {}
        for place, need in enumerate(found[:SHOWN]):
            line = before.pop(need, None) or self._new_line(need)
            self._made[need] = line
            self._lines.insertWidget(place, line)
        first = next((line.main for line in self._made.values()), None)
        self.setFocusProxy(first)  # type: ignore[arg-type]  # none is fine
        focus = QApplication.focusWidget()
        if focus is not None and any(line.isAncestorOf(focus) for line in before.values()):
            self._go(min(held, len(self._made) - 1))
        for line in before.values():
            line.hide()
            line.deleteLater()
        left = len(found) - SHOWN
        self.more.setText(f"and {left:,} more")
        self.more.setVisible(left > 0)
        self.nothing.setVisible(not found)
        due = sum(need.urgency <= Urgency.TODAY for need in found)
        soon = f"{len(found) - due:,} soon" if len(found) > due else ""
        self.count.setText(" · ".join(part for part in (f"{due:,}" if due else "", soon) if part))

    def _new_line(self, need: Need) -> NeedLine:
        line = NeedLine(need, self._document, self._frame)
        line.step.connect(lambda down: self._go(self._place_of(line) + down))
        return line

    def _place_of(self, wanted: QWidget | None) -> int:
        """Of the line that is or holds the widget; -1 where none does."""
        lines = enumerate(self._made.values())
        return next((n for n, line in lines if wanted and (line is wanted or line.isAncestorOf(wanted))), -1)

    def _go(self, place: int) -> None:
        """Gives a line the keyboard, in sight."""
        lines = list(self._made.values())
        if 0 <= place < len(lines):
            lines[place].main.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(lines[place], 0, 0)

    def _lay_out(self) -> None:
        head = row(
            Text("Needs you now", Size.SECTION, strong=True), self.count,
            margins=(Space.L, Space.M, Space.L, Space.S),
        )  # fmt: skip
        head.addStretch()
        self.column.addLayout(head)
        self._lines.setSpacing(0)
        self._lines.setContentsMargins(Space.S, 0, Space.S, Space.S)
        self._lines.addWidget(self.more)
        self._lines.addWidget(self.nothing, 1)
        self._lines.addStretch()
        body = QWidget()
        body.setLayout(self._lines)
        self._scroll = scrolled(body)
        self.column.addWidget(self._scroll, 1)
        self.setMinimumHeight(theme().pixels(120))


class LineButton(Button):
    """A button in a line; Up and Down go to the lines around it."""

    step = Signal(int)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)


class NeedLine(QWidget):
    """One line: icon, title, when, and what to do; `main` is its first button."""

    step = Signal(int)  # to a line below or above

    def __init__(self, need: Need, document: Document, frame: Frame) -> None:
        super().__init__()
        self.need, self._document, self._frame = need, document, frame
        late = need.urgency is Urgency.LATE
        role = Role.DANGER if late else Role.WARNING if need.urgency <= Urgency.MOVED else Role.MUTED
        note = Text(need.note, Size.CAPTION, role if late else Role.MUTED, elide=True)
        words = column(Text(need.title, elide=True), note, gap=2)
        line = row(Picture(ICONS[need.kind], role), gap=Space.M, margins=(Space.S, Space.S, Space.S, Space.S))
        line.addLayout(words, 1)
        self.main = look = LineButton("Look", self._look, kind="quiet")
        look.setAccessibleName(f"Look at {need.title}")
        look.step.connect(self.step)
        if need.action == PAY and not document.read_only:
            self.main = pay = LineButton("Pay…", self._pay, icon="check")
            pay.setAccessibleName(f"Pay {need.title}")
            pay.step.connect(self.step)
            line.addWidget(pay)
        elif need.action == DONE and not document.read_only:
            self.main = done = LineButton("Done", self._tick_off, icon="check")
            done.setAccessibleName(f"Done: {need.title}")
            done.step.connect(self.step)
            line.addWidget(done)
        line.addWidget(look)
        self.setLayout(line)

    def _look(self) -> None:
        self._frame.go_to(BY_KEY[self.need.table].sheet, self.need.row_id, self.need.field)

    def _pay(self) -> None:
        from app.tabs.bills.actions import BillActions

        BillActions(self._document, self._frame).pay(self.need.row_id, self.need.due)

    def _tick_off(self) -> None:
        document, table = self._document, BY_KEY[self.need.table]
        changes = set_fields(document.book, table, self.need.row_id, {"status": "done"}, document.now())
        if document.do(changes):
            self._frame.say(f"Done: {self.need.title}", undo=True)


def nothing_waits() -> QWidget:
    """What stands there on a good day."""
    page = QWidget()
    whole = column(gap=Space.XS, margins=(0, Space.L, 0, Space.L))
    whole.addStretch()
    for part in (
        Picture("good", Role.GOOD, 24),
        Text("Nothing needs you today", Size.SECTION, strong=True),
        Text("Reminders and follow-ups appear here when they are due.", role=Role.MUTED),
    ):
        whole.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
    whole.addStretch()
    page.setLayout(whole)
    return page


def scrolled(body: QWidget) -> QScrollArea:
    """The widget in a place that scrolls up and down, on the surface it stands on."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(body)
    scroll.viewport().setAutoFillBackground(False)
    body.setAutoFillBackground(False)
    theme().dress(scroll.verticalScrollBar())
    return scroll
