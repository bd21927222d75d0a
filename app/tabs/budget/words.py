"""What the page says: months, sums and shares in words and figures; no Qt."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from app.tr import tr
from app.values import show
from app.words import amount, month_words
from models.budget.snapshot import EnvelopeLine, Snapshot
from models.core.schema import Column, Kind
from models.core.sums import cents, units

_MONEY = Column("amount", Kind.MONEY)


def month_name(month: date) -> str:
    return month_words(month)


def beside(month: date, step: int) -> date:
    """The first day of the month so many months on."""
    number = month.year * 12 + month.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)


def share_of_month(month: date, today: date) -> float | None:
    """How much of the month has gone by at the end of today; None where today is in another one."""
    if (month.year, month.month) != (today.year, today.month):
        return None
    return today.day / monthrange(month.year, month.month)[1]


def money(value: float | None) -> str:
    """`1,234.50`, always with cents, so that figures under each other line up; blank where there is none."""
    return show(_MONEY, value).replace("-", "−")


def sum_of(values: Iterable[float | None]) -> float:
    """To the cent; what is blank is nothing."""
    return float(cents(sum(float(units(value or 0.0)) for value in values)))


def left_words(line: EnvelopeLine) -> str:
    """What is left in an envelope, as one says it: `379.79`, `over by 49.35`; without a target nothing can be left."""
    if line.target is None and not line.carried_in:
        return "–"
    return tr("over by {money}", money=money(-line.remaining)) if line.remaining < 0 else money(line.remaining)


def spoken(line: EnvelopeLine) -> str:
    """An envelope in a sentence, for who does not see its bar."""
    if line.target is None:
        return tr("{name}: {spent} spent, no target", name=line.name, spent=amount(line.spent))
    carried = tr(", {carried_in} carried in", carried_in=amount(line.carried_in)) if line.carried_in else ""
    left = (
        tr("over by {remaining}", remaining=amount(-line.remaining))
        if line.remaining < 0
        else tr("{remaining} left", remaining=amount(line.remaining))
    )
    return tr(
        "{name}: {spent} spent of {target}{carried}, {left}",
        name=line.name,
        spent=amount(line.spent),
        target=amount(line.target),
        carried=carried,
        left=left,
    )


def ledger_words(found: Snapshot) -> str:
    """`In 1,450 · Out 2,309.09 · Net −859.09`, or that there is nothing."""
    month = found.ledger_month
    if not month.count:
        return tr("Nothing in the ledger")
    return tr(
        "In {income}  ·  Out {expense}  ·  Net {net}",
        income=amount(month.income),
        expense=amount(month.expense),
        net=amount(month.net),
    )


def outside(found: Snapshot) -> tuple[float, list[tuple[str, float]]]:
    """What went out without an envelope, and under names that no envelope has."""
    names = {line.name.lower() for line in found.envelopes}
    spent = found.ledger_month.by_envelope
    return spent.get("", 0.0), [(name, went) for name, went in spent.items() if name and name.lower() not in names]


def with_minus(text: str) -> str:
    """A sum with real minus signs."""
    return text.replace("-", "−")
