"""Finding rows of any table by what people call them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from models.core.book import Book
from models.core.schema import Table

_NAMES = ("name", "title", "address", "message", "subject", "label", "item")


@dataclass(frozen=True)
class Found:
    """A row by the key of its table and its ID, and what it is called."""

    table: str
    row_id: str
    title: str


@dataclass(frozen=True)
class _Names:
    """The names of a table's rows in one text, folded, a line each: one search of it is as fast as memory is read.

    `starts` has where each line begins, and where one more would.
    """

    text: str
    starts: list[int]


def name_field(table: Table) -> str:
    """The field by which people know a row of this table; blank where there is none but the ID."""
    return next((name for name in _NAMES if name in table and name != table.id_column.name), "")


def find_rows(book: Book, words: str, most: int) -> list[Found]:
    """The first rows, in the order of the tables, whose name holds every word in any case.

    Where a table has a row whose ID is the words, that row alone is found in it.
    """
    parts = words.casefold().split()
    found: list[Found] = []
    for one in _matches(book, parts, words.strip()) if parts else ():
        if len(found) == most:
            break
        found.append(one)
    return found


def prepare(book: Book) -> Iterator[None]:
    """Makes ready what a search reads, a table a step: the first letter typed is answered as fast as the next."""
    for table in book.tables.values():
        if name_field(table):
            _names(book, table)
            yield


def _matches(book: Book, parts: list[str], row_id: str) -> Iterator[Found]:
    for key, table in book.tables.items():
        field = name_field(table)
        if not field:
            continue
        index, names = book[table].index, book[table][field].array
        places = _places(_names(book, table), parts)
        for place in np.flatnonzero(index == row_id).tolist() if row_id in index else places:
            yield Found(key, str(index[place]), str(names[place]))


def _places(names: _Names, parts: list[str]) -> Iterator[int]:
    """The lines that hold every part: those with the rarest one are looked at."""
    counts = {part: names.text.count(part) for part in parts}
    rarest = min(parts, key=lambda part: counts[part])
    at = names.text.find(rarest) if counts[rarest] else -1
    while at >= 0:
        place = bisect_right(names.starts, at) - 1
        end = names.starts[place + 1]
        line = names.text[names.starts[place] : end]
        if all(part in line for part in parts):
            yield place
        at = names.text.find(rarest, end)


def _names(book: Book, table: Table) -> _Names:
    return book.derived(("searched names", table.key), lambda: _joined(book, table))


def _joined(book: Book, table: Table) -> _Names:
    names = book[table][name_field(table)].fillna("")
    lines = [f"{' '.join(name.casefold().splitlines())}\n" for name in names.tolist()]
    return _Names("".join(lines), [0, *accumulate(map(len, lines))])
