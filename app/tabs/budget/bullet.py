"""The bar of an envelope: what was spent against what there is, with a mark at today's share of the month."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.charts.canvas import Canvas
from app.guard import guard
from app.tabs.budget.words import spoken
from app.theme import Role, theme
from models.budget.snapshot import EnvelopeLine

HEIGHT, THICK = 22, 10


class BulletBar(QWidget):
    """As long as target and carried in, or what was spent if that is more."""

    def __init__(self) -> None:
        super().__init__()
        self._line: EnvelopeLine | None = None
        self._share: float | None = None
        self.setMinimumWidth(theme().pixels(60))
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_line(self, line: EnvelopeLine, share: float | None) -> None:
        """`share` of the month has gone by; None where it is not the current one."""
        self._line, self._share = line, share
        self.setAccessibleName(spoken(line))
        self.setToolTip(spoken(line))
        self.update()

    @guard(QSize(120, HEIGHT))
    def sizeHint(self) -> QSize:
        return QSize(theme().pixels(160), HEIGHT)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        line = self._line
        if line is None:
            return
        canvas = Canvas(QPainter(self))
        target, carried = line.target or 0.0, line.carried_in
        whole = max(target + max(carried, 0.0), line.spent)
        room = QRectF(0.5, (self.height() - THICK) / 2, self.width() - 1.0, THICK)
        if whole <= 0:
            canvas.frame(room, Role.LINE, corner=3, dashed=True)
            return
        across = room.width() / whole

        def part(start: float, end: float) -> QRectF:
            return QRectF(room.left() + start * across, room.top(), max(0.0, end - start) * across, room.height())

        if target:
            canvas.area(part(0, target), Role.LINE, corner=3)
        if carried > 0:
            canvas.area(part(target, target + carried), Role.GOOD, 0.22, corner=3)
        over = line.target is not None and line.remaining < 0
        role = Role.DANGER if over else Role.ACCENT if line.target is not None or carried else Role.MUTED
        spent = part(0, max(line.spent, 0.0)).adjusted(0, 2, 0, -2)
        canvas.area(spent, role, corner=2)
        if 0 < target < whole:  # where the target ends, if the bar goes on
            end = room.left() + target * across
            canvas.line(QPointF(end, room.top() - 2), QPointF(end, room.bottom() + 2), Role.TEXT, 2)
        if target and self._share is not None:
            self._mark(canvas, room.left() + target * self._share * across)

    def _mark(self, canvas: Canvas, place: float) -> None:
        """Today: a thin line over the whole height with a little triangle on top."""
        top, bottom = QPointF(place, 1.0), QPointF(place, self.height() - 2.0)
        canvas.line(top, bottom, Role.CARD, 3)
        canvas.line(top, bottom, Role.MUTED, 1)
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(theme().color(Role.MUTED))
        canvas.painter.drawPolygon([QPointF(place - 3, 0), QPointF(place + 3, 0), QPointF(place, 4)])
