"""The window: every command, the menus, the palette, and what is said of edits."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS, TABS
from app.command import Command
from app.fault_log import log_path
from app.frame.dialogs import Fault
from app.frame.entries import entries_of
from app.frame.menu_bar import MENUS
from app.frame.palette import matching
from app.frame.toast import SHOWN_MS
from app.frame.window import Window
from app.recent import remember
from app.sync import Kept
from app.theme import Appearance, theme
from models.bills import BILLS, REMINDERS
from models.core.edit import add_row, remove_rows, set_fields
from models.ops.needs import DONE
from tests.app.windows import closed, opened_window, rename_first_bill, shown_window
from tests.workbooks import DAY, NOW, demo_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


def dialogs(window: Window) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


# --- commands ---


def test_commands_are_declared_once_with_all_that_menus_need() -> None:
    keys = [command.key for command in COMMANDS]
    shortcuts = [command.shortcut for command in COMMANDS if command.shortcut]
    assert len(set(keys)) == len(keys)
    assert len(set(shortcuts)) == len(shortcuts)
    for command in COMMANDS:
        assert command.key.count(".") == 1
        assert command.menu.split("/")[0] in MENUS
        assert command.tip
        assert command.icon


@pytest.mark.parametrize("menu", MENUS)
def test_every_command_runs(menu: str, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One window for a menu, and a new one after each command of files, which may have closed the workbook."""
    monkeypatch.setattr("app.outside.open_in_spreadsheet", lambda _: True)
    monkeypatch.setattr(QFileDialog, "open", lambda *_: None)
    window = None
    for number, command in enumerate(c for c in COMMANDS if c.menu.split("/")[0] == menu):
        if window is None or menu == "File":
            window = opened_window(qtbot, path)
        rename_first_bill(window, f"Renamed {number}")
        if command.key == "edit.redo":
            window.actions_["edit.undo"].trigger()
        window.show_tab("bills")
        assert window.actions_[command.key].isEnabled(), command.key
        window.run(command)
        for dialog in dialogs(window):
            dialog.close()
        theme().use(Appearance.LIGHT)
        if menu == "File":
            closed(qtbot, window)


def test_without_a_workbook_only_what_makes_sense_can_be_chosen(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    enabled = {command.key for command in COMMANDS if window.actions_[command.key].isEnabled()}
    assert {"file.new", "file.new_demo", "file.open", "app.quit", "view.palette", "help.help"} <= enabled
    assert not {"file.save", "edit.undo", "edit.paste", "view.bills", "view.problems", "file.close"} & enabled


def leaves(menu: QMenu) -> list[QAction]:
    found: list[QAction] = []
    for action in menu.actions():
        inner = menu.findChildren(QMenu)
        submenu = next((m for m in inner if m.menuAction() is action), None)
        found += leaves(submenu) if submenu is not None else [action] if not action.isSeparator() else []
    return found


def test_every_menu_entry_does_something_and_every_command_has_one(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    menus = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title().lstrip("&") in MENUS]
    assert len(menus) == len(MENUS)
    for menu in menus:
        menu.aboutToShow.emit()
    names = [action.objectName() for menu in menus for action in leaves(menu) if action.objectName()]
    assert sorted(names) == sorted(command.key for command in COMMANDS)


def test_undo_says_what_it_undoes(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    assert window.actions_["edit.undo"].text() == "Undo"
    rename_first_bill(window, "Renamed")
    assert window.actions_["edit.undo"].text() == "Undo Edit Bills"
    assert window.masthead.undo.isEnabled()
    window.masthead.undo.click()
    assert window.actions_["edit.redo"].text() == "Redo Edit Bills"


def test_the_number_keys_show_the_tabs(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    assert window.pages is not None
    for number, tab in enumerate(TABS, 1):
        window.show_tab("bills" if tab.key != "bills" else "jv")
        QTest.keySequence(window, f"Ctrl+{number}")
        assert window.pages.key == tab.key


def test_find_goes_to_the_search_of_the_grid_in_use(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("bills")
    assert window.grid is not None
    QTest.keySequence(window.grid.view, "Ctrl+F")
    qtbot.waitUntil(lambda: window.grid is not None and window.grid.bar.search.hasFocus())
    window.tab_bar.tabs.setFocus()
    QTest.keySequence(window.tab_bar.tabs, "Ctrl+F")
    assert window.grid.bar.search.hasFocus()


def test_deleting_rows_can_be_taken_back_where_it_is_said(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    assert window.document is not None
    row = str(window.document.book[BILLS].index[0])
    window.document.do(remove_rows(window.document.book, BILLS, [row]))
    assert window.toast.words.text() == "Deleted 1 row from Bills."
    window.toast.undo_button.click()
    assert row in window.document.book[BILLS].index
    assert not window.toast.isVisible()


def test_the_offer_of_undo_goes_once_something_else_was_done(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    assert window.document is not None
    row = str(window.document.book[BILLS].index[0])
    for act in (window.document.undo, window.close_document):
        window.document.do(remove_rows(window.document.book, BILLS, [row]))
        assert window.toast.isVisible()
        act()
        qtbot.waitUntil(lambda: not window.toast.isVisible(), timeout=SHOWN_MS // 2)


def test_the_menus_answer_to_alt_and_a_letter_and_names_may_hold_an_ampersand(qtbot: QtBot, path: Path) -> None:
    remember(path.parent / "Tom & Jerry.xlsx")
    window = opened_window(qtbot, path)
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles == [f"&{title}" for title in MENUS]
    recent = next(menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "Open Recent")
    recent.aboutToShow.emit()
    assert "Tom && Jerry.xlsx" in [action.text() for action in recent.actions()]


def test_a_refused_edit_is_said_and_nothing_changes(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    assert window.document is not None
    window.document.session.read_only = "somebody has it"
    row = str(window.document.book[BILLS].index[0])
    assert not window.document.do(set_fields(window.document.book, BILLS, row, {"name": "No"}, NOW))
    assert "somebody has it" in window.toast.words.text()
    assert not window.toast.undo_button.isVisible()


# --- the palette ---


def test_the_palette_finds_commands_tabs_and_sheets(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    entries = entries_of(window)
    assert {"Bills", "Save", "Dark", "Legal Rules"} <= {entry.title for entry in entries}
    assert [entry.title for entry in matching(entries, "leg ru")] == ["Legal Rules"]
    assert [entry.title for entry in matching(entries, "french")] == ["Français"]
    QTest.keySequence(window, "Ctrl+K")
    assert window.palette_.isVisible()
    QTest.keyClicks(window.palette_.field, "legal rules")
    QTest.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert not window.palette_.isVisible()
    assert window.grid is not None
    assert window.grid.view.accessibleName() == "Legal Rules"


def test_the_palette_finds_a_row_by_its_name(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    bill = str(window.document.book[BILLS]["name"].iloc[0]) if window.document else ""
    window.show_palette()
    QTest.keyClicks(window.palette_.field, bill.upper())
    titles = [window.palette_.found.item(row).text() for row in range(window.palette_.found.rowCount())]
    assert f"{bill}, Bills" in titles
    window.palette_.list.setCurrentIndex(window.palette_.found.index(titles.index(f"{bill}, Bills"), 0))
    QTest.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert window.grid is not None
    assert window.grid.view.accessibleName() == "Bills"
    row = window.grid.view.currentIndex().row()
    assert window.grid.model.index(row, window.grid.model.cells.place("name")).data() == bill


def test_the_palette_is_left_by_escape_and_the_focus_goes_back(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("bills")
    assert window.grid is not None
    before = QApplication.focusWidget()
    window.show_palette()
    QTest.keyClicks(window.palette_.field, "nothing is called this")
    assert window.palette_.nothing.isVisible()
    QTest.keyClick(window.palette_.field, Qt.Key.Key_Escape)
    assert not window.palette_.isVisible()
    assert QApplication.focusWidget() is before


def test_the_palette_gives_the_focus_to_the_grid_where_the_cells_editor_is_gone(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("bills")
    assert window.grid is not None
    view = window.grid.view
    view.setFocus()
    QTest.keyClicks(view, "typed")
    editor = QApplication.focusWidget()
    assert editor is not view
    window.show_palette()
    assert editor is not None
    shiboken6.delete(editor)
    QTest.keyClick(window.palette_.field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is view


# --- faults and dialogs ---


def test_a_fault_is_logged_and_told_without_anybodys_data(qtbot: QtBot) -> None:
    from app.frame import faults

    window = shown_window(qtbot)
    end = faults.watch(window.show_fault)
    try:
        raise ValueError("Mrs Secret, 204 555 0100")
    except ValueError:
        sys.excepthook(*sys.exc_info())
    finally:
        end()
    [told] = [dialog for dialog in dialogs(window) if isinstance(dialog, Fault)]
    assert "\nValueError\n  test_window.py:" in told.details
    logged = log_path().read_text()
    assert "ValueError" in logged
    assert "Secret" not in logged + told.details
    assert log_path().stat().st_mode & 0o077 == 0


def test_a_missing_spreadsheet_program_is_said(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.outside.open_in_spreadsheet", lambda _: False)
    window = opened_window(qtbot, path)
    window.actions_["file.open_outside"].trigger()
    assert "No spreadsheet program" in window.toast.words.text()


def test_a_commands_change_set_is_done_and_can_be_undone(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    assert window.document is not None
    book = window.document.book
    row = str(book[BILLS].index[0])
    window.run(Command("x.y", "Rename", "Edit", lambda _: set_fields(book, BILLS, row, {"name": "By command"}, NOW)))
    assert (window.document.book.row(BILLS, row) or {})["name"] == "By command"
    assert window.toast.undo_button.isVisible()


def test_the_day_it_works_with_is_shown(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    assert window.masthead.day.text() == "Thu 5 Mar 2026"
    assert "not today" in window.masthead.day_note.text()
    window.masthead.show_day(catalog_today())
    assert window.masthead.day_note.text() == "today"


def catalog_today() -> Any:
    return type(DAY).today()


def test_typing_in_a_field_keeps_undo_for_the_text(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    rename_first_bill(window, "An edit")
    window.show_tab("bills")
    assert window.grid is not None
    assert window.document is not None
    field: QLineEdit = window.grid.bar.search
    field.setFocus()
    QTest.keyClicks(field, "abc")
    QTest.keySequence(field, "Ctrl+Z")
    assert field.text() != "abc"
    assert window.document.can_undo == "Edit Bills"


def test_in_a_narrow_window_only_the_chosen_tab_has_its_title(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    tabs = window.tab_bar.tabs
    assert [tabs.shown_title(index) for index in range(tabs.count())] == [tab.title for tab in TABS]
    window.resize(760, 600)
    window.show_tab("jv")
    assert [tabs.shown_title(index) for index in range(tabs.count())] == ["", "", "", "", "", "JV Board", ""]
    qtbot.waitUntil(lambda: tabs.tabRect(6).right() < tabs.width())
    assert tabs.tabToolTip(2).startswith("Bills")


# --- the keyboard from part to part ---


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_what_needs_the_person_has_the_keyboard_first(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("today")
    needs = window.page.needs  # type: ignore[union-attr]  # the Today page
    document = window.document
    assert document is not None
    document.do(add_row(document.book, REMINDERS, {"title": "Ring the roofer", "due_date": DAY}, document.now()))
    first, second, *_ = lines = list(needs._made.values())
    qtbot.waitUntil(first.main.hasFocus)
    QTest.keyClick(first.main, Qt.Key.Key_Down)
    assert second.main.hasFocus()
    wanted = next(line for line in lines if line.need.action == DONE)
    for line in lines[1 : lines.index(wanted)]:
        QTest.keyClick(line.main, Qt.Key.Key_Down)
    QTest.keyClick(wanted.main, Qt.Key.Key_Return)
    assert not any(line.need == wanted.need for line in needs._made.values())
    assert needs.isAncestorOf(focused())  # the next line, not somewhere else


def test_f6_goes_through_the_parts_and_ctrl_page_down_through_tables(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("bills")
    page = window.page
    assert page is not None
    page.show_table("Bills")
    window.show_tab("bills")
    bills, payments = page.panes()
    assert bills.isAncestorOf(focused())
    window.next_pane(1)
    assert payments.isAncestorOf(focused())
    before = page.grid
    window.next_table(1)
    assert page.grid is not before
    assert payments.isAncestorOf(focused())
    window.next_pane(-2)
    assert window.tab_bar.tabs.hasFocus()


def test_an_unfinished_row_does_not_keep_the_rest_from_being_saved(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("bills")
    assert window.page is not None
    grid, document = window.page.show_table("Bills"), window.document
    assert grid is not None
    assert document is not None
    grid.model.enter(len(grid.model.rows), grid.model.cells.place("name"), "Gym")
    row = str(document.book[BILLS].index[0])
    assert document.do(set_fields(document.book, BILLS, row, {"name": "Rent of the flat"}, NOW))
    QTest.keySequence(window, "Ctrl+S")
    assert document.sync.state.kept is Kept.SAVING
    assert grid.model.typed == {"name": "Gym"}


def test_a_save_that_an_unfinished_row_holds_up_shows_it(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("bills")
    assert window.page is not None
    grid = window.page.show_table("Bills")
    assert grid is not None
    row = len(grid.model.rows)
    grid.view.go(row, grid.model.cells.place("name"))
    grid.model.enter(row, grid.model.cells.place("name"), "Gym")
    window.show_tab("today")
    assert not window.finish_typing()
    assert window.grid is grid
    assert (grid.view.currentIndex().row(), grid.view.currentIndex().column()) == (
        row,
        grid.model.cells.place("amount"),
    )


def test_a_refused_text_on_another_sheet_is_shown_before_the_workbook_closes(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("workbook")
    assert window.page is not None
    grid = window.page.show_table("Bills")
    assert grid is not None
    grid.view.go(0, grid.model.cells.place("amount"))
    grid.view.edit(grid.view.currentIndex())
    editor = grid.view.delegate.editor
    assert isinstance(editor, QLineEdit)
    editor.setText("a")
    assert not grid.finish()
    assert editor.callout.isVisible()
    window.page.show_table("Deals")
    window.show_tab("today")
    assert not editor.callout.isVisible()
    window.close_document()
    assert window.document is not None
    assert window.grid is grid
    assert editor.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert window.finish_typing()
