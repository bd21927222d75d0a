"""A new deal made of a property: one edit, linked both ways."""

from __future__ import annotations

import pytest

from models.core.refusal import Refused
from models.underwriting.attach import attach_new
from tests.models.books import book_of
from tests.workbooks import NOW

HOUSE = {"id": "prop_a", "address": "12 Elm Street", "city": "Tampa", "region": "FL", "country": "US"}


def test_the_deal_has_the_propertys_place_and_both_name_each_other() -> None:
    book = book_of(Properties=[HOUSE])
    changes = attach_new(book, "prop_a", NOW)
    after = book.apply(changes)
    [deal_id] = after["Deals"].index
    deal = after.row("Deals", deal_id) or {}
    copied = {name: value for name, value in HOUSE.items() if name != "id"}
    assert {name: deal[name] for name in copied} == copied
    assert (deal["property_id"], deal["property_address"]) == ("prop_a", "12 Elm Street")
    assert (after.row("Properties", "prop_a") or {})["deal_id"] == deal_id
    assert after.apply(changes.inverse()) == book


def test_a_blank_region_stays_blank_and_an_unknown_property_is_refused() -> None:
    book = book_of(Properties=[{"id": "prop_a", "address": "12 Elm Street"}])
    after = book.apply(attach_new(book, "prop_a", NOW))
    assert (after.row("Deals", after["Deals"].index[0]) or {})["region"] is None
    with pytest.raises(Refused, match="prop_b"):
        attach_new(book, "prop_b", NOW)
