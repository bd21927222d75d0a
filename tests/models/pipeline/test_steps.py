"""What a person does with a deal by hand: each edit is one change set that is undone at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.core.check import check_book
from models.core.refusal import Refused
from models.core.values import utc_text
from models.pipeline.runs import mark_sent, run, run_of
from models.pipeline.steps import add_deal, add_step, cancel_draft, change_step, close_step, deal_of, edit_draft
from models.pipeline.templates import template_id_for
from tests.models.pipeline.office import NOON, office

DUE = NOON.date() + timedelta(days=3)


def test_a_deal_is_added_with_its_contact_as_one_edit() -> None:
    book = office()
    changes = add_deal(book, {"address": "9 Elm", "region": "FL", "country": "US"}, {"name": "Ada", "phone": ""}, NOON)
    after = book.apply(changes)
    deal = after.row("Deals", deal_of(changes)) or {}
    contact = after.row("Contacts", str(deal["contact_id"])) or {}
    assert (deal["address"], deal["stage"], contact["name"]) == ("9 Elm", "new", "Ada")
    assert (contact["region"], contact["country"], contact["phone"]) == ("FL", "US", None)
    assert after.apply(changes.inverse()) == book
    assert check_book(after) == check_book(book)


def test_a_deal_without_a_contact_and_one_without_an_address() -> None:
    book = office()
    changes = add_deal(book, {"address": "9 Elm"}, {"name": None, "phone": ""}, NOON)
    assert [change.table for change in changes.changes] == ["Deals"]
    with pytest.raises(Refused, match="needs its address"):
        add_deal(book, {"city": "Winnipeg"}, {"name": "Ada"}, NOON)
    with pytest.raises(Refused, match="Name"):
        add_deal(book, {"address": "9 Elm"}, {"phone": "555"}, NOON)


def test_a_step_is_added_changed_and_closed() -> None:
    book = office()
    added = add_step(book, "deal_0", " Call ", DUE, NOON)
    [step_id] = [change.row for change in added.changes]
    book = book.apply(added)
    assert (book.row("Followups", step_id) or {})["title"] == "Call"
    assert not change_step(book, step_id, "Call", DUE, NOON)
    book = book.apply(change_step(book, step_id, "Visit", DUE + timedelta(1), NOON))
    step = book.row("Followups", step_id) or {}
    assert (step["title"], step["due_date"]) == ("Visit", DUE + timedelta(1))
    closed = book.apply(close_step(book, step_id, NOON))
    row = closed.row("Followups", step_id) or {}
    assert (row["status"], row["closed_at"]) == ("done", utc_text(NOON))
    assert not close_step(closed, step_id, NOON)
    with pytest.raises(Refused, match="Title"):
        add_step(book, "deal_0", "  ", DUE, NOON)
    with pytest.raises(Refused, match="deal_x"):
        add_step(book, "deal_x", "Call", DUE, NOON)
    with pytest.raises(Refused, match="not one of"):
        close_step(book, step_id, NOON, "lost")


def test_a_draft_is_rewritten_until_it_is_sent() -> None:
    book = office()
    changes = run(book, "deal_0", NOON)
    book = book.apply(changes)
    draft_id = str((book.row("PipelineRuns", run_of(changes)) or {})["draft_id"])
    book = book.apply(edit_draft(book, draft_id, " 555 ", "", "My words", NOON))
    draft = book.row("Drafts", draft_id) or {}
    assert (draft["to"], draft["subject"], draft["body"]) == ("555", None, "My words")
    with pytest.raises(Refused, match="empty"):
        edit_draft(book, draft_id, "555", "", " ", NOON)
    assert (book.apply(cancel_draft(book, draft_id, NOON)).row("Drafts", draft_id) or {})["status"] == "canceled"
    sent = book.apply(mark_sent(book, run_of(changes), NOON, "text", None, "asked to"))
    with pytest.raises(Refused, match="stays as it was"):
        edit_draft(sent, draft_id, "555", "", "Other words", NOON)


def test_the_template_of_a_message_is_named_fit_or_not() -> None:
    book = office()
    deal = book.row("Deals", "deal_0") or {}
    found = template_id_for(book, deal, "sms", "neutral")
    assert found in book["Templates"].index
    assert template_id_for(book, deal, "sms", "urgent") is None
