"""What every tab's page has in common: cards of tables in the shared grid, and the way to a cell in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.command import Frame
from app.document import Document
from app.frame.remembered import settings
from app.grid.columns import Source
from app.grid.grid import Grid
from app.guard import guard
from app.tabs.tables import TableCard
from app.theme import Space
from app.widgets import column

VERTICAL, HORIZONTAL = Qt.Orientation.Vertical, Qt.Orientation.Horizontal


class Page(QWidget):
    """A tab's page. `grid` is the one that commands work on: the focused one, else the one last used."""

    selection_summary = Signal(str)
    filter_summary = Signal(str)
    message = Signal(str)
    grid_changed = Signal()

    def __init__(self, document: Document, frame: Frame, key: str) -> None:
        super().__init__()
        self.document, self.frame, self.key = document, frame, key
        self._cards: list[TableCard] = []
        self._current: Grid | None = None
        self._said: dict[tuple[Grid, str], str] = {}
        document.replaced.connect(self.count)
        document.state_changed.connect(self.count)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    # --- building ---

    def tables(self, *keys: str) -> TableCard:
        """A card that shows one of these tables at a time."""
        card = TableCard(self.document, keys, self.new_grid)
        card.chosen.connect(self._choose)
        self._cards.append(card)
        return card

    def new_grid(self, source: Source, name: str) -> Grid:
        """A grid of this page; `name` is under what its columns are remembered."""
        grid = Grid(self.document, source, f"{self.key}/{name}", settings=settings())
        grid.selection_summary.connect(lambda text: self._say(grid, "selection", text))
        grid.filter_summary.connect(lambda text: self._say(grid, "filter", text))
        grid.message.connect(self.message.emit)
        return grid

    def fill(self, content: QWidget) -> None:
        """Lays the page's content out, with the page's margin."""
        self.setLayout(column(content, margins=(Space.L, Space.M, Space.L, Space.M)))

    # --- what is asked of a page ---

    def prepared(self) -> Iterator[None]:
        """Makes ready what it shows, a step at a time; for a page that is not shown yet. Most need not."""
        yield from ()

    def panes(self) -> list[QWidget]:
        """What the keyboard goes through with F6; the first has it when the page is shown."""
        return list(self._cards)

    def next_table(self, step: int) -> None:
        """Another table in the place of the grid in use."""
        for card in self._cards:
            if card.grid is self.grid:
                card.next_table(step)
                return

    @property
    def grid(self) -> Grid | None:
        if self._current is None and self._cards:
            return self._cards[0].grid
        return self._current

    def shows(self, table_key: str) -> bool:
        return any(table_key in card.keys for card in self._cards)

    def show_table(self, table_key: str) -> Grid | None:
        """Brings a table of this page to the front; None where it has no such table."""
        for card in self._cards:
            if table_key in card.keys:
                card.show_table(table_key)
                self._choose(card.grid)
                return card.grid
        return None

    def go_to(self, table_key: str, row_id: str, field: str) -> bool:
        """Shows a cell and puts the cursor on it; False where it is not on this page."""
        grid = self.show_table(table_key)
        if grid is None:
            return False
        if grid.go_to(row_id, field):
            return True
        for card in self._cards:
            card.show_all()  # the row may belong to another one than is chosen above
        return grid.go_to(row_id, field)

    def finish(self) -> bool:
        """Ends what is being typed; False where it was refused."""
        refused = [grid for grid in self.findChildren(Grid) if not grid.finish()]
        for grid in refused[:1]:
            self.bring(grid)
            grid.new_row.show()
        return not refused

    def bring(self, grid: Grid) -> None:
        """Puts one of the page's grids in front."""
        for card in self._cards:
            card.bring(grid)

    def tell(self) -> None:
        """Says again what the grid in use says, for a status line that showed another page."""
        grid = self.grid
        if grid is not None and self.isVisible():
            self.selection_summary.emit(self._said.get((grid, "selection"), ""))
            self.filter_summary.emit(self._said.get((grid, "filter"), ""))

    def count(self, *_: object) -> None:
        """Brings the numbers on the page up to date, while it is in view."""
        if self.isVisible():
            for card in self._cards:
                card.count()

    # --- what happens on it ---

    def _choose(self, grid: Grid) -> None:
        if grid is not self._current:
            self._current = grid
            self.tell()
            self.grid_changed.emit()

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        while now is not None and now is not self:
            if isinstance(now, Grid):
                if self.isAncestorOf(now):
                    self._choose(now)
                return
            now = now.parentWidget()

    def _say(self, grid: Grid, what: str, text: str) -> None:
        self._said[grid, what] = text
        if grid is self.grid:
            self.tell()

    @guard(None)
    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.count()
        self.tell()
