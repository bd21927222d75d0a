"""*Needs you now*: everything that waits, the most urgent first, nothing twice."""

from datetime import UTC, date, timedelta
from typing import Any

import pandas as pd
import pytest

from models.bills import REMINDERS
from models.bills.reminders import reference
from models.catalog import TABLES
from models.core.book import Book
from models.core.edit import set_fields
from models.core.problem import Problem, Severity
from models.core.schema import Value
from models.ops.needs import DONE, LOOK, PAY, RUN, SEND, WRITE_MAO, Urgency, needs, with_problems
from models.ops.tick import tick
from models.pipeline import DRAFTS, FOLLOWUPS
from tests.models.books import book_of
from tests.models.pipeline.office import CONTACT, DEAL, NOON, TEMPLATES

DAY = NOON.date()


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def bill(name: str, days: int, **more: Value) -> dict[str, Value]:
    return {"name": name, "amount": 100.0, "cadence": "once", "start_date": on(days), "status": "active",
            "created_at": "2025-01-01T12:00:00Z", **more}  # fmt: skip


def step(title: str, days: int, **more: Value) -> dict[str, Value]:
    return {"title": title, "due_date": on(days), "status": "open", "deal_id": "deal_0", **more}


def office(**tables: Any) -> Book:
    rows: dict[str, Any] = {
        "Bills": [bill("Rent", -20, autopay=True), bill("Hydro", -2), bill("Water", 3, amount=400.0),
                  bill("Old", -50, status="paused")],
        "Deals": [{**DEAL, "mao_mode": "wholesale", "underwrite_id": "uw_0"},
                  {"address": "Dead end", "stage": "dead", "mao": 1.0, "underwrite_id": "uw_0"},
                  {"address": "No ARV", "property_id": "prop_1", "mao": 1000.0, "underwrite_id": "uw_0"}],
        "Contacts": [CONTACT],
        "Templates": TEMPLATES,
        "Properties": [{"address": "12 Oak St", "arv": 200_000.0}, {"address": "No ARV"}],
        "Underwrites": [{"mode": "wholesale", "result": 132_500.0}],
        "Followups": [step("Call", -1), step("Text", 0), step("Later", 2), step("Alone", -3, deal_id=None),
                      step("Of the dead", -9, deal_id="deal_1")],
        "Reminders": [
            {"title": "Ring", "due_date": on(-1)}, {"title": "Soon", "due_date": on(7)},
            {"title": "Later", "due_date": on(8)}, {"title": "Over", "due_date": on(0), "status": "done"},
            {"title": "Grave", "due_date": on(0), "priority": "critical"}, {"title": "Plain", "due_date": on(0)},
        ],
        "Partners": [{"name": "Priya"}],
        "ShareTokens": [{"subject_id": "ptr_0", "status": "active", "expires_on": on(14)}],
    }  # fmt: skip
    return book_of(**{**rows, **tables})


def said(book: Book) -> list[tuple[str, str, str]]:
    return [(need.urgency.name, need.title, need.action) for need in needs(book, DAY, UTC)]


def test_the_most_urgent_stands_first_and_each_has_its_action() -> None:
    assert said(office()) == [
        ("LATE", "Rent", PAY), ("LATE", "Alone", DONE), ("LATE", "Call", RUN), ("LATE", "Hydro", PAY),
        ("LATE", "Ring", DONE),
        ("TODAY", "Grave", DONE), ("TODAY", "Text", RUN), ("TODAY", "Plain", DONE),
        ("MOVED", "12 Oak St", WRITE_MAO), ("MOVED", "No ARV", LOOK), ("MOVED", "Heavy month", LOOK),
        ("SOON", "Priya", LOOK), ("SOON", "Soon", DONE),
    ]  # fmt: skip


def test_a_line_says_what_it_is_and_when() -> None:
    notes = {need.title: need.note for need in needs(office(), DAY, UTC)}
    assert notes["Rent"] == "Missed bill · 100 · on autopay, confirm it · Fri 13 Feb, 20 days late"
    assert notes["Hydro"] == "Bill · 100 · Tue 3 Mar, 2 days late"
    assert notes["Call"] == "Follow-up · 12 Oak St · Wed 4 Mar, 1 day late"
    assert notes["12 Oak St"] == "MAO stale · 132,500 → 130,000"
    assert notes["No ARV"] == "MAO stale · 1,000 → none with today's figures"
    assert notes["Heavy month"].startswith("500.00 is still to pay")
    assert notes["Priya"] == "Share token · expires Thu 19 Mar, in 14 days"


def test_a_follow_up_that_cannot_be_run_says_why_and_is_only_looked_at() -> None:
    for contact, why in ((None, "Its deal names no contact."), ("con_9", "contact con_9 is not in Contacts.")):
        deal = {**DEAL, "contact_id": contact}
        [call] = [one for one in needs(office(Deals=[deal]), DAY, UTC) if one.title == "Call"]
        assert call.action == LOOK
        assert why in call.note
    barred = office(Contacts=[{**CONTACT, "do_not_contact": True}])
    [call] = [one for one in needs(barred, DAY, UTC) if one.title == "Call"]
    assert (call.action, "not" in call.note.rsplit(" · ", 1)[1]) == (LOOK, True)


def test_what_the_tick_drafted_waits_to_be_sent() -> None:
    book = office()
    assert not [one for one in needs(book, DAY, UTC) if one.kind == "draft"]
    book = book.apply(tick(book, NOON).changes)
    [draft] = [one for one in needs(book, DAY, UTC) if one.kind == "draft"]  # one line a deal, of its newest
    drafts = book["Drafts"]
    assert (draft.title, draft.note) == ("12 Oak St", "Text to send · written today")
    assert (draft.urgency, draft.action, draft.table) == (Urgency.TODAY, SEND, "Drafts")
    assert draft.row_id == drafts.index[-1]
    sent = book
    for row_id in drafts.index:
        sent = sent.apply(set_fields(sent, DRAFTS, str(row_id), {"status": "sent"}, NOON))
    assert not [one for one in needs(sent, DAY, UTC) if one.kind == "draft"]


def test_what_a_later_message_was_sent_in_place_of_does_not_wait() -> None:
    drafts = [
        {"deal_id": "deal_0", "kind": kind, "body": "Hi", "status": status, "created_at": f"2026-03-0{day}T10:00:00Z"}
        for kind, status, day in (
            ("sms", "draft", 1), ("sms", "draft", 2), ("sms", "sent", 3), ("sms", "canceled", 4), ("email", "draft", 1),
        )
    ]  # fmt: skip
    found = [one.row_id for one in needs(office(Drafts=drafts), DAY, UTC) if one.kind == "draft"]
    assert found == ["msg_4"]  # the mail says something else; the texts before the one that was sent do not
    newer = {"deal_id": "deal_0", "kind": "sms", "body": "Hi", "created_at": "2026-03-04T11:00:00Z"}
    found = [one.row_id for one in needs(office(Drafts=[*drafts, newer]), DAY, UTC) if one.kind == "draft"]
    assert found == ["msg_5"]


def test_drafts_of_dead_deals_and_of_none_do_not_wait() -> None:
    drafts = [{"kind": "sms", "body": "Hi", **more} for more in (
        {"deal_id": "deal_1"}, {}, {"deal_id": "deal_0", "created_at": "typed by hand"})]  # fmt: skip
    found = [one for one in needs(office(Drafts=drafts), DAY, UTC) if one.kind == "draft"]
    assert [(one.row_id, one.note) for one in found] == [("msg_2", "Text to send")]


def test_it_leads_to_the_row() -> None:
    found = {need.title: (need.table, need.row_id, need.field, need.days) for need in needs(office(), DAY, UTC)}
    assert found["Rent"] == ("Bills", "bill_0", "name", -20)
    assert {need.due for need in needs(office(), DAY, UTC) if need.action == PAY} == {on(-20), on(-2)}
    assert found["Call"] == ("Followups", "fu_0", "title", -1)
    assert found["12 Oak St"] == ("Deals", "deal_0", "mao", 0)
    assert found["Ring"] == ("Reminders", "rem_0", "title", -1)
    assert found["Priya"] == ("ShareTokens", "tok_0", "expires_on", 14)


def test_a_tick_adds_nothing_twice() -> None:
    """Its reminders stand for what is in the list already, and for bills and follow-ups that come soon."""
    book = office()
    book = book.apply(tick(book, NOON).changes)
    titles = [need.title for need in needs(book, DAY, UTC)]
    assert len(book["Reminders"]) > 6
    assert [titles.count(name) for name in ("Rent", "Hydro", "Rent 100.00", "Hydro 100.00")] == [1, 1, 0, 0]
    water = next(need for need in needs(book, DAY, UTC) if need.title == "Water 400.00")
    assert (water.urgency, water.action, water.table, water.row_id) == (Urgency.SOON, PAY, "Bills", "bill_2")
    assert water.due == on(3)
    later = next(need for need in needs(book, DAY, UTC) if need.title == "Later")
    assert (later.action, later.table, later.row_id) == (LOOK, "Followups", "fu_2")


def test_what_was_dismissed_is_not_asked_for_again() -> None:
    book = office()
    book = book.apply(tick(book, NOON).changes)
    rows = {ref: str(row) for row, ref in book[REMINDERS]["ref"].items()}
    for ref in (reference("bill_0", on(-20)), "followup:fu_3"):
        book = book.apply(set_fields(book, REMINDERS, rows[ref], {"status": "dismissed"}, NOON))
    titles = [need.title for need in needs(book, DAY, UTC)]
    assert "Rent" not in titles
    assert "Alone" not in titles
    assert "Hydro" in titles
    book = book.apply(set_fields(book, FOLLOWUPS, "fu_3", {"due_date": on(2)}, NOON))
    assert "Alone" in [need.title for need in needs(book, on(2), UTC)]


def test_errors_of_our_tables_come_last() -> None:
    book = office()
    problems = [
        Problem(Severity.ERROR, "Legal Rules", "Field is missing.", "field", "rule_0", "C4", advice="Type it in."),
        Problem(Severity.WARNING, "Bills", "Doubtful."), Problem(Severity.ERROR, "My own sheet", "Odd."),
    ]  # fmt: skip
    *others, last = with_problems(book, needs(book, DAY, UTC), problems)
    assert tuple(others) == needs(book, DAY, UTC)
    assert (last.title, last.note, last.action) == ("Field is missing.", "Legal Rules!C4 · Type it in.", LOOK)
    assert (last.urgency, last.table, last.row_id, last.field) == (Urgency.WRONG, "LegalRules", "rule_0", "field")


@pytest.mark.parametrize("key", ["Bills", "Followups", "Deals", "Reminders", "ShareTokens", "Settings", "Payments"])
def test_a_broken_table_leaves_the_rest_of_the_list(key: str) -> None:
    whole = office()
    frames = {table.key: whole[table] for table in TABLES}
    book = Book(TABLES, {**frames, key: pd.DataFrame(index=whole[key].index)})
    faults = [one for one in needs(book, DAY, UTC) if one.kind == "fault"]
    assert len(faults) < len(needs(book, DAY, UTC))
    assert bool(faults) == (key not in ("Settings",))
    assert all("could not be worked out" in one.title and one.action == LOOK for one in faults)
    assert needs(Book(TABLES), DAY, UTC) == ()
