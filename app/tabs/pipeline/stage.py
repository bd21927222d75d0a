"""One stage of the board: its head, and its deals as a list of cards that are gone through, dragged and dropped."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.guard import guard
from app.tabs.pipeline.card_paint import GAP, HEIGHT, TALL, WIDE, paint_card
from app.tabs.pipeline.cards import DealCard, Deck
from app.theme import theme
from app.tr import tr
from app.words import spoken_choice

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_DISPLAY, _SPOKEN = int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_CONTROL, _NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
_POINTED = QStyle.StateFlag.State_MouseOver
SIDEWAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class StageModel(QAbstractListModel):
    """The cards of a stage, from top to bottom."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.deck = Deck(pd.DataFrame())
        self.places = np.arange(0)
        self.ids: list[str] = []
        self.today = date.min

    def show_rows(self, deck: Deck, places: Any, today: date) -> None:
        """These cards of the deck in this order. One card that came or went leaves the others where they are."""
        ids = deck.ids[places].tolist()
        at = _first_difference(self.ids, ids)
        if self.ids[at + 1 :] == ids[at:] != self.ids[at:]:
            self.beginRemoveRows(QModelIndex(), at, at)
            self.ids, self.places = ids, np.delete(self.places, at)
            self.endRemoveRows()
        elif ids[at + 1 :] == self.ids[at:] != ids[at:]:
            self._take(deck, np.delete(places, at), today)
            self.beginInsertRows(QModelIndex(), at, at)
            self.ids, self.places = ids, places
            self.endInsertRows()
            return
        if self.ids == ids:
            self._take(deck, places, today)
            return
        self.beginResetModel()
        self.deck, self.places, self.ids, self.today = deck, places, ids, today
        self.endResetModel()

    def _take(self, deck: Deck, places: Any, today: date) -> None:
        """The same cards, of another deck."""
        self.deck, self.places, self.today = deck, places, today
        self._tell_all()

    def _tell_all(self) -> None:
        if self.ids:
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def card(self, row: int) -> DealCard:
        return self.deck.card(int(self.places[row]))

    @guard(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.ids)

    @guard(None)
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid() or role not in (_DISPLAY, _SPOKEN, _TIP):
            return None
        card = self.card(index.row())
        return card.address if role == _DISPLAY else card.spoken(self.today)


def _first_difference(old: list[str], new: list[str]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))


class StageView(QListView):
    """Cards under each other. Ctrl+Left and Ctrl+Right move the deal, Left and Right go to the stage beside."""

    chosen = Signal(str)
    opened = Signal(str)
    pushed = Signal(str, int)  # the deal, and by how many stages
    stepped = Signal(int)
    find_wanted = Signal()
    grabbed = Signal(str, QPixmap, QPoint)  # the deal, its card, and where on the card it is held
    dragged = Signal(QPoint)  # on the screen
    dropped = Signal(QPoint)
    let_go = Signal()

    def __init__(self, stage: str) -> None:
        super().__init__()
        self.stage_model = StageModel(self)
        self.setModel(self.stage_model)
        self.setItemDelegate(CardDelegate(self))
        self.setAccessibleName(tr("Deals: {stage}", stage=spoken_choice(stage)))
        self.setAccessibleDescription(tr("Ctrl+Left and Ctrl+Right move the chosen deal to another stage."))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(False)
        self.viewport().setAutoFillBackground(False)
        theme().dress(self.verticalScrollBar())
        theme().changed.connect(self.viewport().update)
        self._pressed: tuple[int, QPoint] | None = None
        self.dragging, self._following = False, False
        self.wide = True

    def show_rows(self, deck: Deck, places: Any, today: date) -> None:
        """Other cards, or the same in another state; what was in sight stays there, and nothing counts as chosen."""
        self._following = True
        bar = self.verticalScrollBar()
        before = bar.value()
        self.stage_model.show_rows(deck, places, today)
        if before:
            self.executeDelayedItemsLayout()
            bar.setValue(before)
        self._following = False

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        wide, self.wide = self.wide, self.width() >= theme().pixels(WIDE)
        super().resizeEvent(event)
        if wide != self.wide:
            self.scheduleDelayedItemsLayout()

    # --- the chosen deal ---

    def choose(self, deal_id: str, *, scroll: bool = True) -> bool:
        """Marks a deal of this stage; of another one, nothing."""
        ids = self.stage_model.ids
        place = ids.index(deal_id) if deal_id in ids else -1
        index = self.stage_model.index(place) if place >= 0 else QModelIndex()
        if index != self.currentIndex():
            self.setCurrentIndex(index)
        if place < 0:
            self.clearSelection()
        elif scroll:
            self.scrollTo(index)
        return place >= 0

    def deal_at(self, row: int) -> str:
        ids = self.stage_model.ids
        return ids[row] if 0 <= row < len(ids) else ""

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and not self._following and (self.hasFocus() or self._pressed is not None):
            self.chosen.emit(self.deal_at(current.row()))

    # --- keys ---

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard stands on a card; Qt sees to that the first time only."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.setCurrentIndex(self.stage_model.index(0))

    @guard(False)
    def event(self, event: QEvent) -> bool:
        """Claims Ctrl+F before a grid gets it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_find(event):
            event.accept()
            return True
        return super().event(event)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = SIDEWAYS.get(Qt.Key(event.key()), 0)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.dragging:
            if event.key() == Qt.Key.Key_Escape:
                self.give_up()
        elif step and held == _CONTROL:
            self.pushed.emit(self.deal_at(self.currentIndex().row()), step)
        elif step and held == _NONE:
            self.stepped.emit(step)
        elif _is_find(event):
            self.find_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.deal_at(self.currentIndex().row()))
        else:
            super().keyPressEvent(event)

    # --- the mouse ---

    @guard(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        place, row = event.position().toPoint(), self.indexAt(event.position().toPoint()).row()
        self._pressed = (row, place) if row >= 0 and event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)
        if self._pressed is not None:
            self.chosen.emit(self.deal_at(row))

    @guard(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self.dragging:
            self.dragged.emit(event.globalPosition().toPoint())
        elif self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
        elif (place - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance():
            self._grab()
            self.dragged.emit(event.globalPosition().toPoint())

    @guard(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if self.dragging:
            self.dragging = False
            self.dropped.emit(event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def give_up(self) -> None:
        """Ends a drag; the deal stays where it was."""
        self._pressed, self.dragging = None, False
        self.let_go.emit()

    def _grab(self) -> None:
        assert self._pressed is not None
        row, place = self._pressed
        box = self.visualRect(self.stage_model.index(row)).adjusted(0, 0, 0, -GAP)
        picture = QPixmap(box.size() * self.devicePixelRatioF())
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        model = self.stage_model
        paint_card(painter, QRect(QPoint(), box.size()), model.card(row), model.today,
                   chosen=True, pointed=False, focused=True)  # fmt: skip
        painter.end()
        self.dragging = True
        self.grabbed.emit(self.deal_at(row), picture, place - box.topLeft())


class CardDelegate(QStyledItemDelegate):
    """Paints a card where Qt would paint a line."""

    def __init__(self, view: StageView) -> None:
        super().__init__(view)
        self.view = view

    @guard(QSize(160, HEIGHT + GAP))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        high = HEIGHT if self.view.wide else TALL
        return QSize(theme().pixels(120), theme().pixels(high) + GAP)

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = self.view.stage_model
        room: QRect = option.rect.adjusted(0, 0, 0, -GAP)
        painter.save()
        paint_card(
            painter, room, model.card(index.row()), model.today,
            chosen=index.row() == self.view.currentIndex().row(),
            pointed=bool(option.state & _POINTED), focused=self.view.hasFocus(),
        )  # fmt: skip
        painter.restore()


def _is_find(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F and event.modifiers() == _CONTROL
