"""What the Today page says, from the tables as they stand: plain functions from a Book and a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

import pandas as pd

from app.words import ago, amount, day_words, relative
from models import settings
from models.core.book import Book
from models.core.problem import Problem, Severity, counts
from models.core.values import plain
from models.pipeline import STAGES

T = TypeVar("T")
SOON_DAYS = 7
NEEDS_READ = ("Reminders", "Followups", "Deals", "Bills")
_OVER = ("closed", "dead")
_RANK = {"critical": 0, "high": 1, "normal": 2, "low": 3}


@dataclass(frozen=True)
class Need:
    """One thing that waits for the person. `days` below 0 = late; `done` names a row that can be ticked off here."""

    title: str
    note: str
    days: int
    table: str
    row_id: str
    field: str
    icon: str
    rank: int = 2
    done: bool = False
    bill: tuple[str, date] | None = None  # a late due date of a bill: to be paid, not ticked off


@dataclass(frozen=True)
class Figure:
    """One line of a card. `tone` is a theme role's name: text, muted, good, warning, danger."""

    label: str
    value: str
    tone: str = "text"


@dataclass(frozen=True)
class Summary:
    """A card's content: the number that matters with what it counts, and lines under it. Blank: `empty` says why."""

    big: str = ""
    unit: str = ""
    lines: tuple[Figure, ...] = ()
    empty: str = ""


@dataclass(frozen=True)
class About:
    """A card: its title, the tab and table it leads to, what it shows, and what its one button does when empty."""

    title: str
    icon: str
    tab: str
    table: str
    summary: Callable[[Book, date], Summary]
    reads: tuple[str, ...]
    first: str = ""


class Followed(Generic[T]):
    """A function of some tables, worked out again only when one of their frames, or the day, is another."""

    def __init__(self, compute: Callable[[Book, date], T], reads: tuple[str, ...]) -> None:
        self._compute, self._reads = compute, reads
        self._seen: tuple[object, ...] = ()
        self._found: T | None = None

    def __call__(self, book: Book, today: date) -> T:
        seen: tuple[object, ...] = (today, *(book[key] for key in self._reads))
        if self._found is None or not _are(seen[1:], self._seen[1:]) or seen[0] != self._seen[0]:
            self._found, self._seen = self._compute(book, today), seen
        return self._found


def _are(these: tuple[object, ...], those: tuple[object, ...]) -> bool:
    """The same objects: an edit leaves the frames of the tables that it does not touch as they are."""
    return len(these) == len(those) and all(one is other for one, other in zip(these, those, strict=True))


def needs(book: Book, today: date) -> list[Need]:
    """Reminders due within a week and open follow-ups due by today, the most urgent first."""
    found = [*_reminders(book, today), *_followups(book, today)]
    return sorted(found, key=lambda need: (need.days, need.rank, need.title))


def _reminders(book: Book, today: date) -> Iterator[Need]:
    frame = book["Reminders"]
    due = frame[
        (frame["status"] == "active") & (frame["due_date"] <= pd.Timestamp(today) + pd.Timedelta(days=SOON_DAYS))
    ]
    for row in _rows(due):
        yield Need(
            row["title"] or "Untitled reminder", _when("Reminder", row["due_date"], today),
            (row["due_date"] - today).days, "Reminders", row["id"], "title", "reminder",
            _RANK.get(row["priority"] or "", 2), done=True, bill=_late_bill(book, row, today),
        )  # fmt: skip


def _late_bill(book: Book, reminder: dict[str, Any], today: date) -> tuple[str, date] | None:
    """The due date that a late bill's reminder is about."""
    kind, _, day = str(reminder["ref"] or "").rpartition(":")
    bill = kind.removeprefix("bill:")
    if not kind.startswith("bill:") or reminder["due_date"] >= today or bill not in book["Bills"].index:
        return None
    try:
        return bill, date.fromisoformat(day)
    except ValueError:
        return None


def _followups(book: Book, today: date) -> Iterator[Need]:
    frame = book["Followups"]
    due = frame[(frame["status"] == "open") & (frame["due_date"] <= pd.Timestamp(today))]
    addresses = book["Deals"]["address"]
    for row in _rows(due):
        deal = plain(addresses.get(row["deal_id"])) if row["deal_id"] else None
        note = _when(f"Follow-up · {deal}" if deal else "Follow-up", row["due_date"], today)
        days = (row["due_date"] - today).days
        yield Need(row["title"] or "Untitled follow-up", note, days, "Followups", row["id"], "title", "pipeline")


def _when(what: str, day: date, today: date) -> str:
    return f"{what} · {day_words(day, today)}, {relative(day, today)}"


def deals(book: Book, today: date) -> Summary:
    frame = book["Deals"]
    active = frame[~frame["stage"].isin(_OVER)]
    if frame.empty:
        return Summary(empty="No deals yet.")
    open_steps = book["Followups"]
    planned = set(open_steps.loc[open_steps["status"] == "open", "deal_id"].dropna())
    bare = int((~active.index.isin(planned)).sum())
    stages = active["stage"].value_counts()
    lines = [
        Figure(stage.replace("_", " ").capitalize(), f"{stages[stage]:,}") for stage in STAGES if stages.get(stage)
    ]
    lines.append(Figure("Without a next step", f"{bare:,}", "warning" if bare else "good"))
    return Summary(f"{len(active):,}", "open deal" if len(active) == 1 else "open deals", tuple(lines))


def properties(book: Book, today: date) -> Summary:
    frame = book["Properties"]
    active = frame[frame["status"] != "archived"]
    if active.empty:
        return Summary(empty="No properties yet.")
    valued = active["arv"].dropna()
    currency = settings.value_of(book, "currency")
    tone = "text" if len(valued) == len(active) else "warning"
    lines = (
        Figure("With an ARV", f"{len(valued):,} of {len(active):,}", tone),
        Figure(f"ARV in all, {currency}", amount(float(valued.sum()))),
    )  # fmt: skip
    return Summary(f"{len(active):,}", "property" if len(active) == 1 else "properties", lines)


def bills(book: Book, today: date) -> Summary:
    frame = book["Bills"]
    active = frame[frame["status"] == "active"]
    if active.empty:
        return Summary(empty="No bills yet.")
    manual = int((~active["autopay"].fillna(False).astype(bool)).sum())
    paid = book["Payments"]
    last = plain(paid["paid_on"].max()) if len(paid) else None
    lines = [Figure("Without autopay", f"{manual:,}", "warning" if manual else "good")]
    if isinstance(last, date):
        lines.append(Figure("Last payment", ago(last, today)))
    return Summary(f"{len(active):,}", "active bill" if len(active) == 1 else "active bills", tuple(lines))


def entities(book: Book, today: date) -> Summary:
    frame = book["Entities"]
    if frame.empty:
        return Summary(empty="No companies, trusts or policies yet.")
    number = frame["status"].value_counts()
    waiting = frame[(frame["status"] != "done") & frame["due_date"].notna()].sort_values("due_date")
    lines = [Figure("In progress", f"{number.get('in_progress', 0):,}"), Figure("Done", f"{number.get('done', 0):,}")]
    for row in list(_rows(waiting.head(1))):
        tone = "danger" if row["due_date"] < today else "text"
        lines.append(Figure(f"{row['name'] or row['id']}", relative(row["due_date"], today), tone))
    return Summary(f"{number.get('todo', 0):,}", "to do", tuple(lines))


def credit(book: Book, today: date) -> Summary:
    frame = book["CreditScores"]
    latest = frame.sort_values("checked_on").groupby(["who", "bureau"], dropna=False).tail(1)
    if latest.empty:
        return Summary(empty="No credit scores yet.")
    lines = []
    for row in _rows(latest.sort_values(["who", "bureau"]).head(4)):
        label = " · ".join(str(row[name]) for name in ("who", "bureau") if row[name])
        when = ago(row["checked_on"], today) if row["checked_on"] else ""
        lines.append(Figure(label, f"{row['score'] or '–'}  {when}".strip()))
    return Summary(lines=tuple(lines))


def last_tick(book: Book, today: date) -> Summary:
    frame = book["Ticks"].sort_values("ran_at")
    if frame.empty:
        return Summary(empty="The daily round has not run in this workbook yet.")
    row = next(_rows(frame.tail(1)))
    day = row["as_of"]
    lines = (
        Figure("Reminders made", f"{row['reminders_created'] or 0:,}"),
        Figure("Bills missed", f"{row['missed'] or 0:,}", "danger" if row["missed"] else "text"),
        Figure("Runs made", f"{row['runs_created'] or 0:,}"),
    )
    return Summary(ago(day, today) if isinstance(day, date) else str(row["ran_at"])[:10], "", lines)


def problem_words(problems: list[Problem]) -> Summary:
    number = counts(problems)
    grave = number["error"] + number["warning"]
    if not problems:
        return Summary("0", "problems", (Figure("Everything in the workbook fits.", "", "muted"),))
    lines = tuple(
        Figure(word, f"{number[severity.value]:,}", tone)
        for severity, word, tone in (
            (Severity.ERROR, "Errors", "danger"),
            (Severity.WARNING, "Warnings", "warning"),
            (Severity.INFO, "Notes", "text"),
        )
        if number[severity.value]
    )
    return Summary(f"{grave:,}", "problem" if grave == 1 else "problems", lines)


CARDS: tuple[About, ...] = (
    About("Pipeline", "pipeline", "pipeline", "Deals", deals, ("Deals", "Followups"), "Add the first deal"),
    About("Bills", "bills", "bills", "Bills", bills, ("Bills", "Payments"), "Add the first bill"),
    About(
        "Portfolio",
        "underwriting",
        "underwriting",
        "Properties",
        properties,
        ("Properties", "Settings"),
        "Add the first property",
    ),
    About("Entities", "company", "today", "Entities", entities, ("Entities",), "Add the first entity"),
    About("Credit", "credit", "today", "CreditScores", credit, ("CreditScores",), "Add the first score"),
    About("Daily round", "tick", "today", "Ticks", last_tick, ("Ticks",)),
)


def _rows(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Rows as plain values, with `id`."""
    for place, row_id in enumerate(frame.index):
        yield {"id": str(row_id), **{name: plain(frame[name].array[place]) for name in frame.columns}}
