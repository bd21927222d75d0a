"""The next day with income: the earliest of the active rows, all of that day together."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from models.budget.next_income import next_income
from models.budget.tables import INCOME
from models.catalog import TABLES
from models.core.book import Book
from models.core.edit import add_row
from tests.workbooks import NOW

DAY = date(2026, 3, 5)


def with_income(*rows: dict[str, Any]) -> Book:
    book = Book(TABLES)
    for row in rows:
        book = book.apply(add_row(book, INCOME, row, NOW))
    return book


def test_the_earliest_one_after_the_day() -> None:
    book = with_income(
        {"name": "Pay", "amount": 2000.0, "cadence": "biweekly", "start_date": date(2026, 2, 20)},
        {"name": "Rent", "amount": 900.0, "cadence": "monthly", "due_day": 5, "start_date": date(2026, 1, 5)},
    )
    found = next_income(book, DAY, UTC)
    assert found is not None
    assert (found.date, found.amount, found.names) == (date(2026, 3, 6), 2000.0, ("Pay",))
    later = next_income(book, date(2026, 4, 3), UTC)
    assert later is not None
    assert (later.date, later.names) == (date(2026, 4, 5), ("Rent",))


def test_all_of_a_day_together_and_those_that_are_over_left_out() -> None:
    monthly: dict[str, Any] = {"cadence": "monthly", "due_day": 10, "start_date": date(2026, 1, 10)}
    book = with_income(
        {"name": "One", "amount": 0.1, **monthly},
        {"name": "Two", "amount": 0.2, **monthly},
        {"name": "Paused", "amount": 5.0, "cadence": "weekly", "start_date": date(2026, 1, 1), "status": "paused"},
        {"name": "Ended", "amount": 5.0, **monthly, "end_date": date(2026, 2, 28)},
        {"name": "Without dates", "amount": 5.0, "cadence": "yearly"},
    )
    found = next_income(book, DAY, UTC)
    assert found is not None
    assert (found.date, found.amount, found.names) == (date(2026, 3, 10), 0.3, ("One", "Two"))


def test_none_without_income() -> None:
    assert next_income(Book(TABLES), DAY, UTC) is None
