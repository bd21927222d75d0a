"""Views of the office's own tables: how far entities are, the latest credit scores, and the last tick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.groups import groups_of
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
    status = groups_of(book, ENTITIES, "status")
    todo, in_progress, done = (status.among(*words) for words in (("todo", None), ("in_progress",), ("done",)))
    next_due = plain(book[ENTITIES].loc[~done, "due_date"].min())
    todo, in_progress, done = (int(rows.sum()) for rows in (todo, in_progress, done))
    return EntityStatus(todo, in_progress, done, next_due if isinstance(next_due, date) else None)


def latest_scores(book: Book) -> pd.DataFrame:
    """The last score of each person at each bureau, as rows of Credit Scores by person and bureau.

    The last is the one checked last; of equals the lower row. One without a day counts as the oldest.
    """
    frame = book[CREDIT_SCORES]
    who, bureau = (groups_of(book, CREDIT_SCORES, name) for name in ("who", "bureau"))
    days = frame["checked_on"].to_numpy()
    order = np.argsort(np.where(np.isnat(days), np.iinfo("int64").min, days.astype("int64")), kind="stable")
    pair, pairs = pd.factorize(who.codes * (len(bureau.keys) + 1) + bureau.codes)
    last = np.zeros(len(pairs), dtype=np.intp)
    last[pair[order]] = order  # of several the one checked last stays
    return frame.iloc[last].sort_values(["who", "bureau"], kind="stable")


def last_tick(book: Book) -> dict[str, Value] | None:
    """The row of the last tick, by its day and then by when it ran, with its ID; None before the first."""
    days = book.column(TICKS, "as_of")
    dated = ~np.isnat(days)
    return _last_of(book, days == days[dated].max() if dated.any() else ~dated)


def tick_of(book: Book, as_of: date) -> dict[str, Value] | None:
    """The row of the day's tick, with its ID; None where there was none that day."""
    return _last_of(book, (book[TICKS]["as_of"] == pd.Timestamp(as_of)).to_numpy(dtype=bool))


def _last_of(book: Book, rows: Any) -> dict[str, Value] | None:
    ran_at = book[TICKS]["ran_at"][rows].fillna("").sort_values(kind="stable")
    if ran_at.empty:
        return None
    row_id = str(ran_at.index[-1])
    return {TICKS.id_column.name: row_id, **(book.row(TICKS, row_id) or {})}
