"""Rows and their IDs, copies and other versions of the workbook: the rows IDS of the list."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from openpyxl import load_workbook

from models.bills import BILLS
from models.core.change import ChangeSet
from models.core.edit import set_fields
from models.core.refusal import Refused
from tests.bad_inputs.desk import Desk, column_of
from tests.bad_inputs.listed import Case, Cases
from tests.workbooks import demo_copy

CASES = Cases()
bad_input = CASES.bad_input


def amount(session: Any, row_id: str, value: float) -> ChangeSet:
    return set_fields(session.book, BILLS, row_id, {"amount": value}, session.now())


@bad_input("IDS-01")
def of_a_row_pasted_again_the_original_keeps_its_id(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Bills"]
        sheet.append([cell.value for cell in sheet[2]])
        sheet["C5"] = 1300
    assert "the first, keeps it" in desk.problem("bill_1 stands in two rows")["message"]
    copy = desk.problem("bill_1 stands in A2 already")
    assert (copy["severity"], copy["cell"]) == ("warning", "A5")
    new = copy["row_id"]
    assert (desk.row("Bills", "bill_1")["amount"], desk.row("Bills", new)["amount"]) == (1200, 1300)
    desk("set", "Bills", "bill_2", "payee=Pat")  # the next save gives the copy its ID
    sheet = load_workbook(desk.path)["Bills"]
    assert [sheet[cell].value for cell in ("A2", "A3", "A4", "A5")] == ["bill_1", "bill_2", "bill_3", new]
    assert desk.problems("stands in") == []


@bad_input("IDS-02")
def rows_without_an_id_get_one_at_the_next_save(desk: Desk) -> None:
    with desk.excel() as book:
        for name in ("Gym", "Phone", "Milk"):
            book["Bills"].append([None, name, 10, "monthly", 3])
    new = [one["row_id"] for one in desk.problems("has no ID yet")]
    assert [desk.row("Bills", row_id)["name"] for row_id in new] == ["Gym", "Phone", "Milk"]
    assert load_workbook(desk.path)["Bills"]["A5"].value is None
    desk("set", "Bills", new[2], "amount=11")
    sheet = load_workbook(desk.path)["Bills"]
    assert [sheet.cell(row, 1).value for row in (5, 6, 7)] == new
    assert desk.problems("has no ID") == []


@bad_input("IDS-04")
def an_id_in_another_case_or_with_blanks_means_the_row(desk: Desk) -> None:
    desk("add", "Payments", "id=pay_1", "bill_id=bill_1", "amount=5", "paid_on=2026-03-05")
    desk.text("Payments", "B2", "BILL_1\u200b ")
    problem = desk.problem("was read as bill_1")
    assert (problem["severity"], problem["cell"], problem["fix"]) == ("info", "B2", "Write bill_1 in the cell")
    assert desk.row("Payments", "pay_1")["bill_id"] == "bill_1"
    desk("set", "Payments", "pay_1", "notes=kept")
    assert desk.cell("Payments", "B2").value == "BILL_1\u200b "
    with desk.session() as session:
        (found,) = (one for one in session.problems() if "was read as bill_1" in one.message)
        assert found.fix is not None
        session.do(found.fix.changes(session.book))
        session.save()
    assert desk.cell("Payments", "B2").value == "bill_1"
    with desk.excel() as book:  # to a formula both are one ID, so the second is a copy
        book["Bills"]["A4"] = "Bill_1"
    assert desk.problem("stands in A2 already")["cell"] == "A4"


@bad_input("IDS-05")
def a_number_in_a_cell_that_shows_noughts_is_that_text(desk: Desk) -> None:
    desk("add", "Bills", "id=0007", "name=Gym", "amount=4", "due_day=2")
    desk("add", "Payments", "id=pay_1", "bill_id=0007", "amount=4", "paid_on=2026-03-05")
    desk.number("Bills", "A5", "7", "0000")
    assert desk.row("Bills", "0007")["name"] == "Gym"
    assert desk.problems("points at") == []
    desk("set", "Bills", "0007", "amount=5")
    cell = desk.cell("Bills", "A5")
    assert (cell.value, cell.number_format) == (7, "0000")
    desk.number("Bills", "A5", "7", "General")  # shown as 7, it is another ID
    assert "points at 0007" in desk.problem("points at")["message"]


@bad_input("IDS-07")
def a_row_deleted_in_excel_while_it_was_edited_here_is_not_lost_silently(desk: Desk) -> None:
    with desk.session() as session:
        session.do(amount(session, "bill_3", 96.0))
        with desk.excel() as book:
            book["Bills"].delete_rows(4)
            (table,) = book["Bills"].tables.values()
            table.ref = table.autoFilter.ref = "A1:T3"
        told = _save(session)
        row = session.book.row(BILLS, "bill_3")
        assert row is not None
        assert row["amount"] == 96
        assert told


def _save(session: Any) -> str:
    """What the person is told: the refusal of the save, or the session's notices."""
    try:
        session.save()
    except Refused as refusal:
        return str(refusal)
    return " ".join(session.notices)


@bad_input("IDS-08")
def a_cell_edited_on_both_sides_keeps_both_values(desk: Desk) -> None:
    with desk.session() as session:
        session.do(amount(session, "bill_1", 1111.0))
        with desk.excel() as book:
            book["Bills"]["C2"] = 2222
        told = _save(session)
        assert "changed on both sides" in told
        assert desk.cell("Bills", "C2").value == 2222
        [conflict] = session.conflicts
        assert (conflict.theirs, conflict.mine) == ({"amount": 2222.0}, {"amount": 1111.0})


@bad_input("IDS-10")
def rows_sorted_in_excel_are_no_change(desk: Desk) -> None:
    with desk.session() as session:
        before = session.book
    with desk.excel() as book:
        sheet = book["Bills"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(2, 4)]
        for number, row in enumerate(reversed(rows), 2):
            for at, value in enumerate(row, 1):
                sheet.cell(number, at).value = value
    with desk.session() as session:
        assert session.book == before
        assert session.book[BILLS].index.tolist() == ["bill_3", "bill_2", "bill_1"]
        session.do(amount(session, "bill_3", 96.0))
        session.save()
    assert [desk.cell("Bills", cell).value for cell in ("C2", "C3", "C4")] == [96, 80.5, 1200]


@bad_input("IDS-13")
def an_older_version_put_back_gets_the_later_edits_again(desk: Desk) -> None:
    older = desk.path.read_bytes()
    with desk.session() as session:
        session.do(amount(session, "bill_1", 1111.0))
        session.save()
    desk.path.write_bytes(older)
    with desk.session() as session:
        row = session.book.row(BILLS, "bill_1")
        assert row is not None
        assert row["amount"] == 1111
        assert session.notices


@bad_input("IDS-14")
def another_workbook_under_the_name_is_not_merged(desk: Desk) -> None:
    mine = desk.path.read_bytes()
    with desk.session() as session:
        session.do(amount(session, "bill_1", 1111.0))
        other = demo_copy(desk.folder, "other.xlsx").read_bytes()
        desk.path.write_bytes(other)
        with pytest.raises(Refused, match="another workbook now"):
            session.save()
        assert not session.is_saved
    assert desk.path.read_bytes() == other
    with desk.session() as session:
        assert "Another workbook stood under the name" in " ".join(session.notices)
        assert session.is_saved
    desk.path.write_bytes(mine)
    with desk.session() as session:
        row = session.book.row(BILLS, "bill_1")
        assert row is not None
        assert row["amount"] == 1111


@bad_input("IDS-16")
def a_conflicted_copy_beside_it_is_told_and_left_alone(desk: Desk) -> None:
    copy = desk.path.with_name("book (Pat's conflicted copy 2026-03-05).xlsx")
    shutil.copy(desk.path, copy)
    shutil.copy(desk.path, desk.path.with_name("booking.xlsx"))
    before = copy.read_bytes()
    problem = desk.problem("lies beside it")
    assert problem["severity"] == "warning"
    assert copy.name in problem["message"]
    desk("set", "Bills", "bill_1", "amount=5")
    assert copy.read_bytes() == before


@bad_input("IDS-17")
def a_reference_to_nothing_is_shown_marked_and_kept(desk: Desk) -> None:
    with desk.excel() as book:
        sheet = book["Deals"]
        sheet.cell(2, column_of(sheet, "Property ID")).value = "prop_gone"
    problem = desk.problem("prop_gone")
    assert "points at prop_gone, which is not in Properties" in problem["message"]
    desk("set", "Deals", "deal_1", "city=Winnipeg")
    assert desk.row("Deals", "deal_1")["property_id"] == "prop_gone"
    sheet = load_workbook(desk.path)["Deals"]
    assert sheet.cell(2, column_of(sheet, "Property ID")).value == "prop_gone"


@CASES.table()
def test_ids(case: Case, desk: Desk) -> None:
    case(desk)
