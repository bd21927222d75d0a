"""Bills as a calendar that every program imports (RFC 5545); importing a later one changes the same events."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from icalendar import Calendar, Event

from app.target import check_target, write_file
from models.bills import BILLS
from models.bills.reminders import reference
from models.bills.schedule import Fault, schedule_of, zone_of
from models.bills.upcoming import in_window
from models.bills.words import rule_words
from models.core.book import Book
from models.settings import value_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write(book: Book, path: Path, as_of: date, now: datetime, months: int, workbook: Path | None = None) -> int:
    """Writes the calendar and returns how many events it has; a file that exists is replaced.

    Refused where the target cannot be written; `workbook` is the file never to write to.
    """
    check_target(path, ".ics", workbook)
    calendar = calendar_of(book, as_of, now, months)
    write_file(path, calendar.to_ical())
    return len(calendar.events)


def calendar_of(book: Book, as_of: date, now: datetime, months: int) -> Calendar:
    """An all-day event for each occurrence of the active bills from the day on, for so many months.

    Paid ones stay in it, marked, and skipped ones are cancelled: a calendar that has them learns of it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Valhalla//Bills//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Bills")
    last = months_after(as_of, months) - timedelta(days=1)
    for line in in_window(book, as_of, last, as_of, zone_of(now)).to_dict("records"):
        calendar.add_component(_event(book, line, as_of, now))
    return calendar


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day; never after the year 9999."""
    number = day.year * 12 + day.month - 1 + months
    if number // 12 > date.max.year:
        return date.max
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _event(book: Book, line: dict[Any, Any], as_of: date, now: datetime) -> Event:
    shown, nominal = line["moved_to"].date(), line["due"].date()
    stamp = now.astimezone(UTC).replace(microsecond=0)
    bill = {"id": line["bill_id"], **(book.row(BILLS, line["bill_id"]) or {})}
    event = Event()
    event.add("uid", f"{reference(bill['id'], nominal)}@valhalla")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", _sequence(stamp))
    event.add("dtstart", shown)
    event.add("dtend", shown + timedelta(days=1))
    event.add("summary", _summary(line))
    event.add("description", _description(book, bill, line, as_of, now))
    event.add("status", "CANCELLED" if line["status"] == "skipped" else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody is busy all day because a bill is due
    event.add("categories", ["Bills"])
    return event


def _sequence(stamp: datetime) -> int:
    """Minutes since 1970: some programs change an event only where its sequence is no lower than the one they have."""
    return min(2**31 - 1, max(0, (stamp - _EPOCH) // timedelta(minutes=1)))


def _summary(line: dict[Any, Any]) -> str:
    name = line["name"] or line["bill_id"]
    if line["status"] == "skipped":
        return f"{name}: skipped"
    if line["status"].startswith("paid"):
        return f"{name} {line['expected']:,.2f}, paid"
    return f"{name} {line['remaining']:,.2f}" + (f" left of {line['expected']:,.2f}" if line["partial"] else "")


def _description(book: Book, bill: dict[str, Any], line: dict[Any, Any], as_of: date, now: datetime) -> str:
    currency = value_of(book, "currency") or ""
    rule = schedule_of(bill, as_of, zone_of(now))
    parties = "".join(f" {word} {bill[name]}" for word, name in (("to", "payee"), ("from", "account")) if bill[name])
    settled = line["status"].startswith(("paid", "skipped"))
    left = "" if settled else f", {line['remaining']:,.2f} is left"
    paid = f"{line['paid']:,.2f} is paid{left}." if line["paid"] else ""
    moved = f"Due on {line['due'].date()}, moved because of the weekend." if line["due"] != line["moved_to"] else ""
    often = "" if isinstance(rule, Fault) else f"{rule_words(rule)}."
    automatic = "On autopay: see that it was paid." if line["autopay"] and not settled else ""
    lines = (f"{line['expected']:,.2f} {currency}".strip() + f"{parties}.", paid, often, moved, automatic)
    return "\n".join(one for one in lines if one)
