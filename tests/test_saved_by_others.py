"""Our workbook as other programs saved it (tests/data/make.py): read as it was, patched and otherwise left alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.session import Session
from io_xlsx.parts.cells import RawCell, cell_name, iter_cells
from io_xlsx.parts.package import Package
from io_xlsx.parts.structure import read_structure
from io_xlsx.patch.patcher import CellEdit, SheetEdit, WorkbookEdit, patch
from models.bills import BILLS, PAYMENTS
from models.budget import LEDGER
from models.core.change import ChangeSet
from models.core.edit import add_row, remove_rows, set_fields
from models.core.problem import Problem
from models.core.schema import Value
from tests.libreoffice import stored_cells
from tests.workbooks import DAY, NOW

DATA = Path(__file__).parent / "data"
ORIGIN = DATA / "origin.xlsx"
BY_LIBREOFFICE = sorted(path.stem for path in DATA.glob("lo_*.xlsx"))
WITH_RESULTS = ["origin", *BY_LIBREOFFICE]  # formulas have stored results
OTHERS = [*BY_LIBREOFFICE, "openpyxl", "xlsxwriter"]
STAMP, NOTED = "docProps/custom.xml", {"xl/workbook.xml", "docProps/custom.xml"}
BELONGINGS = ("chart", "drawing", "media", "comment", "pivot")
Cells = dict[tuple[int, int], RawCell]


def opened(path: Path, *, write: bool = True) -> Session:
    journals = path.parent / ("journals" if write else "none")
    return Session.open(path, journals=journals, as_of=DAY, clock=lambda: NOW, write=write)


@pytest.fixture
def path(tmp_path: Path, name: str) -> Path:
    return Path(shutil.copy(DATA / f"{name}.xlsx", tmp_path / "book.xlsx"))


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    with closing(opened(path)) as session:
        yield session


def renamed(session: Session) -> ChangeSet:
    return set_fields(session.book, BILLS, "bill_power", {"name": "Power"}, NOW)


def package(path: Path) -> Package:
    return Package(path.read_bytes(), path)


def changed_parts(before: Package, after: Package) -> set[str]:
    """Worksheets by the names of their tabs."""
    tabs = {sheet.part: sheet.name for sheet in read_structure(after).sheets}
    names = {name for name in (*before.names, *after.names) if not same_part(before, after, name)}
    return {tabs.get(name, name) for name in names}


def same_part(before: Package, after: Package, name: str) -> bool:
    return name in before and name in after and before.read(name) == after.read(name)


def cells_of(content: Package, sheet: str) -> Cells:
    info = read_structure(content).sheet(sheet)
    assert info is not None
    return {(cell.row, cell.column): cell for cell in iter_cells(content.read(info.part))}


def changed_cells(before: Package, after: Package, sheet: str) -> set[str]:
    """Cells with another content, formula or style."""
    old, new = cells_of(before, sheet), cells_of(after, sheet)
    return {cell_name(*at) for at in old.keys() | new.keys() if old.get(at) != new.get(at)}


def parts_like(content: Package, *words: str) -> dict[str, bytes]:
    return {name: content.read(name) for name in content.names if any(word in name.lower() for word in words)}


def problems_of(session: Session) -> list[Problem]:
    """What is found wrong, but for the bills that have no dates: the files were made before dates were asked for."""
    return [one for one in session.problems() if not one.message.endswith("has no due dates.")]


@pytest.mark.parametrize("name", OTHERS)
def test_the_book_is_the_one_it_was_made_from_and_nothing_is_wrong(session: Session) -> None:
    assert session.book == opened(ORIGIN, write=False).book
    assert problems_of(session) == []
    assert session.read_only == ""


@pytest.mark.parametrize(
    ("name", "words", "count"),
    [
        ("lo_saved", ("charts/chart",), 3),
        ("lo_notes", ("comments", "vmldrawing"), 2),
        ("lo_picture", ("media/",), 1),
        ("lo_pivot", ("pivottables/pivot", "pivotcache/pivot"), 3),
        ("openpyxl", ("charts/chart",), 3),
    ],
)
def test_the_files_hold_what_they_are_there_for(path: Path, words: tuple[str, ...], count: int) -> None:
    assert len(parts_like(package(path), *words)) == count


@pytest.mark.parametrize("name", ["lo_formats"])
def test_a_conditional_format_grows_with_its_table_and_no_other_range_does(session: Session, path: Path) -> None:
    before = ranges(package(path), "Ledger")
    assert "conditionalFormatting D2:D5" in before
    session.do(add_row(session.book, LEDGER, {"date": DAY, "amount": 2_000.0}, NOW))
    session.save()
    assert ranges(package(path), "Ledger") ^ before == {"conditionalFormatting D2:D5", "conditionalFormatting D2:D6"}


def ranges(content: Package, sheet: str) -> set[str]:
    """Those of conditional formats and dropdowns."""
    info = read_structure(content).sheet(sheet)
    assert info is not None
    found = re.findall(
        r'<(conditionalFormatting|dataValidation) [^>]*?sqref="([^"]+)"', content.read(info.part).decode()
    )
    return {" ".join(words) for words in found}


@pytest.mark.parametrize("name", ["lo_moved"])
def test_tables_are_found_where_a_person_moved_them(session: Session) -> None:
    assert session.place("Properties", "prop_elm", "address") == "B2"
    assert session.base.layout.places["Properties"].sheet == "Houses"
    assert session.base.layout.places["Ledger"].header_row == 4
    assert session.place("Bills", "bill_rent", "payee") == "C2"
    assert session.place("Bills", "bill_rent", "amount") == "D2"


@pytest.mark.parametrize("name", WITH_RESULTS)
def test_one_cell_changes_its_row_the_stamp_and_nothing_else(session: Session, path: Path) -> None:
    before = package(path)
    session.do(renamed(session))
    session.save()
    after = package(path)
    assert {"Bills", STAMP} <= changed_parts(before, after) <= {"Bills", *NOTED}
    place = session.base.layout.places["Bills"]
    assert changed_cells(before, after, "Bills") == {place.cell("bill_power", at) for at in ("name", "updated_at")}
    assert parts_like(before, *BELONGINGS) == parts_like(after, *BELONGINGS)
    assert opened(path, write=False).book == session.book


@pytest.mark.parametrize("name", WITH_RESULTS)
def test_only_what_is_calculated_from_it_follows_an_amount(session: Session, path: Path) -> None:
    before, place = package(path), session.base.layout.places["Bills"]
    session.do(set_fields(session.book, BILLS, "bill_power", {"amount": 120.0}, NOW))
    session.save()
    after = package(path)
    assert {"Bills", "Envelopes", "Dashboard", STAMP} <= changed_parts(before, after)
    assert changed_parts(before, after) <= {"Bills", "Envelopes", "Dashboard", *NOTED}
    names = ("amount", "next_due", "monthly_est", "updated_at")  # nobody had written Next Due yet
    assert changed_cells(before, after, "Bills") == {place.cell("bill_power", at) for at in names}
    assert changed_cells(before, after, "Envelopes") == {"E3"}
    assert formulas(before, "Dashboard") == formulas(after, "Dashboard")


def formulas(content: Package, sheet: str) -> dict[tuple[int, int], str]:
    return {at: cell.formula for at, cell in cells_of(content, sheet).items() if cell.formula is not None}


@pytest.mark.parametrize("name", ["origin", *OTHERS])
def test_rows_are_added_and_deleted_and_come_back_with_undo(session: Session, path: Path) -> None:
    before = package(path)
    for amount in (5.0, 6.0, 7.0):
        session.do(add_row(session.book, LEDGER, {"date": DAY, "amount": amount, "envelope": "fuel"}, NOW))
    session.do(add_row(session.book, BILLS, {"name": "Phone", "amount": 55.0, "envelope": "misc"}, NOW))
    session.save()
    assert opened(path, write=False).book == session.book
    session.do(remove_rows(session.book, LEDGER, list(session.book[LEDGER].index[1:6])))
    session.do(remove_rows(session.book, PAYMENTS, list(session.book[PAYMENTS].index)))
    session.save()
    assert opened(path, write=False).book == session.book
    while session.undo():
        pass
    session.save()
    assert opened(path, write=False).book == opened(ORIGIN, write=False).book
    assert problems_of(opened(path, write=False)) == []
    assert parts_like(before, *BELONGINGS) == parts_like(package(path), *BELONGINGS)


@pytest.mark.parametrize("name", [name for name in ["origin", *OTHERS] if name != "xlsxwriter"])
def test_an_added_row_is_inside_its_table_with_its_formulas(session: Session, path: Path) -> None:
    session.do(add_row(session.book, BILLS, {"id": "bill_new", "name": "Phone", "amount": 55.0}, NOW))
    session.save()
    place = opened(path, write=False).base.layout.places["Bills"]
    assert place.list_object is not None
    assert place.list_object.last_row == place.rows["bill_new"] == 6
    cell = cells_of(package(path), place.sheet)[6, place.columns["monthly_est"]]
    assert (cell.raw, "Bills[[#This Row],[Amount]]" in (cell.formula or "")) == ("55", True)


@pytest.mark.parametrize("name", ["openpyxl"])
def test_results_that_a_program_left_out_are_put_in_with_the_first_save(session: Session, path: Path) -> None:
    assert cells_of(package(path), "Bills")[2, 17].raw == ""
    session.do(renamed(session))
    session.save()
    assert stored_cells(path)["Dashboard"] == stored_cells(ORIGIN)["Dashboard"]
    assert stored_cells(path)["Envelopes"] == stored_cells(ORIGIN)["Envelopes"]
    assert cells_of(package(path), "Bills")[2, 17].raw == "1450"


@pytest.mark.parametrize("name", ["xlsxwriter"])
def test_sheets_without_tables_get_no_formula_that_names_one(session: Session, path: Path) -> None:
    session.do(add_row(session.book, BILLS, {"name": "Phone", "amount": 55.0}, NOW))
    session.save()
    assert formulas(package(path), "Bills") == {}
    assert not [sheet.name for sheet in session.sheets() if sheet.table and formulas(package(path), sheet.name)]


# --- what people do between two saves, in any program ---


def typed_in(path: Path, sheet: str, **cells: Value) -> None:
    book = load_workbook(path)
    for at, value in cells.items():
        book[sheet][at] = value
    book.save(path)


@pytest.mark.parametrize("name", ["origin"])
def test_rows_typed_under_a_table_get_ids_and_the_table_grows_over_them(path: Path) -> None:
    typed_in(path, "Ledger", B6=DAY, D6=60, E6="fuel", B7=DAY, D7=70, E7="kids")
    with closing(opened(path)) as session:
        assert [(p.cell, p.message) for p in problems_of(session)] == [
            ("A6", "This row has no ID yet."),
            ("A7", "This row has no ID yet."),
        ]
        session.do(add_row(session.book, LEDGER, {"date": DAY, "amount": 80.0}, NOW))
        session.save()
        again = opened(path, write=False)
        assert again.book == session.book
    place = again.base.layout.places["Ledger"]
    assert problems_of(again) == []
    assert place.list_object is not None
    assert place.list_object.last_row == 8
    assert again.book[LEDGER]["amount"].tolist()[-3:] == [60.0, 70.0, 80.0]


@pytest.mark.parametrize("name", ["origin"])
def test_a_row_typed_below_a_blank_one_is_told_of_and_a_total_is_not(path: Path) -> None:
    typed_in(path, "Ledger", B8=DAY, D8=60, E8="fuel")
    total = CellEdit(6, 3, "Together"), CellEdit(6, 5, 19_550.25, "SUM(Repairs[Cost])")
    content = package(path)
    with path.open("wb") as file:
        patch(content, WorkbookEdit((SheetEdit("Repairs", total),)), file)
    found = [(p.severity.value, p.sheet, p.cell, p.message) for p in problems_of(opened(path, write=False))]
    words = "Row 8 stands below the table, after a blank row: it is not read."
    assert found == [("warning", "Ledger", "A8", words)]


@pytest.mark.parametrize("name", ["origin"])
def test_yes_and_no_are_no_formulas_but_what_works_them_out_is_one(path: Path) -> None:
    typed_in(path, "Bills", K2="=TRUE()", K3="=FALSE()", K4="=1=1")
    messages = [(p.cell, p.message) for p in problems_of(opened(path, write=False))]
    assert [cell for cell, _ in messages] == ["K4"]


@pytest.mark.parametrize("name", ["origin"])
def test_results_are_those_of_the_day_that_stands_in_the_dashboard(path: Path) -> None:
    typed_in(path, "Dashboard", J2=date(2026, 2, 25))
    with closing(opened(path)) as session:
        session.do(renamed(session))
        session.save()
    spent = stored_cells(path)["Envelopes"]
    assert (spent[2, 6], spent[5, 6]) == (0, 41.05)  # rent in March, fuel in February
