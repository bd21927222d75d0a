"""Repairs: what the property needs, item by item, with the total live, by category, and what is kept for surprises."""

from __future__ import annotations

from functools import partial

from app.command import Frame
from app.document import Document
from app.tabs.underwriting.part import Part
from app.tabs.underwriting.tables import NewGrid, PropertyGrid, part_of
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Text, Warned, column, row
from app.words import amount, counted, percent
from models.catalog import BY_KEY
from models.core.refusal import Refused
from models.core.schema import Value
from models.settings import value_of
from models.underwriting.doubles import doubles_in
from models.underwriting.intel import PROPERTIES
from models.underwriting.repairs import Repairs, repairs_of


class RepairsPart(Part):
    """The grid over one line of figures."""

    reads = ("Properties", "Repairs", "Settings")
    needs_property = True

    def __init__(self, document: Document, frame: Frame, new_grid: NewGrid) -> None:
        super().__init__(document, frame)
        table = BY_KEY["Repairs"]
        mine = partial(part_of, table)
        self.repairs = PropertyGrid("Repairs", new_grid, mine, "repair", sort="category")
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
        found = repairs_of(self.book, self.property_id or "")
        house = (self.book.row(PROPERTIES, self.property_id) if self.property_id else None) or {}
        self.total.setText(amount(found.total))
        self.unit.setText(_unit(str(value_of(self.book, "currency")), found, house.get("arv")))
        self.shares.setText(f"{by_category(found)}\n{contingency(found)}")
        self.shares.setVisible(bool(found.rows))
        self.warned.say((*_doubts(found), *self._doubles()))

    def _doubles(self) -> tuple[str, ...]:
        """What is no repair but a cost that the rule at the share in Settings covers."""
        try:
            return doubles_in(self.book, self.property_id or "", value_of(self.book, "default_arv_pct"))
        except Refused:
            return ()  # a cost below zero: the calculator beside says so


def by_category(found: Repairs) -> str:
    """`roof 8,500 · kitchen 12,000`."""
    return "  ·  ".join(f"{one.name} {amount(one.cost)}" for one in found.categories)


def contingency(found: Repairs) -> str:
    """What is kept for surprises, in money and as a share of the other repairs."""
    kept, rest = found.contingency, found.total - found.contingency
    if not kept:
        return tr("No contingency is kept for surprises.")
    return tr("Contingency {kept}", kept=amount(kept)) + (
        tr(", {share} of the other repairs.", share=percent(kept / rest)) if rest else "."
    )


def _unit(currency: str, found: Repairs, arv: Value) -> str:
    share = (
        tr(", {share} of the ARV", share=percent(found.total / arv))
        if isinstance(arv, (int, float)) and arv > 0 and found.rows
        else ""
    )
    return tr("{currency} for {repairs}{share}", currency=currency, repairs=counted(found.rows, "repair"), share=share)


def _doubts(found: Repairs) -> tuple[str, ...]:
    if not found.rows:
        return (tr("No repairs yet: add what it needs, one line each. Until then repairs count as 0."),)
    return (
        tr("{repairs} without a cost: no offer can be worked out", repairs=counted(found.unpriced, "repair")),
    ) * bool(found.unpriced)
