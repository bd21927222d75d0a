"""How a grid's rows change: sorts and filters that a person wants, and edits that the document tells of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from app.grid.columns import GridColumn, RawSheet, Source, prepared, refreshed
from app.grid.rows import ColumnFilter, SortKey, with_key, words_of
from app.grid.shown import ShownModel
from app.guard import guard
from models.core.change import ChangeSet, Fields
from models.core.schema import Table

if TYPE_CHECKING:
    from app.document import Document


class FollowingModel(ShownModel):
    """Moves rows only when a person sorts, and lays them out anew only when some come or go."""

    filtered = Signal()  # which rows show, or how many there are, changed

    def __init__(
        self,
        document: Document,
        source: Source,
        *,
        noun: str = "",
        preset: Fields | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(document, source, noun=noun, preset=preset, parent=parent)
        self.sleeps: Callable[[], bool] = lambda: False  # whether nobody looks: edits are then followed on waking
        self._overslept = False
        document.changed.connect(self._follow)
        document.replaced.connect(self._start_over)
        document.state_changed.connect(self.refresh_marks)

    def set_source(self, source: Source, *, noun: str = "", preset: Fields | None = None) -> None:
        """Shows something else; sorts and filters of columns that it has too stay."""
        self.beginResetModel()
        self.typed.clear()
        self._take(source, noun, preset or {})
        self.endResetModel()
        self.filtered.emit()

    # --- sort and filter ---

    @guard(None)
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By one column, earlier sorts deciding among equals; -1 = as in the file."""
        descending = order == Qt.SortOrder.DescendingOrder
        known = 0 <= column < len(self.cells.columns)
        key = SortKey(self.column(column).field, descending) if known else None
        self.sort_by(with_key(self.arrangement.sort, key) if key else ())

    def sort_by(self, keys: tuple[SortKey, ...]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        before = self.rows
        places = [int(before[index.row()]) if index.row() < len(before) else -1 for index in held]
        self.arrangement.resort(self.cells, keys)
        now = np.full(len(self.cells) + 1, len(self.rows))  # the last one: the blank row stays the last
        now[self.rows] = np.arange(len(self.rows))
        moved = [self.index(int(now[place]), index.column()) for place, index in zip(places, held, strict=True)]
        self._looks.clear()
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def set_search(self, text: str) -> None:
        """Only rows that hold all these words, in any column."""
        if words_of(text) != words_of(self.arrangement.search):
            self.arrangement.search = text
            self._refilter()

    def set_filter(self, field: str, wanted: ColumnFilter | None) -> None:
        filters = {**self.arrangement.filters, field: wanted or ColumnFilter()}
        self.arrangement.filters = {name: one for name, one in filters.items() if one}
        self._refilter()

    def clear_filters(self) -> None:
        """Every row shows again; the search goes too."""
        self.arrangement.filters, self.arrangement.search = {}, ""
        self._refilter()

    def _refilter(self) -> None:
        self.beginResetModel()
        self.arrangement.refilter(self.cells)
        self._looks.clear()
        self.endResetModel()
        self.filtered.emit()

    # --- the document changed ---

    def wake(self) -> None:
        """Takes in what happened while nobody looked."""
        if self._overslept:
            self._overslept = False
            self._start_over()

    @guard(None)
    def _follow(self, changes: ChangeSet) -> None:
        if self.sleeps():
            self._overslept = True
            return
        if not self._concerns(changes):
            self.refresh_marks()
            return
        fresh = refreshed(self.cells, self.document.book, self.document.as_of, lambda c: self._stays(c, changes))
        if np.array_equal(fresh.ids, self.cells.ids):
            self.cells = fresh
            self.refresh_marks()
            return
        restored = any(change.at is not None for change in changes.changes if change.is_insert)
        self.beginResetModel()
        self.arrangement.follow(self.cells, fresh, restored=restored)
        self.cells = fresh
        self._forget()
        self.endResetModel()
        self.filtered.emit()

    def _concerns(self, changes: ChangeSet) -> bool:
        """Whether an edit can show here: in the table itself, in what is calculated, in names that are referred to."""
        source = self.cells.source
        if not isinstance(source, Table):
            return not isinstance(source, RawSheet)
        return source.key in changes.tables or any(
            column.formula is not None or column.refers in changes.tables for column in source
        )

    def _stays(self, column: GridColumn, changes: ChangeSet) -> bool:
        """Whether an edit left a column as it is: only stored ones can tell."""
        source = self.cells.source
        if not isinstance(source, Table) or column.column.formula is not None or column.column.refers in changes.tables:
            return False
        here = changes.of(source.key)
        return not any(change.is_insert or change.is_delete or column.field in (change.after or ()) for change in here)

    @guard(None)
    def _start_over(self) -> None:
        """Another Book, as after a save that took in what somebody else had changed: what is being typed stays."""
        if self.sleeps():
            self._overslept = True
            return
        fresh = prepared(self.cells.source, self.document.book, self.document.as_of)
        if np.array_equal(fresh.ids, self.cells.ids):
            self.cells = fresh
            self.refresh_marks()
            return
        self.beginResetModel()
        self._take(self.cells.source, self.noun, self.preset)
        self.endResetModel()
        self.filtered.emit()

    @guard(None)
    def refresh_marks(self) -> None:
        """Problems, what is unsaved, or whether anything may be edited changed: every cell may look different."""
        had = self.has_new_row
        self._forget()
        if had != self.has_new_row:
            self.has_new_row = had
            self.beginResetModel()
            self._forget()
            self.endResetModel()
        elif self.rowCount() and self.cells.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.cells.columns) - 1))
