"""What payments settle: one bill's occurrences and its payments, in exact `units` of money.

A payment whose Due Date is one of the bill's, nominal or moved, goes to that occurrence. Any other, and what is over
there, goes in order of (Paid On, ID) to the oldest occurrence that is not settled and inside its early window.
What is left then is credit. All payments that are recorded count, later ones than the day too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from models.bills.recurrence import Recurrence, index_from, index_of, last_index


@dataclass(frozen=True)
class Payment:
    """A row of Payments; `units` is its amount. A kind that is unknown or blank is a payment."""

    id: str
    due: date | None
    paid_on: date | None
    units: float
    kind: str = "payment"


@dataclass(frozen=True)
class Terms:
    """What payments of one bill are measured by: `expected` in units, `early` days, `since` when it exists."""

    dates: Recurrence
    expected: float
    early: int
    since: date


@dataclass
class Entry:
    """What came to one occurrence: parts of payments, and whether it was skipped or closed short."""

    parts: list[tuple[Payment, float]] = field(default_factory=list)
    skipped: bool = False
    closed: bool = False

    @property
    def paid(self) -> float:
        return sum(units for _, units in self.parts)

    @property
    def last(self) -> Payment | None:
        """The latest payment that it has a part of."""
        return max((payment for payment, _ in self.parts), key=_order, default=None)

    def settled(self, expected: float) -> bool:
        """Nothing is left to pay; where nothing is expected, any payment settles."""
        return self.skipped or self.closed or bool(self.parts and self.paid >= expected)


@dataclass(frozen=True)
class Settlement:
    """By index of the occurrence what came to it, and the credit that no occurrence takes yet."""

    terms: Terms
    entries: Mapping[int, Entry]
    credit: float

    def settled(self, k: int) -> bool:
        return k in self.entries and self.entries[k].settled(self.terms.expected)

    def paid(self, k: int) -> float:
        return self.entries[k].paid if k in self.entries else 0.0

    def oldest_unpaid(self) -> int | None:
        """The first occurrence that is owed and not settled; None if there is none."""
        k = index_from(self.terms.dates, self.terms.since)
        while self.settled(k):
            k += 1
        return k if k <= last_index(self.terms.dates) else None

    def touched_by(self, payment_id: str) -> list[int]:
        """The occurrences that a payment came to, in order."""
        return sorted(k for k, entry in self.entries.items() if any(p.id == payment_id for p, _ in entry.parts))


def settle(terms: Terms, payments: Iterable[Payment], as_of: date) -> Settlement:
    """What the payments settle as the day stands: the early windows that are open are those of the day."""
    entries: dict[int, Entry] = {}
    loose: list[Payment] = []
    for payment in sorted(payments, key=_order):
        k = index_of(terms.dates, payment.due) if payment.due else None
        if k is not None:
            _put(entries.setdefault(k, Entry()), payment)
        elif payment.due is None or payment.due >= terms.dates.start:
            loose.append(payment)
    known = [payment.paid_on for payment in loose if payment.paid_on]
    floor = min([terms.since, *known])
    until = max([as_of, *known])
    pool = sorted([*loose, *(over for k in sorted(entries) for over in _surplus(terms, entries[k]))], key=_order)
    return Settlement(terms, entries, _fill(terms, entries, pool, floor, until))


def open_until(terms: Terms, day: date) -> int:
    """The last index whose early window is open on the day."""
    if day > date.max - timedelta(days=terms.early + 1):
        return last_index(terms.dates)
    return min(last_index(terms.dates), index_from(terms.dates, day + timedelta(days=terms.early + 1)) - 1)


def _order(payment: Payment) -> tuple[date, str]:
    return payment.paid_on or date.min, payment.id


def _put(entry: Entry, payment: Payment) -> None:
    if payment.kind == "skip":
        entry.skipped = True
        return
    entry.closed = entry.closed or payment.kind == "closed_short"
    entry.parts.append((payment, payment.units))


def _surplus(terms: Terms, entry: Entry) -> Iterator[Payment]:
    """Takes away what is more than the occurrence needs, the latest payment's first to go; a skipped one needs none."""
    if terms.expected == 0:
        return
    left = 0.0 if entry.skipped else terms.expected
    kept = []
    for payment, units in entry.parts:
        taken = min(units, left)
        left -= taken
        if taken or not units:
            kept.append((payment, taken))
        if units > taken:
            yield replace(payment, due=None, units=units - taken, kind="payment")
    entry.parts = kept


def _fill(terms: Terms, entries: dict[int, Entry], pool: Sequence[Payment], floor: date, until: date) -> float:
    """Pours the pool into the occurrences from the floor on, the oldest first; gives back what is left."""
    k, last, credit = index_from(terms.dates, floor), open_until(terms, until), 0.0
    for payment in pool:
        left, touched = payment.units, None
        while (k := _unsettled(terms, entries, k)) <= last:
            if not left and (touched is not None or (payment.kind == "payment" and terms.expected)):
                break
            entry = touched = entries.setdefault(k, Entry())
            left = _pour(terms, entry, payment, left)
            if payment.kind == "skip" or not terms.expected:
                left = 0.0
        if payment.kind == "closed_short" and touched is not None:
            touched.closed = True
        credit += left if payment.kind != "skip" else 0.0
    return credit


def _unsettled(terms: Terms, entries: Mapping[int, Entry], k: int) -> int:
    while k in entries and entries[k].settled(terms.expected):
        k += 1
    return k


def _pour(terms: Terms, entry: Entry, payment: Payment, left: float) -> float:
    """What is left of the payment after the occurrence took what it needs."""
    if payment.kind == "skip":
        entry.skipped = True
        return 0.0
    taken = min(left, terms.expected - entry.paid) if terms.expected else left
    entry.parts.append((payment, taken))
    return left - taken
