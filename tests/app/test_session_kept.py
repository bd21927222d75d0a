"""Nothing lost: what was accepted is there after crashes, older copies, other machines and folders that go away."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import pytest

from app.session import Session
from io_xlsx import platform
from io_xlsx.lock import Holder
from io_xlsx.records import read_records
from io_xlsx.stamp import Stamp
from models.bills import BILLS
from models.core.change import ChangeSet
from models.core.edit import set_fields
from models.core.refusal import Refused
from tests.workbooks import DAY, NOW, demo_copy

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return demo_copy(folder)


def opened(path: Path, machine: str = "journals", **more: Any) -> Session:
    """The workbook as a machine opens it: each has its own journals."""
    return Session.open(path, journals=path.parents[1] / machine, as_of=DAY, clock=lambda: NOW, **more)


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    with closing(opened(path)) as session:
        yield session


def noted(session: Session, text: str, place: int = 0) -> ChangeSet:
    """An edit of the notes of one of the first bills."""
    return set_fields(session.book, BILLS, row(session, place), {"notes": text}, session.now())


def row(session: Session, place: int = 0) -> str:
    return str(session.book[BILLS].index[place])


def notes(session: Session, count: int = 2) -> list[object]:
    """The notes of the first bills."""
    return [(session.book.row(BILLS, row(session, place)) or {})["notes"] for place in range(count)]


def in_file(path: Path) -> list[object]:
    """The same as the file itself has them: without a journal."""
    return notes(opened(path, "none", write=False))


def saved(path: Path, machine: str, text: str, place: int) -> bytes:
    """The file after one edit on a machine."""
    with closing(opened(path, machine)) as session:
        session.do(noted(session, text, place))
        session.save()
    return path.read_bytes()


# --- copies and other machines ---


@pytest.mark.parametrize(("machine", "other"), [("a", "b"), ("b", "a")])
def test_what_two_machines_saved_under_one_revision_ends_in_both(path: Path, machine: str, other: str) -> None:
    common = saved(path, "a", "common", 0)
    files = {"a": saved(path, "a", "of a", 0)}
    path.write_bytes(common)
    files["b"] = saved(path, "b", "of b", 1)
    path.write_bytes(files[other])
    with closing(opened(path, machine)) as session:
        assert session.base.revision == 2
        assert notes(session) == ["of a", "of b"]
        session.save()
    assert in_file(path) == ["of a", "of b"]
    with closing(opened(path, other)) as session:
        assert notes(session) == ["of a", "of b"]
        assert session.is_saved


def test_an_older_copy_gets_the_newer_edits_and_one_undo_keeps_it_as_it_is(path: Path) -> None:
    older = saved(path, "journals", "old", 0)
    saved(path, "journals", "new", 0)
    saved(path, "journals", "newer", 1)
    path.write_bytes(older)
    with closing(opened(path)) as session:
        assert notes(session) == ["new", "newer"]
        assert session.notices == [
            "demo.xlsx was an older copy: 2 rows changed since came back. Undo keeps the older copy instead."
        ]
        assert session.undo_label == "Bring back newer edits"
        session.undo()
        assert notes(session) == ["old", None]
    with closing(opened(path)) as session:  # and it stays so
        assert notes(session) == ["old", None]
        session.do(noted(session, "later"))
        session.save()
    assert in_file(path) == ["later", None]


def test_an_older_copy_under_an_open_workbook_is_told_and_undone_the_same_way(session: Session, path: Path) -> None:
    older = path.read_bytes()
    session.do(noted(session, "precious", 1))
    session.save()
    path.write_bytes(older)
    session.do(noted(session, "later", 0))
    session.save()
    assert in_file(path) == ["later", "precious"]
    assert "was an older copy: 1 row changed since came back" in session.notices[-1]
    session.undo()
    session.save()
    assert in_file(path) == ["later", None]


def test_another_workbook_of_the_same_name_gets_nothing_and_our_edits_wait(session: Session, path: Path) -> None:
    session.do(noted(session, "first"))
    session.save()
    ours = path.read_bytes()
    session.do(noted(session, "ours"))
    path.unlink()
    another = demo_copy(path.parent, "other.xlsx")
    _give_id(another, "another")
    another.rename(path)
    theirs_is = path.read_bytes()
    with pytest.raises(Refused, match=r"demo.xlsx is another workbook now") as caught:
        session.save()
    assert caught.value.code == "another_workbook"
    assert path.read_bytes() == theirs_is
    session.close()
    with closing(opened(path)) as theirs:
        assert theirs.is_saved
        assert "Another workbook stood under the name demo.xlsx before; 1 unsaved edits" in theirs.notices[0]
    path.write_bytes(ours)
    with closing(opened(path)) as again:
        assert notes(again, 1) == ["ours"]
        again.save()
    assert in_file(path)[0] == "ours"


def _give_id(path: Path, workbook_id: str) -> None:
    from io_xlsx.parts.package import Package
    from io_xlsx.patch.edits import WorkbookEdit
    from io_xlsx.patch.patcher import patch

    package = Package.open(path)
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        patch(package, WorkbookEdit((), Stamp(workbook_id).properties), file)
    new.replace(path)


# --- locks ---


@pytest.mark.bad_input("LOC-10")
def test_a_lock_of_another_machine_is_named_and_taken_over_by_a_person_only(path: Path) -> None:
    who = Holder("Helga", "desk", 77, 1.0, NOW.timestamp(), "k")
    lock = path.with_name(f".{path.name}.valhalla")
    lock.write_text(json.dumps(asdict(who)))
    with closing(opened(path)) as session:
        assert session.locked_by == who
        assert "Helga, process 77 on desk, since 2026-03-05" in session.read_only
        session.take_over()
        assert session.read_only == ""
        session.do(noted(session, "mine"))
        session.save()
    assert in_file(path)[0] == "mine"
    assert not lock.exists()


def test_who_was_taken_over_can_change_nothing_any_more_and_loses_nothing(path: Path) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(closing(opened(path)))
        first.do(noted(first, "of the first"))
        job = first.prepare_save()
        second = stack.enter_context(closing(opened(path)))
        assert second.read_only
        second.take_over()
        assert notes(second, 1) == ["of the first"]
        with pytest.raises(Refused) as caught:
            job.run()
        assert caught.value.code == "taken"
        with pytest.raises(Refused, match="taken it over") as caught:
            first.do(noted(first, "too late", 1))
        assert caught.value.code == "taken"
        assert "taken it over" in first.read_only
        second.do(noted(second, "of the second", 1))
        second.save()
        first.close()
        second.do(noted(second, "still its own", 1))
        second.save()
    assert in_file(path) == ["of the first", "still its own"]


# --- disks and folders ---


@pytest.mark.bad_input("STO-04")
def test_a_folder_that_was_renamed_is_not_made_anew_and_all_is_saved_once_it_is_back(
    session: Session, path: Path
) -> None:
    session.do(noted(session, "before"))
    away = path.parent.rename(path.parent.with_name("away"))
    session.do(noted(session, "meanwhile", 1))
    with pytest.raises(Refused, match=r"The folder of demo.xlsx is no longer there") as caught:
        session.save()
    assert caught.value.code == "locked"
    assert not path.parent.exists()
    away.rename(path.parent)
    session.save()
    assert in_file(path) == ["before", "meanwhile"]
    assert {entry.name for entry in path.parent.iterdir()} == {
        "demo.xlsx", "demo.xlsx.backups", ".demo.xlsx.valhalla",
    }  # fmt: skip


def test_a_deleted_workbook_is_not_written_anew(session: Session, path: Path) -> None:
    session.do(noted(session, "kept"))
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(Refused, match=r"demo.xlsx is no longer there; it was moved or deleted."):
        session.save()
    assert not path.exists()
    path.write_bytes(content)
    session.save()
    assert in_file(path)[0] == "kept"


@pytest.mark.bad_input("STO-01")
def test_a_full_disk_says_how_much_is_needed_and_the_edits_stay(
    session: Session, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.do(noted(session, "kept"))
    before = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(platform, "sync", _raising(OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(Refused, match=r"could not be kept safe: No space"):
            session.do(noted(session, "refused", 1))
    with monkeypatch.context() as patched:
        patched.setattr("io_xlsx.guard.platform.sync", _raising(OSError(errno.ENOSPC, "No space")))
        patched.setattr("io_xlsx.journal.platform.sync", os.fsync)
        patched.setattr("io_xlsx.save.flush", _raising(OSError(errno.ENOSPC, "No space")))
        with pytest.raises(Refused, match=r"its disk is full; make [1-9] MB free there\."):
            session.save()
    assert path.read_bytes() == before
    session.save()
    assert in_file(path) == ["kept", None]


def test_a_disk_that_tells_nothing_any_more_while_it_refuses_a_save_is_named(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.do(noted(session, "kept"))
    broken = OSError(errno.EIO, "Input/output error")
    with monkeypatch.context() as patched:
        patched.setattr("app.saving.save", _raising(broken))
        patched.setattr(Path, "is_dir", _raising(broken))
        with pytest.raises(Refused, match=r"^demo.xlsx could not be written: Input/output error\.$"):
            session.save()
    session.save()


def _raising(problem: OSError) -> Any:
    def fails(*_: object) -> NoReturn:
        raise problem

    return fails


@pytest.mark.bad_input("LOC-07")
def test_a_file_that_windows_never_lets_go_is_saved_once_it_does(
    session: Session, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.do(noted(session, "kept"))
    with monkeypatch.context() as patched:
        patched.setattr(platform, "WINDOWS", True)
        patched.setattr(platform, "RETRIES_FOR", 0.1)
        patched.setattr(Path, "replace", _raising(PermissionError(errno.EACCES, "Access is denied")))
        patched.setattr(platform, "sync_folder", lambda _: None)
        with pytest.raises(Refused, match="Access is denied") as caught:
            session.save()
    assert caught.value.code == "locked"
    assert in_file(path)[0] is None
    session.save()
    assert in_file(path)[0] == "kept"


# --- crashes ---

KILLED = """
import os, sys
from pathlib import Path
import io_xlsx.guard, io_xlsx.journal, io_xlsx.platform, io_xlsx.save
from tests.app.test_session_kept import noted, opened

path, where, edit = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
holder, _, name = where.rpartition(".")
real, times = eval(where), int(sys.argv[4])
def kill(*given):
    global times
    times -= 1
    if times < 0:
        os._exit(9)
    return real(*given)
setattr(eval(holder), name, kill)
session = opened(path)
if edit:
    session.do(noted(session, edit, 1))
    print("accepted", flush=True)
session.save()
"""
# A few of the steps; the tests of faults go through every system call.
PLACES = (
    "io_xlsx.journal.write_all",
    "io_xlsx.platform.sync",
    "io_xlsx.save.put_in_place",
    "io_xlsx.platform.replace",
    "io_xlsx.journal.Journal.write_saved",
)


def killed(path: Path, where: str, edit: str, times: int) -> bool:
    """Edits, if so, and saves in a process that ends at a place; whether it told that the edit was accepted."""
    ran = subprocess.run([sys.executable, "-c", KILLED, str(path), where, edit, str(times)], check=False, text=True,
                         capture_output=True, cwd=REPOSITORY)  # fmt: skip
    assert ran.returncode in (0, 9), ran.stderr
    return "accepted" in ran.stdout


@pytest.mark.parametrize("where", PLACES)
def test_killed_at_any_step_and_again_while_it_recovers_nothing_is_lost(path: Path, where: str) -> None:
    saved(path, "journals", "first", 0)
    accepted = killed(path, where, "second", 1) or killed(path, where, "second", 2)
    killed(path, where, "", 0)
    with closing(opened(path)) as session:
        assert notes(session)[0] == "first"
        assert notes(session)[1] == "second" or not accepted
        session.save()
        kept = notes(session)
    assert in_file(path) == kept
    assert {entry.name for entry in path.parent.iterdir()} == {"demo.xlsx", "demo.xlsx.backups"}
    journals = path.parents[1] / "journals"
    assert [entry.suffix for entry in journals.iterdir()] == [".journal"]


@pytest.mark.parametrize("takes_over", [False, True])
def test_a_journal_that_cannot_be_read_is_no_reason_to_open_without_it(
    path: Path, monkeypatch: pytest.MonkeyPatch, takes_over: bool
) -> None:
    with closing(opened(path)) as first:
        first.do(noted(first, "ours"))
        first.save()
        first.do(noted(first, "not saved"))
    other = Holder("Helga", "elsewhere", 7, 1.0, 1_772_000_000, "k")
    lock = path.with_name(f".{path.name}.valhalla")
    if takes_over:
        lock.write_text(json.dumps(asdict(other)))
    session = opened(path) if takes_over else None
    (kept,) = (path.parents[1] / "journals").iterdir()
    before = kept.read_bytes()
    sound = Path.stat

    def fails(one: Path, **named: Any) -> os.stat_result:
        if one == kept:
            raise OSError(errno.EIO, "Input/output error")
        return sound(one, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", fails)
        with pytest.raises(Refused, match=r"^demo.xlsx cannot be opened: .*\(Input/output error\)\.$") as caught:
            session.take_over() if session else opened(path)
        assert caught.value.code == "journal"
        assert str(kept.parent) in caught.value.hint
    assert kept.read_bytes().startswith(before)
    assert not lock.exists()
    if session:
        with pytest.raises(Refused, match="Nothing can be changed"):
            session.do(noted(session, "on what lacks an edit"))
    with closing(opened(path)) as again:
        assert again.read_only == ""
        assert notes(again, 1) == ["not saved"]


def test_the_folder_of_journals_is_this_users_only(session: Session, path: Path) -> None:
    if os.name != "posix":
        pytest.skip("modes are of POSIX")
    journals = path.parents[1] / "journals"
    assert journals.stat().st_mode & 0o777 == 0o700
    session.do(noted(session, "mine"))
    (journal,) = journals.iterdir()
    assert journal.stat().st_mode & 0o777 == 0o600
    assert [record["kind"] for record in read_records(journal).records] == ["edit"]
