"""Rows that are looked at and not typed into, in a table: what its model says of them, and how the table shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.charts.canvas import Canvas
from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.tick import BOX, draw_tick
from app.widgets import stand_on_a_row

Index = QModelIndex | QPersistentModelIndex
_DISPLAY, _CHECK = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.CheckStateRole
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus


class RowModel(QAbstractTableModel):
    """A subclass sets `rows` inside a reset and says what stands in a cell; `decided` follows each tick."""

    decided = Signal()
    rows: Sequence[Any] = ()

    def headers(self) -> Sequence[str]:
        raise NotImplementedError

    def text(self, row: int, column: int) -> str:
        raise NotImplementedError

    def role(self, row: int, column: int) -> Role:
        return Role.TEXT

    def tip(self, row: int, column: int) -> str:
        return ""

    def is_number(self, row: int, column: int) -> bool:
        """Of the header, where the row is -1."""
        return False

    def is_strong(self, row: int) -> bool:
        return False

    def ticked(self, row: int, column: int) -> bool | None:
        """None where there is nothing to tick."""
        return None

    def decide(self, row: int) -> None:
        """The other way round, where there is something to decide."""

    # --- Qt asks ---

    @guard(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self.rows)

    @guard(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self.headers())

    @guard(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _across(self.is_number(-1, section))
        return self.headers()[section] if role == _DISPLAY else None

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.ForegroundRole:
                return theme().color(self.role(row, column))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _across(self.is_number(row, column))
            case Qt.ItemDataRole.ToolTipRole:
                return self.tip(row, column) or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.headers()[column]}: {self.text(row, column)}"
            case Qt.ItemDataRole.FontRole:
                return theme().font(strong=True) if self.is_strong(row) else None
            case Qt.ItemDataRole.CheckStateRole:
                ticked = self.ticked(row, column)
                return None if ticked is None else Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return None


class RowTable(QTableView):
    """Space or a click on a tick decides; `looked` says on which row the cursor is.

    `widths` are those of the first columns, in pixels; the last column then takes what is left.
    """

    looked = Signal(int)

    def __init__(self, model: RowModel, name: str, widths: Mapping[int, int] | None = None) -> None:
        super().__init__()
        self.shown = model
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(RowDelegate(self))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setFont(theme().font(figures=True))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme().pixels(26))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFont(theme().font(Size.CAPTION, strong=True))
        theme().dress(header)
        header.setMinimumSectionSize(theme().pixels(40))
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            theme().dress(bar)
        if widths:
            for column, wide in widths.items():
                header.resizeSection(column, theme().pixels(wide))
            header.setSectionResizeMode(len(widths), QHeaderView.ResizeMode.Stretch)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._click)
        self.selectionModel().currentChanged.connect(lambda now, _: self.looked.emit(now.row()))

    def _click(self, index: QModelIndex) -> None:
        if self.shown.ticked(index.row(), index.column()) is not None:
            self.shown.decide(index.row())

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        stand_on_a_row(self)
        self.viewport().update()

    @guard(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.shown.decide(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class RowDelegate(QStyledItemDelegate):
    """Cells with some room at their sides, the chosen row on a tint, each text in its own colour."""

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chosen = bool(option.state & _SELECTED)
        if chosen:
            painter.fillRect(option.rect, theme().color(Role.SELECTION))
        plain = QStyleOptionViewItem(option)
        plain.state &= ~(_SELECTED | _FOCUSED)
        plain.rect = option.rect.adjusted(Space.XS, 0, -Space.XS, 0)
        ticked = index.data(_CHECK)
        if ticked is not None:
            at = QPointF(plain.rect.left() + 2, plain.rect.center().y() - BOX // 2 + 1)
            draw_tick(Canvas(painter), at, ticked=ticked == Qt.CheckState.Checked)
            plain.rect.setLeft(plain.rect.left() + BOX + Space.XS)
        super().paint(painter, plain, index)
        if chosen and option.widget is not None and option.widget.hasFocus():
            painter.setPen(theme().color(Role.ACCENT))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())

    @guard(None)
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Without Qt's own box, which is hard to see in the dark."""
        super().initStyleOption(option, index)
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator


def _across(is_number: bool) -> int:
    across = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return int(across | Qt.AlignmentFlag.AlignVCenter)
