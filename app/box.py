"""A box of choices with a caption; and what every import asks with one: how dates and amounts are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from app.fitting import fitting
from app.guard import guard
from app.theme import Role, Size, Space, drawn, theme
from app.tr import marked, tr
from app.widgets import Text
from models.core.spellings import ORDERS

WRITTEN: Mapping[str, tuple[str, dict[Any, str]]] = {
    "date_order": (marked("Dates are written"), dict(ORDERS)),
    "decimal": (marked("Amounts are written"), {".": marked("as 1,234.50"), ",": marked("as 1.234,50")}),
}
CHOOSE = marked("Choose…")
_ARROW = 14


class Box(QComboBox):
    """A box with a caption; `picked` carries the value that a person chose."""

    picked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.caption = Text(name, Size.CAPTION, Role.MUTED)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.values: list[Any] = []
        self.activated.connect(lambda place: self.picked.emit(self.values[place]))
        theme().dress(self)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Under a stylesheet Qt draws no arrow; of a text that is too long, whole parts are left out."""
        if self.currentIndex() < 0:
            super().paintEvent(event)
        else:
            self._draw_choice()
        picture = drawn("down", theme().colors[Role.MUTED], _ARROW, self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - _ARROW - Space.S, (self.height() - _ARROW) // 2, picture)

    def _draw_choice(self) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        whole, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(whole, option, field, self).width()
        option.currentText = fitting(self.fontMetrics(), self.currentText(), room)
        painter = QStylePainter(self)
        painter.drawComplexControl(whole, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def offer(self, choices: Sequence[tuple[Any, str]], chosen: Any, *, open_: bool = False) -> None:
        """Values with their words; `open_`: nothing is chosen yet."""
        was = self.blockSignals(True)
        self.clear()
        self.values = [value for value, _ in choices]
        self.addItems([words for _, words in choices])
        self.setPlaceholderText(tr(CHOOSE))
        self.setCurrentIndex(-1 if open_ or chosen not in self.values else self.values.index(chosen))
        self.blockSignals(was)
