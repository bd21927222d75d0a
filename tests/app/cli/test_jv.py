"""The commands of the joint ventures, on real files: boards, tokens, exports and what became of them."""

import io
import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli.main import main
from io_xlsx.scan import read_sheets
from models.jv.board import SHOWN
from tests.app.cli.ran import Ran
from tests.app.partner_export.boards import demo_book, partner_ids
from tests.workbooks import demo_copy

Run = Callable[..., Ran]
DAY = "2026-03-05"
ALLOWED = [column.name for column in SHOWN]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return demo_copy(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], book: Path) -> Run:
    def run(*words: object, day: str = DAY, plain: bool = False) -> Ran:
        status = main([*(() if plain else ("--json",)), "-f", str(book), "--as-of", day, *map(str, words)])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


@pytest.fixture
def partner() -> str:
    return partner_ids(demo_book())[0]


@pytest.fixture
def token(run: Run, partner: str) -> dict[str, str]:
    made: dict[str, str] = run("jv", "token", "create", "--subject", partner, "--expires", "2026-06-30").data
    return made


def refused(ran: Ran, code: str, words: str = "") -> None:
    assert (ran.status, ran.out) == (2, "")
    assert ran.error["code"] == code
    assert words in ran.error["message"] + ran.error["hint"]


# --- boards ---


def test_the_board_and_one_partners(run: Run, partner: str) -> None:
    whole = run("jv", "board").data
    assert whole["count"] == len(whole["items"]) == 8
    assert "filtered_for_partner" not in whole
    one = run("jv", "board", "--partner", partner).data
    assert (one["count"], one["filtered_for_partner"]) == (3, partner)
    assert {item["partner_id"] for item in one["items"]} == {partner}
    assert set(one["items"][0]) == {"id", "partner_id", *ALLOWED}


@pytest.mark.parametrize(("partner_id", "code"), [("", "missing"), ("  ", "missing"), ("ptr_none", "not_found")])
def test_an_unknown_or_blank_partner_is_refused(run: Run, partner_id: str, code: str) -> None:
    refused(run("jv", "board", "--partner", partner_id), code, "artner")


# --- tokens ---


def test_a_token_is_shown_once_and_kept_as_a_hash(run: Run, book: Path, token: dict[str, str], partner: str) -> None:
    assert set(token) == {"id", "token", "scope", "subject_id", "expires_on", "status"}
    assert (token["subject_id"], token["expires_on"], token["status"]) == (partner, "2026-06-30", "active")
    (listed,) = run("jv", "token", "list").data["items"]
    assert listed["token_hint"] == token["token"][-4:]
    assert "token_hash" not in listed
    assert token["token"] not in json.dumps(listed)


@pytest.mark.parametrize("words", [(), ("--subject", "")])
def test_a_board_token_without_a_partner_is_refused(run: Run, book: Path, words: tuple[str, ...]) -> None:
    before = book.read_bytes()
    ran = run("jv", "token", "create", *words)
    refused(ran, "subject_required")
    assert ran.error["message"] == "subject_id required for jv_board tokens"
    assert book.read_bytes() == before


def test_the_token_opens_its_board_from_the_words_or_from_standard_input(
    run: Run, token: dict[str, str], partner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = run("jv", "readonly", token["token"]).data
    monkeypatch.setattr(sys, "stdin", io.StringIO(token["token"] + "\n"))
    assert run("jv", "readonly", "-").data == named
    assert (named["scope"], named["subject_id"], named["board"]["count"]) == ("jv_board", partner, 3)
    assert list(named["board"]["items"][0]) == ALLOWED
    (listed,) = run("jv", "token", "list").data["items"]
    assert listed["last_used_at"].startswith(DAY)


def test_every_reason_is_refused_with_one_sentence_no_file_and_a_line_in_the_log(
    run: Run, token: dict[str, str], tmp_path: Path, partner: str, book: Path, data_folder: Path
) -> None:
    out = tmp_path / "out.xlsx"
    other = run("jv", "token", "create", "--scope", "other").data
    revoked = run("jv", "token", "create", "--subject", partner).data
    assert run("jv", "token", "revoke", revoked["id"]).data["status"] == "revoked"
    before = book.read_bytes()
    found = {}
    for word, reason, day in (
        ("", "missing", DAY),
        ("vt_none", "invalid", DAY),
        (revoked["token"], "revoked", DAY),
        (revoked["id"], "revoked", DAY),
        (other["token"], "wrong_scope", DAY),
        (other["id"], "wrong_scope", DAY),
        (token["token"], "expired", "2026-07-01"),
        (token["id"], "expired", "2026-07-01"),
    ):
        ran = run("jv", "export", word, out, day=day)
        refused(ran, reason)
        found[ran.error["message"], ran.error["hint"]] = reason
        if not word.startswith("tok_"):
            refused(run("jv", "readonly", word, day=day), reason)
    assert len(found) == 1
    assert not out.exists()
    assert book.read_bytes() == before
    log = (data_folder / "exports.log").read_text("utf-8")
    assert {"missing", "invalid", "revoked", "wrong_scope", "expired"} <= {line.split()[2] for line in log.splitlines()}
    assert token["id"] in log
    assert token["token"] not in log
    assert run("jv", "export", token["token"], out, day="2026-06-30").status == 0


def test_an_id_is_no_token_for_somebody_who_presents_it(run: Run, token: dict[str, str]) -> None:
    refused(run("jv", "readonly", token["id"]), "invalid")


def test_a_token_whose_end_cannot_be_read_does_not_last_for_ever(
    run: Run, token: dict[str, str], book: Path, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(book)
    sheet = workbook["Share Tokens"]
    place = [cell.value for cell in sheet[1]].index("Expires On") + 1
    sheet.cell(2, place).value = "next week or so"
    workbook.save(book)
    for words in (("readonly", token["token"]), ("export", token["id"], tmp_path / "out.xlsx")):
        refused(run("jv", *words), "unreadable", "opens no board")


@pytest.mark.parametrize(("header", "made"), [("Partner Capital", False), ("Milestone Date", False), ("MAO", True)])
def test_a_cell_that_a_partner_would_see_and_that_cannot_be_read_is_no_blank(
    run: Run, token: dict[str, str], partner: str, book: Path, tmp_path: Path, header: str, made: bool
) -> None:
    from openpyxl import load_workbook

    deal = run("jv", "board", "--partner", partner).data["items"][0]["id"]
    workbook = load_workbook(book)
    sheet = workbook["Deals"]
    row = next(cells[0].row for cells in sheet.iter_rows() if cells[0].value == deal)
    cell = sheet.cell(row, [one.value for one in sheet[1]].index(header) + 1)
    cell.value = "about 12k"
    workbook.save(book)
    ran = run("jv", "export", token["id"], tmp_path / "out.xlsx")
    assert (tmp_path / "out.xlsx").exists() is made
    if not made:
        refused(ran, "unread_cell", f"{header} of {deal}")
        assert cell.coordinate in ran.error["hint"]


@pytest.mark.bad_input("EXP-02")
def test_a_partner_who_is_gone_gets_nothing(run: Run, token: dict[str, str], partner: str, tmp_path: Path) -> None:
    assert run("remove", "Partners", partner).status == 0
    refused(run("jv", "export", token["id"], tmp_path / "out.xlsx"), "unknown_partner")


def test_the_token_stands_nowhere_but_where_it_was_shown(
    run: Run, token: dict[str, str], tmp_path: Path, data_folder: Path
) -> None:
    run("jv", "readonly", token["token"])
    run("jv", "export", token["token"], tmp_path / "out.xlsx", "--pdf", tmp_path / "out.pdf")
    run("jv", "export", token["token"], tmp_path / "none" / "out.xlsx")
    run("jv", "token", "revoke", token["id"])
    run("jv", "readonly", token["token"])
    written = [path for folder in (tmp_path, data_folder) for path in folder.rglob("*") if path.is_file()]
    places = {part for path in written for part in path.parts}  # the workbook, backups, journal and logs among them
    assert {"demo.xlsx", "demo.xlsx.backups", "journal", "exports.log", "out.xlsx", "out.pdf"} <= places
    for path in written:
        raw = path.read_bytes()
        held = [raw, *(member.encode() for member in _members(path))]
        for secret in (token["token"], token["token"][3:]):
            assert not [1 for one in held if secret.encode() in one or secret.encode("utf-16-le") in one], path


def _members(path: Path) -> list[str]:
    from zipfile import ZipFile, is_zipfile

    if not is_zipfile(path):
        return []
    with ZipFile(path) as archive:
        return [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]


# --- exports ---


def test_an_export_is_read_only_logged_and_unchanged(
    run: Run, token: dict[str, str], tmp_path: Path, partner: str, data_folder: Path
) -> None:
    out = tmp_path / "out.xlsx"
    made = run("jv", "export", token["token"], out, "--pdf", tmp_path / "out.pdf").data
    assert set(made) == {"export_id", "file", "rows", "sha256", "encrypted"}
    assert (made["file"], made["rows"], made["encrypted"]) == (str(out), 3, False)
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o400
        assert stat.S_IMODE((data_folder / "seal.key").stat().st_mode) == 0o600
    (row,) = run("show", "Exports").data["rows"]
    assert (row["id"], row["partner_id"], row["token_id"]) == (made["export_id"], partner, token["id"])
    assert (row["sha256"], row["file_name"], row["rows"]) == (made["sha256"], "out.xlsx", 3)
    assert "0 found" in row["proof"]
    verified = run("jv", "verify", out)
    assert verified.status == 0
    assert verified.data == {
        "ok": True, "state": "unchanged", "export_id": made["export_id"], "partner_id": partner,
        "reasons": ["Every byte of every part is as it was made."],
    }  # fmt: skip
    assert run("jv", "verify", out, day="2031-01-01").data["state"] == "unchanged"
    assert run("check").data["counts"]["error"] == 0
    run("jv", "export", token["id"], tmp_path / "two.xlsx")
    first, second = run("show", "Exports").data["rows"]
    assert second["prev_hash"] == first["row_hash"]


def test_an_existing_file_is_asked_about_and_replaced_with_yes(run: Run, token: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_text("mine")
    refused(run("jv", "export", token["id"], out), "confirm", "out-2.xlsx")
    assert out.read_text() == "mine"
    assert run("--yes", "jv", "export", token["id"], out).status == 0
    assert run("--yes", "jv", "export", token["id"], out).status == 0
    assert run("jv", "verify", out).data["state"] == "unchanged"


def test_a_file_that_is_open_elsewhere_is_left_alone(run: Run, token: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_text("mine")
    (tmp_path / ".~lock.out.xlsx#").write_text(",Ann,there,now,")
    refused(run("--yes", "jv", "export", token["id"], out), "locked", "out-2.xlsx")
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "code"), [("out.xls", "usage"), ("demo.xlsx", "usage"), ("none/out.xlsx", "no_folder"), ("a.xlsx", "leak")]
)
def test_a_target_that_cannot_be_is_refused(
    run: Run, token: dict[str, str], tmp_path: Path, name: str, code: str, book: Path
) -> None:
    run("set", "Partners", partner_ids(demo_book())[1], "name=Riverbend", "company=Riverbend")
    before = book.read_bytes()
    refused(run("--yes", "jv", "export", token["id"], tmp_path / name.replace("a.x", "for Riverbend.x")), code)
    assert book.read_bytes() == before
    assert not run("show", "Exports").data["rows"]


def test_a_note_that_names_another_partner_is_asked_about(
    run: Run, token: dict[str, str], tmp_path: Path, partner: str
) -> None:
    deal = run("jv", "board", "--partner", partner).data["items"][0]["id"]
    run("set", "Deals", deal, "partner_notes=Owen Castellan wants in")
    refused(run("jv", "export", token["id"], tmp_path / "out.xlsx"), "names_others", "Owen Castellan")
    assert run("--yes", "jv", "export", token["id"], tmp_path / "out.xlsx").status == 0


def test_a_failure_leaves_no_file_and_no_row(
    run: Run, token: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("app.partner_export.temps._put", fail)
    refused(run("jv", "export", token["id"], tmp_path / "out.xlsx"), "not_written", "Permission denied")
    assert not list(tmp_path.glob("*out.xlsx*"))
    assert not run("show", "Exports").data["rows"]


KILLED = """
import os, signal, sys
from importlib import import_module
from app.cli.main import main
module, _, step = sys.argv[1].rpartition(".")
module = import_module(module)
real, left = getattr(module, step), [int(sys.argv[2])]
def killed(*given):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return real(*given)
setattr(module, step, killed)
sys.exit(main(sys.argv[3:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize(
    ("step", "passed", "left", "logged"),
    [
        ("export.make", 0, 0, False), ("temps.flush", 0, 1, False), ("temps.flush", 1, 2, False),
        ("temps.flush", 2, 2, False), ("temps._put", 0, 2, True), ("temps._put", 1, 1, True),
    ],
)  # fmt: skip
@pytest.mark.bad_input("EXP-11")
def test_a_killed_export_that_was_logged_is_finished_at_the_next_start_and_of_any_other_nothing_is_left(
    run: Run, token: dict[str, str], tmp_path: Path, book: Path, data_folder: Path, step: str, passed: int, left: int,
    logged: bool,
) -> None:  # fmt: skip
    """EXP-11; `passed` is how often the step works before the kill, `left` how many unfinished files there are."""
    folder = tmp_path / "out [1]"
    folder.mkdir()
    out, pdf = folder / "board.xlsx", folder / "board.pdf"
    words = ["-f", book, "--as-of", DAY, "jv", "export", token["id"], out, "--pdf", pdf]
    killed = [sys.executable, "-c", KILLED, f"app.partner_export.{step}", str(passed)]
    done = subprocess.run([*killed, *map(str, words)], check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    unfinished = list(folder.glob(".*.tmp"))
    assert len(unfinished) == left
    assert not pdf.exists()
    mine = folder / f".board.xlsx.{os.getpid()}-1f.tmp"
    mine.write_text("another export's that runs")
    checked = run("check", plain=True)
    assert checked.status == 0
    assert list(folder.glob(".*.tmp")) == [mine]
    assert not list((data_folder / "unfinished").glob("*"))
    assert ("board.pdf is now in" in checked.err) == logged
    assert [path.exists() for path in (out, pdf)] == [logged] * 2
    assert len(run("show", "Exports").data["rows"]) == logged
    if logged:
        assert run("jv", "verify", out).data["state"] == "unchanged"
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o400 for path in (out, pdf))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_killed_export_whose_place_somebody_took_is_told(
    run: Run, token: dict[str, str], tmp_path: Path, book: Path
) -> None:
    out = tmp_path / "board.xlsx"
    words = ["-f", book, "--as-of", DAY, "jv", "export", token["id"], out]
    subprocess.run([sys.executable, "-c", KILLED, "app.partner_export.temps._put", "0", *map(str, words)], check=False)
    out.write_text("mine")
    checked = run("check", plain=True)
    assert re.search(r"Exports exp_\w+ speaks of board.xlsx, which was never put in", checked.err)
    assert out.read_text() == "mine"
    assert not list(tmp_path.glob(".*.tmp"))
    assert "board.xlsx" not in run("check", plain=True).err


@pytest.mark.bad_input("EXP-06", "EXP-18")
def test_what_goes_wrong_inside_leaves_no_file_and_a_line_in_the_log(
    run: Run, token: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    """EXP-06: the filter itself fails."""

    def fail(*_: object) -> None:
        raise LookupError("Owen Castellan +1 204 555 0171")

    monkeypatch.setattr("models.jv.board._places", fail)
    refused(run("jv", "export", token["id"], tmp_path / "out.xlsx"), "fault", "LookupError")
    assert not list(tmp_path.glob("*out*"))
    assert f"not made: LookupError {token['id']}" in (data_folder / "exports.log").read_text("utf-8")
    for path in (*data_folder.glob("*.log"), *data_folder.glob("*.ini")):  # EXP-18
        assert "Castellan" not in path.read_text("utf-8")
        assert "555 0171" not in path.read_text("utf-8")


@pytest.mark.bad_input("EXP-05")
def test_a_column_that_somebody_adds_is_in_nobodys_file(
    run: Run, token: dict[str, str], tmp_path: Path, book: Path
) -> None:
    """EXP-05: it is not exported until the program itself declares it for partners."""
    from openpyxl import load_workbook

    workbook = load_workbook(book)
    sheet = workbook["Deals"]
    right = sheet.max_column + 1
    sheet.cell(1, right).value = "Partner Remarks"
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, right).value = "for nobody"
    workbook.save(book)
    assert run("jv", "export", token["id"], tmp_path / "out.xlsx").status == 0
    held = "".join(_members(tmp_path / "out.xlsx"))
    assert "Partner Notes" in held
    assert "Partner Remarks" not in held
    assert "for nobody" not in held


# --- passwords ---


@pytest.mark.bad_input("EXP-15")
def test_an_encrypted_export_opens_with_its_password_only(run: Run, token: dict[str, str], tmp_path: Path) -> None:
    out, good, bad, empty = (tmp_path / name for name in ("out.xlsx", "good", "bad", "empty"))
    good.write_text("correct horse\nsecond line\n")
    bad.write_text("wrong horse\n")
    empty.write_text("\n")
    made = run("jv", "export", token["id"], out, "--password-file", good, "--pdf", tmp_path / "out.pdf").data
    assert made["encrypted"] is True
    assert b"Prairie" not in out.read_bytes()
    assert b"/Encrypt" in (tmp_path / "out.pdf").read_bytes()
    assert run("jv", "verify", out, "--password-file", good).data["state"] == "unchanged"
    refused(run("jv", "verify", out), "encrypted", "--password-file")
    refused(run("jv", "verify", out, "--password-file", bad), "wrong_password")
    refused(run("jv", "verify", out, "--password-file", empty), "missing")
    refused(run("jv", "verify", out, "--password-file", tmp_path / "none"), "no_file")


def test_no_copy_says_not_an_export(run: Run, book: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("hello")
    for path in (book, plain):
        ran = run("jv", "verify", path)
        assert (ran.status, ran.data["state"], ran.data["ok"]) == (1, "not_an_export", False)
    refused(run("jv", "verify", tmp_path / "gone.xlsx"), "no_file")


@pytest.mark.bad_input("EXP-08")
def test_formula_like_texts_are_texts(run: Run, token: dict[str, str], tmp_path: Path, partner: str) -> None:
    deal = run("jv", "board", "--partner", partner).data["items"][0]["id"]
    run("set", "Deals", deal, 'partner_notes==HYPERLINK("http://example.com","x")', "next_milestone=@SUM(1)", "city=+1")
    assert run("jv", "export", token["id"], tmp_path / "out.xlsx").status == 0
    cells = read_sheets((tmp_path / "out.xlsx").read_bytes())["Deals"]
    assert {'=HYPERLINK("http://example.com","x")', "@SUM(1)", "+1"} <= {cell.value for cell in cells.values()}
    assert not any(cell.is_formula for cell in cells.values())
