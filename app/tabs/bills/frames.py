"""What the page shows, from the Book as it stands: plain functions, kept with the Book, no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

import numpy as np
import pandas as pd

from app.tabs.bills.words import status_text, when
from app.tr import tr
from app.words import amount, day_words
from app.zone import local_zone
from models.bills import BILLS, active, monthly_total
from models.bills.recurrence import due
from models.bills.schedule import Schedules, schedules_in
from models.bills.settlement import Entry
from models.bills.standing import settlement_of
from models.bills.status import DONE
from models.bills.upcoming import missed, occurrences_of, unpaid, upcoming
from models.bills.words import rule_words
from models.core.book import Book
from models.core.phrase import marked, phrase
from models.core.refusal import Refused
from models.core.schema import Column, Kind, View
from models.core.sums import cents, units
from models.core.values import plain

SOON_DAYS = 7
AHEAD_DAYS = 60
AROUND_DAYS = 400
EVERY, SOON, LATE, COUNTED, MANUAL = "", "soon", "late", "counted", "manual"


@dataclass(frozen=True)
class Totals:
    """The strip: counts, and money still to pay."""

    soon: int
    soon_sum: float
    late: int
    late_sum: float
    monthly: float
    counted: int
    manual: int


def totals(book: Book, as_of: date, zone: tzinfo) -> Totals:
    """What is due within 7 days, what is overdue or missed, the monthly estimate, and active bills not on autopay."""

    def compute() -> Totals:
        soon, late = due_soon(book, as_of, zone), missed_of(book, as_of, zone)
        live = active(book, as_of)
        manual = live & ~book[BILLS]["autopay"].fillna(False).astype(bool)
        return Totals(
            len(soon), _sum(soon["remaining"]), len(late), _sum(late["remaining"]),
            monthly_total(book, as_of), int(live.sum()), int(manual.sum()),
        )  # fmt: skip

    return book.derived(("bills totals", as_of, zone), compute)


def missed_of(book: Book, as_of: date, zone: tzinfo) -> pd.DataFrame:
    return book.derived(("bills missed", as_of, zone), lambda: missed(book, as_of, zone))


def due_soon(book: Book, as_of: date, zone: tzinfo) -> pd.DataFrame:
    """Unpaid occurrences from the day on for a week."""
    frame = ahead(book, as_of, zone)
    return frame[(frame["days_until"] >= 0) & (frame["days_until"] <= SOON_DAYS)]


def ahead(book: Book, as_of: date, zone: tzinfo) -> pd.DataFrame:
    """Every unpaid occurrence up to 60 days from the day, late ones too, oldest first, with `name` and `running`."""

    def compute() -> pd.DataFrame:
        frame = unpaid(book, as_of, zone, as_of + timedelta(days=AHEAD_DAYS))
        names = book[BILLS]["name"].reindex(frame["bill_id"]).to_numpy(dtype=object)
        return frame.assign(name=names, running=cents(np.cumsum(units(frame["remaining"]))))

    return book.derived(("bills ahead", as_of, zone), compute)


# --- the list of bills ---

_LIST = (
    Column(phrase("Name"), width=18),
    Column(phrase("Next Due"), Kind.DATE, marked("The oldest due date that is not paid."), editable=False, width=19),
    Column(phrase("State"), doc=marked("How that due date stands."), editable=False, width=20),
    Column(
        phrase("Expected"), Kind.MONEY, marked("What is due each time; Edit Bill… changes it."), editable=False, width=8
    ),
    Column(phrase("Autopay"), Kind.BOOL, marked("Whether the bank pays it by itself."), width=8),
    Column(phrase("How Often"), doc=marked("Its rule in words; Edit Bill… changes it."), editable=False, width=32),
)


def bill_list(only: str = EVERY) -> View:
    """The bills by their next unpaid due date; `only` some of them: see the names above."""
    return View("BillList", "Bills", _LIST, lambda book, as_of: _bills(book, as_of, local_zone(), only), BILLS)


def _bills(book: Book, as_of: date, zone: tzinfo, only: str) -> pd.DataFrame:
    frame = book.derived(("bills list", as_of, zone), lambda: _all_bills(book, as_of, zone))
    keep = _wanted(book, as_of, zone, only)
    return frame if keep is None else frame[frame.index.isin(keep)]


def _wanted(book: Book, as_of: date, zone: tzinfo, only: str) -> Any:
    if only == SOON:
        return due_soon(book, as_of, zone)["bill_id"]
    if only == LATE:
        return missed_of(book, as_of, zone)["bill_id"]
    live = active(book, as_of)
    if only == COUNTED:
        return live.index[live]
    if only == MANUAL:
        return live.index[live & ~book[BILLS]["autopay"].fillna(False).astype(bool)]
    return None


def _all_bills(book: Book, as_of: date, zone: tzinfo) -> pd.DataFrame:
    bills, following = book[BILLS], upcoming(book, as_of, zone)
    due_on = following["next_due"].reindex(bills.index)
    stands = dict(zip(following.index, zip(following["status"], following["partial"], strict=True), strict=True))
    rules = schedules_in(book, as_of, zone)
    rows = [_line(rules, place, str(bills["status"].iloc[place]), stands.get(bill))
            for place, bill in enumerate(bills.index)]  # fmt: skip
    frame = pd.DataFrame(
        {
            "name": bills["name"],
            "expected": bills["amount"],
            "how_often": pd.array([rule for rule, _ in rows], dtype="str"),
            "next_due": due_on,
            "state": pd.array([state for _, state in rows], dtype="str"),
            "autopay": bills["autopay"],
        },
        index=bills.index,
    )
    over = bills["status"].isin(["paused", "archived"]).to_numpy()
    order = np.lexsort((due_on.fillna(pd.Timestamp.max.floor("s")).to_numpy(), over))
    return frame.iloc[order]


def _line(rules: Schedules, place: int, status: str, stands: tuple[str, bool] | None) -> tuple[str, str]:
    """How often, and the state's words."""
    if rules.fault_of(place) is not None:
        return "", status_text(tr("no dates"), partial=False)
    often = tr(rule_words(rules.dates.at(place)))
    if status in ("paused", "archived"):
        return often, status_text(status, partial=False)
    if stands is None:
        return often, status_text("settled", partial=False)
    return often, status_text(stands[0], partial=bool(stands[1]))


# --- one bill ---

_OCCURRENCES = (
    Column(
        phrase("Date"),
        Kind.DATE,
        marked("The date that is shown: moved off a weekend where the bill says so."),
        width=11,
    ),
    Column(phrase("State"), doc=marked("How it stands."), width=20),
    Column(phrase("When"), doc=marked("How far that is from today."), width=12),
    Column(phrase("Left"), Kind.MONEY, marked("What is still to pay of it."), width=8),
    Column(phrase("Paid"), Kind.MONEY, width=8),
    Column(phrase("Expected"), Kind.MONEY, width=8),
    Column(phrase("Settled By"), Kind.NOTE, marked("Which payments came to it, and how much of each."), width=34),
)


def occurrence_list(bill_id: str) -> View:
    """A bill's occurrences, a year back and ahead and all that are unpaid before; rows are named by their due date."""
    return View("Occurrences", "Occurrences", _OCCURRENCES,
                lambda book, as_of: occurrences(book, bill_id, as_of, local_zone()))  # fmt: skip


def occurrences(book: Book, bill_id: str, as_of: date, zone: tzinfo) -> pd.DataFrame:
    """The frame of `occurrence_list`; empty for a bill that is gone or has no dates."""
    return book.derived(("bill occurrences", bill_id, as_of, zone), lambda: _occurrences(book, bill_id, as_of, zone))


def _occurrences(book: Book, bill_id: str, as_of: date, zone: tzinfo) -> pd.DataFrame:
    try:
        settled = settlement_of(book, bill_id, as_of, zone)
        oldest = settled.oldest_unpaid()
        first = as_of - timedelta(days=AROUND_DAYS)
        first = first if oldest is None else min(first, due(settled.terms.dates, oldest) - timedelta(days=2))
        found = occurrences_of(book, bill_id, first, as_of + timedelta(days=AROUND_DAYS), as_of, zone)
    except (KeyError, ValueError, Refused):
        found = []
    paid_by = {} if not found else {due(settled.terms.dates, k): entry for k, entry in settled.entries.items()}
    done = [one.status in DONE for one in found]
    frame = pd.DataFrame(
        {
            "date": pd.array([pd.Timestamp(one.moved_to) for one in found], dtype="datetime64[s]"),
            "when": [when(one.moved_to, as_of, done=over) for one, over in zip(found, done, strict=True)],
            "expected": [one.expected for one in found],
            "paid": [one.paid if one.paid else np.nan for one in found],
            "left": [one.remaining if one.remaining else np.nan for one in found],
            "state": [status_text(one.status, partial=one.partial) for one in found],
            "settled_by": [_paid_by(paid_by.get(one.due), as_of) for one in found],
        },
        index=pd.Index([one.due.isoformat() for one in found], dtype="str"),
    )
    return frame.astype(dict.fromkeys(("expected", "paid", "left"), "float64"))


def _paid_by(entry: Entry | None, as_of: date) -> str:
    if entry is None:
        return ""
    parts = []
    for payment, taken in entry.parts:
        some = tr(" of {units}", units=amount(float(cents(payment.units)))) if taken != payment.units else ""
        day = tr(" on {day}", day=day_words(payment.paid_on, as_of)) if payment.paid_on else ""
        closed = tr("closed short, ") if payment.kind == "closed_short" else ""
        parts.append(f"{closed}{amount(float(cents(taken)))}{some}{day}")
    return "  ·  ".join([*parts, *([tr("skipped")] if entry.skipped else [])])


def name_of(book: Book, bill_id: str) -> str:
    row = book.row(BILLS, bill_id) or {}
    return str(plain(row.get("name")) or bill_id)


def _sum(amounts: Any) -> float:
    return float(cents(units(amounts).sum()))
