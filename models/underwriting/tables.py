"""The other tables of underwriting: offers written, what they assume, and the law."""

from __future__ import annotations

from dataclasses import replace

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
from models.settings import BY_KEY
from models.underwriting.intel import COMPS, PROPERTIES, REPAIRS


def _as_in_settings(*columns: Column) -> tuple[Column, ...]:
    """Those that say nothing of their own mean what the setting of their name means, which a blank takes."""
    means = {name: setting.doc for name, setting in BY_KEY.items()}
    return tuple(replace(one, doc=one.doc or means.get(one.name, "")) for one in columns)


UNDERWRITES = Table(
    "Underwrites",
    "uw",
    (
        id_column(),
        ref("Deal ID", "Deals", doc="The deal that the MAO was written to."),
        ref("Property ID", "Properties", required=True, doc="The property that it was worked out for."),
        choice("Mode", *MAO_MODES, required=True, default="wholesale", doc="Which of the two formulas it was."),
        Column("Model", doc="The formula's name and version.", required=True, width=24),
        money("ARV", doc="The ARV that it was worked out with."),
        money("Repairs", doc="The repairs that it was worked out with."),
        money("Fee", doc="The assignment fee; wholesale only."),
        pct("ARV Pct", doc="The share of ARV; wholesale only."),
        pct("Target LTV", doc="The loan-to-value; BRRRR only."),
        money("Closing Costs", doc="The closing costs; BRRRR only."),
        money("Buffer", doc="The buffer; BRRRR only."),
        money("Max All In", minimum=None, doc="ARV x Target LTV; BRRRR only."),
        money("Result", "The highest price at these figures.", required=True, minimum=None),
        Column("Given", doc="The options that were given, not defaults."),
        CREATED,
    ),
    "Every offer that was written, with all its inputs.",
)

ASSUMPTIONS = Table(
    "Assumptions",
    "asm",
    _as_in_settings(
        id_column(),
        ref("Property ID", "Properties", required=True, doc="The property that these figures are for."),
        money("Purchase Price", doc="What is paid for it; blank until given."),
        pct("Loan Rate"),
        Column("Loan Years", Kind.INT, minimum=1, maximum=50),
        pct("Down Payment"),
        pct("Refi Rate"),
        Column("Refi Years", Kind.INT, minimum=1, maximum=50),
        money("Refi Costs"),
        money("Taxes Yearly", doc="Property taxes of a year."),
        money("Insurance Yearly", doc="Insurance of a year."),
        pct("Vacancy"),
        pct("Management"),
        pct("Maintenance"),
        Column("Holding Months", Kind.NUM, minimum=0, maximum=120),
        money("Holding Monthly", doc="What a month of holding it costs, without the loan."),
        pct("Selling Pct"),
        money("Wanted Profit", doc="What a flip has to leave."),
        Column("DSCR Target", Kind.NUM, minimum=0, maximum=10),
        Column("CoC Target", Kind.PCT, minimum=0, maximum=10, doc="The yearly cash-on-cash return that is wanted."),
        money("ARV Low", doc="The lowest ARV that is thought possible."),
        money("ARV High", doc="The highest ARV that is thought possible."),
        money("Repairs Low", doc="The least that repairs are thought to cost."),
        money("Repairs High", doc="The most that repairs are thought to cost."),
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
        choice(
            "Op",
            "eq",
            "ne",
            "in",
            "missing",
            "exists",
            "gt",
            "lt",
            default="eq",
            doc="How the field is compared with the value.",
        ),
        Column("Value", doc="What the field is compared with; several for `in`, with commas."),
        choice(
            "Severity",
            *SEVERITIES,
            default="info",
            tones=SEVERITY_TONES,
            doc="How grave it is when it fires; it counts in the risk.",
        ),
        Column("Message", Kind.NOTE, "What to say when it fires.", required=True, width=60),
        Column("Active", Kind.BOOL, default=True, doc="Whether the rule is looked at."),
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
        ref("Property ID", "Properties", doc="The property that it is about."),
        ref("Deal ID", "Deals", doc="The deal that it is about."),
        ref("Rule ID", "LegalRules", doc="The rule that raised it; blank where a person did."),
        choice(
            "Severity",
            *SEVERITIES,
            default="info",
            tones=SEVERITY_TONES,
            doc="How grave it is; it counts in the risk while open.",
        ),
        Column("Message", Kind.NOTE, required=True, doc="What the question is."),
        choice(
            "Status",
            "open",
            "resolved",
            default="open",
            tones={"open": Tone.WARNING, "resolved": Tone.GOOD},
            doc="Whether it was answered.",
        ),
        stamp("Resolved At", "When it was resolved, in UTC."),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Legal questions raised on a deal or property.",
)

TABLES = (PROPERTIES, COMPS, REPAIRS, UNDERWRITES, ASSUMPTIONS, LEGAL_RULES, LEGAL_FLAGS)
