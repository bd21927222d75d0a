"""What else a calculation is looked at with: one of several views, chosen by a strip."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from app.command import Frame
from app.document import Document
from app.frame.strip import Pills
from app.tabs.underwriting.part import Part
from app.tabs.underwriting.views.heat import HeatView
from app.tabs.underwriting.views.ladder import LadderView
from app.tabs.underwriting.views.outcome import OutcomeView
from app.tabs.underwriting.views.simulation import SimulationView
from app.tabs.underwriting.views.view import View
from app.theme import Space
from app.tr import marked, tr
from app.widgets import column
from models.core.schema import Value

VIEWS: tuple[tuple[str, type[View[Any]]], ...] = (
    (marked("Ladder"), LadderView),
    (marked("Heat map"), HeatView),
    (marked("Outcome"), OutcomeView),
    (marked("Simulation"), SimulationView),
)


class ViewsPart(Part):
    """The strip and the chosen view, which is made when it is first shown. `asked` gives the calculator's options."""

    def __init__(self, document: Document, frame: Frame, asked: Callable[[], Mapping[str, Value]]) -> None:
        super().__init__(document, frame)
        self._asked = asked
        self._made: dict[int, View[Any]] = {}
        self.pills = Pills(tr("Views of the calculation"))
        self.stack = QStackedWidget()
        for title, _ in VIEWS:
            self.pills.addTab(tr(title))
        self.setLayout(column(self.pills, self.stack, gap=Space.S))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]  # just set
        self.pills.currentChanged.connect(lambda _: self.refresh())
        self.setFocusProxy(self.pills)

    def refresh(self) -> None:
        """Each view knows by itself whether something has changed for it."""
        if self.isVisible():
            self.draw()

    def draw(self) -> None:
        number = max(0, self.pills.currentIndex())
        if number not in self._made:
            self._made[number] = VIEWS[number][1](self.document, self.frame)
            self.stack.addWidget(self._made[number])
        self.stack.setCurrentWidget(self._made[number])
        self._made[number].show_for(self.property_id, self._asked())
