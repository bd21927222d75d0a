"""`ops today`, `tick` and `schedule` on real files."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.scheduler.job import Ended, Machine
from models.catalog import TABLES
from tests.app.cli.ran import refused
from tests.app.scheduler.machines import Crontab, machine
from tests.workbooks import DAY, demo_copy

TODAY = [
    "bills_upcoming", "bills_missed", "budget_snapshot", "buffer_check", "pipeline_recent", "followups_overdue",
    "deals_by_stage", "deals_without_next_step", "drafts_waiting", "reminders_active", "properties", "credit_scores",
    "entity_status", "jv_exports_recent", "tokens_expiring", "last_tick", "problems", "warnings",
]  # fmt: skip
TICK = ["reminders", "missed", "pipeline", "budget", "ran_at", "warnings"]


@pytest.fixture
def on(run: Any, demo: Path) -> Any:
    """A command on the demo, on its day or so many days later."""

    def on(*words: object, days: int = 0) -> Any:
        day = DAY.fromordinal(DAY.toordinal() + days)
        return run("--json", "--as-of", day.isoformat(), "-f", demo, *words)

    return on


def rows(on: Any, table: str, days: int = 0) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = on("show", table, days=days).data["rows"]
    return found


def test_today_has_every_key_and_says_what_the_other_commands_say(on: Any) -> None:
    found = on("ops", "today")
    assert (found.status, found.err, list(found.data)) == (0, "", TODAY)
    said = found.data
    assert said["budget_snapshot"] == on("budget", "snapshot").data
    assert said["buffer_check"] == on("budget", "buffer-check").data
    assert said["pipeline_recent"] == on("pipeline", "runs", "--limit", 10).data["runs"]
    assert said["problems"] == on("check").data["counts"]
    assert said["last_tick"] == rows(on, "Ticks")[-1]
    assert said["followups_overdue"]["items"][0] in rows(on, "Followups")
    assert said["deals_without_next_step"]["count"] == len(said["deals_without_next_step"]["items"]) == 7


def test_people_read_the_same(run: Any, demo: Path) -> None:
    told = run("--as-of", DAY.isoformat(), "-f", demo, "ops", "today").out
    for text in ("Next bills: 10", "Open deals without a next step: 7", "Overdue follow-ups: 3", "Credit: Alex"):
        assert text in told
    assert run("--as-of", DAY.isoformat(), "-f", demo, "tick").out.startswith("Daily tick: ")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_today_answers_whatever_sheet_holds_something_else(table: Any, run: Any, demo: Path) -> None:
    book = load_workbook(demo)
    sheet = book[table.sheet]
    sheet.tables.clear()
    for number, row in enumerate(sheet.iter_rows()):
        for cell in row:
            cell.value = "#REF!" if number else "x"
    book.save(demo)
    broken = run("--json", "--as-of", DAY.isoformat(), "-f", demo, "ops", "today")
    assert (broken.status, list(broken.data)) == (0, TODAY)
    assert broken.data["problems"]["error"] > 0


def test_a_tick_is_done_once_a_day(on: Any, demo: Path) -> None:
    first = on("tick").data
    assert list(first) == TICK
    assert first["pipeline"]["created"] > 0
    assert first["reminders"]["created"] > 0
    after = demo.read_bytes()
    for _ in range(4):
        again = on("tick").data
        assert (again["reminders"]["created"], again["pipeline"]["created"]) == (0, 0)
        assert [again[name] for name in ("ran_at", "missed", "budget")] == [
            first[name] for name in ("ran_at", "missed", "budget")
        ]
    assert demo.read_bytes() == after
    made = rows(on, "Ticks")[-1]
    assert (made["as_of"], made["ran_at"]) == (DAY.isoformat(), first["ran_at"])
    assert (made["reminders_created"], made["missed"], made["runs_created"], made["buffer_projected"]) == (
        first["reminders"]["created"], len(first["missed"]), first["pipeline"]["created"],
        first["budget"]["projected_after_buffer"],
    )  # fmt: skip
    assert on("ops", "today").data["last_tick"] == made
    assert on("check").data["counts"] == {"error": 0, "warning": 0, "info": 0}


def test_after_ten_days_off_and_with_the_clock_set_back(on: Any, demo: Path) -> None:
    first, later = on("tick").data, on("tick", days=10).data
    made = sorted(run["id"] for one in (first, later) for run in one["pipeline"]["runs"])
    closed = [row["closed_by_run_id"] for row in rows(on, "Followups", 10) if row["closed_by_run_id"] in made]
    assert sorted(closed) == made
    assert later["pipeline"]["created"] > 0
    refs = [row["ref"] for row in rows(on, "Reminders", 10) if row["ref"]]
    assert len(refs) == len(set(refs))
    before = demo.read_bytes()
    back = on("tick", days=9)
    assert (back.status, back.data["ran_at"], back.data["reminders"]["created"]) == (0, None, 0)
    assert "2026-03-15" in back.data["warnings"][0]
    assert demo.read_bytes() == before


DYING = """
import os, signal, sys
import app.saving, app.session
from app.cli.main import main
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
target, name = {"journal": (app.session.Journal, "write_edit"), "save": (app.saving.SaveJob, "run"),
                "saved": (app.session.Session, "finish_save")}[sys.argv[1]]
setattr(target, name, die)
main(sys.argv[2:])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
@pytest.mark.parametrize("point", ["journal", "save", "saved"])
def test_killed_half_way_and_run_again_it_is_done_once(point: str, on: Any, demo: Path, tmp_path: Path) -> None:
    """Before it is in the journal, between the journal and the file, and right after the file."""
    whole = demo_copy(tmp_path, "whole.xlsx")
    words = ["--json", "--as-of", DAY.isoformat(), "-f"]
    ours = [sys.executable, "-c", DYING, point, *words, str(demo), "tick"]
    assert subprocess.run(ours, capture_output=True, check=False).returncode == -signal.SIGKILL
    on("tick")
    plain = [sys.executable, "-m", "app.cli", *words, str(whole), "tick"]
    subprocess.run(plain, check=True, capture_output=True, env={**os.environ, "VALHALLA_DATA": str(tmp_path / "own")})
    for table in ("Followups", "PipelineRuns", "Reminders", "Drafts", "Ticks"):
        shown = subprocess.run([*plain[:-1], "show", table], check=True, capture_output=True, text=True).stdout
        assert len(rows(on, table)) == shown.count('"created_at"')
    assert len([row for row in rows(on, "Ticks") if row["as_of"] == DAY.isoformat()]) == 1
    closed = [row["closed_by_run_id"] for row in rows(on, "Followups") if row["closed_by_run_id"]]
    assert len(closed) == len(set(closed))


def test_it_counts_as_done_only_once_it_is_saved(on: Any, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.saving import SaveJob
    from models.core.refusal import Refused

    def refuse(_: Any) -> Any:
        raise Refused("The disk is full.", code="not_saved")

    before = demo.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(SaveJob, "run", refuse)
        refused(on("tick"), "not_saved", "The disk is full.")
    assert demo.read_bytes() == before
    assert on("ops", "today").data["last_tick"]["as_of"] < DAY.isoformat()
    assert on("tick").data["pipeline"]["created"] > 0


def test_a_sheet_that_is_missing_stops_its_part_only(on: Any, demo: Path) -> None:
    book = load_workbook(demo)
    del book["Pipeline Runs"]
    book.save(demo)
    found = on("tick").data
    assert found["pipeline"]["error"]["code"] == "no_sheet"
    assert "Follow-ups: The workbook has no sheet Pipeline Runs." in found["warnings"]
    assert found["reminders"]["created"] > 0
    assert "Pipeline Runs" in rows(on, "Ticks")[-1]["warnings"]


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    """One with cron and nothing else."""
    made, _ = machine(tmp_path, "linux", crontab=Crontab())
    monkeypatch.setattr("app.cli.schedule.this_machine", lambda: made)
    return made


def test_schedule_installs_shows_and_removes(run: Any, demo: Path, computer: Machine) -> None:
    place = {"workbook": str(demo.resolve())}
    nothing: dict[str, Any] = {"installed": False, "system": None, "at": None, **place, "warnings": []}
    assert run("--json", "-f", demo, "schedule", "status").data == nothing
    made = run("--json", "-f", demo, "schedule", "install", "--at", "6:30").data
    assert {**made, "warnings": []} == {"installed": True, "system": "cron", "at": "06:30", **place, "warnings": []}
    assert "cron" in made["warnings"][0]
    assert run("--json", "-f", demo, "schedule", "status").data["at"] == "06:30"
    assert str(demo.resolve()) in computer.run(["crontab", "-l"], b"").out.decode()
    assert run("--json", "-f", demo, "schedule", "remove").data == nothing
    assert run("--json", "-f", demo, "schedule", "status").data == nothing


def test_schedule_refuses_what_cannot_run(
    run: Any, demo: Path, computer: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in ("24:00", "7", "07:60", "", "noon"):
        refused(run("--json", "-f", demo, "schedule", "install", "--at", at), "invalid", "time of day")
    assert run("--json", "-f", demo.with_name("none.xlsx"), "schedule", "install").status == 2
    refused(run("--json", "-f", demo, "schedule"), "usage", "")
    bare = Machine("linux", computer.home, computer.settings, 0, lambda *_: Ended(1), lambda _: None)
    monkeypatch.setattr("app.cli.schedule.this_machine", lambda: bare)
    refused(run("--json", "-f", demo, "schedule", "install"), "no_scheduler", "tick")


HOLD = """
import sys
from contextlib import closing
from pathlib import Path
from app.session import Session

with closing(Session.open(Path(sys.argv[1]), journals=Path(sys.argv[2]))) as session:
    print(session.read_only or "open", flush=True)
    sys.stdin.read()
"""


@pytest.mark.bad_input("LOC-11")
def test_a_tick_while_a_window_has_the_workbook_is_left_to_it(
    on: Any, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.workbook.WAIT", 0.1)
    before = demo.read_bytes()
    words = [sys.executable, "-c", HOLD, str(demo), str(tmp_path / "journals")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "open\n"
        left = on("tick")
        refused(on("add", "Entities", "name=Mine"), "in_use", f"process {window.pid} on")
        window.communicate("")
    assert (left.status, list(left.data)) == (0, TICK)
    assert (left.data["ran_at"], left.data["missed"], left.data["reminders"]["created"]) == (None, [], 0)
    (told,) = left.data["warnings"]
    assert "the open window does it: demo.xlsx cannot be changed: another Valhalla has it open" in told
    assert demo.read_bytes() == before
    assert on("tick").data["pipeline"]["created"] > 0
    assert on("tick").data["pipeline"]["created"] == 0
