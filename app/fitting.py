"""What of a text is shown where there is little room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_BETWEEN = " · "


def wrapped(metrics: QFontMetrics, text: str, wide: float, most: int) -> list[str]:
    """The text in lines of whole words; the last line is cut where it is too long, and so is a word."""
    words, lines = text.split(), [""]
    for place, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if metrics.horizontalAdvance(longer) <= wide or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = " ".join([lines[-1], *words[place:]])
            break
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, int(wide)) for line in lines]


def fitting(metrics: QFontMetrics, text: str, wide: int) -> str:
    """As many of the parts between dots as fit whole, the first ones; the first alone is cut where it must be."""
    parts = text.split(_BETWEEN)
    while len(parts) > 1 and metrics.horizontalAdvance(_BETWEEN.join(parts).rstrip()) > wide:
        parts.pop()
    shown = _BETWEEN.join(parts).rstrip()
    if metrics.horizontalAdvance(shown) <= wide:  # Qt's own is too careful by a part of a pixel
        return shown
    return metrics.elidedText(shown, Qt.TextElideMode.ElideRight, wide)
