"""What follows from an edit: whoever edits a bill, a payment or an entity need not know of Next Due and reminders."""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from datetime import date, datetime

from models.bills.follow import followed as bills_followed
from models.core.book import Book, Conflicts
from models.core.change import ChangeSet
from models.ops.reminders import followed as reminders_followed
from models.pipeline.follow import followed as followups_followed


def followed(book: Book, changes: ChangeSet, writable: Set[str], as_of: date, now: datetime) -> ChangeSet:
    """The changes with Next Due, reminders, follow-ups and closings that follow from them, each domain in its turn."""
    asked = changes.tables
    with suppress(Conflicts):  # what does not fit is refused with its reason when it is applied
        changes = followups_followed(book, changes, now)
        for domain_followed in (bills_followed, reminders_followed):
            changes = domain_followed(book, changes, as_of, now)
    # What nobody asked for is left out where its sheet cannot be written.
    wanted = asked | writable
    return ChangeSet(changes.label, tuple(one for one in changes.changes if one.table in wanted))
