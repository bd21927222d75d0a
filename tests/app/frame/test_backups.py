"""Earlier versions in the window: looked at, restored, copied; and a damaged workbook's newest good copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.frame.backups import EarlierVersions, Recover
from app.frame.backups_changes import changes_between
from app.frame.window import Window
from io_xlsx.backups import Why, backups, copies_folder
from models.bills import BILLS
from models.core.edit import add_row, remove_rows, set_fields
from tests.app.windows import MOST_MS, checked, closed, name_in_file, opened_window, rename_first_bill, saved
from tests.models.books import book_of
from tests.workbooks import DAY, NOW, demo_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, path: Path) -> Window:
    return opened_window(qtbot, path)


def shown(qtbot: QtBot, window: Window) -> EarlierVersions:
    window.actions_["file.versions"].trigger()
    dialog = next(one for one in window.findChildren(EarlierVersions) if one.isVisible())
    qtbot.waitUntil(lambda: dialog.restore.isEnabled() or not dialog.list.model().rowCount(), timeout=MOST_MS)
    return dialog


def renamed(qtbot: QtBot, window: Window, name: str) -> str:
    row = rename_first_bill(window, name)
    assert window.document is not None
    saved(qtbot, window.document)
    return row


def texts(dialog: EarlierVersions) -> list[Any]:
    return [line.texts for line in dialog.changes.rows]


def test_before_the_first_save_it_says_what_will_be_there(qtbot: QtBot, window: Window) -> None:
    dialog = shown(qtbot, window)
    assert dialog.list.model().rowCount() == 0
    assert not dialog.restore.isVisible()
    assert "demo.xlsx.backups" in " ".join(label.text() for label in dialog.findChildren(type(dialog.title)))


def test_versions_stand_by_day_with_their_reason_and_what_changed_since(qtbot: QtBot, window: Window) -> None:
    assert window.document is not None
    was = window.document.book.row(BILLS, str(window.document.book[BILLS].index[0])) or {}
    renamed(qtbot, window, "First")
    renamed(qtbot, window, "Second")
    dialog = shown(qtbot, window)
    QAbstractItemModelTester(dialog.list.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    QAbstractItemModelTester(dialog.changes, QAbstractItemModelTester.FailureReportingMode.Fatal)
    spoken = [dialog.list.model().index(at, 0).data() for at in range(dialog.list.model().rowCount())]
    assert len(spoken) == 3
    assert "Before: Edit Bills" in spoken[1]
    assert texts(dialog) == [("Bills", "Second", "Name", "First", "Second")]
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert not dialog.restore.isEnabled()
    qtbot.waitUntil(dialog.restore.isEnabled, timeout=MOST_MS)
    assert texts(dialog) == [("Bills", "Second", "Name", was["name"], "Second")]
    assert "Bills: 1 cell changed" in dialog.since.text()


def test_restored_it_is_shown_and_in_the_file_and_once_more_brings_the_other_back(
    qtbot: QtBot, window: Window, path: Path
) -> None:
    row = renamed(qtbot, window, "First")
    renamed(qtbot, window, "Second")
    dialog = shown(qtbot, window)
    rename_first_bill(window, "Not yet saved")  # it goes into the file, and so into the copy, first
    with qtbot.waitSignal(dialog.accepted, timeout=MOST_MS):
        dialog.restore.click()
    assert window.document is not None
    assert (window.document.book.row(BILLS, row) or {})["name"] == "First"
    assert name_in_file(path, row) == "First"
    assert window.document.can_undo == ""
    assert "again what it was" in window.toast.words.text()
    checked(qtbot, window.document)
    again = shown(qtbot, window)
    assert again.list.current == backups(path)[0]
    with qtbot.waitSignal(again.accepted, timeout=MOST_MS):
        again.restore.click()
    assert name_in_file(path, row) == "Not yet saved"
    renamed(qtbot, window, "And on")
    assert name_in_file(path, row) == "And on"


def test_while_the_last_edits_cannot_be_saved_nothing_is_restored_and_it_says_why(
    qtbot: QtBot, window: Window, path: Path
) -> None:
    renamed(qtbot, window, "First")
    dialog = shown(qtbot, window)
    lock = path.with_name(f"~${path.name}")
    lock.write_bytes(b"\x05Helga")
    rename_first_bill(window, "Waiting")
    before = path.read_bytes()
    dialog.restore.click()
    qtbot.waitUntil(lambda: "last edits" in dialog.since.text(), timeout=MOST_MS)
    assert dialog.isVisible()
    assert path.read_bytes() == before
    lock.unlink()


def test_a_version_is_saved_under_another_name(qtbot: QtBot, window: Window, path: Path, tmp_path: Path) -> None:
    row = renamed(qtbot, window, "First")
    dialog = shown(qtbot, window)
    one, other = dialog.list.current, tmp_path / "then.xlsx"
    assert one is not None
    dialog.write_copy(one, other)
    qtbot.waitUntil(other.exists, timeout=MOST_MS)
    assert other.read_bytes() == (copies_folder(path) / one.file).read_bytes()
    assert name_in_file(other, row) != "First"
    dialog.write_copy(one, path)
    qtbot.waitUntil(lambda: "the workbook itself" in dialog.since.text(), timeout=MOST_MS)
    assert name_in_file(path, row) == "First"


def test_a_version_that_was_altered_says_so(qtbot: QtBot, window: Window, path: Path) -> None:
    renamed(qtbot, window, "First")
    renamed(qtbot, window, "Second")
    (second, _) = backups(path)
    copy = copies_folder(path) / second.file
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")
    window.actions_["file.versions"].trigger()
    dialog = next(one for one in window.findChildren(EarlierVersions) if one.isVisible())
    qtbot.waitUntil(lambda: "no longer what it was" in dialog.since.text(), timeout=MOST_MS)
    assert not dialog.restore.isEnabled()


def test_a_fix_in_the_problems_panel_makes_a_copy_before_a_repair(qtbot: QtBot, path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    book["Bills"]["C3"] = "1,500"
    book.save(path)
    window = opened_window(qtbot, path)
    assert window.document is not None
    problem = next(one for one in window.document.problems() if one.fix and one.cell == "C3")
    window.panel._fix(problem)
    assert window.document.can_undo == "Fix Bills C3"
    saved(qtbot, window.document)
    assert backups(path)[0].why is Why.REPAIR


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut"])
def test_a_damaged_workbook_opens_from_its_newest_good_copy_with_the_edits_since(
    qtbot: QtBot, window: Window, path: Path, content: bytes
) -> None:
    row = renamed(qtbot, window, "First")
    closed(qtbot, window)
    path.write_bytes(content)
    other = _window_that_refuses(qtbot, path)
    dialog = next(one for one in other.findChildren(Recover) if one.isVisible())
    assert path.name in dialog.windowTitle()
    assert path.read_bytes() == content
    with qtbot.waitSignal(other.opened, timeout=MOST_MS):
        dialog.take.click()
    assert other.document is not None
    assert (other.document.book.row(BILLS, row) or {})["name"] == "First"  # that copy lacks it
    assert [one.read_bytes() for one in copies_folder(path).glob("damaged-*")] == [content]
    checked(qtbot, other.document)


def _window_that_refuses(qtbot: QtBot, path: Path) -> Window:
    from tests.app.windows import shown_window

    window = shown_window(qtbot)
    with qtbot.waitSignal(window.opener.damaged, timeout=MOST_MS):
        window.open_path(path)
    return window


def test_rows_that_came_and_went_are_told_by_what_is_in_them() -> None:
    was = book_of(Bills=[{"name": "Hydro", "amount": 80.0, "cadence": "monthly", "start_date": DAY}])
    now = was.apply(add_row(was, BILLS, {"name": "Rent", "amount": 900.0, "start_date": DAY}, NOW))
    gone = now.apply(remove_rows(now, BILLS, ["bill_0"]))
    first, second = changes_between(was, gone).lines
    assert first.texts[:3] == ("Bills", "Rent", "Row added")
    assert "900.00" in first.texts[4]
    assert second.texts == ("Bills", "Hydro", "Row removed", "80.00 · monthly · 2026-03-05", "")
    assert changes_between(was, gone).sheets == ("Bills: 1 row added, 1 removed",)
    both = gone.apply(set_fields(gone, BILLS, str(gone[BILLS].index[0]), {"amount": 1.0}, NOW))
    assert [line.texts[2:] for line in changes_between(gone, both).lines] == [("Amount", "900.00", "1.00")]
