from datetime import date, timedelta
from typing import Any

import pytest

from models.core.book import Book
from models.core.check import check_book
from models.core.edit import set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import utc_text
from models.pipeline import CONTACTS, DEALS
from models.pipeline.runs import mark_sent, open_questions, run, run_of
from tests.models.pipeline.office import NOON, office


def ran(book: Book, **how: Any) -> tuple[Book, dict[str, Value], dict[str, Value], dict[str, Value], str]:
    """The Book after a run, with its run, draft and follow-up, and the run's ID."""
    changes = run(book, "deal_0", NOON, **how)
    after, run_id = book.apply(changes), run_of(changes)
    row = after.row("PipelineRuns", run_id) or {}
    draft = after.row("Drafts", str(row["draft_id"])) or {}
    return after, row, draft, after.row("Followups", str(row["followup_id"])) or {}, run_id


def test_a_run_is_one_change_set_of_a_draft_a_followup_and_a_run() -> None:
    book = office()
    changes = run(book, "deal_0", NOON)
    assert sorted(change.table for change in changes.changes) == ["Drafts", "Followups", "PipelineRuns"]
    assert all(change.is_insert for change in changes.changes)
    after, row, draft, followup, run_id = ran(book)
    assert (row["kind"], row["tone"], row["to"], row["trigger"], row["sent"]) == (
        "sms", "neutral", "204 555 0100", "manual", False,
    )  # fmt: skip
    assert (draft["body"], draft["status"], draft["contact_id"]) == (
        "Hi Marta, Alex about 12 Oak St.", "draft", "con_0",
    )  # fmt: skip
    assert (followup["title"], followup["due_date"], followup["status"], followup["run_id"]) == (
        "Follow up on 12 Oak St", date(2026, 3, 7), "open", run_id,
    )  # fmt: skip
    assert row["created_at"] == utc_text(NOON)
    assert check_book(after) == []
    assert book.apply(changes).apply(changes.inverse()) == book


def test_what_the_person_made_of_it_is_what_is_drafted() -> None:
    _, row, draft, followup, _ = ran(
        office(), to="555", followup_days=0, body="My own words, 132,500", subject="S", override_reason="she called"
    )
    assert (draft["to"], draft["body"], draft["subject"], row["override_reason"]) == (
        "555", "My own words, 132,500", "S", "she called",
    )  # fmt: skip
    assert followup["due_date"] == NOON.date()
    assert "MAO and private" in str(row["warnings"])
    with pytest.raises(Refused, match="empty"):
        run(office(), "deal_0", NOON, body=" ")


def test_settings_say_when_the_followup_is_due() -> None:
    book = office(Settings=[{"key": "followup_days", "value": "5"}])
    assert ran(book)[3]["due_date"] == date(2026, 3, 10)


def test_warnings_are_kept_one_a_line() -> None:
    night = office(contact={"time_zone": "Asia/Tokyo", "consent": "none"}, deal={"address": None})
    lines = str(ran(night)[1]["warnings"]).splitlines()
    assert len(lines) == 3
    assert ["consent" in line for line in lines] == [False, True, False]


def test_without_a_contact_it_goes_on_and_says_so() -> None:
    _, row, draft, _, _ = ran(office(deal={"contact_id": "con_gone"}))
    assert (draft["contact_id"], draft["to"]) == (None, None)
    assert "con_gone is not in Contacts" in str(row["warnings"])


@pytest.mark.parametrize("days", [-1, 4000])
def test_followup_days_have_bounds(days: int) -> None:
    with pytest.raises(Refused, match="Follow-up days"):
        run(office(), "deal_0", NOON, followup_days=days)


def test_do_not_contact_is_refused_at_run_and_at_sent_whatever_is_said() -> None:
    barred = office(contact={"do_not_contact": True})
    with pytest.raises(Refused, match="do-not-contact") as refusal:
        run(barred, "deal_0", NOON, override_reason="but")
    assert refusal.value.code == "do_not_contact"
    after, *_, run_id = ran(office())
    meanwhile = after.apply(mark(after))
    with pytest.raises(Refused, match="do-not-contact"):
        mark_sent(meanwhile, run_id, NOON, "phone", override_reason="but", yes=True)


def mark(book: Book) -> Any:
    return set_fields(book, CONTACTS, "con_0", {"do_not_contact": True}, NOON)


# --- sent ---


def sent(book: Book, run_id: str, **how: Any) -> Book:
    return book.apply(mark_sent(book, run_id, NOON + timedelta(hours=1), how.pop("channel", "phone"), **how))


def test_sent_is_on_the_run_on_the_draft_and_in_the_log() -> None:
    book, row, _, _, run_id = ran(office())
    after = sent(book, run_id, result="answered", override_reason="she asked")
    at = utc_text(NOON + timedelta(hours=1))
    on_run, on_draft = after.row("PipelineRuns", run_id) or {}, after.row("Drafts", str(row["draft_id"])) or {}
    assert [on_run[n] for n in ("sent", "sent_channel", "sent_result", "sent_at", "override_reason")] == [
        True, "phone", "answered", at, "she asked",
    ]  # fmt: skip
    assert [on_draft[n] for n in ("status", "channel", "result", "sent_at")] == ["sent", "phone", "answered", at]
    (log,) = after["SendLog"].to_dict("records")
    assert (log["draft_id"], log["run_id"], log["channel"], log["result"], log["sent_at"], log["override_reason"]) == (
        row["draft_id"], run_id, "phone", "answered", at, "she asked",
    )  # fmt: skip
    assert check_book(after) == []


def test_sending_twice_is_asked_about() -> None:
    book, *_, run_id = ran(office())
    once = sent(book, run_id)
    assert (once.row("PipelineRuns", run_id) or {})["sent_result"] == "sent"
    with pytest.raises(Refused, match="sent before") as refusal:
        sent(once, run_id)
    assert (refusal.value.code, len(once["SendLog"])) == ("confirm", 1)
    assert len(sent(once, run_id, yes=True, channel="mail")["SendLog"]) == 2


def test_figures_that_moved_are_shown_first() -> None:
    book, *_, run_id = ran(office())
    assert open_questions(book, run_id) == ()
    moved = book.apply(set_fields(book, DEALS, "deal_0", {"mao": 125_000.0}, NOON, by_app=True))
    with pytest.raises(Refused, match=r"mao: 132,500\.00 -> 125,000\.00") as refusal:
        sent(moved, run_id)
    assert refusal.value.code == "confirm"
    assert len(sent(moved, run_id, yes=True)["SendLog"]) == 1


def test_cautions_of_the_moment_are_added_to_the_runs_warnings() -> None:
    book, *_, run_id = ran(office(contact={"consent": "none"}))
    later = book.apply(mark_sent(book, run_id, NOON.replace(hour=10), "phone"))
    lines = str((later.row("PipelineRuns", run_id) or {})["warnings"]).splitlines()
    assert ["consent" in lines[0], "It is 04:00" in lines[1], len(lines)] == [True, True, 2]


def test_a_run_without_its_draft_or_a_channel_is_refused() -> None:
    book, *_, run_id = ran(office())
    with pytest.raises(Refused, match="Channel"):
        mark_sent(book, run_id, NOON, " ")
    with pytest.raises(Refused, match="run_9"):
        mark_sent(book, "run_9", NOON, "phone")
    for draft in (None, "msg_gone"):
        bare = office(PipelineRuns=[{"deal_id": "deal_0", "kind": "sms", "draft_id": draft}])
        with pytest.raises(Refused, match="nothing to send"):
            mark_sent(bare, "run_0", NOON, "phone")


def test_a_canceled_draft_is_asked_about() -> None:
    book = office(
        PipelineRuns=[{"deal_id": "deal_0", "kind": "sms", "draft_id": "msg_0"}],
        Drafts=[{"deal_id": "deal_0", "kind": "sms", "body": "x", "status": "canceled"}],
    )
    with pytest.raises(Refused, match="canceled") as refusal:
        mark_sent(book, "run_0", NOON, "phone")
    assert refusal.value.code == "confirm"
