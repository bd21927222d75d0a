"""A save of a whole workbook: what is refused, and that a step left out would be noticed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from io_xlsx import save as saving
from io_xlsx.backups import copies_folder
from io_xlsx.journal import Journal
from io_xlsx.lock import Busy, Lock
from io_xlsx.patch import patcher
from io_xlsx.patch.edits import PatchFault, Refused
from io_xlsx.read.reader import read_workbook
from io_xlsx.records import read_records
from io_xlsx.save import Base, Moved, Order, Saved, save
from io_xlsx.stamp import Stamp
from models.bills import BILLS
from models.catalog import TABLES
from models.core.change import ChangeSet
from models.core.edit import add_row, set_fields
from models.dashboard import DASHBOARD
from tests.workbooks import DAY, NOW, demo_copy


class Workbook:
    """A demo workbook with one edit that waits to be saved."""

    def __init__(self, folder: Path) -> None:
        self.path = demo_copy(folder)
        self.reading = read_workbook(self.path, TABLES)
        self.base = Base.of(self.reading.package, self.reading.layout)
        self.row = str(self.reading.book[BILLS].index[0])
        self.edit = set_fields(self.reading.book, BILLS, self.row, {"name": "Renamed"}, NOW)
        self.journal = Journal(folder / "journals", self.path, self.base.stamp, lambda: NOW)
        self.lock = Lock(self.path.resolve())

    def save(self, changes: ChangeSet | None = None, as_of: date = DAY) -> Saved:
        changes = self.edit if changes is None else changes
        upto = self.journal.write_edit(changes, self.base.revision)
        order = Order(self.reading.book.apply(changes), changes, as_of, DASHBOARD, upto)
        return save(self.path, self.base, order, NOW, self.journal, self.lock)

    @property
    def kinds(self) -> list[str]:
        """What the journal tells of saves."""
        records = read_records(self.journal.path).records
        return [record["kind"] for record in records if record["kind"] != "edit"]

    @property
    def beside(self) -> set[str]:
        """The names of whatever stands beside the workbook, without the lock that this save holds."""
        return {path.name for path in self.path.parent.iterdir()} - {self.lock.path.name, "journals"}


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    return Workbook(tmp_path)


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_only_the_touched_sheets_and_the_stamp_differ(workbook: Workbook) -> None:
    before = parts(workbook.path)
    base = workbook.save().base
    after = parts(workbook.path)
    sheet = next(s.part for s in base.layout.structure.sheets if s.name == "Bills")
    dashboard = next(s.part for s in base.layout.structure.sheets if s.name == "Dashboard")
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed <= {sheet, dashboard, "docProps/custom.xml", "xl/workbook.xml"}
    assert sheet in changed
    assert base.stamp == Stamp(workbook.base.workbook_id, 1, {workbook.journal.token: 1})
    assert workbook.kinds == ["save_begin", "saved"]


def test_the_result_is_the_base_of_the_next_save_without_reading_again(workbook: Workbook) -> None:
    book = workbook.reading.book
    for number in range(3):
        changes = add_row(book, BILLS, {"name": f"Bill {number}", "amount": 1.0, "start_date": DAY}, NOW)
        book = book.apply(changes)
        order = Order(book, changes, DAY, DASHBOARD, workbook.journal.write_edit(changes, number))
        workbook.base = save(workbook.path, workbook.base, order, NOW, workbook.journal, workbook.lock).base
    again = read_workbook(workbook.path, TABLES)
    assert again.book == book
    assert again.layout.places["Bills"].rows == workbook.base.layout.places["Bills"].rows
    assert again.layout.places["Bills"].formulas == workbook.base.layout.places["Bills"].formulas
    assert again.layout.structure.custom_properties == workbook.base.layout.structure.custom_properties
    assert workbook.base.revision == 3


def test_a_file_that_changed_meanwhile_is_never_overwritten(workbook: Workbook) -> None:
    other = workbook.path.read_bytes() + b"\x00"
    workbook.path.write_bytes(other)
    with pytest.raises(Moved):
        workbook.save()
    assert workbook.path.read_bytes() == other
    assert workbook.kinds == []


def test_a_save_of_somebody_else_in_the_last_moment_is_noticed(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    patched: Callable[..., object] = patcher.patch

    def slow(*args: object) -> object:
        workbook.path.write_bytes(b"theirs")
        return patched(*args)

    monkeypatch.setattr(saving, "patch", slow)
    with pytest.raises(Moved):
        workbook.save()
    assert workbook.path.read_bytes() == b"theirs"


@pytest.mark.parametrize("call", ["os.chown", "shutil.copymode"])
def test_whoever_saves_while_the_permissions_are_copied_is_noticed(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    if call == "os.chown" and os.name != "posix":
        pytest.skip("there are no owners of this kind")
    owner, name = {"os": os, "shutil": shutil}[call.partition(".")[0]], call.partition(".")[2]
    before: Callable[..., object] = getattr(owner, name)

    def slow(*args: object) -> object:
        workbook.path.write_bytes(b"theirs")
        return before(*args)

    monkeypatch.setattr(owner, name, slow)
    with pytest.raises(Moved):
        workbook.save()
    assert workbook.path.read_bytes() == b"theirs"


def test_a_written_file_that_is_wrong_never_becomes_the_workbook(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order that is checked is not the one that was written: the check has to see it."""
    before = workbook.path.read_bytes()
    patched: Callable[..., object] = patcher.patch
    other = set_fields(workbook.reading.book, BILLS, workbook.row, {"name": "Something else"}, NOW)

    def wrong(package: object, _edit: object, out: object) -> object:
        book = workbook.reading.book.apply(other)
        edit, _ = saving.plan(workbook.base.layout, Order(book, other, DAY, DASHBOARD, 1), Stamp("w1", 1))
        return patched(package, edit, out)

    monkeypatch.setattr(saving, "patch", wrong)
    with pytest.raises(PatchFault):
        workbook.save()
    assert workbook.path.read_bytes() == before
    assert "saved" not in workbook.kinds
    assert workbook.beside == {workbook.path.name}


def test_a_link_stays_a_link(workbook: Workbook) -> None:
    link = workbook.path.with_name("link.xlsx")
    try:
        link.symlink_to(workbook.path)
    except OSError:
        pytest.skip("this system lets nobody make links")
    target, workbook.path = workbook.path, link
    workbook.save()
    assert link.is_symlink()
    assert read_workbook(target, TABLES).book != workbook.reading.book


def test_the_state_before_each_save_is_kept_and_other_files_are_left_alone(workbook: Workbook) -> None:
    folder = copies_folder(workbook.path)
    folder.mkdir()
    own = folder / "20200101T000000Z-mine.xlsx"
    own.write_bytes(b"mine")
    before = workbook.path.read_bytes()
    workbook.save()
    (copy,) = [path for path in folder.glob("*.xlsx") if path != own]
    assert copy.read_bytes() == before
    assert own.read_bytes() == b"mine"


def test_a_merged_cell_is_refused_with_its_place_and_nothing_is_written(workbook: Workbook) -> None:
    from openpyxl import load_workbook

    book = load_workbook(workbook.path)
    book["Bills"].merge_cells("A2:B2")
    book.save(workbook.path)
    workbook = _reopened(workbook)
    before = workbook.path.read_bytes()
    with pytest.raises(Refused) as caught:
        workbook.save(set_fields(workbook.reading.book, BILLS, workbook.row, {"name": "New"}, NOW))
    assert (caught.value.sheet, caught.value.cell) == ("Bills", "B2")
    assert workbook.path.read_bytes() == before


def _reopened(workbook: Workbook) -> Workbook:
    workbook.reading = read_workbook(workbook.path, TABLES)
    workbook.base = Base.of(workbook.reading.package, workbook.reading.layout)
    return workbook


def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_save_that_was_cut_off_left_is_known_by_its_name_before_it_is_there(workbook: Workbook) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(saving, "patch", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            workbook.save()
    (name,) = workbook.journal.leftovers()
    others = ("1-2.tmp", f"{os.getpid()}-{'0a' * 8}.tmp", f"{os.getpid()}-{'0b' * 8}.tmp", f"{gone()}-{'0c' * 8}.tmp")
    mine, written, old, dead = (workbook.path.with_name(f".{workbook.path.name}.{other}") for other in others)
    left = workbook.path.with_name(name)
    for path in (left, mine, written, old, dead):
        path.write_bytes(b"half")
    for path in (mine, old):
        os.utime(path, (time.time() - 61,) * 2)
    saving.remove_leftovers(workbook.path, workbook.journal.leftovers())
    assert [path.exists() for path in (left, old, dead, mine, written)] == [False] * 3 + [True] * 2


def test_a_lock_that_was_taken_over_stops_the_save_at_its_start_and_before_the_end(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workbook.path.read_bytes()
    workbook.lock.acquire()
    Lock(workbook.path).take()
    with pytest.raises(Busy):
        workbook.save()
    assert workbook.kinds == []
    workbook.lock.take()
    verified: Callable[..., object] = patcher.verify

    def late(*args: object) -> None:
        verified(*args)
        Lock(workbook.path).take()

    monkeypatch.setattr(saving, "verify", late)
    with pytest.raises(Busy):
        workbook.save()
    assert workbook.path.read_bytes() == before
    assert workbook.beside == {workbook.path.name}


def test_a_disk_without_room_is_found_before_anything_is_written(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("io_xlsx.guard.shutil.disk_usage", lambda _: SimpleNamespace(free=1000))
    with pytest.raises(OSError, match="No space"):
        workbook.save()
    assert workbook.kinds == []
    assert workbook.beside == {workbook.path.name}


def test_a_backup_that_cannot_be_kept_is_told_and_stops_nothing(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("io_xlsx.backups.keep_copy", full)
    (note,) = workbook.save().notes
    assert "no copy of its earlier state could be kept" in note
    assert note.endswith("No space left on device.")
    assert read_workbook(workbook.path, TABLES).book != workbook.reading.book


def test_the_journal_need_not_hear_that_a_save_ended(workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Journal, "write_saved", full)
    base = workbook.save().base
    assert workbook.journal.pending(base.stamp, workbook.reading.book.tables) == []


def test_mode_and_owner_are_those_of_the_file_before(workbook: Workbook) -> None:
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root may give files away")
    os.chown(workbook.path, 1234, 2345)
    workbook.path.chmod(0o640)
    workbook.save()
    found = workbook.path.stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (1234, 2345, 0o640)


def test_a_restore_is_a_record_and_nothing_from_before_is_applied_on_top(workbook: Workbook) -> None:
    earlier = workbook.base
    workbook.base = workbook.save().base
    order = Order(workbook.reading.book, ChangeSet(""), DAY, DASHBOARD, version=earlier)
    restored = save(workbook.path, workbook.base, order, NOW, workbook.journal, workbook.lock).base
    again = read_workbook(workbook.path, TABLES)
    assert again.book == workbook.reading.book
    assert workbook.kinds == ["save_begin", "saved", "restore", "save_begin", "restored", "saved"]
    for base in (restored, earlier, workbook.base):
        journal = Journal(workbook.journal.path.parent, workbook.path, base.stamp, lambda: NOW)
        assert journal.pending(base.stamp, workbook.reading.book.tables) == []
