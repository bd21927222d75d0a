"""The base of every chart: a drawing that is also a table and a sentence, for the eye, the clipboard and the ear."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.charts.canvas import Canvas
from app.grid.clipboard import text_of
from app.guard import guard
from app.theme import CORNER, Role, Space, theme
from app.tr import tr

SHARP = 2  # a copied picture has so many dots for each pixel of the screen
_OVERRIDE = QEvent.Type.ShortcutOverride
_COPY = QKeySequence.StandardKey.Copy


class Chart(QWidget):
    """Draws in the theme's roles, has the keyboard's focus, and can be copied as a picture or as a table.

    A chart overrides `draw`, `rows` and `summary`, and calls `refresh` when what it shows is another.
    """

    copied = Signal(str)  # what went to the clipboard, in words

    def __init__(self, name: str, height: int = 160) -> None:
        super().__init__()
        self._empty = ""
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme().pixels(220), theme().pixels(height))
        theme().changed.connect(self.update)

    # --- what each chart says ---

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        """Draws it in the room; not called while it is empty."""
        raise NotImplementedError

    def rows(self) -> Sequence[Sequence[str]]:
        """The same as a table, headers first."""
        raise NotImplementedError

    def summary(self) -> str:
        """The same in a sentence or two, for who does not see it."""
        raise NotImplementedError

    # --- what all have in common ---

    def refresh(self, empty: str = "") -> None:
        """Shows what there is now, or a sentence that says why there is nothing."""
        self._empty = empty
        self.setAccessibleDescription(empty or self.summary())
        self.update()

    @property
    def is_empty(self) -> bool:
        return bool(self._empty)

    def picture(self) -> QPixmap:
        """The chart as it stands, on the card's colour and without the focus."""
        pixmap = QPixmap(self.size() * SHARP)
        pixmap.setDevicePixelRatio(SHARP)
        pixmap.fill(theme().color(Role.CARD))
        painter = QPainter(pixmap)
        self._paint(painter)
        painter.end()
        return pixmap

    def copy_picture(self) -> None:
        if not self.is_empty:
            QGuiApplication.clipboard().setPixmap(self.picture())
            self.copied.emit(tr("{chart}: copied as a picture", chart=self.accessibleName()))

    def copy_table(self) -> None:
        if not self.is_empty:
            QGuiApplication.clipboard().setText(text_of(self.rows()))
            self.copied.emit(tr("{chart}: copied as a table", chart=self.accessibleName()))

    def menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme().dress(menu)
        for text, icon, act in (
            (f"{tr('Copy table')}\t{QKeySequence(_COPY).toString(_NATIVE)}", "copy", self.copy_table),
            (tr("Copy picture"), "", self.copy_picture),
        ):
            action = menu.addAction(text)
            if icon:
                action.setIcon(theme().icon(icon))
            action.setEnabled(not self.is_empty)
            action.triggered.connect(lambda _=False, act=act: act())
        return menu

    def room(self) -> QRectF:
        """Where it draws: all of it but a margin for the ring of the focus."""
        return QRectF(self.rect()).adjusted(Space.XS, Space.XS, -Space.XS, -Space.XS)

    @guard(QSize(320, 200))
    def sizeHint(self) -> QSize:
        return self.minimumSize() + QSize(theme().pixels(100), theme().pixels(40))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        canvas = self._paint(painter)
        if self.hasFocus():
            canvas.frame(QRectF(self.rect()).adjusted(1, 1, -1, -1), Role.ACCENT, 2, corner=CORNER)

    def _paint(self, painter: QPainter) -> Canvas:
        canvas, room = Canvas(painter), self.room()
        if self.is_empty:
            painter.setFont(theme().font())
            painter.setPen(theme().color(Role.MUTED))
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._empty)
        else:
            self.draw(canvas, room)
        return canvas

    @guard(False)
    def event(self, event: QEvent) -> bool:
        if event.type() == _OVERRIDE and isinstance(event, QKeyEvent) and event.matches(_COPY):
            event.accept()  # else the window's own Copy takes it, for a grid
            return True
        return super().event(event)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(_COPY):
            self.copy_table()
        else:
            super().keyPressEvent(event)

    @guard(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())


_NATIVE = QKeySequence.SequenceFormat.NativeText
