import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bills import BILLS, monthly_total, times_a_year
from models.core.calculated import calculated
from models.core.columns import CADENCES
from models.core.schema import Value
from models.core.values import plain
from tests.models.books import book_of

DAY = dt.date(2026, 3, 31)


def estimate(**bill: Value) -> Value:
    return plain(calculated(book_of(Bills=[bill]), BILLS, DAY)["monthly_est"].iloc[0])


@pytest.mark.parametrize(
    ("cadence", "months", "expected"),
    [
        ("weekly", None, 433.33),
        ("biweekly", None, 216.67),
        ("monthly", None, 100),
        ("every_n_months", 3, 33.33),
        ("every_n_months", None, 100),
        ("every_n_months", -2, 100),
        ("yearly", None, 8.33),
        ("once", None, 0),
        (None, None, 100),
    ],
)
def test_what_100_comes_to_in_a_month(cadence: str | None, months: int | None, expected: float) -> None:
    assert estimate(amount=100.0, cadence=cadence, due_months=months) == expected


@pytest.mark.parametrize("status", ["paused", "archived"])
def test_a_bill_that_is_not_active_is_nothing(status: str) -> None:
    assert estimate(amount=100.0, status=status) == 0
    assert estimate(amount=100.0, status=None) == 100


def test_a_bill_counts_through_its_end_date() -> None:
    assert estimate(amount=100.0, end_date=DAY) == 100
    assert estimate(amount=100.0, end_date=DAY - dt.timedelta(days=1)) == 0


def test_without_an_amount_there_is_no_estimate() -> None:
    assert estimate(name="phones") is None


def test_the_total_is_summed_first_and_rounded_once() -> None:
    book = book_of(Bills=[{"amount": 0.01, "cadence": "yearly"}] * 12)
    assert list(calculated(book, BILLS, DAY)["monthly_est"]) == [0] * 12
    assert monthly_total(book, DAY) == 0.01


bills = st.lists(st.tuples(st.integers(0, 10**8), st.sampled_from(CADENCES), st.integers(1, 24)), max_size=12)


@given(bills)
def test_estimates_are_exact(plan: list[tuple[int, str, int]]) -> None:
    book = book_of(Bills=[{"amount": a / 100, "cadence": c, "due_months": n} for a, c, n in plan])
    times = {"weekly": 52, "biweekly": 26, "monthly": 12, "yearly": 1, "once": 0}
    exact = [Fraction(a) * (Fraction(12, n) if c == "every_n_months" else times[c]) / 12 for a, c, n in plan]
    assert [round(value * 100) for value in calculated(book, BILLS, DAY)["monthly_est"]] == [half_up(x) for x in exact]
    assert round(monthly_total(book, DAY) * 100) == half_up(sum(exact, Fraction(0)))


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def test_times_a_year_has_the_index_of_the_frame() -> None:
    book = book_of(Bills=[{"id": "bill_x", "cadence": "weekly"}])
    assert dict(times_a_year(book, DAY)) == {"bill_x": 52}


def test_no_bills_come_to_nothing() -> None:
    assert monthly_total(book_of(), DAY) == 0
    assert calculated(book_of(), BILLS, DAY).empty
