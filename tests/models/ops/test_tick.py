"""The daily tick: any number of runs on one day come to one, and a part that fails is a warning."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalog import BY_KEY, TABLES
from models.core.book import Book
from models.core.check import check_book
from models.core.edit import add_row, set_fields
from models.core.schema import Value
from models.core.values import utc_text
from models.ops import TICKS
from models.ops.tick import Ticked, tick
from models.pipeline import FOLLOWUPS
from tests.models.pipeline.office import CONTACT, DEAL, NOON, SETTINGS, office

TODAY = NOON.date()
LONG_AGO = "2025-01-01T12:00:00Z"


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def bill(days: int, **more: Value) -> dict[str, Value]:
    return {"name": "Rent", "amount": 1200.0, "cadence": "once", "start_date": on(days), "status": "active",
            "created_at": LONG_AGO, **more}  # fmt: skip


def step(days: int, **more: Value) -> dict[str, Value]:
    return {"deal_id": "deal_0", "title": "Call", "due_date": on(days), "status": "open", **more}


def household(**tables: Any) -> Book:
    """One bill missed, one late, one soon; two follow-ups due, one not; an entity; a month that is short."""
    settings = [*SETTINGS, {"key": "income_target", "value": "1000"}]
    rows: dict[str, Any] = {
        "Bills": [bill(-20), bill(-2, name="Hydro"), bill(3, name="Water"), bill(40, name="Later"),
                  bill(-5, name="Gym", cadence="monthly", start_date=on(-5), amount=600.0)],
        "Followups": [step(-9), step(0), step(2)],
        "Entities": [{"name": "Licence", "due_date": on(3)}],
        "Settings": settings,
    }  # fmt: skip
    return office(**{**rows, **tables})


def ticked(book: Book, days: int = 0, hours: int = 0) -> tuple[Book, Ticked]:
    done = tick(book, NOON + timedelta(days=days, hours=hours))
    return book.apply(done.changes), done


def test_a_tick_does_all_four_and_says_so() -> None:
    book, done = ticked(household())
    data = done.data
    assert list(data) == ["reminders", "missed", "pipeline", "budget", "ran_at", "warnings"]
    assert (data["ran_at"], data["warnings"]) == (utc_text(NOON), [])
    assert [row["ref"] for row in data["reminders"]["reminders"]] == [
        f"bill:bill_0:{on(-20)}", f"bill:bill_4:{on(-5)}", f"bill:bill_1:{on(-2)}", f"bill:bill_2:{on(3)}",
        "followup:fu_2", *[f"followup:{run['followup']['id']}" for run in data["pipeline"]["runs"]],
        f"entity:ent_0:{on(3)}",
    ]  # fmt: skip
    assert (data["reminders"]["created"], data["reminders"]["skipped"], data["reminders"]["warnings"]) == (8, 0, [])
    assert [(one["name"], one["days_late"], one["status"]) for one in data["missed"]] == [
        ("Rent", 20, "missed"), ("Gym", 5, "overdue"), ("Hydro", 2, "overdue"),
    ]  # fmt: skip
    assert (data["pipeline"]["created"], data["pipeline"]["skipped"]) == (2, [])
    assert (data["budget"]["projected_after_buffer"], data["budget"]["alert"]["type"]) == (-100.0, "buffer")
    row = book.row(TICKS, str(book[TICKS].index[-1])) or {}
    assert {name: row[name] for name in ("ran_at", "as_of", "reminders_created", "missed", "runs_created",
                                         "buffer_projected", "warnings")} == {
        "ran_at": utc_text(NOON), "as_of": TODAY, "reminders_created": 8, "missed": 3, "runs_created": 2,
        "buffer_projected": -100.0, "warnings": None,
    }  # fmt: skip
    assert set(book["Reminders"]["ref"]) >= {f"buffer:{TODAY:%Y-%m}"}
    assert book["Bills"]["next_due"].notna().all()
    assert check_book(book) == []
    assert done.changes.label == "Daily tick"
    assert book.apply(done.changes.inverse()) == household()


@pytest.mark.parametrize("hours", [0, 5])
def test_two_or_five_ticks_of_a_day_come_to_one(hours: int) -> None:
    once, first = ticked(household())
    book = once
    for _ in range(4):
        book, again = ticked(book, hours=hours)
        assert not again.changes
        assert again.data["ran_at"] == first.data["ran_at"]
        assert (again.data["reminders"]["created"], again.data["reminders"]["skipped"]) == (0, 8)
        assert again.data["pipeline"]["created"] == 0
        assert again.data["missed"] == first.data["missed"]
    assert book == once


def test_after_ten_days_off_each_followup_has_one_run_each_occurrence_one_reminder_and_the_month_one_alert() -> None:
    book, _ = ticked(household())
    book, done = ticked(book, days=10)
    runs = book["PipelineRuns"]
    assert done.data["pipeline"]["created"] == 3  # fu_2 and those of the two runs, one each
    closed = book[FOLLOWUPS][book[FOLLOWUPS]["status"] == "done"]
    assert (len(runs), closed["closed_by_run_id"].is_unique, len(closed)) == (5, True, 5)
    refs = book["Reminders"]["ref"]
    assert refs.is_unique
    assert list(refs[refs.str.startswith("buffer:")]) == [f"buffer:{TODAY:%Y-%m}"]
    row = book.row(TICKS, str(book[TICKS].index[-1])) or {}
    assert str(row["warnings"]).splitlines()[0] == f"For the days from {on(1)} to {on(10)}."
    kinds = dict(zip(refs, book["Reminders"]["kind"], strict=True))
    assert (kinds[f"bill:bill_1:{on(-2)}"], kinds[f"bill:bill_2:{on(3)}"]) == ("missed_bill", "bill")


def test_each_month_has_its_own_alert_and_the_earlier_one_is_completed() -> None:
    book, _ = ticked(household())
    book, _ = ticked(book, days=30)
    alerts = book["Reminders"][book["Reminders"]["ref"].str.startswith("buffer:")]
    assert list(zip(alerts["ref"], alerts["status"], strict=True)) == [
        ("buffer:2026-03", "done"), ("buffer:2026-04", "active"),
    ]  # fmt: skip


def test_a_clock_set_back_does_nothing() -> None:
    book, _ = ticked(household())
    book = book.apply(add_row(book, FOLLOWUPS, step(-3), NOON))
    done = tick(book, NOON - timedelta(days=1))
    assert not done.changes
    assert (done.data["reminders"]["created"], done.data["pipeline"]["created"], done.data["ran_at"]) == (0, 0, None)
    assert str(TODAY) in done.data["warnings"][0]


def test_what_came_in_after_the_tick_of_the_day_is_done_by_the_next_in_the_same_row() -> None:
    book, _ = ticked(household())
    book = book.apply(add_row(book, BY_KEY["Bills"], bill(1, name="Phone"), NOON, by_app=True))
    book, done = ticked(book, hours=3)
    assert done.data["reminders"]["created"] == 1
    (row,) = [book.row(TICKS, str(row_id)) or {} for row_id in book[TICKS].index]
    assert (row["reminders_created"], row["runs_created"], row["ran_at"]) == (9, 2, utc_text(NOON + timedelta(hours=3)))
    assert done.data["ran_at"] == row["ran_at"]


def test_the_limit_of_runs_is_the_days() -> None:
    limited = [*SETTINGS, {"key": "tick_limit", "value": "2"}]
    book = office(Followups=[step(-n) for n in range(5)], Settings=limited)
    for _ in range(3):
        book, done = ticked(book)
        assert len(book["PipelineRuns"]) == 2
    assert done.data["warnings"] == ["3 more follow-ups are due; tick_limit lets a day make 2 runs."]
    row = book.row(TICKS, str(book[TICKS].index[-1])) or {}
    assert (row["runs_created"], row["warnings"]) == (2, done.data["warnings"][0])
    book, _ = ticked(book, days=1)
    assert len(book["PipelineRuns"]) == 4


def test_what_is_skipped_is_skipped_with_the_reason_in_the_row_too() -> None:
    deals = [{**DEAL, "stage": "dead"}, {**DEAL, "stage": "closed"}, {**DEAL, "contact_id": "con_1"}]
    book, done = ticked(office(
        Deals=deals, Contacts=[CONTACT, {**CONTACT, "name": "No", "do_not_contact": True}],
        Followups=[*[step(-1, deal_id=f"deal_{n}") for n in range(3)], step(0, deal_id=None)],
    ))  # fmt: skip
    assert len(book["PipelineRuns"]) == 0
    reasons = {one["followup_id"]: one["reason"] for one in done.data["pipeline"]["skipped"]}
    assert list(reasons) == ["fu_0", "fu_1", "fu_2", "fu_3"]
    row = book.row(TICKS, str(book[TICKS].index[-1])) or {}
    assert str(row["warnings"]).splitlines() == [f"Skipped {key}: {why}" for key, why in reasons.items()]


def test_a_dismissed_reminder_stays_dismissed_and_a_paid_bill_is_completed() -> None:
    book, _ = ticked(household())
    rows = {ref: str(row) for row, ref in book["Reminders"]["ref"].items()}
    dismissed = rows[f"bill:bill_0:{on(-20)}"]
    book = book.apply(set_fields(book, BY_KEY["Reminders"], dismissed, {"status": "dismissed"}, NOON))
    payment: dict[str, Value] = {"bill_id": "bill_1", "paid_on": TODAY, "amount": 1200.0}
    book = book.apply(add_row(book, BY_KEY["Payments"], payment, NOON))
    book, _ = ticked(book, days=1)
    status = dict(zip(book["Reminders"]["ref"], book["Reminders"]["status"], strict=True))
    assert (status[f"bill:bill_0:{on(-20)}"], status[f"bill:bill_1:{on(-2)}"]) == ("dismissed", "done")


def broken(book: Book, key: str) -> Book:
    """The same, but for a table that has lost its columns."""
    frames = {table.key: book[table] for table in TABLES}
    return Book(TABLES, {**frames, key: pd.DataFrame(index=frames[key].index)})


PARTS_OF: dict[str, set[str]] = {
    "Bills": {"missed", "budget"},  # the reminders of follow-ups and entities are still made
    "Payments": {"missed"},
    "Reminders": {"reminders", "budget"},
    "Settings": {"pipeline", "budget"},
    **{key: {"pipeline"} for key in ("Contacts", "Deals", "Templates", "Drafts", "SendLog", "Followups")},
}


@pytest.mark.parametrize("key", [table.key for table in TABLES])
def test_a_broken_table_stops_its_own_parts_only(key: str) -> None:
    faults: list[Exception] = []
    book = broken(household(), key)
    data = tick(book, NOON, on_fault=faults.append).data
    failed = {name for name in ("reminders", "missed", "pipeline", "budget") if "error" in (data[name] or {})}
    assert failed == PARTS_OF.get(key, set())
    for name in failed:
        assert data[name]["error"]["message"] in data["warnings"]
    if key == "Entities":
        assert data["reminders"]["created"] == 4
        assert any("Reminders of follow-ups and entities" in text for text in data["warnings"])
    assert bool(faults) == any("could not be worked out" in text for text in data["warnings"])


def test_a_table_without_a_sheet_is_not_written_to() -> None:
    book = household()
    keys = {table.key for table in TABLES}
    done = tick(book, NOON, keys - {"PipelineRuns"})
    assert done.data["pipeline"] == {
        "error": {"code": "no_sheet", "message": "The workbook has no sheet Pipeline Runs."}
    }
    assert done.data["warnings"] == ["Follow-ups: The workbook has no sheet Pipeline Runs."]
    assert done.changes.tables == {"Reminders", "Bills", "Ticks"}
    unmarked = tick(book, NOON, keys - {"Ticks"})
    assert unmarked.data["warnings"] == ["Ticks: The workbook has no sheet Ticks."]
    assert unmarked.data["pipeline"]["created"] == 2


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=5))
def test_whenever_it_runs_there_is_one_row_a_day_and_nothing_twice(runs: list[tuple[int, int]]) -> None:
    """Days in any order: those before the last one do nothing."""
    book = household()
    for days, times in runs:
        for _ in range(times):
            book, _ = ticked(book, days=days)
    assert book["Reminders"]["ref"].is_unique
    assert book[TICKS]["as_of"].is_unique
    done = book[FOLLOWUPS][book[FOLLOWUPS]["status"] == "done"]
    assert done["closed_by_run_id"].notna().all()
    assert done["closed_by_run_id"].is_unique
    assert len(book["PipelineRuns"]) == len(done)
