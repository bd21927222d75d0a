"""How a person arranged a grid's columns, kept between starts: order, widths, what is hidden, and the sort."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFontMetrics

from app.grid.columns import GridColumn
from app.grid.look import Look, Mark, names_the_row
from app.grid.rows import SortKey
from app.grid.selection import sections_of
from app.grid.view import GridView
from app.guard import guard
from app.theme import theme
from models.core.schema import Kind, Value

VERSION = 1
NARROWEST, WIDEST = 48, 900
_LONG: dict[Kind, tuple[Value, ...]] = {  # a day late in each month, as months are of different lengths in words
    Kind.DATE: tuple(date(2028, month, 28) for month in range(1, 13)),
    Kind.TIME: tuple(f"2028-{month:02}-28T20:48:00Z" for month in range(1, 13)),
}
_LONGEST = 30  # characters that a column is wide at first, at most


class GridLayout:
    """One grid's columns in QSettings, by field, so that a column which comes or goes disturbs no other."""

    def __init__(self, view: GridView, key: str, settings: QSettings) -> None:
        self.view = view
        self.key = key
        self.settings = settings
        self.first_sort: tuple[SortKey, ...] = ()  # until a person sorts
        self.paused = False
        self._standard: dict[str, int] = {}  # widths by field
        self._ours: dict[str, int] = {}  # what became of them, where nobody has chosen another
        self._kept = ""
        view.resized.connect(self.share_out)
        view.grid_model.modelReset.connect(self.share_out)

    def standard(self) -> None:
        """Columns as they are declared."""
        view, header = self.view, self.view.header
        self._standard = {
            one.field: max(_standard_width(view, one), header.least(section))
            for section, one in enumerate(view.grid_model.cells.columns)
        }
        self._ours = dict(self._standard)
        for section, column in enumerate(view.grid_model.cells.columns):
            header.moveSection(header.visualIndex(section), section)
            view.setColumnHidden(section, False)
            view.setColumnWidth(section, self._standard[column.field])
        self.share_out()

    @guard(None)
    def share_out(self) -> None:
        """What the view is too wide goes to the columns whose texts are cut; a width that a person chose stays."""
        view, spare, ours = self.view, self.view.viewport().width(), {}
        for section in sections_of(view):
            field, width = view.grid_model.column(section).field, view.columnWidth(section)
            if width == self._ours.get(field):
                ours[section] = field
                width = self._standard[field]
            spare -= width
        for section, field in ours.items():
            width = self._standard[field]
            if spare > 0:
                more = max(0, min(spare, view.sizeHintForColumn(section) - width))
                spare, width = spare - more, width + more
            if width != self._ours[field]:
                self._ours[field] = width
                view.setColumnWidth(section, width)

    def restore(self) -> None:
        """The standard, then what was kept under the key; something unreadable or of another version is left alone."""
        self.paused = True
        try:
            self.standard()
            kept = _read(self.settings.value(f"grid/{self.key}"))
            self._arrange([entry for entry in kept.get("columns", []) if isinstance(entry, dict)])
            self._sort(kept.get("sort", [[key.field, key.descending] for key in self.first_sort]))
        finally:
            self.paused = False
        self.share_out()
        self._kept = self._as_text()

    def keep(self) -> None:
        """Called whenever a person may have arranged something."""
        text = "" if self.paused or not self.key else self._as_text()
        if text and text != self._kept:
            self._kept = text
            self.settings.setValue(f"grid/{self.key}", text)

    def _as_text(self) -> str:
        view, header = self.view, self.view.header
        columns = []
        for place in range(header.count()):
            section = header.logicalIndex(place)
            hidden = view.isColumnHidden(section)
            width = _width_of(view, section) if hidden else view.columnWidth(section)
            field = view.grid_model.column(section).field
            chosen = {} if width == self._ours.get(field) else {"width": width}
            columns.append({"field": field, **chosen, "hidden": hidden})
        sort = [[key.field, key.descending] for key in view.grid_model.arrangement.sort]
        return json.dumps({"version": VERSION, "columns": columns, "sort": sort})

    def _arrange(self, entries: Sequence[Mapping[str, Any]]) -> None:
        view, header = self.view, self.view.header
        place = 0
        for entry in entries:
            section = view.grid_model.cells.place(str(entry.get("field")))
            if section < 0:
                continue
            header.moveSection(header.visualIndex(section), place)
            place += 1
            width = entry.get("width")
            if isinstance(width, int):
                view.setColumnWidth(section, max(NARROWEST, min(WIDEST, width)))
            view.setColumnHidden(section, entry.get("hidden") is True)

    def _sort(self, entries: Any) -> None:
        model = self.view.grid_model
        pairs = [entry for entry in entries if isinstance(entry, list) and len(entry) == 2]
        sort = tuple(SortKey(str(f), bool(d)) for f, d in pairs if model.cells.place(str(f)) >= 0)
        header = self.view.header
        was = header.blockSignals(True)
        section = model.cells.place(sort[0].field) if sort else -1
        descending = bool(sort and sort[0].descending)
        header.setSortIndicator(section, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        header.blockSignals(was)
        if sort != model.arrangement.sort:
            model.sort_by(sort)


def _standard_width(view: GridView, column: GridColumn) -> int:
    characters = 13 if names_the_row(column) else min(_LONGEST, column.column.characters)
    characters = min(characters, 17) if column.column.kind is Kind.TIME else characters
    characters += 3 if column.column.due_while else 0  # for the mark of what is late
    wide = QFontMetrics(theme().font(figures=True)).averageCharWidth()
    return max(wide * characters + 20, _least(view, column))


def _least(view: GridView, column: GridColumn) -> int:
    """What the longest day or time needs: it is never cut, however large the text; of words an ellipsis is enough."""
    mark = int(Mark.LATE) if column.column.due_while else 0
    texts = (column.shown(value) for value in _LONG.get(column.column.kind, ()))
    return max((view.delegate.paints.size_of(Look(text, mark)).width() for text in texts), default=0)


def _width_of(view: GridView, section: int) -> int:
    """A hidden column's width, which the header gives only while it is shown."""
    view.setColumnHidden(section, False)
    width = view.columnWidth(section)
    view.setColumnHidden(section, True)
    return width


def _read(text: object) -> dict[str, Any]:
    try:
        kept = json.loads(str(text)) if text else {}
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) and kept.get("version") == VERSION else {}
