"""The Exports: one row for each file that was made, chained by hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.edit import add_row
from models.core.phrase import phrase
from models.core.schema import Value
from models.core.values import utc_text
from models.jv.chain import broken_row, row_hash
from models.jv.tables import EXPORTS


def add_export(book: Book, export_id: str, fields: Mapping[str, Value], now: datetime) -> ChangeSet:
    """The row of a file just made, linked to the one before. Refused as `add_row` refuses."""
    row: dict[str, Value] = {"encrypted": False, **fields, "prev_hash": last_hash(book), "created_at": utc_text(now)}
    row = {name: value for name, value in row.items() if value is not None}
    sealed = {EXPORTS.id_column.name: export_id, **row, "row_hash": row_hash(export_id, row)}
    made = add_row(book, EXPORTS, sealed, now, by_app=True)
    return ChangeSet(phrase("Export board"), tuple(Change(c.table, c.row, c.before, c.after) for c in made.changes))


def last_hash(book: Book) -> str | None:
    """The hash that the next row links to; None before the first. Sorting the sheet moves nothing."""
    rows = book[EXPORTS]
    linked = set(rows["prev_hash"].dropna())
    ends = rows[~rows["row_hash"].isin(linked) & rows["row_hash"].notna()]
    return str(ends["row_hash"].loc[ends["created_at"].fillna("").sort_values().index[-1]]) if len(ends) else None


def broken_links(book: Book) -> list[tuple[str, str]]:
    """The rows whose place in the chain is wrong: (ID, sentence)."""
    rows = book[EXPORTS]
    known = set(rows["row_hash"].dropna())
    found = []
    for row_id in map(str, rows.index):
        row = book.row(EXPORTS, row_id) or {}
        fault = broken_row(row_id, row)
        if fault is not None:
            found.append((row_id, fault[1]))
        elif row["prev_hash"] is not None and row["prev_hash"] not in known:
            found.append((row_id, phrase("The row before it is gone.")))
    return found
