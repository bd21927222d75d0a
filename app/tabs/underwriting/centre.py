"""The middle of the page: the chosen property's name, and its parts behind pills."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.tabs.underwriting.part import Part
from app.tabs.underwriting.tables import PropertyGrid
from app.theme import Role, Size, Space
from app.tr import marked, tr
from app.widgets import Card, IconButton, Text, column, row
from app.words import counted, grouped
from models.core.problem import Severity
from models.underwriting.intel import PROPERTIES

STEPS = (
    marked("Add a property with its address."),
    marked("Add three comps: what sold near it, for how much, when and how large."),
    marked("Add its repairs, one line each."),
    marked("Take the ARV from the comps, or type your own."),
    marked("Attach it to a deal and write the MAO there."),
)


class Centre(Card):
    """One part at a time. `showed` follows each change of the part in front."""

    showed = Signal()

    def __init__(self, document: Document, parts: Mapping[str, Part]) -> None:
        super().__init__(margin=Space.S, gap=Space.S)
        self.document, self.parts = document, parts
        self.title = Text("", Size.SECTION, strong=True, elide=True)
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.open_list = IconButton("menu", tr("Show the list of properties"))
        self.open_side = IconButton("underwriting", tr("Show the calculator"))
        self.pills = Pills(tr("Parts of the property"), pad=Space.S)
        self.stack = QStackedWidget()
        self.start = _first_steps()
        self.stack.addWidget(self.start)
        for title, part in parts.items():
            self.pills.addTab(tr(title))
            self.stack.addWidget(part)
        self._lay_out()
        kept = text_of("underwriting/part")
        self.pills.setCurrentIndex(list(parts).index(kept) if kept in parts else 0)
        self.pills.currentChanged.connect(lambda _: self._show(wanted=False))
        self.setMinimumWidth(480)
        self.setObjectName("middle")

    def _lay_out(self) -> None:
        head = row(self.open_list, gap=Space.S, margins=(Space.S, Space.XS, 0, 0))
        head.addLayout(column(self.title, self.note, gap=0), 1)
        head.addWidget(self.open_side)
        for button in (self.open_list, self.open_side):
            button.hide()
        self.column.addLayout(head)
        self.column.addWidget(self.pills)
        self.column.addWidget(self.stack, 1)

    @property
    def current(self) -> Part:
        return list(self.parts.values())[max(0, self.pills.currentIndex())]

    def show_for(self, property_id: str | None) -> None:
        house = (self.document.book.row(PROPERTIES, property_id) if property_id else None) or {}
        self.name(house)
        for part in self.parts.values():
            part.show_for(property_id)
        self._show(wanted=False)

    def name(self, house: Mapping[str, object]) -> None:
        self.title.setText(str(house.get("address") or (tr("No address") if house else tr("No property yet"))))
        place = [str(house[name]) for name in ("city", "region", "country") if house.get(name)]
        size = [tr("{sqft} sqft", sqft=house["sqft"])] if isinstance(house.get("sqft"), int) else []
        known = [*([", ".join(place)] if place else []), *size]
        self.note.setText("  ·  ".join(known) if house else tr("Five steps to a MAO"))

    def bring(self, part: Part) -> None:
        """Shows a part, even while no property is there for it."""
        self.pills.setCurrentIndex(list(self.parts.values()).index(part))
        self._show(wanted=True)

    def step(self, by: int) -> None:
        self.pills.setCurrentIndex((self.pills.currentIndex() + by) % self.pills.count())
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self, *, wanted: bool) -> None:
        part = self.current
        keep("underwriting/part", list(self.parts)[max(0, self.pills.currentIndex())])
        bare = part.property_id is None and part.needs_property and not wanted
        self.stack.setCurrentWidget(self.start if bare else part)
        self.setFocusProxy(part)
        self.showed.emit()

    def count(self) -> None:
        """How many problems each part's tables have, on its pill."""
        for number, (title, part) in enumerate(self.parts.items()):
            keys = [grid.table.key for grid in part.grids]
            found = [p for key in keys for p in self.document.problems_of(key).values()]
            grave = [problem for problem in found if problem.severity is not Severity.INFO]
            errors = any(problem.severity is Severity.ERROR for problem in grave)
            spoken = f"{title}, {counted(len(grave), 'problem')}" if grave else title
            role = Role.DANGER if errors else Role.WARNING
            self.pills.mark(number, grouped(len(grave)) if grave else "", role if grave else Role.MUTED, spoken)

    def home_of(self, table_key: str) -> tuple[Part, PropertyGrid] | None:
        """The part that shows a table, and the table's grid in it."""
        for part in self.parts.values():
            for grid in part.grids:
                if grid.table.key == table_key:
                    return part, grid
        return None


def _first_steps() -> QWidget:
    page = QWidget()
    whole = column(gap=Space.M, margins=(Space.L, Space.XL, Space.L, Space.L))
    whole.addWidget(Text(tr("From an address to an offer"), Size.SECTION, strong=True))
    for number, words in enumerate(STEPS, 1):
        mark = Text(f"{number}", role=Role.MUTED, strong=True)
        mark.setFixedWidth(16)
        line = row(gap=Space.S)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(tr(words), wrap=True), 1)
        whole.addLayout(line)
    whole.addStretch()
    page.setLayout(whole)
    return page
