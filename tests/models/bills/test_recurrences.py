"""The arrays say what the plain functions say."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.bills.recurrence import Recurrence, due, index_from, index_of, last_index, moved
from models.bills.recurrences import dates_of, day_at, day_number, days_of
from tests.models.bills.rules import arrays, days, modern, rules

lines = st.lists(st.tuples(rules(), modern), min_size=1, max_size=8)
far_lines = st.lists(st.tuples(rules(days), days), min_size=1, max_size=8)


def same(found: object, expected: list[int]) -> None:
    assert list(map(int, np.asarray(found))) == expected


@given(lines | far_lines)
def test_indexes(given: list[tuple[Recurrence, date]]) -> None:
    many, numbers = arrays([rule for rule, _ in given]), np.array([day_number(day) for _, day in given])
    same(many.index_from(numbers), [index_from(rule, day) for rule, day in given])
    same(many.last_index(), [last_index(rule) for rule, _ in given])
    found = [index_of(rule, day) for rule, day in given]
    same(many.index_of(numbers), [-1 if k is None else k for k in found])


@given(lines)
def test_due_and_moved_dates(given: list[tuple[Recurrence, date]]) -> None:
    many, k = arrays([rule for rule, _ in given]), np.array([day.toordinal() % 300 for _, day in given])
    nominal = many.due(k)
    expected = [due(rule, int(n)) for (rule, _), n in zip(given, k, strict=True)]
    same(nominal, [day_number(day) for day in expected])
    shown = [moved(rule, day) for (rule, _), day in zip(given, expected, strict=True)]
    same(many.moved(nominal), [day_number(day) for day in shown])


@given(lines)
def test_one_rule_comes_back_as_it_was(given: list[tuple[Recurrence, date]]) -> None:
    many = arrays([rule for rule, _ in given])
    assert [many.at(n) for n in range(len(given))] == [rule for rule, _ in given]
    assert many.take([0, 0]).at(1) == given[0][0]


@given(st.lists(days | st.none()))
def test_days_and_dates(given: list[date | None]) -> None:
    held = np.array(given, dtype="datetime64[s]")
    assert [day_at(number) for number in days_of(held, blank=0)] == [day or date(1970, 1, 1) for day in given]
    assert list(dates_of(days_of(held)[~np.isnat(held)])) == list(held[~np.isnat(held)])
