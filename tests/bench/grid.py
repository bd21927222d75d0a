"""The grid over a table of 1,000,000 rows and 12 columns: sorting, filtering, searching it, scrolling it by a page.

`python -m tests.bench.grid` prints the rows alone. `ours` is the slowest of the columns or words, each the median of
the rounds; times count the window's thread alone, from the act to the page that is painted.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import pandas as pd
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.grid.grid import Grid
from app.grid.rows import ColumnFilter
from app.theme import theme
from models.core.book import Book
from models.core.columns import CREATED, choice, id_column, money
from models.core.schema import Column, Kind, Table
from tests.app.grid.grid_document import FakeDocument

ROWS = 1_000_000
PAGES = 60
LINES = Table(
    "Lines",
    "line",
    (
        id_column(),
        Column("Day", Kind.DATE),
        Column("Name", required=True),
        money("Amount", minimum=None),
        choice("Kind", "income", "expense", "transfer", default="expense"),
        Column("Merchant"),
        Column("Category"),
        Column("Account"),
        Column("Count", Kind.INT),
        Column("Done", Kind.BOOL),
        Column("Notes", Kind.NOTE),
        CREATED,
    ),
    "As many lines as a sheet takes.",
)
SORTED = ("id", "day", "name", "amount", "kind", "merchant", "count", "done", "notes", "created_at")
FILTERS = {
    "amount": ColumnFilter(text=">100"),
    "day": ColumnFilter(text=">=2025-06-01"),
    "kind": ColumnFilter(frozenset({"income"})),
    "merchant": ColumnFilter(text="shop 77"),
    "name": ColumnFilter(text="lamp"),
    "notes": ColumnFilter(blank=True),
}
WORDS = ("e", "la", "lamp", "lamp 123456", "shop 77", "zzz", "2025-06-01", "lamp shop", "!income")
Figures = tuple[str, float, float, str, str]


def large_document(rows: int = ROWS) -> FakeDocument:
    """A Book of one table, as reading a file leaves it: texts apart from one another, some cells blank."""
    dice = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "day": (np.datetime64("2016-01-01") + dice.integers(0, 3650, rows)).astype("datetime64[s]"),
            "name": [f"{('Lamp', 'Chair', 'Table', 'Window')[n % 4]} {n}" for n in range(rows)],
            "amount": np.round(dice.normal(50, 400, rows), 2),
            "kind": np.array(["income", "expense", "transfer"], dtype=object)[dice.integers(0, 3, rows)],
            "merchant": [f"Shop {n}" for n in dice.integers(0, 5_000, rows)],
            "category": [f"Category {n}" for n in dice.integers(0, 40, rows)],
            "account": [f"Account {n}" for n in dice.integers(0, 6, rows)],
            "count": pd.array(dice.integers(0, 500, rows), dtype="Int64"),
            "done": pd.array(dice.integers(0, 2, rows).astype(bool), dtype="boolean"),
            "notes": [f"Seen on the way, line {n}" if n % 3 else None for n in range(rows)],
            "created_at": [f"2025-{1 + n % 12:02}-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00Z" for n in range(rows)],
        },
        index=pd.Index([f"line_{n:012x}" for n in range(rows)], name="id"),
    )
    for name in ("name", "kind", "merchant", "category", "account", "notes", "created_at"):
        frame[name] = frame[name].astype("str")
    document = FakeDocument((LINES,), {})
    document.book = Book((LINES,), {LINES.key: frame})
    return document


def figures(rounds: int, rows: int = ROWS) -> Iterator[Figures]:
    """Rows of the table."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(["bench"])
    assert isinstance(application, QApplication)
    theme().install(application)
    document = large_document(rows)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.thread_time()
        grid = Grid(document.real, LINES, "", settings=QSettings(f"{folder}/bench.ini", QSettings.Format.IniFormat))
        grid.resize(1400, 900)
        grid.show()
        application.processEvents()
        shown = (time.thread_time() - begun) * 1e3
        while not all(column.is_ready for column in grid.model.cells.columns):
            application.processEvents()
            time.sleep(0.05)
        use = Use(grid, application, rounds)
        yield "grid of 1,000,000 rows and 12 columns: shown, CPU", shown, 0, "ms", ""
        yield "its sort by the slowest of its columns, CPU", use.slowest(SORTED, use.sort), 0, "ms", "< 250 ms"
        yield "its filter by the slowest of its columns, CPU", use.slowest(FILTERS, use.filter), 0, "ms", "< 100 ms"
        yield "its search of the slowest words in all columns, CPU", use.slowest(WORDS, use.search), 0, "ms", "< 100 ms"
        yield "its scroll by a page, CPU", use.page(), 0, "ms", "< 16 ms"
        grid.close()


class Use:
    """A grid in use."""

    def __init__(self, grid: Grid, application: QApplication, rounds: int) -> None:
        self.grid, self.application, self.rounds = grid, application, rounds

    def slowest(self, names: Iterable[str], act: Callable[[str], None]) -> float:
        """The slowest of their medians, from the act to the page that is painted."""
        return max(statistics.median(self._once(act, name) for _ in range(self.rounds)) for name in names)

    def _once(self, act: Callable[[str], None], name: str) -> float:
        begun = time.thread_time()
        act(name)
        self.application.processEvents()
        spent = (time.thread_time() - begun) * 1e3
        self.grid.clear_filters()
        self.grid.sort(-1)
        self.application.processEvents()
        return spent

    def sort(self, field: str) -> None:
        self.grid.sort(self.grid.model.cells.place(field), descending=True)

    def filter(self, field: str) -> None:
        self.grid.set_filter(field, FILTERS[field])

    def search(self, words: str) -> None:
        self.grid.search(words)

    def page(self) -> float:
        bar = self.grid.view.verticalScrollBar()
        spent = []
        for _ in range(PAGES):
            begun = time.thread_time()
            bar.setValue(bar.value() + bar.pageStep())
            self.application.processEvents()
            spent.append((time.thread_time() - begun) * 1e3)
        return statistics.median(spent)


if __name__ == "__main__":
    from tests.bench.__main__ import Row, table

    print(table(Row(*row) for row in figures(3)))
