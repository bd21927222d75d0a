"""The page: what it shows follows from the Book, and every button is one edit that Undo takes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS
from app.frame.dialogs import Confirm
from app.frame.window import Window
from app.tabs.bills import Bills
from app.tabs.bills.calendar import page_of
from app.tabs.bills.form import BillForm
from app.tabs.bills.frames import LATE, MANUAL, SOON
from app.tabs.bills.pay import CloseShort, PayDialog
from app.tabs.bills.year import YearView
from app.tabs.needs import NeedLine
from app.zone import local_zone
from models.bills import BILLS
from models.bills.upcoming import due_before, missed, month_of, upcoming
from models.catalog import BY_KEY
from models.core.edit import add_row, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from tests.app.windows import opened_window
from tests.workbooks import DAY, NOW, demo_copy, new_copy

ZONE = local_zone()
T = TypeVar("T", bound=QWidget)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield opened_window(qtbot, demo_copy(tmp_path))  # noqa: PT022  # qtbot closes it


@pytest.fixture
def page(window: Window) -> Bills:
    window.show_tab("bills")
    return cast(Bills, window.page)


def bill(page: Bills, name: str) -> str:
    frame = page.document.book["Bills"]
    return str(frame.index[frame["name"] == name][0])


def command(window: Window, key: str) -> None:
    window.run(next(one for one in COMMANDS if one.key == key))


def dialog(window: Window, kind: type[T]) -> T:
    [found] = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


# --- what it shows ---


def test_the_missed_come_first_each_with_what_is_left(page: Bills) -> None:
    frame = missed(page.document.book, DAY, ZONE)
    assert len(frame) > 1
    assert page.missed.isVisible()
    assert page.missed.model.rowCount() == len(frame)
    late = [page.missed.model.late(n) for n in range(len(frame))]
    assert [one.bill_id for one in late] == list(frame["bill_id"])
    assert [one.remaining for one in late] == list(frame["remaining"])
    spoken = str(page.missed.model.index(2).data(int(Qt.ItemDataRole.AccessibleTextRole)))
    assert spoken == "Daycare, missed, Fri 20 Feb, 13 days late, 160 left of 310, Pay…"
    assert page.list.grid.model.row_id(0) == str(upcoming(page.document.book, DAY, ZONE).index[0])


def test_a_cursor_among_the_missed_leaves_the_list_alone_when_they_change(page: Bills, qtbot: QtBot) -> None:
    """Somebody else's save is taken in: nobody went anywhere, so the search stays and so does the chosen bill."""
    page.missed.view.setFocus()
    page.missed.view.setCurrentIndex(page.missed.model.index(1))
    page.list.grid.search("zzz")
    chosen = page.list.bill_id
    session = page.document.session
    session.book = session.book.apply(set_fields(session.book, BILLS, chosen, {"notes": "theirs"}, NOW))
    page.document.replaced.emit()
    assert page.missed.view.currentIndex().row() == 1
    assert page.list.grid.model.arrangement.search == "zzz"
    assert page.list.bill_id == chosen


def test_a_side_that_comes_into_view_again_is_up_to_date(page: Bills, window: Window, qtbot: QtBot) -> None:
    window.resize(760, 700)
    qtbot.waitUntil(lambda: not page.right.isVisible())
    page.list.choose(bill(page, "Daycare"))
    window.resize(1400, 800)
    qtbot.waitUntil(page.right.isVisible)
    assert page.detail.title.text() == "Daycare"


def test_a_missed_bill_on_autopay_is_confirmed(page: Bills) -> None:
    document = page.document
    document.do(set_fields(document.book, BY_KEY["Bills"], bill(page, "Electricity"), {"autopay": True}, NOW))
    assert [page.missed.model.late(n).action for n in range(2)] == ["Pay…", "Confirm…"]


def test_a_figure_filters_the_list(page: Bills) -> None:
    model, book = page.list.grid.model, page.document.book
    page.tiles.tiles[LATE].click()
    assert set(model.cells.ids) == set(missed(book, DAY, ZONE)["bill_id"])
    page.tiles.tiles[SOON].click()
    assert not page.tiles.tiles[LATE].isChecked()
    assert bill(page, "Internet") in set(model.cells.ids)
    assert bill(page, "Mortgage") not in set(model.cells.ids)
    page.tiles.tiles[MANUAL].click()
    assert not book["Bills"].loc[list(model.cells.ids), "autopay"].any()
    page.tiles.tiles[MANUAL].click()
    assert model.total == len(book["Bills"])


def test_the_calendar_shows_the_month_and_goes_with_the_arrows(page: Bills, window: Window) -> None:
    page.views.pills.setCurrentIndex(0)
    calendar = page.views.month.calendar
    wanted = month_of(page.document.book, DAY.year, DAY.month, DAY, ZONE)
    first, last = page_of(DAY.replace(day=1))
    shown = [entry for day, found in calendar.entries.items() for entry in found if day.month == DAY.month]
    assert len(shown) == len(wanted)
    assert first <= min(calendar.entries)
    assert max(calendar.entries) <= last
    calendar.setFocus()
    QTest.keyClick(calendar, Qt.Key.Key_Right)
    assert calendar.day == date(2026, 3, 6)
    assert "Daycare 310, upcoming" in calendar.accessibleDescription()
    QTest.keyClick(calendar, Qt.Key.Key_Return)
    assert page.list.bill_id == bill(page, "Daycare")
    assert page.detail.due == date(2026, 3, 6)
    QTest.keyClick(calendar, Qt.Key.Key_PageDown)
    assert page.views.month.title.text() == "April 2026"
    assert date(2026, 4, 1) in calendar.entries


def test_a_day_with_several_bills_opens_a_menu_of_them(page: Bills) -> None:
    page.views.pills.setCurrentIndex(0)
    found = page.views.month.calendar.entries[date(2026, 3, 12)]
    menu = page.views.month.menu(found)
    assert len(menu.actions()) == 2
    menu.actions()[1].trigger()
    assert page.list.bill_id == found[1].bill_id


def test_twelve_months_show_the_sum_and_the_worst_state(page: Bills) -> None:
    page.views.pills.setCurrentIndex(1)
    year: YearView = page.views.year
    row = [name for _, name in year.cells.year.bills].index("Daycare")
    assert str(year.cells.index(row, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))) == (
        "Daycare, February 2026: 620 in 2 due dates, missed, 160 left"
    )
    year.setCurrentIndex(year.cells.index(row, 0))
    QTest.keyClick(year, Qt.Key.Key_Return)
    assert (page.list.bill_id, page.detail.due) == (bill(page, "Daycare"), date(2026, 2, 20))
    assert year.rows()[1 + row][:2] == ["Daycare", "620.00"]


def test_the_timeline_says_what_is_due_before_the_next_income(page: Bills) -> None:
    page.views.pills.setCurrentIndex(2)
    view = page.views.timeline
    left = due_before(page.document.book, DAY, ZONE, date(2026, 3, 6))
    assert view.words.text() == f"{left:,.2f} is due before the next income"
    assert "Contract work 2,150, Fri 6 Mar" in view.note.text()
    assert view.chart.steps[-1].running == pytest.approx(sum(one.remaining for one in view.chart.steps))
    view.chart.setFocus()
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    QTest.keyClick(view.chart, Qt.Key.Key_Return)
    assert page.list.bill_id == view.chart.steps[1].bill_id


def test_the_detail_says_which_payment_settled_what(page: Bills) -> None:
    page.open_due(bill(page, "Daycare"), date(2026, 2, 20))
    grid = page.detail.occurrences
    row = grid.view.currentIndex().row()
    texts = {column.field: grid.model.look(row, n).text for n, column in enumerate(grid.model.cells.columns)}
    assert texts["state"] == "missed, part paid"
    assert (texts["paid"], texts["left"]) == ("150.00", "160.00")
    assert texts["settled_by"] == "150 on Mon 23 Feb"


# --- what it does ---


def test_half_is_paid_then_the_rest(page: Bills, window: Window) -> None:
    document = page.document
    chosen = bill(page, "Electricity")
    page.missed.pay.emit(chosen, date(2026, 2, 18))
    asked = dialog(window, PayDialog)
    assert asked.amount.line.text() == "142.50"
    asked.amount.line.setText("100")
    assert asked.effect.spoken == ("Goes to Wed 18 Feb: left 142.50, then 42.50, missed, part paid; credit 0, then 0")
    asked.commit()
    assert window.toast.words.text() == "Paid 100 on Electricity of Wed 18 Feb: 42.50 left."
    left = missed(document.book, DAY, ZONE).set_index("bill_id").loc[chosen]
    assert (left["remaining"], left["partial"]) == (42.5, True)
    page.acts.pay(chosen)
    again = dialog(window, PayDialog)
    assert again.amount.line.text() == "42.50"
    again.commit()
    assert chosen not in set(missed(document.book, DAY, ZONE)["bill_id"])
    document.undo()
    document.undo()
    assert missed(document.book, DAY, ZONE).set_index("bill_id").loc[chosen, "remaining"] == 142.5


def test_a_payment_goes_into_the_ledger_in_the_same_edit(page: Bills, window: Window) -> None:
    document = page.document
    before = len(document.book["Ledger"])
    page.acts.pay(bill(page, "Electricity"))
    asked = dialog(window, PayDialog)
    asked.ledger.setChecked(True)
    asked.commit()
    line = document.book["Ledger"].iloc[-1]
    assert (len(document.book["Ledger"]), line["amount"], line["envelope"]) == (before + 1, 142.5, "utilities")
    document.undo()
    assert len(document.book["Ledger"]) == before


def test_paying_what_is_paid_asks_and_the_surplus_is_seen_before(page: Bills, window: Window) -> None:
    document = page.document
    before = len(document.book["Payments"])
    page.acts.pay(bill(page, "Mortgage"), date(2026, 3, 1))
    asked = dialog(window, PayDialog)
    asked.commit()
    assert len(document.book["Payments"]) == before
    question = dialog(window, Confirm)
    question.commit()
    assert len(document.book["Payments"]) == before + 1
    assert not asked.isVisible()


def test_another_due_date_can_be_chosen(page: Bills, window: Window) -> None:
    chosen = bill(page, "Vegetable box")
    page.acts.pay(chosen)
    asked = dialog(window, PayDialog)
    asked.target.say("2026-03-12")
    asked.target.chosen.emit()
    assert asked.effect.title.text() == "Goes to Thu 12 Mar"
    asked.commit()
    last = page.document.book["Payments"].iloc[-1]
    assert (last["bill_id"], last["due_date"].date()) == (chosen, date(2026, 3, 12))


def test_a_refused_amount_stays_and_says_why(page: Bills, window: Window) -> None:
    page.acts.pay(bill(page, "Electricity"))
    asked = dialog(window, PayDialog)
    for text, why in (("", "Type what was paid."), ("lots", "amount"), ("0", "no payment")):
        asked.amount.line.setText(text)
        asked.commit()
        assert asked.isVisible()
        assert why in asked.amount.why.text()


def test_skip_and_close_short(page: Bills, window: Window) -> None:
    document = page.document
    page.open_due(bill(page, "Electricity"), date(2026, 2, 18))
    command(window, "bills.skip")
    assert bill(page, "Electricity") not in set(missed(document.book, DAY, ZONE)["bill_id"])
    document.undo()
    page.open_due(bill(page, "Credit card"), date(2026, 2, 28))
    command(window, "bills.skip")
    question = dialog(window, Confirm)
    assert "100" in question.findChildren(type(page.detail.title))[1].text()
    question.reject()
    command(window, "bills.close_short")
    closing = dialog(window, CloseShort)
    closing.notes.line.setText("They let the rest go")
    closing.commit()
    assert bill(page, "Credit card") not in set(missed(document.book, DAY, ZONE)["bill_id"])
    assert document.can_undo == "Close Credit card"


@pytest.mark.parametrize("wanted", ["bills.pay", "bills.skip", "bills.close_short"])
def test_a_bill_without_dates_is_told_of(page: Bills, window: Window, wanted: str) -> None:
    document, chosen = page.document, bill(page, "Electricity")
    page.open_due(chosen)
    blank = {"start_date": None, "due_day": None}
    assert document.do(set_fields(document.book, BILLS, chosen, blank, document.now()))
    before = document.book
    refused: list[Refused] = []
    document.refused.connect(refused.append)
    command(window, wanted)
    assert [one.code for one in refused] == ["invalid"]
    assert document.book is before


def test_reminders_are_pushed_once(page: Bills, window: Window) -> None:
    before = len(page.document.book["Reminders"])
    command(window, "bills.push")
    made = len(page.document.book["Reminders"]) - before
    command(window, "bills.push")
    assert len(page.document.book["Reminders"]) == before + made
    assert "there already" in window.toast.words.text()


def test_the_checklist_is_ticked_off_and_remembered(page: Bills, window: Window) -> None:
    chosen = bill(page, "Electricity")
    page.open_due(chosen)
    command(window, "bills.checklist")
    view = page.detail.checklist
    assert view.words.text() == "3 of 7 done"
    assert view.boxes[0].hasFocus()
    view.boxes[3].click()
    assert view.words.text() == "4 of 7 done"
    steps = page.document.book["AutopaySteps"]
    assert steps[(steps["bill_id"] == chosen) & steps["done_on"].notna()].shape[0] == 4
    for box in view.boxes[4:]:
        box.click()
    view.turn.click()
    assert (page.document.book.row("Bills", chosen) or {})["autopay"] is True
    for _ in range(5):
        page.document.undo()
    assert view.words.text() == "3 of 7 done"


# --- the form ---


def test_the_form_previews_and_refuses_under_the_field(page: Bills, window: Window) -> None:
    command(window, "bills.add")
    form = dialog(window, BillForm)
    form.commit()
    assert form.fields["name"].is_refused
    assert form.fields["amount"].is_refused
    assert form.fields["due_day"].is_refused
    form.fields["name"].line.setText("Cleaner")  # type: ignore[union-attr]
    form.fields["amount"].line.setText("90")  # type: ignore[union-attr]
    form.fields["due_day"].line.setText("31")  # type: ignore[union-attr]
    assert form.preview.spoken.startswith("Monthly on the 31st (or the month's last day): Tue 31 Mar, Thu 30 Apr, ")
    form.fields["due_day"].line.setText("32")  # type: ignore[union-attr]
    assert form.fields["due_day"].is_refused
    assert not form.preview.dates.isVisible()
    form.fields["due_day"].line.setText("31")  # type: ignore[union-attr]
    form.commit()
    assert not form.isVisible()
    assert page.list.bill_id == bill(page, "Cleaner")
    assert page.document.can_undo == "Add Cleaner"


def test_the_form_says_what_a_cadence_needs(page: Bills, window: Window) -> None:
    command(window, "bills.add")
    form = dialog(window, BillForm)
    assert not form.fields["due_months"].isVisible()
    form.fields["cadence"].say("every_n_months")
    form.show_preview()
    assert form.fields["due_months"].isVisible()
    form.fields["due_months"].line.setText("3")  # type: ignore[union-attr]
    assert "needs a Start Date" in form.preview.spoken
    form.fields["start_date"].line.setText("2026-01-31")  # type: ignore[union-attr]
    assert "Every 3 months on the 31st" in form.preview.spoken
    assert "Thu 30 Apr" in form.preview.spoken


def test_an_edit_changes_only_what_is_another(page: Bills, window: Window) -> None:
    chosen = bill(page, "Phones")
    page.acts.edit(chosen)
    form = dialog(window, BillForm)
    form.fields["amount"].line.setText("140")  # type: ignore[union-attr]
    form.commit()
    assert (page.document.book.row("Bills", chosen) or {})["amount"] == 140.0
    changed = {name for one in page.document.session.unsaved.changes for name in one.after or {} if one.row == chosen}
    assert changed == {"amount", "updated_at"}


# --- how it goes with the window ---


def test_an_empty_workbook_says_what_to_do_first(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    window.show_tab("bills")
    page = cast(Bills, window.page)
    buttons = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.property("kind") == "primary"]
    assert [one.text().strip() for one in buttons] == ["Add the first bill…"]
    buttons[0].click()
    form = dialog(window, BillForm)
    for name, text in (("name", "Rent"), ("amount", "900"), ("due_day", "1")):
        form.fields[name].line.setText(text)  # type: ignore[union-attr]
    form.commit()
    assert page.right.isVisible()
    assert page.detail.title.text() == "Rent"


def test_what_is_out_of_view_is_not_worked_out(page: Bills, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    monkeypatch.setattr(page.views.year, "refresh", lambda: worked.append("year"))
    monkeypatch.setattr("app.tabs.bills.page.totals", lambda *_: worked.append("totals"))
    window.show_tab("today")
    chosen = bill(page, "Phones")
    page.document.do(set_fields(page.document.book, BY_KEY["Bills"], chosen, {"amount": 12.0}, NOW))
    assert not worked
    cells = page.list.grid.model.cells
    assert 12.0 not in cells.columns[cells.place("expected")].values
    monkeypatch.undo()
    window.show_tab("bills")
    cells = page.list.grid.model.cells
    assert 12.0 in cells.columns[cells.place("expected")].values


def test_f6_goes_through_every_part(page: Bills, window: Window) -> None:
    panes = page.panes()
    assert panes == [page.missed, page.list, page.views, page.detail, page.tiles, page.modes]
    for pane in panes[1:]:
        window.next_pane(1)
        focus = window.focusWidget()
        assert focus is not None
        assert pane is focus or pane.isAncestorOf(focus), type(pane).__name__


def test_a_narrow_window_shows_one_side(qtbot: QtBot, page: Bills, window: Window) -> None:
    window.resize(820, 600)
    qtbot.waitUntil(page.side.isVisible)
    assert page.left.isVisible()
    assert not page.right.isVisible()
    page.side.click()
    assert page.right.isVisible()
    assert not page.left.isVisible()
    window.resize(1280, 720)
    qtbot.waitUntil(page.left.isVisible)


def test_a_payment_typed_into_the_table_takes_next_due_along(page: Bills, window: Window) -> None:
    document = page.document
    chosen = bill(page, "Electricity")
    grid = page.show_table("Payments")
    assert grid is not None
    assert page.in_tables
    row: dict[str, Value] = {"bill_id": chosen, "paid_on": DAY, "amount": 142.5, "due_date": date(2026, 2, 18)}
    assert document.do(add_row(document.book, BY_KEY["Payments"], row, NOW))
    assert str((document.book.row("Bills", chosen) or {})["next_due"]) == "2026-03-18"
    document.undo()
    assert str((document.book.row("Bills", chosen) or {})["next_due"]) == "2026-02-18"


def test_a_late_bill_on_the_today_tab_is_paid_there(window: Window) -> None:
    window.show_tab("today")
    assert window.page is not None
    line = next(one for one in window.page.findChildren(NeedLine) if one.need.title.startswith("Electricity"))
    assert line.main.accessibleName() == "Pay Electricity"
    line.main.click()
    asked = dialog(window, PayDialog)
    asked.commit()
    assert window.document is not None
    assert not any(
        one.need.title.startswith("Electricity") and one.need.days < 0 and not one.isHidden()
        for one in window.page.findChildren(NeedLine)
    )


def test_the_calendar_is_exported_but_not_into_the_workbook(page: Bills, window: Window, tmp_path: Path) -> None:
    page.acts.export_calendar(tmp_path / "bills.ics")
    assert b"BEGIN:VEVENT" in (tmp_path / "bills.ics").read_bytes()
    assert "written to bills.ics" in window.toast.words.text()
    before = page.document.session.path.read_bytes()
    page.acts.export_calendar(page.document.session.path)
    assert page.document.session.path.read_bytes() == before
    assert "written" not in window.toast.words.text()
