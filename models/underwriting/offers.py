"""Repairs and offers of many properties at once: the calculators' figures to the cent, NaN where they refuse."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from models.core.book import Book
from models.core.groups import groups_of
from models.core.sums import half_up
from models.core.values import LARGEST_INT
from models.underwriting.inputs import exact_of
from models.underwriting.intel import PROPERTIES, REPAIRS

EPSILON = 2.3e-16  # what one operation on floats is off by, relative


def repair_costs(book: Book) -> Any:
    """For each property what its repairs cost, as `repairs_sum`: 0 without rows, NaN where one has no fit cost."""

    def compute() -> Any:
        groups, totals = groups_of(book, REPAIRS, "property_id"), book.derived("costs by key", lambda: _by_key(book))
        return groups.spread(totals, book[PROPERTIES].index, 0.0)

    return book.derived("repair costs", compute)


def offers(arv: Any, share: Any, costs: Sequence[Any]) -> Any:
    """ARV x share - costs as the calculators round it, for arrays or numbers; NaN where one of them would refuse."""
    value, part, *taken = np.broadcast_arrays(np.asarray(arv, dtype="float64"), share, *costs)
    fit = (value > 0) & is_money(value) & (part >= 0) & (part <= 1)
    for cost in taken:
        fit = fit & is_money(cost)
    value = np.where(fit, value, np.nan)
    with np.errstate(over="ignore", invalid="ignore"):  # of what is refused anyway
        total = sum(taken, np.zeros(()))

    def exact(place: int) -> Fraction:
        return exact_of(value[place]) * exact_of(part[place]) - sum((exact_of(c[place]) for c in taken), Fraction())

    errors = (value + total) * EPSILON * (len(taken) + 2)
    return half_up(value * part - total, errors, exact)


def is_money(values: Any) -> Any:
    """Where a float is an amount of 0 or more that a calculator takes."""
    return (values >= 0) & (values <= LARGEST_INT)


def _by_key(book: Book) -> Any:
    groups, costs = groups_of(book, REPAIRS, "property_id"), book.column(REPAIRS, "cost")
    fit = is_money(costs)
    known = np.where(fit, costs, 0.0)
    totals = groups.sums(known)

    def exact(place: int) -> Fraction:
        rows = groups.rows(groups.keys[place])
        return sum((exact_of(cost) for cost in known[rows].tolist()), Fraction())

    rounded = half_up(totals, totals * EPSILON * (groups.sums() + 1), exact)
    return np.where((groups.sums(~fit) == 0) & is_money(rounded), rounded, np.nan)
