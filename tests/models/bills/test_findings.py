import datetime as dt

from models.core.check import check_book
from models.core.problem import Problem, Severity
from models.core.schema import Value
from tests.models.books import book_of

DAY = dt.date(2026, 3, 31)
GOOD: dict[str, Value] = {"name": "Rent", "amount": 5.0, "cadence": "monthly", "start_date": dt.date(2026, 1, 15)}


def found(**tables: list[dict[str, Value]]) -> list[Problem]:
    return check_book(book_of(**tables))


def test_right_rows_are_no_problem() -> None:
    paid: dict[str, Value] = {"bill_id": "bill_0", "amount": 5.0, "paid_on": DAY, "due_date": dt.date(2026, 2, 15)}
    assert found(Bills=[GOOD], Payments=[paid]) == []


def test_a_bill_without_dates_is_one_error_that_says_what_to_do() -> None:
    (problem,) = found(Bills=[{**GOOD, "cadence": "yearly", "start_date": None}, GOOD])
    assert (problem.severity, problem.column, problem.row_id) == (Severity.ERROR, "start_date", "bill_0")
    assert "needs a Start Date" in problem.message
    assert problem.remedy


def test_what_a_cells_own_check_finds_is_found_once() -> None:
    problems = found(Bills=[{**GOOD, "due_day": 0}, {**GOOD, "due_day": 32}, {**GOOD, "amount": None},
                            {**GOOD, "cadence": "hourly"}])  # fmt: skip
    assert sorted((p.row_id, p.column) for p in problems) == [
        ("bill_0", "due_day"), ("bill_1", "due_day"), ("bill_2", "amount"), ("bill_3", "cadence")
    ]  # fmt: skip


def test_an_end_before_the_start_is_an_error() -> None:
    (problem,) = found(Bills=[{**GOOD, "end_date": dt.date(2026, 1, 14)}])
    assert (problem.column, problem.seen) == ("end_date", "2026-01-14")


def test_another_weekday_than_the_start_is_a_warning_with_a_fix() -> None:
    bills: list[dict[str, Value]] = [{**GOOD, "cadence": "weekly", "due_day": 1}]
    (problem,) = found(Bills=bills)  # 15 January 2026 is a Thursday
    assert problem.severity is Severity.WARNING
    assert problem.fix is not None
    book = book_of(Bills=bills)
    assert check_book(book.apply(problem.fix.changes(book))) == []


def test_a_due_date_that_is_none_is_named() -> None:
    paid: dict[str, Value] = {"bill_id": "bill_0", "amount": 5.0, "paid_on": DAY}
    days = (dt.date(2026, 2, 16), dt.date(2026, 2, 15), dt.date(2025, 12, 1), None)
    problems = found(Bills=[GOOD], Payments=[{**paid, "due_date": day} for day in days])
    assert [(p.row_id, p.severity) for p in problems] == [("pay_0", Severity.INFO)]


def test_two_reminders_of_one_thing_are_a_warning() -> None:
    one: dict[str, Value] = {"title": "Rent", "due_date": DAY, "ref": "bill:bill_0:2026-01-15"}
    problems = found(Reminders=[one, one, {**one, "ref": None}, {**one, "ref": None}])
    assert [p.row_id for p in problems] == ["rem_1"]


def test_payments_of_no_bill_are_not_looked_at_twice() -> None:
    problems = found(Payments=[{"bill_id": "bill_9", "amount": 5.0, "paid_on": DAY, "due_date": DAY}])
    assert [p.column for p in problems] == ["bill_id"]
