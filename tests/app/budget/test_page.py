"""The Budget tab in a window: months, envelopes, the buffer, the forecast, what is due, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document import Document
from app.frame.window import Window
from app.tabs.budget import Budget
from app.tabs.budget.dialogs import SetBalance
from app.tabs.budget.envelopes import EnvelopeRow
from models.bills import BILLS
from models.budget import ENVELOPES, INCOME, LEDGER
from models.budget.targets import budget_of, set_budget, set_opening
from models.core.edit import add_row, remove_rows
from models.core.schema import Value
from models.settings import SETTINGS
from tests.app.windows import MOST_MS, opened_window
from tests.workbooks import DAY, NOW, demo_copy, new_copy

Row = dict[str, Value]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    found = opened_window(qtbot, demo_copy(tmp_path))
    found.show_tab("budget")
    yield found  # noqa: PT022  # qtbot closes it


@pytest.fixture
def bare(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    found = opened_window(qtbot, new_copy(tmp_path))
    found.show_tab("budget")
    yield found  # noqa: PT022


def page_of(window: Window) -> Budget:
    return cast(Budget, window.page)


def document_of(window: Window) -> Document:
    assert window.document is not None
    return window.document


def envelope(page: Budget, name: str) -> EnvelopeRow:
    return next(row for row in page.envelopes.rows.values() if row.line is not None and row.line.name == name)


def typed(field: Any, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    field.line.setFocus()
    field.line.selectAll()
    QTest.keyClicks(field.line, text)
    QTest.keyClick(field.line, key)


def do(window: Window, changes: Any) -> None:
    assert document_of(window).do(changes)
    page_of(window).refresh()


# --- the month ---


def test_the_month_switch_moves_everything(window: Window) -> None:
    page = page_of(window)
    assert page.switch.name.text() == "March 2026"
    assert page.switch.home.isHidden()
    window.run(next(c for c in window.actions_._commands.values() if c.key == "budget.previous_month"))
    assert (page.month, page.switch.name.text()) == (date(2026, 2, 1), "February 2026")
    assert page.envelopes.unit.text() == "CAD, February 2026"
    assert page.envelopes.mark.text() == ""
    assert page.due.title.text() == "Due in February"
    ledger = page.lists.grid
    dates = document_of(window).book[LEDGER].loc[list(ledger.model.cells.ids), "date"]
    assert ledger.model.total == 31 == len(dates)
    assert {(day.year, day.month) for day in dates} == {(2026, 2)}
    page.switch.home.click()
    assert page.month == date(2026, 3, 1)
    assert page.envelopes.mark.text() == "▾ today, 16% of the month"


def test_the_keys_of_the_month(window: Window) -> None:
    page = page_of(window)
    for keys, month in (("budget.next_month", 4), ("budget.next_month", 5), ("budget.this_month", 3)):
        window.actions_[keys].trigger()
        assert page.month == date(2026, month, 1)
    found = {key: window.actions_[f"budget.{key}"].shortcut().toString() for key in ("previous_month", "next_month")}
    assert found == {"previous_month": "Alt+PgUp", "next_month": "Alt+PgDown"}


def test_months_end_where_the_forecast_ends(window: Window) -> None:
    page = page_of(window)
    page.show_month(date(2036, 3, 9))
    assert page.month == date(2036, 3, 1)
    assert not page.switch.on.isEnabled()
    page.step(1)
    assert page.month == date(2036, 3, 1)


# --- envelopes ---


def test_an_envelope_says_what_is_spent_carried_in_and_left(window: Window) -> None:
    one = envelope(page_of(window), "kids")
    assert (one.spent.text(), one.target.line.text(), one.carried.text(), one.left.text()) == (
        "0.00", "860.00", "1,099.48", "1,959.48",
    )  # fmt: skip
    assert one.bar.accessibleName() == "kids: 0 spent of 860, 1,099.48 carried in, 1,959.48 left"
    assert one.rolls.isChecked()
    assert envelope(page_of(window), "rent").carried.text() == "–"


def test_a_target_is_typed_where_it_stands_and_undone(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    one = envelope(page, "groceries")
    typed(one.target, "200")
    assert budget_of(document.book).categories["groceries"] == 200
    page.refresh()
    assert one.left.text() == "over by 70.21"
    assert page.envelopes._totals[1].text() == "5,720.00"
    document.undo()
    page.refresh()
    assert (one.target.line.text(), one.left.text()) == ("820.00", "549.79")


def test_a_target_that_is_refused_stays_as_typed_and_says_why(window: Window) -> None:
    page = page_of(window)
    one = envelope(page, "fuel")
    typed(one.target, "-5")
    assert one.target.is_refused
    assert one.target.line.text() == "-5"
    assert one.target.why.isVisibleTo(page)
    assert not window.finish_typing()
    QTest.keyClick(one.target.line, Qt.Key.Key_Escape)
    assert one.target.line.text() == "310.00"
    assert window.finish_typing()


def test_a_refused_target_in_a_closed_drawer_is_brought_to_view(window: Window, qtbot: QtBot) -> None:
    page = page_of(window)
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: page.right.out)
    page.open_side.click()
    page.buffer.floor.line.setFocus()
    typed(page.buffer.floor, "-5")
    page.right.open(False)
    window.show_tab("today")
    assert not window.finish_typing()
    assert window.page is page
    assert page.right.isVisible()
    qtbot.waitUntil(page.buffer.floor.line.hasFocus)
    QTest.keyClick(page.buffer.floor.line, Qt.Key.Key_Escape)
    assert window.finish_typing()


def test_a_blank_target_is_no_target(window: Window) -> None:
    page = page_of(window)
    one = envelope(page, "misc")
    one.target.line.setFocus()
    one.target.line.selectAll()
    QTest.keyClick(one.target.line, Qt.Key.Key_Delete)
    QTest.keyClick(one.target.line, Qt.Key.Key_Return)
    page.refresh()
    assert budget_of(document_of(window).book).categories["misc"] is None
    assert one.left.text() == "–"


def test_up_and_down_go_through_the_targets(window: Window) -> None:
    first, second, *_ = page_of(window).envelopes.rows.values()
    first.target.line.setFocus()
    QTest.keyClick(first.target.line, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is second.target.line
    QTest.keyClick(second.target.line, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is first.target.line


def test_rolling_over_is_ticked_with_the_space_bar(window: Window) -> None:
    page = page_of(window)
    one = envelope(page, "groceries")
    one.rolls.setFocus()
    QTest.keyClick(one.rolls, Qt.Key.Key_Space)
    page.refresh()
    row = document_of(window).book.row(ENVELOPES, one.row_id) or {}
    assert row["rollover"] is True
    assert one.carried.text() not in ("–", "0.00")


def test_an_envelopes_name_shows_its_lines(window: Window) -> None:
    page = page_of(window)
    envelope(page, "groceries").name.click()
    grid = page.lists.grid
    column = grid.model.cells.columns[grid.model.cells.place("envelope")]
    assert {column.text(int(place)) for place in grid.model.rows} == {"groceries"}
    assert window.grid is grid


def test_what_has_no_envelope_is_named_and_shown(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    assert page.envelopes.bare.isHidden()
    do(window, add_row(document.book, LEDGER, {"date": DAY, "amount": 9.95, "kind": "expense"}, NOW))
    assert page.envelopes.bare.text().strip() == "9.95 went out without an envelope. Show these lines"
    page.envelopes.bare.click()
    [shown] = page.lists.grid.model.rows
    assert page.lists.grid.model.cells.ids[shown] == document.book[LEDGER].index[-1]


def test_an_envelope_that_comes_and_one_that_goes(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    do(window, add_row(document.book, ENVELOPES, {"name": "dog", "monthly_target": 50.0}, NOW))
    assert [row.line.name for row in page.envelopes.rows.values() if row.line][-1] == "dog"
    do(window, remove_rows(document.book, ENVELOPES, [envelope(page, "rent").row_id]))
    assert "rent" not in [row.line.name for row in page.envelopes.rows.values() if row.line]


def test_without_envelopes_it_says_what_to_do(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    do(window, remove_rows(document.book, ENVELOPES, [str(row) for row in document.book[ENVELOPES].index]))
    assert page.envelopes.nothing.isVisibleTo(page)
    page.envelopes.first.click()
    assert window.grid is not None
    assert window.grid.model.cells.table is ENVELOPES
    assert window.grid.model.is_new(window.grid.view.currentIndex().row())


# --- the buffer ---


def test_the_buffer_is_one_sum_written_out(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    assert page.buffer.sum.text() == "6,500.00 − 4,244.32 − 500.00 = 1,755.68"
    assert (page.buffer.figure.text(), page.buffer.chip.badge.text) == ("1,755.68", "safe")
    assert page.buffer.gauge.accessibleDescription().endswith("= 1,755.68")
    typed(page.buffer.target, "4,200")
    page.refresh()
    assert budget_of(document.book).income_target == 4200
    assert page.buffer.sum.text() == "4,200.00 − 4,244.32 − 500.00 = −544.32"
    assert page.buffer.chip.badge.text == "short"
    assert page.buffer.alert.text.text() == (
        "The month is short by 544.32. Credit card, 250 a month, is the bill that takes it below zero."
    )
    page.buffer.look.click()
    assert window.pages is not None
    assert window.pages.key == "bills"
    assert window.grid is not None
    assert (document.book.row(BILLS, window.grid.current_row) or {})["name"] == "Credit card"


def test_the_gauge_shows_what_is_left_and_what_lacks(window: Window) -> None:
    gauge = page_of(window).buffer.gauge
    assert [part[:2] for part in gauge.parts()] == [("bills", 4244.32), ("buffer", 500), ("left", 1755.68)]
    do(window, set_budget(document_of(window).book, {"income_target": 100.0, "buffer_min": 0.0}, {}, NOW))
    assert [part[:2] for part in gauge.parts()] == [("bills", 4244.32)]
    assert gauge.rows()[1] == ("Income target", "100.00")


def test_without_an_income_target_it_says_so_and_takes_one(bare: Window) -> None:
    page = page_of(bare)
    assert page.buffer.nothing.isVisibleTo(page)
    assert page.buffer.gauge.isHidden()
    assert page.buffer.target.line.text() == ""
    bare.actions_["budget.set_income_target"].trigger()
    assert QApplication.focusWidget() is page.buffer.target.line
    typed(page.buffer.target, "much")
    assert page.buffer.target.is_refused
    typed(page.buffer.floor, "600")  # an edit elsewhere leaves what is to be mended
    page.refresh()
    assert (page.buffer.target.line.text(), page.buffer.target.is_refused) == ("much", True)
    typed(page.buffer.target, "3000")
    page.refresh()
    assert page.buffer.sum.text() == "3,000 − 0 − 600 = 2,400"
    assert (document_of(bare).book.row(SETTINGS, "income_target") or {})["value"] == "3000"
    page.buffer.target.line.selectAll()
    QTest.keyClick(page.buffer.target.line, Qt.Key.Key_Delete)
    QTest.keyClick(page.buffer.target.line, Qt.Key.Key_Return)
    page.refresh()
    assert page.buffer.nothing.isVisibleTo(page)


# --- the forecast ---


def test_the_forecast_names_its_lowest_day_and_reads_days_out(window: Window) -> None:
    page = page_of(window)
    assert page.forecast.said.text() == "The lowest day is Thu 5 Mar, today: 5,125.56."
    chart = page.forecast.chart
    assert "The lowest is 5125.56" not in chart.accessibleDescription()
    assert "The lowest is 5,125.56 on 2026-03-05." in chart.accessibleDescription()
    assert len(chart.rows()) == 91
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert page.forecast.readout.text() == "Thu 5 Mar:  −655.90  5,125.56 left"
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert page.forecast.readout.text() == "Fri 6 Mar:  +2,150  −310  6,965.56 left"
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert page.forecast.readout.text().startswith("Tue 2 Jun:")
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert page.forecast.readout.text().startswith("Arrow keys")
    page.forecast.spans.setCurrentIndex(0)
    assert len(chart.rows()) == 31


def test_the_forecast_below_the_buffer_says_from_when(window: Window) -> None:
    do(window, set_opening(document_of(window).book, 900.0, DAY, NOW))
    page = page_of(window)
    assert page.forecast.below.text.text() == "Falls below the buffer of 500 today."


def test_without_a_balance_it_asks_for_one(bare: Window, qtbot: QtBot) -> None:
    page = page_of(bare)
    assert page.forecast.chart.isHidden()
    assert "Say what is on the account" in page.forecast.said.text()
    page.forecast.balance.click()
    dialog = next(one for one in bare.findChildren(SetBalance) if one.isVisible())
    dialog.commit()
    assert dialog.field.is_refused
    dialog.field.line.setText("-120.50")
    dialog.commit()
    page.refresh()
    assert page.forecast.start.text() == "Starts from −120.50 CAD today."
    assert page.forecast.chart.isVisibleTo(page)
    assert bare.toast.words.text() == "The balance is −120.50 today."


def test_income_without_dates_is_named_with_a_way_to_mend_it(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    changes = add_row(document.book, INCOME, {"name": "Odd", "amount": 5.0, "cadence": "yearly"}, NOW)
    do(window, changes)
    assert page.forecast.warned.text.text().startswith("Odd is left out. This cadence needs a Start Date.")
    page.forecast.to_income.click()
    assert window.grid is not None
    assert window.grid.current_row == changes.changes[0].row


# --- what is due ---


def test_what_is_due_leads_to_its_bill_and_what_is_older_stands_in_a_line(window: Window) -> None:
    page = page_of(window)
    assert page.due.sum.text() == "2,099.85 to pay"
    assert page.due.earlier.text().strip() == "Earlier months: 5 unpaid, 655.90"
    assert [link.text() for link in page.due.links[:3]] == ["Daycare", "Water and waste", "Internet"]
    page.due.links[0].setFocus()
    QTest.keyClick(page.due.links[0], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.due.links[1]
    QTest.keyClick(page.due.links[1], Qt.Key.Key_Return)
    assert window.grid is not None
    assert (document_of(window).book.row(BILLS, window.grid.current_row) or {})["name"] == "Water and waste"


def test_a_heavy_month_says_so_with_its_largest_bill(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    assert page.heavy.isHidden()
    roof: Row = {"name": "Roof", "amount": 9000.0, "cadence": "once", "start_date": date(2026, 4, 15)}
    do(window, add_row(document.book, BILLS, roof, NOW))
    page.step(1)
    assert page.heavy.text.text().startswith("Heavy month: ")
    assert "Roof, 9,000.00 on 2026-04-15" in page.heavy.text.text()
    page.step(1)
    assert page.heavy.isHidden()


# --- the tables and the page ---


def test_the_ledger_shows_the_month_or_everything(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    assert page.lists.grid.model.total == 10
    page.lists.only.click()
    assert page.lists.grid.model.total == len(document.book[LEDGER]) == 500
    page.lists.only.click()
    assert page.lists.grid.model.total == 10
    other = str(document.book[LEDGER].index[0])
    window.go_to("Ledger", other, "amount")
    assert page.lists.grid.current_row == other


def test_an_empty_ledger_says_what_to_do(bare: Window) -> None:
    page = page_of(bare)
    assert page.lists.grid.emptiness.title.text() == "No lines in March 2026"
    assert "Import the bank’s file" in page.lists.grid.emptiness.hint.text()


def test_the_page_follows_an_edit_by_itself(window: Window, qtbot: QtBot) -> None:
    page, document = page_of(window), document_of(window)
    row: Row = {"date": DAY, "amount": 100.0, "kind": "expense", "envelope": "fuel"}
    assert document.do(add_row(document.book, LEDGER, row, NOW))
    qtbot.waitUntil(lambda: envelope(page, "fuel").spent.text() == "100.00", timeout=MOST_MS)


def test_an_edit_elsewhere_leaves_the_cards_alone(window: Window) -> None:
    page, document = page_of(window), document_of(window)
    drawn: list[str] = []
    for card in page.cards:
        card.draw = lambda card=card: drawn.append(type(card).__name__)  # type: ignore[method-assign,misc]
    do(window, add_row(document.book, document.book.tables["Entities"], {"name": "Trust"}, NOW))
    assert drawn == []
    do(window, add_row(document.book, INCOME, {"name": "X", "amount": 1.0, "cadence": "monthly", "due_day": 1}, NOW))
    assert drawn == ["ForecastCard"]


def test_f6_goes_through_the_page(window: Window) -> None:
    page = page_of(window)
    assert page.panes() == [page.envelopes, page.lists, page.right, page.switch]


def test_in_a_narrow_window_the_side_is_a_drawer(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, demo_copy(tmp_path), (900, 640))
    window.show_tab("budget")
    page = page_of(window)
    assert page.right.isHidden()
    page.open_side.click()
    assert page.right.isVisibleTo(page)
    page.right.open(False)
    window.actions_["budget.set_income_target"].trigger()
    assert QApplication.focusWidget() is page.buffer.target.line
