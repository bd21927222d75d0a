"""The chosen deal: what comes next, whether one may get in touch, its message up to sent, its runs and its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS
from app.frame.window import Window
from app.tabs.pipeline import Pipeline
from app.tabs.pipeline.dialogs import Run, Sent, Step
from app.tabs.pipeline.next_steps import StepLine
from models.catalog import BY_KEY
from models.core.edit import set_fields
from models.pipeline.board import history, planned
from models.pipeline.compose import preview
from models.pipeline.contact import may_contact
from models.pipeline.runs import run
from tests.app.windows import opened_window
from tests.workbooks import DAY, NOW, demo_copy

D = TypeVar("D", bound=QWidget)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield opened_window(qtbot, demo_copy(tmp_path), (1440, 900))  # noqa: PT022  # qtbot closes it


@pytest.fixture
def page(window: Window) -> Pipeline:
    """The page at 09:30 in Winnipeg, whatever the clock says here."""
    window.show_tab("pipeline")
    assert window.document is not None
    window.document.now = lambda: NOW  # type: ignore[method-assign]
    return cast(Pipeline, window.page)


def command(window: Window, key: str) -> None:
    window.run(next(one for one in COMMANDS if one.key == key))


def shown(window: Window, kind: type[D]) -> D:
    [found] = [one for one in window.findChildren(kind) if one.isVisible()]
    return found


def deal(page: Pipeline, address: str) -> str:
    deals = page.document.book["Deals"]
    [deal_id] = deals.index[deals["address"] == address]
    page.choose(str(deal_id))
    return str(deal_id)


def change(page: Pipeline, table: str, row_id: object, **values: Any) -> None:
    document = page.document
    assert document.do(set_fields(document.book, BY_KEY[table], str(row_id), values, NOW, by_app=True))


def row(page: Pipeline, table: str, row_id: object) -> dict[str, Any]:
    return page.document.book.row(table, str(row_id)) or {}


# --- what comes next ---


def test_the_head_says_where_the_deal_stands(page: Pipeline) -> None:
    deal_id = deal(page, "118 Kestrel Lane")
    detail = page.detail
    assert detail.name.text() == "118 Kestrel Lane"
    assert detail.about.text() == "Winnipeg · Wholesale · Marta Lindqvist"
    assert detail.price.text() == "Asks 153,000 · MAO 143,650"
    assert detail.price.toolTip() == "9,350 above the MAO"
    assert detail.stale.isVisible()
    assert "Written as 143,650" in detail.stale.toolTip()
    detail.stage.box.setCurrentIndex(4)
    detail.stage.box.activated.emit(4)
    assert row(page, "Deals", deal_id)["stage"] == "negotiating"


def test_the_card_says_whether_one_may_get_in_touch_now(page: Pipeline) -> None:
    deal_id = deal(page, "118 Kestrel Lane")
    card = page.detail.next.permission
    assert card.answer.text() == "Yes, contact Marta Lindqvist now"
    facts = [card.facts[name].text() for name in ("Their time", "Next allowed", "Consent", "Last 24 hours")]
    assert facts == ["Thu 5 Mar 09:30", "now", "express", "nothing sent"]
    night = NOW.replace(hour=10)
    page.document.now = lambda: night  # type: ignore[method-assign]
    page.detail.next._tell_permission()
    assert card.answer.text().startswith("With care")
    assert card.facts["Next allowed"].text() == "Thu 5 Mar 08:00, their time"
    assert may_contact(page.document.book, deal_id, night).sentences[0] in card.cautions.text.text()
    page.document.now = lambda: NOW  # type: ignore[method-assign]
    change(page, "Contacts", row(page, "Deals", deal_id)["contact_id"], do_not_contact=True)
    assert card.answer.text() == "No: do not contact Marta Lindqvist"
    assert "do-not-contact" in card.blocks.text.text()
    assert card.facts["Next allowed"].text() == "never"
    assert not card.call.isVisible()
    change(page, "Deals", deal_id, contact_id=None)
    assert card.answer.text() == "This deal names no contact yet"


def test_the_links_open_the_machines_own_programs(page: Pipeline, window: Window) -> None:
    opened: list[str] = []
    page.acts.open = lambda link: not opened.append(link)  # type: ignore[func-returns-value]
    deal(page, "118 Kestrel Lane")
    card = page.detail.next.permission
    for button in (card.call, card.text, card.mail):
        button.click()
    assert opened == ["tel:+12045550100", "sms:+12045550100?body=", "mailto:marta.lindqvist@example.com?subject=&body="]
    page.acts.open = lambda _: False
    card.call.click()
    assert "No phone program answers" in window.toast.words.text()


def test_a_draft_to_somebody_marked_since_opens_no_program(page: Pipeline, window: Window) -> None:
    opened: list[str] = []
    page.acts.open = lambda link: not opened.append(link)  # type: ignore[func-returns-value]
    deal_id = deal(page, "118 Kestrel Lane")
    document = page.document
    assert document.do(run(document.book, deal_id, document.now()))
    part = page.detail.message
    page.detail.bring(part)
    part.show_draft(part._waiting(deal_id)[0])
    change(page, "Contacts", row(page, "Deals", deal_id)["contact_id"], do_not_contact=True)
    assert "marked do-not-contact" in part.form.warned.text.text()
    part.open.click()
    assert not opened
    change(page, "Contacts", row(page, "Deals", deal_id)["contact_id"], do_not_contact=False)
    assert "do-not-contact" not in part.form.warned.text.text()
    part.open.click()
    assert len(opened) == 1


def test_next_steps_are_listed_added_moved_changed_and_done(page: Pipeline, window: Window, qtbot: QtBot) -> None:
    deal_id = deal(page, "118 Kestrel Lane")
    part = page.detail.next

    def lines() -> list[StepLine]:
        qtbot.wait(10)  # a line comes into sight with the next layout
        return [one for one in part.findChildren(StepLine) if one.isVisible()]

    steps = planned(page.document.book, deal_id, DAY)
    assert [line.step_id for line in lines()] == list(steps.index)
    command(window, "pipeline.add_step")
    dialog = shown(window, Step)
    dialog.what.line.setText("")
    dialog.commit()
    assert dialog.what.why.text() == "Say what comes next."
    dialog.what.line.setText("Ring the roofer")
    dialog.when.line.setText("2026-03-06")
    dialog.commit()
    [made] = [line for line in lines() if "Ring the roofer" in line.title.text()]
    assert row(page, "Followups", made.step_id)["due_date"] == date(2026, 3, 6)
    actions = [one for one in made.days().actions() if one.text()]
    assert actions[3].text() == "In a week, Thu 12 Mar"
    actions[3].trigger()
    assert row(page, "Followups", made.step_id)["due_date"] == DAY + timedelta(7)
    [line] = [line for line in lines() if line.step_id == made.step_id]
    line.title.click()
    dialog = shown(window, Step)
    dialog.what.line.setText("Ring the plumber")
    dialog.commit()
    assert row(page, "Followups", made.step_id)["title"] == "Ring the plumber"
    [line] = [line for line in lines() if line.step_id == made.step_id]
    line.done.click()
    assert made.step_id not in [line.step_id for line in lines()]
    assert row(page, "Followups", made.step_id)["status"] == "done"
    page.detail.bring(page.detail.history)
    assert page.detail.history.list.entries[0].text == "Ring the plumber"  # history, no next step any more


# --- the message ---


def test_the_message_is_the_preview_and_follows_kind_and_tone(page: Pipeline) -> None:
    deal_id = deal(page, "15 Saskatoonberry Bay")
    page.detail.bring(page.detail.message)
    part = page.detail.message
    for kind, tone in (("sms", "neutral"), ("email", "firm"), ("call_note", "warm")):
        part.form.kind.say(kind)
        part.form.tone.say(tone)
        part.form.kind.changed.emit(kind)
        found = preview(page.document.book, deal_id, NOW, kind, tone)
        assert part.form.body.toPlainText() == found.body
        assert part.form.to.line.text() == found.to
        assert part.form.subject.isVisible() == (kind == "email")
        assert part.form.subject.line.text() == (found.subject or "")
        assert "{contact_name}" in part.form.values.accessibleDescription()
        assert "Tomasz Wrobel" in part.form.values.accessibleDescription()
    assert "Yours alone" in part.form.values.private.text()
    assert "asking price 254,000.00" in part.form.values.private.text()


def test_a_draft_is_chosen_from_the_list(page: Pipeline) -> None:
    deal(page, "118 Kestrel Lane")
    page.detail.bring(page.detail.message)
    part = page.detail.message
    box, first = part.form.which.box, part.draft_id
    assert box.count() == 2
    for place, wanted in ((0, ""), (1, first)):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Up if place == 0 else Qt.Key.Key_Down)
        assert (part.draft_id, box.currentIndex()) == (wanted, place)


def test_a_blank_field_is_named_and_so_is_a_private_figure_typed_by_hand(page: Pipeline, qtbot: QtBot) -> None:
    deal(page, "118 Kestrel Lane")
    page.detail.bring(page.detail.message)
    part = page.detail.message
    part.show_draft("")
    change(page, "Contacts", row(page, "Deals", page.deal_id)["contact_id"], name="Marta")
    QTest.keyClicks(part.form.body, " I can pay 143,650.")
    qtbot.waitUntil(lambda: "143,650.00, which is the deal's MAO and private" in part.form.warned.text.text())
    change(page, "Deals", page.deal_id, contact_id=None)
    assert "I can pay 143,650." in part.form.body.toPlainText()  # what is typed stays
    assert "{contact_name} is blank" in part.form.warned.text.text()


def test_a_template_with_a_private_field_is_refused_by_name_and_the_way_leads_to_it(page: Pipeline) -> None:
    templates = page.document.book["Templates"]
    first = str(templates.index[0])
    change(page, "Templates", first, body="We pay {mao} for {deal_address}")
    deal(page, "15 Saskatoonberry Bay")
    page.detail.bring(page.detail.message)
    part = page.detail.message
    assert "{mao} is private" in part.form.refusal.text.text()
    assert part.form.refusal.isVisible()
    assert not part.run.isEnabled()
    part.form.open_template.click()
    assert page.centre.current is page.templates
    assert page.templates.template_id == first
    assert "{mao} is private" in page.templates.refusal.text.text()


def test_what_is_typed_for_one_deal_waits_while_another_is_shown(page: Pipeline) -> None:
    first = deal(page, "15 Saskatoonberry Bay")
    page.detail.bring(page.detail.message)
    part = page.detail.message
    QTest.keyClicks(part.form.body, "Mine: ")
    typed = part.form.body.toPlainText()
    assert typed.startswith("Mine: ")
    deal(page, "310 Wheatsheaf Crescent")
    assert "Wheatsheaf" in part.form.body.toPlainText()
    assert "Mine" not in part.form.body.toPlainText()
    page.choose(first)
    assert part.form.body.toPlainText() == typed
    template = str(page.document.book["Templates"].index[0])
    change(page, "Templates", template, body="{arv}")
    deal(page, "310 Wheatsheaf Crescent")
    page.choose(first)
    assert "{arv} is private" in part.form.refusal.text.text()
    page.document.undo()
    assert part.form.body.toPlainText() == typed  # whatever stood in its way


def test_run_edit_and_sent(page: Pipeline, window: Window) -> None:
    deal_id = deal(page, "15 Saskatoonberry Bay")
    part, before = page.detail.message, page.document.book
    command(window, "pipeline.run")
    assert page.detail.current is part
    dialog = shown(window, Run)
    dialog.days.line.setText("-4")
    dialog.commit()
    assert dialog.days.is_refused
    dialog.days.line.setText("5")
    assert dialog.day.text() == "Tue 10 Mar, in 5 days"
    dialog.commit()
    book = page.document.book
    made = {key: [str(one) for one in book[key].index if one not in before[key].index]
            for key in ("Drafts", "PipelineRuns", "Followups")}  # fmt: skip
    [draft_id], [run_id], [step_id] = made.values()
    assert row(page, "Followups", step_id)["due_date"] == DAY + timedelta(5)
    assert part.draft_id == draft_id
    assert part.sent.isVisible()
    QTest.keyClick(part.form.body, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(part.form.body, " Thanks.")
    opened: list[str] = []
    page.acts.open = lambda link: not opened.append(link)  # type: ignore[func-returns-value]
    part.open.click()
    assert row(page, "Drafts", draft_id)["body"].endswith("write again. Thanks.")
    assert opened[0].startswith("sms:+12045550103?body=Hello%20Tomasz")
    assert opened[0].endswith("Thanks.")
    command(window, "pipeline.mark_sent")
    sent = shown(window, Sent)
    assert not sent.reason.isVisible()
    assert sent.channel.word == "text"
    sent.outcome.say("answered")
    sent.commit()
    run = row(page, "PipelineRuns", run_id)
    assert (run["sent"], run["sent_channel"], run["sent_result"]) == (True, "text", "answered")
    assert row(page, "Drafts", draft_id)["status"] == "sent"
    assert part.draft_id == ""  # the next one is a new message
    assert window.toast.words.text() == "Sent by text: answered."
    page.document.undo()
    assert row(page, "PipelineRuns", run_id)["sent"] is False
    for _ in range(2):
        page.document.undo()
    assert page.document.book == before
    assert deal_id == page.deal_id


def test_do_not_contact_is_refused_at_run_before_anything_is_asked(page: Pipeline, window: Window) -> None:
    deal(page, "6121 Gulf Ember Drive")
    page.detail.message.show_draft("")
    said: list[str] = []
    page.document.refused.connect(lambda refusal: said.append(str(refusal)))
    command(window, "pipeline.run")
    assert "do-not-contact" in said[0]
    assert not [one for one in window.findChildren(Run) if one.isVisible()]


def test_cautions_ask_for_a_reason_which_is_kept(page: Pipeline, window: Window) -> None:
    deal(page, "633 Millwright Street")  # its contact gave no consent
    page.detail.message.show_draft("")
    command(window, "pipeline.run")
    dialog = shown(window, Run)
    assert dialog.reason.isVisible()
    dialog.commit()
    run_id = page.detail.message.run_id
    command(window, "pipeline.mark_sent")
    sent = shown(window, Sent)
    assert "consent of Grace Beaulieu is none" in sent.cautions.text.text()
    sent.commit()
    assert sent.reason.is_refused
    assert row(page, "PipelineRuns", run_id)["sent"] is False
    sent.reason.line.setText("She rang me")
    sent.commit()
    run = row(page, "PipelineRuns", run_id)
    assert (run["sent"], run["override_reason"]) == (True, "She rang me")
    assert "consent" in run["warnings"]
    log = page.document.book["SendLog"]
    assert set(log.loc[log["run_id"] == run_id, "override_reason"]) == {"She rang me"}


def test_numbers_that_moved_are_shown_first_and_sending_twice_is_asked(page: Pipeline, window: Window) -> None:
    deal_id = deal(page, "118 Kestrel Lane")
    page.detail.message.show_draft("")
    command(window, "pipeline.run")
    shown(window, Run).commit()
    part = page.detail.message
    run_id, draft_id = part.run_id, part.draft_id
    change(page, "Deals", deal_id, mao=150_000)
    assert "mao: 143,650.00 -> 150,000.00" in part.form.warned.text.text()
    command(window, "pipeline.mark_sent")
    sent = shown(window, Sent)
    assert "mao: 143,650.00 -> 150,000.00" in sent.questions.text.text()
    assert "Mark sent anyway" in [one.accessibleName() for one in sent.findChildren(QWidget)]
    sent.commit()
    assert row(page, "Drafts", draft_id)["status"] == "sent"
    page.acts.mark_sent(run_id)
    again = shown(window, Sent)
    assert "It was sent before" in again.questions.text.text()
    again.reject()
    log = page.document.book["SendLog"]
    assert int((log["run_id"] == run_id).sum()) == 1


def test_a_draft_emptied_by_hand_is_refused_and_stays_to_be_mended(page: Pipeline) -> None:
    drafts = page.document.book["Drafts"]
    waiting = drafts[drafts["status"] == "draft"].iloc[0]
    page.choose(str(waiting["deal_id"]))
    page.detail.bring(page.detail.message)
    part = page.detail.message
    assert part.draft_id
    part.form.body.selectAll()
    QTest.keyClick(part.form.body, Qt.Key.Key_Delete)
    assert not page.finish()
    assert "empty" in part.form.refusal.text.text()
    QTest.keyClicks(part.form.body, "Hello again")
    assert page.finish()
    assert row(page, "Drafts", part.draft_id)["body"] == "Hello again"
    draft_id = part.draft_id
    part.cancel.click()
    assert row(page, "Drafts", draft_id)["status"] == "canceled"
    assert part.draft_id != draft_id


def test_a_refused_text_out_of_view_comes_to_the_front(page: Pipeline, window: Window, qtbot: QtBot) -> None:
    drafts = page.document.book["Drafts"]
    page.choose(str(drafts[drafts["status"] == "draft"].iloc[0]["deal_id"]))
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: page.side.drawer.out)
    page.side.open(True)
    page.detail.bring(page.detail.message)
    body = page.detail.message.form.body
    body.selectAll()
    QTest.keyClick(body, Qt.Key.Key_Delete)
    page.side.open(False)
    assert not window.finish_typing()
    qtbot.waitUntil(body.hasFocus)
    QTest.keyClicks(body, "Hello again")

    page.centre.bring(page.templates)
    page.templates.body.selectAll()
    QTest.keyClick(page.templates.body, Qt.Key.Key_Delete)
    page.centre.bring(page.board)
    assert not window.finish_typing()
    assert page.centre.current is page.templates
    assert page.templates.refusal.isVisible()
    assert "blank" in page.templates.refusal.text.text()


def test_sent_without_a_draft_says_what_comes_first(page: Pipeline, window: Window) -> None:
    deal(page, "310 Wheatsheaf Crescent")
    command(window, "pipeline.mark_sent")
    assert window.toast.words.text().startswith("Run a message first")


# --- runs and history ---


def test_runs_and_history_lead_to_their_rows(page: Pipeline) -> None:
    deal_id = deal(page, "118 Kestrel Lane")
    page.detail.bring(page.detail.history)
    entries = page.detail.history.list.entries
    assert [entry.row_id for entry in entries] == list(history(page.document.book, deal_id)["row"])
    page.detail.bring(page.detail.runs)
    runs = page.detail.runs.list
    waiting = next(entry for entry in runs.entries if "not sent yet" in entry.text)
    runs.opened.emit(waiting)
    assert page.detail.current is page.detail.message
    assert page.detail.message.draft_id == row(page, "PipelineRuns", waiting.row_id)["draft_id"]
    done = next(entry for entry in runs.entries if "sent by" in entry.text)
    runs.opened.emit(done)
    assert page.grid is not None
    assert page.grid.current_row == done.row_id
    page.detail.history.list.opened.emit(replace(entries[-1]))
    assert page.grid.current_row == deal_id


# --- templates ---


@pytest.mark.qt_log_ignore("This plugin does not support")  # the list of fields is a window of its own
def test_a_brace_offers_the_fields_that_a_message_may_hold(page: Pipeline, qtbot: QtBot) -> None:
    deal(page, "118 Kestrel Lane")
    page.centre.bring(page.templates)
    part, body = page.templates, page.templates.body
    template_id = part.template_id
    QTest.keyClick(body, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    body.setFocus()
    QTest.keyClicks(body, " In {")
    assert body.list.isVisible()
    offered = [body.completer.completionModel().index(n, 0).data() for n in range(body.completer.completionCount())]
    assert any(text.startswith("{deal_city}") for text in offered)
    assert not any("mao" in text or "arv" in text for text in offered)
    QTest.keyClicks(body, "city")
    assert body.completer.completionCount() == 1
    QTest.keyClick(body.list, Qt.Key.Key_Return)
    assert body.toPlainText().endswith(" In {deal_city}")
    qtbot.waitUntil(lambda: part.preview.toPlainText().endswith(" In Winnipeg"))
    QTest.keyClicks(body, " {mao}")
    qtbot.waitUntil(lambda: "{mao} is private (Deals, MAO)" in part.refusal.text.text())
    assert "refused" in part.preview.toPlainText()
    for _ in range(6):
        QTest.keyClick(body, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not part.refusal.isVisible())
    assert page.finish()
    assert row(page, "Templates", template_id)["body"].endswith(" In {deal_city}")
    deal(page, "507 Banyan Cradle Lane")
    assert "Sofia Delacruz of 507 Banyan Cradle Lane" in part.with_deal.text()
    assert part.preview.toPlainText().endswith(" In Tampa")
