"""Deals and the people in them."""

from __future__ import annotations

from collections.abc import Mapping

from models.core.columns import (
    COUNTRIES,
    CREATED,
    MAO_MODES,
    NOTES,
    PARTNER,
    SELLER,
    SELLER_AND_PARTNER,
    UPDATED,
    choice,
    id_column,
    money,
    ref,
    stamp,
)  # fmt: skip
from models.core.schema import Column, Kind, Table, Tone, Value
from models.pipeline import zones

STAGES = ("new", "contacted", "qualified", "offer_sent", "negotiating", "under_contract", "closed", "dead")
CLOSED_STAGES = ("closed", "dead")  # a deal at any other stage, or at none, is open
STRATEGIES = ("wholesale", "brrrr", "flip", "rental")

DEALS = Table(
    "Deals",
    "deal",
    (
        id_column(),
        Column("Address", width=28, audience=SELLER_AND_PARTNER, doc="What is for sale."),
        Column("City", audience=SELLER_AND_PARTNER, doc="The town it stands in."),
        Column("Region", width=9, audience=PARTNER, doc="Its province or state, as in MB or FL."),
        choice("Country", *COUNTRIES, default="CA", doc="It decides the rules that apply, with Region."),
        Column(
            "Strategy",
            Kind.CHOICE,
            choices=STRATEGIES,
            default="wholesale",
            audience=PARTNER,
            doc="What is to be done with it; templates may be made for one.",
        ),
        Column(
            "Stage",
            Kind.CHOICE,
            choices=STAGES,
            default="new",
            audience=PARTNER,
            tones={"under_contract": Tone.INFO, "closed": Tone.GOOD, "dead": Tone.MUTED},
            doc="How far it is; the board has a column for each.",
        ),
        money("Asking Price", "Private."),
        ref("Contact ID", "Contacts", "The seller or agent. Private."),
        choice(
            "Seller Motivation",
            *("high", "medium", "low", "unknown"),
            default="unknown",
            tones={"high": Tone.GOOD, "low": Tone.WARNING, "unknown": Tone.MUTED},
            doc="How much the seller wants to sell.",
        ),
        ref("Property ID", "Properties", doc="The property whose figures count for it."),
        Column("Property Address", width=28, editable=False, doc="The address of the linked property."),
        Column("MAO", Kind.MONEY, "Maximum allowable offer, as last written. Private.", editable=False),
        Column("MAO Mode", Kind.CHOICE, choices=MAO_MODES, editable=False, doc="Which formula the MAO comes from."),
        stamp("MAO At", "When the MAO was written, in UTC."),
        Column("Underwrite ID", Kind.REF, "The offer that the MAO comes from.", editable=False, refers="Underwrites"),
        ref("Partner ID", "Partners", "The joint-venture partner, who sees this deal on their board."),
        Column(
            "Partner Share",
            Kind.PCT,
            minimum=0,
            maximum=1,
            audience=PARTNER,
            doc="What part of the deal the partner has.",
        ),
        Column("Partner Capital", Kind.MONEY, minimum=0, audience=PARTNER, doc="What the partner puts in."),
        Column("Next Milestone", audience=PARTNER, width=24, doc="What the partner is to expect next."),
        Column("Milestone Date", Kind.DATE, audience=PARTNER, doc="When that is."),
        Column("Partner Notes", Kind.NOTE, "Shared with the partner.", audience=PARTNER),
        Column("Summary", Kind.NOTE, "Private."),
        NOTES,
        CREATED,
        Column("Updated At", Kind.TIME, "When the row was last changed, in UTC.", editable=False, audience=PARTNER),
    ),
    "Every deal, from first contact to closing.",
)

CONTACTS = Table(
    "Contacts",
    "con",
    (
        id_column(),
        Column("Name", required=True, width=24, audience=SELLER, doc="Who it is; messages greet by it."),
        choice(
            "Role",
            "seller",
            "buyer",
            "agent",
            "lender",
            "contractor",
            "other",
            default="seller",
            doc="What they are in the deals.",
        ),
        Column("Phone", doc="For calls and texts."),
        Column("Email", width=26, doc="For mail."),
        choice("Country", *COUNTRIES, default="CA", doc="It decides the contact rules that apply, with Region."),
        Column("Region", width=9, doc="Their province or state, as in MB or FL."),
        Column("Time Zone", doc="As in America/Winnipeg.", width=20),
        Column(
            "Do Not Contact",
            Kind.BOOL,
            default=False,
            unread=True,
            doc="They asked to be left alone: nothing is written or sent to them.",
        ),
        choice(
            "Consent",
            *("express", "implied", "none", "unknown"),
            default="unknown",
            tones={"express": Tone.GOOD, "implied": Tone.INFO, "none": Tone.DANGER, "unknown": Tone.WARNING},
            doc="What they agreed to be sent.",
        ),
        Column("Consent On", Kind.DATE, doc="When they agreed."),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "The people in the deals.",
    findings=zones.findings,
)


def name_of(deal_id: str, deal: Mapping[str, Value]) -> str:
    """What a person calls a deal: its address, its property's, else its ID."""
    return str(deal["address"] or deal["property_address"] or deal_id)
