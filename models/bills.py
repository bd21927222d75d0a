"""Bills: what has to be paid when, what was paid, and what reminds of it."""

from __future__ import annotations

from models.core.columns import CADENCES, CREATED, NOTES, UPDATED, choice, id_column, money, ref
from models.core.schema import Column, Kind, Table

BILLS = Table(
    "Bills",
    "bill",
    (
        id_column(),
        Column("Name", required=True, width=24),
        money("Amount", "What is due each time.", required=True),
        choice("Cadence", *CADENCES, doc="How often it is due.", required=True, default="monthly"),
        Column(
            "Due Day", Kind.INT, "The day of the month; 31 = its last day. Weekly: 1 = Monday.", minimum=1, maximum=31
        ),
        Column("Due Months", Kind.INT, "For every_n_months: 3 = each quarter.", minimum=1, maximum=24, default=1),
        Column("Start Date", Kind.DATE, "The first time it is due; all later dates are counted from here."),
        Column("End Date", Kind.DATE, "The last day on which it can be due."),
        Column("Payee"),
        Column("Account", doc="The account that it is paid from."),
        Column("Autopay", Kind.BOOL, default=False),
        ref("Envelope", "Envelopes", "The envelope that it is paid from.", by="name"),
        Column("Grace Days", Kind.INT, "Days after the due date until it counts as missed.", minimum=0, maximum=365),
        choice("Weekend Rule", "none", "before", "after", doc="Where a weekend's due date moves.", default="none"),
        choice("Status", "active", "paused", "archived", default="active"),
        Column("Next Due", Kind.DATE, "The next unpaid due date, as Valhalla last wrote it.", editable=False),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Every bill that comes back, and the single ones.",
)

AUTOPAY_STEPS = Table(
    "Autopay Steps",
    "aps",
    (
        id_column(),
        ref("Bill ID", "Bills", required=True),
        Column("Step", Kind.INT, "1 to 7.", required=True, minimum=1, maximum=7),
        Column("Text", Kind.NOTE),
        Column("Done On", Kind.DATE),
        CREATED,
        UPDATED,
    ),
    "The steps to set a bill up for autopay.",
)

PAYMENTS = Table(
    "Payments",
    "pay",
    (
        id_column(),
        ref("Bill ID", "Bills", required=True),
        Column("Bill Name", width=22),
        Column("Due Date", Kind.DATE, "The occurrence that it settles; blank = the oldest unpaid."),
        Column("Paid On", Kind.DATE, required=True),
        money("Amount", required=True),
        choice("Kind", "payment", "skip", "closed_short", default="payment"),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What was paid on which bill.",
)

REMINDERS = Table(
    "Reminders",
    "rem",
    (
        id_column(),
        Column("Title", required=True, width=36),
        Column("Due Date", Kind.DATE, required=True),
        choice("Kind", "bill", "missed_bill", "followup", "budget", "entity", "manual", default="manual"),
        Column("Ref", doc="What it reminds of; unique, so that nothing is reminded of twice.", width=32),
        choice("Priority", "low", "normal", "high", "critical", default="normal"),
        choice("Status", "active", "done", "dismissed", default="active"),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What not to forget.",
)

TABLES = (BILLS, AUTOPAY_STEPS, PAYMENTS, REMINDERS)
