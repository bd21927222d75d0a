"""Edits of any table: defaults, stamps, refusals."""

from datetime import UTC, date, datetime

import pytest

from models.bills import BILLS, PAYMENTS
from models.budget import ENVELOPES
from models.core.book import Book
from models.core.edit import add_row, named_still, remove_rows, rewrite, set_cells, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.settings import SETTINGS

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
LATER = datetime(2026, 3, 6, 12, tzinfo=UTC)
RENT: dict[str, Value] = {"name": "Rent", "amount": 1200.0, "start_date": date(2026, 1, 1)}


def book_with(**more: Value) -> tuple[Book, str]:
    book = Book((BILLS, PAYMENTS, ENVELOPES, SETTINGS))
    changes = add_row(book, BILLS, {**RENT, **more}, NOW)
    return book.apply(changes), changes.changes[0].row


def test_a_new_row_gets_its_id_the_defaults_and_both_stamps() -> None:
    book, row_id = book_with()
    row = book.row(BILLS, row_id) or {}
    assert row_id.startswith("bill_")
    assert (row["cadence"], row["status"], row["autopay"], row["due_months"]) == ("monthly", "active", False, 1)
    assert (row["created_at"], row["updated_at"]) == ("2026-03-05T12:00:00Z",) * 2
    assert row["payee"] is None


def test_a_row_may_bring_a_short_id_of_its_own_but_no_taken_one() -> None:
    book, _ = book_with(id="bill_abc")
    assert "bill_abc" in book[BILLS].index
    with pytest.raises(Refused, match="already"):
        add_row(book, BILLS, {**RENT, "id": "bill_abc"}, NOW)


def test_an_edit_names_only_what_differs_and_renews_the_stamp() -> None:
    book, row_id = book_with()
    (change,) = set_fields(book, BILLS, row_id, {"name": "Rent", "amount": 1250.0}, LATER).changes
    assert change.before == {"amount": 1200.0, "updated_at": "2026-03-05T12:00:00Z"}
    assert change.after == {"amount": 1250.0, "updated_at": "2026-03-06T12:00:00Z"}
    assert not set_fields(book, BILLS, row_id, {"name": "Rent"}, LATER)


def test_many_cells_are_one_change_set_with_one_change_a_row() -> None:
    book, row_id = book_with()
    changes = set_cells(book, BILLS, [(row_id, "name", "a"), (row_id, "payee", "b")], NOW)
    assert changes.label == "Edit 2 cells of Bills"
    assert len(changes.changes) == 1


def test_empty_text_is_blank() -> None:
    book, row_id = book_with(payee="")
    assert (book.row(BILLS, row_id) or {})["payee"] is None
    assert not set_fields(book, BILLS, row_id, {"payee": ""}, NOW)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"amount": None}, "Amount must be given"),
        ({"amount": -1.0}, "Amount: -1.00 is out of range"),
        ({"cadence": "daily"}, "not one of"),
        ({"envelope": "nowhere"}, "no nowhere in Envelopes"),
        ({"colour": "red"}, "no field colour"),
        ({"monthly_est": 1.0}, "calculated"),
    ],
)
def test_a_row_that_is_wrong_is_refused(values: dict[str, Value], words: str) -> None:
    with pytest.raises(Refused, match=words):
        book_with(**values)


def test_required_fields_cannot_be_blanked_and_absent_rows_not_edited() -> None:
    book, row_id = book_with()
    with pytest.raises(Refused, match="Amount cannot be blank"):
        set_fields(book, BILLS, row_id, {"amount": None}, NOW)
    with pytest.raises(Refused, match="no row bill_x"):
        set_fields(book, BILLS, "bill_x", {"name": "x"}, NOW)
    with pytest.raises(Refused, match="no row bill_x"):
        remove_rows(book, BILLS, ["bill_x"])


def test_a_rule_of_the_table_refuses_what_is_right_cell_by_cell() -> None:
    book, _ = book_with()
    with pytest.raises(Refused, match=r"Settings, Value: .*out of range"):
        add_row(book, SETTINGS, {"key": "default_arv_pct", "value": "1.7"}, NOW)
    with pytest.raises(Refused, match="Key must be given"):
        add_row(book, SETTINGS, {"value": "1"}, NOW)


def test_a_deleted_row_comes_back_where_it_was() -> None:
    book, _ = book_with(id="bill_1")
    for name in ("bill_2", "bill_3"):
        book = book.apply(add_row(book, BILLS, {**RENT, "id": name}, NOW))
    gone = remove_rows(book, BILLS, ["bill_1", "bill_2"])
    assert gone.label == "Delete 2 rows of Bills"
    assert list(book.apply(gone).apply(gone.inverse())[BILLS].index) == ["bill_1", "bill_2", "bill_3"]


def test_a_rewrite_changes_nothing_but_is_kept() -> None:
    book, row_id = book_with()
    changes = rewrite(BILLS, row_id, "amount", 1200.0)
    assert book.apply(changes) == book
    assert changes


def test_rows_that_go_are_told_where_they_are_still_named() -> None:
    from models.bills import BILLS
    from tests.models.books import book_of as whole_book

    book = whole_book(
        Bills=[{"name": "Rent", "amount": 1.0}, {"name": "Gym", "amount": 1.0}],
        Payments=[{"bill_id": "bill_0", "amount": 1.0}, {"bill_id": "bill_0", "amount": 2.0}],
        AutopaySteps=[{"bill_id": "bill_0", "step": 1}],
    )
    assert named_still(book, BILLS, ["bill_1"]) == ""
    assert set(named_still(book, BILLS, ["bill_0"]).removeprefix("Still named in ").rstrip(".").split(", ")) == {
        "Payments (2)",
        "Autopay Steps (1)",
    }
