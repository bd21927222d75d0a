"""What differs between two states of a workbook, against a comparison row by row."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.bills import BILLS
from models.core.book import Book
from models.core.difference import Cell, differences
from tests.models.books import book_of

values = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Hydro", "Rent", "=A1"]),
        "amount": st.sampled_from([0.0, 12.5, 100.0]),
        "due_day": st.sampled_from([None, 1, 31]),
        "autopay": st.sampled_from([None, True, False]),
        "start_date": st.sampled_from([None, date(2026, 1, 31), date(2026, 3, 5)]),
    },
)
rows = st.dictionaries(st.sampled_from([f"bill_{number}" for number in range(5)]), values, max_size=5)


def book(held: dict[str, dict[str, Any]]) -> Book:
    return book_of(Bills=[{"id": row, **fields} for row, fields in held.items()])


@given(rows, rows)
def test_it_is_what_a_comparison_row_by_row_finds(before: dict[str, Any], after: dict[str, Any]) -> None:
    was, now = book(before), book(after)
    expected = {
        Cell(row, name, (was.row(BILLS, row) or {})[name], value)
        for row in before.keys() & after.keys()
        for name, value in (now.row(BILLS, row) or {}).items()
        if (was.row(BILLS, row) or {})[name] != value
    }
    found = differences(was, now)
    if not found:
        assert before.keys() == after.keys()
        assert not expected
        return
    (bills,) = found
    assert bills.table is now.tables["Bills"]
    assert (bills.added, bills.removed) == (
        tuple(row for row in after if row not in before), tuple(row for row in before if row not in after),
    )  # fmt: skip
    assert len(bills.cells) == len(expected)
    assert set(bills.cells) == expected


def test_equal_books_and_rows_in_another_order_do_not_differ() -> None:
    first: dict[str, dict[str, Any]] = {"bill_1": {"name": "Hydro"}, "bill_2": {"name": "Rent", "amount": 1.0}}
    assert differences(book(first), book(dict(reversed(first.items())))) == ()


def test_a_blank_that_got_a_value_and_a_value_that_became_blank_are_changes() -> None:
    (found,) = differences(book({"bill_1": {"due_day": 3}}), book({"bill_1": {"autopay": True}}))
    assert set(found.cells) == {Cell("bill_1", "due_day", 3, None), Cell("bill_1", "autopay", None, True)}
