"""The arrays say what `settle` says, for any bills and any payments."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.bills import BILLS, PAYMENTS
from models.bills.recurrence import due, last_index
from models.bills.schedule import schedules_in
from models.bills.standing import Standing, settlement_of, standing
from models.bills.upcoming import in_window, left_out, missed, next_dues, occurrences_of, unpaid, upcoming
from models.core.book import Book, frame_of
from models.core.columns import CADENCES
from models.core.schema import Value
from models.settings import SETTINGS

DAY = dt.date(2026, 3, 31)
ZONE = ZoneInfo("America/Winnipeg")
near = st.dates(dt.date(2025, 9, 1), dt.date(2026, 6, 30))
amounts = st.sampled_from([0.0, 0.01, 1.0, 40.0, 60.0, 100.0, 150.0, 250.5, 2e6])
good_bills: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {
        "amount": st.sampled_from([100.0, 40.0]),
        "cadence": st.sampled_from(CADENCES),
        "due_months": st.just(2),
        "start_date": near | st.just(dt.date(2015, 1, 31)),
        "weekend_rule": st.sampled_from(["none", "before", "after"]),
        "created_at": st.none() | near.map(lambda day: f"{day}T03:00:00Z"),
    }
)
any_bills: st.SearchStrategy[dict[str, Value]] = st.fixed_dictionaries(
    {
        "amount": amounts | st.none(),
        "cadence": st.sampled_from([*CADENCES, "hourly"]) | st.none(),
        "due_day": st.integers(0, 32) | st.none(),
        "due_months": st.integers(0, 5) | st.none(),
        "start_date": near | st.none() | st.just(dt.date(1990, 1, 31)),
        "end_date": st.none() | near,
        "weekend_rule": st.sampled_from(["none", "before", "after"]) | st.none(),
        "grace_days": st.none() | st.integers(0, 10),
        "status": st.sampled_from(["active", "active", "paused", "archived"]) | st.none(),
        "created_at": st.none() | near.map(lambda day: f"{day}T03:00:00Z"),
    }
)
payments = st.fixed_dictionaries(
    {
        "bill_id": st.sampled_from(["bill_0", "bill_0", "bill_1", "bill_2", "bill_x"]),
        "due_date": st.none() | near,
        "paid_on": st.none() | near,
        "amount": st.none() | amounts | st.just(-5.0),
        "kind": st.none() | st.sampled_from(["payment", "payment", "payment", "skip", "closed_short"]),
    }
)


Rows = list[dict[str, Value]]


def small(bills: Rows, payments: Rows) -> Book:
    """Only the tables that are looked at: a whole Book takes longer to make than what is tested."""
    given = ((BILLS, bills), (PAYMENTS, payments))
    ids = {table: [f"{table.prefix}_{n}" for n in range(len(rows))] for table, rows in given}
    frames = {table.key: frame_of(table, ids[table], rows) for table, rows in given}
    return Book((BILLS, PAYMENTS, SETTINGS), frames)


@st.composite
def books(draw: st.DrawFn) -> Book:
    rows: Rows = draw(st.lists(good_bills | any_bills, min_size=1, max_size=3))
    paid: Rows = draw(st.lists(payments, min_size=1, max_size=12))
    found = schedules_in(small(rows, []), DAY, ZONE)
    for payment in paid:  # many of them name a date that is due
        row = int(str(payment["bill_id"])[-1].replace("x", "9"))
        if row < len(rows) and found.fault[row] < 0 and draw(st.booleans()):
            dates = found.dates.at(row)
            last = min(last_index(dates), 500)
            if last >= 0:
                payment["due_date"] = due(dates, draw(st.integers(0, last)))
    return small(rows, paid)


def same(book: Book, stand: Standing, row: int) -> None:
    bill = str(stand.schedules.ids[row])
    one = settlement_of(book, bill, DAY, ZONE)
    assert stand.credit[row] == one.credit
    oldest = one.oldest_unpaid()
    first = int(stand.first[row])
    assert (first if first <= last_index(one.terms.dates) else None) == oldest
    for k in {*one.entries, *range(max(0, first - 3), first + 8)}:
        assert bool(stand.is_settled(row_of(row), row_of(k))[0]) == one.settled(k), k
        assert float(stand.paid_of(row_of(row), row_of(k))[0]) == one.paid(k), k


def row_of(number: int) -> Any:
    return np.array([number])


@settings(max_examples=200)
@given(books())
def test_all_bills_at_once_are_as_one_by_one(book: Book) -> None:
    stand = standing(book, DAY, ZONE)
    for row in range(len(stand.schedules.ids)):
        if stand.schedules.fault[row] < 0:
            same(book, stand, row)


def test_a_payment_for_the_last_week_of_the_calendar_is_no_burden() -> None:
    bill: dict[str, Value] = {"amount": 100.0, "cadence": "weekly", "start_date": dt.date(1900, 1, 1)}
    paid: dict[str, Value] = {"bill_id": "bill_0", "amount": 100.0, "paid_on": DAY, "due_date": dt.date(9999, 12, 27)}
    book = small([bill], [paid, {**paid, "due_date": dt.date(1900, 1, 8)}, {**paid, "amount": 30.0}])
    stand = standing(book, DAY, ZONE)
    same(book, stand, 0)
    assert len(stand.key) == 2


@settings(max_examples=100)
@given(books())
def test_missed_are_the_overdue_and_missed_occurrences_of_active_bills(book: Book) -> None:
    lines = missed(book, DAY, ZONE)
    columns = (lines["bill_id"], lines["due"].dt.date, lines["status"], lines["remaining"], lines["partial"])
    found = set(zip(*columns, strict=True))
    bills, expected = book["Bills"], set()
    out = left_out(book, DAY, ZONE)
    for bill_id in bills.index[~bills["status"].isin(["paused", "archived"])].difference(list(out)):
        for one in occurrences_of(book, bill_id, dt.date(1980, 1, 1), DAY, DAY, ZONE):
            if one.status in ("overdue", "missed"):
                expected.add((bill_id, one.due, one.status, one.remaining, one.partial))
    assert found == expected


@settings(max_examples=100)
@given(books(), near)
def test_a_window_holds_what_each_bill_says(book: Book, first: dt.date) -> None:
    last = first + dt.timedelta(days=40)
    lines = in_window(book, first, last, DAY, ZONE)
    assert lines["moved_to"].is_monotonic_increasing
    ahead = unpaid(book, DAY, ZONE, last)
    ahead = ahead[ahead["moved_to"].dt.date >= first]
    still = lines[~lines["status"].isin(["paid", "paid_early", "paid_late", "skipped"])]
    assert sorted(zip(still["bill_id"], still["due"], still["remaining"], strict=True)) == sorted(
        zip(ahead["bill_id"], ahead["due"], ahead["remaining"], strict=True)
    )


@settings(max_examples=100)
@given(books())
def test_next_due_is_the_oldest_unpaid_date_shown(book: Book) -> None:
    soonest = upcoming(book, DAY, ZONE)
    assert soonest["next_due"].is_monotonic_increasing
    first = unpaid(book, DAY, ZONE, dt.date(2060, 1, 1)).drop_duplicates("bill_id").set_index("bill_id")["moved_to"]
    found = next_dues(book, DAY, ZONE).dropna()
    assert dict(found) == dict(first)
