"""A list of things to tick: the box looks as in the grid, and a click anywhere in the line ticks it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.guard import guard
from app.theme import CORNER, Role, Space, drawn, theme

BOX = 16
_CHECK = Qt.ItemDataRole.CheckStateRole
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_STATE = QStyle.StateFlag


def tick_list(name: str) -> QListWidget:
    """An empty one; its items are to have a check state."""
    made = QListWidget()
    made.setAccessibleName(name)
    made.setUniformItemSizes(True)
    made.setMouseTracking(True)
    made.setItemDelegate(_Ticks(made))
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    theme().dress(made)
    return made


def paint_box(painter: QPainter, room: QRect, *, ticked: bool, ratio: float) -> None:
    """A box, ticked or not."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme().color(Role.ACCENT if ticked else Role.EDGE))
    painter.setBrush(theme().color(Role.ACCENT if ticked else Role.CARD))
    painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if ticked:
        tick = drawn("check", theme().colors[Role.ON_ACCENT], BOX - 4, ratio)
        painter.drawPixmap(room.x() + 2, room.y() + 2, tick)
    painter.restore()


class _Ticks(QStyledItemDelegate):
    @guard(QSize(120, 26))
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, QFontMetrics(theme().font()).height() + 10)

    @guard(None)
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        room: QRect = option.rect
        state, view = option.state, option.widget
        if state & (_STATE.State_Selected | _STATE.State_MouseOver):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if state & _STATE.State_Selected else Role.HOVER))
            painter.drawRoundedRect(QRectF(room), CORNER, CORNER)
            painter.restore()
        box = QRect(room.x() + Space.S, room.y() + (room.height() - BOX) // 2, BOX, BOX)
        ratio = view.devicePixelRatioF() if isinstance(view, QWidget) else 1.0
        paint_box(painter, box, ticked=Qt.CheckState(index.data(_CHECK)) == _CHECKED, ratio=ratio)
        words = room.adjusted(Space.S + BOX + Space.S, 0, -Space.S, 0)
        painter.setFont(theme().font(figures=True))
        painter.setPen(theme().color(Role.TEXT))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)

    @guard(False)
    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if not isinstance(event, QMouseEvent):
            return super().editorEvent(event, model, option, index)
        if event.type() != QEvent.Type.MouseButtonRelease or event.button() != Qt.MouseButton.LeftButton:
            return False
        ticked = Qt.CheckState(index.data(_CHECK)) == _CHECKED
        return model.setData(index, _UNCHECKED if ticked else _CHECKED, _CHECK)
