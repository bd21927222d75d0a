"""Costs counted twice: the 30 % that a 70 % rule leaves already pays for holding, selling and closing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.core.book import Book
from models.core.groups import groups_of
from models.core.phrase import marked, phrase
from models.core.schema import Value
from models.core.values import plain
from models.underwriting.inputs import amount, share
from models.underwriting.intel import REPAIRS

_COVERED = {
    "holding": r"\b(holding|carrying|carry costs?|interest|property tax(es)?)\b",
    "selling": r"\b(selling costs?|commissions?|realtors?|listing fees?)\b",
    "closing": r"\b(closing costs?|legal fees|land transfer tax)\b",
}
_KINDS = {
    "holding": marked("a holding cost"), "selling": marked("a selling cost"), "closing": marked("a closing cost"),
}  # fmt: skip


def doubles(arv_pct: Value, costs: Mapping[str, Value]) -> tuple[str, ...]:
    """A sentence for each cost, by name, that is taken off on top of a share of ARV below 100 %.

    Refused where the share or a cost is unfit; a cost of 0 is not taken off.
    """
    part = share("ARV Pct", arv_pct)
    taken = [name for name, cost in costs.items() if amount(name, cost) > 0]
    left = f"{float((1 - part) * 100):.6g} %"
    return tuple(
        phrase("{name} is taken off twice: the {left} of ARV left out already pay for it.", name=name, left=left)
        for name in taken
        if part < 1
    )


def covered(item: str) -> str | None:
    """Which cost a repair row's words name that a 70 % rule covers: holding, selling or closing; None for a repair."""
    return next((kind for kind, words in _COVERED.items() if re.search(words, item, re.IGNORECASE)), None)


def doubles_in(book: Book, property_id: str, arv_pct: Value) -> tuple[str, ...]:
    """`doubles` of the property's repair rows that are no repair but a cost that a 70 % rule covers.

    Refused as `doubles` refuses; a row without a cost is left to those who add the rows up.
    """
    index, items, costs = book[REPAIRS].index, book.column(REPAIRS, "item"), book.column(REPAIRS, "cost")
    named: dict[str, Value] = {}
    for place in groups_of(book, REPAIRS, "property_id").rows(property_id):
        item, cost = str(plain(items[place]) or ""), plain(costs[place])
        kind = covered(item)
        if kind and cost is not None:
            named[phrase("Repairs {row} “{item}”, {kind},", row=index[place], item=item, kind=phrase(_KINDS[kind]))] = (
                cost
            )
    return doubles(arv_pct, named) if named else ()
