"""A new workbook, read back by openpyxl, which had no part in writing it."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from io_xlsx.formulas import same_formula
from io_xlsx.template import new_workbook
from io_xlsx.template.entry import reference_names, rules_of
from models.catalog import BY_KEY, TABLES
from models.core.book import Book, frame_of
from models.core.schema import Column, Kind, Table, Value
from models.dashboard import DASHBOARD
from models.demo import demo

DAY = dt.date(2026, 3, 31)
PROPERTIES = {"Valhalla Workbook": "0f3a", "Valhalla Revision": "0"}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "demo.xlsx"
    new_workbook(path, demo(DAY), DAY, DASHBOARD, PROPERTIES)
    return path


@pytest.fixture(scope="module")
def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def sheets(opened: Any) -> Iterator[tuple[Table, Any]]:
    for table in TABLES:
        yield table, opened[table.sheet]


def empty(tmp_path: Path, **rows: list[dict[str, Value]]) -> Any:
    frames = {key: frame_of(BY_KEY[key], [str(n) for n, _ in enumerate(given)], given) for key, given in rows.items()}
    new_workbook(tmp_path / "new.xlsx", Book(TABLES, frames), DAY, DASHBOARD, PROPERTIES)
    return openpyxl.load_workbook(tmp_path / "new.xlsx")


def test_every_table_is_a_sheet_with_a_list_object(opened: Any) -> None:
    assert opened.sheetnames == ["Dashboard", *(table.sheet for table in TABLES)]
    for table, sheet in sheets(opened):
        (list_object,) = sheet.tables.values()
        assert list_object.name == list_object.displayName == table.key
        assert [column.name for column in list_object.tableColumns] == [column.header for column in table]
        assert list_object.ref == list_object.autoFilter.ref
        assert list_object.tableStyleInfo.showRowStripes
        assert [cell.value for cell in sheet[1]] == [column.header for column in table]
        assert sheet.freeze_panes == "C2"


def test_the_dashboard_is_first_and_in_front(opened: Any) -> None:
    assert opened.active is not None
    assert opened.active.title == "Dashboard"
    assert [sheet.title for sheet in opened if sheet.sheet_view.tabSelected] == ["Dashboard"]
    assert opened["Dashboard"]["J2"].value == "=TODAY()"
    assert len(opened["Dashboard"]._charts) == 3


def test_rows_are_in_the_sheets(opened: Any) -> None:
    book = demo(DAY)
    for table, sheet in sheets(opened):
        ids = [cell.value for cell in sheet["A"][1:] if cell.value is not None]
        assert ids == list(book[table].index)


def test_values_have_their_own_types(opened: Any) -> None:
    settings = {row[0].value: row[1].value for row in opened["Settings"].iter_rows(min_row=2)}
    assert settings["default_arv_pct"] == 0.7
    assert settings["opening_balance_on"] == dt.datetime(2026, 3, 1)
    assert settings["quiet_hours_start"] == "21:00"
    assert settings["loan_rate"] == 0.0595
    bills = opened["Bills"]
    start, autopay = cell_of(bills, "Start Date"), cell_of(bills, "Autopay")
    assert (start.is_date, start.number_format) == (True, "yyyy-mm-dd")
    assert autopay.data_type == "b"


def cell_of(sheet: Any, header: str, row: int = 2) -> Any:
    number = next(cell.column for cell in sheet[1] if cell.value == header)
    return sheet.cell(row, number)


FORMATS = {Kind.MONEY: "#,##0.00;[Red]-#,##0.00", Kind.PCT: "0.00%", Kind.DATE: "yyyy-mm-dd", Kind.TIME: "@",
           Kind.CLOCK: "@", Kind.TEXT: "@", Kind.REF: "@", Kind.NOTE: "General", Kind.BOOL: "General"}  # fmt: skip


def test_whole_columns_have_their_format_so_that_new_rows_look_alike(opened: Any) -> None:
    for table, sheet in sheets(opened):
        for number, column in enumerate(table, 1):
            (style,) = (one for one in sheet.column_dimensions.values() if one.min <= number <= one.max)
            if column.kind in FORMATS:
                assert style.number_format == FORMATS[column.kind], f"{table.sheet} {column.header}"
            assert style.width >= 8


def test_calculated_columns_hold_the_formula_and_its_result(path: Path, opened: Any) -> None:
    values = openpyxl.load_workbook(path, data_only=True)
    for table, sheet in sheets(opened):
        for number, column in enumerate(table, 1):
            if column.formula is None:
                continue
            for row in range(2, sheet.max_row + 1):
                assert same_formula(str(sheet.cell(row, number).value), column.formula.text)
                assert "[#This Row]" in str(sheet.cell(row, number).value)
                assert table.key != "Bills" or values[table.sheet].cell(row, number).value is not None


def test_the_table_itself_knows_the_formula(path: Path) -> None:
    for table in TABLES:
        formulas = {
            column.get("name"): column.findtext(f"{MAIN}calculatedColumnFormula")
            for column in table_part(path, table).iter(f"{MAIN}tableColumn")
        }
        for column in table:
            text = formulas[column.header]
            assert (text is None) == (column.formula is None)
            assert text is None or (column.formula is not None and same_formula(text, column.formula.text))


def table_part(path: Path, table: Table) -> ElementTree.Element:
    with zipfile.ZipFile(path) as archive:
        parts = (name for name in archive.namelist() if name.startswith("xl/tables/"))
        roots = (ElementTree.fromstring(archive.read(name)) for name in parts)
        return next(root for root in roots if root.get("name") == table.key)


# --- what the sheet offers and asks about ---


def rules(sheet: Any, table: Table, name: str) -> list[Any]:
    at = table.columns.index(table[name]) + 1
    letter = get_column_letter(at)
    return [rule for rule in sheet.data_validations.dataValidation if str(rule.sqref).startswith(f"{letter}2:")]


def test_choices_references_and_bools_have_dropdowns_that_warn(opened: Any) -> None:
    for table, sheet in sheets(opened):
        for column in table.stored:
            if column.choices or column.kind is Kind.BOOL or (column.kind is Kind.REF and column.refers):
                (rule,) = rules(sheet, table, column.name)
                assert (rule.type, rule.errorStyle) == ("list", "warning")
                assert str(rule.sqref).endswith("1048576")


def test_a_dropdown_of_references_goes_through_a_name(opened: Any) -> None:
    (rule,) = rules(opened["Bills"], BY_KEY["Bills"], "envelope")
    assert rule.formula1 == "Envelopes_name"
    assert opened.defined_names["Envelopes_name"].attr_text == "Envelopes[Name]"
    (rule,) = rules(opened["Comps"], BY_KEY["Comps"], "property_id")
    assert opened.defined_names[rule.formula1].attr_text == "Properties[ID]"


def test_ranges_of_numbers_are_asked_about(opened: Any) -> None:
    (rule,) = rules(opened["Properties"], BY_KEY["Properties"], "neighborhood_score")
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == ("whole", None, "0", "100")
    (rule,) = rules(opened["Bills"], BY_KEY["Bills"], "amount")
    assert (rule.type, rule.operator, rule.formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert rules(opened["Properties"], BY_KEY["Properties"], "wholesale_mao") == []


def test_headers_explain_themselves(opened: Any) -> None:
    for table, sheet in sheets(opened):
        help_texts = {
            str(rule.sqref): rule.prompt or ""
            for rule in sheet.data_validations.dataValidation
            if str(rule.sqref).endswith("1") and ":" not in str(rule.sqref)
        }
        for number, column in enumerate(table, 1):
            if column.doc:
                assert column.doc in help_texts[f"{get_column_letter(number)}1"]


def test_texts_of_validations_fit_what_excel_allows(opened: Any) -> None:
    for _, sheet in sheets(opened):
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 225
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.errorTitle or "") <= 32
            assert rule.type != "list" or len(rule.formula1) <= 257


def test_a_reference_without_its_table_has_no_dropdown() -> None:
    column = Column("Deal ID", Kind.REF, refers="Deals")
    assert rules_of(column, {}) is None
    assert reference_names([]) == {}


# --- the workbook as a whole ---


def test_names_are_those_of_the_dashboard(opened: Any) -> None:
    assert opened.defined_names["AsOf"].attr_text == "Dashboard!$J$2"
    for name in DASHBOARD.names:
        assert same_formula(opened.defined_names[name.name].attr_text, name.text)


def test_properties_name_nobody(path: Path, opened: Any) -> None:
    assert {one.name: one.value for one in opened.custom_doc_props.props} == PROPERTIES
    assert opened.properties.created == dt.datetime(2026, 3, 31)
    with zipfile.ZipFile(path) as archive:
        core = ElementTree.fromstring(archive.read("docProps/core.xml"))
    texts = {element.tag.rpartition("}")[2]: element.text for element in core}
    assert texts["creator"] is None
    assert texts["lastModifiedBy"] is None


def test_programs_are_told_to_recalculate(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert re.search(r'<calcPr [^>]*fullCalcOnLoad="1"', archive.read("xl/workbook.xml").decode())


def test_the_same_input_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    new_workbook(tmp_path / "again.xlsx", demo(DAY), DAY, DASHBOARD, PROPERTIES)
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_an_empty_table_has_one_blank_row(tmp_path: Path) -> None:
    opened = empty(tmp_path)
    assert opened["Deals"].tables["Deals"].ref.startswith("A1:")
    assert opened["Deals"].tables["Deals"].ref.endswith("2")
    assert all(cell.value is None for cell in opened["Deals"][2])
    assert str(cell_of(opened["Bills"], "Monthly Est").value).startswith("=")


def test_text_that_looks_like_a_formula_or_number_stays_text(tmp_path: Path) -> None:
    notes = ["=1+1", "+1 204 555 0100", "@SUM(A1)", "007", "http://example.com", " two  blanks ", "line\nbreak"]
    opened = empty(tmp_path, Contacts=[{"name": note, "notes": note} for note in notes])
    for row, note in enumerate(notes, 2):
        for header in ("Name", "Notes"):
            cell = cell_of(opened["Contacts"], header, row)
            assert (cell.value, cell.data_type) == (note, "s")
    assert not opened["Contacts"]._hyperlinks


def test_wrapped_texts_have_room(opened: Any) -> None:
    heights = [opened["Templates"].row_dimensions[row].height for row in range(2, 14)]
    assert all(height and 30 <= height <= 400 for height in heights)


def test_the_day_can_be_written_in_place_of_today(tmp_path: Path) -> None:
    new_workbook(tmp_path / "held.xlsx", Book(TABLES), DAY, DASHBOARD, {}, holds_day=True)
    cell = openpyxl.load_workbook(tmp_path / "held.xlsx")["Dashboard"]["J2"]
    assert cell.value == dt.datetime(2026, 3, 31)


def test_printing_shows_the_header_and_the_dashboard_on_one_page(opened: Any) -> None:
    assert opened["Deals"].print_title_rows == "$1:$1"
    dashboard = opened["Dashboard"]
    assert dashboard.sheet_properties.pageSetUpPr.fitToPage
    assert (dashboard.page_setup.fitToWidth, dashboard.page_setup.fitToHeight) == (None, None)  # one page each
