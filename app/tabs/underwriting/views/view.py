"""What the views of a property have in common: a sentence above, a body, and links to the inputs that are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from app.charts.chart import Chart
from app.command import Frame
from app.document import Document
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr
from app.widgets import Text, column
from models.catalog import BY_KEY
from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting import ASSUMPTIONS, PROPERTIES
from models.underwriting.assumptions import assume, cell_of

T = TypeVar("T")
NO_PROPERTY = marked("Choose a property in the list.")


class View(QWidget, Generic[T]):
    """One picture of a property. A subclass says how it is worked out (`work_out`) and shown (`show_found`)."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__()
        self.document, self.frame = document, frame
        self.property_id: str | None = None
        self._shown: object = None
        self.said = Text("", wrap=True)
        self.needs = Needs(document, frame, self)
        self._said_layout = column(self.said, self.needs, gap=Space.XS)
        self._whole = column(gap=Space.S, margins=(Space.L, Space.M, Space.L, Space.M))
        self._whole.addLayout(self._said_layout)
        self.setLayout(self._whole)

    def fill(self, *parts: QWidget, stretch: int = 1) -> None:
        """Puts the parts under the sentence; the first takes what room is left."""
        for number, part in enumerate(parts):
            self._whole.addWidget(part, 0 if number else stretch)
            if isinstance(part, Chart):
                part.copied.connect(self.frame.say)

    def show_for(self, property_id: str | None, given: Mapping[str, Value]) -> None:
        """Shows a property at the options given to the calculator; nothing is done where nothing has changed."""
        self.property_id = property_id
        book, found = self.document.book, self._found(property_id, given)
        if found is self._shown:
            return
        self._shown = found
        if isinstance(found, Refused):
            self.say("")
            missing = self.missing(book, property_id) if property_id in book[PROPERTIES].index else ()
            self.needs.show_inputs(book, property_id or "", missing, tr("Needs"))
            self.show_nothing(f"{found} {found.hint}".strip())
        else:
            self.needs.show_inputs(book, property_id or "", (), "")
            self.show_found(found)

    def say(self, words: str) -> None:
        """The sentence above the body; blank, and its line is gone."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def work_out(self, book: Book, property_id: str, given: Mapping[str, Value]) -> T:
        """What is shown, from the Book alone; Refused where there is nothing, with the sentence to show instead."""
        raise NotImplementedError

    def show_found(self, found: T) -> None:
        raise NotImplementedError

    def show_nothing(self, why: str) -> None:
        """Empties the body and says why."""
        raise NotImplementedError

    def missing(self, book: Book, property_id: str | None) -> tuple[str, ...]:
        """The inputs that would make a refusal go away, by field name."""
        return ()

    def _found(self, property_id: str | None, given: Mapping[str, Value]) -> T | Refused:
        if property_id is None:
            return _NONE
        book, day = self.document.book, self.document.as_of

        def compute() -> T | Refused:
            try:
                return self.work_out(book, property_id, given)
            except Refused as refusal:
                return refusal

        return book.derived((type(self).__name__, property_id, day, tuple(sorted(given.items()))), compute)


class Needs(QLabel):
    """`Needs Loan Rate, Refi Costs`, each a link to the cell where it is given; Tab goes through them."""

    def __init__(self, document: Document, frame: Frame, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._frame = document, frame
        self._property = ""
        self.setFont(theme().font(Size.BODY))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByKeyboard | Qt.TextInteractionFlag.LinksAccessibleByMouse
        )
        self.linkActivated.connect(self.follow)
        theme().changed.connect(self._draw)
        self._draw()
        self.hide()

    def show_inputs(self, book: Book, property_id: str, missing: Sequence[str], before: str) -> None:
        self._property = property_id
        links = ", ".join(f'<a href="{name}">{escape(input_name(name))}</a>' for name in missing)
        self.setText(f"{escape(before)} {links}." if links else "")
        self.setAccessibleName(f"{before} {', '.join(map(input_name, missing))}" if links else tr("Nothing is missing"))
        self.setVisible(bool(links))

    def follow(self, name: str) -> None:
        """Goes to the cell of an input. A property without a row of Assumptions gets one, so that there is a cell."""
        place = cell_of(self._document.book, self._property, name)
        if not place.row and not self._document.read_only:
            self._document.do(assume(self._document.book, self._property, {}, self._document.now()))
            place = cell_of(self._document.book, self._property, name)
            self._frame.say(tr("Added a row to Assumptions for this property."), undo=True)
        self._frame.go_to(BY_KEY[place.table].sheet, place.row, place.field)

    def _draw(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().color(Role.MUTED))
        palette.setColor(QPalette.ColorRole.Link, theme().color(Role.ACCENT))
        self.setPalette(palette)
        self.setText(self.text())


def input_name(name: str) -> str:
    """The header of an input, as the sheets have it."""
    for table in (PROPERTIES, ASSUMPTIONS):
        if name in table:
            return table[name].header
    return name.replace("_", " ").capitalize()


_NONE = Refused(NO_PROPERTY)
