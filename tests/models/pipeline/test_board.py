from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.edit import set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.pipeline import DEALS, FOLLOWUPS, STAGES
from models.pipeline.board import (
    drafts_waiting,
    history,
    move,
    next_steps,
    overdue_followups,
    planned,
    recent_runs,
    stage_states,
    without_next_step,
)
from tests.models.books import book_of
from tests.models.pipeline.office import NOON, office

TODAY = NOON.date()
Row = dict[str, Value]


def step(deal: str | None, days: int | None, **more: Value) -> Row:
    day = None if days is None else TODAY + timedelta(days=days)
    return {"deal_id": deal, "title": f"{deal} {days}", "due_date": day, "status": "open", **more}


def test_the_next_step_is_the_open_followup_that_is_due_first() -> None:
    deals: list[Row] = [{"stage": stage} for stage in ("new", None, "closed", "contacted", "dead", "qualified")]
    steps = [step("deal_0", 3), step("deal_0", -1), step("deal_0", -5, status="done"), step("deal_1", 0),
             step("deal_2", -1), step("deal_3", None), step(None, -3), step("deal_gone", 1)]  # fmt: skip
    found = next_steps(book_of(Deals=deals, Followups=steps), TODAY)
    assert list(found["state"]) == ["overdue", "today", "", "later", "", "none"]
    assert list(found["followup_id"].fillna("")) == ["fu_1", "fu_3", "fu_4", "fu_5", "", ""]
    assert list(found["stage"][:2]) == ["new", "new"]
    counts = stage_states(book_of(Deals=deals, Followups=steps), TODAY)
    assert list(counts.index) == list(STAGES)
    assert counts.loc["new"].to_dict() == {"deals": 2, "overdue": 1, "today": 1, "later": 0, "none": 0}
    assert counts.loc["closed"].to_dict() == {"deals": 1, "overdue": 0, "today": 0, "later": 0, "none": 0}
    assert list(without_next_step(book_of(Deals=deals, Followups=steps), TODAY).index) == ["deal_5"]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-3, 3), st.sampled_from(["open", "done", None]))),
       st.lists(st.sampled_from([*STAGES, None]), max_size=5))  # fmt: skip
def test_states_are_the_rule_read_out(steps: Any, stages: Any) -> None:
    rows = [step(f"deal_{deal}", days, status=status) for deal, days, status in steps]
    found = next_steps(book_of(Deals=[{"stage": stage} for stage in stages], Followups=rows), TODAY)
    for number, stage in enumerate(stages):
        days = [days for deal, days, status in steps if deal == number and status != "done"]
        expected = "none" if not days else "overdue" if min(days) < 0 else "today" if min(days) == 0 else "later"
        assert found["state"].iloc[number] == ("" if stage in ("closed", "dead") else expected)


def test_it_is_kept_until_deals_or_followups_change() -> None:
    book = office(Followups=[step("deal_0", 1)])
    first = next_steps(book, TODAY)
    other = book.apply(set_fields(book, book.tables["Contacts"], "con_0", {"name": "M"}, NOON))
    assert next_steps(other, TODAY) is first
    done = book.apply(set_fields(book, FOLLOWUPS, "fu_0", {"status": "done"}, NOON))
    assert list(next_steps(done, TODAY)["state"]) == ["none"]
    assert list(next_steps(book, TODAY + timedelta(days=1))["state"]) == ["today"]


def test_lists_for_the_morning() -> None:
    book = office(
        Followups=[step("deal_0", -1), step("deal_0", -4), step("deal_0", 0), step("deal_0", -9, status="canceled")],
        Drafts=[{"kind": "sms", "body": "a", "status": status, "created_at": at} for status, at in (
            ("draft", "2026-03-01T00:00:00Z"), ("sent", "2026-03-02T00:00:00Z"), (None, "2026-03-02T00:00:00Z"),
        )],
        PipelineRuns=[{"deal_id": "deal_0", "kind": "sms", "created_at": at} for at in (
            "2026-03-01T00:00:00Z", None, "2026-03-04T00:00:00Z", "2026-03-04T00:00:00Z",
        )],
    )  # fmt: skip
    assert list(overdue_followups(book, TODAY).index) == ["fu_1", "fu_0"]
    assert list(drafts_waiting(book).index) == ["msg_2", "msg_0"]
    assert list(recent_runs(book, 3).index) == ["run_3", "run_2", "run_0"]


def test_history_is_apart_from_what_is_planned() -> None:
    book = office(
        deal={"created_at": "2026-03-01T00:00:00Z"},
        Followups=[step("deal_0", 1), step("deal_0", -2, status="done", closed_at="2026-03-04T00:00:00Z"),
                   step("deal_0", -1), step("deal_1", -2)],
        PipelineRuns=[{"deal_id": "deal_0", "kind": "sms", "tone": "warm", "created_at": "2026-03-02T00:00:00Z"}],
        Drafts=[{"deal_id": "deal_0", "kind": "sms", "body": "x"}],
        SendLog=[{"draft_id": "msg_0", "channel": "phone", "result": "answered", "sent_at": "2026-03-03T00:00:00Z"}],
        Underwrites=[{"deal_id": "deal_0", "mode": "wholesale", "result": 5.0, "created_at": "2026-03-05T00:00:00Z"}],
    )  # fmt: skip
    found = history(book, "deal_0")
    assert list(zip(found["what"], found["table"], found["row"], strict=True)) == [
        ("offer", "Underwrites", "uw_0"), ("done", "Followups", "fu_1"), ("sent", "SendLog", "send_0"),
        ("run", "PipelineRuns", "run_0"), ("added", "Deals", "deal_0"),
    ]  # fmt: skip
    assert list(found["text"])[2:4] == ["sms by phone: answered", "sms, warm"]
    steps = planned(book, "deal_0", TODAY)
    assert list(zip(steps.index, steps["state"], strict=True)) == [("fu_2", "overdue"), ("fu_0", "later")]
    with pytest.raises(Refused, match="deal_9"):
        history(book, "deal_9")
    with pytest.raises(Refused, match="deal_9"):
        planned(book, "deal_9", TODAY)


def test_a_deal_is_moved_and_undo_says_where_to() -> None:
    book = office()
    changes = move(book, "deal_0", "offer_sent", NOON)
    assert changes.label == "Move to offer sent"
    assert (book.apply(changes).row(DEALS, "deal_0") or {})["stage"] == "offer_sent"
    assert not move(book, "deal_0", "new", NOON)
    for deal, stage in (("deal_0", "won"), ("deal_9", "new"), ("deal_0", "")):
        with pytest.raises(Refused):
            move(book, deal, stage, NOON)


def test_nothing_at_all_has_no_states() -> None:
    assert next_steps(book_of(), TODAY).empty
    assert np.asarray(stage_states(book_of(), TODAY)).sum() == 0
