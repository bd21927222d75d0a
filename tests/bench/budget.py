"""The budget of a large household: 500,000 ledger lines and 10,000 bills, in memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from models.bills import BILLS
from models.budget import LEDGER
from models.budget.due import due_frame
from models.budget.snapshot import snapshot
from models.catalog import TABLES
from models.core.book import Book
from models.core.schema import Table
from models.demo import demo

AS_OF = date(2026, 3, 5)
LINES, BILLS_HELD, OCCURRENCES = 500_000, 10_000, 40_000
Figures = tuple[str, float, float, str, str]  # the fields of a Row


def figures(rounds: int) -> Iterator[Figures]:
    """The snapshot of a Book that was just loaded, and of one more month, against one grouping of the ledger."""
    frames, due = _frames(), _due()
    cold, warm, theirs = [], [], []
    for _ in range(max(rounds, 3)):
        book = Book(TABLES, frames)
        cold.append(_seconds(partial(snapshot, book, AS_OF, AS_OF, due)))
        warm.append(_seconds(partial(snapshot, book, date(2026, 2, 1), AS_OF, due)))
        theirs.append(_seconds(lambda: _grouped(frames[LEDGER.key])))
    against = statistics.median(theirs)
    yield "snapshot, 500,000 ledger lines / pandas groupby", statistics.median(cold), against, "s", "< 0.15 s"
    yield "the same, another month", statistics.median(warm), against, "s", "< 0.15 s"


def _seconds(step: Callable[[], Any]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _grouped(ledger: pd.DataFrame) -> pd.Series[Any]:
    months = ledger["date"].dt.year * 12 + ledger["date"].dt.month
    return ledger.groupby([ledger["envelope"].str.lower(), ledger["kind"], months], dropna=False)["amount"].sum()


def _frames() -> dict[str, pd.DataFrame]:
    """The demo with its ledger and bills repeated; every text is an object of its own, as one read from a file is."""
    small, dice = demo(AS_OF), np.random.default_rng(1)
    frames = {table.key: small[table] for table in TABLES}
    ledger = _repeated(LEDGER, small[LEDGER], LINES, dice)
    frames[LEDGER.key] = ledger.assign(date=_days(dice, -3650, LINES), amount=_amounts(dice, LINES))
    frames[BILLS.key] = _repeated(BILLS, small[BILLS], BILLS_HELD, dice)
    return frames


def _repeated(table: Table, frame: pd.DataFrame, count: int, dice: np.random.Generator) -> pd.DataFrame:
    wide = frame.iloc[dice.integers(0, len(frame), count)].copy()
    wide.index = pd.Index([f"{table.prefix}_{number:012x}" for number in range(count)], dtype="str", name="id")
    for name in ("kind", "envelope", "cadence", "status"):
        if name in wide:
            wide[name] = pd.array([t if pd.isna(t) else "".join(list(t)) for t in wide[name]], dtype="str")
    return wide


def _due() -> pd.DataFrame:
    dice = np.random.default_rng(2)
    count = OCCURRENCES
    return due_frame([]).reindex(range(count)).assign(date=_days(dice, 90, count), amount=_amounts(dice, count))


def _days(dice: np.random.Generator, span: int, count: int) -> Any:
    away = dice.integers(min(span, 0), max(span, 0), count)
    return (np.datetime64(AS_OF, "D") + away).astype("datetime64[s]")


def _amounts(dice: np.random.Generator, count: int) -> Any:
    return dice.integers(100, 500_000, count) / 100
