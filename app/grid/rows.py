"""Which rows a grid shows and in what order: sorts and filters on prepared columns, without Qt."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from app.grid.columns import EPOCH, Array, Cells, GridColumn
from app.values import parse
from models.core.schema import Kind
from models.core.values import Invalid

SORT_KEYS = 3
FEW = 2_000  # rows that are looked at one by one sooner than all texts of a column
_COMPARED = re.compile(r"\s*(<=|>=|<|>|=)\s*(.+)")
_COMPARE: dict[str, Callable[[Array, float], Array]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip


@dataclass(frozen=True)
class SortKey:
    """One column of a sort."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class ColumnFilter:
    """What a column has to show: one of these texts, words or a comparison, and a blank (True) or none (False).

    `text` is contained in the cell, or compares numbers and dates: `>100`, `<=2026-03-31`. None and '' ask nothing.
    """

    values: frozenset[str] | None = None
    text: str = ""
    blank: bool | None = None

    def __bool__(self) -> bool:
        return self.values is not None or self.blank is not None or bool(self.text.strip())


def sorted_order(count: int, columns: Iterable[tuple[GridColumn, bool]]) -> Array:
    """The rows' places in the order of a sort: most significant column first, equal rows in file order, blanks last."""
    order = np.arange(count)
    for column, descending in reversed(list(columns)):
        keys = column.keys()[order]
        order = order[np.argsort(-keys if descending else keys, kind="stable")]
    return order


def with_key(sort: Sequence[SortKey], key: SortKey) -> tuple[SortKey, ...]:
    """The sort with this key as the first; the earlier ones decide among equals."""
    return (key, *(other for other in sort if other.field != key.field))[:SORT_KEYS]


def passing(column: GridColumn, wanted: ColumnFilter) -> Array:
    """True for each row that the filter lets through."""
    codes, texts = column.encoded()
    passed = np.ones(len(codes), dtype=bool)
    if wanted.blank is not None:
        passed &= (codes < 0) == wanted.blank
    if wanted.values is not None:
        passed &= _of_codes(codes, [text in wanted.values for text in texts], "" in wanted.values)
    if wanted.text.strip():
        passed &= _compared(column, wanted.text)
    return passed


def found(columns: Sequence[GridColumn], text: str, count: int) -> Array | None:
    """True for each row that holds all the words, each in any column, and none of the `!words`. None = no words."""
    mask = None
    for unwanted, word in sorted(words_of(text), key=lambda one: (one[0], -len(one[1]))):
        left = np.arange(count) if mask is None else np.flatnonzero(mask)
        hits = _holding(columns, word, left, count)
        mask = np.ones(count, dtype=bool) if mask is None else mask
        mask[left] = ~hits if unwanted else hits
    return mask


def _holding(columns: Sequence[GridColumn], word: str, rows: Array, count: int) -> Array:
    """True for each of these rows that holds the word in any column. Few rows are looked at one by one.

    Columns of few different texts come first: where they hold the word in every row, the long ones are spared.
    """
    hits = np.zeros(len(rows), dtype=bool)
    for column in sorted(columns, key=lambda column: len(column.folded())):
        if hits.all():
            break
        if len(rows) > FEW:
            hits |= _containing(column, word) if len(rows) == count else _containing(column, word)[rows]
            continue
        codes, folded = column.encoded()[0][rows], column.folded()
        hits |= [code >= 0 and word in folded[code] for code in codes.tolist()]
    return hits


def words_of(text: str) -> list[tuple[bool, str]]:
    """The folded words of a search, each with whether a `!` stands before it; quotes keep several together."""
    parts = re.findall(r'(!?)(?:"([^"]*)"|([^\s!]\S*))', text.casefold())
    return [(bool(sign), quoted or bare) for sign, quoted, bare in parts if quoted or bare]


def _containing(column: GridColumn, word: str) -> Array:
    passes = column.folded().containing(word)
    if not passes.any():
        return np.zeros(len(column.values), dtype=bool)
    return _of_codes(column.encoded()[0], passes, blank=False)


def _of_codes(codes: Array, passes: Sequence[bool] | Array, blank: bool) -> Array:
    return np.append(passes, blank).astype(bool)[codes]  # a blank's -1 takes the last one


def _compared(column: GridColumn, text: str) -> Array:
    match = _COMPARED.fullmatch(text)
    bound = _bound(column, match[2]) if match and column.is_float else None
    if match and bound is not None:
        with np.errstate(invalid="ignore"):
            return _COMPARE[match[1]](column.values, bound)
    return _containing(column, text.strip().casefold())


def _bound(column: GridColumn, text: str) -> float | None:
    free = replace(column.column, minimum=None, maximum=None)
    try:
        value = parse(free, text)
    except Invalid:
        return None
    if isinstance(value, date):
        return float((value - EPOCH).days)
    if column.column.kind is Kind.PCT and isinstance(value, float) and value > 1:
        return value / 100
    return float(value) if isinstance(value, (int, float)) else None


class Arrangement:
    """Sort, filters and search in force, and the rows that they leave, in order.

    `order` holds all rows and `mask` which of them show; they are kept apart so that neither redoes the other.
    """

    def __init__(self) -> None:
        self.sort: tuple[SortKey, ...] = ()
        self.filters: dict[str, ColumnFilter] = {}
        self.search = ""
        self.order: Array = np.arange(0)
        self.mask: Array | None = None
        self.rows: Array = self.order

    @property
    def is_filtered(self) -> bool:
        return self.mask is not None

    def arrange(self, cells: Cells) -> None:
        """Everything anew."""
        self.order = self._sorted(cells)
        self.refilter(cells)

    def resort(self, cells: Cells, sort: tuple[SortKey, ...]) -> None:
        self.sort = sort
        self.order = self._sorted(cells)
        self._combine()

    def refilter(self, cells: Cells) -> bool:
        """Asks the filters again; False where the same rows are left."""
        before = self.mask
        mask = found(cells.columns, self.search, len(cells))
        for field, wanted in self.filters.items():
            place = cells.place(field)
            if place >= 0:
                passed = passing(cells.columns[place], wanted)
                mask = passed if mask is None else mask & passed
        self.mask = mask
        self._combine()
        return mask is not before and (mask is None or before is None or not np.array_equal(mask, before))

    def follow(self, old: Cells, new: Cells, *, restored: bool) -> None:
        """Rows came or went: the others stay where they were, and new ones come last and show in any case.

        `restored`: rows came back to places of their own, so that a sort is done again.
        """
        if not self.sort and self.mask is None:
            self.arrange(new)
            return
        index = pd.Index(new.ids)
        if not index.is_unique:
            self.arrange(new)
            return
        places = index.get_indexer(pd.Index(old.ids[self.order]))
        if self.mask is not None:
            mask = np.ones(len(new), dtype=bool)
            mask[places[places >= 0]] = self.mask[self.order][places >= 0]
            self.mask = mask
        if self.sort and not restored:
            places = places[places >= 0]
            self.order = np.concatenate([places, np.setdiff1d(np.arange(len(new)), places)])
        else:
            self.order = self._sorted(new)
        self._combine()

    def _sorted(self, cells: Cells) -> Array:
        keys = [(cells.place(key.field), key.descending) for key in self.sort]
        return sorted_order(len(cells), [(cells.columns[place], down) for place, down in keys if place >= 0])

    def _combine(self) -> None:
        self.rows = self.order if self.mask is None else self.order[self.mask[self.order]]
