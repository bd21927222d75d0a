"""What the keys do to selected cells and rows: each one undo, or a reason."""

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.grid.actions import ACTIONS
from app.grid.menu import cell_menu
from models.core.change import ChangeSet
from models.core.edit import set_cells
from tests.app.grid.grid_document import THINGS, TODAY, things
from tests.app.grid.grid_window import CTRL, SHIFT, Hand

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
Key = Qt.Key


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path) -> Hand:
    return Hand(qtbot, things(4), tmp_path)


def edit_of(hand: Hand, field: str, value: int) -> ChangeSet:
    return set_cells(hand.document.book, THINGS, [("th_0", field, value)], hand.document.now())


def test_cells_are_copied_as_a_spreadsheet_takes_them(hand: Hand) -> None:
    hand.select(0, 1, "name", "share")
    hand.key(Key.Key_C, CTRL)
    assert hand.clipboard == "Anvil\t10\t\nbolt\t20\t\n"
    hand.key(Key.Key_C, CTRL | SHIFT)
    assert hand.clipboard.splitlines()[0] == "Name\tAmount\tShare"


def test_cells_apart_are_copied_with_blanks_between(hand: Hand) -> None:
    hand.go(0, "name")
    there = hand.model.index(1, hand.place("amount"))
    hand.view.selectionModel().select(there, QItemSelectionModel.SelectionFlag.Select)
    hand.key(Key.Key_C, CTRL)
    assert hand.clipboard == "Anvil\t\n\t20\n"


def test_a_paste_from_excel_goes_beyond_the_last_row_and_is_one_undo(hand: Hand) -> None:
    before = hand.document.book
    hand.clipboard = 'one\t1\r\n"two\r\nlines"\t2\r\n"say ""hi"""\t"$3,000.00"\r\n'
    hand.go(3, "name")
    hand.key(Key.Key_V, CTRL)
    assert hand.texts("name") == ["Anvil", "bolt", "Crate", "one", "two ↵ lines", 'say "hi"']
    assert hand.texts("amount")[3:] == ["1.00", "2.00", "3,000.00"]
    assert len(hand.document.done) == 1
    hand.document.undo()
    assert hand.document.book == before


def test_a_wrong_cell_stops_the_paste_and_is_said_under_the_cells(hand: Hand) -> None:
    hand.clipboard = "1\nabc\nx\n"
    hand.go(0, "amount")
    hand.key(Key.Key_V, CTRL)
    assert hand.notice.splitlines() == [
        "Nothing was pasted.",
        "Row 2, Amount: “abc” is no amount.",
        "Row 3, Amount: “x” is no amount.",
    ]
    assert not hand.document.done
    assert hand.said == ["Nothing was pasted."]
    hand.clipboard = "1\n"
    hand.key(Key.Key_V, CTRL)
    assert not hand.notice  # done, so it is gone


def test_one_cell_fills_the_selection(hand: Hand) -> None:
    hand.clipboard = "5\n"
    hand.select(0, 2, "amount", "amount")
    hand.key(Key.Key_V, CTRL)
    assert hand.texts("amount") == ["5.00", "5.00", "5.00", "40.00"]


def test_the_cursor_leaves_a_column_that_is_hidden_and_a_paste_begins_where_it_went(hand: Hand) -> None:
    hand.go(0, "name")
    hand.grid.show_column(hand.place("name"), False)
    assert hand.at() == (0, "amount")
    hand.clipboard = "7"
    hand.key(Key.Key_V, CTRL)
    assert hand.document.book.row("Things", "th_0")["amount"] == 7  # type: ignore[index]  # it is there


def test_a_paste_follows_the_columns_as_they_stand(hand: Hand) -> None:
    header = hand.view.header
    header.moveSection(header.visualIndex(hand.place("count")), header.visualIndex(hand.place("amount")))
    hand.clipboard = "x\t7\t8\n"
    hand.go(0, "name")
    hand.key(Key.Key_V, CTRL)
    row = hand.document.book.row(THINGS, "th_0") or {}
    assert (row["name"], row["count"], row["amount"]) == ("x", 7, 8.0)


def test_cutting_copies_and_clears(hand: Hand) -> None:
    hand.document.do(edit_of(hand, "count", 3))
    hand.go(0, "count")
    hand.key(Key.Key_X, CTRL)
    assert hand.clipboard == "3\n"
    assert hand.value("th_0", "count") is None


def test_delete_clears_what_may_be_blank(hand: Hand) -> None:
    hand.document.do(edit_of(hand, "count", 3))
    hand.go(0, "count")
    hand.key(Key.Key_Delete)
    assert hand.value("th_0", "count") is None
    hand.go(0, "name")
    hand.key(Key.Key_Delete)
    assert hand.value("th_0", "name") == "Anvil"
    assert "Name cannot be blank." in hand.notice


def test_fill_down_takes_the_first_selected_row_or_the_one_above(hand: Hand) -> None:
    hand.select(0, 2, "name", "amount")
    hand.key(Key.Key_D, CTRL)
    assert hand.texts("name") == ["Anvil", "Anvil", "Anvil", "drill"]
    hand.go(3, "amount")
    hand.key(Key.Key_D, CTRL)
    assert hand.texts("amount") == ["10.00"] * 4
    assert len(hand.document.done) == 2


def test_todays_date(hand: Hand) -> None:
    hand.select(1, 2, "day", "day")
    hand.key(Key.Key_Semicolon, CTRL)
    assert hand.texts("day") == ["", TODAY.isoformat(), TODAY.isoformat(), ""]


def test_rows_are_deleted_in_one_undo_without_a_question(hand: Hand) -> None:
    before = hand.document.book
    hand.select(1, 2, "name", "name")
    hand.key(Key.Key_Minus, CTRL)
    assert hand.texts("name") == ["Anvil", "drill"]
    assert hand.at() == (1, "name")
    assert hand.said[-1] == "Deleted 2 rows."
    hand.document.undo()
    assert hand.document.book == before
    assert hand.texts("name") == ["Anvil", "bolt", "Crate", "drill"]


def test_what_is_read_only_says_so_and_stays_as_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    document = things(2)
    document.read_only = "in use by Jo"
    hand = Hand(qtbot, document, tmp_path)
    hand.clipboard = "x\n"
    for action in ACTIONS:
        if action.edits and action.name != "edit":
            hand.go(0, "name")
            hand.grid.commands.action(action)()
            assert hand.notice == "Read-only: in use by Jo."
    hand.go(0, "name")
    hand.type("x")
    hand.key(Key.Key_F2)
    assert not hand.is_editing
    assert not document.done
    assert not hand.grid.bar.add.isVisible()
    assert not actions_of(cell_menu(hand.grid))["Paste"].isEnabled()
    hand.key(Key.Key_C, CTRL)
    assert hand.clipboard == "Anvil\n"


def actions_of(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions()}


def test_todays_date_in_another_column_is_refused_in_words(hand: Hand) -> None:
    hand.go(0, "amount")
    hand.key(Key.Key_Semicolon, CTRL)
    assert "dates" in hand.notice
    assert not hand.document.done


def test_ctrl_enter_puts_what_is_typed_into_every_selected_cell_as_one_undo(hand: Hand) -> None:
    before = hand.document.book
    hand.select(1, 3, "amount", "amount")
    hand.type("7")
    hand.key(Key.Key_Return, CTRL)
    assert hand.texts("amount") == ["10.00", "7.00", "7.00", "7.00"]
    assert not hand.is_editing
    assert [changes.label for changes in hand.document.done] == ["Fill 3 cells of Things"]
    hand.document.undo()
    assert hand.document.book == before


def test_what_not_every_selected_cell_takes_is_refused_where_it_is_typed(hand: Hand) -> None:
    hand.select(0, 1, "name", "amount")
    hand.type("seven")
    hand.key(Key.Key_Return, CTRL)
    assert hand.editor.refusal.startswith("Amount: ")
    hand.key(Key.Key_Escape)
    assert not hand.document.done


def test_ctrl_enter_in_a_single_cell_is_enter(hand: Hand) -> None:
    hand.go(0, "name")
    hand.type("x")
    hand.key(Key.Key_Return, CTRL)
    assert (hand.value("th_0", "name"), hand.at()) == ("x", (1, "name"))
