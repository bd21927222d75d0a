"""Opening, making, dropping and closing workbooks: progress, cancelling, refusals, and that nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.catalog import TABS
from app.frame import opening
from app.frame.dialogs import Confirm
from app.frame.password import Password
from app.frame.window import Window
from app.partner_export.temps import staged
from app.recent import forget, recent_files, remember
from app.saving import SaveJob, SaveOutcome
from app.session import Session
from app.widgets import Text
from io_xlsx.encryption import encrypted
from io_xlsx.parts.foreign import OLE
from models.bills import BILLS
from models.core.schema import Value
from models.jv.exports import add_export
from tests.app.windows import MOST_MS, closed, name_in_file, opened_window, rename_first_bill, shown_window
from tests.faults import hostile
from tests.workbooks import demo_copy, new_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


# --- opening ---


def test_opening_shows_progress_and_can_be_cancelled(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = Event(), Event()
    real = opening.opened

    def slow(path: Path, as_of: Any, job: Any, **more: Any) -> Any:
        job.step("Reading the sheets", 0.4)
        begun.set()
        go_on.wait(20)
        return real(path, as_of, job, **more)

    monkeypatch.setattr(opening, "opened", slow)
    window = shown_window(qtbot)
    window.open_path(path)
    assert window.masthead.file_name.text() == path.name
    qtbot.waitUntil(lambda: window.start.opening.words.text() == "Reading the sheets")
    assert window.start.opening.isVisible()
    assert window.start.opening.bar.value() == 400
    assert not window.actions_["file.open"].isEnabled()
    qtbot.waitUntil(window.status.work.isVisible)
    window.start.opening.cancel.click()
    go_on.set()
    qtbot.waitUntil(lambda: not window.busy, timeout=MOST_MS)
    assert window.document is None
    assert window.start.new.isVisible()
    assert window.actions_["file.open"].isEnabled()
    monkeypatch.setattr(opening, "opened", real)
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):  # nobody holds a lock on it
        window.open_path(path)
    assert window.document is not None
    assert not window.document.read_only


def test_opening_shows_no_second_window(qtbot: QtBot, path: Path) -> None:
    """A widget that is shown before it has a parent flashes up as a window and takes the keyboard."""
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    try:
        window = opened_window(qtbot, path)
        for tab in TABS:
            window.show_tab(tab.key)
        window.toggle_problems()
    finally:
        app.removeEventFilter(watch)
    assert shown == ["Window"]
    assert window.isActiveWindow()


def test_a_workbook_opened_too_late_to_be_wanted_is_let_go(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()
    real = opening.opened

    def late(path: Path, as_of: Any, job: Any, **more: Any) -> Any:
        session = real(path, as_of, job, **more)
        begun.set()
        go_on.wait(20)
        return session

    window = shown_window(qtbot)
    with monkeypatch.context() as patched:
        patched.setattr(opening, "opened", late)
        window.open_path(path)
        qtbot.waitUntil(begun.is_set, timeout=MOST_MS)
        window.start.opening.cancel.click()
        go_on.set()
        qtbot.waitUntil(lambda: not window.busy, timeout=MOST_MS)
    assert window.document is None
    again = opened_window(qtbot, path)
    assert again.document is not None
    assert not again.document.read_only


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"<html></html>"])
def test_a_file_that_cannot_be_opened_is_a_sentence(qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    window = shown_window(qtbot)
    window.open_path(path)
    qtbot.waitUntil(lambda: not window.busy and window.toast.isVisible(), timeout=MOST_MS)
    assert window.toast.words.text().startswith("bad.xlsx")
    assert window.start.new.isVisible()


def password_dialog(window: Window) -> Password | None:
    return next((child for child in window.children() if isinstance(child, Password) and child.isVisible()), None)


def type_password(qtbot: QtBot, window: Window, password: str) -> None:
    qtbot.waitUntil(lambda: password_dialog(window) is not None, timeout=MOST_MS)
    dialog = password_dialog(window)
    assert dialog is not None
    QTest.keyClicks(dialog.line, password)
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)


def test_an_encrypted_workbook_asks_for_its_password_until_it_is_right(
    qtbot: QtBot, path: Path, data_folder: Path
) -> None:
    sealed = encrypted(path.read_bytes(), "six herons")
    path.write_bytes(sealed)
    window = shown_window(qtbot)
    window.open_path(path)
    for wrong in ("first guess", "Six herons", "six heron"):
        type_password(qtbot, window, wrong)
        qtbot.waitUntil(lambda: not window.busy and password_dialog(window) is not None, timeout=MOST_MS)
        dialog = password_dialog(window)
        assert dialog is not None
        assert "Try again" in dialog.why.text()
        assert dialog.line.echoMode() is dialog.line.EchoMode.Password
    assert sorted(entry.name for entry in path.parent.iterdir()) == [path.name]
    assert not list(data_folder.rglob("*.journal"))
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        type_password(qtbot, window, "six herons")
    assert window.document is not None
    assert "encrypted" in window.document.read_only
    assert len(window.document.book["Bills"])
    assert "Read-only" in window.masthead.state_words.text()
    closed(qtbot, window)
    assert path.read_bytes() == sealed
    assert sorted(entry.name for entry in path.parent.iterdir()) == [path.name]


def test_a_password_not_given_leaves_the_start_page(qtbot: QtBot, path: Path) -> None:
    path.write_bytes(encrypted(path.read_bytes(), "six herons"))
    window = shown_window(qtbot)
    window.open_path(path)
    qtbot.waitUntil(lambda: password_dialog(window) is not None, timeout=MOST_MS)
    dialog = password_dialog(window)
    assert dialog is not None
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.why.text() == "Type the password."
    QTest.keyClick(dialog.line, Qt.Key.Key_Escape)
    assert window.start.new.isVisible()
    assert window.document is None
    assert not window.busy


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.xls", b"<html><table></table></html>", "(HTML)"),
        ("old.doc.xltx", b"%PDF-1.4", "a PDF"),
    ],
)
def test_a_file_of_another_kind_is_named(qtbot: QtBot, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    window = shown_window(qtbot)
    window.open_path(tmp_path / name)
    qtbot.waitUntil(lambda: not window.busy and window.toast.isVisible(), timeout=MOST_MS)
    assert words in window.toast.words.text()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.csv", b"Name,Amount\nRent,1850\n", "(CSV)"),
        ("old.xls", OLE + bytes(600) + "Workbook".encode("utf-16-le"), "(.xls)"),
    ],
)
def test_a_spreadsheet_of_another_kind_is_named_and_its_import_offered(
    qtbot: QtBot, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    window = shown_window(qtbot)
    window.open_path(tmp_path / name)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(Confirm)), timeout=MOST_MS)
    said = " ".join(text.text() for text in window.findChildren(Confirm)[0].findChildren(Text))
    assert words in said
    assert "Its rows can be imported" in said
    assert "save it as" not in said
    assert window.start.new.isVisible()


def test_a_workbook_by_the_name_of_another_kind_is_to_be_renamed(qtbot: QtBot, path: Path) -> None:
    other = path.rename(path.with_suffix(".xls"))
    window = shown_window(qtbot)
    window.open_path(other)
    qtbot.waitUntil(lambda: not window.busy and window.toast.isVisible(), timeout=MOST_MS)
    assert f"rename it to {path.name}" in window.toast.words.text()


def test_a_file_that_kills_its_reader_leaves_the_window_alive(qtbot: QtBot, path: Path) -> None:
    far = '<row r="9"><c\nr="XFD999999"><v>1</v></c></row></sheetData>'
    part = hostile.sheet_part(path.read_bytes(), "Bills")
    content = hostile.with_part(path.read_bytes(), part, lambda xml: xml.replace(b"</sheetData>", far.encode()))
    path.write_bytes(content)
    window = shown_window(qtbot)
    window.open_path(path)
    qtbot.waitUntil(lambda: not window.busy and window.toast.isVisible(), timeout=MOST_MS)
    assert "stops whatever reads it" in window.toast.words.text()
    assert window.start.new.isVisible()


def test_a_pipe_is_refused_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with a name here")
    os.mkfifo(tmp_path / "pipe.xlsx")
    window = shown_window(qtbot)
    window.open_path(tmp_path / "pipe.xlsx")
    qtbot.waitUntil(lambda: not window.busy and window.toast.isVisible(), timeout=MOST_MS)
    assert "a pipe or a device" in window.toast.words.text()


def test_a_missing_recent_file_is_dropped_with_a_word(qtbot: QtBot, tmp_path: Path) -> None:
    gone = tmp_path / "gone.xlsx"
    remember(gone)
    window = shown_window(qtbot)
    window.open_path(gone)
    assert "no longer" in window.toast.words.text()
    assert gone not in recent_files()


def test_a_file_of_another_kind_is_refused(qtbot: QtBot, tmp_path: Path) -> None:
    window = shown_window(qtbot)
    window.open_path(tmp_path / "photo.png")
    assert ".xlsx" in window.toast.words.text()


def test_an_open_workbook_is_remembered_and_can_be_opened_from_the_start_page(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    assert recent_files()[0] == path.resolve()
    with qtbot.waitSignal(window.left, timeout=MOST_MS):
        window.close_document()
    assert window.start.recent.count() == 1
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.start.recent.itemAt(0).widget().click()  # type: ignore[union-attr]
    forget(path.resolve())


def test_recent_files_are_ten_newest_first(tmp_path: Path) -> None:
    for number in range(12):
        remember(tmp_path / f"{number}.xlsx")
    remember(tmp_path / "5.xlsx")
    names = [path.name for path in recent_files()]
    assert names[:2] == ["5.xlsx", "11.xlsx"]
    assert len(names) == 10


def test_another_workbook_takes_the_place_of_the_first_one(qtbot: QtBot, path: Path, tmp_path: Path) -> None:
    window = opened_window(qtbot, path)
    row = rename_first_bill(window, "Saved before the other opens")
    other = new_copy(tmp_path, "other.xlsx")
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.open_path(other)
    assert window.document is not None
    assert window.document.name == "other.xlsx"
    assert window.windowTitle().startswith("other.xlsx")
    assert name_in_file(path, row) == "Saved before the other opens"


def test_a_new_workbook_is_made_and_opened(qtbot: QtBot, tmp_path: Path) -> None:
    window = shown_window(qtbot)
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.make(tmp_path / "fresh.xlsx", demo=False)
    assert (tmp_path / "fresh.xlsx").exists()
    assert window.document is not None
    assert len(window.document.book["Deals"]) == 0


def test_the_workbook_that_is_open_is_not_replaced(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    content = path.read_bytes()
    window.make(path, demo=False)
    assert "is open" in window.toast.words.text()
    assert not window.busy
    window.open_path(path)
    assert "open already" in window.toast.words.text()
    assert path.read_bytes() == content


def test_the_demo_is_kept_as_it_was_left(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.start.demo.click()
    assert window.document is not None
    row = rename_first_bill(window, "Mine")
    with qtbot.waitSignal(window.left, timeout=MOST_MS):
        window.close_document()
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.start.demo.click()
    assert (window.document.book.row(BILLS, row) or {})["name"] == "Mine"


def drag(window: Window, *paths: Path) -> tuple[QDragEnterEvent, QDropEvent]:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data, left, none)
    entered.ignore()
    window.dragEnterEvent(entered)
    dropped = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, left, none)
    dropped.ignore()
    if entered.isAccepted():
        window.dropEvent(dropped)
    return entered, dropped


def test_a_workbook_dropped_on_the_window_is_opened(qtbot: QtBot, path: Path) -> None:
    window = shown_window(qtbot)
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        entered, dropped = drag(window, path)
    assert entered.isAccepted()
    assert dropped.isAccepted()


def test_anything_else_dropped_is_not_taken(qtbot: QtBot, path: Path, tmp_path: Path) -> None:
    window = shown_window(qtbot)
    for paths in ((tmp_path / "a.txt",), (path, path), ()):
        entered, _ = drag(window, *paths)
        assert not entered.isAccepted()


# --- closing ---


def test_closing_waits_for_the_save(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()
    real = SaveJob.run

    def slow(job: SaveJob) -> SaveOutcome:
        go_on.wait(20)
        return real(job)

    monkeypatch.setattr(SaveJob, "run", slow)
    window = opened_window(qtbot, path)
    row = rename_first_bill(window, "Before the end")
    window.close()
    window.close()
    assert window.isVisible()
    assert window.masthead.state_words.text() == "Saving…"
    go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=MOST_MS)
    assert name_in_file(path, row) == "Before the end"


def test_closing_with_a_refused_save_loses_nothing(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.core.refusal import Refused

    def refuse(job: SaveJob) -> SaveOutcome:
        raise Refused("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(SaveJob, "run", refuse)
        window = opened_window(qtbot, path)
        row = rename_first_bill(window, "Kept")
        closed(qtbot, window)
    again = opened_window(qtbot, path)
    assert again.document is not None
    assert (again.document.book.row(BILLS, row) or {})["name"] == "Kept"
    assert "came back" in again.toast.words.text()


def test_a_text_being_typed_is_taken_when_the_window_closes(qtbot: QtBot, path: Path) -> None:
    window = opened_window(qtbot, path)
    window.show_tab("bills")
    assert window.grid is not None
    assert window.document is not None
    row = str(window.document.book[BILLS].index[0])
    window.grid.go_to(row, "name")
    QTest.keyClicks(window.grid.view, "T")
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClicks(editor, "yped and not ended")
    closed(qtbot, window)
    assert name_in_file(path, row) == "Typed and not ended"


def test_the_window_finishes_an_export_that_was_killed_and_says_so(
    qtbot: QtBot, tmp_path: Path, data_folder: Path
) -> None:
    """Another process logged it and was killed before it put the file in its place."""
    path, out = demo_copy(tmp_path), tmp_path / "board.xlsx"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    killed = staged([(out, b"the board")], "exp_00000000aaaa", path)
    killed.__enter__()
    with closing(Session.open(path, journals=data_folder / "journal")) as session:
        partner = str(session.book["Partners"].index[0])
        fields: dict[str, Value] = {"partner_id": partner, "file_name": out.name, "sha256": "0" * 64}
        session.do(add_export(session.book, "exp_00000000aaaa", fields, session.now()))
    [note] = (data_folder / "unfinished").iterdir()
    note.rename(note.with_name(f"{gone.pid}-1"))
    window = opened_window(qtbot, path)
    assert out.read_bytes() == b"the board"
    assert "board.xlsx is now in" in window.toast.words.text()
