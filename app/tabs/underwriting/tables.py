"""The tables of the page as grids: those of a property show what belongs to it, or everything when that is wanted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.frame.strip import Pills
from app.grid.columns import Source
from app.grid.grid import Grid
from app.grid.rows import SortKey
from app.theme import Space, theme
from app.tr import tr, tr_phrase
from app.widgets import IconButton, column, row
from models.catalog import BY_KEY
from models.core.book import Book
from models.core.calculated import whole
from models.core.groups import groups_of
from models.core.phrase import marked, phrase
from models.core.schema import Column, Kind, Table, View
from models.underwriting.comps import comp_of, compare
from models.underwriting.legal import deal_of

NewGrid = Callable[[Source, str], Grid]
ViewOf = Callable[[str], View]

_WIDTHS = {"sold_price": 10, "sold_date": 11, "sqft": 5, "included": 9, "distance_km": 12, "item": 24, "category": 12,
           "cost": 12, "severity": 10, "status": 10, "mode": 11, "model": 20}  # fmt: skip


class PropertyGrid(QWidget):
    """One table. `only` is pressed while it shows what belongs to the property chosen in the list.

    `sort` is the field that a property's rows are sorted by until a person sorts them.
    """

    def __init__(
        self, key: str, new_grid: NewGrid, view_of: ViewOf | None = None, noun: str = "", sort: str = ""
    ) -> None:
        super().__init__()
        self.table, self._view_of, self._noun = BY_KEY[key], view_of, noun
        self._sort = (SortKey(sort),) if sort else ()
        self.grid = new_grid(self.table, key)
        self._key = self.grid.columns.key
        self.grid.emptiness.button.setProperty("kind", "plain")  # the page has one primary button
        theme().dress(self.grid.emptiness.button)
        self.only = IconButton("filter", tr("Only the rows of the chosen property"), self._only_changed)
        self.only.setCheckable(True)
        self.only.setChecked(True)
        self.grid.bar.tools.addWidget(self.only)
        self.only.setVisible(view_of is not None)
        self._property_id: str | None = None
        self._shown: tuple[str, ...] = ("",)
        self.setLayout(column(self.grid))
        self.setFocusProxy(self.grid)

    def show_for(self, property_id: str | None) -> None:
        """The rows of a property; of no property all."""
        self._property_id = property_id
        wanted = property_id if property_id and self.only.isChecked() and self._view_of is not None else ""
        if (wanted,) == self._shown:
            return
        self._shown = (wanted,)
        self.grid.columns.key = f"{self._key}/one" if wanted else self._key  # they have other columns
        self.grid.columns.first_sort = self._sort if wanted else ()
        if wanted and self._view_of is not None:
            self.grid.set_source(self._view_of(wanted), noun=self._noun, preset={"property_id": wanted})
        else:
            self.grid.set_source(self.table, noun=self._noun)

    def show_all(self) -> None:
        """Every row of the table: the wanted one may belong to no property."""
        self.only.setChecked(False)
        self.show_for(self._property_id)

    def _only_changed(self) -> None:
        self.show_for(self._property_id)


class GridTabs(QWidget):
    """Several tables in one place, with a pill each."""

    def __init__(self, *grids: PropertyGrid) -> None:
        super().__init__()
        self.grids = grids
        self.pills = Pills(tr("Tables of this part"))
        self.stack = QStackedWidget()
        for one in grids:
            self.pills.setTabToolTip(self.pills.addTab(one.table.sheet), tr(one.table.doc))
            self.stack.addWidget(one)
        head = row(self.pills)
        head.addStretch()
        whole = column(gap=Space.S)
        whole.addLayout(head)
        whole.addWidget(self.stack, 1)
        self.setLayout(whole)
        self.pills.currentChanged.connect(self._show)
        self._show(0)

    @property
    def current(self) -> PropertyGrid:
        return self.grids[max(0, self.pills.currentIndex())]

    def bring(self, wanted: PropertyGrid) -> None:
        self.pills.setCurrentIndex(self.grids.index(wanted))

    def _show(self, _: int) -> None:
        self.stack.setCurrentWidget(self.current)
        self.setFocusProxy(self.current)


# --- what belongs to a property ---


def part_of(table: Table, property_id: str, first: tuple[str, ...] = ()) -> View:
    """The property's rows of a table, some columns first; a row added belongs to the property."""
    kept = [_narrow(one) for one in table.columns[1:] if one.name != "property_id"]
    columns = (*(_narrow(table[name]) for name in first), *(one for one in kept if one.name not in first))
    return View(table.key, table.sheet, columns, partial(_part, table, property_id), table)


def comps_of(property_id: str) -> View:
    """The property's comps with their price per square foot and what to doubt about each."""
    comps = BY_KEY["Comps"]
    worked_out = (
        Column(phrase("Per Sqft"), Kind.MONEY, marked("Sold price / sqft."), editable=False, width=9),
        Column(phrase("Warnings"), Kind.NOTE, marked("What to doubt about this sale."), editable=False, width=36),
    )
    stored = {one.name: _narrow(one) for one in comps.columns}
    first = [stored.pop(name) for name in ("address", "sold_price", "sold_date", "sqft")]
    included = stored.pop("included")
    rest = [one for name, one in stored.items() if name not in ("id", "property_id")]
    columns = (replace(first[0], width=23), *first[1:], worked_out[0], included, worked_out[1], *rest)
    return View(comps.key, comps.sheet, columns, partial(_comps, property_id), comps)


def flags_of(property_id: str) -> View:
    """The legal flags on the property or its deal."""
    flags = BY_KEY["LegalFlags"]
    return View(flags.key, flags.sheet, part_of(flags, property_id).columns, partial(_flags, property_id), flags)


def _part(table: Table, property_id: str, book: Book, as_of: date) -> pd.DataFrame:
    frame: pd.DataFrame = whole(book, table, as_of).iloc[groups_of(book, table, "property_id").rows(property_id)]
    return frame


def _comps(property_id: str, book: Book, as_of: date) -> pd.DataFrame:
    frame = _part(BY_KEY["Comps"], property_id, book, as_of)
    house = book.row("Properties", property_id) or {}  # it may just have been deleted
    sqft = house.get("sqft")
    sales = [comp_of(book, str(row_id)) for row_id in frame.index]
    judged = compare(sales, float(sqft) if isinstance(sqft, (int, float)) else None, as_of).comps
    per_sqft: Any = [np.nan if one.price_per_sqft is None else one.price_per_sqft for one in judged]
    words = ["; ".join(map(tr_phrase, one.warnings)) or None for one in judged]
    return frame.assign(
        per_sqft=np.array(per_sqft, dtype="float64"), warnings=pd.array(words, dtype="str") if words else None
    )


def _flags(property_id: str, book: Book, as_of: date) -> pd.DataFrame:
    table = BY_KEY["LegalFlags"]
    by_house, by_deal = (groups_of(book, table, field) for field in ("property_id", "deal_id"))
    places = {*by_house.rows(property_id), *by_deal.rows(deal_of(book, property_id))}
    return book[table].iloc[sorted(places)]


def _narrow(declared: Column) -> Column:
    return replace(declared, width=_WIDTHS[declared.name]) if declared.name in _WIDTHS else declared
