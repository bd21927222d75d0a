"""What floats under a cell's editor and leaves it the keyboard: a sentence, a list to pick from, a calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPaintEvent, QPalette, QPen, QTextCharFormat, QTransform
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.grid.typed import Option
from app.guard import guard
from app.theme import CORNER, Role, Size, Space, theme
from app.tr import tr

SHOWN_OPTIONS = 8
_FOLLOWED = (QEvent.Type.Move, QEvent.Type.Resize)


class Floating(QFrame):
    """A child of the window, over everything else in it, that stays under its host and goes with it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host.window())
        self.host = host
        self.edge = Role.EDGE
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(1, 1, 1, 1)
        host.installEventFilter(self)
        host.destroyed.connect(self.deleteLater)
        self.hide()

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED and self.isVisible():
            self.place()
        elif event.type() == QEvent.Type.Hide:
            self.hide()
        return False

    def appear(self) -> None:
        around = self.host.parentWidget()
        if around is not None and not around.isVisible():  # the host itself may only be about to be shown
            return
        self.adjustSize()
        self.place()
        self.raise_()
        self.show()

    def place(self) -> None:
        """Under the host, or over it where the window ends."""
        window = self.host.window()
        corner = self.host.mapTo(window, QPoint(0, self.host.height() + 2))
        if corner.y() + self.height() > window.height():
            corner.setY(max(0, self.host.mapTo(window, QPoint(0, 0)).y() - self.height() - 2))
        corner.setX(max(0, min(corner.x(), window.width() - self.width())))
        self.move(corner)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(self.edge), 1))
        painter.setBrush(theme().color(Role.RAISED))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


class Callout(Floating):
    """A sentence about what is being typed."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setFont(theme().font(Size.CAPTION))
        self.box.setContentsMargins(Space.S, Space.XS, Space.S, Space.XS)
        self.box.addWidget(self.label)

    def say(self, text: str, role: Role = Role.MUTED) -> None:
        if not text:
            self.hide()
            return
        self.edge = Role.DANGER if role is Role.DANGER else Role.EDGE
        palette = self.label.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().color(role))
        self.label.setPalette(palette)
        self.label.setText(text)
        self.setAccessibleName(text)
        self.label.setFixedWidth(min(360, self.label.fontMetrics().horizontalAdvance(text) + Space.S))
        self.label.setFixedHeight(self.label.heightForWidth(self.label.width()))
        self.appear()


class Suggestions(Floating):
    """The options that fit what is typed; the editor moves the choice, a click takes one."""

    taken = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.options: list[Option] = []
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFont(theme().font())
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.itemClicked.connect(lambda _: self.taken.emit())
        theme().dress(self.list)
        self.box.addWidget(self.list)

    def offer(self, options: Sequence[Option], chosen: int) -> None:
        """Shows them with one chosen, -1 for none; hides where there are none."""
        self.options = list(options)
        if not options:
            self.hide()
            return
        self.list.clear()
        height = QFontMetrics(self.list.font()).height() + 10
        for option in options:
            item = QListWidgetItem(f"{option.label}   {option.detail}" if option.detail else option.label)
            item.setSizeHint(QSize(0, height))
            self.list.addItem(item)
        self.list.setCurrentRow(chosen)
        wide = max(self.list.fontMetrics().horizontalAdvance(self.list.item(i).text()) for i in range(len(options)))
        self.list.setFixedSize(
            min(420, max(self.host.width() - 2, wide + 40)), height * min(SHOWN_OPTIONS, len(options)) + 4
        )
        self.appear()

    @property
    def chosen(self) -> Option | None:
        row = self.list.currentRow()
        return self.options[row] if not self.isHidden() and 0 <= row < len(self.options) else None

    def step(self, by: int) -> None:
        self.list.setCurrentRow(max(0, min(len(self.options) - 1, self.list.currentRow() + by)))


class Calendar(Floating):
    """A month to pick a day from."""

    def __init__(self, host: QWidget, pick: Callable[[date], None]) -> None:
        super().__init__(host)
        self.month = QCalendarWidget(self)
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.month.setGridVisible(False)
        plain = QTextCharFormat()
        plain.setForeground(theme().color(Role.TEXT))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.month.setWeekdayTextFormat(day, plain)
        for name, tip in (("prevmonth", tr("The month before")), ("nextmonth", tr("The next month"))):
            button = self.month.findChild(QToolButton, f"qt_calendar_{name}")
            if button is not None:  # Qt's own arrows are black on dark as well
                button.setIcon(_arrow(left=name == "prevmonth"))
                button.setToolTip(tip)
        for part in self.month.findChildren(QWidget):
            part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.month.clicked.connect(lambda day: pick(date(day.year(), day.month(), day.day())))
        self.box.setContentsMargins(Space.XS, Space.XS, Space.XS, Space.XS)
        self.box.addWidget(self.month)

    def open_at(self, day: date) -> None:
        self.month.setSelectedDate(QDate(day.year, day.month, day.day))
        self.appear()


def _arrow(*, left: bool) -> QIcon:
    arrow = theme().icon("go").pixmap(32, 32)
    return QIcon(arrow.transformed(QTransform().rotate(180 if left else 0)))


def belongs_to(widget: QWidget | None, host: QWidget) -> bool:
    """Whether a widget is the host, inside it, or in something that floats for it."""
    while widget is not None and isValid(widget):
        if widget is host or (isinstance(widget, Floating) and widget.host is host):
            return True
        widget = widget.parentWidget()
    return False
