"""The Dashboard of a workbook: the day that it counts from, and the stored results that a save renews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from io_xlsx.formulas import same_formula, stored_formula
from io_xlsx.layout import Layout
from io_xlsx.parts.cells import RawCell, cell_name, from_serial, iter_cells, to_serial, unescape_text
from io_xlsx.patch.edits import CellEdit, SheetEdit
from io_xlsx.plan import same_result
from models.core.book import Book
from models.core.dashboard import DAY, Dashboard
from models.core.phrase import full_day, phrase
from models.core.problem import Problem, Severity
from models.core.schema import Value

_FIRST_YEAR, _LAST_YEAR = 1910, 9990  # the Dashboard shows months before and after the day


@dataclass(frozen=True)
class Board:
    """The Dashboard's cells as the file holds them; none where the workbook has no such sheet, or a `broken` one."""

    dashboard: Dashboard
    layout: Layout
    sheet: str
    cells: Mapping[str, RawCell]
    broken: bool = False

    @classmethod
    def read(cls, dashboard: Dashboard, layout: Layout) -> Board:
        sheet = layout.structure.sheet(dashboard.sheet)
        if sheet is None or sheet.kind != "worksheet":
            return cls(dashboard, layout, "", {})
        try:
            cells = list(iter_cells(layout.structure.package.read(sheet.part)))
        except ValueError:
            return cls(dashboard, layout, sheet.name, {}, broken=True)
        return cls(dashboard, layout, sheet.name, {cell_name(cell.row, cell.column): cell for cell in cells})

    @property
    def typed_day(self) -> date | None:
        """The day that a person typed over =TODAY(): every formula of the file counts from it."""
        at = next((cell.at for cell in self.dashboard.cells if cell.name == DAY), "")
        found = self.cells.get(at)
        if found is None or found.formula is not None or found.type != "n" or not found.raw:
            return None
        try:
            day = from_serial(float(found.raw), self.layout.structure.date1904).date()
        except ValueError:
            return None
        return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None

    def problems(self, as_of: date) -> list[Problem]:
        """A day typed over =TODAY() is told: the sheet's figures are of that day, the program's of its own."""
        if self.broken:
            message = phrase("The sheet is damaged: it is not well-formed XML, and its figures are left as they are.")
            advice = phrase("Open the workbook in a spreadsheet program, let it be repaired, and save it.")
            return [Problem(Severity.ERROR, self.sheet, message, advice=advice)]
        day = self.typed_day
        if day is None or day == as_of:
            return []
        at = next(cell.at for cell in self.dashboard.cells if cell.name == DAY)
        message = phrase("The workbook counts from {day}, which was typed over =TODAY().", day=full_day(day))
        return [
            Problem(
                Severity.WARNING,
                self.sheet,
                message,
                cell=at,
                seen=day.isoformat(),
                advice=phrase("Type =TODAY() in {at}.", at=at),
            )
        ]

    def edit(self, after: Book, as_of: date) -> SheetEdit | None:
        """The stored results that moved; only cells that still hold our formula are touched."""
        edits, names = [], self.layout.table_names
        for cell in self.dashboard.live if self.cells else ():
            found = self.cells.get(cell.at)
            text = stored_formula(cell.text, None, names)
            if found is None or found.formula is None or not same_formula(found.formula, text):
                continue
            value = self.dashboard.value(cell, after, as_of)
            if not _holds(found, value, date1904=self.layout.structure.date1904):
                edits.append(CellEdit(found.row, found.column, value, keep_formula=True))
        return SheetEdit(self.sheet, tuple(edits)) if edits else None


def _holds(found: RawCell, value: Value, *, date1904: bool) -> bool:
    """Whether a formula cell stores this result; an error or a shared text is taken as another one."""
    if isinstance(value, date):
        value = to_serial(value, date1904)
    if isinstance(value, bool) or found.type == "b":
        return found.type == "b" and found.raw == str(int(bool(value)))
    if isinstance(value, (int, float)):
        return found.type == "n" and same_result(_number(found.raw), value)
    return found.type in ("str", "n") and unescape_text(found.raw or "") == (value or "")


def _number(raw: str | None) -> float:
    """NaN, which equals nothing, for what is no number."""
    try:
        return float(raw or "nan")
    except ValueError:
        return float("nan")
