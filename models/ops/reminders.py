"""Reminders of follow-ups and entities: one for each that is due soon or late, completed with its row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from models.bills import REMINDERS
from models.bills.reminders import Pushed, id_of, rows_by_ref
from models.core.book import Book
from models.core.change import Change, ChangeSet, Fields, together
from models.core.groups import groups_of
from models.core.phrase import phrase
from models.core.schema import Value
from models.core.values import utc_text
from models.ops.tables import ENTITIES
from models.pipeline import DEALS, FOLLOWUPS
from models.pipeline.deals import CLOSED_STAGES
from models.pipeline.tick import is_open
from models.settings import number_of

PREFIXES = ("followup:", "entity:")


@dataclass(frozen=True)
class Wanted:
    """One thing to be reminded of; `kind` is a kind of Reminders."""

    ref: str
    row_id: str
    title: str
    due: date
    kind: str


def push_reminders(book: Book, as_of: date, now: datetime) -> Pushed:
    """Completes what is over and makes what is missing, as for bills: once each, however often it is done."""
    over = put_right(book, now)
    after = book.apply(over) if over else book
    pushed = push(after, as_of, now)
    rows = rows_by_ref(after.apply(pushed) if pushed else after)
    ids = tuple(rows[one.ref] for one in wanted(after, as_of))
    created = sum(change.is_insert for change in pushed.changes)
    return Pushed(together(phrase("Push reminders"), over, pushed), created, len(ids) - created, ids, ())


def push(book: Book, as_of: date, now: datetime, only: frozenset[str] | None = None) -> ChangeSet:
    """A reminder for each row, of these or all, that is late or due within `reminder_days_ahead` and has none yet.

    One that is active follows the day of its follow-up; one that is done or dismissed stays as it is.
    """
    rows, changes = rows_by_ref(book), []
    for one in wanted(book, as_of):
        if only is not None and one.row_id not in only:
            continue
        if one.ref not in rows:
            changes.append(_new(book, one, now))
        else:
            changes += _moved(book, rows[one.ref], one.due, now)
    return ChangeSet(phrase("Push reminders"), tuple(changes))


def put_right(book: Book, now: datetime) -> ChangeSet:
    """Completes the active reminders whose follow-up or entity is done, gone, or due on another day."""
    frame = book[REMINDERS]
    refs = frame["ref"].fillna("")
    ours = (refs.str.startswith(PREFIXES) & (frame["status"].fillna("active") == "active")).to_numpy(dtype=bool)
    if not ours.any():
        return ChangeSet(phrase("Complete reminders"))
    alive = set(_alive(book))
    gone = [str(row) for row, ref in refs[ours].items() if ref not in alive]
    return ChangeSet(phrase("Complete reminders"), tuple(_changed(book, row, {"status": "done"}, now) for row in gone))


def followed(book: Book, changes: ChangeSet, as_of: date, now: datetime) -> ChangeSet:
    """The change set with what follows from it: reminders of rows that are done, and of entities due on another day.

    The same one where nothing follows; applied again it adds nothing.
    """
    if not changes.tables & {FOLLOWUPS.key, ENTITIES.key, DEALS.key}:
        return changes
    over = put_right(book if _only_adds_deals(book, changes) else book.apply(changes), now)
    if not over:
        return changes
    after = book.apply(changes).apply(over)
    ended = frozenset(row_of(str((book.row(REMINDERS, one.row) or {}).get("ref"))) for one in over.changes)
    return together(changes.label, changes, over, push(after, as_of, now, ended))


def _only_adds_deals(book: Book, changes: ChangeSet) -> bool:
    """Whether no reminder can tell the difference: a long import need not be applied to see that nothing follows."""
    if changes.tables & {FOLLOWUPS.key, ENTITIES.key, REMINDERS.key}:
        return False
    deals = changes.of(DEALS.key)
    named = book[FOLLOWUPS]["deal_id"]
    return all(one.is_insert for one in deals) and not named.isin([one.row for one in deals]).any()


def wanted(book: Book, as_of: date) -> Iterator[Wanted]:
    """The open follow-ups, then the entities not done, that are late or due within `reminder_days_ahead`.

    A follow-up of a deal that is closed or dead waits for nobody and is left out.
    """
    until = pd.Timestamp(date.fromordinal(min(date.max.toordinal(), as_of.toordinal() + _days_ahead(book))))
    for frame, title, kind in ((_followups(book), "title", "followup"), (_entities(book), "name", "entity")):
        near = frame[(frame["due_date"] <= until).to_numpy(dtype=bool)]
        for row_id, name, due in zip(near.index, near[title].fillna(""), near["due_date"], strict=True):
            yield Wanted(_ref(kind, row_id, due.date()), str(row_id), str(name or row_id), due.date(), kind)


def _days_ahead(book: Book) -> int:
    return int(number_of(book, "reminder_days_ahead"))


def _followups(book: Book) -> pd.DataFrame:
    """The open ones but those of deals that are over."""
    frame = book[FOLLOWUPS]
    over = book[DEALS].index[groups_of(book, DEALS, "stage").among(*CLOSED_STAGES)]
    rest: pd.DataFrame = frame[is_open(book) & ~frame["deal_id"].isin(over).to_numpy(dtype=bool)]
    return rest


def _entities(book: Book) -> pd.DataFrame:
    frame = book[ENTITIES]
    return frame[((frame["status"] != "done") & frame["due_date"].notna()).to_numpy(dtype=bool)]


def _alive(book: Book) -> Iterator[str]:
    """The Refs of everything that may be reminded of, whenever it is due."""
    yield from (_ref("followup", row_id) for row_id in _followups(book).index)
    entities = _entities(book)
    days = np.datetime_as_string(entities["due_date"].to_numpy(), "D") if len(entities) else ()
    yield from (f"entity:{row_id}:{day}" for row_id, day in zip(entities.index, days, strict=True))


def _ref(kind: str, row_id: object, due: date | None = None) -> str:
    return f"entity:{row_id}:{due}" if kind == "entity" else f"followup:{row_id}"


def row_of(ref: str) -> str:
    """The row of Followups or Entities that a Ref names; blank where it is neither's."""
    kind, _, rest = ref.partition(":")
    return {"followup": rest, "entity": rest.rpartition(":")[0]}.get(kind, "")


# --- rows ---


def _new(book: Book, one: Wanted, now: datetime) -> Change:
    stamp = utc_text(now)
    row: dict[str, Value] = {
        "title": one.title, "due_date": one.due, "kind": one.kind, "ref": one.ref, "priority": "normal",
        "status": "active", "created_at": stamp, "updated_at": stamp,
    }  # fmt: skip
    return Change(REMINDERS.key, id_of(book, one.ref), None, row)


def _moved(book: Book, row_id: str, due: date, now: datetime) -> Iterator[Change]:
    row = book.row(REMINDERS, row_id) or {}
    if row["status"] in (None, "active") and row["due_date"] != due:
        yield _changed(book, row_id, {"due_date": due}, now)


def _changed(book: Book, row_id: str, fields: Fields, now: datetime) -> Change:
    row, after = book.row(REMINDERS, row_id) or {}, {**fields, "updated_at": utc_text(now)}
    return Change(REMINDERS.key, row_id, {name: row[name] for name in after}, after)
