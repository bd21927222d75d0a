"""The page: the chosen property in every part, edits followed at once, and everything that can be done to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS
from app.frame.dialogs import Confirm
from app.frame.window import Window
from app.tabs.underwriting import Underwriting
from app.tabs.underwriting.dialogs import AddProperty, AttachDeal, ResolveFlag
from app.tabs.underwriting.rent import RentPart
from models.catalog import BY_KEY
from models.core.edit import remove_rows, set_fields
from models.core.schema import Value
from models.underwriting.arv import set_arv
from models.underwriting.calculators import offer_for
from models.underwriting.comps import comparison_for
from models.underwriting.legal import deal_of
from models.underwriting.risk import risk_for
from tests.app.windows import opened_session, opened_window
from tests.workbooks import DAY, NOW, demo_copy, new_copy


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield opened_window(qtbot, demo_copy(tmp_path))  # noqa: PT022  # qtbot closes it


@pytest.fixture
def page(window: Window) -> Underwriting:
    window.show_tab("underwriting")
    return cast(Underwriting, window.page)


def house(page: Underwriting, number: int) -> str:
    row = str(page.document.book["Properties"].index[number])
    assert page.list.choose(row)
    return row


def command(window: Window, key: str) -> None:
    window.run(next(one for one in COMMANDS if one.key == key))


def type_into(line: QLineEdit, text: str) -> None:
    line.selectAll()
    QTest.keyClicks(line, text)


# --- what it shows ---


def test_the_chosen_property_is_shown_in_every_part(page: Underwriting) -> None:
    chosen = house(page, 3)
    book = page.document.book
    row = book.row("Properties", chosen) or {}
    assert page.centre.title.text() == row["address"]
    assert list(page.value.comps.grid.model.cells.ids) == list(
        book["Comps"].index[book["Comps"]["property_id"] == chosen]
    )
    offer = offer_for(book, chosen, page.calculator.mode, page.calculator.asked.given)
    assert page.calculator.result.text() == f"{offer.result:,.0f}"
    assert page.risk.score.text() == f"{risk_for(book, chosen).score:.2f}"
    found = comparison_for(book, chosen, DAY)
    assert page.value.estimates[1].figure.text() == f"{found.median:,.2f}".removesuffix(".00")


def test_a_property_deleted_on_another_tab_gives_way_to_another(
    page: Underwriting, window: Window, qtbot: QtBot
) -> None:
    chosen = house(page, 1)
    window.show_tab("workbook")
    assert page.document.do(remove_rows(page.document.book, BY_KEY["Properties"], [chosen]))
    window.show_tab("underwriting")
    qtbot.waitUntil(lambda: page.property_id not in (None, chosen))
    assert page.centre.title.text() == page.book_row()["address"]


def test_an_edit_anywhere_is_followed(page: Underwriting, qtbot: QtBot) -> None:
    chosen = house(page, 1)
    document = page.document
    before = page.calculator.result.text()
    assert document.do(set_arv(document.book, chosen, 700_000, None, NOW))
    assert page.calculator.result.text() != before
    assert page.value.arv.line.text() == "700,000.00"
    qtbot.waitUntil(lambda: page.list.model.line(1).arv == 700_000)
    document.undo()
    assert page.calculator.result.text() == before


def test_what_is_out_of_view_is_not_worked_out(page: Underwriting, monkeypatch: pytest.MonkeyPatch) -> None:
    house(page, 1)
    drawn: list[str] = []
    for title, part in page.centre.parts.items():
        monkeypatch.setattr(part, "draw", lambda title=title: drawn.append(title))
    chosen = page.property_id or ""
    page.document.do(set_arv(page.document.book, chosen, 700_000, None, NOW))
    assert drawn == ["Value"]
    page.document.do(set_fields(page.document.book, BY_KEY["Ledger"], str(page.document.book["Ledger"].index[0]),
                                {"merchant": "Another"}, NOW))  # fmt: skip
    assert drawn == ["Value"]
    page.centre.step(1)
    assert drawn == ["Value", "Repairs"]


def test_a_property_that_is_deleted_makes_way_for_another(page: Underwriting) -> None:
    chosen = house(page, 0)
    document = page.document
    assert document.do(remove_rows(document.book, BY_KEY["Properties"], [chosen]))
    assert page.property_id == str(document.book["Properties"].index[0])
    document.undo()
    assert page.list.choose(chosen)


def test_a_hidden_property_is_found_by_its_row(page: Underwriting) -> None:
    house(page, 0)
    page.list.search.setText("Lamplighter")
    page.list.search.now()
    assert page.list.model.rowCount() == 1
    assert page.centre.title.text() == "118 Kestrel Lane"
    book = page.document.book
    other = book["Repairs"][book["Repairs"]["property_id"] != page.property_id].iloc[-1:]
    assert page.go_to("Repairs", str(other.index[0]), "cost")
    assert page.property_id == other["property_id"].iloc[0]
    assert page.grid is not None
    assert page.grid.current_row == other.index[0]


def test_a_column_that_a_propertys_rows_do_not_need_is_shown_with_all_rows(page: Underwriting) -> None:
    house(page, 0)
    book = page.document.book
    row = str(book["Comps"].index[-1])
    assert page.go_to("Comps", row, "property_id")
    assert page.value.comps.grid.model.total == len(book["Comps"])
    assert page.value.comps.grid.current_row == row
    page.value.comps.only.click()
    assert page.value.comps.grid.model.total < len(book["Comps"])


def test_a_row_added_belongs_to_the_chosen_property(page: Underwriting) -> None:
    chosen = house(page, 2)
    grid = page.show_table("Repairs")
    assert grid is not None
    model, new = grid.model, grid.model.total
    assert not model.enter(new, model.cells.place("item"), "Fence")
    assert not model.enter(new, model.cells.place("cost"), "1,200")
    total = page.centre.parts["Repairs"].total.text()  # type: ignore[attr-defined]  # the part's own
    assert not model.add_typed()
    row = page.document.book.row("Repairs", str(page.document.book["Repairs"].index[-1])) or {}
    assert (row["property_id"], row["cost"]) == (chosen, 1200)
    assert page.centre.parts["Repairs"].total.text() != total  # type: ignore[attr-defined]


# --- value ---


def test_an_arv_is_typed_refused_and_set(page: Underwriting, window: Window) -> None:
    chosen = house(page, 1)
    command(window, "deal.set_arv")
    type_into(page.value.arv.line, "0")
    QTest.keyClick(page.value.arv.line, Qt.Key.Key_Return)
    assert "above 0" in page.value.arv.why.text()
    assert page.value.arv.line.property("refused")
    assert not page.finish()
    type_into(page.value.arv.line, "410,500")
    type_into(page.value.note.line, "Two offers next door")
    QTest.keyClick(page.value.note.line, Qt.Key.Key_Return)
    row = page.document.book.row("Properties", chosen) or {}
    assert (row["arv"], row["arv_notes"]) == (410_500, "Two offers next door")
    assert page.value.state.text() == "Set Thu 5 Mar, today"
    assert page.finish()


def test_what_is_refused_keeps_its_property_until_it_is_mended_or_given_up(
    page: Underwriting, window: Window, qtbot: QtBot
) -> None:
    chosen, other = house(page, 1), str(page.document.book["Properties"].index[2])
    type_into(page.value.arv.line, "many")
    assert not page.list.choose(other)
    qtbot.waitUntil(lambda: page.list.view.currentIndex().row() == 1)
    assert page.property_id == chosen
    assert page.value.arv.line.text() == "many"
    assert page.value.arv.line.hasFocus()
    assert window.toast.words.text() == "Mend this first, or give it up with Esc."
    QTest.keyClick(page.value.arv.line, Qt.Key.Key_Escape)
    assert not page.value.arv.is_refused
    assert page.list.choose(other)
    assert page.value.arv.line.text() != "many"


def test_a_link_to_another_property_waits_for_what_is_refused(page: Underwriting) -> None:
    chosen = house(page, 1)
    type_into(page.value.arv.line, "many")
    book = page.document.book
    other = book["Repairs"][book["Repairs"]["property_id"] != chosen].iloc[-1:]
    assert page.go_to("Repairs", str(other.index[0]), "cost")
    assert (page.property_id, page.value.arv.line.text()) == (chosen, "many")


def test_a_deleted_property_takes_what_was_refused_with_it(page: Underwriting) -> None:
    chosen = house(page, 1)
    type_into(page.value.arv.line, "many")
    assert page.document.do(remove_rows(page.document.book, BY_KEY["Properties"], [chosen]))
    assert page.property_id != chosen
    assert not page.value.arv.is_refused
    assert page.finish()


def test_a_field_keeps_what_it_refuses_whatever_else_is_edited_and_esc_gives_it_up(page: Underwriting) -> None:
    chosen = house(page, 1)
    page.centre.step(2)
    rent = cast(RentPart, page.centre.current).fields["projected_rent"]
    before = rent.line.text()
    type_into(rent.line, "much")
    QTest.keyClick(rent.line, Qt.Key.Key_Return)
    assert rent.is_refused
    page.list.view.setFocus()
    assert page.document.do(set_arv(page.document.book, chosen, 700_000, None, NOW))
    assert (rent.line.text(), rent.is_refused) == ("much", True)
    rent.line.setFocus()
    QTest.keyClick(rent.line, Qt.Key.Key_Escape)
    assert (rent.line.text(), rent.is_refused) == (before, False)


def test_undo_while_one_types_leaves_the_text_and_takes_the_edit_back(page: Underwriting) -> None:
    chosen = house(page, 1)
    before = (page.document.book.row("Properties", chosen) or {})["projected_rent"]
    page.centre.step(2)
    rent = cast(RentPart, page.centre.current).fields["projected_rent"]
    type_into(rent.line, "1,999")
    QTest.keyClick(rent.line, Qt.Key.Key_Return)
    type_into(rent.line, "2,0")
    page.document.undo()
    assert (page.document.book.row("Properties", chosen) or {})["projected_rent"] == before
    assert rent.line.text() == "2,0"


def test_a_workbook_that_another_valhalla_has_takes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    path = demo_copy(tmp_path)
    with closing(opened_session(path)):
        window = opened_window(qtbot, path)
    window.show_tab("underwriting")
    page = cast(Underwriting, window.page)
    assert page.document.read_only
    house(page, 1)
    assert page.value.arv.line.isReadOnly()
    off = [page.value.set, page.calculator.write, page.calculator.deal.attach, *(one.button for one in
           page.value.estimates)]  # fmt: skip
    assert [button.isEnabled() for button in off] == [False] * len(off)
    assert not page.list.add.isVisible()
    assert page.calculator.result.text()


def test_two_deals_may_name_one_property(page: Underwriting) -> None:
    chosen = house(page, 0)
    document = page.document
    first = deal_of(document.book, chosen) or ""
    other = next(str(row) for row in document.book["Deals"].index if row != first)
    both: dict[str, Value] = {"property_id": chosen, "mao": 1.0}
    assert document.do(set_fields(document.book, BY_KEY["Deals"], other, both, NOW, by_app=True))
    assert page.calculator.deal.deal_id == first
    assert page.calculator.write.isEnabled()


def test_what_the_comps_say_is_used_with_one_press_and_undone(page: Underwriting, window: Window) -> None:
    chosen = house(page, 1)
    before = page.document.book.row("Properties", chosen)
    [_, median, *_] = page.value.estimates
    median.button.click()
    row = page.document.book.row("Properties", chosen) or {}
    assert row["arv"] == comparison_for(page.document.book, chosen, DAY).median
    assert "comp_" in str(row["arv_notes"])
    assert median.button.text() == "in use"
    window.toast.undo_button.click()
    assert page.document.book.row("Properties", chosen) == before


# --- the calculator ---


def test_it_answers_while_one_types_and_keeps_the_last_good_result(page: Underwriting) -> None:
    chosen = house(page, 1)
    line = page.calculator.fields["fee"].line
    assert line.placeholderText() == "10,000.00"
    type_into(line, "0")
    assert page.calculator.result.text() == f"{offer_for(page.document.book, chosen, given={'fee': 0}).result:,.0f}"
    good = page.calculator.result.text()
    type_into(page.calculator.fields["arv_pct"].line, "70")
    assert "type 70%" in page.calculator.fields["arv_pct"].why.text()
    assert page.calculator.result.text() == good
    assert not page.calculator.write.isEnabled()
    type_into(page.calculator.fields["arv_pct"].line, "65%")
    assert page.calculator.asked.given == {"arv_pct": 0.65, "fee": 0}
    other = house(page, 2)
    assert page.calculator.asked.given == {}
    assert page.list.choose(chosen)
    assert page.calculator.asked.given == {"arv_pct": 0.65, "fee": 0}
    assert other != chosen


def test_the_other_offer_has_its_own_inputs(page: Underwriting) -> None:
    chosen = house(page, 1)
    page.calculator.modes.setCurrentIndex(1)
    offer = offer_for(page.document.book, chosen, "brrrr")
    assert page.calculator.result.text() == f"{offer.result:,.2f}".removesuffix(".00")
    assert f"{offer.max_all_in:,.0f}" in page.calculator.formula.text()
    assert not page.calculator.inputs["wholesale"].isVisible()


def test_the_chain_leads_to_a_cell(page: Underwriting, window: Window) -> None:
    chosen = house(page, 1)
    page.calculator.more.click()
    assert page.calculator.chain.isVisible()
    assert "Properties!" in page.calculator.chain.text()
    page.calculator.chain.linkActivated.emit("0")
    assert window.page is page
    assert page.grid is not None
    assert page.grid.current_row == chosen
    page.calculator.chain.linkActivated.emit("1")
    assert window.pages is not None
    assert window.pages.key == "workbook"


def test_writing_the_mao_ends_that_it_is_stale(page: Underwriting, window: Window) -> None:
    chosen = house(page, 0)
    deal = deal_of(page.document.book, chosen) or ""
    assert page.calculator.stale.text.text().startswith("MAO stale: 143,650 → 147,150")
    command(window, "deal.write_mao")
    assert page.calculator.stale.isHidden()
    assert (page.document.book.row("Deals", deal) or {})["mao"] == 147_150
    assert window.toast.words.text() == "MAO of 147,150 written to the deal 118 Kestrel Lane."
    window.toast.undo_button.click()
    assert (page.document.book.row("Deals", deal) or {})["mao"] == 143_650
    assert not page.calculator.stale.isHidden()


def test_a_result_below_zero_is_asked_about(page: Underwriting, window: Window) -> None:
    chosen = house(page, 0)
    deal = deal_of(page.document.book, chosen) or ""
    type_into(page.calculator.fields["fee"].line, "900000")
    assert "No offer works" in page.calculator.danger.text.text()
    command(window, "deal.write_mao")
    [asked] = [one for one in window.findChildren(Confirm) if one.isVisible()]
    assert (page.document.book.row("Deals", deal) or {})["mao"] == 143_650
    asked.commit()
    assert cast(float, (page.document.book.row("Deals", deal) or {})["mao"]) < 0


def test_from_another_tab_a_command_first_shows_what_it_is_about(page: Underwriting, window: Window) -> None:
    house(page, 0)
    book = page.document.book
    window.show_tab("bills")
    command(window, "deal.write_mao")
    assert window.page is page
    assert page.document.book is book
    command(window, "deal.write_mao")
    assert page.document.book is not book


# --- deals and the law ---


def test_a_deal_is_made_of_the_property(page: Underwriting, window: Window) -> None:
    chosen = house(page, 22)
    assert deal_of(page.document.book, chosen) is None
    assert not page.calculator.deal.none.isHidden()
    assert not page.calculator.write.isEnabled()
    command(window, "deal.attach")
    [dialog] = [one for one in window.findChildren(AttachDeal) if one.isVisible()]
    assert str(dialog.list.currentIndex().data()).startswith("New deal for")
    dialog.commit()
    deal = page.document.book.row("Deals", deal_of(page.document.book, chosen) or "") or {}
    assert deal["property_id"] == chosen
    assert page.calculator.write.isEnabled()
    page.document.undo()
    assert deal_of(page.document.book, chosen) is None


def test_a_deal_is_found_by_its_words_and_attached(page: Underwriting, window: Window) -> None:
    chosen = house(page, 22)
    command(window, "deal.attach")
    [dialog] = [one for one in window.findChildren(AttachDeal) if one.isVisible()]
    QTest.keyClicks(dialog.search, "kestrel offer")
    assert dialog.items.rowCount() == 1
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    deal = page.document.book.row("Deals", deal_of(page.document.book, chosen) or "") or {}
    assert deal["address"] == "118 Kestrel Lane"


def test_rules_are_checked_and_a_flag_is_resolved_with_a_note(page: Underwriting, window: Window) -> None:
    house(page, 0)
    page.show_table("LegalFlags")
    flags = len(page.document.book["LegalFlags"])
    command(window, "deal.check_rules")
    assert len(page.document.book["LegalFlags"]) > flags
    command(window, "deal.check_rules")
    assert window.toast.words.text().startswith("Checked")
    command(window, "deal.resolve_flag")
    [dialog] = [one for one in window.findChildren(ResolveFlag) if one.isVisible()]
    dialog.commit()
    assert "say in the notes" in dialog.why.text()
    dialog.notes.setPlainText("The lawyer wrote back.")
    dialog.commit()
    resolved = page.document.book["LegalFlags"]
    assert "The lawyer wrote back." in set(resolved.loc[resolved["status"] == "resolved", "notes"])


# --- empty ---


def test_an_empty_workbook_has_one_primary_button_which_adds_a_property(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, new_copy(tmp_path))
    window.show_tab("underwriting")
    page = cast(Underwriting, window.page)
    primary = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.property("kind") == "primary"]
    assert [one.text().strip() for one in primary] == ["Add property"]
    primary[0].click()
    [dialog] = [one for one in window.findChildren(AddProperty) if one.isVisible()]
    dialog.commit()
    assert dialog.fields["address"].why.text() == "A property needs its address."
    dialog.fields["address"].line.setText("12 Elm Street")
    dialog.fields["sqft"].line.setText("-3")
    dialog.commit()
    assert dialog.fields["sqft"].is_refused
    dialog.fields["sqft"].line.setText("1000")
    dialog.commit()
    assert page.centre.title.text() == "12 Elm Street"
    assert page.grid is page.value.comps.grid
    assert page.grid.model.is_new(page.grid.view.currentIndex().row())
    assert "No ARV yet" in page.calculator.formula.text()
    assert not page.calculator.write.isEnabled()
    assert "add three sales" in page.value.warned.text.text()


# --- narrow windows and the keyboard ---


def test_in_a_narrow_window_the_sides_are_drawers(page: Underwriting, window: Window, qtbot: QtBot) -> None:
    house(page, 0)
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: page.right.out)
    assert page.right.isHidden()
    assert not page.left.out
    page.centre.open_side.click()
    assert page.right.isVisible()
    QTest.keyClick(page.right, Qt.Key.Key_Escape)
    assert page.right.isHidden()
    window.resize(760, 600)
    qtbot.waitUntil(lambda: page.left.out)
    page.centre.open_list.click()
    assert page.left.isVisible()
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    assert page.left.isHidden()
    window.resize(1300, 800)
    qtbot.waitUntil(lambda: not page.left.out and page.left.isVisible() and page.right.isVisible())


def test_f6_goes_through_list_middle_and_calculator(page: Underwriting, window: Window) -> None:
    house(page, 0)
    page.list.view.setFocus()
    held = []
    for _ in range(3):
        window.next_pane(1)
        focus = window.focusWidget()
        held.append(next((pane for pane in page.panes() if focus and pane.isAncestorOf(focus)), None))
    assert held[:2] == page.panes()[1:3]


def test_ctrl_f_in_the_list_searches_the_list(page: Underwriting) -> None:
    page.list.view.setFocus()
    QTest.keyClick(page.list.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.list.search.hasFocus()
