"""The snapshot of a month: the plan, the bills, what the ledger says, and every envelope."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from models.bills import monthly_total
from models.budget.envelopes import ENVELOPES, bills_monthly, carried_in, remaining, spent
from models.budget.ledger import (
    cash_by_month,
    counts_by_month,
    envelope_keys,
    expenses_by_month,
    month_number,
    spellings,
)
from models.budget.targets import Budget, budget_of
from models.core.book import Book
from models.core.phrase import phrase, with_cents
from models.core.sums import cents, units
from models.core.values import plain

HEAVY = 1.10  # a month is heavy when more is still to pay than this many average months; five Fridays alone are not


@dataclass(frozen=True)
class LedgerMonth:
    """The month's lines: `count` is all of them, transfers too, which are neither income nor expense."""

    income: float
    expense: float
    net: float
    count: int
    by_envelope: dict[str, float]


@dataclass(frozen=True)
class EnvelopeLine:
    """One envelope in the month; without a target it has nothing to spend."""

    name: str
    target: float | None
    bills_monthly: float
    spent: float
    carried_in: float
    remaining: float


@dataclass(frozen=True)
class Snapshot:
    """The month (`YYYY-MM`); `due_this_month` is what is still to pay of its real occurrences."""

    month: str
    budget: Budget
    bills_monthly_est: float
    due_this_month: float
    heavy_month: bool
    ledger_month: LedgerMonth
    envelopes: tuple[EnvelopeLine, ...]


def snapshot(book: Book, month: date, as_of: date, due: pd.DataFrame) -> Snapshot:
    """The month that the day `month` is in; `due` are occurrences of bills, of this month and others (`due_frame`).

    Figures that depend on a day are those of `as_of` in its own month, else of the day that `day_of` gives.
    """
    day = day_of(month, as_of)
    estimate, open_now = monthly_total(book, day), float(cents(units(_of_month(due, month)["amount"]).sum()))
    return Snapshot(
        month=f"{month:%Y-%m}",
        budget=budget_of(book),
        bills_monthly_est=estimate,
        due_this_month=open_now,
        heavy_month=is_heavy(open_now, estimate),
        ledger_month=ledger_month(book, month),
        envelopes=envelope_lines(book, day),
    )


def day_of(month: date, as_of: date) -> date:
    """The day whose figures a month shows: `as_of` in its own month, a past month's last, a coming month's first."""
    if month_number(month) == month_number(as_of):
        return as_of
    return month.replace(day=monthrange(month.year, month.month)[1] if month < as_of else 1)


def is_heavy(open_now: float, estimate: float) -> bool:
    """Whether more than a tenth above an average month is still to pay; any amount is, where the average is nothing."""
    return bool(units(open_now) > units(estimate) * HEAVY)


def heavy_sentence(found: Snapshot, due: pd.DataFrame) -> str:
    """Why the month is heavy, with its largest bill; empty where it is not."""
    why = heavy_why(found, due)
    return phrase("Heavy month: {why}", why=why) if why else ""


def heavy_why(found: Snapshot, due: pd.DataFrame) -> str:
    """The same without saying that it is."""
    if not found.heavy_month:
        return ""
    ours = _of_month(due, date.fromisoformat(f"{found.month}-01"))
    largest = ours.iloc[int(ours["amount"].to_numpy().argmax())]
    return phrase(
        "{due} is still to pay, an average month is {average}. The largest is {largest}, {amount} on {day}.",
        due=with_cents(found.due_this_month), average=with_cents(found.bills_monthly_est),
        largest=largest["label"], amount=with_cents(largest["amount"]), day=f"{largest['date']:%Y-%m-%d}",
    )  # fmt: skip


def ledger_month(book: Book, month: date) -> LedgerMonth:
    """What the Ledger says of the month; expenses without an envelope stand under the empty name."""
    number = month_number(month)
    income, expense = (float(cents(total)) for total in cash_by_month(book).get(number, (0.0, 0.0)))
    net = float(cents(units(income) - units(expense)))
    count = counts_by_month(book).get(number, 0)
    return LedgerMonth(income, expense, net, count, _expenses(book, number))


def envelope_lines(book: Book, day: date) -> tuple[EnvelopeLine, ...]:
    """Every envelope with a name in the order of the sheet, as the workbook's formulas give it on the day."""
    frame = book[ENVELOPES]
    figures = (bills_monthly(book, day), spent(book, day), carried_in(book, day), remaining(book, day))
    rows = zip(frame["name"], frame["monthly_target"], *figures, strict=True)
    return tuple(EnvelopeLine(*map(plain, row)) for row in rows if plain(row[0]))  # type: ignore[arg-type]  # by kind


def _expenses(book: Book, number: int) -> dict[str, float]:
    lines = expenses_by_month(book)
    lines = lines[lines["month"] == number]
    sums = dict(zip(lines["envelope"], cents(lines["units"]).tolist(), strict=True))
    names = dict.fromkeys(envelope_keys(book[ENVELOPES]["name"]))
    order = [key for key in names if key in sums and key] + sorted(key for key in sums if key and key not in names)
    shown = _names(book) if any(key not in names for key in order) else _names(book, ledger=False)
    found = {shown[key]: sums[key] for key in order}
    return found | ({"": sums[""]} if "" in sums else {})


def _names(book: Book, *, ledger: bool = True) -> dict[str, str]:
    """By key an envelope's name: as Envelopes writes it first, else as the Ledger does."""
    names = book[ENVELOPES]["name"].dropna()
    known = dict(zip(envelope_keys(names)[::-1], names[::-1], strict=True))
    return {**(spellings(book) if ledger else {}), **known}


def _of_month(due: pd.DataFrame, month: date) -> pd.DataFrame:
    first = np.datetime64(f"{month:%Y-%m}", "M")
    dates = due["date"].to_numpy()
    after = (first + np.timedelta64(1, "M")).astype("datetime64[s]")
    ours: pd.DataFrame = due.loc[(dates >= first.astype("datetime64[s]")) & (dates < after)]
    return ours
