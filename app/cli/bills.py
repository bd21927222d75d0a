"""`valhalla bills`: the registry, the autopay checklist, what is due and what was missed, reminders, the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from app.cli import bills_text as text
from app.cli.options import choice_of, count_of, day_of, field_of, id_of
from app.cli.request import Answer, Request
from app.cli.tables import fields_of, row_of
from app.cli.workbook import change, reading
from app.session import Session
from models.bills import BILLS, REMINDERS, autopay, registry, reminders
from models.bills.schedule import zone_of
from models.bills.upcoming import bill_row, missed, next_dues, occurrences_of, upcoming
from models.core.book import Book
from models.core.calculated import whole
from models.core.change import ChangeSet
from models.core.refusal import Refused
from models.core.values import plain

MOST = 1_000_000  # rows that anybody may ask for
MOST_MONTHS = 120  # of a calendar
MOST_DAYS = 36_600  # to look ahead
GIVEN = ("name", "amount", "cadence", "due_day", "due_months", "start_date", "end_date", "payee", "account",
         "autopay", "envelope", "notes")  # fmt: skip
MISSED = ("bill_id", "name", "due", "expected", "paid", "days_late", "status", "autopay")


# --- the registry ---


def add_bill(request: Request) -> Answer:
    """The new bill; refused where its dates cannot be known."""
    words = vars(request.words)
    values = {name: field_of(f"--{name.replace('_', '-')}", BILLS[name], words[name])
              for name in GIVEN if words[name] is not None}  # fmt: skip
    session, changes = change(request, lambda book, now: registry.add_bill(book, values, now.date(), now))
    return _bill(session, changes.changes[0].row, "added to")


def list_bills(request: Request) -> Answer:
    status = choice_of("--status", request.words.status, registry.STATUSES) or ""
    with reading(request) as session:
        found = _bills(session, registry.bills_with(session.book, status).index)
        return Answer({"bills": found}, text.bills(session, found, status))


def edit_bill(request: Request) -> Answer:
    """New values with what follows from them; refused where they leave the bill without dates."""
    bill, values = _bill_id(request), fields_of(BILLS, request.words.values)
    session, _ = change(request, lambda book, now: registry.edit_bill(book, bill, values, now.date(), now))
    return _bill(session, bill, "saved in")


def show_checklist(request: Request) -> Answer:
    """The seven steps, after those named were ticked off or taken back."""
    words, bill = request.words, _bill_id(request)
    done, undone = (_steps(option, given) for option, given in (("--done", words.done), ("--undone", words.undone)))
    if not done and not undone:
        with reading(request) as session:
            return _checklist(session, bill)
    session, _ = change(request, lambda book, now: autopay.tick(book, bill, now.date(), now, done=done, undone=undone))
    return _checklist(session, bill)


def _steps(option: str, given: Iterable[str]) -> list[int]:
    return [step for one in given if (step := count_of(option, one, 1, len(autopay.STEPS))) is not None]


def _checklist(session: Session, bill: str) -> Answer:
    steps = autopay.checklist(session.book, bill, session.as_of, zone_of(session.now()))
    name = bill_row(session.book, bill)["name"]
    shown = [{"step": one.step, "text": one.text, "done_on": one.done_on} for one in steps]
    return Answer({"bill_id": bill, "name": name, "steps": shown}, text.checklist(str(name or bill), steps))


def _bill(session: Session, bill: str, what: str) -> Answer:
    (row,) = _bills(session, [bill])
    return Answer(row, text.bill(session, row, what))


def _bills(session: Session, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Every column of the bills; Next Due as it is on the day, whatever was last written."""
    frame = whole(session.book, BILLS, session.as_of)
    due = next_dues(session.book, session.as_of, zone_of(session.now()))
    return [{**row_of(BILLS, str(row), frame), "next_due": plain(due[row])} for row in rows]


# --- what is due ---


def show_upcoming(request: Request) -> Answer:
    limit = count_of("--limit", request.words.limit, 0, MOST)
    days = count_of("--days", request.words.days, 0, MOST_DAYS)
    with reading(request) as session:
        frame = upcoming(session.book, session.as_of, zone_of(session.now()), days=days, limit=limit)
        lines = _lines(frame.reset_index())
        bills = _bills(session, frame.index)
        told = text.upcoming(session, lines, [bill["name"] for bill in bills])
    found = [
        {**bill, "next_due": line["next_due"],
         **{name: line[name] for name in ("days_until", "expected", "paid_so_far")}}
        for bill, line in zip(bills, lines, strict=True)
    ]  # fmt: skip
    return Answer({"upcoming": found}, told)


def show_occurrences(request: Request) -> Answer:
    words, bill = request.words, _bill_id(request)
    first, last = day_of("--from", words.first), day_of("--to", words.last)
    if first is None or last is None or first > last:
        raise Refused(f"--to {last} is before --from {first}.", hint="Give the earlier day first.", code="usage")
    with reading(request) as session:
        found = occurrences_of(session.book, bill, first, last, session.as_of, zone_of(session.now()))
        return Answer({"occurrences": [asdict(one) for one in found]}, text.occurrences(session, bill, found))


def show_missed(request: Request) -> Answer:
    with reading(request) as session:
        lines = _lines(missed(session.book, session.as_of, zone_of(session.now())))
        told = text.missed(session, lines)
    return Answer({"missed": [{name: line[name] for name in MISSED} for line in lines]}, told)


def push(request: Request) -> Answer:
    """Reminders of what is overdue or soon due, once each."""
    days = count_of("--days-ahead", request.words.days_ahead, 0, MOST_DAYS)
    made: list[reminders.Pushed] = []

    def edit(book: Book, now: datetime) -> ChangeSet:
        made.append(reminders.push_reminders(book, now.date(), now, days))
        return made[0].changes

    session, _ = change(request, edit)
    (pushed,) = made
    frame = whole(session.book, REMINDERS, session.as_of)
    found = [row_of(REMINDERS, row, frame) for row in pushed.reminders]
    data = {"created": pushed.created, "skipped": pushed.skipped, "reminders": found,
            "warnings": list(pushed.warnings)}  # fmt: skip
    return Answer(data, text.pushed(session, data))


def write_calendar(request: Request) -> Answer:
    """An event for each due date of the months from the day on; a calendar that exists is replaced."""
    from app.calendar_file import write

    months = count_of("--months", request.words.months, 1, MOST_MONTHS) or 0
    path = Path(request.words.calendar)
    with reading(request) as session:
        events = write(session.book, path, session.as_of, session.now(), months, session.path)
    return Answer({"file": str(path), "events": events}, text.calendar(path, events, months))


def _lines(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = list(frame.columns)
    return [{name: plain(value) for name, value in zip(names, row, strict=True)}
            for row in frame.itertuples(index=False, name=None)]  # fmt: skip


def _bill_id(request: Request) -> str:
    return id_of("BILL_ID", request.words.bill_id)
