"""Columns are chosen and moved by keys, and that is remembered."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.grid.chooser import ColumnChooser
from app.grid.grid import Grid
from app.grid.selection import sections_of
from tests.app.grid.grid_document import THINGS, things
from tests.app.grid.grid_window import CTRL, Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(2), tmp_path)


def opened(hand: Hand) -> ColumnChooser:
    hand.key(Key.Key_F9)
    (panel,) = hand.grid.findChildren(ColumnChooser)
    return panel


def shown(grid: Grid) -> list[str]:
    return [grid.model.column(section).column.header for section in sections_of(grid.view)]


def test_a_column_is_found_hidden_and_shown_by_keys(hand: Hand) -> None:
    panel = opened(hand)
    QTest.keyClicks(panel.text, "amo")
    QTest.keyClick(panel.text, Key.Key_Return)
    assert "Amount" not in shown(hand.grid)
    assert panel.count.text() == "12 of 13 shown"
    QTest.keyClick(panel.text, Key.Key_Return)
    assert "Amount" in shown(hand.grid)


def test_ctrl_and_an_arrow_move_a_column_and_it_is_remembered(hand: Hand) -> None:
    hand.go(0, "amount")
    panel = opened(hand)
    QTest.keyClick(panel.list, Key.Key_Up, CTRL)
    assert shown(hand.grid)[:3] == ["ID", "Amount", "Name"]
    assert panel.list.currentItem().text() == "Amount"
    QTest.keyClick(panel.list, Key.Key_Space)
    panel.close()
    hand.grid.columns.keep()
    again = Grid(hand.document.real, THINGS, "things", settings=hand.settings)
    hand.qtbot.addWidget(again)
    assert shown(again)[:2] == ["ID", "Name"]
    again.show_column(again.model.cells.place("amount"), True)
    assert shown(again)[:3] == ["ID", "Amount", "Name"]
    hand.grid.choose_columns().start_over()
    assert shown(hand.grid) == [column.header for column in THINGS]


def test_the_last_column_stays(hand: Hand) -> None:
    panel = opened(hand)
    panel.tick_all(False)
    assert shown(hand.grid) == ["ID"]
    assert panel.list.item(0).checkState() is Qt.CheckState.Checked
    panel.tick_all(True)
    assert shown(hand.grid) == [column.header for column in THINGS]


def test_ctrl_0_hides_the_column_at_the_cursor(hand: Hand) -> None:
    hand.go(1, "amount")
    hand.key(Key.Key_0, CTRL)
    assert "Amount" not in shown(hand.grid)
    assert hand.at() == (1, "share")


def test_a_click_anywhere_in_the_line_hides_and_shows(hand: Hand) -> None:
    panel = opened(hand)
    (item,) = panel.list.findItems("Amount", Qt.MatchFlag.MatchExactly)
    there = panel.list.visualItemRect(item).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert "Amount" not in shown(hand.grid)
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert "Amount" in shown(hand.grid)
