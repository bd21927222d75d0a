"""Rent and area: what it would let for, what the neighborhood is like, and the house itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.command import Frame
from app.document import Document
from app.fields import BoundField
from app.tabs.underwriting.part import Part
from app.theme import Role, Size, Space
from app.tr import marked, tr
from app.widgets import Text, column, scrolled
from models.settings import value_of
from models.underwriting.intel import PROPERTIES

# Each group: its title, what it is for, and its fields with the columns of six that each takes.
_GROUPS: tuple[tuple[str, str, tuple[tuple[str, int], ...]], ...] = (
    (marked("Rent"), marked("Used by the ladder, the outcome and the 1 % rule."),
     (("projected_rent", 2), ("rent_notes", 4))),
    (marked("Area"), marked("0 is worst, 100 best; half of the risk unless Settings say otherwise."),
     (("neighborhood_score", 2), ("neighborhood_notes", 4))),
    (marked("House"), marked("Sqft turns the comps’ price per square foot into an ARV."),
     (("sqft", 2), ("beds", 1), ("baths", 1), ("year_built", 2))),
    (marked("Place"), marked("Country and region decide whose legal rules apply."),
     (("address", 6), ("city", 2), ("region", 1), ("country", 1), ("postal", 2))),
)  # fmt: skip


class RentPart(Part):
    """A form: Enter or leaving a field is an edit."""

    reads = ("Properties", "Settings")
    needs_property = True

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self.fields: dict[str, BoundField] = {}
        body = QWidget()
        whole = column(gap=Space.XL, margins=(Space.S, Space.S, Space.M, Space.S))
        for title, about, names in _GROUPS:
            whole.addLayout(self._group(title, about, names))
        whole.addStretch()
        body.setLayout(whole)
        self.typed = tuple(self.fields.values())
        self.setLayout(column(scrolled(body)))
        self.setFocusProxy(self.fields["projected_rent"])

    def _group(self, title: str, about: str, names: Sequence[tuple[str, int]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        head = column(Text(tr(title), strong=True), Text(tr(about), Size.CAPTION, Role.MUTED, elide=True), gap=0)
        grid.addLayout(head, 0, 0, 1, 6)
        line, place = 1, 0
        for name, span in names:
            if place + span > 6:
                line, place = line + 1, 0
            self.fields[name] = BoundField(self.document, PROPERTIES, name)
            grid.addWidget(self.fields[name], line, place, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
        for number in range(6):
            grid.setColumnStretch(number, 1)
        return grid

    def draw(self) -> None:
        currency = value_of(self.book, "currency")
        self.fields["projected_rent"].caption.setText(tr("Projected rent a month, {currency}", currency=currency))
        for one in self.fields.values():
            one.show_row(self.property_id)

    def finish(self) -> bool:
        refused = [one for one in self.fields.values() if not one.commit()]
        return not refused
