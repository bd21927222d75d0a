"""What the page says in words and figures."""

from datetime import date

import pytest

from app.tabs.budget.words import beside, ledger_words, left_words, money, outside, share_of_month, spoken, sum_of
from models.budget.snapshot import EnvelopeLine, LedgerMonth, Snapshot
from models.budget.targets import Budget


def line(name: str = "rent", target: float | None = 100.0, spent: float = 30.0, carried: float = 0.0) -> EnvelopeLine:
    return EnvelopeLine(name, target, 0.0, spent, carried, round((target or 0.0) - spent + carried, 2))


def found(by_envelope: dict[str, float], count: int = 1) -> Snapshot:
    ledger = LedgerMonth(10.5, 3.0, 7.5, count, by_envelope)
    return Snapshot("2026-03", Budget(None, 0.0, {}), 0.0, 0.0, False, ledger, (line("Rent"), line("fuel")))


def test_months_follow_each_other_over_the_year() -> None:
    assert [beside(date(2026, 12, 5), n) for n in (-12, 0, 1, 14)] == [
        date(2025, 12, 1), date(2026, 12, 1), date(2027, 1, 1), date(2028, 2, 1),
    ]  # fmt: skip


def test_the_share_of_a_month() -> None:
    assert share_of_month(date(2026, 2, 1), date(2026, 2, 7)) == 0.25
    assert share_of_month(date(2026, 2, 1), date(2026, 2, 28)) == 1
    assert share_of_month(date(2025, 2, 1), date(2026, 2, 7)) is None


@pytest.mark.parametrize(("one", "left", "said"), [
    (line(), "70.00", "rent: 30 spent of 100, 70 left"),
    (line(spent=149.35), "over by 49.35", "rent: 149.35 spent of 100, over by 49.35"),
    (line(carried=20.0), "90.00", "rent: 30 spent of 100, 20 carried in, 90 left"),
    (line(carried=-120.0), "over by 50.00", "rent: 30 spent of 100, −120 carried in, over by 50"),
    (line(target=None), "–", "rent: 30 spent, no target"),
    (line(target=0.0), "over by 30.00", "rent: 30 spent of 0, over by 30"),
])  # fmt: skip
def test_an_envelope_in_words(one: EnvelopeLine, left: str, said: str) -> None:
    assert (left_words(one), spoken(one)) == (left, said)


def test_money_and_sums() -> None:
    assert [money(v) for v in (None, 0.0, -1234.5)] == ["", "0.00", "−1,234.50"]
    assert sum_of([0.1, 0.2, None]) == 0.3


def test_what_no_envelope_counts_is_named() -> None:
    assert outside(found({"RENT": 5.0, "": 2.0, "gone": 3.0})) == (2.0, [("gone", 3.0)])
    assert outside(found({"fuel": 5.0})) == (0.0, [])


def test_the_ledger_in_a_line() -> None:
    assert ledger_words(found({})) == "In 10.50  ·  Out 3  ·  Net 7.50"
    assert ledger_words(found({}, 0)) == "Nothing in the ledger"
