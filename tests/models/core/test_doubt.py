"""When a difference is too much to take unasked, and the way back from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bills import BILLS
from models.core.book import Book, frame_of
from models.core.difference import differences
from models.core.doubt import back, doubt, rows_of
from models.core.schema import Value


def book(rows: dict[str, float | None]) -> Book:
    frames = {BILLS.key: frame_of(BILLS, list(rows), [_row(name, amount) for name, amount in rows.items()])}
    return Book([BILLS], frames)


def _row(name: str, amount: float | None) -> dict[str, Value]:
    return {"name": name, "amount": amount, "cadence": "monthly"}


def numbered(count: int) -> dict[str, float | None]:
    return {f"bill_{number}": float(number) for number in range(count)}


def words(was: Book, now: Book) -> str:
    [one] = differences(was, now)
    return doubt(one, len(was[BILLS]))


def test_every_row_that_came_went_or_changed_counts_once() -> None:
    [one] = differences(book({"a": 1.0, "b": None, "c": 3.0}), book({"c": 3.0, "b": 2.0, "d": None}))
    assert rows_of(one) == 3


@pytest.mark.parametrize(("gone", "asked"), [(2, ""), (3, "removed 3 of 10 Bills")])
def test_more_than_a_fifth_gone_is_asked_about(gone: int, asked: str) -> None:
    assert words(book(numbered(10)), book(dict(list(numbered(10).items())[gone:]))) == asked


@pytest.mark.parametrize(("changed", "asked"), [(3, ""), (4, "changed Amount in 4 of 10 Bills")])
def test_a_column_changed_in_more_than_three_tenths_is_asked_about(changed: int, asked: str) -> None:
    now = {**numbered(10), **{f"bill_{number}": 100.0 + number for number in range(changed)}}
    assert words(book(numbered(10)), book(now)) == asked


def test_one_row_of_a_small_table_is_an_ordinary_edit() -> None:
    assert words(book({"a": 1.0, "b": 2.0}), book({"a": 1.0})) == ""
    assert words(book({"a": 1.0, "b": 2.0}), book({"a": 1.0, "b": 3.0})) == ""


@pytest.mark.bad_input("IDS-11")
def test_a_column_sorted_alone_is_called_so() -> None:
    turned = dict(zip(numbered(10), reversed(numbered(10).values()), strict=True))
    assert "sort of one column" in words(book(numbered(10)), book(turned))


ROWS = st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.floats(0, 9).map(round), max_size=8)


@given(ROWS, ROWS)
def test_the_way_back_leads_back(before: dict[str, float | None], after: dict[str, float | None]) -> None:
    was, now = book(before), book(after)
    assert now.apply(back(was, now, {"Bills"}, "Keep")) == was
    assert (differences(was, now) == ()) == (was == now)
