import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bills import REMINDERS
from models.budget.buffer import (
    NO_TARGET,
    breaking_bill,
    buffer_check,
    push_buffer_reminder,
    terms,
)
from models.core.book import Book
from models.core.edit import set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from tests.models.books import book_of

DAY = dt.date(2026, 3, 5)
NOW = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
Row = dict[str, Value]


def bill(name: str, amount: float, created: str | None = None, cadence: str = "monthly") -> Row:
    return {"id": f"bill_{name}", "name": name, "amount": amount, "cadence": cadence, "created_at": created}


def house(target: float | None, *bills: Row, buffer_min: float = 500.0) -> Book:
    goal = None if target is None else str(target)
    settings: list[Row] = [{"key": "income_target", "value": goal}, {"key": "buffer_min", "value": str(buffer_min)}]
    return book_of(Settings=settings, Bills=bills)


def test_the_sum_is_written_as_a_person_would() -> None:
    found = buffer_check(house(4200.0, bill("rent", 2963.0)), DAY)
    assert (found.projected_after_buffer, found.alert) == (737, None)
    assert terms(found) == "4,200 - 2,963 - 500 = 737"


def test_cents_are_shown_where_one_figure_has_them() -> None:
    assert terms(buffer_check(house(4200.0, bill("rent", 0.5)), DAY)) == "4,200.00 - 0.50 - 500.00 = 3,699.50"


def test_without_a_target_it_says_so_and_raises_no_alert() -> None:
    found = buffer_check(house(None, bill("rent", 2963.0)), DAY)
    assert (found.income_target, found.projected_after_buffer, found.alert) == (None, None, None)
    assert (found.bills_monthly_est, found.buffer_min) == (2963, 500)
    assert terms(found) == NO_TARGET


def test_a_target_of_zero_is_a_target() -> None:
    found = buffer_check(house(0.0), DAY)
    assert found.projected_after_buffer == -500
    assert found.alert is not None


def test_nothing_left_is_still_safe() -> None:
    assert buffer_check(house(600.0, bill("rent", 100.0)), DAY).alert is None
    assert buffer_check(house(599.99, bill("rent", 100.0)), DAY).alert is not None


def test_the_alert_names_the_sum_and_the_bill_that_broke_it() -> None:
    late, phone = bill("late", 60.0, "2026-02-01T00:00:00Z"), bill("phone", 40.0, "2025-01-01T00:00:00Z")
    alert = buffer_check(house(3450.0, late, bill("rent", 2900.0), phone), DAY).alert
    assert alert is not None
    assert (alert.type, alert.severity, alert.title) == ("buffer", "high", "The month is short by 50.00")
    assert alert.detail == "3,450 - 3,000 - 500 = -50. late (60.00 a month) is the bill that takes it below zero."


def test_income_below_the_bills_is_critical() -> None:
    alert = buffer_check(house(999.0, bill("rent", 1000.0)), DAY).alert
    assert alert is not None
    assert alert.severity == "critical"


def test_the_buffer_alone_may_be_too_much() -> None:
    alert = buffer_check(house(400.0, bill("rent", 10.0)), DAY).alert
    assert alert is not None
    assert "buffer minimum alone" in alert.detail


def test_another_buffer_can_be_tried() -> None:
    book = house(1000.0, bill("rent", 800.0))
    assert buffer_check(book, DAY).alert is not None
    tried = buffer_check(book, DAY, buffer_min=200.0)
    assert (tried.buffer_min, tried.projected_after_buffer, tried.alert) == (200, 0, None)
    with pytest.raises(Refused, match="Buffer minimum"):
        buffer_check(book, DAY, buffer_min=-1.0)


costs = st.lists(st.integers(0, 10**6), max_size=8)


@given(costs, st.integers(0, 10**7), st.integers(0, 10**6))
def test_the_bill_that_breaks_it_is_the_first_too_many(plan: list[int], target: int, floor: int) -> None:
    book = house(target / 100, *(bill(f"b{n}", cost / 100) for n, cost in enumerate(plan)), buffer_min=floor / 100)
    found = buffer_check(book, DAY)
    assert found.projected_after_buffer == (target - floor - sum(plan)) / 100
    breaking = breaking_bill(book, DAY, target / 100, floor / 100)
    fall = [n for n in range(len(plan)) if sum(plan[: n + 1]) > target - floor]
    expected = f"bill_b{fall[0]}" if fall and floor <= target else None
    assert (breaking and breaking.bill_id) == expected


def test_an_unnamed_bill_is_named_by_its_id() -> None:
    book = house(500.0, {"id": "bill_x", "amount": 1.0})
    breaking = breaking_bill(book, DAY, 500.0, 500.0)
    assert breaking is not None
    assert breaking.name == "bill_x"


def pushed(book: Book, day: dt.date = DAY) -> Book:
    return book.apply(push_buffer_reminder(book, day, NOW))


def reminders(book: Book) -> list[tuple[object, ...]]:
    frame = book[REMINDERS]
    return list(zip(frame["ref"], frame["status"], frame["priority"], frame["title"], strict=True))


SHORT: tuple[object, ...] = ("buffer:2026-03", "active", "high", "The month is short by 100.00")


def with_amount(book: Book, amount: float) -> Book:
    return book.apply(set_fields(book, book.tables["Bills"], "bill_rent", {"amount": amount}, NOW))


def test_one_reminder_a_month_however_often_it_runs() -> None:
    once = pushed(house(1000.0, bill("rent", 600.0)))
    assert reminders(once) == [SHORT]
    assert not push_buffer_reminder(once, dt.date(2026, 3, 31), NOW)
    row = once[REMINDERS].iloc[0]
    assert (row["kind"], row["due_date"].date()) == ("budget", DAY)
    assert "rent (600.00 a month)" in row["notes"]


def test_it_is_updated_when_the_figure_moves() -> None:
    worse = pushed(with_amount(pushed(house(1000.0, bill("rent", 600.0))), 1200.0))
    assert reminders(worse) == [("buffer:2026-03", "active", "critical", "The month is short by 700.00")]


def test_it_is_completed_at_zero_and_opened_again_below() -> None:
    safe = pushed(with_amount(pushed(house(1000.0, bill("rent", 600.0))), 500.0))
    assert reminders(safe) == [(SHORT[0], "done", *SHORT[2:])]
    assert safe[REMINDERS]["notes"].iloc[0] == "1,000 - 500 - 500 = 0"
    assert not push_buffer_reminder(safe, DAY, NOW)
    assert reminders(pushed(with_amount(safe, 600.0))) == [SHORT]


@pytest.mark.parametrize("status", ["done", "dismissed"])
def test_what_the_person_closed_stays_closed_while_the_figure_is_the_same(status: str) -> None:
    book = pushed(house(1000.0, bill("rent", 600.0)))
    closed = book.apply(set_fields(book, REMINDERS, str(book[REMINDERS].index[0]), {"status": status}, NOW))
    assert not push_buffer_reminder(closed, DAY, NOW)
    worse = reminders(pushed(with_amount(closed, 700.0)))[0][1]
    assert worse == ("active" if status == "done" else "dismissed")


def test_the_next_month_has_its_own_and_completes_the_last() -> None:
    book = pushed(pushed(house(1000.0, bill("rent", 600.0))), dt.date(2026, 4, 1))
    assert [row[:2] for row in reminders(book)] == [("buffer:2026-03", "done"), ("buffer:2026-04", "active")]


def test_without_a_target_what_was_pushed_is_completed() -> None:
    book = pushed(house(1000.0, bill("rent", 600.0)))
    book = book.apply(set_fields(book, book.tables["Settings"], "income_target", {"value": None}, NOW))
    assert [row[1] for row in reminders(pushed(book))] == ["done"]


def test_other_reminders_are_left_alone() -> None:
    book = house(4000.0, bill("rent", 600.0))
    other: Row = {"title": "Call", "due_date": DAY, "kind": "manual", "ref": "followup:x", "status": "active"}
    frames = {key: book[key] for key in book.tables} | {"Reminders": book_of(Reminders=[other])["Reminders"]}
    book = Book(book.tables.values(), frames)
    assert not push_buffer_reminder(book, DAY, NOW)
