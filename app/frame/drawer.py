"""Where the problems panel is: beside the page, or over it where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.frame import remembered
from app.frame.problems import ProblemsPanel
from app.frame.splitter import Splitter

DRAWER_BELOW = 1100


class Drawer(QObject):
    """Shows and places the panel; whether it was open is remembered."""

    def __init__(self, page: QWidget, panel: ProblemsPanel) -> None:
        super().__init__(page)
        self.panel = panel
        self.middle = Splitter(Qt.Orientation.Horizontal, page, panel, name="middle")
        self.middle.setHandleWidth(5)
        self.middle.setStretchFactor(0, 1)
        self._width = DRAWER_BELOW
        panel.hide()
        panel.closed.connect(lambda: self.show(False))

    def toggle(self) -> None:
        self.show(not self.panel.isVisible())

    def show(self, wanted: bool) -> None:
        self.place(self._width)
        self.panel.setVisible(wanted)
        if wanted:
            self.panel.raise_()
            self.panel.list.setFocus()
        remembered.keep("problems", "true" if wanted else "false")

    def show_as_before(self) -> None:
        self.show(remembered.text_of("problems") == "true")

    def place(self, width: int) -> None:
        """Fits the panel into a window of that width."""
        self._width = width
        narrow, shown = width < DRAWER_BELOW, not self.panel.isHidden()
        wanted = self.panel.sizeHint().width()
        if narrow and self.middle.indexOf(self.panel) >= 0:
            self.panel.setParent(self.middle.parentWidget())
        elif not narrow and self.middle.indexOf(self.panel) < 0:
            self.middle.addWidget(self.panel)
            self.middle.setStretchFactor(0, 1)
            self.middle.setSizes([width - wanted, wanted])
        if narrow:
            room = self.middle.geometry()
            self.panel.setGeometry(room.right() - wanted + 1, room.top(), wanted, room.height())
            self.panel.raise_()
        self.panel.setVisible(shown)
