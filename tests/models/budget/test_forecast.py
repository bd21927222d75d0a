import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.budget.due import Due, due_frame
from models.budget.forecast import balance_on, forecast, to_json
from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from tests.models.books import book_of

DAY = dt.date(2026, 3, 5)
Row = dict[str, Value]
NOTHING = due_frame([])


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def line(amount: float, on: dt.date | None, kind: str | None = "expense") -> Row:
    return {"date": on, "amount": amount, "kind": kind}


def opened(*ledger: Row, balance: str | None = "1000", on: str | None = "2026-03-01") -> Book:
    settings: list[Row] = [{"key": "opening_balance", "value": balance}, {"key": "opening_balance_on", "value": on}]
    return book_of(Settings=settings, Ledger=ledger)


def test_the_balance_is_the_opening_one_and_the_ledger_since() -> None:
    ledger = (
        line(7.0, dt.date(2026, 3, 1)), line(0.1, dt.date(2026, 3, 2)), line(0.2, DAY, None),
        line(50.0, DAY, "income"), line(300.0, DAY, "transfer"), line(9.0, day(1)), line(9.0, None),
    )  # fmt: skip
    assert balance_on(opened(*ledger), DAY) == 1049.7


@pytest.mark.parametrize(
    ("balance", "on", "says"),
    [
        (None, "2026-03-01", "opening_balance is not set"),
        ("1000", None, "opening_balance_on is not set"),
        ("1000", "2026-03-06", "2026-03-06 is after 2026-03-05"),
    ],
)
def test_without_a_balance_it_is_refused(balance: str | None, on: str | None, says: str) -> None:
    with pytest.raises(Refused, match=says):
        forecast(opened(balance=balance, on=on), DAY, 30, NOTHING, NOTHING)


def test_an_overdraft_is_a_balance() -> None:
    assert balance_on(opened(balance="-20.5"), DAY) == -20.5


def test_day_by_day_with_the_lowest_and_the_first_below_the_buffer() -> None:
    bills = due_frame([Due(day(1), 700.0), Due(day(3), 100.0), Due(day(4), 100.0), Due(day(9), 1.0)])
    income = due_frame([Due(day(4), 150.0), Due(day(2), 10.0)])
    found = forecast(opened(), DAY, 5, bills, income)
    assert [(d.money_in, d.money_out, d.balance) for d in found.days] == [
        (0, 0, 1000), (0, 700, 300), (10, 0, 310), (0, 100, 210), (150, 100, 260),
    ]  # fmt: skip
    assert (found.lowest.date, found.lowest.balance) == (day(3), 210)
    assert found.below_buffer_on == day(1)
    assert forecast(opened(), DAY, 1, bills, income).below_buffer_on is None


def test_a_given_balance_needs_no_settings() -> None:
    assert forecast(book_of(), DAY, 1, NOTHING, NOTHING, 12.34).days[0].balance == 12.34


def test_the_first_of_equally_low_days_is_named() -> None:
    assert forecast(opened(), DAY, 9, due_frame([Due(day(2), 1.0)]), NOTHING).lowest.date == day(2)


def test_what_is_overdue_goes_out_today_and_earlier_income_has_come() -> None:
    first = forecast(opened(), DAY, 2, due_frame([Due(day(-20), 40.0)]), due_frame([Due(day(-1), 500.0)])).days[0]
    assert (first.money_in, first.money_out, first.balance) == (0, 40, 960)


@pytest.mark.parametrize(("come", "still"), [(0.0, 150.0), (150.0, 0.0), (100.0, 50.0), (400.0, 0.0)])
def test_todays_income_is_not_counted_twice(come: float, still: float) -> None:
    found = forecast(opened(line(come, DAY, "income")), DAY, 1, NOTHING, due_frame([Due(DAY, 150.0)]))
    assert found.days[0].money_in == still
    assert found.days[0].balance == 1000 + come + still


@pytest.mark.parametrize("days", [0, -1, 3661])
def test_so_many_days_make_no_forecast(days: int) -> None:
    with pytest.raises(Refused, match="1 to 3,660"):
        forecast(opened(), DAY, days, NOTHING, NOTHING)


def test_a_balance_that_is_none() -> None:
    with pytest.raises(Refused, match="nan is no balance"):
        forecast(opened(), DAY, 1, NOTHING, NOTHING, float("nan"))


def test_what_the_command_prints() -> None:
    found = to_json(forecast(opened(), DAY, 1, due_frame([Due(DAY, 600.0)]), NOTHING))
    assert json.loads(json.dumps(found, default=str)) == {
        "days": [{"date": "2026-03-05", "in": 0, "out": 600, "balance": 400}],
        "lowest": {"date": "2026-03-05", "balance": 400},
        "below_buffer_on": "2026-03-05",
    }


flows = st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 10**8)), max_size=20)


@given(flows, flows, st.integers(-(10**8), 10**8))
def test_every_cent_is_accounted_for(outs: list[tuple[int, int]], ins: list[tuple[int, int]], start: int) -> None:
    bills = due_frame(Due(day(n), cents / 100) for n, cents in outs)
    income = due_frame(Due(day(n), cents / 100) for n, cents in ins)
    found = forecast(book_of(), DAY, 30, bills, income, start / 100)
    for number, one in enumerate(found.days):
        came = sum(cents for n, cents in ins if 0 <= n <= number)
        went = sum(cents for n, cents in outs if n <= number)
        assert round(one.balance * 100) == start + came - went
    assert found.lowest.balance == min(one.balance for one in found.days)
    below = [one.date for one in found.days if one.balance < 500]
    assert found.below_buffer_on == (below[0] if below else None)
