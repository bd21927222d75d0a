"""The lines of a bank's file in a table: what becomes of each, and a tick where a person decides."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
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
from app.tabs.budget.reading import Fate, FileLine
from app.tabs.budget.tick import BOX, draw_tick
from app.tabs.budget.words import money
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr
from app.words import grouped

Index = QModelIndex | QPersistentModelIndex
HEADERS = (
    marked("Line"),
    marked("What becomes of it"),
    marked("Date"),
    marked("Amount"),
    marked("Payee and description"),
)
LINE, FATE, DATE, AMOUNT, WORDS = range(len(HEADERS))
_DISPLAY, _TIP, _COLOR = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole
_CHECK, _ALIGN, _SPOKEN = (
    Qt.ItemDataRole.CheckStateRole, Qt.ItemDataRole.TextAlignmentRole, Qt.ItemDataRole.AccessibleTextRole,
)  # fmt: skip
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus
_ROLES = {Fate.NEW: Role.GOOD, Fate.SAME: Role.WARNING, Fate.KNOWN: Role.MUTED, Fate.REJECTED: Role.DANGER}
_WORDS = {Fate.NEW: marked("New"), Fate.KNOWN: marked("Already there"), Fate.REJECTED: marked("Cannot be read")}


class FileModel(QAbstractTableModel):
    """`decided` follows each tick; `anew` are the keys of the probable lines that are imported all the same."""

    decided = Signal()

    def __init__(self, anew: set[str]) -> None:
        super().__init__()
        self.anew = anew
        self._all: list[FileLine] = []
        self._fate: Fate | None = None
        self.lines: list[FileLine] = []

    def show_lines(self, lines: list[FileLine], fate: Fate | None) -> None:
        """Lines of one fate, or all."""
        self.beginResetModel()
        self._all, self._fate = lines, fate
        self.lines = [one for one in lines if fate in (None, one.fate)]
        self.endResetModel()

    def decide(self, row: int) -> None:
        """The other way round, where there is something to decide."""
        one = self.lines[row]
        if one.fate is not Fate.SAME or one.line is None:
            return
        self.anew ^= {one.line.key}
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADERS) - 1))
        self.decided.emit()

    def words(self, row: int) -> str:
        """The whole line with its reason, for the place under the table."""
        one = self.lines[row]
        if one.fate is Fate.SAME:
            return tr("{reason} Tick it if it is another one.", reason=one.reason)
        return tr("Line {number}: {reason}", number=one.number, reason=one.reason) if one.reason else ""

    # --- Qt asks ---

    @guard(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self.lines)

    @guard(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(HEADERS)

    @guard(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ALIGN:
            return _right(section)
        return tr(HEADERS[section]) if role == _DISPLAY else None

    @guard(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags if index.isValid() else Qt.ItemFlag.NoItemFlags

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        one, column = self.lines[index.row()], index.column()
        if role == _DISPLAY:
            return self._text(one, column)
        if role == _COLOR:
            return theme().color(self._role(one, column))
        if role == _ALIGN:
            return _right(column)
        if role == _TIP:
            return one.reason or None
        if role == _SPOKEN:
            return f"{tr(HEADERS[column])}: {self._text(one, column)}"
        if role == _CHECK and column == FATE and one.fate is Fate.SAME and one.line is not None:
            return Qt.CheckState.Checked if one.line.key in self.anew else Qt.CheckState.Unchecked
        return None

    def _text(self, one: FileLine, column: int) -> str:
        if column == LINE:
            return grouped(one.number)
        if column == FATE:
            return self._fate_words(one)
        if one.line is None:
            return one.reason if column == WORDS else ""
        if column == DATE:
            return one.line.date.isoformat()
        if column == AMOUNT:
            return money(one.line.amount)
        return "  ·  ".join(dict.fromkeys(text for text in (one.line.merchant, one.line.description) if text))

    def _fate_words(self, one: FileLine) -> str:
        if one.fate is not Fate.SAME or one.line is None:
            return tr(_WORDS[one.fate])
        return tr("New, it is another") if one.line.key in self.anew else tr("Probably there")

    def _role(self, one: FileLine, column: int) -> Role:
        if column == FATE:
            return _ROLES[one.fate]
        if column == AMOUNT and one.line is not None and one.line.amount < 0:
            return Role.DANGER
        return Role.TEXT if one.fate in (Fate.NEW, Fate.SAME) else Role.MUTED


class LineDelegate(QStyledItemDelegate):
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


class FileTable(QTableView):
    """Space or a click ticks the row's line; `looked` says on which row the cursor is."""

    looked = Signal(int)

    def __init__(self, model: FileModel) -> None:
        super().__init__()
        self.lines = model
        self.setModel(model)
        self.setAccessibleName(tr("Lines of the file"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(LineDelegate(self))
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
        for column, wide in ((LINE, 48), (FATE, 158), (DATE, 90), (AMOUNT, 92)):
            header.resizeSection(column, theme().pixels(wide))
        header.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme().dress(self.verticalScrollBar())
        self.clicked.connect(lambda index: model.decide(index.row()) if index.column() == FATE else None)
        self.selectionModel().currentChanged.connect(lambda now, _: self.looked.emit(now.row()))

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.lines.decide(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


def _right(column: int) -> int:
    across = Qt.AlignmentFlag.AlignRight if column in (LINE, AMOUNT) else Qt.AlignmentFlag.AlignLeft
    return int(across | Qt.AlignmentFlag.AlignVCenter)
