"""Repairs: what the property needs, item by item, with the total live, by category, and what is kept for surprises."""

from __future__ import annotations

from collections.abc import Sequence

from app.command import Frame
from app.document import Document
from app.tabs.underwriting.part import Part
from app.tabs.underwriting.tables import NewGrid, PropertyGrid, part_of
from app.tabs.underwriting.words import Warned
from app.theme import Role, Size, Space
from app.widgets import Text, column, row
from app.words import amount, counted
from models.catalog import BY_KEY
from models.core.groups import groups_of
from models.core.values import plain, round_half_up
from models.settings import value_of
from models.underwriting.doubles import doubles_in
from models.underwriting.intel import PROPERTIES, REPAIR_CATEGORIES, REPAIRS

CONTINGENCY = "contingency"
Row = tuple[str, float | None]  # category, blank without one, and cost


class RepairsPart(Part):
    """The grid over one line of figures."""

    reads = ("Properties", "Repairs", "Settings")
    needs_property = True

    def __init__(self, document: Document, frame: Frame, new_grid: NewGrid) -> None:
        super().__init__(document, frame)
        table = BY_KEY["Repairs"]
        self.repairs = PropertyGrid("Repairs", new_grid, lambda row_id: part_of(table, row_id), "repair")
        self.grids = (self.repairs,)
        self.total = Text("", Size.TITLE, strong=True)
        self.unit = Text("", role=Role.MUTED)
        self.shares = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.warned = Warned()
        line = row(self.total, self.unit, gap=Space.S)
        line.addStretch()
        foot = column(gap=Space.XS, margins=(Space.S, 0, Space.S, 0))
        foot.addLayout(line)
        foot.addWidget(self.shares)
        foot.addWidget(self.warned)
        whole = column(gap=Space.S)
        whole.addWidget(self.repairs, 1)
        whole.addLayout(foot)
        self.setLayout(whole)
        self.setFocusProxy(self.repairs)

    def show_for(self, property_id: str | None) -> None:
        super().show_for(property_id)
        self.repairs.show_for(property_id)

    def draw(self) -> None:
        frame, places = self.book[REPAIRS], groups_of(self.book, REPAIRS, "property_id").rows(self.property_id)
        columns = (frame[name].array[places] for name in ("category", "cost"))
        rows = [(str(plain(category) or ""), _cost(plain(cost))) for category, cost in zip(*columns, strict=True)]
        total = round_half_up(sum(cost or 0 for _, cost in rows))
        house = (self.book.row(PROPERTIES, self.property_id) if self.property_id else None) or {}
        self.total.setText(amount(total))
        self.unit.setText(_unit(str(value_of(self.book, "currency")), total, house.get("arv"), len(rows)))
        self.shares.setText(f"{by_category(rows)}\n{contingency(rows)}")
        self.shares.setVisible(bool(rows))
        doubled = doubles_in(self.book, self.property_id) if self.property_id else ()
        self.warned.say((*_doubts(rows), *doubled))


def by_category(rows: Sequence[Row]) -> str:
    """`kitchen 12,000 · roof 8,500`, in the order in which the categories are declared."""
    sums: dict[str, float] = {}
    for category, cost in rows:
        sums[category] = sums.get(category, 0) + (cost or 0)
    known = [*REPAIR_CATEGORIES, *sorted(sums.keys() - set(REPAIR_CATEGORIES))]
    shown = {name: amount(round_half_up(sums[name])) for name in known if name in sums}
    return "  ·  ".join(f"{name or 'no category'} {figure}" for name, figure in shown.items())


def _unit(currency: str, total: float, arv: object, count: int) -> str:
    share = f", {total / arv:.0%} of the ARV" if isinstance(arv, (int, float)) and arv > 0 and count else ""
    return f"{currency} for {counted(count, 'repair')}{share}"


def contingency(rows: Sequence[Row]) -> str:
    """What is kept for surprises, in money and as a share of the other repairs."""
    kept = round_half_up(sum(cost or 0 for category, cost in rows if category == CONTINGENCY))
    rest = sum(cost or 0 for category, cost in rows if category != CONTINGENCY)
    if not kept:
        return "No contingency is kept for surprises."
    return f"Contingency {amount(kept)}" + (f", {kept / rest:.0%} of the other repairs." if rest else ".")


def _doubts(rows: Sequence[Row]) -> tuple[str, ...]:
    if not rows:
        return ("No repairs yet: add what it needs, one line each. Until then repairs count as 0.",)
    blank = sum(cost is None for _, cost in rows)
    return (f"{counted(blank, 'repair')} without a cost: no offer can be worked out",) if blank else ()


def _cost(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
