"""The rows of a table by what a column holds: found once for each state of the table, not looked for each time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.schema import Table, Value


@dataclass(frozen=True)
class Groups:
    """`keys` are the distinct values, blank not among them; `codes` is each row's place in them, -1 where blank."""

    keys: pd.Index[Any]
    codes: Any

    @cached_property
    def order(self) -> Any:
        """The places of all rows, blank ones first, then by key; the rows of one key keep the table's order."""
        narrow = np.int16 if len(self.keys) < 2**15 else np.int64  # 16 bits are sorted ten times as fast
        return np.argsort(self.codes.astype(narrow), kind="stable")

    @cached_property
    def starts(self) -> Any:
        """Where each key's rows begin in `order`, and last where they end."""
        return np.cumsum(np.bincount(self.codes + 1, minlength=len(self.keys) + 1))

    def sums(self, weights: Any = None) -> Any:
        """For each key the sum of its rows' weights, or how many rows it has."""
        return np.bincount(self.codes + 1, weights, len(self.keys) + 1)[1:]

    def among(self, *wanted: Value) -> Any:
        """Which rows hold one of these values; None is a blank."""
        flags = np.append(self.keys.isin([value for value in wanted if value is not None]), None in wanted)
        return flags[self.codes]

    def spread(self, values: Any, wanted: pd.Index[Any], blank: Any) -> Any:
        """The keys' values in the order of the wanted keys; `blank` for one that no row holds."""
        return np.append(values, blank)[self.keys.get_indexer(wanted)]

    def rows(self, key: Value) -> Any:
        """The places of the rows that hold the key, in the table's order; none for a blank."""
        if key is None or key not in self.keys:
            return np.zeros(0, dtype=np.intp)
        code: Any = self.keys.get_loc(key)  # a number, as keys are distinct
        return self.order[self.starts[code] : self.starts[code + 1]]


def groups_of(book: Book, table: Table | str, field: str) -> Groups:
    """The table's rows by that stored field."""
    key = table if isinstance(table, str) else table.key

    def compute() -> Groups:
        column = book[key][field]
        codes, keys = pd.factorize(book.column(key, field))
        return Groups(pd.Index(keys, dtype=column.dtype), codes)

    return book.derived(("groups", key, field), compute)


def rows_of(book: Book, table: Table | str, field: str, value: Value) -> list[str]:
    """The IDs of the rows whose field holds the value, in the order of the sheet; none for a blank."""
    index = book[table].index
    return [str(index[place]) for place in groups_of(book, table, field).rows(value)]
