"""The month switch: one month back, its name, one month on, and the way back to this month."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.tabs.budget.words import beside, month_name
from app.theme import Size, Space, theme
from app.tr import tr
from app.widgets import Button, IconButton, Text, row

FIRST = date(1900, 1, 1)


class MonthSwitch(QWidget):
    """`chosen` says which month the page shows, by its first day."""

    chosen = Signal(object)

    def __init__(self, month: date, last: date) -> None:
        super().__init__()
        self.month, self.this, self._last = month, month, last
        self.back = IconButton("previous", tr("Previous month (Alt+PgUp)"), lambda: self.step(-1))
        self.on = IconButton("next", tr("Next month (Alt+PgDown)"), lambda: self.step(1))
        self.name = Text("", Size.SECTION, strong=True)
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name.setFixedWidth(theme().pixels(156))
        self.home = Button(tr("This month"), lambda: self.show_month(self.this), kind="link")
        self.home.setToolTip(tr("Back to this month (Alt+Home)"))
        self.setLayout(row(self.back, self.name, self.on, self.home, gap=Space.XS))
        self.setFocusProxy(self.back)
        self._say()

    def step(self, months: int) -> None:
        self.show_month(beside(self.month, months))

    def show_month(self, month: date) -> None:
        """Some month, by any of its days; one that is too far away is not shown."""
        month = month.replace(day=1)
        if month == self.month or not FIRST <= month <= self._last:
            return
        self.month = month
        self._say()
        self.chosen.emit(month)

    def follow(self, this: date, last: date) -> None:
        """The day may have changed meanwhile."""
        self.this, self._last = this, last
        self._say()

    def _say(self) -> None:
        self.name.setText(month_name(self.month))
        self.setAccessibleName(tr("Month: {month}", month=month_name(self.month)))
        self.home.setVisible(self.month != self.this)
        self.back.setEnabled(self.month > FIRST)
        self.on.setEnabled(beside(self.month, 1) <= self._last)
