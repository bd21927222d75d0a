"""Sheets, tables and headers as people and programs leave them: the rows STR of the list."""

from __future__ import annotations

import os
import re
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Protection
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.table import Table as ListObject

from app.files import read
from models.bills import BILLS, PAYMENTS
from models.core.edit import add_row, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from tests.bad_inputs.desk import Desk, column_of, move, rename, untabled
from tests.bad_inputs.listed import Case, Cases
from tests.workbooks import DAY

SPARKLINE = (
    '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:sparklineGroups>'
    "<x14:sparklineGroup><x14:sparklines><x14:sparkline/></x14:sparklines></x14:sparklineGroup>"
    "</x14:sparklineGroups></ext></extLst></worksheet>"
)
CASES = Cases()
bad_input = CASES.bad_input


@bad_input("STR-02")
def a_deleted_sheet_is_told_and_nothing_is_written_in_its_place(desk: Desk) -> None:
    with desk.excel() as book:
        del book["Payments"]
    problem = desk.problem("There is no sheet Payments")
    assert problem["severity"] == "error"
    assert "restore a backup" in problem["fix"]
    said = desk.refused("add", "Payments", "bill_id=bill_1", "amount=5", "paid_on=2026-03-05")
    assert "no sheet Payments to write to" in said
    desk("set", "Bills", "bill_1", "payee=Somebody")  # the other sheets go on
    assert "Payments" not in load_workbook(desk.path).sheetnames
    with desk.session() as session:
        values: dict[str, Value] = {"bill_id": "bill_1", "amount": 5.0, "paid_on": DAY}
        payment = add_row(session.book, PAYMENTS, values, session.now())
        with pytest.raises(Refused, match="no sheet Payments"):  # at the edit, not at a save that could never be made
            session.do(payment)
    assert desk.row("Bills", "bill_1")["payee"] == "Somebody"


@bad_input("STR-03")
def of_two_sheets_that_may_be_the_table_none_is_written(desk: Desk) -> None:
    with desk.excel() as book:
        book["Bills"].title = "Household"  # its table is still called Bills
        copy = book.create_sheet("Bills")
        for row in book["Household"].iter_rows(values_only=True):
            copy.append(row)
    problem = desk.problem("may each be Bills")
    assert "Household and Bills" in problem["message"]
    assert "Name the sheet that is meant Bills and its table Bills" in problem["fix"]
    assert "2 sheets may be Bills" in desk.refused("set", "Bills", "bill_1", "amount=1")
    with desk.excel() as book:  # the answer stands in the workbook: it is asked once
        del book["Bills"]
    assert desk("set", "Bills", "bill_1", "amount=1")["row"]["amount"] == 1
    assert desk.problems("may each be") == []


@bad_input("STR-05")
def a_renamed_column_is_asked_about_and_remembered(desk: Desk) -> None:
    with desk.excel() as book:
        rename(book["Bills"], "Amount", "Amt")
    assert desk.problem("no column Amount")["fix"] == "“Amt” is Amount"
    assert desk.problems("Amount is missing") == []
    assert "it has no column Amount" in desk.refused("set", "Bills", "bill_1", "payee=Pat")
    with desk.session() as session:
        (problem,) = (p for p in session.problems() if "no column Amount" in p.message)
        assert problem.fix is not None
        session.do(problem.fix.changes(session.book))
        session.save()
        assert session.book.row(BILLS, "bill_1")["amount"] == 1200  # type: ignore[index]
        session.do(set_fields(session.book, BILLS, "bill_2", {"amount": 81.0}, session.now()))
        session.save()
    added = desk("add", "Bills", "name=Gym", "amount=45", "due_day=3")["row"]
    assert (desk.row("Bills", "bill_2")["amount"], added["amount"]) == (81, 45)
    assert desk.problems("Amount") == []
    sheet = load_workbook(desk.path)["Bills"]
    assert column_of(sheet, "Amt") == 3
    assert sheet["C5"].value == 45
    formula = str(sheet.cell(5, column_of(sheet, "Monthly Est")).value)
    assert "[Amt]" in formula
    assert "[Amount]" not in formula


@bad_input("STR-06")
def reordered_columns_are_found_without_a_word(desk: Desk) -> None:
    before = desk("show", "Bills")["rows"]
    problems = desk.problems()
    with desk.excel() as book:
        move(book["Bills"], "Amount", 9)
        move(book["Bills"], "ID", 4)
    assert desk("show", "Bills")["rows"] == before
    assert {one["message"] for one in desk.problems()} - {one["message"] for one in problems} == set()
    desk("set", "Bills", "bill_2", "amount=7")
    sheet = load_workbook(desk.path)["Bills"]
    assert sheet.cell(3, column_of(sheet, "Amount")).value == 7


@bad_input("STR-08")
def without_a_required_column_a_table_is_only_read(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Bills"]
        move(sheet, "Amount", 20)
        sheet.delete_cols(20)
        (table,) = sheet.tables.values()
        table.tableColumns.pop()
        table.ref = table.autoFilter.ref = "A1:S4"
    problem = desk.problem("There is no column Amount")
    assert "nothing is written to this sheet until that is settled" in problem["message"]
    assert "restore a copy" in problem["fix"]
    assert "Bills cannot be written: it has no column Amount" in desk.refused("set", "Bills", "bill_1", "payee=Pat")
    assert "cannot be written" in desk.refused("add", "Bills", "name=Gym", "amount=4", "due_day=2")
    assert "cannot be written" in desk.refused("remove", "Bills", "bill_1")
    assert desk.row("Bills", "bill_1")["name"] == "Rent"
    desk("set", "Contacts", "con_1", "notes=fine")
    assert load_workbook(desk.path)["Bills"].max_column == 19


@bad_input("STR-09")
def a_header_that_stands_twice_blocks_both_columns(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Bills"]
        untabled(sheet)
        sheet.cell(1, column_of(sheet, "Payee")).value = "Amount"
    problem = desk.problem("The header Amount stands in C1 and I1")
    assert problem["fix"] == "Rename or delete one of the two."
    for words in (("set", "Bills", "bill_1", "amount=5"), ("remove", "Bills", "bill_1")):
        assert "the header Amount stands there twice" in desk.refused(*words)
    assert desk("set", "Bills", "bill_1", "account=Second")["row"]["account"] == "Second"


@bad_input("STR-11")
def headers_below_title_rows_are_found_and_written_under(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Bills"]
        untabled(sheet)
        sheet.insert_rows(1, 3)
        sheet["A1"] = "My household's bills"
        sheet["C2"] = 12
    assert desk.row("Bills", "bill_2")["amount"] == 80.5
    desk("set", "Bills", "bill_2", "amount=81")
    desk("add", "Bills", "name=Gym", "amount=45", "due_day=3")
    sheet = load_workbook(desk.path)["Bills"]
    assert (sheet["A1"].value, sheet["C2"].value, sheet["A4"].value) == ("My household's bills", 12, "ID")
    assert (sheet["C6"].value, sheet["B8"].value, sheet["C8"].value) == (81, "Gym", 45)


@bad_input("STR-12")
def a_filled_column_without_a_header_is_carried_along(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Bills"]
        untabled(sheet)
        sheet.insert_cols(6)
        sheet["F2"], sheet["F4"] = "ask Pat", 17
    problem = desk.problem("Column F has no header")
    assert (problem["severity"], problem["cell"]) == ("info", "F1")
    desk("set", "Bills", "bill_1", "due_months=2")
    sheet = load_workbook(desk.path)["Bills"]
    assert [sheet[cell].value for cell in ("F1", "F2", "F3", "F4", "G2")] == [None, "ask Pat", None, 17, 2]


@bad_input("STR-14")
def a_header_merged_over_two_columns_is_not_written_under(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Bills"]
        untabled(sheet)
        sheet.insert_cols(4)
        sheet["D2"] = 1300
        sheet.merge_cells("C1:D1")
    problem = desk.problem("The header Amount is merged over C1:D1")
    assert "Unmerge it" in problem["fix"]
    assert "its header is merged over C1:D1" in desk.refused("set", "Bills", "bill_1", "amount=5")
    desk("set", "Bills", "bill_1", "name=House")
    sheet = load_workbook(desk.path)["Bills"]
    assert [sheet[cell].value for cell in ("B2", "C2", "D2")] == ["House", 1200, 1300]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C1:D1"]


@bad_input("STR-15")
def a_sheet_with_nothing_but_headers_works(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Payments"]
        untabled(sheet)
        sheet.delete_rows(2, 10)
    assert desk("show", "Payments")["rows"] == []
    assert [one for one in desk.problems() if one["sheet"] == "Payments"] == []
    paid = desk("add", "Payments", "bill_id=bill_1", "amount=5", "paid_on=2026-03-05")["row"]
    assert desk("show", "Payments")["rows"] == [paid]


@bad_input("STR-17")
def blank_formatted_rows_are_no_rows(desk: Desk) -> None:
    part, last = desk.part("Contacts"), 300_000
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, last + 1))
    desk.rewrite(part, lambda xml: re.sub(r"</sheetData>", f"{blank}</sheetData>", xml))
    _stretch(desk, "Contacts", last)
    assert len(desk("show", "Contacts")["rows"]) == 1
    problem = desk.problem("formatted but hold nothing")
    assert "299,998 rows below row 2" in problem["message"]
    assert "delete them and save" in problem["fix"]
    desk("add", "Contacts", "name=Sam")
    with closing(load_workbook(desk.path, read_only=True)) as book:
        names = [row[1] for row in book["Contacts"].iter_rows(2, 4, values_only=True)]
    assert names == ["Pat", "Sam", None]


def _stretch(desk: Desk, sheet: str, last: int) -> None:
    """The sheet's table ends in that row."""
    links = desk.part_text(desk.part(sheet).replace("worksheets/", "worksheets/_rels/") + ".rels")
    found = re.search(r"tables/table\d+\.xml", links)
    assert found is not None
    desk.rewrite(f"xl/{found[0]}", lambda xml: re.sub(r'"A1:([A-Z]+)\d+"', rf'"A1:\g<1>{last}"', xml))


@bad_input("STR-18")
def fifty_megabytes_of_texts_open_with_progress_and_can_be_stopped(desk: Desk) -> None:
    length, count = 30_000, 1_700
    noise = os.urandom(length // 2 * count).hex()
    texts = [noise[at : at + length] for at in range(0, length * count, length)]
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    part = "xl/sharedStrings.xml"
    start = desk.part_text(part).count("<si>")

    def longer(xml: str) -> str:
        return re.sub(r'(unique)?[cC]ount="\d+"', "", xml, count=2).replace("</sst>", f"{items}</sst>")

    desk.rewrite(part, longer)
    sheet = desk.part("Contacts")
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>con_{n}</t></is></c>'
        f'<c r="B{n}" t="s"><v>{start + n - 3}</v></c></row>'
        for n in range(3, count + 3)
    )
    desk.rewrite(sheet, lambda xml: xml.replace("</sheetData>", f"{rows}</sheetData>"))
    _stretch(desk, "Contacts", count + 2)
    assert len(desk.part_text(part)) > 50_000_000
    told: list[tuple[str, float]] = []
    reading = read(desk.path, lambda text, share: told.append((text, share)))
    told = [one for one in told if one[1] >= 0]  # less than 0: nobody can say how much is done
    names = reading.book["Contacts"]["name"]
    assert names.tolist()[1:] == texts
    assert len(told) == len(reading.book.tables)
    assert [share for _, share in told] == sorted(share for _, share in told)

    def stop(_text: str, share: float) -> None:
        if share:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(desk.path, stop)


@bad_input("STR-20")
def what_only_excel_knows_stays_byte_for_byte(desk: Desk) -> None:
    strange = _add_excels_own(desk)
    before = desk.parts()
    desk("set", "Bills", "bill_1", "amount=1300")
    after = desk.parts()
    assert {name for name in before if after.get(name) != before[name]} <= {
        desk.part("Bills"), desk.part("Dashboard"), desk.part("Envelopes"), "xl/workbook.xml", "docProps/custom.xml",
        "xl/styles.xml",
    }  # fmt: skip
    assert {name: after[name] for name in strange} == strange
    assert any(name.startswith("xl/charts/chart") for name in before)
    assert after[desk.part("Bills")].endswith(SPARKLINE.encode())


def _add_excels_own(desk: Desk) -> dict[str, bytes]:
    """Parts as Excel makes them of a pivot table, a slicer, a threaded comment; and a sparkline in the sheet."""
    kinds = {
        "xl/pivotCache/pivotCacheDefinition1.xml": "<pivotCacheDefinition/>",
        "xl/pivotTables/pivotTable1.xml": '<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml'
        '/2006/main"><location ref="AB1:AC5"/></pivotTableDefinition>',
        "xl/slicers/slicer1.xml": "<slicers/>",
        "xl/slicerCaches/slicerCache1.xml": "<slicerCacheDefinition/>",
        "xl/threadedComments/threadedComment1.xml": "<ThreadedComments>ask Pat</ThreadedComments>",
        "xl/persons/person.xml": "<personList/>",
    }
    strange = {name: text.encode() for name, text in kinds.items()}
    sheet = desk.part("Bills")
    rels = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="own{n}" Type="{office}/{kind}" Target="/{part}"/>'
        for n, (kind, part) in enumerate(
            [("pivotTable", "xl/pivotTables/pivotTable1.xml"), ("slicer", "xl/slicers/slicer1.xml"),
             ("threadedComment", "xl/threadedComments/threadedComment1.xml")]
        )
    )  # fmt: skip
    linked = desk.part_text(rels).replace("</Relationships>", f"{links}</Relationships>")
    drawn = desk.part_text(sheet).replace("</worksheet>", SPARKLINE)
    desk.write({**strange, rels: linked.encode(), sheet: drawn.encode()})
    return {**strange, rels: linked.encode()}


@bad_input("STR-21")
def stored_results_of_formulas_are_still_there(desk: Desk) -> None:
    desk.store("Contacts", "F2", "<f>UPPER(&quot;x&quot;)</f><v>X</v>", 't="str"')  # a person's, in a column of ours
    before = _results(desk.path)
    desk("set", "Bills", "bill_1", "notes=the same figures")
    after = _results(desk.path)
    assert len(before) > 50
    assert after == before


def _results(path: Path) -> dict[tuple[str, str], object]:
    formulas, values = load_workbook(path), load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.coordinate): values[sheet.title][cell.coordinate].value
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


@bad_input("STR-23")
def in_a_protected_sheet_only_unlocked_cells_are_changed(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Bills"]
        sheet.protection.enable()
        for row in range(2, 5):
            sheet.cell(row, column_of(sheet, "Notes")).protection = Protection(locked=False)
            sheet.cell(row, column_of(sheet, "Updated At")).protection = Protection(locked=False)
        book.security = WorkbookProtection(lockStructure=True)
    assert desk.problem("Bills is protected")["severity"] == "warning"
    assert "is locked: unprotect the sheet in Excel first" in desk.refused("set", "Bills", "bill_1", "amount=5")
    with desk.session() as session:
        locked = set_fields(session.book, BILLS, "bill_1", {"amount": 5.0}, session.now())
        with pytest.raises(Refused, match="is locked"):
            session.do(locked)
        session.do(set_fields(session.book, BILLS, "bill_1", {"notes": "allowed"}, session.now()))
        session.save()
    book = load_workbook(desk.path)
    assert book["Bills"].cell(2, column_of(book["Bills"], "Notes")).value == "allowed"
    assert book["Bills"].protection.sheet
    assert book.security is not None
    assert book.security.lockStructure


@bad_input("STR-24")
def a_signed_workbook_is_not_changed_without_a_word(desk: Desk) -> None:
    desk.write({"_xmlsignatures/sig1.xml": b"<Signature/>", "_xmlsignatures/origin.sigs": b""})
    problem = desk.problem("digitally signed")
    assert problem["severity"] == "warning"
    assert "Save a copy of it without the signature" in problem["fix"]
    assert "digitally signed" in desk.refused("set", "Bills", "bill_1", "amount=5")
    assert desk.row("Bills", "bill_1")["amount"] == 1200
    with desk.session() as session:
        assert "digitally signed" in session.read_only


@CASES.table()
def test_structure(case: Case, desk: Desk) -> None:
    case(desk)


def test_a_strange_header_in_the_place_of_a_missing_one_may_be_it(desk: Desk) -> None:
    with desk.excel() as book:
        rename(book["Bills"], "Payee", "Whom We Owe")
    problem = desk.problem("no column Payee")
    assert problem["fix"] == "“Whom We Owe” is Payee"
    assert "“Whom We Owe” may be its column" in desk.refused("set", "Bills", "bill_1", "payee=Pat")
    desk("set", "Bills", "bill_1", "amount=5")
    assert load_workbook(desk.path)["Bills"].max_column == 20


def test_a_column_of_a_persons_own_is_no_renamed_one(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Bills"]
        sheet.cell(1, 21).value = "Colour"
        del sheet.tables["Bills"]
        sheet.add_table(ListObject(displayName="Bills", name="Bills", ref="A1:U4"))
    assert [one for one in desk.problems() if "Colour" in str(one)] == []
