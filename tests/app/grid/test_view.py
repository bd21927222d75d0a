"""Moving about in the cells, and what painting them costs and looks like."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from app.grid.columns import RawSheet
from app.grid.model import GridModel
from app.grid.shown import Index
from app.theme import Appearance, Role, theme
from models.core.change import ChangeSet
from models.core.edit import set_cells
from tests.app.grid.grid_document import THINGS, things
from tests.app.grid.grid_window import CTRL, SHIFT, Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4), tmp_path)


def edit_of(hand: Hand, field: str, value: int) -> ChangeSet:
    return set_cells(hand.document.book, THINGS, [("th_0", field, value)], hand.document.now())


def test_enter_goes_down_and_tab_right_into_the_next_row(hand: Hand) -> None:
    hand.go(0, "name")
    hand.key(Key.Key_Return)
    assert hand.at() == (1, "name")
    hand.key(Key.Key_Return, SHIFT)
    hand.key(Key.Key_Tab)
    assert hand.at() == (0, "amount")
    hand.go(0, "updated_at")
    hand.key(Key.Key_Tab)
    assert hand.at() == (1, "id")
    hand.key(Key.Key_Backtab, SHIFT)
    assert hand.at() == (0, "updated_at")


def test_the_cursor_begins_where_something_can_be_typed(hand: Hand) -> None:
    hand.grid.view.clearFocus()
    hand.grid.view.setCurrentIndex(hand.model.index(-1, -1))
    hand.grid.setFocus()
    hand.qtbot.waitUntil(lambda: hand.at() == (0, "name"))


def test_typing_into_a_locked_cell_says_why_nothing_happens(hand: Hand) -> None:
    hand.go(0, "updated_at")
    hand.type("x")
    assert hand.notice
    assert hand.at() == (0, "updated_at")


def test_edit_from_the_menu_of_a_cell_that_is_no_longer_one_to_edit(hand: Hand) -> None:
    """Another program's save locked it, or took its row, while the menu was open: Qt would complain of either."""
    hand.go(0, "updated_at")
    hand.grid.commands.edit()
    assert hand.notice
    hand.view.setCurrentIndex(hand.model.index(-1, -1))
    hand.grid.commands.edit()
    assert not hand.is_editing


def test_a_hidden_column_is_stepped_over(hand: Hand) -> None:
    hand.grid.show_column(hand.place("amount"), False)
    hand.go(0, "name")
    hand.key(Key.Key_Tab)
    assert hand.at() == (0, "share")


def test_selecting_everything_asks_no_row_for_its_flags(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt's own header asks every row whether it is selected, at each paint: seconds at 100,000 rows."""
    asked = 0
    flags = GridModel.flags

    def counted(model: GridModel, index: Index) -> Qt.ItemFlag:
        nonlocal asked
        asked += 1
        return flags(model, index)

    monkeypatch.setattr(GridModel, "flags", counted)
    rows = [(f"name {i}", float(i)) for i in range(100_000)]
    hand = Hand(qtbot, things(0), tmp_path, RawSheet("big", "Big", ("Name", "Number"), rows))
    asked = 0
    hand.view.setCurrentIndex(hand.model.index(0, 0))
    hand.key(Key.Key_A, CTRL)
    hand.view.viewport().repaint()
    hand.view.header.viewport().repaint()
    hand.grid._sum()
    assert 0 < asked < 2_000
    assert len(hand.view.selectionModel().selection().toList()) == 1


def test_it_is_painted_in_the_themes_colours(hand: Hand) -> None:
    hand.document.do(edit_of(hand, "count", 3))
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme().use(appearance)
        picture = QImage(hand.view.viewport().size(), QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        hand.view.viewport().render(painter, QPoint())
        painter.end()
        colors = {picture.pixelColor(x, y).name() for x in range(0, 700, 3) for y in range(0, 150, 2)}
        assert theme().color(Role.CARD).name() in colors
        assert len(colors) > 12
    theme().use(Appearance.SYSTEM)


def test_a_cell_painted_again_looks_as_it_did(hand: Hand) -> None:
    """A text is drawn at once the first time, and from a layout that is kept from then on."""
    viewport = hand.view.viewport()
    hand.view.delegate.paints.renew()
    first = viewport.grab().toImage()
    assert all(viewport.grab().toImage() == first for _ in range(2))
    assert any(laid.again is not None for laid in hand.view.delegate.paints._texts.values())
