"""Valhalla and a real spreadsheet program at the same workbook: each reads what the other wrote, and both agree."""

from __future__ import annotations

import datetime as dt
import math
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl.utils import coordinate_to_tuple

from app.session import Session
from io_xlsx.plan import _Draft
from io_xlsx.template import new_workbook
from models.bills import BILLS, PAYMENTS
from models.budget import ENVELOPES, LEDGER
from models.core.calculated import calculated
from models.core.edit import add_row, remove_rows, set_fields
from models.core.schema import Value
from models.core.values import plain
from models.dashboard import DASHBOARD
from models.demo import demo
from models.settings import SETTINGS
from models.starter import starter
from models.underwriting import COMPS, PROPERTIES, REPAIRS
from tests.libreoffice import Edit, LibreOffice, stored_cells
from tests.workbooks import DAY, NOW

ORIGIN = Path(__file__).parent / "data" / "origin.xlsx"
ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "Err:")
Cells = Mapping[str, Mapping[tuple[int, int], object]]


# --- comparing ---


def opened(path: Path) -> Session:
    return Session.open(path, journals=path.parent / "journals", as_of=DAY, clock=lambda: NOW)


def reread(path: Path) -> Session:
    """What the file itself says: without a journal."""
    return Session.open(path, journals=path.parent / "none", as_of=DAY, write=False)


def figures(session: Session, day: dt.date) -> Iterator[tuple[str, str, Value]]:
    """Sheet, cell and the app's value of every calculated cell and every figure of the Dashboard."""
    for at, value in DASHBOARD.values(session.book, day).items():
        yield DASHBOARD.sheet, at, value
    for place in session.base.layout.places.values():
        values = calculated(session.book, place.table, day)
        for column in place.table.calculated:
            for row_id, value in zip(values.index, values[column.name].array, strict=True):
                yield place.sheet, place.cell(row_id, column.name), plain(value)


def differences(path: Path, cells: Cells, day: dt.date = DAY) -> list[str]:
    """Where the values are not those that the app gives for the workbook at `path`, and every error in any cell."""
    wrong = [
        f"{sheet}!{at}: app {value!r}, file {found!r}"
        for sheet, at, value in figures(reread(path), day)
        if not same(found := cells[sheet].get(coordinate_to_tuple(at)), value)
    ]
    errors = [f"{sheet}!{at}: {value}" for sheet, at, value in texts(cells) if value.startswith(ERRORS)]
    return wrong + errors


def texts(cells: Cells) -> Iterator[tuple[str, tuple[int, int], str]]:
    for sheet, found in cells.items():
        yield from ((sheet, at, value) for at, value in found.items() if isinstance(value, str))


def same(found: object, value: Value) -> bool:
    if value is None or found is None:
        return (found or "") == (value or "")
    if isinstance(found, dt.datetime):
        return found.date() == value
    if isinstance(found, int | float) and isinstance(value, int | float):
        return math.isclose(found, value, rel_tol=1e-12, abs_tol=1e-9)
    return found == value


def values_of(session: Session, table: str, row_id: str, *names: str) -> list[Value]:
    row = session.book.row(table, row_id) or {}
    return [row[name] for name in names]


def found_problems(session: Session) -> list[tuple[str, str, str]]:
    """But for the bills that have no dates: the file was made before dates were asked for."""
    found = [p for p in session.problems() if not p.message.endswith("has no due dates.")]
    return sorted((p.severity.value, f"{p.sheet}!{p.cell}", p.message) for p in found)


# --- what Valhalla wrote, calculated by LibreOffice ---


@pytest.fixture(params=[demo(DAY), starter(NOW)], ids=["demo", "new"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The day stands in the cell AsOf, so that LibreOffice counts from the same day as the app."""
    path = tmp_path / "book.xlsx"
    new_workbook(path, request.param, DAY, DASHBOARD, {"Valhalla Workbook": "realclient000000"}, holds_day=True)
    return path


def change_much(session: Session) -> None:
    """Rows set, added and deleted where formulas count them; saved, then one undo, left to be saved."""

    def do(*arguments: object, by: Callable[..., object]) -> None:
        session.do(by(session.book, *arguments))  # type: ignore[arg-type]  # each gives a change set

    for number in range(3):
        do(BILLS, {"name": f"Bill {number}", "amount": 10.1 + number, "envelope": "fuel"}, NOW, by=add_row)
        do(PROPERTIES, {"id": f"prop_{number}", "address": f"{number} New St", "arv": 2e5}, NOW, by=add_row)
        do(REPAIRS, {"property_id": "prop_0", "item": "Roof", "cost": 0.1 * number}, NOW, by=add_row)
        do(COMPS, {"property_id": f"prop_{number}", "sold_price": 1e5 + number}, NOW, by=add_row)
    for kind, amount in (("expense", 12.34), ("income", 5e3), ("transfer", 700.0), ("expense", 0.01)):
        do(LEDGER, {"date": DAY, "kind": kind, "amount": amount, "envelope": "kids"}, NOW, by=add_row)
    do(ENVELOPES, session.book[ENVELOPES].index[2], {"monthly_target": 432.1, "rollover": True}, NOW, by=set_fields)
    do(SETTINGS, "default_fee", {"value": "7500"}, NOW, by=set_fields)
    do(SETTINGS, "income_target", {"value": "9000"}, NOW, by=set_fields)
    session.save()
    do(BILLS, list(session.book[BILLS].index[:2]), by=remove_rows)
    do(LEDGER, list(session.book[LEDGER].index[1:3]), by=remove_rows)
    session.save()
    do(ENVELOPES, session.book[ENVELOPES].index[0], {"name": "lodging"}, NOW, by=set_fields)
    session.save()
    session.undo()


def test_recalculated_as_written_and_after_edits_every_figure_is_the_apps(path: Path, libreoffice: LibreOffice) -> None:
    assert differences(path, libreoffice.cells(path)) == []
    with closing(opened(path)) as session:
        change_much(session)
        session.save()
        assert reread(path).book == session.book
    assert differences(path, stored_cells(path)) == []
    assert differences(path, libreoffice.cells(path)) == []


def test_a_stored_result_that_was_not_renewed_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Draft, "renew", lambda *_: None)
    path = Path(shutil.copy(ORIGIN, tmp_path / "book.xlsx"))
    with closing(opened(path)) as session:
        session.do(set_fields(session.book, BILLS, "bill_rent", {"amount": 2_000.0}, NOW))
        session.save()
    assert [text[:12] for text in differences(path, stored_cells(path))] == ["Bills!Q2: ap", "Envelopes!E2"]


def test_a_table_that_did_not_grow_would_be_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, libreoffice: LibreOffice
) -> None:
    monkeypatch.setattr(_Draft, "_table_edits", lambda _: ())
    path = Path(shutil.copy(ORIGIN, tmp_path / "book.xlsx"))
    with closing(opened(path)) as session:
        session.do(add_row(session.book, LEDGER, {"date": DAY, "amount": 50.0, "envelope": "kids"}, NOW))
        session.save()
    assert differences(path, stored_cells(path)) == []
    assert any(text.startswith("Envelopes!F7") for text in differences(path, libreoffice.cells(path)))


# --- what LibreOffice wrote, read by Valhalla ---

CELLS: list[Edit] = [
    ("Bills", "C2", 1_500.25),
    ("Bills", "B3", "Strom & Gas"),
    ("Bills", "G3", dt.date(2026, 1, 18)),
    ("Bills", "K3", True),
    ("Bills", "C5", "$1,200.00"),
    ("Bills", "G4", "03/04/2026"),
    ("Bills", "D5", "fortnightly"),
    ("Ledger", "E3", None),
    ("Ledger", "B6", dt.date(2026, 3, 4)),
    ("Ledger", "C6", "expense"),
    ("Ledger", "D6", 60),
    ("Ledger", "E6", "fuel"),
]
MORE = """
sheet = doc.Sheets.getByName("Repairs")
sheet.copyRange(sheet.getCellRangeByName("A5").CellAddress, sheet.getCellRangeByName("A2:H2").RangeAddress)
sheet = doc.Sheets.getByName("Bills")
sheet.Columns.insertByIndex(2, 1)
sheet.moveRange(sheet.getCellRangeByName("C1").CellAddress, sheet.getCellRangeByName("M1:M6").RangeAddress)
sheet.Columns.removeByIndex(12, 1)
doc.Sheets.getByName("Comps").Rows.removeByIndex(2, 1)
doc.Sheets.getByName("Properties").Name = "Houses"
""".strip().splitlines()


@pytest.fixture(scope="module")
def edited(libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The origin after an afternoon of a person in LibreOffice."""
    path = Path(shutil.copy(ORIGIN, tmp_path_factory.mktemp("edited") / "book.xlsx"))
    libreoffice.edit_and_save(path, CELLS, statements=MORE)
    return path


@pytest.fixture
def session(edited: Path, tmp_path: Path) -> Iterator[Session]:
    with closing(opened(Path(shutil.copy(edited, tmp_path / "book.xlsx")))) as session:
        yield session


def test_what_libreoffice_wrote_is_read(session: Session) -> None:
    origin = reread(ORIGIN)
    assert values_of(session, "Bills", "bill_rent", "amount", "name", "envelope") == [1_500.25, "Rent", "rent"]
    names = ("name", "start_date", "autopay", "amount")
    assert values_of(session, "Bills", "bill_power", *names) == ["Strom & Gas", dt.date(2026, 1, 18), True, 96.4]
    assert values_of(session, "Bills", "bill_gym", "amount", "cadence") == [1_200.0, None]
    assert values_of(session, "Bills", "bill_water", "start_date") == [None]
    assert session.book[PROPERTIES].equals(origin.book[PROPERTIES])
    assert session.book[COMPS].equals(origin.book[COMPS].iloc[:1])
    ledger = session.book[LEDGER]
    assert ledger["envelope"].fillna("").tolist() == ["rent", "", "", "fuel", "fuel"]
    assert ledger["amount"].tolist() == [1_450.0, 83.17, 2_900.0, 41.05, 60.0]
    assert session.book[REPAIRS]["item"].tolist() == ["Roof", "Furnace", "Paint", "Roof"]
    assert session.place("Properties", "prop_elm", "address") == "B2"


def test_what_is_wrong_is_listed_and_nothing_else(session: Session) -> None:
    copied = session.book[REPAIRS].index[0]
    assert found_problems(session) == [
        ("error", "Bills!E5", f"“fortnightly” is not one of {', '.join(BILLS['cadence'].choices)}."),
        ("error", "Bills!H4", "“03/04/2026” may mean 2026-03-04 or 2026-04-03: type one of them."),
        ("info", "Bills!D5", "“$1,200.00”: the text was read as a number."),
        ("info", "Ledger!A6", "This row has no ID yet."),
        ("warning", "Repairs!A2", f"{copied} stands in two rows; this one, the first, keeps it."),
        ("warning", "Repairs!A5", f"{copied} stands in A2 already: this row is a copy."),
    ]


def test_the_next_save_puts_ids_in_and_the_tables_grow(session: Session, libreoffice: LibreOffice) -> None:
    session.do(set_fields(session.book, SETTINGS, "default_fee", {"value": "8000"}, NOW))
    session.save()
    again = reread(session.path)
    assert again.book == session.book
    assert not [p for p in again.problems() if "ID" in p.message]
    tables = {info.name: str(info.area) for sheet in again.base.layout.structure.sheets for info in sheet.tables}
    assert (tables["Ledger"], tables["Repairs"]) == ("A1:L6", "A1:H5")
    unread = stored_cells(session.path)["Bills"]
    assert (unread[5, 5], unread[4, 8]) == ("fortnightly", "03/04/2026")
    assert differences(session.path, stored_cells(session.path)) == []
    assert differences(session.path, libreoffice.cells(session.path)) == []


REORDER = """
Dim field(0) As New com.sun.star.table.TableSortField
field(0).Field = 2
Dim way(1) As New com.sun.star.beans.PropertyValue
way(0).Name = "SortFields"
way(0).Value = field()
way(1).Name = "ContainsHeader"
way(1).Value = False
doc.Sheets.getByName("Bills").getCellRangeByName("A2:T5").sort(way())
doc.Sheets.getByName("Repairs").Rows.insertByIndex(2, 1)
doc.Sheets.getByName("Ledger").getCellRangeByName("A2:L3").clearContents(1023)
""".strip().splitlines()


def test_rows_sorted_inserted_and_cleared_there_go_on_as_usual(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path, day = Path(shutil.copy(ORIGIN, tmp_path / "book.xlsx")), dt.date(2026, 2, 25)
    libreoffice.edit_and_save(path, [("Dashboard", "J2", day)], statements=REORDER)
    with closing(opened(path)) as session:
        (told,) = found_problems(session)
        assert told[:2] == ("warning", "Dashboard!J2")
        assert session.book[BILLS]["name"].tolist() == ["Rent", "Water", "Hydro", "Gym"]
        assert (len(session.book[REPAIRS]), len(session.book[LEDGER])) == (3, 2)
        for amount in (3.0, 4.0, 5.0):
            session.do(add_row(session.book, LEDGER, {"date": day, "amount": amount, "envelope": "kids"}, NOW))
        session.do(set_fields(session.book, BILLS, "bill_power", {"amount": 99.0}, NOW))
        session.save()
        assert reread(path).book == session.book
    assert differences(path, stored_cells(path), day) == []
    assert differences(path, libreoffice.cells(path), day) == []


# --- both at once ---


def test_edits_of_both_sides_are_in_the_merged_file(tmp_path: Path, libreoffice: LibreOffice) -> None:
    path = Path(shutil.copy(ORIGIN, tmp_path / "book.xlsx"))
    with closing(opened(path)) as session:
        session.do(set_fields(session.book, BILLS, "bill_rent", {"amount": 1_600.0}, NOW))
        session.do(add_row(session.book, LEDGER, {"date": DAY, "amount": 7.5, "envelope": "kids"}, NOW))
        session.do(remove_rows(session.book, PAYMENTS, [session.book[PAYMENTS].index[0]]))
        theirs: list[Edit] = [
            ("Bills", "B2", "The rent"),
            ("Bills", "C3", 101.5),
            ("Ledger", "B6", DAY),
            ("Ledger", "D6", 8.25),
            ("Ledger", "E6", "kids"),
        ]
        libreoffice.edit_and_save(path, theirs)
        session.save()
        assert values_of(session, "Bills", "bill_rent", "amount", "name") == [1_600.0, "The rent"]
        assert values_of(session, "Bills", "bill_power", "amount") == [101.5]
        assert session.book[LEDGER]["amount"].tolist()[-2:] == [8.25, 7.5]
        assert len(session.book[PAYMENTS]) == 1
        assert "save of" in session.notices[-1]
        assert reread(path).book == session.book
        assert differences(path, libreoffice.cells(path)) == []
        session.undo()
        session.save()
        assert len(reread(path).book[PAYMENTS]) == 2
        assert differences(path, stored_cells(path)) == []
