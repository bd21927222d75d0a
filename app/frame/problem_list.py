"""The list in the Problems panel: its model, its keys, and how a line is painted."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.frame.status import LOOKS
from app.guard import guard
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import marked, tr, tr_phrase
from app.widgets import stand_on_a_row
from models.core.problem import Problem, Severity

Index = QModelIndex | QPersistentModelIndex
PROBLEM = int(Qt.ItemDataRole.UserRole)
WORDS = {Severity.ERROR: marked("Error"), Severity.WARNING: marked("Warning"), Severity.INFO: marked("Note")}
_SPOKEN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus
_POINTED = QStyle.StateFlag.State_MouseOver


class ProblemModel(QAbstractListModel):
    """The problems in view."""

    def __init__(self) -> None:
        super().__init__()
        self._problems: list[Problem] = []

    def show(self, problems: list[Problem]) -> None:
        if problems == self._problems:
            self._problems = problems  # the same to read, with newer fixes
            return
        self.beginResetModel()
        self._problems = problems
        self.endResetModel()

    @guard(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own signature
        return 0 if parent.isValid() else len(self._problems)

    def data(self, index: Index, role: int = PROBLEM) -> object:
        if not index.isValid() or index.row() >= len(self._problems):
            return None
        problem = self._problems[index.row()]
        if role == PROBLEM:
            return problem
        return (
            f"{tr(WORDS[problem.severity])}, {place_of(problem)}: {tr_phrase(problem.message)}"
            if role in _SPOKEN
            else None
        )


class ProblemList(QListView):
    """The list by mouse and keyboard."""

    go = Signal(object)
    fix = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.problems = ProblemModel()
        self.setModel(self.problems)
        self.setItemDelegate(ProblemDelegate(self))
        self.setAccessibleName(tr("Problems"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(24)
        theme().dress(self.verticalScrollBar())
        self.doubleClicked.connect(lambda index: self.go.emit(index.data(PROBLEM)))

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        stand_on_a_row(self)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        problem = self.currentIndex().data(PROBLEM)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go.emit(problem)
        elif event.key() == Qt.Key.Key_F and not event.modifiers():
            self.fix.emit(problem)
        else:
            super().keyPressEvent(event)

    @guard(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        problem = index.data(PROBLEM)
        if (
            problem is not None
            and problem.fix
            and fix_room(self.visualRect(index)).contains(event.position().toPoint())
        ):
            self.fix.emit(problem)
        super().mouseReleaseEvent(event)


class ProblemDelegate(QStyledItemDelegate):
    """Icon, message and place, and Fix where one is."""

    @guard(QSize(300, 52))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme().pixels(300), theme().pixels(54))

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        problem = index.data(PROBLEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & _SELECTED)
        pointed = bool(option.state & _POINTED)
        room: QRect = option.rect
        if selected or pointed:
            painter.setPen(theme().color(Role.ACCENT) if selected and option.state & _FOCUSED else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if selected else Role.HOVER))
            painter.drawRoundedRect(QRectF(room.adjusted(Space.S, 1, -Space.S, -1)), CORNER, CORNER)
        _paint_problem(painter, room.adjusted(Space.L, Space.S, -Space.L, -Space.S), problem)
        if problem.fix:
            _paint_fix(painter, fix_room(room))
        painter.restore()


def place_of(problem: Problem) -> str:
    """`Bills C12`, or the row where the cell is not known."""
    return f"{problem.sheet} {problem.cell or problem.row_id}".strip()


def _paint_problem(painter: QPainter, room: QRect, problem: Problem) -> None:
    name, role = LOOKS[problem.severity]
    painter.drawPixmap(room.topLeft() + QPoint(0, 2), drawn(name, theme().colors[role], 16, 2))
    words = room.adjusted(16 + Space.M, 0, -_FIX_WIDTH if problem.fix else 0, 0)
    painter.setFont(theme().font())
    painter.setPen(theme().color(Role.TEXT))
    elide, top = Qt.TextElideMode.ElideRight, Qt.AlignmentFlag.AlignTop
    painter.drawText(
        words, top, QFontMetrics(painter.font()).elidedText(tr_phrase(problem.message), elide, words.width())
    )
    painter.setFont(theme().font(Size.CAPTION))
    painter.setPen(theme().color(Role.MUTED))
    line = f"{tr(WORDS[problem.severity])} · {place_of(problem)}"
    line = QFontMetrics(painter.font()).elidedText(line, elide, words.width())
    painter.drawText(words, Qt.AlignmentFlag.AlignBottom, line)


_FIX_WIDTH = 52


def fix_room(room: QRect) -> QRect:
    middle = room.center().y()
    return QRect(room.right() - Space.L - _FIX_WIDTH + Space.XS, middle - 12, _FIX_WIDTH - Space.XS, 24)


def _paint_fix(painter: QPainter, room: QRect) -> None:
    painter.setPen(theme().color(Role.EDGE))
    painter.setBrush(theme().color(Role.CARD))
    painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    painter.setFont(theme().font(Size.CAPTION, strong=True))
    painter.setPen(theme().color(Role.ACCENT))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, tr("Fix"))
