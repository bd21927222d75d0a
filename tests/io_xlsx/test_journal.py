"""The journal: what is in it after a crash at any point, and what a file already holds."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from io_xlsx.journal import Journal
from models.bills import BILLS
from models.core.change import Change, ChangeSet

TABLES = {BILLS.key: BILLS}
WORKBOOK = Path("household.xlsx")


def journal(folder: Path, workbook: Path = WORKBOOK, workbook_id: str = "w1") -> Journal:
    return Journal(folder, workbook, workbook_id, lambda: datetime(2026, 3, 5, tzinfo=UTC))


def renamed(name: str) -> ChangeSet:
    return ChangeSet(f"Rename to {name}", (Change("Bills", "bill_1", {"name": "x"}, {"name": name}),))


def names(one: Journal, revision: int) -> list[object]:
    return [(item.changes.changes[0].after or {})["name"] for item in one.pending(revision, TABLES)]


def test_what_was_written_comes_back_in_order_until_a_save_holds_it(tmp_path: Path) -> None:
    first = journal(tmp_path)
    for name in ("a", "b"):
        first.write_edit(renamed(name), 3)
    first.write_save(4, first.number)
    first.write_edit(renamed("c"), 4)
    again = journal(tmp_path)
    assert names(again, 4) == ["c"]
    assert names(again, 3) == ["a", "b", "c"]  # an older copy came back


def test_a_save_that_did_not_become_the_file_holds_nothing(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write_edit(renamed("a"), 3)
    one.write_save(4, one.number)
    assert names(one, 3) == ["a"]


def test_a_revision_of_another_machine_is_newer_than_all_saves_here(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write_edit(renamed("a"), 3)
    one.write_save(4, one.number)
    one.write_edit(renamed("b"), 4)
    assert names(one, 9) == ["b"]


def test_a_torn_last_line_and_a_damaged_one_cost_nothing_else(tmp_path: Path) -> None:
    one = journal(tmp_path)
    for name in ("a", "b", "c"):
        one.write_edit(renamed(name), 0)
    lines = one.path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b'"b"', b'"B"')
    one.path.write_bytes(b"\n".join(lines) + b"\n0000beef {torn")
    again = journal(tmp_path)
    assert names(again, 0) == ["a", "c"]
    again.write_edit(renamed("d"), 0)
    assert names(journal(tmp_path), 0) == ["a", "c", "d"]


def test_a_copy_at_another_path_and_another_workbook_have_their_own(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write_edit(renamed("a"), 0)
    assert names(journal(tmp_path, Path("copy.xlsx")), 0) == []
    assert names(journal(tmp_path, workbook_id="w2"), 0) == []
    assert names(journal(tmp_path), 0) == ["a"]


def test_a_workbook_that_was_never_saved_finds_its_edits_again(tmp_path: Path) -> None:
    one = journal(tmp_path, workbook_id="")
    one.write_edit(renamed("a"), 0)
    again = journal(tmp_path, workbook_id="")
    assert names(again, 0) == ["a"]
    again.write_save(1, again.number)
    again.write_edit(renamed("b"), 0)
    assert names(journal(tmp_path, workbook_id=again.workbook_id), 1) == ["b"]


def test_a_file_stripped_of_its_id_gets_what_came_after_the_last_save(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write_edit(renamed("a"), 0)
    one.write_save(1, one.number)
    one.write_edit(renamed("b"), 1)
    again = journal(tmp_path, workbook_id="")
    assert again.workbook_id == "w1"
    assert [(p.changes.changes[0].after or {})["name"] for p in again.pending(None, TABLES)] == ["b"]


def test_no_revision_is_used_twice_even_when_the_save_failed(tmp_path: Path) -> None:
    one = journal(tmp_path)
    assert one.revision == 0
    one.write_save(7, one.number)
    assert journal(tmp_path).revision == 7


def test_an_edit_that_could_not_be_written_does_not_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = journal(tmp_path)
    one.write_edit(renamed("a"), 0)

    def fails(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("io_xlsx.journal.os.fsync", fails)
        with pytest.raises(OSError, match="No space"):
            one.write_edit(renamed("b"), 0)
    assert names(journal(tmp_path), 0) == ["a"]


def test_a_change_of_a_table_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    one = journal(tmp_path)
    one.write_edit(ChangeSet("x", (Change("Gone", "g_1", None, {"name": "x"}),)), 0)
    one.write_edit(renamed("a"), 0)
    assert names(one, 0) == ["a"]


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    one = journal(tmp_path / "own")
    one.write_edit(renamed("a"), 0)
    if os.name == "posix":
        assert one.path.stat().st_mode & 0o077 == 0
        assert one.path.parent.stat().st_mode & 0o077 == 0


def test_an_edit_counts_only_once_it_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = journal(tmp_path)
    synced: list[int] = []
    monkeypatch.setattr("io_xlsx.journal.os.fsync", synced.append)
    one.write_edit(renamed("a"), 0)
    assert len(synced) == 1

    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("io_xlsx.journal.os.fsync", fails)
    with pytest.raises(OSError, match="Input/output"):
        one.write_edit(renamed("b"), 0)
