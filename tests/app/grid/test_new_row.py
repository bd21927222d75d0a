"""The blank last line: typed into, added when left, kept while something lacks."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.app.grid.grid_document import PLACES, things
from tests.app.grid.grid_window import CTRL, Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4), tmp_path)


def test_a_row_is_typed_into_the_blank_line(hand: Hand) -> None:
    hand.key(Key.Key_Plus, CTRL)
    assert hand.at() == (4, "name")
    hand.type("Egg")
    hand.key(Key.Key_Tab)
    hand.type("5")
    hand.key(Key.Key_Return)  # takes the cell and, in the last line, the row
    assert hand.texts("name") == ["Anvil", "bolt", "Crate", "drill", "Egg"]
    assert hand.at() == (5, "name")  # ready for the next one
    assert len(hand.document.done) == 1
    assert hand.said[-1] == "Added a thing."


def test_enter_in_an_incomplete_line_goes_to_what_is_missing(hand: Hand) -> None:
    hand.go(4, "name")
    hand.type("Egg")
    hand.key(Key.Key_Return)
    assert hand.at() == (4, "amount")
    assert not hand.document.done


def test_leaving_an_incomplete_line_keeps_it_and_says_what_lacks(hand: Hand) -> None:
    hand.go(4, "name")
    hand.type("Egg")
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Up)
    hand.qtbot.waitUntil(lambda: "is not added yet: Amount must be given" in hand.notice)
    assert hand.model.typed == {"name": "Egg"}
    assert not hand.grid.finish()
    hand.key(Key.Key_Down)
    hand.key(Key.Key_Escape)
    assert not hand.model.typed
    assert not hand.notice
    assert hand.grid.finish()


def test_an_unfinished_line_outlives_a_save_that_takes_others_rows_in(hand: Hand) -> None:
    hand.go(4, "name")
    hand.type("Egg")
    hand.key(Key.Key_Tab)
    hand.document.book = things(6).book
    hand.document.replaced.emit()
    assert hand.model.typed == {"name": "Egg"}
    assert len(hand.texts("name")) == 6


def test_an_unfinished_line_is_given_up_for_another_table_and_that_is_said(hand: Hand) -> None:
    hand.go(4, "name")
    hand.type("Egg")
    hand.key(Key.Key_Tab)
    hand.grid.set_source(PLACES)
    assert hand.said[-1] == "The unfinished thing was given up."
    assert not hand.model.typed


def test_leaving_a_complete_line_adds_it(hand: Hand) -> None:
    hand.go(4, "name")
    hand.type("Egg")
    hand.key(Key.Key_Tab)
    hand.type("5")
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Up)
    hand.qtbot.waitUntil(lambda: len(hand.document.done) == 1)
    assert hand.texts("name")[-1] == "Egg"
    assert hand.at() == (3, "share")


def test_the_keyboard_going_elsewhere_adds_a_complete_line(hand: Hand) -> None:
    hand.go(4, "name")
    hand.type("Egg")
    hand.key(Key.Key_Tab)
    hand.type("5")
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_F, CTRL)
    hand.qtbot.waitUntil(lambda: len(hand.document.done) == 1)


def test_esc_elsewhere_goes_back_to_what_the_line_lacks(hand: Hand) -> None:
    hand.go(4, "name")
    hand.type("Egg")
    hand.key(Key.Key_Tab)
    hand.key(Key.Key_Up)
    hand.key(Key.Key_Escape)
    assert hand.model.typed == {"name": "Egg"}
    assert hand.at() == (4, "amount")
    hand.key(Key.Key_Escape)
    assert not hand.model.typed
