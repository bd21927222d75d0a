"""The columns that stay in sight."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.grid.grid_document import things
from tests.app.grid.grid_window import Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4), tmp_path)


@pytest.fixture
def scrolled(hand: Hand) -> Hand:
    hand.grid.resize(600, 400)
    hand.view.horizontalScrollBar().setValue(hand.view.horizontalScrollBar().maximum())
    return hand


def close_popups() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def test_id_and_name_stay_in_sight(scrolled: Hand) -> None:
    frozen = scrolled.view.frozen
    assert frozen.isVisible()
    assert frozen.width() == scrolled.view.frozen_width() + 1
    scrolled.view.horizontalScrollBar().setValue(0)
    assert not frozen.isVisible()


def test_a_press_on_them_is_one_on_their_cells(scrolled: Hand) -> None:
    view, frozen = scrolled.view, scrolled.view.frozen
    row = QPoint(view.columnWidth(0) + 10, view.header.height() + view.rowViewportPosition(2) + 5)
    at = view.horizontalScrollBar().value()
    QTest.mouseClick(frozen, Qt.MouseButton.LeftButton, pos=row)
    assert scrolled.at() == (2, "name")
    assert view.horizontalScrollBar().value() == at
    QTest.mouseClick(frozen, Qt.MouseButton.LeftButton, pos=QPoint(view.columnWidth(0) + 10, 5))
    assert scrolled.model.arrangement.sort[0].field == "name"
    scrolled.type("x")
    assert scrolled.editor.isVisible()
    assert view.horizontalScrollBar().value() == 0  # where the editor can be seen


def test_no_cell_hides_behind_them(scrolled: Hand) -> None:
    scrolled.go(1, "amount")
    left = scrolled.view.visualRect(scrolled.view.currentIndex()).x()
    assert left >= scrolled.view.frozen_width() or scrolled.view.horizontalScrollBar().value() == 0


def test_they_pass_on_the_wheel_the_menu_and_tips(scrolled: Hand) -> None:
    frozen, view = scrolled.view.frozen, scrolled.view
    wheel = QWheelEvent(
        QPointF(5, 60), QPointF(5, 60), QPoint(), QPoint(120, 0), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    before = view.horizontalScrollBar().value()
    QApplication.sendEvent(frozen, wheel)
    assert view.horizontalScrollBar().value() < before
    place = QPoint(5, view.header.height() + 5)
    with scrolled.qtbot.waitSignal(view.customContextMenuRequested):
        QApplication.sendEvent(frozen, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, place))
    close_popups()
    QApplication.sendEvent(frozen, QHelpEvent(QHelpEvent.Type.ToolTip, place, place))
