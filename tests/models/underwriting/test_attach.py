import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.attach import attach, deal_row, property_of
from tests.models.books import book_of

NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
HOUSES: list[dict[str, Value]] = [{"id": "prop_a", "address": "1 Elm"}, {"id": "prop_b", "address": "2 Elm"}]


def links(book: Book) -> tuple[dict[str, str], dict[str, str]]:
    """What each deal names, and what each property names; blanks left out."""
    deals, houses = book["Deals"]["property_id"].dropna(), book["Properties"]["deal_id"].dropna()
    return dict(zip(deals.index, deals, strict=True)), dict(zip(houses.index, houses, strict=True))


def test_both_are_linked_and_the_address_is_copied() -> None:
    book = book_of(Properties=HOUSES, Deals=[{"id": "deal_a"}])
    changes = attach(book, "deal_a", "prop_a", NOW)
    assert changes.label == "Attach property"
    after = book.apply(changes)
    assert links(after) == ({"deal_a": "prop_a"}, {"prop_a": "deal_a"})
    assert deal_row(after, "deal_a")["property_address"] == "1 Elm"
    assert deal_row(after, "deal_a")["updated_at"] == "2026-03-31T12:00:00Z"
    assert after.apply(changes.inverse()) == book
    assert not attach(after, "deal_a", "prop_a", NOW)


def test_the_property_that_the_deal_had_before_lets_go() -> None:
    book = book_of(Properties=HOUSES, Deals=[{"id": "deal_a"}])
    book = book.apply(attach(book, "deal_a", "prop_a", NOW))
    book = book.apply(attach(book, "deal_a", "prop_b", NOW))
    assert links(book) == ({"deal_a": "prop_b"}, {"prop_b": "deal_a"})
    assert deal_row(book, "deal_a")["property_address"] == "2 Elm"


def test_a_property_that_names_the_deal_by_hand_lets_go_too() -> None:
    typed = book_of(Properties=[HOUSES[0] | {"deal_id": "deal_a"}, HOUSES[1]], Deals=[{"id": "deal_a"}])
    assert links(typed.apply(attach(typed, "deal_a", "prop_b", NOW))) == ({"deal_a": "prop_b"}, {"prop_b": "deal_a"})


def test_a_property_of_another_deal_stays_in_that_deals_history() -> None:
    book = book_of(Properties=HOUSES, Deals=[{"id": "deal_a"}, {"id": "deal_b"}])
    book = book.apply(attach(book, "deal_a", "prop_a", NOW))
    book = book.apply(attach(book, "deal_b", "prop_a", NOW))
    assert links(book) == ({"deal_a": "prop_a", "deal_b": "prop_a"}, {"prop_a": "deal_b"})
    book = book.apply(attach(book, "deal_a", "prop_b", NOW))  # it lets go of nothing that is not its own
    assert links(book) == ({"deal_a": "prop_b", "deal_b": "prop_a"}, {"prop_a": "deal_b", "prop_b": "deal_a"})


def test_a_property_without_an_address_and_one_that_was_gone() -> None:
    book = book_of(Properties=[{"id": "prop_a"}], Deals=[{"id": "deal_a", "property_id": "prop_z",
                                                          "property_address": "Gone"}])  # fmt: skip
    after = book.apply(attach(book, "deal_a", "prop_a", NOW))
    assert (links(after)[0], deal_row(after, "deal_a")["property_address"]) == ({"deal_a": "prop_a"}, None)


@settings(max_examples=25)  # four steps in each reach every state
@given(st.lists(st.tuples(st.sampled_from(["deal_a", "deal_b"]), st.sampled_from(["prop_a", "prop_b"])), max_size=6))
def test_a_property_never_names_a_deal_that_does_not_name_it(steps: list[tuple[str, str]]) -> None:
    book = book_of(Properties=HOUSES, Deals=[{"id": "deal_a"}, {"id": "deal_b"}])
    for deal, house in steps:
        book = book.apply(attach(book, deal, house, NOW))
        deals, houses = links(book)
        assert (deals[deal], houses[house]) == (house, deal)
        assert all(deals[named] == house for house, named in houses.items())


def test_what_is_refused() -> None:
    book = book_of(Properties=HOUSES, Deals=[{"id": "deal_a", "property_id": "prop_z"}, {"id": "deal_b"}])
    for deal, house, says in (
        ("deal_z", "prop_a", "Deals has no row deal_z"),
        ("", "prop_a", "Deals has no row without an ID"),
        ("deal_a", "prop_z", "Properties has no row prop_z"),
        ("deal_a", "", "Properties has no row without an ID"),
    ):
        with pytest.raises(Refused, match=says):
            attach(book, deal, house, NOW)
    with pytest.raises(Refused, match="Deals deal_a: its property prop_z is not in Properties"):
        property_of(book, "deal_a")
    with pytest.raises(Refused, match="Deals deal_b: it has no property"):
        property_of(book, "deal_b")
