"""The rows FIL-* of bad_inputs.csv: files that are damaged, of another kind, or lie in an odd place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from app.session import Session
from io_xlsx.backups import copies_folder
from io_xlsx.encryption import encrypted
from io_xlsx.lock import Lock
from io_xlsx.parts.cells import cell_name
from io_xlsx.parts.foreign import OLE
from io_xlsx.parts.package import Package
from models.bills import BILLS
from tests.app.cli.ran import Ran, refused
from tests.faults import hostile
from tests.faults.conftest import Run
from tests.io_xlsx.handmade import zipped

PASSWORD = "six blue herons"
OPEN = "application/vnd.oasis.opendocument"
ROOT = Path(__file__).parents[2]


def written(folder: Path, content: bytes, name: str = "book.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def all_files(*folders: Path) -> dict[str, str]:
    """Every file there with its fingerprint, to see that nothing was written."""
    found = [path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file()]
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in found}


def refused_untouched(run: Run, path: Path, words: str, code: str = "not_a_workbook") -> Ran:
    """Looking and editing are both refused in one sentence, and the file's folder is as it was."""
    before = all_files(path.parent)
    ran = run(path, "check")
    refused(ran, code, words)
    refused(run(path, "set", "Bills", "bill_x", "name=x"), code, words)
    assert ran.error["message"].endswith(".")
    assert "\n" not in ran.error["message"]
    assert all_files(path.parent) == before
    return ran


def first_bill(run: Run, path: Path) -> str:
    return str(run(path, "show", "Bills", "--limit", 1).data["rows"][0]["id"])


def renamed(run: Run, path: Path, name: str) -> Ran:
    """The first bill's name set by a command."""
    return run(path, "set", "Bills", first_bill(run, path), f"name={name}")


# --- damaged ---


def test_fil_01_an_empty_file_and_the_newest_good_copy(run: Run, tmp_path: Path, demo: bytes) -> None:
    path = written(tmp_path, demo)
    for name in ("One", "Two"):
        assert renamed(run, path, name).status == 0
    copies = sorted(copies_folder(path).glob("*.xlsx"), key=lambda copy: copy.stat().st_mtime_ns)
    copies[-1].write_bytes(copies[-1].read_bytes()[:5000])  # the newest is damaged, too
    path.write_bytes(b"")
    ran = refused_untouched(run, path, "The file is empty.")
    assert str(copies[-2]) in ran.error["hint"]
    assert run(copies[-2], "check").status in (0, 1)
    assert path.read_bytes() == b""


@pytest.mark.parametrize("cut", [1, 5, 22, 30, 4000])
def test_fil_03_the_end_is_cut_off(run: Run, tmp_path: Path, demo: bytes, cut: int) -> None:
    refused_untouched(run, written(tmp_path, demo[:-cut]), "cut off")


def test_fil_04_the_end_of_the_directory_is_missing(run: Run, tmp_path: Path, demo: bytes) -> None:
    refused_untouched(run, written(tmp_path, demo[: demo.rindex(b"PK\5\6")]), "cut off")


def test_a_file_of_zeros_is_named(run: Run, tmp_path: Path) -> None:
    """What some file systems leave of a file whose writing a power cut ended."""
    refused_untouched(run, written(tmp_path, bytes(5000)), "nothing but zeros")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_fil_06_one_bit_flipped_in_a_sheet(run: Run, tmp_path: Path, demo: bytes, share: float) -> None:
    part = hostile.sheet_part(demo, "Bills")
    member = Package(demo, Path("demo.xlsx")).member(part)
    data = bytearray(demo)
    data[member.data + int(member.packed * share)] ^= 0x10
    refused_untouched(run, written(tmp_path, bytes(data)), f"The part {part} is damaged")


def test_one_bit_flipped_in_a_part_that_nothing_here_reads(run: Run, tmp_path: Path, demo: bytes) -> None:
    """It would be copied as it is with every save, and Excel would refuse the file."""
    member = Package(demo, Path("demo.xlsx")).member("xl/charts/chart1.xml")
    data = bytearray(demo)
    data[member.data + member.packed // 2] ^= 1
    refused_untouched(run, written(tmp_path, bytes(data)), "xl/charts/chart1.xml is damaged")


def test_fil_07_junk_after_the_zip_is_told_and_left_out_of_the_save(run: Run, tmp_path: Path, demo: bytes) -> None:
    path = written(tmp_path, demo + b"\xa5" * 4000)
    with_notes = main_text(path, "check")
    assert "4,000 bytes behind its end" in with_notes
    assert renamed(run, path, "Without junk").status == 0
    assert Package.open(path).trailing == 0
    assert b"\xa5" * 100 not in path.read_bytes()
    assert "behind its end" not in main_text(path, "check")


def main_text(path: Path, *words: str) -> str:
    """What the command tells beside its answer, run as a person runs it."""
    return process(path, *words).stderr


def process(path: Path, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; one that hangs ends in TimeoutExpired."""
    command = [sys.executable, "-m", "app.cli", "-f", str(path), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, cwd=ROOT, check=False)


# --- of another kind ---


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("list.xlsx", b"Name,Amount\r\nRent,1850\r\nHydro,142.50\r\n", "CSV"),
        ("list.xlsx", "Name;Betrag\nMiete;1850\n".encode("utf-16"), "CSV"),
        ("list.xlsx", b"Name\tAmount\nRent\t1850\n", "CSV"),
    ],
)
def test_fil_09_csv(run: Run, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    ran = refused_untouched(run, written(tmp_path, content, name), words)
    assert "make a new workbook and paste its rows" in ran.error["message"]


@pytest.mark.parametrize("name", ["table.xls", "table.xlsx"])
def test_fil_10_html(run: Run, tmp_path: Path, name: str) -> None:
    page = b"\xef\xbb\xbf\r\n<html><body><table><tr><td>Rent</td></tr></table></body></html>"
    ran = refused_untouched(run, written(tmp_path, page, name), "a web page (HTML)")
    assert "make a new workbook and paste its rows" in ran.error["message"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (OLE + bytes(600) + "Workbook".encode("utf-16-le"), "old Excel workbook (.xls)"),
        (OLE + "WordDocument".encode("utf-16-le"), "old Word document"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "of 2003"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"Dear partner,\nsee you on Monday.\n", "The file is text"),
        (b'{"rows": []}', "JSON"),
        (b"\x00\x01\x02garbage", "not an Excel workbook"),
        (zipped({"mimetype": f"{OPEN}.spreadsheet", "content.xml": "<a/>"}), "(.ods)"),
        (zipped({"mimetype": f"{OPEN}.text", "content.xml": "<a/>"}), "an OpenDocument file of another kind"),
        (zipped({"Index/Document.iwa": "x"}), "Numbers"),
        (zipped({"readme.txt": "hello"}), "a zip archive"),
    ],
)
def test_other_kinds_are_named(run: Run, tmp_path: Path, content: bytes, words: str) -> None:
    refused_untouched(run, written(tmp_path, content), words)


def test_fil_15_a_workbook_with_macros_renamed(run: Run, tmp_path: Path, demo: bytes) -> None:
    content = hostile.with_macros(demo, b"\xd0\xcf\x11\xe0 not run")
    ran = refused_untouched(run, written(tmp_path, content), "macros")
    assert "rename it to book.xlsm" in ran.error["message"]
    assert run(written(tmp_path, content, "book.xlsm"), "check").status in (0, 1)
    refused_untouched(run, written(tmp_path, content), "macros")  # though the same bytes were opened by then


def test_macros_are_kept_byte_for_byte(run: Run, tmp_path: Path, demo: bytes) -> None:
    binary = bytes(range(256)) * 40
    path = written(tmp_path, hostile.with_macros(demo, binary), "book.xlsm")
    before = Package.open(path)
    assert renamed(run, path, "Beside macros").status == 0
    assert hostile.parts_of(path.read_bytes())["xl/vbaProject.bin"] == binary
    is_kept = Package.open(path).holds_verbatim(before, "xl/vbaProject.bin")
    assert is_kept


def test_fil_16_xlsb(run: Run, tmp_path: Path, demo: bytes) -> None:
    parts = hostile.parts_of(demo)
    binary = {
        "[Content_Types].xml": parts["[Content_Types].xml"].replace(b"/xl/workbook.xml", b"/xl/workbook.bin"),
        "_rels/.rels": parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook.bin"),
        "xl/workbook.bin": b"\x83\x01\x00",
    }
    ran = refused_untouched(run, written(tmp_path, zipped(binary), "book.xlsb"), "(.xlsb)")
    assert "save it as .xlsx" in ran.error["message"]


def test_fil_18_strict_opens_whole_and_read_only(run: Run, tmp_path: Path, demo: bytes) -> None:
    path = written(tmp_path, hostile.strict(demo), "strict.xlsx")
    plain = written(tmp_path, demo, "plain.xlsx")
    before = all_files(tmp_path)
    for table in ("Bills", "Deals", "Ledger"):
        assert run(path, "show", table).data == run(plain, "show", table).data
    refused(renamed(run, path, "No"), "locked", "Strict Open XML")
    assert all_files(tmp_path) == before


def test_fil_19_a_word_document(run: Run, tmp_path: Path, demo: bytes) -> None:
    parts = {
        "[Content_Types].xml": hostile.parts_of(demo)["[Content_Types].xml"],
        "_rels/.rels": hostile.parts_of(demo)["_rels/.rels"].replace(b"xl/workbook.xml", b"word/document.xml"),
        "word/document.xml": b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
    }
    refused_untouched(run, written(tmp_path, zipped(parts)), "a Word document (.docx)")


# --- behind a password ---


@pytest.fixture(scope="module")
def sealed(demo: bytes) -> bytes:
    return encrypted(demo, PASSWORD)


def password_file(folder: Path, password: str) -> Path:
    path = folder / "password.txt"
    path.write_text(f"{password}\nnot this line\n", "utf-8")
    return path


def test_fil_12_an_encrypted_workbook_asks_and_opens_read_only(
    run: Run, tmp_path: Path, data_folder: Path, demo: bytes, sealed: bytes
) -> None:
    path = written(tmp_path, sealed)
    secret = password_file(tmp_path / "..", "wrong")
    before = all_files(tmp_path, data_folder)
    refused(run(path, "check"), "encrypted", "--password-file")
    for _ in range(4):  # no lockout: the fourth is answered as the first was
        refused(run(path, "--password-file", secret, "check"), "wrong_password", "does not open")
    assert all_files(tmp_path, data_folder) == before
    secret = password_file(tmp_path / "..", PASSWORD)
    opened = run(path, "--password-file", secret, "show", "Bills")
    assert opened.data == run(written(tmp_path / "..", demo, "plain.xlsx"), "show", "Bills").data
    row = opened.data["rows"][0]["id"]
    refused(run(path, "--password-file", secret, "set", "Bills", row, "name=x"), "locked", "encrypted")
    assert {name for name in all_files(tmp_path, data_folder) if "journal" in name} == set()
    assert all_files(tmp_path) == {key: value for key, value in before.items() if str(tmp_path) in key}


def test_an_encrypted_workbook_is_never_locked(
    run: Run, tmp_path: Path, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock is a file beside it, and there is nothing that it would keep anybody from."""
    taken: list[str] = []
    monkeypatch.setattr(Lock, "acquire", lambda lock, _wait=0.0: taken.append(str(lock.path)))
    path = written(tmp_path, sealed)
    refused(run(path, "set", "Bills", "x", "name=y"), "encrypted", "--password-file")
    secret = password_file(tmp_path, PASSWORD)
    refused(run(path, "--password-file", secret, "set", "Bills", "x", "name=y"), "locked", "encrypted")
    assert taken == []


def test_what_a_password_opens_is_never_on_the_disk(
    run: Run, tmp_path: Path, data_folder: Path, demo: bytes, sealed: bytes
) -> None:
    path = written(tmp_path, sealed)
    secret = password_file(tmp_path / "..", PASSWORD)
    assert run(path, "--password-file", secret, "check").status in (0, 1)
    digest = sha256(demo).hexdigest()
    texts = b"".join(Path(name).read_bytes() for name in all_files(tmp_path, data_folder))
    assert digest not in all_files(tmp_path, data_folder).values()
    assert digest.encode() not in texts
    assert PASSWORD.encode() not in texts


def test_a_password_file_for_a_plain_workbook_is_no_matter(run: Run, tmp_path: Path, demo: bytes) -> None:
    secret = password_file(tmp_path, PASSWORD)
    path = written(tmp_path, demo)
    assert run(path, "--password-file", secret, "show", "Bills").status == 0
    refused(run(path, "--password-file", tmp_path / "none.txt", "check"), "no_file", "none.txt")


def test_fil_13_a_tampered_payload(run: Run, tmp_path: Path, sealed: bytes) -> None:
    from olefile import OleFileIO

    with OleFileIO(BytesIO(sealed)) as container:
        payload = container.openstream("EncryptedPackage").read()
    at = sealed.index(payload[4096:4128])
    data = bytearray(sealed)
    data[at + 5] ^= 1
    secret = password_file(tmp_path, PASSWORD)
    path = written(tmp_path, bytes(data))
    refused(run(path, "--password-file", secret, "check"), "not_a_workbook", "its integrity check failed")


def test_an_encrypted_file_that_makes_the_opening_long_is_ended(tmp_path: Path, sealed: bytes) -> None:
    """A container that claims a billion rounds of hashing; whatever reads it must not be the window."""
    at = sealed.index(b'spinCount="100000"')
    data = sealed[:at] + b'spinCount="999999"' + sealed[at + 18 :]
    secret = password_file(tmp_path, PASSWORD)
    ran = process(written(tmp_path, data), "--json", "--password-file", str(secret), "check")
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr


# --- in an odd place ---


def test_fil_21_a_long_path_works_or_says_so_before_any_edit(run: Run, tmp_path: Path, demo: bytes) -> None:
    folder = tmp_path.joinpath(*["a folder with a rather long name"] * 8)
    try:
        folder.mkdir(parents=True)
        path = written(folder, demo)
    except OSError:
        pytest.skip("such a path cannot be made here")
    assert len(str(path)) > 260
    assert renamed(run, path, "Far down").status == 0
    assert run(path, "show", "Bills", "--limit", 1).data["rows"][0]["name"] == "Far down"


def test_a_name_with_no_room_for_a_lock_opens_read_only(run: Run, tmp_path: Path, demo: bytes) -> None:
    try:
        path = written(tmp_path, demo, "b" * 250 + ".xlsx")
    except OSError:
        pytest.skip("such a name cannot be made here")
    before = all_files(tmp_path)
    refused(renamed(run, path, "No"), "locked", "cannot be")
    assert all_files(tmp_path) == before


def test_fil_22_a_link_is_kept_and_its_target_written(run: Run, tmp_path: Path, demo: bytes) -> None:
    (tmp_path / "real").mkdir()
    target = written(tmp_path / "real", demo)
    link = tmp_path / "link.xlsx"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("no links may be made here")
    assert renamed(run, link, "Through the link").status == 0
    assert link.is_symlink()
    assert run(target, "show", "Bills", "--limit", 1).data["rows"][0]["name"] == "Through the link"


@pytest.mark.parametrize("kind", ["folder", "pipe", "/dev/zero", "/dev/null"])
def test_fil_24_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "book.xlsx"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no pipes with a name here")
        os.mkfifo(path)
    elif not Path(kind).exists():
        pytest.skip(f"no {kind} here")
    else:
        path = Path(kind)
    for words in (("check",), ("set", "Bills", "x", "name=y")):
        ran = process(path, *words)
        assert ran.returncode == 2
        assert ("folder" if kind == "folder" else "a pipe or a device") in ran.stderr


def test_fil_25_a_read_only_mount_opens_read_only(tmp_path: Path, demo: bytes) -> None:
    """The window then shows a bar that says so, with Save a copy; see tests/app/frame."""
    written(tmp_path, demo, "origin.xlsx")
    place = tmp_path / "mounted"
    place.mkdir()
    command = f"{sys.executable} -m app.cli -f {place}/book.xlsx"
    mounted = (
        f"mount -t tmpfs none {place} && cp {tmp_path}/origin.xlsx {place}/book.xlsx && mount -o remount,ro {place} && "
        f"{command} show Bills --limit 1 && {command} set Bills x name=y; echo $?"
    )
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("no mounts of one's own here")
    ran = subprocess.run(["unshare", "-rm", "sh", "-c", mounted], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "bill_" in ran.stdout, ran.stderr
    assert ran.stdout.splitlines()[-1] == "2"
    assert "cannot be changed: the file is write-protected" in ran.stderr


def test_every_cell_of_a_strict_workbook_stands_where_it_should(tmp_path: Path, demo: bytes) -> None:
    """Strict files hold dates as ISO texts: they must be dates all the same."""
    part = hostile.sheet_part(demo, "Bills")

    def iso(xml: bytes) -> bytes:
        return xml.replace(b'<c r="G2" s="36"><v>45717</v>', b'<c r="G2" s="36" t="d"><v>2025-03-01</v>')

    path = written(tmp_path, hostile.strict(hostile.with_part(demo, part, iso)))
    assert b't="d"' in hostile.parts_of(path.read_bytes())[part]
    session = Session.open(path, journals=tmp_path / "journals", write=False)
    plain = Session.open(written(tmp_path, demo, "plain.xlsx"), journals=tmp_path / "journals", write=False)
    assert session.book == plain.book
    assert session.place(BILLS.key, str(session.book[BILLS].index[0]), "start_date") == cell_name(2, 7)
