"""The tick of the open window: once a day, in the background, never on a read-only workbook."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.daily import Daily
from app.document import Document
from app.session import Session
from models.core.book import Book
from models.core.edit import set_fields
from models.ops import TICKS
from models.ops import tick as tick_module
from models.pipeline import FOLLOWUPS
from models.pipeline.tick import due_followups
from tests.app.windows import MOST_MS, checked, saved
from tests.workbooks import DAY, NOW, demo_copy


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def document(qtbot: QtBot, tmp_path: Path, clock: Clock) -> Iterator[Document]:
    session = Session.open(demo_copy(tmp_path), journals=tmp_path / "journals", clock=clock)
    made = Document(session)
    yield made
    checked(qtbot, made)
    made.sync.settle(made.close)
    qtbot.waitUntil(lambda: made.sync.state.words != "Saving…", timeout=MOST_MS)
    delete(made)  # with its Dailies, here: a collection on another thread may not stop their timers


def ticks_of(document: Document) -> list[Any]:
    return [row.date() for row in document.book[TICKS]["as_of"] if row.date() >= DAY]


def new_rows(before: Book, document: Document, key: str) -> list[dict[str, Any]]:
    """The rows that a table has since."""
    rows = document.book[key].index.difference(before[key].index)
    return [dict(document.book.row(key, str(row)) or {}) for row in rows]


def ended(qtbot: QtBot, daily: Daily) -> None:
    qtbot.waitUntil(lambda: daily._job is None, timeout=MOST_MS)


def test_it_runs_once_when_a_workbook_opens_and_says_so_in_one_sentence(qtbot: QtBot, document: Document) -> None:
    told: list[str] = []
    document.noticed.connect(told.append)
    daily = Daily(lambda: document, document)
    for _ in range(3):
        daily.look()
        ended(qtbot, daily)
    assert ticks_of(document) == [DAY]
    assert len(told) == 1
    assert told[0].startswith("Daily tick: ")
    assert document.can_undo == "Daily tick"
    saved(qtbot, document)
    again = Session.open(document.session.path, journals=document.session.path.parent / "none", write=False)
    assert (again.book[TICKS]["as_of"] >= str(DAY)).sum() == 1


def test_it_runs_again_when_the_day_changes(qtbot: QtBot, document: Document, clock: Clock) -> None:
    daily = Daily(lambda: document, document)
    daily.look()
    ended(qtbot, daily)
    clock.now = NOW + timedelta(hours=3)
    daily.look()
    assert daily._job is None
    clock.now = NOW + timedelta(days=4)  # the computer slept
    daily._timer.timeout.emit()
    ended(qtbot, daily)
    assert ticks_of(document) == [DAY, DAY + timedelta(4)]


def test_after_ten_days_off_each_follow_up_is_run_once_and_each_due_date_reminded_of_once(
    qtbot: QtBot, document: Document, clock: Clock
) -> None:
    daily = Daily(lambda: document, document)
    daily.look()
    ended(qtbot, daily)
    before = document.book
    clock.now = NOW + timedelta(days=10)  # closed over, asleep, or left alone
    daily._timer.timeout.emit()
    ended(qtbot, daily)
    made = new_rows(before, document, "PipelineRuns")
    due = due_followups(before, DAY + timedelta(10))
    ran = document.book[FOLLOWUPS].loc[due.index, "closed_by_run_id"]
    assert 0 < len(made) == ran.notna().sum() == ran.nunique()
    refs = document.book["Reminders"]["ref"].dropna()
    assert refs.is_unique
    assert ticks_of(document) == [DAY, DAY + timedelta(10)]
    [row] = new_rows(before, document, "Ticks")
    assert f"For the days from {DAY + timedelta(1)} to {DAY + timedelta(10)}." in row["warnings"]
    whole = document.book
    for _ in range(3):  # the same day again, as from another window or the system's scheduler
        another = Daily(lambda: document, document)
        another.look()
        ended(qtbot, another)
    assert document.book == whole


def test_a_clock_set_back_does_nothing_and_says_nothing(qtbot: QtBot, document: Document, clock: Clock) -> None:
    daily = Daily(lambda: document, document)
    daily.look()
    ended(qtbot, daily)
    before, told = document.book, list[str]()
    document.noticed.connect(told.append)
    daily.found.connect(told.append)
    for back in (1, 400):
        clock.now = NOW - timedelta(days=back)
        daily._timer.timeout.emit()
        ended(qtbot, daily)
    assert document.book is before
    clock.now = NOW
    daily._timer.timeout.emit()
    ended(qtbot, daily)
    assert (document.book, told) == (before, [])


def test_what_a_tick_found_is_told_once_in_counts(qtbot: QtBot, document: Document, clock: Clock) -> None:
    found: list[str] = []
    daily = Daily(lambda: document, document)
    daily.found.connect(found.append)
    for _ in range(3):
        daily.look()
        ended(qtbot, daily)
    assert found == ["5 bills due, 4 missed, 5 follow-ups run, 8 messages to send, 1 MAO stale, 10 reminders"]
    clock.now = NOW + timedelta(days=1)
    daily.look()
    ended(qtbot, daily)
    assert len(found) == 2


def test_never_two_at_once_and_what_is_typed_meanwhile_is_kept(
    qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, seen, real = Event(), [], tick_module.tick

    def slow(*words: Any) -> Any:
        seen.append(words[0])
        assert go.wait(20)
        return real(*words)

    monkeypatch.setattr(tick_module, "tick", slow)
    daily = Daily(lambda: document, document)
    daily.look()
    daily.look()
    qtbot.waitUntil(lambda: len(seen) == 1)
    row = str(document.book[FOLLOWUPS].index[0])
    assert document.do(set_fields(document.book, FOLLOWUPS, row, {"title": "Typed meanwhile"}, NOW))
    go.set()
    qtbot.waitUntil(lambda: ticks_of(document) == [DAY], timeout=MOST_MS)
    assert len(seen) == 2
    assert (document.book.row(FOLLOWUPS, row) or {})["title"] == "Typed meanwhile"


def test_undone_it_is_not_done_again_the_same_day(qtbot: QtBot, document: Document) -> None:
    daily = Daily(lambda: document, document)
    daily.look()
    ended(qtbot, daily)
    document.undo()
    daily.look()
    assert (daily._job, ticks_of(document)) == (None, [])


def test_never_on_a_readonly_workbook_nor_without_one(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session.open(demo_copy(tmp_path), journals=tmp_path / "journals", clock=lambda: NOW)
    session.read_only = "in use by somebody"
    document = Document(session)
    for asked in (document, None):
        daily = Daily(lambda asked=asked: asked, document)  # type: ignore[misc]  # bound now
        daily.look()
        assert daily._job is None
    document.close()
    delete(document)


def test_a_workbook_closed_meanwhile_is_let_alone(
    qtbot: QtBot, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, real, open_now = Event(), tick_module.tick, [document]
    monkeypatch.setattr(tick_module, "tick", lambda *words: real(*words) if go.wait(20) else None)
    daily = Daily(lambda: open_now[0] if open_now else None, document)
    daily.look()
    open_now.clear()
    go.set()
    ended(qtbot, daily)
    assert ticks_of(document) == []


def test_a_day_on_which_nothing_was_to_do_is_silent(qtbot: QtBot, document: Document) -> None:
    first = Daily(lambda: document, document)
    first.look()
    ended(qtbot, first)
    told: list[str] = []
    document.noticed.connect(told.append)
    second = Daily(lambda: document, document)  # as after the window was opened again
    second.look()
    ended(qtbot, second)
    assert told == []
