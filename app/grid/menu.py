"""The menu of a column: what it means, sort, filter, hide, width, and which columns there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QMenu, QWidget, QWidgetAction

from app.grid.actions import ACTIONS
from app.grid.columns import GridColumn
from app.grid.look import about
from app.grid.rows import ColumnFilter
from app.grid.ticks import tick_list
from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_phrase
from app.widgets import Button, column, row
from models.core.schema import Kind

if TYPE_CHECKING:
    from app.grid.grid import Grid

MOST_VALUES = 500
SHOWN = 12  # of them without scrolling
_ORDERS = {
    Kind.DATE: (marked("Oldest first"), marked("Newest first")),
    Kind.TIME: (marked("Oldest first"), marked("Newest first")),
    Kind.BOOL: (marked("No first"), marked("Yes first")),
    Kind.CHOICE: (marked("In order"), marked("In reverse order")),
}
_NUMBER_ORDER, _TEXT_ORDER = (marked("Smallest first"), marked("Largest first")), (marked("A to Z"), marked("Z to A"))
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


def column_menu(grid: Grid, section: int) -> QMenu:
    """The menu of one column."""
    menu = _menu(grid)
    grid_column = grid.model.column(section)
    menu.addAction(_explanation(menu, grid_column))
    menu.addSeparator()
    _add_sorts(menu, grid, section)
    menu.addSeparator()
    _add_filters(menu, grid, section)
    menu.addSeparator()
    _add(menu, tr("Hide this column"), lambda: grid.show_column(section, False))
    _add(menu, tr("Choose columns…"), grid.choose_columns)
    _add(menu, tr("Fit the width"), lambda: grid.fit(section))
    _add(menu, tr("Fit all widths"), grid.fit)
    _add(menu, tr("Columns as they were at first"), grid.reset_columns)
    return menu


def cell_menu(grid: Grid) -> QMenu:
    """What can be done to the selected cells, with the keys that do it."""
    menu = _menu(grid)
    menu.addActions(grid.row_actions)
    menu.addSeparator()
    for one in ACTIONS:
        if one.name in ("clear", "add_row"):
            menu.addSeparator()
        action = menu.addAction(tr(one.text), grid.commands.action(one))
        action.setShortcut(QKeySequence(one.shortcuts[0]))  # a menu that is in no menu bar only shows them
        action.setEnabled(not (one.edits and grid.model.read_only))
        if one.icon:
            action.setIcon(theme().icon(one.icon))
    return menu


class FilterPanel(QFrame):
    """What a column has to contain, and which of its values show."""

    def __init__(self, grid: Grid, section: int) -> None:
        super().__init__(grid, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.grid = grid
        self.column = grid.model.column(section)
        wanted = grid.model.arrangement.filters.get(self.column.field, ColumnFilter())
        self.text = QLineEdit(wanted.text)
        numbers = self.column.is_float and self.column.column.kind is not Kind.BOOL
        self.text.setPlaceholderText(tr("Contains, or >100, <=500") if numbers else tr("Contains"))
        self.text.setAccessibleName(tr("{header} contains", header=self.column.column.header))
        self.text.setClearButtonEnabled(True)
        self.text.returnPressed.connect(self.apply)
        self.values = _ticks(self.column, wanted)
        theme().dress(self.text)
        buttons = row(
            Button(tr("All"), lambda: self.tick(True), kind="link"),
            Button(tr("None"), lambda: self.tick(False), kind="link"),
        )
        buttons.addStretch()
        ends = row(Button(tr("Clear"), self.clear), Button(tr("Show these"), self.apply, kind="primary"))
        layout = column(self.text, margins=(Space.S, Space.S, Space.S, Space.S))
        layout.addLayout(buttons)
        layout.addWidget(self.values)
        layout.addLayout(ends)
        self.setLayout(layout)
        self.setFixedWidth(260)
        self.text.setFocus()

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(Role.RAISED))
        painter.setPen(theme().color(Role.EDGE))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def tick(self, on: bool) -> None:
        for place in range(self.values.count()):
            self.values.item(place).setCheckState(_CHECKED if on else _UNCHECKED)

    def apply(self) -> None:
        """Filters by what is ticked and typed."""
        items = [self.values.item(place) for place in range(self.values.count())]
        ticked = frozenset(item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == _CHECKED)
        chosen = None if len(ticked) == len(items) else ticked
        self.grid.set_filter(self.column.field, ColumnFilter(chosen, self.text.text()))
        self.close()

    def clear(self) -> None:
        self.grid.set_filter(self.column.field, None)
        self.close()


def _ticks(grid_column: GridColumn, wanted: ColumnFilter) -> QListWidget:
    """The column's values with how often each is there, in the column's order, blank first."""
    values = tick_list(tr("Values of {header}", header=grid_column.column.header))
    for text, count in grid_column.distinct(MOST_VALUES):
        item = QListWidgetItem(f"{text or '(blank)'}   {count:,}")
        item.setData(Qt.ItemDataRole.UserRole, text)
        item.setCheckState(_CHECKED if wanted.values is None or text in wanted.values else _UNCHECKED)
        values.addItem(item)
    values.setFixedHeight(min(SHOWN, max(3, values.count())) * max(1, values.sizeHintForRow(0)) + Space.S)
    return values


def _add_sorts(menu: QMenu, grid: Grid, section: int) -> None:
    declared = grid.model.column(section).column
    up, down = _NUMBER_ORDER if declared.is_number else _ORDERS.get(declared.kind, _TEXT_ORDER)
    _add(menu, tr("Sort: {up}", up=tr(up)), lambda: grid.sort(section))
    _add(menu, tr("Sort: {down}", down=tr(down)), lambda: grid.sort(section, descending=True))
    if grid.model.arrangement.sort:
        _add(menu, tr("As in the file"), lambda: grid.sort(-1))


def _add_filters(menu: QMenu, grid: Grid, section: int) -> None:
    field = grid.model.column(section).field
    _add(menu, tr("Filter…"), lambda: grid.open_filter(section), "filter")
    current = grid.view.currentIndex()
    if current.isValid() and not grid.model.is_new(current.row()):
        text = grid.model.column(section).text(int(grid.model.rows[current.row()]))
        if text:
            only = ColumnFilter(frozenset({text}))
            _add(menu, tr("Only “{text}”", text=text[:24]), lambda: grid.set_filter(field, only))
    _add(menu, tr("Only blank"), lambda: grid.set_filter(field, ColumnFilter(blank=True)))
    _add(menu, tr("Only not blank"), lambda: grid.set_filter(field, ColumnFilter(blank=False)))
    if field in grid.model.arrangement.filters:
        _add(menu, tr("Show all again"), lambda: grid.set_filter(field, None))


def _explanation(menu: QMenu, grid_column: GridColumn) -> QWidgetAction:
    """What the column means, at the head of its menu."""
    holder = QWidget(menu)
    title, text = QLabel(tr_phrase(grid_column.column.header)), QLabel(about(grid_column))
    title.setFont(theme().font(strong=True))
    text.setFont(theme().font(Size.CAPTION))
    text.setWordWrap(True)
    text.setFixedWidth(240)
    palette = text.palette()
    palette.setColor(QPalette.ColorRole.WindowText, theme().color(Role.MUTED))
    text.setPalette(palette)
    holder.setLayout(column(title, text, gap=2, margins=(Space.S, Space.XS, Space.S, Space.XS)))
    action = QWidgetAction(menu)
    action.setDefaultWidget(holder)
    return action


def _menu(grid: Grid) -> QMenu:
    menu = QMenu(grid)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    theme().dress(menu)
    return menu


def _add(menu: QMenu, text: str, act: Callable[[], object], icon: str = "") -> None:
    action = menu.addAction(text)
    action.triggered.connect(lambda *_: act())
    if icon:
        action.setIcon(theme().icon(icon))


def popup(menu: QWidget, place: QPoint) -> None:
    """Shows a menu or panel at a place on the screen, without waiting for it."""
    if isinstance(menu, QMenu):
        menu.popup(place)
    else:
        menu.move(place)
        menu.show()
