"""Twelve months side by side: how each bill stands in each of them, with its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.document import Document
from app.guard import guard
from app.tabs.bills.actions import BillActions
from app.tabs.bills.calendar import next_month
from app.tabs.bills.words import STATUSES
from app.theme import Role, Size, Space, drawn, mixed, theme
from app.tr import spoken, tr
from app.words import amount, counted, exact, grouped, month_words
from models.bills import BILLS
from models.bills.upcoming import in_window, year_grid
from models.core.book import Book

Index = QModelIndex | QPersistentModelIndex
MONTHS = 12
HEIGHT, ICON, NAMES = 30, 12, 116
_NOWHERE = QModelIndex()
_DISPLAY, _SPOKEN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_TIP, _ALIGN = int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.TextAlignmentRole)
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_ABOVE = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus


@dataclass(frozen=True)
class Cell:
    """A bill's month: how many due dates it has, their sum, what is left, and the worst of their states."""

    count: int
    expected: float
    remaining: float
    status: str

    @property
    def words(self) -> str:
        left = (
            tr(", {remaining} left", remaining=amount(self.remaining))
            if self.remaining and self.remaining != self.expected
            else ""
        )
        times = tr(" in {due_dates}", due_dates=counted(self.count, "due date")) if self.count > 1 else ""
        return f"{amount(self.expected)}{times}, {STATUSES[self.status].words}{left}"


@dataclass(frozen=True)
class Year:
    """Bills by name, months, and the cells where something is due."""

    bills: tuple[tuple[str, str], ...]
    months: tuple[date, ...]
    cells: dict[tuple[int, int], Cell]


def year_of(book: Book, as_of: date, zone: tzinfo) -> Year:
    """Twelve months from the one before the day's, which shows what was paid last."""
    return book.derived(("bills year", as_of, zone), lambda: _year(book, as_of, zone))


def _year(book: Book, as_of: date, zone: tzinfo) -> Year:
    first = next_month(as_of.replace(day=1), -1)
    months = tuple(next_month(first, step) for step in range(MONTHS))
    grid = year_grid(book, first, as_of, zone, MONTHS)
    there = set(grid["bill_id"])
    bills = [(str(bill), str(name) if isinstance(name, str) else str(bill))
             for bill, name in book[BILLS]["name"].items() if bill in there]  # fmt: skip
    bills.sort(key=lambda pair: pair[1].casefold())
    places = {bill: place for place, (bill, _) in enumerate(bills)}
    cells = {}
    for line in grid.to_dict("records"):
        month = months.index(line["month"].date())
        cells[places[str(line["bill_id"])], month] = Cell(
            int(line["count"]), float(line["expected"]), float(line["remaining"]), str(line["status"])
        )
    return Year(tuple(bills), months, cells)


class YearModel(QAbstractTableModel):
    """Bills down, months across."""

    def __init__(self) -> None:
        super().__init__()
        self.year = Year((), (), {})

    def show_year(self, year: Year) -> None:
        if year is self.year:
            return
        self.beginResetModel()
        self.year = year
        self.endResetModel()

    @guard(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.year.bills)

    @guard(0)
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.year.months)

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        cell = self.year.cells.get((index.row(), index.column()))
        if role == _DISPLAY:
            return grouped(cell.expected) if cell else ""
        if role in (_SPOKEN, _TIP):
            name, month = self.year.bills[index.row()][1], self.year.months[index.column()]
            return f"{name}, {month_words(month)}: {cell.words if cell else tr('nothing is due')}"
        return None

    @guard(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            month = self.year.months[section]
            if role == _DISPLAY:
                return spoken().short_months[month.month - 1]
            return month_words(month) if role == _TIP else None
        if role == _ALIGN:
            return int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        return self.year.bills[section][1] if role in (_DISPLAY, _TIP) else None


class YearView(QTableView):
    """`opened` says which due date of which bill was opened: the first unpaid one of the month, else its first."""

    opened = Signal(str, object)

    def __init__(self, document: Document, acts: BillActions) -> None:
        super().__init__()
        self.document, self.acts = document, acts
        self.cells = YearModel()
        self.setModel(self.cells)
        self.setItemDelegate(YearDelegate(self.cells, self))
        self.setAccessibleName(tr("Bills by month"))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(theme().pixels(34))
        self.verticalHeader().setDefaultSectionSize(theme().pixels(HEIGHT))
        self.verticalHeader().setFixedWidth(theme().pixels(NAMES))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
            header.setFont(theme().font(Size.CAPTION))
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            theme().dress(bar)
        for corner in self.findChildren(QAbstractButton):
            corner.setFixedSize(0, 0)  # the one above the names, which Qt paints in a look of its own
        self.doubleClicked.connect(self._open)
        theme().changed.connect(self._paint_headers)
        self._paint_headers()

    def _paint_headers(self) -> None:
        colors = theme().colors
        line, card, muted = colors[Role.LINE], colors[Role.CARD], colors[Role.MUTED]
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setStyleSheet(
                f"QHeaderView {{ background: {card}; border: none; }}"
                f" QHeaderView::section {{ background: {card}; color: {muted};"
                f" border: none; border-bottom: 1px solid {line}; padding: 2px 4px; }}"
            )
        self.viewport().update()

    def refresh(self) -> None:
        held = self.currentIndex()
        place = (held.row(), held.column()) if held.isValid() else (0, 1)
        self.cells.show_year(year_of(self.document.book, self.document.as_of, self.acts.zone))
        if not self.currentIndex().isValid() and self.cells.rowCount():
            row = min(place[0], self.cells.rowCount() - 1)
            self.selectionModel().setCurrentIndex(
                self.cells.index(row, place[1]), self.selectionModel().SelectionFlag.ClearAndSelect
            )

    def _open(self, index: QModelIndex) -> None:
        year, document = self.cells.year, self.document
        if not index.isValid() or (index.row(), index.column()) not in year.cells:
            return
        bill, month = year.bills[index.row()][0], year.months[index.column()]
        last = next_month(month, 1)
        found = in_window(document.book, month, last, document.as_of, self.acts.zone)
        mine = found[(found["bill_id"] == bill) & (found["moved_to"].dt.month == month.month)]
        unpaid = mine[mine["remaining"] > 0]
        self.opened.emit(bill, (unpaid if len(unpaid) else mine)["due"].iloc[0].date())

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def rows(self) -> Sequence[Sequence[str]]:
        """The same as a table of texts."""
        year = self.cells.year
        lines = []
        for place, (_, name) in enumerate(year.bills):
            found = [year.cells.get((place, month)) for month in range(len(year.months))]
            lines.append([name, *(exact(cell.expected) if cell else "" for cell in found)])
        return [[tr("Bill"), *(f"{month:%Y-%m}" for month in year.months)], *lines]


class YearDelegate(QStyledItemDelegate):
    """A sum on a tint of its state, behind the state's icon where there is room for both."""

    def __init__(self, model: YearModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.cells = model

    @guard(QSize(40, HEIGHT))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme().pixels(38), theme().pixels(HEIGHT))

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        room: QRect = option.rect.adjusted(1, 1, -1, -1)
        cell = self.cells.year.cells.get((index.row(), index.column()))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if cell is not None:
            self._cell(painter, room, cell)
        if option.state & _SELECTED:
            painter.setPen(theme().color(Role.ACCENT if option.state & _FOCUSED else Role.EDGE))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.restore()

    def _cell(self, painter: QPainter, room: QRect, cell: Cell) -> None:
        badge = STATUSES[cell.status]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mixed(theme().colors[badge.role], theme().colors[Role.CARD], 0.14)))
        painter.drawRoundedRect(QRectF(room), 3, 3)
        painter.setFont(theme().font(Size.CAPTION, figures=True))
        text = grouped(cell.expected)
        wide = painter.fontMetrics().horizontalAdvance(text)
        beside = room.width() >= wide + ICON + 2 * Space.XS + 2
        painter.setPen(theme().color(badge.role))
        if badge.icon and beside:
            icon = drawn(badge.icon, theme().colors[badge.role], ICON, painter.device().devicePixelRatioF())
            painter.drawPixmap(QPoint(room.left() + Space.XS, room.center().y() - ICON // 2 + 1), icon)
            painter.drawText(room.adjusted(0, 0, -Space.XS, 0), int(_RIGHT), text)
        elif badge.icon:
            icon = drawn(badge.icon, theme().colors[badge.role], ICON - 2, painter.device().devicePixelRatioF())
            painter.drawPixmap(QPoint(room.center().x() - ICON // 2 + 1, room.bottom() - ICON + 1), icon)
            painter.drawText(room.adjusted(0, 1, 0, 0), int(_ABOVE), text)
        else:
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
