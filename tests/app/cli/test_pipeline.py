"""`pipeline` on real files: its JSON, its refusals, and that what it writes is read back by others."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from models.pipeline import FOLLOWUPS
from models.pipeline.zones import zone_of
from tests.app.cli.ran import refused

DAY = "2026-03-05"
CLOSED_AT = [column.header for column in FOLLOWUPS.columns].index("Closed At")


@pytest.fixture
def on(run: Any, book: Path) -> Any:
    """A command on a day, on a workbook with a deal and its contact, whose clock is at noon just now."""

    def on(day: str, *words: object) -> Any:
        return run("--json", "--as-of", day, "-f", book, *words)

    on(DAY, "set", "Settings", "operator_name", "value=Alex Thorne")
    on(DAY, "set", "Settings", "operator_phone", "value=555-0142")
    on(DAY, "add", "Contacts", "id=con_a", "name=Marta Lind", "phone=204 555 0100", "email=m@example.com", "region=MB",
       f"time_zone={zone_where_it_is(12)}", "consent=express")  # fmt: skip
    on(DAY, "add", "Deals", "id=deal_a", "address=118 Elm", "city=Winnipeg", "contact_id=con_a", "asking_price=110000")
    return on


def zone_where_it_is(hour: int) -> str:
    """A zone without clock changes where the clock's hour is that one now."""
    ahead = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def test_a_preview_changes_nothing(on: Any, book: Path) -> None:
    before = book.read_bytes()
    found = on(DAY, "pipeline", "preview", "deal_a").data
    assert list(found) == ["deal_id", "kind", "tone", "to", "subject", "body", "warnings"]
    assert (found["kind"], found["tone"], found["to"], found["subject"]) == ("sms", "neutral", "204 555 0100", None)
    assert found["body"].startswith("Hello Marta Lind, this is Alex Thorne about 118 Elm.")
    assert found["warnings"] == []
    mail = on(DAY, "pipeline", "preview", "deal_a", "--kind", "EMAIL", "--tone", "warm").data
    assert (mail["to"], mail["subject"]) == ("m@example.com", "Thinking of 118 Elm")
    assert "operator_email" in mail["warnings"][0]
    assert book.read_bytes() == before


def test_a_run_its_sending_and_the_tick_after_it(on: Any, book: Path) -> None:
    made = on(DAY, "pipeline", "run", "deal_a", "--tone", "warm").data
    run, draft = made["run"], made["draft"]
    assert (run["deal_id"], run["kind"], run["tone"], run["to"], run["draft_id"], run["warnings"]) == (
        "deal_a", "sms", "warm", "204 555 0100", draft["id"], [],
    )  # fmt: skip
    assert (run["followup"]["due_date"], run["followup"]["status"], run["followup"]["run_id"]) == (
        "2026-03-07", "open", run["id"],
    )  # fmt: skip
    assert draft["body"].startswith("Hi Marta Lind, Alex Thorne here.")
    assert on(DAY, "pipeline", "runs").data == {"runs": [run]}

    sent = on(DAY, "pipeline", "sent", run["id"], "--channel", "phone", "--result", "answered").data
    assert list(sent) == ["run", "draft", "send"]
    assert (sent["run"]["sent"], sent["run"]["sent_result"], sent["draft"]["status"]) == (True, "answered", "sent")
    assert (sent["send"]["draft_id"], sent["send"]["run_id"], sent["send"]["channel"]) == (
        draft["id"], run["id"], "phone",
    )  # fmt: skip
    refused(on(DAY, "pipeline", "sent", run["id"], "--channel", "phone"), "confirm", "sent before")
    assert on(DAY, "--yes", "pipeline", "sent", run["id"], "--channel", "phone").status == 0

    assert on("2026-03-06", "pipeline", "daily-tick").data["created"] == 0
    tick = on("2026-03-17", "pipeline", "daily-tick").data  # ten days off
    assert (tick["created"], tick["skipped"], tick["warnings"], len(tick["runs"])) == (1, [], [], 1)
    assert (tick["runs"][0]["trigger"], tick["runs"][0]["tone"]) == ("daily_tick", "warm")
    again = on("2026-03-17", "pipeline", "daily-tick").data
    assert again == {"created": 0, "skipped": [], "runs": [], "warnings": []}
    followups = on(DAY, "show", "Followups").data["rows"]
    assert [(row["status"], row["closed_by_run_id"]) for row in followups] == [
        ("done", tick["runs"][0]["id"]), ("open", None),
    ]  # fmt: skip
    assert on(DAY, "show", "Ticks").data == {"rows": []}
    assert [row["id"] for row in on(DAY, "pipeline", "runs", "--limit", "1").data["runs"]] == [tick["runs"][0]["id"]]
    sheets = load_workbook(book)
    assert [sheets[name].max_row for name in ("Pipeline Runs", "Drafts", "Followups", "Send Log")] == [3, 3, 3, 3]
    assert on(DAY, "check").data["counts"]["error"] == 0


def test_may_contact_by_their_own_clock(on: Any) -> None:
    found = on(DAY, "pipeline", "may-contact", "deal_a").data
    assert list(found) == ["ok", "blocks", "cautions", "local_time", "next_allowed"]
    assert (found["ok"], found["blocks"], found["cautions"]) == (True, [], [])
    assert datetime.fromisoformat(found["local_time"]).hour in (12, 13)  # the hour may strike meanwhile
    night = zone_where_it_is(3)
    on(DAY, "set", "Contacts", "con_a", f"time_zone={night}")
    asleep = on(DAY, "pipeline", "may-contact", "deal_a", "--kind", "email").data
    assert asleep["ok"] is True
    assert "outside of 08:00–21:00" in asleep["cautions"][0]
    then = datetime.fromisoformat(asleep["next_allowed"]).astimezone(zone_of(night))
    assert (then.hour, then.minute) == (8, 0)
    assert asleep["cautions"] == on(DAY, "pipeline", "run", "deal_a", "--kind", "email").data["run"]["warnings"][-1:]


def test_do_not_contact_is_refused_at_run_and_at_sent(on: Any, book: Path) -> None:
    run = on(DAY, "pipeline", "run", "deal_a").data["run"]
    on(DAY, "set", "Contacts", "con_a", "do_not_contact=yes")
    before = book.read_bytes()
    refused(on(DAY, "pipeline", "run", "deal_a"), "do_not_contact", "Marta Lind is marked do-not-contact")
    refused(on(DAY, "--yes", "pipeline", "sent", run["id"], "--channel", "phone"), "do_not_contact", "con_a")
    assert book.read_bytes() == before
    found = on(DAY, "pipeline", "may-contact", "deal_a")
    assert (found.status, found.data["ok"], found.data["next_allowed"]) == (0, False, None)
    assert on("2026-03-07", "pipeline", "daily-tick").data["skipped"] == [
        {"followup_id": run["followup"]["id"], "reason": "Marta Lind is marked do-not-contact (Contacts con_a)."}
    ]


def test_a_template_with_private_figures_is_refused_by_preview_and_run_and_listed_by_check(on: Any) -> None:
    row = on(DAY, "add", "Templates", "body=We could go up to {mao}.").data["row"]
    for command in ("preview", "run"):
        refused(on(DAY, "pipeline", command, "deal_a"), "private", "{mao}")
    found = on(DAY, "check")
    assert (found.status, [(p["row_id"], p["column"]) for p in found.data["problems"]]) == (1, [(row["id"], "body")])


def test_figures_that_moved_are_shown_before_it_counts_as_sent(on: Any) -> None:
    run = on(DAY, "pipeline", "run", "deal_a", "--to", "1 204 555 0199").data["run"]
    assert run["to"] == "1 204 555 0199"
    on(DAY, "set", "Deals", "deal_a", "asking_price=105000")
    moved = on(DAY, "pipeline", "sent", run["id"], "--channel", "phone", "--override-reason", "she asked")
    refused(moved, "confirm", "asking_price: 110,000.00 -> 105,000.00")
    sent = on(DAY, "--yes", "pipeline", "sent", run["id"], "--channel", "phone", "--override-reason", "she asked").data
    assert (sent["send"]["override_reason"], sent["run"]["override_reason"]) == ("she asked", "she asked")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["preview", "deal_x"], "not_found", "deal_x"),
        (["preview", ""], "missing", "DEAL_ID"),
        (["preview", "deal_a", "--kind", "fax"], "invalid", "--kind"),
        (["run", "deal_a", "--tone", "angry"], "invalid", "--tone"),
        (["run", "deal_a", "--to", ""], "missing", "--to"),
        (["run", "deal_a", "--followup-days", "-1"], "invalid", "--followup-days"),
        (["run", "deal_a", "--followup-days", "soon"], "invalid", "--followup-days"),
        (["runs", "--limit", "x"], "invalid", "--limit"),
        (["may-contact", "deal_x"], "not_found", "deal_x"),
        (["sent", "run_x", "--channel", "phone"], "not_found", "run_x"),
        (["sent", "run_x"], "usage", "--channel"),
        (["daily-tick", "--limit", "-2"], "invalid", "--limit"),
        ([], "usage", "COMMAND"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(
    on: Any, book: Path, words: list[str], code: str, says: str
) -> None:
    before = book.read_bytes()
    refused(on(DAY, "pipeline", *words), code, says)
    assert book.read_bytes() == before


def test_every_command_tells_people_something(run: Any, demo: Path) -> None:
    deals = [row["id"] for row in run("--json", "-f", demo, "show", "Deals", "--where", "stage=new").data["rows"]]

    def told(*words: str) -> str:
        ran = run("--as-of", DAY, "-f", demo, "pipeline", *words)
        assert (ran.status, ran.err) == (0, "")
        return str(ran.out)

    assert told("preview", deals[0], "--kind", "email").startswith("To: ")
    assert "Next allowed" in told("may-contact", deals[0]) or told("may-contact", deals[0]).startswith("Yes")
    assert "Follow up on" in told("run", deals[0])
    assert told("runs", "--limit", "3").count("\n") == 5
    assert "new, " in told("daily-tick")
    assert told("daily-tick").startswith("0 new, ")


def test_a_tick_of_the_demo_leaves_nothing_due_and_nothing_doubled(run: Any, demo: Path) -> None:
    file = ("--json", "-f", demo)
    runs = len(run(*file, "show", "Pipeline Runs").data["rows"])
    day = datetime.fromisoformat(DAY) + timedelta(days=10)
    first = run(*file, "--as-of", f"{day:%Y-%m-%d}", "pipeline", "daily-tick", "--limit", "100").data
    assert first["created"] == len(first["runs"]) > 5
    second = run(*file, "--as-of", f"{day:%Y-%m-%d}", "pipeline", "daily-tick").data
    assert (second["created"], second["skipped"]) == (0, first["skipped"])
    assert len(run(*file, "show", "Pipeline Runs").data["rows"]) == runs + first["created"]
    assert run(*file, "check").data["counts"]["error"] == 0


def test_a_follow_up_closed_by_hand_says_when_and_opened_again_forgets_it(on: Any, run: Any, book: Path) -> None:
    step = on(DAY, "pipeline", "run", "deal_a").data["run"]["followup"]["id"]

    def closed_at() -> Any:
        rows = load_workbook(book)["Followups"].values
        return next(line[CLOSED_AT] for line in rows if line[0] == step)

    on(DAY, "set", "Followups", step, "status=done")
    assert str(closed_at()).startswith(DAY)
    on(DAY, "set", "Followups", step, "status=open")
    assert closed_at() is None
