"""How all bills stand on a day: `settlement` for every bill at once, in arrays.

Payments that name their occurrence are summed by (bill, occurrence) with one sort. The rest is a pool for each bill,
and how far it reaches is a division: the age of a bill adds nothing. Bills with a loose skip or closed_short, or with
loose payments and nothing expected, are settled one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

import numpy as np
import pandas as pd

from models.bills.recurrences import Days, Ints, day_at, day_number, days_of
from models.bills.schedule import Schedules, schedules_in
from models.bills.settlement import Payment, Settlement, Terms, settle
from models.core.book import Book
from models.core.groups import groups_of
from models.core.sums import units

BITS = 20
SPAN = 1 << BITS  # more than any rule has occurrences: one number holds a bill's place and an index
LARGEST = 1e10  # units: sums over all payments of bills up to a million each are exact

# By occurrence that payments name, sorted: its key, what it took in units, and whether it is settled.
Named = tuple[Ints, Any, Any]


@dataclass(frozen=True)
class Paid:
    """Payments as arrays: the bill's place, the occurrence named (-1 = loose), units, and the kinds that matter."""

    row: Ints
    bill: Ints
    k: Ints
    units: Any
    skip: Any
    closed: Any
    paid_on: Days
    known: Any


@dataclass(frozen=True)
class Standing:
    """By bill: from `floor` through `filled` all is settled, `spill` units came to the occurrence after, `first` is
    the oldest owed and unsettled one. By `key` (bill x SPAN + index, sorted): what came to an occurrence that was
    named, and whether that settled it. `credit` in units.
    """

    schedules: Schedules
    floor: Ints
    filled: Ints
    spill: Any
    credit: Any
    first: Ints
    key: Ints
    paid: Any
    settled: Any

    def is_settled(self, bill: Ints, k: Ints) -> Any:
        """Whether occurrences are settled, for places of bills and indexes."""
        place, found = self._find(bill, k)
        return (found & self.settled[place]) | ((k >= self.floor[bill]) & (k <= self.filled[bill]))

    def paid_of(self, bill: Ints, k: Ints) -> Any:
        """What came to each occurrence, in units."""
        place, found = self._find(bill, k)
        named = np.where(found, self.paid[place], 0.0)
        by_name = found & self.settled[place]
        poured = (k >= self.floor[bill]) & (k <= self.filled[bill]) & ~by_name
        return np.where(poured, self.schedules.expected[bill],
                        named + np.where((k == self.filled[bill] + 1) & ~by_name, self.spill[bill], 0.0))  # fmt: skip

    def _find(self, bill: Ints, k: Ints) -> tuple[Ints, Any]:
        wanted = bill * SPAN + k
        place = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return place, self.key[place] == wanted


def standing(book: Book, as_of: date, zone: tzinfo) -> Standing:
    """How the book's bills stand on the day, kept with it."""
    return book.derived(("standing", as_of, zone), lambda: _standing(book, as_of, zone))


def settlement_of(book: Book, bill_id: str, as_of: date, zone: tzinfo) -> Settlement:
    """One bill's payments and what they settle, part by part. ValueError for a bill without dates."""
    found = schedules_in(book, as_of, zone)
    row = int(found.ids.get_loc(bill_id))  # type: ignore[arg-type]  # IDs are unique
    if found.fault[row] >= 0:
        raise ValueError(f"{bill_id} has no dates")
    rows = groups_of(book, "Payments", "bill_id").rows(bill_id)
    return settle(terms_of(found, row), payments_at(book["Payments"], rows), as_of)


def terms_of(found: Schedules, row: int) -> Terms:
    return Terms(found.dates.at(row), float(found.expected[row]), int(found.early[row]), day_at(found.since[row]))


def payments_at(payments: pd.DataFrame, rows: Ints) -> Iterator[Payment]:
    """The payments in those places of the table."""
    part = payments.take(rows)
    money = np.maximum(0.0, units(part["amount"]))
    columns = (part.index, part["due_date"], part["paid_on"], money, part["kind"].fillna("payment"))
    for row_id, due, paid_on, amount, kind in zip(*columns, strict=True):
        yield Payment(str(row_id), _day(due), _day(paid_on), float(amount), str(kind))


def _day(moment: Any) -> date | None:
    return None if moment is pd.NaT else moment.date()


def _standing(book: Book, as_of: date, zone: tzinfo) -> Standing:
    found = schedules_in(book, as_of, zone)
    paid = _paid(book, found)
    key, came, settled, surplus = _named(found, paid)
    loose = paid.k < 0
    pool = surplus + np.bincount(paid.bill[loose], paid.units[loose], len(found.ids))
    floor_day, until = _reach(found, paid, loose, day_number(as_of))
    floor = found.dates.index_from(floor_day)
    last = np.minimum(found.dates.last_index(), found.dates.index_from(until + found.early + 1) - 1)
    slow = _slow(found, paid, loose, pool)
    pool[slow] = 0.0
    filled, spill, credit = _fill(found.expected, pool, floor, last, (key, came, settled))
    if len(slow):
        filled[slow], spill[slow] = floor[slow] - 1, 0.0
        key, came, settled = _one_by_one(book, found, paid, slow, as_of, (key, came, settled), credit)
    first = _first(np.maximum(found.dates.index_from(found.since), filled + 1), key, settled)
    nothing = np.zeros(0 if len(key) else 1)
    return Standing(
        found, floor, filled, spill, credit, first,
        np.append(key, nothing - 1).astype("int64"), np.append(came, nothing), np.append(settled, nothing).astype(bool),
    )  # fmt: skip


def _paid(book: Book, found: Schedules) -> Paid:
    """The payments of bills that have dates; those before the bill's schedule began are left out."""
    payments = book["Payments"]
    bill = found.ids.get_indexer(payments["bill_id"].array)
    row = np.flatnonzero(np.append(found.fault < 0, False)[bill])
    whole = len(row) == len(bill)
    bill = bill if whole else bill[row]
    columns = {name: payments[name].array if whole else payments[name].array[row]
               for name in ("due_date", "paid_on", "amount", "kind")}  # fmt: skip
    given = ~np.isnat(np.asarray(columns["due_date"], dtype="datetime64[s]"))
    due, k = days_of(columns["due_date"]), np.full(len(bill), -1)
    named = np.flatnonzero(given)
    k[named] = found.dates.index_of(due[named], bill[named])
    skip, closed = _kinds(columns["kind"])
    money = np.where(skip, 0.0, np.maximum(0.0, units(columns["amount"])))
    known = ~np.isnat(np.asarray(columns["paid_on"], dtype="datetime64[s]"))
    paid = Paid(row, bill, k, money, skip, closed, days_of(columns["paid_on"]), known)
    counts = (k >= 0) | ~given | (due >= found.dates.start[bill])
    return paid if counts.all() else _only(paid, counts)


def _kinds(kinds: Any) -> tuple[Any, Any]:
    """Where a payment is a skip, and where it is closed_short; nearly all are neither."""
    words = np.asarray(kinds, dtype=object)
    odd = words != "payment"
    skip, closed = odd.copy(), odd.copy()
    skip[odd], closed[odd] = words[odd] == "skip", words[odd] == "closed_short"
    return skip, closed


def _only(paid: Paid, which: Any) -> Paid:
    return Paid(*(getattr(paid, name)[which] for name in Paid.__dataclass_fields__))


def _named(found: Schedules, paid: Paid) -> tuple[Ints, Any, Any, Any]:
    """By occurrence that payments name: its key, what it took, whether it is settled; by bill the surplus."""
    which = np.flatnonzero(paid.k >= 0)
    all_keys = paid.bill[which] * SPAN + paid.k[which]
    order = np.argsort(all_keys)
    keys = all_keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(starts):
        return keys, np.zeros(0), np.zeros(0, dtype=bool), np.zeros(len(found.ids))
    key = keys[starts]
    came = np.add.reduceat(paid.units[which][order], starts)
    skip, closed = (np.isin(key, all_keys[flag[which]]) for flag in (paid.skip, paid.closed))
    bill = key >> BITS
    expected = found.expected[bill]
    took = np.where(expected == 0, came, np.minimum(came, np.where(skip, 0.0, expected)))
    settled = skip | closed | (took >= expected)
    return key, took, settled, np.bincount(bill, came - took, len(found.ids))


def _reach(found: Schedules, paid: Paid, loose: Any, as_of: int) -> tuple[Days, Days]:
    """From which due date on, and with windows open until which day, the pool is poured."""
    floor, until = found.since.copy(), np.full(len(found.ids), as_of)
    dated = loose & paid.known
    np.minimum.at(floor, paid.bill[dated], paid.paid_on[dated])
    np.maximum.at(until, paid.bill[dated], paid.paid_on[dated])
    return floor, until


def _slow(found: Schedules, paid: Paid, loose: Any, pool: Any) -> Ints:
    odd = loose & (paid.skip | paid.closed | (found.expected[paid.bill] == 0))
    return np.union1d(paid.bill[odd], np.flatnonzero((pool > 0) & (found.expected > LARGEST)))


def _fill(expected: Any, pool: Any, floor: Ints, last: Ints, named: Named) -> tuple[Ints, Any, Any]:
    """How far each pool reaches: the last settled index, what is over for the next one, and the credit.

    The need from the floor through index k is expected x (k - floor + 1), less what the occurrences that payments
    name have already (`given`). It never falls, so the named ones that the pool reaches are counted, not looked for.
    """
    key, came, settled = named
    bill, k = key >> BITS, key & (SPAN - 1)
    inside = (pool[bill] > 0) & (k >= floor[bill]) & (k <= last[bill]) & (expected[bill] <= LARGEST)
    bill, k = bill[inside], k[inside]
    given = np.where(settled[inside], expected[bill], came[inside])
    so_far = np.cumsum(given)
    before = so_far - given
    firsts = np.searchsorted(bill, np.arange(len(pool)))
    so_far -= np.append(before, 0.0)[np.minimum(firsts, len(before))][bill]
    reached = expected[bill] * (k - floor[bill] + 1) - so_far <= pool[bill]
    spared = np.bincount(bill[reached], given[reached], len(pool))
    each = np.where(expected > 0, expected, 1.0)
    filled = floor - 1 + ((pool + spared) // each).astype("int64")
    over = np.maximum(0.0, pool - (expected * (filled - floor + 1) - spared))
    capped = filled >= last
    whole = np.bincount(bill, given, len(pool))
    end = np.maximum(last, floor - 1)
    credit = np.where(capped, pool - (expected * (end - floor + 1) - whole), 0.0)
    return np.where(capped, end, filled), np.where(capped, 0.0, over), np.maximum(0.0, credit)


def _one_by_one(book: Book, found: Schedules, paid: Paid, slow: Ints, as_of: date, named: Named, credit: Any) -> Named:
    """The named occurrences with those of the slow bills as `settle` finds them; their credit is set."""
    theirs = np.flatnonzero(np.isin(paid.bill, slow))
    theirs = theirs[np.argsort(paid.bill[theirs], kind="stable")]
    ends = np.searchsorted(paid.bill[theirs], slow, side="right")
    keys, came, settled = [], [], []
    for bill, places in zip(map(int, slow), np.split(theirs, ends), strict=False):
        one = settle(terms_of(found, bill), payments_at(book["Payments"], paid.row[places]), as_of)
        credit[bill] = one.credit
        for k, entry in one.entries.items():
            keys.append(bill * SPAN + k)
            came.append(entry.paid)
            settled.append(one.settled(k))
    others = ~np.isin(named[0] >> BITS, slow)
    key = np.append(named[0][others], np.array(keys, dtype="int64"))
    order = np.argsort(key)
    joined = np.append(named[1][others], came), np.append(named[2][others], settled).astype(bool)
    return key[order], joined[0][order], joined[1][order]


def _first(start: Ints, key: Ints, settled: Any) -> Ints:
    """The first index from `start` on that is not settled: the settled ones that follow on it are counted."""
    key = key[settled]
    bill, k = key >> BITS, key & (SPAN - 1)
    after = k >= start[bill]
    bill, k = bill[after], k[after]
    place = np.arange(len(bill)) - np.searchsorted(bill, np.arange(len(start)))[bill]
    return start + np.bincount(bill[k - start[bill] == place], minlength=len(start))
