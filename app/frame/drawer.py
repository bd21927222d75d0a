"""Where the side panels are, one at a time: beside the page, or over it where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.frame import remembered
from app.frame.conflicts import ConflictsPanel
from app.frame.problems import ProblemsPanel
from app.frame.splitter import Splitter
from app.theme import theme

DRAWER_BELOW = 1100


class Drawer(QObject):
    """Shows and places a panel; whether the problems were open is remembered."""

    def __init__(self, middle: Splitter, problems: ProblemsPanel, conflicts: ConflictsPanel) -> None:
        """`middle` holds the page alone as yet."""
        super().__init__(middle)
        self.panel: ProblemsPanel | ConflictsPanel = problems
        self.problems, self.conflicts = problems, conflicts
        self.middle = middle
        for panel in (problems, conflicts):
            panel.hide()
            panel.closed.connect(lambda: self.show(False))
        self.middle.addWidget(problems)
        self.middle.setHandleWidth(5)
        self.middle.setStretchFactor(0, 1)
        self._width = theme().pixels(DRAWER_BELOW)

    def toggle(self, panel: ProblemsPanel | ConflictsPanel | None = None) -> None:
        """Shows the panel (the problems, if none is named), or hides it where it is shown."""
        wanted = panel or self.problems
        self.show(not wanted.isVisible(), wanted)

    def show(self, wanted: bool, panel: ProblemsPanel | ConflictsPanel | None = None) -> None:
        self._bring(panel or self.panel)
        self.place(self._width)
        self.panel.setVisible(wanted)
        if wanted:
            self.panel.raise_()
            self.panel.list.setFocus()
        remembered.keep("problems", "true" if wanted and self.panel is self.problems else "false")

    def show_as_before(self) -> None:
        self.show(remembered.text_of("problems") == "true", self.problems)

    def place(self, width: int) -> None:
        """Fits the panel into a window of that width."""
        self._width = width
        narrow, shown = width < theme().pixels(DRAWER_BELOW), not self.panel.isHidden()
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

    def _bring(self, panel: ProblemsPanel | ConflictsPanel) -> None:
        """Puts the panel where the other one was."""
        if panel is not self.panel:
            self.panel.hide()
            self.panel.setParent(self.middle.parentWidget())
            self.panel = panel
