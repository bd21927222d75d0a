"""The list of properties: the master of the page, searched, sorted and gone through with the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QPainter
from PySide6.QtWidgets import QMenu, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.chips import chip_size, paint_chip
from app.document import Document
from app.frame.remembered import keep, text_of
from app.grid.bar import SearchBox
from app.grid.menu import popup
from app.guard import guard
from app.tabs.master_list import MasterList
from app.tabs.underwriting.chips import risk_badge
from app.tabs.underwriting.list_model import SORTS, Line, PropertyModel
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import tr
from app.widgets import Button, Card, IconButton, Text, column, row
from app.words import amount, counted, grouped
from models.underwriting.bulk import portfolio

HEIGHT, ICON, SHORT = 52, 14, 280
_SELECTED, _POINTED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_MouseOver
_FOCUSED = QStyle.StateFlag.State_HasFocus
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class PropertyList(Card):
    """`chosen` says whose figures the page shows; `wanted` that a property is to be added."""

    chosen = Signal(str)
    opened = Signal()
    wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__(margin=Space.S, gap=Space.S)
        self.document = document
        self._chosen = ""
        self.may_leave: Callable[[], bool] = lambda: True  # whether the chosen property may make way for another
        self.model = PropertyModel(self)
        self.view = MasterList(self.model, tr("Properties"))
        self.view.setItemDelegate(PropertyDelegate(self.model, self.view))
        self.search = SearchBox()
        self.search.setPlaceholderText(tr("Find a property"))
        self.search.setAccessibleName(tr("Find a property"))
        self.search.setMaximumWidth(16_777_215)
        self.title = Text(tr("Properties"), Size.SECTION, strong=True)
        self.count = Text("", Size.CAPTION, Role.MUTED)
        self.sort = IconButton("sort", tr("Sort the properties"), self._open_sorts)
        self.add = IconButton("add", tr("Add a property (Ctrl+Shift+A)"), self.wanted.emit)
        self.nothing = self._nothing()
        self.no_match = Text(tr("No property fits these words."), role=Role.MUTED, wrap=True)
        self._lay_out()
        self._connect()
        kept = text_of("underwriting/sort")
        self.model.arrange(kept if kept in SORTS else "sheet", "")
        self.follow()

    def _lay_out(self) -> None:
        self.title.setMinimumHeight(theme().pixels(30))
        head = row(self.title, self.count, margins=(Space.S, 0, 0, 0))
        head.addStretch()
        head.addWidget(self.sort)
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
        self.first = Button(tr("Add property"), self.wanted.emit, kind="primary", icon="add")
        whole = column(gap=Space.S, margins=(Space.M, Space.XL, Space.M, 0))
        whole.addWidget(Text(tr("No properties yet"), Size.SECTION, strong=True))
        whole.addWidget(Text(tr("Add the first one with its address; its value and costs follow."),
                             role=Role.MUTED, wrap=True))  # fmt: skip
        whole.addWidget(self.first, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addStretch()
        page.setLayout(whole)
        return page

    def _connect(self) -> None:
        self.search.searched.connect(lambda words: self._arrange(self.model.sort_key, words))
        self.search.left.connect(self.view.setFocus)
        self.view.find_wanted.connect(self.start_search)
        self.view.opened.connect(self.opened)
        self.view.selectionModel().currentChanged.connect(self._moved)
        theme().changed.connect(self.view.viewport().update)

    # --- what it shows ---

    def follow(self) -> None:
        """What the Book says now; the chosen property stays chosen while it is there."""
        self.model.show_frame(portfolio(self.document.book))
        self._return()
        total, shown = len(self.model.frame), len(self.model.rows)
        self.count.setText(grouped(total) if shown == total else tr("{shown} of {total}", shown=shown, total=total))
        self.setAccessibleName(tr("Properties, {properties}", properties=counted(total, "property", "properties")))
        self.nothing.setVisible(not total)
        self.no_match.setVisible(bool(total and not shown))
        self.view.setVisible(bool(shown))
        self.search.setVisible(bool(total))
        self.sort.setVisible(total > 1)
        self.add.setVisible(bool(total) and not self.document.read_only)
        self.first.setEnabled(not self.document.read_only)
        self.setFocusProxy(self.view if shown else self.search if total else self.first)

    @property
    def property_id(self) -> str:
        return self._chosen

    def choose(self, row_id: str) -> bool:
        """Makes a property the chosen one, whatever search hides it; False where there is none, or it has to wait."""
        if self.model.row_of(row_id) < 0:
            self.search.clear()
            self.search.now()
        place = self.model.row_of(row_id)
        if place < 0:
            return False
        self.view.setCurrentIndex(self.model.index(place))
        return self._chosen == row_id

    def start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _return(self) -> None:
        """To the chosen property after the rows were laid out anew, else to the first."""
        place = self.model.row_of(self._chosen) if self._chosen else -1
        if place < 0 and self._chosen in self.model.frame.index:
            return  # only hidden by the search: the page goes on showing it
        if place < 0 and not len(self.model.rows):
            self._say("")
            return
        wanted = self.model.index(max(place, 0))
        if self.view.currentIndex() != wanted:
            self.view.setCurrentIndex(wanted)

    def _moved(self, index: QModelIndex, _: QModelIndex) -> None:
        if not index.isValid():
            return
        row_id = self.model.row_id(index.row())
        if row_id != self._chosen and self._chosen in self.model.frame.index and not self.may_leave():
            QTimer.singleShot(0, self, self._return)  # the view is not done with moving there
        else:
            self._say(row_id)

    def _say(self, row_id: str) -> None:
        if row_id != self._chosen:
            self._chosen = row_id
            self.chosen.emit(row_id)

    def _arrange(self, sort_key: str, words: str) -> None:
        self.model.arrange(sort_key, words)
        keep("underwriting/sort", sort_key)
        self.follow()

    def _open_sorts(self) -> None:
        popup(self.sorts(), self.sort.mapToGlobal(QPoint(0, self.sort.height())))

    def sorts(self) -> QMenu:
        """The menu of what the list can be sorted by."""
        menu = QMenu(self)
        theme().dress(menu)
        group = QActionGroup(menu)
        for key, (title, _, _) in SORTS.items():
            action = QAction(tr(title), group)
            action.setCheckable(True)
            action.setChecked(key == self.model.sort_key)
            action.triggered.connect(lambda *_, key=key: self._arrange(key, self.model.words))
            menu.addAction(action)
        return menu


class PropertyDelegate(QStyledItemDelegate):
    """Address and risk; under them ARV and MAO, and a mark where the MAO on the deal is stale."""

    def __init__(self, model: PropertyModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model

    @guard(QSize(200, HEIGHT))
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(theme().pixels(200), theme().pixels(HEIGHT))

    @guard(None)
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        room: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (_SELECTED | _POINTED):
            painter.setPen(theme().color(Role.ACCENT) if state & _FOCUSED else Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(Role.SELECTION if state & _SELECTED else Role.HOVER))
            painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -1.5), CORNER, CORNER)
        line = self.model.line(index.row())
        inner = room.adjusted(Space.S, Space.XS, -Space.S, -Space.XS - 1)
        half = inner.height() // 2
        _paint_first(painter, QRect(inner.left(), inner.top(), inner.width(), half), line)
        _paint_second(painter, QRect(inner.left(), inner.top() + half, inner.width(), half), line)
        painter.restore()


def _paint_first(painter: QPainter, room: QRect, line: Line) -> None:
    badge = risk_badge(line.risk, stop=line.stop, short=room.width() < theme().pixels(SHORT))
    size = chip_size(badge)
    ratio = painter.device().devicePixelRatioF()
    corner = QPoint(room.right() - size.width() + 1, room.center().y() - size.height() // 2 + 1)
    paint_chip(painter, corner, badge, ratio)
    words = room.adjusted(0, 0, -size.width() - Space.S, 0)
    painter.setFont(theme().font())
    painter.setPen(theme().color(Role.MUTED if line.archived else Role.TEXT))
    text = QFontMetrics(painter.font()).elidedText(line.address, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, _LEFT, text)


def _paint_second(painter: QPainter, room: QRect, line: Line) -> None:
    painter.setFont(theme().font(Size.CAPTION, figures=True))
    parts = [tr("ARV {arv}", arv=amount(line.arv)) if line.arv else tr("No ARV yet")]
    parts += [tr("MAO {mao}", mao=amount(line.mao))] if line.mao is not None else []
    parts += [tr("archived")] * line.archived
    measure, said, right = painter.fontMetrics().horizontalAdvance, "  ·  ".join(parts), 0
    if line.stale:
        beside = room.width() - ICON - Space.XS - Space.S - measure(said)
        word = tr("stale") if measure(tr("stale")) <= beside else ""  # the figures first; the mark says it, too
        right = measure(word)
        painter.setPen(theme().color(Role.WARNING))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, word)
        icon = drawn("sync", theme().colors[Role.WARNING], ICON, painter.device().devicePixelRatioF())
        right += ICON + Space.XS
        painter.drawPixmap(room.right() - right + 1, room.center().y() - ICON // 2 + 1, icon)
    words = room.adjusted(0, 0, -right - Space.S, 0)
    painter.setPen(theme().color(Role.MUTED))
    text = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, _LEFT, text)
