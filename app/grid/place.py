"""Where a person is in a grid, found again after its rows were laid out anew."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, Qt

from app.grid.view import GridView
from app.guard import guard


class Place(QObject):
    """Keeps the current cell, by row and field, what is being typed into it, and the scroll positions over a reset."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self.view = view
        self.model = view.grid_model
        self._row, self._row_id, self._field = -1, "", ""
        self._typing: str | None = None
        self._scrolled = (0, 0)
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.modelReset.connect(self._return)

    @guard(None)
    def _remember(self) -> None:
        current = self.view.currentIndex()
        self._row = current.row()
        self._row_id = self.model.row_id(current.row())
        self._field = self.model.column(current.column()).field if current.isValid() else ""
        self._scrolled = (self.view.verticalScrollBar().value(), self.view.horizontalScrollBar().value())
        editor = self.view.delegate.editor
        # An editor that is just giving its text away is done; any other belongs to a person who is still typing.
        self._typing = editor.answer() if editor is not None and not self.view.delegate.is_committing else None

    @guard(None)
    def _return(self) -> None:
        """The same row, else the one that stands where it stood."""
        section = self.model.cells.place(self._field)
        if self._row < 0 or section < 0 or not self.model.rowCount():
            return
        index = self.model.index_of(self._row_id, self._field) if self._row_id else QModelIndex()
        row = index.row() if index.isValid() else min(self._row, self.model.rowCount() - 1)
        self.view.setCurrentIndex(self.model.index(row, section))
        self.view.verticalScrollBar().setValue(self._scrolled[0])
        self.view.horizontalScrollBar().setValue(self._scrolled[1])
        if self._typing is not None and self.model.row_id(row) == self._row_id:
            self._type_on(self.model.index(row, section), self._typing)

    def _type_on(self, index: QModelIndex, text: str) -> None:
        if not self.model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return  # what was undone made it a cell that nobody types into
        self.view.edit(index)
        editor = self.view.delegate.editor
        if editor is not None:
            editor.begin(text)
            editor.to_end()
