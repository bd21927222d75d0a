"""One sheet's bytes before and after: every kind of value, and nothing but the edited cells moves."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from io_xlsx.parts.cells import Value
from io_xlsx.patch.patcher import CellEdit, Refused, SheetEdit, WorkbookEdit
from io_xlsx.patch.styles import read_styles
from tests.io_xlsx.handmade import MAIN, SHEET, STYLES, cells_of, edited, package, parts, patched, sheet

ROW = '<row r="2" spans="1:2"><c r="A2" s="2" t="s"><v>1</v></c> <c r="B2"><v>5</v></c></row>'


def rows_after(rows: str, *cells: CellEdit) -> str:
    xml = edited(parts(rows), *cells)
    return xml.partition("<sheetData>")[2].partition("</sheetData>")[0]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, '<c r="A2" s="2"/>'),
        ("", '<c r="A2" s="2"/>'),
        ("=a<b", '<c r="A2" s="2" t="inlineStr"><is><t>=a&lt;b</t></is></c>'),
        (" a", '<c r="A2" s="2" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>'),
        ("a\rb", '<c r="A2" s="2" t="inlineStr"><is><t>a_x000D_b</t></is></c>'),
        (True, '<c r="A2" s="2" t="b"><v>1</v></c>'),
        (7, '<c r="A2" s="2"><v>7</v></c>'),
        (0.1, '<c r="A2" s="2"><v>0.1</v></c>'),
        (date(2024, 2, 29), '<c r="A2" s="5"><v>45351</v></c>'),
        (datetime.fromisoformat("2024-02-29T12:00"), '<c r="A2" s="5"><v>45351.5</v></c>'),
    ],
)
def test_each_kind_of_value_over_a_cell(value: Value, cell: str) -> None:
    wanted = ROW.replace('<c r="A2" s="2" t="s"><v>1</v></c>', cell)
    assert rows_after(ROW, CellEdit(2, 1, value)) == wanted


def test_new_cells_and_rows_stand_in_order() -> None:
    after = rows_after(
        '<row r="3"><c r="B3"/></row><row r="9"/>',
        CellEdit(9, 2, 5),
        CellEdit(3, 4, 4),
        CellEdit(1, 1, 1),
        CellEdit(3, 1, 3),
        CellEdit(5, 2, 2),
        CellEdit(12, 1, 6),
    )
    assert after == (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="A3"><v>3</v></c><c r="B3"/>'
        '<c r="D3"><v>4</v></c></row>'
        '<row r="5"><c r="B5"><v>2</v></c></row>'
        '<row r="9"><c r="B9"><v>5</v></c></row><row r="12"><c r="A12"><v>6</v></c></row>'
    )


def test_spans_are_widened() -> None:
    assert '<row r="2" spans="1:4">' in rows_after(ROW, CellEdit(2, 4, 1))
    assert '<row r="2" spans="1:2">' in rows_after(ROW, CellEdit(2, 2, 1))


@pytest.mark.parametrize(
    ("before", "after"),
    [("B2:C3", "B2:F9"), ("F9", "F9"), ("A1:Z99", "A1:Z99"), ("broken", "broken")],
)
def test_the_dimension_is_united(before: str, after: str) -> None:
    xml = edited(parts(sheet("", before=f'<dimension ref="{before}"/>')), CellEdit(9, 6, 1))
    assert f'<dimension ref="{after}"/>' in xml


def test_blanking_what_is_not_there_changes_nothing() -> None:
    result, report = patched(package(parts(ROW)), WorkbookEdit((SheetEdit("Data", (CellEdit(7, 7, None),)),)))
    assert report.changed == ()
    assert SHEET in result.names


def test_an_empty_sheet_is_opened() -> None:
    xml = edited(parts(f'<worksheet xmlns="{MAIN}"><sheetData/><a/></worksheet>'), CellEdit(2, 2, 1), CellEdit(4, 1, 2))
    rows = '<row r="2"><c r="B2"><v>1</v></c></row><row r="4"><c r="A4"><v>2</v></c></row>'
    assert xml == f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><a/></worksheet>'


def test_a_prefixed_sheet_keeps_its_prefix() -> None:
    rows = '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
    xml = f'<x:worksheet xmlns:x="{MAIN}">{rows}</x:worksheet>'
    after = edited(parts(xml), CellEdit(1, 1, "a"), CellEdit(2, 1, 5, formula="A1"))
    assert (
        '<x:c r="A1" t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:f>A1</x:f><x:v>5</x:v></x:c></x:row>' in after
    )


@pytest.mark.parametrize(
    ("row", "edit", "style"),
    [
        ('<row r="1"><c r="A1" s="2"/></row>', CellEdit(5, 1, 1, like_row=1), 2),
        ('<row r="1"><c r="B1" s="2"/></row>', CellEdit(5, 1, 1, like_row=1), 0),
        ('<row r="1"><c r="B1" s="2"/></row>', CellEdit(5, 1, 1, like_row=1, like_column=2), 2),
        ('<row r="5" s="2" customFormat="1"/>', CellEdit(5, 1, 1, like_row=1), 2),
        ('<row r="5" s="2"/>', CellEdit(5, 1, 1), 0),
        ("", CellEdit(5, 3, 1), 4),
        ('<row r="5" s="2" customFormat="1"/>', CellEdit(5, 3, 1), 2),
    ],
)
def test_where_a_new_cell_takes_its_style_from(row: str, edit: CellEdit, style: int) -> None:
    xml = edited(parts(sheet(row, before='<cols><col min="3" max="4" style="4"/></cols>')), edit)
    name = "AC"[edit.column > 1] + "5"
    assert (f'<c r="{name}" s="{style}"><v>1</v></c>' if style else f'<c r="{name}"><v>1</v></c>') in xml


@pytest.mark.parametrize(
    ("style", "value", "code", "format_number"),
    [
        (0, 1, None, 0),
        (0, 1, "#,##0.00", 4),
        (0, 1, "General", 0),
        (2, 1, "#,##0.00", 164),  # a format that a person chose stays
        (0, date(2024, 1, 1), None, 165),
        (0, date(2024, 1, 1), "0.0%", 165),
        (1, date(2024, 1, 1), "dd.mm.yyyy", 14),
        (2, date(2024, 1, 1), None, 165),
        (1, 5, None, 0),  # a number in a day's format would read back as a day
        (1, 5, "0.00", 2),
        (4, 0.5, None, 20),  # but a time of day is a number
        (1, "text", None, 14),
        (1, True, None, 14),
        (1, None, "0.00", 14),
    ],
)
def test_number_formats(style: int, value: Value, code: str | None, format_number: int) -> None:
    source = package(parts(f'<row r="1"><c r="A1" s="{style}"><v>9</v></c></row>'))
    edit = WorkbookEdit((SheetEdit("Data", (CellEdit(1, 1, value, number_format=code),)),))
    result, _ = patched(source, edit)
    assert read_styles(result.read("xl/styles.xml")).format_number(cells_of(result)[1, 1].style) == format_number


def test_a_style_may_become_the_first_one() -> None:
    first, second = '<xf numFmtId="0" applyNumberFormat="1"/>', '<xf numFmtId="14" applyNumberFormat="1"/>'
    styles = f'<styleSheet xmlns="{MAIN}"><cellXfs count="2">{first}{second}</cellXfs></styleSheet>'
    files = parts('<row r="1"><c r="A1" s="1"/></row>') | {"xl/styles.xml": styles}
    assert '<c r="A1" s="0"><v>5</v></c>' in edited(files, CellEdit(1, 1, 5))


def formula_cell(inner: str, attributes: str = "") -> str:
    return f'<row r="1"><c r="A1" s="2"{attributes}>{inner}</c></row>'


@pytest.mark.parametrize(
    ("inner", "attributes", "value", "wanted"),
    [
        ("<f>B1+1</f><v>1</v>", "", 2.5, '<c r="A1" s="2"><f>B1+1</f><v>2.5</v></c>'),
        ("<f>B1+1</f>", "", "a<b", '<c r="A1" s="2" t="str"><f>B1+1</f><v>a&lt;b</v></c>'),
        ("<f>B1+1</f><v>#N/A</v>", ' t="e"', True, '<c r="A1" s="2" t="b"><f>B1+1</f><v>1</v></c>'),
        ("<f>B1+1</f><v>x</v>", ' t="str"', None, '<c r="A1" s="2"><f>B1+1</f></c>'),
        ('<f t="shared" si="0"/><v>1</v>', "", 2, '<c r="A1" s="2"><f t="shared" si="0"/><v>2</v></c>'),
        (
            '<f t="shared" si="0" ref="A1:A9">B1</f><v>1</v>',
            "",
            2,
            '<c r="A1" s="2"><f t="shared" si="0" ref="A1:A9">B1</f><v>2</v></c>',
        ),
        (
            '<f t="array" ref="A1:A9">B1</f><v>1</v>',
            ' cm="1" vm="2"',
            2,
            '<c r="A1" s="2" cm="1"><f t="array" ref="A1:A9">B1</f><v>2</v></c>',
        ),
        (
            "<f ca='1' >B1</f ><v xml:space='preserve'> </v>",
            ' t="str"',
            date(2024, 1, 1),
            '<c r="A1" s="2"><f ca=\'1\' >B1</f ><v>45292</v></c>',
        ),
    ],
)
def test_renewing_a_result_keeps_the_formula(inner: str, attributes: str, value: Value, wanted: str) -> None:
    assert wanted in rows_after(formula_cell(inner, attributes), CellEdit(1, 1, value, keep_formula=True))


def test_writing_a_formula_with_its_result() -> None:
    after = rows_after("", CellEdit(1, 1, "x", formula='IF(B1<2,"a","b")'), CellEdit(1, 2, None, formula="A1"))
    assert '<c r="A1" t="str"><f>IF(B1&lt;2,"a","b")</f><v>x</v></c><c r="B1"><f>A1</f></c>' in after


def test_replacing_a_formula_must_be_meant() -> None:
    with pytest.raises(Refused, match="A1 of sheet 'Data' holds a formula"):
        rows_after(formula_cell("<f>1</f>"), CellEdit(1, 1, 5))
    assert "<v>5</v>" in rows_after(formula_cell("<f>1</f>"), CellEdit(1, 1, 5, replace_formula=True))
    assert "<f>2</f>" in rows_after(formula_cell("<f>1</f>"), CellEdit(1, 1, 5, formula="2"))
    assert "<f" not in rows_after(formula_cell('<f t="shared" si="1"/>'), CellEdit(1, 1, 5, replace_formula=True))


def test_value_metadata_go_with_the_value() -> None:
    assert 'vm="' not in rows_after(formula_cell("<v>#VALUE!</v>", ' t="e" vm="1"'), CellEdit(1, 1, 5))


@pytest.mark.parametrize(
    ("inner", "attributes", "edit", "reason"),
    [
        ('<f t="shared" si="0" ref="A1:A9">B1</f>', "", CellEdit(1, 1, 5, replace_formula=True), "other cells share"),
        ('<f t="shared" si="0" ref="A1:A9">B1</f>', "", CellEdit(1, 1, 5, formula="1"), "other cells share"),
        ('<f t="array" ref="A1:A9">B1</f>', "", CellEdit(1, 1, 5, replace_formula=True), "array formula"),
        ('<f t="array" ref="A1:A9">B1</f>', "", CellEdit(5, 1, 5), "array formula"),
        ('<f t="array" ref="A1:A9">B1</f>', "", CellEdit(5, 1, 5, keep_formula=True), "holds no formula"),
        ('<f t="dataTable" ref="A1:A9"/>', "", CellEdit(2, 1, 5), "data table"),
        ("<v>1</v>", ' cm="1"', CellEdit(1, 1, 5), "array formula"),
        ("<v>1</v>", "", CellEdit(1, 1, 5, keep_formula=True), "holds no formula"),
    ],
)
def test_formulas_that_belong_to_more_than_one_cell(inner: str, attributes: str, edit: CellEdit, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        rows_after(formula_cell(inner, attributes), edit)
    assert refused.value.sheet == "Data"
    assert refused.value.cell == f"A{edit.row}"


def test_protected_sheets_let_unlocked_cells_through() -> None:
    rows = '<row r="1"><c r="A1" s="3"/><c r="B1"/><c r="C1"><f>1</f></c></row>'
    files = parts(sheet(rows, '<sheetProtection sheet="1"/>'))
    assert "<v>5</v>" in edited(files, CellEdit(1, 1, 5))
    assert "<v>5</v>" in edited(files, CellEdit(1, 3, 5, keep_formula=True))  # what recalculating does as well
    for column in (2, 4):
        with pytest.raises(Refused, match="locked"):
            edited(files, CellEdit(1, column, 5))


def test_a_workbook_without_styles_takes_what_needs_none() -> None:
    files = parts("") | {"xl/styles.xml": STYLES.replace("cellXfs", "other")}
    assert "<v>5</v>" in edited(files, CellEdit(1, 1, 5))
    with pytest.raises(Refused, match="no styles"):
        edited(files, CellEdit(1, 1, date(2024, 1, 1)))
