"""The harness around LibreOffice can fail: it tells a wrong stored result from a right one."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.libreoffice import Edit, LibreOffice, LibreOfficeError, stored_cells

COSTS = [["R1", "P1", 3], ["R2", "P1", 7], ["R3", "P2", 5]]
TOTAL = (1, 1)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Repairs of 10 for P1, and a total that is stored as 0."""
    path = tmp_path / "repairs.xlsx"
    book = xlsxwriter.Workbook(path)
    total = book.add_worksheet("Total")
    repairs = book.add_worksheet("Repairs")
    columns = [{"header": header} for header in ("ID", "Property ID", "Cost")]
    repairs.add_table("A1:C4", {"name": "Repairs", "columns": columns, "data": COSTS})
    total.write_formula("A1", '=SUMIFS(Repairs[Cost],Repairs[Property ID],"P1")', None, 0)
    book.close()
    return path


def test_a_wrong_stored_result_is_found(libreoffice: LibreOffice, workbook: Path) -> None:
    assert stored_cells(workbook)["Total"][TOTAL] == 0
    assert libreoffice.cells(workbook)["Total"][TOTAL] == 10
    assert stored_cells(workbook)["Total"][TOTAL] == 0


def test_without_recalculation_it_would_not_be_found(libreoffice: LibreOffice, workbook: Path, tmp_path: Path) -> None:
    trusting = LibreOffice(libreoffice.program, tmp_path / "profile", recalculates=False)
    assert trusting.cells(workbook)["Total"][TOTAL] == 0


def test_edits_are_saved_and_recalculated(libreoffice: LibreOffice, workbook: Path) -> None:
    libreoffice.edit_and_save(workbook, [("Repairs", "C2", 30), ("Repairs", "B4", "P1")])
    assert stored_cells(workbook)["Total"][TOTAL] == 42


VALUES: list[bool | float | str | dt.date] = [
    2.5,
    -3,
    True,
    False,
    'a "b" & <c>',
    "=1+1",
    "007",
    "two\nlines",
    "Zoë €",
    dt.date(2026, 2, 28),
]


def test_cells_hold_what_was_asked_for(libreoffice: LibreOffice, workbook: Path) -> None:
    libreoffice.edit_and_save(workbook, [("Repairs", f"E{row}", value) for row, value in enumerate(VALUES, 1)])
    cells = stored_cells(workbook)["Repairs"]
    stored = [cells[row, 5] for row, _ in enumerate(VALUES, 1)]
    days = [value.date() if isinstance(value, dt.datetime) else value for value in stored]
    assert days == VALUES
    assert [isinstance(value, bool) for value in stored] == [isinstance(value, bool) for value in VALUES]


def test_none_empties_a_cell(libreoffice: LibreOffice, workbook: Path) -> None:
    libreoffice.edit_and_save(workbook, [("Repairs", "C2", None)])
    assert (2, 3) not in stored_cells(workbook)["Repairs"]
    assert stored_cells(workbook)["Total"][TOTAL] == 7


def test_a_row_inserted_inside_a_table_makes_it_longer(libreoffice: LibreOffice, workbook: Path) -> None:
    libreoffice.edit_and_save(workbook, (), statements=['doc.Sheets.getByName("Repairs").Rows.insertByIndex(2, 1)'])
    tables = openpyxl.load_workbook(workbook)["Repairs"].tables
    assert tables["Repairs"].ref == "A1:C5"


@pytest.mark.parametrize("edit", [("No such sheet", "A1", 1), ("Total", "no cell", 1)])
def test_an_edit_that_cannot_be_made_is_an_error(libreoffice: LibreOffice, workbook: Path, edit: Edit) -> None:
    before = workbook.read_bytes()
    with pytest.raises(LibreOfficeError, match=r"repairs\.xlsx: line"):
        libreoffice.edit_and_save(workbook, [edit])
    assert workbook.read_bytes() == before


def test_a_file_that_is_no_workbook_is_an_error(libreoffice: LibreOffice, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(LibreOfficeError):
        libreoffice.recalculated(broken)


def test_a_program_that_does_not_end_is_killed(
    libreoffice: LibreOffice, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(libreoffice, "seconds", 0.05)
        with pytest.raises(LibreOfficeError, match="did not end"):
            libreoffice.recalculated(workbook)
    assert libreoffice.cells(workbook)["Total"][TOTAL] == 10
