"""A text in which `{` offers the merge fields that a message may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import QCompleter, QListView

from app.guard import guard
from app.tabs.pipeline.fields import Message
from app.theme import theme
from app.tr import tr
from models.pipeline.merge import Field

_BEGUN = re.compile(r"(?<!\{)\{([A-Za-z_]*)$")  # a field that is being typed, up to the cursor
_TAKING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_NAME = int(Qt.ItemDataRole.UserRole)


class MergeText(Message):
    """`fields` are those on offer, by name."""

    def __init__(self, name: str, fields: Callable[[], Mapping[str, Field]]) -> None:
        super().__init__(name)
        self._fields = fields
        self._items = QStandardItemModel(self)
        self.completer = QCompleter(self._items, self)
        self.completer.setWidget(self)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setCompletionRole(_NAME)
        self.completer.activated.connect(self._take)
        self.list = QListView()
        self.list.setAccessibleName(tr("Merge fields"))
        self.completer.setPopup(self.list)
        theme().dress(self.list)

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.list.isVisible() and event.key() in (*_TAKING, Qt.Key.Key_Escape):
            event.ignore()  # the list takes it
            return
        super().keyPressEvent(event)
        self._offer()

    @property
    def begun(self) -> str | None:
        """What stands between `{` and the cursor; None outside of a field."""
        cursor = self.textCursor()
        match = _BEGUN.search(cursor.block().text()[: cursor.positionInBlock()])
        return match[1] if match else None

    def _offer(self) -> None:
        begun = self.begun
        if begun is None or self.isReadOnly():
            self.list.hide()
            return
        self._list()
        self.completer.setCompletionPrefix(begun)
        if not self.completer.completionCount():
            self.list.hide()
            return
        self.list.setCurrentIndex(self.completer.completionModel().index(0, 0))
        place = self.cursorRect()
        place.setWidth(theme().pixels(300))
        self.completer.complete(place)

    def _list(self) -> None:
        fields = self._fields()
        if self._items.rowCount() == len(fields):
            return
        self._items.clear()
        for name, field in fields.items():
            item = QStandardItem(f"{{{name}}}   {field.place}")
            item.setData(name, _NAME)
            self._items.appendRow(item)

    def _take(self, name: str) -> None:
        """Puts the field in place of what was begun."""
        begun = self.begun
        if begun is None:
            return
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(begun))
        after = self.toPlainText()[self.textCursor().position() : self.textCursor().position() + 1]
        cursor.insertText(name if after == "}" else f"{name}}}")
        self.setTextCursor(cursor)
