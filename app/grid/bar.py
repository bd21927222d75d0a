"""What stands around the cells of a grid: the search and its count, the line for refusals, and what emptiness says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, mixed, theme
from app.tr import tr
from app.widgets import Button, IconButton, Picture, Text, column, row

SEARCH_MS = 120
MOST_LINES = 6
_GLASS = 14


class SearchBox(QLineEdit):
    """Words to look for; `searched` follows a moment after the last key. Esc clears it, Down goes to the cells."""

    searched = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(tr("Search these rows"))
        self.setAccessibleName(tr("Search these rows"))
        self.setToolTip(
            tr("Rows that hold all these words (Ctrl+F). !word leaves rows out, quotes keep words together.")
        )
        self.setMinimumWidth(140)
        self.setMaximumWidth(300)
        self.setMouseTracking(True)
        self.setTextMargins(_GLASS + 4, 0, _GLASS + 8, 0)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SEARCH_MS)
        self._soon.timeout.connect(self.now)
        self.textChanged.connect(lambda _: self._soon.start())
        theme().dress(self)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own icons in a field stand too low under a stylesheet."""
        super().paintEvent(event)
        painter = QPainter(self)
        top = (self.height() - _GLASS) // 2
        color, ratio = theme().colors[Role.MUTED], self.devicePixelRatioF()
        painter.drawPixmap(Space.S, top, drawn("search", color, _GLASS, ratio))
        if self.text():
            painter.drawPixmap(self.width() - _GLASS - Space.S, top, drawn("close", color, _GLASS, ratio))

    def _cleared(self) -> None:
        self.clear()
        self.now()
        self.setFocus()

    def _on_cross(self, place: QPointF) -> bool:
        return bool(self.text()) and place.x() > self.width() - _GLASS - 2 * Space.S

    @guard(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._on_cross(event.position()):
            self._cleared()
        else:
            super().mousePressEvent(event)

    @guard(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        arrow = self._on_cross(event.position())
        self.setCursor(Qt.CursorShape.ArrowCursor if arrow else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def now(self) -> None:
        """Searches without waiting."""
        self._soon.stop()
        self.searched.emit(self.text())

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self._cleared()
            else:
                self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.now()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class GridBar(QWidget):
    """Search, how many rows are left, what filters, which columns, and the button that adds a row."""

    def __init__(self, clear: Callable[[], object], columns: Callable[[], object], add: Callable[[], object]) -> None:
        super().__init__()
        self.search = SearchBox()
        self.count = Text("", Size.CAPTION, Role.MUTED)
        self.clear = Button("", clear, kind="quiet", icon="close")
        self.clear.setToolTip(tr("Show all rows again"))
        self.columns = IconButton("more", tr("Choose columns (F9)"), columns)
        self.add = Button("", add, icon="add")
        self._noun = "row"
        self._compact = False
        self.tools = row(gap=Space.S)
        layout = row(self.search, self.count, self.clear, gap=Space.S, margins=(0, 0, 0, Space.S))
        layout.addStretch()
        layout.addLayout(self.tools)
        layout.addWidget(self.columns)
        layout.addWidget(self.add)
        self.setLayout(layout)

    def show_state(self, count: str, filters: str, noun: str, *, can_add: bool) -> None:
        self.count.setText(count)
        self.clear.setText(filters)
        self.clear.setAccessibleName(
            tr("Show all rows again: {filters}", filters=filters) if filters else tr("Show all rows again")
        )
        self.clear.setVisible(bool(filters))
        self.add.setVisible(can_add)
        self._noun = noun
        self._name_add()
        self._fit()

    def _name_add(self) -> None:
        self.add.setText("" if self._compact else tr("Add {noun}", noun=self._noun))
        self.add.setAccessibleName(tr("Add {noun}", noun=self._noun))
        self.add.setToolTip(
            tr("Add {a} {noun} (Ctrl++)", a="an" if self._noun[:1] in "aeiou" else "a", noun=self._noun)
        )

    def _fit(self) -> None:
        """Where there is little room, the count goes, and the word on the button."""
        shown = (self.clear, self.columns, self.add)
        wide = self.search.minimumWidth() + self.count.sizeHint().width() + self.tools.sizeHint().width()
        wide += sum(one.sizeHint().width() for one in shown if one.isVisibleTo(self)) + 5 * Space.S
        if self._compact and self.add.isVisibleTo(self):
            wide += self.add.fontMetrics().horizontalAdvance(tr("Add {noun}", noun=self._noun))
        if (wide > self.width()) != self._compact:
            self._compact = wide > self.width()
            self.count.setVisible(not self._compact)
            self._name_add()

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @guard(QSize())
    def minimumSizeHint(self) -> QSize:
        """With the search and the two buttons' icons: what else there is makes way."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.search.minimumWidth() + 3 * hint.height()), hint.height())


class Notice(QWidget):
    """A sentence, or several lines, under the cells: what was not done and why. It stays until something is done."""

    def __init__(self) -> None:
        super().__init__()
        self._role = Role.DANGER
        self.picture = Picture("error", Role.DANGER)
        self.text = Text("", wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setLayout(
            row(
                self.picture,
                self.text,
                IconButton("close", tr("Close this notice"), self.hide),
                gap=Space.S,
                margins=(Space.M, Space.S, Space.S, Space.S),
            )
        )
        self.hide()

    def say(self, text: str, role: Role = Role.DANGER) -> None:
        """At most some lines of it; a blank text hides the notice."""
        lines = text.splitlines()
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], tr("… and {n} more.", n=len(lines) - MOST_LINES + 1)]
        self._role = role
        self.picture.show_icon("error" if role is Role.DANGER else "info", role)
        self.text.setText("\n".join(lines))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme().colors
        painter.setPen(theme().color(self._role))
        painter.setBrush(theme().color(Role.CARD).fromString(mixed(colors[self._role], colors[Role.CARD], 0.1)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


_UNDER_NEW_ROW = 32


class Emptiness(QWidget):
    """Said in the middle of the cells where there are none, with the one thing to do about it."""

    def __init__(self, over: QWidget, act: Callable[[], object]) -> None:
        super().__init__(over)
        self.title = Text("", Size.SECTION, strong=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.hint = Text("", role=Role.MUTED, wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = Button("", act, kind="primary")
        layout = column(self.title, self.hint, gap=Space.XS)
        layout.addSpacing(Space.S)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(layout)
        over.installEventFilter(self)
        self.hide()

    def say(self, title: str, hint: str = "", button: str = "") -> None:
        """A blank title hides it."""
        self.title.setText(title)
        self.hint.setText(hint)
        self.button.setText(button)
        self.setVisible(bool(title))
        self._center()

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._center()
        return False

    def _center(self) -> None:
        over = self.parentWidget()
        if over is None:
            return
        self.setFixedWidth(max(120, min(420, over.width() - 2 * Space.L)))
        for part, words in ((self.hint, self.hint.text()), (self.button, self.button.text())):
            part.setVisible(bool(words))
        self.adjustSize()
        for part in (self.button, self.hint):  # in a low table: the bar above has the same button
            if self.height() > over.height() - _UNDER_NEW_ROW:
                part.hide()
                self.adjustSize()
        self.move((over.width() - self.width()) // 2, max(_UNDER_NEW_ROW, (over.height() - self.height()) // 2))
