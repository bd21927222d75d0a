"""Bills that are due and that were missed, line by line as commands and the Today page list them."""

from __future__ import annotations

from datetime import date, tzinfo

from models.bills.tables import BILLS
from models.bills.upcoming import missed, upcoming
from models.core.book import Book
from models.core.calculated import whole
from models.core.records import Record, records

_UPCOMING = ["next_due", "days_until", "expected", "paid_so_far"]
_MISSED = ["bill_id", "name", "due", "expected", "paid", "days_late", "status", "autopay"]


def upcoming_lines(
    book: Book, as_of: date, zone: tzinfo, *, days: int | None = None, limit: int | None = None
) -> list[Record]:  # fmt: skip
    """As `upcoming`: each bill's fields with next_due (the date shown), days_until, expected and paid_so_far."""
    found = upcoming(book, as_of, zone, days=days, limit=limit)
    bills = records(whole(book, BILLS, as_of).loc[found.index], BILLS.id_column.name)
    return [{**bill, **due} for bill, due in zip(bills, records(found[_UPCOMING], ""), strict=True)]


def missed_lines(book: Book, as_of: date, zone: tzinfo) -> list[Record]:
    """As `missed`: bill_id, name, due (nominal), expected, paid, days_late, status and autopay."""
    return records(missed(book, as_of, zone)[_MISSED], "")
