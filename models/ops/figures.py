"""What the cards of the Today page say: the number that matters, a drawing of some, and lines under it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import cast

import pandas as pd

from models import settings
from models.bills import BILLS
from models.budget.buffer import buffer_check
from models.budget.forecast import Forecast
from models.budget.occurrences import bills_due, forecast_of, month_end
from models.budget.targets import income_target
from models.core.book import Book
from models.core.phrase import Phrase, joined, phrase, phrase_n
from models.core.records import records
from models.core.refusal import Refused, said_by
from models.core.sums import cents, units
from models.core.words import ago, amount, day_words, relative
from models.ops.office import entity_status, latest_scores
from models.ops.office import last_tick as tick_row
from models.ops.tables import ENTITIES
from models.pipeline import DEALS, FOLLOWUPS
from models.pipeline.board import STATES, drafts_waiting, stage_states, without_next_step
from models.pipeline.deals import CLOSED_STAGES
from models.settings import number_of
from models.underwriting import PROPERTIES

SCORES = 6
NOTES = 3
FORECAST_DAYS = 60


@dataclass(frozen=True)
class Figure:
    """One line of a card. `tone` is a word of the theme: text, muted, good, warning, danger."""

    label: str
    value: str
    tone: str = "text"


@dataclass(frozen=True)
class Balance:
    """The balance of the days to come, against the least that shall be left."""

    forecast: Forecast
    floor: float


@dataclass(frozen=True)
class Stages:
    """By open stage how many deals have their next step overdue, today, later or not at all, as `board.STATES`."""

    counts: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Summary:
    """A card's content: the number that matters with what it counts, a drawing, lines, and sentences under them.

    `empty` says why there is nothing, instead.
    """

    big: str = ""
    unit: str = ""
    lines: tuple[Figure, ...] = ()
    empty: str = ""
    tone: str = "text"
    drawing: Balance | Stages | None = None
    notes: tuple[str, ...] = ()


def month(book: Book, today: date, zone: tzinfo) -> Summary:
    """Whether the month is safe: the buffer, what is still to pay, and the balance's lowest day."""
    if book[BILLS].empty and income_target(book) is None:
        return Summary(empty=phrase("No bills and no income target yet."))
    check, currency = buffer_check(book, today), settings.value_of(book, "currency")
    left = check.projected_after_buffer
    due = bills_due(book, today, zone, month_end(today))
    lines = [Figure(phrase("Still to pay this month"), amount(float(cents(units(due["amount"]).sum()))))]
    late = int((due["date"] < pd.Timestamp(today)).sum())
    if late:
        lines.append(Figure(phrase("Late or missed"), _count(late), "danger"))
    drawing, notes = _balance(book, today, zone)
    if drawing is not None:
        lowest = drawing.forecast.lowest
        low = lowest.balance < drawing.floor
        label = phrase("Lowest, {day}", day=day_words(lowest.date, today))
        said = Figure(label, amount(lowest.balance), "danger" if low else "text")
        lines.insert(0, said)
    if left is None:
        lines.insert(0, Figure(phrase("Bills in an average month"), amount(check.bills_monthly_est)))
        notes = (phrase("No income target yet: set one on the Budget tab."), *notes)
        return Summary(lines=tuple(lines), drawing=drawing, notes=notes)
    unit = (
        phrase("{currency} below the buffer", currency=currency)
        if left < 0
        else (phrase("{currency} above the buffer", currency=currency))
    )
    return Summary(amount(abs(left)), unit, tuple(lines), "", "danger" if left < 0 else "text", drawing, notes)


def _balance(book: Book, today: date, zone: tzinfo) -> tuple[Balance | None, tuple[str, ...]]:
    """The next days' balance; or what is lacking for it."""
    try:
        found = forecast_of(book, today, zone, FORECAST_DAYS)
    except Refused as refusal:
        lacking = phrase("No balance to start from yet: set one on the Budget tab.")
        if refusal.code != "missing":
            return None, (said_by(refusal),)
        return None, (lacking,)
    return Balance(found, number_of(book, "buffer_min")), ()


def deals(book: Book, today: date) -> Summary:
    if book[DEALS].empty:
        return Summary(empty=phrase("No deals yet."))
    stages = stage_states(book, today).drop(list(CLOSED_STAGES))
    bare, alive = len(without_next_step(book, today)), int(stages["deals"].sum())
    waiting = len(drafts_waiting(book))
    lines = [Figure(phrase("Without a next step"), _count(bare), "warning" if bare else "good")]
    if waiting:
        lines.append(Figure(phrase("Messages to send"), _count(waiting)))
    held = stages[list(STATES)].itertuples(name=None)
    counts = Stages(tuple((str(stage), tuple(map(int, tally))) for stage, *tally in held))
    return Summary(_count(alive), phrase_n("open deal", "open deals", alive), tuple(lines), drawing=counts)


def properties(book: Book, today: date) -> Summary:
    frame = book[PROPERTIES]
    active = frame[frame["status"] != "archived"]
    archived = len(frame) - len(active)
    if frame.empty:
        return Summary(empty=phrase("No properties yet."))
    valued = int(active["arv"].notna().sum())
    lines = (
        Figure(phrase("With an ARV"), phrase("{valued} of {all}", valued=valued, all=len(active)),
               "text" if valued == len(active) else "warning"),
        Figure(phrase("ARV in all, {currency}", currency=settings.value_of(book, "currency")),
               amount(float(cents(units(active["arv"]).sum())))),
    )  # fmt: skip
    unit = joined(
        (
            phrase_n("property", "properties", len(active)),
            phrase("{archived} archived", archived=archived) if archived else "",
        )
    )
    return Summary(_count(len(active)), unit, lines)


def entities(book: Book, today: date) -> Summary:
    frame = book[ENTITIES]
    if frame.empty:
        return Summary(empty=phrase("No companies, trusts or policies yet."))
    found = entity_status(book)
    lines = [Figure(phrase("In progress"), _count(found.in_progress)), Figure(phrase("Done"), _count(found.done))]
    waiting = frame[(frame["status"] != "done") & frame["due_date"].notna()].sort_values("due_date", kind="stable")
    for row in records(waiting.head(1)):
        due = cast(date, row["due_date"])
        lines.append(Figure(str(row["name"] or row["id"]), relative(due, today), "danger" if due < today else "text"))
    return Summary(_count(found.todo), phrase("to do"), tuple(lines))


def credit(book: Book, today: date) -> Summary:
    latest = latest_scores(book)
    rows = records(latest.head(SCORES))
    if not rows:
        return Summary(empty=phrase("No credit scores yet."))
    lines = []
    for row in rows:
        label = " · ".join(str(row[name]) for name in ("who", "bureau") if row[name])
        checked = row["checked_on"]
        when = ago(checked, today) if isinstance(checked, date) else ""
        lines.append(Figure(label, joined((str(row["score"] or "–"), when), "  ")))
    more = len(latest) - len(rows)
    return Summary(lines=tuple(lines), notes=(phrase("and {more} more", more=more),) if more else ())


def last_tick(book: Book, today: date) -> Summary:
    row = tick_row(book)
    if row is None:
        return Summary(empty=phrase("The daily round has not run in this workbook yet."))
    day, left = row["as_of"], row["buffer_projected"]
    lines = [
        Figure(phrase("Reminders made"), _count(row["reminders_created"] or 0)),
        Figure(phrase("Bills late or missed"), _count(row["missed"] or 0), "danger" if row["missed"] else "text"),
        Figure(phrase("Follow-ups run"), _count(row["runs_created"] or 0)),
    ]
    if isinstance(left, (int, float)):
        lines.append(Figure(phrase("After bills and buffer"), amount(left), "danger" if left < 0 else "text"))
    why = tuple(_with_title(book, line) for line in str(row["warnings"] or "").splitlines())
    more = (phrase("and {more} more", more=len(why) - NOTES),) if len(why) > NOTES else ()
    return Summary(ago(day, today) if isinstance(day, date) else str(row["ran_at"])[:10], "", tuple(lines),
                   notes=(*why[:NOTES], *more))  # fmt: skip


def _count(number: object) -> Phrase:
    return phrase("{n}", n=number)


def _with_title(book: Book, line: str) -> str:
    """A line of the tick's warnings with the follow-up's title in place of its ID."""
    match = re.fullmatch(r"Skipped (\S+): (.+)", line)
    row = book.row(FOLLOWUPS, match[1]) if match else None
    return f"Skipped {row['title'] or match[1]}: {match[2]}" if match and row else line
