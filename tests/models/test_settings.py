"""Settings as they stand in the sheet, read as the formulas there read them."""

import pytest

from models.bills import BILLS
from models.catalog import TABLES
from models.core.schema import Value
from models.settings import SETTINGS, headers_given, is_about_headers, remember_header, value_of
from tests.models.books import book_of


@pytest.mark.parametrize(("key", "typed", "value"), [
    ("default_fee", "0.005", 0.005), ("default_fee", "1234.567", 1234.567), ("default_fee", "1,000", 1000),
    ("default_fee", None, 10_000), ("default_fee", "much", 10_000), ("default_fee", "-1", 10_000),
    ("default_fee", "0", 0), ("default_arv_pct", "70%", 0.7), ("default_arv_pct", "70", 0.7),
    ("default_arv_pct", "0.655", 0.655), ("loan_years", "12.5", 30), ("loan_years", "25", 25),
    ("operator_phone", "0.005", "0.005"), ("default_jurisdiction", "7", "7"),
])  # fmt: skip
def test_the_setting_in_force(key: str, typed: str | None, value: Value) -> None:
    assert value_of(book_of(Settings=[{"key": key, "value": typed}]), key) == value


def test_what_people_call_a_column_is_remembered_and_can_be_said_again() -> None:
    book = book_of(Settings=[{"key": "buffer_min", "value": "5"}])
    assert headers_given(book[SETTINGS], TABLES) == {}
    for header in ("Amt", "What It Costs"):
        said = remember_header(book, BILLS, BILLS["amount"], header)
        assert is_about_headers(said)
        book = book.apply(said)
    assert headers_given(book[SETTINGS], TABLES) == {"Bills": {"whatitcosts": "amount"}}
