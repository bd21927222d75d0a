"""Chips: a short word on a tint of its colour, with an icon where it has to be seen from afar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.guard import guard
from app.theme import Role, Size, Space, drawn, mixed, theme
from app.tr import tr

ICON = 12


@dataclass(frozen=True)
class Badge:
    """What a chip says, in which role's colour, behind which icon."""

    text: str
    role: Role
    icon: str = ""

    @property
    def words(self) -> str:
        """Its text in the window's language."""
        return tr(self.text)


def chip_size(badge: Badge) -> QSize:
    metrics = QFontMetrics(theme().font(Size.CAPTION, strong=True, figures=True))
    icon = ICON + Space.XS if badge.icon else 0
    return QSize(metrics.horizontalAdvance(badge.words) + icon + 2 * Space.S, metrics.height() + Space.XS)


def paint_chip(painter: QPainter, place: QPoint, badge: Badge, ratio: float = 1) -> None:
    """With its upper left corner at the place."""
    size, colors = chip_size(badge), theme().colors
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(mixed(colors[badge.role], colors[Role.CARD], 0.12)))
    painter.drawRoundedRect(QRectF(place, size), size.height() / 2, size.height() / 2)
    left = place.x() + Space.S
    if badge.icon:
        top = place.y() + (size.height() - ICON) // 2
        painter.drawPixmap(left, top, drawn(badge.icon, colors[badge.role], ICON, ratio))
        left += ICON + Space.XS
    painter.setFont(theme().font(Size.CAPTION, strong=True, figures=True))
    painter.setPen(theme().color(badge.role))
    room = QRectF(left, place.y(), size.width(), size.height())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, badge.words)


class Chip(QWidget):
    """One chip as a widget; to a screen reader it is its words."""

    def __init__(self, badge: Badge | None = None) -> None:
        super().__init__()
        self.badge = Badge("", Role.MUTED)
        theme().changed.connect(self.update)
        self.say(badge or self.badge)

    def say(self, badge: Badge) -> None:
        self.badge = badge
        self.setFixedSize(chip_size(badge))
        self.setAccessibleName(badge.words)
        self.setVisible(bool(badge.text)) if self.parent() else None
        self.update()

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), QPoint(0, 0), self.badge, self.devicePixelRatioF())
