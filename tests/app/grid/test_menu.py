"""The menus of columns and cells, and the panel that filters."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.grid.chooser import ColumnChooser
from app.grid.menu import column_menu
from tests.app.grid.grid_document import things
from tests.app.grid.grid_window import CTRL, SHIFT, Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4), tmp_path)


def actions_of(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions()}


def close_popups() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def test_the_menu_of_a_column_explains_sorts_filters_and_hides(hand: Hand) -> None:
    section = hand.place("amount")
    hand.go(1, "amount")
    actions = actions_of(column_menu(hand.grid, section))
    actions["Sort: Largest first"].trigger()
    assert hand.texts("name")[0] == "drill"
    hand.go(2, "amount")
    actions_of(column_menu(hand.grid, section))["Only “20.00”"].trigger()
    assert hand.texts("name") == ["bolt"]
    actions_of(column_menu(hand.grid, section))["Show all again"].trigger()
    actions_of(column_menu(hand.grid, section))["As in the file"].trigger()
    assert hand.texts("name") == ["Anvil", "bolt", "Crate", "drill"]
    actions_of(column_menu(hand.grid, section))["Hide this column"].trigger()
    assert hand.view.isColumnHidden(section)
    (item,) = ColumnChooser(hand.grid).list.findItems("Amount", Qt.MatchFlag.MatchExactly)
    item.setCheckState(Qt.CheckState.Checked)
    assert not hand.view.isColumnHidden(section)


def test_the_menu_opens_from_the_header_and_by_key(hand: Hand) -> None:
    hand.go(0, "amount")
    with hand.qtbot.waitSignal(hand.view.header.menu_wanted) as from_key:
        hand.key(Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert from_key.args is not None
    assert from_key.args[0] == hand.place("amount")
    close_popups()
    hand.go(0, "stage")
    hand.key(Key.Key_Down, Qt.KeyboardModifier.AltModifier)  # a cell with a list opens that instead
    assert hand.is_editing
    hand.key(Key.Key_Escape)
    with hand.qtbot.waitSignal(hand.view.header.menu_wanted):
        hand.key(Key.Key_L, CTRL | SHIFT)
    close_popups()
    header, section = hand.view.header, hand.place("amount")
    button = QPoint(header.sectionViewportPosition(section) + header.sectionSize(section) - 12, 10)
    with hand.qtbot.waitSignal(header.menu_wanted):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=button)
    close_popups()
    assert hand.model.arrangement.sort == ()  # it did not sort besides


def test_a_panel_filters_by_values_and_words(hand: Hand) -> None:
    panel = hand.grid.open_filter(hand.place("name"))
    values = [panel.values.item(row).text() for row in range(panel.values.count())]
    assert values == ["Anvil   1", "bolt   1", "Crate   1", "drill   1"]
    panel.tick(False)
    panel.values.item(2).setCheckState(Qt.CheckState.Checked)
    panel.apply()
    assert hand.texts("name") == ["Crate"]
    panel = hand.grid.open_filter(hand.place("name"))
    assert panel.values.item(2).checkState() == Qt.CheckState.Checked
    panel.tick(True)
    panel.text.setText("l")
    QTest.keyClick(panel.text, Key.Key_Return)
    assert hand.texts("name") == ["Anvil", "bolt", "drill"]
    hand.grid.open_filter(hand.place("name")).clear()
    assert len(hand.texts("name")) == 4
