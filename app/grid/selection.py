"""What is selected in a grid, from the selection's ranges: asking for its indexes takes seconds on a large table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtWidgets import QTableView

from app.grid.columns import Array
from app.grid.shown import ShownModel
from app.tr import tr
from app.values import show
from app.words import counted
from models.core.schema import Column, Kind


@dataclass(frozen=True)
class Area:
    """A rectangle of shown cells; both ends belong to it."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Picked:
    """The selected areas, their rows from top to bottom and their visible columns from left to right."""

    areas: tuple[Area, ...]
    rows: Array
    sections: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many cells, those of hidden columns left out."""
        visible = set(self.sections)
        return sum(
            (area.bottom - area.top + 1) * len(visible & set(range(area.left, area.right + 1))) for area in self.areas
        )

    def holds(self, row: int, section: int) -> bool:
        return any(a.top <= row <= a.bottom and a.left <= section <= a.right for a in self.areas)


def picked(view: QTableView, rows: int) -> Picked:
    """What is selected among the first so many rows: the one being typed is not among them."""
    ranges = view.selectionModel().selection()
    areas = tuple(
        Area(r.top(), min(r.bottom(), rows - 1), r.left(), r.right()) for r in ranges.toList() if r.top() < rows
    )
    chosen = {section for area in areas for section in range(area.left, area.right + 1)}
    parts = [np.arange(area.top, area.bottom + 1) for area in areas]
    together = parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts)) if parts else np.arange(0)
    return Picked(areas, together, tuple(section for section in sections_of(view) if section in chosen))


def sections_of(view: QTableView) -> list[int]:
    """The visible columns from left to right."""
    header = view.horizontalHeader()
    order = [header.logicalIndex(place) for place in range(header.count())]
    return [section for section in order if not view.isColumnHidden(section)]


def summary(model: ShownModel, chosen: Picked) -> str:
    """How many cells are selected, and sum and average of the numbers among them; blank for one cell."""
    if chosen.count < 2:
        return ""
    parts, kinds = [], set()
    for area in chosen.areas:
        for section in range(area.left, area.right + 1):
            column = model.column(section)
            if section in chosen.sections and column.column.is_number:
                parts.append(column.values[model.rows[area.top : area.bottom + 1]])
                kinds.add(column.column.kind)
    numbers = np.concatenate(parts) if parts else np.arange(0.0)
    numbers = numbers[~np.isnan(numbers)]
    words = counted(chosen.count, "cell")
    if len(numbers):
        words += tr(
            " · sum {total} · average {average}",
            total=_shown(numbers.sum(), kinds),
            average=_shown(numbers.mean(), kinds),
        )
    return words


def _shown(number: float, kinds: set[Kind]) -> str:
    kind = next(iter(kinds)) if len(kinds) == 1 else Kind.MONEY
    kind = Kind.NUM if kind is Kind.INT else kind
    return show(Column("sum", kind), round(float(number), 4 if kind is Kind.PCT else 2)).replace("-", "−")
