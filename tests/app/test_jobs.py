"""Background work: it runs elsewhere, ends here, says how far it is and stops when it is told to."""

from __future__ import annotations

import gc
from functools import partial
from threading import Event, get_ident

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.jobs import Cancelled, Job, Latest, wait_for_all


def test_the_work_runs_on_another_thread_and_ends_on_this_one(qtbot: QtBot) -> None:
    ended: list[int] = []
    job = Job("Counting", lambda _: get_ident())
    job.done.connect(lambda _: ended.append(get_ident()))
    with qtbot.waitSignal(job.done) as done:
        job.start()
    assert done.args is not None
    assert done.args[0] != get_ident()
    assert ended == [get_ident()]


def test_an_error_of_the_work_arrives_as_it_is(qtbot: QtBot) -> None:
    job = Job("Failing", lambda _: int("x"))
    with qtbot.waitSignal(job.failed) as failed, qtbot.assertNotEmitted(job.done):
        job.start()
    assert failed.args is not None
    assert isinstance(failed.args[0], ValueError)


def test_progress_is_told(qtbot: QtBot) -> None:
    told: list[tuple[str, float]] = []

    def work(job: Job) -> None:
        job.step("Half", 0.5)
        job.step("All", 1)

    job = Job("Working", work)
    job.progress.connect(lambda words, share: told.append((words, share)))
    with qtbot.waitSignal(job.done):
        job.start()
    assert told == [("Half", 0.5), ("All", 1.0)]


def test_a_cancelled_work_stops_at_its_next_step(qtbot: QtBot) -> None:
    begun, go_on = Event(), Event()

    def work(job: Job) -> None:
        begun.set()
        go_on.wait(10)
        job.step("Never said", 0.5)
        pytest.fail("it went on")

    job = Job("Long", work)
    with qtbot.waitSignal(job.failed) as failed:
        job.start()
        begun.wait(10)
        job.cancel()
        go_on.set()
    assert failed.args is not None
    assert isinstance(failed.args[0], Cancelled)


def test_a_result_that_came_too_late_to_be_wanted_is_thrown_away(qtbot: QtBot) -> None:
    """The work ended before it was told to stop: nobody gets its result, and what it holds is let go."""
    thrown: list[object] = []
    job = Job("Quick", lambda _: "a file held open", discard=thrown.append)
    with qtbot.waitSignal(job.failed), qtbot.assertNotEmitted(job.done):
        job.start()
        assert wait_for_all(10_000)
        job.cancel()
    assert thrown == ["a file held open"]


def test_garbage_is_collected_on_this_thread_alone(qtbot: QtBot) -> None:
    """An object of a window that died in a cycle, and work that makes enough garbage to set the collector off."""
    destroyed: list[int] = []

    def work(_: Job) -> None:
        for _number in range(200_000):
            cycle: list[object] = []
            cycle.append(cycle)

    gc.collect()
    owner = QObject()
    owner.itself = owner  # type: ignore[attr-defined]  # the cycle
    owner.destroyed.connect(lambda: destroyed.append(get_ident()), Qt.ConnectionType.DirectConnection)
    del owner
    job = Job("Littering", work)
    with qtbot.waitSignal(job.done):
        job.start()
    assert gc.isenabled()
    gc.collect()
    assert destroyed == [get_ident()]


def test_what_the_work_held_is_let_go_on_this_thread(qtbot: QtBot) -> None:
    destroyed: list[int] = []
    held = QObject()
    held.destroyed.connect(lambda: destroyed.append(get_ident()), Qt.ConnectionType.DirectConnection)
    job = Job("Holding", partial(_name_of, held))
    del held
    with qtbot.waitSignal(job.done):
        job.start()
    assert destroyed == [get_ident()]


def _name_of(held: QObject, _: Job) -> str:
    return held.objectName()


def test_of_two_the_newer_counts(qtbot: QtBot) -> None:
    go_on, ended, parent = Event(), list[object](), QObject()
    latest = Latest(parent)
    latest.done.connect(ended.append)
    latest.failed.connect(ended.append)
    latest.start("First", lambda _: go_on.wait(10))
    assert latest.busy
    latest.start("Second", lambda _: "second")
    qtbot.waitUntil(lambda: not latest.busy)
    go_on.set()
    assert wait_for_all(10_000)
    qtbot.wait(1)  # the end of the first arrives
    assert ended == ["second"]


def test_an_end_that_nobody_is_there_for_is_passed_over(qtbot: QtBot) -> None:
    go_on, parent = Event(), QObject()
    latest = Latest(parent)
    job = latest.start("Orphan", lambda _: go_on.wait(10))
    delete(parent)
    with qtbot.waitSignal(job.done):  # an error in a slot would fail the test
        go_on.set()
