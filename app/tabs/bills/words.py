"""What the page says of an occurrence: its status as a chip, and the ways to write a sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.chips import Badge
from app.theme import Role
from app.tr import marked, tr, tr_phrase
from app.words import NEAR_DAYS, ago, amount, day_words, relative, short_day
from models.bills.schedule import Fault
from models.bills.status import DONE, Occurrence

# Status -> the word on its chip, its colour, its icon. `partial` stands beside a status, not in its place.
STATUSES: Mapping[str, Badge] = {
    "missed": Badge(marked("missed"), Role.DANGER, "error"),
    "overdue": Badge(marked("overdue"), Role.WARNING, "warning"),
    "due": Badge(marked("due today"), Role.WARNING, "reminder"),
    "upcoming": Badge(marked("upcoming"), Role.INFO, "calendar"),
    "scheduled": Badge(marked("scheduled"), Role.MUTED),
    "paid": Badge(marked("paid"), Role.GOOD, "check"),
    "paid_early": Badge(marked("paid early"), Role.GOOD, "check"),
    "paid_late": Badge(marked("paid late"), Role.GOOD, "check"),
    "skipped": Badge(marked("skipped"), Role.MUTED, "go"),
    "paused": Badge(marked("paused"), Role.MUTED),
    "archived": Badge(marked("archived"), Role.MUTED),
    "settled": Badge(marked("all paid"), Role.GOOD, "check"),
    "no dates": Badge(marked("no dates"), Role.DANGER, "error"),
}
PARTLY = marked(", part paid")


def status_text(status: str, *, partial: bool) -> str:
    """`missed`, or `missed, part paid`."""
    words = STATUSES[status].words if status in STATUSES else status
    return words + tr(PARTLY) if partial else words


def badge_of(text: str) -> Badge | None:
    """The chip for a text of `status_text`."""
    plain = text.removesuffix(tr(PARTLY))
    found = next((badge for badge in STATUSES.values() if badge.words == plain), None)
    return Badge(text, found.role, found.icon) if found else None


def is_late(status: str) -> bool:
    return status in ("missed", "overdue")


def when(day: date, today: date, *, done: bool = False) -> str:
    """`in 3 days`, `12 days late`; of what is settled only how long ago."""
    if done and day < today:
        return ago(day, today)
    return relative(day, today)


def near_words(text: str, today: date) -> str:
    """A date as a list shows it: `18 Feb, 15 days late`; with its year where that is another."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    year = "" if abs((day - today).days) < NEAR_DAYS else f" {day.year}"
    return f"{short_day(day)}{year}, {relative(day, today)}"


def occurrence_words(one: Occurrence, today: date) -> str:
    """`Wed 18 Feb, 15 days late: 142.50 left`."""
    day = f"{day_words(one.moved_to, today)}, {when(one.moved_to, today, done=one.status in DONE)}"
    if one.status in DONE:
        return f"{day}: {status_text(one.status, partial=False)}"
    return tr("{day}: {remaining} left", day=day, remaining=amount(one.remaining))


def fault_words(fault: Fault) -> str:
    """Why a bill has no dates, and what to do."""
    return f"{tr_phrase(fault.message)} {tr_phrase(fault.advice)}"
