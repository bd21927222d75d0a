"""Cards of figures: a title that leads on, the number that matters, lines under it, or why there are none."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from app.command import Frame
from app.document import Document
from app.tabs.figures import About, Followed
from app.theme import Role, Size, Space, theme
from app.widgets import Button, Card, Text, empty, row
from models.catalog import BY_KEY
from models.ops.figures import Summary, problem_words


class Figures(Card):
    """A card; what it says is made anew only when that is another."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__(gap=Space.S)
        self.link = Button(title, self.lead_on, kind="title", icon=icon)
        self.link.setFont(theme().font(strong=True))
        head = row(self.link)
        head.addStretch()
        self.column.addLayout(head)
        self._body = QVBoxLayout()
        self._body.setSpacing(Space.XS)
        self.column.addLayout(self._body)
        self.shown: Summary | None = None

    def lead_on(self) -> None:
        raise NotImplementedError

    def start(self) -> Button | None:
        """The one button of an empty card."""
        return None

    def show_summary(self, summary: Summary) -> None:
        if summary == self.shown:
            return
        self.shown = summary
        empty(self._body)
        if summary.empty:
            self._body.addWidget(Text(summary.empty, role=Role.MUTED, wrap=True))
            button = self.start()
            if button is not None:
                self._body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            return
        if summary.big:
            self._body.addLayout(_big(summary))
        self._body.addLayout(_lines(summary))


class FigureCard(Figures):
    """One of the declared cards. A card that fails says so on itself and nowhere else."""

    def __init__(self, about: About, document: Document, frame: Frame) -> None:
        super().__init__(about.title, about.icon)
        self.about, self._document, self._frame = about, document, frame
        self._summary = Followed(about.summary, about.reads)

    def refresh(self) -> None:
        try:
            summary = self._summary(self._document.book, self._document.as_of)
        except Exception as fault:  # one card's fault is that card's alone
            summary = Summary(empty=f"This card could not be worked out ({type(fault).__name__}).")
            if summary != self.shown:
                sys.excepthook(type(fault), fault, fault.__traceback__)
        self.show_summary(summary)

    def lead_on(self) -> None:
        self._frame.go_to(BY_KEY[self.about.table].sheet, "", "")

    def start(self) -> Button | None:
        if not self.about.first or self._document.read_only or len(self._document.book[self.about.table]):
            return None
        return Button(self.about.first, self._add, kind="link", icon="add")

    def _add(self) -> None:
        self.lead_on()
        if self._frame.grid is not None:
            self._frame.grid.commands.add_row()


class ProblemsCard(Figures):
    """How many problems there are; leads to the panel."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__("Workbook", "file")
        self._document, self._frame = document, frame

    def refresh(self) -> None:
        self.show_summary(problem_words(self._document.problems()))

    def lead_on(self) -> None:
        self._frame.toggle_problems()


def _big(summary: Summary) -> QGridLayout:
    line = QGridLayout()
    line.setHorizontalSpacing(Space.S)
    bottom = Qt.AlignmentFlag.AlignBaseline
    line.addWidget(Text(summary.big, Size.TITLE, strong=True), 0, 0, bottom)
    line.addWidget(Text(summary.unit, role=Role.MUTED), 0, 1, bottom)
    line.setColumnStretch(2, 1)
    return line


def _lines(summary: Summary) -> QGridLayout:
    lines = QGridLayout()
    lines.setVerticalSpacing(Space.XS)
    lines.setColumnStretch(0, 1)
    for number, figure in enumerate(summary.lines):
        lines.addWidget(Text(figure.label, role=Role.MUTED, elide=True), number, 0)
        value = Text(figure.value, role=Role(figure.tone), strong=figure.tone != "text")
        lines.addWidget(value, number, 1, Qt.AlignmentFlag.AlignRight)
    return lines
