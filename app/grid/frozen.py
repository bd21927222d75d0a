"""The columns that stay in sight while the others are scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QWidget

from app.guard import guard
from app.theme import Role, theme

if TYPE_CHECKING:
    from app.grid.view import GridView

_SELECTED = QStyle.StateFlag.State_Selected


class FrozenColumns(QWidget):
    """Paints the first columns over the left end of a view that is scrolled away from them.

    A second view on the model would do the same with a second header, a second editor and two of every state to keep
    equal. This one holds nothing: it asks the view's own painters, and sends what the pointer does to the view, as
    if it had been done where the columns really are.
    """

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self.view = view
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.hide()
        view.viewport().installEventFilter(self)
        view.header.viewport().installEventFilter(self)
        view.horizontalScrollBar().valueChanged.connect(self.follow)

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whenever the view paints itself, so does this."""
        if event.type() == QEvent.Type.Paint and self.isVisible():
            self.update()
        return False

    @guard(None)
    def follow(self, *_: int) -> None:
        """Takes its place, or hides where the columns are in sight anyway or would leave no room for others."""
        view = self.view
        viewport = view.viewport().geometry()
        wide = view.frozen_width()
        needed = view.horizontalScrollBar().value() > 0 and 0 < wide < viewport.width() - 80
        if needed:
            top = viewport.top() - view.header.height()
            self.setGeometry(viewport.left(), top, wide + 1, viewport.bottom() + 1 - top)
            self.raise_()
        self.setVisible(needed)

    # --- painting ---

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(Role.CARD))
        left = 0
        for section in self.view.frozen_sections():
            wide = self.view.columnWidth(section)
            self._column(painter, section, left, wide)
            self.view.header.paintSection(painter, QRect(left, 0, wide, self.view.header.height()), section)
            left += wide
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().color(Role.EDGE))

    def _column(self, painter: QPainter, section: int, left: int, wide: int) -> None:
        view, model = self.view, self.view.grid_model
        first = view.rowAt(0)
        last = view.rowAt(view.viewport().height() - 1)
        last = model.rowCount() - 1 if last < 0 else last
        for row in range(first, last + 1) if first >= 0 else ():
            option = QStyleOptionViewItem()
            top = view.header.height() + view.rowViewportPosition(row)
            option.rect = QRect(left, top, wide, view.rowHeight(row))
            if view.selectionModel().isSelected(model.index(row, section)):
                option.state |= _SELECTED
            view.delegate.paints.cell(painter, option, row, section)

    # --- the pointer ---

    def _there(self, place: QPointF) -> tuple[QWidget, QPointF]:
        """The widget that a place here stands for, and the place in it."""
        header = self.view.header
        left = 0.0
        for section in self.view.frozen_sections():
            wide = self.view.columnWidth(section)
            if place.x() < left + wide:
                break
            left += wide
        else:
            section = -1
        x = place.x() - left + header.sectionViewportPosition(section) if section >= 0 else place.x()
        if place.y() < header.height():
            return header.viewport(), QPointF(x, place.y())
        return self.view.viewport(), QPointF(x, place.y() - header.height())

    @guard(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        target, place = self._there(event.position())
        sent = QMouseEvent(
            event.type(), place, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
        )
        QApplication.sendEvent(target, sent)
        self.setCursor(target.cursor())
        if event.type() == QEvent.Type.MouseButtonPress:
            self.view.setFocus(Qt.FocusReason.MouseFocusReason)

    mousePressEvent = mouseReleaseEvent = mouseDoubleClickEvent = mouseMoveEvent  # noqa: N815  # Qt's names

    @guard(None)
    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self.view.viewport(), event)

    @guard(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        target, place = self._there(QPointF(event.pos()))
        QApplication.sendEvent(target, QContextMenuEvent(event.reason(), place.toPoint(), event.globalPos()))

    @guard(False)
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            target, place = self._there(QPointF(event.pos()))
            sent = QHelpEvent(event.type(), QPoint(round(place.x()), round(place.y())), event.globalPos())
            return QApplication.sendEvent(target, sent)
        return super().event(event)
