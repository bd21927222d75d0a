"""The formulas in the file give what the app computes: every one, in a real spreadsheet program."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.utils import coordinate_to_tuple
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from io_xlsx.template import front, new_workbook, sheets
from models.budget import ENVELOPES
from models.budget.buffer import buffer_check
from models.budget.due import due_frame
from models.budget.snapshot import day_of, snapshot
from models.core.book import Book
from models.core.calculated import calculated
from models.core.columns import CADENCES
from models.core.schema import Value
from models.core.values import plain
from models.dashboard import DASHBOARD
from models.dashboard.figures import MONTHS as SHOWN_MONTHS
from models.dashboard.names import setting_name
from models.dashboard.sheet import MONTHS as MONTHS_ROW
from models.demo import demo
from models.settings import value_of
from models.starter import starter
from tests.libreoffice import LibreOffice, stored_cells
from tests.models.books import book_of

DAY = dt.date(2026, 3, 31)
WRONG = 987_654_321
NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
Place = tuple[str, int, int]


def expected(book: Book, as_of: dt.date) -> dict[Place, Value]:
    """Every formula of a new workbook with the app's value: sheet, row and column from 1."""
    places = {(DASHBOARD.sheet, *coordinate_to_tuple(at)): value for at, value in DASHBOARD.values(book, as_of).items()}
    for table in book.tables.values():
        figures = calculated(book, table, as_of)
        for column in table.calculated:
            number = table.columns.index(column) + 1
            for row, value in enumerate(figures[column.name].array, 2):
                places[table.sheet, row, number] = plain(value)
    return places


def differences(book: Book, as_of: dt.date, cells: Mapping[str, Mapping[tuple[int, int], object]]) -> list[str]:
    """Where a file's value is not the app's."""
    return [
        f"{sheet}!R{row}C{column}: app {value!r}, file {found!r}"
        for (sheet, row, column), value in expected(book, as_of).items()
        if not _same(found := cells.get(sheet, {}).get((row, column)), value)
    ]


def _same(found: object, value: Value) -> bool:
    if value is None or found is None:
        return (found or "") == (value or "")
    if isinstance(found, dt.datetime):
        return found.date() == value
    if isinstance(found, (int, float)) and isinstance(value, (int, float)):
        return math.isclose(found, value, rel_tol=1e-14, abs_tol=1e-9)
    return found == value


def written(path: Path, book: Book, as_of: dt.date = DAY) -> Path:
    new_workbook(path, book, as_of, DASHBOARD, {"Valhalla Workbook": "test"}, holds_day=True)
    return path


def edge_cases() -> Book:
    """Rows as people leave them: blanks where a figure belongs, ended bills, names that look like patterns."""
    day = dt.date
    bill: dict[str, Value] = {"amount": 100.0, "envelope": "rent"}
    return book_of(
        Properties=[
            {"id": "prop_blank"},
            {"id": "prop_zero", "arv": 0.0},
            {"id": "prop_negative", "arv": 10_000.0},
            {"id": "prop_tie", "arv": 0.05, "status": "archived"},
            {"id": "prop_cents", "arv": 123_456.78, "status": "active"},
            {"id": "prop_minus", "arv": -5.0},
            {"id": "prop_yes", "arv": 300_000.0},
        ],
        Repairs=[
            {"property_id": "prop_yes", "cost": 0.1},
            {"property_id": "prop_yes", "cost": 0.2},
            {"property_id": "prop_yes"},
            {"property_id": "prop_cents", "cost": 1.005},
            {"property_id": "prop_nobody", "cost": 7.0},
            {"cost": 9.0},
        ],
        Comps=[
            {"property_id": "prop_yes", "sold_price": 100.0},
            {"property_id": "prop_yes", "sold_price": 100.01, "included": True},
            {"property_id": "prop_yes", "sold_price": 900.0, "included": False},
            {"property_id": "prop_cents", "included": True},
            {"property_id": "prop_blank", "sold_price": 5.0, "included": False},
        ],
        Bills=[
            {**bill, "name": "weekly", "cadence": "weekly", "next_due": day(2026, 4, 1)},
            {**bill, "name": "biweekly", "cadence": "biweekly", "next_due": day(2026, 4, 1)},
            {**bill, "name": "blank cadence", "next_due": day(2026, 3, 1)},
            {**bill, "name": "seventh", "cadence": "every_n_months", "due_months": 7},
            {**bill, "name": "blank months", "cadence": "every_n_months", "amount": 0.1},
            {**bill, "name": "months out of range", "cadence": "every_n_months", "due_months": -3},
            {**bill, "name": "yearly", "cadence": "yearly", "status": "active", "envelope": "RENT"},
            {**bill, "name": "once", "cadence": "once", "next_due": day(2026, 5, 1)},
            {**bill, "name": "paused", "status": "paused", "next_due": day(2026, 1, 1)},
            {**bill, "name": "archived", "cadence": "weekly", "status": "archived"},
            {**bill, "name": "ended", "end_date": day(2026, 3, 30)},
            {**bill, "name": "ends today", "end_date": day(2026, 3, 31), "envelope": "fun*"},
            {**bill, "name": "no amount", "amount": None, "next_due": day(2026, 4, 1)},
            {**bill, "name": "unknown envelope", "envelope": "yacht"},
            {**bill, "name": "no envelope", "envelope": None, "amount": 0.03, "cadence": "biweekly"},
            {"amount": 12.34, "next_due": day(2026, 4, 1)},
        ],
        Envelopes=[
            {"name": "rent", "monthly_target": 1000.0, "rollover": True, "created_at": "2025-12-31T23:00:00Z"},
            {"name": "fun*", "rollover": False, "created_at": "2020-01-01T00:00:00Z"},
            {"name": "funfair", "monthly_target": 50.0, "rollover": True},
            {"name": "later", "monthly_target": 50.0, "rollover": True, "created_at": "2026-04-01T00:00:00Z"},
            {"name": "now", "monthly_target": 50.0, "rollover": True, "created_at": "2026-03-01T00:00:00Z"},
            {"monthly_target": 7.0},
            {"name": "Rent", "monthly_target": 33.33, "rollover": True, "created_at": "2026-01-15T00:00:00Z"},
        ],
        Ledger=[
            {"date": day(2026, 3, 1), "kind": "expense", "amount": 0.1, "envelope": "rent"},
            {"date": day(2026, 3, 31), "kind": "expense", "amount": 0.2, "envelope": "Rent"},
            {"date": day(2026, 2, 28), "amount": 400.0, "envelope": "rent"},
            {"date": day(2025, 12, 1), "amount": 900.0, "envelope": "rent"},
            {"date": day(2025, 11, 30), "amount": 9000.0, "envelope": "rent"},
            {"date": day(2026, 4, 1), "amount": 80_000.0, "envelope": "rent"},
            {"date": day(2026, 3, 2), "kind": "income", "amount": 2000.0, "envelope": "rent"},
            {"date": day(2026, 3, 2), "kind": "transfer", "amount": 300.0, "envelope": "rent"},
            {"date": day(2026, 3, 3), "amount": 5.0, "envelope": "fun*"},
            {"date": day(2026, 3, 3), "amount": 6.0, "envelope": "funfair"},
            {"date": day(2026, 3, 3), "amount": 1.005},
            {"amount": 12.0, "envelope": "rent"},
            {"date": day(2026, 3, 3), "envelope": "rent"},
        ],
        Deals=[
            {"stage": "new", "asking_price": 100.0, "mao": -5.5},
            {"stage": "dead", "asking_price": 0.1},
            {"stage": "dead", "asking_price": 0.2},
            {},
        ],
        Followups=[
            {"status": "open", "due_date": day(2026, 3, 30)},
            {"due_date": day(2026, 3, 1)},
            {"due_date": day(2026, 3, 31)},
            {"status": "done", "due_date": day(2026, 3, 1)},
            {"status": "open"},
        ],
        Settings=[
            {"key": "default_fee", "value": "0"},
            {"key": "default_arv_pct", "value": "0.7"},
            {"key": "income_target", "value": "1000"},
            {"key": "buffer_min", "value": "-1"},
        ],
    )


def random_cases() -> Book:
    """Many bills and ledger lines whose sums end near half a cent, which is where roundings part."""
    dice = random.Random(7)
    names = ["rent", "fuel", "kids", "misc"]
    bills: list[dict[str, Value]] = [
        {
            "amount": dice.randint(1, 400) / 100,
            "cadence": dice.choice([*CADENCES, None]),
            "due_months": dice.choice([None, *range(1, 25)]),
            "envelope": dice.choice([*names, None]),
            "end_date": dice.choice([None, None, DAY, DAY - dt.timedelta(days=1)]),
            "next_due": DAY + dt.timedelta(days=dice.randint(-3, 3)),
        }
        for _ in range(300)
    ]
    ledger: list[dict[str, Value]] = [
        {
            "date": DAY - dt.timedelta(days=dice.randint(-40, 400)),
            "kind": dice.choice(["income", "expense", "expense", "transfer", None]),
            "amount": dice.randint(1, 10**7) / 1000,
            "envelope": dice.choice([*names, None]),
        }
        for _ in range(400)
    ]
    envelopes: list[dict[str, Value]] = [
        {"name": n, "monthly_target": 0.105, "rollover": True, "created_at": "2025-06-09T00:00:00Z"} for n in names
    ]
    properties: list[dict[str, Value]] = [{"id": f"prop_{n}", "arv": (2 * n + 1) / 20} for n in range(200)]
    repairs: list[dict[str, Value]] = [
        {"property_id": f"prop_{dice.randrange(200)}", "cost": dice.randint(1, 10**6) / 1000} for _ in range(400)
    ]
    return book_of(Bills=bills, Ledger=ledger, Envelopes=envelopes, Properties=properties, Repairs=repairs)


BOOKS = {"edge cases": edge_cases(), "starter": starter(NOW), "demo": demo(DAY), "random": random_cases()}
every_book = pytest.mark.parametrize("book", list(BOOKS.values()), ids=list(BOOKS))


@every_book
def test_stored_values_are_the_apps(tmp_path: Path, book: Book) -> None:
    assert differences(book, DAY, stored_cells(written(tmp_path / "new.xlsx", book))) == []


@pytest.fixture
def wrong_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every formula of a new workbook is stored with a result that cannot be right."""

    def write(sheet: Worksheet, row: int, column: int, formula: str, value: Value, style: Format) -> None:
        sheet.write_formula(row, column, f"={formula}", style, WRONG)

    monkeypatch.setattr(sheets, "put_formula", write)
    monkeypatch.setattr(front, "put_formula", write)


@pytest.mark.usefixtures("wrong_results")
def test_a_wrong_stored_result_would_be_noticed_in_every_cell(tmp_path: Path) -> None:
    book = edge_cases()
    found = differences(book, DAY, stored_cells(written(tmp_path / "wrong.xlsx", book)))
    assert len(found) == len(expected(book, DAY)) - 1  # the day itself is no formula here


@pytest.mark.usefixtures("wrong_results")
@every_book
def test_recalculation_gives_the_apps_values(tmp_path: Path, book: Book, libreoffice: LibreOffice) -> None:
    """The file starts with wrong results everywhere: what is right afterwards was calculated."""
    assert differences(book, DAY, libreoffice.cells(written(tmp_path / "wrong.xlsx", book))) == []


MONTHS = (dt.date(2026, 3, 1), dt.date(2025, 12, 1), dt.date(2026, 4, 1))


@pytest.mark.usefixtures("wrong_results")
@pytest.mark.parametrize("month", MONTHS, ids=str)
@pytest.mark.parametrize("book", [BOOKS[name] for name in ("edge cases", "demo", "random")])
def test_snapshot_and_buffer_are_what_the_workbook_calculates(
    tmp_path: Path, book: Book, month: dt.date, libreoffice: LibreOffice
) -> None:
    """The commands' figures of any month, against the Dashboard and Envelopes with a day of that month in AsOf."""
    day = day_of(month, DAY)
    cells = libreoffice.cells(written(tmp_path / "wrong.xlsx", book, day))
    board, sheet = cells[DASHBOARD.sheet], cells[ENVELOPES.sheet]
    check = buffer_check(book, day)
    target = "not set" if check.income_target is None else check.income_target
    figures = (target, check.bills_monthly_est, check.buffer_min, check.projected_after_buffer)
    assert all(_same(board.get((5, column)), figure) for column, figure in enumerate(figures, 2))

    found = snapshot(book, month, DAY, due_frame([]))
    flows = (found.ledger_month.income, found.ledger_month.expense, found.ledger_month.net)
    last = MONTHS_ROW + 1 + SHOWN_MONTHS
    assert [board[last, column] for column in (3, 4, 5)] == pytest.approx(flows, abs=1e-9)
    assert found.bills_monthly_est == check.bills_monthly_est

    places = {column.name: number for number, column in enumerate(ENVELOPES.columns, 1)}
    names = ("name", "bills_monthly", "spent_this_month", "remaining")
    rows = [[sheet.get((row, places[name])) for name in names] for row in range(2, len(book[ENVELOPES]) + 2)]
    lines: list[tuple[Value, ...]] = [
        (one.name, one.bills_monthly, one.spent, one.remaining) for one in found.envelopes
    ]
    for row, line in zip((row for row in rows if row[0]), lines, strict=True):
        assert all(_same(cell, figure) for cell, figure in zip(row, line, strict=True)), (row, line)


def test_a_day_written_into_the_dashboard_moves_every_figure(tmp_path: Path, libreoffice: LibreOffice) -> None:
    book, later = demo(DAY), dt.date(2026, 5, 4)
    path = tmp_path / "live.xlsx"
    new_workbook(path, book, DAY, DASHBOARD, {})
    libreoffice.edit_and_save(path, [(DASHBOARD.sheet, "J2", later)])
    assert differences(book, later, stored_cells(path)) == []
    assert len(differences(book, DAY, stored_cells(path))) > 20


TYPED = {
    "default_fee": "0",
    "buffer_min": "12.5",
    "default_closing_costs": "-1",
    "default_buffer": "much",
    "income_target": " 5 ",
    "refi_costs": "1,000",
    "default_arv_pct": "70%",
    "default_target_ltv": "70",
    "vacancy": "1",
    "management": "",
    "selling_pct": "(0.1)",
    "holding_months": "120",
}


def test_settings_typed_as_text_count_as_the_app_reads_them(tmp_path: Path, libreoffice: LibreOffice) -> None:
    """A value in Settings may be text: its cell is formatted so, or an apostrophe stands before the number."""
    path = tmp_path / "typed.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        typed, seen = workbook.add_worksheet("Settings"), workbook.add_worksheet("Seen")
        columns = [{"header": "Key"}, {"header": "Value"}]
        typed.add_table(0, 0, len(TYPED), 1, {"name": "Settings", "columns": columns})
        for row, (key, text) in enumerate(TYPED.items(), 1):
            typed.write_string(row, 0, key)
            typed.write_string(row, 1, text)
            workbook.define_name(key, f"={setting_name(key).text}")
            seen.write_formula(row, 0, f"={key}", None, WRONG)
    book = book_of(Settings=[{"key": key, "value": text or None} for key, text in TYPED.items()])
    cells = libreoffice.cells(path)["Seen"]
    assert [cells.get((row, 1)) or 0 for row in range(2, len(TYPED) + 2)] == [value_of(book, key) or 0 for key in TYPED]
