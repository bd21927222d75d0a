"""What the cards of the Today page say: the number that matters, and lines under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from models import settings
from models.bills import BILLS, PAYMENTS
from models.core.book import Book
from models.core.problem import Problem, Severity, counts
from models.core.records import records
from models.core.sums import cents, units
from models.core.values import plain
from models.core.words import ago, amount, relative
from models.ops.office import entity_status, latest_scores
from models.ops.office import last_tick as tick_row
from models.ops.tables import ENTITIES
from models.pipeline import DEALS
from models.pipeline.board import stage_states, without_next_step
from models.pipeline.deals import CLOSED_STAGES
from models.underwriting import PROPERTIES

SCORES = 4


@dataclass(frozen=True)
class Figure:
    """One line of a card. `tone` is a word of the theme: text, muted, good, warning, danger."""

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


def deals(book: Book, today: date) -> Summary:
    if book[DEALS].empty:
        return Summary(empty="No deals yet.")
    stages = stage_states(book, today)["deals"].drop(list(CLOSED_STAGES))
    bare, alive = len(without_next_step(book, today)), int(stages.sum())
    lines = [
        Figure(str(stage).replace("_", " ").capitalize(), f"{count:,}") for stage, count in stages.items() if count
    ]
    lines.append(Figure("Without a next step", f"{bare:,}", "warning" if bare else "good"))
    return Summary(f"{alive:,}", "open deal" if alive == 1 else "open deals", tuple(lines))


def properties(book: Book, today: date) -> Summary:
    frame = book[PROPERTIES]
    active = frame[frame["status"] != "archived"]
    if active.empty:
        return Summary(empty="No properties yet.")
    valued = int(active["arv"].notna().sum())
    lines = (
        Figure("With an ARV", f"{valued:,} of {len(active):,}", "text" if valued == len(active) else "warning"),
        Figure(f"ARV in all, {settings.value_of(book, 'currency')}", amount(float(cents(units(active["arv"]).sum())))),
    )
    return Summary(f"{len(active):,}", "property" if len(active) == 1 else "properties", lines)


def bills(book: Book, today: date) -> Summary:
    frame = book[BILLS]
    active = frame[~frame["status"].isin(["paused", "archived"])]
    if active.empty:
        return Summary(empty="No bills yet.")
    manual = int((~active["autopay"].fillna(False).astype(bool)).sum())
    last = plain(book[PAYMENTS]["paid_on"].max())
    lines = [Figure("Without autopay", f"{manual:,}", "warning" if manual else "good")]
    if isinstance(last, date):
        lines.append(Figure("Last payment", ago(last, today)))
    return Summary(f"{len(active):,}", "active bill" if len(active) == 1 else "active bills", tuple(lines))


def entities(book: Book, today: date) -> Summary:
    frame = book[ENTITIES]
    if frame.empty:
        return Summary(empty="No companies, trusts or policies yet.")
    found = entity_status(book)
    lines = [Figure("In progress", f"{found.in_progress:,}"), Figure("Done", f"{found.done:,}")]
    waiting = frame[(frame["status"] != "done") & frame["due_date"].notna()].sort_values("due_date", kind="stable")
    for row in records(waiting.head(1)):
        due = cast(date, row["due_date"])
        lines.append(Figure(str(row["name"] or row["id"]), relative(due, today), "danger" if due < today else "text"))
    return Summary(f"{found.todo:,}", "to do", tuple(lines))


def credit(book: Book, today: date) -> Summary:
    rows = records(latest_scores(book).head(SCORES))
    if not rows:
        return Summary(empty="No credit scores yet.")
    lines = []
    for row in rows:
        label = " · ".join(str(row[name]) for name in ("who", "bureau") if row[name])
        checked = row["checked_on"]
        when = ago(checked, today) if isinstance(checked, date) else ""
        lines.append(Figure(label, f"{row['score'] or '–'}  {when}".strip()))
    return Summary(lines=tuple(lines))


def last_tick(book: Book, today: date) -> Summary:
    row = tick_row(book)
    if row is None:
        return Summary(empty="The daily round has not run in this workbook yet.")
    day = row["as_of"]
    lines = (
        Figure("Reminders made", f"{row['reminders_created'] or 0:,}"),
        Figure("Bills late or missed", f"{row['missed'] or 0:,}", "danger" if row["missed"] else "text"),
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
