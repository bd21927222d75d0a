"""The tables of the budget in the order of the sheets, income's among them."""

from __future__ import annotations

from models.budget.envelopes import ENVELOPES
from models.budget.income import income_findings
from models.budget.ledger import LEDGER
from models.core.columns import CREATED, LIFE_TONES, NOTES, RECURRENCE, UPDATED, choice, id_column, money
from models.core.schema import Column, Table

INCOME = Table(
    "Income",
    "inc",
    (
        id_column(),
        Column("Name", required=True, width=24, doc="What it is called."),
        money("Amount", required=True, doc="What comes in each time."),
        *RECURRENCE,
        choice(
            "Status",
            "active",
            "paused",
            "archived",
            default="active",
            tones=LIFE_TONES,
            doc="Only active income is counted.",
        ),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What comes in, and when.",
    findings=income_findings,
)

TABLES = (ENVELOPES, INCOME, LEDGER)
