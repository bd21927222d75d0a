"""The board: every deal in its stage's column with what waits, found, filtered, moved by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS
from app.frame.window import Window
from app.tabs.pipeline import Pipeline
from app.tabs.pipeline.cards import Board, deal_cards, deals_view, step_badge
from app.tabs.pipeline.dialogs import AddDeal
from app.theme import Role
from models.catalog import BY_KEY
from models.core.edit import add_row, remove_rows, set_fields
from models.core.schema import Value
from models.pipeline.board import next_steps, without_next_step
from models.pipeline.deals import STAGES
from tests.app.windows import opened_window
from tests.workbooks import DAY, NOW, demo_copy, new_copy

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield opened_window(qtbot, demo_copy(tmp_path), (1440, 900))  # noqa: PT022  # qtbot closes it


@pytest.fixture
def page(window: Window) -> Pipeline:
    window.show_tab("pipeline")
    return cast(Pipeline, window.page)


def command(window: Window, key: str) -> None:
    window.run(next(one for one in COMMANDS if one.key == key))


def stage_of(page: Pipeline, deal_id: str) -> object:
    return (page.document.book.row("Deals", deal_id) or {})["stage"]


def first_in(page: Pipeline, stage: str) -> str:
    return page.board.columns[stage].view.stage_model.ids[0]


def drag(page: Pipeline, stage: str, row: int, place: QPoint, *, drop: bool = True) -> None:
    """From a card to a place on the screen, with the button held."""
    view = page.board.columns[stage].view
    start = view.visualRect(view.stage_model.index(row)).center()
    port = view.viewport()
    QTest.mousePress(port, LEFT, pos=start)
    for part in (0.3, 1.0):
        aim = port.mapFromGlobal(place)
        QTest.mouseMove(port, start + (aim - start) * part)
    if drop:
        QTest.mouseRelease(port, LEFT, pos=port.mapFromGlobal(place))


# --- what it shows ---


def test_every_deal_is_in_its_stages_column_the_most_urgent_above(page: Pipeline) -> None:
    deals = page.document.book["Deals"]
    for stage, one in page.board.columns.items():
        ids = one.view.stage_model.ids
        assert set(ids) == set(deals.index[deals["stage"] == stage])
        assert one.count.text() == str(len(ids))
        urgency = deal_cards(page.document.book, DAY).loc[ids, "urgency"]
        assert urgency.is_monotonic_increasing


def test_a_card_says_address_strategy_asking_mao_stale_and_next_step(page: Pipeline) -> None:
    book = page.document.book
    deal_id = str(book["Deals"].index[0])
    model = page.board.columns["offer_sent"].view.stage_model
    row = model.ids.index(deal_id)
    card = model.card(row)
    assert (card.address, card.strategy) == ("118 Kestrel Lane", "wholesale")
    assert card.price == ("Asks 153,000", "MAO 143,650")
    assert (card.stale, card.state) == (True, "overdue")
    spoken = str(model.data(model.index(row), int(Qt.ItemDataRole.AccessibleTextRole)))
    for words in ("118 Kestrel Lane", "wholesale", "Asks 153,000", "MAO 143,650", "stale MAO", "1 day late"):
        assert words in spoken


def test_each_state_has_its_colour_with_a_word_and_an_icon() -> None:
    found = {state: step_badge(state, DAY, DAY) for state in ("overdue", "today", "later", "none", "")}
    assert [badge.role for badge in found.values()] == [Role.DANGER, Role.GOOD, Role.MUTED, Role.WARNING, Role.MUTED]
    assert all(badge.text and badge.icon for badge in found.values())
    assert len({badge.icon for badge in found.values()}) == 5


def test_the_first_figure_is_how_many_open_deals_have_no_next_step_and_filters(page: Pipeline) -> None:
    bare = without_next_step(page.document.book, DAY)
    assert page.centre.figure.text() == str(len(bare)) == "7"
    assert page.centre.bare.text().strip() == "open deals have no next step"
    page.centre.bare.click()
    shown = [row_id for one in page.board.columns.values() for row_id in one.view.stage_model.ids]
    assert set(shown) == set(bare.index)
    page.centre.bring(page.deals)
    assert set(page.deals.grid.model.cells.ids) == set(bare.index)
    page.centre.bare.click()
    assert page.deals.grid.model.total == len(page.document.book["Deals"])


def test_the_figure_follows_an_edit(page: Pipeline) -> None:
    document = page.document
    deal_id = str(without_next_step(document.book, DAY).index[0])
    step: dict[str, Value] = {"deal_id": deal_id, "title": "Call", "due_date": DAY}
    assert document.do(add_row(document.book, BY_KEY["Followups"], step, NOW))
    assert page.centre.figure.text() == "6"
    document.undo()
    assert page.centre.figure.text() == "7"


def test_the_words_in_the_search_narrow_the_board(page: Pipeline) -> None:
    page.centre.search.setText("tampa raymond")
    page.centre.search.now()
    shown = [row_id for one in page.board.columns.values() for row_id in one.view.stage_model.ids]
    assert [(page.document.book.row("Deals", row_id) or {})["address"] for row_id in shown] == ["6121 Gulf Ember Drive"]
    page.centre.search.setText("nothing like this")
    page.centre.search.now()
    assert page.board.no_match.text() == "No deal fits."
    assert page.board.no_match.isVisible()
    page.board.show_all.click()
    assert not page.centre.search.text()
    assert sum(len(one.view.stage_model.ids) for one in page.board.columns.values()) == 20


def test_ctrl_f_on_the_board_goes_to_its_search(page: Pipeline) -> None:
    view = page.board.columns["new"].view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F, CONTROL)
    assert page.centre.search.hasFocus()


def test_closed_and_dead_are_folded_until_they_are_wanted(page: Pipeline) -> None:
    assert page.board.folded == {"closed", "dead"}
    assert page.board.strips["closed"].accessibleName() == "Show Closed, 2 deals"
    page.board.strips["closed"].click()
    assert page.board.columns["closed"].isVisible()
    assert not page.board.strips["closed"].isVisible()
    page.board.columns["closed"].folding.emit()
    assert page.board.folded == {"closed", "dead"}


def test_the_view_of_deals_joins_the_next_step_and_edits_the_deals(page: Pipeline) -> None:
    book = page.document.book
    frame = deals_view(bare=False).compute(book, DAY)
    steps = next_steps(book, DAY)
    assert list(frame["next_step"].dropna()) == list(steps["title"].dropna())
    grid = page.show_table("Deals")
    assert grid is not None
    row = grid.model.index_of(str(book["Deals"].index[1]), "stage")
    assert not grid.model.enter(row.row(), row.column(), "dead")
    assert stage_of(page, str(book["Deals"].index[1])) == "dead"


def test_two_thousand_deals_are_put_by_stage_in_arrays() -> None:
    import pandas as pd

    count = 2_000
    frame = pd.DataFrame(
        {
            "stage": [STAGES[n % 8] for n in range(count)], "state": "none", "urgency": [n % 5 for n in range(count)],
            "due": pd.Series([pd.NaT] * count, dtype="datetime64[s]"), "address": [f"{n} Elm" for n in range(count)],
            "city": "", "strategy": "flip", "contact": "", "step": "",
        },
        index=[f"deal_{n}" for n in range(count)],
    )  # fmt: skip
    board = Board(frame, "elm")
    assert board.count == count
    assert sorted(place for places in board.places.values() for place in places) == list(range(count))
    assert list(board.places["new"][:2]) == [0, 40]  # the same urgency: the upper row first
    assert Board(frame, "!1 1999").count == 0


# --- moving ---


def test_a_card_dragged_to_another_stage_is_one_edit_that_is_undone(
    page: Pipeline, window: Window, qtbot: QtBot
) -> None:
    deal_id, target = first_in(page, "contacted"), page.board.columns["negotiating"]
    drag(page, "contacted", 0, target.mapToGlobal(QPoint(60, 200)))
    assert deal_id in target.view.stage_model.ids  # at once, before anything else is worked out
    qtbot.waitUntil(lambda: stage_of(page, deal_id) == "negotiating")
    assert page.document.can_undo == "Move to negotiating"
    assert page.deal_id == deal_id
    assert window.toast.words.text() == "633 Millwright Street: Negotiating."
    page.document.undo()
    assert stage_of(page, deal_id) == "contacted"
    assert deal_id in page.board.columns["contacted"].view.stage_model.ids


def test_a_card_is_dropped_on_a_folded_stage(page: Pipeline, qtbot: QtBot) -> None:
    deal_id, strip = first_in(page, "contacted"), page.board.strips["dead"]
    drag(page, "contacted", 0, strip.mapToGlobal(strip.rect().center()))
    qtbot.waitUntil(lambda: stage_of(page, deal_id) == "dead")


def test_a_card_let_go_elsewhere_or_given_up_stays(page: Pipeline, window: Window, qtbot: QtBot) -> None:
    deal_id, book = first_in(page, "contacted"), page.document.book
    drag(page, "contacted", 0, window.mapToGlobal(QPoint(300, 10)))
    target, view = page.board.columns["negotiating"], page.board.columns["contacted"].view
    drag(page, "contacted", 0, target.mapToGlobal(QPoint(60, 200)), drop=False)
    assert page.board.ghost.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not page.board.ghost.isVisible()
    QTest.mouseRelease(view.viewport(), LEFT, pos=view.viewport().mapFromGlobal(target.mapToGlobal(QPoint(60, 200))))
    qtbot.wait(20)
    assert page.document.book is book
    assert first_in(page, "contacted") == deal_id


def test_ctrl_and_the_arrows_move_the_deal_and_the_keyboard_goes_with_it(page: Pipeline, qtbot: QtBot) -> None:
    deal_id = first_in(page, "contacted")
    view = page.board.columns["contacted"].view
    page.choose(deal_id)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right, CONTROL)
    there = page.board.columns["qualified"].view
    assert there.hasFocus()
    QTest.keyClick(there, Qt.Key.Key_Right, CONTROL)  # before the first edit is made
    qtbot.waitUntil(lambda: stage_of(page, deal_id) == "offer_sent")
    assert page.board.columns["offer_sent"].view.hasFocus()
    QTest.keyClick(page.board.columns["offer_sent"].view, Qt.Key.Key_Left, CONTROL)
    qtbot.waitUntil(lambda: stage_of(page, deal_id) == "qualified")
    assert page.deal_id == deal_id


def test_left_and_right_go_to_the_deals_of_the_stage_beside(page: Pipeline) -> None:
    page.choose(first_in(page, "contacted"))
    view = page.board.columns["contacted"].view
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert page.deal_id == first_in(page, "qualified")
    QTest.keyClick(page.board.columns["qualified"].view, Qt.Key.Key_Left)
    assert page.deal_id == first_in(page, "contacted")


def test_a_move_that_is_refused_puts_the_card_back(
    page: Pipeline, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    deal_id = first_in(page, "contacted")
    monkeypatch.setattr(page.document, "do", lambda _: False)
    page.board._take(deal_id, "qualified")
    assert deal_id in page.board.columns["qualified"].view.stage_model.ids
    qtbot.waitUntil(lambda: deal_id in page.board.columns["contacted"].view.stage_model.ids)


def test_the_commands_move_the_chosen_deal(page: Pipeline, window: Window) -> None:
    deal_id = first_in(page, "new")
    page.choose(deal_id)
    command(window, "pipeline.next_stage")
    assert stage_of(page, deal_id) == "contacted"
    command(window, "pipeline.previous_stage")
    assert stage_of(page, deal_id) == "new"
    command(window, "pipeline.previous_stage")
    assert window.toast.words.text().endswith("is at the first stage already.")
    window.show_tab("bills")
    command(window, "pipeline.next_stage")
    assert (window.page, stage_of(page, deal_id)) == (page, "new")  # first it shows which deal it is about


def test_no_two_commands_share_their_keys() -> None:
    keys = [one.shortcut for one in COMMANDS if one.shortcut]
    assert len(keys) == len(set(keys))


def test_a_card_moved_elsewhere_leaves_the_scrolled_column_where_it_is(page: Pipeline, qtbot: QtBot) -> None:
    document = page.document
    for number in range(12):
        document.do(add_row(document.book, BY_KEY["Deals"], {"address": f"{number} Elm", "stage": "qualified"}, NOW))
    view = page.board.columns["qualified"].view
    view.executeDelayedItemsLayout()
    view.verticalScrollBar().setValue(400)
    page.board._take(view.stage_model.ids[6], "dead")
    qtbot.wait(20)
    assert view.verticalScrollBar().value() == 400


# --- adding and losing deals ---


def test_a_deal_that_is_deleted_makes_way_for_another(page: Pipeline) -> None:
    chosen = first_in(page, "contacted")
    page.choose(chosen)
    document = page.document
    assert document.do(remove_rows(document.book, BY_KEY["Deals"], [chosen]))
    assert page.deal_id
    assert page.deal_id != chosen


def test_an_empty_board_has_one_primary_button_which_adds_a_deal_with_its_contact(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    window.show_tab("pipeline")
    page = cast(Pipeline, window.page)
    primary = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.property("kind") == "primary"]
    assert [one.text().strip() for one in primary] == ["Add deal"]
    primary[0].click()
    [dialog] = [one for one in window.findChildren(AddDeal) if one.isVisible()]
    dialog.commit()
    assert dialog.deal["address"].why.text() == "A deal needs its address."
    dialog.deal["address"].line.setText("12 Elm Street")
    dialog.deal["asking_price"].line.setText("-3")
    dialog.commit()
    assert dialog.deal["asking_price"].is_refused
    dialog.deal["asking_price"].line.setText("200000")
    dialog.contact["phone"].line.setText("+1 204 555 0100")
    dialog.commit()
    assert dialog.contact["name"].why.text() == "Say who this is."
    dialog.contact["name"].line.setText("Ada Moss")
    dialog.strategy.say("flip")
    dialog.commit()
    book = page.document.book
    [deal_id] = book["Deals"].index
    deal = book.row("Deals", str(deal_id)) or {}
    assert (deal["address"], deal["asking_price"]) == ("12 Elm Street", 200_000)
    assert (deal["strategy"], deal["stage"]) == ("flip", "new")
    assert (book.row("Contacts", str(deal["contact_id"])) or {})["name"] == "Ada Moss"
    assert page.deal_id == deal_id
    assert page.side.drawer.isVisible()
    page.document.undo()
    assert page.document.book["Contacts"].empty
    assert not page.side.drawer.isVisible()
    assert page.board.nothing.isVisible()


def test_nothing_is_moved_in_a_workbook_that_is_read_only(page: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(page.document), "read_only", property(lambda _: "in use by somebody"))
    page.refresh()
    assert not page.centre.add.isEnabled()
    assert not page.detail.stage.box.isEnabled()


def test_the_table_begins_at_the_chosen_deal_and_chooses_another(page: Pipeline) -> None:
    deal_id = first_in(page, "negotiating")
    page.choose(deal_id)
    page.centre.bring(page.deals)
    grid = page.deals.grid
    grid.setFocus()
    assert (grid.current_row, page.deal_id) == (deal_id, deal_id)
    QTest.keyClick(grid.view, Qt.Key.Key_Down)
    assert page.deal_id == grid.current_row != deal_id
    chosen, (_, steps) = page.deal_id, page.centre.home_of("Followups") or (None, page.deals)
    page.show_table("Followups")
    steps.grid.setFocus()
    assert page.deal_id == chosen
    steps.only.click()
    rows = page.document.book["Followups"]
    assert set(steps.grid.model.cells.ids) == set(rows.index[rows["deal_id"] == chosen])


def test_f6_goes_from_the_board_to_the_deal(page: Pipeline) -> None:
    assert page.panes() == [page.centre, page.side.drawer]
    page.panes()[1].setFocus()
    assert page.detail.isAncestorOf(page.focusWidget())


def test_the_chosen_deal_and_part_come_back_at_the_next_start(
    page: Pipeline, window: Window, qtbot: QtBot, tmp_path: Path
) -> None:
    deal_id = first_in(page, "negotiating")
    page.choose(deal_id)
    page.centre.bring(page.deals)
    page.detail.bring(page.detail.history)
    other = opened_window(qtbot, window.document.session.path if window.document else tmp_path)
    other.show_tab("pipeline")
    again = cast(Pipeline, other.page)
    assert again.deal_id == deal_id
    assert again.centre.current is again.deals
    assert again.detail.current is again.detail.history


def test_an_edit_of_another_table_leaves_the_cards_alone(page: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    for stage, one in page.board.columns.items():
        monkeypatch.setattr(one.view, "show_rows", lambda *_, stage=stage: drawn.append(stage))
    document = page.document
    row = str(document.book["Ledger"].index[0])
    document.do(set_fields(document.book, BY_KEY["Ledger"], row, {"merchant": "Another"}, NOW))
    assert not drawn
    deal_id = str(document.book["Deals"].index[0])
    document.do(set_fields(document.book, BY_KEY["Deals"], deal_id, {"city": "Selkirk"}, NOW))
    assert drawn == list(STAGES)
