"""The buffer rule: income target - bills in an average month - buffer minimum; below zero is an alert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from models.bills import BILLS, REMINDERS, monthly_estimates, monthly_total, times_a_year
from models.budget.targets import income_target
from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, set_fields
from models.core.phrase import phrase, with_cents
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.sums import cents, units
from models.core.values import Invalid, check, plain, round_half_up
from models.settings import BY_KEY, number_of

NO_TARGET = phrase("No income target yet: give one in Settings (income_target) to see here whether the month is safe.")
SHORT = phrase(
    "ALERT: the income target does not cover the bills and the buffer. The month is short by the amount above."
)
SAFE = phrase("The month is safe: the income target covers the bills and the buffer.")


@dataclass(frozen=True)
class Alert:
    """What a person is told; `severity` is a priority of Reminders."""

    type: str
    severity: str
    title: str
    detail: str


@dataclass(frozen=True)
class BufferCheck:
    """The rule's figures; `projected_after_buffer` is None without a target, `alert` None while it is not negative."""

    income_target: float | None
    bills_monthly_est: float
    buffer_min: float
    projected_after_buffer: float | None
    alert: Alert | None


@dataclass(frozen=True)
class Breaking:
    """The bill that takes the month below zero, and what it comes to in an average month."""

    bill_id: str
    name: str
    monthly: float


def buffer_check(book: Book, as_of: date, buffer_min: float | None = None) -> BufferCheck:
    """The rule on a day, with another buffer minimum than Settings has if one is given (refused below zero)."""
    floor = number_of(book, "buffer_min") if buffer_min is None else _floor(buffer_min)
    target, bills = income_target(book), monthly_total(book, as_of)
    if target is None:
        return BufferCheck(None, bills, floor, None, None)
    left = float(cents(units(target) - units(bills) - units(floor)))
    plain_check = BufferCheck(target, bills, floor, left, None)
    if left >= 0:
        return plain_check
    return BufferCheck(target, bills, floor, left, _alert(plain_check, breaking_bill(book, as_of, target, floor)))


def terms(found: BufferCheck) -> str:
    """The sum as a person writes it, `4,200 - 2,963 - 500 = 737`, or that there is no target."""
    if found.income_target is None or found.projected_after_buffer is None:
        return NO_TARGET
    parts = (found.income_target, found.bills_monthly_est, found.buffer_min, found.projected_after_buffer)
    places = 0 if all(part.is_integer() for part in parts) else 2
    target, bills, floor, left = (f"{part:,.{places}f}" for part in parts)
    return f"{target} - {bills} - {floor} = {left}"


def breaking_bill(book: Book, as_of: date, target: float, floor: float) -> Breaking | None:
    """The bill with which the month fell below zero, taking bills in the order in which they were added.

    That is the order of Created At, then of the sheet. None where it did not fall, or was below zero without any bill.
    """
    bills = book[BILLS]
    order = np.argsort(bills["created_at"].fillna("").to_numpy(dtype=object), kind="stable")
    yearly = (units(bills["amount"]) * times_a_year(book, as_of).to_numpy())[order]
    room = units(target) - units(floor)
    short = np.flatnonzero((yearly > 0) & (cents(room - units(cents(np.cumsum(yearly) / 12))) < 0))
    if room < 0 or not len(short):
        return None
    place = order[short[0]]
    bill_id = str(bills.index[place])
    return Breaking(bill_id, str(plain(bills["name"].array[place]) or bill_id), _monthly(book, as_of, bill_id))


def buffer_ref(as_of: date) -> str:
    """The Ref of the month's reminder."""
    return f"buffer:{as_of:%Y-%m}"


def push_buffer_reminder(book: Book, as_of: date, now: datetime) -> ChangeSet:
    """The month's one reminder made, brought up to date or completed; empty where nothing is to be done.

    A dismissed one stays dismissed. One that is done is opened again only when the figure has moved since. Those of
    other months are completed: the month of the day has its own.
    """
    found = buffer_check(book, as_of)
    reminders = book[REMINDERS]
    ours = reminders[reminders["ref"].str.startswith("buffer:", na=False)]
    this_month = [str(row) for row in ours.index[ours["ref"] == buffer_ref(as_of)]]
    keep = this_month[0] if found.alert and this_month else None
    closed = [str(row) for row in ours.index[ours["status"].fillna("active") == "active"] if row != keep]
    edits = [set_fields(book, REMINDERS, row, {"status": "done", "notes": terms(found)}, now) for row in closed]
    if found.alert is not None:
        edits.append(_pushed(book, found.alert, keep, as_of, now))
    return together(phrase("Buffer reminder"), *edits)


def _pushed(book: Book, alert: Alert, row_id: str | None, as_of: date, now: datetime) -> ChangeSet:
    says: dict[str, Value] = {"title": alert.title, "priority": alert.severity, "notes": alert.detail}
    row = None if row_id is None else book.row(REMINDERS, row_id)
    if row_id is None or row is None:
        fresh: dict[str, Value] = {"due_date": as_of, "kind": "budget", "ref": buffer_ref(as_of), "status": "active"}
        return add_row(book, REMINDERS, {**says, **fresh}, now)
    if row["status"] == "dismissed" or all(row[name] == value for name, value in says.items()):
        return ChangeSet(phrase("Buffer reminder"))
    return set_fields(book, REMINDERS, row_id, {**says, "status": "active"}, now)


def _alert(found: BufferCheck, breaking: Breaking | None) -> Alert:
    left, target = found.projected_after_buffer or 0.0, found.income_target or 0.0
    severity = "critical" if target < found.bills_monthly_est else "high"
    culprit = (
        phrase("The buffer minimum alone is more than the income target.")
        if breaking is None
        else phrase(
            "{name} ({monthly} a month) is the bill that takes it below zero.",
            name=breaking.name,
            monthly=with_cents(breaking.monthly),
        )
    )
    return Alert(
        "buffer",
        severity,
        phrase("The month is short by {amount}", amount=with_cents(-left)),
        phrase("{terms}. {culprit}", terms=terms(found), culprit=culprit),
    )


def _monthly(book: Book, as_of: date, bill_id: str) -> float:
    return float(monthly_estimates(book, as_of)[bill_id])


def _floor(given: float) -> float:
    try:
        check(BY_KEY["buffer_min"].column, given)
    except Invalid as problem:
        raise Refused(phrase("Buffer minimum: {problem}", problem=problem), code="invalid") from None
    return round_half_up(given)
