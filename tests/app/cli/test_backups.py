"""`backups list` and `backups restore` on real workbooks: what they were comes back, whatever happened to them."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.cli.main import main
from app.recent import own_folder
from app.session import Session
from models.bills import BILLS
from tests.app.cli.ran import Ran, refused
from tests.libreoffice import LibreOffice
from tests.workbooks import demo_copy


@pytest.fixture
def on(run: Any, book: Path) -> Any:
    """A command on the workbook."""
    return lambda *words: run("--json", "-f", book, *words)


def names(on: Any) -> list[str]:
    return [row["name"] for row in on("show", "Entities").data["rows"]]


def backups(on: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = on("backups", "list").data["backups"]
    return found


def with_three(on: Any) -> list[dict[str, Any]]:
    """A workbook that got One, Two and Three; its backups are of before each, the newest first."""
    for name in ("One", "Two", "Three"):
        assert on("add", "Entities", f"name={name}").status == 0
    return backups(on)


def test_each_save_makes_one_and_the_newest_stands_first(on: Any, book: Path) -> None:
    before = book.stat().st_size
    assert backups(on) == []
    found = with_three(on)
    assert [set(one) for one in found] == [{"id", "at", "size", "why"}] * 3
    assert [one["why"] for one in found] == ["save"] * 3
    assert sorted((one["at"] for one in found), reverse=True) == [one["at"] for one in found]
    assert found[0]["at"].endswith("Z")
    assert found[2]["size"] == before


def test_restored_it_is_as_it_was_and_once_more_as_it_was_before_that(on: Any, book: Path) -> None:
    with_one = with_three(on)[1]
    before = names(on)
    restored = on("backups", "restore", with_one["id"]).data["backups"]
    assert names(on) == ["One"]
    assert restored[0]["why"] == "restore"
    assert restored[1:] == backups(on)[1:]
    with_one_again = on("backups", "restore", restored[0]["id"]).data["backups"][0]
    assert names(on) == before == ["One", "Two", "Three"]
    on("backups", "restore", with_one_again["id"])
    assert names(on) == ["One"]
    on("add", "Entities", "name=Four")
    assert names(on) == ["One", "Four"]
    assert on("check").data["counts"]["error"] == 0


def test_it_has_a_new_revision_and_no_other_part_than_the_stamp_differs(on: Any, book: Path) -> None:
    with_three(on)
    folder = book.with_name(f"{book.name}.backups")
    chosen = backups(on)[0]
    on("backups", "restore", chosen["id"])
    now, then = Session.open(book, journals=folder, write=False), Session.open(
        folder / f"{chosen['id']}.xlsx", journals=folder, write=False
    )  # fmt: skip
    assert (now.base.revision, then.base.revision, now.base.workbook_id) == (4, 2, then.base.workbook_id)
    assert now.book == then.book
    differ = [one for one in now.base.package.names if now.base.package.read(one) != then.base.package.read(one)]
    assert differ == ["docProps/custom.xml"]


def test_an_older_copy_put_back_by_hand_gets_no_edits_from_before_a_restore(on: Any, book: Path) -> None:
    """Without the restore, Two and Three would come back: they are newer than that copy."""
    with_three(on)
    copies = book.with_name(f"{book.name}.backups")
    with_one, nothing = (copies / f"{one['id']}.xlsx" for one in backups(on)[1:])
    older = with_one.read_bytes()
    on("backups", "restore", backups(on)[2]["id"])
    on("add", "Entities", "name=After")
    book.write_bytes(older)
    assert names(on) == ["One", "After"]
    assert nothing.exists()


def test_edits_that_are_only_in_the_journal_are_kept_in_the_backup(on: Any, book: Path) -> None:
    first = with_three(on)[2]
    session = Session.open(book, journals=own_folder() / "journal")
    session.do(_renamed(session))
    session.close()  # as after a crash: never saved
    newest = on("backups", "restore", first["id"]).data["backups"][0]
    assert names(on) == []
    on("backups", "restore", newest["id"])
    assert names(on) == ["Renamed", "Two", "Three"]


def _renamed(session: Session) -> Any:
    from models.core.edit import set_fields
    from models.ops import ENTITIES

    return set_fields(session.book, ENTITIES, str(session.book[ENTITIES].index[0]), {"name": "Renamed"}, session.now())


def test_to_another_file_leaves_the_workbook_alone(on: Any, run: Any, book: Path, tmp_path: Path) -> None:
    chosen = with_three(on)[1]
    before, other = book.read_bytes(), tmp_path / "then.xlsx"
    assert len(on("backups", "restore", chosen["id"], "--to", other).data["backups"]) == 3
    assert book.read_bytes() == before
    assert len(run("--json", "-f", other, "show", "Entities").data["rows"]) == 1
    refused(on("backups", "restore", chosen["id"], "--to", other), "exists", "then.xlsx")
    refused(on("backups", "restore", chosen["id"], "--to", tmp_path / "then.csv"), "bad_name", ".xlsx")
    refused(on("backups", "restore", chosen["id"], "--to", tmp_path / "no" / "then.xlsx"), "no_folder", "no")
    refused(on("backups", "restore", chosen["id"], "--to", ""), "missing", "--to")


def test_refusals_change_nothing(on: Any, run: Any, book: Path, tmp_path: Path) -> None:
    chosen = with_three(on)[0]
    before = book.read_bytes()
    refused(on("backups", "restore", "20200101T000000Z-00000000"), "not_found", "backups list")
    refused(on("backups", "restore", ""), "missing", "backups list")
    refused(run("--json", "-f", tmp_path / "none.xlsx", "backups", "list"), "no_file", "none.xlsx")
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(b"\x05Helga")
    refused(on("backups", "restore", chosen["id"]), "locked", "Helga")
    lock.unlink()
    copy = book.with_name(f"{book.name}.backups") / f"{chosen['id']}.xlsx"
    content = bytearray(copy.read_bytes())
    content[-1] ^= 1
    copy.write_bytes(content)
    refused(on("backups", "restore", chosen["id"]), "damaged_backup", "no longer what it was")
    assert book.read_bytes() == before


def test_for_people_it_is_a_table_with_what_each_was_before(run: Any, book: Path) -> None:
    assert "each save makes one" in run("-f", book, "backups", "list").out
    run("-f", book, "add", "Entities", "name=One")
    text = run("-f", book, "backups", "list").out
    assert "before a save: Add to Entities" in text
    said = run("-f", book, "backups", "restore", text.splitlines()[2].split()[0]).out
    assert said.startswith("book.xlsx is again what it was at ")


# --- why ---


def test_a_backup_before_an_import_a_repair_and_a_merge_says_so(on: Any, book: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank.csv"
    bank.write_text("Date,Description,Amount\n2026-03-02,Coffee,-4.50\n", encoding="utf-8")
    assert on("budget", "import", bank).data["imported"] == 1
    assert backups(on)[0]["why"] == "import"
    with Session_of(book) as session:
        other = load_workbook(book)
        other["Entities"]["B2"] = "Theirs"
        other.save(book)
        session.do(_added(session))
        session.save()
    assert backups(on)[0]["why"] == "merge"


class Session_of:  # noqa: N801  # reads as what it gives
    def __init__(self, path: Path) -> None:
        self.session = Session.open(path, journals=own_folder() / "journal")

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_: object) -> None:
        self.session.close()


def _added(session: Session) -> Any:
    from models.core.edit import add_row

    bill: dict[str, Any] = {"name": "Hydro", "amount": 1.0, "start_date": session.as_of}
    return add_row(session.book, BILLS, bill, session.now())


def test_a_new_workbook_forced_over_it_can_be_taken_back(on: Any, run: Any, book: Path) -> None:
    with_three(on)
    run("new", book, "--force")
    assert names(on) == []
    newest = backups(on)[0]
    assert newest["why"] == "replace"
    on("backups", "restore", newest["id"])
    assert names(on) == ["One", "Two", "Three"]


# --- damage ---


@pytest.mark.parametrize("left", [0, 4000, -1])
def test_a_damaged_workbook_offers_its_newest_good_copy_and_gets_its_edits_back(on: Any, book: Path, left: int) -> None:
    """FIL-01 and FIL-03: empty, cut, the last byte missing. The copy lacks Three, which the journal has."""
    newest = with_three(on)[0]
    damaged = book.read_bytes()[:left]
    book.write_bytes(damaged)
    refused(on("show", "Entities"), "not_a_workbook", f"backups restore {newest['id']}")
    assert book.read_bytes() == damaged
    assert len(backups(on)) == 3
    assert on("backups", "restore", newest["id"]).status == 0
    assert names(on) == ["One", "Two", "Three"]
    kept = list(book.with_name(f"{book.name}.backups").glob("damaged-*.xlsx"))
    assert [one.read_bytes() for one in kept] == [damaged]


def test_an_older_version_in_place_of_a_damaged_one_is_that_version(on: Any, book: Path) -> None:
    with_one = with_three(on)[1]
    book.write_bytes(b"")
    restored = on("backups", "restore", with_one["id"]).data["backups"]
    assert names(on) == ["One"]
    on("backups", "restore", restored[0]["id"])
    assert names(on) == ["One", "Two", "Three"]


def test_a_workbook_that_is_gone_comes_back(on: Any, book: Path) -> None:
    newest = with_three(on)[0]
    book.unlink()
    refused(on("show", "Entities"), "no_file", newest["id"])
    on("backups", "restore", newest["id"])
    assert names(on) == ["One", "Two", "Three"]


def test_a_damaged_newest_copy_is_passed_over(on: Any, book: Path) -> None:
    first, second, _ = with_three(on)
    copy = book.with_name(f"{book.name}.backups") / f"{first['id']}.xlsx"
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")
    book.write_bytes(b"")
    refused(on("check"), "not_a_workbook", second["id"])
    on("backups", "restore", second["id"])
    assert names(on) == ["One", "Two", "Three"]


def test_a_damaged_workbook_that_another_program_has_open_is_left_alone(on: Any, book: Path) -> None:
    newest = with_three(on)[0]
    book.write_bytes(b"")
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(b"\x05Helga")
    refused(on("backups", "restore", newest["id"]), "locked", "Helga")
    assert book.read_bytes() == b""
    lock.unlink()


def test_without_a_copy_a_damaged_file_is_refused_as_ever(on: Any, book: Path) -> None:
    book.write_bytes(b"")
    assert "backup" not in on("check").error["hint"]


# --- killed ---

DYING = """
import os, signal, sys
import io_xlsx.backups, io_xlsx.save, io_xlsx.journal, app.session
from app.cli.main import main
module, name, after = {
    "journal": (io_xlsx.journal.Journal, "write_restore", False),
    "journalled": (io_xlsx.journal.Journal, "write_restore", True),
    "index": (io_xlsx.backups, "_write", True),
    "copied": (io_xlsx.backups, "keep_copy", True),
    "replaced": (io_xlsx.save, "put_in_place", True),
    "rotated": (app.session.Session, "finish_save", False),
}[sys.argv[1]]
real = getattr(module, name)
def dying(*words, **more):
    if after:
        real(*words, **more)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, dying)
main(sys.argv[2:])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("point", ["journal", "journalled", "index", "copied", "replaced", "rotated"])
def test_killed_between_its_steps_it_was_restored_or_not_and_both_states_are_there(
    point: str, on: Any, book: Path
) -> None:
    chosen = with_three(on)[1]
    ours = [sys.executable, "-c", DYING, point, "-f", str(book), "backups", "restore", chosen["id"]]
    assert subprocess.run(ours, capture_output=True, check=False).returncode == -signal.SIGKILL
    done = point in ("replaced", "rotated")
    assert names(on) == (["One"] if done else ["One", "Two", "Three"])
    assert on("check").data["counts"]["error"] == 0
    on("add", "Entities", "name=Four")
    assert names(on) == (["One", "Four"] if done else ["One", "Two", "Three", "Four"])
    if done:
        on("backups", "restore", next(one["id"] for one in backups(on) if one["why"] == "restore"))
        assert names(on) == ["One", "Two", "Three"]
    else:
        on("backups", "restore", chosen["id"])
        assert names(on) == ["One"]
    held = {f"{one['id']}.xlsx" for one in backups(on)}
    assert {one.name for one in book.with_name(f"{book.name}.backups").glob("*.xlsx")} == held


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_restore_that_was_cut_off_does_away_with_nothing(on: Any, book: Path) -> None:
    """An older copy put back after it still gets the edits that it lacks."""
    chosen = with_three(on)[1]
    older = book.with_name(f"{book.name}.backups") / f"{chosen['id']}.xlsx"
    ours = [sys.executable, "-c", DYING, "journalled", "-f", str(book), "backups", "restore", chosen["id"]]
    assert subprocess.run(ours, capture_output=True, check=False).returncode == -signal.SIGKILL
    on("add", "Entities", "name=Four")
    book.write_bytes(older.read_bytes())
    assert names(on) == ["One", "Two", "Three", "Four"]


def test_libreoffice_opens_a_restored_workbook(libreoffice: LibreOffice, tmp_path: Path) -> None:
    demo = demo_copy(tmp_path)
    before = libreoffice.cells(demo)
    bill = str(load_workbook(demo)["Bills"]["A2"].value)
    assert main(["-f", str(demo), "set", "Bills", bill, "amount=9999"]) == 0
    assert libreoffice.cells(demo) != before
    (copy,) = demo.with_name(f"{demo.name}.backups").glob("*.xlsx")
    assert main(["-f", str(demo), "backups", "restore", copy.stem]) == 0
    assert libreoffice.cells(demo) == before


def test_a_full_disk_for_backups_costs_no_save_and_is_told(run: Any, book: Path) -> None:
    """STO-13: a save that can keep no copy is made all the same."""
    folder = book.with_name(f"{book.name}.backups")
    folder.write_bytes(b"not a folder")
    ran: Ran = run("-f", book, "add", "Entities", "name=One")
    assert ran.status == 0
    assert "no copy of its earlier state" in ran.err
    assert run("--json", "-f", book, "show", "Entities").data["rows"][0]["name"] == "One"
    assert folder.read_bytes() == b"not a folder"
