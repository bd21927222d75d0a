import csv
import datetime as dt
from pathlib import Path

import pytest

from models.bills.recurrence import due, index_of, recurrence
from models.bills.settlement import Payment, Settlement, Terms, settle
from models.bills.status import Notice, Occurrence, occurrence_on
from models.core.sums import UNIT

VECTORS = Path(__file__).parents[2] / "data" / "payment_status.csv"
CASES = list(csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines()))
JAN, FEB, MAR = (dt.date(2026, month, 15) for month in (1, 2, 3))
DATES = recurrence("monthly", JAN)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def payments_of(case: dict[str, str]) -> list[Payment]:
    made = []
    for number, text in enumerate(filter(None, case["payments"].split(";"))):
        paid_on, money = text.split(":")
        amount, _, target = money.partition("@")
        made.append(Payment(f"pay_{number}", day(target) if target else None, day(paid_on), float(amount) * UNIT))
    skips = [one.split("=")[0] for one in case["expected_status"].split(";") if one.endswith("=skipped")]
    return made + [Payment(f"skip_{due}", day(due), day(due), 0.0, "skip") for due in skips]


def test_there_are_as_many_vectors_as_were_given() -> None:
    assert len(CASES) == 18


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["scenario"])
def test_the_cases_that_were_given(case: dict[str, str]) -> None:
    dues = [(day(one.split(":")[0]), float(one.split(":")[1])) for one in case["occurrences"].split(";")]
    step = (dues[1][0] - dues[0][0]).days
    dates = recurrence("weekly" if step == 7 else "monthly", dues[0][0])
    terms = Terms(dates, dues[0][1] * UNIT, int(case["early_days"]), dues[0][0])
    today = day(case["today"])
    settled = settle(terms, payments_of(case), today)
    found = {}
    for due_date, _ in dues:
        one = occurrence_on(settled, due_date, today, Notice(7, int(case["grace_days"])))
        assert one is not None
        found[due_date.isoformat()] = one.status + ("+partial" if one.partial else "")
    assert found == dict(one.split("=") for one in case["expected_status"].split(";"))
    assert settled.credit == float(case["credit"]) * UNIT


def paid(amount: float, on: dt.date, target: dt.date | None = None, kind: str = "payment", name: str = "") -> Payment:
    return Payment(name or f"{on}{target}{kind}", target, on, amount * UNIT, kind)


def settled(*payments: Payment, today: dt.date = MAR, expected: float = 100, since: dt.date = JAN) -> Settlement:
    return settle(Terms(DATES, expected * UNIT, 15, since), payments, today)


def look(found: Settlement, on: dt.date, today: dt.date = MAR) -> Occurrence:
    one = occurrence_on(found, on, today, Notice())
    assert one is not None
    return one


def test_what_is_over_on_a_named_occurrence_goes_on_to_the_oldest_unpaid_one() -> None:
    found = settled(paid(150, FEB, FEB))
    assert (look(found, FEB).paid, look(found, JAN).paid) == (100, 50)
    assert look(found, JAN).status == "missed"
    assert look(found, JAN).partial


def test_paying_a_named_occurrence_twice_pays_the_next() -> None:
    found = settled(paid(100, JAN, JAN, name="pay_a"), paid(100, JAN, JAN, name="pay_b"))
    assert [look(found, one).status for one in (JAN, FEB, MAR)] == ["paid", "paid_early", "due"]
    assert found.touched_by("pay_b") == [1]


def test_closed_short_settles_for_less() -> None:
    found = settled(paid(60, JAN, JAN, "closed_short"))
    one = look(found, JAN)
    assert (one.status, one.paid, one.remaining, one.partial) == ("paid", 60, 0, False)


def test_closed_short_without_a_date_closes_the_oldest_unpaid() -> None:
    found = settled(paid(160, FEB, None, "closed_short"))
    assert [look(found, one).remaining for one in (JAN, FEB, MAR)] == [0, 0, 100]


def test_a_skip_without_a_date_skips_the_oldest_unpaid() -> None:
    assert look(settled(paid(0, JAN, None, "skip")), JAN).status == "skipped"


def test_money_for_a_skipped_occurrence_goes_on() -> None:
    found = settled(paid(0, JAN, JAN, "skip"), paid(100, JAN, JAN, name="pay_z"))
    assert [look(found, one).status for one in (JAN, FEB)] == ["skipped", "paid_early"]


def test_a_date_that_is_none_counts_for_the_oldest_unpaid() -> None:
    assert look(settled(paid(100, FEB, dt.date(2026, 2, 16))), JAN).status == "paid_late"


def test_a_date_before_the_bill_began_counts_for_nothing() -> None:
    found = settled(paid(100, dt.date(2025, 12, 15), dt.date(2025, 12, 15)))
    assert (look(found, JAN).paid, found.credit) == (0, 0)


def test_a_moved_date_names_its_occurrence() -> None:
    dates = recurrence("monthly", dt.date(2024, 6, 1), weekend="after")
    found = settle(Terms(dates, 100.0, 15, dates.start), [Payment("p", dt.date(2024, 6, 3), JAN, 100.0)], JAN)
    assert found.settled(0)


def test_a_bill_of_nothing_is_settled_by_any_payment() -> None:
    found = settled(paid(80, JAN), paid(95, FEB, FEB), expected=0)
    assert [look(found, one).status for one in (JAN, FEB, MAR)] == ["paid", "paid", "due"]
    assert look(found, FEB).paid == 95


def test_what_was_due_before_the_bill_existed_is_not_owed() -> None:
    found = settled(paid(100, MAR), since=FEB)
    assert [look(found, one).status for one in (JAN, FEB, MAR)] == ["skipped", "paid_late", "due"]
    assert found.oldest_unpaid() == index_of(DATES, MAR)


def test_a_payment_from_before_the_bill_was_written_down_pays_what_was_due_then() -> None:
    found = settled(paid(100, JAN), paid(100, FEB), since=MAR)
    assert [look(found, one).status for one in (JAN, FEB, MAR)] == ["paid", "paid", "due"]


def test_the_oldest_unpaid_of_a_paid_up_single_bill_is_none() -> None:
    dates = recurrence("once", JAN)
    terms = Terms(dates, 100.0, 45, JAN)
    assert settle(terms, [], MAR).oldest_unpaid() == 0
    assert settle(terms, [Payment("p", None, JAN, 130.0)], MAR).oldest_unpaid() is None
    assert settle(terms, [Payment("p", None, JAN, 130.0)], MAR).credit == 30


def test_parts_add_up_to_the_payment() -> None:
    found = settled(paid(250, MAR, name="pay_x"), today=MAR)
    assert [found.paid(k) for k in range(3)] == [100 * UNIT, 100 * UNIT, 50 * UNIT]
    assert found.touched_by("pay_x") == [0, 1, 2]
    assert due(DATES, 2) == MAR
