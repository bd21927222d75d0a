"""Paying, skipping and closing an occurrence, each as one change set with everything that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import pandas as pd

from models.bills.follow import followed
from models.bills.recurrence import due as due_on
from models.bills.recurrence import index_of, next_after
from models.bills.schedule import schedules_in, zone_of
from models.bills.settlement import Settlement, open_until
from models.bills.standing import settlement_of
from models.bills.status import Occurrence, occurrence, occurrence_on
from models.bills.tables import PAYMENTS
from models.bills.upcoming import bill_row, is_owed, notice_of, refuse_without_dates
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import add_row
from models.core.phrase import full_day, phrase, sentences, with_cents
from models.core.refusal import Refused
from models.core.schema import Value


@dataclass(frozen=True)
class Paid:
    """What recording a payment does: its row, and its occurrence before and after; None where it all is credit."""

    changes: ChangeSet
    payment_id: str
    before: Occurrence | None
    after: Occurrence | None


def chosen(book: Book, bill_id: str, paid_on: date, as_of: date, zone: tzinfo) -> Occurrence | None:
    """The occurrence that a payment of that day settles where nothing else is said: the oldest unpaid one whose early
    window is open; None where all of them are settled."""
    settled = _settled(book, bill_id, as_of, zone)
    k = settled.oldest_unpaid()
    row = bill_row(book, bill_id)
    if k is None or not is_owed(row) or k > open_until(settled.terms, paid_on):
        return None
    return occurrence(settled, k, as_of, notice_of(book, row))


def pay(
    book: Book, bill_id: str, as_of: date, now: datetime, *, on: date | None = None, amount: float | None = None,
    due: date | None = None, notes: str | None = None, yes: bool = False,
) -> Paid:  # fmt: skip
    """A payment of a bill: today, of what remains, for the oldest unpaid occurrence, where nothing else is given.

    Refused with code `confirm`, unless `yes`, where the occurrence is settled already or nothing is open to be paid;
    then it is kept as credit, and the amount is the bill's where none is given.
    """
    paid_on, zone = on or as_of, zone_of(now)
    one = _named(book, bill_id, due, as_of, zone) if due else chosen(book, bill_id, paid_on, as_of, zone)
    if not yes:
        _ask(book, bill_id, one, as_of, zone)
    money = amount if amount is not None else _owed(book, bill_id, one)
    if money <= 0:
        raise Refused(
            phrase("Payments, Amount: {money} is no payment.", money=with_cents(money)),
            hint=phrase("Give more than 0, or skip it."),
            code="invalid",
        )
    fields: dict[str, Value] = {"paid_on": paid_on, "amount": money, "kind": "payment", "notes": notes}
    return _recorded(book, bill_id, one, fields, phrase("Pay {name}", name=_name(book, bill_id)), as_of, now)


def skip(book: Book, bill_id: str, due: date, as_of: date, now: datetime, *, yes: bool = False) -> Paid:
    """The occurrence is not owed. Refused where it was skipped already; asked about where it was paid."""
    one = _named(book, bill_id, due, as_of, zone_of(now))
    _refuse_skipped(book, bill_id, one)
    if not yes and one.paid:
        raise _confirm(
            phrase(
                "{name} of {due}: {paid} was paid.",
                name=_name(book, bill_id),
                due=full_day(one.due),
                paid=with_cents(one.paid),
            ),
            phrase("A skip makes that credit for the next occurrence; go on with --yes."),
        )
    return _recorded(
        book,
        bill_id,
        one,
        {"paid_on": as_of, "amount": 0.0, "kind": "skip"},
        phrase("Skip {name}", name=_name(book, bill_id)),
        as_of,
        now,
    )


def close_short(
    book: Book, bill_id: str, due: date, as_of: date, now: datetime, *, amount: float = 0.0, notes: str | None = None
) -> Paid:
    """What was paid on the occurrence, with this amount on top, is accepted for all of it. Refused: a settled one."""
    if amount < 0:
        raise Refused(
            phrase("Payments, Amount: {amount} is below 0.", amount=with_cents(amount)),
            hint=phrase("Give 0 or more."),
            code="invalid",
        )
    one = _named(book, bill_id, due, as_of, zone_of(now))
    _refuse_skipped(book, bill_id, one)
    if not one.remaining:
        raise Refused(
            phrase(
                "{name} of {due} is settled: {paid} was paid.",
                name=_name(book, bill_id),
                due=full_day(one.due),
                paid=with_cents(one.paid),
            ),
            code="exists",
        )
    fields: dict[str, Value] = {"paid_on": as_of, "amount": amount, "kind": "closed_short", "notes": notes}
    return _recorded(book, bill_id, one, fields, phrase("Close {name}", name=_name(book, bill_id)), as_of, now)


def _recorded(
    book: Book, bill_id: str, one: Occurrence | None, fields: dict[str, Value], label: str, as_of: date, now: datetime
) -> Paid:
    row = {"bill_id": bill_id, "bill_name": bill_row(book, bill_id)["name"], "due_date": one.due if one else None,
           **fields}  # fmt: skip
    added = add_row(book, PAYMENTS, row, now)
    payment_id = added.changes[0].row
    changes = followed(book, ChangeSet(label, added.changes), as_of, now)
    return Paid(changes, payment_id, one, _after(book.apply(changes), bill_id, payment_id, one, as_of, zone_of(now)))


def _after(
    book: Book, bill_id: str, payment_id: str, one: Occurrence | None, as_of: date, zone: tzinfo
) -> Occurrence | None:
    """The occurrence as it stands now; for a payment that named none, the first that it came to."""
    if not _has_dates(book, bill_id, as_of, zone):
        return None
    settled, row = settlement_of(book, bill_id, as_of, zone), bill_row(book, bill_id)
    touched = settled.touched_by(payment_id)
    day = one.due if one else due_on(settled.terms.dates, touched[0]) if touched else None
    return None if day is None else occurrence_on(settled, day, as_of, notice_of(book, row), owed=is_owed(row))


def _named(book: Book, bill_id: str, day: date, as_of: date, zone: tzinfo) -> Occurrence:
    """The occurrence with that nominal or moved date. Refused where it is none of the bill's."""
    settled, row = _settled(book, bill_id, as_of, zone), bill_row(book, bill_id)
    k = index_of(settled.terms.dates, day)
    if k is None:
        following = next_after(settled.terms.dates, day)
        hint = (
            phrase("The next one is {due}.", due=full_day(following.due))
            if following
            else phrase("It is due no more after that day.")
        )
        raise Refused(
            phrase("{name} is not due on {day}.", name=_name(book, bill_id), day=full_day(day)),
            hint=hint,
            code="not_found",
        )
    return occurrence(settled, k, as_of, notice_of(book, row))


def _ask(book: Book, bill_id: str, one: Occurrence | None, as_of: date, zone: tzinfo) -> None:
    name = _name(book, bill_id)
    if one is None:
        settled = _settled(book, bill_id, as_of, zone)
        k = settled.oldest_unpaid()
        following = (
            ""
            if k is None
            else phrase("The next due date is {due}: name it with --due.", due=full_day(due_on(settled.terms.dates, k)))
        )
        raise _confirm(
            phrase("{name}: nothing is open to be paid.", name=name),
            sentences((following, phrase("To keep the money as credit, give --yes."))),
        )
    if one.status.startswith("paid") or one.status == "skipped":
        due = full_day(one.due)
        said = (
            phrase("{name} of {due} was skipped or is not owed.", name=name, due=due)
            if one.status == "skipped"
            else phrase("{name} of {due} is paid: {paid}.", name=name, due=due, paid=with_cents(one.paid))
        )
        raise _confirm(
            said,
            phrase("To record another payment all the same, go on with --yes."),
        )


def _owed(book: Book, bill_id: str, one: Occurrence | None) -> float:
    """What remains of the occurrence, else the bill's amount."""
    if one is not None and one.remaining:
        return one.remaining
    amount = bill_row(book, bill_id)["amount"]
    if not isinstance(amount, (int, float)) or not amount:
        raise Refused(
            phrase("Bills {bill_id} says no amount.", bill_id=bill_id), hint=phrase("Give --amount."), code="missing"
        )
    return float(amount)


def _settled(book: Book, bill_id: str, as_of: date, zone: tzinfo) -> Settlement:
    bill_row(book, bill_id)
    refuse_without_dates(book, bill_id, as_of, zone)
    return settlement_of(book, bill_id, as_of, zone)


def _has_dates(book: Book, bill_id: str, as_of: date, zone: tzinfo) -> bool:
    found = schedules_in(book, as_of, zone)
    return bool(found.fault[found.ids.get_indexer(pd.Index([bill_id]))[0]] < 0)


def _refuse_skipped(book: Book, bill_id: str, one: Occurrence) -> None:
    if one.status == "skipped":
        raise Refused(
            phrase(
                "{name} of {due} is not owed: it was skipped, or is from before the bill.",
                name=_name(book, bill_id),
                due=full_day(one.due),
            ),
            code="exists",
        )


def _confirm(message: str, hint: str) -> Refused:
    return Refused(message, hint=hint, code="confirm")


def _name(book: Book, bill_id: str) -> str:
    return str(bill_row(book, bill_id)["name"] or bill_id)
