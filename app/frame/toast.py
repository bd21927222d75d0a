"""A short word on what happened, over the foot of the window, with Undo where there is something to take back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.guard import guard
from app.theme import CORNER, Role, Space, theme
from app.tr import tr
from app.widgets import Button, IconButton, Picture, Text, row

SHOWN_MS = 6000


class Toast(QFrame):
    """One at a time; the next one replaces it. It stays while the mouse is on it."""

    def __init__(self, parent: QWidget, undo: Callable[[], object]) -> None:
        super().__init__(parent)
        self._over, self._undo = parent, undo
        self._icon = Picture("info", Role.INFO)
        self.words = Text("", wrap=False)
        self.undo_button = Button(tr("Undo"), self._take_back, kind="link")
        self._close = IconButton("close", tr("Close this message"), self.hide)
        self.setLayout(
            row(
                self._icon, self.words, self.undo_button, self._close,
                gap=Space.M, margins=(Space.L, Space.S, Space.S, Space.S),
            )
        )  # fmt: skip
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, undo: bool = False, icon: str = "info", role: Role = Role.INFO) -> None:
        self._icon.show_icon(icon, role)
        self.words.setText(words)
        self.words.setWordWrap(len(words) > 90)
        self.words.setMinimumWidth(theme().pixels(520) if len(words) > 90 else 0)
        self.setAccessibleName(words)
        self.undo_button.setVisible(undo)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def too_late(self, *_: object) -> None:
        """Something else was done since: Undo would take that back, so the offer goes."""
        if not self.undo_button.isHidden():
            self.hide()

    def _take_back(self) -> None:
        self.hide()
        self._undo()

    def _place(self) -> None:
        self.adjustSize()
        room = self._over.rect()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - 44)

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    @guard(False)
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Enter:
            self._timer.stop()
        elif event.type() == QEvent.Type.Leave:
            self._timer.start()
        return super().event(event)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().color(Role.EDGE))
        painter.setBrush(theme().color(Role.RAISED))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        painter.setPen(Qt.PenStyle.NoPen)
