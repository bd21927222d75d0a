"""The small parts that the window is made of: texts, cards, buttons and rows of them, in the theme's look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.fitting import fitting
from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import tr_phrase

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView

L = TypeVar("L", bound=QBoxLayout)


class Text(QLabel):
    """A label in one of the four sizes and a role's colour. `wrap` breaks lines; with `elide`, what does not fit is
    left out: parts between dots, else the end. The pointer then tells all of it.
    """

    def __init__(
        self,
        text: str = "",
        size: Size = Size.BODY,
        role: Role = Role.TEXT,
        *,
        strong: bool = False,
        wrap: bool = False,
        elide: bool = False,
    ) -> None:
        super().__init__(text)
        self._role = role
        self.elided, self._tip = elide, ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme().font(size, strong=strong, figures=True))
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        theme().changed.connect(self._draw)
        self._draw()

    def set_role(self, role: Role) -> None:
        self._role = role
        self._draw()

    def _draw(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().color(self._role))
        self.setPalette(palette)

    @guard(QSize())
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 24), hint.height()) if self.elided else hint

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.elided:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(theme().color(self._role))
        room = self.contentsRect()
        shown = fitting(self.fontMetrics(), self.text(), room.width())
        painter.drawText(room, int(self.alignment()), shown)
        if self.toolTip() in ("", self._tip):  # else it has one of its own
            self._tip = self.text() if shown != self.text() else ""
            if self.toolTip() != self._tip:
                self.setToolTip(self._tip)


class Picture(QWidget):
    """One icon in a role's colour."""

    def __init__(self, name: str, role: Role = Role.TEXT, size: int = 16) -> None:
        super().__init__()
        self._name, self._role, self._size = name, role, size
        self.setFixedSize(size, size)
        theme().changed.connect(self.update)

    def show_icon(self, name: str, role: Role) -> None:
        self._name, self._role = name, role
        self.update()

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        color = theme().colors[self._role]
        painter.drawPixmap(0, 0, drawn(self._name, color, self._size, self.devicePixelRatioF()))


class Card(QFrame):
    """A surface with a thin line around it; `layout` is its column."""

    def __init__(self, margin: int = Space.L, gap: int = Space.S) -> None:
        super().__init__()
        self.column = column(gap=gap, margins=(margin, margin, margin, margin))
        self.setLayout(self.column)
        theme().changed.connect(self.update)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(Role.LINE), 1))
        painter.setBrush(theme().color(Role.CARD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


class Panel(QWidget):
    """A plain surface in a role's colour, with a line on one side where the next surface begins."""

    def __init__(self, role: Role = Role.WINDOW, line: Qt.Edge | None = None) -> None:
        super().__init__()
        self._role, self._line = role, line
        theme().changed.connect(self.update)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, room = QPainter(self), self.rect()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self._role))
        painter.drawRect(room)
        painter.setBrush(theme().color(Role.LINE))
        if self._line == Qt.Edge.BottomEdge:
            painter.drawRect(0, room.height() - 1, room.width(), 1)
        elif self._line == Qt.Edge.TopEdge:
            painter.drawRect(0, 0, room.width(), 1)
        elif self._line == Qt.Edge.LeftEdge:
            painter.drawRect(0, 0, 1, room.height())


class Button(QPushButton):
    """A button; `kind` is primary (one a page), plain, quiet, link or title (of a card)."""

    def __init__(self, text: str, press: Callable[[], object], *, kind: str = "plain", icon: str = "") -> None:
        super().__init__()
        self._icon, self._kind = icon, kind
        self.setText(text)
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda *_: press())
        theme().dress(self)
        theme().changed.connect(self._draw)
        self._draw()

    def setText(self, text: str) -> None:
        """A little space before it where an icon stands there; Qt leaves too little."""
        super().setText(f" {text}" if self._icon else text)
        self.setAccessibleName(text)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, as Space does; Qt has it so in dialogs only."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def _draw(self) -> None:
        roles = {"primary": Role.ON_ACCENT, "link": Role.ACCENT, "title": Role.MUTED}
        if self._icon:
            self.setIcon(theme().icon(self._icon, roles.get(self._kind, Role.TEXT)))


class IconButton(QToolButton):
    """A quiet button that is only an icon; `name` is what it says to a screen reader and in its tip."""

    def __init__(self, icon: str, name: str, press: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if press is not None:
            self.clicked.connect(lambda *_: press())
        theme().dress(self)
        theme().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        if self._icon:
            self.setIcon(theme().icon(self._icon))


class DropDown(QComboBox):
    """A list that opens. Its arrow is drawn here, as the style sheet takes Qt's own away; the wheel scrolls past it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        theme().dress(self)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(Role.MUTED if self.isEnabled() else Role.LINE), 1.5))
        right, middle = self.width() - Space.M, self.height() / 2
        places = ((right - 8, middle - 2), (right - 4, middle + 2), (right, middle - 2))
        painter.drawPolyline([QPointF(*place) for place in places])

    @guard(None)
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def column(*widgets: QWidget, gap: int = Space.S, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """A column of widgets with the gap between them."""
    return _filled(QVBoxLayout(), widgets, gap, margins)


def row(*widgets: QWidget, gap: int = Space.S, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """A row of widgets with the gap between them."""
    return _filled(QHBoxLayout(), widgets, gap, margins)


def _filled(layout: L, widgets: tuple[QWidget, ...], gap: int, margins: tuple[int, int, int, int]) -> L:
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def empty(layout: QLayout) -> None:
    """Takes everything out of a layout, gone from the screen at once."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


class Warned(QWidget):
    """Sentences under an icon in a role's colour; hidden without any."""

    def __init__(self, role: Role = Role.WARNING, icon: str = "warning") -> None:
        super().__init__()
        self.picture = Picture(icon, role, 14)
        self.text = Text("", Size.CAPTION, role, wrap=True)
        line = row(gap=Space.XS + 2)
        line.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.text, 1)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def say(self, sentences: Sequence[str]) -> None:
        """Each begins with a capital and ends with a stop."""
        words = "\n".join(sentence_of(one) for one in sentences)
        if words != self.text.text():
            self.text.setText(words)
        self.setVisible(bool(words))


def sentence_of(words: str) -> str:
    """`no repairs entered` -> `No repairs entered.`"""
    said = tr_phrase(words)
    text = said[:1].upper() + said[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def scrolled(body: QWidget) -> QScrollArea:
    """The widget in a place that scrolls up and down, on the surface it stands on."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(body)
    scroll.viewport().setAutoFillBackground(False)
    body.setAutoFillBackground(False)
    theme().dress(scroll.verticalScrollBar())
    return scroll


def stand_on_a_row(view: QAbstractItemView) -> None:
    """For who comes by keyboard: the current row is chosen, or else the first; Qt only makes one current, and once."""
    from PySide6.QtCore import QItemSelectionModel  # not for the first window

    model, chosen = view.model(), view.selectionModel()
    if model.rowCount() and not chosen.hasSelection():
        row = max(0, view.currentIndex().row())
        chosen.setCurrentIndex(model.index(row, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def faded(color: QColor, alpha: float) -> QColor:
    """The colour, `alpha` of it visible."""
    color = QColor(color)
    color.setAlphaF(alpha)
    return color
