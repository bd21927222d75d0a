"""*Needs you now*: one list of what waits for the person, each line with its one action."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.command import Frame
from app.document import Document
from app.tabs.figures import NEEDS_READ, Followed, Need, needs
from app.theme import Role, Size, Space, theme
from app.widgets import Button, Card, Picture, Text, column, row
from models.catalog import BY_KEY
from models.core.edit import set_fields

SHOWN = 40


class NeedsCard(Card):
    """The most urgent first. Lines that stay the same are kept: making one costs some milliseconds."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(margin=0, gap=0)
        self._document, self._frame = document, frame
        self._needs = Followed(needs, NEEDS_READ)
        self._shown: list[Need] | None = None
        self._made: dict[Need, NeedLine] = {}
        self.count = Text("", role=Role.MUTED)
        self.more = Text("", role=Role.MUTED)
        self.more.setContentsMargins(Space.S, Space.S, 0, Space.S)
        self.nothing = nothing_waits()
        self._lines = QVBoxLayout()
        self._lay_out()

    def refresh(self) -> None:
        found = self._needs(self._document.book, self._document.as_of)
        if found is self._shown:
            return
        self._shown = found
        before, self._made = self._made, {}
        for place, need in enumerate(found[:SHOWN]):
            line = before.pop(need, None) or NeedLine(need, self._document, self._frame)
            self._made[need] = line
            self._lines.insertWidget(place, line)
        for line in before.values():
            line.hide()
            line.deleteLater()
        left = len(found) - SHOWN
        self.more.setText(f"and {left:,} more, in Reminders and Followups")
        self.more.setVisible(left > 0)
        self.nothing.setVisible(not found)
        self.count.setText(f"{len(found):,}" if found else "")

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
        self.column.addWidget(scrolled(body), 1)
        self.setMinimumHeight(theme().pixels(120))


class NeedLine(QWidget):
    """One line: icon, title, when, and what to do."""

    def __init__(self, need: Need, document: Document, frame: Frame) -> None:
        super().__init__()
        self.need, self._document, self._frame = need, document, frame
        role = Role.DANGER if need.days < 0 else Role.WARNING if need.days == 0 else Role.MUTED
        note = Text(need.note, Size.CAPTION, role if need.days < 0 else Role.MUTED, elide=True)
        words = column(Text(need.title, elide=True), note, gap=2)
        line = row(Picture(need.icon, role), gap=Space.M, margins=(Space.S, Space.S, Space.S, Space.S))
        line.addLayout(words, 1)
        if need.done and not document.read_only:
            done = Button("Done", self._tick_off, icon="check")
            done.setAccessibleName(f"Done: {need.title}")
            line.addWidget(done)
        look = Button("Look", self._look, kind="quiet")
        look.setAccessibleName(f"Look at {need.title}")
        line.addWidget(look)
        self.setLayout(line)

    def _look(self) -> None:
        self._frame.go_to(BY_KEY[self.need.table].sheet, self.need.row_id, self.need.field)

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
