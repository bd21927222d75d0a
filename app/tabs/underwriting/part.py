"""What the parts of the page have in common: each shows one property, and is made anew only when it has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.guard import guard
from models.core.book import Book

if TYPE_CHECKING:
    from app.fields import Field
    from app.tabs.underwriting.tables import PropertyGrid


class Part(QWidget):
    """Shows one property. `reads` are the tables it depends on: an edit of another one leaves it alone.

    What is out of view is not worked out; it is when it comes into view.
    """

    master = "Properties"  # the table that the row is of
    reads: tuple[str, ...] = ()
    grids: tuple[PropertyGrid, ...] = ()  # its tables
    typed: tuple[Field, ...] = ()  # its fields to type into
    needs_property = False  # whether it says nothing while there is no property at all

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__()
        self.document, self.frame = document, frame
        self.property_id: str | None = None
        self._seen: tuple[object, ...] = ()

    @property
    def book(self) -> Book:
        return self.document.book

    def show_for(self, property_id: str | None) -> None:
        """Another property; what is being typed for the one before is taken first.

        What is refused is given up: the page asks `finish` before, and stays while there is something to mend.
        """
        if property_id != self.property_id:
            if not self.finish():
                self.give_up()
            self.property_id = property_id
        self.refresh()

    def refresh(self) -> None:
        """Draws again if something is another than when it was last drawn."""
        if not self.isVisible() or self._is_gone():
            return
        seen = (self.property_id, self.document.as_of, self.document.read_only, *(self.book[key] for key in self.reads))
        if not _same(seen, self._seen):
            self._seen = seen
            self.draw()

    def _is_gone(self) -> bool:
        """Whether its row was deleted while nobody looked: the page chooses another one in a moment."""
        return bool(self.property_id) and self.property_id not in self.book[self.master].index

    def draw(self) -> None:
        """Brings everything on it up to date."""
        raise NotImplementedError

    def finish(self) -> bool:
        """Takes what is being typed; False where it was refused."""
        return True

    def bring(self, grid: PropertyGrid) -> None:
        """Puts one of its tables in front."""

    def give_up(self) -> None:
        """Forgets what is being typed."""
        for one in self.typed:
            one.give_up()

    def mend(self) -> None:
        """To what was refused."""
        refused = [one for one in self.typed if one.is_refused]
        if refused:
            refused[0].mend()

    @guard(None)
    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.refresh()


def _same(these: tuple[object, ...], those: tuple[object, ...]) -> bool:
    """An edit leaves the frames of the tables that it does not touch as they are: the very same objects."""
    if len(these) != len(those) or these[:3] != those[:3]:
        return False
    return all(one is other for one, other in zip(these[3:], those[3:], strict=True))
