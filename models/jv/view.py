"""What one partner is shown: the lines of the first page, the totals and the deals, whatever file they end up in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.core.book import Book
from models.core.schema import Column, Kind, Value
from models.core.sums import cents, units
from models.jv.board import SHOWN, board, items, partner_row
from models.pipeline import DEALS, STAGES
from models.settings import value_of

OVER = ("closed", "dead")  # stages in which nothing comes next
LONGEST_NAME = 60


@dataclass(frozen=True)
class StageTotal:
    """A stage as the partner reads it, how many of their deals stand in it, and their capital in these, in money."""

    stage: str
    deals: int
    capital: float


@dataclass(frozen=True)
class PartnerView:
    """One partner's board on a day. `rows` hold plain values in the order of `columns`, open deals first.

    `expires_on` None = no end. `next_milestone` is the first to come of an open deal: (day, text).
    """

    partner_id: str
    recipient: str
    company: str
    as_of: date
    expires_on: date | None
    currency: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    capital: float
    by_stage: tuple[StageTotal, ...]
    next_milestone: tuple[date, str] | None

    @property
    def open_deals(self) -> int:
        over = {wording(stage) for stage in OVER}
        return sum(total.deals for total in self.by_stage if total.stage not in over)


def partner_view(book: Book, partner_id: str, as_of: date, expires_on: date | None) -> PartnerView:
    """What the partner is shown of the Book. Refused for an unknown or blank partner."""
    partner = partner_row(book, partner_id)
    found = sorted(items(board(book, partner_id)), key=lambda deal: _order(deal))
    return PartnerView(
        partner_id,
        _short(str(partner["name"] or partner_id)),
        _short(str(partner["company"] or "")),
        as_of,
        expires_on,
        str(value_of(book, "currency")),
        partner_columns(),
        tuple(zip(*(_shown(column, values) for column, values in _columns(found)), strict=True)),
        _capital(found),
        tuple(_by_stage(found)),
        _next_milestone(found, as_of),
    )


def partner_columns() -> tuple[Column, ...]:
    """The allow-list as a partner sees it: the day of a change, not the second."""
    return tuple(replace(column, kind=Kind.DATE) if column.kind is Kind.TIME else column for column in SHOWN)


def wording(word: str) -> str:
    """A choice as people read it: `under_contract` -> `Under contract`, `brrrr` -> `BRRRR`."""
    if word == "brrrr":
        return word.upper()
    text = word.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def _short(name: str) -> str:
    """One line that still fits into the foot of a page."""
    line = " ".join(name.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


def _columns(deals: Sequence[dict[str, Value]]) -> Iterator[tuple[Column, list[Value]]]:
    for column in SHOWN:
        name = column.name
        yield column, [deal[name] for deal in deals]


def _shown(column: Column, values: Sequence[Value]) -> list[Value]:
    """A column's values as a partner reads them."""
    if column.kind is Kind.MONEY:
        rounded = cents(units([value or 0 for value in values])).tolist()
        return [None if value is None else number for value, number in zip(values, rounded, strict=True)]
    read: Callable[[str], Value] | None = {Kind.CHOICE: wording, Kind.TIME: _day}.get(column.kind)
    return [value if value is None or read is None else read(str(value)) for value in values]


def _day(stamp: str) -> Value:
    """The day in UTC; a stamp that is none stays the text that it is."""
    try:
        return date.fromisoformat(stamp[:10]) if stamp[10:11] in ("T", "") else stamp
    except ValueError:
        return stamp


def _order(deal: dict[str, Value]) -> tuple[bool, date, str]:
    milestone = deal["milestone_date"]
    return deal["stage"] in OVER, milestone if isinstance(milestone, date) else date.max, str(deal["address"] or "")


def _capital(deals: Sequence[dict[str, Value]]) -> float:
    return float(cents(sum(units([deal["partner_capital"] or 0 for deal in deals]))))


def _by_stage(deals: Sequence[dict[str, Value]]) -> list[StageTotal]:
    """The stages that have deals, in the order in which a deal goes through them; those of no known stage last."""
    stages = [*STAGES, *sorted({str(deal["stage"] or "") for deal in deals} - set(STAGES))]
    of_stage: dict[str, list[dict[str, Value]]] = {stage: [] for stage in stages}
    for deal in deals:
        of_stage[str(deal["stage"] or "")].append(deal)
    return [StageTotal(wording(stage) or "No stage", len(its), _capital(its)) for stage, its in of_stage.items() if its]


def _next_milestone(deals: Sequence[dict[str, Value]], as_of: date) -> tuple[date, str] | None:
    coming = [
        (day, str(deal["next_milestone"] or DEALS["milestone_date"].header))
        for deal in deals
        if isinstance(day := deal["milestone_date"], date) and day >= as_of and deal["stage"] not in OVER
    ]
    return min(coming, default=None)
