"""Whole saves: only what must change does, whatever is edited; random edits read back exactly by two readers."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from io_xlsx.parts.cells import Value, to_serial, unescape_text
from io_xlsx.parts.package import Package
from io_xlsx.parts.structure import read_structure
from io_xlsx.patch.patcher import CellEdit, SheetEdit, WorkbookEdit, patch
from tests.io_xlsx.handmade import SHEET, cells_of, package, parts, patched, relations, sheet

FORMULA = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><v>1</v></c></row>'
CHAIN = {
    "xl/calcChain.xml": "<calcChain/>",
    "xl/_rels/workbook.xml.rels": relations(
        ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("calcChain", "calcChain.xml")
    ),
}


def one(*cells: CellEdit) -> WorkbookEdit:
    return WorkbookEdit((SheetEdit("Data", cells),))


def test_any_formula_in_the_book_asks_for_recalculation() -> None:
    for rows, wanted in ((FORMULA, True), ('<row r="1"/>', False)):
        result, report = patched(package(parts(rows)), one(CellEdit(1, 2, 5)))
        assert (b"fullCalcOnLoad" in result.read("xl/workbook.xml")) is wanted
        assert set(report.changed) == ({SHEET, "xl/workbook.xml"} if wanted else {SHEET})


def test_the_calc_chain_stays_while_formulas_stay() -> None:
    result, report = patched(package(parts(FORMULA, CHAIN)), one(CellEdit(1, 1, 5, keep_formula=True)))
    assert report.removed == ()
    assert "xl/calcChain.xml" in result.names


@pytest.mark.parametrize(
    "cell",
    [
        CellEdit(1, 1, 5, replace_formula=True),
        CellEdit(1, 3, 5, formula="1"),
        CellEdit(1, 1, None, replace_formula=True),
    ],
)
def test_the_calc_chain_goes_with_a_formula(cell: CellEdit) -> None:
    result, report = patched(package(parts(FORMULA, CHAIN)), one(cell))
    assert report.removed == ("xl/calcChain.xml",)
    assert "xl/calcChain.xml" not in result.names
    assert b"calcChain" not in result.read("[Content_Types].xml")
    assert b"calcChain" not in result.read("xl/_rels/workbook.xml.rels")
    assert read_structure(result).styles_part == "xl/styles.xml"


def test_a_formula_over_a_formula_keeps_the_chain() -> None:
    _, report = patched(package(parts(FORMULA, CHAIN)), one(CellEdit(1, 1, 5, formula="2+3")))
    assert report.removed == ()


def test_properties_are_made_and_then_changed() -> None:
    source = package(parts(FORMULA))
    first, report = patched(source, WorkbookEdit(properties={"workbook": "a&b", "revision": "1"}))
    assert report.added == ("docProps/custom.xml",)
    assert set(report.changed) == {"_rels/.rels", "[Content_Types].xml"}
    second, report = patched(first, WorkbookEdit(properties={"revision": "2"}))
    assert (report.changed, report.added) == (("docProps/custom.xml",), ())
    assert dict(read_structure(second).custom_properties) == {"workbook": "a&b", "revision": "2"}


def test_names_are_added_only_where_absent() -> None:
    names = '<definedNames><definedName name="asof">1</definedName></definedNames>'
    result, _ = patched(package(parts(FORMULA, workbook=names)), WorkbookEdit(defined_names={"AsOf": "2", "New": "3"}))
    assert dict(read_structure(result).defined_names) == {"asof": "1", "New": "3"}


def test_two_edits_of_one_sheet_are_one() -> None:
    edit = WorkbookEdit((SheetEdit("Data", (CellEdit(1, 1, 1),)), SheetEdit("DATA", (CellEdit(1, 2, 2),))))
    result, _ = patched(package(parts("")), edit)
    assert [cell.raw for cell in cells_of(result).values()] == ["1", "2"]


def test_dates_follow_the_workbooks_epoch() -> None:
    for flag, serial in (("0", "45292"), ("1", "43830")):
        source = package(parts("", workbook=f'<workbookPr date1904="{flag}"/>'))
        result, _ = patched(source, one(CellEdit(1, 1, date(2024, 1, 1))))
        assert cells_of(result)[1, 1].raw == serial


def test_every_level_gives_the_same_contents() -> None:
    source, edit = package(parts(FORMULA)), one(CellEdit(9, 9, "x"))
    read = []
    for level in (None, 1, 6):
        out = io.BytesIO()
        patch(source, edit, out, level)
        with zipfile.ZipFile(out) as archive:
            assert archive.testzip() is None
            read.append({name: archive.read(name) for name in archive.namelist()})
    assert read[0] == read[1] == read[2]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=20)
DAYS = st.dates(date(1900, 3, 1), date(2099, 12, 31))
MOMENTS = st.datetimes(datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("2099-12-31"))
VALUES = (
    st.none()
    | TEXTS
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | DAYS
    | MOMENTS
)
PLACES = st.tuples(st.integers(1, 12), st.integers(1, 8))


def sheet_of(values: dict[tuple[int, int], int]) -> str:
    rows: dict[int, str] = {}
    for (row, column), style in sorted(values.items()):
        name = "ABCDEFGH"[column - 1]
        rows[row] = rows.get(row, "") + f'<c r="{name}{row}" s="{style}"><v>{row * 100 + column}</v></c>'
    return sheet("".join(f'<row r="{row}">{cells}</row>' for row, cells in rows.items()))


def matches(cell: object, value: Value) -> bool:
    """Whether calamine shows the value."""
    if isinstance(value, datetime):
        return isinstance(cell, datetime | date) and abs(to_serial(cell, False) - to_serial(value, False)) < 1e-5
    return (cell == "" if value is None else cell == value) and isinstance(cell, bool) == isinstance(value, bool)


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(PLACES, st.integers(0, 3), max_size=30),
    st.lists(st.dictionaries(PLACES, VALUES, min_size=1, max_size=12), min_size=1, max_size=3),
)
def test_random_saves_read_back_exactly(
    present: dict[tuple[int, int], int], saves: list[dict[tuple[int, int], Value]]
) -> None:
    files = parts(sheet_of(present), {"xl/media/image1.png": "\N{BLACK STAR}" * 99})
    source = package(files)
    wanted: dict[tuple[int, int], Value] = {}
    for save in saves:
        before = cells_of(source)
        result, report = patched(source, one(*(CellEdit(*place, value) for place, value in save.items())))
        after = cells_of(result)
        assert {p: c for p, c in after.items() if p not in save} == {p: c for p, c in before.items() if p not in save}
        assert list(after) == sorted(after)
        assert set(report.changed) <= {SHEET, "xl/styles.xml"}
        wanted |= save
        source = result
    compare_with_calamine(source, wanted)


def compare_with_calamine(result: Package, wanted: dict[tuple[int, int], Value]) -> None:
    out = io.BytesIO()
    result.write(out, {})
    out.seek(0)
    rows = CalamineWorkbook.from_filelike(out).get_sheet_by_index(0).to_python(skip_empty_area=False)
    for (row, column), value in wanted.items():
        cell = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[0]) else ""
        assert matches(cell, value), (row, column, cell, value)


def test_calamine_and_the_checks_agree_on_nasty_texts() -> None:
    texts = [
        "_x000D_",
        "a\r\nb",
        " outer ",
        "a  b",
        "\ttab",
        "=1+1",
        "'quoted",
        "<&>\"'",
        "\x01",
        "\N{GRINNING FACE}",
        "_x0041\x01",
    ]
    result, _ = patched(package(parts("")), one(*(CellEdit(i, 1, text) for i, text in enumerate(texts, 1))))
    compare_with_calamine(result, {(i, 1): text for i, text in enumerate(texts, 1)})
    assert [unescape_text(cell.raw or "") for cell in cells_of(result).values()] == texts


def test_a_book_may_be_patched_from_disk(tmp_path: Path) -> None:
    source = package(parts(FORMULA))
    target = tmp_path / "book.xlsx"
    with target.open("wb") as out:
        patch(source, one(CellEdit(1, 2, 7)), out)
    assert cells_of(Package.open(target))[1, 2].raw == "7"
