"""The forecast: the balance by day from income and bills still to come, its lowest day, and the buffer as a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from models.budget.ledger import LEDGER
from models.core.book import Book
from models.core.phrase import full_day, phrase
from models.core.refusal import Refused
from models.core.sums import cents, units
from models.core.values import LARGEST_INT
from models.settings import number_of, value_of

LONGEST = 3660  # days


@dataclass(frozen=True)
class Day:
    """One day: what comes in and goes out on it, and the balance at its end."""

    date: date
    money_in: float
    money_out: float
    balance: float


@dataclass(frozen=True)
class Forecast:
    """Days in order, the first is the day it was made on; `below_buffer_on` is the first below the buffer minimum."""

    days: tuple[Day, ...]
    lowest: Day
    below_buffer_on: date | None


def forecast(
    book: Book, as_of: date, days: int, bills: pd.DataFrame, income: pd.DataFrame, balance: float | None = None
) -> Forecast:
    """The balance at the end of each of so many days, `as_of` the first; occurrences as `due_frame` makes them.

    It starts from `balance`, else from `balance_on`. What is still open of bills due before the day goes out on it.
    Income due before the day counts as come in; of what is due on the day, only what the Ledger does not hold yet
    for it comes in. Refused without a balance to start from.
    """
    if not 1 <= days <= LONGEST:
        raise Refused(
            phrase("A forecast has 1 to {longest} days; {days} were asked for.", longest=LONGEST, days=days),
            code="invalid",
        )
    start = balance_on(book, as_of) if balance is None else _given(balance)
    outs, ins = _by_day(bills, as_of, days, overdue=True), _by_day(income, as_of, days, overdue=False)
    ins[0] = max(0.0, ins[0] - units(_ledger_sum(book, "income", as_of, as_of)))
    ends = units(start) + np.cumsum(ins - outs)
    lines = tuple(
        Day(as_of + timedelta(days=n), *map(float, line))
        for n, line in enumerate(zip(cents(ins), cents(outs), cents(ends), strict=True))
    )
    below = np.flatnonzero(ends < units(number_of(book, "buffer_min")))
    return Forecast(lines, lines[int(np.argmin(ends))], lines[int(below[0])].date if len(below) else None)


def balance_on(book: Book, as_of: date) -> float:
    """The opening balance in Settings, which is that day's last, plus income less expenses dated later, to `as_of`.

    Refused where the opening balance or its day is not set, or the day has not come yet.
    """
    opening, since = value_of(book, "opening_balance"), value_of(book, "opening_balance_on")
    if not isinstance(opening, (int, float)) or not isinstance(since, date):
        missing = "opening_balance" if not isinstance(opening, (int, float)) else "opening_balance_on"
        raise Refused(
            phrase("There is no balance to start from: {missing} is not set in Settings.", missing=missing),
            hint=phrase("Set opening_balance and opening_balance_on in Settings, or give today's balance."),
            code="missing",
        )
    if since > as_of:
        raise Refused(
            phrase("Settings, opening_balance_on: {day} is after {today}.", day=full_day(since), today=full_day(as_of)),
            hint=phrase("Set it to a day that has passed, or give today's balance."),
            code="invalid",
        )
    came, went = (_ledger_sum(book, kind, since + timedelta(days=1), as_of) for kind in ("income", "expense"))
    return float(cents(units(opening) + units(came) - units(went)))


def to_json(found: Forecast) -> dict[str, Any]:
    """What `budget forecast` prints."""
    return {
        "days": [
            {"date": day.date, "in": day.money_in, "out": day.money_out, "balance": day.balance} for day in found.days
        ],
        "lowest": {"date": found.lowest.date, "balance": found.lowest.balance},
        "below_buffer_on": found.below_buffer_on,
    }


def _ledger_sum(book: Book, kind: str, first: date, last: date) -> float:
    """The Ledger's income or expenses from one day to another, both included; a blank kind is an expense."""
    ledger = book[LEDGER]
    dates = ledger["date"].to_numpy()
    rows = (dates >= np.datetime64(first)) & (dates <= np.datetime64(last))
    kinds = ledger["kind"].array[rows]
    wanted = kinds == "income" if kind == "income" else ~pd.Series(kinds).isin(["income", "transfer"]).to_numpy()
    return float(cents(units(ledger["amount"].to_numpy()[rows][wanted]).sum()))


def _by_day(due: pd.DataFrame, as_of: date, days: int, *, overdue: bool) -> Any:
    """Units by day from `as_of`; what is due earlier falls on the first day or, where it is not wanted, is left out."""
    places = (due["date"].to_numpy().astype("datetime64[D]") - np.datetime64(as_of, "D")).astype("int64")
    if overdue:
        places = np.maximum(places, 0)
    seen = (places >= 0) & (places < days)
    return np.bincount(places[seen], weights=units(due["amount"])[seen], minlength=days)


def _given(balance: float) -> float:
    if not abs(balance) <= LARGEST_INT:
        raise Refused(phrase("{balance} is no balance.", balance=balance), code="invalid")
    return balance
