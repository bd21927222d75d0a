"""The tables of operations: companies and accounts to set up, credit scores, and what the daily tick did."""

from __future__ import annotations

from models.core.columns import CREATED, NOTES, UPDATED, choice, due, id_column, money
from models.core.schema import Column, Kind, Table, Tone

ENTITIES = Table(
    "Entities",
    "ent",
    (
        id_column(),
        Column("Name", required=True, width=26, doc="What it is called."),
        choice("Kind", "corporation", "trust", "account", "policy", "other", default="other", doc="What it is."),
        Column("Jurisdiction", doc="Where it is set up."),
        choice(
            "Status",
            *("todo", "in_progress", "done"),
            default="todo",
            tones={"in_progress": Tone.INFO, "done": Tone.GOOD},
            doc="How far it is.",
        ),
        due(while_=("todo", "in_progress"), doc="By when the next thing has to be done for it."),
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
        Column("Who", required=True, doc="Whose score it is."),
        Column("Bureau", doc="Who gave it."),
        Column("Score", Kind.INT, required=True, minimum=0, maximum=1000, doc="The score."),
        Column("Checked On", Kind.DATE, required=True, doc="When it was looked up."),
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
        Column("As Of", Kind.DATE, doc="The day that it worked with."),
        Column("Reminders Created", Kind.INT, minimum=0, doc="How many reminders it made."),
        Column("Missed", Kind.INT, minimum=0, doc="How many due dates it found missed."),
        Column("Runs Created", Kind.INT, minimum=0, doc="How many follow-ups it ran."),
        money("Buffer Projected", minimum=None, doc="What it found would be left of the month."),
        Column("Warnings", Kind.NOTE, doc="What it skipped or could not do, and why."),
        CREATED,
    ),
    "What each daily tick did.",
)

TABLES = (ENTITIES, CREDIT_SCORES, TICKS)
