"""Valhalla's own lock: one at a time, whoever dies, and however many try at once."""

import errno
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC
from io import FileIO
from pathlib import Path
from typing import IO, Any

import pytest

from io_xlsx import lock as locks
from io_xlsx import platform
from io_xlsx.lock import Busy, Holder, Lock

RACES = 200
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "book[1].xlsx"
    path.write_bytes(b"old")
    return path


@pytest.fixture(scope="module")
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def holder(pid: int, start: float = 1.0, host: str = "", user: str = "Helga") -> Holder:
    return Holder(user, host or socket.gethostname(), pid, start, 1_772_000_000, "k")


def put(lock: Lock, who: Holder) -> None:
    lock.path.write_text(json.dumps(asdict(who)))


def alone(lock: Lock) -> bool:
    """Whether nothing stands beside the workbook but the lock."""
    return {path.name for path in lock.path.parent.iterdir()} <= {lock.path.name, "book[1].xlsx"}


def test_it_is_held_by_one_and_free_again(target: Path) -> None:
    first, second = Lock(target), Lock(target)
    first.acquire()
    assert alone(first)
    with pytest.raises(Busy, match=f"process {os.getpid()} on {socket.gethostname()}, since 2"):
        second.acquire(wait=0.06)
    second.release()
    assert first.path.exists()  # who does not hold it cannot free it
    first.release()
    second.acquire()
    second.release()
    assert not first.path.exists()


def test_it_says_who_has_it_where_and_since_when(target: Path) -> None:
    lock = Lock(target)
    lock.acquire()
    found = lock.holder()
    assert found is not None
    assert (found.host, found.pid) == (socket.gethostname(), os.getpid())
    assert abs(found.since - time.time()) < 60
    assert found.start == platform.process_start(os.getpid())
    words = holder(7, host="desk").words(UTC)
    assert words == "another Valhalla has it open (Helga, process 7 on desk, since 2026-02-25 06:13 UTC)"
    lock.release()


def test_the_lock_of_a_process_that_is_gone_is_taken_over(target: Path, gone: int) -> None:
    lock = Lock(target)
    put(lock, holder(gone))
    lock.acquire()
    assert alone(lock)
    lock.release()


def test_a_process_that_has_ended_but_was_not_waited_for_is_gone(target: Path) -> None:
    if os.name != "posix":
        pytest.skip("only there a process stays a while")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    lock = Lock(target)
    put(lock, holder(ended.pid, 0.0))
    lock.acquire()
    lock.release()
    ended.wait()


def test_a_process_number_that_went_to_another_process_keeps_nothing(target: Path) -> None:
    lock = Lock(target)
    start = platform.process_start(os.getppid())
    assert start
    put(lock, holder(os.getppid(), start))
    with pytest.raises(Busy):
        lock.acquire()
    put(lock, holder(os.getppid(), start - 500))
    lock.acquire()
    lock.release()


def test_one_of_another_machine_is_never_taken_by_itself(target: Path, gone: int) -> None:
    lock = Lock(target)
    put(lock, holder(gone, host="elsewhere"))
    with pytest.raises(Busy, match=r"Helga, process \d+ on elsewhere") as caught:
        lock.acquire()
    assert caught.value.holder == holder(gone, host="elsewhere")


def test_a_person_may_take_it_and_the_other_one_notices(target: Path) -> None:
    first, second = Lock(target), Lock(target)
    first.acquire()
    second.take()
    with pytest.raises(Busy, match="another Valhalla"):
        first.renew()
    first.release()
    second.renew()  # it was not the first one's to remove
    second.release()


def test_a_lock_file_that_somebody_deleted_is_made_again(target: Path) -> None:
    lock = Lock(target)
    lock.acquire()
    lock.path.unlink()
    lock.renew()
    assert lock.path.exists()
    lock.release()
    assert not lock.path.exists()


def test_it_is_still_ours_after_its_folder_was_away(target: Path) -> None:
    lock = Lock(target)
    lock.acquire()
    away = target.parent.rename(target.parent.with_name("away"))
    with pytest.raises(OSError, match="No such file"):
        lock.renew()
    away.rename(target.parent)
    lock.renew()
    lock.release()
    assert not lock.path.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"host": "x"}', '{"pid": "a"}'])
def test_half_a_lock_is_waited_for_and_then_removed(target: Path, content: str) -> None:
    lock = Lock(target)
    lock.path.write_text(content)
    with pytest.raises(Busy, match="opening it just now"):
        lock.acquire()
    old = time.time() - 2 * locks.WRITING_TAKES
    os.utime(lock.path, (old, old))
    lock.acquire()
    lock.release()


def test_it_works_where_there_are_no_hard_links(target: Path, monkeypatch: pytest.MonkeyPatch, gone: int) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    lock = Lock(target)
    put(lock, holder(gone))
    lock.acquire()
    with pytest.raises(Busy):
        Lock(target).acquire()
    assert alone(lock)
    lock.release()


def test_what_a_cut_off_attempt_left_is_removed_and_nothing_else(target: Path, gone: int) -> None:
    lock = Lock(target)
    here = os.getpid()
    others = (f"{gone}-{'a0' * 8}", f"{gone}-{'a1' * 8}", f"{here}-{'a2' * 8}", f"{here}-{'b2' * 8}", "own")
    left, half, torn, alive, mine = (lock.path.with_name(f"{lock.path.name}.{other}.new") for other in others)
    half.write_text("")
    left.write_text(json.dumps(asdict(holder(gone))))
    torn.write_text('{"user"')
    alive.write_text(json.dumps(asdict(holder(os.getppid(), platform.process_start(os.getppid()) or 0.0))))
    mine.write_text("my own notes")
    lock.acquire()
    assert [path.exists() for path in (left, half, torn, alive, mine)] == [False, False, True, True, True]
    lock.release()
    for path in (torn, alive, mine):
        os.utime(path, (time.time() - 61,) * 2)
    lock.acquire()
    assert [path.exists() for path in (torn, alive, mine)] == [False, False, True]
    lock.release()


def test_what_processes_left_that_died_while_they_removed_a_dead_lock_goes_too(target: Path, gone: int) -> None:
    lock = Lock(target)
    turn = Lock(lock.path)
    deeper = Lock(turn.path)
    news = [one.path.with_name(f"{one.path.name}.{gone}-{'c3' * 8}.new") for one in (turn, deeper)]
    for left in (turn.path, deeper.path, *news):
        left.write_text(json.dumps(asdict(holder(gone))))
    lock.acquire()
    assert alone(lock)
    lock.release()
    deeper.path.write_text(json.dumps(asdict(holder(gone, host="elsewhere"))))
    lock.acquire()
    assert not alone(lock)  # who takes over there may be at it just now
    lock.release()
    os.utime(deeper.path, (time.time() - 61,) * 2)
    lock.acquire()
    assert alone(lock)
    lock.release()


def test_one_of_ours_that_could_not_be_removed_holds_nobody_up(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Lock(target), Lock(target)
    first.acquire()

    def fails(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", fails)
        first.release()
    assert first.path.exists()
    second.acquire()
    assert alone(second)
    second.release()


def test_a_new_file_that_cannot_be_removed_does_not_keep_the_lock_from_being_held(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    lock = Lock(target)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", fails)
        lock.acquire()
    assert lock.held
    lock.release()
    assert not lock.path.exists()


def test_the_turn_of_a_process_that_died_while_it_took_over_is_taken_over_too(target: Path, gone: int) -> None:
    lock = Lock(target)
    put(lock, holder(gone))
    put(Lock(lock.path), replace(holder(gone), key="t"))
    lock.acquire()
    assert alone(lock)
    lock.release()


@pytest.fixture
def racers(target: Path) -> Iterator[list[subprocess.Popen[str]]]:
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen([sys.executable, "-m", "tests.io_xlsx.racer", str(target)], cwd=REPOSITORY, text=True,
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            )
            for _ in range(3)
        ]  # fmt: skip
        yield started
        for one in started:
            _pipe(one.stdin).close()


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def answers(racers: list[subprocess.Popen[str]], word: str) -> list[str]:
    for one in racers:
        _pipe(one.stdin).write(f"{word}\n")
        _pipe(one.stdin).flush()
    return [_pipe(one.stdout).readline().strip() for one in racers]


def test_of_processes_that_take_over_at_once_exactly_one_wins(
    target: Path, racers: list[subprocess.Popen[str]], gone: int
) -> None:
    lock = Lock(target)
    answers(racers, "0")  # whatever is imported late is imported now
    answers(racers, "free")
    for _ in range(RACES):
        put(lock, holder(gone))
        assert sorted(answers(racers, str(time.time() + 0.01))) == ["lost", "lost", "won"]
        answers(racers, "free")
        assert alone(lock)
        assert not lock.path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a name is given by renaming there")
def test_a_lock_that_could_not_be_written_is_nobodys(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk without hard links that is full: what is left must not look like one who is just opening."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    class Full(FileIO):
        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, "full")

    lock, plainly = Lock(target), Path.open
    monkeypatch.setattr(os, "link", fail)

    def opened(path: Path, mode: str = "r", **more: Any) -> IO[Any]:
        return Full(path, mode) if mode == "xb" else plainly(path, mode, **more)

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(OSError, match="full"):
        lock.acquire()
    assert not lock.path.exists()
