"""The columns of a grid to choose from: which show, and in what order; found by a part of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidgetItem

from app.grid.ticks import tick_list
from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_phrase
from app.widgets import Button, Text, column, row

if TYPE_CHECKING:
    from app.grid.grid import Grid

_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_SECTION = int(Qt.ItemDataRole.UserRole)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
WIDTH, SHOWN = 280, 14  # pixels; lines without scrolling


class ColumnChooser(QFrame):
    """Stays open while columns are ticked. Space ticks, Ctrl+Up and Ctrl+Down move a column, Esc closes."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("Columns"))
        self.grid = grid
        self.text = QLineEdit()
        self.text.setPlaceholderText(tr("Find a column"))
        self.text.setAccessibleName(tr("Find a column"))
        self.list = tick_list(tr("Columns: Space shows or hides one, Ctrl+Up and Ctrl+Down move it"))
        self.count = Text("", Size.CAPTION, Role.MUTED)
        theme().dress(self.text)
        self._lay_out()
        self._fill()
        self.text.textChanged.connect(self._narrow)
        self.list.itemChanged.connect(self._ticked)
        for one in (self.text, self.list):
            one.installEventFilter(self)
        self.text.setFocus()

    def _lay_out(self) -> None:
        head = row(
            self.count, Button(tr("All"), lambda: self.tick_all(True), kind="link"),
            Button(tr("None"), lambda: self.tick_all(False), kind="link"), gap=Space.S,
        )  # fmt: skip
        head.insertStretch(1)
        ends = row(Button(tr("Fit widths"), self.grid.fit), Button(tr("As at first"), self.start_over))
        ends.setStretch(0, 1)
        ends.setStretch(1, 1)
        layout = column(self.text, margins=(Space.S, Space.S, Space.S, Space.S))
        layout.addLayout(head)
        layout.addWidget(self.list)
        layout.addWidget(Text(tr("Space shows or hides, Ctrl+↑ and Ctrl+↓ move."), Size.CAPTION, Role.MUTED, wrap=True))
        layout.addLayout(ends)
        self.setLayout(layout)
        self.setFixedWidth(theme().pixels(WIDTH))

    def _fill(self) -> None:
        """Every column in the order in which they stand."""
        header = self.grid.view.header
        self.list.blockSignals(True)
        self.list.clear()
        for place in range(header.count()):
            section = header.logicalIndex(place)
            item = QListWidgetItem(tr_phrase(self.grid.model.column(section).column.header))
            item.setData(_SECTION, section)
            item.setCheckState(_UNCHECKED if self.grid.view.isColumnHidden(section) else _CHECKED)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setCurrentRow(max(0, header.visualIndex(max(0, self.grid.view.currentIndex().column()))))
        lines = min(SHOWN, max(1, self.list.count()))
        self.list.setFixedHeight(lines * self.list.sizeHintForRow(0) + 2 * Space.XS)
        self._narrow(self.text.text())
        self._tell()

    def _tell(self) -> None:
        shown = self.list.count() - self.grid.view.header.hiddenSectionCount()
        self.count.setText(tr("{shown} of {count} shown", shown=shown, count=self.list.count()))

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    def _narrow(self, text: str) -> None:
        """Only columns whose name holds the words; the first of them is the current one."""
        words = text.casefold().split()
        for item in self._items():
            item.setHidden(not all(word in item.text().casefold() for word in words))
        current = self.list.currentItem()
        if current is None or current.isHidden():
            seen = [item for item in self._items() if not item.isHidden()]
            if seen:
                self.list.setCurrentItem(seen[0])

    @guard(None)
    def _ticked(self, item: QListWidgetItem) -> None:
        section = item.data(_SECTION)
        self.grid.show_column(section, item.checkState() == _CHECKED)
        hidden = self.grid.view.isColumnHidden(section)
        if hidden != (item.checkState() == _UNCHECKED):  # the last one that shows stays
            item.setCheckState(_UNCHECKED if hidden else _CHECKED)
        self._tell()

    def tick_all(self, on: bool) -> None:
        """All, or all but the first, of those that are listed now."""
        listed = [item for item in self._items() if not item.isHidden()]
        for item in listed if on else listed[::-1]:
            item.setCheckState(_CHECKED if on else _UNCHECKED)

    def start_over(self) -> None:
        """Columns as they are declared."""
        self.grid.reset_columns()
        self._fill()

    def move_by(self, step: int) -> None:
        """The current column to the place before (-1) or behind the next one (1)."""
        place, header = self.list.currentRow(), self.grid.view.header
        if self.text.text() or not 0 <= place + step < self.list.count():
            return
        header.moveSection(place, place + step)
        self.list.blockSignals(True)
        self.list.insertItem(place + step, self.list.takeItem(place))
        self.list.blockSignals(False)
        self.list.setCurrentRow(place + step)

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the field, too, the arrows go through the list; Enter ticks as Space does in it."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, item = Qt.Key(event.key()), self.list.currentItem()
        if key in _STEPS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.move_by(_STEPS[key])
        elif key in _STEPS and watched is self.text:
            self.list.setFocus()
            self._step(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None and not item.isHidden():
            item.setCheckState(_UNCHECKED if item.checkState() == _CHECKED else _CHECKED)
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        place = self.list.currentRow() + by
        while 0 <= place < self.list.count():
            if not self.list.item(place).isHidden():
                self.list.setCurrentRow(place)
                return
            place += by

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(Role.RAISED))
        painter.setPen(theme().color(Role.EDGE))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
