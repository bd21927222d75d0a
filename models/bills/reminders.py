"""Reminders of bills: one for each unpaid occurrence that is due soon, once, however often they are pushed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from models.bills.recurrences import Ints, days_of
from models.bills.schedule import zone_of
from models.bills.standing import Standing, standing
from models.bills.tables import BILLS, REMINDERS
from models.bills.upcoming import left_out, unpaid
from models.core.book import Book
from models.core.change import Change, ChangeSet, Fields, new_id, together
from models.core.edit import set_fields
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.sums import cents
from models.core.values import plain, utc_text
from models.settings import number_of


@dataclass(frozen=True)
class Pushed:
    """What pushing does: how many reminders it makes, how many were there, those of all that is due, and doubts."""

    changes: ChangeSet
    created: int
    skipped: int
    reminders: tuple[str, ...]
    warnings: tuple[str, ...]


def push_reminders(book: Book, as_of: date, now: datetime, days_ahead: int | None = None) -> Pushed:
    """Reminders for what is overdue or due within the days; the missed ones are raised, those that are over completed.

    `reminders` are the IDs of the rows of all these occurrences, new and old. Refused for days below zero.
    """
    if days_ahead is not None and days_ahead < 0:
        raise Refused(
            phrase("Days ahead cannot be {days_ahead}.", days_ahead=days_ahead),
            hint=phrase("Give 0 or more."),
            code="invalid",
        )
    over = put_right(book, as_of, now)
    after = book.apply(over) if over else book
    pushed = push_changes(after, as_of, now, days_ahead)
    refs = [ref for ref, _ in _wanted(after, as_of, now, days_ahead)]
    rows = rows_by_ref(after.apply(pushed) if pushed else after)
    created = sum(change.is_insert for change in pushed.changes)
    out = left_out(book, as_of, zone_of(now))
    names = book[BILLS]["name"]
    return Pushed(
        together(phrase("Push reminders"), over, pushed),
        created,
        len(refs) - created,
        tuple(rows[ref] for ref in refs),
        tuple(
            phrase("Bills {bill} ({name}): {why}", bill=bill, name=plain(names[bill]) or phrase("no name"), why=why)
            for bill, why in out.items()
        ),
    )


def push_changes(
    book: Book, as_of: date, now: datetime, days_ahead: int | None = None, bills: frozenset[str] | None = None
) -> ChangeSet:
    """New rows for occurrences, of these bills or all, that have none; an active one whose occurrence is missed is
    raised to kind missed_bill, priority high."""
    rows = rows_by_ref(book)
    changes = []
    for ref, one in _wanted(book, as_of, now, days_ahead):
        if bills is not None and one.bill_id not in bills:
            continue
        if ref not in rows:
            changes.append(_new(book, ref, one, now))
        elif one.status == "missed":
            changes += _raised(book, rows[ref], now)
    return ChangeSet(phrase("Push reminders"), tuple(changes))


def put_right(book: Book, as_of: date, now: datetime, bills: frozenset[str] | None = None) -> ChangeSet:
    """Completes the active reminders, of these bills or all, whose occurrence is settled, not owed or no more."""
    frame = book[REMINDERS]
    active = frame["ref"].str.startswith("bill:").fillna(False).astype(bool) & _active(frame)
    over = [row for row, ref in frame["ref"][active].items()
            if (bills is None or bill_of(ref) in bills)]  # fmt: skip
    gone = [str(row) for row in over if not _is_open(book, str(frame["ref"][row]), as_of, now)]
    return ChangeSet(phrase("Complete reminders"), tuple(_changed(book, row, {"status": "done"}, now) for row in gone))


def retitled(before: Book, book: Book, as_of: date, now: datetime, bills: frozenset[str]) -> ChangeSet:
    """Titles of these bills' active reminders that say what was left to pay before, where that is another now.

    A title that somebody wrote is theirs and stays.
    """
    frame = book[REMINDERS]
    changes = []
    for row, ref in frame["ref"][_active(frame)].dropna().items():
        if bill_of(ref) not in bills:
            continue
        was, title = (_title_of(one, ref, as_of, now) for one in (before, book))
        if was and title and was != title and frame["title"][row] == was:
            changes.append(_changed(book, str(row), {"title": title}, now))
    return ChangeSet(phrase("Renew reminders"), tuple(changes))


def set_reminder(book: Book, reminder_id: str, status: str, now: datetime) -> ChangeSet:
    """Marks a reminder `done` or `dismissed`, or makes it `active` again; empty where it is that already."""
    return set_fields(book, REMINDERS, reminder_id, {"status": status}, now)


def reference(bill_id: str, due: date) -> str:
    """What names the occurrence in Ref, by its nominal date."""
    return f"bill:{bill_id}:{due.isoformat()}"


def bill_of(ref: str) -> str:
    """The bill that a Ref of `reference` names."""
    return ref.rpartition(":")[0].removeprefix("bill:")


def due_of(ref: str) -> date | None:
    """The nominal date that a Ref of `reference` names; None for any other Ref."""
    kind, _, day = ref.rpartition(":")
    try:
        return date.fromisoformat(day) if kind.startswith("bill:") else None
    except ValueError:
        return None


@dataclass(frozen=True)
class _Line:
    bill_id: str
    due: date
    moved_to: date
    remaining: float
    status: str


def _wanted(book: Book, as_of: date, now: datetime, days_ahead: int | None) -> list[tuple[str, _Line]]:
    days = int(number_of(book, "reminder_days_ahead")) if days_ahead is None else days_ahead
    until = date.fromordinal(min(date.max.toordinal(), as_of.toordinal() + days))
    frame = unpaid(book, as_of, zone_of(now), until)
    columns = (frame["bill_id"], frame["due"].dt.date, frame["moved_to"].dt.date, frame["remaining"], frame["status"])
    lines = [_Line(*values) for values in zip(*columns, strict=True)]
    return [(reference(one.bill_id, one.due), one) for one in lines]


def rows_by_ref(book: Book) -> dict[str, str]:
    """The first row of each Ref."""
    refs = book[REMINDERS]["ref"].dropna()
    return {str(ref): str(row) for row, ref in reversed(list(refs.items()))}


def _new(book: Book, ref: str, one: _Line, now: datetime) -> Change:
    missed, stamp = one.status == "missed", utc_text(now)
    row: dict[str, Value] = {
        "title": _title(book, one.bill_id, one.remaining),
        "due_date": one.moved_to,
        "kind": "missed_bill" if missed else "bill",
        "ref": ref,
        "priority": "high" if missed else "normal",
        "status": "active",
        "created_at": stamp,
        "updated_at": stamp,
    }
    return Change(REMINDERS.key, id_of(book, ref), None, row)


def id_of(book: Book, ref: str) -> str:
    """A new row's ID: the same for the same Ref, so that two copies of a workbook make the same row; else another."""
    wanted = f"{REMINDERS.prefix}_{sha256(ref.encode()).hexdigest()[:12]}"
    return new_id(REMINDERS) if wanted in book[REMINDERS].index else wanted


def _raised(book: Book, row_id: str, now: datetime) -> Iterator[Change]:
    row = book.row(REMINDERS, row_id) or {}
    if row["status"] in (None, "active") and row["kind"] != "missed_bill":
        yield _changed(book, row_id, {"kind": "missed_bill", "priority": "high"}, now)


def _changed(book: Book, row_id: str, fields: Fields, now: datetime) -> Change:
    row = book.row(REMINDERS, row_id) or {}
    after = {**fields, "updated_at": utc_text(now)}
    return Change(REMINDERS.key, row_id, {name: row[name] for name in after}, after)


def _active(frame: pd.DataFrame) -> Any:
    return frame["status"].isna() | (frame["status"] == "active")


def _title(book: Book, bill_id: str, remaining: float) -> str:
    return f"{plain(book[BILLS]['name'][bill_id]) or bill_id} {remaining:,.2f}"


def _title_of(book: Book, ref: str, as_of: date, now: datetime) -> str:
    """The title of a reminder with that Ref; nothing where there is no such occurrence to pay."""
    stand = standing(book, as_of, zone_of(now))
    place = _place(stand, ref)
    if place is None or stand.is_settled(*place)[0]:
        return ""
    left = stand.schedules.expected[place[0]] - stand.paid_of(*place)
    return _title(book, bill_of(ref), float(cents(left)[0]))


def _is_open(book: Book, ref: str, as_of: date, now: datetime) -> bool:
    """Whether the occurrence that the Ref names is there, owed and unsettled; of a bill without dates nobody knows."""
    stand = standing(book, as_of, zone_of(now))
    row = int(stand.schedules.ids.get_indexer(pd.Index([bill_of(ref)]))[0])
    if row >= 0 and due_of(ref) is not None and stand.schedules.owed[row] and stand.schedules.fault[row] >= 0:
        return True
    place = _place(stand, ref)
    return place is not None and not stand.is_settled(*place)[0]


def _place(stand: Standing, ref: str) -> tuple[Ints, Ints] | None:
    """The bill's place and the occurrence's index, each in an array of one; None where nothing is owed by that Ref."""
    day, found = due_of(ref), stand.schedules
    row = int(found.ids.get_indexer(pd.Index([bill_of(ref)]))[0])
    if day is None or row < 0 or not found.owed[row] or found.fault[row] >= 0:
        return None
    bill = np.array([row])
    dates, nominal = found.dates.take(bill), days_of(np.array([day], dtype="datetime64[s]"))
    k = dates.index_of(nominal)
    return (bill, k) if (k >= stand.first[bill])[0] and (dates.due(k) == nominal)[0] else None
