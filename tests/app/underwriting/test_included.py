"""A comp is taken in and left out with a click on its box, or with Space."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.tabs.underwriting import Underwriting
from tests.app.windows import opened_window
from tests.workbooks import demo_copy


def test_a_click_on_the_box_and_space_do_the_same(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, demo_copy(tmp_path), (1600, 900))
    window.show_tab("underwriting")
    page = cast(Underwriting, window.page)
    grid = page.value.comps.grid
    row = grid.model.row_id(0)
    index = grid.model.index_of(row, "included")
    mean = page.value.estimates[0].figure.text()
    room = grid.view.visualRect(index)
    beside, box = room.center(), QPoint(room.left() + 14, room.center().y())

    def included() -> object:
        return (page.document.book.row("Comps", row) or {})["included"]

    click, left = QTest.mouseClick, Qt.MouseButton.LeftButton
    click(grid.view.viewport(), left, Qt.KeyboardModifier.NoModifier, beside)
    assert included() is True
    click(grid.view.viewport(), left, Qt.KeyboardModifier.NoModifier, box)
    assert included() is False
    assert page.value.estimates[0].figure.text() != mean
    QTest.keyClick(grid.view, Qt.Key.Key_Space)
    assert included() is True
    assert page.value.estimates[0].figure.text() == mean
