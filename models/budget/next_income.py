"""The next day on which income comes in: until then what is due has to be paid from what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from models.bills.recurrence import next_after
from models.bills.schedule import Fault, schedule_of
from models.budget.tables import INCOME
from models.core.book import Book
from models.core.sums import cents, units


@dataclass(frozen=True)
class NextIncome:
    """All income of that day in money; `names` in the order of the sheet."""

    date: date
    amount: float
    names: tuple[str, ...]


def next_income(book: Book, after: date, zone: tzinfo) -> NextIncome | None:
    """The first day after the given one with income of an active row; None where there is none."""
    return book.derived(("next income", after, zone), lambda: _next_income(book, after, zone))


def _next_income(book: Book, after: date, zone: tzinfo) -> NextIncome | None:
    found: list[tuple[date, str, float]] = []
    for row_id in book[INCOME].index:
        row = book.row(INCOME, str(row_id)) or {}
        rule = schedule_of(row, after, zone)
        if row["status"] in ("paused", "archived") or isinstance(rule, Fault):
            continue
        coming, amount = next_after(rule, after), row["amount"]
        if coming is not None and isinstance(amount, (int, float)):
            found.append((coming.moved_to, str(row["name"] or row_id), float(amount)))
    if not found:
        return None
    first = min(day for day, _, _ in found)
    same = [(name, amount) for day, name, amount in found if day == first]
    total = float(cents(sum(float(units(amount)) for _, amount in same)))
    return NextIncome(first, total, tuple(name for name, _ in same))
