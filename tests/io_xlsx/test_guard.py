"""Foreign locks, fingerprints and the atomic replacement."""

import errno
import os
from pathlib import Path

import pytest

from io_xlsx import platform
from io_xlsx.guard import (
    Fingerprint,
    beside,
    flush,
    foreign_lock,
    keep_copy,
    put_in_place,
    refuse_without_room,
)


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


@pytest.mark.bad_input("LOC-01", "LOC-04")
def test_the_locks_of_excel_and_libreoffice_name_their_user(target: Path) -> None:
    assert foreign_lock(target) == ""
    office = target.with_name(".~lock.book.xlsx#")
    office.write_text(",helga,desk,05.03.2026 10:00,file:///x;")
    assert foreign_lock(target) == "LibreOffice has it open (helga)"
    target.with_name("~$book.xlsx").write_bytes(b"\x05Helga" + bytes(50))
    assert foreign_lock(target) == "Excel has it open (Helga)"


def test_a_file_that_windows_has_open_is_waited_for_and_then_given_up(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    replaced = Path.replace

    def shared(self: Path, other: Path) -> Path:
        tried.append(1)
        if len(tried) < 4 or refuses:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return replaced(self, other)

    monkeypatch.setattr(platform, "WINDOWS", True)
    monkeypatch.setattr(Path, "replace", shared)
    refuses = False
    with beside(target) as (temp, file):
        file.write(b"new")
        file.close()
        put_in_place(temp, target)
    assert (target.read_bytes(), len(tried)) == (b"new", 4)
    refuses = True
    monkeypatch.setattr(platform, "RETRIES_FOR", 0.2)
    with beside(target) as (temp, file):
        file.close()
        with pytest.raises(PermissionError):
            put_in_place(temp, target)
    assert len(tried) > 5
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_a_rename_that_cannot_be_made_to_last_is_done_all_the_same(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(platform, "sync_folder", fails)
    with beside(target) as (temp, file):
        file.write(b"new")
        file.close()
        put_in_place(temp, target)
    assert target.read_bytes() == b"new"


def test_a_copy_where_there_are_no_hard_links_is_whole_or_not_there(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    copy = target.parent / "copies" / "one.xlsx"
    monkeypatch.setattr(os, "link", no_links)
    keep_copy(target, copy)
    assert copy.read_bytes() == b"old"

    def full(source: Path, other: Path) -> None:
        other.write_bytes(b"o")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("io_xlsx.platform.shutil.copy2", full)
    with pytest.raises(OSError, match="No space"):
        keep_copy(target, copy)
    assert not copy.exists()


def test_room_is_asked_for_before_anything_is_written(target: Path) -> None:
    refuse_without_room(target, 1000)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        refuse_without_room(target, 1 << 60)
