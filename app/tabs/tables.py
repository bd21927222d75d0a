"""A card with a pill for each of its tables and the chosen one's grid; what belongs to a row chosen elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.grid.columns import Source
from app.grid.grid import Grid
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Button, Card, Text, row
from app.words import counted, grouped
from models.catalog import BY_KEY
from models.core.book import Book
from models.core.calculated import whole
from models.core.find import name_field
from models.core.problem import Severity
from models.core.schema import Table, View

LONGEST = 34


@dataclass(frozen=True)
class Relation:
    """Rows of this card's tables that belong to a row of `master`: by table, the field that points at it."""

    master: Table
    fields: Mapping[str, str]


class TableCard(Card):
    """One table at a time; a grid is made when its table is first shown."""

    chosen = Signal(object)  # the Grid that came to the front

    def __init__(self, document: Document, keys: Sequence[str], new_grid: Callable[[Source, str], Grid]) -> None:
        super().__init__(margin=Space.S, gap=Space.XS)
        self.keys = tuple(keys)
        self._document, self._new_grid = document, new_grid
        self._grids: dict[str, Grid] = {}
        self._relation: Relation | None = None
        self._master_row = ""
        self.only = Button("", self._only_changed, kind="quiet", icon="filter")
        self.only.setCheckable(True)
        self.only.hide()
        self.pills = Pills(tr("Tables"))
        self.stack = QStackedWidget()
        for key in self.keys:
            self.pills.setTabToolTip(self.pills.addTab(BY_KEY[key].sheet), tr(BY_KEY[key].doc))
        self.note = Text("", Size.CAPTION, Role.WARNING, strong=True)
        self._lay_out()
        self.pills.currentChanged.connect(self._show)
        self._show(0)

    def _lay_out(self) -> None:
        """Several tables: a line of pills. A single one: its title, and the grid's own tools beside it."""
        if len(self.keys) > 1:
            self.head = row(self.pills)
            self.head.addStretch()
            self.head.addWidget(self.only)
        else:
            self.title = Text(BY_KEY[self.key].sheet, Size.SECTION, strong=True)
            self.grid.bar.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]  # it has one
            self.head = row(self.title, self.note, self.grid.bar, gap=Space.M, margins=(Space.S, 0, 0, Space.XS))
            self.head.setStretch(2, 1)
        self.column.addLayout(self.head)
        self.column.addWidget(self.stack, 1)
        for unused in (one for one in (self.pills, self.only, self.note) if one.parent() is None):
            unused.hide()
            unused.setParent(self)  # a widget without a parent would outlive the card, and keep it with its document

    # --- tables ---

    @property
    def key(self) -> str:
        return self.keys[max(self.pills.currentIndex(), 0)]

    @property
    def grid(self) -> Grid:
        return self._grid(self.key)

    def show_table(self, key: str) -> None:
        self.pills.setCurrentIndex(self.keys.index(key))

    def next_table(self, step: int) -> None:
        """The next pill's table, from the last on to the first."""
        if len(self.keys) > 1:
            self.pills.setCurrentIndex((self.pills.currentIndex() + step) % len(self.keys))
            self.grid.setFocus()

    def _show(self, _: int) -> None:
        grid = self.grid
        self.setFocusProxy(grid)
        self.stack.setCurrentWidget(grid)
        self._narrow()
        self.chosen.emit(grid)

    def _grid(self, key: str) -> Grid:
        if key not in self._grids:
            self._grids[key] = self._new_grid(BY_KEY[key], key)
            self.stack.addWidget(self._grids[key])
        return self._grids[key]

    def bring(self, grid: Grid) -> None:
        """Shows the table of one of this card's grids."""
        for key, made in self._grids.items():
            if made is grid:
                self.show_table(key)

    # --- the row chosen in another card ---

    def belongs_to(self, master: TableCard, fields: Mapping[str, str]) -> None:
        """From now on shows what belongs to the other card's current row, as long as `only` is pressed."""
        self._relation = Relation(BY_KEY[master.key], fields)
        self.only.setChecked(text_of(f"only/{master.key}") != "false")
        master.grid.current_row_changed.connect(self._master_moved)
        self._master_moved(master.grid.current_row)

    def show_all(self) -> None:
        if self.only.isChecked() and self.only.isVisibleTo(self):
            self.only.click()

    def _master_moved(self, row_id: str) -> None:
        self._master_row = row_id
        self._narrow()
        self.count()

    def _only_changed(self) -> None:
        if self._relation is not None:
            keep(f"only/{self._relation.master.key}", "true" if self.only.isChecked() else "false")
        self._narrow()
        self.count()

    def _narrow(self) -> None:
        """Gives the grid in front its rows: all, or those of the master's row."""
        relation, key = self._relation, self.key
        if relation is None:
            return
        field = relation.fields.get(key, "")
        possible = bool(field and self._master_row)
        self.only.setVisible(possible)
        if possible:
            self.only.setText(tr("Only {master}", master=self._master_name(relation.master)))
            self.only.setToolTip(
                tr("Show only what belongs to the row chosen above; rows added here belong to it, too")
            )
        table, grid = BY_KEY[key], self._grid(key)
        wanted = self._master_row if possible and self.only.isChecked() else ""
        if wanted == grid.property("master"):
            return
        grid.setProperty("master", wanted)
        if wanted:
            grid.set_source(part_of(table, field, wanted), preset={field: wanted})
        else:
            grid.set_source(table)

    def _master_name(self, master: Table) -> str:
        values = self._document.book.row(master, self._master_row) or {}
        name = str(values.get(name_field(master)) or self._master_row)
        return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"

    # --- numbers on the pills ---

    def count(self) -> None:
        """Rows on each pill, and problems in place of them where there are some."""
        for index, key in enumerate(self.keys):
            self._count(index, key)

    def _count(self, index: int, key: str) -> None:
        document, table = self._document, BY_KEY[key]
        rows = len(document.book[key])
        problems = document.problems_of(key).values()
        grave = sum(problem.severity is not Severity.INFO for problem in problems)
        spoken = f"{table.sheet}: {counted(rows, 'row')}"
        self.note.setText(counted(grave, "problem") if grave else "")
        if grave:
            errors = any(problem.severity is Severity.ERROR for problem in problems)
            role = Role.DANGER if errors else Role.WARNING
            self.pills.mark(index, grouped(grave), role, f"{spoken}, {counted(grave, 'problem')}")
        else:
            self.pills.mark(index, grouped(rows) if rows else "", Role.MUTED, spoken)


def part_of(table: Table, field: str, master_row: str) -> View:
    """The rows of a table that point at one row, as a view whose edits go to the table."""
    return View(table.key, table.sheet, table.columns, partial(_part, table, field, master_row), table)


def _part(table: Table, field: str, master_row: str, book: Book, as_of: date) -> pd.DataFrame:
    frame = whole(book, table, as_of)
    return frame[(frame[field] == master_row).to_numpy(dtype=bool, na_value=False)]
