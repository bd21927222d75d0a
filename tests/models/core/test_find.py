"""Finding rows by what people call them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.core.find import Found, find_rows, prepare
from tests.models.books import book_of

BOOK = book_of(
    Properties=[{"id": "prop_1", "address": "12 Elm Street"}, {"id": "prop_2", "address": "9 Oak Street"}],
    Bills=[{"id": "bill_1", "name": "Elm Street taxes"}, {"id": "bill_2"}],
    Deals=[{"id": "deal_1", "address": "12 ELM STREET"}],
)


def test_every_word_has_to_be_in_the_name_in_any_case() -> None:
    assert [one.row_id for one in find_rows(BOOK, "street elm", 9)] == ["prop_1", "deal_1", "bill_1"]
    assert find_rows(BOOK, "oak", 9) == [Found("Properties", "prop_2", "9 Oak Street")]


def test_an_id_is_found_and_a_word_is_no_pattern() -> None:
    assert [one.row_id for one in find_rows(BOOK, "prop_2", 9)] == ["prop_2"]
    assert find_rows(BOOK, "El.", 9) == []


def test_no_words_find_nothing_and_no_more_than_asked_for_are_found() -> None:
    assert find_rows(BOOK, "  ", 9) == []
    assert len(find_rows(BOOK, "street", 2)) == 2


@given(st.lists(st.text("aAbß \n", max_size=6), max_size=12), st.text("aAbß ", min_size=1, max_size=4))
def test_what_is_found_is_what_a_look_at_each_name_finds(names: list[str], words: str) -> None:
    book = book_of(Bills=[{"id": f"bill_{place}", "name": name or None} for place, name in enumerate(names)])
    list(prepare(book))
    parts = words.casefold().split()
    fits = [bool(parts) and all(part in name.casefold() for part in parts) for name in names]
    assert [one.row_id for one in find_rows(book, words, 99)] == [f"bill_{n}" for n, fit in enumerate(fits) if fit]
