"""A divider that is only space until it is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from app.guard import guard
from app.theme import Role, Space, theme

GRIP = 32


class Splitter(QSplitter):
    """Children that cannot be folded away by accident, with a gap between them."""

    def __init__(self, orientation: Qt.Orientation, *widgets: QWidget, name: str) -> None:
        super().__init__(orientation)
        self.setObjectName(name)
        self.setHandleWidth(Space.M)
        self.setChildrenCollapsible(False)
        for widget in widgets:
            self.addWidget(widget)

    def createHandle(self) -> QSplitterHandle:
        return Handle(self.orientation(), self)


class Handle(QSplitterHandle):
    """Shows a short grip. It never asks for its `splitter()`: PySide then takes that for the handle's child."""

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        if min(self.width(), self.height()) < Space.M:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(Role.ACCENT if self.underMouse() else Role.LINE))
        middle = QRectF(self.rect()).center()
        wide, high = (4, GRIP) if self.orientation() == Qt.Orientation.Horizontal else (GRIP, 4)
        painter.drawRoundedRect(QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high), 2, 2)
