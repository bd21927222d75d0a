"""Tables grow, shrink and widen with everything that belongs to them, or not at all."""

from __future__ import annotations

import pytest

from io_xlsx.parts.structure import read_structure
from io_xlsx.patch.patcher import CellEdit, NewColumn, Refused, SheetEdit, TableEdit, ValidationEdit, WorkbookEdit
from tests.io_xlsx.handmade import MAIN, SHEET, TABLE, cells_of, package, patched, relations, table, with_table

ROWS = (
    '<row r="1"><c r="A1" s="2" t="inlineStr"><is><t>ID</t></is></c>'
    '<c r="B1" s="3" t="inlineStr"><is><t>Name</t></is></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3" s="1"><v>2</v></c></row>'
)
PART = table("A1:B3", "ID,Name", '<autoFilter ref="A1:B3"/>')
FORMAT = '<conditionalFormatting sqref="A2:B3"><cfRule type="x" priority="1"/></conditionalFormatting>'


def change(
    edit: TableEdit, *cells: CellEdit, rows: str = ROWS, after: str = FORMAT, part: str = PART
) -> tuple[str, str]:
    """Sheet and table part afterwards."""
    files = with_table(rows, part, after)
    result, _ = patched(package(files), WorkbookEdit((SheetEdit("Data", cells, (edit,)),)))
    return result.read(SHEET).decode(), result.read(TABLE).decode()


def test_growing_with_rows_that_look_like_the_last() -> None:
    xml, part = change(TableEdit("bills", 5), CellEdit(4, 1, 3, like_row=3), CellEdit(5, 1, 4, like_row=3))
    assert part == PART.replace("A1:B3", "A1:B5")
    assert 'sqref="A2:B5"' in xml
    # The row above has a day's format: the number gets another style, the last one of the part.
    assert '<row r="4"><c r="A4" s="5"><v>3</v></c></row><row r="5"><c r="A5" s="5"><v>4</v></c></row>' in xml


def test_shrinking() -> None:
    xml, part = change(TableEdit("Bills", 2), CellEdit(3, 1, None))
    assert part == PART.replace("A1:B3", "A1:B2")
    assert 'sqref="A2:B2"' in xml
    assert '<c r="A3" s="1"/>' in xml


def test_nothing_to_do_leaves_the_part_alone() -> None:
    source = package(with_table(ROWS, PART))
    result, report = patched(source, WorkbookEdit((SheetEdit("Data", (), (TableEdit("Bills", 3),)),)))
    assert report.changed == ()
    assert result.names == source.names


@pytest.mark.parametrize(
    ("rows", "cells", "grows"),
    [
        ('<row r="4"><c r="B4"><v>1</v></c></row>', (), False),
        ('<row r="5"><c r="A5"><f>1</f></c></row>', (), False),
        ('<row r="4"><c r="A4" t="inlineStr"><is><t>x</t></is></c></row>', (), False),
        ('<row r="4"><c r="B4"><v>1</v></c></row>', (CellEdit(4, 2, "mine"),), False),
        ('<row r="4"><c r="B4" s="1"/></row>', (), True),
        ('<row r="4"><c r="C4"><v>1</v></c></row>', (), True),
        ('<row r="6"><c r="A6"><v>1</v></c></row>', (), True),
    ],
)
def test_growing_onto_cells_in_use(rows: str, cells: tuple[CellEdit, ...], grows: bool) -> None:
    if grows:
        change(TableEdit("Bills", 5), *cells, rows=ROWS + rows)
    else:
        with pytest.raises(Refused, match="in use"):
            change(TableEdit("Bills", 5), *cells, rows=ROWS + rows)


@pytest.mark.parametrize(
    ("edit", "after", "part", "reason"),
    [
        (TableEdit("Bills", 5), '<mergeCells><mergeCell ref="B5:C5"/></mergeCells>', PART, "merged cells"),
        (TableEdit("Bills", 5), '<sheetProtection sheet="1"/>', PART, "protected"),
        (TableEdit("Bills", 5), "", PART.replace('name="Bills"', 'name="Bills" totalsRowCount="1"'), "totals row"),
        (TableEdit("Bills", 1), "", PART, "cannot be its last"),
        (TableEdit("Bills", 1_048_577), "", PART, "cannot be its last"),
        (TableEdit("Bills", 5), "", PART.replace('name="Bills"', 'name="Bills" tableType="queryTable"'), "query"),
        (TableEdit("Bills", None, (NewColumn("name"),)), "", PART, "has already"),
        (TableEdit("Bills", None, (NewColumn("X"), NewColumn("x"))), "", PART, "has already"),
        (TableEdit("Bills", None, (NewColumn(" "),)), "", PART, "no name"),
        (TableEdit("Bills", None, (NewColumn("X"),)), "", table("A1:XFD3", "A,B"), "no more columns"),
        (TableEdit("Bills", None, (NewColumn("X", choices=("a,b",)),)), "", PART, "comma in a choice"),
    ],
)
def test_tables_that_cannot_change(edit: TableEdit, after: str, part: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        change(edit, after=after, part=part)


def test_two_tables_never_meet() -> None:
    files = with_table(ROWS, PART)
    other = table("A6:B8", "C,D").replace("Bills", "Other")
    files["xl/worksheets/_rels/sheet1.xml.rels"] = relations(("table", "/" + TABLE), ("table", "/xl/tables/table2.xml"))
    files["xl/tables/table2.xml"] = other
    source = package(files)
    patched(source, WorkbookEdit((SheetEdit("Data", (), (TableEdit("Bills", 5), TableEdit("Other", 9))),)))
    for edits in ((TableEdit("Bills", 6),), (TableEdit("Bills", 4), TableEdit("Bills", 5))):
        with pytest.raises(Refused, match=r"another table|twice"):
            patched(source, WorkbookEdit((SheetEdit("Data", (), edits),)))


def test_new_columns_with_header_format_formula_and_choices() -> None:
    column = NewColumn("Share", "[ID]*2", "0.0%", ("yes", "no"))
    cells = (CellEdit(2, 3, 2, formula="Bills[[#This Row],[ID]]*2"), CellEdit(3, 3, 0.5))
    files = with_table(ROWS, PART, "<pageMargins/>")
    result, report = patched(
        package(files), WorkbookEdit((SheetEdit("Data", cells, (TableEdit("Bills", None, (column,)),)),))
    )
    found = cells_of(result)
    assert (found[1, 3].raw, found[1, 3].style) == ("Share", 3)
    assert found[2, 3].formula == "Bills[[#This Row],[ID]]*2"
    assert found[2, 3].style == found[3, 3].style == 5
    xml = result.read(SHEET).decode()
    assert 'sqref="C2:C3"><formula1>"yes,no"</formula1></dataValidation></dataValidations><pageMargins/>' in xml
    (after,) = read_structure(result).sheets[0].tables
    assert (after.columns, after.formulas) == (("ID", "Name", "Share"), (None, None, "[ID]*2"))
    assert after.area == (1, 1, 3, 3)
    assert set(report.changed) == {SHEET, TABLE, "xl/workbook.xml", "xl/styles.xml"}


@pytest.mark.parametrize("row", [1, 2, 3])
def test_a_new_column_needs_room(row: int) -> None:
    before = ROWS.split("</row>")[:row]
    rows = "</row>".join(before) + f'<c r="C{row}"><v>1</v></c></row>'
    with pytest.raises(Refused, match=f"cell C{row} is in use"):
        change(TableEdit("Bills", None, (NewColumn("X"),)), rows=rows)


def test_validations_by_themselves() -> None:
    edit = SheetEdit("Data", validations=(ValidationEdit("B2:B3", ("a", "b")),))
    result, _ = patched(package(with_table(ROWS, PART)), WorkbookEdit((edit,)))
    assert b'sqref="B2:B3"><formula1>"a,b"</formula1>' in result.read(SHEET)
    again, report = patched(result, WorkbookEdit((SheetEdit("Data", validations=(ValidationEdit("B2:B9", "X"),)),)))
    assert b'<dataValidations count="1">' in again.read(SHEET)
    assert report.changed == (SHEET,)
    with pytest.raises(Refused, match="no cells"):
        patched(result, WorkbookEdit((SheetEdit("Data", validations=(ValidationEdit("nowhere", "X"),)),)))


def test_a_table_in_a_prefixed_part() -> None:
    part = PART.replace("<table ", "<x:table ").replace("xmlns=", "xmlns:x=").replace("</table", "</x:table")
    part = part.replace("<tableCol", "<x:tableCol").replace("</tableCol", "</x:tableCol").replace("<auto", "<x:auto")
    assert MAIN in part
    _, after = change(TableEdit("Bills", 4, (NewColumn("X", "1"),)), part=part)
    assert '<x:autoFilter ref="A1:C4"/>' in after
    assert "<x:calculatedColumnFormula>1</x:calculatedColumnFormula></x:tableColumn></x:tableColumns>" in after
