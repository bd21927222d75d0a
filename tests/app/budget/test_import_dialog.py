"""The import of a bank's file in the window: what it asks, what it shows, and that it is one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.box import Box
from app.frame.window import Window
from app.jobs import wait_for_all
from app.tabs.budget import Budget, reading
from app.tabs.budget.import_dialog import ImportDialog
from app.tabs.budget.import_lines import FATE, WORDS
from app.theme import Appearance, theme
from models.budget import LEDGER
from models.budget.importing import ImportPlan, Statement, plan_import
from models.core.book import Book
from models.core.edit import add_row
from models.core.schema import Value
from tests.app.test_look import faults_of
from tests.app.windows import MOST_MS, opened_window
from tests.models.budget.importing.files import FOLDER
from tests.workbooks import NOW, new_copy

DOUBTFUL = "Date,Details,Amount\n03/04/2026,Corner shop,-5.00\n02/01/2026,Pay,9.00\n13/13/2026,Bad,1\n"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    found = opened_window(qtbot, new_copy(tmp_path))
    found.show_tab("budget")
    yield found  # qtbot closes it
    theme().use(Appearance.LIGHT)


def dialog_on(window: Window, path: Path) -> ImportDialog:
    cast(Budget, window.page).acts.read(path)
    awaited(lambda: bool(shown(window)))
    return settled(shown(window)[0])


def shown(window: Window) -> list[ImportDialog]:
    return [one for one in window.findChildren(ImportDialog) if one.isVisible()]


def settled(dialog: ImportDialog) -> ImportDialog:
    """Waits until nothing is worked out any more."""
    awaited(lambda: not dialog.busy)
    return dialog


def bring(dialog: ImportDialog) -> None:
    dialog.accept_button.click()
    awaited(lambda: not isValid(dialog) or not dialog.isVisible())


def awaited(done: Callable[[], bool]) -> None:
    until = monotonic() + MOST_MS / 1000
    while not done():
        assert monotonic() < until
        QTest.qWait(1)


def written(folder: Path, text: str, name: str = "bank.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def pick(box: Box, value: object) -> None:
    """As a person picks it."""
    place = box.values.index(value)
    box.setCurrentIndex(place)
    box.activated.emit(place)
    dialog = box.window()
    assert isinstance(dialog, ImportDialog)
    settled(dialog)


def ledger(window: Window) -> list[dict[str, object]]:
    assert window.document is not None
    frame = window.document.book[LEDGER]
    return [dict(window.document.book.row(LEDGER, str(row)) or {}) for row in frame.index]


def column_of(dialog: ImportDialog, column: int) -> list[str]:
    model = dialog.model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_a_file_is_read_imported_and_taken_back_in_one_step(window: Window) -> None:
    dialog = dialog_on(window, FOLDER / "canada.csv")
    assert column_of(dialog, FATE) == ["New"] * 6 + ["Cannot be read"] * 2
    assert column_of(dialog, WORDS)[0] == "Misc Payment NORTHERN FIBRE WINNIPEG"
    assert "“2/30/2026” is no date" in column_of(dialog, WORDS)[6]
    assert dialog.said.text() == "6 lines come into the ledger."
    assert dialog.accept_button.text() == "Import 6 lines"
    pick(dialog.envelope, "misc")
    bring(dialog)
    rows = ledger(window)
    assert len(rows) == 6
    assert {row["envelope"] for row in rows if row["kind"] == "expense"} == {"misc"}
    assert window.toast.words.text() == "6 lines imported from canada.csv, 2 could not be read."
    assert window.document is not None
    assert window.document.can_undo == "Import 6 bank lines"
    window.toast.undo_button.click()
    assert ledger(window) == []


def test_importing_again_brings_nothing_and_says_so(window: Window) -> None:
    bring(dialog_on(window, FOLDER / "bank.ofx"))
    before = ledger(window)
    dialog = dialog_on(window, FOLDER / "bank.ofx")
    assert dialog.form is None
    assert Counter(column_of(dialog, FATE)) == {"Already there": 4, "Cannot be read": 1}
    assert dialog.said.text() == "Nothing new comes into the ledger."
    assert not dialog.accept_button.isEnabled()
    dialog.commit()
    assert ledger(window) == before


def test_a_doubtful_date_order_is_asked_before_anything_is_imported(window: Window, tmp_path: Path) -> None:
    dialog = dialog_on(window, written(tmp_path, DOUBTFUL))
    assert dialog.form is not None
    box = dialog.form.written["date_order"]
    assert (box.currentIndex(), box.placeholderText()) == (-1, "Choose…")
    assert not dialog.accept_button.isEnabled()
    assert dialog.why.text.text().startswith("Say first: “03/04/2026” may be")
    dialog.commit()
    assert ledger(window) == []
    pick(box, "dmy")
    assert dialog.why.isHidden()
    bring(dialog)
    assert [str(row["date"]) for row in ledger(window)] == ["2026-04-03", "2026-01-02"]
    assert cast(Budget, window.page).month.isoformat() == "2026-04-01"  # where the latest line is


def test_a_guessed_column_is_corrected(window: Window, tmp_path: Path) -> None:
    text = "Date,Amount,Balance,Memo,Name\n2026-03-02,-5.00,95.00,Thanks,Shop\n2026-03-03,-6.00,89.00,Bye,Bakery\n"
    dialog = dialog_on(window, written(tmp_path, text))
    form = dialog.form
    assert form is not None
    assert form.boxes["merchant"].currentText().startswith("Name")
    pick(form.boxes["merchant"], None)
    assert form.boxes["merchant"].currentText() == "none"
    form.description.menu_of().actions()[4].setChecked(True)
    settled(dialog)
    assert form.description.text().strip() == "Memo + Name"
    assert column_of(dialog, WORDS) == ["Thanks Shop", "Bye Bakery"]
    pick(form.boxes["debit"], 1)
    assert form.boxes["amount"].currentText() == "none"
    assert column_of(dialog, FATE) == ["New", "New"]
    pick(form.boxes["amount"], 2)
    assert form.boxes["debit"].currentText() == "none"
    assert "95.00" in str(dialog.model.index(0, 3).data())
    assert not form.written["negate"].isHidden()


def test_the_window_goes_on_while_lines_are_read_and_cancel_ends_it(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_on(window, written(tmp_path, DOUBTFUL.replace("03/04", "13/04")))
    begun, go_on = Event(), Event()

    def slow(book: Book, statement: Statement) -> ImportPlan:
        begun.set()
        assert go_on.wait(MOST_MS / 1000)
        return plan_import(book, statement)

    monkeypatch.setattr(reading, "plan_import", slow)
    assert dialog.form is not None
    box = dialog.form.boxes["merchant"]
    box.activated.emit(1)
    awaited(begun.is_set)
    awaited(dialog.work.isVisible)  # it says so after a moment
    assert dialog.busy
    assert not dialog.accept_button.isEnabled()
    dialog.commit()  # nothing comes of it
    box.activated.emit(2)
    dialog.reject()
    go_on.set()
    assert wait_for_all(MOST_MS)
    QTest.qWait(1)
    assert ledger(window) == []


def test_a_probable_line_is_decided_by_the_space_bar(window: Window, tmp_path: Path) -> None:
    assert window.document is not None
    mine: dict[str, Value] = {"date": NOW.date(), "kind": "expense", "amount": 5.0, "description": "The shop"}
    window.document.do(add_row(window.document.book, LEDGER, mine, NOW))
    text = DOUBTFUL.replace("03/04/2026", "2026-03-04").replace("02/01", "01/31")
    dialog = dialog_on(window, written(tmp_path, text))
    assert column_of(dialog, FATE)[0] == "Probably there"
    assert "is probably The shop of 2026-03-05" in dialog.reason.text()
    assert dialog.said.text() == "1 line comes into the ledger; 1 is there already and marked as the bank’s."
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert column_of(dialog, FATE)[0] == "New, it is another"
    assert dialog.accept_button.text() == "Import 2 lines"
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert dialog.accept_button.text() == "Import 1 line"
    bring(dialog)
    rows = ledger(window)
    assert len(rows) == 2
    assert str(rows[0]["import_key"]).startswith("csv:")


def test_pills_show_the_lines_of_one_fate(window: Window) -> None:
    dialog = dialog_on(window, FOLDER / "canada.csv")
    dialog.pills.setCurrentIndex(4)
    assert column_of(dialog, FATE) == ["Cannot be read"] * 2
    assert dialog.pills.accessibleTabName(4) == "Cannot be read: 2"
    assert dialog.reason.text().startswith("Line 8: ")


def test_columns_that_cannot_be_told_are_asked_for(window: Window, tmp_path: Path) -> None:
    dialog = dialog_on(window, written(tmp_path, "a,b,c\nx,y,z\n3 Mar 2026,q,5\n"))
    assert dialog.form is not None
    assert dialog.why.text.text() == "Choose the column of dates and the one of amounts."
    assert dialog.form.boxes["date"].currentIndex() == -1
    pick(dialog.form.boxes["date"], 0)
    pick(dialog.form.boxes["amount"], 2)
    assert "New" in column_of(dialog, FATE)


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "is empty"), (b"PK\x03\x04", "is no text"), (b"hello", "no columns")]
)
def test_a_file_that_is_no_banks_is_refused_with_a_sentence(
    window: Window, tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "bank.csv"
    path.write_bytes(content)
    cast(Budget, window.page).acts.read(path)
    awaited(lambda: says in window.toast.words.text())
    assert not shown(window)


def test_the_command_asks_for_a_file(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "open", lambda *_: None)
    window.actions_["budget.import_file"].trigger()
    [dialog] = window.findChildren(QFileDialog)
    assert "*.qfx" in dialog.nameFilters()[0]
    dialog.fileSelected.emit(str(FOLDER / "germany.csv"))
    awaited(lambda: bool(shown(window)))


@pytest.mark.parametrize("look", [Appearance.LIGHT, Appearance.DARK])
def test_the_dialog_passes_the_audit(window: Window, tmp_path: Path, look: Appearance) -> None:
    theme().use(look)
    for path in (written(tmp_path, DOUBTFUL), FOLDER / "canada_no_headers.csv", FOLDER / "card.qfx"):
        dialog = dialog_on(window, path)
        dialog.resize(900, 560)
        assert isinstance(dialog.table, QAbstractItemView)
        assert not faults_of(dialog)
        dialog.reject()
