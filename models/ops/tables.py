"""The tables of operations: companies and accounts to set up, credit scores, and what the daily tick did."""

from __future__ import annotations

from models.core.columns import CREATED, NOTES, UPDATED, choice, due, id_column, money
from models.core.schema import Column, Kind, Table, Tone

ENTITIES = Table(
    "Entities",
    "ent",
    (
        id_column(),
        Column("Name", required=True, width=26),
        choice("Kind", "corporation", "trust", "account", "policy", "other", default="other"),
        Column("Jurisdiction"),
        choice(
            "Status",
            *("todo", "in_progress", "done"),
            default="todo",
            tones={"in_progress": Tone.INFO, "done": Tone.GOOD},
        ),
        due(while_=("todo", "in_progress")),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Companies, trusts, accounts and policies to set up and keep up.",
)

CREDIT_SCORES = Table(
    "Credit Scores",
    "crs",
    (
        id_column(),
        Column("Who", required=True),
        Column("Bureau"),
        Column("Score", Kind.INT, required=True, minimum=0, maximum=1000),
        Column("Checked On", Kind.DATE, required=True),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Credit scores over time.",
)

TICKS = Table(
    "Ticks",
    "tick",
    (
        id_column(),
        Column("Ran At", Kind.TIME, "When it ran, in UTC.", required=True),
        Column("As Of", Kind.DATE),
        Column("Reminders Created", Kind.INT, minimum=0),
        Column("Missed", Kind.INT, minimum=0),
        Column("Runs Created", Kind.INT, minimum=0),
        money("Buffer Projected", minimum=None),
        Column("Warnings", Kind.NOTE),
        CREATED,
    ),
    "What each daily tick did.",
)

TABLES = (ENTITIES, CREDIT_SCORES, TICKS)
