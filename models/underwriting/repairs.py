"""The repairs of a property by category: what is to be done in each, what it costs, and what is kept for surprises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from models.core.book import Book
from models.core.groups import rows_of
from models.core.phrase import phrase
from models.core.schema import Value
from models.underwriting.inputs import exact_of, rounded
from models.underwriting.intel import REPAIR_CATEGORIES, REPAIRS

UNSORTED = phrase("no category")
CONTINGENCY = "contingency"


@dataclass(frozen=True)
class Category:
    """Repairs of one category: what is to be done, and what it costs together, in money."""

    name: str
    items: tuple[str, ...]
    cost: float


@dataclass(frozen=True)
class Repairs:
    """In the order of the categories. `total` is rounded once, as in the MAO; `unpriced` rows have no cost yet."""

    categories: tuple[Category, ...]
    total: float
    contingency: float
    rows: int
    unpriced: int


def repairs_of(book: Book, property_id: str) -> Repairs:
    """What the property needs; a row without a cost counts nothing here (the offers refuse it and say so)."""
    rows = [book.row(REPAIRS, row_id) or {} for row_id in rows_of(book, REPAIRS, "property_id", property_id)]
    by_name: dict[str, list[dict[str, Value]]] = {name: [] for name in (*REPAIR_CATEGORIES, UNSORTED)}
    for row in rows:
        name = str(row["category"])
        by_name[name if name in REPAIR_CATEGORIES else UNSORTED].append(row)
    return Repairs(
        tuple(Category(name, _items(mine), _cost(mine)) for name, mine in by_name.items() if mine),
        _cost(rows),
        _cost(by_name[CONTINGENCY]),
        len(rows),
        sum(row["cost"] is None for row in rows),
    )


def _items(rows: Iterable[dict[str, Value]]) -> tuple[str, ...]:
    return tuple(str(row["item"]).strip() for row in rows if row["item"])


def _cost(rows: Iterable[dict[str, Value]]) -> float:
    return rounded(sum((exact_of(cost) for row in rows if isinstance(cost := row["cost"], (int, float))), Fraction()))
