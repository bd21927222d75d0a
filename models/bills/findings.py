"""What is wrong with bills and payments beyond a single cell: rows without dates, and dates that are none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date
from typing import Any

import numpy as np

from models.bills.recurrences import days_of
from models.bills.schedule import BILLS, CELL_FAULTS, Fault, Schedules, schedules_in
from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.phrase import full_day, phrase
from models.core.problem import Fix, Problem, Severity
from models.core.schema import Value
from models.core.values import plain

# A day is needed for bills that have no date at all; what is looked for here does not depend on it.
_ANY_DAY = date(1970, 1, 1)


def bill_findings(book: Book) -> Iterator[Problem]:
    """Bills whose dates cannot be known, and a Due Day that contradicts the Start Date, which wins."""
    found = schedules_in(book, _ANY_DAY, UTC)
    for row in map(int, np.flatnonzero(found.fault >= 0)):
        fault = found.fault_of(row)
        if fault is not None and int(found.fault[row]) not in CELL_FAULTS:
            yield _left_out(book, str(found.ids[row]), fault)
    for row in map(int, np.flatnonzero(found.off_weekday & (found.fault < 0))):
        yield _off_weekday(book, str(found.ids[row]))


def payment_findings(book: Book) -> Iterator[Problem]:
    """Payments whose Due Date is no due date of their bill: they go to the oldest unpaid occurrence instead."""
    payments, found = book["Payments"], schedules_in(book, _ANY_DAY, UTC)
    bills = found.ids.get_indexer(payments["bill_id"].array)
    rows = np.flatnonzero(payments["due_date"].notna().to_numpy() & _has_dates(found)[bills])
    due, bill = days_of(payments["due_date"].array[rows]), bills[rows]
    for row in rows[(found.dates.index_of(due, bill) < 0) & (due >= found.dates.start[bill])]:
        yield _no_due_date(str(payments.index[row]), plain(payments["due_date"].iloc[row]))


def reminder_findings(book: Book) -> Iterator[Problem]:
    """Reminders that have the Ref of an earlier one: pushing can no longer tell them apart."""
    refs = book["Reminders"]["ref"]
    for row_id in refs.index[refs.notna() & refs.duplicated()]:
        yield Problem(
            Severity.WARNING,
            "Reminders",
            phrase("An earlier row has the Ref {ref} too.", ref=refs[row_id]),
            "ref",
            str(row_id),
            seen=str(refs[row_id]),
            advice=phrase("Delete one of the two rows."),
            fix=_clear("Reminders", str(row_id), "ref", str(refs[row_id])),
        )


def _has_dates(found: Schedules) -> Any:
    """By bill; the last place is for a payment of no bill, which has none."""
    return np.append((found.fault < 0) & ~found.undated, False)


def _left_out(book: Book, bill_id: str, fault: Fault) -> Problem:
    return Problem(
        Severity.ERROR,
        BILLS,
        phrase("{message} Until then the bill has no due dates.", message=fault.message),
        fault.field,
        bill_id,
        seen=_seen(book, bill_id, fault.field),
        advice=fault.advice,
    )


def _off_weekday(book: Book, bill_id: str) -> Problem:
    day = (book.row(BILLS, bill_id) or {})["due_day"]
    return Problem(
        Severity.WARNING,
        BILLS,
        phrase("Due Day is another weekday than Start Date; the Start Date counts."),
        "due_day",
        bill_id,
        seen=str(day),
        fix=_clear(BILLS, bill_id, "due_day", day),
    )


def _no_due_date(payment_id: str, day: Value) -> Problem:
    return Problem(
        Severity.INFO,
        "Payments",
        phrase(
            "{day} is no due date of its bill; the payment counts for the oldest unpaid one.", day=full_day(str(day))
        ),
        "due_date",
        payment_id,
        seen=str(day),
        fix=_clear("Payments", payment_id, "due_date", day),
    )


def _clear(table: str, row_id: str, field: str, was: Value) -> Fix:
    changes = ChangeSet(phrase("Clear the cell"), (Change(table, row_id, {field: was}, {field: None}),))
    return Fix(changes.label, lambda _: changes)


def _seen(book: Book, bill_id: str, field: str) -> str:
    value = (book.row(BILLS, bill_id) or {}).get(field)
    return "" if value is None else str(value)
