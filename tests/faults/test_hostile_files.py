"""The rows HOS-* of bad_inputs.csv: files made to crash, to fill the memory, to read or fetch something else."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from app.examination import examined
from app.session import Session
from io_xlsx.parts.cells import iter_cells
from io_xlsx.parts.package import Unreadable
from tests.faults import hostile, test_bad_files, test_fuzz
from tests.faults.conftest import Run
from tests.faults.hostile import STRINGS, WORKBOOK, with_doctype, with_part, with_parts
from tests.faults.test_bad_files import ROOT, all_files, process, refused_untouched, renamed, written
from tests.io_xlsx.handmade import MAIN, zipped

LIST = Path(__file__).parents[1] / "data" / "bad_inputs.csv"
USUAL = re.compile(r"site-packages|__pycache__|\.pyc?$|\.so[.\d]*$|/lib/python|\.backups/")


def ours() -> set[str]:
    """The rows of the list that this folder makes: files, and hostile ones."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file) if row["id"].startswith(("FIL-", "HOS-"))}


def test_every_row_of_the_list_has_its_test() -> None:
    names = [name for module in (sys.modules[__name__], test_bad_files, test_fuzz) for name in vars(module)]
    tested = {f"{m[1]}-{m[2]}".upper() for name in names if (m := re.match(r"test_(fil|hos)_(\d+)", name))}
    assert ours() == tested


# --- XML that declares, grows or lies ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_hos_01_billion_laughs_in_the_strings(run: Run, tmp_path: Path, demo: bytes, encoding: str) -> None:
    def laugh(xml: bytes) -> bytes:
        laughing = with_doctype(xml, hostile.LAUGHS).replace(b"<t>Valhalla</t>", b"<t>&a10;</t>", 1)
        if encoding == "utf-8":
            return laughing
        mark = b"\xff\xfe" if encoding == "utf-16-le" else b"\xfe\xff"
        return mark + laughing.decode().replace("UTF-8", "UTF-16", 1).encode(encoding)

    path = written(tmp_path, with_part(demo, STRINGS, laugh))
    refused_untouched(run, path, f"The part {STRINGS} holds a DOCTYPE")
    if sys.platform == "linux":
        assert peak_of_examining(path) < 100 << 20


def peak_of_examining(path: Path) -> int:
    """The most memory, in bytes, that the process needs which looks at the file first."""
    told = (
        "import sys; from io_xlsx.read.examine import main; main(); "
        "print(*(line.split()[1] for line in open('/proc/self/status') if 'VmHWM' in line), file=sys.stderr)"
    )
    asked = json.dumps({"name": path.name, "password": None}).encode() + b"\n" + path.read_bytes()
    ran = subprocess.run([sys.executable, "-c", told], input=asked, capture_output=True, cwd=ROOT, check=True)
    return int(ran.stderr) * 1024


def test_hos_02_billion_laughs_in_the_workbook(run: Run, tmp_path: Path, demo: bytes) -> None:
    content = with_part(demo, WORKBOOK, lambda xml: with_doctype(xml, hostile.LAUGHS))
    refused_untouched(run, written(tmp_path, content), f"The part {WORKBOOK} holds a DOCTYPE")


@pytest.mark.parametrize("part", ["xl/styles.xml", "docProps/core.xml", "xl/tables/table1.xml", "xl/theme/theme1.xml"])
def test_a_doctype_anywhere_is_refused(run: Run, tmp_path: Path, demo: bytes, part: str) -> None:
    content = with_part(demo, part, lambda xml: with_doctype(xml, b"<!DOCTYPE x>"))
    refused_untouched(run, written(tmp_path, content), f"The part {part} holds a DOCTYPE")


def test_an_encoding_that_could_hide_one_is_refused(run: Run, tmp_path: Path, demo: bytes) -> None:
    content = with_part(demo, "xl/styles.xml", lambda xml: xml.replace(b'encoding="UTF-8"', b'encoding="UTF-7"', 1))
    refused_untouched(run, written(tmp_path, content), "is written in UTF-7")


EXTERNAL = b'<!DOCTYPE x [<!ENTITY other SYSTEM "file:///etc/hostname">]>'
FETCHED = b'<!DOCTYPE x SYSTEM "http://192.0.2.1/evil.dtd">'


def test_hos_04_an_external_entity(run: Run, tmp_path: Path, demo: bytes) -> None:
    content = with_part(demo, STRINGS, lambda xml: with_doctype(xml, EXTERNAL).replace(b"Valhalla<", b"&other;<", 1))
    path = written(tmp_path, content)
    refused_untouched(run, path, "DOCTYPE")
    assert not {name for name in calls_of(path, demo, tmp_path) if "hostname" in name}


def test_hos_05_an_external_dtd(run: Run, tmp_path: Path, demo: bytes) -> None:
    path = written(tmp_path, with_part(demo, WORKBOOK, lambda xml: with_doctype(xml, FETCHED)))
    refused_untouched(run, path, "DOCTYPE")
    assert calls_of(path, demo, tmp_path) == set()


def calls_of(path: Path, harmless: bytes, folder: Path, *words: str) -> set[str]:
    """What a command on the file opens, runs or connects to that the same command on a harmless one does not.

    Of files of Python and of the program nothing is told, nor of those beside the workbook that are ours.
    """
    if shutil.which("strace") is None:
        pytest.skip("no strace here")
    plain = folder / "harmless"
    plain.mkdir(exist_ok=True)
    usual = _traced(written(plain, harmless, path.name), words)
    return {call.replace(str(folder), "") for call in _traced(path, words)} - {
        call.replace(str(plain), "") for call in usual
    }


def _traced(path: Path, words: tuple[str, ...]) -> set[str]:
    record = path.parent / "strace.txt"
    traced = ("strace", "-f", "-qq", "-o", str(record), "-e", "trace=open,openat,openat2,execve,socket,connect,sendto")
    command = [*traced, sys.executable, "-m", "app.cli", "-f", str(path), *(words or ("check",))]
    subprocess.run(command, capture_output=True, cwd=ROOT, check=False, timeout=300)
    lines = record.read_text("utf-8", "replace").splitlines()
    record.unlink()
    found = set()
    for line in lines:
        call = re.match(r"\d+ +(\w+)\((.*)", line)
        if call is None:
            continue
        named = re.search(r'"([^"]*)"', call[2])
        if call[1] in ("socket", "connect", "sendto"):
            found.add(f"{call[1]} {call[2][:60]}")
        elif named and not USUAL.search(named[1]):
            found.add(f"{call[1]} {named[1]}")
    return found


def test_the_trace_sees_what_is_opened(tmp_path: Path, demo: bytes) -> None:
    """Without that the tests with strace would prove nothing."""
    path = written(tmp_path, demo)
    assert any(call.endswith(path.name) for call in calls_of(path, b"", tmp_path) | _traced(path, ("check",)))


def test_hos_16_a_merge_of_a_whole_sheet(run: Run, tmp_path: Path, demo: bytes) -> None:
    path = written(tmp_path, merged(demo, "A1:XFD1048576"))
    refused_untouched(run, path, "The sheet Assumptions merges A1:XFD1048576")


def test_hos_17_a_large_merge_is_read_without_expanding_it(run: Run, tmp_path: Path, demo: bytes) -> None:
    path = written(tmp_path, merged(demo, "A1:Z8000"))
    assert run(path, "show", "Bills").status == 0
    assert renamed(run, path, "Beside a merge").status == 0


def merged(workbook: bytes, area: str) -> bytes:
    """On a sheet whose cells nobody edits here."""
    cells = f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'.encode()
    return with_part(
        workbook, hostile.sheet_part(workbook, "Assumptions"), lambda xml: xml.replace(b"</sheetData>", cells)
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('<row r="99999999"><c r="A99999999"><v>1</v></c></row>', "a row 99999999"),
        ('<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "a row 1048577"),
        ('<row r="50"><c r="A99999999"><v>1</v></c></row>', "a cell A99999999"),
        ('<row r="50"><c r="XFE50"><v>1</v></c></row>', "a cell XFE50"),
        ('<row r="50"><c r="ZZZZZZ50"><v>1</v></c></row>', "a cell ZZZZZZ50"),
        ('<row r="184467440737095516170"><c/></row>', "a row 184467440737095516170"),
    ],
)
def test_hos_19_rows_and_cells_outside_the_sheet(run: Run, tmp_path: Path, demo: bytes, row: str, words: str) -> None:
    refused_untouched(run, written(tmp_path, with_row(demo, row)), words)


def with_row(workbook: bytes, row: str) -> bytes:
    """One more row at the end of a sheet."""
    part = hostile.sheet_part(workbook, "Bills")
    return with_part(workbook, part, lambda xml: xml.replace(b"</sheetData>", row.encode() + b"</sheetData>"))


@pytest.mark.parametrize(
    "row",
    [
        '<row r = "99999999"><c r = "A99999999"><v>1</v></c></row>',
        '<row\nr="99999999"><c\nr="A99999999"><v>1</v></c></row>',
        '<row r="9"><c\nr="XFD999999"><v>1</v></c></row>',
        '<row r="9"><c\nr="ZZ9999999"><v>1</v></c></row>',
        '<row r="&#57;9999999"><c r="&#65;99999999"><v>1</v></c></row>',
        '<row r="1000000"><c r="ZZ1000000"><v>1</v></c></row><row r="50"><c r="A50"/></row>',
    ],
)
def test_what_the_preflight_does_not_see_ends_nothing_but_the_process_that_looks(
    run: Run, tmp_path: Path, demo: bytes, row: str
) -> None:
    """Calamine aborts on some of these, with no exception: this very process would be gone."""
    path = written(tmp_path, with_row(demo, row))
    ran = run(path, "check")
    assert ran.status in (0, 1, 2)
    if ran.status == 2:
        assert ran.error["message"].endswith(".")


def test_hos_20_a_false_count_of_strings(run: Run, tmp_path: Path, demo: bytes) -> None:
    def lie(xml: bytes) -> bytes:
        return re.sub(rb'uniqueCount="\d+"', b'uniqueCount="4294967295"', xml, count=1)

    refused_untouched(run, written(tmp_path, with_part(demo, STRINGS, lie)), "4,294,967,295 strings, which is false")


def test_hos_22_a_false_dimension_is_no_matter(run: Run, tmp_path: Path, demo: bytes) -> None:
    def lie(xml: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml, count=1)

    path = written(tmp_path, with_part(demo, hostile.sheet_part(demo, "Bills"), lie))
    assert run(path, "show", "Bills").data == run(written(tmp_path, demo, "plain.xlsx"), "show", "Bills").data


# --- zips that no zip program writes ---


def test_hos_07_a_sheet_that_unpacks_to_a_gigabyte(run: Run, tmp_path: Path, demo: bytes) -> None:
    part = hostile.sheet_part(demo, "Bills")
    row = b'<row r="2"><c r="A2"><v>1</v></c></row>'
    head, tail = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode(), b"</sheetData></worksheet>"
    content = hostile.replaced(demo, hostile.blown_up(part, head, row, 1024, tail))
    assert len(content) < 8 << 20
    refused_untouched(run, written(tmp_path, content), f"The part {part} is too big: it unpacks to 1,024 MiB.")


def test_a_part_that_unpacks_to_more_than_it_says(run: Run, tmp_path: Path, demo: bytes) -> None:
    part = hostile.sheet_part(demo, "Bills")
    name, packed, local, _, crc = hostile.blown_up(part, b"<worksheet>", b"<row/>", 1024, b"</worksheet>")
    content = hostile.replaced(demo, (name, packed, local, 5000, crc))
    refused_untouched(run, written(tmp_path, content), f"The part {part} is damaged (longer than announced)")


def test_many_parts_that_are_too_big_together(run: Run, tmp_path: Path, demo: bytes) -> None:
    big = hostile.blown_up("x", b"", bytes(range(256)), 150, b"")
    entries = [hostile.entry(name, data) for name, data in hostile.parts_of(demo).items()]
    entries += [(f"xl/media/{number}.bin", *big[1:]) for number in range(8)]
    path = written(tmp_path, hostile.raw_zip(entries))
    refused_untouched(run, path, "too big")


def test_hos_08_one_string_of_600_megabytes(run: Run, tmp_path: Path, demo: bytes) -> None:
    head = f'<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>'.encode()
    content = hostile.replaced(demo, hostile.blown_up(STRINGS, head, b"A", 600, b"</t></si></sst>"))
    refused_untouched(run, written(tmp_path, content), f"The part {STRINGS} is too big: it unpacks to 600 MiB.")


def test_hos_10_many_entries_over_one(run: Run, tmp_path: Path) -> None:
    one = hostile.entry("xl/a.xml", b"x" * 1000)
    content = hostile.raw_zip([(f"xl/{number}.xml", *one[1:]) for number in range(200)], shared_start=True)
    refused_untouched(run, written(tmp_path, content), "overlap each other")


def test_hos_11_a_name_twice(run: Run, tmp_path: Path, demo: bytes) -> None:
    entries = [hostile.entry(name, data) for name, data in hostile.parts_of(demo).items()]
    content = hostile.raw_zip([*entries, hostile.entry(STRINGS, b"<sst/>")])
    refused_untouched(run, written(tmp_path, content), f"The file holds the part {STRINGS} twice.")


@pytest.mark.parametrize("name", ["../../evil", "C:\\evil", "/abs", "xl/../../evil", "C:evil", "\\\\host\\evil"])
def test_hos_13_unsafe_names(run: Run, tmp_path: Path, demo: bytes, name: str) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    entries = [hostile.entry(part, data) for part, data in hostile.parts_of(demo).items()]
    path = written(folder, hostile.raw_zip([*entries, hostile.entry(name, b"evil")]))
    before = all_files(tmp_path)
    refused_untouched(run, path, "an unsafe name")
    assert all_files(tmp_path) == before


def test_hos_23_a_hundred_thousand_entries(run: Run, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(100_000):
            archive.writestr(zipfile.ZipInfo(f"xl/{number}.xml"), b"")
    refused_untouched(run, written(tmp_path, out.getvalue()), "too many parts")
    few = hostile.raw_zip([hostile.entry(f"xl/{number}.xml", b"") for number in range(10_001)])
    refused_untouched(run, written(tmp_path, few), "too many parts")


# --- what points elsewhere ---

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_hos_14_a_relationship_out_of_the_file(run: Run, tmp_path: Path, demo: bytes) -> None:
    sheet = hostile.sheet_part(demo, "Bills")
    rels = f"xl/worksheets/_rels/{sheet.rpartition('/')[2]}.rels"
    entry = f'<Relationship Id="rIdEvil" Type="{OFFICE}/table" Target="../../../../etc/hostname"/>'
    path = written(tmp_path, with_parts(demo, hostile.with_relation(demo, rels, entry)))
    plain = written(tmp_path, demo, "plain.xlsx")
    assert run(path, "show", "Bills").data == run(plain, "show", "Bills").data
    assert not {call for call in calls_of(path, demo, tmp_path) if "hostname" in call}


def linked(workbook: bytes) -> bytes:
    """A bill whose notes come from another workbook, as Excel writes such a link."""
    part = hostile.sheet_part(workbook, "Bills")
    cell = b'<c r="R2" t="str"><f>[1]Sheet1!A1</f><v>From the share</v></c><c r="S2"'
    book = (
        f'<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1"><sheetNames>'
        '<sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'
    )
    target = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/externalLinkPath" Target="file:///\\\\192.0.2.7\\share\\rents.xlsx" TargetMode="External"/>'
        "</Relationships>"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    return with_parts(
        workbook,
        {
            part: hostile.parts_of(workbook)[part].replace(b'<c r="S2"', cell, 1),
            WORKBOOK: hostile.parts_of(workbook)[WORKBOOK].replace(
                b"</sheets>", b'</sheets><externalReferences><externalReference r:id="rIdOut"/></externalReferences>'
            ),
            "xl/externalLinks/externalLink1.xml": book.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": target.encode(),
            **hostile.with_relation(
                workbook,
                "xl/_rels/workbook.xml.rels",
                f'<Relationship Id="rIdOut" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>',
            ),
            **hostile.with_type(
                workbook, f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/>'
            ),
        },
    )


def test_hos_25_a_link_to_a_share_is_shown_listed_and_not_followed(run: Run, tmp_path: Path, demo: bytes) -> None:
    content = linked(demo)
    path = written(tmp_path, content)
    assert run(path, "show", "Bills", "--limit", 1).data["rows"][0]["notes"] == "From the share"
    told = [one for one in run(path, "check").data["problems"] if "192.0.2.7" in one["message"]]
    assert [(one["severity"], one["sheet"]) for one in told] == [("info", "Workbook")]
    calls = calls_of(path, demo, tmp_path)
    assert not {call for call in calls if "192.0.2.7" in call or call.startswith(("socket", "connect", "execve"))}
    assert renamed(run, path, "Beside a link").status == 0
    assert (
        hostile.parts_of(path.read_bytes())["xl/externalLinks/externalLink1.xml"]
        == hostile.parts_of(content)["xl/externalLinks/externalLink1.xml"]
    )
    assert_not_exported(run, path, tmp_path, b"192.0.2.7", b"externalLink")


def assert_not_exported(run: Run, path: Path, folder: Path, *texts: bytes) -> None:
    """A partner's file made from the workbook holds none of the texts in any part, nor a formula with them."""
    partner = run(path, "show", "Partners").data["rows"][0]["id"]
    token = run(path, "jv", "token", "create", "--subject", partner).data["token"]
    made = run(path, "jv", "export", token, folder / "export.xlsx")
    assert made.status == 0, made.err
    for name, data in hostile.parts_of((folder / "export.xlsx").read_bytes()).items():
        assert not [text for text in texts if text.lower() in data.lower() or text.lower() in name.lower().encode()]


def test_hos_26_a_dde_formula_is_text_and_never_run(run: Run, tmp_path: Path, demo: bytes) -> None:
    deals, bills = hostile.sheet_part(demo, "Deals"), hostile.sheet_part(demo, "Bills")
    formula = "=cmd|'/c calc'!A0"

    def noted(xml: bytes) -> bytes:
        return xml.replace(b'<c r="S2"', b"""<c r="R2" t="str"><f>cmd|'/c calc'!A0</f><v>0</v></c><c r="S2\"""", 1)

    path = written(tmp_path, with_part(demo, bills, noted))
    found = [one for one in run(path, "check").data["problems"] if formula in one["message"]]
    assert [(one["severity"], one["sheet"], one["cell"]) for one in found] == [("warning", "Bills", "R2")]
    session = Session.open(path, journals=tmp_path / "journals", write=False)
    sheet = session.raw_sheet("Bills")
    assert sheet.rows[1][sheet.headers.index("R")] == formula
    calls = calls_of(path, demo, tmp_path)
    assert not {call for call in calls if call.startswith("execve") or "calc" in call}
    assert renamed(run, path, "Beside a formula").status == 0
    cells = list(iter_cells(hostile.parts_of(path.read_bytes())[bills]))
    assert next(c.formula for c in cells if (c.row, c.column) == (2, 18)) == formula[1:]
    notes = deals_with_formula(demo, deals)
    assert_not_exported(run, written(tmp_path, notes, "deals.xlsx"), tmp_path, b"cmd|", b"/c calc")


def deals_with_formula(workbook: bytes, part: str) -> bytes:
    """The city of every deal asked from another program."""

    def asked(xml: bytes) -> bytes:
        return re.sub(
            rb'<c r="C(\d+)"( s="\d+")? t="s"><v>\d+</v></c>',
            lambda m: (
                m[0]
                if m[1] == b"1"
                else b'<c r="C%s"%s t="str"><f>cmd|\'/c calc\'!A0</f><v>Winnipeg</v></c>' % (m[1], m[2] or b"")
            ),
            xml,
        )

    changed = with_part(workbook, part, asked)
    assert b"cmd|" in hostile.parts_of(changed)[part]
    return changed


def test_hos_28_an_embedded_object_is_kept_and_never_opened(run: Run, tmp_path: Path, demo: bytes) -> None:
    sheet = hostile.sheet_part(demo, "Bills")
    rels = f"xl/worksheets/_rels/{sheet.rpartition('/')[2]}.rels"
    entry = f'<Relationship Id="rIdOle" Type="{OFFICE}/oleObject" Target="../embeddings/oleObject1.bin"/>'
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"PLANTED PACKAGE" * 100
    objects = b'<oleObjects><oleObject progId="Package" shapeId="1025" r:id="rIdOle"/></oleObjects><tableParts'
    content = with_parts(
        demo,
        {
            sheet: hostile.parts_of(demo)[sheet].replace(b"<tableParts", objects),
            "xl/embeddings/oleObject1.bin": ole,
            **hostile.with_relation(demo, rels, entry),
            **hostile.with_type(
                demo, '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'
            ),
        },
    )
    path = written(tmp_path, content)
    assert renamed(run, path, "Beside an object").status == 0
    kept = hostile.parts_of(path.read_bytes())["xl/embeddings/oleObject1.bin"]
    assert sha256(kept).hexdigest() == sha256(ole).hexdigest()
    assert not {call for call in calls_of(path, demo, tmp_path) if call.startswith("execve")}
    assert_not_exported(run, path, tmp_path, b"PLANTED PACKAGE", b"oleObject")


def test_a_command_on_a_file_that_stops_its_reader_ends_in_a_sentence(tmp_path: Path, demo: bytes) -> None:
    """As a person runs it: whatever happens to the reader, the command says so and has no traceback."""
    path = written(tmp_path, with_row(demo, '<row r="9"><c\nr="XFD999999"><v>1</v></c></row>'))
    with pytest.raises(Unreadable, match="stops whatever reads it"):
        examined(path.read_bytes(), path, None, lambda: None)
    ran = process(path, "check")
    assert ran.returncode == 2
    assert "take an older copy" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_broken_dashboard_is_listed_and_left_alone(run: Run, tmp_path: Path, demo: bytes) -> None:
    """Calamine does not mind what stands behind the cells; whoever reads the whole sheet does."""
    part = hostile.sheet_part(demo, "Dashboard")
    content = with_part(demo, part, lambda xml: xml.replace(b"</worksheet>", b"</worksheet>junk"))
    path = written(tmp_path, content)
    found = [one for one in run(path, "check").data["problems"] if one["sheet"] == "Dashboard"]
    assert [(one["severity"], "not well-formed" in one["message"]) for one in found] == [("error", True)]
    renamed(run, path, "Beside a broken sheet")
    assert hostile.parts_of(path.read_bytes())[part] == hostile.parts_of(content)[part]


def test_a_zip_without_a_workbook(run: Run, tmp_path: Path) -> None:
    refused_untouched(run, written(tmp_path, zipped({"xl/nothing.xml": "<a/>"})), "but not an Excel workbook")
