"""The document: edits, undo, the state in words, saves that stop nobody, and problems by cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event, get_ident
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app import sync
from app.document import Document
from app.saving import SaveJob, SaveOutcome
from app.sync import Kept
from app.watch import identity_of
from models.bills import BILLS
from models.core.change import Change, ChangeSet
from models.core.edit import remove_rows, set_fields
from models.core.refusal import Refused
from tests.app.windows import MOST_MS, checked, opened_session, saved
from tests.workbooks import NOW, demo_copy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


@pytest.fixture
def document(path: Path, qtbot: QtBot) -> Iterator[Document]:
    document = Document(opened_session(path))
    yield document
    document.close()


def first_bill(document: Document) -> str:
    return str(document.book[BILLS].index[0])


def rename(document: Document, name: str = "Renamed") -> ChangeSet:
    return set_fields(document.book, BILLS, first_bill(document), {"name": name}, document.now())


def name_of(document: Document) -> Any:
    return (document.book.row(BILLS, first_bill(document)) or {})["name"]


def reread_name(path: Path, row: str) -> Any:
    from app.session import Session

    return (Session.open(path, journals=path.parent / "none", write=False).book.row(BILLS, row) or {})["name"]


def test_an_edit_is_told_undone_and_done_again(document: Document, qtbot: QtBot) -> None:
    before = name_of(document)
    with qtbot.waitSignals([document.changed, document.done, document.state_changed]):
        assert document.do(rename(document))
    assert name_of(document) == "Renamed"
    assert document.can_undo == "Edit Bills"
    with qtbot.waitSignal(document.changed), qtbot.assertNotEmitted(document.done):
        document.undo()
    assert name_of(document) == before
    assert (document.can_undo, document.can_redo) == ("", "Edit Bills")
    document.redo()
    assert name_of(document) == "Renamed"


def test_an_empty_edit_is_done_already(document: Document, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(document.changed):
        assert document.do(ChangeSet("Nothing"))


def test_an_edit_that_does_not_fit_is_refused_and_changes_nothing(document: Document, qtbot: QtBot) -> None:
    before = document.book
    change = Change("Bills", first_bill(document), {"name": "What never stood there"}, {"name": "New"})
    with qtbot.waitSignal(document.refused) as refused, qtbot.assertNotEmitted(document.changed):
        assert not document.do(ChangeSet("Edit", (change,)))
    assert refused.args is not None
    assert isinstance(refused.args[0], Refused)
    assert document.book is before


def test_the_moment_of_an_edit_is_that_of_the_session(document: Document) -> None:
    assert document.now() == NOW
    assert document.as_of == NOW.date()


def test_unsaved_cells_are_known_until_they_are_saved(document: Document, qtbot: QtBot, path: Path) -> None:
    row = first_bill(document)
    document.do(rename(document))
    assert (row, "name") in document.unsaved("Bills")
    assert document.unsaved("Deals") == set()
    assert document.sync.state.kept is Kept.WAITING
    saved(qtbot, document)
    assert document.unsaved("Bills") == set()
    assert document.sync.state.words.startswith("All changes saved ")
    assert reread_name(path, row) == "Renamed"


def test_several_edits_are_saved_by_themselves_once(path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "AUTOSAVE_MS", 60)
    runs: list[SaveJob] = []
    real = SaveJob.run

    def counted(job: SaveJob) -> SaveOutcome:
        runs.append(job)
        return real(job)

    monkeypatch.setattr(SaveJob, "run", counted)
    document = Document(opened_session(path))
    row = first_bill(document)
    for name in ("One", "Two", "Three"):
        document.do(rename(document, name))
    qtbot.waitUntil(lambda: document.session.is_saved, timeout=MOST_MS)
    assert len(runs) == 1
    assert reread_name(path, row) == "Three"
    document.close()


def test_a_save_stops_nobody_and_edits_made_meanwhile_follow(
    document: Document, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, threads = Event(), []
    real = SaveJob.run

    def slow(job: SaveJob) -> SaveOutcome:
        threads.append(get_ident())
        go_on.wait(10)
        return real(job)

    monkeypatch.setattr(SaveJob, "run", slow)
    row = first_bill(document)
    document.do(rename(document, "First"))
    document.sync.save()
    assert document.sync.state.words == "Saving…"
    document.do(rename(document, "Second"))
    document.sync.save()
    go_on.set()
    qtbot.waitUntil(lambda: document.session.is_saved, timeout=MOST_MS)
    assert get_ident() not in threads
    assert len(threads) == 2
    assert reread_name(path, row) == "Second"


def test_a_refused_save_keeps_the_edits_and_tries_again_only_when_something_changes(
    path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "AUTOSAVE_MS", 30)
    tries: list[SaveJob] = []
    real = SaveJob.run

    def refuse(job: SaveJob) -> SaveOutcome:
        tries.append(job)
        raise Refused("Excel has it open.")

    monkeypatch.setattr(SaveJob, "run", refuse)
    document = Document(opened_session(path))
    document.watch.begin(identity_of(path))
    document.do(rename(document))
    qtbot.waitUntil(lambda: document.sync.state.kept is Kept.JOURNAL, timeout=MOST_MS)
    assert document.sync.state.words == "Kept safe: Excel has it open."
    qtbot.wait(150)
    assert len(tries) == 1
    monkeypatch.setattr(SaveJob, "run", real)
    document.do(rename(document, "Again"))
    qtbot.waitUntil(lambda: document.session.is_saved, timeout=MOST_MS)
    assert document.sync.state.kept is Kept.SAVED
    document.close()


def test_a_save_that_another_program_holds_up_is_made_by_itself_once_it_lets_go(
    path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "AUTOSAVE_MS", 30)
    monkeypatch.setattr(sync, "AGAIN_MS", 600_000)  # it is the lock's end that is heard, not another attempt
    lock = path.with_name(f"~${path.name}")
    lock.write_bytes(b"\x05Helga")
    document = Document(opened_session(path))
    document.do(rename(document, "Kept"))
    qtbot.waitUntil(lambda: document.sync.state.kept is Kept.JOURNAL, timeout=MOST_MS)
    assert "Excel has it open (Helga)" in document.sync.state.words
    lock.unlink()
    qtbot.waitUntil(lambda: document.sync.state.kept is Kept.SAVED, timeout=MOST_MS)
    document.close()


def test_settling_waits_for_the_save(document: Document, qtbot: QtBot, path: Path) -> None:
    row = first_bill(document)
    document.do(rename(document, "Kept"))
    seen: list[Any] = []
    document.sync.settle(lambda: seen.append(reread_name(path, row)))
    assert not seen
    qtbot.waitUntil(lambda: bool(seen), timeout=MOST_MS)
    assert seen == ["Kept"]


def test_settling_with_nothing_to_save_is_done_at_once(document: Document) -> None:
    called: list[bool] = []
    document.sync.settle(lambda: called.append(True))
    assert called


def test_a_read_only_workbook_says_why(path: Path, document: Document) -> None:
    second = Document(opened_session(path))
    assert second.sync.state.kept is Kept.READ_ONLY
    assert second.sync.state.words.startswith("Read-only: ")
    assert not second.do(rename(second))
    second.close()


def test_problems_are_found_by_their_cells(document: Document, qtbot: QtBot) -> None:
    document.begin()
    checked(qtbot, document)
    before = len(document.problems())
    row = str(document.book["Payments"]["bill_id"].iloc[0])
    document.do(remove_rows(document.book, BILLS, [row]))
    qtbot.waitUntil(lambda: len(document.problems()) > before, timeout=MOST_MS)
    payment = str(document.book["Payments"].index[document.book["Payments"]["bill_id"] == row][0])
    problem = document.problems_of("Payments")[payment, "bill_id"]
    assert problem.severity == "warning"
    assert document.problems_of("Deals") == {}


def test_what_was_wrong_with_a_cell_goes_with_the_edit_that_mends_it(document: Document, qtbot: QtBot) -> None:
    """A cell that is blank shows what could not be read there: not what was taken out a moment ago."""
    document.begin()
    row = first_bill(document)

    def ends(day: date | None) -> None:
        assert document.do(set_fields(document.book, BILLS, row, {"end_date": day}, document.now()))

    ends(date(2020, 1, 1))  # before it starts
    checked(qtbot, document)
    wrong = document.problems_of("Bills")[row, "end_date"]
    assert wrong.seen == "2020-01-01"

    ends(None)
    assert (row, "end_date") not in document.problems_of("Bills")
    assert wrong not in document.problems()
    document.undo()
    checked(qtbot, document)
    assert document.problems_of("Bills")[row, "end_date"] == wrong

    document._checking.check()  # of the Book as it is now; mended before it ends
    ends(None)
    with qtbot.waitSignal(document._checking.ended, timeout=MOST_MS):
        pass
    assert (row, "end_date") not in document.problems_of("Bills")
    assert document.is_checking


def test_what_came_back_after_a_crash_is_told_and_saved(path: Path, qtbot: QtBot) -> None:
    """A session that ends without a save leaves its edits in the journal."""
    session = opened_session(path)
    row = str(session.book[BILLS].index[0])
    session.do(set_fields(session.book, BILLS, row, {"name": "From the journal"}, NOW))
    session.close()
    document = Document(opened_session(path))
    said: list[str] = []
    document.noticed.connect(said.append)
    document.begin()
    assert len(said) == 1
    assert "came back" in said[0]
    saved(qtbot, document)
    assert reread_name(path, row) == "From the journal"
    document.close()
