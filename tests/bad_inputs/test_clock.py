"""Days, clocks and time zones: the rows CLO of the list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from models.ops.tick import LONG_GAP, tick
from models.pipeline import FOLLOWUPS
from tests.bad_inputs.desk import Desk
from tests.bad_inputs.listed import Case, Cases

CASES = Cases()
bad_input = CASES.bad_input


def later(desk: Desk, days: int) -> Desk:
    desk.day += timedelta(days=days)
    return desk


def due_followup(desk: Desk) -> None:
    desk("add", "Followups", "id=fu_1", "deal_id=deal_1", "title=Call Pat", "due_date=2026-03-04")


@bad_input("CLO-02")
def after_a_jump_of_the_clock_no_message_is_prepared_unasked(desk: Desk) -> None:
    desk("tick")
    due_followup(desk)
    told = later(desk, 365)("tick")
    assert told["pipeline"]["runs"] == []
    (warning,) = (text for text in told["warnings"] if "Follow-ups wait" in text)
    assert "the last tick was on 2026-03-05, 365 days before 2027-03-05" in warning
    again = desk("tick")
    assert again["pipeline"]["runs"] == []
    assert warning in again["warnings"]
    assert desk.row("Followups", "fu_1")["status"] == "open"
    assert [run["deal_id"] for run in desk("--yes", "tick")["pipeline"]["runs"]] == ["deal_1"]
    assert desk("tick")["warnings"] == []


@bad_input("CLO-03")
def a_reminder_of_an_hour_that_does_not_exist_comes_once(desk: Desk) -> None:
    """On 8 March 2026 the hour from 2 to 3 is missing in Winnipeg."""
    zone = ZoneInfo("America/Winnipeg")
    with desk.session() as session:
        book, made = session.book, []
        for hour, minute in ((1, 59), (3, 0), (3, 1)):
            done = tick(book, datetime(2026, 3, 8, hour, minute, tzinfo=zone))
            book = book.apply(done.changes)
            made.append(done.data["reminders"]["created"])
    assert made[0] > 0
    assert made[1:] == [0, 0]
    desk("set", "Settings", "quiet_hours_end", "value=02:30")
    desk("set", "Settings", "quiet_hours_start", "value=01:00")
    asked = _may_contact(desk, datetime(2026, 3, 8, 1, 30, tzinfo=zone))
    assert "outside of 02:30–01:00" in " ".join(asked["blocks"] + asked["cautions"])
    allowed = datetime.fromisoformat(asked["next_allowed"]).astimezone(zone)
    assert datetime(2026, 3, 8, 3, 0, tzinfo=zone) <= allowed <= datetime(2026, 3, 8, 3, 30, tzinfo=zone)


def _may_contact(desk: Desk, now: datetime) -> dict[str, Any]:
    """`pipeline may-contact` at that moment of the clock."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.cli.main._now", lambda: now)
        desk.day = now.date()
        found: dict[str, Any] = desk("pipeline", "may-contact", "deal_1")
    return found


@bad_input("CLO-05")
def travelling_moves_no_due_date(desk: Desk) -> None:
    year = ("--from", "2026-01-01", "--to", "2026-12-31")
    words = (("bills", "upcoming"), ("show", "Bills"), ("bills", "occurrences", "bill_3", *year))
    seen = []
    for name in ("America/Winnipeg", "Pacific/Auckland", "Pacific/Honolulu"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("app.zone.local_zone", lambda name=name: ZoneInfo(name))
            seen.append([desk(*one) for one in words])
    assert seen[0] == seen[1] == seen[2]
    stamps = [row["created_at"] for row in desk("show", "Bills")["rows"]]
    assert all(stamp.endswith("Z") and datetime.fromisoformat(stamp).tzinfo for stamp in stamps)
    assert _may_contact(desk, datetime(2026, 3, 5, 12, tzinfo=ZoneInfo("Pacific/Auckland")))["local_time"]


@bad_input("CLO-06")
def three_weeks_off_are_caught_up_with_once(desk: Desk) -> None:
    desk("add", "Bills", "id=bill_7", "name=Gym", "amount=9", "cadence=weekly", "start_date=2026-03-06")
    desk("tick")
    told = later(desk, 21)("tick")
    dues = [(one["bill_id"], one["due"]) for one in told["missed"]]
    assert len(set(dues)) == len(dues)
    assert {one for one in dues if one[0] == "bill_7"} >= {("bill_7", "2026-03-06"), ("bill_7", "2026-03-13")}
    rows = [row for row in desk("show", "Ticks")["rows"] if row["as_of"] == desk.day.isoformat()]
    assert len(rows) == 1
    assert "For the days from 2026-03-06 to 2026-03-26." in rows[0]["warnings"]
    refs = [row["ref"] for row in desk("show", "Reminders")["rows"]]
    assert len(set(refs)) == len(refs)


@bad_input("CLO-08")
def the_31st_is_the_last_day_of_a_shorter_month(desk: Desk) -> None:
    found = desk("bills", "occurrences", "bill_3", "--from", "2026-01-01", "--to", "2026-06-30")["occurrences"]
    dues = [one["due"] for one in found]
    assert dues == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


@bad_input("CLO-09")
def a_second_tick_does_nothing(desk: Desk) -> None:
    due_followup(desk)
    first = desk("tick")
    after = desk.path.read_bytes()
    second = desk("tick")
    assert len(first["pipeline"]["runs"]) == 1
    assert first["reminders"]["created"] > 0
    assert (second["pipeline"]["runs"], second["reminders"]["created"]) == ([], 0)
    assert second["ran_at"] == first["ran_at"]
    assert desk.path.read_bytes() == after
    assert load_workbook(desk.path)["Ticks"].max_row == 2


@CASES.table()
def test_clock(case: Case, desk: Desk) -> None:
    case(desk)


@pytest.mark.parametrize(("days", "waits"), [(LONG_GAP, False), (LONG_GAP + 1, True)])
def test_follow_ups_wait_only_after_a_long_gap(desk: Desk, days: int, waits: bool) -> None:
    desk("tick")
    due_followup(desk)
    later(desk, days)("tick")
    with desk.session() as session:
        assert (session.book[FOLLOWUPS].loc["fu_1", "status"] == "open") == waits
    assert desk.day == date(2026, 3, 5) + timedelta(days=days)
