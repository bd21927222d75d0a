"""The watch over the open file: another program's save and its lock, seen soon, and neither too early."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import watch as watch_module
from app.watch import CALM_MS, POLL_MS, Sighting, Watch, identity_of, is_own_disk
from tests.app.windows import MOST_MS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"first")
    return path


@pytest.fixture
def watch(path: Path, qtbot: QtBot) -> Iterator[Watch]:
    watch = Watch(path)
    watch.begin(identity_of(path))
    yield watch
    watch.end()


def replaced(path: Path, content: bytes) -> None:
    """As programs save: a new file is put in the old one's place."""
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)


def test_a_file_that_stays_the_same_is_not_told_of(watch: Watch, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(watch.moved, wait=600), qtbot.assertNotEmitted(watch.lock_changed):
        watch.look()


def test_a_save_in_place_and_a_file_put_in_its_place_are_told(watch: Watch, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(watch.moved, timeout=3000):
        path.write_bytes(b"in place")
    for content in (b"replaced", b"replaced again"):  # the system watches a file, not its name
        with qtbot.waitSignal(watch.moved, timeout=3000):
            replaced(path, content)


def test_a_save_is_seen_where_the_system_tells_nothing(
    qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_module, "is_own_disk", lambda _: False)
    watch = Watch(path)
    watch._watcher.blockSignals(True)
    watch.begin(identity_of(path))
    qtbot.waitUntil(watch._poll.isActive)
    with qtbot.waitSignal(watch.moved, timeout=3000):
        replaced(path, b"on a network drive")
    watch.end()


def test_it_looks_seldom_only_where_the_system_tells_of_everything(
    path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interval(*, own_disk: bool, watched: bool = True, lock: bool = False) -> int:
        monkeypatch.setattr(watch_module, "is_own_disk", lambda _: own_disk)
        mark = path.with_name(f".~lock.{path.name}#")
        if lock:
            mark.write_text(",Helga,here,now;")
        watch = Watch(path)
        if not watched:
            monkeypatch.setattr(watch._watcher, "addPath", lambda _: False)  # as where the system has no more to give
        watch.begin(identity_of(path))
        qtbot.waitUntil(watch._poll.isActive)
        watch.end()
        mark.unlink(missing_ok=True)
        return watch._poll.interval()

    assert interval(own_disk=True) == CALM_MS
    assert interval(own_disk=True, lock=True) == POLL_MS  # a save waits for its end
    assert interval(own_disk=True, watched=False) == POLL_MS
    assert interval(own_disk=False) == POLL_MS


def test_everything_is_seen_soon_without_looking(qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the looks from time to time switched off: what the system tells is enough on a disk of this machine."""
    if not is_own_disk(path.parent):
        pytest.skip("the temporary folder is on no disk of this machine")
    monkeypatch.setattr(watch_module, "POLL_MS", 600_000)
    monkeypatch.setattr(watch_module, "CALM_MS", 600_000)
    watch = Watch(path)
    watch.begin(identity_of(path))
    qtbot.waitUntil(watch._poll.isActive)
    for number in range(4):
        with qtbot.waitSignal(watch.moved, timeout=3000):
            replaced(path, f"replaced {number}".encode())
        with qtbot.waitSignal(watch.moved, timeout=3000):
            path.write_bytes(f"written in place {number}".encode())
    with qtbot.waitSignal(watch.lock_changed, timeout=3000):
        path.with_name(f"~${path.name}").write_bytes(b"\x05Alice" + b" " * 159)
    watch.end()


def test_a_folder_of_which_nothing_is_known_is_no_own_disk(tmp_path: Path) -> None:
    assert not is_own_disk(tmp_path / "not" / "there")


def test_a_file_that_is_still_being_written_is_waited_for(
    watch: Watch, qtbot: QtBot, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = watch_module.sight
    looks: list[int] = []

    def growing(path: Path) -> Sighting:
        """At each of the first looks the file is longer than at the one before."""
        if len(looks) < 6:
            looks.append(path.write_bytes(b"part" * (len(looks) + 1)))
        return real(path)

    monkeypatch.setattr(watch_module, "sight", growing)
    told: list[bytes] = []
    watch.moved.connect(lambda: told.append(path.read_bytes()))
    watch.look()
    qtbot.waitUntil(lambda: bool(told), timeout=MOST_MS)
    assert told == [b"part" * 6]


def test_a_file_that_is_gone_for_a_moment_is_not_told_of(watch: Watch, qtbot: QtBot, path: Path) -> None:
    content, status = path.read_bytes(), path.stat()
    with qtbot.assertNotEmitted(watch.moved, wait=500):
        path.rename(path.with_suffix(".away"))
        qtbot.wait(200)
        path.with_suffix(".away").rename(path)
    assert (path.read_bytes(), path.stat().st_ino) == (content, status.st_ino)


@pytest.mark.bad_input("LOC-05")
def test_a_lock_is_told_and_its_end_only_once_it_stays_away(watch: Watch, qtbot: QtBot, path: Path) -> None:
    lock = path.with_name(f".~lock.{path.name}#")
    told: list[str] = []
    watch.lock_changed.connect(lambda: told.append(watch.lock))
    lock.write_text(",Helga,here,now;")
    qtbot.waitUntil(lambda: watch.lock == "LibreOffice has it open (Helga)", timeout=MOST_MS)
    lock.unlink()
    qtbot.wait(500)  # LibreOffice does this while it saves
    lock.write_text(",Helga,here,now;")
    qtbot.wait(1500)
    assert "" not in told
    lock.unlink()
    qtbot.waitUntil(lambda: told[-1] == "", timeout=MOST_MS)


def test_looks_stop_with_the_watch(path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "POLL_MS", 20)
    watch = Watch(path)
    watch.begin(identity_of(path))
    watch.end()
    with qtbot.assertNotEmitted(watch.moved, wait=400):
        replaced(path, b"after the end")
