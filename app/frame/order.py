"""Tab goes through a window as one reads it: from the top left on, one part after the other.

Qt's own order is that in which widgets were made, and ours are made when they are first wanted.
"""

from __future__ import annotations

from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLineEdit, QScrollArea, QWidget

_WHOLE = (QAbstractItemView, QComboBox, QLineEdit)  # what is inside them is theirs


def stops(top: QWidget) -> list[QWidget]:
    """What Tab goes through in a window, in order."""
    return [stop for part in _read(top) for stop in _stops_in(part)]


def go(top: QWidget, *, forward: bool) -> bool:
    """Gives the keyboard to the next stop, in sight; False where there is none."""
    now, through = top.focusWidget(), stops(top)
    if not through:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    then = through[(_place(now, through, forward) + (1 if forward else -1)) % len(through)]
    then.setFocus(reason)
    _bring_in_sight(then)
    return True


def _place(now: QWidget | None, through: list[QWidget], forward: bool) -> int:
    """Where among the stops the keyboard is; from a part that is none, as the start page, what is in it comes next."""
    if now in through:
        return through.index(now)
    inside = next((place for place, stop in enumerate(through) if now is not None and now.isAncestorOf(stop)), 0)
    return inside - 1 if forward else inside


def _stops_in(part: QWidget) -> list[QWidget]:
    own = [part] if _takes_tab(part) else []
    inside = [] if isinstance(part, _WHOLE) else [stop for one in _read(part) for stop in _stops_in(one)]
    return inside if inside and isinstance(part, QScrollArea) else own + inside


def _takes_tab(widget: QWidget) -> bool:
    """An empty list has nothing to stand on."""
    if isinstance(widget, QAbstractItemView) and not widget.model().rowCount():
        return False
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.focusProxy() is None


def _read(part: QWidget) -> list[QWidget]:
    """The widgets directly in it that are shown: of two rows the upper one first, in a row the left one."""
    shown = [one for one in part.children() if isinstance(one, QWidget) and one.isVisible() and not one.isWindow()]
    return sorted(shown, key=cmp_to_key(_compared))


def _compared(one: QWidget, other: QWidget) -> int:
    """Below 0 where the first is read before the second: beside it, for more than half of the lower one, or above."""
    a, b = one.geometry(), other.geometry()
    beside = min(a.bottom(), b.bottom()) - max(a.top(), b.top())
    return a.left() - b.left() if beside > min(a.height(), b.height()) / 2 else a.top() - b.top()


def _bring_in_sight(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
