"""Find and replace as a person does it: by keys, in the table, a column or what is selected."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.grid.replace_bar import COLUMN, SELECTION, TABLE
from tests.app.grid.grid_document import things
from tests.app.grid.grid_window import CTRL, SHIFT, Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key
_INSIDE = QPoint(-4, 4)


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4, notes="an old note"), tmp_path)


def find(hand: Hand, text: str) -> None:
    hand.key(Key.Key_H, CTRL)
    hand.type(text)
    hand.grid.replacing.look()


def test_enter_goes_from_one_to_the_next_and_round(hand: Hand) -> None:
    hand.go(0, "name")
    find(hand, "r")
    bar = hand.grid.replacing
    assert bar.count.text() == "2 cells"
    hand.key(Key.Key_Return)
    assert (hand.at(), bar.count.text()) == ((2, "name"), "1 of 2")
    hand.key(Key.Key_Return)
    assert (hand.at(), bar.count.text()) == ((3, "name"), "2 of 2")
    hand.key(Key.Key_Return)
    assert hand.at() == (2, "name")
    hand.key(Key.Key_Return, SHIFT)
    assert hand.at() == (3, "name")
    hand.key(Key.Key_Escape)
    assert hand.view.hasFocus()
    assert not bar.isVisible()


def test_replace_all_is_one_undo_and_is_said(hand: Hand) -> None:
    before = hand.document.book
    find(hand, "old")
    hand.key(Key.Key_Tab)
    hand.grid.replacing.by.setFocus()
    hand.type("new")
    hand.key(Key.Key_Return, CTRL)
    assert hand.texts("notes") == ["an new note"] * 4
    assert hand.said == ["Replace in 4 cells of Things."]
    assert hand.grid.replacing.count.text() == "Not found"
    hand.document.undo()
    assert hand.document.book == before


def test_one_is_replaced_and_the_next_shown(hand: Hand) -> None:
    hand.go(0, "name")
    find(hand, "r")
    bar = hand.grid.replacing
    bar.by.setFocus()
    hand.type("RR")
    hand.key(Key.Key_Return)  # to the first
    assert hand.texts("name") == ["Anvil", "bolt", "Crate", "drill"]
    hand.key(Key.Key_Return)
    assert (hand.at(), hand.texts("name")[2]) == ((3, "name"), "CRRate")
    hand.key(Key.Key_Return)
    assert hand.texts("name")[3] == "dRRill"
    assert len(hand.document.done) == 2


def test_only_in_what_is_selected_when_several_cells_are(hand: Hand) -> None:
    hand.select(1, 2, "name", "notes")
    find(hand, "old")
    bar = hand.grid.replacing
    assert (bar.scope.currentIndex(), bar.count.text()) == (SELECTION, "2 cells")
    hand.grid.sort(hand.place("name"), descending=True)  # what was selected moved, and is meant all the same
    bar.by.setText("new")
    bar.replace_all()
    assert [hand.value(f"th_{n}", "notes") for n in range(4)] == [
        "an old note", "an new note", "an new note", "an old note",
    ]  # fmt: skip


def test_only_in_the_column_where_the_cursor_is(hand: Hand) -> None:
    hand.go(0, "name")
    find(hand, "o")
    bar = hand.grid.replacing
    bar.scope.setCurrentIndex(COLUMN)
    bar.look()
    assert bar.count.text() == "1 cell"
    hand.go(0, "notes")
    bar.look()
    assert bar.count.text() == "1 of 4"


def test_hidden_rows_and_columns_are_left(hand: Hand) -> None:
    hand.grid.search("bolt")
    hand.grid.show_column(hand.place("notes"), False)
    find(hand, "o")
    bar = hand.grid.replacing
    bar.by.setText("0")
    bar.replace_all()
    assert [hand.value(f"th_{n}", "name") for n in range(4)] == ["Anvil", "b0lt", "Crate", "drill"]
    assert hand.value("th_1", "notes") == "an old note"


def test_what_refuses_and_what_cannot_be_edited_is_said_under_the_cells(hand: Hand) -> None:
    find(hand, "0.00")
    bar = hand.grid.replacing
    bar.by.setText("x")
    bar.replace_all()
    assert hand.notice.splitlines()[:2] == ["Nothing was replaced.", "Double cannot be edited and stays as it is."]
    assert hand.notice.splitlines()[2].startswith("Row 1, Amount: ")
    assert not hand.document.done


def test_what_is_found_is_marked_until_it_is_closed(hand: Hand) -> None:
    find(hand, "bolt")
    paints = hand.view.delegate.paints
    picture = hand.view.viewport().grab().toImage()
    there = hand.view.visualRect(hand.model.index(1, hand.place("name")))
    other = hand.view.visualRect(hand.model.index(2, hand.place("name")))
    assert picture.pixelColor(there.topRight() + _INSIDE) == paints.sought
    assert picture.pixelColor(other.topRight() + _INSIDE) != paints.sought
    hand.key(Key.Key_Escape)
    assert not paints.found


def test_f3_opens_it_and_then_goes_on(hand: Hand) -> None:
    hand.key(Key.Key_F3)
    assert hand.grid.replacing.scope.currentIndex() == TABLE
    hand.type("crate")
    hand.view.setFocus()
    hand.key(Key.Key_F3)
    assert hand.at() == (2, "name")


def test_a_table_for_looking_at_only_is_searched_and_not_replaced_in(hand: Hand) -> None:
    hand.document.read_only = "somebody else has it open"
    hand.document.state_changed.emit()
    find(hand, "bolt")
    bar = hand.grid.replacing
    assert bar.count.text() == "1 cell"
    assert not bar.all.isEnabled()
    bar.replace_all()
    assert not hand.document.done
    assert hand.notice.startswith("Read-only")


def test_cells_of_one_row_come_from_left_to_right(hand: Hand) -> None:
    hand.go(0, "name")
    find(hand, "n")
    bar = hand.grid.replacing
    bar.step(-1)
    seen = []
    for _ in range(4):
        bar.step(1)
        seen.append((hand.at(), bar.count.text().partition(" ")[0]))
    assert seen == [((0, "name"), "1"), ((0, "stage"), "2"), ((0, "notes"), "3"), ((1, "stage"), "4")]
