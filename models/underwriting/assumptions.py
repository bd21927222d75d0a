"""A property's figures for loans, holding and selling: its own row of Assumptions, else the setting of the name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import add_row, set_fields
from models.core.groups import rows_of
from models.core.phrase import phrase
from models.core.schema import Value
from models.settings import BY_KEY, SETTINGS, value_of
from models.underwriting.calculators import Source, property_row, repair_rows, repairs_sum
from models.underwriting.inputs import Exact, number
from models.underwriting.intel import PROPERTIES
from models.underwriting.loans import interest
from models.underwriting.tables import ASSUMPTIONS

# Figures of the property and settings that stand beside those of the Assumptions sheet.
_BESIDE = {
    "arv_pct": "default_arv_pct",
    "fee": "default_fee",
    "target_ltv": "default_target_ltv",
    "closing_costs": "default_closing_costs",
}
_LIMITS = {"arv_pct": 1, "target_ltv": 1, **{c.name: c.maximum for c in ASSUMPTIONS.stored if c.is_number}}


@dataclass(frozen=True)
class Assumptions:
    """Figures by field name; a blank one is absent. `warnings` says what was taken for granted."""

    figures: Mapping[str, Value]
    warnings: tuple[str, ...] = field(default=())

    def missing(self, names: Sequence[str]) -> tuple[str, ...]:
        """Those of the names that are blank."""
        return tuple(name for name in names if self.figures.get(name) is None)

    def __getitem__(self, name: str) -> Exact:
        """The figure, exact. Refused where it is blank, negative or out of its column's bounds."""
        least = 1 if name in ("loan_years", "refi_years") else 0
        return number(name, self.figures.get(name), least, _LIMITS.get(name))

    def lost(self) -> Exact:
        """The share of the rent that vacancy, management and maintenance take."""
        return sum((self[name] for name in ("vacancy", "management", "maintenance")), Fraction())

    def carried(self) -> tuple[Exact, Exact]:
        """What the months until sale or refinance cost: in money, and for each unit of the price (interest only)."""
        months = self["holding_months"]
        return months * self["holding_monthly"], interest(1 - self["down_payment"], self["loan_rate"], months)


def assumptions_for(book: Book, property_id: str) -> Assumptions:
    """What is assumed of a property, its ARV, rent and repairs included. Refused as `repairs_sum` refuses.

    Of several rows of Assumptions the first counts, with a warning.
    """
    house = property_row(book, property_id)
    repairs, warnings = repairs_sum(repair_rows(book, property_id))
    rows = rows_of(book, ASSUMPTIONS, "property_id", property_id)
    own = (book.row(ASSUMPTIONS, rows[0]) or {}) if rows else {}
    names = [column.name for column in ASSUMPTIONS.stored if column.is_number]
    figures = {name: _figure(book, name, own.get(name)) for name in names}
    figures |= {name: value_of(book, setting) for name, setting in _BESIDE.items()}
    figures |= {"arv": house["arv"] or None, "projected_rent": house["projected_rent"], "repairs": repairs}
    more = phrase(
        "Assumptions has {count} rows for {property}; the first counts", count=len(rows), property=property_id
    )
    several = (more,) if len(rows) > 1 else ()
    return Assumptions(figures, (*warnings, *several))


def assume(book: Book, property_id: str, fields: dict[str, Value], now: datetime) -> ChangeSet:
    """The fields in the property's row of Assumptions, which is added where there is none."""
    row = assumptions_row(book, property_id)
    if row is None:
        property_row(book, property_id)
        return add_row(book, ASSUMPTIONS, {"property_id": property_id, **fields}, now)
    return set_fields(book, ASSUMPTIONS, row, fields, now)


def assumptions_row(book: Book, property_id: str) -> str | None:
    """The property's row of Assumptions, the first of several; None without one."""
    return next(iter(rows_of(book, ASSUMPTIONS, "property_id", property_id)), None)


def cell_of(book: Book, property_id: str, name: str) -> Source:
    """The cell to fill where an input is missing: the property's, the setting that serves all, or in Assumptions.

    The row is blank where the property has no row of Assumptions yet.
    """
    if name in PROPERTIES:
        return Source(PROPERTIES.key, property_id, name)
    if book.row(SETTINGS, name) is not None:
        return Source(SETTINGS.key, name, "value")
    return Source(ASSUMPTIONS.key, assumptions_row(book, property_id) or "", name)


def _figure(book: Book, name: str, own: Value) -> Value:
    return value_of(book, name) if own is None and name in BY_KEY else own
