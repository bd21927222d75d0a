"""What differs between two states of a workbook: rows that came and went, and cells that are not what they were."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from models.core.book import Book
from models.core.schema import Table, Value
from models.core.values import plain


@dataclass(frozen=True)
class Cell:
    """One field of a row that both states have, and its two values."""

    row: str
    field: str
    was: Value
    now: Value


@dataclass(frozen=True)
class Difference:
    """One table's, by row IDs, in the order of its rows."""

    table: Table
    added: tuple[str, ...]
    removed: tuple[str, ...]
    cells: tuple[Cell, ...]


def differences(was: Book, now: Book) -> tuple[Difference, ...]:
    """What became of the one until the other, a table each, in the order of the sheets; equal ones are left out."""
    found = (_difference(table, was[key], now[key]) for key, table in now.tables.items() if key in was.tables)
    return tuple(one for one in found if one.added or one.removed or one.cells)


def _difference(table: Table, was: pd.DataFrame, now: pd.DataFrame) -> Difference:
    if was.equals(now):
        return Difference(table, (), (), ())
    both = now.index[now.index.isin(was.index)]
    before, after = was.loc[both], now.loc[both]
    cells = [cell for name in now.columns for cell in _cells(str(name), before[name], after[name])]
    place = {row: at for at, row in enumerate(both)}
    return Difference(
        table,
        tuple(map(str, now.index[~now.index.isin(was.index)])),
        tuple(map(str, was.index[~was.index.isin(now.index)])),
        tuple(sorted(cells, key=lambda cell: place[cell.row])),
    )


def _cells(name: str, before: pd.Series, after: pd.Series) -> list[Cell]:
    blank, blank_now = before.isna().to_numpy(bool), after.isna().to_numpy(bool)
    same = (before == after).fillna(False).to_numpy(bool)
    places = (~same & ~(blank & blank_now)).nonzero()[0].tolist()
    rows = before.index
    return [Cell(str(rows[at]), name, plain(before.array[at]), plain(after.array[at])) for at in places]
