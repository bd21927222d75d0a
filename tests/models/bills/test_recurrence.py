import csv
import re
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bills.recurrence import (
    Due,
    Recurrence,
    due,
    index_from,
    index_of,
    last_index,
    month_number,
    moved,
    next_after,
    occurrences,
    recurrence,
)
from tests.models.bills.rules import days, modern, rules

VECTORS = Path(__file__).parents[2] / "data" / "recurrence.csv"
CASES = list(csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines()))


def rule_of(case: dict[str, str]) -> Recurrence:
    weekend = re.search(r"weekend=(\w+)", case["note"])
    return recurrence(
        case["cadence"],
        date.fromisoformat(case["start"]),
        interval=int(case["interval"]),
        due_day=int(case["due_day"]) if case["due_day"] else None,
        weekend=weekend.group(1) if weekend else "none",
    )


def test_there_are_as_many_vectors_as_were_given() -> None:
    assert len(CASES) == 73


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['source'][:20]} {case['start']} {case['after']}")
def test_other_programs_cases(case: dict[str, str]) -> None:
    rule, after = rule_of(case), date.fromisoformat(case["after"]) if case["after"] else None
    for expected in case["expected_dates"].split(";"):
        found = next_after(rule, after)
        assert found is not None
        assert found.moved_to == date.fromisoformat(expected)
        after = found.moved_to


def repeated(rule: Recurrence, first: date, last: date) -> list[Due]:
    found, one = [], next_after(rule, first - timedelta(days=1))
    while one is not None and one.moved_to <= last:
        found.append(one)
        one = next_after(rule, one.moved_to)
    return found


@given(rules(), modern, st.integers(0, 1500))
def test_occurrences_are_repeated_nexts(rule: Recurrence, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert occurrences(rule, first, last) == repeated(rule, first, last)


@given(rules(), modern, st.integers(0, 900), st.integers(0, 900))
def test_a_window_is_the_part_of_a_wider_one(rule: Recurrence, first: date, length: int, wider: int) -> None:
    last = first + timedelta(days=length)
    around = occurrences(rule, first - timedelta(days=wider), last + timedelta(days=wider))
    assert occurrences(rule, first, last) == [one for one in around if first <= one.moved_to <= last]


@given(rules(days))
def test_dates_only_ever_rise(rule: Recurrence) -> None:
    found = [due(rule, k) for k in range(min(60, last_index(rule) + 1))]
    assert all(one < other for one, other in pairwise(found))
    assert all(moved(rule, one) < moved(rule, other) for one, other in pairwise(found))


@given(st.integers(1, 31), st.integers(1, 24), modern)
def test_no_drift_in_400_years(day: int, months: int, start: date) -> None:
    rule = recurrence("every_n_months", start, interval=months, due_day=day)
    for k in range(0, 4800 // months + 1, 7):
        found = due(rule, k)
        assert month_number(found) == month_number(start) + months * k
        assert found.day == min(day, monthrange(found.year, found.month)[1])


@given(st.integers(1, 4), modern, st.integers(0, 20_000))
def test_weeks_keep_their_weekday(weeks: int, start: date, k: int) -> None:
    found = due(recurrence("weekly", start, interval=weeks), k)
    assert found.weekday() == start.weekday()
    assert (found - start).days == 7 * weeks * k


@given(rules(days), days)
def test_the_first_index_from_a_day_is_found_without_a_loop(rule: Recurrence, day: date) -> None:
    k = index_from(rule, day)
    assert k >= 0
    if k <= last_index(rule):
        assert max(day, rule.start) <= due(rule, k) <= rule.end
        assert index_of(rule, due(rule, k)) == k
    if k > 0 and k - 1 <= last_index(rule):
        assert due(rule, k - 1) < max(day, rule.start)


def test_a_rule_as_old_as_the_calendar_is_no_slower() -> None:
    rule = recurrence("weekly", date(1, 1, 1))
    assert next_after(rule, date(9999, 12, 20)) == Due(date(9999, 12, 27), date(9999, 12, 27))
    assert next_after(rule, date(9999, 12, 27)) is None
    monthly = recurrence("monthly", date(1, 1, 31))
    assert next_after(monthly, date(9999, 12, 30)) == Due(date(9999, 12, 31), date(9999, 12, 31))
    assert next_after(monthly, date.max) is None


def test_the_end_date_counts_on_the_nominal_date() -> None:
    rule = recurrence("monthly", date(2011, 7, 13), end=date(2011, 8, 13), weekend="after")
    assert next_after(rule, date(2011, 8, 10)) == Due(date(2011, 8, 13), date(2011, 8, 15))
    assert next_after(rule, date(2011, 8, 15)) is None


def test_a_window_looks_at_moved_dates() -> None:
    rule = recurrence("monthly", date(2024, 6, 1), weekend="after")  # 1 June 2024 is a Saturday
    assert occurrences(rule, date(2024, 6, 1), date(2024, 6, 2)) == []
    assert [one.due for one in occurrences(rule, date(2024, 6, 3), date(2024, 6, 3))] == [date(2024, 6, 1)]


def test_once_is_due_once() -> None:
    rule = recurrence("once", date(2026, 3, 5))
    assert occurrences(rule, date(1, 1, 1), date.max) == [Due(date(2026, 3, 5), date(2026, 3, 5))]
    assert next_after(recurrence("once", date(2026, 3, 5), end=date(2026, 3, 4)), None) is None


def test_a_day_is_found_by_its_nominal_and_by_its_moved_date() -> None:
    rule = recurrence("monthly", date(2024, 6, 1), weekend="after")
    assert [index_of(rule, date(2024, 6, day)) for day in (1, 2, 3, 4)] == [0, None, 0, None]


@pytest.mark.parametrize(
    "wrong", [{"cadence": "hourly"}, {"cadence": "weekly", "interval": 0}, {"cadence": "monthly", "due_day": 32}]
)
def test_what_cannot_come_back_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="nothing comes back"):
        recurrence(start=date(2026, 1, 1), **wrong)  # type: ignore[arg-type]  # the cases name their own
