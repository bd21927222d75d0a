"""Property intel: the houses looked at, what others sold for, what repairs cost, and the figures that follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.columns import (
    COUNTRIES,
    CREATED,
    NOTES,
    SELLER_AND_PARTNER,
    UPDATED,
    choice,
    id_column,
    money,
    ref,
    stamp,
)
from models.core.groups import groups_of
from models.core.schema import Column, Formula, Kind, Table, Tone
from models.core.sums import cents, sums_by, units
from models.core.values import round_half_up_all
from models.settings import number_of

REPAIR_CATEGORIES = (
    "roof", "exterior", "kitchen", "bath", "mechanical", "electrical", "plumbing", "interior", "permits",
    "contingency", "other",
)  # fmt: skip

PROPERTIES = Table(
    "Properties",
    "prop",
    (
        id_column(),
        Column("Address", Kind.TEXT, "Street and number.", required=True, width=28, audience=SELLER_AND_PARTNER),
        Column("City", audience=SELLER_AND_PARTNER, doc="The town it stands in."),
        Column("Region", doc="Province or state, as in MB or FL.", width=9),
        Column("Postal", width=10, doc="Its postal or ZIP code."),
        choice("Country", *COUNTRIES, default="CA", doc="It decides the rules that apply, with Region."),
        Column("Beds", Kind.INT, minimum=0, maximum=100, doc="How many bedrooms."),
        Column("Baths", Kind.NUM, minimum=0, maximum=100, doc="How many bathrooms; 1.5 is one and one without a bath."),
        Column("Sqft", Kind.INT, "Living area in square feet.", minimum=1, maximum=1_000_000),
        Column("Year Built", Kind.INT, minimum=1600, maximum=2200, doc="When it was built."),
        Column(
            "ARV",
            Kind.MONEY,
            "After-repair value: what it would sell for once repaired.",
            minimum=0,
            stamped="arv_set_at",
        ),
        Column("ARV Notes", Kind.NOTE, "Where the ARV comes from."),
        stamp("ARV Set At", "When the ARV was set, in UTC."),
        Column("Neighborhood Score", Kind.INT, "0 (worst) to 100 (best).", minimum=0, maximum=100),
        Column("Neighborhood Notes", Kind.NOTE, doc="What the neighborhood score stands on."),
        money("Projected Rent", "Monthly rent to expect."),
        Column("Rent Notes", Kind.NOTE, doc="Where the projected rent comes from."),
        Column(
            "Repairs Total",
            Kind.MONEY,
            "What the rows of Repairs for this property cost together.",
            editable=False,
            formula=Formula(
                "ROUND(SUMIFS(Repairs[Cost],Repairs[Property ID],[@ID]),2)", lambda book, _: repairs_totals(book)
            ),
        ),
        Column(
            "Comps",
            Kind.INT,
            "How many comps are included; a blank Included means yes.",
            editable=False,
            formula=Formula(
                'COUNTIFS(Comps[Property ID],[@ID],Comps[Included],"<>"&FALSE)', lambda book, _: comp_counts(book)
            ),
        ),
        Column(
            "Comps Avg Price",
            Kind.MONEY,
            "The mean price of the included comps.",
            editable=False,
            formula=Formula(
                "IFERROR(ROUND(AVERAGEIFS(Comps[Sold Price],Comps[Property ID],[@ID],"
                'Comps[Included],"<>"&FALSE),2),"")',
                lambda book, _: comp_means(book),
            ),
        ),
        Column(
            "Wholesale MAO",
            Kind.MONEY,
            "ARV x default_arv_pct - repairs - default_fee, with the figures in Settings; blank without an ARV.",
            editable=False,
            formula=Formula(
                'IF(N([@ARV])>0,ROUND([@ARV]*default_arv_pct-[@Repairs Total]-default_fee,2),"")',
                lambda book, _: wholesale_maos(book),
            ),
        ),
        choice(
            "Status",
            "active",
            "archived",
            default="active",
            tones={"archived": Tone.MUTED},
            doc="Whether it is still looked at.",
        ),
        ref("Deal ID", "Deals", "The deal that this property belongs to."),
        Column("Tags", doc="Words of your own to find it by, with commas."),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Every property looked at, with what is known about its value.",
)

COMPS = Table(
    "Comps",
    "comp",
    (
        id_column(),
        ref("Property ID", "Properties", "The property that this sale is compared with.", required=True),
        Column("Included", Kind.BOOL, "Whether it counts towards the ARV.", default=True),
        Column("Address", width=26, doc="Where it stands."),
        money("Sold Price", required=True, doc="What it sold for."),
        Column("Sold Date", Kind.DATE, doc="When it sold; older than 6 months is warned about."),
        Column("Sqft", Kind.INT, "Living area in square feet.", minimum=1, maximum=1_000_000),
        Column("Distance Km", Kind.NUM, minimum=0, maximum=1000, doc="How far from the property it stands, in km."),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Comparable sales near a property.",
)

REPAIRS = Table(
    "Repairs",
    "rep",
    (
        id_column(),
        ref("Property ID", "Properties", "The property to repair.", required=True),
        Column("Item", doc="What is to be done.", required=True, width=28),
        choice("Category", *REPAIR_CATEGORIES, doc="What part of the building it is; totals stand by category."),
        money(
            "Cost",
            required=True,
            doc="What it costs; a row without it keeps every figure of the property from being worked out.",
        ),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What a property needs, item by item.",
)


def wholesale_mao(arv: Any, arv_pct: Any, repairs: Any, fee: Any) -> Any:
    """ARV x arv_pct - repairs - fee, to cents, for numbers or arrays; NaN where there is no ARV above zero."""
    result = round_half_up_all(np.asarray(arv, dtype="float64") * arv_pct - repairs - fee)
    return np.where(np.asarray(arv) > 0, result, np.nan)


def repairs_totals(book: Book) -> pd.Series[Any]:
    """By property, the cost of its repairs; 0 where there are none."""
    return book.derived("repairs totals", lambda: _repairs_totals(book))


def comp_counts(book: Book) -> pd.Series[Any]:
    """By property, how many comps count towards its ARV, priced or not."""
    comps = included_comps(book)
    counts = sums_by(book[PROPERTIES].index, comps["property_id"], np.ones(len(comps)))
    return _of_properties(book, counts).astype("Int64")


def comp_means(book: Book) -> pd.Series[Any]:
    """By property, the mean price of the comps that count; NaN without any."""
    comps = included_comps(book).dropna(subset="sold_price")
    properties = book[PROPERTIES].index
    total = sums_by(properties, comps["property_id"], units(comps["sold_price"]))
    count = sums_by(properties, comps["property_id"], np.ones(len(comps)))
    return _of_properties(book, cents(total / np.where(count > 0, count, np.nan)))


def included_comps(book: Book) -> pd.DataFrame:
    """The comps that count: all but those with a No in Included."""
    comps = book[COMPS]
    return comps[comps["included"].fillna(True)]


def wholesale_maos(book: Book) -> pd.Series[Any]:
    """By property, the wholesale MAO at the defaults in Settings."""
    pct, fee = number_of(book, "default_arv_pct"), number_of(book, "default_fee")
    return _of_properties(book, wholesale_mao(book[PROPERTIES]["arv"], pct, repairs_totals(book), fee))


def _repairs_totals(book: Book) -> pd.Series[Any]:
    groups = groups_of(book, REPAIRS, "property_id")
    totals = book.derived("repairs by key", lambda: cents(groups.sums(units(book.column(REPAIRS, "cost")))))
    return _of_properties(book, groups.spread(totals, book[PROPERTIES].index, 0.0))


def _of_properties(book: Book, values: Any) -> pd.Series[Any]:
    return pd.Series(np.asarray(values), index=book[PROPERTIES].index)
