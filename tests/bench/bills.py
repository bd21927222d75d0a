"""What is due and what was missed of 10,000 bills with 500,000 payments, against a loop over bills with dateutil.

`python -m tests.bench.bills` prints the rows alone. Both sides get the same frames in memory; ours computes afresh.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date
from random import Random
from typing import Any

import numpy as np
import pandas as pd
from dateutil.rrule import DAILY, MONTHLY, YEARLY, rrule

from models.bills import BILLS, PAYMENTS
from models.bills.recurrences import dates_of, day_number
from models.bills.schedule import schedules_in
from models.bills.upcoming import missed, upcoming
from models.core.book import Book, frame_of
from models.core.columns import CADENCES
from models.settings import SETTINGS

DAY = date(2026, 3, 5)
MANY, EACH = 10_000, 85  # single and yearly bills have fewer payments: half a million in all


def large(first_year: int = 2016, bills: int = MANY, each: int = EACH) -> Book:
    """Bills of every cadence that were written down as many occurrences ago as each has payments, the latest ones.

    One payment in eight names no occurrence, one in five hundred is missing.
    """
    dice, rules = Random(1), np.random.default_rng(1)
    rows = [
        {
            "name": f"Bill {n}", "amount": dice.randrange(500, 90_000) / 100, "cadence": CADENCES[n % len(CADENCES)],
            "due_months": 3, "start_date": date(first_year, dice.randint(1, 12), dice.randint(1, 28)),
            "due_day": None if n % 6 < 2 else dice.randint(1, 31), "status": "active", "weekend_rule": "after",
            "autopay": n % 2 == 0,
        }
        for n in range(bills)
    ]  # fmt: skip
    ids = [f"bill_{n:012x}" for n in range(bills)]
    alone = Book((BILLS, PAYMENTS, SETTINGS), {BILLS.key: frame_of(BILLS, ids, rows)})
    dates = schedules_in(alone, DAY, UTC).dates
    latest = dates.index_from(np.full(bills, day_number(DAY)))
    place = np.repeat(np.arange(bills), each)
    back = np.tile(np.arange(each), bills)
    since = dates.due(np.maximum(0, np.minimum(latest, dates.last_index()) - each + 1))
    since = np.maximum(since, day_number(date(2016, 1, 1)))
    some = (back <= np.minimum(latest, dates.last_index())[place]) & (rules.random(len(place)) > 0.002)
    due = dates.take(place).due(latest[place] - back)
    some &= (due >= dates.start[place]) & (due >= day_number(date(2016, 1, 1)))  # as many, whatever the bills' age
    place, back = place[some], back[some]
    nominal = dates.take(place).due(np.minimum(latest, dates.last_index())[place] - back)
    order = np.argsort(nominal + rules.integers(-9, 9, len(nominal)), kind="stable")
    place, nominal = place[order], nominal[order]
    named = dates_of(nominal).copy()
    named[rules.random(len(named)) < 0.125] = np.datetime64("NaT")
    held = {
        "bill_id": pd.array(alone[BILLS].index.to_numpy(object)[place], dtype="str"),
        "due_date": named,
        "paid_on": dates_of(nominal + rules.integers(-3, 6, len(nominal))),
        "amount": alone[BILLS]["amount"].to_numpy()[place],
        "kind": pd.array(np.full(len(place), "payment", dtype=object), dtype="str"),
    }
    empty = frame_of(PAYMENTS, [], [])
    frame = pd.DataFrame(held, index=pd.Index([f"pay_{n:012x}" for n in range(len(place))], dtype="str", name="id"))
    frame = frame.reindex(columns=empty.columns)
    stamps = [f"{day}T12:00:00Z" for day in dates_of(since).astype("datetime64[D]")]
    written = alone[BILLS].assign(created_at=pd.array(stamps, dtype="str"))
    return Book(alone.tables.values(), {BILLS.key: written, PAYMENTS.key: frame})


def ours(book: Book) -> tuple[float, float]:
    """Seconds for what is due next and for what was missed, from the frames alone."""
    fresh = Book(book.tables.values(), {key: book[key] for key in book.tables})
    start = time.perf_counter()
    upcoming(fresh, DAY, UTC, limit=50)
    middle = time.perf_counter()
    missed(fresh, DAY, UTC)
    return middle - start, time.perf_counter() - middle


def loop(book: Book) -> float:
    """Seconds for both by a plain loop: each bill's occurrences by rrule, its payments taken off, the oldest first."""
    bills, payments = book[BILLS], book[PAYMENTS]
    start = time.perf_counter()
    by_bill: dict[str, list[tuple[Any, float]]] = {}
    for bill_id, due, amount in zip(payments["bill_id"], payments["due_date"], payments["amount"], strict=True):
        by_bill.setdefault(bill_id, []).append((due, amount))
    found = []
    for bill_id, bill in bills.to_dict("index").items():
        since = bill["created_at"][:10]
        left = dict.fromkeys((due.date() for due in _rule(bill) if due.isoformat() >= since), bill["amount"])
        loose = 0.0
        for due, amount in by_bill.get(str(bill_id), []):
            if due is pd.NaT or due.date() not in left:
                loose += amount
            else:
                left[due.date()] -= amount
        for day, open_ in left.items():
            taken = min(open_, loose)
            loose -= taken
            if open_ - taken > 0:
                found.append((day, bill_id, open_ - taken))
    found.sort()
    return time.perf_counter() - start


def _rule(bill: Any) -> rrule:
    day, cadence = bill["due_day"], bill["cadence"]
    last: dict[str, Any] = {}
    if not pd.isna(day):
        last = {"bymonthday": tuple(range(min(int(day), 28), int(day) + 1)), "bysetpos": -1}
    until, since = pd.Timestamp(DAY), bill["start_date"]
    if cadence in ("weekly", "biweekly", "once"):
        step = 14 if cadence == "biweekly" else 7
        return rrule(DAILY, since, step, until=until, count=1 if cadence == "once" else None)
    if cadence == "yearly":
        return rrule(YEARLY, since, until=until, bymonth=since.month, **last)
    return rrule(MONTHLY, since, 3 if cadence == "every_n_months" else 1, until=until, **last)


def figures(rounds: int) -> Iterator[tuple[str, float, float, str, str]]:
    """The rows of the table: what, ours, theirs, unit, aim."""
    book, old = large(), large(1990)
    seconds = [(sum(ours(book)), sum(ours(old))) for _ in range(rounds)]  # in turns: the machine may be busy
    both, both_old = (min(found) for found in zip(*seconds, strict=True))
    yield "upcoming and missed, 10,000 bills, 500,000 payments / loop with dateutil", both, loop(book), "s", "1/100"
    yield "the same, bills of 1990 / bills of 2016", both_old, both, "s", "1"


if __name__ == "__main__":
    for what, mine, theirs, _, aim in figures(9):
        print(f"{what}: {mine:.3f} s against {theirs:.3f} s = 1/{theirs / mine:.1f} (aim {aim})")
