"""The list on the left of a tab, from which a person chooses what the rest of the tab is about."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView

from app.guard import guard
from app.theme import theme


class MasterList(QListView):
    """Rows of one height, painted by the delegate it is given; Enter opens the row, Ctrl+F goes to the search."""

    opened = Signal()
    find_wanted = Signal()

    def __init__(self, model: QAbstractItemModel, name: str) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.viewport().setAutoFillBackground(False)
        theme().dress(self.verticalScrollBar())

    @guard(False)
    def event(self, event: Any) -> bool:
        """Claims Ctrl+F before a grid beside it gets it."""
        if event.type() == event.Type.ShortcutOverride and _is_find(event):
            event.accept()
            return True
        return super().event(event)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_find(event):
            self.find_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def _is_find(event: Any) -> bool:
    return bool(event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier)
