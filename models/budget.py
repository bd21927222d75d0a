"""Budget: envelopes, income and the ledger."""

from __future__ import annotations

from models.core.columns import CADENCES, CREATED, NOTES, UPDATED, choice, id_column, money, ref
from models.core.schema import Column, Kind, Table

ENVELOPES = Table(
    "Envelopes",
    "env",
    (
        id_column(),
        Column("Name", required=True),
        money("Monthly Target", "What may be spent in a month."),
        Column("Rollover", Kind.BOOL, "Whether what is left goes into the next month.", default=False),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What the household's money is for.",
)

INCOME = Table(
    "Income",
    "inc",
    (
        id_column(),
        Column("Name", required=True, width=24),
        money("Amount", required=True),
        choice("Cadence", *CADENCES, required=True, default="monthly"),
        Column(
            "Due Day", Kind.INT, "The day of the month; 31 = its last day. Weekly: 1 = Monday.", minimum=1, maximum=31
        ),
        Column("Due Months", Kind.INT, "For every_n_months: 3 = each quarter.", minimum=1, maximum=24, default=1),
        Column("Start Date", Kind.DATE),
        Column("End Date", Kind.DATE),
        choice("Status", "active", "paused", "archived", default="active"),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What comes in, and when.",
)

LEDGER = Table(
    "Ledger",
    "led",
    (
        id_column(),
        Column("Date", Kind.DATE, required=True),
        choice("Kind", "income", "expense", "transfer", default="expense"),
        money("Amount", "0 or more; the kind says which way it went.", required=True),
        ref("Envelope", "Envelopes", by="name"),
        Column("Description", width=30),
        Column("Merchant"),
        Column("Account"),
        ref("Payment ID", "Payments", "The bill payment that this line came from."),
        Column("Import Key", doc="What makes importing the same bank line twice harmless.", editable=False, width=24),
        CREATED,
        UPDATED,
    ),
    "What came in and went out, line by line.",
)

TABLES = (ENVELOPES, INCOME, LEDGER)
