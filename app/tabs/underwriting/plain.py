"""The parts that are a table and nothing else: assumptions, the offers written, and all properties."""

from __future__ import annotations

from app.command import Frame
from app.document import Document
from app.tabs.underwriting.part import Part
from app.tabs.underwriting.tables import NewGrid, PropertyGrid, part_of
from app.theme import Role, Size, Space
from app.widgets import Text, column
from models.catalog import BY_KEY


class TablePart(Part):
    """One table with a line on what it is for; `whole` shows all of its rows whatever is chosen.

    `noun` is what one row is called, `first` are the columns that come first.
    """

    def __init__(
        self,
        document: Document,
        frame: Frame,
        new_grid: NewGrid,
        key: str,
        about: str,
        *,
        noun: str = "",
        first: tuple[str, ...] = (),
        whole: bool = False,
    ) -> None:
        super().__init__(document, frame)
        table = BY_KEY[key]
        self.table = PropertyGrid(key, new_grid, None if whole else lambda row_id: part_of(table, row_id, first), noun)
        self.grids = (self.table,)
        self.whole = whole
        note = Text(about, Size.CAPTION, Role.MUTED, elide=True)
        note.setContentsMargins(Space.S, 0, Space.S, 0)
        self.setLayout(column(note, self.table, gap=Space.S))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]  # just set
        self.setFocusProxy(self.table)

    def show_for(self, property_id: str | None) -> None:
        super().show_for(property_id)
        self.table.show_for(property_id)

    def draw(self) -> None:
        """The grid follows the document by itself."""
