"""What needs the person now: one list over all domains, the most urgent first, each with its one action."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import IntEnum
from typing import Any

import pandas as pd

from models.bills import BILLS, REMINDERS
from models.bills.reminders import bill_of, due_of, reference
from models.bills.upcoming import missed
from models.budget.occurrences import bills_due, month_end, snapshot_of
from models.budget.snapshot import heavy_why
from models.core.book import Book
from models.core.phrase import joined, marked, phrase
from models.core.problem import Problem, Severity
from models.core.records import Record, records
from models.core.schema import Table, Value, find_table
from models.core.values import plain
from models.core.words import ago, amount, day_words, relative
from models.jv import PARTNERS, SHARE_TOKENS
from models.jv.tokens import expiring
from models.ops.parts import error_of, quiet
from models.ops.reminders import row_of
from models.pipeline import DEALS, DRAFTS, FOLLOWUPS
from models.pipeline.board import drafts_waiting, newest_first
from models.pipeline.deals import CLOSED_STAGES, name_of
from models.pipeline.tick import due_followups, why_not
from models.underwriting.written import stale_maos

SOON_DAYS = 7
EXPIRING_DAYS = 14
# The actions: the keys of what a line's button does.
PAY, RUN, SEND, WRITE_MAO = "bills.mark_paid", "pipeline.run", "pipeline.mark_sent", "underwriting.write_mao"
DONE, LOOK = "done", "look"
MESSAGES = {"sms": marked("Text to send"), "email": marked("Email to send"), "call_note": marked("Call to make")}


class Urgency(IntEnum):
    """How soon it wants to be seen; the list's first order."""

    LATE = 0
    TODAY = 1
    MOVED = 2  # a figure is no longer what it was decided with
    SOON = 3
    WRONG = 4


# The order of what is equally urgent.
KINDS = ("missed_bill", "followup", "draft", "late_bill", "stale_mao", "heavy_month", "token", "reminder", "fault",
         "problem")  # fmt: skip


@dataclass(frozen=True)
class Need:
    """One thing that waits. `note` is the line under the title; the action is about the row, or the table where blank.

    `days` from the day to when it is due, below 0 = late; 0 for what has no day. `due`: of a bill, the nominal date of
    the occurrence. `first`: a critical reminder.
    """

    kind: str
    urgency: Urgency
    title: str
    note: str
    action: str
    table: str
    row_id: str = ""
    field: str = ""
    days: int = 0
    due: date | None = None
    first: bool = False

    @property
    def order(self) -> tuple[int, bool, int, int, str]:
        return self.urgency, not self.first, KINDS.index(self.kind), self.days, self.title


def needs(book: Book, as_of: date, zone: tzinfo) -> tuple[Need, ...]:
    """Everything that waits in the tables on the day; in place of what cannot be worked out stands a line saying so.

    What is late: missed bills, follow-ups, bills in their grace, reminders. What was dismissed is not asked for again.
    """

    def compute() -> tuple[Need, ...]:
        found = [need for source in SOURCES for need in _tried(source, book, as_of, zone)]
        return tuple(sorted(found, key=lambda need: need.order))

    return book.derived(("needs", as_of, zone), compute)


def with_problems(book: Book, found: Iterable[Need], problems: Sequence[Problem]) -> tuple[Need, ...]:
    """The needs, and after them the errors of the workbook's tables."""
    return (*found, *sorted(_errors(book, problems), key=lambda need: need.order))


Source = Callable[[Book, date, tzinfo], Iterator[Need]]


def _tried(source: Source, book: Book, as_of: date, zone: tzinfo) -> list[Need]:
    try:
        return list(source(book, as_of, zone))
    except Exception as fault:  # the others are right all the same
        what, table = SOURCES[source]
        said = error_of(what, fault, quiet)["error"]["message"]
        note = phrase("{what} · look at the sheet {sheet}", what=phrase(what), sheet=table.sheet)
        return [Need("fault", Urgency.WRONG, said, note, LOOK, table.key)]


def _late_bills(book: Book, as_of: date, zone: tzinfo) -> Iterator[Need]:
    hushed = _dismissed(book)
    for one in records(missed(book, as_of, zone)):
        bill, due, shown = str(one["bill_id"]), _day(one["due"]), _day(one["moved_to"])
        if reference(bill, due) in hushed:
            continue
        kind = "missed_bill" if one["status"] == "missed" else "late_bill"
        what = phrase("Missed bill") if kind == "missed_bill" else phrase("Bill")
        confirm = phrase("on autopay, confirm it") if one["confirm"] else ""
        title, note = str(one["name"] or bill), joined((what, _money(one["remaining"]), confirm, _when(shown, as_of)))
        yield Need(kind, Urgency.LATE, title, note, PAY, BILLS.key, bill, "name", (shown - as_of).days, due)


def _followups(book: Book, as_of: date, zone: tzinfo) -> Iterator[Need]:
    hushed = _dismissed(book)
    for one in records(due_followups(book, as_of)):
        deal = book.row(DEALS, str(one["deal_id"])) if one["deal_id"] else None
        due = _day(one["due_date"])
        is_hushed = hushed.get(f"followup:{one['id']}") == due  # planned for another day, it is asked for again
        if is_hushed or (deal and deal["stage"] in CLOSED_STAGES):
            continue
        why = why_not(book, one["deal_id"]) if deal else None
        said = (phrase("Follow-up"), name_of(str(one["deal_id"]), deal) if deal else "", _when(due, as_of), why or "")
        urgency = Urgency.LATE if due < as_of else Urgency.TODAY
        action = LOOK if why else RUN if deal else DONE
        yield Need("followup", urgency, str(one["title"] or "") or phrase("Untitled follow-up"), joined(said),
                   action, FOLLOWUPS.key, str(one["id"]), "title", (due - as_of).days)  # fmt: skip


def _drafts(book: Book, as_of: date, zone: tzinfo) -> Iterator[Need]:
    """The newest message of each deal that is written and not sent: the tick makes them of what is due.

    Not one that a later message of the same kind was sent in place of: nobody wants the same text twice.
    """
    waiting = drafts_waiting(book)
    waiting = waiting[~waiting.index.isin(_overtaken(book))]
    for one in records(waiting[~waiting.duplicated("deal_id").to_numpy(dtype=bool)]):
        deal = book.row(DEALS, str(one["deal_id"])) if one["deal_id"] else None
        if deal is None or deal["stage"] in CLOSED_STAGES:
            continue
        written = _day_of(one["created_at"], zone)
        when = phrase("written {when}", when=ago(written, as_of)) if written else ""
        note = joined((phrase(MESSAGES.get(str(one["kind"]), marked("Message to send"))), when))
        yield Need("draft", Urgency.TODAY, name_of(str(one["deal_id"]), deal), note, SEND, DRAFTS.key, str(one["id"]),
                   "body", (written - as_of).days if written else 0)  # fmt: skip


def _overtaken(book: Book) -> pd.Index[Any]:
    """The drafts older than one of the same deal and kind that was sent."""
    frame = newest_first(book[DRAFTS])
    sent = (frame["status"] == "sent").fillna(False).astype(int)
    later = sent.groupby([frame["deal_id"].fillna(""), frame["kind"].fillna("sms")]).cumsum()
    return frame.index[((later > 0) & (sent == 0)).to_numpy(dtype=bool)]


def _stale_maos(book: Book, as_of: date, zone: tzinfo) -> Iterator[Need]:
    for one in records(stale_maos(book)):
        deal_id = str(one["id"])
        deal = book.row(DEALS, deal_id) or {}
        if deal["stage"] in CLOSED_STAGES:
            continue
        now = _money(one["now"]) if one["now"] is not None else phrase("none with today's figures")
        said = phrase("MAO stale · {was} → {now}", was=_money(one["was"]), now=now)
        action = LOOK if one["now"] is None else WRITE_MAO
        yield Need("stale_mao", Urgency.MOVED, name_of(deal_id, deal), said, action, DEALS.key, deal_id, "mao")


def _heavy_month(book: Book, as_of: date, zone: tzinfo) -> Iterator[Need]:
    said = heavy_why(snapshot_of(book, as_of, as_of, zone), bills_due(book, as_of, zone, month_end(as_of)))
    if said:
        yield Need("heavy_month", Urgency.MOVED, phrase("Heavy month"), said, LOOK, BILLS.key)


def _tokens(book: Book, as_of: date, zone: tzinfo) -> Iterator[Need]:
    for token_id in expiring(book, as_of, EXPIRING_DAYS):
        row = book.row(SHARE_TOKENS, token_id) or {}
        partner = (book.row(PARTNERS, str(row["subject_id"])) or {}).get("name")
        day = _day(row["expires_on"])
        yield Need("token", Urgency.SOON, str(row["label"] or partner or token_id),
                   phrase("Share token · expires {when}", when=_when(day, as_of)), LOOK, SHARE_TOKENS.key, token_id,
                   "expires_on", (day - as_of).days)  # fmt: skip


def _reminders(book: Book, as_of: date, zone: tzinfo) -> Iterator[Need]:
    """Those that are late or due within the week, but for what is in the list as itself."""
    frame = book[REMINDERS]
    until = pd.Timestamp(date.fromordinal(min(date.max.toordinal(), as_of.toordinal() + SOON_DAYS)))
    active = (frame["status"].fillna("active") == "active") & (frame["due_date"] <= until)
    near = records(frame[active.to_numpy(dtype=bool)])
    listed = _listed(book, as_of, zone) if near else frozenset()
    for one in near:
        if one["ref"] not in listed:
            yield _reminder(book, one, as_of)


def _reminder(book: Book, one: Record, as_of: date) -> Need:
    """A bill's leads to the bill, a follow-up's to the follow-up; any other is ticked off itself."""
    due, ref = _day(one["due_date"]), str(one["ref"] or "")
    urgency = Urgency.LATE if due < as_of else Urgency.TODAY if due == as_of else Urgency.SOON
    action, table, row_id, field = DONE, REMINDERS.key, str(one["id"]), "title"
    nominal = due_of(ref)
    if nominal is not None and bill_of(ref) in book[BILLS].index:
        action, table, row_id, field = PAY, BILLS.key, bill_of(ref), "name"
    elif ref.startswith("followup:") and row_of(ref) in book[FOLLOWUPS].index:
        action, table, row_id = LOOK, FOLLOWUPS.key, row_of(ref)
    what = _REMINDED.get(str(one["kind"]), marked("Reminder"))
    return Need("reminder", urgency, str(one["title"] or "") or phrase("Untitled reminder"),
                joined((phrase(what), _when(due, as_of))), action,
                table, row_id, field, (due - as_of).days, nominal, one["priority"] == "critical")  # fmt: skip


_REMINDED = {"bill": marked("Bill"), "missed_bill": marked("Bill"), "followup": marked("Follow-up")}


def _listed(book: Book, as_of: date, zone: tzinfo) -> frozenset[str]:
    """The Refs of what the list has without its reminder."""
    late = [reference(str(one["bill_id"]), _day(one["due"])) for one in records(missed(book, as_of, zone), "")]
    return frozenset([*late, *(f"followup:{row}" for row in due_followups(book, as_of).index)])


def _dismissed(book: Book) -> Mapping[str, Value]:
    """The Refs of the dismissed reminders, each with the day that it was for."""
    frame = book[REMINDERS]
    gone = frame[((frame["status"] == "dismissed") & frame["ref"].notna()).to_numpy(dtype=bool)]
    return {str(ref): plain(day) for ref, day in zip(gone["ref"], gone["due_date"], strict=True)}


def _errors(book: Book, problems: Sequence[Problem]) -> Iterator[Need]:
    for one in problems:
        table = find_table(book.tables.values(), one.sheet)
        if one.severity is Severity.ERROR and table is not None:
            where = f"{one.sheet}!{one.cell}" if one.cell else one.sheet
            note = f"{where} · {one.remedy}" if one.remedy else where
            yield Need("problem", Urgency.WRONG, one.message, note, LOOK, table.key, one.row_id, one.column)


# What each is called where it cannot be worked out, and the table to look at then.
SOURCES: Mapping[Source, tuple[str, Table]] = {
    _late_bills: (marked("Late bills"), BILLS),
    _followups: (marked("Follow-ups"), FOLLOWUPS),
    _drafts: (marked("Drafts to send"), DRAFTS),
    _stale_maos: (marked("Stale MAOs"), DEALS),
    _heavy_month: (marked("The month's bills"), BILLS),
    _tokens: (marked("Share tokens"), SHARE_TOKENS),
    _reminders: (marked("Reminders"), REMINDERS),
}


def _when(day: date, today: date) -> str:
    return joined((day_words(day, today), relative(day, today)), ", ")


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is no day")
    return value


def _day_of(stamp: object, zone: tzinfo) -> date | None:
    """The day there of a moment in UTC; None where a person typed something else."""
    try:
        return datetime.fromisoformat(str(stamp)).astimezone(zone).date()
    except (ValueError, OverflowError):
        return None


def _money(value: object) -> str:
    return amount(float(value)) if isinstance(value, (int, float)) else ""
