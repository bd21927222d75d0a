"""What else a calculation is looked at with: a strip of views under the calculator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from app.command import Frame
from app.document import Document
from app.frame.strip import Pills
from app.tabs.underwriting.views.heat import HeatView
from app.tabs.underwriting.views.ladder import LadderView
from app.tabs.underwriting.views.outcome import OutcomeView
from app.tabs.underwriting.views.simulation import SimulationView
from app.tabs.underwriting.views.view import View
from app.theme import Space
from app.widgets import Card
from models.core.schema import Value

VIEWS: tuple[tuple[str, type[View[Any]]], ...] = (
    ("Ladder", LadderView),
    ("Heat map", HeatView),
    ("Outcome", OutcomeView),
    ("Simulation", SimulationView),
)


class Views(Card):
    """The strip and the chosen view; hidden without a property. A view is made when it is first shown."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(gap=Space.S)
        self._document, self._frame = document, frame
        self._made: dict[int, View[Any]] = {}
        self._wanted: tuple[str | None, Mapping[str, Value]] = (None, {})
        self.pills = Pills("Views of the calculation")
        self.stack = QStackedWidget()
        for title, _ in VIEWS:
            self.pills.addTab(title)
        self.column.addWidget(self.pills)
        self.column.addWidget(self.stack)
        self.pills.currentChanged.connect(lambda _: self._show())

    def show_for(self, property_id: str | None, given: Mapping[str, Value]) -> None:
        self._wanted = (property_id, given)
        self.setVisible(property_id is not None)
        self._show()

    def _show(self) -> None:
        number = self.pills.currentIndex()
        if number < 0 or not self.isVisible():
            return
        if number not in self._made:
            self._made[number] = VIEWS[number][1](self._document, self._frame)
            self.stack.addWidget(self._made[number])
        self.stack.setCurrentWidget(self._made[number])
        self._made[number].show_for(*self._wanted)
