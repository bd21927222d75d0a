"""A box to tick that is seen in light and dark."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox

from app.charts.canvas import Canvas
from app.guard import guard
from app.theme import Role, theme

BOX = 16


class Tick(QCheckBox):
    """Space or a click ticks it; it has no words of its own, so give it an accessible name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(self.sizeHint())
        theme().changed.connect(self.update)

    @guard(QSize(BOX + 6, BOX + 6))
    def sizeHint(self) -> QSize:
        return QSize(BOX + 6, BOX + 6)

    @guard(False)
    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        canvas = Canvas(QPainter(self))
        draw_tick(canvas, QPointF(3, 3), ticked=self.isChecked(), role=Role.ACCENT if self.isEnabled() else Role.MUTED)
        if self.hasFocus():
            canvas.frame(QRectF(self.rect()).adjusted(1, 1, -1, -1), Role.ACCENT, 2, corner=6)


def draw_tick(canvas: Canvas, at: QPointF, *, ticked: bool, role: Role = Role.ACCENT) -> None:
    """A box with its upper left corner at the place."""
    box = QRectF(at.x() + 0.5, at.y() + 0.5, BOX - 1, BOX - 1)
    if ticked:
        canvas.area(box, role, corner=4)
        canvas.icon("check", at + QPointF(2, 2), Role.ON_ACCENT, BOX - 4)
    else:
        canvas.frame(box, Role.EDGE, corner=4)
