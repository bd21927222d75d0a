"""The Dashboard's values as the app computes them; a line is what one row of a table there shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta

from models import bills, budget, underwriting
from models.budget.buffer import NO_TARGET, SAFE, SHORT, buffer_check
from models.core.book import Book
from models.core.calculated import calculated
from models.core.schema import Value
from models.core.sums import cents, units
from models.core.values import plain
from models.pipeline import DEALS, FOLLOWUPS, STAGES

Line = tuple[Value, ...]

MONTHS, SOONEST = 6, 8
CLOSED_STAGES = ("closed", "dead")


def after_buffer(book: Book, as_of: date) -> float | None:
    """Income target - bills a month - buffer minimum; below zero is an alert, None without a target."""
    return buffer_check(book, as_of).projected_after_buffer


def verdict(book: Book, as_of: date) -> str:
    """The buffer rule's answer in words."""
    spare = after_buffer(book, as_of)
    return NO_TARGET if spare is None else SHORT if spare < 0 else SAFE


def properties_held(book: Book) -> pd.DataFrame:
    """The properties that are not archived."""
    properties = book[underwriting.PROPERTIES]
    return properties[properties["status"] != "archived"]


def portfolio_arv(book: Book) -> float:
    return float(cents(units(properties_held(book)["arv"]).sum()))


def open_deals(book: Book) -> int:
    """How many deals are neither closed nor dead; one without a stage is open."""
    return int((~book[DEALS]["stage"].isin(CLOSED_STAGES)).sum())


def overdue_followups(book: Book, as_of: date) -> int:
    """How many open follow-ups were due before the day."""
    followups = book[FOLLOWUPS]
    still_open = ~followups["status"].isin(["done", "canceled"])
    return int((still_open & (followups["due_date"] < pd.Timestamp(as_of))).sum())


def envelope_lines(book: Book, as_of: date) -> list[Line]:
    """Name, target, spent and remaining of every envelope with a name, in the order of the sheet."""
    frame, figures = book[budget.ENVELOPES], calculated(book, budget.ENVELOPES, as_of)
    target = frame["monthly_target"].fillna(0.0)
    lines = _lines(frame["name"], target, figures["spent_this_month"], figures["remaining"])
    return [line for line in lines if line[0]]


def month_lines(book: Book, as_of: date) -> list[Line]:
    """The first day of each of the last six months, and what came in, went out and was left in it."""
    flows = budget.cash_by_month(book)
    months = [as_of.replace(day=1) - relativedelta(months=back) for back in reversed(range(MONTHS))]
    return [_month_line(month, *flows.get(budget.month_number(month), (0.0, 0.0))) for month in months]


def _month_line(month: date, came: float, went: float) -> Line:
    return month, float(cents(came)), float(cents(went)), float(cents(units(cents(came)) - units(cents(went))))


def stage_lines(book: Book, as_of: date) -> list[Line]:
    """Each stage's deals: how many, and what is asked for them and could at most be offered, together."""
    deals = book[DEALS]
    places = pd.Categorical(deals["stage"], list(STAGES)).codes
    counts = np.bincount(places[places >= 0], minlength=len(STAGES))
    asked, offered = (_stage_sums(places, deals[name]) for name in ("asking_price", "mao"))
    return [(stage, int(counts[n]), asked[n], offered[n]) for n, stage in enumerate(STAGES)]


def _stage_sums(places: Any, amounts: pd.Series[Any]) -> list[float]:
    known = places >= 0
    totals = np.bincount(places[known], weights=units(amounts.to_numpy())[known], minlength=len(STAGES))
    return [float(total) for total in cents(totals)]


def next_bills(book: Book, as_of: date) -> list[Line]:
    """Name, Next Due, amount and days to go of the active bills that are due first; of equals the upper row."""
    frame = book[bills.BILLS]
    owed = frame[~frame["status"].isin(["paused", "archived"]) & frame["next_due"].notna()]
    owed = owed.sort_values("next_due", kind="stable").head(SOONEST)
    days = (owed["next_due"] - pd.Timestamp(as_of)).dt.days
    return _lines(owed["name"], owed["next_due"], owed["amount"].fillna(0.0), days)


def _lines(*columns: pd.Series[Any]) -> list[Line]:
    return [tuple(map(plain, line)) for line in zip(*columns, strict=True)]


def total(lines: Sequence[Line], part: int) -> float:
    """The sum of one column of lines."""
    return float(cents(sum(units(line[part]) for line in lines)))
