"""The Today tab: each line does its one thing and leaves, each card stands for itself, whatever else fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.catalog import TAB_OF_TABLE
from app.fault_log import log_path
from app.frame.window import Window
from app.tabs.bills.pay import PayDialog
from app.tabs.needs import NeedLine, needs_of
from app.tabs.pipeline import Pipeline
from app.tabs.pipeline.dialogs import Run
from app.tabs.today import Today
from app.tabs.today import cards as cards_module
from app.tabs.today.drawings import Spark, StageBars
from app.tabs.today.figures import CARDS, About
from models.catalog import BY_KEY, TABLES
from models.core.book import Book
from models.core.edit import add_row, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.ops import needs as needs_module
from models.ops.figures import Balance
from models.ops.needs import LOOK, PAY, RUN, SEND, WRITE_MAO, Need
from models.pipeline import DEALS, DRAFTS, FOLLOWUPS
from tests.app.faulty import faulty_copy
from tests.app.windows import opened_session, opened_window
from tests.workbooks import DAY, NOW, demo_copy, new_copy

D = TypeVar("D", bound=QWidget)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield opened_window(qtbot, demo_copy(tmp_path))  # noqa: PT022  # qtbot closes it


@pytest.fixture
def page(window: Window) -> Today:
    return today_of(window)


def today_of(window: Window) -> Today:
    window.show_tab("today")
    return cast(Today, window.page)


def line_of(page: Today, action: str, place: int = 0) -> NeedLine:
    return [line for line in page.needs.lines if line.need.action == action][place]


def shown(window: Window, kind: type[D]) -> D:
    [found] = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


def press(page: Today, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """In whatever line has the keyboard."""
    focus = page.window().focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)


def focused(page: Today) -> Need:
    """The need whose line has the keyboard."""
    [line] = [line for line in page.needs.lines if line.main is page.window().focusWidget()]
    return line.need


def row(page: Today, table: Any, row_id: str) -> dict[str, Any]:
    return dict(page.document.book.row(table, row_id) or {})


# --- the list ---


def test_the_list_is_in_the_models_order_and_the_keyboard_goes_through_it(page: Today) -> None:
    found = needs_of(page.document)
    assert tuple(line.need for line in page.needs.lines) == found
    assert focused(page) == found[0]
    press(page, Qt.Key.Key_Down)
    press(page, Qt.Key.Key_Down)
    assert focused(page) == found[2]
    press(page, Qt.Key.Key_Up)
    assert focused(page) == found[1]
    press(page, Qt.Key.Key_End)
    press(page, Qt.Key.Key_Down)
    assert focused(page) == found[-1]
    press(page, Qt.Key.Key_PageUp)
    assert focused(page) == found[-7]
    press(page, Qt.Key.Key_Home)
    assert focused(page) == found[0]


def test_each_line_has_one_button_that_says_what_it_does(page: Today) -> None:
    said = {line.need.action: line.main.accessibleName() for line in page.needs.lines}
    assert all(len(line.findChildren(QPushButton)) == 1 for line in page.needs.lines)
    assert said[PAY].startswith("Pay ")
    assert said[RUN].startswith("Run Follow up on ")
    assert said[WRITE_MAO] == "Write the MAO of 118 Kestrel Lane"
    assert said[SEND].startswith("Send the message to ")


def test_enter_pays_a_missed_bill_the_line_leaves_and_the_next_has_the_keyboard(window: Window, page: Today) -> None:
    first, second, third = needs_of(page.document)[:3]
    press(page, Qt.Key.Key_Down)
    press(page, Qt.Key.Key_Return)
    asked = shown(window, PayDialog)
    assert asked.windowTitle().startswith("Pay Electricity")
    asked.commit()
    assert second not in needs_of(page.document)
    assert [line.need for line in page.needs.lines][:2] == [first, third]
    assert focused(page) == third
    assert page.document.can_undo.startswith("Pay")
    page.document.undo()
    assert [line.need for line in page.needs.lines][:3] == [first, second, third]
    assert focused(page) == third


def test_a_part_of_the_bill_paid_keeps_the_line_where_it_was(window: Window, page: Today) -> None:
    press(page, Qt.Key.Key_Return)
    asked = shown(window, PayDialog)
    asked.amount.line.setText("65.40")
    asked.amount.line.setModified(True)
    asked.commit()
    assert focused(page).note.startswith("Missed bill · 100 · ")


def test_run_leads_to_the_composer_and_the_run_closes_the_follow_up(window: Window, page: Today) -> None:
    line = line_of(page, RUN)
    place = page.needs.lines.index(line)
    after = page.needs.lines[place + 1].need
    line.main.setFocus()
    press(page, Qt.Key.Key_Return)
    pipeline = cast(Pipeline, window.page)
    deal_id = row(page, FOLLOWUPS, line.need.row_id)["deal_id"]
    assert isinstance(pipeline, Pipeline)
    assert (pipeline.deal_id, pipeline.detail.current) == (deal_id, pipeline.detail.message)
    assert pipeline.detail.message.draft_id == ""
    pipeline.detail.message.run.click()
    asked = shown(window, Run)
    if asked.reason is not None:
        asked.reason.line.setText("She asked for it")
    asked.commit()
    closed = row(page, FOLLOWUPS, line.need.row_id)
    assert (closed["status"], closed["closed_at"] is not None) == ("done", True)
    assert row(page, BY_KEY["PipelineRuns"], closed["closed_by_run_id"])["deal_id"] == deal_id
    today_of(window)
    assert line.need not in [one.need for one in page.needs.lines]
    assert focused(page) == after
    page.document.undo()
    assert row(page, FOLLOWUPS, line.need.row_id)["status"] == "open"


def test_a_run_of_another_deal_closes_nothing(window: Window, page: Today) -> None:
    line = line_of(page, RUN)
    line.main.click()
    pipeline = cast(Pipeline, window.page)
    deals = page.document.book[DEALS]
    other = next(str(row) for row in deals.index if row != pipeline.deal_id)
    pipeline.choose(other)
    assert pipeline.detail.message.answers == ""


def test_send_shows_the_draft_in_the_composer(window: Window, page: Today) -> None:
    line = line_of(page, SEND, 1)
    line.main.click()
    pipeline = cast(Pipeline, window.page)
    assert pipeline.deal_id == row(page, DRAFTS, line.need.row_id)["deal_id"]
    assert pipeline.detail.message.draft_id == line.need.row_id
    assert pipeline.detail.message.sent.isVisible()


def test_write_mao_writes_what_the_line_says(window: Window, page: Today) -> None:
    line = line_of(page, WRITE_MAO)
    assert line.need.note == "MAO stale · 143,650 → 147,150"
    line.main.setFocus()
    press(page, Qt.Key.Key_Return)
    assert row(page, DEALS, line.need.row_id)["mao"] == 147_150
    assert window.toast.words.text() == "MAO of 147,150 written to 118 Kestrel Lane."
    assert line.need not in needs_of(page.document)
    assert focused(page).action in (PAY, LOOK)  # what came after it
    window.toast.undo_button.click()
    assert line.need in needs_of(page.document)


def test_a_reminder_is_ticked_off_and_brought_back(window: Window, page: Today) -> None:
    document = page.document
    document.do(add_row(document.book, BY_KEY["Reminders"], {"title": "Ring the roofer", "due_date": DAY}, NOW))
    [line] = [one for one in page.needs.lines if one.need.title == "Ring the roofer"]
    assert line.main.accessibleName() == "Done: Ring the roofer"
    line.main.click()
    assert not [need for need in needs_of(document) if need.title == "Ring the roofer"]
    assert window.toast.words.text() == "Done: Ring the roofer"
    window.toast.undo_button.click()
    assert [need for need in needs_of(document) if need.title == "Ring the roofer"]


def test_a_follow_up_without_a_deal_is_ticked_off_with_its_time(page: Today) -> None:
    document = page.document
    values: dict[str, Value] = {"title": "Ring the bank", "due_date": DAY - timedelta(1)}
    changes = add_row(document.book, FOLLOWUPS, values, NOW)
    document.do(changes)
    [line] = [one for one in page.needs.lines if one.need.title == "Ring the bank"]
    line.main.click()
    closed = row(page, FOLLOWUPS, changes.changes[0].row)
    assert (closed["status"], closed["closed_at"] is not None) == ("done", True)


def test_a_problem_leads_to_its_cell_and_so_does_a_click_on_any_words(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path))
    page = today_of(window)
    line = next(one for one in page.needs.lines if one.need.kind == "problem")
    line.main.click()
    assert window.grid is not None
    assert window.grid.current_row == line.need.row_id
    page = today_of(window)
    bill = line_of(page, PAY)
    QTest.mouseClick(bill, Qt.MouseButton.LeftButton, pos=bill.rect().center())
    assert window.pages is not None
    assert (window.pages.key, window.grid.current_row) == ("bills", bill.need.row_id)
    page = today_of(window)
    press(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.pages.key == TAB_OF_TABLE[bill.need.table]


def test_a_readonly_workbook_is_only_looked_at(window: Window, page: Today) -> None:
    page.document.session.read_only = "in use by somebody"
    page.needs._shown, page.needs._made = None, {}
    page.needs.refresh()
    assert {line.main.text().strip() for line in page.needs.lines} == {"Look"}
    before = page.document.book
    page.needs.lines[0].main.click()
    assert page.document.book is before
    assert not window.findChildren(PayDialog)


def test_the_last_line_done_leaves_a_good_day(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    page = today_of(window)
    assert page.needs.nothing.isVisible()
    document = page.document
    document.do(add_row(document.book, BY_KEY["Reminders"], {"title": "Ring the roofer", "due_date": DAY}, NOW))
    [line] = page.needs.lines
    assert not page.needs.nothing.isVisible()
    line.main.setFocus()
    press(page, Qt.Key.Key_Return)
    assert page.needs.lines == []
    assert page.needs.nothing.isVisible()


# --- the cards ---


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return opened_session(demo_copy(tmp_path_factory.mktemp("today"))).book


@pytest.mark.parametrize("about", CARDS, ids=lambda about: about.title)
def test_every_card_says_something_of_the_demo_and_of_nothing(about: Any, book: Book) -> None:
    said = about.summary(book, DAY, NOW.tzinfo)
    assert said.lines
    assert not said.empty
    assert about.summary(Book(TABLES), DAY, NOW.tzinfo).empty


@pytest.mark.parametrize("about", CARDS, ids=lambda about: about.title)
def test_a_cards_title_and_a_click_on_it_lead_to_its_tab(window: Window, about: Any) -> None:
    assert window.pages is not None
    for lead in (lambda card: card.link.click(), lambda card: QTest.mouseClick(card, Qt.MouseButton.LeftButton)):
        page = today_of(window)
        lead(next(card for card in page.cards.all if card.about is about))
        assert window.pages.key == TAB_OF_TABLE[about.table]
        assert window.grid is not None or about.title == "Pipeline"


@pytest.mark.parametrize("broken", range(len(CARDS)), ids=[about.title for about in CARDS])
@pytest.mark.parametrize("fault", [ZeroDivisionError(), Refused("Bills B7: no date.", hint="Type it.")], ids=type)
def test_a_card_that_fails_says_so_on_itself_and_nowhere_else(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: int, fault: Exception
) -> None:
    reported: list[type[BaseException]] = []
    monkeypatch.setattr("sys.excepthook", lambda kind, *_: reported.append(kind))
    about = CARDS[broken]

    def fails(*_: object) -> Any:
        raise fault

    faulty = [*CARDS[:broken], About(about.title, about.icon, about.table, fails), *CARDS[broken + 1 :]]
    monkeypatch.setattr(cards_module, "CARDS", tuple(faulty))
    page = today_of(opened_window(qtbot, demo_copy(tmp_path)))
    failed = page.cards.all[broken].shown
    said = "Bills B7: no date. Type it." if isinstance(fault, Refused) else "could not be worked out (ZeroDivisionErr"
    assert failed is not None
    assert said in failed.empty
    assert failed.tone == "danger"
    others = [card.shown for place, card in enumerate(page.cards.all) if place != broken]
    assert all(shown is not None and shown.lines and not shown.empty for shown in others)
    assert page.needs.lines
    assert not reported
    page.count()
    assert log_path().exists() == (not isinstance(fault, Refused))
    if not isinstance(fault, Refused):
        assert log_path().read_text().count("ZeroDivisionError") == 1  # not again with each look


def test_a_part_of_the_list_that_fails_says_so_in_a_line_and_leaves_the_rest(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(needs_module, "due_followups", fails)
    page = today_of(opened_window(qtbot, demo_copy(tmp_path)))
    [line] = [line for line in page.needs.lines if line.need.kind == "fault" and line.need.table == "Followups"]
    assert line.need.title == "Follow-ups could not be worked out (ZeroDivisionError)."
    assert {PAY, WRITE_MAO} <= {one.need.action for one in page.needs.lines}
    assert all(card.shown is not None and card.shown.lines for card in page.cards.all)


def test_a_list_that_fails_as_a_whole_leaves_the_cards(page: Today, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("app.tabs.needs.needs_of", fails)
        page.count()
        assert "ZeroDivisionError" in page.needs.failed.text()
        assert page.needs.failed.isVisible()
        assert not page.needs.lines
        assert all(card.shown is not None and card.shown.lines for card in page.cards.all)
    page.count()
    assert not page.needs.failed.isVisible()
    assert page.needs.lines


def test_the_month_card_draws_the_balance_and_names_its_lowest_day(page: Today) -> None:
    card = page.cards.all[0]
    assert isinstance(card.drawing, Spark)
    assert card.shown is not None
    assert isinstance(card.shown.drawing, Balance)
    lowest = card.shown.drawing.forecast.lowest
    assert card.shown.lines[0].label == f"Lowest, {lowest.date:%a} {lowest.date.day} {lowest.date:%b}"
    assert f"The lowest is {lowest.balance:,.2f} on {lowest.date}" in card.drawing.accessibleDescription()
    kept = card.drawing
    document = page.document
    document.do(set_fields(document.book, BY_KEY["Settings"], "opening_balance", {"value": "10"}, NOW))
    assert card.drawing is kept
    assert card.shown.lines[0].tone == "danger"


def test_a_month_without_a_balance_says_what_is_lacking(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    page = today_of(window)
    document = page.document
    rent: dict[str, Value] = {"name": "Rent", "amount": 900.0, "cadence": "monthly", "due_day": 9, "start_date": DAY}
    document.do(add_row(document.book, BY_KEY["Bills"], rent, NOW))
    card = page.cards.all[0]
    assert card.shown is not None
    assert card.drawing is None
    assert card.shown.notes == (
        "No income target yet: set one on the Budget tab.",
        "No balance to start from yet: set one on the Budget tab.",
    )


def test_the_pipeline_card_has_a_bar_for_each_open_stage(page: Today) -> None:
    card = page.cards.all[1]
    assert isinstance(card.drawing, StageBars)
    rows = card.drawing.rows()
    assert [line[0] for line in rows] == [
        "Stage", "New", "Contacted", "Qualified", "Offer sent", "Negotiating", "Under contract",
    ]  # fmt: skip
    assert card.shown is not None
    assert sum(int(count) for line in rows[1:] for count in line[1:]) == int(card.shown.big)
    assert "New: 4" in card.drawing.accessibleDescription()
    before = rows
    deals = page.document.book[DEALS]
    new = str(deals.index[(deals["stage"] == "new").to_numpy(dtype=bool)][0])
    page.document.do(set_fields(page.document.book, DEALS, new, {"stage": "dead"}, NOW))
    assert card.drawing.rows() != before
    assert "New: 3" in card.drawing.accessibleDescription()


def test_an_empty_workbook_says_what_to_do_first(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    page = today_of(window)
    first = next(b for b in page.findChildren(QPushButton) if b.accessibleName() == "Add the first deal")
    first.click()
    assert window.pages is not None
    assert window.pages.key == "pipeline"
    assert window.grid is not None
    assert window.grid.model.is_new(window.grid.view.currentIndex().row())


def test_the_cards_stand_in_two_columns_where_there_is_room(window: Window, page: Today, qtbot: QtBot) -> None:
    lefts = {}
    for width in (1280, 1920):
        window.resize(width, 900)
        qtbot.waitUntil(lambda width=width: window.width() == width)  # type: ignore[misc]  # bound now
        qtbot.wait(5)
        lefts[width] = {card.mapTo(page, card.rect().topLeft()).x() for card in page.cards.all}
    assert [len(lefts[width]) for width in (1280, 1920)] == [1, 2]


def test_f6_reaches_the_list_the_tables_and_the_cards(window: Window, page: Today) -> None:
    assert page.panes() == [page.needs, page.lists, page.right]
    page.right.setFocus()
    assert window.focusWidget() is page.cards.all[0].link
