"""`valhalla ops today` and `valhalla tick`."""

from __future__ import annotations

from datetime import datetime

from app.cli.ops_text import tick_text, today_text
from app.cli.request import Answer, Request
from app.cli.workbook import change, reading
from app.fault_log import log, trace_of
from app.session import Session
from models.bills.schedule import zone_of
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.refusal import Refused
from models.ops.tick import Ticked, left_to, tick
from models.ops.today import Morning, today


def show_today(request: Request) -> Answer:
    """Every figure of the morning screen; one that fails says so in its place."""
    with reading(request) as session:
        morning = Morning(session.book, session.as_of, zone_of(session.now()), session.problems)
        data = today(morning, _log)
    return Answer(data, today_text(data))


def run_tick(request: Request) -> Answer:
    """The daily tick; it is done once it is saved. A window that has the workbook open does it, so it is left to it."""
    sheets: set[str] = set()
    found: list[Ticked] = []

    def look(session: Session) -> None:
        sheets.update(session.base.layout.writable)

    def edit(book: Book, now: datetime) -> ChangeSet:
        found.append(tick(book, now, sheets, _log, sure=request.words.yes))
        return found[0].changes

    try:
        change(request, edit, look)
    except Refused as refusal:
        if refusal.code != "in_use":
            raise
        found = [left_to(str(refusal))]
    return Answer(dict(found[0].data), tick_text(found[0].data))


def _log(fault: Exception) -> None:
    log(trace_of(fault))
