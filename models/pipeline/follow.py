"""What follows from an edit of follow-ups: one closed by hand says when, one opened again forgets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from models.core.book import Book
from models.core.change import Change, ChangeSet, Fields, together
from models.core.phrase import phrase
from models.core.schema import Value
from models.core.values import utc_text
from models.pipeline.tables import FOLLOWUPS
from models.pipeline.tick import FINISHED


def followed(book: Book, changes: ChangeSet, now: datetime) -> ChangeSet:
    """The change set with Closed At of the follow-ups that it closes, and without it of those that it opens again.

    An open one was closed by no run either. What the change set itself writes stays; the same one where nothing
    follows, and applied again it adds nothing.
    """
    touched = {one.row for one in changes.changes if one.table == FOLLOWUPS.key and "status" in (one.after or {})}
    if not touched:
        return changes
    after = book.apply(changes)
    written = {
        (one.row, name) for one in changes.changes if one.table == FOLLOWUPS.key
        for name, value in (one.after or {}).items() if not one.is_insert or value is not None
    }  # fmt: skip
    more = []
    for row_id in sorted(touched):
        row = after.row(FOLLOWUPS, row_id)
        fields = {name: value for name, value in _right(row or {}, now) if (row_id, name) not in written}
        if row is not None and fields:
            more.append(_changed(row_id, row, fields))
    return together(changes.label, changes, ChangeSet(phrase("Closed At"), tuple(more))) if more else changes


def _right(row: Mapping[str, Value], now: datetime) -> Iterator[tuple[str, Value]]:
    """What stands in the row and should not, by field with what should."""
    closed = row.get("status") in FINISHED
    if closed and row.get("closed_at") is None:
        yield "closed_at", utc_text(now)
    for name in () if closed else ("closed_at", "closed_by_run_id"):
        if row.get(name) is not None:
            yield name, None


def _changed(row_id: str, row: Mapping[str, Value], fields: Fields) -> Change:
    return Change(FOLLOWUPS.key, row_id, {name: row[name] for name in fields}, dict(fields))
