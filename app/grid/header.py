"""The headers of a grid, painted here: Qt's own ask every row whether it is selected, at each paint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter, QPolygon
from PySide6.QtWidgets import QHeaderView, QWidget

from app.fitting import fitting
from app.guard import guard
from app.theme import Role, Size, drawn, theme
from app.tr import tr

PAD = 8
BUTTON = 20  # the part of a header that opens its menu
EDGE = 4  # where it is dragged to another width


@dataclass(frozen=True)
class Title:
    """What one header shows. `sorted_by`: 0 not, 1 ascending, -1 descending; `rank` 1 is the first sort key.

    `unit` is what all the column's numbers are in; it is left out where there is no room.
    """

    text: str
    unit: str = ""
    is_number: bool = False
    sorted_by: int = 0
    rank: int = 0
    filtered: bool = False


class GridHeader(QHeaderView):
    """Column headers: a click sorts, the arrow that appears under the pointer opens the menu."""

    menu_wanted = Signal(int, QPoint)  # the section, and where on the screen

    def __init__(self, title_of: Callable[[int], Title], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._title_of = title_of
        self._hovered = -1
        self._on_button = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(40)
        self.setResizeContentsPrecision(50)
        self.setAccessibleName(tr("Columns"))
        theme().changed.connect(self._renew)
        self._renew()

    def _renew(self) -> None:
        self.setFont(theme().font(Size.CAPTION, strong=True))
        self.setFixedHeight(QFontMetrics(self.font()).height() + 14)
        self.viewport().update()

    @guard(None)
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  # Qt's name
        title = self._title_of(logicalIndex)
        theme_ = theme()
        painter.fillRect(rect, theme_.color(Role.WINDOW))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme_.color(Role.LINE))
        painter.fillRect(rect.right(), rect.y() + 8, 1, rect.height() - 16, theme_.color(Role.LINE))
        room = rect.adjusted(PAD, 0, -PAD, 0)
        room.setRight(self._tokens(painter, room, title, logicalIndex))
        room = self._unit(painter, room, title)
        align = Qt.AlignmentFlag.AlignRight if title.is_number else Qt.AlignmentFlag.AlignLeft
        painter.setFont(self.font())
        painter.setPen(theme_.color(Role.TEXT if title.sorted_by or title.filtered else Role.MUTED))
        text = fitting(QFontMetrics(self.font()), title.text, room.width())
        painter.drawText(room, int(align | Qt.AlignmentFlag.AlignVCenter), text)

    def _unit(self, painter: QPainter, room: QRect, title: Title) -> QRect:
        """Paints the unit after the title if both fit; returns the room that is left for the title."""
        metrics = QFontMetrics(self.font())
        wide = metrics.horizontalAdvance(title.unit) + 5
        if not title.unit or metrics.horizontalAdvance(title.text) + wide > room.width():
            return room
        painter.setFont(theme().font(Size.CAPTION))
        painter.setPen(theme().color(Role.MUTED))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), title.unit)
        return room.adjusted(0, 0, -wide, 0)

    def _tokens(self, painter: QPainter, room: QRect, title: Title, section: int) -> int:
        """Paints the menu's arrow, the filter's and the sort's mark; returns where the title has to end."""
        right, middle = room.right(), room.center().y()
        if section == self._hovered:
            color = theme().color(Role.ACCENT if self._on_button else Role.MUTED)
            _chevron(painter, QPoint(right - 5, middle), color)
            right -= 16
        if title.filtered:
            painter.drawPixmap(right - 12, middle - 6, drawn("filter", theme().colors[Role.ACCENT], 12, self._dpr))
            right -= 16
        if title.sorted_by:
            _triangle(painter, QPoint(right - 5, middle), up=title.sorted_by > 0, faint=title.rank > 1)
            right -= 14
        return right

    @property
    def _dpr(self) -> float:
        return self.devicePixelRatioF()

    @guard(QSize(60, 30))
    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:  # noqa: N803  # Qt's name
        text = self._title_of(logicalIndex).text
        return QSize(QFontMetrics(self.font()).horizontalAdvance(text) + 2 * PAD + 18, self.height())

    def least(self, section: int) -> int:
        """What the title alone needs, without its unit and marks."""
        return QFontMetrics(self.font()).horizontalAdvance(self._title_of(section).text) + 2 * PAD + 1

    def _button_at(self, place: QPoint) -> int:
        """The section whose menu a press there opens; -1 elsewhere."""
        section = self.logicalIndexAt(place)
        if section < 0:
            return -1
        from_right = self.sectionViewportPosition(section) + self.sectionSize(section) - place.x()
        return section if EDGE < from_right <= BUTTON + EDGE else -1

    @guard(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        self._hovered, self._on_button = self.logicalIndexAt(place), self._button_at(place) >= 0
        super().mouseMoveEvent(event)
        self.viewport().update()

    @guard(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        section = self._button_at(event.position().toPoint())
        if section >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.open_menu(section)
        else:
            super().mousePressEvent(event)

    @guard(None)
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        super().leaveEvent(event)
        self.viewport().update()

    @guard(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        section = self.logicalIndexAt(event.pos())
        if section >= 0:
            self.menu_wanted.emit(section, event.globalPos())

    def open_menu(self, section: int) -> None:
        """The section's menu, under it."""
        corner = QPoint(self.sectionViewportPosition(section), self.height())
        self.menu_wanted.emit(section, self.viewport().mapToGlobal(corner))


class RowHeader(QHeaderView):
    """The gutter: a number for each shown row, a plus for the one to type into. All rows are equally high."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName(tr("Rows"))
        theme().changed.connect(self._renew)
        self._renew()

    def _renew(self) -> None:
        self.setFont(theme().font(Size.CAPTION, figures=True))
        self.viewport().update()

    def fit(self, rows: int) -> None:
        """As wide as the largest number."""
        self.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance("0" * max(2, len(str(rows)))) + 2 * PAD)

    @guard(None)
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  # Qt's name
        painter.fillRect(rect, theme().color(Role.WINDOW))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme().color(Role.LINE))
        painter.setFont(self.font())
        painter.setPen(theme().color(Role.MUTED))
        text = str(self.model().headerData(logicalIndex, Qt.Orientation.Vertical))
        painter.drawText(
            rect.adjusted(0, 0, -PAD, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text
        )


def _triangle(painter: QPainter, center: QPoint, *, up: bool, faint: bool) -> None:
    tip, base = (-3, 2) if up else (3, -2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(Role.MUTED if faint else Role.ACCENT))
    painter.drawPolygon(QPolygon([center + QPoint(-4, base), center + QPoint(4, base), center + QPoint(0, tip)]))
    painter.restore()


def _chevron(painter: QPainter, center: QPoint, color: QColor) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = painter.pen()
    pen.setColor(color)
    pen.setWidthF(1.6)
    painter.setPen(pen)
    painter.drawPolyline(QPolygon([center + QPoint(-4, -2), center + QPoint(0, 2), center + QPoint(4, -2)]))
    painter.restore()
