"""The whole product by commands, on one workbook: each journey ends in figures worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.cli.main import main

START = date(2026, 3, 2)  # a Monday


class Office:
    """One workbook and the day on which its commands are given."""

    def __init__(self, path: Path) -> None:
        self.path, self.day = path, START

    def __call__(self, *words: object) -> Any:
        """The command's JSON; the test fails where it is refused."""
        status, out, err = self._run(words)
        assert status == 0, err
        return json.loads(out)

    def refused(self, *words: object) -> str:
        """The code of the refusal."""
        status, out, err = self._run(words)
        assert (status, out) == (2, "")
        return str(json.loads(err)["error"]["code"])

    def row(self, table: str, row_id: str) -> Any:
        (row,) = (row for row in self("show", table)["rows"] if row["id"] == row_id)
        return row

    def later(self, days: int) -> None:
        self.day += timedelta(days=days)

    def _run(self, words: tuple[object, ...]) -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main(["--json", "--as-of", self.day.isoformat(), "-f", str(self.path), *map(str, words)])
        return status, out.getvalue(), err.getvalue()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A new workbook; whatever was done, nothing may be wrong with it in the end."""
    path = tmp_path / "office.xlsx"
    made = Office(path)
    made("new", path)
    yield made
    assert made("check")["counts"] == {"error": 0, "warning": 0, "info": 0}
    load_workbook(path)


def noon_zone() -> str:
    """A zone without clock changes where the clock is about noon now: the hours of contact are never in the way."""
    ahead = (12 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def test_from_bills_with_dates_to_reminders_and_payments(office: Office) -> None:
    rent = office("bills", "add", "--name", "Rent", "--amount", "1,850", "--due-day", 31, "--start-date", "2026-01-31",
                  "--envelope", "rent")["id"]  # fmt: skip
    water = office("bills", "add", "--name", "Water", "--amount", 90, "--cadence", "every_n_months", "--due-months", 3,
                   "--start-date", "2026-03-05", "--envelope", "utilities")["id"]  # fmt: skip
    dues = office("bills", "occurrences", rent, "--from", "2026-01-01", "--to", "2026-05-01")["occurrences"]
    assert [one["due"] for one in dues] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    office.later(1)
    first = office("bills", "push-reminders")
    assert (first["created"], [row["ref"] for row in first["reminders"]]) == (1, [f"bill:{water}:2026-03-05"])
    office("reminders", "dismiss", first["reminders"][0]["id"])
    office.later(26)
    pushed = office("tick")["reminders"]
    assert [row["ref"] for row in pushed["reminders"]] == [f"bill:{water}:2026-03-05", f"bill:{rent}:2026-03-31"]
    assert [row["status"] for row in pushed["reminders"]] == ["dismissed", "active"]
    assert [one["name"] for one in office("bills", "missed")["missed"]] == ["Water"]
    paid = office("bills", "paid", rent, "--amount", 1850, "--ledger")
    assert (paid["occurrence"]["due"], paid["occurrence"]["status"]) == ("2026-03-31", "paid_early")
    assert office.row("Reminders", pushed["reminders"][1]["id"])["status"] == "done"
    assert office("bills", "upcoming")["upcoming"][-1]["next_due"] == "2026-04-30"
    month = office("budget", "snapshot")
    assert month["ledger_month"]["by_envelope"] == {"rent": 1850.0}


def test_from_a_deal_to_a_draft_a_followup_and_sent(office: Office) -> None:
    office("set", "Settings", "operator_name", "value=Alex Thorne")
    office("set", "Settings", "operator_phone", "value=555-0142")
    contact = office("add", "Contacts", "name=Marta Lind", "phone=204 555 0100", "region=MB", "consent=express",
                     f"time_zone={noon_zone()}")["row"]["id"]  # fmt: skip
    deal = office("add", "Deals", "address=118 Elm", "region=MB", f"contact_id={contact}")["row"]["id"]
    assert [one["id"] for one in office("ops", "today")["deals_without_next_step"]["items"]] == [deal]
    said = office("pipeline", "preview", deal)
    assert said["body"].startswith("Hello Marta Lind, this is Alex Thorne about 118 Elm.")
    run = office("pipeline", "run", deal)["run"]
    assert (run["followup"]["due_date"], run["warnings"]) == ("2026-03-04", [])
    now = office("ops", "today")
    waiting = ("deals_without_next_step", "drafts_waiting", "followups_overdue")
    assert [now[key]["count"] for key in waiting] == [0, 1, 0]
    sent = office("pipeline", "sent", run["id"], "--channel", "phone", "--result", "left a message")
    assert (sent["draft"]["status"], sent["send"]["result"]) == ("sent", "left a message")
    assert office.refused("pipeline", "sent", run["id"], "--channel", "phone") == "confirm"
    office.later(5)
    assert office("ops", "today")["followups_overdue"]["items"][0]["id"] == run["followup"]["id"]
    ticked = office("tick")["pipeline"]
    (fresh,) = ticked["runs"]
    closed = office.row("Followups", run["followup"]["id"])
    assert (closed["status"], closed["closed_by_run_id"]) == ("done", fresh["id"])
    office("set", "Contacts", contact, "do_not_contact=yes")
    assert office.refused("pipeline", "run", deal) == "do_not_contact"
    office.later(3)
    (skipped,) = office("tick")["pipeline"]["skipped"]
    assert (skipped["followup_id"], "do" in skipped["reason"]) == (fresh["followup"]["id"], True)
    assert office("show", "Ticks")["rows"][-1]["warnings"].endswith(skipped["reason"])


def test_from_an_arv_to_a_mao_on_a_deal(office: Office) -> None:
    house = office("add", "Properties", "address=12 Elm Street", "region=MB", "neighborhood_score=64")["row"]["id"]
    office("underwrite", "set-arv", house, "230,000", "--notes", "three sales")
    office("add", "Repairs", f"property_id={house}", "item=Roof", "cost=18,500")
    deal = office("add", "Deals", "asking_price=140000", "region=MB")["row"]["id"]
    office("underwrite", "attach", deal, house)
    assert office("underwrite", "write-mao", deal)["mao"] == 132_500  # 230,000 x 0.70 - 18,500 - 10,000
    assert office.row("Deals", deal)["mao_stale"] is None
    office("add", "Repairs", f"property_id={house}", "item=Drain", "cost=7500")
    assert office.row("Deals", deal)["mao_stale"] == {"was": 132_500, "now": 125_000}
    office("underwrite", "write-mao", deal)
    assert office.row("Deals", deal)["mao"] == 125_000
    houses = office("ops", "today")["properties"]
    assert (houses["count"], houses["with_arv"], houses["arv_total"]) == (1, 1, 230_000)


def test_from_a_token_to_a_partners_board_and_nothing_of_anothers(office: Office, tmp_path: Path) -> None:
    mine, other = (office("add", "Partners", f"name={name}")["row"]["id"] for name in ("Priya Raman", "Otto Weiss"))
    for partner, street in ((mine, "12 Elm Street"), (other, "99 Hidden Road")):
        office("add", "Deals", f"address={street}", f"partner_id={partner}", "partner_share=50%", "mao=",
               "next_milestone=Closing")  # fmt: skip
    assert office.refused("jv", "token", "create") == "subject_required"
    token = office("jv", "token", "create", "--subject", mine, "--expires", "2026-03-10")
    board = office("jv", "readonly", token["token"])["board"]
    assert [one["address"] for one in board["items"]] == ["12 Elm Street"]
    assert [one["id"] for one in office("ops", "today")["tokens_expiring"]] == [token["id"]]
    out = tmp_path / "board.xlsx"
    export = office("jv", "export", token["id"], out)
    assert office("jv", "verify", out)["state"] == "unchanged"
    texts = [str(cell.value) for sheet in load_workbook(out) for row in sheet.iter_rows() for cell in row]
    assert any("12 Elm Street" in text for text in texts)
    assert not any("99 Hidden Road" in text or "Otto" in text for text in texts)
    assert [one["id"] for one in office("ops", "today")["jv_exports_recent"]] == [export["export_id"]]
    office.later(9)
    assert office.refused("jv", "readonly", token["token"]) == "expired"
    assert office("ops", "today")["tokens_expiring"] == []


def test_from_an_income_target_to_an_alert_once_a_month(office: Office) -> None:
    office("bills", "add", "--name", "Rent", "--amount", 2000, "--due-day", 1, "--start-date", "2026-04-01")
    assert office("budget", "buffer-check")["projected_after_buffer"] is None
    assert office("tick")["budget"]["alert"] is None
    office("budget", "set", "--income-target", "2,300", "--buffer-min", 500)
    for _ in range(2):
        office.later(1)
        ticked = office("tick")["budget"]
        assert (ticked["projected_after_buffer"], ticked["alert"]["type"]) == (-200, "buffer")
    (alert,) = (row for row in office("reminders", "list")["reminders"] if row["kind"] == "budget")
    assert (alert["ref"], alert["status"]) == ("buffer:2026-03", "active")
    office("budget", "set", "--income-target", 3000)
    office.later(1)
    office("tick")
    assert office.row("Reminders", alert["id"])["status"] == "done"
    assert [row["buffer_projected"] for row in office("show", "Ticks")["rows"]] == [None, -200, -200, 500]


def test_from_papers_to_reminders_and_the_morning_screen(office: Office) -> None:
    licence = office("add", "Entities", "name=Broker licence", "due_date=2026-03-09")["row"]["id"]
    office("add", "Credit Scores", "who=Alex", "bureau=Equifax", "score=712", "checked_on=2026-02-01")
    first = office("tick")
    assert [row["ref"] for row in first["reminders"]["reminders"]] == [f"entity:{licence}:2026-03-09"]
    now = office("ops", "today")
    assert now["entity_status"] == {"todo": 1, "in_progress": 0, "done": 0, "next_due": "2026-03-09"}
    assert (now["reminders_active"]["count"], now["credit_scores"][0]["score"]) == (1, 712)
    assert (now["last_tick"]["ran_at"], now["warnings"]) == (first["ran_at"], [])
    office("set", "Entities", licence, "due_date=2026-03-12")
    refs = {row["ref"]: row["status"] for row in office("reminders", "list")["reminders"]}
    assert refs == {f"entity:{licence}:2026-03-09": "done"}  # the new day is too far off for a reminder
    office.later(3)
    office("tick")
    office("set", "Entities", licence, "status=done")
    now = office("ops", "today")
    assert (now["reminders_active"]["count"], now["entity_status"]["next_due"]) == (0, None)


def test_a_year_of_mornings_leaves_nothing_twice(office: Office) -> None:
    """A tick a week, each twice: one row a day, one reminder an occurrence, one alert a month, one run a follow-up."""
    office("set", "Settings", "operator_name", "value=Alex Thorne")
    office("set", "Settings", "operator_phone", "value=555-0142")
    contact = office("add", "Contacts", "name=Marta", "phone=204 555 0100", "consent=express")["row"]["id"]
    deal = office("add", "Deals", "address=118 Elm", f"contact_id={contact}")["row"]["id"]
    office("add", "Followups", f"deal_id={deal}", "title=Call", "due_date=2026-03-05")
    office("bills", "add", "--name", "Rent", "--amount", 900, "--due-day", 31, "--start-date", "2026-03-31")
    office("budget", "set", "--income-target", 1000)
    for _ in range(12):
        for _ in range(2):
            office("tick")
        office.later(7)
    ticks, reminders = office("show", "Ticks")["rows"], office("show", "Reminders")["rows"]
    assert len({row["as_of"] for row in ticks}) == len(ticks) == 12
    refs = [row["ref"] for row in reminders]
    assert len(set(refs)) == len(refs)
    assert [ref for ref in refs if ref.startswith("buffer:")] == [f"buffer:2026-0{month}" for month in (3, 4, 5)]
    assert [ref[-10:] for ref in refs if ref.startswith("bill:")] == ["2026-03-31", "2026-04-30"]
    runs, steps = office("show", "Pipeline Runs")["rows"], office("show", "Followups")["rows"]
    closed = [row["closed_by_run_id"] for row in steps if row["status"] == "done"]
    assert sorted(closed) == sorted(run["id"] for run in runs)
    assert (len(runs), len(steps)) == (11, 12)


def test_the_first_fortnight_of_one_workbook(office: Office, tmp_path: Path) -> None:
    """All of it together: household, house, deal, partner and the mornings between, and what the last one says."""
    rent = office("bills", "add", "--name", "Rent", "--amount", 1200, "--due-day", 5, "--start-date", "2026-03-05")
    office("bills", "add", "--name", "Phone", "--amount", 60, "--due-day", 12, "--start-date", "2026-03-12")
    office("budget", "set", "--income-target", 2000, "rent=1200")
    office("set", "Settings", "operator_name", "value=Alex Thorne")
    office("set", "Settings", "operator_phone", "value=555-0142")
    first = office("tick")
    assert (first["reminders"]["created"], first["budget"]["projected_after_buffer"]) == (1, 240)

    house = office("add", "Properties", "address=12 Elm Street", "region=MB")["row"]["id"]
    office("underwrite", "set-arv", house, "200000")
    office("add", "Repairs", f"property_id={house}", "item=Roof", "cost=20000")
    contact = office("add", "Contacts", "name=Marta", "phone=204 555 0100", "consent=express", "region=MB",
                     f"time_zone={noon_zone()}")["row"]["id"]  # fmt: skip
    partner = office("add", "Partners", "name=Priya Raman")["row"]["id"]
    deal = office("add", "Deals", f"contact_id={contact}", f"partner_id={partner}", "region=MB")["row"]["id"]
    office("underwrite", "attach", deal, house)
    assert office("underwrite", "write-mao", deal)["mao"] == 110_000
    run = office("pipeline", "run", deal)["run"]
    office("pipeline", "sent", run["id"], "--channel", "phone")
    token = office("jv", "token", "create", "--subject", partner, "--expires", "2026-03-20")["token"]
    assert office("jv", "readonly", token)["board"]["count"] == 1
    office("jv", "export", token, tmp_path / "board.xlsx")

    office.later(3)
    second = office("tick")
    assert (second["pipeline"]["created"], second["reminders"]["created"]) == (1, 2)  # the phone; the next follow-up
    office("bills", "paid", rent["id"])
    office.later(10)
    third = office("tick")
    assert [(one["name"], one["days_late"], one["status"]) for one in third["missed"]] == [("Phone", 3, "overdue")]
    assert (third["pipeline"]["created"], office("tick")["pipeline"]["created"]) == (1, 0)

    now = office("ops", "today")
    assert [one["name"] for one in now["bills_upcoming"]] == ["Phone", "Rent"]
    assert now["bills_missed"] == third["missed"]
    assert (now["budget_snapshot"]["month"], now["budget_snapshot"]["due_this_month"]) == ("2026-03", 60)
    assert now["buffer_check"]["projected_after_buffer"] == 240
    assert [one["trigger"] for one in now["pipeline_recent"]] == ["daily_tick", "daily_tick", "manual"]
    assert now["followups_overdue"] == {"count": 0, "items": []}
    assert {stage: count for stage, count in now["deals_by_stage"].items() if count} == {"new": 1}
    assert (now["deals_without_next_step"]["count"], now["drafts_waiting"]["count"]) == (0, 2)
    assert sorted(row["kind"] for row in now["reminders_active"]["items"]) == ["bill", "followup"]
    assert (now["properties"]["count"], now["properties"]["arv_total"]) == (1, 200_000)
    assert (now["credit_scores"], now["entity_status"]["next_due"]) == ([], None)
    assert [len(now[key]) for key in ("jv_exports_recent", "tokens_expiring")] == [1, 1]
    assert now["last_tick"]["warnings"] == "For the days from 2026-03-06 to 2026-03-15."
    assert (now["problems"], now["warnings"]) == ({"error": 0, "warning": 0, "info": 0}, [])
