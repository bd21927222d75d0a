"""`ops today`: every key against a workbook made by hand, and each table broken in turn."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from models.bills.lines import missed_lines, upcoming_lines
from models.catalog import TABLES
from models.core.book import Book
from models.core.check import check_book
from models.core.problem import Problem, Severity
from models.core.refusal import Refused
from models.core.schema import Value
from models.ops.today import Morning, today
from models.pipeline import STAGES
from tests.models.books import book_of

DAY = date(2026, 3, 5)
KEYS = [
    "bills_upcoming", "bills_missed", "budget_snapshot", "buffer_check", "pipeline_recent", "followups_overdue",
    "deals_by_stage", "deals_without_next_step", "drafts_waiting", "reminders_active", "properties", "credit_scores",
    "entity_status", "jv_exports_recent", "tokens_expiring", "last_tick", "problems", "warnings",
]  # fmt: skip


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def at(days: int, hour: int = 12) -> str:
    return f"{on(days)}T{hour:02}:00:00Z"


def bill(name: str, days: int, **more: Value) -> dict[str, Value]:
    return {"name": name, "amount": 100.0, "cadence": "once", "start_date": on(days), "status": "active",
            "created_at": at(-300), **more}  # fmt: skip


def office() -> Book:
    runs: list[dict[str, Value]] = [{"deal_id": "deal_0", "kind": "sms", "created_at": at(-n)} for n in range(12)]
    houses: list[dict[str, Value]] = [{"address": str(n), "arv": 100_000.25, "created_at": at(-n)} for n in range(11)]
    runs[0] |= {"warnings": "One\nTwo", "followup_id": "fu_0"}
    return book_of(
        Bills=[
            bill("Rent", -20, amount=900.0, autopay=True), bill("Hydro", -2), bill("Water", 3),
            bill("Old", -50, status="archived"), bill("No date", 0, cadence="yearly", start_date=None),
            bill("Net", -60, cadence="monthly", amount=55.0, created_at=at(-2)),
            *[bill(f"Far {n}", 100 + n) for n in range(12)],
        ],
        Payments=[{"bill_id": "bill_1", "paid_on": on(-1), "amount": 40.0}],
        Envelopes=[{"name": "rent", "monthly_target": 1000.0}],
        Ledger=[
            {"date": on(-1), "kind": "income", "amount": 3000.0},
            {"date": on(-1), "kind": "expense", "amount": 120.0, "envelope": "rent"},
            {"date": on(-40), "kind": "expense", "amount": 7.0, "envelope": "rent"},
        ],
        Settings=[{"key": "income_target", "value": "500"}],
        Deals=[{"stage": "new"}, {"stage": None}, {"stage": "offer_sent"}, {"stage": "dead"}, {"stage": "offer_sent"}],
        Followups=[
            {"deal_id": "deal_0", "title": "B", "due_date": on(-1), "status": "open"},
            {"deal_id": "deal_4", "title": "A", "due_date": on(-9), "status": "open"},
            {"deal_id": "deal_4", "title": "Today", "due_date": on(0), "status": "open"},
            {"deal_id": "deal_4", "title": "Past", "due_date": on(-9), "status": "done"},
        ],
        Drafts=[
            {"body": "old", "status": "draft", "created_at": at(-2)}, {"body": "new", "created_at": at(-1)},
            {"body": "sent", "status": "sent"}, {"body": "no", "status": "canceled"},
        ],
        PipelineRuns=runs,
        Reminders=[
            {"title": "Later", "due_date": on(9), "status": "active"}, {"title": "Soon", "due_date": on(1)},
            {"title": "Done", "due_date": on(1), "status": "done"},
        ],
        Properties=[*houses, {"address": "none"}, {"address": "gone", "arv": 5.0, "status": "archived"}],
        CreditScores=[
            {"who": "Alex", "bureau": "Equifax", "score": 700, "checked_on": on(-90)},
            {"who": "Alex", "bureau": "Equifax", "score": 710, "checked_on": on(-5)},
            {"who": "Alex", "bureau": "Equifax", "score": 690},
            {"who": "Alex", "bureau": "TransUnion", "score": 705, "checked_on": on(-5)},
            {"who": "Alex", "bureau": None, "score": 650, "checked_on": on(-5)},
        ],
        Entities=[
            {"name": "Trust", "status": "todo", "due_date": on(30)}, {"name": "Inc", "due_date": on(9)},
            {"name": "Done", "status": "done", "due_date": on(1)}, {"name": "Policy", "status": "in_progress"},
        ],
        Partners=[{"name": "Priya"}],
        ShareTokens=[
            {"token_hash": "h", "scope": "jv_board", "status": status, "expires_on": day, "revoked_at": revoked}
            for status, day, revoked in (
                ("active", on(14), None), ("active", on(0), None), ("active", on(15), None), ("active", on(-1), None),
                ("active", None, None), ("revoked", on(3), None), ("active", on(3), at(-1)),
            )
        ],
        Exports=[{"partner_id": "ptr_0", "file_name": f"{n}.xlsx", "created_at": at(-n)} for n in range(12)],
        Ticks=[
            {"ran_at": at(-2), "as_of": on(-2), "missed": 1}, {"ran_at": at(-1, 15), "as_of": on(-1), "missed": 2},
            {"ran_at": at(-1, 9), "as_of": on(-1), "missed": 3},
        ],
    )  # fmt: skip


def found(book: Book, problems: Any = list) -> dict[str, Any]:
    return today(Morning(book, DAY, UTC, problems))


def test_it_has_every_key_in_the_pages_order() -> None:
    assert list(found(office())) == KEYS
    assert list(found(Book(TABLES))) == KEYS


def test_bills() -> None:
    said, book = found(office()), office()
    assert [one["name"] for one in said["bills_upcoming"]] == [
        "Rent", "Hydro", "Net", "Water", "Far 0", "Far 1", "Far 2", "Far 3", "Far 4", "Far 5",
    ]  # fmt: skip
    assert said["bills_upcoming"] == upcoming_lines(book, DAY, UTC, limit=10)
    hydro = said["bills_upcoming"][1]
    assert [hydro[name] for name in ("id", "next_due", "days_until", "expected", "paid_so_far", "status")] == [
        "bill_1", on(-2), -2, 100.0, 40.0, "active",
    ]  # fmt: skip
    assert list(hydro)[-4:] == ["updated_at", "days_until", "expected", "paid_so_far"]
    assert said["bills_missed"] == missed_lines(book, DAY, UTC) == [
        {"bill_id": "bill_0", "name": "Rent", "due": on(-20), "expected": 900.0, "paid": 0.0, "days_late": 20,
         "status": "missed", "autopay": True},
        {"bill_id": "bill_1", "name": "Hydro", "due": on(-2), "expected": 100.0, "paid": 40.0, "days_late": 2,
         "status": "overdue", "autopay": False},
        {"bill_id": "bill_5", "name": "Net", "due": on(-1), "expected": 55.0, "paid": 0.0, "days_late": 1,
         "status": "overdue", "autopay": False},
    ]  # fmt: skip


def test_the_month_and_the_buffer() -> None:
    said = found(office())
    month = said["budget_snapshot"]
    assert (month["month"], month["bills_monthly_est"], month["heavy_month"]) == ("2026-03", 63.33, True)
    assert month["due_this_month"] == 215.0  # Water, Net, and what is left of Hydro; Rent was due in February
    assert month["budget"]["categories"] == {"rent": 1000.0}
    assert month["ledger_month"] == {
        "income": 3000.0, "expense": 120.0, "net": 2880.0, "count": 2, "by_envelope": {"rent": 120.0},
    }  # fmt: skip
    assert [(one["name"], one["spent"], one["remaining"]) for one in month["envelopes"]] == [("rent", 120.0, 880.0)]
    check = said["buffer_check"]
    assert (check["income_target"], check["projected_after_buffer"]) == (500.0, -63.33)
    assert check["alert"]["type"] == "buffer"


def test_deals_and_messages() -> None:
    said = found(office())
    runs = said["pipeline_recent"]
    assert [run["created_at"] for run in runs] == [at(-n) for n in range(10)]
    assert (runs[0]["warnings"], runs[0]["followup"]["title"], runs[1]["followup"]) == (["One", "Two"], "B", None)
    late = said["followups_overdue"]
    assert (late["count"], [one["title"] for one in late["items"]]) == (2, ["A", "B"])
    assert said["deals_by_stage"] == {**dict.fromkeys(STAGES, 0), "new": 2, "offer_sent": 2, "dead": 1}
    bare = said["deals_without_next_step"]
    assert (bare["count"], [one["id"] for one in bare["items"]]) == (2, ["deal_1", "deal_2"])
    waiting = said["drafts_waiting"]
    assert (waiting["count"], [one["body"] for one in waiting["items"]]) == (2, ["new", "old"])
    active = said["reminders_active"]
    assert (active["count"], [one["title"] for one in active["items"]]) == (2, ["Soon", "Later"])


def test_houses_people_and_papers() -> None:
    said = found(office())
    houses = said["properties"]
    assert (houses["count"], houses["with_arv"], houses["arv_total"]) == (12, 11, 1_100_002.75)
    assert [one["address"] for one in houses["recent"]] == [str(n) for n in range(10)]
    assert [(one["who"], one["bureau"], one["score"]) for one in said["credit_scores"]] == [
        ("Alex", "Equifax", 710), ("Alex", "TransUnion", 705), ("Alex", None, 650),
    ]  # fmt: skip
    assert said["entity_status"] == {"todo": 2, "in_progress": 1, "done": 1, "next_due": on(9)}
    assert [one["file_name"] for one in said["jv_exports_recent"]] == [f"{n}.xlsx" for n in range(10)]
    assert [one["id"] for one in said["tokens_expiring"]] == ["tok_1", "tok_0"]
    assert "token_hash" not in said["tokens_expiring"][0]
    assert (said["last_tick"]["id"], said["last_tick"]["missed"]) == ("tick_1", 2)


def test_problems_and_warnings() -> None:
    book = office()
    wrong = [Problem(severity, "Bills", "x") for severity in (Severity.ERROR, Severity.INFO, Severity.INFO)]
    said = found(book, lambda: wrong)
    assert said["problems"] == {"error": 1, "warning": 0, "info": 2}
    assert found(book, lambda: check_book(book))["problems"]["error"] > 0
    left_out, heavy, behind = said["warnings"]
    assert left_out == "Bills bill_4 (No date): This cadence needs a Start Date."
    assert heavy.startswith("Heavy month: 215.00 is still to pay")
    assert behind == f"The daily tick last ran for {on(-1)}: valhalla tick."


def test_nothing_is_said_of_an_empty_workbook() -> None:
    said = found(Book(TABLES))
    assert said["last_tick"] is None
    assert said["properties"] == {"count": 0, "with_arv": 0, "arv_total": 0.0, "recent": []}
    assert said["entity_status"] == {"todo": 0, "in_progress": 0, "done": 0, "next_due": None}
    assert said["followups_overdue"] == {"count": 0, "items": []}
    assert said["warnings"] == ["The daily tick has not run in this workbook yet: valhalla tick."]


BREAKS = {
    "Bills": {"bills_upcoming", "bills_missed", "budget_snapshot", "buffer_check"},
    "Payments": {"bills_upcoming", "bills_missed", "budget_snapshot"},
    "Envelopes": {"budget_snapshot"},
    "Ledger": {"budget_snapshot"},
    "Settings": {"budget_snapshot", "buffer_check"},
    "Deals": {"deals_by_stage", "deals_without_next_step"},
    "Followups": {"followups_overdue", "deals_by_stage", "deals_without_next_step"},
    "Drafts": {"drafts_waiting"},
    "PipelineRuns": {"pipeline_recent"},
    "Reminders": {"reminders_active"},
    "Properties": {"properties"},
    "CreditScores": {"credit_scores"},
    "Entities": {"entity_status"},
    "ShareTokens": {"tokens_expiring"},
    "Exports": {"jv_exports_recent"},
    "Ticks": {"last_tick"},
}
# A run names its follow-up, and only lacks its words where those cannot be read.
SHOWN_ELSEWHERE = {"Followups": {"pipeline_recent"}}


@pytest.mark.parametrize("key", [table.key for table in TABLES])
def test_a_broken_table_is_said_in_its_own_places_and_nowhere_else(key: str) -> None:
    whole = office()
    frames = {table.key: whole[table] for table in TABLES}
    book = Book(TABLES, {**frames, key: pd.DataFrame(index=frames[key].index)})
    told: list[Exception] = []
    said = today(Morning(book, DAY, UTC, lambda: check_book(book)), told.append)
    failed = {name for name, part in said.items() if isinstance(part, dict) and isinstance(part.get("error"), dict)}
    assert list(said) == KEYS
    assert failed - {"problems"} == BREAKS.get(key, set())
    right = found(whole, lambda: check_book(whole))
    touched = failed | {"problems"} | SHOWN_ELSEWHERE.get(key, set())
    assert {name for name in KEYS[:-1] if said[name] != right[name]} <= touched
    assert not any("could not" in text for text in said["warnings"])
    assert len(told) == len(failed)
    for name in failed:
        assert set(said[name]["error"]) == {"code", "message"}


def test_a_refusal_keeps_its_code_and_words() -> None:
    def refuse() -> list[Problem]:
        raise Refused("The sheet cannot be read.", code="unreadable")

    told: list[Exception] = []
    said = today(Morning(office(), DAY, UTC, refuse), told.append)
    assert said["problems"] == {"error": {"code": "unreadable", "message": "The sheet cannot be read."}}
    assert told == []


def test_the_day_counts_and_not_the_clock() -> None:
    later = today(Morning(office(), on(30), UTC, list))
    assert later["followups_overdue"]["count"] == 3
    assert later["budget_snapshot"]["month"] == "2026-04"
    assert datetime.now(UTC).date() != DAY
