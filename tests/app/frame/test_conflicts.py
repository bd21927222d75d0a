"""Other people's saves in the window: taken in, asked about, decided in the panel; read-only, copies and take-over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from app.document import Document
from app.frame.conflict_list import ConflictModel
from app.frame.dialogs import Confirm
from app.frame.others import Changes
from app.frame.window import Window
from app.new import create_workbook
from app.session import Session
from app.sync import Kept
from app.widgets import Button
from models.bills import BILLS
from models.core.edit import set_fields
from tests.app.windows import MOST_MS, checked, name_in_file, opened_session, opened_window, rename_first_bill, saved
from tests.workbooks import NOW, demo_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


@pytest.fixture
def window(qtbot: QtBot, path: Path) -> Window:
    return opened_window(qtbot, path)


def document_of(window: Window) -> Document:
    assert window.document is not None
    return window.document


def bills(window: Window) -> list[str]:
    return [str(row) for row in document_of(window).book[BILLS].index]


def value(window: Window, row: str, name: str) -> Any:
    return (document_of(window).book.row(BILLS, row) or {}).get(name)


def in_excel(path: Path, window: Window, edit: Callable[[Any, Callable[[str, str], str]], object]) -> None:
    """Another program's save; `edit` gets the sheet Bills and what tells the cell of a row's field."""
    book = load_workbook(path)
    session = document_of(window).session
    edit(book["Bills"], lambda row, name: session.place("Bills", row, name))
    book.save(path)


def rows_gone(path: Path, window: Window, rows: list[str]) -> None:
    def edit(sheet: Any, place: Callable[[str, str], str]) -> None:
        for row in rows:
            for cell in sheet[int("".join(filter(str.isdigit, place(row, "name"))))]:
                cell.value = None

    in_excel(path, window, edit)


def is_in_file(path: Path, row: str) -> bool:
    return row in Session.open(path, journals=path.parent / "none", write=False).book[BILLS].index


def press(window: Window, name: str) -> None:
    [button] = [one for bar in window.bars.bars for one in bar.buttons if one.text().strip() == name]
    button.click()


def dialog(window: Window, kind: type[Any]) -> Any:
    [found] = [child for child in window.children() if isinstance(child, kind)]
    return found


def conflicting(qtbot: QtBot, window: Window, path: Path) -> str:
    """Both sides name the first bill and give the second an amount."""
    first, second = bills(window)[:2]
    document = document_of(window)
    changes = set_fields(document.book, BILLS, second, {"amount": 80.0}, NOW)

    def edit(sheet: Any, place: Callable[[str, str], str]) -> None:
        sheet[place(first, "name")], sheet[place(second, "amount")] = "Theirs", 75

    in_excel(path, window, edit)
    assert document.do(changes)
    rename_first_bill(window, "Mine")
    document.sync.look()
    qtbot.waitUntil(lambda: len(document.conflicts) == 2, timeout=MOST_MS)
    return first


def test_a_save_elsewhere_is_in_the_window_by_itself_and_the_place_in_the_table_stays(
    qtbot: QtBot, window: Window, path: Path
) -> None:
    window.show_tab("bills")
    document = document_of(window)
    row = bills(window)[7]
    window.go_to("Bills", row, "amount")
    grid = window.grid
    assert grid is not None
    scrolled = grid.view.verticalScrollBar().value()
    with qtbot.waitSignal(document.replaced, timeout=3000):
        in_excel(path, window, lambda sheet, place: sheet.__setitem__(place(row, "notes"), "from Excel"))
    assert value(window, row, "notes") == "from Excel"
    assert grid.current_row == row
    assert grid.view.verticalScrollBar().value() == scrolled
    assert window.pages is not None
    assert window.pages.key == "bills"
    assert window.toast.words.text().startswith("Excel's save of ")
    assert window.toast.words.text().endswith("is in: 1 row changed.")
    assert document.sync.state.kept is Kept.SAVED


def test_what_is_wrong_with_a_save_elsewhere_is_found_by_itself(qtbot: QtBot, window: Window, path: Path) -> None:
    document = document_of(window)
    row = bills(window)[7]
    qtbot.waitUntil(lambda: not document.is_checking, timeout=MOST_MS)
    assert (row, "amount") not in document.problems_of("Bills")
    in_excel(path, window, lambda sheet, place: sheet.__setitem__(place(row, "amount"), None))
    qtbot.waitUntil(lambda: (row, "amount") in document.problems_of("Bills"), timeout=MOST_MS)


def test_our_own_saves_are_no_event(qtbot: QtBot, window: Window) -> None:
    document = document_of(window)
    rename_first_bill(window, "Mine")
    with qtbot.assertNotEmitted(document.replaced, wait=1500):
        saved(qtbot, document)
    assert not window.toast.isVisible()


def test_unsaved_edits_are_on_top_of_theirs_and_can_be_undone(qtbot: QtBot, window: Window, path: Path) -> None:
    document = document_of(window)
    row = bills(window)[0]
    was = value(window, row, "name")
    in_excel(path, window, lambda sheet, place: sheet.__setitem__(place(row, "notes"), "from Excel"))
    rename_first_bill(window, "Mine")
    document.sync.look()
    qtbot.waitUntil(lambda: value(window, row, "notes") == "from Excel", timeout=MOST_MS)
    assert value(window, row, "name") == "Mine"
    saved(qtbot, document)
    assert name_in_file(path, row) == "Mine"
    document.undo()
    assert [value(window, row, name) for name in ("name", "notes")] == [was, "from Excel"]


def test_the_panel_shows_all_three_values_and_decides_one_or_all(qtbot: QtBot, window: Window, path: Path) -> None:
    row = conflicting(qtbot, window, path)
    assert window.status.conflicts.isVisible()
    assert window.status.conflicts.text().strip() == "2 conflicts to decide"
    window.status.conflicts.click()
    panel = window.conflicts
    assert panel.isVisible()
    assert not window.panel.isVisible()
    QAbstractItemModelTester(panel.list.conflicts, QAbstractItemModelTester.FailureReportingMode.Fatal)
    texts = (panel.detail.was.text(), panel.detail.theirs.text(), panel.detail.mine.text())
    shown = panel.current
    assert shown is not None
    assert texts == (shown.was, shown.theirs, shown.mine)
    at = next(n for n in range(2) if "Name" in panel.list.conflicts.index(n).data(Qt.ItemDataRole.DisplayRole))
    panel.list.setCurrentIndex(panel.list.conflicts.index(at))
    assert panel.detail.place.text() == f"Bills {document_of(window).session.place('Bills', row, 'name')}"
    assert (panel.detail.theirs.text(), panel.detail.mine.text()) == ("“Theirs”", "“Mine”")
    QTest.keyClick(panel.list, Qt.Key.Key_M)
    assert value(window, row, "name") == "Mine"
    assert window.status.conflicts.text().strip() == "1 conflict to decide"
    window.toast.undo_button.click()
    assert value(window, row, "name") == "Theirs"
    assert window.status.conflicts.text().strip() == "2 conflicts to decide"
    panel.all_mine.click()
    assert [value(window, row, "name"), value(window, bills(window)[1], "amount")] == ["Mine", 80.0]
    assert panel.empty.isVisible()
    assert not window.status.conflicts.isVisible()
    document_of(window).undo()
    assert len(document_of(window).conflicts) == 2
    panel.all_theirs.click()
    assert value(window, row, "name") == "Theirs"
    assert document_of(window).conflicts == ()


def test_an_open_conflict_stops_neither_edits_nor_saves(qtbot: QtBot, window: Window, path: Path) -> None:
    row = conflicting(qtbot, window, path)
    other = bills(window)[3]
    document = document_of(window)
    assert document.do(set_fields(document.book, BILLS, other, {"name": "Another"}, NOW))
    saved(qtbot, document)
    assert [name_in_file(path, one) for one in (row, other)] == ["Theirs", "Another"]
    assert len(document.conflicts) == 2


def test_a_conflict_met_by_a_save_is_shown_too(qtbot: QtBot, window: Window, path: Path) -> None:
    row = bills(window)[0]
    document = document_of(window)
    document.watch.end()
    rename_first_bill(window, "Mine")
    in_excel(path, window, lambda sheet, place: sheet.__setitem__(place(row, "name"), "Theirs"))
    saved(qtbot, document)
    assert window.status.conflicts.isVisible()
    assert value(window, row, "name") == "Theirs"


@pytest.mark.parametrize("keep", [True, False])
def test_many_rows_gone_are_asked_about_in_a_bar_while_work_goes_on(
    qtbot: QtBot, window: Window, path: Path, keep: bool
) -> None:
    document = document_of(window)
    rows = bills(window)
    rows_gone(path, window, rows[:5])
    qtbot.waitUntil(lambda: document.sync.question is not None, timeout=3000)
    [bar] = window.bars.bars
    assert bar.words.text().endswith(f"removed 5 of {len(rows)} Bills.")
    assert [button.text().strip() for button in bar.buttons] == ["Take it", "Keep mine", "Look"]
    assert document.do(set_fields(document.book, BILLS, rows[0], {"notes": "typed meanwhile"}, NOW))
    document.sync.save()
    qtbot.wait(100)
    assert document.sync.state.words == "Kept safe: waiting for your answer about Bills"
    assert not is_in_file(path, rows[0])
    press(window, "Look")
    assert dialog(window, Changes).table.rowCount() == 5
    assert len(bills(window)) == len(rows)

    press(window, "Keep mine" if keep else "Take it")
    qtbot.waitUntil(lambda: document.sync.question is None and document.session.is_saved, timeout=MOST_MS)
    assert not window.bars.isVisible()
    assert is_in_file(path, rows[1]) is keep
    assert value(window, rows[0], "notes") == "typed meanwhile"  # without its row there it is a conflict, and stays
    assert len(document.conflicts) == (0 if keep else 1)
    if keep:
        document.undo()
        assert rows[1] not in bills(window)


def test_the_answer_to_one_save_is_not_that_to_the_next(qtbot: QtBot, window: Window, path: Path) -> None:
    document = document_of(window)
    rows = bills(window)
    rows_gone(path, window, rows[:5])
    qtbot.waitUntil(lambda: document.sync.question is not None, timeout=MOST_MS)
    document.watch.end()
    rows_gone(path, window, rows[:12])
    press(window, "Take it")
    qtbot.waitUntil(lambda: f"removed 12 of {len(rows)}" in window.bars.bars[0].words.text(), timeout=MOST_MS)
    assert len(bills(window)) == len(rows)


def test_a_question_goes_when_the_other_side_takes_it_back(qtbot: QtBot, window: Window, path: Path) -> None:
    document = document_of(window)
    before = path.read_bytes()
    rows_gone(path, window, bills(window)[:5])
    qtbot.waitUntil(lambda: document.sync.question is not None, timeout=MOST_MS)
    path.write_bytes(before)
    qtbot.waitUntil(lambda: document.sync.question is None, timeout=MOST_MS)
    assert not window.bars.isVisible()


def test_an_older_copy_is_told_with_an_undo(qtbot: QtBot, window: Window, path: Path) -> None:
    document = document_of(window)
    row = bills(window)[0]
    older, was = path.read_bytes(), value(window, row, "name")
    rename_first_bill(window, "Newer")
    saved(qtbot, document)
    path.write_bytes(older)
    qtbot.waitUntil(lambda: "older copy" in window.toast.words.text(), timeout=MOST_MS)
    saved(qtbot, document)
    assert name_in_file(path, row) == "Newer"
    assert document.can_undo == "Bring back newer edits"
    document.undo()
    saved(qtbot, document)
    assert name_in_file(path, row) == was


def test_another_workbook_under_the_name_is_not_merged_and_mine_can_be_saved_as_a_copy(
    qtbot: QtBot, window: Window, path: Path, tmp_path: Path
) -> None:
    document = document_of(window)
    rename_first_bill(window, "Mine")
    saved(qtbot, document)
    other = tmp_path / "other.xlsx"
    create_workbook(other, NOW, demo=False)
    path.write_bytes(other.read_bytes())
    qtbot.waitUntil(lambda: document.sync.question is not None, timeout=MOST_MS)
    row = rename_first_bill(window, "Mine, unsaved")
    document.sync.save()
    assert "another workbook" in document.sync.state.words
    assert "another workbook" in window.bars.bars[0].words.text()
    copy = tmp_path / "mine.xlsx"
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.others.copy_to(copy)
    assert name_in_file(copy, row) == "Mine, unsaved"
    assert document_of(window).session.path == copy
    assert path.read_bytes() == other.read_bytes()


def test_another_workbook_under_the_name_can_be_opened(
    qtbot: QtBot, window: Window, path: Path, tmp_path: Path
) -> None:
    document = document_of(window)
    rename_first_bill(window, "Mine")
    saved(qtbot, document)
    other = tmp_path / "other.xlsx"
    create_workbook(other, NOW, demo=False)
    path.write_bytes(other.read_bytes())
    qtbot.waitUntil(lambda: document.sync.question is not None, timeout=MOST_MS)
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        press(window, "Open it")
    assert bills(window) == []
    assert document_of(window).read_only == ""
    checked(qtbot, document_of(window))


def test_a_save_waits_for_the_other_program_and_is_made_by_itself(qtbot: QtBot, window: Window, path: Path) -> None:
    document = document_of(window)
    mark = path.with_name(f"~${path.name}")
    mark.write_bytes(b"\x05Helga")
    qtbot.waitUntil(lambda: bool(document.watch.lock), timeout=MOST_MS)
    row = rename_first_bill(window, "Mine")
    document.sync.save()
    assert document.sync.state.words == "Kept safe: Excel has it open (Helga)"
    assert document.do(set_fields(document.book, BILLS, row, {"notes": "typed on"}, NOW))
    assert name_in_file(path, row) != "Mine"
    mark.unlink()
    qtbot.waitUntil(lambda: document.session.is_saved, timeout=MOST_MS)
    assert name_in_file(path, row) == "Mine"


def test_a_mark_left_behind_can_be_ignored_and_stays(
    qtbot: QtBot, window: Window, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("io_xlsx.leftover.left_behind", lambda *_: "no program here has it open")
    document = document_of(window)
    mark = path.with_name(f"~${path.name}")
    mark.write_bytes(b"\x05Helga")
    qtbot.waitUntil(lambda: bool(window.bars.bars), timeout=MOST_MS)
    row = rename_first_bill(window, "Mine")
    press(window, "Ignore the mark")
    qtbot.waitUntil(lambda: document.session.is_saved, timeout=MOST_MS)
    assert (name_in_file(path, row), mark.exists(), window.bars.isVisible()) == ("Mine", True, False)


def test_a_workbook_that_another_valhalla_has_says_so_and_can_be_taken_over(qtbot: QtBot, path: Path) -> None:
    with closing(opened_session(path)) as other:
        window = opened_window(qtbot, path)
        [bar] = window.bars.bars
        assert bar.words.text().startswith("Read-only: another Valhalla has it open (")
        assert [button.text().strip() for button in bar.buttons] == ["Save a copy…", "Take over…"]
        press(window, "Take over…")
        assert other.read_only == ""
        with qtbot.waitSignal(window.opened, timeout=MOST_MS):
            dialog(window, Confirm).commit()
        assert document_of(window).read_only == ""
        assert not window.bars.isVisible()
        row = rename_first_bill(window, "Taken over")
        saved(qtbot, document_of(window))
    assert name_in_file(path, row) == "Taken over"


@pytest.mark.parametrize("why", ["write-protected", "folder", "no sheets"])
def test_read_only_names_why_and_offers_a_copy(
    qtbot: QtBot, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "write-protected":  # root may write whatever the mode says
        monkeypatch.setattr("app.access.os.access", lambda *_: False)
    elif why == "folder":

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("io_xlsx.lock.Lock.acquire", refuse)
    else:
        from tests.io_xlsx.sheets import write_workbook

        path = write_workbook(tmp_path / "own.xlsx", {"Mine": [["a", 1.0]]})
    window = opened_window(qtbot, path)
    [bar] = window.bars.bars
    words = {"write-protected": "write-protected", "folder": "folder cannot be written to", "no sheets": "none of Val"}
    assert words[why] in bar.words.text()
    more = ["Import its rows…"] if why == "no sheets" else []
    assert [button.text().strip() for button in bar.buttons] == [*more, "Save a copy…"]
    monkeypatch.undo()
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.others.copy_to(tmp_path / "copy.xlsx")
    assert (tmp_path / "copy.xlsx").read_bytes() == path.read_bytes()


def test_a_copy_goes_neither_onto_the_workbook_nor_under_another_ending(window: Window, path: Path) -> None:
    from models.core.refusal import Refused

    before = path.read_bytes()
    for target in (path, path.with_suffix(".pdf"), path.parent / "no folder" / "copy.xlsx"):
        with pytest.raises(Refused):
            document_of(window).session.prepare_copy(target)()
    assert path.read_bytes() == before


def test_a_file_saved_while_the_workbook_is_read_only_is_shown(qtbot: QtBot, path: Path) -> None:
    with closing(opened_session(path)) as other:
        window = opened_window(qtbot, path)
        row = str(other.book[BILLS].index[0])
        other.do(set_fields(other.book, BILLS, row, {"name": "From the other"}, NOW))
        other.save()
        qtbot.waitUntil(lambda: value(window, row, "name") == "From the other", timeout=MOST_MS)
        assert "Another Valhalla's save of" in window.toast.words.text()


def test_the_model_of_an_empty_panel_is_sound() -> None:
    model = ConflictModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([])
    assert model.rowCount() == 0


def test_buttons_of_a_bar_are_reached_by_keyboard(qtbot: QtBot, window: Window, path: Path) -> None:
    rows_gone(path, window, bills(window)[:5])
    qtbot.waitUntil(lambda: bool(window.bars.bars), timeout=MOST_MS)
    window.tab_bar.tabs.setFocus()
    window.next_pane(1)
    focused = window.focusWidget()
    assert isinstance(focused, Button)
    assert focused.text().strip() == "Take it"
