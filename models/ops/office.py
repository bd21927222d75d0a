"""Views of the office's own tables: how far entities are, the latest credit scores, and the last tick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from models.core.book import Book
from models.core.schema import Value
from models.core.values import plain
from models.ops.tables import CREDIT_SCORES, ENTITIES, TICKS


@dataclass(frozen=True)
class EntityStatus:
    """How many entities are at each status (blank = to do), and the first day on which one not done is due."""

    todo: int
    in_progress: int
    done: int
    next_due: date | None


def entity_status(book: Book) -> EntityStatus:
    frame = book[ENTITIES]
    tally = frame["status"].fillna("todo").value_counts()
    next_due = plain(frame.loc[frame["status"] != "done", "due_date"].min())
    todo, in_progress, done = (int(tally.get(word, 0)) for word in ("todo", "in_progress", "done"))
    return EntityStatus(todo, in_progress, done, next_due if isinstance(next_due, date) else None)


def latest_scores(book: Book) -> pd.DataFrame:
    """The last score of each person at each bureau, as rows of Credit Scores by person and bureau.

    The last is the one checked last; of equals the lower row. One without a day counts as the oldest.
    """
    frame = book[CREDIT_SCORES].sort_values("checked_on", kind="stable", na_position="first")
    last = frame[~frame.duplicated(["who", "bureau"], keep="last")]
    return last.sort_values(["who", "bureau"], kind="stable")


def last_tick(book: Book) -> dict[str, Value] | None:
    """The row of the last tick, by its day and then by when it ran, with its ID; None before the first."""
    order = _by_day(book)
    return _with_id(book, str(order.index[-1])) if len(order) else None


def tick_of(book: Book, as_of: date) -> Mapping[str, Value] | None:
    """The row of the day's tick, with its ID; None where there was none that day."""
    order = _by_day(book)
    order = order[(order["as_of"] == pd.Timestamp(as_of)).to_numpy(dtype=bool)]
    return _with_id(book, str(order.index[-1])) if len(order) else None


def _by_day(book: Book) -> pd.DataFrame:
    frame = book[TICKS][["as_of", "ran_at"]]
    return frame.sort_values(["as_of", "ran_at"], kind="stable", na_position="first")


def _with_id(book: Book, row_id: str) -> dict[str, Any]:
    return {TICKS.id_column.name: row_id, **(book.row(TICKS, row_id) or {})}
