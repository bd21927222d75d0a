"""The base of every chart: it says itself in a picture, a table and a sentence, and follows the theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLayout, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.charts.canvas import CENTER, TOP, Canvas, Mark, Words
from app.charts.chart import Chart
from app.charts.scale import Scale
from app.theme import Appearance, Role, theme
from tests.app.windows import themed


class Two(Chart):
    """Two bars."""

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        canvas.area(QRectF(room.left(), room.top(), 50, 20), Role.ACCENT)
        canvas.write(Words("12,000", room.center(), CENTER))

    def rows(self) -> Sequence[Sequence[str]]:
        return [("Name", "Price"), ("A\tB", "12000.00")]

    def summary(self) -> str:
        return "Two bars, the longer one 12,000."


@pytest.fixture
def chart(qtbot: QtBot) -> Iterator[Two]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themed(app)
    page, chart = QWidget(), Two("Bars")
    whole = QVBoxLayout(page)
    whole.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the offscreen platform warns of size hints
    whole.addWidget(QLineEdit())
    whole.addWidget(chart)
    page.resize(400, 300)
    qtbot.addWidget(page)
    page.show()
    chart.refresh()
    yield chart
    theme().use(Appearance.LIGHT)


def corner(picture: QImage) -> str:
    return picture.pixelColor(2, 2).name()


def test_it_has_a_name_and_a_sentence(chart: Two) -> None:
    assert (chart.accessibleName(), chart.accessibleDescription()) == ("Bars", "Two bars, the longer one 12,000.")
    assert chart.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_ctrl_c_copies_the_table(qtbot: QtBot, chart: Two) -> None:
    with qtbot.waitSignal(chart.copied) as said:
        QTest.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert said.args == ["Bars: copied as a table"]
    assert QGuiApplication.clipboard().text() == 'Name\tPrice\n"A\tB"\t12000.00\n'


def test_ctrl_c_is_kept_from_the_windows_own_copy(chart: Two) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_C.value, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(chart, event)
    assert event.isAccepted()
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_K.value, Qt.KeyboardModifier.ControlModifier)
    other.ignore()
    QApplication.sendEvent(chart, other)
    assert not other.isAccepted()


def test_the_menu_copies_the_picture(chart: Two) -> None:
    table, picture = chart.menu().actions()
    assert table.text().startswith("Copy table\t")
    picture.trigger()
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (chart.width() * 2, chart.height() * 2)
    assert copied.pixelColor(2, 2).name() == theme().colors[Role.CARD]
    assert copied.pixelColor(30, 20).name() == theme().colors[Role.ACCENT]


def test_the_focus_is_seen(qtbot: QtBot, chart: Two) -> None:
    chart.window().activateWindow()
    before = chart.grab().toImage()
    chart.setFocus()
    qtbot.waitUntil(chart.hasFocus)
    after = chart.grab().toImage()
    accent = theme().colors[Role.ACCENT]
    middle = before.width() // 2
    assert before.pixelColor(middle, 1).name() != accent
    assert after.pixelColor(middle, 1).name() == accent


def test_it_follows_the_theme(chart: Two) -> None:
    light = corner(chart.picture().toImage())
    theme().use(Appearance.DARK)
    assert corner(chart.picture().toImage()) == theme().colors[Role.CARD] != light


def test_an_empty_chart_says_why_and_cannot_be_copied(qtbot: QtBot, chart: Two) -> None:
    QGuiApplication.clipboard().setText("before")
    chart.refresh("There is nothing yet.")
    assert chart.accessibleDescription() == "There is nothing yet."
    assert not any(action.isEnabled() for action in chart.menu().actions())
    with qtbot.assertNotEmitted(chart.copied):
        chart.copy_table()
        chart.copy_picture()
    assert QGuiApplication.clipboard().text() == "before"
    colours = chart.picture().toImage()
    assert colours.pixelColor(30, 20).name() == theme().colors[Role.CARD]  # no bar


def test_words_stay_inside_the_room_that_they_are_given(chart: Two) -> None:
    room = QRectF(10, 10, 200, 40)
    for x, y in product((0, 100, 400), (0, 20, 400)):
        assert room.contains(Words("asking 153,000", QPointF(x, y), CENTER, TOP, plate=True).room(room))


def test_marks_that_are_near_each_other_are_both_read(chart: Two) -> None:
    """Two labels at the same place take two rows: twice as many dots as one alone."""

    def ink(marks: list[Mark]) -> int:
        image = QImage(300, 80, QImage.Format.Format_RGB32)
        image.fill(theme().color(Role.CARD))
        painter = QPainter(image)
        Canvas(painter).marks(marks, Scale(0, 10, 0, 300), 80, QRectF(0, 0, 300, 80))
        painter.end()
        card = theme().color(Role.CARD).rgb()
        return len({y for x, y in product(range(90, 140), range(40)) if image.pixel(x, y) != card})

    assert ink([Mark("MAO 100", 5), Mark("asking 100", 5)]) > 1.5 * ink([Mark("MAO 100", 5)])
