"""How much of a workbook somebody else's save changed, when that is too much to take unasked, and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.difference import differs
from models.core.schema import Table, Value
from models.core.values import plain

MOST_GONE = 0.2  # share of a table's rows that may go before a person is asked
MOST_CHANGED = 0.3  # share of its rows in which one column may change


@dataclass(frozen=True)
class Extent:
    """How much of one table the later Book changed: IDs of rows, and how many rows in each field.

    `rows` is how many there were. `moved` are the fields whose values are the same as before, only in other rows.
    """

    table: str
    rows: int
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    fields: Mapping[str, int] | None = None
    moved: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """Rows that came, went or changed."""
        return len(self.gone) + len(self.added) + len(self.changed)


def extents(was: Book, now: Book) -> tuple[Extent, ...]:
    """Only tables that differ; the order of rows does not count."""
    found = (_extent(key, was[key], now[key]) for key in was.tables if was[key] is not now[key])
    return tuple(one for one in found if one.count)


def doubt(one: Extent, table: Table) -> str:
    """What is too much to take unasked, as the end of `The save …`; blank where it is an ordinary edit.

    More than a fifth of the rows gone, or a column changed in more than three tenths. One row alone is ordinary,
    however small the table.
    """
    if len(one.gone) > max(MOST_GONE * one.rows, 1):
        return f"removed {len(one.gone):,} of {one.rows:,} {table.sheet}"
    stayed = one.rows - len(one.gone)
    for name, count in sorted((one.fields or {}).items(), key=lambda pair: -pair[1]):
        if count > max(MOST_CHANGED * stayed, 1):
            if name in one.moved:
                which = f"{table[name].header} of {count:,} of {stayed:,} {table.sheet}"
                return f"put {which} in other rows, as a sort of one column does"
            return f"changed {table[name].header} in {count:,} of {stayed:,} {table.sheet}"
    return ""


def back(was: Book, now: Book, tables: Iterable[str], label: str) -> ChangeSet:
    """What makes these tables of the later Book what they were in the earlier one."""
    changes: list[Change] = []
    for one in extents(was, now):
        if one.table in tables:
            changes += _back(was, now, one)
    return ChangeSet(label, tuple(changes))


def _back(was: Book, now: Book, one: Extent) -> Iterable[Change]:
    for row in one.added:
        yield Change(one.table, row, _held(now.row(one.table, row)), None, _place(now, one.table, row))
    for row in one.gone:
        yield Change(one.table, row, None, _held(was.row(one.table, row)), _place(was, one.table, row))
    for row in one.changed:
        old, new = was.row(one.table, row) or {}, now.row(one.table, row) or {}
        names = [name for name, value in old.items() if new[name] != value]
        yield Change(one.table, row, {n: new[n] for n in names}, {n: old[n] for n in names})


def _held(row: Mapping[str, Value] | None) -> dict[str, Value]:
    return {name: value for name, value in (row or {}).items() if value is not None}


def _place(book: Book, table: str, row: str) -> int:
    return int(book[table].index.get_loc(row))  # type: ignore[arg-type]  # IDs are unique


def _extent(key: str, was: pd.DataFrame, now: pd.DataFrame) -> Extent:
    if was.equals(now):
        return Extent(key, len(was))
    stayed = was.index[was.index.isin(now.index)]
    old, new = was.loc[stayed], now.loc[stayed]
    unlike = {str(name): differs(old[name], new[name]) for name in was.columns}
    rows = np.logical_or.reduce(list(unlike.values())) if unlike else np.zeros(len(stayed), bool)
    return Extent(
        key,
        len(was),
        tuple(map(str, was.index[~was.index.isin(now.index)])),
        tuple(map(str, now.index[~now.index.isin(was.index)])),
        tuple(map(str, stayed[rows])),
        {name: int(cells.sum()) for name, cells in unlike.items() if cells.any()},
        frozenset(name for name, cells in unlike.items() if cells.any() and _same_values(old[name], new[name], cells)),
    )


def _same_values(old: pd.Series[Any], new: pd.Series[Any], cells: np.ndarray[Any, np.dtype[np.bool_]]) -> bool:
    def texts(column: pd.Series[Any]) -> list[str]:
        return sorted(repr(plain(value)) for value in column.array[cells])

    return texts(old) == texts(new)
