"""The import of somebody's own spreadsheet in the window, from the start page or into the open workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.box import Box
from app.frame import import_reading, importing
from app.frame.dialogs import Confirm
from app.frame.import_dialog import ImportDialog
from app.frame.import_rows import FATE
from app.frame.window import Window
from app.jobs import wait_for_all
from app.recent import remember
from app.theme import Appearance, theme
from models.core.book import Book
from models.core.edit import add_row
from models.intake import Layout, Plan, Sheet, plan_rows
from models.pipeline import CONTACTS, DEALS
from models.underwriting import PROPERTIES
from tests.app.test_look import faults_of
from tests.app.test_reach import faults_of as unreached
from tests.app.windows import MOST_MS, opened_window, shown_window
from tests.workbooks import NOW, new_copy

DEAL_LIST = """Deals of spring,,,,,,
Street,Town,Prov,Price wanted,Owner,Status,Closing,County
12 Main St,Winnipeg,MB,$120k,Ann Lee,Hot one,03/04/2026,X
9 Oak Ave,Tampa,FL,call,Bob Ray,under contract,05/06/2026,Y
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "My deals.csv"
    path.write_text(DEAL_LIST, encoding="utf-8")
    return path


def dialog_on(qtbot: QtBot, window: Window, path: Path) -> ImportDialog:
    window.importing.read(path)
    return settled(qtbot, waited(qtbot, window, ImportDialog))


def settled(qtbot: QtBot, dialog: ImportDialog) -> ImportDialog:
    """Waits until nothing is worked out any more."""
    qtbot.waitUntil(lambda: not dialog.busy, timeout=MOST_MS)
    return dialog


def bring(qtbot: QtBot, dialog: ImportDialog) -> None:
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: not isValid(dialog) or not dialog.isVisible(), timeout=MOST_MS)


def waited(qtbot: QtBot, window: Window, kind: Any) -> Any:
    def shown() -> list[QWidget]:
        return [one for one in window.findChildren(kind) if one.isVisible()]

    qtbot.waitUntil(lambda: bool(shown()), timeout=MOST_MS)
    return shown()[0]


def pick(qtbot: QtBot, box: Box, value: object) -> None:
    """As a person picks it who waits for what comes of it."""
    dialog = box.window()
    assert isinstance(dialog, ImportDialog)
    pick_on(box, value)
    settled(qtbot, dialog)


def pick_on(box: Box, value: object) -> None:
    """As one does who does not wait."""
    place = box.values.index(value)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def book_of(window: Window) -> Book:
    assert window.document is not None
    return window.document.book


def column_of(dialog: ImportDialog, column: int) -> list[str]:
    return [str(dialog.model.index(row, column).data()) for row in range(dialog.model.rowCount())]


def box_of(dialog: ImportDialog, name: str) -> Box:
    return next(box for box in dialog.form.boxes.values() if box.accessibleName() == name)


def test_a_list_is_mapped_brought_in_and_taken_back_in_one_step(qtbot: QtBot, tmp_path: Path, path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    before = book_of(window)
    dialog = dialog_on(qtbot, window, path)
    assert dialog.form.table.currentText() == "Deals"
    assert dialog.form.header.currentText().startswith("row 2: Street")
    assert {box.accessibleName(): box.currentText() for box in dialog.form.boxes.values()} == {
        "Street": "Address", "Town": "City", "Prov": "Region", "Price wanted": "Asking Price", "Owner": "Contact",
        "Status": "Stage", "Closing": "Milestone Date", "County": "Left out",
    }  # fmt: skip
    assert not dialog.accept_button.isEnabled()  # 03/04 may be two days
    assert dialog.why.text.text().startswith("Say first: “03/04/2026” may be 2026-03-04")
    pick(qtbot, dialog.form.asked["date_order"], "dmy")
    assert column_of(dialog, FATE) == ["New, without 1 cell", "New, without 1 cell"]
    assert dialog.said.text() == (
        "2 rows come into Deals, with 2 of Contacts and 2 of Properties. 2 cells cannot be read: left blank and kept "
        "in Notes. Left out: County."
    )
    dialog.table.setCurrentIndex(dialog.model.index(1, 1))
    assert dialog.reason.text() == "Row 4: Asking Price: “call” is no amount with a decimal point."
    pick(qtbot, dialog.form.meanings["stage", "hot one"], "qualified")
    pick(qtbot, box_of(dialog, "County"), "notes")
    pick(qtbot, box_of(dialog, "Prov"), "notes")
    assert box_of(dialog, "County").currentText() == "Notes"
    assert column_of(dialog, FATE) == ["New", "New, without 1 cell"]
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme().use(appearance)
        assert faults_of(dialog) == []
    theme().use(Appearance.LIGHT)
    assert dialog.accept_button.text() == "Import 2 rows"
    bring(qtbot, dialog)
    book = book_of(window)
    deals = [book.row(DEALS, str(row)) or {} for row in book[DEALS].index]
    assert [deal["stage"] for deal in deals] == ["qualified", "under_contract"]
    assert deals[0]["notes"] == "Prov: MB\nCounty: X"
    assert str(deals[0]["milestone_date"]) == "2026-04-03"
    assert (len(book[PROPERTIES]), len(book[CONTACTS])) == (2, 2)
    assert window.page is not None
    assert window.pages is not None
    assert window.pages.key == "pipeline"
    assert window.actions_["edit.undo"].text() == "Undo Import 2 rows from My deals.csv"
    window.actions_["edit.undo"].trigger()
    assert book_of(window) == before


def test_another_table_headings_and_rows_that_are_there(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    path = tmp_path / "people.csv"
    path.write_text("Name,Phone\nAnn Lee,204-555-0101\n", encoding="utf-8")
    first = dialog_on(qtbot, window, path)
    assert first.form.table.currentText() == "Contacts"
    bring(qtbot, first)
    path.write_text("Name,Phone\nAnn Lee,204-555-0101\nann lee,204-555-0199\n", encoding="utf-8")
    dialog = dialog_on(qtbot, window, path)
    assert column_of(dialog, FATE) == ["Already there", "Probably there"]
    assert not dialog.accept_button.isEnabled()
    dialog.table.setCurrentIndex(dialog.model.index(1, 1))
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert column_of(dialog, FATE) == ["Already there", "New, it is another"]
    assert dialog.accept_button.text() == "Import 1 row"
    pick(qtbot, dialog.form.table, "Bills")
    assert "Bills: say which column is Amount" in dialog.why.text.text()
    pick(qtbot, dialog.form.header, None)
    assert [box.accessibleName() for box in dialog.form.boxes.values()] == ["Column A", "Column B"]
    dialog.pills.setCurrentIndex(5)
    assert dialog.file.index(2, 1).data() == "ann lee"
    dialog.reject()
    assert len(book_of(window)[CONTACTS]) == 1


class Gate:
    """In place of `plan_rows`: each plan waits until it is let through, and is told then that it goes on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[Layout] = []
        self.open = Event()
        monkeypatch.setattr(import_reading, "plan_rows", self.plan)

    def plan(self, book: Book, sheet: Sheet, layout: Layout, step: Callable[[float], object]) -> Plan:
        self.begun.append(layout)
        while not self.open.wait(0.01):
            step(0.5)
        return plan_rows(book, sheet, layout, step)


def test_the_window_goes_on_while_rows_are_planned_and_the_newest_mapping_counts(
    qtbot: QtBot, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    dialog = dialog_on(qtbot, window, path)
    pick(qtbot, dialog.form.asked["date_order"], "dmy")
    gate = Gate(monkeypatch)
    pick_on(box_of(dialog, "County"), "notes")
    qtbot.waitUntil(lambda: len(gate.begun) == 1, timeout=MOST_MS)
    assert not dialog.accept_button.isEnabled()
    dialog.commit()  # nothing comes of it
    qtbot.waitUntil(dialog.work.isVisible, timeout=MOST_MS)
    assert dialog.work.words.text() == "Reading the rows…"
    dialog.pills.setCurrentIndex(5)  # the file as it stands can be looked at meanwhile
    pick_on(box_of(dialog, "Prov"), "notes")  # the first plan is given up for this one
    qtbot.waitUntil(lambda: len(gate.begun) == 2, timeout=MOST_MS)
    assert dialog.busy
    gate.open.set()
    settled(qtbot, dialog)
    assert gate.begun[1].columns[7] == gate.begun[1].columns[2] == "notes"  # both corrections
    assert dialog.plan is not None
    assert dialog.plan.layout is gate.begun[1]
    assert not dialog.work.isVisible()
    assert dialog.accept_button.isEnabled()


@pytest.mark.parametrize("bringing", [False, True])
def test_cancel_ends_what_is_under_way_and_brings_nothing(
    qtbot: QtBot, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch, *, bringing: bool
) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    before = book_of(window)
    dialog = dialog_on(qtbot, window, path)
    pick(qtbot, dialog.form.asked["date_order"], "dmy")
    gate = Gate(monkeypatch)
    if bringing:
        document = window.document
        assert document is not None
        document.do(add_row(before, DEALS, {"address": "1 Elm St"}, NOW))  # so that it is planned once more
        before = book_of(window)
        dialog.commit()
    else:
        pick_on(box_of(dialog, "County"), "notes")
    qtbot.waitUntil(lambda: len(gate.begun) == 1, timeout=MOST_MS)
    dialog.reject()
    assert wait_for_all(MOST_MS)  # it ends, though the gate stays closed
    qtbot.wait(1)  # its end arrives
    assert book_of(window) is before


def test_from_the_start_page_into_a_new_workbook(
    qtbot: QtBot, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "Mine.xlsx"
    monkeypatch.setattr(importing, "choose_import", lambda _parent, then: then(path))
    monkeypatch.setattr(importing, "choose_new", lambda _parent, then, demo: then(made))
    window = shown_window(qtbot)
    window.start.bring.click()
    dialog = settled(qtbot, waited(qtbot, window, ImportDialog))
    assert window.start.bring.isVisible()  # nothing was opened
    assert dialog.form.into.currentText() == "a new workbook…"
    pick(qtbot, dialog.form.asked["date_order"], "mdy")
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        dialog.accept_button.click()
    assert window.document is not None
    assert window.document.name == "Mine.xlsx"
    qtbot.waitUntil(lambda: len(book_of(window)[DEALS]) == 2, timeout=MOST_MS)


def test_rows_for_a_new_workbook_do_not_come_into_another_one(
    qtbot: QtBot, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not made: its opening was canceled, say."""
    monkeypatch.setattr(importing, "choose_new", lambda _parent, then, demo: then(tmp_path / "Mine.xlsx"))
    window = shown_window(qtbot)
    monkeypatch.setattr(window, "make", lambda path, demo: None)
    window.importing.read(path)
    dialog = settled(qtbot, waited(qtbot, window, ImportDialog))
    pick(qtbot, dialog.form.asked["date_order"], "mdy")
    bring(qtbot, dialog)
    other = new_copy(tmp_path)
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.open_path(other)
    assert wait_for_all(MOST_MS)
    qtbot.wait(20)
    assert book_of(window)[DEALS].empty


def test_the_start_page_fits_the_smallest_window_and_knows_the_first_run(qtbot: QtBot, tmp_path: Path) -> None:
    window = shown_window(qtbot, (720, 480))
    start = window.start
    assert start.first.isVisible()
    assert not start.recent_title.isVisible()
    for choice in (start.demo, start.new, start.open, start.bring):
        inside = choice.mapTo(window, choice.rect().bottomRight())
        assert window.rect().contains(inside), choice.text()
    assert faults_of(window) == []
    remember(tmp_path / "Mine.xlsx")
    start.refresh()
    assert start.recent_title.isVisible()
    assert not start.first.isVisible()


def test_a_file_that_is_no_workbook_is_offered(qtbot: QtBot, tmp_path: Path, path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    document = window.document
    window.open_path(path)
    offer = waited(qtbot, window, Confirm)
    assert offer.windowTitle() == "My deals.csv is no workbook"
    offer.commit()
    assert waited(qtbot, window, ImportDialog).reading.file_name == "My deals.csv"
    assert window.document is document
    damaged = tmp_path / "cut.ods"
    damaged.write_bytes(b"PK\x03\x04 cut off")
    waited(qtbot, window, ImportDialog).reject()
    window.importing.read(damaged)
    qtbot.waitUntil(lambda: "cut.ods" in window.toast.words.text(), timeout=MOST_MS)


def test_a_workbook_without_our_sheets_shows_its_own_and_offers_the_import(qtbot: QtBot, tmp_path: Path) -> None:
    theirs = tmp_path / "Theirs.xlsx"
    theirs.write_bytes((Path(__file__).parents[2] / "data" / "intake" / "deals.xlsx").read_bytes())
    window = opened_window(qtbot, theirs)
    assert window.pages is not None
    assert window.pages.key == "workbook"
    (bar,) = window.bars.bars
    assert [button.text() for button in bar.buttons] == ["Import its rows…", "Save a copy…"]
    bar.buttons[0].click()
    dialog = settled(qtbot, waited(qtbot, window, ImportDialog))
    assert dialog.reading.sheet.name == "Deal list"
    assert dialog.form.into.currentText() == "a new workbook…"


def test_by_keyboard(qtbot: QtBot, tmp_path: Path) -> None:
    """Tab goes through every box in the order in which they stand, and Return imports."""
    window = opened_window(qtbot, new_copy(tmp_path))
    path = tmp_path / "people.csv"
    path.write_text("Name,Phone\nAnn Lee,204-555-0101\n", encoding="utf-8")
    dialog = dialog_on(qtbot, window, path)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert unreached(dialog) == []
    dialog.form.sheet.setFocus()
    seen = []
    for _ in range(20):
        focus = dialog.focusWidget()
        seen.append(focus.accessibleName())
        if focus is dialog.accept_button:
            break
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    boxes = ["Sheet", "Each row is one of", "Headings", "Into", "Name", "Phone"]
    assert seen == [*boxes, "Which rows are shown", "Rows as they come in", "Cancel", "Import 1 row"]
    QTest.keyClick(dialog.accept_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(book_of(window)[CONTACTS]) == 1, timeout=MOST_MS)
