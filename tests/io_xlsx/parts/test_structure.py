"""Sheets, tables, names and properties are read from wherever the relations put them."""

from __future__ import annotations

import pytest

from io_xlsx.parts.package import Unreadable
from io_xlsx.parts.structure import read_structure
from tests.io_xlsx.handmade import MAIN, OFFICE, SHEET, TABLE, package, parts, relations, sheet, table, with_table

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def test_a_plain_workbook() -> None:
    found = read_structure(package(parts("")))
    (only,) = found.sheets
    assert (only.name, only.part, only.state, only.kind, only.tables) == ("Data", SHEET, "visible", "worksheet", ())
    assert (found.date1904, found.signed, found.strict, dict(found.custom_properties)) == (False, False, False, {})
    assert found.styles_part == "xl/styles.xml"
    assert found.sheet("DATA") is only
    assert found.sheet("Other") is None


def test_tables_with_their_formulas() -> None:
    part = table("B3:C9", "ID,A_x000a_B", attributes='totalsRowCount="1"').replace(
        'name="ID"/>', 'name="ID"><calculatedColumnFormula>1&lt;2</calculatedColumnFormula></tableColumn>'
    )
    (found,) = read_structure(package(with_table("", part))).sheets[0].tables
    assert (found.name, found.part, found.area) == ("Bills", TABLE, (3, 2, 9, 3))
    assert (found.columns, found.formulas) == (("ID", "A\nB"), ("1<2", None))
    assert (found.header_rows, found.totals_rows, found.kind) == (1, 1, "worksheet")


def test_pivots_with_the_filters_above_them() -> None:
    pivot = f'<pivotTableDefinition xmlns="{MAIN}"><location ref="A5:C9" rowPageCount="2"/></pivotTableDefinition>'
    files = parts(
        sheet(""),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("pivotTable", "../pivot.xml")),
            "xl/pivot.xml": pivot,
        },
    )
    assert read_structure(package(files)).sheets[0].pivots == ((2, 1, 9, 3),)


def test_other_kinds_of_sheets_states_and_missing_parts() -> None:
    files = parts("")
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace(
        "</sheets>",
        '<sheet name="Chart" state="hidden" r:id="rId9"/><sheet name="Gone" r:id="rId8" state="veryHidden"/></sheets>',
    )
    files["xl/_rels/workbook.xml.rels"] = files["xl/_rels/workbook.xml.rels"].replace(
        "</R", f'<Relationship Id="rId9" Type="{OFFICE}/chartsheet" Target="/xl/chart.xml"/></R'
    )
    files["xl/chart.xml"] = "<chartsheet/>"
    kinds = [(one.name, one.kind, one.state) for one in read_structure(package(files)).sheets]
    assert kinds == [
        ("Data", "worksheet", "visible"),
        ("Chart", "chartsheet", "hidden"),
        ("Gone", "missing", "veryHidden"),
    ]


@pytest.mark.parametrize(
    ("properties", "wanted"),
    [
        ('<workbookPr date1904="1"/>', True),
        ('<workbookPr date1904="true"/>', True),
        ('<workbookPr date1904="0"/>', False),
        ('<x15:workbookPr xmlns:x15="urn:x" date1904="1"/>', False),
        ('<x15:workbookPr xmlns:x15="urn:x" chartTrackingRefBase="1"/><workbookPr date1904="1"/>', True),
    ],
)
def test_the_1904_flag_is_that_of_the_right_namespace(properties: str, wanted: bool) -> None:
    assert read_structure(package(parts("", workbook=properties))).date1904 is wanted


def test_names_properties_signature_and_calc_chain() -> None:
    names = (
        '<definedNames><definedName name="AsOf">Data!$A$1</definedName>'
        '<definedName name="X" localSheetId="0">1</definedName></definedNames>'
    )
    files = parts("", {"docProps/c.xml": '<Properties><property name="id"><a>7</a></property></Properties>'}, names)
    files["_rels/.rels"] = relations(("officeDocument", "xl/workbook.xml"), ("custom-properties", "docProps/c.xml"))
    files["_xmlsignatures/origin.sigs"] = ""
    files["xl/calcChain.xml"] = ""
    files["xl/_rels/workbook.xml.rels"] = relations(
        ("worksheet", "worksheets/sheet1.xml"), ("calcChain", "calcChain.xml")
    )
    found = read_structure(package(files))
    assert dict(found.defined_names) == {"AsOf": "Data!$A$1"}
    assert dict(found.custom_properties) == {"id": "7"}
    assert found.signed
    assert found.calc_chain is not None
    assert found.calc_chain.target == "xl/calcChain.xml"


def test_strict_workbooks_are_known_as_such() -> None:
    files = {name: text.replace(MAIN, STRICT) for name, text in parts("").items()}
    assert read_structure(package(files)).strict


def test_facts_of_a_sheet() -> None:
    rows = '<row r="1"><c r="A1"><f>1</f></c></row>'
    after = '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    found = read_structure(package(parts(sheet(rows, after))))
    assert found.has_formulas(SHEET)
    assert found.is_protected(SHEET)
    assert found.merged_ranges(SHEET) == ((1, 1, 2, 2),)


@pytest.mark.parametrize(
    ("part", "text", "reason"),
    [
        ("_rels/.rels", relations(), "not an Excel workbook"),
        ("_rels/.rels", relations(("officeDocument", "xl/workbook.bin")), "xlsb"),
        ("xl/workbook.xml", "<document/>", "not an Excel workbook"),
        ("xl/workbook.xml", "<workbook", "well-formed"),
        ("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>', "DOCTYPE"),
        (TABLE, table("nowhere", "A"), "no range"),
    ],
)
def test_what_is_no_workbook(part: str, text: str, reason: str) -> None:
    files = with_table("", table("A1:B2", "A,B")) | {"xl/workbook.bin": ""} | {part: text}
    with pytest.raises(Unreadable, match=reason):
        read_structure(package(files))
