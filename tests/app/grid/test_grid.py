"""The grid as a whole: what it shows, finds, tells and says when there is nothing."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.grid.columns import RawSheet
from app.grid.rows import ColumnFilter
from models.core.edit import add_row
from tests.app.grid.grid_document import PLACES, THINGS, things
from tests.app.grid.grid_window import CTRL, Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4), tmp_path)


def test_closing_takes_what_is_being_typed(hand: Hand) -> None:
    hand.go(0, "name")
    hand.type("Anchor")
    assert hand.grid.finish()
    assert hand.value("th_0", "name") == "Anchor"


def test_ctrl_f_searches_and_says_how_many(hand: Hand) -> None:
    hand.key(Key.Key_F, CTRL)
    with hand.qtbot.waitSignal(hand.grid.filter_summary, check_params_cb=lambda text: text == "1 of 4 rows"):
        hand.type("anv")
    assert hand.grid.bar.count.text() == "1 of 4 rows"
    hand.key(Key.Key_Escape)
    assert hand.grid.bar.count.text() == "4 rows"
    hand.key(Key.Key_Escape)
    assert hand.view.hasFocus()


def test_columns_are_made_ready_while_one_thinks_of_a_word(hand: Hand) -> None:
    hand.key(Key.Key_F, CTRL)
    hand.qtbot.waitUntil(lambda: all(column.is_ready for column in hand.model.cells.columns))


def test_where_one_is_stays_over_a_search(hand: Hand) -> None:
    hand.go(2, "amount")
    hand.grid.search("a")
    assert hand.at() == (1, "amount")  # Crate is the second that has an a
    hand.grid.clear_filters()
    assert hand.at() == (2, "amount")


def test_the_scroll_position_stays_when_rows_come_and_go(hand: Hand) -> None:
    hand.grid.resize(600, 200)
    hand.go(1, "amount")
    bars = (hand.view.horizontalScrollBar(), hand.view.verticalScrollBar())
    for bar in bars:
        bar.setValue(bar.maximum())
    before = [bar.value() for bar in bars]
    assert all(before)
    hand.document.do(add_row(hand.document.book, THINGS, {"name": "x", "amount": 1.0}, hand.document.now()))
    assert [bar.value() for bar in bars] == before


def test_a_filter_hides_rows_and_is_named_with_a_way_out(hand: Hand) -> None:
    hand.grid.set_filter("amount", ColumnFilter(text=">15"))
    assert hand.texts("name") == ["bolt", "Crate", "drill"]
    assert hand.grid.bar.clear.text().strip() == "Amount"
    hand.grid.bar.clear.click()
    assert len(hand.texts("name")) == 4
    assert not hand.grid.bar.clear.isVisible()


def test_an_empty_result_says_so_and_undoes_it(hand: Hand) -> None:
    hand.grid.search("nowhere")
    assert hand.grid.emptiness.title.text() == "No row fits"
    hand.grid.emptiness.button.click()
    assert hand.grid.emptiness.isHidden()
    assert hand.grid.bar.search.text() == ""


def test_an_empty_table_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    hand = Hand(qtbot, things(0), tmp_path)
    assert hand.grid.emptiness.button.text() == "Add thing"
    hand.grid.emptiness.button.click()
    assert hand.at() == (0, "name")
    hand.type("Egg")
    hand.key(Key.Key_Tab)
    assert hand.grid.emptiness.isHidden()


def test_going_to_a_cell_shows_whatever_hides_it(hand: Hand) -> None:
    hand.grid.search("anvil")
    hand.grid.show_column(hand.place("count"), False)
    assert hand.grid.go_to("th_3", "count")
    assert hand.at() == (3, "count")
    assert not hand.view.isColumnHidden(hand.place("count"))
    assert not hand.grid.go_to("th_99")


def test_the_selection_is_summed(hand: Hand) -> None:
    with hand.qtbot.waitSignal(hand.grid.selection_summary) as told:
        hand.select(0, 2, "name", "amount")
    assert told.args == ["6 cells · sum 60.00 · average 20.00"]
    with hand.qtbot.waitSignal(hand.grid.selection_summary) as told:
        hand.select(0, 1, "amount", "share")  # blanks do not count towards the average
    assert told.args == ["4 cells · sum 30.00 · average 15.00"]
    with hand.qtbot.waitSignal(hand.grid.selection_summary) as told:
        hand.go(0, "name")
    assert told.args == [""]


def test_the_current_row_and_selected_rows_are_told(hand: Hand) -> None:
    hand.go(0, "name")
    with hand.qtbot.waitSignal(hand.grid.current_row_changed) as told:
        hand.key(Key.Key_Return)
    assert told.args == ["th_1"]
    assert hand.grid.current_row == "th_1"
    hand.select(1, 4, "name", "name")
    assert hand.grid.selected_rows() == ["th_1", "th_2", "th_3"]


def test_a_double_click_on_a_fixed_cell_opens_the_row(hand: Hand) -> None:
    there = hand.view.visualRect(hand.model.index(1, hand.place("id"))).center()
    with hand.qtbot.waitSignal(hand.grid.row_opened) as told:
        QTest.mouseClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=there)
        QTest.mouseDClick(hand.view.viewport(), Qt.MouseButton.LeftButton, pos=there)
    assert told.args == ["th_1"]
    assert not hand.is_editing


def test_everything_that_takes_input_has_a_name(hand: Hand) -> None:
    nameless = [one for one in hand.grid.findChildren(QLineEdit) if not one.accessibleName()]
    assert nameless == []
    assert hand.view.accessibleName() == "Things"


def test_a_sheet_of_ones_own_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    rows = [("b", 2.0, date(2026, 1, 2)), ("a", None, None)]
    hand = Hand(qtbot, things(0), tmp_path, RawSheet("own", "My list", ("Word", "Number", "Day"), rows))
    hand.grid.sort(0)
    assert [hand.model.look(row, 0).text for row in range(2)] == ["a", "b"]
    assert hand.view.accessibleName() == "My list"
    assert not hand.model.has_new_row


def test_another_table_can_be_shown_in_its_place(hand: Hand) -> None:
    hand.grid.set_source(PLACES)
    assert [hand.model.look(row, 1).text for row in range(4)] == ["Home", "Work", "Shop", "Shop"]
    assert hand.grid.bar.add.text().strip() == "Add place"


def test_a_narrow_grid_keeps_its_tools_in_sight(hand: Hand) -> None:
    bar = hand.grid.bar
    assert bar.count.isVisible()
    hand.grid.resize(bar.minimumSizeHint().width(), 400)
    assert not bar.count.isVisible()
    assert bar.add.accessibleName() == "Add thing"
    assert bar.add.geometry().right() <= bar.width()
    hand.grid.resize(1200, 400)
    assert bar.count.isVisible()
    assert bar.add.text().strip() == "Add thing"


def test_a_long_table_is_made_ready_by_itself_and_sorts_and_searches_as_a_short_one(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.grid.grid.LONG", 3)
    monkeypatch.setattr("app.grid.columns.MANY", 2)  # codes of their own for rows
    monkeypatch.setattr("app.grid.rows.FEW", 1)  # texts looked through as a whole
    hand = Hand(qtbot, things(4), tmp_path)
    hand.qtbot.waitUntil(lambda: all(column.is_ready for column in hand.model.cells.columns))
    hand.grid.sort(hand.place("name"), descending=True)
    assert hand.texts("name") == ["drill", "Crate", "bolt", "Anvil"]
    hand.grid.search("R !crate")
    assert hand.texts("name") == ["drill"]
