"""What follows from an edit of bills or payments, as part of the same change set.

Next Due, reminders that are paid or no longer right, and occurrences that a raised amount would reopen. Every edit of
this folder comes through here; an edit made elsewhere (in the grid) is given to `followed` before it is done.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

import numpy as np

from models.bills.recurrence import due
from models.bills.reminders import bill_of, push_changes, put_right, retitled
from models.bills.schedule import schedules_in, zone_of
from models.bills.settlement import Entry, Payment, Settlement
from models.bills.standing import settlement_of
from models.bills.tables import BILLS, PAYMENTS
from models.bills.upcoming import next_dues
from models.core.book import Book
from models.core.change import Change, ChangeSet, new_id, together
from models.core.phrase import phrase
from models.core.schema import Value
from models.core.sums import units
from models.core.values import plain, utc_text


def followed(book: Book, changes: ChangeSet, as_of: date, now: datetime) -> ChangeSet:
    """The change set with what follows from it for the bills that it touches; the same one where nothing does.

    Applied again it adds nothing. `now` stamps what is added, and its time zone is where Created At becomes a date.
    """
    bills = _touched(book, changes)
    if not bills:
        return changes
    parts, after = [changes], book.apply(changes)
    after = _with(parts, after, _kept_settled(book, after, changes, as_of, now))
    after = _with(parts, after, _next_due(after, as_of, zone_of(now), bills))
    after = _with(parts, after, put_right(after, as_of, now, bills))
    after = _with(parts, after, retitled(book, after, as_of, now, bills))
    _with(parts, after, _replaced(book, after, as_of, now, bills))
    return together(changes.label, *parts) if len(parts) > 1 else changes


def _with(parts: list[ChangeSet], book: Book, more: ChangeSet) -> Book:
    if not more:
        return book
    parts.append(more)
    return book.apply(more)


def renew_next_due(book: Book, as_of: date, now: datetime) -> ChangeSet:
    """Next Due of every bill as the day stands, and Created At of a bill that has no date to begin from."""
    stamped = _stamps(book, as_of, now)
    renewed = _next_due(book.apply(stamped) if stamped else book, as_of, zone_of(now), None)
    return together(phrase("Renew Next Due"), stamped, renewed)


def _touched(book: Book, changes: ChangeSet) -> frozenset[str]:
    """The bills whose rows or payments the change set touches."""
    found: set[str] = set()
    for change in changes.changes:
        if change.table == BILLS.key and _moves_dates(change):
            found.add(change.row)
        if change.table == PAYMENTS.key:
            row = book.row(PAYMENTS, change.row) or {}
            found |= {str(side["bill_id"]) for side in (row, change.after or {}) if side.get("bill_id")}
    return frozenset(found)


_WITHOUT_EFFECT = frozenset(
    {"name", "next_due", "notes", "updated_at", "payee", "account", "autopay", "envelope", "grace_days"}
)


def _moves_dates(change: Change) -> bool:
    return change.is_insert or change.is_delete or not set(change.after or {}) <= _WITHOUT_EFFECT


def _next_due(book: Book, as_of: date, zone: tzinfo, bills: frozenset[str] | None) -> ChangeSet:
    """The rows, of these bills or all, whose Next Due is another than it should be."""
    held, right = book[BILLS]["next_due"], next_dues(book, as_of, zone)
    differ = (held.to_numpy() != right.to_numpy()) & ~(held.isna() & right.isna()).to_numpy()
    rows = [row for row in map(int, np.flatnonzero(differ)) if bills is None or held.index[row] in bills]
    return ChangeSet(
        phrase("Renew Next Due"),
        tuple(_update(BILLS.key, str(held.index[row]), "next_due", plain(held.iloc[row]), plain(right.iloc[row]))
              for row in rows),
    )  # fmt: skip


def _update(table: str, row: str, field: str, was: Value, value: Value) -> Change:
    return Change(table, row, {field: was}, {field: value})


def _stamps(book: Book, as_of: date, now: datetime) -> ChangeSet:
    """A bill with neither Start Date nor Created At begins on the day it is first seen: that is written down."""
    found = schedules_in(book, as_of, zone_of(now))
    rows = map(int, np.flatnonzero(found.undated & (found.fault < 0)))
    stamp = utc_text(now)
    return ChangeSet(phrase("Stamp bills"), tuple(_stamp(book, str(found.ids[row]), stamp) for row in rows))


def _stamp(book: Book, bill_id: str, stamp: str) -> Change:
    return _update(BILLS.key, bill_id, "created_at", (book.row(BILLS, bill_id) or {})["created_at"], stamp)


def _replaced(book: Book, after: Book, as_of: date, now: datetime, bills: frozenset[str]) -> ChangeSet:
    """New reminders for the bills of which an edit of their dates took one away."""
    before, left = (_active_reminders(one, bills) for one in (book, after))
    moved = frozenset(bill_of(ref) for ref in before - left) - _paid_up(book, after, before - left)
    return push_changes(after, as_of, now, bills=moved) if moved else ChangeSet("")


def _active_reminders(book: Book, bills: frozenset[str]) -> set[str]:
    frame = book["Reminders"]
    refs = frame["ref"][(frame["status"] == "active") | frame["status"].isna()].dropna()
    return {ref for ref in refs if ref.startswith("bill:") and bill_of(ref) in bills}


def _paid_up(book: Book, after: Book, gone: set[str]) -> frozenset[str]:
    """The bills whose reminders went because they were paid, not because their dates moved."""
    bills = {bill_of(ref) for ref in gone}
    fields = ("cadence", "due_day", "due_months", "start_date", "end_date")
    return frozenset(
        bill for bill in bills
        if [(book.row(BILLS, bill) or {}).get(name) for name in fields]
        == [(after.row(BILLS, bill) or {}).get(name) for name in fields]
    )  # fmt: skip


# --- a raised amount ---


def _kept_settled(book: Book, after: Book, changes: ChangeSet, as_of: date, now: datetime) -> ChangeSet:
    """Payments that settled an occurrence in full, and no longer would since the amount was raised, close it short."""
    found: list[Change] = []
    for change in changes.changes:
        was, value = (dict(side or {}).get("amount") for side in (change.before, change.after))
        if change.table == BILLS.key and _is_more(value, was):
            found += _closings(book, after, change.row, as_of, now)
    return ChangeSet(phrase("Close what was paid in full"), tuple(found))


def _is_more(value: Value, was: Value) -> bool:
    return isinstance(value, (int, float)) and isinstance(was, (int, float)) and value > was


def _closings(book: Book, after: Book, bill_id: str, as_of: date, now: datetime) -> list[Change]:
    zone = zone_of(now)
    if any(schedules_in(one, as_of, zone).fault[one[BILLS].index.get_loc(bill_id)] >= 0 for one in (book, after)):
        return []
    before = settlement_of(book, bill_id, as_of, zone)
    paid = _paid_for(before)
    expected = float(units([(after.row(BILLS, bill_id) or {})["amount"]])[0])
    last = [entry.last for entry in paid.values() if _is_short(entry, expected)]
    closing = {one.id for one in last if one is not None and _ends_settled(before, one)}
    found = [_closed_short(after, row, now) for row in sorted(closing) if _is_payment(after, row)]
    closed = settlement_of(after.apply(ChangeSet("", tuple(found))), bill_id, as_of, zone)
    return found + [_closed_by_hand(after, bill_id, before, k, now) for k in sorted(paid) if not closed.settled(k)]


def _paid_for(settled: Settlement) -> dict[int, Entry]:
    """The settled occurrences that a payment was made for: it names one, or none and was made in its early window.

    What came to the others was only over elsewhere, as while a mistyped amount is too low.
    """
    terms, entries = settled.terms, settled.entries
    naming = {part.id for one in entries.values() for part, _ in one.parts if part.due}

    def meant(part: Payment, k: int) -> bool:
        if part.due or part.id in naming:
            return part.due is not None
        opens = due(terms.dates, k).toordinal() - terms.early
        return part.paid_on is None or part.paid_on.toordinal() >= opens

    return {
        k: one for k, one in entries.items()
        if settled.settled(k) and (one.skipped or any(meant(part, k) for part, _ in one.parts))
    }  # fmt: skip


def _is_short(entry: Entry, expected: float) -> bool:
    """Whether what was paid is less than is expected now; more that was paid on the occurrence itself counts for it."""
    named = all(payment.due for payment, _ in entry.parts)
    return not entry.skipped and (sum(p.units for p, _ in entry.parts) if named else entry.paid) < expected


def _ends_settled(settled: Settlement, payment: Payment) -> bool:
    """Whether the last occurrence that the payment came to is settled: closing it short closes that one."""
    return settled.settled(settled.touched_by(payment.id)[-1])


def _is_payment(book: Book, row_id: str) -> bool:
    row = book.row(PAYMENTS, row_id)
    return row is not None and row["kind"] in (None, "payment")


def _closed_short(book: Book, row_id: str, now: datetime) -> Change:
    row, after = book.row(PAYMENTS, row_id) or {}, {"kind": "closed_short", "updated_at": utc_text(now)}
    return Change(PAYMENTS.key, row_id, {name: row[name] for name in after}, after)


def _closed_by_hand(book: Book, bill_id: str, before: Settlement, k: int, now: datetime) -> Change:
    """A row of its own that closes the occurrence, on the day on which it was paid."""
    entry, stamp = before.entries[k], utc_text(now)
    row: dict[str, Value] = {
        "bill_id": bill_id,
        "bill_name": (book.row(BILLS, bill_id) or {})["name"],
        "due_date": due(before.terms.dates, k),
        "paid_on": (entry.last.paid_on if entry.last else None) or due(before.terms.dates, k),
        "amount": 0.0,
        "kind": "closed_short",
        "notes": "Paid in full before the amount was raised.",
        "created_at": stamp,
        "updated_at": stamp,
    }
    return Change(PAYMENTS.key, new_id(PAYMENTS), None, row)
