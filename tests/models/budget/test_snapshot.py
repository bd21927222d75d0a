import datetime as dt
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.budget.due import Due, due_frame
from models.budget.snapshot import Snapshot, day_of, heavy_sentence, is_heavy, snapshot
from models.core.book import Book
from models.core.schema import Value
from tests.models.books import book_of

DAY = dt.date(2026, 3, 15)
Row = dict[str, Value]
NOTHING = due_frame([])


def line(amount: float, day: dt.date, envelope: str | None = "fuel", kind: str | None = "expense") -> Row:
    return {"date": day, "amount": amount, "envelope": envelope, "kind": kind}


def household(*ledger: Row) -> Book:
    return book_of(
        Envelopes=[
            {"name": "rent", "monthly_target": 1000.0},
            {"name": "fuel", "monthly_target": 100.0, "rollover": True, "created_at": "2026-02-01T00:00:00Z"},
            {"name": "kids"},
            {"monthly_target": 5.0},
        ],
        Bills=[
            {"name": "rent", "amount": 900.0, "cadence": "monthly", "envelope": "rent"},
            {"name": "gym", "amount": 30.0, "cadence": "monthly", "end_date": dt.date(2026, 3, 10)},
        ],
        Ledger=ledger,
        Settings=[{"key": "income_target", "value": "4200"}],
    )


def test_it_has_every_key_of_the_command_and_no_other() -> None:
    found = asdict(snapshot(household(), DAY, DAY, NOTHING))
    assert list(found) == [
        "month", "budget", "bills_monthly_est", "due_this_month", "heavy_month", "ledger_month", "envelopes",
    ]  # fmt: skip
    assert found["budget"] == {
        "income_target": 4200, "buffer_min": 500, "categories": {"rent": 1000, "fuel": 100, "kids": None},
    }  # fmt: skip
    assert list(found["ledger_month"]) == ["income", "expense", "net", "count", "by_envelope"]
    assert [list(one) for one in found["envelopes"]] == [
        ["name", "target", "bills_monthly", "spent", "carried_in", "remaining"]
    ] * 3


def test_the_ledger_of_the_month() -> None:
    ledger = (
        line(0.1, dt.date(2026, 3, 1)), line(0.2, dt.date(2026, 3, 31), "Fuel"), line(7.0, DAY, "yacht"),
        line(1.0, DAY, None), line(50.0, DAY, None, "transfer"), line(2000.0, DAY, None, "income"),
        line(99.0, dt.date(2026, 2, 28)), line(99.0, dt.date(2026, 4, 1)), line(3.0, DAY, "Zoo", None),
    )  # fmt: skip
    found = snapshot(household(*ledger), DAY, DAY, NOTHING).ledger_month
    assert (found.income, found.expense, found.net, found.count) == (2000, 11.3, 1988.7, 7)
    assert found.by_envelope == {"fuel": 0.3, "yacht": 7, "Zoo": 3, "": 1}
    assert list(found.by_envelope) == ["fuel", "yacht", "Zoo", ""]


def of_envelope(found: Snapshot, name: str) -> tuple[float | None, ...]:
    one = next(one for one in found.envelopes if one.name == name)
    return one.target, one.bills_monthly, one.spent, one.carried_in, one.remaining


def test_envelopes_of_any_month() -> None:
    book = household(line(30.0, dt.date(2026, 2, 3)), line(80.0, DAY))
    assert of_envelope(snapshot(book, dt.date(2026, 2, 1), DAY, NOTHING), "fuel") == (100, 0, 30, 0, 70)
    assert of_envelope(snapshot(book, DAY, DAY, NOTHING), "fuel") == (100, 0, 80, 70, 90)
    assert of_envelope(snapshot(book, dt.date(2026, 4, 9), DAY, NOTHING), "fuel") == (100, 0, 0, 90, 190)
    assert of_envelope(snapshot(book, DAY, DAY, NOTHING), "rent") == (1000, 900, 0, 0, 1000)
    assert of_envelope(snapshot(book, DAY, DAY, NOTHING), "kids") == (None, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("month", "day", "estimate"),
    [
        (dt.date(2026, 2, 11), dt.date(2026, 2, 28), 930),
        (dt.date(2026, 3, 1), DAY, 900),
        (dt.date(2026, 4, 30), dt.date(2026, 4, 1), 900),
    ],
)
def test_a_month_shows_the_figures_of_a_day_in_it(month: dt.date, day: dt.date, estimate: float) -> None:
    assert day_of(month, DAY) == day
    assert snapshot(household(), month, DAY, NOTHING).bills_monthly_est == estimate


def test_only_what_is_due_in_the_month_counts() -> None:
    due = due_frame(
        [Due(dt.date(2026, 2, 28), 5.0), Due(dt.date(2026, 3, 1), 0.1), Due(dt.date(2026, 3, 31), 0.2),
         Due(dt.date(2026, 4, 1), 7.0)]
    )  # fmt: skip
    assert snapshot(household(), DAY, DAY, due).due_this_month == 0.3
    assert snapshot(household(), dt.date(2026, 4, 1), DAY, due).due_this_month == 7


@pytest.mark.parametrize(
    ("open_now", "estimate", "heavy"),
    [(990.0, 900.0, False), (990.01, 900.0, True), (0.0, 0.0, False), (0.01, 0.0, True), (0.0, 900.0, False)],
)
def test_heavy_is_more_than_a_tenth_above_an_average_month(open_now: float, estimate: float, heavy: bool) -> None:
    assert is_heavy(open_now, estimate) is heavy


def test_a_heavy_month_says_why() -> None:
    due = due_frame([Due(DAY, 900.0, "Rent"), Due(dt.date(2026, 3, 20), 1980.0, "Home insurance")])
    found = snapshot(household(), DAY, DAY, due)
    assert found.heavy_month
    assert heavy_sentence(found, due) == (
        "Heavy month: 2,880.00 is still to pay, an average month is 900.00. "
        "The largest is Home insurance, 1,980.00 on 2026-03-20."
    )
    assert heavy_sentence(snapshot(household(), DAY, DAY, NOTHING), NOTHING) == ""


lines = st.lists(
    st.tuples(
        st.integers(0, 10**9), st.sampled_from(["rent", "Rent", "fuel", "yacht", None]),
        st.sampled_from(["income", "expense", "transfer", None]), st.integers(0, 60),
    ),
    max_size=25,
)  # fmt: skip


@given(lines)
def test_envelopes_sum_up_to_the_cent(plan: list[tuple[int, str | None, str | None, int]]) -> None:
    start = dt.date(2026, 2, 20)
    ledger = [line(a / 100, start + dt.timedelta(days=d), e, k) for a, e, k, d in plan]
    found = snapshot(household(*ledger), DAY, DAY, NOTHING)
    now = [(a, e, k) for a, e, k, d in plan if (start + dt.timedelta(days=d)).month == 3]
    spent = sum(a for a, _, k in now if k in ("expense", None))
    month = found.ledger_month
    assert round(month.expense * 100) == spent
    assert round(month.income * 100) == sum(a for a, _, k in now if k == "income")
    assert round(month.net * 100) == round(month.income * 100) - spent
    assert month.count == len(now)
    assert sum(round(value * 100) for value in month.by_envelope.values()) == spent
    for one in found.envelopes:
        assert round(one.spent * 100) == round(month.by_envelope.get(one.name, 0.0) * 100)
        whole = round((one.target or 0.0) * 100) + round(one.carried_in * 100)
        assert round(one.remaining * 100) == whole - round(one.spent * 100)
