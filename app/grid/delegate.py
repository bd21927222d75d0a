"""How cells are painted, and the life of the editor over one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from shiboken6 import isValid

from app.grid.editors import CellEditor, LineEditor, NoteEditor, editor_for
from app.grid.floating import belongs_to
from app.grid.paint import Paint
from app.grid.typed import options_of, read
from app.guard import guard

if TYPE_CHECKING:
    from app.grid.model import GridModel

Index = QModelIndex | QPersistentModelIndex
_COMMITS = {
    int(Qt.Key.Key_Return): (1, 0),
    int(Qt.Key.Key_Enter): (1, 0),
    int(Qt.Key.Key_Tab): (0, 1),
    int(Qt.Key.Key_Backtab): (0, -1),
}
_RETURNS = (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter))
_ESCAPE = int(Qt.Key.Key_Escape)
_KEY_PRESS = QEvent.Type.KeyPress
_OVERRIDE = QEvent.Type.ShortcutOverride
_FOCUS_OUT = QEvent.Type.FocusOut
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_NEW_LINE = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
_NOTE_SIZE = QSize(340, 120)


class GridDelegate(QStyledItemDelegate):
    """Paints cells from their looks; opens, checks and closes editors. `moved` says where to go after an edit."""

    moved = Signal(int, int)  # rows down, columns right

    def __init__(self, model: GridModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model
        self.paints = Paint(model, parent)
        self._editor: CellEditor | None = None
        self.is_committing = False
        # Puts a text into all selected cells: why not, blank where it did, None where only one is selected.
        self.fill: Callable[[str, Callable[[], None]], str | None] = lambda _text, _close: None

    @property
    def editor(self) -> CellEditor | None:
        """The open editor."""
        if self._editor is None or not isValid(self._editor) or self._editor.isHidden():
            return None
        return self._editor

    # --- painting ---

    @guard(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.paints.cell(painter, option, index.row(), index.column())

    @guard(QSize(60, 24))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.paints.size_of(self.model.look(index.row(), index.column()))

    # --- editing ---

    @guard(cast(QWidget, None))  # Qt then opens no editor
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        book, as_of = self.model.document.book, self.model.document.as_of
        column = self.model.declared(index.column())
        self._editor = editor_for(
            parent, column, options_of(column, book), lambda text: read(column, text, book, as_of), as_of
        )
        return self._editor

    @guard(None)
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Once: a change elsewhere never overwrites what is being typed."""
        if isinstance(editor, (LineEditor, NoteEditor)) and not editor.property("begun"):
            editor.setProperty("begun", True)
            editor.begin(self.model.edit_text(index.row(), index.column()))

    @guard(None)
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, (LineEditor, NoteEditor)):
            text = editor.answer()
            same = text == self.model.edit_text(index.row(), index.column())
            self.is_committing = True
            try:
                editor.refuse("" if same else self.model.enter(index.row(), index.column(), text))
            finally:
                self.is_committing = False

    @guard(None)
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        room: QRect = option.rect
        if isinstance(editor, NoteEditor):
            room.setSize(room.size().expandedTo(_NOTE_SIZE))
        else:
            wide = QFontMetrics(editor.font()).horizontalAdvance(self.model.edit_text(index.row(), index.column()))
            room.setWidth(max(room.width(), wide + 32))
        viewport = editor.parentWidget()
        editor.setGeometry(_inside(room, viewport.rect()) if viewport else room)

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        editor = self.editor
        if editor is None or watched is not editor:
            return super().eventFilter(watched, event)
        kind = event.type()
        if kind == _KEY_PRESS:
            return self._key(editor, event)
        if kind == _OVERRIDE and isinstance(event, QKeyEvent) and event.key() in (_ESCAPE, *_COMMITS):
            event.accept()
            return True
        if kind == _FOCUS_OUT:
            self._left(editor)
            return False
        return False

    def _key(self, editor: CellEditor, event: Any) -> bool:
        key = event.key()
        if key == _ESCAPE:
            if not editor.dismiss():
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
            return True
        if key not in _COMMITS:
            return False
        if key in _RETURNS and event.modifiers() & _CONTROL and self._fill(editor):
            return True
        if key in _RETURNS and isinstance(editor, NoteEditor) and event.modifiers() & _NEW_LINE:
            editor.insertPlainText("\n")
            return True
        down, right = _COMMITS[key]
        self.finish(-down if event.modifiers() & _SHIFT and key in _RETURNS else down, right)
        return True

    def _fill(self, editor: CellEditor) -> bool:
        """Ctrl+Enter: the text goes into every selected cell; False where there is only one."""
        close = partial(self.closeEditor.emit, editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
        why = self.fill(editor.answer(), close)
        if why:
            editor.refuse(why)
        return why is not None

    def finish(self, down: int = 0, right: int = 0) -> bool:
        """Puts the open editor's text into the cell and moves on; False where it was refused and stays open."""
        editor = self.editor
        if editor is None:
            return True
        self.commitData.emit(editor)
        if editor.refusal:
            return False
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if down or right:
            self.moved.emit(down, right)
        return True

    def _left(self, editor: CellEditor) -> None:
        """The keyboard went elsewhere: into what floats for the editor, to another window, or really away."""
        now = QApplication.focusWidget()
        if now is not None and not belongs_to(now, editor) and editor.isActiveWindow():
            self.finish()


def _inside(room: QRect, bounds: QRect) -> QRect:
    """The rectangle moved, and where need be cut, so that it is inside the bounds."""
    room = QRect(room)
    room.moveRight(min(room.right(), bounds.right()))
    room.moveBottom(min(room.bottom(), bounds.bottom()))
    room.moveLeft(max(room.left(), bounds.left()))
    room.moveTop(max(room.top(), bounds.top()))
    return room.intersected(bounds)
