import datetime as dt
import math

import pytest

from models.budget import ENVELOPES
from models.budget.forecast import balance_on
from models.budget.targets import budget_of, set_budget, set_opening
from models.core.book import Book
from models.core.refusal import Refused
from models.core.values import plain
from models.starter import starter
from tests.models.books import book_of

NOW = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
DAY = NOW.date()


def test_a_new_workbook_has_no_target_and_the_usual_buffer() -> None:
    found = budget_of(starter(NOW))
    assert (found.income_target, found.buffer_min) == (None, 500)
    assert found.categories["rent"] is None
    assert len(found.categories) == 8


def test_everything_is_set_in_one_change_set_and_undone_at_once() -> None:
    book = starter(NOW)
    changes = set_budget(book, {"income_target": 4200.0, "buffer_min": 300.5}, {"Rent": 1850.0, "fuel": 310.0}, NOW)
    after = book.apply(changes)
    found = budget_of(after)
    assert (found.income_target, found.buffer_min) == (4200, 300.5)
    assert (found.categories["rent"], found.categories["fuel"], found.categories["kids"]) == (1850, 310, None)
    assert after.apply(changes.inverse()) == book
    assert changes.label == "Set the budget"


def test_none_clears_and_zero_is_a_value() -> None:
    book = starter(NOW)
    book = book.apply(set_budget(book, {"income_target": 4200.0}, {"rent": 1850.0}, NOW))
    zero = book.apply(set_budget(book, {"income_target": 0.0}, {"rent": 0.0}, NOW))
    assert (budget_of(zero).income_target, budget_of(zero).categories["rent"]) == (0, 0)
    blank = book.apply(set_budget(book, {"income_target": None}, {"rent": None}, NOW))
    assert (budget_of(blank).income_target, budget_of(blank).categories["rent"]) == (None, None)


def test_a_workbook_without_settings_rows_gets_them() -> None:
    book = book_of(Envelopes=[{"name": "rent"}])
    book = book.apply(set_budget(book, {"income_target": 1000.0, "buffer_min": None}, {}, NOW))
    assert budget_of(book).income_target == 1000
    assert list(book["Settings"].index) == ["income_target"]


def test_what_stays_the_same_is_no_change() -> None:
    book = starter(NOW)
    assert not set_budget(book, {"income_target": None, "buffer_min": 500.0}, {"rent": None}, NOW)


def test_amounts_are_kept_to_cents() -> None:
    book = starter(NOW)
    after = book.apply(set_budget(book, {"income_target": 2.675}, {"rent": 1.005}, NOW))
    assert budget_of(after).income_target == 2.68
    assert plain(after[ENVELOPES]["monthly_target"].iloc[0]) == 1.01


@pytest.mark.parametrize(
    ("goals", "targets", "says", "hint"),
    [
        ({}, {"yacht": 1.0}, "There is no envelope yacht", "rent, utilities"),
        ({}, {"": 1.0}, "no envelope without a name", "rent, utilities"),
        ({}, {"rent": -1.0}, "Monthly Target: -1.00 is out of range", ""),
        ({"income_target": -1.0}, {}, "-1.00 is out of range", ""),
        ({"income_target": math.nan}, {}, "nan is no amount", ""),
        ({"income_target": math.inf}, {}, "inf is no amount", ""),
        ({}, {"rent": math.nan}, "nan is no amount", ""),
        ({"seed": 1.0}, {}, "no seed", "income_target and buffer_min"),
    ],
)
def test_what_cannot_be_is_refused(
    goals: dict[str, float | None], targets: dict[str, float | None], says: str, hint: str
) -> None:
    with pytest.raises(Refused, match=says) as refusal:
        set_budget(starter(NOW), goals, targets, NOW)
    assert hint in refusal.value.hint


def test_two_envelopes_of_one_name_are_refused() -> None:
    book: Book = book_of(Envelopes=[{"name": "rent"}, {"name": "Rent"}])
    with pytest.raises(Refused, match="2 rows with the name rent"):
        set_budget(book, {}, {"rent": 1.0}, NOW)


def test_the_balance_is_set_with_its_day_and_the_forecast_goes_on_from_it() -> None:
    book = book_of(Settings=[{"key": "opening_balance", "value": "7"}], Ledger=[
        {"date": DAY, "kind": "expense", "amount": 5.0},
        {"date": DAY + dt.timedelta(1), "kind": "income", "amount": 3.0},
    ])  # fmt: skip
    changes = set_opening(book, -1200.555, DAY, NOW)
    assert changes.label == "Set the balance"
    after = book.apply(changes)
    assert [balance_on(after, DAY + dt.timedelta(days)) for days in (0, 1)] == [-1200.56, -1197.56]
    assert not set_opening(after, -1200.56, DAY, NOW)
    with pytest.raises(Refused, match="no amount"):
        set_opening(book, float("nan"), DAY, NOW)
