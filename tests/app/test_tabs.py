"""The tabs: every table has its place, a master's row chooses what belongs to it, and Today says what is so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from app.catalog import TAB_OF_TABLE, TABS
from app.frame.window import Window
from app.grid.grid import Grid
from app.jobs import wait_for_all
from app.session import Session
from app.tabs.page import Page
from app.tabs.tables import TableCard, part_of
from app.tabs.workbook import Workbook
from app.words import ago, amount, counted, day_words, relative
from models.catalog import BY_KEY, TABLES
from models.core.edit import remove_rows, set_fields
from models.settings import SETTINGS
from tests.app.faulty import faulty_copy
from tests.app.windows import MOST_MS, opened_window
from tests.workbooks import DAY, demo_copy


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield opened_window(qtbot, demo_copy(tmp_path))  # noqa: PT022  # qtbot closes it


def page(window: Window, key: str) -> Page:
    window.show_tab(key)
    assert window.page is not None
    return window.page


def cards(window: Window, key: str) -> list[TableCard]:
    return page(window, key)._cards


def test_every_table_is_at_home_on_one_tab() -> None:
    assert Counter(key for tab in TABS for key in tab.tables) == Counter(table.key for table in TABLES)
    assert set(TAB_OF_TABLE) == set(BY_KEY)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.key)
def test_a_tab_shows_each_of_its_tables(window: Window, tab: Any) -> None:
    shown = page(window, tab.key)
    for key in tab.tables:
        grid = shown.show_table(key)
        assert grid is not None
        assert grid.isVisible()
        assert shown.grid is grid
        assert grid.view.accessibleName() == BY_KEY[key].sheet


def test_a_master_row_chooses_what_belongs_to_it(window: Window) -> None:
    assert window.document is not None
    book = window.document.book
    above, below = cards(window, "bills")
    below.show_table("Payments")
    row = str(book["Payments"]["bill_id"].iloc[-1])
    above.grid.go_to(row, "name")
    expected = list(book["Payments"].index[book["Payments"]["bill_id"] == row])
    assert list(below.grid.model.cells.ids) == expected
    assert below.only.text().strip() == f"Only {(book.row('Bills', row) or {})['name']}"
    below.only.click()
    assert below.grid.model.total == len(book["Payments"])
    below.only.click()
    assert below.grid.model.total == len(expected)
    below.show_table("Reminders")
    assert not below.only.isVisible()
    assert below.grid.model.total == len(book["Reminders"])


def test_a_row_added_under_a_master_belongs_to_it(window: Window) -> None:
    assert window.document is not None
    above, below = cards(window, "bills")
    row = str(window.document.book["Bills"].index[3])
    above.grid.go_to(row, "name")
    assert below.key == "Payments"
    model = below.grid.model
    new = model.total
    places = {column.field: number for number, column in enumerate(model.cells.columns)}
    assert not model.enter(new, places["paid_on"], "today")
    assert not model.enter(new, places["amount"], "12.50")
    assert not model.add_typed()
    added = window.document.book.row("Payments", str(window.document.book["Payments"].index[-1])) or {}
    assert (added["bill_id"], added["amount"]) == (row, 12.5)


def test_an_edit_in_the_grid_renews_next_due_and_is_undone_with_it(window: Window) -> None:
    document = window.document
    assert document is not None
    before = document.book
    (bill,) = [str(row) for row in before["Bills"].index[before["Bills"]["cadence"] == "yearly"]][:1]
    above, _ = cards(window, "bills")
    above.grid.go_to(bill, "start_date")
    model = above.grid.model
    places = {column.field: number for number, column in enumerate(model.cells.columns)}
    row = [model.row_id(number) for number in range(model.rowCount() - 1)].index(bill)
    assert not model.enter(row, places["start_date"], "2027-06-02")
    assert (document.book.row("Bills", bill) or {})["next_due"] == date(2027, 6, 14)  # its Due Day
    assert model.cells.columns[places["next_due"]].text(row) == "2027-06-14"
    assert ("Bills", bill, "next_due") in {("Bills", *cell) for cell in document.unsaved("Bills")}
    document.undo()
    assert document.book == before


def test_a_cell_that_the_chosen_master_row_hides_is_shown(window: Window) -> None:
    assert window.document is not None
    above, below = cards(window, "bills")
    book = window.document.book
    first = str(book["Payments"]["bill_id"].iloc[0])
    above.grid.go_to(first, "name")
    other = book["Payments"][book["Payments"]["bill_id"] != first].index[0]
    assert page(window, "bills").go_to("Payments", str(other), "amount")
    assert below.grid.current_row == other


def test_a_part_of_a_table_holds_that_masters_rows(window: Window) -> None:
    assert window.document is not None
    book = window.document.book
    bill = str(book["Payments"]["bill_id"].iloc[0])
    part = part_of(BY_KEY["Payments"], "bill_id", bill).compute(book, DAY)
    assert set(part["bill_id"]) == {bill}
    assert part_of(BY_KEY["Payments"], "bill_id", "nobody").compute(book, DAY).empty


def test_pills_count_rows_and_follow_edits(window: Window) -> None:
    assert window.document is not None
    [*_, ledger] = cards(window, "budget")
    ledger.show_all()
    before = ledger.grid.model.total
    row = str(window.document.book["Ledger"].index[0])
    window.document.do(remove_rows(window.document.book, BY_KEY["Ledger"], [row]))
    assert ledger.grid.model.total == before - 1


# --- Workbook ---


def test_the_workbook_tab_lists_every_sheet_with_its_rows(window: Window) -> None:
    assert window.document is not None
    workbook = cast(Workbook, page(window, "workbook"))
    names = [sheet.name for sheet in workbook.sheets.sheets]
    assert names == [sheet.name for sheet in window.document.session.sheets()]
    assert {table.sheet for table in TABLES} <= set(names)
    assert workbook.show_sheet("Settings")
    assert workbook.grid is not None
    assert not workbook.grid.model.read_only


def test_a_persons_own_sheet_is_read_when_it_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path))
    workbook = cast(Workbook, page(window, "workbook"))
    assert workbook.show_sheet("My notes")
    qtbot.waitUntil(lambda: workbook.grid is not None, timeout=MOST_MS)
    assert workbook.grid is not None
    assert workbook.grid.model.read_only
    texts = [
        column.text(row) for row in range(workbook.grid.model.total) for column in workbook.grid.model.cells.columns
    ]
    assert {"Paint", "Nails"} <= set(texts)
    assert workbook.show_sheet("Empty one")
    qtbot.waitUntil(lambda: "no cells" in workbook.waiting.text(), timeout=MOST_MS)
    assert workbook.grid is None
    assert not workbook.show_sheet("No such sheet")


def test_a_sheet_that_is_being_read_when_the_workbook_is_closed_is_not_shown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path))
    workbook = cast(Workbook, page(window, "workbook"))
    made: list[object] = []
    closed = Event()
    read = Session.raw_sheet
    monkeypatch.setattr(Session, "raw_sheet", lambda *given: closed.wait(MOST_MS / 1000) and read(*given))
    monkeypatch.setattr(Workbook, "new_grid", lambda *given: made.append(given))
    assert workbook.show_sheet("My notes")
    with qtbot.waitSignal(workbook.destroyed, timeout=MOST_MS):
        window.close_document()
    closed.set()
    assert wait_for_all(MOST_MS)
    qtbot.wait(50)
    assert not made


def test_a_persons_own_sheet_follows_what_is_saved(qtbot: QtBot, window: Window) -> None:
    workbook = cast(Workbook, page(window, "workbook"))
    assert workbook.show_sheet("Dashboard")
    qtbot.waitUntil(lambda: workbook.grid is not None, timeout=MOST_MS)
    assert workbook.grid is not None
    dashboard, document = workbook.grid, workbook.document
    assert "6500" in second_column(dashboard)
    assert document.do(set_fields(document.book, SETTINGS, "income_target", {"value": "7123"}, document.now()))
    with qtbot.waitSignal(document.sync.filed, timeout=MOST_MS):
        document.sync.save()
    qtbot.waitUntil(lambda: "7123" in second_column(dashboard), timeout=MOST_MS)
    assert workbook.grid is dashboard


def second_column(grid: Grid) -> list[str]:
    return [grid.model.cells.columns[1].text(row) for row in range(grid.model.total)]


def test_the_sheets_carry_their_problems(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path))
    workbook = cast(Workbook, page(window, "workbook"))
    spoken = [workbook.sheets.model().index(row, 0).data() for row in range(workbook.sheets.model().rowCount())]
    assert any(text.startswith("Deals, ") and text.endswith("1 problem") for text in spoken)


# --- words ---


def test_days_are_said_as_people_say_them() -> None:
    assert day_words(DAY, DAY) == "Thu 5 Mar"
    assert day_words(DAY + timedelta(400), DAY) == "Fri 9 Apr 2027"
    assert [relative(DAY + timedelta(n), DAY) for n in (-12, -1, 0, 1, 3)] == [
        "12 days late", "1 day late", "today", "tomorrow", "in 3 days",
    ]  # fmt: skip
    assert [ago(DAY - timedelta(n), DAY) for n in (0, 1, 12)] == ["today", "yesterday", "12 days ago"]


def test_amounts_and_counts() -> None:
    assert [amount(v) for v in (1234, 1234.5, -70.25)] == ["1,234", "1,234.50", "−70.25"]
    assert [counted(n, "row") for n in (0, 1, 1200)] == ["0 rows", "1 row", "1,200 rows"]
    assert counted(2, "property", "properties") == "2 properties"
