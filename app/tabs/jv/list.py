"""The partners: searched, each with what opens their board, how many deals they have, and when they were sent any."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.chips import chip_size, paint_chip
from app.document import Document
from app.grid.bar import SearchBox
from app.grid.rows import words_of
from app.guard import guard
from app.tabs.jv.words import partner_note, token_badge
from app.tabs.master_list import MasterList
from app.theme import CORNER, Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, Card, IconButton, Text, column, row
from app.words import counted, grouped
from models.jv.overview import PartnerLine, partner_lines

HEIGHT = 52
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_DISPLAY, _SPOKEN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_SELECTED, _POINTED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_MouseOver
_FOCUSED = QStyle.StateFlag.State_HasFocus
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class PartnerModel(QAbstractListModel):
    """Lines that hold all the words of the search."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[PartnerLine, ...] = ()
        self.as_of = date.min
        self._all: tuple[PartnerLine, ...] = ()
        self._words = ""

    def show_lines(self, lines: tuple[PartnerLine, ...], as_of: date) -> None:
        if (lines, as_of) != (self._all, self.as_of):
            self._arrange(lines, as_of, self._words)

    def search(self, words: str) -> None:
        if words != self._words:
            self._arrange(self._all, self.as_of, words)

    def row_of(self, partner_id: str) -> int:
        """Where a partner stands in the list; -1 where they are not shown."""
        return next((place for place, line in enumerate(self.lines) if line.partner_id == partner_id), -1)

    def holds(self, partner_id: str) -> bool:
        """Whether there is such a partner, shown or not."""
        return any(line.partner_id == partner_id for line in self._all)

    def _arrange(self, lines: tuple[PartnerLine, ...], as_of: date, words: str) -> None:
        found = tuple(line for line in lines if _fits(line, words))
        same = [line.partner_id for line in found] == [line.partner_id for line in self.lines]
        if not same:
            self.beginResetModel()
        self._all, self.as_of, self._words, self.lines = lines, as_of, words, found
        if not same:
            self.endResetModel()
        elif found:
            self.dataChanged.emit(self.index(0), self.index(len(found) - 1))

    @guard(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid() or role not in (_DISPLAY, _SPOKEN):
            return None
        line = self.lines[index.row()]
        badge = token_badge(line.token, line.ends, self.as_of)
        parts = [line.name, line.company, tr("token {state}", state=badge.words), partner_note(line, self.as_of)]
        return line.name if role == _DISPLAY else ", ".join(part for part in parts if part)


def _fits(line: PartnerLine, words: str) -> bool:
    text = f"{line.name} {line.company} {line.status} {line.token}".casefold()
    return all((word in text) is not unwanted for unwanted, word in words_of(words))


class PartnerList(Card):
    """`chosen` says whose board is shown; blank where there is nobody."""

    chosen = Signal(str)
    opened = Signal()
    wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(margin=Space.S, gap=Space.S)
        self.document, self._chosen = document, ""
        self.model = PartnerModel(self)
        self.view = MasterList(self.model, tr("Partners"))
        self.view.setItemDelegate(PartnerDelegate(self.model, self.view))
        self.search = SearchBox()
        self.search.setPlaceholderText(tr("Find a partner"))
        self.search.setAccessibleName(tr("Find a partner"))
        self.search.setMaximumWidth(16_777_215)
        self.title = Text(tr("Partners"), Size.SECTION, strong=True)
        self.count = Text("", Size.CAPTION, Role.MUTED)
        self.add = IconButton("add", tr("Add a partner (Ctrl+J)"), self.wanted.emit)
        self.first = Button(tr("Add partner…"), self.wanted.emit, kind="primary", icon="add")
        self.nothing = self._nothing()
        self.no_match = Text(tr("No partner fits these words."), role=Role.MUTED, wrap=True)
        self._lay_out()
        self.search.searched.connect(self._search)
        self.search.left.connect(self.view.setFocus)
        self.view.find_wanted.connect(self.start_search)
        self.view.opened.connect(self.opened)
        self.view.selectionModel().currentChanged.connect(self._moved)
        theme().changed.connect(self.view.viewport().update)

    def _lay_out(self) -> None:
        self.title.setMinimumHeight(theme().pixels(30))
        head = row(self.title, self.count, margins=(Space.S, 0, 0, 0))
        head.addStretch()
        head.addWidget(self.add)
        self.column.addLayout(head)
        self.column.addWidget(self.search)
        self.no_match.setContentsMargins(Space.S, Space.S, Space.S, 0)
        self.column.addWidget(self.no_match)
        self.column.addWidget(self.nothing, 1)
        self.column.addWidget(self.view, 1)
        self.setMinimumWidth(theme().pixels(232))

    def _nothing(self) -> QWidget:
        page = QWidget()
        whole = column(gap=Space.S, margins=(Space.M, Space.XL, Space.M, 0))
        whole.addWidget(Text(tr("No partners yet"), Size.SECTION, strong=True))
        whole.addWidget(
            Text(tr("Add the first one; then name them on a deal as its partner."), role=Role.MUTED, wrap=True)
        )
        whole.addWidget(self.first, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addStretch()
        page.setLayout(whole)
        return page

    @property
    def partner_id(self) -> str:
        return self._chosen

    def follow(self) -> None:
        """What the Book says now; the chosen partner stays chosen while they are there."""
        lines = partner_lines(self.document.book, self.document.as_of)
        self.model.show_lines(lines, self.document.as_of)
        self._return()
        total, shown = len(lines), len(self.model.lines)
        self.count.setText(grouped(total) if shown == total else tr("{shown} of {total}", shown=shown, total=total))
        self.setAccessibleName(tr("Partners, {partners}", partners=counted(total, "partner")))
        self.nothing.setVisible(not total)
        self.no_match.setVisible(bool(total and not shown))
        self.view.setVisible(bool(shown))
        self.search.setVisible(bool(total))
        self.add.setVisible(bool(total) and not self.document.read_only)
        self.first.setEnabled(not self.document.read_only)
        self.setFocusProxy(self.view if shown else self.search if total else self.first)

    def choose(self, partner_id: str) -> bool:
        """Makes a partner the chosen one, whatever search hides them; False where there is none of that ID."""
        if self.model.row_of(partner_id) < 0 and self.model.holds(partner_id):
            self.search.clear()
            self.search.now()
        place = self.model.row_of(partner_id)
        if place >= 0:
            self.view.setCurrentIndex(self.model.index(place))
        return place >= 0

    def start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _search(self, words: str) -> None:
        self.model.search(words)
        self.follow()

    def _return(self) -> None:
        """To the chosen partner after the rows were laid out anew, else to the first."""
        place = self.model.row_of(self._chosen)
        if place < 0 and self.model.holds(self._chosen):
            return  # only hidden by the search: the page goes on showing them
        if not self.model.lines:
            self._say("")
            return
        wanted = self.model.index(max(place, 0))
        if self.view.currentIndex() != wanted:
            self.view.setCurrentIndex(wanted)

    def _moved(self, index: QModelIndex, _: QModelIndex) -> None:
        if index.isValid():
            self._say(self.model.lines[index.row()].partner_id)

    def _say(self, partner_id: str) -> None:
        if partner_id != self._chosen:
            self._chosen = partner_id
            self.chosen.emit(partner_id)


class PartnerDelegate(QStyledItemDelegate):
    """Name and the state of the token; under them deals and the last export."""

    def __init__(self, model: PartnerModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model

    @guard(QSize(200, HEIGHT))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme().pixels(200), theme().pixels(HEIGHT))

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        room: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (_SELECTED | _POINTED):
            painter.setPen(theme().color(Role.ACCENT) if state & _FOCUSED else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if state & _SELECTED else Role.HOVER))
            painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -1.5), CORNER, CORNER)
        line = self.model.lines[index.row()]
        inner = room.adjusted(Space.S, Space.XS, -Space.S, -Space.XS - 1)
        half = inner.height() // 2
        badge = token_badge(line.token, line.ends, self.model.as_of)
        size = chip_size(badge)
        first = QRect(inner.left(), inner.top(), inner.width(), half)
        corner = QPoint(first.right() - size.width() + 1, first.center().y() - size.height() // 2 + 1)
        paint_chip(painter, corner, badge, painter.device().devicePixelRatioF())
        over = line.status != "active"
        _write(painter, first.adjusted(0, 0, -size.width() - Space.S, 0), line.name, Size.BODY,
               Role.MUTED if over else Role.TEXT)  # fmt: skip
        note = partner_note(line, self.model.as_of)
        _write(painter, QRect(inner.left(), inner.top() + half, inner.width(), half), note, Size.CAPTION, Role.MUTED)
        painter.restore()


def _write(painter: QPainter, room: QRect, text: str, size: Size, role: Role) -> None:
    painter.setFont(theme().font(size, figures=True))
    painter.setPen(theme().color(role))
    painter.drawText(room, _LEFT, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width()))
