"""The second sheet's deals, in the file's columns, order and number formats; to be looked at and copied."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from app.grid.clipboard import text_of
from app.guard import guard
from app.partner_export.seen import Seen
from app.theme import Role, Size, Space, theme
from app.tr import tr

Index = QModelIndex | QPersistentModelIndex
LINE, WIDEST = 26, 240
MEASURED = 200  # rows that a column's width is taken from
_NOWHERE = QModelIndex()
_DISPLAY, _ALIGN, _TIP = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.ToolTipRole
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus


class DealsModel(QAbstractTableModel):
    """The texts of `Seen.deals`."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: Seen | None = None

    def show_seen(self, shown: Seen) -> None:
        if shown == self.seen:
            return
        self.beginResetModel()
        self.seen = shown
        self.endResetModel()

    @guard(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.seen is None else len(self.seen.deals)

    @guard(0)
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.seen is None else len(self.seen.headers)

    @guard(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if self.seen is None or orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ALIGN:
            return self._side(section)
        return self.seen.headers[section] if role == _DISPLAY else None

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if self.seen is None or not index.isValid():
            return None
        text = self.seen.deals[index.row()][index.column()]
        if role == _DISPLAY:
            return text.replace("\n", " ")
        if role == _TIP:
            return text or None
        if role == _SPOKEN:
            return f"{self.seen.headers[index.column()]}: {text or tr('blank')}"
        return self._side(index.column()) if role == _ALIGN else None

    def _side(self, column: int) -> int:
        right = self.seen is not None and self.seen.right[column]
        return int((Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | _MIDDLE)


class CellDelegate(QStyledItemDelegate):
    """Cells with room at their sides and a line under each row; the chosen ones on a tint."""

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & _SELECTED:
            painter.fillRect(option.rect, theme().color(Role.SELECTION))
        painter.fillRect(option.rect.adjusted(0, option.rect.height() - 1, 0, 0), theme().color(Role.LINE))
        if option.state & _FOCUSED:
            painter.setPen(QPen(theme().color(Role.ACCENT), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        plain = QStyleOptionViewItem(option)
        plain.state &= ~(_SELECTED | _FOCUSED)
        plain.rect = option.rect.adjusted(Space.XS, 0, -Space.XS, 0)
        super().paint(painter, plain, index)


class DealsTable(QTableView):
    """Read-only; Ctrl+C copies the chosen cells, or all of them where none is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.deals = DealsModel()
        self.setModel(self.deals)
        self.setAccessibleName(tr("Deals in the file"))
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setFont(theme().font(figures=True))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme().pixels(LINE))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(theme().font(Size.CAPTION, strong=True))
        for part in (header, self.verticalScrollBar(), self.horizontalScrollBar()):
            theme().dress(part)
        theme().changed.connect(self.viewport().update)

    def show_seen(self, shown: Seen) -> None:
        """Other deals; each column is as wide as what stands in it, up to a point."""
        if shown == self.deals.seen:
            return
        self.deals.show_seen(shown)
        head, body = self.horizontalHeader().fontMetrics(), self.fontMetrics()
        for place, name in enumerate(shown.headers):
            texts = [row[place] for row in shown.deals[:MEASURED]]
            wide = max([head.horizontalAdvance(name), *(body.horizontalAdvance(text) for text in texts)])
            self.setColumnWidth(place, min(wide + 2 * Space.M, theme().pixels(WIDEST)))

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard stands on a cell."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            nothing = QItemSelectionModel.SelectionFlag.NoUpdate  # Ctrl+C still takes all of them
            self.selectionModel().setCurrentIndex(self.deals.index(0, 0), nothing)

    @guard(False)
    def event(self, event: Any) -> bool:
        """Claims Ctrl+C before the window's own Copy, which is for grids."""
        if event.type() == event.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Copy):
            event.accept()
            return True
        return super().event(event)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """As a table with its headers; as a spreadsheet takes it."""
        shown = self.deals.seen
        if shown is None:
            return
        cells = [(index.row(), index.column()) for index in self.selectedIndexes()]
        rows = sorted({row for row, _ in cells}) or range(len(shown.deals))
        columns = sorted({column for _, column in cells}) or range(len(shown.headers))
        lines = [[shown.headers[at] for at in columns], *([shown.deals[row][at] for at in columns] for row in rows)]
        QGuiApplication.clipboard().setText(text_of(lines))
