"""Budget: envelopes, income and the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.bills import BILLS, times_a_year
from models.core.book import Book
from models.core.columns import CREATED, NOTES, RECURRENCE, UPDATED, choice, id_column, money, ref
from models.core.dashboard import DAY, Name
from models.core.schema import Column, Formula, Kind, Table
from models.core.sums import cents, sums_by, units

NAMES = (
    Name("month_start", f"DATE(YEAR({DAY}),MONTH({DAY}),1)", "The first day of the month that AsOf is in."),
    Name("next_month", f"DATE(YEAR({DAY}),MONTH({DAY})+1,1)", "The first day of the month after it."),
    Name(
        "is_expense",
        '(Ledger[Kind]<>"income")*(Ledger[Kind]<>"transfer")',
        "1 for each row of Ledger that is an expense; a blank kind is one.",
    ),
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
        Column("Name", required=True),
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

INCOME = Table(
    "Income",
    "inc",
    (
        id_column(),
        Column("Name", required=True, width=24),
        money("Amount", required=True),
        *RECURRENCE,
        choice("Status", "active", "paused", "archived", default="active"),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What comes in, and when.",
)

LEDGER = Table(
    "Ledger",
    "led",
    (
        id_column(),
        Column("Date", Kind.DATE, required=True),
        choice("Kind", "income", "expense", "transfer", default="expense"),
        money("Amount", "0 or more; the kind says which way it went.", required=True),
        ref("Envelope", "Envelopes", by="name"),
        Column("Description", width=30),
        Column("Merchant"),
        Column("Account"),
        ref("Payment ID", "Payments", "The bill payment that this line came from."),
        Column("Import Key", doc="What makes importing the same bank line twice harmless.", editable=False, width=24),
        CREATED,
        UPDATED,
    ),
    "What came in and went out, line by line.",
)

TABLES = (ENVELOPES, INCOME, LEDGER)


def bills_monthly(book: Book, as_of: date) -> pd.Series[Any]:
    """By envelope, what its bills come to in an average month: summed first, rounded once."""
    bills = book[BILLS]
    yearly = units(bills["amount"]) * times_a_year(book, as_of)
    return _of_envelopes(book, cents(sums_by(_keys(book[ENVELOPES]["name"]), _keys(bills["envelope"]), yearly) / 12))


def spent(book: Book, as_of: date) -> pd.Series[Any]:
    """By envelope, the expenses of the day's month."""
    expenses = expenses_by_month(book)
    now = expenses[expenses["month"] == month_number(as_of)]
    return _of_envelopes(book, cents(sums_by(_keys(book[ENVELOPES]["name"]), now["envelope"], now["units"])))


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
    envelopes = book[ENVELOPES]
    created, now = _created_months(envelopes["created_at"]), month_number(as_of)
    lines = pd.DataFrame({"row": range(len(envelopes)), "from": created, "envelope": _keys(envelopes["name"]).array})
    lines = lines.merge(expenses_by_month(book), on="envelope")
    before = lines[(lines["month"] >= lines["from"]) & (lines["month"] < now)]
    gone = np.bincount(before["row"], weights=before["units"], minlength=len(envelopes))
    rolls = envelopes["rollover"].fillna(False).to_numpy(dtype=bool) & ~np.isnan(created)
    return np.where(rolls, np.maximum(0, now - created) * units(envelopes["monthly_target"]) - gone, 0.0)


def expenses_by_month(book: Book) -> pd.DataFrame:
    """The Ledger's expenses, one row an envelope (in lower case) and month (counted from year 0), in `units`."""

    def compute() -> pd.DataFrame:
        lines = _lines(book)
        totals = lines[lines["expense"]].groupby(["envelope", "month"], observed=True)["units"].sum()
        return totals.reset_index().astype({"envelope": object})

    return book.derived("expenses by month", compute)


def cash_by_month(book: Book) -> dict[int, tuple[float, float]]:
    """By month (counted from year 0) what came in and what went out, in units; transfers are neither."""

    def compute() -> dict[int, tuple[float, float]]:
        lines = _lines(book)
        came, went = (_by_month(lines[lines[name]]) for name in ("income", "expense"))
        return {month: (came.get(month, 0.0), went.get(month, 0.0)) for month in came.keys() | went.keys()}

    return book.derived("cash by month", compute)


def _by_month(lines: pd.DataFrame) -> dict[int, float]:
    totals: dict[Any, float] = lines.groupby("month")["units"].sum().to_dict()
    return totals


def month_number(day: date) -> int:
    """Months counted from January of the year 0."""
    return day.year * 12 + day.month - 1


def _lines(book: Book) -> pd.DataFrame:
    """The Ledger's dated lines with their month, envelope, units, and whether they are income or an expense."""

    def compute() -> pd.DataFrame:
        ledger = book[LEDGER]
        dated = ledger["date"].notna().to_numpy()
        kinds, names = pd.factorize(ledger["kind"].array[dated])
        income, transfer = (np.append(names == name, False)[kinds] for name in ("income", "transfer"))
        return pd.DataFrame(
            {
                # numpy counts months from 1970; the datetime accessor would take ten times as long.
                "month": ledger["date"].to_numpy()[dated].astype("datetime64[M]").astype("int64") + 1970 * 12,
                "envelope": _key_codes(ledger["envelope"].array[dated]),
                "units": units(ledger["amount"].to_numpy()[dated]),
                "income": income,
                "expense": ~(income | transfer),
            }
        )

    return book.derived("ledger lines", compute)


def _key_codes(names: Any) -> Any:
    """`_keys` as a categorical, for many names of which few differ."""
    codes, distinct = pd.factorize(names)
    keys, categories = pd.factorize(np.append(_keys(pd.Series(distinct, dtype="str")).to_numpy(object), ""))
    return pd.Categorical.from_codes(keys[codes], list(categories))  # type: ignore[call-overload]  # it takes arrays


def _keys(names: pd.Series[Any]) -> pd.Series[Any]:
    """Envelope names as a spreadsheet compares them: in any case, and blank equals blank."""
    return names.fillna("").str.lower()


def _created_months(stamps: pd.Series[Any]) -> Any:
    year, month = (pd.to_numeric(stamps.str[part], errors="coerce") for part in (slice(0, 4), slice(5, 7)))
    return (year * 12 + month - 1).to_numpy(dtype="float64")


def _of_envelopes(book: Book, values: Any) -> pd.Series[Any]:
    return pd.Series(np.asarray(values), index=book[ENVELOPES].index)
