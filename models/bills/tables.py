"""The tables of bills, and what they come to in an average month."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.bills.findings import bill_findings, payment_findings, reminder_findings
from models.core.book import Book
from models.core.columns import CREATED, LIFE_TONES, NOTES, RECURRENCE, UPDATED, choice, due, id_column, money, ref
from models.core.dashboard import DAY, Name
from models.core.groups import groups_of
from models.core.schema import Column, Formula, Kind, Table, Tone
from models.core.sums import cents, units

# What a bill is due in a year, one number a row; both formulas below say it, one for a row and one for all rows.
_MONTHLY_EST = (
    'IF(ISNUMBER([@Amount]),ROUND([@Amount]*IF(OR([@Status]="paused",[@Status]="archived",'
    f'AND([@End Date]<>"",[@End Date]<{DAY})),0,'
    'IF([@Cadence]="weekly",52,IF([@Cadence]="biweekly",26,IF([@Cadence]="every_n_months",12/MAX(1,[@Due Months]),'
    'IF([@Cadence]="yearly",1,IF([@Cadence]="once",0,12))))))/12,2),"")'
)
NAMES = (
    Name(
        "times_a_year",
        '(Bills[Status]<>"paused")*(Bills[Status]<>"archived")'
        f'*IF((Bills[End Date]<>"")*(Bills[End Date]<{DAY}),0,'
        'IF(Bills[Cadence]="weekly",52,IF(Bills[Cadence]="biweekly",26,'
        'IF(Bills[Cadence]="every_n_months",IFERROR(IF(Bills[Due Months]>=1,12/Bills[Due Months],12),12),'
        'IF(Bills[Cadence]="yearly",1,IF(Bills[Cadence]="once",0,12))))))',
        "How often a year each bill is due: one number a row of Bills, 0 for one that is not active.",
    ),
)

_DONE_TONES = {"done": Tone.GOOD, "dismissed": Tone.MUTED}

BILLS = Table(
    "Bills",
    "bill",
    (
        id_column(),
        Column("Name", required=True, width=24, doc="What it is called."),
        money("Amount", "What is due each time.", required=True),
        *RECURRENCE,
        Column("Payee", doc="Who is paid."),
        Column("Account", doc="The account that it is paid from."),
        Column("Autopay", Kind.BOOL, default=False, doc="It is paid by itself; a missed one is to be confirmed."),
        ref("Envelope", "Envelopes", "The envelope that it is paid from.", by="name"),
        Column("Grace Days", Kind.INT, "Days after the due date until it counts as missed.", minimum=0, maximum=365),
        choice("Weekend Rule", "none", "before", "after", doc="Where a weekend's due date moves.", default="none"),
        choice(
            "Status",
            "active",
            "paused",
            "archived",
            default="active",
            tones=LIFE_TONES,
            doc="Only an active bill is owed.",
        ),
        Column(
            "Next Due",
            Kind.DATE,
            "The next unpaid due date, as Valhalla last wrote it.",
            editable=False,
            due_while=("active",),
        ),
        Column(
            "Monthly Est",
            Kind.MONEY,
            "What it comes to in an average month; 0 once it has ended, is paused or archived.",
            editable=False,
            formula=Formula(_MONTHLY_EST, lambda book, as_of: monthly_estimates(book, as_of)),
        ),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "Every bill that comes back, and the single ones.",
    findings=bill_findings,
)

AUTOPAY_STEPS = Table(
    "Autopay Steps",
    "aps",
    (
        id_column(),
        ref("Bill ID", "Bills", required=True, doc="The bill that it sets up."),
        Column("Step", Kind.INT, "1 to 7.", required=True, minimum=1, maximum=7),
        Column("Text", Kind.NOTE, doc="What to do, in the words of this bill."),
        Column("Done On", Kind.DATE, doc="When it was ticked off."),
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
        ref("Bill ID", "Bills", required=True, doc="The bill that was paid."),
        Column("Bill Name", width=22, doc="Its name, for who reads the sheet."),
        Column("Due Date", Kind.DATE, "The occurrence that it settles; blank = the oldest unpaid."),
        Column("Paid On", Kind.DATE, required=True, doc="The day of the payment."),
        money("Amount", required=True, doc="What was paid."),
        choice(
            "Kind",
            *("payment", "skip", "closed_short"),
            default="payment",
            tones={"skip": Tone.MUTED, "closed_short": Tone.WARNING},
            doc="A payment, or that nothing more is owed for that date.",
        ),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What was paid on which bill.",
    findings=payment_findings,
)

REMINDERS = Table(
    "Reminders",
    "rem",
    (
        id_column(),
        Column("Title", required=True, width=36, doc="What not to forget."),
        due(required=True, while_=("active",), doc="When it is due."),
        choice(
            "Kind",
            "bill",
            "missed_bill",
            "followup",
            "budget",
            "entity",
            "manual",
            default="manual",
            doc="What it comes from; manual is one of your own.",
        ),
        Column("Ref", doc="What it reminds of; unique, so that nothing is reminded of twice.", width=32),
        choice(
            "Priority",
            *("low", "normal", "high", "critical"),
            default="normal",
            tones={"low": Tone.MUTED, "high": Tone.WARNING, "critical": Tone.DANGER},
            doc="How much it matters.",
        ),
        choice(
            "Status",
            *("active", "done", "dismissed"),
            default="active",
            tones=_DONE_TONES,
            doc="One that was done or dismissed never comes back.",
        ),
        NOTES,
        CREATED,
        UPDATED,
    ),
    "What not to forget.",
    findings=reminder_findings,
)

TABLES = (BILLS, AUTOPAY_STEPS, PAYMENTS, REMINDERS)

_TIMES_A_YEAR = {"weekly": 52.0, "biweekly": 26.0, "yearly": 1.0, "once": 0.0}


def times_a_year(book: Book, as_of: date) -> pd.Series[Any]:
    """By bill, how often a year it is due: 0 where it is not active, 12 where the cadence is blank."""
    return book.derived(("times a year", as_of), lambda: _times_a_year(book, as_of))


def _times_a_year(book: Book, as_of: date) -> pd.Series[Any]:
    bills, cadence = book[BILLS], groups_of(book, "Bills", "cadence")
    months = np.maximum(1.0, bills["due_months"].fillna(1).to_numpy(dtype="float64"))
    each = np.array([*(_TIMES_A_YEAR.get(str(word), 12.0) for word in cadence.keys), 12.0])  # the last one for a blank
    every_n = np.array([*(word == "every_n_months" for word in cadence.keys), False])
    times = np.where(every_n[cadence.codes], 12 / months, each[cadence.codes])
    return pd.Series(np.where(active(book, as_of), times, 0.0), index=bills.index)


def active(book: Book, as_of: date) -> pd.Series[Any]:
    """By bill, whether it is owed at all: neither paused nor archived, and its End Date is not past."""
    bills = book[BILLS]
    ended = bills["end_date"] < pd.Timestamp(as_of)
    return ~(bills["status"].isin(["paused", "archived"]) | ended)


def monthly_estimates(book: Book, as_of: date) -> pd.Series[Any]:
    """By bill, what it comes to in an average month, to cents; NaN without an amount."""
    amounts = book[BILLS]["amount"]
    estimates = cents(units(amounts) * times_a_year(book, as_of) / 12)
    return pd.Series(np.where(amounts.isna(), np.nan, estimates), index=amounts.index)


def monthly_total(book: Book, as_of: date) -> float:
    """What all bills come to in an average month: summed first, rounded once."""
    return float(cents((units(book[BILLS]["amount"]) * times_a_year(book, as_of)).sum() / 12))
