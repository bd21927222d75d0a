import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.budget import ENVELOPES, carried_in, cash_by_month, month_number
from models.core.book import Book
from models.core.calculated import calculated
from models.core.schema import Value
from models.core.values import plain
from tests.models.books import book_of

DAY = dt.date(2026, 3, 31)
Row = dict[str, Value]


def line(
    amount: float | None, day: dt.date | None = DAY, envelope: str | None = "fuel", kind: str | None = "expense"
) -> Row:
    return {"date": day, "amount": amount, "envelope": envelope, "kind": kind}


def figure(book: Book, name: str, row: str = "env_0") -> Value:
    return plain(calculated(book, ENVELOPES, DAY)[name][row])


FUEL: Row = {"name": "fuel", "monthly_target": 100.0}


def test_bills_monthly_is_summed_first_and_rounded_once() -> None:
    bills: list[Row] = [{"amount": 0.01, "cadence": "yearly", "envelope": "fuel"}] * 12
    assert figure(book_of(Envelopes=[FUEL], Bills=bills), "bills_monthly") == 0.01


def test_names_are_compared_in_any_case_and_as_they_are() -> None:
    envelopes: list[Row] = [FUEL, {"name": "fu*"}, {"name": "Fuel"}, {}]
    ledger = [line(1.0), line(2.0, envelope="FUEL"), line(4.0, envelope="fu*"), line(8.0, envelope=None)]
    spent = calculated(book_of(Envelopes=envelopes, Ledger=ledger), ENVELOPES, DAY)["spent_this_month"]
    assert list(spent) == [3, 4, 3, 8]


def test_spent_is_what_this_months_expenses_come_to() -> None:
    ledger = [
        line(0.1), line(0.2, dt.date(2026, 3, 1)), line(4.0, kind=None), line(None), line(8.0, None),
        line(100.0, dt.date(2026, 2, 28)), line(100.0, dt.date(2026, 4, 1)), line(100.0, dt.date(2025, 3, 5)),
        line(100.0, kind="income"), line(100.0, kind="transfer"), line(100.0, envelope="food"),
    ]  # fmt: skip
    book = book_of(Envelopes=[FUEL], Ledger=ledger)
    assert figure(book, "spent_this_month") == 4.3
    assert figure(book, "remaining") == 95.7


def rolling(created: str | None, *ledger: Row, target: float | None = 100.0, rollover: bool | None = True) -> Book:
    envelope: Row = {"name": "fuel", "monthly_target": target, "rollover": rollover, "created_at": created}
    return book_of(Envelopes=[envelope], Ledger=ledger)


@pytest.mark.parametrize(
    ("created", "carried"),
    [
        ("2026-03-01T00:00:00Z", 0),
        ("2026-02-28T23:59:59Z", 100),
        ("2025-12-31T00:00:00Z", 300),
        ("2026-04-01T00:00:00Z", 0),
        (None, 0),
        ("soon", 0),
    ],
)
def test_each_month_since_created_at_carries_its_target(created: str | None, carried: float) -> None:
    book = rolling(created)
    assert plain(carried_in(book, DAY)["env_0"]) == carried
    assert figure(book, "remaining") == 100 + carried


def test_what_was_spent_since_created_at_is_not_carried() -> None:
    ledger = (line(30.0, dt.date(2026, 1, 1)), line(900.0, dt.date(2025, 12, 31)), line(45.0), line(7.0, kind="income"))
    assert figure(rolling("2026-01-20T00:00:00Z", *ledger), "remaining") == 100 - 45 + 200 - 30


def test_overspending_is_carried_too() -> None:
    assert figure(rolling("2026-02-01T00:00:00Z", line(250.0, dt.date(2026, 2, 2))), "remaining") == 100 + 100 - 250


@pytest.mark.parametrize("rollover", [False, None])
def test_without_rollover_nothing_is_carried(rollover: bool | None) -> None:
    book = rolling("2025-01-01T00:00:00Z", line(10.0, dt.date(2026, 2, 2)), rollover=rollover)
    assert figure(book, "remaining") == 100


def test_a_blank_target_is_nothing_to_spend() -> None:
    assert figure(rolling("2026-01-01T00:00:00Z", line(10.0), target=None), "remaining") == -10


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 200)), max_size=20), st.integers(0, 10**7))
def test_a_rolling_envelope_loses_no_cent(spendings: list[tuple[int, int]], target: int) -> None:
    start = dt.date(2025, 11, 1)
    ledger = [line(amount / 100, start + dt.timedelta(days=days)) for amount, days in spendings]
    counted = sum(amount for amount, days in spendings if start + dt.timedelta(days=days) < dt.date(2026, 4, 1))
    remaining = figure(rolling("2025-11-07T00:00:00Z", *ledger, target=target / 100), "remaining")
    assert isinstance(remaining, float)
    assert round(remaining * 100) == 5 * target - counted


def test_cash_by_month_leaves_transfers_out() -> None:
    book = book_of(
        Ledger=[line(5.0), line(7.0, kind="income"), line(9.0, kind="transfer"), line(1.0, kind=None), line(2.0, None)]
    )
    assert cash_by_month(book) == {month_number(DAY): (70_000, 60_000)}


def test_no_envelopes_is_no_error() -> None:
    assert calculated(book_of(Ledger=[line(1.0)]), ENVELOPES, DAY).empty
