"""What is found wrong in a Book."""

from models.bills import BILLS, PAYMENTS
from models.budget import ENVELOPES
from models.core.book import Book, frame_of
from models.core.check import check_book
from models.core.problem import Problem, Severity, counts
from models.core.schema import Table, Value
from models.settings import SETTINGS

TABLES = (BILLS, PAYMENTS, ENVELOPES, SETTINGS)
GOOD: dict[str, Value] = {"name": "Rent", "amount": 5.0, "cadence": "monthly", "due_day": 1}


def found(table: Table, **rows: dict[str, Value]) -> list[Problem]:
    return check_book(book(table, **rows))


def book(table: Table, **rows: dict[str, Value]) -> Book:
    return Book(TABLES, {table.key: frame_of(table, list(rows), list(rows.values()))})


def test_a_right_row_is_no_problem() -> None:
    assert found(BILLS, bill_1=GOOD) == []


def test_what_is_missing_is_an_error_with_a_default_as_the_fix_where_there_is_one() -> None:
    rent: dict[str, Value] = {"name": "Rent", "amount": 5.0, "due_day": 1}
    problems = found(BILLS, bill_1=rent, bill_2={"name": "Water", "cadence": "monthly"})
    assert [(p.row_id, p.column, p.severity) for p in problems] == [
        ("bill_2", "amount", Severity.ERROR),
        ("bill_1", "cadence", Severity.ERROR),
    ]
    assert problems[0].fix is None
    fix = problems[1].fix
    assert fix is not None
    assert fix.label == "Write monthly"
    cured = book(BILLS, bill_1=rent)
    assert check_book(cured.apply(fix.changes(cured))) == []


def test_numbers_out_of_range_and_unknown_choices_are_errors() -> None:
    problems = found(BILLS, bill_1={**GOOD, "due_day": 32}, bill_2={**GOOD, "status": "actve"})
    assert [(p.row_id, p.column, p.seen) for p in problems] == [
        ("bill_1", "due_day", "32"),
        ("bill_2", "status", "actve"),
    ]


def test_a_reference_to_nothing_is_a_warning_with_a_fix_unless_it_is_required() -> None:
    (envelope,) = found(BILLS, bill_1={**GOOD, "envelope": "rent"})
    assert (envelope.severity, envelope.seen) == (Severity.WARNING, "rent")
    assert envelope.remedy == "Clear the cell"
    payment: dict[str, Value] = {"bill_id": "bill_9", "amount": 1.0, "paid_on": None}
    dangling = [p for p in found(PAYMENTS, pay_1=payment) if p.column == "bill_id"]
    assert dangling[0].fix is None
    assert "is not in Bills" in dangling[0].message


def test_a_rule_that_a_row_breaks_is_an_error() -> None:
    (problem,) = found(SETTINGS, buffer_min={"value": "a lot"}, my_own={"value": "a lot"})
    assert (problem.row_id, problem.column) == ("buffer_min", "value")


def test_counts_name_every_severity() -> None:
    assert counts(found(BILLS, bill_1=GOOD)) == {"error": 0, "warning": 0, "info": 0}
