"""The list of bills: adding and editing one, with the checks that keep its dates known."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd

from models.bills.follow import followed
from models.bills.schedule import Fault, schedule_of, zone_of
from models.bills.tables import BILLS
from models.bills.upcoming import bill_row
from models.core.book import Book
from models.core.change import ChangeSet, Fields
from models.core.edit import add_row, set_fields
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.values import utc_text

STATUSES = ("active", "paused", "archived", "all")


def bills_with(book: Book, status: str = "active") -> pd.DataFrame:
    """The stored fields of the bills with that status, in the order of the sheet; a blank status is active."""
    if status not in STATUSES:
        raise Refused(
            phrase("“{status}” is no status of bills.", status=status),
            hint=phrase("Give one of {choices}.", choices=", ".join(STATUSES)),
            code="invalid",
        )
    frame = book[BILLS]
    return frame if status == "all" else frame[frame["status"].fillna("active") == status]


def add_bill(book: Book, values: Fields, as_of: date, now: datetime) -> ChangeSet:
    """A new bill with its Next Due; the change set's first row is its ID. Refused where its dates cannot be known."""
    added = add_row(book, BILLS, values, now)
    row = added.changes[0]
    _refuse_fault({**(row.after or {}), "created_at": utc_text(now)}, as_of, now)
    return followed(
        book, ChangeSet(phrase("Add {name}", name=(row.after or {}).get("name")), added.changes), as_of, now
    )


def edit_bill(book: Book, bill_id: str, values: Fields, as_of: date, now: datetime) -> ChangeSet:
    """New values in a bill, with what follows from them. Refused where they leave it without dates that it had."""
    before = bill_row(book, bill_id)
    changes = set_fields(book, BILLS, bill_id, values, now)
    if not changes:
        return changes
    after = {**before, **(changes.changes[0].after or {})}
    if not isinstance(schedule_of(before, as_of, zone_of(now)), Fault):
        _refuse_fault(after, as_of, now)
    return followed(book, ChangeSet(phrase("Edit {name}", name=after["name"] or bill_id), changes.changes), as_of, now)


def _refuse_fault(row: Fields, as_of: date, now: datetime) -> None:
    fault = schedule_of(row, as_of, zone_of(now))
    if isinstance(fault, Fault):
        raise Refused(
            phrase("Bills, {header}: {message}", header=BILLS[fault.field].header, message=fault.message),
            hint=fault.advice,
            code="invalid",
        )
