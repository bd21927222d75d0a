"""`bills calendar`: read back with a calendar library, imported again, and refused where it must not go."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from app.calendar_file import months_after
from tests.app.cli.household import DAY, household
from tests.app.cli.ran import refused


@pytest.fixture
def on(run: Any, book: Path) -> Any:
    return household(run, book)


def events(path: Path) -> dict[str, dict[str, Any]]:
    """By UID what a calendar program makes of the file: one event each."""
    calendar = Calendar.from_ical(path.read_bytes())
    assert isinstance(calendar, Calendar)
    found = [
        {"from": event.decoded("dtstart"), "to": event.decoded("dtend"), "uid": str(event["uid"]),
         **{name: str(event[name]) for name in ("summary", "description", "status", "transp")},
         "sequence": event.decoded("sequence"), "stamp": event.decoded("dtstamp")}
        for event in calendar.walk("VEVENT")
    ]  # fmt: skip
    assert len({one["uid"] for one in found}) == len(found)
    return {one["uid"]: one for one in found}


def test_the_next_twelve_months(on: Any, tmp_path: Path) -> None:
    out = tmp_path / "bills.ics"
    assert on("bills", "calendar", out).data == {"file": str(out), "events": 12 + 53}
    found = events(out)
    assert len(found) == 65
    rent = found["bill:bill_a:2026-04-01@valhalla"]
    assert (rent["from"], rent["to"]) == (date(2026, 4, 1), date(2026, 4, 2))  # all day
    assert (rent["summary"], rent["status"], rent["transp"]) == ("Rent 1,000.00", "CONFIRMED", "TRANSPARENT")
    assert rent["description"].splitlines() == [
        "1,000.00 CAD to Landlord from Chequing.", "Monthly on the 1st.", "On autopay: see that it was paid.",
    ]  # fmt: skip
    days = [one["from"] for one in found.values()]
    assert (min(days), max(days)) == (date(2026, 3, 5), date(2027, 3, 4))
    assert not any("bill_c" in uid for uid in found)  # paused
    shown = on("bills", "occurrences", "bill_b", "--from", DAY, "--to", "2027-03-04").data["occurrences"]
    assert [one["due"] for one in shown] == [str(one["from"]) for uid, one in found.items() if "bill_b" in uid]
    assert on("bills", "calendar", out, "--months", "1").data["events"] == len(events(out)) == 1 + 5


def test_importing_again_changes_the_same_events(on: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "first.ics", tmp_path / "second.ics"
    on("bills", "calendar", first)
    on("bills", "paid", "bill_b", "--due", "2026-03-12", "--amount", "30")
    on("bills", "paid", "bill_b", "--due", "2026-03-19")
    on("bills", "skip", "bill_b", "--due", "2026-03-26")
    on("bills", "edit", "bill_a", "amount=1,100", "weekend_rule=after", "name=Rent; flat, 2nd floor")
    on("bills", "calendar", second)
    before, after = events(first), events(second)
    assert list(before) == list(after)
    assert all(before[uid]["sequence"] <= after[uid]["sequence"] for uid in before)
    assert all(before[uid]["stamp"] <= after[uid]["stamp"] for uid in before)
    box = [after[f"bill:bill_b:2026-03-{day}@valhalla"] for day in (12, 19, 26)]
    assert [one["summary"] for one in box] == ["Box 8.00 left of 38.00", "Box 38.00, paid", "Box: skipped"]
    assert [one["status"] for one in box] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert "30.00 is paid, 8.00 is left." in box[0]["description"].splitlines()
    assert "38.00 is paid." in box[1]["description"].splitlines()
    moved = after["bill:bill_a:2026-08-01@valhalla"]  # a Saturday; the key stays the nominal day
    assert (moved["from"], moved["summary"]) == (date(2026, 8, 3), "Rent; flat, 2nd floor 1,100.00")
    assert "Due on 2026-08-01, moved because of the weekend." in moved["description"]


def test_a_later_days_calendar_has_a_higher_sequence(on: Any, tmp_path: Path) -> None:
    on("bills", "calendar", tmp_path / "a.ics")
    on("bills", "calendar", tmp_path / "b.ics", day="2026-03-06")
    first, second = events(tmp_path / "a.ics"), events(tmp_path / "b.ics")
    both = set(first) & set(second)
    assert len(both) > 60
    assert all(first[uid]["sequence"] < second[uid]["sequence"] for uid in both)


def test_the_file_is_as_the_rules_of_the_format_say(on: Any, tmp_path: Path) -> None:
    name = "Déjà vu; „quoted“, back\\slash 请 " * 6
    on("bills", "edit", "bill_a", f"name={name}", "payee=One, Two; Three")
    out = tmp_path / "bills.ICS"
    on("bills", "calendar", out)
    content = out.read_bytes()
    lines = content.split(b"\r\n")
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert (lines[0], lines[-2]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR")
    assert b"VERSION:2.0" in lines
    assert content.count(b"PRODID:") == 1
    assert b"DTSTART;VALUE=DATE:20260401" in lines
    assert b"One\\, Two\\; Three" in content.replace(b"\r\n ", b"")
    rent = events(out)["bill:bill_a:2026-04-01@valhalla"]
    assert rent["summary"] == f"{name} 1,000.00"


@pytest.mark.parametrize(("day", "number"), [("1900-01-01", 0), ("9998-12-31", 2**31 - 1)])
def test_far_days_have_a_calendar_too(on: Any, tmp_path: Path, day: str, number: int) -> None:
    out = tmp_path / "far.ics"
    on("set", "Bills", "bill_b", "start_date=1900-01-04")
    assert on("bills", "calendar", out, day=day).data["events"] > 50
    assert {one["sequence"] for one in events(out).values()} == {number}


def test_an_empty_book_gives_an_empty_calendar(run: Any, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "none.ics"
    assert run("--json", "-f", book, "bills", "calendar", out).data == {"file": str(out), "events": 0}
    assert events(out) == {}
    said = run("--as-of", DAY, "-f", book, "bills", "calendar", out, "--months", "1").out
    assert said == f"{out}: 0 events in 1 month. Imported again, a later one changes the same events.\n"


def test_it_replaces_a_calendar_in_one_step_and_never_the_workbook(on: Any, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "bills.ics"
    on("bills", "calendar", out)
    kept, workbook = out.read_bytes(), book.read_bytes()
    linked = tmp_path / "linked.ics"
    os.link(book, linked)
    for target, code, said in (
        (book, "bad_name", "the workbook itself"), (linked, "bad_name", "the workbook itself"),
        (tmp_path / "bills.txt", "bad_name", ".ics"), (tmp_path, "bad_name", "is a folder"),
        (tmp_path / "no" / "bills.ics", "no_folder", "no folder"),
    ):  # fmt: skip
        refused(on("bills", "calendar", target), code, said)
    for months, code in (("0", "invalid"), ("121", "invalid"), ("few", "invalid"), ("", "missing")):
        refused(on("bills", "calendar", out, "--months", months), code, "--months")
    assert (out.read_bytes(), book.read_bytes()) == (kept, workbook)
    assert not list(tmp_path.glob(".*tmp"))


def test_a_calendar_that_cannot_be_put_in_place_leaves_the_old_one(
    on: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "bills.ics"
    out.write_text("the old one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.target.flush", full)
    refused(on("bills", "calendar", out), "not_saved", "No space left on device")
    assert out.read_text() == "the old one"
    assert not list(tmp_path.glob(".bills*"))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 5), 12, date(2027, 3, 5)), (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)), (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(9999, 6, 1), 12, date.max),
        (date(9998, 12, 31), 12, date.max),
    ],
)  # fmt: skip
def test_months_after(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected
    assert months_after(day, months) - day <= timedelta(days=31 * months)
