"""The grid that every tab shares: cells to edit, a search with its count, filters, menus, a line for refusals."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from app.grid.actions import GridActions
from app.grid.bar import Emptiness, GridBar, Notice
from app.grid.chooser import ColumnChooser
from app.grid.columns import Source
from app.grid.layout import GridLayout
from app.grid.menu import FilterPanel, cell_menu, column_menu, popup
from app.grid.model import GridModel
from app.grid.new_row import NewRow
from app.grid.place import Place
from app.grid.replace_bar import ReplaceBar
from app.grid.rows import ColumnFilter
from app.grid.selection import picked, sections_of, summary
from app.grid.view import GridView, keys
from app.guard import guard
from app.jobs import Job
from app.printout.shown import Shown
from app.tr import tr, tr_phrase
from app.widgets import column
from app.words import counted
from models.core.change import Fields
from models.core.find import name_field
from models.core.schema import Table

if TYPE_CHECKING:
    from app.document import Document

SUMMARY_MS = 60
KEEP_MS = 300
LONG = 50_000  # rows from which on a column is made ready on another thread, and before anybody asks for it


class Grid(QWidget):
    """Rows of a Table, a View or a sheet of the person's own.

    `key` names what is kept of its columns between starts. `preset` are fields that each row added here has.
    """

    selection_summary = Signal(str)  # `3 cells · sum 1,234.50 · average 411.50`, blank for one cell
    filter_summary = Signal(str)  # `12 of 340 rows`, blank where nothing filters
    message = Signal(str)  # what was done or refused, for the status line or a toast
    current_row_changed = Signal(str)  # the row's ID; blank for the blank row and none
    row_opened = Signal(str)  # a double click on a cell that cannot be edited

    def __init__(
        self,
        document: Document,
        source: Source,
        key: str = "",
        *,
        noun: str = "",
        preset: Fields | None = None,
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = GridModel(document, source, noun=noun, preset=preset, parent=self)
        self.view = GridView(self.model, self)
        self.commands = GridActions(self.view)
        self.new_row = NewRow(self.view, self.commands)
        self.place = Place(self.view)
        self.columns = GridLayout(self.view, key, settings or QSettings())
        self.bar = GridBar(self.clear_filters, self.choose_columns, self.commands.add_row)
        self.notice = Notice()
        self.row_actions: list[QAction] = []  # what a tab can do with a row: the head of the cells' menu
        self.emptiness = Emptiness(self.view.viewport(), self._fill_emptiness)
        self._readying: Job | None = None
        self._nothing = (tr("Nothing here yet"), tr("Type into the first line, or paste rows from Excel."))
        self._parts = column(self.bar, self.view, self.notice, gap=0)
        self.setLayout(self._parts)
        self.setFocusProxy(self.view)
        self._connect()
        self._columns_came()

    def _connect(self) -> None:
        self._summing = self._timer(SUMMARY_MS, self._sum)
        self._keeping = self._timer(KEEP_MS, self.columns.keep)
        self._preparing = self._timer(0, self._prepare_a_column)
        self.bar.search.entered.connect(self._preparing.start)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._summing.start())
        self.view.columns_changed.connect(self._keeping.start)
        self.model.layoutChanged.connect(self._keeping.start)
        self.model.filtered.connect(self._tell)
        self.model.new_row_changed.connect(self._tell)
        self.model.document.changed.connect(self._something_was_done)
        self.model.modelReset.connect(self._tell)
        self.model.modelReset.connect(self._prepare_long)
        self.bar.search.searched.connect(self.search)
        self.bar.search.left.connect(self.view.setFocus)
        self.view.header.menu_wanted.connect(self._open_column_menu)
        self.view.row_changed.connect(lambda _, now: self.current_row_changed.emit(self.model.row_id(now)))
        self.view.denied.connect(self.refuse)
        self.view.doubleClicked.connect(self._open_row)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_cell_menu)
        for source in (self.commands, self.new_row):
            source.refused.connect(self.refuse)
            source.message.connect(self.message)
        self.commands.columns_wanted.connect(self.choose_columns)
        self.commands.hiding_wanted.connect(lambda section: self.show_column(section, False))
        # Not as shortcuts: the window has some of the same, and of two neither would work.
        self.view.commands[keys("Ctrl+F")] = self.start_search
        self.view.commands[keys("Ctrl+H")] = self.start_replacing
        self.view.commands[keys("F3")] = lambda: self.find_next(1)
        self.view.commands[keys("Shift+F3")] = lambda: self.find_next(-1)

    @cached_property
    def replacing(self) -> ReplaceBar:
        """Made when it is first wanted: a page has several grids, and most are never searched so."""
        bar = ReplaceBar(self.view)
        bar.refused.connect(self.refuse)
        bar.message.connect(self.message)
        self._parts.insertWidget(self._parts.indexOf(self.view), bar)
        return bar

    def _timer(self, milliseconds: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    # --- what it shows ---

    def rest_out_of_view(self) -> None:
        """From now on edits are not worked out while it is out of view, but when it comes into view again."""
        self.model.sleeps = lambda: not self.isVisible()

    @guard(None)
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.wake()
        self._prepare_long()

    def set_source(self, source: Source, *, noun: str = "", preset: Fields | None = None) -> None:
        """Shows something else; the columns' arrangement stays where they are the same."""
        if self.model.typed and not self.finish():
            self.message.emit(tr("The unfinished {noun} was given up.", noun=self.model.noun))
        before = [one.field for one in self.model.cells.columns]
        self.model.set_source(source, noun=noun, preset=preset)
        if before != [one.field for one in self.model.cells.columns]:
            self._columns_came()

    def _columns_came(self) -> None:
        self.view.frozen_fields = self._kept_in_sight()
        self.columns.restore()
        source = self.model.cells.source
        self.view.setAccessibleName(source.sheet if isinstance(source, Table) else source.title)
        self.view.gutter.fit(self.model.total)
        self.view.frozen.follow()
        self._tell()

    def _kept_in_sight(self) -> set[str]:
        """The row's ID and name; where it has no name, what stands next to the ID."""
        table, columns = self.model.cells.table, self.model.cells.columns
        fields = {column.field for column in columns}
        if table is None or table.id_column.name not in fields:
            return {column.field for column in columns[:1]}
        name = name_field(table)
        return {table.id_column.name, name if name in fields else columns[min(1, len(columns) - 1)].field}

    def selected_rows(self) -> list[str]:
        """The IDs of the rows in which something is selected, from top to bottom."""
        return [self.model.row_id(row) for row in picked(self.view, len(self.model.rows)).rows.tolist()]

    @property
    def current_row(self) -> str:
        return self.model.row_id(self.view.currentIndex().row())

    def shown(self) -> Shown:
        """What is shown, for printing and exports: the visible columns, and the rows that are left, in order."""
        model, source = self.model, self.model.cells.source
        columns = tuple(model.column(section) for section in sections_of(self.view))
        title = source.sheet if isinstance(source, Table) else source.title
        return Shown(title, self._how_many(), columns, model.rows, model.document.as_of, model.currency)

    def go_to(self, row_id: str, field: str = "") -> bool:
        """Selects a cell and brings it into sight, whatever hides it.

        False if there is no such row, or while a refused text waits to be mended.
        """
        if not self.view.delegate.finish():
            return False
        index = self.model.index_of(row_id, field)
        if not index.isValid():
            self.clear_filters()
            index = self.model.index_of(row_id, field)
        if not index.isValid():
            return False
        self.show_column(index.column(), True)
        self.view.go(index.row(), index.column())
        self.view.setFocus()
        return True

    def finish(self) -> bool:
        """Ends what is being typed, as before saving or closing; False where it was refused or lacks something."""
        return self.view.delegate.finish() and self.new_row.settle()

    # --- sort and filter ---

    def sort(self, section: int, *, descending: bool = False) -> None:
        """By a column, -1 = as in the file."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header = self.view.header
        if (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (section, order):
            self.model.sort(section, order)
        header.setSortIndicator(section, order)
        header.viewport().update()

    def start_search(self) -> None:
        """To the search field."""
        self.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.search.selectAll()

    def start_replacing(self) -> None:
        """Opens find and replace; there is nothing to replace while a refused text waits to be mended."""
        if self.view.delegate.finish():
            self.replacing.open()

    def find_next(self, by: int) -> None:
        """The next cell, or with -1 the one before, of what was looked for last."""
        if self.replacing.isVisible():
            self.replacing.step(by)
        else:
            self.start_replacing()

    def search(self, text: str) -> None:
        if self.bar.search.text() != text:
            self.bar.search.setText(text)
        self.model.set_search(text)

    @guard(None)
    def _prepare_long(self) -> None:
        if self.model.total >= LONG and self.isVisible():
            self._preparing.start()

    @guard(None)
    def _prepare_a_column(self) -> None:
        """While a person thinks of a word, the columns are made ready for it, so that the first key does not wait."""
        column = next((one for one in self.model.cells.columns if not one.is_ready), None)
        if column is None or self._readying is not None:
            return
        if self.model.total < LONG:
            column.make_ready()
            self._preparing.start()
            return
        self._readying = Job(tr("Preparing a column"), lambda _: column.make_ready())
        self._readying.done.connect(self._prepared)
        self._readying.start()

    @guard(None)
    def _prepared(self, _: object) -> None:
        self._readying = None
        self._preparing.start()

    def set_filter(self, field: str, wanted: ColumnFilter | None) -> None:
        self.model.set_filter(field, wanted)
        self.view.header.viewport().update()

    def clear_filters(self) -> None:
        self.bar.search.clear()
        self.model.clear_filters()
        self.view.header.viewport().update()

    @guard(None)
    def _tell(self) -> None:
        """Brings everything that says how many rows there are up to date."""
        model = self.model
        shown, total, count = len(model.rows), model.total, self._how_many()
        headers = [
            tr_phrase(one.column.header) for one in model.cells.columns if one.field in model.arrangement.filters
        ]
        self.bar.show_state(count, ", ".join(headers), model.noun, can_add=model.has_new_row)
        self.filter_summary.emit(count if model.arrangement.is_filtered else "")
        self.view.gutter.fit(total)
        self._tell_emptiness(shown, total)

    def _how_many(self) -> str:
        shown, total = len(self.model.rows), self.model.total
        filtered = self.model.arrangement.is_filtered
        return tr("{shown} of {total} rows", shown=shown, total=total) if filtered else counted(total, "row")

    def _tell_emptiness(self, shown: int, total: int) -> None:
        if shown or self.model.typed:
            self.emptiness.say("")
        elif total:
            self.emptiness.say(
                tr("No row fits"),
                tr("{total} rows are hidden by the search or a filter.", total=total),
                tr("Show all rows"),
            )
        elif self.model.has_new_row:
            self.emptiness.say(*self._nothing, tr("Add {noun}", noun=self.model.noun))
        else:
            self.emptiness.say(self._nothing[0])

    def say_when_empty(self, title: str, hint: str) -> None:
        """What stands there while there are no rows, and what to do about it."""
        self._nothing = (title, hint)
        self._tell()

    def _fill_emptiness(self) -> None:
        if self.model.total:
            self.clear_filters()
        else:
            self.commands.add_row()

    # --- columns ---

    def show_column(self, section: int, shown: bool) -> None:
        """Shows or hides a column; the last visible one stays. The cursor goes on to the next one that shows."""
        sections, current = sections_of(self.view), self.view.currentIndex()
        if shown != self.view.isColumnHidden(section) or (not shown and len(sections) < 2):
            return
        self.view.setColumnHidden(section, not shown)
        if not shown and current.column() == section:
            at = sections.index(section)
            self.view.go(current.row(), (sections[:at] + sections[at + 1 :])[min(at, len(sections) - 2)])
        self.view.columns_changed.emit()

    def fit(self, section: int = -1) -> None:
        """As wide as what is in sight needs; -1 = all columns."""
        if section < 0:
            self.view.resizeColumnsToContents()
        else:
            self.view.resizeColumnToContents(section)

    def reset_columns(self) -> None:
        self.columns.standard()
        self.view.columns_changed.emit()

    # --- menus and notices ---

    @guard(None)
    def _open_column_menu(self, section: int, place: QPoint) -> None:
        popup(column_menu(self, section), place)

    @guard(None)
    def _open_cell_menu(self, place: QPoint) -> None:
        popup(cell_menu(self), self.view.viewport().mapToGlobal(place))

    def choose_columns(self) -> ColumnChooser:
        """The list of the columns, under its button."""
        panel = ColumnChooser(self)
        panel.adjustSize()
        button = self.bar.columns
        popup(panel, button.mapToGlobal(QPoint(button.width() - panel.width(), button.height())))
        return panel

    def open_filter(self, section: int) -> FilterPanel:
        """The panel with the column's values, under its header."""
        header = self.view.header
        panel = FilterPanel(self, section)
        popup(panel, header.viewport().mapToGlobal(QPoint(header.sectionViewportPosition(section), header.height())))
        return panel

    @guard(None)
    def refuse(self, why: str) -> None:
        """Says under the cells why something was not done."""
        self.notice.say(why)
        if why:
            self.message.emit(why.splitlines()[0])

    @guard(None)
    def _something_was_done(self, _changes: object) -> None:
        self.notice.say("")

    @guard(None)
    def _open_row(self, index: QModelIndex) -> None:
        if not self.model.flags(index) & Qt.ItemFlag.ItemIsEditable and self.model.row_id(index.row()):
            self.row_opened.emit(self.model.row_id(index.row()))

    @guard(None)
    def _sum(self) -> None:
        self.selection_summary.emit(summary(self.model, picked(self.view, len(self.model.rows))))
