"""A deal and its property: linked both ways, with the address copied."""

from __future__ import annotations

from datetime import datetime

from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import add_row, set_fields
from models.core.phrase import phrase
from models.core.refusal import Refused, no_row
from models.core.schema import Value
from models.underwriting.calculators import property_row
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import DEALS


def deal_row(book: Book, deal_id: str) -> dict[str, Value]:
    """The deal's stored fields. Refused where there is none of that ID."""
    row = book.row(DEALS, deal_id)
    if row is None:
        raise no_row("Deals", deal_id)
    return row


def attach(book: Book, deal_id: str, property_id: str, now: datetime) -> ChangeSet:
    """Links a deal and a property and copies the address; every other property of the deal lets go of it.

    Another deal that names the property keeps naming it: it is that deal's history. Refused for unknown rows.
    """
    house, _ = property_row(book, property_id), deal_row(book, deal_id)
    houses = book[PROPERTIES]
    others = houses.index[(houses["deal_id"] == deal_id) & (houses.index != property_id)]
    link = {"property_id": property_id, "property_address": house["address"]}
    sets = [
        set_fields(book, book.tables[DEALS], deal_id, link, now, by_app=True),
        set_fields(book, PROPERTIES, property_id, {"deal_id": deal_id}, now),
        *(set_fields(book, PROPERTIES, str(other), {"deal_id": None}, now) for other in others),
    ]
    return together(phrase("Attach property"), *sets)


def attach_new(book: Book, property_id: str, now: datetime) -> ChangeSet:
    """A new deal with the property's address, city, region and country, linked with it; one edit.

    Refused for an unknown property.
    """
    house = property_row(book, property_id)
    copied = {name: house[name] for name in ("address", "city", "region", "country") if house[name] is not None}
    made = add_row(book, book.tables[DEALS], copied, now)
    return together(phrase("Attach new deal"), made, attach(book.apply(made), made.changes[0].row, property_id, now))


def property_of(book: Book, deal_id: str) -> str:
    """The property that a deal names. Refused where it names none, or one that is gone."""
    named = deal_row(book, deal_id)["property_id"]
    if not named or named not in book[PROPERTIES].index:
        what = (
            phrase("its property {named} is not in Properties", named=named) if named else phrase("it has no property")
        )
        hint = phrase("Attach one: `underwrite attach DEAL_ID PROP_ID`.")
        raise Refused(phrase("Deals {deal_id}: {what}.", deal_id=deal_id, what=what), hint=hint, code="missing")
    return str(named)
