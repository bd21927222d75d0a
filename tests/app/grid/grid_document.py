"""A document without a file: what a grid needs of one, with undo, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from app.document import Document
from models.core.book import Book, frame_of
from models.core.change import ChangeSet, Fields
from models.core.problem import Problem
from models.core.schema import Column, Formula, Kind, Table, Value

TODAY = date(2026, 3, 5)


class FakeDocument(QObject):
    """Holds a Book, applies change sets, and takes them back."""

    changed = Signal(object)
    replaced = Signal()
    state_changed = Signal()

    def __init__(self, tables: Iterable[Table], rows: Mapping[str, Mapping[str, Fields]]) -> None:
        super().__init__()
        tables = tuple(tables)
        frames = {t.key: frame_of(t, list(rows.get(t.key, {})), list(rows.get(t.key, {}).values())) for t in tables}
        self.book = Book(tables, frames)
        self.as_of = TODAY
        self.read_only = ""
        self.refuses = False
        self.done: list[ChangeSet] = []
        self.problems: dict[str, dict[tuple[str, str], Problem]] = {}

    def do(self, changes: ChangeSet) -> bool:
        if not changes:
            return True
        if self.refuses:
            return False
        self.book = self.book.apply(changes)
        self.done.append(changes)
        self.changed.emit(changes)
        return True

    def undo(self) -> None:
        changes = self.done.pop().inverse()
        self.book = self.book.apply(changes)
        self.changed.emit(changes)

    def now(self) -> datetime:
        return datetime(2026, 3, 5, 14, tzinfo=UTC)

    def problems_of(self, table_key: str) -> Mapping[tuple[str, str], Problem]:
        return self.problems.get(table_key, {})

    def unsaved(self, table_key: str) -> set[tuple[str, str]]:
        changes = [change for one in self.done for change in one.changes if change.table == table_key]
        return {(change.row, name) for change in changes for name in change.after or {}}

    @property
    def real(self) -> Document:
        """The same, for what is typed to take the program's own."""
        return cast(Document, self)


PLACES = Table(
    "Places", "pl", (Column("ID", editable=False), Column("Name", required=True), Column("Notes", Kind.NOTE))
)
THINGS = Table(
    "Things",
    "th",
    (
        Column("ID", editable=False),
        Column("Name", required=True, doc="What it is called."),
        Column("Amount", Kind.MONEY, "What it costs.", required=True),
        Column("Share", Kind.PCT, minimum=0, maximum=1),
        Column("Count", Kind.INT, minimum=0),
        Column("Day", Kind.DATE),
        Column("At", Kind.CLOCK),
        Column("Ready", Kind.BOOL),
        Column("Stage", Kind.CHOICE, choices=("new", "in_work", "done"), default="new"),
        Column("Place ID", Kind.REF, refers="Places"),
        Column("Notes", Kind.NOTE),
        Column(
            "Double",
            Kind.MONEY,
            formula=Formula("[@Amount]*2", lambda book, _: cast(Any, book["Things"]["amount"] * 2)),
        ),
        Column("Updated At", Kind.TIME, editable=False),
    ),
    "Things of every kind.",
)
PLACE_ROWS: dict[str, Fields] = {
    "pl_1": {"name": "Home"},
    "pl_2": {"name": "Work"},
    "pl_3": {"name": "Shop"},
    "pl_4": {"name": "Shop"},
}


def things(number: int = 3, /, **fields: Value) -> FakeDocument:
    """Things th_0, th_1 … that cost 10, 20 …"""
    names = ("Anvil", "bolt", "Crate", "drill")
    rows: dict[str, Fields] = {
        f"th_{i}": {"name": names[i % 4], "amount": 10.0 * (i + 1), "stage": "new", **fields} for i in range(number)
    }
    return FakeDocument((THINGS, PLACES), {"Things": rows, "Places": PLACE_ROWS})
