"""Whether the totals of the first sheet are those of the rows, each in its place; worked out from the rows anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from io_xlsx.scan import Sheets
from io_xlsx.scan.rows import serial
from io_xlsx.scan.sheets import Cell, Place
from models.core.schema import Value
from models.jv.view import OVER, PartnerView, wording

Cells = Mapping[Place, Cell]
_OVER = {wording(stage) for stage in OVER}
_NO_STAGE = "No stage"


def total_faults(sheets: Sheets, view: PartnerView) -> Iterator[str]:
    """Sentences for each figure of the first sheet that is not under its label, or not in its stage's line."""
    cells = next(iter(sheets.values()), {})
    for label, value in _figures(view):
        if value not in [_at(cells, at, (1, 0)) for at, cell in cells.items() if cell.value == label]:
            yield f"The figure under {label} is not the one of the rows"
    stages = _by_stage(view)
    everything = len(view.rows), sum((money for _, money in stages.values()), Decimal())
    lines = [*stages.items(), ("All", everything)]
    for stage, (deals, money) in lines if view.rows else ():
        held = [(_at(cells, at, (0, 1)), _at(cells, at, (0, 2))) for at, cell in cells.items() if cell.value == stage]
        if (deals, float(money)) not in held:
            yield "A line of the deals by stage is not the one of the rows"


def _figures(view: PartnerView) -> list[tuple[str, Value]]:
    """Each label of the first sheet, and what has to stand under it."""
    stages = _by_stage(view)
    coming = _first_day(view)
    return [
        ("As of", serial(view.as_of)),
        ("Good through", serial(view.expires_on) if view.expires_on else "No end date"),
        ("Deals", len(view.rows)),
        ("Open", sum(deals for stage, (deals, _) in stages.items() if stage not in _OVER)),
        (f"Your capital ({view.currency})", float(sum(money for _, money in stages.values()))),
        ("Next milestone", serial(coming) if coming else "None planned"),
    ]


def _by_stage(view: PartnerView) -> dict[str, tuple[int, Decimal]]:
    """How many deals and how much capital stand in each stage, exactly."""
    found: dict[str, tuple[int, Decimal]] = {}
    for stage, capital in zip(_column(view, "stage"), _column(view, "partner_capital"), strict=True):
        deals, money = found.get(str(stage or _NO_STAGE), (0, Decimal()))
        found[str(stage or _NO_STAGE)] = deals + 1, money + Decimal(str(capital or 0))
    return found


def _first_day(view: PartnerView) -> date | None:
    """The first day to come of a deal that is not over."""
    days = zip(_column(view, "milestone_date"), _column(view, "stage"), strict=True)
    coming = (day for day, stage in days if stage not in _OVER and isinstance(day, date) and day >= view.as_of)
    return min(coming, default=None)


def _column(view: PartnerView, name: str) -> list[Value]:
    place = [column.name for column in view.columns].index(name)
    return [row[place] for row in view.rows]


def _at(cells: Cells, place: Place, by: tuple[int, int]) -> object:
    """The value so many rows and columns further on; None where there is none."""
    cell = cells.get((place[0] + by[0], place[1] + by[1]))
    return None if cell is None else cell.value
