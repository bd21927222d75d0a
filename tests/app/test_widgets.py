"""The small parts: what Qt's own would lack in our look."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.theme import Appearance, Role, theme
from app.widgets import DropDown
from tests.app.windows import themed


@pytest.fixture
def box(qtbot: QtBot, qapp: QApplication) -> DropDown:
    themed(qapp)
    made = DropDown("Cadence")
    qtbot.addWidget(made)
    made.addItems(["monthly", "weekly"])
    made.resize(160, 32)
    made.show()
    return made


@pytest.mark.parametrize("look", [Appearance.LIGHT, Appearance.DARK])
def test_a_list_that_opens_shows_an_arrow(box: DropDown, look: Appearance) -> None:
    theme().use(look)
    image = box.grab().toImage()
    right = [image.pixelColor(x, y).name() for x in range(136, 152) for y in range(12, 20)]
    assert theme().color(Role.CARD).name() in right
    assert len(set(right)) > 3  # the arrow's colour and what smooths its edges
    theme().use(Appearance.LIGHT)


def test_the_wheel_does_not_choose(box: DropDown) -> None:
    place = QPointF(20, 10)
    turned = QWheelEvent(place, place, QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
                         Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(box, turned)
    assert box.currentText() == "monthly"
