"""The daily tick of the pipeline: each follow-up that is due becomes one new run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import set_cells
from models.core.groups import groups_of
from models.core.phrase import phrase, phrase_n
from models.core.refusal import Refused, said_by
from models.core.schema import Value
from models.core.values import utc_text
from models.core.words import counted
from models.pipeline.compose import Message, message_for, permission_warnings
from models.pipeline.contact import do_not_contact, may_contact
from models.pipeline.deals import CLOSED_STAGES, CONTACTS, DEALS
from models.pipeline.runs import write_runs
from models.pipeline.tables import FOLLOWUPS, PIPELINE_RUNS
from models.settings import number_of

FINISHED = ("done", "canceled")  # a follow-up with any other status, or none, is open


@dataclass(frozen=True)
class Skipped:
    """A follow-up that is due and stays open, with the reason."""

    followup_id: str
    reason: str


@dataclass(frozen=True)
class Tick:
    """What a tick does: the edit, the IDs of the new runs, oldest follow-up first, and what it leaves alone.

    `left` is how many follow-ups were not looked at, as the limit of runs was reached before.
    """

    changes: ChangeSet
    runs: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    left: int = 0


def open_followups(book: Book) -> pd.DataFrame:
    """The follow-ups that are neither done nor canceled."""
    frame: pd.DataFrame = book[FOLLOWUPS][is_open(book)]
    return frame


def is_open(book: Book) -> Any:
    """Which rows of Followups are neither done nor canceled."""
    return ~groups_of(book, FOLLOWUPS, "status").among(*FINISHED)


def due_followups(book: Book, as_of: date) -> pd.DataFrame:
    """The open follow-ups due on or before the day, the oldest first; of equals the upper row."""
    frame = open_followups(book)
    return frame[frame["due_date"] <= pd.Timestamp(as_of)].sort_values("due_date", kind="stable")


def daily_tick(book: Book, now: datetime, limit: int | None = None) -> Tick:
    """Each open follow-up due on the day of `now` or before gets one new run, and closes with a link to it.

    However many days it has been due, it is one run; doing it again finds nothing, as the follow-up of a new run is
    due on a later day. Skipped, with the reason: closed and dead deals, contacts marked do-not-contact, deals without
    a contact, follow-ups without a deal, and messages that are refused (product page 4.3). `limit` is how many runs are
    made at most (None = Settings); the rest waits for the next tick.
    """
    most = int(number_of(book, "tick_limit")) if limit is None else limit
    if most < 0:
        raise Refused(phrase("Limit: {most} is below 0.", most=most), code="invalid")
    due = due_followups(book, now.date())
    made: list[tuple[str, Message]] = []
    skipped: list[Skipped] = []
    left = 0
    for place, followup_id in enumerate(map(str, due.index)):
        if len(made) == most:
            left = len(due) - place
            break
        found = _message(book, book.row(FOLLOWUPS, followup_id) or {}, now)
        if isinstance(found, Message):
            made.append((followup_id, found))
        else:
            skipped.append(Skipped(followup_id, found))
    changes, runs = _written(book, made, now)
    return Tick(changes, runs, tuple(skipped), tuple(_told(left, most)), left)


def _told(left: int, most: int) -> Iterator[str]:
    if left:
        runs = counted(most, "run")
        yield phrase_n(
            "{n} more is due; a tick makes {runs} at most.", "{n} more are due; a tick makes {runs} at most.",
            left, runs=runs,
        )  # fmt: skip


def _message(book: Book, followup: Mapping[str, Value], now: datetime) -> Message | str:
    """The message of the run, in the kind and tone of the run that asked for it; or why there is none."""
    reason = why_not(book, followup["deal_id"])
    if reason is not None:
        return reason
    deal_id = str(followup["deal_id"])
    before = (book.row(PIPELINE_RUNS, str(followup["run_id"])) if followup["run_id"] else None) or {}
    kind, tone = str(before.get("kind") or "sms"), str(before.get("tone") or "neutral")
    try:
        message = message_for(book, deal_id, kind, tone)
    except Refused as refusal:
        return said_by(refusal)
    # What the clock says there now says nothing about when the draft will be sent; that is asked again then.
    return message.warned(permission_warnings(may_contact(book, deal_id, now, kind), "consent", "place"))


def why_not(book: Book, deal_id: Value) -> str | None:
    """Why a follow-up of the deal cannot be run at all, whatever its message; None where it can."""
    if not deal_id:
        return phrase("It names no deal.")
    deal = book.row(DEALS, str(deal_id))
    if deal is None:
        return phrase("Its deal {deal_id} is not in Deals.", deal_id=deal_id)
    if deal["stage"] in CLOSED_STAGES:
        return phrase("Its deal is {stage}.", stage=deal["stage"])
    contact_id = deal["contact_id"]
    if not contact_id:
        return phrase("Its deal names no contact.")
    if contact_id not in book[CONTACTS].index:
        return phrase("Its deal's contact {contact_id} is not in Contacts.", contact_id=contact_id)
    return do_not_contact(book, str(contact_id))


def _written(book: Book, made: list[tuple[str, Message]], now: datetime) -> tuple[ChangeSet, tuple[str, ...]]:
    label = phrase("Daily tick: {runs}", runs=counted(len(made), "run"))
    if not made:
        return ChangeSet(label), ()
    # Never today: the next tick of the same day would take it for another one that is due.
    days = max(1, int(number_of(book, "followup_days")))
    messages = [message for _, message in made]
    changes, runs = write_runs(book, messages, now, now.date() + timedelta(days=days), trigger="daily_tick")
    closing = [
        cell
        for (followup_id, _), run_id in zip(made, runs, strict=True)
        for cell in (
            (followup_id, "status", "done"), (followup_id, "closed_by_run_id", run_id),
            (followup_id, "closed_at", utc_text(now)),
        )
    ]  # fmt: skip
    return together(label, changes, set_cells(book.apply(changes), FOLLOWUPS, closing, now, by_app=True)), runs
