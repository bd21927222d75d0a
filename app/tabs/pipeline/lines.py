"""A list of two-line entries, each with an icon: the deal's history and its runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.widgets import stand_on_a_row

HEIGHT, ICON = 44, 16
_ENTRY = int(Qt.ItemDataRole.UserRole)
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_STATES = QStyle.StateFlag


@dataclass(frozen=True)
class Entry:
    """What one entry says, and the row that it leads to."""

    icon: str
    role: Role
    text: str
    note: str
    table: str
    row_id: str


class Entries(QListView):
    """Enter or a double click opens an entry."""

    opened = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(EntryDelegate(self))
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        self.doubleClicked.connect(self._open)
        theme().dress(self.verticalScrollBar())
        theme().changed.connect(self.viewport().update)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        if tuple(entries) == self.entries:
            return
        self.entries = tuple(entries)
        self._items.clear()
        for entry in entries:
            item = QStandardItem(f"{entry.text}, {entry.note}")
            item.setEditable(False)
            item.setData(entry, _ENTRY)
            item.setToolTip(entry.text)
            self._items.appendRow(item)

    def _open(self, index: QModelIndex) -> None:
        entry = index.data(_ENTRY)
        if entry is not None:
            self.opened.emit(entry)

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        stand_on_a_row(self)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)


class EntryDelegate(QStyledItemDelegate):
    """Icon, a text, and a caption under it."""

    @guard(QSize(160, HEIGHT))
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(theme().pixels(160), theme().pixels(HEIGHT))

    @guard(None)
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(_ENTRY)
        room: QRect = option.rect
        state: Any = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (_STATES.State_Selected | _STATES.State_MouseOver):
            painter.setPen(theme().color(Role.ACCENT) if state & _STATES.State_HasFocus else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if state & _STATES.State_Selected else Role.HOVER))
            painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        inner = room.adjusted(Space.S, Space.XS, -Space.S, -Space.XS)
        icon = drawn(entry.icon, theme().colors[entry.role], ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(inner.left(), inner.top() + 2, icon)
        words = inner.adjusted(ICON + Space.S, 0, 0, 0)
        half = words.height() // 2
        for top, text, font, role in (
            (words.top(), entry.text, theme().font(figures=True), Role.TEXT),
            (words.top() + half, entry.note, theme().font(Size.CAPTION, figures=True), Role.MUTED),
        ):
            painter.setFont(font)
            painter.setPen(theme().color(role))
            line = QRect(words.left(), top, words.width(), half)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, _LEFT, shown)
        painter.restore()
