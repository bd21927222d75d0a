"""Ctrl+K: commands, tabs, sheets and rows by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from app.frame.problem_list import Index
from app.guard import guard
from app.theme import CORNER, DARK, Role, Size, Space, drawn, theme
from app.tr import tr
from app.widgets import Text, column, faded

SHOWN = 9
SHADOW = 16  # how far it reaches
_SHADE = 0.04  # of each of its layers
_ENTRY = int(Qt.ItemDataRole.UserRole)
_SELECTED = QStyle.StateFlag.State_Selected
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class Entry:
    """One line of the palette: what it is called, of what kind it is, its keys, and what Enter does."""

    title: str
    kind: str
    icon: str
    run: Callable[[], object]
    keys: str = ""
    help: str = ""  # the page about it, as a link; F1 opens it
    about: str = ""  # what it does, in words; found by them too


class Palette(QFrame):
    """Over the head of the window. Type a part of the name; arrows choose, Enter goes, Esc leaves."""

    def __init__(
        self,
        parent: QWidget,
        entries: Callable[[], Sequence[Entry]],
        rows: Callable[[str], Sequence[Entry]],
        show_help: Callable[[str], object],
        prepare: Callable[[], Iterator[None]],
    ) -> None:
        """`entries` are asked for when it opens; `rows` for every word typed, they fit already.

        `prepare` makes the first word as fast as the next; a step is taken whenever nobody types.
        """
        super().__init__(parent)
        self._over, self._entries, self._rows, self._show_help = parent, entries, rows, show_help
        self._known: Sequence[Entry] = ()
        self._prepare = prepare
        self._steps: Iterator[None] = iter(())
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._take_step)
        self._came_from: list[QWidget] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find a command, sheet, row or help page"))
        self.field.setAccessibleName(tr("Find a command, sheet, row or help page"))
        self.field.setFont(theme().font(Size.SECTION))
        self.field.setClearButtonEnabled(False)
        theme().dress(self.field)
        self.field.textChanged.connect(self._find)
        self.field.installEventFilter(self)
        self.list = QListView()
        self.found = QStandardItemModel(self)
        self.list.setModel(self.found)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setAccessibleName(tr("What was found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().setAutoFillBackground(False)
        self.list.clicked.connect(self._run)
        theme().dress(self.list.verticalScrollBar())
        self.nothing = Text(tr("Nothing is called that."), role=Role.MUTED)
        self.nothing.setContentsMargins(Space.M, Space.S, 0, Space.S)
        edge = SHADOW + Space.S
        self.setLayout(column(self.field, self.list, self.nothing, margins=(edge, Space.S, edge, edge)))
        self.hide()

    def open(self, came_from: QWidget | None) -> None:
        if came_from is not self.field:
            self._came_from = list(_within(came_from))
        self._known = self._entries()
        self.field.clear()
        self._find("")
        self.show()
        self.raise_()
        self.field.setFocus()
        self._steps = self._prepare()
        self._idle.start()

    def _take_step(self) -> None:
        if next(self._steps, self) is self:
            self._idle.stop()

    def _find(self, words: str) -> None:
        self.found.clear()
        for entry in (*matching(self._known, words), *self._rows(words)):
            item = QStandardItem(f"{entry.title}, {entry.kind}")
            item.setEditable(False)
            item.setData(entry, _ENTRY)
            self.found.appendRow(item)
        number = self.found.rowCount()
        self.list.setVisible(number > 0)
        self.nothing.setVisible(number == 0)
        self.list.setFixedHeight(min(number, SHOWN) * theme().pixels(36) + 2)
        self.list.setCurrentIndex(self.found.index(0, 0))
        self._place()

    def _run(self, index: Index) -> None:
        entry = index.data(_ENTRY)
        self._leave()
        if isinstance(entry, Entry):
            entry.run()

    def _explain(self, index: Index) -> None:
        entry = index.data(_ENTRY)
        self._leave()
        self._show_help(entry.help if isinstance(entry, Entry) else "")

    def _leave(self) -> None:
        self.hide()
        for widget in self._came_from:  # an editor of a cell may be gone meanwhile: the grid around it is not
            if isValid(widget) and widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                widget.setFocus()
                break
        self._came_from = []

    def _place(self) -> None:
        room = self._over.rect()
        self.setFixedWidth(min(theme().pixels(560), room.width() - 2 * Space.L) + 2 * SHADOW)
        self.adjustSize()
        self.move((room.width() - self.width()) // 2, Space.S)

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_F1:
            event.accept()  # it is the entry that is asked about, not the window behind
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        elif event.key() == Qt.Key.Key_F1:
            self._explain(self.list.currentIndex())
        elif event.key() in _LIST_KEYS:
            self.list.keyPressEvent(event)
        else:
            return False
        return True

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """The shadow is painted here: Qt's own effect blurs all of it anew at each letter."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(SHADOW, 0, -SHADOW, -SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(QColor(DARK[Role.WINDOW]), _SHADE))
        for spread in range(2, SHADOW, 2):
            painter.drawRoundedRect(room.adjusted(-spread, 0, spread, spread), CORNER + spread, CORNER + spread)
        painter.setPen(theme().color(Role.LINE))
        painter.setBrush(theme().color(Role.RAISED))
        painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


def _within(widget: QWidget | None) -> Iterator[QWidget]:
    """The widget, and those that it stands in, the nearest first."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget()


class EntryDelegate(QStyledItemDelegate):
    """Icon and title at the left, kind and keys at the right."""

    @guard(QSize(300, 36))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme().pixels(300), theme().pixels(36))

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(_ENTRY)
        room: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(Role.SELECTION if option.state & _SELECTED else Role.RAISED))
        painter.drawRoundedRect(QRectF(room), CORNER, CORNER)
        inner = room.adjusted(Space.M, 0, -Space.M, 0)
        icon = drawn(entry.icon or "go", theme().colors[Role.MUTED], 16, 2)
        painter.drawPixmap(inner.left(), inner.center().y() - 7, icon)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme().color(Role.TEXT))
        painter.setFont(theme().font())
        painter.drawText(inner.adjusted(16 + Space.M, 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, entry.title)
        painter.setPen(theme().color(Role.MUTED))
        painter.setFont(theme().font(Size.CAPTION))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, entry.keys or entry.kind)
        painter.restore()


def matching(entries: Sequence[Entry], words: str) -> list[Entry]:
    """Those whose title holds every word, the ones that begin with them first; then those that are so described."""
    parts = words.casefold().split()
    found = [entry for entry in entries if all(part in entry.title.casefold() for part in parts)]
    found.sort(key=lambda entry: not entry.title.casefold().startswith(" ".join(parts)))
    said = [entry for entry in entries if parts and all(part in entry.about.casefold() for part in parts)]
    return [*found, *(entry for entry in said if entry not in found)]
