"""The journal: what is in it after a crash at any point, and what a file already holds."""

import os
import socket
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from io_xlsx import journal as journals
from io_xlsx import lineage
from io_xlsx.journal import Journal, Taken
from io_xlsx.records import line_of, read_records
from io_xlsx.stamp import Stamp
from models.bills import BILLS
from models.core.change import Change, ChangeSet

TABLES = {BILLS.key: BILLS}
WORKBOOK = Path("household.xlsx")
NOW = datetime(2026, 3, 5, tzinfo=UTC)
FIRST = Stamp("w1")


def journal(folder: Path, stamp: Stamp = FIRST, workbook: Path = WORKBOOK, now: datetime = NOW) -> Journal:
    return Journal(folder, workbook, stamp, lambda: now)


def renamed(name: str, row: str = "bill_1") -> ChangeSet:
    return ChangeSet(f"Rename to {name}", (Change("Bills", row, {"name": "x"}, {"name": name}),))


def names(one: Journal, stamp: Stamp = FIRST) -> str:
    """What the file with the stamp lacks."""
    return " ".join(str((item.changes.changes[0].after or {})["name"]) for item in one.pending(stamp, TABLES))


def edit(one: Journal, *texts: str) -> None:
    for text in texts:
        one.write_edit(renamed(text), 0)


def save(one: Journal, stamp: Stamp = FIRST, *, told: bool = True) -> Stamp:
    """The stamp of a save of everything; `told` is whether the process lived to write down that it ended."""
    upto, revision = one.upto, max(stamp.revision, one.revision) + 1
    one.write_begin(revision, upto, "base", ".household.xlsx.1-2a.tmp")
    if told:
        one.write_saved(revision, upto, "digest")
    return stamp.after(one.workbook_id, revision, one.token, upto)


@pytest.fixture
def one(tmp_path: Path) -> Journal:
    return journal(tmp_path)


def test_what_was_written_comes_back_in_order_until_a_file_holds_it(one: Journal, tmp_path: Path) -> None:
    edit(one, "a", "b")
    saved = save(one)
    edit(one, "c")
    again = journal(tmp_path, saved)
    assert names(again, saved) == "c"
    assert names(again, FIRST) == "a b c"  # an older copy came back
    assert [item.saved for item in again.pending(FIRST, TABLES)] == [True, True, False]


def test_only_the_file_says_whether_a_save_became_it(one: Journal, tmp_path: Path) -> None:
    edit(one, "a")
    saved = save(one, told=False)
    assert names(journal(tmp_path), FIRST) == "a"
    assert names(journal(tmp_path, saved), saved) == ""


def test_two_machines_under_one_revision_are_told_apart(tmp_path: Path) -> None:
    """Both went on from the same file without the other; each knows what the other's file lacks."""
    here, there = journal(tmp_path / "here"), journal(tmp_path / "there")
    edit(here, "a")
    common = save(here)
    edit(here, "mine")
    edit(there, "theirs")
    mine, theirs = save(here, common), save(there, common)
    assert mine.revision == theirs.revision == 2
    assert (names(here, theirs), names(there, mine)) == ("mine", "theirs")
    assert (names(here, mine), names(there, theirs)) == ("", "")
    merged = save(there, mine)  # the other one merged ours with its own
    assert (names(here, merged), names(there, merged)) == ("", "")


def test_a_journal_put_on_another_machine_goes_on_under_another_token(
    one: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(one, "a")
    common = save(one)
    (tmp_path / "other").mkdir()
    copied = tmp_path / "other" / one.path.name
    copied.write_bytes(one.path.read_bytes())
    monkeypatch.setattr(socket, "gethostname", lambda: "another")
    other = journal(tmp_path / "other", common)
    edit(one, "mine")
    edit(other, "theirs")
    mine, theirs = save(one, common), save(other, common)
    assert other.token != one.token
    assert (names(one, theirs), names(other, mine)) == ("mine", "theirs")


def test_a_journal_that_lost_its_end_goes_on_under_another_token(one: Journal, tmp_path: Path) -> None:
    edit(one, "a")
    early = one.path.read_bytes()
    edit(one, "b")
    saved = save(one)
    one.path.write_bytes(early)
    again = journal(tmp_path, saved)
    edit(again, "c", "d", "e")
    assert again.token != one.token
    assert names(again, saved) == "c d e"
    assert names(journal(tmp_path, saved), saved) == "c d e"


def test_a_file_of_which_another_program_took_the_stamp_lacks_what_came_after_the_last_save(
    one: Journal, tmp_path: Path
) -> None:
    edit(one, "a")
    saved = save(one)
    edit(one, "b")
    again = journal(tmp_path, Stamp())
    assert again.workbook_id == "w1"
    assert names(again, Stamp()) == "b"
    crowded = Stamp("w1", 90, {f"another-journal-{n:04}": n for n in range(11)})
    assert names(journal(tmp_path, saved), crowded) == "b"


def test_a_workbook_that_was_never_saved_finds_its_edits_again(tmp_path: Path) -> None:
    one = journal(tmp_path, Stamp())
    edit(one, "a")
    again = journal(tmp_path, Stamp())
    assert names(again, Stamp()) == "a"
    saved = save(again, Stamp())
    edit(again, "b")
    assert names(journal(tmp_path, saved), saved) == "b"


def test_edits_of_a_file_that_had_lost_its_id_are_told_when_the_original_is_back(tmp_path: Path) -> None:
    edit(journal(tmp_path, Stamp()), "a", "b")
    original = journal(tmp_path, FIRST)
    assert names(original) == ""
    assert "2 unsaved edits of it are kept" in original.notes("x.xlsx")[0]
    assert names(journal(tmp_path, Stamp()), Stamp()) == "a b"


def test_a_copy_at_another_path_and_another_workbook_have_their_own(one: Journal, tmp_path: Path) -> None:
    edit(one, "a")
    assert names(journal(tmp_path, workbook=Path("copy.xlsx"))) == ""
    other = journal(tmp_path, Stamp("w2"))
    assert names(other, Stamp("w2")) == ""
    (note,) = other.notes("household.xlsx")
    assert "Another workbook stood under the name household.xlsx before; 1 unsaved edits of it are kept" in note
    edit(other, "b")
    assert journal(tmp_path, Stamp("w2")).notes("household.xlsx") == []
    assert names(journal(tmp_path)) == "a"


def test_no_revision_is_used_twice_even_when_the_save_failed(one: Journal, tmp_path: Path) -> None:
    assert one.revision == 0
    one.write_begin(7, one.number, "base", "temp")
    assert one.revision == journal(tmp_path).revision == 7


# --- damage ---


@pytest.mark.bad_input("STO-10")
def test_a_torn_last_line_and_a_damaged_one_cost_nothing_else_and_are_counted(one: Journal, tmp_path: Path) -> None:
    edit(one, "a", "b", "c")
    lines = one.path.read_bytes().split(b"\n")
    place = next(number for number, line in enumerate(lines) if b'"b"' in line)
    lines[place] = lines[place].replace(b'"b"', b'"B"')
    one.path.write_bytes(b"\n".join(lines) + b"\n0000beef {torn")
    again = journal(tmp_path)
    assert names(again) == "a c"
    assert again.notes("x.xlsx") == [
        "2 unreadable lines were skipped in the journal of x.xlsx; an edit that was in it did not come back."
    ]
    edit(again, "d")
    assert names(journal(tmp_path)) == "a c d"
    again.prepare()
    assert names(journal(tmp_path)) == "a c d"
    assert journal(tmp_path).notes("x.xlsx") == []


@pytest.mark.parametrize("keep", range(1, 400, 7))
def test_cut_off_anywhere_it_holds_what_was_whole(tmp_path: Path, keep: int) -> None:
    one = journal(tmp_path)
    edit(one, "a", "b")
    whole = one.path.read_bytes()
    one.path.write_bytes(whole[:keep])
    ends = [whole.index(line) + len(line) for line in whole.split(b"\n") if b'"edit"' in line]
    assert names(journal(tmp_path)) == " ".join(name for name, end in zip("ab", ends, strict=True) if end <= keep)
    again = journal(tmp_path)
    edit(again, "c")
    assert names(journal(tmp_path)).endswith("c")


@pytest.mark.bad_input("STO-11")
def test_a_deleted_journal_is_told_once_and_nothing_is_invented(one: Journal, tmp_path: Path) -> None:
    assert one.notes("x.xlsx") == []
    edit(one, "a")
    saved = save(one)
    edit(one, "b")
    one.path.unlink()
    again = journal(tmp_path, saved)
    assert again.notes("x.xlsx") == [
        "The journal of x.xlsx is gone; unsaved edits that may have been in it did not come back."
    ]
    assert names(again, saved) == ""
    again.prepare()
    assert journal(tmp_path, saved).notes("x.xlsx") == []
    elsewhere = journal(tmp_path, saved, Path("copy.xlsx"))
    assert elsewhere.notes("copy.xlsx") == []  # a copy never had one here


@pytest.mark.parametrize("number", [5, 13])  # EIO, EACCES
@pytest.mark.parametrize("call", ["stat", "read_bytes"])
def test_one_that_cannot_be_read_is_not_gone_and_is_never_written_anew(
    one: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    edit(one, "a")
    saved = save(one)
    edit(one, "b")
    before = one.path.read_bytes()
    sound = getattr(Path, call)

    def fails(path: Path, *given: object, **named: object) -> object:
        if path == one.path:
            raise OSError(number, os.strerror(number))
        return sound(path, *given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Path, call, fails)
        with pytest.raises(OSError, match=os.strerror(number)):
            journal(tmp_path, saved)
    while_open = journal(tmp_path, saved)
    while_open._seen = None
    with monkeypatch.context() as patched:
        patched.setattr(Path, call, fails)
        while_open.prepare()
        with pytest.raises(OSError, match=os.strerror(number)):
            while_open.pending(saved, TABLES)
    assert one.path.read_bytes() == before
    assert names(journal(tmp_path, saved), saved) == "b"


def test_a_change_of_a_table_that_is_gone_is_passed_over(one: Journal) -> None:
    one.write_edit(ChangeSet("x", (Change("Gone", "g_1", None, {"name": "x"}),)), 0)
    edit(one, "a")
    assert names(one) == "a"


# --- the disk ---


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    one = journal(tmp_path / "own")
    one.prepare()
    edit(one, "a")
    assert os.name != "posix" or one.path.stat().st_mode & 0o777 == 0o600
    assert os.name != "posix" or one.path.parent.stat().st_mode & 0o777 == 0o700


def test_an_edit_counts_only_once_it_is_on_the_disk_and_takes_two_fsyncs_at_most(
    one: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def counted(handle: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", counted)
    edit(one, "a")
    assert synced == ["file", "folder"]
    edit(one, "b")
    one.write_edit(ChangeSet("Paste", tuple(renamed("x", f"bill_{n}").changes[0] for n in range(500))), 0)
    assert synced == ["file", "folder", "file", "file"]


@pytest.mark.skipif(os.name != "posix", reason="Windows syncs names by itself")
@pytest.mark.parametrize("prepared", ["whole", "failing", ""])
def test_the_names_of_the_file_and_of_the_folders_made_for_it_last_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prepared: str
) -> None:
    """Those of the folders before any edit waits for them, where that can be done."""
    folder = tmp_path / "share" / "valhalla" / "journals"
    synced: list[Path] = []

    def fails(_: Path) -> NoReturn:
        raise OSError(5, "Input/output error")

    one = journal(folder)
    if prepared:
        with monkeypatch.context() as patched:
            patched.setattr("io_xlsx.platform.sync_folder", synced.append if prepared == "whole" else fails)
            one.prepare()
        assert set(synced) == (set(folder.parents[:3]) if prepared == "whole" else set())
    with monkeypatch.context() as patched:
        patched.setattr("io_xlsx.platform.sync_folder", fails)
        with pytest.raises(OSError, match="Input/output"):
            edit(one, "a")
    monkeypatch.setattr("io_xlsx.platform.sync_folder", synced.append)
    edit(one, "b")
    assert {folder, *folder.parents[:3]} == set(synced)
    synced.clear()
    edit(one, "c")
    assert synced == []
    edit(journal(folder), "d")  # whoever made the file may have been killed before its name was synced
    assert synced == [folder]
    assert names(journal(folder)) == "b c d"


def test_an_error_of_closing_refuses_nothing_that_was_synced(
    one: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = os.close

    def fails(handle: int) -> NoReturn:
        close(handle)
        raise OSError(122, "Disk quota exceeded")

    with monkeypatch.context() as patched:
        patched.setattr("io_xlsx.journal.os.close", fails)
        patched.setattr("io_xlsx.platform.sync_folder", lambda _: None)
        edit(one, "a")
        one._rewrite(read_records(one.path).records)
        edit(one, "b")
    assert names(journal(tmp_path)) == names(one) == "a b"


@pytest.mark.parametrize("call", ["io_xlsx.records.os.write", "io_xlsx.platform.os.fsync"])
def test_an_edit_that_could_not_be_written_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    one = journal(tmp_path)
    edit(one, "a")

    def fails(*_: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(call, fails)
        with pytest.raises(OSError, match="No space"):
            edit(one, "b")
    assert names(journal(tmp_path)) == "a"
    edit(one, "c")
    assert names(journal(tmp_path)) == "a c"


def test_an_edit_that_was_refused_is_void_even_where_it_could_not_be_taken_out(
    one: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(one, "a")

    def fails(*_: object) -> NoReturn:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr("io_xlsx.platform.os.fsync", fails)
        patched.setattr("io_xlsx.journal.os.ftruncate", fails)
        with pytest.raises(OSError, match="Input/output"):
            edit(one, "b")
    edit(one, "c")
    assert names(journal(tmp_path)) == "a c"


def test_who_wrote_it_before_a_take_over_notices(one: Journal, tmp_path: Path) -> None:
    edit(one, "a")
    other = journal(tmp_path)
    other.write_taken()
    with pytest.raises(Taken):
        edit(one, "b")
    edit(other, "c")
    assert names(journal(tmp_path)) == "a c"


def test_temporary_files_of_saves_that_never_ended_are_known(one: Journal) -> None:
    one.write_begin(1, 0, "base", ".household.xlsx.1-aa.tmp")
    one.write_saved(1, 0, "digest")
    one.write_begin(2, 0, "base", ".household.xlsx.1-bb.tmp")
    one.write_begin(3, 0, "base", "../../household.xlsx")
    assert one.leftovers() == [".household.xlsx.1-bb.tmp"]


# --- restores ---


def restore(one: Journal, earlier: Stamp, now: Stamp, *, told: bool = True) -> Stamp:
    """The stamp of the file once an earlier state was put in its place."""
    number = one.write_restore(earlier)
    one.write_begin(one.revision + 1, number, "base", ".household.xlsx.1-2a.tmp")
    if told:
        one.write_restored(number)
        one.write_saved(one.revision, number, "digest")
    return now.after("w1", one.revision, one.token, number)


def test_what_a_restore_took_back_is_applied_to_no_file_again(one: Journal, tmp_path: Path) -> None:
    edit(one, "a")
    early = save(one)
    edit(one, "b")
    late = save(one, early)
    back = restore(one, early, late)
    assert [names(journal(tmp_path, stamp), stamp) for stamp in (FIRST, early, late, back)] == ["a", "", "", ""]
    edit(one, "c")
    assert [names(journal(tmp_path, stamp), stamp) for stamp in (FIRST, early, late, back)] == ["a c", "c", "c", "c"]
    after = save(one, back)
    assert names(one, after) == ""
    # Back again to what was before the restore: b counts once more.
    again = restore(one, late, after)
    assert [names(journal(tmp_path, stamp), stamp) for stamp in (FIRST, early, late, again)] == ["a b", "b", "", ""]


def test_a_restore_counts_only_if_it_became_the_file(one: Journal, tmp_path: Path) -> None:
    edit(one, "a")
    early = save(one)
    edit(one, "b")
    late = save(one, early)
    back = restore(one, early, late, told=False)  # killed right after, or right before it was the file
    assert [names(journal(tmp_path, late), stamp) for stamp in (FIRST, early, late)] == ["a b", "b", ""]
    again = journal(tmp_path, back)
    assert [names(again, stamp) for stamp in (FIRST, early, late, back)] == ["a", "", "", ""]
    again.prepare()
    edit(again, "c")
    assert names(journal(tmp_path, back), FIRST) == "a c"


def test_a_restore_that_never_was_takes_nothing_back_later(one: Journal, tmp_path: Path) -> None:
    edit(one, "a")
    early = save(one)
    edit(one, "b")
    restore(one, early, early, told=False)
    again = journal(tmp_path, early)
    saved = save(again, early)
    assert (names(again, early), names(again, saved)) == ("b", "")
    assert names(journal(tmp_path, saved), FIRST) == "a b"


# --- length ---


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "LOOK_FROM", 2000)
    monkeypatch.setattr(lineage, "KEPT_BYTES", 4000)


@pytest.mark.usefixtures("short")
def test_it_does_not_grow_for_ever_and_keeps_what_is_needed(tmp_path: Path) -> None:
    one, stamp, sizes, stamps = journal(tmp_path), FIRST, [], [FIRST]
    for number in range(200):
        edit(one, f"e{number}")
        stamp = save(one, stamp)
        stamps.append(stamp)
        one.shorten()
        sizes.append(one.path.stat().st_size)
    assert max(sizes) < 30_000
    edit(one, "unsaved")
    one.shorten()
    again = journal(tmp_path, stamp)
    assert names(again, stamp) == "unsaved"
    assert names(again, stamps[-3]) == "e198 e199 unsaved"
    assert not again.forgets(stamps[-3])
    assert again.forgets(stamps[5])
    assert names(again, stamps[5]).endswith("e199 unsaved")
    assert one.number == again.number
    assert again.token == one.token


@pytest.mark.usefixtures("short")
def test_old_edits_go_and_unsaved_ones_of_any_workbook_stay(tmp_path: Path) -> None:
    old = NOW - timedelta(days=2 * lineage.KEPT_DAYS)
    mine, theirs = journal(tmp_path, now=old), journal(tmp_path, Stamp("w2"), now=old)
    for number in range(20):
        edit(mine, f"old{number}")
    saved = save(mine)
    theirs = journal(tmp_path, Stamp("w2"), now=old)
    edit(theirs, "kept")
    one = journal(tmp_path, saved)
    edit(one, "new")
    saved = save(one, saved)
    one.shorten()
    assert names(journal(tmp_path, Stamp("w2")), Stamp("w2")) == "kept"
    assert names(journal(tmp_path, saved), FIRST) == "new"
    assert journal(tmp_path, saved).forgets(FIRST)
    assert '"old1' not in one.path.read_text()


@pytest.mark.usefixtures("short")
def test_conflicts_that_nobody_has_decided_stay_whatever_their_age(tmp_path: Path) -> None:
    one = journal(tmp_path, now=NOW - timedelta(days=2 * lineage.KEPT_DAYS))
    one.write_conflicts([{"an earlier": "state"}])
    one.write_conflicts([{"theirs": 1, "mine": 2}])
    for number in range(20):
        edit(one, f"old{number}")
    saved = save(one)
    one = journal(tmp_path, saved)
    one.shorten()
    assert [record for _, record in journal(tmp_path, saved).conflicts()] == [[{"theirs": 1, "mine": 2}]]
    assert '"old1' not in one.path.read_text()
    assert names(journal(tmp_path, saved), saved) == ""


KILLED = """
import os, sys
from pathlib import Path
from io_xlsx import journal, lineage, platform
from tests.io_xlsx.test_journal import FIRST, edit, save

lineage.KEPT_BYTES, journal.LOOK_FROM = 0, 0
one = journal.Journal(Path(sys.argv[1]), Path("household.xlsx"), FIRST, __import__("datetime").datetime.now)
{when} = lambda *_: os._exit(9)
one.shorten()
"""


@pytest.mark.parametrize(
    "when", ["journal.write_all", "journal.platform.sync", "journal.platform.replace", "journal.platform.sync_folder"]
)
def test_killed_while_it_is_shortened_it_is_one_of_the_two(tmp_path: Path, when: str) -> None:
    one = journal(tmp_path)
    edit(one, *"abcdefgh")
    saved = save(one)
    edit(one, "i")
    killed = subprocess.run([sys.executable, "-c", KILLED.format(when=when), str(tmp_path)], check=False,
                            cwd=Path(__file__).parents[2])  # fmt: skip
    assert killed.returncode == 9
    again = journal(tmp_path, saved)
    assert names(again, saved) == "i"
    edit(again, "j")
    assert names(journal(tmp_path, saved), saved) == "i j"


def test_a_record_is_one_line_whatever_it_holds(tmp_path: Path) -> None:
    text = 'new\nline, "quote", \ud800 lone, \u2028 and \x00'
    path = tmp_path / "x.journal"
    path.write_bytes(line_of({"number": 1, "kind": "edit", "journal": "j", "workbook": "w", "text": text}))
    assert read_records(path).records[0]["text"] == text
