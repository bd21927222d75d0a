"""The board: deals by stage with their next step, what waits, and what has happened on one deal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from heapq import nlargest
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import set_fields
from models.core.groups import groups_of
from models.core.phrase import Lowered, phrase, with_cents
from models.core.refusal import Refused
from models.core.schema import Table, Value
from models.core.words import choice_words
from models.pipeline.deals import CLOSED_STAGES, DEALS, STAGES
from models.pipeline.tables import DRAFTS, FOLLOWUPS, PIPELINE_RUNS, SEND_LOG
from models.pipeline.tick import is_open, open_followups
from models.underwriting import LEGAL_FLAGS, UNDERWRITES
from models.underwriting.attach import deal_row

STATES = ("overdue", "today", "later", "none")  # of a deal's next step; blank where the deal is closed or dead


# --- what comes next ---


def states(due: pd.Series[Any], as_of: date) -> Any:
    """Each day's state: overdue before the day, today, later; a step without a day is planned all the same."""
    return _WORDS[_states(due.to_numpy(), as_of)]


_WORDS = np.array([*STATES, ""], dtype=object)


def _states(due: Any, as_of: date) -> Any:
    """The same by their places in STATES."""
    day = np.datetime64(as_of)
    return np.where(due < day, 0, np.where(due == day, 1, 2))


@dataclass(frozen=True)
class _Standing:
    """By deal: its stage by its place in STAGES (-1 = none of them), the row of its next step (-1 = none) and its
    state by its place in STATES (4 = closed or dead).
    """

    stage: Any
    step: Any
    state: Any


def _standing(book: Book, as_of: date) -> _Standing:
    def compute() -> _Standing:
        deals, opened = book[DEALS], np.flatnonzero(is_open(book))
        due = book.column(FOLLOWUPS, "due_date")[opened]
        of_deal = deals.index.get_indexer(pd.Index(book.column(FOLLOWUPS, "deal_id")[opened]))
        first = _first_of_each(of_deal, due, len(deals))
        step = np.append(opened, -1)[first]
        state = np.where(step < 0, 3, np.append(_states(due, as_of), 3)[first])
        named = groups_of(book, DEALS, "stage")
        stage = np.append(pd.Index(STAGES).get_indexer(named.keys), 0)[named.codes]  # the last one for a blank
        return _Standing(stage, step, np.where(named.among(*CLOSED_STAGES), 4, state))

    return book.derived(("deals' standing", as_of), compute)


def next_steps(book: Book, as_of: date) -> pd.DataFrame:
    """Every deal's next step: its open follow-up that is due first, of equals the upper row.

    By deal ID in the order of the sheet: `stage` (blank is `new`), `followup_id`, `title`, `due_date` and `state`.
    """

    def compute() -> pd.DataFrame:
        deals, steps, found = book[DEALS], book[FOLLOWUPS], _standing(book, as_of)
        columns = {"followup_id": steps.index, "title": steps["title"], "due_date": steps["due_date"]}
        planned = {
            name: pd.api.extensions.take(column.array, found.step, allow_fill=True) for name, column in columns.items()
        }
        held = {"stage": deals["stage"].fillna(STAGES[0]), **planned, "state": _WORDS[found.state]}
        return pd.DataFrame(held, index=deals.index)

    return book.derived(("next steps", as_of), compute)


def _first_of_each(deal: Any, due: Any, count: int) -> Any:
    """The place of the row that is due first for each of `count` deals, -1 where it has none; -1 = no deal's."""
    last_first = np.argsort(due, kind="stable")[::-1]
    last_first = last_first[deal[last_first] >= 0]
    found = np.full(count, -1)
    found[deal[last_first]] = last_first  # of several the one written last stays: the one that is due first
    return found


def stage_states(book: Book, as_of: date) -> pd.DataFrame:
    """By stage, in the stages' order: how many `deals`, and of them how many `overdue`, `today`, `later`, `none`."""

    def compute() -> pd.DataFrame:
        found = _standing(book, as_of)
        stage, state = found.stage[found.stage >= 0], found.state[found.stage >= 0]
        tally = [np.bincount(stage[state == n], minlength=len(STAGES)) for n in range(len(STATES))]
        deals = np.bincount(stage, minlength=len(STAGES))
        return pd.DataFrame({"deals": deals, **dict(zip(STATES, tally, strict=True))}, index=pd.Index(STAGES))

    return book.derived(("stage states", as_of), compute)


def without_next_step(book: Book, as_of: date) -> pd.DataFrame:
    """The open deals with nothing planned, as rows of Deals: the first figure of the tab is how many."""

    def compute() -> pd.DataFrame:
        frame: pd.DataFrame = book[DEALS][_standing(book, as_of).state == STATES.index("none")]
        return frame

    return book.derived(("without next step", as_of), compute)


def overdue_followups(book: Book, as_of: date) -> pd.DataFrame:
    """The open follow-ups due before the day, the oldest first."""
    frame = open_followups(book)
    return frame[frame["due_date"] < pd.Timestamp(as_of)].sort_values("due_date", kind="stable")


def drafts_waiting(book: Book) -> pd.DataFrame:
    """The drafts that are neither sent nor canceled, the newest first."""
    return newest_first(book[DRAFTS][~groups_of(book, DRAFTS, "status").among("sent", "canceled")])


def recent_runs(book: Book, limit: int) -> pd.DataFrame:
    """The last runs, the newest first."""
    return newest(book[PIPELINE_RUNS], limit)


def run_record(book: Book, run_id: str) -> dict[str, Any]:
    """A run as commands print it: its fields, its follow-up's as a mapping or None, and its warnings as a list."""
    row = _with_id(book, PIPELINE_RUNS, run_id)
    followup = str(row["followup_id"])
    planned = _with_id(book, FOLLOWUPS, followup) if followup in book[FOLLOWUPS].index else None
    return {**row, "followup": planned, "warnings": str(row["warnings"] or "").splitlines()}


def _with_id(book: Book, table: Table, row_id: str) -> dict[str, Any]:
    return {table.id_column.name: row_id, **(book.row(table, row_id) or {})}


def newest(frame: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The first of `newest_first`, without sorting all of them."""
    stamps = frame["created_at"].fillna("").tolist()
    oldest = min(nlargest(limit, stamps), default="")  # of those that are shown: a key for each row would cost more
    places = np.flatnonzero(np.asarray(stamps, dtype=object) >= oldest)
    near = [(stamps[place], place) for place in places.tolist()]
    return frame.iloc[[place for _, place in sorted(near, reverse=True)[:limit]]]


def newest_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by Created At, the newest first; of equals the lower row is the newer, and a blank is the oldest."""
    return frame.iloc[::-1].sort_values("created_at", ascending=False, kind="stable", na_position="last")


# --- one deal ---


def planned(book: Book, deal_id: str, as_of: date) -> pd.DataFrame:
    """The deal's open follow-ups with their `state`, what is due first above. Refused for an unknown deal."""
    deal_row(book, deal_id)
    frame = open_followups(book)
    mine = frame[(frame["deal_id"] == deal_id).to_numpy(dtype=bool)].sort_values("due_date", kind="stable")
    return mine.assign(state=states(mine["due_date"], as_of))


def history(book: Book, deal_id: str) -> pd.DataFrame:
    """What has happened on the deal, the newest first: `at` in UTC, `what` in a word, `text`, `table` and `row`.

    Refused for an unknown deal.
    """
    deal_row(book, deal_id)
    events = [event for source in _SOURCES for event in source(book, deal_id)]
    frame = pd.DataFrame(events, columns=["at", "what", "text", "table", "row"], dtype=object)
    order = sorted(range(len(events)), key=lambda place: (events[place][0] or "", place), reverse=True)
    return frame.iloc[order].reset_index(drop=True)


Event = tuple[str | None, str, str, str, str]


def _added(book: Book, deal_id: str) -> Iterator[Event]:
    yield _event(DEALS, deal_id, deal_row(book, deal_id)["created_at"], "added", phrase("Deal added"))


def _runs(book: Book, deal_id: str) -> Iterator[Event]:
    for row_id, row in _rows(book, PIPELINE_RUNS, deal_id):
        to = phrase(" to {to}", to=row["to"]) if row["to"] else ""
        text = phrase("{kind}, {tone}{to}", kind=row["kind"], tone=row["tone"], to=to)
        yield _event(PIPELINE_RUNS, row_id, row["created_at"], "run", text)


def _sends(book: Book, deal_id: str) -> Iterator[Event]:
    drafts = dict(_rows(book, DRAFTS, deal_id))
    log = book[SEND_LOG]
    for row_id in log.index[log["draft_id"].isin(list(drafts)).to_numpy(dtype=bool)]:
        row = book.row(SEND_LOG, row_id) or {}
        text = phrase(
            "{kind} by {channel}: {result}",
            kind=drafts[str(row["draft_id"])]["kind"],
            channel=row["channel"],
            result=row["result"],
        )
        yield _event(SEND_LOG, row_id, row["sent_at"], "sent", text)


def _followups(book: Book, deal_id: str) -> Iterator[Event]:
    for row_id, row in _rows(book, FOLLOWUPS, deal_id):
        if row["status"] in ("done", "canceled"):
            at = row["closed_at"] or row["updated_at"]
            yield _event(FOLLOWUPS, row_id, at, str(row["status"]), str(row["title"]))


def _offers(book: Book, deal_id: str) -> Iterator[Event]:
    for row_id, row in _rows(book, UNDERWRITES, deal_id):
        text = phrase("MAO {mao}, {mode}", mao=_money(row["result"]), mode=row["mode"])
        yield _event(UNDERWRITES, row_id, row["created_at"], "offer", text)


def _money(value: Value) -> object:
    return with_cents(float(value)) if isinstance(value, int | float) else ""


def _flags(book: Book, deal_id: str) -> Iterator[Event]:
    for row_id, row in _rows(book, LEGAL_FLAGS, deal_id):
        yield _event(LEGAL_FLAGS, row_id, row["created_at"], "flag", str(row["message"]))


_SOURCES: tuple[Callable[[Book, str], Iterator[Event]], ...] = (_added, _offers, _flags, _runs, _followups, _sends)


def _rows(book: Book, table: Table, deal_id: str) -> Iterator[tuple[str, Mapping[str, Value]]]:
    frame = book[table]
    for row_id in frame.index[(frame["deal_id"] == deal_id).to_numpy(dtype=bool)]:
        yield str(row_id), book.row(table, row_id) or {}


def _event(table: Table, row_id: str, at: Value, what: str, text: str) -> Event:
    return (None if at is None else str(at), what, text, table.key, row_id)


# --- edits ---


def move(book: Book, deal_id: str, stage: str, now: datetime) -> ChangeSet:
    """The deal at another stage; empty where it is there. Refused for an unknown deal or stage."""
    deal_row(book, deal_id)
    if stage not in STAGES:
        raise Refused(
            phrase("Deals, Stage: “{stage}” is not one of {choices}.", stage=stage, choices=", ".join(STAGES)),
            code="invalid",
        )
    return replace(
        set_fields(book, DEALS, deal_id, {"stage": stage}, now),
        label=phrase("Move to {stage}", stage=Lowered(phrase(choice_words(stage)))),
    )
