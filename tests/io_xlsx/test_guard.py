"""Locks, fingerprints and the atomic replacement."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from io_xlsx.guard import Busy, Fingerprint, Lock, beside, flush, foreign_lock, keep_copy, put_in_place


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"old")
    return path


def test_a_fingerprint_is_of_the_content(target: Path) -> None:
    assert Fingerprint.of_file(target) == Fingerprint.of(b"old")
    assert Fingerprint.of(b"new") != Fingerprint.of(b"old")


def test_a_new_file_replaces_the_old_one_whole_and_nothing_is_left_over(target: Path) -> None:
    if os.name == "posix":
        target.chmod(0o640)
    with beside(target) as (temp, file):
        file.write(b"new")
        flush(file)
        assert target.read_bytes() == b"old"
        file.close()
        put_in_place(temp, target)
    assert target.read_bytes() == b"new"
    assert os.name != "posix" or target.stat().st_mode & 0o777 == 0o640
    assert list(target.parent.iterdir()) == [target]


def test_a_save_that_fails_leaves_the_old_file_and_no_other(target: Path) -> None:
    def fails() -> None:
        with beside(target) as (_, file):
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert target.read_bytes() == b"old"
    assert list(target.parent.iterdir()) == [target]


def test_a_copy_keeps_what_the_file_was(target: Path) -> None:
    copy = target.parent / "copies" / "one.xlsx"
    keep_copy(target, copy)
    with beside(target) as (temp, file):
        file.write(b"new")
        file.close()
        put_in_place(temp, target)
    assert (copy.read_bytes(), target.read_bytes()) == (b"old", b"new")


def test_a_lock_is_held_by_one_and_free_again(target: Path) -> None:
    first, second = Lock(target), Lock(target)
    first.acquire()
    with pytest.raises(Busy, match=f"process {os.getpid()} on"):
        second.acquire(wait=0.06)
    second.release()
    assert first.path.exists()  # who does not hold it cannot free it
    first.release()
    second.acquire()
    second.release()
    assert not first.path.exists()


def test_the_lock_of_a_dead_process_is_taken_over_and_one_of_another_machine_never(target: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock = Lock(target)
    lock.path.write_text(json.dumps({"host": socket.gethostname(), "pid": gone.pid, "start": 1}))
    lock.acquire()
    lock.release()
    lock.path.write_text(json.dumps({"host": "elsewhere", "pid": gone.pid, "start": 1}))
    with pytest.raises(Busy, match="on elsewhere"):
        lock.acquire()
    assert lock.path.exists()


def test_the_locks_of_excel_and_libreoffice_name_their_user(target: Path) -> None:
    assert foreign_lock(target) == ""
    office = target.with_name(".~lock.book.xlsx#")
    office.write_text(",helga,desk,05.03.2026 10:00,file:///x;")
    assert foreign_lock(target) == "LibreOffice has it open (helga)"
    target.with_name("~$book.xlsx").write_bytes(b"\x05Helga" + bytes(50))
    assert foreign_lock(target) == "Excel has it open (Helga)"
