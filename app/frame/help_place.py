"""Which page of the help is about what the keyboard is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from app.command import Frame


def place_of(frame: Frame) -> str:
    """The column of the cell, else the tab, as a link; blank where no workbook is open."""
    grid, focus = frame.grid, QApplication.focusWidget()
    if grid is not None and focus is not None and grid.isAncestorOf(focus):
        cells, at = grid.model.cells, grid.view.currentIndex()
        if cells.table is not None:
            page = f"table/{cells.table.key}"
            field = grid.model.column(at.column()).field if at.isValid() else ""
            return f"{page}#{field}" if field in cells.table else page
    return f"tab/{frame.page.key}" if frame.page is not None else ""
