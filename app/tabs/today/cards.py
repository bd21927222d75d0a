"""The cards of the Today page as they look: a title that leads on, the number that matters, a drawing, lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.command import Frame
from app.document import Document
from app.fault_log import log, trace_of
from app.guard import guard
from app.tabs.today.drawings import Spark, StageBars
from app.tabs.today.figures import CARDS, About
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_error, tr_phrase
from app.widgets import Button, Card, Text, column, empty, row
from models.catalog import BY_KEY
from models.core.book import Book
from models.core.refusal import Refused
from models.ops.figures import Balance, Summary

TWO_COLUMNS = 520  # pixels of width from which on the cards stand side by side


def lookers() -> list[Callable[[Book, date, tzinfo], Summary]]:
    """What the cards work out of a Book; it is kept with the Book, so that they need not when it was done before."""
    return [about.found for about in CARDS]


class FigureCard(Card):
    """One of the declared cards; a click on it leads to its table. One that fails says so on itself and nowhere else.

    What it says is made anew only when that is another.
    """

    def __init__(self, about: About, document: Document, frame: Frame) -> None:
        super().__init__(gap=Space.S)
        self.about, self._document, self._frame = about, document, frame
        self.shown: Summary | None = None
        self.drawing: Spark | StageBars | None = None
        self.link = Button(tr(about.title), self.lead_on, kind="title", icon=about.icon)
        self.link.setFont(theme().font(strong=True))
        self.link.setToolTip(tr("Go to {sheet}", sheet=BY_KEY[about.table].sheet))
        self._head, self._foot = QVBoxLayout(), QVBoxLayout()
        for part in (self._head, self._foot):
            part.setSpacing(Space.XS)
        title = row(self.link)
        title.addStretch()
        self.column.addLayout(title)
        self.column.addLayout(self._head)
        self.column.addLayout(self._foot)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def refresh(self) -> None:
        summary = self._found()
        if summary == self.shown:
            return
        self.shown = summary
        empty(self._head)
        empty(self._foot)
        if summary.big:
            self._head.addLayout(_big(summary))
        self._show_drawing(summary)
        if summary.empty:
            self._foot.addWidget(Text(tr_phrase(summary.empty), role=Role(summary.tone), wrap=True))
            self._add_start()
        if summary.lines:
            self._foot.addLayout(_lines(summary))
        for note in summary.notes:
            self._foot.addWidget(Text(tr_phrase(note), Size.CAPTION, Role.MUTED, wrap=True))

    def lead_on(self) -> None:
        self._frame.go_to(BY_KEY[self.about.table].sheet, "", "")

    def _found(self) -> Summary:
        document, about = self._document, self.about
        book, day, zone = document.book, document.as_of, document.now().tzinfo
        assert zone is not None  # every moment of a session has one
        try:
            found = about.found(book, day, zone)
        except Refused as refusal:
            return Summary(empty=tr_error(refusal), tone="danger")
        except Exception as fault:  # the other cards are right all the same
            failed = Summary(
                empty=tr("This could not be worked out ({fault}).", fault=type(fault).__name__), tone="danger"
            )
            if failed != self.shown:
                log(trace_of(fault))
            return failed
        return found if not found.empty else Summary(empty=found.empty, tone="muted")

    def _show_drawing(self, summary: Summary) -> None:
        """Kept while the figures change, so that who reads it by keyboard stays on it."""
        drawing = summary.drawing
        if drawing is not None and self.drawing is None:
            self.drawing = Spark() if isinstance(drawing, Balance) else StageBars()
            self.drawing.copied.connect(self._frame.say)
            self.column.insertWidget(2, self.drawing)
        if self.drawing is not None:
            self.drawing.setVisible(drawing is not None)
        if drawing is not None and self.drawing is not None:
            self.drawing.show_drawing(drawing)  # type: ignore[arg-type]  # each card has one kind of drawing

    def _add_start(self) -> None:
        """The one button of an empty card."""
        about, document = self.about, self._document
        if about.first and not document.read_only and not len(document.book[about.first_table]):
            start = Button(tr(about.first), self._add, kind="link", icon="add")
            self._foot.addWidget(start, 0, Qt.AlignmentFlag.AlignLeft)

    def _add(self) -> None:
        self._frame.go_to(BY_KEY[self.about.first_table].sheet, "", "")
        if self._frame.grid is not None:
            self._frame.grid.commands.add_row()

    @guard(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.lead_on()


class Cards(QWidget):
    """All of them, under each other; where there is room in two columns."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__()
        self.all = [FigureCard(about, document, frame) for about in CARDS]
        self._columns = (column(gap=Space.M), column(gap=Space.M))
        self._wide: bool | None = None
        whole = QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.M)
        for part in self._columns:
            whole.addLayout(part, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.all[0].link)
        self._lay_out(wide=False)

    def refresh(self) -> None:
        for card in self.all:
            card.refresh()

    def _lay_out(self, *, wide: bool) -> None:
        if wide == self._wide:
            return
        self._wide = wide
        for part in self._columns:
            while part.takeAt(0) is not None:
                pass
        for place, card in enumerate(self.all):
            self._columns[place % 2 if wide else 0].addWidget(card)
        for number, part in enumerate(self._columns):
            part.addStretch()
            self.layout().setStretch(number, 1 if wide or number == 0 else 0)  # type: ignore[union-attr]  # it has one
        self.layout().setSpacing(Space.M if wide else 0)  # type: ignore[union-attr]

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(wide=event.size().width() >= theme().pixels(TWO_COLUMNS))


def _big(summary: Summary) -> QGridLayout:
    line = QGridLayout()
    line.setHorizontalSpacing(Space.S)
    unit = Text(tr_phrase(summary.unit), role=Role.MUTED, wrap=True)
    unit.setAlignment(Qt.AlignmentFlag.AlignBottom)
    unit.setContentsMargins(0, 0, 0, 2)  # as high as the figure stands
    line.addWidget(Text(tr_phrase(summary.big), Size.TITLE, Role(summary.tone), strong=True), 0, 0)
    line.addWidget(unit, 0, 1)
    line.setColumnStretch(1, 1)
    return line


def _lines(summary: Summary) -> QGridLayout:
    lines = QGridLayout()
    lines.setVerticalSpacing(Space.XS)
    lines.setColumnStretch(0, 1)
    for number, figure in enumerate(summary.lines):
        lines.addWidget(Text(tr_phrase(figure.label), role=Role.MUTED, elide=True), number, 0)
        value = Text(tr_phrase(figure.value), role=Role(figure.tone), strong=figure.tone != "text")
        lines.addWidget(value, number, 1, Qt.AlignmentFlag.AlignRight)
    return lines
