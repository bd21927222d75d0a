"""What is refused before any parser sees it; that the list of bad files is refused by commands is tests/faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.read.examine import examine
from io_xlsx.read.preflight import preflight
from tests.io_xlsx.handmade import MAIN, package, parts, sheet, zipped

STRINGS = "xl/sharedStrings.xml"


def strings(count: str, items: str) -> dict[str, str]:
    files = parts("")
    links = files["xl/_rels/workbook.xml.rels"]
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId9" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    return files | {
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", link),
        STRINGS: f'<sst xmlns="{MAIN}" {count}>{items}</sst>',
    }


@pytest.mark.parametrize("count", ["", 'uniqueCount="3"', 'uniqueCount="12" count="1"', 'uniqueCount="x"'])
def test_counts_that_programs_write_carelessly_are_no_lie(count: str) -> None:
    preflight(package(strings(count, "<si><t>a</t></si>")))


def test_a_count_of_more_strings_than_fit_is_one() -> None:
    with pytest.raises(Unreadable, match=r"xl/sharedStrings\.xml says that it holds 1,000 strings, which is false"):
        preflight(package(strings('uniqueCount="1000"', "<si><t>a</t></si>")))


@pytest.mark.parametrize("row", ["1048576", "1000000"])
def test_the_last_rows_and_columns_of_a_sheet_are_inside(row: str) -> None:
    preflight(package(parts(f'<row r="{row}"><c r="A{row}"/><c r="XFD{row}"/></row>')))


@pytest.mark.parametrize("cell", ["XFE1", "A1048577", "ABCD1", "a9999999", "A1234567890", "A0000000"])
def test_cells_beyond_them_are_not(cell: str) -> None:
    with pytest.raises(Unreadable, match=f"The sheet Data has a cell {cell}"):
        preflight(package(parts(f'<row r="1"><c r="{cell}"/></row>')))


def test_a_text_that_reads_like_a_trap_is_a_text() -> None:
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;!DOCTYPE html&gt; r="A99999999"</t></is></c></row>'
    preflight(package(parts(cells)))


def test_pictures_may_have_one() -> None:
    svg = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg/>'
    preflight(package(parts("") | {"xl/media/image1.svg": svg}))
    with pytest.raises(Unreadable, match="holds a DOCTYPE"):
        preflight(package(parts("") | {"xl/drawings/image1.svg": svg}))


@pytest.mark.parametrize(("area", "fits"), [("A1:XFD1", True), ("A1:Z8000", True), ("A:XFD", False)])
def test_merges(area: str, fits: bool) -> None:
    opened = package(parts(sheet("", f'<mergeCells><mergeCell ref="{area}"/></mergeCells>')))
    if fits:
        preflight(opened)
    else:
        with pytest.raises(Unreadable, match="too big an area"):
            preflight(opened)


@pytest.mark.parametrize("name", ["book.xls", "book.zip", "book"])
def test_a_workbook_has_the_name_of_one(name: str) -> None:
    with pytest.raises(Unreadable, match=r"rename it to book\.xlsx"):
        preflight(Package(zipped(parts("")), Path(name)))


def test_real_workbooks_pass(corpus: Path) -> None:
    """Of other programs' files only such are refused as no reader opens, or as calamine could not be given."""
    refused = {}
    for path in sorted(corpus.rglob("*.xls[xm]")):
        try:
            opened = Package.open(path)
        except Unreadable:
            continue
        try:
            preflight(opened)
        except Unreadable as problem:
            refused[path.name] = str(problem)
    damaged = {name: why for name, why in refused.items() if "damaged" not in why and "not an Excel" not in why}
    assert len(damaged) <= 4, damaged


def test_a_workbook_with_cells_far_apart_is_still_one() -> None:
    """That sheet cannot be read; the others can, and the person is told when the workbook is open."""
    examine(zipped(parts('<row r="1"><c r="A1"/></row><row r="1048576"><c r="ZZ1048576"/></row>')), Path("book.xlsx"))
