"""The check after writing notices every kind of fault that is planted in the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from io_xlsx.parts.deflate import deflate
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.patch.patcher import (
    CellEdit,
    NewColumn,
    PatchFault,
    PatchReport,
    SheetEdit,
    TableEdit,
    WorkbookEdit,
    patch,
    verify,
)
from tests.io_xlsx.handmade import SHEET, TABLE, package, table, with_table

ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>ID</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><f>1</f></c></row>'
)
EDIT = WorkbookEdit(
    (
        SheetEdit(
            "Data",
            (
                CellEdit(3, 1, "text"),
                CellEdit(2, 1, None),
                CellEdit(2, 3, 2.5, keep_formula=True),
                CellEdit(5, 5, date(2024, 1, 1)),
                CellEdit(5, 6, True),
                CellEdit(5, 7, 1, formula="A2+1"),
            ),
            (TableEdit("Bills", 3, (NewColumn("New"),)),),
        ),
    ),
    {"revision": "7"},
    {"AsOf": "Data!$A$1"},
)


def written() -> tuple[Package, Package, PatchReport]:
    source = package(with_table(ROWS, table("A1:A2", "ID")))
    out = io.BytesIO()
    report = patch(source, EDIT, out)
    return source, Package(out.getvalue(), source.path), report


def rewritten(result: Package, name: str, change: Callable[[bytes], bytes]) -> Package:
    out = io.BytesIO()
    new = change(result.read(name))
    assert new != result.read(name)
    result.write(out, {name: deflate([new])})
    return Package(out.getvalue(), result.path)


def test_what_was_written_is_accepted() -> None:
    source, result, report = written()
    verify(source, result, EDIT, report)


@pytest.mark.parametrize(
    ("part", "old", "new", "reason"),
    [
        (SHEET, b"text", b"texT", "A3"),
        (SHEET, b"<v>2.5</v>", b"<v>2.6</v>", "C2"),
        (SHEET, b"<f>1</f>", b"", "C2"),
        (SHEET, b"<f>A2+1</f>", b"<f>A2+2</f>", "G5"),
        (SHEET, b"45292", b"45293", "E5"),
        (SHEET, b'<c r="F5" t="b"><v>1</v>', b'<c r="F5"><v>1</v>', "F5"),
        (SHEET, b'<c r="A2"/>', b'<c r="A2"><v>1</v></c>', "A2"),
        (SHEET, b'<row r="5">', b'<row r="6">', "E5"),
        (SHEET, b"</row>", b"<!-- x --></row>", "read back"),
        (SHEET, b'<c r="F5"', b'<c r="F5" t="b"><v>1</v></c><c r="F5"', "not in order"),
        (TABLE, b'ref="A1:B3"', b'ref="A1:B2"', "does not end"),
        (TABLE, b'name="New"', b'name="Old"', "lacks a new column"),
        ("docProps/custom.xml", b">7<", b">8<", "revision"),
        ("xl/workbook.xml", b"AsOf", b"AsOg", "AsOf"),
        ("xl/styles.xml", b"yyyy-mm-dd", b"0000-00-00", "shows no date"),
    ],
)
def test_a_wrong_content_is_noticed(part: str, old: bytes, new: bytes, reason: str) -> None:
    source, result, report = written()
    broken = rewritten(result, part, lambda xml: xml.replace(old, new, 1))
    crcs = {name: broken.crc(name) for name in report.crcs}
    with pytest.raises(PatchFault, match=reason):
        verify(source, broken, EDIT, replace(report, crcs=crcs))


def test_other_bytes_than_meant_are_noticed_even_when_they_read_well() -> None:
    source, result, report = written()
    broken = rewritten(result, SHEET, lambda xml: xml.replace(b"<is><t>ID", b"<is><t>IE"))
    with pytest.raises(PatchFault, match=r"sheet1\.xml is not what was meant"):
        verify(source, broken, EDIT, report)


def test_a_touched_bystander_is_noticed() -> None:
    source, result, report = written()
    broken = rewritten(result, "xl/_rels/workbook.xml.rels", lambda xml: xml + b" ")
    with pytest.raises(PatchFault, match="not meant to change"):
        verify(source, broken, EDIT, report)


def test_lost_and_foreign_parts_are_noticed() -> None:
    source, result, report = written()
    for changed, removed in (({"new.xml": deflate([b""])}, []), ({}, [TABLE])):
        out = io.BytesIO()
        result.write(out, changed, removed)
        with pytest.raises(PatchFault, match="other parts"):
            verify(source, Package(out.getvalue(), source.path), EDIT, report)


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    source, result, report = written()
    out = io.BytesIO()
    result.write(out, {})
    data = bytearray(out.getvalue())
    missed, noticed = [], 0
    for at in range(0, len(data), 7):
        data[at] ^= 16
        try:
            verify(source, Package(bytes(data), source.path), EDIT, report)
            missed.append(at)
        except (PatchFault, Unreadable):
            noticed += 1
        data[at] ^= 16
    assert noticed > 10 * len(missed)
    # Of a rewritten part only dates, versions and attributes may differ unnoticed: never a byte of contents.
    for at in missed:
        data[at] ^= 16
        damaged = Package(bytes(data), source.path)
        assert all(damaged.read(name) == result.read(name) for name in result.names)
        data[at] ^= 16
