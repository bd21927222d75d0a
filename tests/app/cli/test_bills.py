"""`bills` on real files: the registry, the checklist and what is due; JSON, refusals, and what people are told."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from models.bills import BILLS
from tests.app.cli.household import DAY, dates, household
from tests.app.cli.ran import refused

FIELDS = [column.name for column in BILLS]
STEPS = [
    "Log in to the bank, or to Landlord.", "Add Landlord as a payee.", "Set the amount: 1,000.00.",
    "Set the frequency: monthly on the 1st.", "Set the start date before the next due date, 2026-03-01.",
    "Enable alerts for payments to Landlord that are made or fail.", "Keep a buffer of 1,000.00 on Chequing.",
]  # fmt: skip


@pytest.fixture
def on(run: Any, book: Path) -> Any:
    return household(run, book)


# --- the registry ---


def test_add(on: Any, book: Path) -> None:
    words = (
        "--name", "Alarm", "--amount", "$1,250.50", "--cadence", "Every-N-Months", "--due-months", "3", "--due-day",
        "31", "--start-date", "2026-04-30", "--end-date", "2027-12-31", "--payee", "Guard", "--account", "Visa",
        "--autopay", "--envelope", "insurance", "--notes", "=x",
    )  # fmt: skip
    added = on("bills", "add", *words).data
    assert list(added) == FIELDS
    row = added.pop("id")
    assert row.startswith("bill_")
    assert (added.pop("created_at")[:10], added.pop("updated_at")[:10]) == (DAY, DAY)
    assert added == {
        "name": "Alarm", "amount": 1250.5, "cadence": "every_n_months", "due_day": 31, "due_months": 3,
        "start_date": "2026-04-30", "end_date": "2027-12-31", "payee": "Guard", "account": "Visa", "autopay": True,
        "envelope": "insurance", "grace_days": None, "weekend_rule": "none", "status": "active",
        "next_due": "2026-04-30", "monthly_est": 416.83, "notes": "=x",
    }  # fmt: skip
    assert dates(book, "Bills", "Next Due")[-1] == "2026-04-30"
    least = on("bills", "add", "--name", "Phone", "--amount", "60", "--due-day", "12").data
    assert (least["cadence"], least["next_due"]) == ("monthly", "2026-03-12")
    assert (least["autopay"], least["payee"]) == (False, None)
    by_hand = on("bills", "add", "--name", "Gas", "--amount", "1", "--due-day", "1", "--autopay", "no").data
    assert by_hand["autopay"] is False
    said = on("bills", "add", "--name", "Gym", "--amount", "25", "--due-day", "31", json=False).out.splitlines()
    assert said[0].endswith("added to Bills, A8.")
    assert said[1] == "Gym, 25.00. Monthly on the 31st (or the month's last day). Next: 2026-03-31 in 26 days."


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--name", "X", "--amount", "1"], "invalid", "Due Day"),
        (["--name", "X", "--amount", "1", "--cadence", "yearly"], "invalid", "Start Date"),
        (["--name", "X", "--amount", "1", "--due-day", "32"], "invalid", "--due-day"),
        (["--name", "X", "--amount", "1", "--due-day", "0"], "invalid", "--due-day"),
        (["--name", "X", "--amount", "lots", "--due-day", "1"], "invalid", "--amount: “lots”"),
        (["--name", "X", "--amount", "-5", "--due-day", "1"], "invalid", "--amount"),
        (["--name", "X", "--amount", "1", "--cadence", "daily"], "invalid", "--cadence"),
        (["--name", "X", "--amount", "1", "--start-date", "03/04/2026"], "invalid", "--start-date"),
        (["--name", "X", "--amount", "1", "--start-date", "2026-04-01", "--end-date", DAY], "invalid", "before"),
        (["--name", "X", "--amount", "1", "--due-day", "1", "--envelope", "yacht"], "not_found", "yacht"),
        (["--name", "X", "--amount", "1", "--due-day", "1", "--autopay", "maybe"], "invalid", "--autopay"),
        (["--name", "", "--amount", "1", "--due-day", "1"], "missing", "Name"),
        (["--name", "X", "--amount", "", "--due-day", "1"], "missing", "Amount"),
        (["--amount", "1"], "usage", "--name"),
    ],
)  # fmt: skip
def test_add_refuses(on: Any, book: Path, words: list[str], code: str, said: str) -> None:
    before = book.read_bytes()
    refused(on("bills", "add", *words), code, said)
    assert book.read_bytes() == before


def test_list_and_edit(on: Any, book: Path) -> None:
    found = on("bills", "list").data
    assert list(found) == ["bills"]
    assert [row["id"] for row in found["bills"]] == ["bill_a", "bill_b"]
    assert list(found["bills"][0]) == FIELDS
    assert found["bills"] == on("show", "Bills").data["rows"][:2]
    assert [row["id"] for row in on("bills", "list", "--status", "PAUSED").data["bills"]] == ["bill_c"]
    assert on("bills", "list", "--status", "archived").data == {"bills": []}
    assert len(on("bills", "list", "--status", "all").data["bills"]) == 3
    edited = on("bills", "edit", "bill_a", "due_day=31", "notes=", "amount=1,100").data
    assert list(edited) == FIELDS
    assert (edited["due_day"], edited["next_due"]) == (31, "2026-03-31")
    assert (edited["amount"], edited["monthly_est"]) == (1100, 1100)
    assert on("show", "Bills", "--where", "id=bill_a").data["rows"] == [edited]
    said = on("bills", "list", "--status", "all", json=False).out.splitlines()
    assert said[0].split() == ["Bill", "Name", "Amount", "How", "often", "Next", "Due", "Monthly", "Autopay", "Status"]
    assert said[3].split("  ")[0:2] == ["bill_b", "Box"]
    assert "Weekly on Thursday" in said[3]
    assert "2026-02-26  7 days late" in said[3]
    assert said[-1] == "3 bills"
    assert "There are no archived bills." in on("bills", "list", "--status", "archived", json=False).out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["list", "--status", "gone"], "invalid", "--status"),
        (["edit", "bill_x", "amount=1"], "not_found", "bill_x"),
        (["edit", "", "amount=1"], "missing", "BILL_ID"),
        (["edit", "bill_a", "amount=much"], "invalid", "Amount"),
        (["edit", "bill_a", "colour=red"], "unknown_field", "colour"),
        (["edit", "bill_a", "next_due=2026-01-01"], "read_only", "Next Due"),
        (["edit", "bill_a", "start_date="], "invalid", "Due Day"),
        (["edit", "bill_c", "start_date="], "invalid", "Start Date"),
        (["edit", "bill_a"], "usage", "FIELD=VALUE"),
    ],
)
def test_list_and_edit_refuse(on: Any, book: Path, words: list[str], code: str, said: str) -> None:
    before = book.read_bytes()
    refused(on("bills", *words), code, said)
    assert book.read_bytes() == before


def test_next_due_is_that_of_the_day_whatever_the_file_says(on: Any, book: Path) -> None:
    workbook = load_workbook(book)
    sheet = workbook["Payments"]
    headers = [cell.value for cell in sheet[1]]
    for name, value in (("ID", "pay_x"), ("Bill ID", "bill_a"), ("Due Date", "2026-03-01"), ("Paid On", "2026-03-01"),
                        ("Amount", 1000)):  # fmt: skip
        sheet.cell(2, headers.index(name) + 1, value)
    workbook.save(book)  # another program pays; what Valhalla wrote in Next Due stays
    assert on("show", "Bills").data["rows"][0]["next_due"] == "2026-03-01"
    assert on("bills", "list").data["bills"][0]["next_due"] == "2026-04-01"
    assert on("bills", "upcoming").data["upcoming"][1]["next_due"] == "2026-04-01"


def test_the_autopay_checklist(on: Any, book: Path) -> None:
    before = book.read_bytes()
    found = on("bills", "autopay-checklist", "bill_a").data
    steps = [{"step": number, "text": text, "done_on": None} for number, text in enumerate(STEPS, 1)]
    assert found == {"bill_id": "bill_a", "name": "Rent", "steps": steps}
    assert book.read_bytes() == before
    ticked = on("bills", "autopay-checklist", "bill_a", "--done", "1", "--done", "7").data["steps"]
    assert [one["done_on"] for one in ticked] == [DAY, None, None, None, None, None, DAY]
    later = on("bills", "autopay-checklist", "bill_a", "--undone", "7", "--done", "1", "--done", "2", day="2026-03-09")
    assert [one["done_on"] for one in later.data["steps"]] == [DAY, "2026-03-09", *[None] * 5]
    assert dates(book, "Autopay Steps", "Done On") == [DAY, "None", "2026-03-09"]
    said = on("bills", "autopay-checklist", "bill_a", json=False).out.splitlines()
    assert said[:3] == ["Rent: 2 of 7 steps to autopay are done.", f"[x] 1  {STEPS[0]} ({DAY})",
                        f"[x] 2  {STEPS[1]} (2026-03-09)"]  # fmt: skip
    assert said[3] == f"[ ] 3  {STEPS[2]}"
    before = book.read_bytes()
    refused(on("bills", "autopay-checklist", "bill_a", "--done", "8"), "invalid", "--done")
    refused(on("bills", "autopay-checklist", "bill_a", "--done", "one"), "invalid", "--done")
    refused(on("bills", "autopay-checklist", "bill_a", "--done", "3", "--undone", "3"), "invalid", "both")
    refused(on("bills", "autopay-checklist", "bill_x", "--done", "3"), "not_found", "bill_x")
    refused(on("bills", "autopay-checklist", ""), "missing", "BILL_ID")
    assert book.read_bytes() == before


# --- what is due ---


def test_upcoming(on: Any) -> None:
    on("bills", "paid", "bill_a", "--amount", "400")
    found = on("bills", "upcoming").data
    assert list(found) == ["upcoming"]
    assert [list(row) for row in found["upcoming"]] == [[*FIELDS, "days_until", "expected", "paid_so_far"]] * 2
    bills = {row["id"]: row for row in on("bills", "list").data["bills"]}
    assert found["upcoming"] == [
        {**bills["bill_b"], "next_due": "2026-02-26", "days_until": -7, "expected": 38, "paid_so_far": 0},
        {**bills["bill_a"], "next_due": "2026-03-01", "days_until": -4, "expected": 1000, "paid_so_far": 400},
    ]
    assert [row["id"] for row in on("bills", "upcoming", "--limit", "1").data["upcoming"]] == ["bill_b"]
    assert on("bills", "upcoming", "--limit", "0").data == {"upcoming": []}
    assert len(on("bills", "upcoming", "--days", "0").data["upcoming"]) == 2  # overdue ones always
    early = on("bills", "upcoming", "--days", "6", day="2026-02-20").data["upcoming"]
    assert [(row["id"], row["days_until"]) for row in early] == [("bill_b", 6)]
    said = on("bills", "upcoming", json=False).out.splitlines()
    assert said[2].split("  ")[:2] == ["2026-02-26", "7 days late"]
    assert "600.00  overdue, partly paid" in said[3]
    assert said[4] == "2 bills, 638.00 to pay."


def test_upcoming_shows_the_moved_date(on: Any) -> None:
    on("bills", "edit", "bill_a", "weekend_rule=after")
    row = on("bills", "upcoming").data["upcoming"][1]
    assert (row["id"], row["next_due"], row["days_until"]) == ("bill_a", "2026-03-02", -3)  # the first is a Sunday


def test_a_bill_without_dates_is_said_to_be_left_out(on: Any, book: Path) -> None:
    on("set", "Bills", "bill_b", "cadence=biweekly", "start_date=")
    assert [row["id"] for row in on("bills", "upcoming").data["upcoming"]] == ["bill_a"]
    for command in ("upcoming", "missed"):
        said = on("bills", command, json=False).out
        assert "Warning: Bills bill_b (Box) is left out: This cadence needs a Start Date." in said
    assert on("bills", "push-reminders").data["warnings"] == ["Bills bill_b (Box): This cadence needs a Start Date."]
    assert "This cadence needs a Start Date" in on("bills", "list", json=False).out
    before = book.read_bytes()
    for command, *options in (["paid"], ["skip", "--due", DAY], ["occurrences", "--from", DAY, "--to", DAY]):
        refused(on("bills", command, "bill_b", *options), "invalid", "Start Date")
    assert book.read_bytes() == before
    assert on("bills", "edit", "bill_b", "start_date=2026-03-06").data["next_due"] == "2026-03-06"


def test_occurrences(on: Any) -> None:
    on("bills", "paid", "bill_a", "--amount", "400")
    on("bills", "skip", "bill_a", "--due", "2026-04-01")
    on("bills", "edit", "bill_a", "weekend_rule=after")
    found = on("bills", "occurrences", "bill_a", "--from", "2026-03-01", "--to", "2026-05-01").data
    assert list(found) == ["occurrences"]
    same: dict[str, Any] = {"expected": 1000, "paid": 0, "remaining": 1000, "partial": False}
    assert found["occurrences"] == [
        {**same, "due": "2026-03-01", "moved_to": "2026-03-02", "paid": 400, "remaining": 600, "status": "overdue",
         "partial": True},
        {**same, "due": "2026-04-01", "moved_to": "2026-04-01", "remaining": 0, "status": "skipped"},
        {**same, "due": "2026-05-01", "moved_to": "2026-05-01", "status": "scheduled"},
    ]  # fmt: skip
    assert list(found["occurrences"][0]) == ["due", "moved_to", "expected", "paid", "remaining", "status", "partial"]
    nothing = on("bills", "occurrences", "bill_a", "--from", "2025-01-01", "--to", "2025-12-31").data
    assert nothing == {"occurrences": []}
    said = on("bills", "occurrences", "bill_a", "--from", "2026-03-01", "--to", "2026-05-01", json=False).out
    line = "2026-03-01 2026-03-02 3 days late 1,000.00 400.00 600.00 overdue, partly paid"
    assert " ".join(said.splitlines()[2].split()) == line
    refused(on("bills", "occurrences", "bill_a", "--from", "2026-03-02", "--to", "2026-03-01"), "usage", "--from")
    refused(on("bills", "occurrences", "bill_a", "--from", "soon", "--to", "2026-03-01"), "invalid", "--from")
    refused(on("bills", "occurrences", "bill_a", "--from", "", "--to", "2026-03-01"), "missing", "--from")
    refused(on("bills", "occurrences", "bill_a", "--from", "2026-03-01"), "usage", "--to")
    refused(on("bills", "occurrences", "bill_x", "--from", DAY, "--to", DAY), "not_found", "bill_x")


def test_missed(on: Any) -> None:
    on("bills", "paid", "bill_a", "--amount", "400")
    found = on("bills", "missed", day="2026-03-10").data
    assert found == {
        "missed": [
            {"bill_id": "bill_b", "name": "Box", "due": "2026-02-26", "expected": 38, "paid": 0, "days_late": 12,
             "status": "missed", "autopay": False},
            {"bill_id": "bill_a", "name": "Rent", "due": "2026-03-01", "expected": 1000, "paid": 400, "days_late": 9,
             "status": "missed", "autopay": True},
            {"bill_id": "bill_b", "name": "Box", "due": "2026-03-05", "expected": 38, "paid": 0, "days_late": 5,
             "status": "overdue", "autopay": False},
        ]
    }  # fmt: skip
    said = on("bills", "missed", json=False, day="2026-03-10").out.splitlines()
    assert "missed, partly paid  on autopay: confirm  bill_a" in said[3]
    assert said[-1] == "3 occurrences, 676.00 to pay."
    assert on("bills", "missed", day="2026-02-26").data == {"missed": []}
    assert on("bills", "missed", json=False, day="2026-02-26").out == "Nothing is overdue or missed.\n"
