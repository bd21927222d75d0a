"""Recurrences of every kind, for hypothesis; and arrays of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from hypothesis import strategies as st

from models.bills.recurrence import Recurrence, recurrence
from models.bills.recurrences import WEEKEND, Recurrences, day_number
from models.core.columns import CADENCES

days = st.dates(date(1, 1, 1), date(9999, 12, 31))
modern = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def rules(starts: st.SearchStrategy[date] = modern) -> st.SearchStrategy[Recurrence]:
    return st.builds(
        lambda cadence, start, interval, day, end, weekend: recurrence(
            cadence, start, interval=interval, due_day=day, end=end, weekend=weekend
        ),
        st.sampled_from(CADENCES),
        starts,
        st.integers(1, 24),
        st.none() | st.integers(1, 31),
        st.none() | starts,
        st.sampled_from(sorted(WEEKEND)),
    )


def arrays(many: Sequence[Recurrence]) -> Recurrences:
    columns = zip(
        *((day_number(r.start), r.months, r.days, r.day, day_number(r.end), WEEKEND[r.weekend]) for r in many),
        strict=True,
    )
    return Recurrences(*(np.array(column, dtype="int64") for column in columns))
