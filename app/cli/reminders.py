"""`valhalla reminders`: what not to forget, and ticking it off."""

from __future__ import annotations

from app.cli import bills_text as text
from app.cli.options import choice_of, id_of
from app.cli.request import Answer, Request
from app.cli.tables import row_of
from app.cli.workbook import change, reading
from models.bills import REMINDERS
from models.bills.reminders import set_reminder
from models.core.calculated import whole

STATUSES = ("active", "done", "dismissed", "all")


def list_reminders(request: Request) -> Answer:
    """The active ones first, the earliest day first; a blank status is active."""
    wanted = choice_of("--status", request.words.status, STATUSES)
    with reading(request) as session:
        frame = whole(session.book, REMINDERS, session.as_of)
        status = frame["status"].fillna("active")
        order = frame.assign(over=status != "active").sort_values(["over", "due_date"], kind="stable").index
        found = [row_of(REMINDERS, str(row), frame) for row in order if wanted in ("all", status[row])]
        return Answer({"reminders": found}, text.reminders(session, found))


def set_done(request: Request) -> Answer:
    return _set(request, "done")


def set_dismissed(request: Request) -> Answer:
    return _set(request, "dismissed")


def _set(request: Request, status: str) -> Answer:
    reminder = id_of("ID", request.words.id)
    session, _ = change(request, lambda book, now: set_reminder(book, reminder, status, now))
    row = row_of(REMINDERS, reminder, whole(session.book, REMINDERS, session.as_of))
    return Answer(row, f"{reminder} ({row['title']}) is {status}.")
