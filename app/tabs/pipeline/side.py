"""The chosen deal beside the board where there is room, and over it as a drawer where there is not."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from app.frame.splitter import Splitter
from app.guard import guard
from app.tabs.underwriting.narrow import SIDE_BELOW, Drawer
from app.theme import Space, theme
from app.widgets import IconButton

LEAST, USUAL, MOST = 348, 372, 560  # pixels of its width


class Side(QObject):
    """Places the drawer for the page's width; `allow` = whether there is a deal to show."""

    def __init__(self, page: QWidget, split: Splitter, content: QWidget, button: IconButton) -> None:
        super().__init__(page)
        self.page, self.split, self.allowed = page, split, True
        self.drawer = Drawer(content, button, SIDE_BELOW, right=True)
        self.drawer.setMinimumWidth(theme().pixels(LEAST))
        self.drawer.setMaximumWidth(theme().pixels(MOST))
        split.addWidget(self.drawer)
        self._share_out(1280)
        page.installEventFilter(self)

    def open(self, wanted: bool) -> None:
        self.drawer.open(wanted)

    def allow(self, allowed: bool) -> None:
        if allowed != self.allowed:
            self.allowed = allowed
            self.place()
            self._share_out(self.page.width())

    def place(self) -> None:
        drawer, out = self.drawer, self.page.width() < self.drawer.below
        if out and not drawer.out:
            drawer.out = True
            drawer.button.setChecked(False)
            drawer.setParent(self.page)
            drawer.layout().setContentsMargins(Space.S, Space.S, Space.S, Space.S)  # type: ignore[union-attr]
            drawer.hide()
        elif not out and drawer.out:
            drawer.out = False
            drawer.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
            self.split.addWidget(drawer)
            self._share_out(self.page.width())
        if drawer.out:
            drawer.lie_over(self.page)
        drawer.setVisible(self.allowed and (not drawer.out or drawer.button.isChecked()))
        drawer.button.setVisible(drawer.out and self.allowed)

    def _share_out(self, width: int) -> None:
        """The deal takes what it needs, and some of what is more than the board needs."""
        wide = theme().pixels(USUAL) + max(0, width - 1280) // 6
        self.split.setSizes([max(1, width - 2 * Space.L - Space.M - wide), wide])
        for number in range(self.split.count()):
            self.split.setStretchFactor(number, 0 if number else 1)

    @guard(False)
    def eventFilter(self, watched: QObject, event: Any) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False
