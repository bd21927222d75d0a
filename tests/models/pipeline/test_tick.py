from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.book import Book
from models.core.check import check_book
from models.core.edit import add_row
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import utc_text
from models.pipeline import FOLLOWUPS
from models.pipeline.tick import Tick, daily_tick
from tests.models.pipeline.office import CONTACT, DEAL, NOON, office

TODAY = NOON.date()
Row = dict[str, Value]


def due(days: int = 0, **more: Value) -> Row:
    return {"deal_id": "deal_0", "title": "Call", "due_date": TODAY + timedelta(days=days), "status": "open", **more}


def ticked(book: Book, days: int = 0, limit: int | None = None) -> tuple[Book, Tick]:
    tick = daily_tick(book, NOON + timedelta(days=days), limit)
    return book.apply(tick.changes), tick


def test_what_is_due_becomes_a_run_and_closes_with_a_link_to_it() -> None:
    book, tick = ticked(office(Followups=[due(-9), due(0), due(1), due(-1, status="done"), due(-1, status="canceled")]))
    assert (len(tick.runs), tick.skipped, tick.warnings) == (2, (), ())
    assert list(book["Followups"]["status"][:3]) == ["done", "done", "open"]
    first = book.row("Followups", "fu_0") or {}
    assert (first["closed_by_run_id"], first["closed_at"]) == (tick.runs[0], utc_text(NOON))
    run = book.row("PipelineRuns", tick.runs[0]) or {}
    fresh = book.row("Followups", str(run["followup_id"])) or {}
    assert (run["trigger"], fresh["run_id"], fresh["due_date"], fresh["status"]) == (
        "daily_tick", tick.runs[0], TODAY + timedelta(days=2), "open",
    )  # fmt: skip
    assert tick.changes.label == "Daily tick: 2 runs"
    assert check_book(book) == []
    assert book.apply(tick.changes.inverse()) == office(
        Followups=[due(-9), due(0), due(1), due(-1, status="done"), due(-1, status="canceled")]
    )


def test_a_second_tick_of_the_day_makes_nothing_even_where_followups_are_due_at_once() -> None:
    at_once = [{"key": "followup_days", "value": "0"}, {"key": "operator_name", "value": "Alex"}]
    book, first = ticked(office(Followups=[due()], Settings=at_once))
    again, second = ticked(book)
    assert (len(first.runs), second, again) == (1, Tick(second.changes), book)
    assert not second.changes


def test_after_ten_days_off_there_is_one_run_for_each_followup() -> None:
    book, tick = ticked(office(Followups=[due(-10), due(-8)]), days=10)
    assert len(tick.runs) == len(book["PipelineRuns"]) == 2


def test_a_followup_without_a_status_is_open_and_one_without_a_day_is_not_due() -> None:
    book, tick = ticked(office(Followups=[due(status=None), due(due_date=None)]))
    assert (len(tick.runs), len(book["PipelineRuns"])) == (1, 1)


def test_the_new_run_is_of_the_kind_and_tone_of_the_one_before() -> None:
    made: list[Any] = [{"deal_id": "deal_0", "kind": "email", "tone": "warm"}]
    book, tick = ticked(office(Followups=[due(run_id="run_0"), due(run_id="run_gone")], PipelineRuns=made))
    kinds = [(row["kind"], row["tone"], row["to"]) for run in tick.runs if (row := book.row("PipelineRuns", run))]
    assert kinds == [("email", "warm", "m@example.com"), ("sms", "neutral", "204 555 0100")]


def test_what_cannot_be_done_is_skipped_with_the_reason_and_the_rest_still_runs() -> None:
    deals = [
        DEAL, {**DEAL, "stage": "closed"}, {**DEAL, "stage": "dead"}, {**DEAL, "contact_id": None},
        {**DEAL, "contact_id": "con_gone"}, {**DEAL, "contact_id": "con_1"}, {**DEAL, "stage": "negotiating"},
    ]  # fmt: skip
    templates = [{"kind": "sms", "tone": "neutral", "body": "Hi {contact_name}"},
                 {"kind": "sms", "tone": "neutral", "stage": "negotiating", "body": "{mao}"}]  # fmt: skip
    barred = {**CONTACT, "name": "Ray", "phone": "1", "email": None, "do_not_contact": True}
    followups = [due(deal_id=f"deal_{n}") for n in (1, 2, 3, 4, 5, 6)]
    book = office(Deals=deals, Contacts=[CONTACT, barred], Templates=templates,
                  Followups=[*followups, due(deal_id=None), due(deal_id="deal_gone"), due()])  # fmt: skip
    after, tick = ticked(book)
    assert len(tick.runs) == 1
    assert [(one.followup_id, word in one.reason) for one, word in zip(tick.skipped, (
        "closed", "dead", "no contact", "con_gone", "Ray is marked do-not-contact", "{mao}", "no deal", "deal_gone"
    ), strict=True)] == [(f"fu_{n}", True) for n in range(8)]  # fmt: skip
    assert list(after["Followups"]["status"][:9]) == ["open"] * 8 + ["done"]
    assert ticked(after)[1].skipped == tick.skipped


def test_the_limit_counts_runs_takes_the_oldest_and_tells_of_the_rest() -> None:
    book = office(Followups=[due(-1), due(-3), due(-2), due(-5, deal_id=None), due(-4)])
    after, tick = ticked(book, limit=2)
    assert [row for row in after["Followups"].index if (after.row("Followups", row) or {})["status"] == "done"] == [
        "fu_1", "fu_4",
    ]  # fmt: skip
    assert len(tick.skipped) == 1
    assert tick.warnings == ("2 more are due; a tick makes 2 runs at most.",)
    assert len(ticked(after, limit=2)[1].runs) == 2
    assert ticked(book, limit=0)[1].runs == ()
    with pytest.raises(Refused, match="Limit"):
        daily_tick(book, NOON, -1)
    ten = office(Followups=[due(-n) for n in range(12)])
    assert len(ticked(ten)[1].runs) == 10
    set_to = office(Followups=[due(-n) for n in range(5)], Settings=[{"key": "tick_limit", "value": "3"}])
    assert len(ticked(set_to)[1].runs) == 3


def test_the_hour_of_the_tick_is_no_warning_but_missing_consent_is() -> None:
    book, tick = ticked(office(contact={"time_zone": "Asia/Tokyo", "consent": "none"}, Followups=[due()]))
    lines = str((book.row("PipelineRuns", tick.runs[0]) or {})["warnings"]).splitlines()
    assert ["consent" in line for line in lines] == [True]


# --- laws: any days, any number of ticks, follow-ups typed in between ---

STEPS = st.lists(
    st.tuples(
        st.integers(0, 10),  # days off before the step
        st.lists(st.tuples(st.integers(-5, 5), st.sampled_from(["deal_0", "deal_1", "deal_2", None])), max_size=3),
        st.integers(1, 3),  # ticks on that day
        st.integers(0, 4),  # their limit
    ),
    max_size=6,
)


@settings(max_examples=40)
@given(STEPS, st.integers(0, 3))
def test_each_followup_makes_one_run_whatever_the_days_and_ticks(steps: Any, followup_days: int) -> None:
    book = office(
        Deals=[DEAL, {**DEAL, "address": None}, {**DEAL, "stage": "dead"}],
        Settings=[{"key": "followup_days", "value": str(followup_days)}],
    )
    day = 0
    for off, added, ticks, limit in steps:
        day += off
        for days, deal_id in added:
            typed = due(day + days, deal_id=deal_id)
            book = book.apply(add_row(book, FOLLOWUPS, typed, NOON + timedelta(days=day)))
        for _ in range(ticks):
            book, tick = ticked(book, day, limit)
            assert len(tick.runs) <= limit
            _no_followup_or_run_is_doubled(book)
        # with room for all, once is enough: what is left over is what cannot be done
        book, _ = ticked(book, day, 1000)
        book, nothing = ticked(book, day, 1000)
        assert (nothing.runs, bool(nothing.changes)) == ((), False)
        _nothing_possible_is_left(book, TODAY + timedelta(days=day))


def _no_followup_or_run_is_doubled(book: Book) -> None:
    followups, runs, drafts = book["Followups"], book["PipelineRuns"], book["Drafts"]
    closed_by = Counter(followups["closed_by_run_id"].dropna())
    made = Counter(followups["run_id"].dropna())
    assert closed_by == made == Counter(runs.index)
    assert set(closed_by.values()) <= {1}
    assert Counter(runs["draft_id"]) == Counter(drafts.index)
    assert Counter(runs["followup_id"]) == Counter(followups.index[followups["run_id"].notna()])
    assert set(followups.loc[followups["closed_by_run_id"].notna(), "status"]) <= {"done"}


def _nothing_possible_is_left(book: Book, day: date) -> None:
    followups = book["Followups"]
    still_due = followups[(followups["status"] == "open") & (followups["due_date"].dt.date <= day)]
    assert set(still_due["deal_id"].dropna()) <= {"deal_2"}
