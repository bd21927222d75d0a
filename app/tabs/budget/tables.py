"""The tables under the envelopes: the ledger of the month or all of it, income, and the envelopes as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from app.document import Document
from app.frame.remembered import keep, text_of
from app.grid.columns import Source
from app.grid.grid import Grid
from app.grid.rows import ColumnFilter
from app.tabs.budget.words import beside, month_name
from app.tabs.tables import TableCard
from app.theme import theme
from app.tr import tr
from models.budget import LEDGER
from models.core.book import Book
from models.core.schema import View


class BudgetTables(TableCard):
    """While `only` is pressed, the ledger shows the lines of the month that the page shows."""

    def __init__(
        self, document: Document, keys: Sequence[str], new_grid: Callable[[Source, str], Grid], month: date
    ) -> None:
        self.month = month
        self._shown: date | str | None = tr("nothing yet")
        super().__init__(document, keys, new_grid)
        self.only.setToolTip(tr("Show only the month’s lines; all of them while it is not pressed"))
        for grid in self._grids.values():
            grid.emptiness.button.setProperty("kind", "plain")  # the page has one primary button
            theme().dress(grid.emptiness.button)
        self.only.setChecked(text_of("budget/only") != "false")
        self._narrow()

    def show_month(self, month: date) -> None:
        self.month = month
        self._narrow()

    def show_envelope(self, name: str) -> None:
        """The expenses of an envelope, however they write it; blank: those that have none."""
        self.show_table(LEDGER.key)
        grid = self._grid(LEDGER.key)
        grid.clear_filters()
        column = grid.model.cells.columns[grid.model.cells.place("envelope")]
        texts = [text for text in column.encoded()[1] if text.casefold() == name.casefold()]
        wanted = ColumnFilter(values=frozenset([*texts, name])) if name else ColumnFilter(blank=True)
        grid.set_filter("envelope", wanted)
        grid.set_filter("kind", ColumnFilter(values=frozenset({"expense", ""})))  # a blank kind is an expense
        grid.setFocus()

    def show_all(self) -> None:
        if self.only.isChecked():
            self.only.setChecked(False)
            self._narrow()

    def _only_changed(self) -> None:
        keep("budget/only", "true" if self.only.isChecked() else "false")
        self._narrow()
        self.count()

    def _narrow(self) -> None:
        self.only.setVisible(self.key == LEDGER.key)
        self.only.setText(tr("Only {month}", month=month_name(self.month)))
        wanted = self.month if self.only.isChecked() else None
        if LEDGER.key not in self._grids or wanted == self._shown:
            return
        self._shown = wanted
        grid = self._grid(LEDGER.key)
        grid.say_when_empty(
            tr("No lines in {month}", month=month_name(wanted)) if wanted else tr("No lines yet"),
            tr("Import the bank’s file (Ctrl+I), or type into the first line."),
        )
        grid.set_source(lines_of(wanted) if wanted else LEDGER)


def lines_of(month: date) -> View:
    """The ledger's lines of a month; those without a date are in every one, so that nobody loses them."""
    return View(LEDGER.key, LEDGER.sheet, LEDGER.columns, partial(_of_month, month), LEDGER)


def _of_month(month: date, book: Book, _as_of: date) -> pd.DataFrame:
    frame = book[LEDGER]
    dates = frame["date"].to_numpy()
    first, after = (np.datetime64(day, "s") for day in (month, beside(month, 1)))
    found: pd.DataFrame = frame[((dates >= first) & (dates < after)) | np.isnat(dates)]
    return found
