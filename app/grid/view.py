"""The table view of a grid: keys, editing and scrolling as a spreadsheet does them; two columns stay in sight."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QAbstractItemDelegate, QAbstractItemView, QFrame, QTableView, QWidget

from app.grid.delegate import GridDelegate
from app.grid.frozen import FrozenColumns
from app.grid.header import GridHeader, RowHeader, Title
from app.grid.model import GridModel
from app.grid.paint import PAD, box_in
from app.grid.selection import sections_of
from app.guard import guard
from app.theme import Role, theme
from app.tr import tr, tr_phrase
from models.core.schema import Kind

Index = QModelIndex | QPersistentModelIndex
Hint = QAbstractItemDelegate.EndEditHint
_MOVES = {
    int(Qt.Key.Key_Return): (1, 0),
    int(Qt.Key.Key_Enter): (1, 0),
    int(Qt.Key.Key_Tab): (0, 1),
    int(Qt.Key.Key_Backtab): (0, -1),
}
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_PAD = Qt.KeyboardModifier.KeypadModifier
_SPACE = int(Qt.Key.Key_Space)
_TRIGGER = QAbstractItemView.EditTrigger
_EDITING = QAbstractItemView.State.EditingState
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


class GridView(QTableView):
    """Cells, with the keys of a spreadsheet; `commands` are what the grid does at further keys."""

    row_changed = Signal(int, int)  # from, to
    ended = Signal()  # a step past the last row
    columns_changed = Signal()  # moved, hidden or of another width
    resized = Signal()
    denied = Signal(str)  # why a cell that a person types into takes nothing

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid_model = model
        self.commands: dict[int, Callable[[], object]] = {}
        self.delegate = GridDelegate(model, self)
        self.header = GridHeader(self._title, self)
        self.gutter = RowHeader(self)
        self.frozen_fields: set[str] = set()
        self._pressed: QModelIndex | None = None
        self._set_up()
        self.frozen = FrozenColumns(self)
        self.delegate.moved.connect(self.step)
        theme().changed.connect(self._renew)
        self._renew()

    def _set_up(self) -> None:
        self.setHorizontalHeader(self.header)
        self.setVerticalHeader(self.gutter)
        self.setModel(self.grid_model)
        self.setItemDelegate(self.delegate)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        for corner in self.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
            corner.installEventFilter(self)
            corner.setToolTip(tr("Select all (Ctrl+A)"))
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            theme().dress(bar)  # the bars only: a stylesheet on the view would make every cell dearer
        self.setTabKeyNavigation(False)
        self.setCornerWidget(QWidget(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(_TRIGGER.AnyKeyPressed | _TRIGGER.EditKeyPressed | _TRIGGER.DoubleClicked)
        self.header.setSortIndicatorClearable(True)
        self.header.setResizeContentsPrecision(0)  # the rows in sight
        self.header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.header.sectionResized.connect(self._columns_changed)
        self.header.sectionMoved.connect(self._columns_changed)
        self.selectionModel().currentChanged.connect(self._current_changed)

    @guard(None)
    def _renew(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, theme().color(Role.CARD))
        palette.setColor(QPalette.ColorRole.Window, theme().color(Role.WINDOW))
        self.setPalette(palette)
        self.gutter.setDefaultSectionSize(self.delegate.paints.row_height)
        self.verticalScrollBar().setSingleStep(self.delegate.paints.row_height)
        self.horizontalScrollBar().setSingleStep(24)
        self.viewport().update()

    def _title(self, section: int) -> Title:
        arrangement = self.grid_model.arrangement
        column = self.grid_model.column(section)
        ranks = [key.field for key in arrangement.sort]
        rank = ranks.index(column.field) + 1 if column.field in ranks else 0
        sign = 0 if not rank else -1 if arrangement.sort[rank - 1].descending else 1
        filtered = column.field in arrangement.filters
        unit = self.grid_model.currency if column.column.kind is Kind.MONEY else ""
        return Title(tr_phrase(column.column.header), unit, column.column.is_number, sign, rank, filtered)

    @guard(None)
    def _columns_changed(self, *_: int) -> None:
        self.frozen.follow()
        self.columns_changed.emit()

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The corner between the headers is painted as they are."""
        if isinstance(watched, QAbstractButton) and event.type() == QEvent.Type.Paint:
            painter = QPainter(watched)
            painter.fillRect(watched.rect(), theme().color(Role.WINDOW))
            painter.fillRect(0, watched.height() - 1, watched.width(), 1, theme().color(Role.LINE))
            return True
        return super().eventFilter(watched, event)

    # --- moving ---

    @guard(None)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.row() != previous.row():
            self.row_changed.emit(previous.row(), current.row())

    @guard(None)
    def step(self, down: int, right: int) -> None:
        """Moves the current cell by rows or visible columns; a step past a row's end goes on in the next row."""
        current = self.currentIndex()
        sections = sections_of(self)
        if not current.isValid() or not sections:
            return
        place = (sections.index(current.column()) if current.column() in sections else 0) + right
        row = current.row() + down + place // len(sections)
        if 0 <= row < self.grid_model.rowCount():
            self.go(row, sections[place % len(sections)])
        elif row > 0:
            self.ended.emit()

    def go(self, row: int, section: int) -> None:
        """Makes a cell the current and only selected one, in sight."""
        index = self.grid_model.index(row, section)
        self.selectionModel().setCurrentIndex(index, _SELECT)
        self.scrollTo(index)

    @guard(None)
    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """A frozen column is in sight already; any other one must not end up behind those."""
        bar = self.horizontalScrollBar()
        at = bar.value()
        super().scrollTo(index, hint)
        if self.is_frozen(index.column()):
            bar.setValue(at)
            return
        hidden = self.frozen_width() - self.visualRect(index).x()
        if bar.value() and hidden > 0:
            bar.setValue(bar.value() - hidden)

    def frozen_sections(self) -> list[int]:
        """The visible columns at the left end that stay in sight."""
        columns = self.grid_model.cells.columns
        return list(takewhile(lambda section: columns[section].field in self.frozen_fields, sections_of(self)))

    def is_frozen(self, section: int) -> bool:
        return section in self.frozen_sections()

    def frozen_width(self) -> int:
        return sum(self.columnWidth(section) for section in self.frozen_sections())

    # --- keys and pointer ---

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = self.commands.get(_keys(event))
        if command is not None:
            command()
        elif event.key() in _MOVES and not event.modifiers() & ~_SHIFT:
            down, right = _MOVES[event.key()]
            self.step(-down if event.modifiers() & _SHIFT else down, right)
        elif event.key() == _SPACE and not event.modifiers() and self._toggle():
            pass
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    @guard(False)
    def event(self, event: Any) -> bool:
        """Claims the grid's keys before a menu of the window with the same ones does."""
        if event.type() == event.Type.ShortcutOverride and _keys(event) in self.commands:
            event.accept()
            return True
        if event.type() == event.Type.KeyPress and event.key() in _MOVES and not event.modifiers() & ~_SHIFT:
            self.keyPressEvent(event)  # else Tab would leave the grid
            return True
        return super().event(event)

    def _toggle(self) -> bool:
        """Space turns yes into no and back; False where the cell is of another kind."""
        index = self.currentIndex()
        if not index.isValid() or self.grid_model.column(index.column()).column.kind is not Kind.BOOL:
            return False
        is_yes = self.grid_model.value(index.row(), index.column()) is True
        self.grid_model.setData(index, "no" if is_yes else "yes")
        return True

    @guard(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.delegate.finish():  # a refused text keeps the keyboard until it is mended or given up
            editor = self.delegate.editor
            if editor is not None:
                editor.setFocus()
            return
        super().mousePressEvent(event)
        self._pressed = self._box_at(event)

    @guard(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the box of a yes or no turns it round."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self._box_at(event) and self.currentIndex() == pressed:
            self._toggle()

    def _box_at(self, event: QMouseEvent) -> QModelIndex | None:
        """The cell whose box is under the pointer, where it can be edited."""
        index, model = self.indexAt(event.position().toPoint()), self.grid_model
        if not index.isValid() or event.modifiers() or model.is_new(index.row()):
            return None
        editable = bool(model.flags(index) & Qt.ItemFlag.ItemIsEditable)
        if not editable or not model.is_yes_or_no(index.column()) or model.value(index.row(), index.column()) is None:
            return None
        room = self.visualRect(index)
        return index if box_in(room, room.x() + PAD).contains(event.position().toPoint()) else None

    @guard(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cursor begins where something can be typed; Qt would put it on the ID."""
        if not self.currentIndex().isValid() and self.grid_model.rowCount():
            taken = [s for s in sections_of(self) if self.grid_model.is_typed_into(self.grid_model.column(s))]
            if taken:
                index = self.grid_model.index(0, taken[0])
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        super().focusInEvent(event)

    # --- editing ---

    @guard(False)
    def edit(self, index: Index, *how: Any) -> Any:  # type: ignore[override]  # one name for a slot and a virtual
        """F2 and a double click put the cursor behind the text; typing replaces it."""
        editable = bool(self.grid_model.flags(index) & Qt.ItemFlag.ItemIsEditable)
        if not how:
            if self.state() == _EDITING and self.delegate.editor is not None:
                self.delegate.editor.setFocus()  # what was refused there comes first
            elif editable:
                super().edit(index)
            elif index.isValid():  # a change of others may have taken the row away while its menu was open
                self.denied.emit(self.grid_model.why_locked(index.row(), index.column()))
            return None
        trigger, event = how
        if not editable and trigger in (_TRIGGER.AnyKeyPressed, _TRIGGER.EditKeyPressed) and index.isValid():
            self.denied.emit(self.grid_model.why_locked(index.row(), index.column()))
            return True  # else Qt goes to the next cell that begins with that letter
        if trigger & self.editTriggers() and editable and self.is_frozen(index.column()):
            self.horizontalScrollBar().setValue(0)  # an editor belongs where the column really is
        opened = super().edit(index, trigger, event)
        if opened and trigger != _TRIGGER.AnyKeyPressed and self.delegate.editor is not None:
            self.delegate.editor.to_end()
        return opened

    @guard(None)
    def closeEditor(self, editor: QWidget, hint: Hint) -> None:
        """An editor that was refused stays open, unless it is given up."""
        if hint == Hint.RevertModelCache or not getattr(editor, "refusal", ""):
            super().closeEditor(editor, Hint.NoHint)
            self._make_room(self.currentIndex())

    def _make_room(self, index: QModelIndex) -> None:
        """A column whose number just typed does not fit grows."""
        if index.isValid() and self.grid_model.column(index.column()).is_float:
            wide = self.delegate.paints.size_of(self.grid_model.look(index.row(), index.column())).width()
            if wide > self.columnWidth(index.column()):
                self.setColumnWidth(index.column(), wide)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        current = self.currentIndex()
        self.delegate.paints.current = (current.row(), current.column())  # a sort moves it without a signal
        super().paintEvent(event)

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frozen.follow()
        self.resized.emit()

    @guard(QSize())
    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)


def keys(text: str) -> int:
    """A shortcut such as `Ctrl+D` as a key event has it."""
    return int(QKeySequence.fromString(text)[0].toCombined())  # type: ignore[index]  # the stubs leave it out


def _keys(event: QKeyEvent) -> int:
    """The key with its modifiers; the number pad's keys are like any others."""
    return event.key() | (event.modifiers() & ~_PAD).value
