"""Workbooks as people leave them, read into a Book with every oddity listed."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from io_xlsx.parts.package import Unreadable
from io_xlsx.read.reader import Reading, read_workbook
from models.bills import BILLS, PAYMENTS
from models.core.problem import Problem, Severity
from models.pipeline import CONTACTS
from models.settings import SETTINGS
from tests.io_xlsx.sheets import write_workbook

TABLES = (BILLS, SETTINGS)
Row = list[Any]
HEADER: Row = ["ID", "Name", "Amount", "Cadence", "Start Date", "Autopay"]
RENT: Row = ["bill_1", "Rent", 1200.0, "monthly", date(2026, 1, 1), True]
WATER: Row = ["bill_2", "Water", 80.5, "monthly", date(2026, 1, 15), False]
SETTING_ROWS: list[Row] = [["Key", "Value", "Notes"], ["buffer_min", 500.0, None]]


def reading_of(tmp_path: Path, rows: list[Row], **more: Any) -> Reading:
    sheets = {"Bills": rows, "Settings": SETTING_ROWS}
    return read_workbook(write_workbook(tmp_path / "book.xlsx", sheets, **more), TABLES)


def found(reading: Reading, *, about: str = "") -> list[tuple[str, str, str]]:
    """Severity, cell and field of the findings, less the columns that these small sheets do without."""
    kept = [p for p in reading.problems if "There is no column" not in p.message and about in p.message]
    return [(p.severity.value, p.cell, p.column) for p in kept]


def only(reading: Reading, about: str) -> Problem:
    (problem,) = [p for p in reading.problems if about in p.message]
    return problem


def test_a_plain_sheet_is_read_whole(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, [HEADER, RENT, WATER])
    row = reading.book.row(BILLS, "bill_1")
    assert row is not None
    assert row["name"] == "Rent"
    assert row["amount"] == 1200.0
    assert row["start_date"] == date(2026, 1, 1)
    assert row["autopay"] is True
    assert row["due_day"] is None
    assert reading.layout.cell("Bills", "bill_2", "amount") == "C3"
    assert reading.book.row(SETTINGS, "buffer_min") == {"value": "500", "notes": None}
    assert found(reading) == []


def test_moved_columns_title_rows_and_own_columns_do_not_matter(tmp_path: Path) -> None:
    rows: list[Row] = [
        ["My household"],
        [None],
        ["Mine", "amount", "NAME", "ID", "Start  Date"],
        ["x", 1200.0, "Rent", "bill_1", date(2026, 1, 1)],
    ]
    reading = reading_of(tmp_path, rows)
    assert reading.layout.places["Bills"].header_row == 3
    assert reading.layout.cell("Bills", "bill_1", "amount") == "B4"
    assert reading.book[BILLS]["name"].tolist() == ["Rent"]


def test_a_renamed_sheet_is_found_by_its_table(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"Household": [HEADER, RENT]}, tables={"Household": "Bills"})
    reading = read_workbook(path, (BILLS,))
    assert list(reading.book[BILLS].index) == ["bill_1"]
    assert reading.layout.places["Bills"].sheet == "Household"
    assert {p.sheet for p in reading.problems} == {"Household"}


def test_a_row_pasted_twice_keeps_the_first_id_and_gives_the_copy_a_new_one(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, [HEADER, RENT, WATER, RENT])
    ids = list(reading.book[BILLS].index)
    assert ids[:2] == ["bill_1", "bill_2"]
    assert ids[2].startswith("bill_")
    assert len(ids[2]) == 17
    assert found(reading) == [("warning", "A2", "id"), ("warning", "A4", "id")]
    assert ids[2] in only(reading, "is a copy").remedy
    assert reading.layout.places["Bills"].unwritten == {ids[2]}


def test_rows_without_an_id_get_the_same_one_each_time_the_file_is_read(tmp_path: Path) -> None:
    rows: list[Row] = [HEADER, [None, *RENT[1:]], [None, *WATER[1:]], [None, None, None]]
    first, again = reading_of(tmp_path, rows), reading_of(tmp_path, rows)
    assert list(first.book[BILLS].index) == list(again.book[BILLS].index)
    assert len(set(first.book[BILLS].index)) == 2
    assert found(first) == [("info", "A2", "id"), ("info", "A3", "id")]


def test_text_numbers_percentages_dates_and_words_are_understood_with_a_fix(tmp_path: Path) -> None:
    odd = ["bill_1", "Rent", "$1,500.00", "Monthly", "2026-03-05", "yes"]
    reading = reading_of(tmp_path, [HEADER, odd])
    row = reading.book.row(BILLS, "bill_1") or {}
    assert (row["amount"], row["cadence"], row["start_date"], row["autopay"]) == (
        1500.0,
        "monthly",
        date(2026, 3, 5),
        True,
    )
    fields = ["amount", "cadence", "start_date", "autopay"]
    assert found(reading) == [("info", f"{at}2", field) for at, field in zip("CDEF", fields, strict=True)]
    problem = only(reading, "read as a number")
    assert problem.remedy == "Write 1,500.00 in the cell"
    assert problem.fix is not None
    (change,) = problem.fix.changes(reading.book).changes
    assert change.before == change.after == {"amount": 1500.0}


def test_what_cannot_be_read_is_blank_and_an_error_with_the_text_that_stands_there(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, [HEADER, ["bill_1", "Rent", "a lot", "daily", "03/04/2026", "maybe"]])
    row = reading.book.row(BILLS, "bill_1") or {}
    assert [row[name] for name in ("amount", "cadence", "start_date", "autopay")] == [None] * 4
    errors = [p for p in reading.problems if p.severity is Severity.ERROR]
    assert [(p.cell, p.seen) for p in errors] == [
        ("C2", "a lot"),
        ("D2", "daily"),
        ("E2", "03/04/2026"),
        ("F2", "maybe"),
    ]
    assert all(p.remedy for p in errors)


def test_a_do_not_contact_mark_that_cannot_be_read_counts_as_one(tmp_path: Path) -> None:
    rows: list[Row] = [["ID", "Name", "Do Not Contact"], ["con_1", "Ann", "please!"], ["con_2", "Bob", None]]
    reading = read_workbook(write_workbook(tmp_path / "book.xlsx", {"Contacts": rows}), (CONTACTS,))
    assert reading.book[CONTACTS]["do_not_contact"].fillna(False).tolist() == [True, False]
    problem = only(reading, "neither yes nor no")
    assert (problem.severity, problem.cell, problem.seen) == (Severity.ERROR, "C2", "please!")
    assert problem.remedy == "Type yes or no in the cell; until then it counts as yes."


def test_a_row_that_holds_only_unreadable_cells_is_still_a_row(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, [HEADER, RENT, [None, None, "a lot"]])
    assert len(reading.book[BILLS]) == 2


def test_formulas_where_values_belong_give_their_value_and_without_one_an_error(tmp_path: Path) -> None:
    rows: list[Row] = [
        HEADER,
        ["bill_1", "Rent", "=600*2 -> 1200", "monthly"],
        ["bill_2", "Water", "=600*2", "monthly"],
    ]
    reading = reading_of(tmp_path, rows)
    assert reading.book[BILLS]["amount"].tolist()[0] == 1200.0
    assert (reading.book.row(BILLS, "bill_2") or {})["amount"] is None
    assert [(p.severity.value, p.cell) for p in reading.problems if "formula" in p.message] == [
        ("error", "C3"),
        ("info", "C2"),
    ]
    assert reading.layout.places["Bills"].formulas == {(2, 3), (3, 3)}


def test_rows_right_under_a_table_belong_to_it_and_a_note_further_down_does_not(tmp_path: Path) -> None:
    rows: list[Row] = [HEADER, RENT, WATER, [None], [None, "a note to myself"]]
    path = write_workbook(tmp_path / "b.xlsx", {"Bills": rows[:2]}, tables={"Bills": "Bills"})
    from openpyxl import load_workbook

    book = load_workbook(path)
    for column, value in enumerate(WATER, 1):
        book["Bills"].cell(3, column, value)
    book["Bills"]["B6"] = "a note to myself"
    book.save(path)
    reading = read_workbook(path, (BILLS,))
    assert list(reading.book[BILLS].index) == ["bill_1", "bill_2"]


def test_a_sum_under_a_table_is_no_row_of_it(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"Bills": [HEADER, RENT]}, tables={"Bills": "Bills"})
    from openpyxl import load_workbook

    book = load_workbook(path)
    book["Bills"]["A3"], book["Bills"]["C3"] = "Total", "=SUM(C2:C2)"
    book.save(path)
    assert list(read_workbook(path, (BILLS,)).book[BILLS].index) == ["bill_1"]


def test_missing_and_doubled_headers_are_told(tmp_path: Path) -> None:
    rows: list[Row] = [["ID", "Name", "Cadence", "Name"], ["bill_1", "Rent", "monthly", "other"]]
    reading = reading_of(tmp_path, rows)
    assert only(reading, "no column Amount").severity is Severity.ERROR
    assert only(reading, "no column Payee").severity is Severity.INFO
    assert only(reading, "stands in B1 and D1").cell == "B1"
    assert "name" in reading.layout.places["Bills"].blocked


def test_a_missing_sheet_is_one_problem_and_the_others_are_read(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"Bills": [HEADER, RENT]})
    reading = read_workbook(path, (BILLS, PAYMENTS))
    assert len(reading.book[BILLS]) == 1
    assert only(reading, "There is no sheet Payments").severity is Severity.ERROR


def test_a_settings_row_without_a_key_is_left_out_and_told(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"Settings": [*SETTING_ROWS, [None, 7.0]]})
    reading = read_workbook(path, (SETTINGS,))
    assert list(reading.book[SETTINGS].index) == ["buffer_min"]
    assert only(reading, "left out").cell == "A3"


def test_blank_rows_between_others_are_gaps_to_fill(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, [HEADER, RENT, [None], WATER])
    place = reading.layout.places["Bills"]
    assert (place.gaps, place.last_row) == ((3,), 4)


def test_cells_spread_over_the_whole_sheet_do_not_exhaust_the_memory(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"Bills": [HEADER, RENT]})
    from openpyxl import load_workbook

    book = load_workbook(path)
    book["Bills"]["ZZ1048576"] = 1
    book.save(path)
    reading = read_workbook(path, (BILLS,))
    assert only(reading, "so far apart").severity is Severity.ERROR
    assert "Bills" not in reading.layout.places


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "empty"), (b"a,b\n1,2\n", "not"), (b"PK\x03\x04 cut", "cut|truncated|not")]
)
def test_what_is_no_workbook_is_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=sentence) as caught:
        read_workbook(path, TABLES)
    assert str(caught.value).endswith(".")
