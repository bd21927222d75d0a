"""Finding rows of any table by what people call them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.schema import Table

_NAMES = ("name", "title", "address", "message", "subject", "label", "item")


@dataclass(frozen=True)
class Found:
    """A row by the key of its table and its ID, and what it is called."""

    table: str
    row_id: str
    title: str


def name_field(table: Table) -> str:
    """The field by which people know a row of this table; blank where there is none but the ID."""
    return next((name for name in _NAMES if name in table and name != table.id_column.name), "")


def find_rows(book: Book, words: str, most: int) -> list[Found]:
    """The first rows, in the order of the tables, whose name holds every word in any case, or whose ID is the words."""
    parts = words.casefold().split()
    found: list[Found] = []
    for one in _matches(book, parts, words.strip()) if parts else ():
        if len(found) == most:
            break
        found.append(one)
    return found


def _matches(book: Book, parts: list[str], row_id: str) -> Iterator[Found]:
    for key, table in book.tables.items():
        field = name_field(table)
        if not field:
            continue
        names = _folded(book, table, field)
        fits = np.asarray(book[table].index == row_id)
        fits |= np.logical_and.reduce([names.str.contains(part, regex=False).to_numpy(dtype=bool) for part in parts])
        for place in np.flatnonzero(fits).tolist():
            yield Found(key, str(book[table].index[place]), str(book[table][field].array[place]))


def _folded(book: Book, table: Table, field: str) -> pd.Series[Any]:
    return book.derived(("folded", table.key, field), lambda: book[table][field].fillna("").str.casefold())
