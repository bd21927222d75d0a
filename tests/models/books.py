"""Books made of a few rows, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.catalog import BY_KEY, TABLES
from models.core.book import Book, frame_of
from models.core.schema import Value


def book_of(**rows: Sequence[Mapping[str, Value]]) -> Book:
    """A Book of those rows by table key; a row that names no ID gets one by its place, as in `bill_0`."""
    return Book(TABLES, {key: frame_of(BY_KEY[key], _ids(key, given), given) for key, given in rows.items()})


def _ids(key: str, rows: Sequence[Mapping[str, Value]]) -> list[str]:
    table = BY_KEY[key]
    return [str(row.get(table.id_column.name, f"{table.prefix}_{place}")) for place, row in enumerate(rows)]
