"""Envelopes: what the household's money is for, and what is left of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.bills import BILLS, times_a_year
from models.budget.ledger import envelope_keys, expenses_by_month, month_number
from models.core.book import Book
from models.core.columns import CREATED, NOTES, UPDATED, id_column, money
from models.core.dashboard import DAY, Name
from models.core.groups import groups_of
from models.core.schema import Column, Formula, Kind, Table
from models.core.sums import cents, sums_by, units

NAMES = (
    Name("month_start", f"DATE(YEAR({DAY}),MONTH({DAY}),1)", "The first day of the month that AsOf is in."),
    Name("next_month", f"DATE(YEAR({DAY}),MONTH({DAY})+1,1)", "The first day of the month after it."),
)
_BILLS_MONTHLY = "ROUND(SUMPRODUCT((Bills[Envelope]=[@Name])*times_a_year,Bills[Amount])/12,2)"
_EXPENSES = (
    "SUMPRODUCT((Ledger[Envelope]=[@Name])*is_expense*(Ledger[Date]>={first})*(Ledger[Date]<{after}),Ledger[Amount])"
)
_SPENT = f"ROUND({_EXPENSES.format(first='month_start', after='next_month')},2)"
_CREATED = "DATE(LEFT([@Created At],4),MID([@Created At],6,2),1)"
_MONTHS = f"MAX(0,(YEAR({DAY})-LEFT([@Created At],4))*12+MONTH({DAY})-MID([@Created At],6,2))"
_REMAINING = (
    "ROUND(N([@Monthly Target])-[@Spent This Month]+IF([@Rollover]=TRUE,"
    f"IFERROR({_MONTHS}*N([@Monthly Target])-{_EXPENSES.format(first=_CREATED, after='month_start')},0),0),2)"
)

ENVELOPES = Table(
    "Envelopes",
    "env",
    (
        id_column(),
        Column("Name", required=True, doc="What it is called; bills and ledger lines name it."),
        money("Monthly Target", "What may be spent in a month."),
        Column("Rollover", Kind.BOOL, "Whether what is left goes into the next month.", default=False),
        Column(
            "Bills Monthly",
            Kind.MONEY,
            "What its bills come to in an average month.",
            editable=False,
            formula=Formula(_BILLS_MONTHLY, lambda book, as_of: bills_monthly(book, as_of)),
        ),
        Column(
            "Spent This Month",
            Kind.MONEY,
            "Its expenses in the Ledger in the month of the Dashboard's day.",
            editable=False,
            formula=Formula(_SPENT, lambda book, as_of: spent(book, as_of)),
        ),
        Column(
            "Remaining",
            Kind.MONEY,
            "Target less spent; with Rollover, plus what the months since Created At left over.",
            editable=False,
            formula=Formula(_REMAINING, lambda book, as_of: remaining(book, as_of)),
        ),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What the household's money is for.",
)


def bills_monthly(book: Book, as_of: date) -> pd.Series[Any]:
    """By envelope, what its bills come to in an average month: summed first, rounded once."""

    def compute() -> pd.Series[Any]:
        named = groups_of(book, BILLS, "envelope")
        each = units(book[BILLS]["amount"]) * times_a_year(book, as_of).to_numpy()
        yearly = np.bincount(named.codes + 1, each, len(named.keys) + 1)  # the first one is of a blank
        keys = envelope_keys(pd.Series(["", *named.keys], dtype="str"))
        return _of_envelopes(book, cents(_sums(book, keys, yearly) / 12))

    return book.derived(("bills monthly", as_of), compute)


def spent(book: Book, as_of: date) -> pd.Series[Any]:
    """By envelope, the expenses of the day's month."""
    expenses = expenses_by_month(book)
    now = expenses[expenses["month"] == month_number(as_of)]
    return _of_envelopes(book, cents(_sums(book, now["envelope"], now["units"])))


def remaining(book: Book, as_of: date) -> pd.Series[Any]:
    """By envelope, target - spent + carried in; a blank target is 0, and less than nothing left is negative."""
    left = units(book[ENVELOPES]["monthly_target"]) - units(spent(book, as_of)) + _carried_units(book, as_of)
    return _of_envelopes(book, cents(left))


def carried_in(book: Book, as_of: date) -> pd.Series[Any]:
    """By envelope with Rollover, what earlier months left over: may be negative, 0 for the others.

    It is (months from the month of Created At, that one included, to the day's month, that one excluded) x the target
    of today, less the expenses of those months. Nothing is carried where Created At is blank or in the future.
    """
    return _of_envelopes(book, cents(_carried_units(book, as_of)))


def _carried_units(book: Book, as_of: date) -> Any:
    return book.derived(("carried in", month_number(as_of)), lambda: _carried(book, as_of))


def _carried(book: Book, as_of: date) -> Any:
    envelopes = book[ENVELOPES]
    created, now = _created_months(envelopes["created_at"]), month_number(as_of)
    names = envelope_keys(envelopes["name"]).array
    lines = pd.DataFrame({"row": range(len(envelopes)), "from": created, "envelope": names})
    lines = lines.merge(expenses_by_month(book), on="envelope")
    before = lines[(lines["month"] >= lines["from"]) & (lines["month"] < now)]
    gone = np.bincount(before["row"], weights=before["units"], minlength=len(envelopes))
    rolls = envelopes["rollover"].fillna(False).to_numpy(dtype=bool) & ~np.isnan(created)
    return np.where(rolls, np.maximum(0, now - created) * units(envelopes["monthly_target"]) - gone, 0.0)


def _sums(book: Book, keys: Any, weights: Any) -> Any:
    """By envelope, the sum of the weights whose key is its name's."""
    return sums_by(envelope_keys(book[ENVELOPES]["name"]), keys, weights)


def _created_months(stamps: pd.Series[Any]) -> Any:
    year, month = (pd.to_numeric(stamps.str[part], errors="coerce") for part in (slice(0, 4), slice(5, 7)))
    return (year * 12 + month - 1).to_numpy(dtype="float64")


def _of_envelopes(book: Book, values: Any) -> pd.Series[Any]:
    return pd.Series(np.asarray(values), index=book[ENVELOPES].index)
