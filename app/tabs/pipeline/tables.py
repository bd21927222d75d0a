"""The tables of the tab as grids: all rows, or those of the chosen deal while that is pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.grid.columns import Source
from app.grid.grid import Grid
from app.tabs.pipeline.cards import deals_view
from app.tabs.tables import part_of
from app.theme import theme
from app.tr import tr
from app.widgets import IconButton, column
from models.catalog import BY_KEY
from models.pipeline.deals import DEALS

NewGrid = Callable[[Source, str], Grid]


class DealTable(QWidget):
    """One table. With `field`, which points at a deal, it can be narrowed to the chosen one."""

    met = Signal(str)  # the deal of the row that the cursor came to

    def __init__(self, key: str, new_grid: NewGrid, noun: str, field: str = "") -> None:
        super().__init__()
        self.table, self._noun, self._field = BY_KEY[key], noun, field
        self.grid = new_grid(self.table, key)
        self.grid.emptiness.button.setProperty("kind", "plain")  # the page has one primary button
        theme().dress(self.grid.emptiness.button)
        self.only = IconButton("filter", tr("Only the rows of the chosen deal"), self._narrow)
        self.only.setCheckable(True)
        self.grid.bar.tools.addWidget(self.only)
        self.grid.rest_out_of_view()
        self.only.setVisible(bool(field))
        self._deal_id, self._shown = "", ""
        self.grid.model.set_source(self.table, noun=noun)
        self.setLayout(column(self.grid))
        self.setFocusProxy(self.grid)
        self.grid.view.row_changed.connect(self._row_changed)

    def show_for(self, deal_id: str) -> None:
        self._deal_id = deal_id
        self._narrow()

    def show_all(self) -> None:
        self.only.setChecked(False)
        self._narrow()

    def _narrow(self) -> None:
        wanted = self._deal_id if self.only.isChecked() else ""
        if wanted == self._shown:
            return
        self._shown = wanted
        if wanted:
            part = part_of(self.table, self._field, wanted)
            self.grid.set_source(part, noun=self._noun, preset={self._field: wanted})
        else:
            self.grid.set_source(self.table, noun=self._noun)

    def _row_changed(self, before: int, now: int) -> None:
        """A cursor that is only set down where there was none says nothing of what a person wants."""
        row_id = self.grid.model.row_id(now)
        if before < 0 or not row_id or not self.grid.view.hasFocus():
            return
        if self.table.key == DEALS.key:
            self.met.emit(row_id)
        elif self._field and not self._shown:
            row = self.grid.model.document.book.row(self.table, row_id) or {}
            if row.get(self._field):
                self.met.emit(str(row[self._field]))


class DealsTable(DealTable):
    """Deals with their next step; `only_bare` leaves those that have none."""

    def __init__(self, new_grid: NewGrid) -> None:
        super().__init__(DEALS.key, new_grid, "deal")
        self._bare: bool | None = None
        self.only_bare(False)

    def only_bare(self, bare: bool) -> None:
        if bare != self._bare:
            self._bare = bare
            self.grid.set_source(deals_view(bare=bare), noun="deal")

    def show_for(self, deal_id: str) -> None:
        """The cursor goes to the chosen deal, where it is shown."""
        index = self.grid.model.index_of(deal_id, "address") if deal_id else None
        if index is not None and index.isValid() and self.grid.current_row != deal_id:
            self.grid.view.go(index.row(), index.column())

    def show_all(self) -> None:
        self.only_bare(False)
