"""The list in the Conflicts panel: its model, its keys, and how a line is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import tr

if TYPE_CHECKING:
    from models.core.merge import OpenConflict  # it brings pandas in

Index = QModelIndex | QPersistentModelIndex
SHOWN = int(Qt.ItemDataRole.UserRole)
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))


@dataclass(frozen=True)
class Shown:
    """A conflict in words: `place` is sheet and cell, `what` the row's name and the column."""

    conflict: OpenConflict
    sheet: str
    place: str
    what: str
    was: str
    theirs: str
    mine: str


class ConflictModel(QAbstractListModel):
    """The open conflicts."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[Shown] = []

    def show(self, shown: list[Shown]) -> None:
        if shown != self._shown:
            self.beginResetModel()
            self._shown = shown
            self.endResetModel()

    @guard(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = SHOWN) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        one = self._shown[index.row()]
        if role == SHOWN:
            return one
        return (
            tr(
                "{place}, {what}: theirs {theirs}, mine {mine}",
                place=one.place,
                what=one.what,
                theirs=one.theirs,
                mine=one.mine,
            )
            if role in _SPOKEN
            else None
        )


class ConflictList(QListView):
    """Enter goes to the cell, T keeps theirs, M takes mine."""

    go = Signal(object)
    chosen = Signal(object, str)  # a Shown, and theirs or mine

    def __init__(self) -> None:
        super().__init__()
        self.conflicts = ConflictModel()
        self.setModel(self.conflicts)
        self.setItemDelegate(ConflictDelegate(self))
        self.setAccessibleName(tr("Conflicts"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        theme().dress(self.verticalScrollBar())
        self.doubleClicked.connect(lambda index: self.go.emit(index.data(SHOWN)))

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown = self.currentIndex().data(SHOWN)
        side = {Qt.Key.Key_T: "theirs", Qt.Key.Key_M: "mine"}.get(Qt.Key(event.key()))
        if shown is not None and side is not None and not event.modifiers():
            self.chosen.emit(shown, side)
        elif shown is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go.emit(shown)
        else:
            super().keyPressEvent(event)


class ConflictDelegate(QStyledItemDelegate):
    """Row and column, and under it the place."""

    @guard(QSize(300, 54))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme().pixels(300), theme().pixels(54))

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        one = index.data(SHOWN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            focused = selected and option.state & QStyle.StateFlag.State_HasFocus
            painter.setPen(theme().color(Role.ACCENT) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if selected else Role.HOVER))
            painter.drawRoundedRect(QRectF(option.rect.adjusted(Space.S, 1, -Space.S, -1)), CORNER, CORNER)
        room = option.rect.adjusted(Space.L, Space.S, -Space.L, -Space.S)
        painter.drawPixmap(room.topLeft() + QPoint(0, 2), drawn("warning", theme().colors[Role.WARNING], 16, 2))
        words = room.adjusted(16 + Space.M, 0, 0, 0)
        for text, size, role, flag in (
            (one.what, Size.BODY, Role.TEXT, Qt.AlignmentFlag.AlignTop),
            (_second_line(one), Size.CAPTION, Role.MUTED, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(theme().font(size))
            painter.setPen(theme().color(role))
            fitted = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, flag, fitted)
        painter.restore()


def _second_line(one: Shown) -> str:
    return tr("{place} · theirs {theirs}, mine {mine}", place=one.place, theirs=one.theirs, mine=one.mine)
