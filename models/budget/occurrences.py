"""The month and the forecast of a Book: bills and income as their own rules have them due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta, tzinfo

import numpy as np
import pandas as pd

from models.bills import BILLS
from models.bills.upcoming import unpaid
from models.budget.forecast import LONGEST, Forecast, forecast
from models.budget.income import income_due
from models.budget.snapshot import Snapshot, snapshot
from models.core.book import Book
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.values import FIRST_DATE


def bills_due(book: Book, as_of: date, zone: tzinfo, until: date) -> pd.DataFrame:
    """What is still to pay of bills up to a day, that day and overdue ones included, oldest first.

    Columns as of `due.due_frame`: the date shown (moved off a weekend), what is left of the amount, the bill's name,
    its ID and its envelope.
    """
    return book.derived(("bills due", as_of, zone, until), lambda: _bills_due(book, as_of, zone, until))


def snapshot_of(book: Book, month: date, as_of: date, zone: tzinfo) -> Snapshot:
    """The snapshot of the month that the day `month` is in. Refused where that is too far away."""
    last = last_month(as_of)
    if not FIRST_DATE <= month <= last:
        raise Refused(
            phrase(
                "{month} cannot be shown: months from 1900-01 to {last} can.",
                month=f"{month:%Y-%m}",
                last=f"{last:%Y-%m}",
            ),
            code="invalid",
        )
    first = month.replace(day=1)

    def compute() -> Snapshot:
        return snapshot(book, first, as_of, bills_due(book, as_of, zone, month_end(first)))

    return book.derived(("snapshot", first, as_of, zone), compute)


def forecast_of(book: Book, as_of: date, zone: tzinfo, days: int, balance: float | None = None) -> Forecast:
    """The forecast over so many days; see `forecast.forecast` for what it starts from and what is refused."""
    last = as_of + timedelta(days=min(max(days, 1), LONGEST) - 1)

    def compute() -> Forecast:
        bills, income = bills_due(book, as_of, zone, last), income_due(book, as_of, zone, as_of, last)
        return forecast(book, as_of, days, bills, income, balance)

    return book.derived(("forecast", as_of, zone, days, balance), compute)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def last_month(as_of: date) -> date:
    """The last month that is looked at, by its last day: ten years on, as far as a forecast goes."""
    year = min(as_of.year + LONGEST // 366, date.max.year - 1)
    return date(year, as_of.month, monthrange(year, as_of.month)[1])


def _bills_due(book: Book, as_of: date, zone: tzinfo, until: date) -> pd.DataFrame:
    lines = unpaid(book, as_of, zone, until)
    bills, ids = book[BILLS], lines["bill_id"].to_numpy(dtype=object)
    row = bills.index.get_indexer(pd.Index(lines["bill_id"]))
    names = bills["name"].array[row]
    return pd.DataFrame(
        {
            "date": lines["moved_to"].astype("datetime64[s]"),
            "amount": lines["remaining"].astype("float64"),
            "label": np.where(names.isna(), ids, names.to_numpy(dtype=object)),
            "bill_id": ids,
            "envelope": bills["envelope"].array[row].fillna("").to_numpy(dtype=object),
        }
    )
