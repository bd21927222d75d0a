"""F6: the keyboard goes from one part of the window to the next."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def go_on(panes: Iterable[QWidget], step: int) -> None:
    """To the part after that with the keyboard, from the last on to the first; the first part is the tabs."""
    shown = [pane for pane in panes if pane.isVisible()]
    focus = QApplication.focusWidget()
    held = [place for place, pane in enumerate(shown) if focus and (pane is focus or pane.isAncestorOf(focus))]
    if shown:
        place = held[0] + step if held else 1
        shown[place % len(shown)].setFocus(Qt.FocusReason.ShortcutFocusReason)
