"""The painted headers."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.grid.rows import ColumnFilter
from app.theme import Role, theme
from tests.app.grid.grid_document import things
from tests.app.grid.grid_window import Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4), tmp_path)


def test_the_header_keeps_its_marks_apart_from_a_narrow_title(hand: Hand) -> None:
    hand.grid.sort(hand.place("amount"))
    hand.grid.set_filter("amount", ColumnFilter(text=">1"))
    picture = QImage(50, 30, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    hand.view.header.paintSection(painter, QRect(0, 0, 50, 30), hand.place("amount"))
    painter.end()
    accent = theme().color(Role.ACCENT).name()
    assert any(picture.pixelColor(x, y).name() == accent for x in range(50) for y in range(30))


def test_a_click_on_a_header_sorts_up_then_down_then_not(hand: Hand) -> None:
    header = hand.view.header
    there = QPoint(header.sectionViewportPosition(hand.place("name")) + 20, 10)
    orders = []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=there)
        orders.append(hand.texts("name"))
    assert orders == [
        ["Anvil", "bolt", "Crate", "drill"],
        ["drill", "Crate", "bolt", "Anvil"],
        ["Anvil", "bolt", "Crate", "drill"],
    ]
