"""The list of a workbook's sheets, with rows and problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import tr
from app.words import counted, grouped
from models.core.problem import Problem, Severity

if TYPE_CHECKING:
    from app.looking import SheetSummary

HEIGHT = 32
_SHEET = int(Qt.ItemDataRole.UserRole)
_PROBLEMS = _SHEET + 1
_ROLE = _SHEET + 2
_SELECTED = QStyle.StateFlag.State_Selected
_POINTED = QStyle.StateFlag.State_MouseOver
_FOCUSED = QStyle.StateFlag.State_HasFocus


class SheetList(QListView):
    """One sheet is chosen; hidden ones are listed and say so."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sheets: Sequence[SheetSummary] = ()
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setItemDelegate(SheetDelegate(self))
        self.setAccessibleName(tr("Sheets"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        theme().dress(self.verticalScrollBar())
        theme().changed.connect(self.viewport().update)
        self.selectionModel().currentChanged.connect(self._choose)

    @property
    def current_name(self) -> str:
        sheet = self.currentIndex().data(_SHEET)
        return sheet.name if sheet is not None else ""

    def show_sheets(self, sheets: Sequence[SheetSummary], problems: Sequence[Problem]) -> None:
        """Lists them; where only counts changed, the chosen one stays chosen."""
        grave = Counter(p.sheet for p in problems if p.severity is not Severity.INFO)
        errors = {p.sheet for p in problems if p.severity is Severity.ERROR}
        same = [sheet.name for sheet in sheets] == [sheet.name for sheet in self.sheets]
        self.sheets = sheets
        if not same:
            self._list_anew(sheets)
        for line, sheet in enumerate(sheets):
            item = self._items.item(line)
            item.setData(sheet, _SHEET)
            item.setData(grave[sheet.name], _PROBLEMS)
            item.setData(Role.DANGER if sheet.name in errors else Role.WARNING, _ROLE)
            item.setText(_spoken(sheet, grave[sheet.name]))

    def choose(self, name: str) -> bool:
        """False where no sheet is called that."""
        for line, sheet in enumerate(self.sheets):
            if sheet.name == name:
                self.setCurrentIndex(self._items.index(line, 0))
                return True
        return False

    def _list_anew(self, sheets: Sequence[SheetSummary]) -> None:
        before = self.current_name
        self.selectionModel().blockSignals(True)
        self._items.clear()
        for sheet in sheets:
            item = QStandardItem(sheet.name)
            item.setEditable(False)
            item.setData(sheet, _SHEET)
            self._items.appendRow(item)
        self.selectionModel().blockSignals(False)
        self.choose(before)

    def _choose(self, index: QModelIndex, _: QModelIndex) -> None:
        sheet = index.data(_SHEET)
        if sheet is not None:
            self.chosen.emit(sheet)


class SheetDelegate(QStyledItemDelegate):
    """Name, then problems or rows at the right."""

    @guard(QSize(160, HEIGHT))
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(theme().pixels(160), theme().pixels(HEIGHT))

    @guard(None)
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        sheet: SheetSummary = index.data(_SHEET)
        room: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (_SELECTED | _POINTED):
            painter.setPen(theme().color(Role.ACCENT) if state & _FOCUSED else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if state & _SELECTED else Role.HOVER))
            painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        _paint_sheet(painter, room.adjusted(Space.S, 0, -Space.S, 0), sheet, index)
        painter.restore()


def _paint_sheet(
    painter: QPainter, room: QRect, sheet: SheetSummary, index: QModelIndex | QPersistentModelIndex
) -> None:
    middle = Qt.AlignmentFlag.AlignVCenter
    icon = drawn("workbook" if sheet.table else "sheet", theme().colors[Role.MUTED], 16, 2)
    painter.drawPixmap(room.left(), room.center().y() - 7, icon)
    count = grouped(sheet.rows) if sheet.rows else tr("hidden") if sheet.hidden else ""
    painter.setFont(theme().font(Size.CAPTION, figures=True))
    right = painter.fontMetrics().horizontalAdvance(count)
    painter.setPen(theme().color(Role.MUTED))
    painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, count)
    if index.data(_PROBLEMS):
        right += _paint_problems(painter, room.adjusted(0, 0, -right - Space.S, 0), index) + Space.S
    words = room.adjusted(16 + Space.S, 0, -right - Space.S, 0)
    painter.setFont(theme().font())
    painter.setPen(theme().color(Role.MUTED if sheet.hidden else Role.TEXT))
    name = QFontMetrics(painter.font()).elidedText(sheet.name, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, name)


def _paint_problems(painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex) -> int:
    text = grouped(index.data(_PROBLEMS))
    width, height = painter.fontMetrics().horizontalAdvance(text) + Space.M, painter.fontMetrics().height() + 1
    pill = QRectF(room.right() - width, room.center().y() - height / 2 + 1, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(index.data(_ROLE)))
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setPen(theme().color(Role.ON_ACCENT))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    return width


def _spoken(sheet: SheetSummary, problems: int) -> str:
    parts = [sheet.name]
    parts += [counted(sheet.rows, "row")] if sheet.rows is not None else [tr("no table of Valhalla’s")]
    parts += [counted(problems, "problem")] if problems else []
    parts += [tr("hidden")] if sheet.hidden else []
    return ", ".join(parts)
