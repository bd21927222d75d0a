"""What stands in cells, and what people type: the rows VAL of the list."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import load_workbook

from models.bills import BILLS
from models.core.edit import set_fields
from models.underwriting import PROPERTIES
from tests.bad_inputs.desk import Desk, column_of
from tests.bad_inputs.listed import Case, Cases

CASES = Cases()
bad_input = CASES.bad_input


def doubtful(desk: Desk, cell: str, text: str, *words: str) -> None:
    """A text in a cell of Bills is an error that says these words, blank in the product, and left as it is."""
    desk.text("Bills", cell, text)
    (problem,) = (one for one in desk.problems() if (one["sheet"], one["cell"]) == ("Bills", cell))
    assert problem["severity"] == "error"
    assert text.strip() in problem["message"]
    for word in words:
        assert word in problem["message"]
    desk("set", "Bills", "bill_3", "notes=another row")
    assert desk.cell("Bills", cell).value == text


def understood(desk: Desk, cell: str, text: str, field: str, value: object) -> None:
    """A text in the first bill's cell is that value, listed with a fix that writes it, and kept until then."""
    desk.text("Bills", cell, text)
    (problem,) = (one for one in desk.problems() if (one["sheet"], one["cell"]) == ("Bills", cell))
    assert problem["severity"] == "info"
    assert problem["fix"].startswith("Write ")
    assert desk.row("Bills", "bill_1")[field] == value
    desk("set", "Bills", "bill_3", "notes=another row")
    assert desk.cell("Bills", cell).value == text


def fix(desk: Desk, about: str) -> None:
    """What a click on the problem's fix does."""
    with desk.session() as session:
        (problem,) = (one for one in session.problems() if about in one.message)
        assert problem.fix is not None
        session.do(problem.fix.changes(session.book))
        session.save()


@bad_input("VAL-02")
def a_dot_before_three_digits_has_two_readings(desk: Desk) -> None:
    doubtful(desk, "C2", "1.500", "may mean 1500 or 1.500")
    assert desk.row("Bills", "bill_1")["amount"] is None
    assert "may mean 1500 or 1.500" in desk.refused("set", "Bills", "bill_1", "amount=1.500")


@bad_input("VAL-03")
def blanks_between_thousands_and_a_comma_are_not_guessed(desk: Desk) -> None:
    doubtful(desk, "C2", "1\u00a0500,00", "type it as 1500.00 if it means that")
    doubtful(desk, "C2", "1\u2009500,00", "type it as 1500.00")
    understood(desk, "C2", "1,500", "amount", 1500)
    understood(desk, "C2", "$1,500.00", "amount", 1500)


@bad_input("VAL-05")
def units_are_understood_where_the_column_has_them(desk: Desk) -> None:
    for text in ("PKR 1,500", "$1.5k", "12%"):
        doubtful(desk, "C2", text, "is no amount")
    desk("set", "Deals", "deal_1", "partner_share=12%")
    assert desk.row("Deals", "deal_1")["partner_share"] == 0.12
    sheet = load_workbook(desk.path)["Deals"]
    name = sheet.cell(2, column_of(sheet, "Partner Share")).coordinate
    desk.text("Deals", name, "70%")
    assert desk.row("Deals", "deal_1")["partner_share"] == 0.7
    assert desk.problem("read as a number")["fix"] == "Write 70% in the cell"


@bad_input("VAL-06")
def a_plot_number_stays_a_text(desk: Desk) -> None:
    desk("set", "Properties", "prop_1", "address=1e5", "postal=007")
    types = {cell.value: cell.data_type for cell in load_workbook(desk.path)["Properties"][2]}
    assert (types["1e5"], types["007"]) == ("s", "s")
    assert desk.row("Properties", "prop_1")["address"] == "1e5"
    desk("add", "Settings", "key=plot", "value=1e5")
    assert desk.row("Settings", "plot")["value"] == "1e5"


@bad_input("VAL-08")
def digits_that_excel_dropped_are_marked_and_never_written(desk: Desk) -> None:
    desk.number("Bills", "J2", "12345678901234567890")
    problem = desk.problem("keeps 15 digits")
    assert (problem["severity"], problem["cell"]) == ("warning", "J2")
    assert "as text" in problem["fix"]
    with desk.session() as session:
        (found,) = (one for one in session.problems() if one.cell == "J2")
        assert found.fix is None
    before = desk.part_text(desk.part("Bills"))
    desk("set", "Bills", "bill_1", "notes=beside it")
    assert "<v>12345678901234567890</v>" in before
    assert "<v>12345678901234567890</v>" in desk.part_text(desk.part("Bills"))


@bad_input("VAL-09")
def fractions_are_the_same_after_a_save(desk: Desk) -> None:
    with desk.session() as session:
        session.do(set_fields(session.book, PROPERTIES, "prop_1", {"baths": 0.1 + 0.2}, session.now()))
        session.do(set_fields(session.book, BILLS, "bill_1", {"amount": 1 / 3}, session.now()))
        session.save()
    with desk.session() as session:
        assert session.book[PROPERTIES]["baths"].tolist() == [0.1 + 0.2]
        assert session.book[BILLS]["amount"].tolist()[0] == 1 / 3
    assert desk.cell("Bills", "C2").value == pytest.approx(1 / 3, rel=1e-15)


@bad_input("VAL-11")
def a_date_with_two_readings_is_not_guessed(desk: Desk) -> None:
    doubtful(desk, "G2", "03/04/2026", "may mean 2026-03-04 or 2026-04-03")
    assert desk.row("Bills", "bill_1")["start_date"] is None
    understood(desk, "G2", "25/04/2026", "start_date", "2026-04-25")
    understood(desk, "G2", "5 March 2026", "start_date", "2026-03-05")


@bad_input("VAL-12")
def a_day_that_is_none_stays_a_text(desk: Desk) -> None:
    doubtful(desk, "G2", "31/02/2026", "there is no such day")


@bad_input("VAL-14")
def years_of_two_digits_say_what_excel_would_make_of_them(desk: Desk) -> None:
    doubtful(desk, "G2", "25/04/29", "would read as 2029")
    doubtful(desk, "G2", "25/04/30", "would read as 1930")


@bad_input("VAL-15")
def digits_of_other_scripts_are_digits(desk: Desk) -> None:
    understood(desk, "C2", "١٬٥٠٠٫٥٠", "amount", 1500.5)
    understood(desk, "C2", "۱۵۰۰", "amount", 1500)
    understood(desk, "G2", "٢٠٢٦-٠٣-٠٥", "start_date", "2026-03-05")
    desk.text("Bills", "J2", "حساب ١٢٣")
    assert desk.row("Bills", "bill_1")["account"] == "حساب ١٢٣"


@bad_input("VAL-17")
def a_workbook_that_counts_from_1904_has_the_right_dates(desk: Desk) -> None:
    desk.rewrite("xl/workbook.xml", lambda xml: xml.replace("<workbookPr ", '<workbookPr date1904="1" ', 1))
    desk.number("Bills", "G2", "44624")
    desk.number("Bills", "G3", "44624", "General")  # without a date format: read as one all the same
    assert 'date1904="1"' in desk.part_text("xl/workbook.xml")
    dates = [desk.row("Bills", row_id)["start_date"] for row_id in ("bill_1", "bill_2")]
    assert dates == ["2026-03-05", "2026-03-05"]
    desk("set", "Bills", "bill_3", "start_date=2026-03-06")
    assert "“44624”" in desk.problem("read as a date")["message"]
    fix(desk, "read as a date")
    assert 'date1904="1"' in desk.part_text("xl/workbook.xml")
    assert [f"{desk.cell('Bills', cell).value:%Y-%m-%d}" for cell in ("G2", "G3", "G4")] == [*dates, "2026-03-06"]


@bad_input("VAL-18")
def impossible_days_are_told_with_their_number(desk: Desk) -> None:
    days = ("60", "-5", "0.5", "2958466", "1e300")
    for number in days:
        desk.number("Bills", "G2", number)
        (problem,) = (one for one in desk.problems() if (one["sheet"], one["cell"]) == ("Bills", "G2"))
        assert (problem["severity"], "is no date" in problem["message"]) == ("error", True)
        assert desk.row("Bills", "bill_1")["start_date"] is None
    assert "-5 is no date" in _after(desk, "-5")["message"]
    assert "60 is no date" in _after(desk, "60")["message"]
    for number, day in (("59", "1900-02-28"), ("61", "1900-03-01"), ("2958465", "9999-12-31")):
        desk.number("Bills", "G2", number)
        assert desk.row("Bills", "bill_1")["start_date"] == day
        for words in (("bills", "upcoming"), ("bills", "missed"), ("ops", "today"), ("tick",)):
            desk(*words)
        assert desk.row("Bills", "bill_1")["start_date"] == day


def _after(desk: Desk, number: str) -> dict[str, Any]:
    desk.number("Bills", "G2", number)
    return next(one for one in desk.problems() if (one["sheet"], one["cell"]) == ("Bills", "G2"))


@bad_input("VAL-20")
def a_column_of_bare_day_numbers_is_offered_as_dates_once(desk: Desk) -> None:
    for cell, number in (("G2", "46086"), ("G3", "46087"), ("G4", "46088")):
        desk.number("Bills", cell, number, "General")
    problem = desk.problem("numbers without a date format")
    assert (problem["message"][:2], problem["fix"]) == ("3 ", "Write all 3 as dates")
    assert [row["start_date"] for row in desk("show", "Bills")["rows"]] == ["2026-03-05", "2026-03-06", "2026-03-07"]
    fix(desk, "numbers without a date format")
    assert [desk.cell("Bills", cell).is_date for cell in ("G2", "G3", "G4")] == [True] * 3
    assert desk.problems("date format") == []


@bad_input("VAL-21")
def errors_of_formulas_are_told_and_count_for_nothing(desk: Desk) -> None:
    errors = {"C2": "#REF!", "C3": "#SPILL!", "E2": "#N/A", "J2": "#DIV/0!", "K3": "#BUSY!"}
    for cell, error in errors.items():
        desk.store("Bills", cell, f"<v>{error}</v>", 't="e"')
    before = desk.problems("shows the error")
    assert {one["cell"]: one["message"].split()[-1].rstrip(".") for one in before} == errors
    assert [row["amount"] for row in desk("show", "Bills")["rows"]] == [None, None, 95]
    assert desk("budget", "snapshot")["bills_monthly_est"] == 95
    assert desk("check")["counts"]["error"] == len(errors)
    desk("set", "Bills", "bill_1", "notes=beside them")
    assert {cell: desk.cell("Bills", cell).value for cell in errors} == errors


@bad_input("VAL-23")
def a_formula_in_a_data_cell_gives_its_value_until_it_is_replaced(desk: Desk) -> None:
    desk.store("Bills", "C2", "<f>600*2</f><v>1200</v>")
    problem = desk.problem("holds a formula where a value belongs")
    assert (problem["severity"], problem["cell"]) == ("info", "C2")
    desk("set", "Bills", "bill_1", "notes=beside it")
    assert desk.cell("Bills", "C2").value == "=600*2"
    assert desk.row("Bills", "bill_1")["amount"] == 1200
    desk("set", "Bills", "bill_1", "amount=1250")
    assert desk.cell("Bills", "C2").value == 1250


@bad_input("VAL-24")
def a_formula_without_a_result_is_neither_nought_nor_blank(desk: Desk) -> None:
    desk.store("Bills", "C2", "<f>600*2</f>")
    problem = desk.problem("no stored result: open the workbook in a spreadsheet program")
    assert (problem["severity"], problem["cell"]) == ("error", "C2")
    assert desk.row("Bills", "bill_1")["amount"] is None
    desk("set", "Bills", "bill_1", "notes=beside it")
    assert desk.cell("Bills", "C2").value == "=600*2"


@bad_input("VAL-26")
def yes_and_no_are_understood_in_their_column_only(desk: Desk) -> None:
    understood(desk, "K2", "TRUE", "autopay", True)
    understood(desk, "K2", "Yes", "autopay", True)
    desk.store("Bills", "K2", "<v>1</v>", 't="b"')
    assert desk.row("Bills", "bill_1")["autopay"] is True
    assert [one for one in desk.problems() if one["cell"] == "K2"] == []
    desk.store("Bills", "J2", "<v>1</v>", 't="b"')
    assert desk.row("Bills", "bill_1")["account"] == "TRUE"
    desk("set", "Bills", "bill_1", "notes=beside it")
    assert desk.cell("Bills", "J2").value is True


@bad_input("VAL-27")
def a_text_longer_than_a_cell_is_refused_with_its_length(desk: Desk) -> None:
    said = desk.refused("set", "Bills", "bill_1", f"notes={'x' * 40_000}")
    assert "40,000 characters; a cell holds 32,767" in said
    desk("set", "Bills", "bill_1", f"notes={'x' * 32_767}")
    assert len(desk.row("Bills", "bill_1")["notes"]) == 32_767
    assert "32,768" in desk.refused("set", "Bills", "bill_1", f"notes={'x' * 32_766}😀")


@bad_input("VAL-29")
def a_text_that_reads_like_an_escape_is_that_text(desk: Desk) -> None:
    desk("set", "Bills", "bill_1", "notes=_x0041_", "account=_x000D_ and _X0041_")
    row = desk.row("Bills", "bill_1")
    assert (row["notes"], row["account"]) == ("_x0041_", "_x000D_ and _X0041_")
    assert "_x005F_x0041_" in desk.part_text(desk.part("Bills"))  # as Excel spells it


@bad_input("VAL-30")
def a_text_that_begins_like_a_formula_is_a_text(desk: Desk) -> None:
    desk("set", "Deals", "deal_1", """partner_notes==HYPERLINK("http://example.com","x")""", "notes=+1-2", "city=@home")
    row = desk.row("Deals", "deal_1")
    assert row["partner_notes"] == '=HYPERLINK("http://example.com","x")'
    assert (row["notes"], row["city"]) == ("+1-2", "@home")
    cells = {cell.value: cell.data_type for cell in load_workbook(desk.path)["Deals"][2]}
    assert (cells[row["partner_notes"]], cells["+1-2"], cells["@home"]) == ("s", "s", "s")
    desk("add", "Partners", "id=ptr_1", "name=Ash")
    desk("set", "Deals", "deal_1", "partner_id=ptr_1")
    token = desk("jv", "token", "create", "--subject", "ptr_1")["token"]
    out = desk.folder / "ash.xlsx"
    desk("jv", "export", token, out)
    exported = [cell for sheet in load_workbook(out).worksheets for row in sheet.iter_rows() for cell in row]
    (note,) = (cell for cell in exported if "HYPERLINK" in str(cell.value))
    assert (note.value, note.data_type) == (row["partner_notes"], "s")


@bad_input("VAL-32")
def an_apostrophe_is_kept_as_typed(desk: Desk) -> None:
    desk("set", "Bills", "bill_1", "account='007")
    assert desk.cell("Bills", "J2").value == "'007"
    with desk.excel() as book:  # what Excel makes of it: the text without it, in a cell that is marked
        book["Bills"]["J3"] = "007"
        book["Bills"]["J3"].style = "Normal"
        book["Bills"]["J3"].quotePrefix = True
    desk("set", "Bills", "bill_2", "amount=81")
    cell = desk.cell("Bills", "J3")
    assert (cell.value, cell.quotePrefix) == ("007", True)
    assert [desk.row("Bills", one)["account"] for one in ("bill_1", "bill_2")] == ["'007", "007"]


@bad_input("VAL-33")
def texts_are_stored_to_the_last_sign_and_matched_without_what_nobody_sees(desk: Desk) -> None:
    text = "  Zoe\u0308 \u200bת\u200f👩‍👩‍👧 line\nnext\ttab\rend \u2028  "
    desk("set", "Bills", "bill_1", f"notes={text}", "payee= trailing  ")
    row = desk.row("Bills", "bill_1")
    assert (row["notes"], row["payee"]) == (text, " trailing  ")
    sheet = load_workbook(desk.path)["Bills"]
    assert sheet.cell(2, column_of(sheet, "Payee")).value == " trailing  "
    desk("add", "Envelopes", "id=env_zoe", "name=Zoë")
    desk.text("Bills", "L2", "ZOE\u0308\u200b ")
    assert desk.row("Bills", "bill_1")["envelope"] == "Zoë"
    assert desk.problem("was read as Zoë")["cell"] == "L2"


@CASES.table()
def test_values(case: Case, desk: Desk) -> None:
    case(desk)
