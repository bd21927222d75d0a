"""Rows of tabs, drawn in the theme: the window's own with icons and counts, and pills that switch between tables."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QToolButton

from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, theme

ICON = 16


class Strip(QTabBar):
    """What both have in common: a mark (a short text) behind a title, in a role's colour."""

    height_px = 32

    def __init__(self, name: str, *, pad: int = Space.M) -> None:
        super().__init__()
        self.pad = pad
        self._marks: dict[int, tuple[str, Role]] = {}
        self._hovered = -1
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setMouseTracking(True)
        self.setFont(theme().font())
        self.setElideMode(Qt.TextElideMode.ElideNone)
        for arrow in self.findChildren(QToolButton):
            arrow.setProperty("kind", "arrow")
            theme().dress(arrow)
        theme().changed.connect(self.update)

    def mark(self, index: int, text: str, role: Role, spoken: str) -> None:
        """Shows `text` behind a tab's title; `spoken` is the whole for a screen reader and the tip."""
        if self._marks.get(index) == (text, role):
            return
        self._marks[index] = (text, role)
        self.setTabToolTip(index, spoken)
        self.setAccessibleTabName(index, spoken)
        self.setTabText(index, self.tabText(index))  # lays the row out again
        self.updateGeometry()
        self.update()

    def mark_of(self, index: int) -> str:
        return self._marks.get(index, ("", Role.MUTED))[0]

    @property
    def _strong(self) -> QFont:
        return theme().font(strong=True)

    @property
    def _small(self) -> QFont:
        return theme().font(Size.CAPTION, figures=True)

    def _mark_width(self, index: int) -> int:
        text = self.mark_of(index)
        return QFontMetrics(self._small).horizontalAdvance(text) + Space.M if text else 0

    def full_width(self, index: int) -> int:
        """What icon, title and mark of a tab take."""
        width = QFontMetrics(self._strong).horizontalAdvance(self.tabText(index)) + 2 * self.pad
        width += ICON + Space.S if self.tabData(index) else 0
        mark = self._mark_width(index)
        return width + (mark + Space.XS if mark else 0)

    @guard(QSize(80, 32))
    def tabSizeHint(self, index: int) -> QSize:
        return QSize(self.full_width(index), theme().pixels(self.height_px))

    @guard(QSize(80, 32))
    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        under = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        for index in range(self.count()):
            if self.isTabVisible(index):
                self.paint_tab(painter, index, self.tabRect(index), hovered=index == under)

    def shown_title(self, index: int) -> str:
        return self.tabText(index)

    def paint_tab(self, painter: QPainter, index: int, room: QRect, *, hovered: bool) -> None:
        raise NotImplementedError

    def paint_words(self, painter: QPainter, index: int, room: QRect, role: Role, *, strong: bool) -> None:
        """Icon, title and mark from the left; room is left for the chosen tab's stronger title."""
        font = self._strong if strong else self.font()
        title, name = self.shown_title(index), self.tabData(index)
        width = QFontMetrics(font).horizontalAdvance(title)
        left = room.left() + self.pad + (QFontMetrics(self._strong).horizontalAdvance(title) - width) // 2
        if name:
            top = room.center().y() - ICON // 2 + 1
            painter.drawPixmap(left, top, drawn(name, theme().colors[role], ICON, self.devicePixelRatioF()))
            left += ICON + (Space.S if title else 0)
        painter.setFont(font)
        painter.setPen(theme().color(role))
        words = QRect(left, room.top(), width + 1, room.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        self._paint_mark(painter, index, QRect(left + width + Space.XS, room.top(), 0, room.height()))

    def _paint_mark(self, painter: QPainter, index: int, place: QRect) -> None:
        text, role = self._marks.get(index, ("", Role.MUTED))
        if not text:
            return
        width, height = self._mark_width(index), theme().pixels(Size.CAPTION) + Space.S - 1
        painter.setFont(self._small)
        if role is Role.MUTED:
            box = QRectF(place.left() + Space.XS, place.center().y() - height / 2 + 1, width, height)
            painter.setPen(theme().color(Role.MUTED))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
            return
        box = QRectF(place.left() + 2, place.center().y() - height / 2 + 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(role))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(theme().color(Role.ON_ACCENT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class Tabs(Strip):
    """The window's tabs: the chosen one underlined. In a narrow window only that one has its title."""

    height_px = 40

    def __init__(self, name: str, *, pad: int) -> None:
        super().__init__(name, pad=pad)
        self._compact = False
        self._room = 10_000
        self.currentChanged.connect(lambda _: self._measure_again())

    def fit(self, room: int) -> None:
        """Leaves titles out where they do not all fit."""
        self._room = room
        compact = sum(self.full_width(index) for index in range(self.count())) > room
        if compact != self._compact:
            self._compact = compact
            self._measure_again()

    def mark(self, index: int, text: str, role: Role, spoken: str) -> None:
        super().mark(index, text, role, spoken)
        self.fit(self._room)

    def _is_short(self, index: int) -> bool:
        return self._compact and index != self.currentIndex()

    @guard(QSize(80, 40))
    def tabSizeHint(self, index: int) -> QSize:
        hint = super().tabSizeHint(index)
        if not self._is_short(index):
            return hint
        title = QFontMetrics(self._strong).horizontalAdvance(self.tabText(index)) + Space.S
        return QSize(hint.width() - title, hint.height())

    def _measure_again(self) -> None:
        if self._compact or self.count():
            self.setTabText(0, self.tabText(0))
            self.updateGeometry()

    def shown_title(self, index: int) -> str:
        return "" if self._is_short(index) else super().shown_title(index)

    def paint_tab(self, painter: QPainter, index: int, room: QRect, *, hovered: bool) -> None:
        chosen = index == self.currentIndex()
        if hovered and not chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.HOVER))
            painter.drawRoundedRect(QRectF(room).adjusted(2, 4, -2, -4), CORNER, CORNER)
        if chosen:
            line = QRectF(room.left() + self.pad, room.bottom() - 2, room.width() - 2 * self.pad, 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.ACCENT))
            painter.drawRoundedRect(line, 1.5, 1.5)
        if chosen and self.hasFocus():
            _paint_focus(painter, QRectF(room).adjusted(2, 4, -2, -5))
        self.paint_words(painter, index, room, Role.ACCENT if chosen else Role.MUTED, strong=chosen)


class Pills(Strip):
    """Tables that share a place: the chosen one lies on a tint."""

    height_px = 30

    def paint_tab(self, painter: QPainter, index: int, room: QRect, *, hovered: bool) -> None:
        chosen = index == self.currentIndex()
        pill = QRectF(room).adjusted(0, 0, -Space.XS, 0)
        if chosen or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if chosen else Role.HOVER))
            painter.drawRoundedRect(pill, CORNER, CORNER)
        if chosen and self.hasFocus():
            _paint_focus(painter, pill.adjusted(1, 1, -1, -1))
        inner = room.adjusted(0, 0, -Space.XS, 0)
        self.paint_words(painter, index, inner, Role.TEXT if chosen else Role.MUTED, strong=chosen)

    @guard(QSize(80, 30))
    def tabSizeHint(self, index: int) -> QSize:
        return super().tabSizeHint(index) + QSize(Space.XS, 0)


def _paint_focus(painter: QPainter, room: QRectF) -> None:
    painter.setPen(theme().color(Role.ACCENT))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(room, CORNER, CORNER)
