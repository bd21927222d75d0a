"""The other tables of underwriting: offers written, what they assume, and the law."""

from __future__ import annotations

from models.core.columns import (
    CREATED,
    MAO_MODES,
    NOTES,
    SEVERITIES,
    SEVERITY_TONES,
    UPDATED,
    choice,
    id_column,
    money,
    pct,
    ref,
    stamp,
)
from models.core.schema import Column, Kind, Table, Tone
from models.underwriting.intel import COMPS, PROPERTIES, REPAIRS

UNDERWRITES = Table(
    "Underwrites",
    "uw",
    (
        id_column(),
        ref("Deal ID", "Deals"),
        ref("Property ID", "Properties", required=True),
        choice("Mode", *MAO_MODES, required=True, default="wholesale"),
        Column("Model", doc="The formula's name and version.", required=True, width=24),
        money("ARV"),
        money("Repairs"),
        money("Fee"),
        pct("ARV Pct"),
        pct("Target LTV"),
        money("Closing Costs"),
        money("Buffer"),
        money("Max All In", minimum=None),
        money("Result", "The highest price at these figures.", required=True, minimum=None),
        Column("Given", doc="The options that were given, not defaults."),
        CREATED,
    ),
    "Every offer that was written, with all its inputs.",
)

ASSUMPTIONS = Table(
    "Assumptions",
    "asm",
    (
        id_column(),
        ref("Property ID", "Properties", required=True),
        money("Purchase Price"),
        pct("Loan Rate"),
        Column("Loan Years", Kind.INT, minimum=1, maximum=50),
        pct("Down Payment"),
        pct("Refi Rate"),
        Column("Refi Years", Kind.INT, minimum=1, maximum=50),
        money("Refi Costs"),
        money("Taxes Yearly"),
        money("Insurance Yearly"),
        pct("Vacancy"),
        pct("Management"),
        pct("Maintenance"),
        Column("Holding Months", Kind.NUM, minimum=0, maximum=120),
        money("Holding Monthly"),
        pct("Selling Pct"),
        money("Wanted Profit"),
        Column("DSCR Target", Kind.NUM, minimum=0, maximum=10),
        Column("CoC Target", Kind.PCT, minimum=0, maximum=10),
        money("ARV Low"),
        money("ARV High"),
        money("Repairs Low"),
        money("Repairs High"),
        Column("Seed", Kind.INT, minimum=0, maximum=2**31),
        CREATED,
        UPDATED,
    ),
    "One property's own figures for loans, holding and selling; a blank takes the setting of the same name.",
)

LEGAL_RULES = Table(
    "Legal Rules",
    "rule",
    (
        id_column(),
        Column("Jurisdiction", doc="Country and region, as in CA-MB or US-FL.", required=True, width=14),
        Column("Field", doc="The deal's or property's field that the rule looks at.", required=True),
        choice("Op", "eq", "ne", "in", "missing", "exists", "gt", "lt", default="eq"),
        Column("Value", doc="What the field is compared with; several for `in`, with commas."),
        choice("Severity", *SEVERITIES, default="info", tones=SEVERITY_TONES),
        Column("Message", Kind.NOTE, "What to say when it fires.", required=True, width=60),
        Column("Active", Kind.BOOL, default=True),
        CREATED,
        UPDATED,
    ),
    "What the law of a place asks of a deal.",
)

LEGAL_FLAGS = Table(
    "Legal Flags",
    "flag",
    (
        id_column(),
        ref("Property ID", "Properties"),
        ref("Deal ID", "Deals"),
        ref("Rule ID", "LegalRules"),
        choice("Severity", *SEVERITIES, default="info", tones=SEVERITY_TONES),
        Column("Message", Kind.NOTE, required=True),
        choice("Status", "open", "resolved", default="open", tones={"open": Tone.WARNING, "resolved": Tone.GOOD}),
        stamp("Resolved At", "When it was resolved, in UTC."),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Legal questions raised on a deal or property.",
)

TABLES = (PROPERTIES, COMPS, REPAIRS, UNDERWRITES, ASSUMPTIONS, LEGAL_RULES, LEGAL_FLAGS)
