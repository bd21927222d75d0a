"""*Needs you now*: one list of what waits for the person, each line with its one action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.document import Document
from app.fault_log import log, trace_of
from app.guard import guard
from app.theme import CORNER, Role, Size, Space, theme
from app.tr import tr, tr_phrase
from app.widgets import Button, Card, Picture, Text, column, row, scrolled
from models.ops.needs import Need, Urgency, needs, with_problems

SHOWN = 40
AT_ONCE = 16  # lines made in one turn of the event loop
WIDE = 108  # pixels of a button at least, so that those of the lines stand under each other
ICONS = {
    "missed_bill": "bills", "late_bill": "bills", "followup": "pipeline", "draft": "pipeline",
    "stale_mao": "underwriting", "heavy_month": "budget", "token": "jv", "reminder": "reminder", "fault": "error",
    "problem": "error",
}  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_LEAPS = {Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6, Qt.Key.Key_Home: -SHOWN, Qt.Key.Key_End: SHOWN}


@dataclass(frozen=True)
class Deed:
    """What stands on a line's button, its icon, and what it says to a screen reader before the title."""

    text: str
    icon: str
    spoken: str


class Acts(Protocol):
    """What a line's button does: `do` the one action, `look` at what it is about."""

    def deed(self, need: Need) -> Deed: ...
    def do(self, need: Need) -> None: ...
    def look(self, need: Need) -> None: ...


def needs_of(document: Document) -> tuple[Need, ...]:
    """What waits in the open workbook; its problems as they were last looked at."""
    zone = document.now().tzinfo
    assert zone is not None  # every moment of a session has one
    return with_problems(document.book, needs(document.book, document.as_of, zone), document.problems())


class NeedsCard(Card):
    """The most urgent first. Lines that stay the same are kept: making one costs some milliseconds.

    The line that has the keyboard, or had it last, is the current one; when it goes, the next takes its place.
    """

    def __init__(self, document: Document, acts: Acts) -> None:
        super().__init__(margin=0, gap=0)
        self._document, self._acts = document, acts
        self._shown: tuple[Need, ...] | None = None
        self._made: dict[Need, NeedLine] = {}
        self._current: NeedLine | None = None
        self.count = Text("", role=Role.MUTED)
        self.more = Text("", role=Role.MUTED)
        self.more.setContentsMargins(Space.S, Space.S, 0, Space.S)
        self.nothing = nothing_waits()
        self.failed = Text("", role=Role.DANGER, wrap=True)
        self._lines = QVBoxLayout()
        self._lay_out()
        self.setAccessibleName(tr("Needs you now"))

    @property
    def lines(self) -> list[NeedLine]:
        """From top to bottom."""
        return list(self._made.values())

    def refresh(self) -> None:
        try:
            found = needs_of(self._document)
        except Exception as fault:  # the cards beside are right all the same
            self._fail(fault)
            return
        self.failed.hide()
        if found != self._shown:
            self._shown = found
            self._show(found)

    def prepared(self) -> Iterator[None]:
        """Fills a card that is not shown yet, some lines at a time."""
        with suppress(Exception):  # `refresh` tells
            found = needs_of(self._document)[:SHOWN]
            for end in range(AT_ONCE, len(found), AT_ONCE):
                self._show(found[:end])
                yield
        self.refresh()

    def _fail(self, fault: Exception) -> None:
        said = tr("What needs you could not be worked out ({fault}).", fault=type(fault).__name__)
        if self.failed.isHidden() or said != self.failed.text():
            log(trace_of(fault))
        self._shown = None
        self._show(())
        self.nothing.hide()
        self.failed.setText(said)
        self.failed.show()

    def _show(self, found: tuple[Need, ...]) -> None:
        focus = self.window().focusWidget()  # whether or not a dialog is over the window just now
        place = self.lines.index(self._current) if self._current in self.lines else 0
        before, self._made = self._made, {}
        for number, need in enumerate(dict.fromkeys(found[:SHOWN])):
            line = before.pop(need, None) or self._new_line(need)
            self._made[need] = line
            self._lines.insertWidget(number, line)
        if self._current not in self.lines:
            self._meet(self.lines[min(place, len(self._made) - 1)] if self._made else None)
            if any(line.isAncestorOf(focus) for line in before.values() if focus is not None):
                self._go(place)
        for line in before.values():
            line.setEnabled(False)  # else Qt gives it the keyboard again when the page is shown, until it is deleted
            line.hide()
            line.deleteLater()
        self._say_how_many(found)

    def _say_how_many(self, found: tuple[Need, ...]) -> None:
        left = len(found) - SHOWN
        self.more.setText(tr("and {left} more", left=left))
        self.more.setVisible(left > 0)
        self.nothing.setVisible(not found)
        due = sum(need.urgency <= Urgency.TODAY for need in found)
        later = tr("{n} that can wait", n=len(found) - due) if len(found) > due else ""
        self.count.setText(" · ".join(part for part in (tr("{due} due", due=due) if due else "", later) if part))

    def _new_line(self, need: Need) -> NeedLine:
        line = NeedLine(need, self._acts.deed(need), self._acts.do, self._acts.look)
        line.main.step.connect(lambda down: self._go(self.lines.index(line) + down))
        line.main.met.connect(lambda: self._meet(line))
        return line

    def _meet(self, line: NeedLine | None) -> None:
        self._current = line
        self.setFocusProxy(line.main if line is not None else None)  # type: ignore[arg-type]  # none is fine

    def _go(self, place: int) -> None:
        """Gives a line the keyboard, in sight; beyond the ends the first or last."""
        if self._made:
            line = self.lines[max(0, min(place, len(self._made) - 1))]
            line.main.setFocus(Qt.FocusReason.OtherFocusReason)
            self._meet(line)
            self._scroll.ensureWidgetVisible(line, 0, 0)

    def _lay_out(self) -> None:
        head = row(
            Text(tr("Needs you now"), Size.SECTION, strong=True), self.count,
            margins=(Space.L, Space.M, Space.L, Space.S),
        )  # fmt: skip
        head.addStretch()
        self.column.addLayout(head)
        self._lines.setSpacing(0)
        self._lines.setContentsMargins(Space.S, 0, Space.S, Space.S)
        self.failed.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self.failed.hide()
        for part in (self.more, self.failed):
            self._lines.addWidget(part)
        self._lines.addWidget(self.nothing, 1)
        self._lines.addStretch()
        body = QWidget()
        body.setLayout(self._lines)
        self._scroll = scrolled(body)
        self._scroll.setAccessibleName(tr("Needs you now"))
        self.column.addWidget(self._scroll, 1)
        self.setMinimumHeight(theme().pixels(120))


class LineButton(Button):
    """A button in a line; Up and Down go to the lines around it."""

    step = Signal(int)
    met = Signal()  # it has the keyboard now
    left = Signal()  # it has not any more

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.step.emit(step)
        else:
            super().keyPressEvent(event)

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.met.emit()

    @guard(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class NeedButton(LineButton):
    """Enter does it; Ctrl+Enter looks at what it is about. Home, End and the page keys go further."""

    look = Signal()

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        leap = _LEAPS.get(Qt.Key(event.key()))
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.look.emit()
        elif leap is not None:
            self.step.emit(leap)
        else:
            super().keyPressEvent(event)


class NeedLine(QWidget):
    """One line: icon, title, when, and the button of what to do, `main`. A click on its words looks at it."""

    def __init__(self, need: Need, deed: Deed, act: Callable[[Need], object], look: Callable[[Need], object]) -> None:
        super().__init__()
        self.need, self._look = need, look
        late = need.urgency is Urgency.LATE
        role = Role.DANGER if late else Role.WARNING if need.urgency <= Urgency.MOVED else Role.MUTED
        note = Text(tr_phrase(need.note), Size.CAPTION, role if late else Role.MUTED, elide=True)
        words = column(Text(tr_phrase(need.title), elide=True), note, gap=0)
        line = row(Picture(ICONS[need.kind], role), gap=Space.M, margins=(Space.S, Space.XS, Space.S, Space.XS))
        line.addLayout(words, 1)
        self.main = NeedButton(tr(deed.text), lambda: act(need), icon=deed.icon)
        self.main.setMinimumWidth(theme().pixels(WIDE))
        self.main.setAccessibleName(f"{tr(deed.spoken)} {tr_phrase(need.title)}")
        self.main.setAccessibleDescription(tr("{note}. Ctrl+Enter looks at it.", note=need.note))
        self.main.look.connect(lambda: look(need))
        for moved in (self.main.met, self.main.left):
            moved.connect(self.update)
        line.addWidget(self.main)
        self.setLayout(line)
        self.setToolTip(
            tr("{title}\n{note}\nA click on the words leads to it (Ctrl+Enter).", title=need.title, note=need.note)
        )
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @guard(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.main.setFocus(Qt.FocusReason.MouseFocusReason)
            self._look(self.need)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """A tint under the line that has the keyboard."""
        if self.main.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION))
            painter.drawRoundedRect(QRectF(self.rect()), CORNER, CORNER)


def nothing_waits() -> QWidget:
    """What stands there on a good day."""
    page = QWidget()
    whole = column(gap=Space.XS, margins=(0, Space.L, 0, Space.L))
    whole.addStretch()
    for part in (
        Picture("good", Role.GOOD, 24),
        Text(tr("Nothing needs you today"), Size.SECTION, strong=True),
        Text(tr("Reminders and follow-ups appear here when they are due."), role=Role.MUTED),
    ):
        whole.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
    whole.addStretch()
    page.setLayout(whole)
    return page
