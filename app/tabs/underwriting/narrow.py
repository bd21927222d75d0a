"""A page in a narrow window: first the calculator, then the list of properties, lies over the page as a drawer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.frame.splitter import Splitter
from app.guard import guard
from app.theme import Role, Space, theme
from app.widgets import IconButton, Panel, column

SIDE_BELOW, LIST_BELOW = 1100, 800
AROUND = 2 * (Space.L + Space.M)  # the page's margins and the two dividers


def share_out(split: Splitter, width: int) -> None:
    """Widths for the list, the middle and the calculator; what is more than they need goes to all three."""
    of_text = theme().pixels
    more, width = max(0, width - of_text(1280)), width - AROUND
    wide = {"left": of_text(264) + more // 6, "middle": 0, "right": of_text(340) + more // 6}
    names = [widget.objectName() for number in range(split.count()) if (widget := split.widget(number))]
    wide["middle"] = width - sum(wide[name] for name in names if name != "middle")
    split.setSizes([wide[name] for name in names])
    for number, name in enumerate(names):
        split.setStretchFactor(number, 4 if name == "middle" else 1)


class Drawer(Panel):
    """One side of the page: in the splitter where there is room, else over the page and closed at first."""

    def __init__(self, content: QWidget, button: IconButton, below: int, *, right: bool) -> None:
        super().__init__(Role.WINDOW)
        self.content, self.button, self.right = content, button, right
        self.below = theme().pixels(below)  # larger text needs more room
        self.out = False
        self.setObjectName("right" if right else "left")
        self.setLayout(column(content))
        self.setFocusProxy(content)
        button.setCheckable(True)
        button.clicked.connect(self.toggle)

    def toggle(self) -> None:
        self.open(self.isHidden())

    def open(self, wanted: bool) -> None:
        """Shows or closes it; only while it is a drawer."""
        if not self.out:
            return
        self.setVisible(wanted)
        self.button.setChecked(wanted)
        if wanted:
            self.raise_()
            self.content.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def lie_over(self, page: QWidget) -> None:
        """At its side of the page, as high as it."""
        room = page.rect()
        wide = min(theme().pixels(360 if self.right else 300), room.width() - 48)
        left = room.right() - wide + 1 if self.right else room.left()
        self.setGeometry(left, room.top(), wide, room.height())

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.out:
            self.open(False)
        else:
            super().keyPressEvent(event)


class Narrow(QObject):
    """Places the drawers for the page's width."""

    def __init__(self, page: QWidget, split: Splitter, left: Drawer, right: Drawer) -> None:
        super().__init__(page)
        self.page, self.split, self.left, self.right = page, split, left, right
        self.allowed = True  # whether the right side has something to show
        page.installEventFilter(self)

    def place(self) -> None:
        width = self.page.width()
        for drawer in (self.left, self.right):
            self._place(drawer, out=width < drawer.below)
        self.right.setVisible(self.allowed and (not self.right.out or self.right.button.isChecked()))
        self.right.button.setVisible(self.right.out and self.allowed)
        self.left.button.setVisible(self.left.out)

    def show_side(self, allowed: bool) -> None:
        """Whether there is anything to calculate."""
        if allowed != self.allowed:
            self.allowed = allowed
            if self.page.isVisible():
                self.place()
                self._share_out()

    def _place(self, drawer: Drawer, *, out: bool) -> None:
        if out and not drawer.out:
            drawer.out = True
            drawer.button.setChecked(False)
            drawer.setParent(self.page)
            drawer.layout().setContentsMargins(Space.S, Space.S, Space.S, Space.S)  # type: ignore[union-attr]
            drawer.hide()
            self._share_out()
        elif not out and drawer.out:
            drawer.out = False
            drawer.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
            self.split.insertWidget(self.split.count() if drawer.right else 0, drawer)
            drawer.show()
            self._share_out()
        if drawer.out:
            drawer.lie_over(self.page)

    def _share_out(self) -> None:
        """The widths to begin with, once something came into the splitter or left it."""
        share_out(self.split, self.page.width())

    @guard(False)
    def eventFilter(self, watched: QObject, event: Any) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False
