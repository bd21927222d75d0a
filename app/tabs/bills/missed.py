"""What was missed: every late due date with what is left of it and its one action, above the list of bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.guard import guard
from app.tabs.bills.words import STATUSES
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import tr
from app.widgets import Card, Text, row, stand_on_a_row
from app.words import amount, counted, day_words, relative

Index = QModelIndex | QPersistentModelIndex
HEIGHT, ICON, BUTTON = 32, 14, 84
SHOWN = 5  # lines without scrolling
_DISPLAY, _SPOKEN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_NOWHERE = QModelIndex()
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus
_POINTED = QStyle.StateFlag.State_MouseOver
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Late:
    """One late due date. `confirm`: the bank pays it, so it was probably paid."""

    bill_id: str
    name: str
    due: date
    day: date
    expected: float
    remaining: float
    status: str
    confirm: bool

    @property
    def action(self) -> str:
        return tr("Confirm…") if self.confirm else tr("Pay…")

    def left(self) -> str:
        part = self.remaining != self.expected
        return (
            tr("{remaining} left of {expected}", remaining=amount(self.remaining), expected=amount(self.expected))
            if part
            else amount(self.remaining)
        )

    def spoken(self, today: date) -> str:
        day = f"{day_words(self.day, today)}, {relative(self.day, today)}"
        return f"{self.name}, {STATUSES[self.status].words}, {day}, {self.left()}, {self.action}"


class LateModel(QAbstractListModel):
    """The lines of `models.bills.upcoming.missed`, made when they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = pd.DataFrame()
        self.today = date.min

    def show_frame(self, frame: pd.DataFrame, today: date) -> None:
        if frame is self.frame and today == self.today:
            return
        self.beginResetModel()
        self.frame, self.today = frame, today
        self.endResetModel()

    def late(self, place: int) -> Late:
        row = self.frame.iloc[place]
        name = row["name"] if isinstance(row["name"], str) else row["bill_id"]
        return Late(
            str(row["bill_id"]), name, row["due"].date(), row["moved_to"].date(), float(row["expected"]),
            float(row["remaining"]), str(row["status"]), bool(row["confirm"]),
        )  # fmt: skip

    @guard(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.frame)

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid() or role not in (_DISPLAY, _SPOKEN):
            return None
        return self.late(index.row()).spoken(self.today)


class LateView(QListView):
    """A line a due date; Enter, a double click or its button does what it says."""

    acted = Signal(int)

    def __init__(self, model: LateModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(LateDelegate(model, self))
        self.setAccessibleName(tr("Missed and overdue"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        theme().dress(self.verticalScrollBar())
        theme().changed.connect(self.viewport().update)

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        stand_on_a_row(self)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.acted.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    @guard(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and button_in(self.visualRect(index)).contains(event.position().toPoint()):
            self.acted.emit(index.row())

    @guard(None)
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not button_in(self.visualRect(index)).contains(event.position().toPoint()):
            self.acted.emit(index.row())


def button_in(room: QRect) -> QRect:
    """Where a line's button is."""
    wide = theme().pixels(BUTTON)
    return QRect(room.right() - wide - Space.XS + 1, room.top() + 3, wide, room.height() - 6)


class LateDelegate(QStyledItemDelegate):
    """Icon, bill, when it was due and how late it is, what is left, and the button."""

    def __init__(self, model: LateModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model

    @guard(QSize(200, HEIGHT))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme().pixels(200), theme().pixels(HEIGHT))

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        room: QRect = option.rect
        late, today = self.model.late(index.row()), self.model.today
        chosen = bool(option.state & _SELECTED)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (_SELECTED | _POINTED):
            painter.setPen(theme().color(Role.ACCENT) if chosen and option.state & _FOCUSED else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if chosen else Role.HOVER))
            painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        badge = STATUSES[late.status]
        icon = drawn(badge.icon, theme().colors[badge.role], ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(room.left() + Space.S, room.center().y() - ICON // 2 + 1, icon)
        button = button_in(room)
        _paint_button(painter, button, late.action)
        left, right = room.left() + 2 * Space.S + ICON, button.left() - Space.M
        third = (right - left) * 36 // 100
        _words(painter, QRect(left, room.top(), third, room.height()), late.name, Role.TEXT, strong=True)
        when = f"{day_words(late.day, today)}, {relative(late.day, today)}"
        _words(painter, QRect(left + third + Space.S, room.top(), third, room.height()), when, badge.role)
        _words(painter, QRect(left + 2 * third + 2 * Space.S, room.top(), right - left - 2 * third - 2 * Space.S,
                              room.height()), late.left(), Role.TEXT, right=True)  # fmt: skip
        painter.restore()


def _words(painter: QPainter, room: QRect, text: str, role: Role, *, strong: bool = False, right: bool = False) -> None:
    painter.setFont(theme().font(Size.BODY if strong else Size.CAPTION, strong=strong, figures=True))
    painter.setPen(theme().color(role))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(_RIGHT if right else _LEFT), shown)


def _paint_button(painter: QPainter, room: QRect, text: str) -> None:
    painter.setPen(theme().color(Role.EDGE))
    painter.setBrush(theme().color(Role.CARD))
    painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    painter.setFont(theme().font())
    painter.setPen(theme().color(Role.TEXT))
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)


class MissedCard(Card):
    """Shown while anything is late. `pay` names the due date whose button was pressed, `looked` the one gone to."""

    pay = Signal(str, object)
    looked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(margin=Space.S, gap=Space.XS)
        self._lines = SHOWN
        self._following = False  # the list changed, and its current line with it
        self.model = LateModel()
        self.view = LateView(self.model)
        self.title = Text(tr("Missed"), Size.SECTION, Role.DANGER, strong=True)
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        head = row(self.title, self.note, gap=Space.S, margins=(Space.S, 0, Space.S, 0))
        head.addStretch()
        self.column.addLayout(head)
        self.column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.acted.connect(self._act)
        self.view.selectionModel().currentChanged.connect(self._look)

    def show_frame(self, frame: pd.DataFrame, today: date) -> None:
        held = self.view.currentIndex().row()
        was = self._at(held)
        focused = self.view.hasFocus()
        self.model.show_frame(frame, today)
        self.setVisible(bool(len(frame)))
        missed = int((frame["status"] == "missed").sum()) if len(frame) else 0
        parts = [tr("{missed} missed", missed=missed)] * bool(missed) + [tr("{n} overdue", n=len(frame) - missed)] * (
            len(frame) > missed
        )
        self.note.setText(", ".join(parts))
        self.setAccessibleName(tr("Missed: {due_dates}", due_dates=counted(len(frame), "due date")))
        self._fit()
        if focused and len(frame) and not self.view.currentIndex().isValid():
            self._stay(was, held)

    def _stay(self, was: tuple[str, date] | None, held: int) -> None:
        """On the same due date: nobody went there, so nothing else follows. Where it is gone, on the next one."""
        there = next((place for place in range(len(self.model.frame)) if self._at(place) == was), -1)
        self._following = there >= 0
        near = min(max(held, 0), len(self.model.frame) - 1)
        self.view.setCurrentIndex(self.model.index(there if there >= 0 else near))
        self._following = False

    def _at(self, place: int) -> tuple[str, date] | None:
        if not 0 <= place < len(self.model.frame):
            return None
        late = self.model.late(place)
        return late.bill_id, late.due

    def fit(self, room: int) -> None:
        """Takes two fifths of the room at most, scrolling what is more."""
        self._lines = max(1, min(SHOWN, (room * 2 // 5 - theme().pixels(HEIGHT)) // theme().pixels(HEIGHT)))
        self._fit()

    def _fit(self) -> None:
        high = theme().pixels(HEIGHT) * min(self._lines, len(self.model.frame)) + 2
        if high != self.view.height():
            self.view.setFixedHeight(high)
            self.setFixedHeight(self.fontMetrics().height() + high + 2 * Space.S + 2 * Space.XS)

    def _act(self, place: int) -> None:
        late = self.model.late(place)
        self.pay.emit(late.bill_id, late.due)

    def _look(self, index: QModelIndex, _: QModelIndex) -> None:
        if index.isValid() and not self._following:
            late = self.model.late(index.row())
            self.looked.emit(late.bill_id, late.due)
