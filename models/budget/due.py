"""What is still to come: occurrences of bills or income as a frame, whoever computed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import pandas as pd


class Due(NamedTuple):
    """One occurrence: the day that it falls on once moved off a weekend, and what is still open of it."""

    date: date
    amount: float
    label: str = ""
    bill_id: str = ""
    envelope: str = ""


def due_frame(rows: Iterable[Due]) -> pd.DataFrame:
    """Occurrences as the snapshot and the forecast take them: one row each, dates as datetime64, amounts as money."""
    frame = pd.DataFrame(list(rows), columns=list(Due._fields))
    return frame.astype({"date": "datetime64[s]", "amount": "float64"})
