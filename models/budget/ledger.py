"""The ledger: what came in and went out, line by line, and its sums."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.columns import CREATED, UPDATED, choice, id_column, money, ref
from models.core.dashboard import Name
from models.core.schema import Column, Kind, Table
from models.core.sums import units

NAMES = (
    Name(
        "is_expense",
        '(Ledger[Kind]<>"income")*(Ledger[Kind]<>"transfer")',
        "1 for each row of Ledger that is an expense; a blank kind is one.",
    ),
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


def counts_by_month(book: Book) -> dict[int, int]:
    """By month (counted from year 0) how many lines the Ledger has, transfers too."""

    def compute() -> dict[int, int]:
        months, counts = np.unique(_lines(book)["month"].to_numpy(), return_counts=True)
        return dict(zip(months.tolist(), counts.tolist(), strict=True))

    return book.derived("ledger lines by month", compute)


def spellings(book: Book) -> dict[str, str]:
    """By envelope in lower case, how the Ledger writes it first."""

    def compute() -> dict[str, str]:
        names = pd.Series(book[LEDGER]["envelope"].dropna().unique(), dtype="str")[::-1]
        return dict(zip(envelope_keys(names), names, strict=True))

    return book.derived("ledger spellings", compute)


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
    """`envelope_keys` as a categorical, for many names of which few differ."""
    codes, distinct = pd.factorize(names)
    keys, categories = pd.factorize(np.append(envelope_keys(pd.Series(distinct, dtype="str")).to_numpy(object), ""))
    return pd.Categorical.from_codes(keys[codes], list(categories))  # type: ignore[call-overload]  # it takes arrays


def envelope_keys(names: pd.Series[Any]) -> pd.Series[Any]:
    """Envelope names as a spreadsheet compares them: in any case, and blank equals blank."""
    return names.fillna("").str.lower()
