"""What it costs that nothing is lost: an accepted edit against a bare write and fsync, and a large merge.

`python -m tests.bench.durable` prints the rows alone.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

from app.session import Session
from models.bills import BILLS
from models.budget import LEDGER
from models.core.book import Book, frame_of
from models.core.change import Change, ChangeSet
from models.core.edit import set_fields
from models.core.schema import Value
from tests.bench.workbooks import make_demo

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
EDITS = 200
ROWS, CHANGED = 100_000, 10_000
Figures = tuple[str, float, float, str, str]


def figures(rounds: int) -> Iterator[Figures]:
    """Rows of the table."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _edits(Path(folder), rounds)
    yield _merge(rounds)


def _edits(folder: Path, rounds: int) -> Iterator[Figures]:
    path = make_demo(folder / "demo.xlsx", NOW.date())
    counts: list[int] = []
    ours: list[float] = []
    bare: list[float] = []
    with closing(Session.open(path, journals=folder / "journals", as_of=NOW.date(), clock=lambda: NOW)) as session:
        row = str(session.book[BILLS].index[0])
        for number in range(EDITS * rounds):  # in turns, so that a busy minute of the disk falls on both
            changes = set_fields(session.book, BILLS, row, {"notes": f"note {number}"}, NOW)
            counts.append(_fsyncs(lambda changes=changes: ours.append(_seconds(lambda: session.do(changes)))))  # type: ignore[misc]
            bare.append(_seconds(lambda: _written(folder / "bare", b"x" * 300)))
    yield "an accepted edit, fsyncs, the first one / later ones", counts[0], statistics.median(counts[1:]), "", "<= 2"
    median = statistics.median(ours) * 1e3, statistics.median(bare) * 1e3
    yield "an accepted edit / a bare write and fsync", *median, "ms", "< 10 ms"


def _fsyncs(act: Callable[[], object]) -> int:
    with patch.object(os, "fsync", wraps=os.fsync) as fsync:
        act()
    return fsync.call_count


def _written(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _merge(rounds: int) -> Figures:
    """Another program changed a tenth of the rows, and this one another field of the same rows."""
    ids = [f"led_{number:012x}" for number in range(ROWS)]
    row: dict[str, Value] = {"date": date(2026, 1, 1), "kind": "expense", "amount": 1.0, "merchant": "M"}
    theirs = Book((LEDGER,), {LEDGER.key: frame_of(LEDGER, ids, [row] * ROWS)})
    places = range(0, ROWS, ROWS // CHANGED)
    mine = (Change("Ledger", ids[place], {"merchant": "M"}, {"merchant": f"M{place}"}) for place in places)
    changes = ChangeSet("Mine", tuple(mine))
    anew = [_seconds(lambda: _merged(_fresh(theirs), changes)) for _ in range(rounds)]
    by_hand = [_seconds(lambda: _one_by_one(theirs, changes)) for _ in range(rounds)]
    return (
        "10,000 changed cells merged into 100,000 rows / one by one with pandas",
        statistics.median(anew), statistics.median(by_hand), "s", "< 1 s",
    )  # fmt: skip


def _fresh(book: Book) -> Book:
    """The same Book with nothing derived of it yet, as it is right after it was read."""
    return Book(book.tables.values(), {key: book[key] for key in book.tables})


def _merged(book: Book, changes: ChangeSet) -> Book:
    fitting, conflicts = book.rebase(changes)
    assert not conflicts
    return book.apply(fitting)


def _one_by_one(book: Book, changes: ChangeSet) -> None:
    frame = book[LEDGER].copy()
    for change in changes.changes:
        for name, value in (change.after or {}).items():
            if frame.at[change.row, name] == (change.before or {})[name]:
                frame.at[change.row, name] = value


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> None:
    for what, ours, theirs, unit, aim in figures(3):
        print(f"{what}: {ours:.3g} {unit} / {theirs:.3g} {unit}, aim {aim}")


if __name__ == "__main__":
    main()
