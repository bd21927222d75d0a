"""Bills and income as their own rules have them due, in the snapshot and in the forecast."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bills.recurrence import Recurrence, occurrences
from models.bills.schedule import schedule_of
from models.budget.income import income_due, without_dates
from models.budget.occurrences import bills_due, forecast_of, last_month, month_end, snapshot_of
from models.catalog import BY_KEY
from models.core.check import check_book
from models.core.columns import CADENCES
from models.core.edit import add_row
from models.core.refusal import Refused
from models.core.schema import Value
from tests.models.books import book_of

DAY = date(2026, 3, 5)
MADE = "2026-01-01T12:00:00Z"
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
Row = dict[str, Value]


def bill(name: str, amount: float, day: int, **more: Value) -> Row:
    start = date(2026, 1, min(day, 31))
    return {"name": name, "amount": amount, "cadence": "monthly", "start_date": start, "created_at": MADE, **more}


def pay(place: int, due: date, amount: float) -> Row:
    return {"bill_id": f"bill_{place}", "due_date": due, "paid_on": due, "amount": amount}


def test_what_is_still_to_pay_is_due_with_its_name_and_envelope() -> None:
    bills = [bill("Rent", 1000.0, 1, envelope="rent"), bill("Phone", 60.0, 31, weekend_rule="after")]
    paid = [pay(0, date(2026, m, 1), 1000.0) for m in (1, 2)] + [pay(0, date(2026, 3, 1), 400.0)]
    due = bills_due(book_of(Bills=bills, Payments=paid), DAY, UTC, date(2026, 3, 31))
    assert due[["date", "amount", "label", "bill_id", "envelope"]].values.tolist() == [
        [pd.Timestamp(2026, 2, 2), 60.0, "Phone", "bill_1", ""],  # 31 January was a Saturday
        [pd.Timestamp(2026, 3, 1), 600.0, "Rent", "bill_0", "rent"],
        [pd.Timestamp(2026, 3, 2), 60.0, "Phone", "bill_1", ""],
        [pd.Timestamp(2026, 3, 31), 60.0, "Phone", "bill_1", ""],
    ]


def test_the_snapshot_counts_what_is_due_in_its_own_month() -> None:
    book = book_of(Bills=[bill("Rent", 1000.0, 1), bill("Phone", 60.0, 28)])
    found = [snapshot_of(book, month, DAY, UTC).due_this_month for month in (date(2026, 2, 9), DAY, date(2026, 4, 1))]
    assert found == [1060.0, 1060.0, 1060.0]
    with pytest.raises(Refused, match=r"2036-04 cannot be shown: months from 1900-01 to 2036-03"):
        snapshot_of(book, date(2036, 4, 1), DAY, UTC)
    assert snapshot_of(book, date(2036, 3, 1), DAY, UTC).due_this_month == 1060.0


def test_the_forecast_has_overdue_bills_on_its_first_day_and_income_by_its_rules() -> None:
    book = book_of(
        Bills=[bill("Phone", 60.0, 28)],
        Income=[{"name": "Work", "amount": 100.0, "cadence": "weekly", "start_date": date(2026, 1, 2)}],
    )
    found = forecast_of(book, DAY, UTC, 10, 500.0)
    moved = [(day.date.day, day.money_in, day.money_out) for day in found.days if day.money_in or day.money_out]
    assert moved == [(5, 0.0, 120.0), (6, 100.0, 0.0), (13, 100.0, 0.0)]
    assert (found.lowest.date, found.lowest.balance, found.days[-1].balance) == (DAY, 380.0, 580.0)


@pytest.mark.parametrize("days", [0, -1, 3661, 10**9])
def test_a_forecast_of_no_days_or_of_too_many_is_refused(days: int) -> None:
    with pytest.raises(Refused, match="A forecast has 1 to"):
        forecast_of(book_of(), DAY, UTC, days, 0.0)


def test_income_that_is_paused_ended_or_without_dates_does_not_come() -> None:
    rows: list[Row] = [
        {"name": "Paused", "amount": 1.0, "cadence": "monthly", "due_day": 9, "status": "paused", "created_at": MADE},
        {"name": "Ended", "amount": 2.0, "cadence": "monthly", "start_date": DAY, "end_date": date(2026, 3, 8)},
        {"name": "No day", "amount": 4.0, "cadence": "monthly", "created_at": MADE},
        {"name": "Archived", "amount": 5.0, "cadence": "monthly", "due_day": 1, "status": "archived"},
        {"name": "Good", "amount": 8.0, "cadence": "monthly", "due_day": 31, "created_at": MADE},
    ]
    book = book_of(Income=rows)
    due = income_due(book, DAY, UTC, DAY, date(2026, 4, 30))
    assert list(zip(due["label"], due["date"].dt.date, due["amount"], strict=True)) == [
        ("Ended", DAY, 2.0), ("Good", date(2026, 3, 31), 8.0), ("Good", date(2026, 4, 30), 8.0),
    ]  # fmt: skip
    assert {row: fault.field for row, fault in without_dates(book, DAY, UTC).items()} == {"inc_2": "due_day"}
    [problem] = [one for one in check_book(book) if one.sheet == "Income"]
    assert (problem.row_id, problem.column) == ("inc_2", "due_day")
    assert "the forecast is without this income" in problem.message
    assert problem.advice


def test_created_at_is_a_day_of_the_zone() -> None:
    """Weekly from the first Thursday: 4 March 23:30 in Winnipeg is 5 March in UTC."""
    row: Row = {"name": "Work", "amount": 1.0, "cadence": "weekly", "due_day": 3, "created_at": "2026-03-05T05:30:00Z"}
    book = book_of(Income=[row])
    first = [income_due(book, DAY, zone, date(2026, 3, 1), date(2026, 3, 31))["date"].iloc[0].day
             for zone in (ZoneInfo("America/Winnipeg"), UTC)]  # fmt: skip
    assert first == [4, 11]


@given(
    cadence=st.sampled_from(CADENCES), start=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    months=st.integers(1, 24), first=st.dates(date(2025, 1, 1), date(2028, 1, 1)), span=st.integers(0, 800),
)  # fmt: skip
def test_income_comes_when_a_bill_of_the_same_rule_is_due(
    cadence: str, start: date, months: int, first: date, span: int
) -> None:
    """Against the single rule, asked day by day."""
    row: Row = {"name": "x", "amount": 3.0, "cadence": cadence, "start_date": start, "due_months": months}
    last = first + timedelta(days=span)
    found = income_due(book_of(Income=[row]), DAY, UTC, first, last)
    rule = schedule_of(row, DAY, UTC)
    assert isinstance(rule, Recurrence)
    assert list(found["date"].dt.date) == [one.due for one in occurrences(rule, first, last)]


def test_ends_of_months() -> None:
    assert [month_end(date(2024, 2, 1)), month_end(date(2026, 12, 31))] == [date(2024, 2, 29), date(2026, 12, 31)]
    assert last_month(date(2028, 2, 29)) == date(2038, 2, 28)
    assert last_month(date(9995, 1, 1)).year == 9998


def test_what_is_kept_with_a_book_follows_a_payment() -> None:
    """The figures are kept with the Book: an edit of any table that they come from makes them anew."""
    book = book_of(Bills=[bill("Rent", 1000.0, 1)], Income=[], Payments=[pay(0, date(2026, 1, 1), 1.0)])
    before = snapshot_of(book, DAY, DAY, UTC), forecast_of(book, DAY, UTC, 30, 0.0)
    paid: Row = {"bill_id": "bill_0", "due_date": date(2026, 3, 1), "paid_on": DAY, "amount": 1000.0}
    after = book.apply(add_row(book, BY_KEY["Payments"], paid, NOW))
    assert before[0].due_this_month - snapshot_of(after, DAY, DAY, UTC).due_this_month == 1000
    assert forecast_of(after, DAY, UTC, 30, 0.0).days[0].balance - before[1].days[0].balance == 1000
    earns: Row = {"name": "Work", "amount": 5.0, "cadence": "once", "start_date": date(2026, 3, 9)}
    more = after.apply(add_row(after, BY_KEY["Income"], earns, NOW))
    assert forecast_of(more, DAY, UTC, 30, 0.0).days[4].money_in == 5
