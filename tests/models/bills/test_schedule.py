import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from models.bills.recurrence import Recurrence, due, next_after
from models.bills.recurrences import day_at
from models.bills.schedule import Fault, schedule_of, schedules_in
from models.bills.words import preview
from models.core.schema import Value
from tests.models.books import book_of

DAY = dt.date(2026, 3, 31)
WINNIPEG = ZoneInfo("America/Winnipeg")


def rule(**fields: Value) -> Recurrence:
    found = schedule_of({"amount": 1.0, **fields}, DAY, WINNIPEG)
    assert isinstance(found, Recurrence), found
    return found


def fault(**fields: Value) -> Fault:
    found = schedule_of({"amount": 1.0, **fields}, DAY, WINNIPEG)
    assert isinstance(found, Fault), found
    return found


def first(**fields: Value) -> dt.date:
    one = next_after(rule(**fields), None)
    assert one is not None
    return one.due


def test_a_monthly_bill_without_a_start_begins_on_the_first_due_day_on_or_after_created_at() -> None:
    assert first(due_day=15, created_at="2026-01-10T18:00:00Z") == dt.date(2026, 1, 15)
    assert first(due_day=15, created_at="2026-01-15T18:00:00Z") == dt.date(2026, 1, 15)
    assert first(due_day=15, created_at="2026-01-16T18:00:00Z") == dt.date(2026, 2, 15)
    assert first(due_day=31, created_at="2026-02-20T18:00:00Z") == dt.date(2026, 2, 28)


def test_created_at_counts_as_a_local_date() -> None:
    assert first(due_day=15, created_at="2026-01-16T02:00:00Z") == dt.date(2026, 1, 15)  # the 15th, 8 pm


def test_a_weekly_bill_without_a_start_reads_due_day_as_a_weekday() -> None:
    assert first(cadence="weekly", due_day=1, created_at="2026-03-05T18:00:00Z") == dt.date(2026, 3, 9)
    assert first(cadence="weekly", due_day=4, created_at="2026-03-05T18:00:00Z") == dt.date(2026, 3, 5)


def test_a_start_date_wins_over_the_weekday() -> None:
    assert first(cadence="weekly", due_day=1, start_date=dt.date(2026, 3, 5)) == dt.date(2026, 3, 5)


def test_a_due_day_before_the_start_waits_for_the_next_month() -> None:
    assert first(due_day=10, start_date=dt.date(2026, 1, 15)) == dt.date(2026, 2, 10)


def test_without_start_and_created_it_begins_on_the_day() -> None:
    assert first(due_day=31) == DAY
    assert first(due_day=30) == dt.date(2026, 4, 30)


def test_every_n_months_counts_from_the_start() -> None:
    found = rule(cadence="every_n_months", due_months=5, due_day=31, start_date=dt.date(2026, 2, 1))
    assert [due(found, k) for k in range(3)] == [dt.date(2026, 2, 28), dt.date(2026, 7, 31), dt.date(2026, 12, 31)]


def test_due_months_counts_for_its_cadence_only() -> None:
    assert rule(due_day=1, due_months=3).months == 1
    assert rule(cadence="yearly", due_months=3, start_date=DAY).months == 12


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"amount": None, "due_day": 1}, "amount", "Amount"),
        ({"cadence": "hourly", "due_day": 1}, "cadence", "Cadence"),
        ({"due_day": 0}, "due_day", "no day of a month"),
        ({"due_day": 32, "start_date": DAY}, "due_day", "no day of a month"),
        ({"cadence": "every_n_months", "due_months": 25, "start_date": DAY}, "due_months", "out of range"),
        ({"cadence": "every_n_months", "due_months": 3, "due_day": 1}, "start_date", "needs a Start Date"),
        ({"cadence": "yearly", "due_day": 1}, "start_date", "needs a Start Date"),
        ({"cadence": "biweekly", "due_day": 1}, "start_date", "needs a Start Date"),
        ({"cadence": "once", "due_day": 1}, "start_date", "needs a Start Date"),
        ({}, "due_day", "Neither"),
        ({"cadence": "weekly", "due_day": 8}, "due_day", "weekday"),
        ({"cadence": "weekly"}, "due_day", "weekday"),
        ({"start_date": DAY, "end_date": DAY - dt.timedelta(days=1)}, "end_date", "before Start Date"),
    ],
)
def test_what_leaves_a_bill_without_dates(fields: dict[str, Value], field: str, words: str) -> None:
    found = fault(**fields)
    assert found.field == field
    assert words in found.message
    assert found.advice


def test_one_bad_row_leaves_the_others_alone() -> None:
    good: dict[str, Value] = {"amount": 1.0, "start_date": DAY}
    book = book_of(Bills=[good, {"amount": 1.0, "cadence": "yearly"}, good])
    found = schedules_in(book, DAY, WINNIPEG)
    assert list(found.fault >= 0) == [False, True, False]
    assert found.dates.at(2).start == DAY


def test_a_bill_exists_from_its_creation_or_its_start_if_that_is_later() -> None:
    late, early = DAY + dt.timedelta(days=5), DAY - dt.timedelta(days=400)
    stamp = "2026-03-31T18:00:00Z"
    rows: list[dict[str, Value]] = [
        {"start_date": late, "created_at": stamp}, {"start_date": early, "created_at": stamp},
        {"start_date": early}, {"due_day": 1, "created_at": stamp}, {"due_day": 1},
    ]  # fmt: skip
    found = schedules_in(book_of(Bills=[{"amount": 1.0, **row} for row in rows]), DAY, WINNIPEG)
    assert [day_at(day) for day in found.since] == [late, DAY, early, DAY, DAY]
    assert list(found.undated) == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"due_day": 31}, "Monthly on the 31st (or the month's last day)"),
        ({"due_day": 2, "end_date": dt.date(2026, 12, 31)}, "Monthly on the 2nd, until 2026-12-31"),
        ({"cadence": "weekly", "due_day": 5}, "Weekly on Friday"),
        ({"cadence": "biweekly", "start_date": DAY}, "Every 2 weeks on Tuesday, counted from 2026-03-31"),
        ({"cadence": "every_n_months", "due_months": 3, "start_date": dt.date(2026, 1, 9)},
         "Every 3 months on the 9th, counted from January 2026"),
        ({"cadence": "yearly", "start_date": dt.date(2024, 2, 29)},
         "Yearly on 29 February (28 February in other years)"),
        ({"cadence": "once", "start_date": DAY}, "Once on 31 March 2026"),
        ({"due_day": 13, "weekend_rule": "after"}, "Monthly on the 13th; on a weekend, the Monday after"),
    ],
)  # fmt: skip
def test_the_rule_in_words(fields: dict[str, Value], words: str) -> None:
    assert preview(fields, DAY, WINNIPEG).words == words


def test_the_preview_shows_six_dates_from_the_day_on() -> None:
    shown = preview({"due_day": 31, "start_date": dt.date(2020, 1, 31)}, DAY, WINNIPEG)
    assert [str(one.due) for one in shown.dates] == [
        "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31"
    ]  # fmt: skip


def test_the_preview_says_what_is_wrong() -> None:
    shown = preview({"cadence": "yearly"}, DAY, WINNIPEG)
    assert (shown.words, shown.dates) == ("", ())
    assert shown.fault is not None
    assert shown.fault.field == "start_date"


def test_the_preview_of_a_single_bill_is_one_date() -> None:
    assert len(preview({"cadence": "once", "start_date": DAY}, DAY, WINNIPEG).dates) == 1
