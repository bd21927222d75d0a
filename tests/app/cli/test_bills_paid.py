"""`bills paid|skip|close-short` and reminders on real files: JSON, refusals, and what people are told."""

from pathlib import Path
from typing import Any

import pytest

from models.bills import PAYMENTS, REMINDERS
from tests.app.cli.household import DAY, column, dates, household
from tests.app.cli.ran import refused


@pytest.fixture
def on(run: Any, book: Path) -> Any:
    return household(run, book)


# --- payments ---


def test_paid(on: Any, book: Path) -> None:
    paid = on("bills", "paid", "bill_a", "--amount", "400", "--notes", "half").data
    assert list(paid) == [*(column.name for column in PAYMENTS), "occurrence"]
    assert paid.pop("id").startswith("pay_")
    assert (paid.pop("created_at")[:10], paid.pop("updated_at")[:10]) == (DAY, DAY)
    assert paid == {
        "bill_id": "bill_a", "bill_name": "Rent", "due_date": "2026-03-01", "paid_on": DAY, "amount": 400,
        "kind": "payment", "notes": "half",
        "occurrence": {"due": "2026-03-01", "expected": 1000, "paid": 400, "status": "overdue"},
    }  # fmt: skip
    rest = on("bills", "paid", "bill_a", "--on", "2026-03-04").data
    assert (rest["amount"], rest["paid_on"], rest["notes"]) == (600, "2026-03-04", None)
    assert rest["occurrence"] == {"due": "2026-03-01", "expected": 1000, "paid": 1000, "status": "paid_late"}
    assert dates(book, "Bills", "Next Due") == ["2026-04-01", "2026-02-26", "None"]
    assert column(book, "Payments", "Amount") == ["400", "600"]
    named = on("bills", "paid", "bill_b", "--due", "2026-03-12").data
    assert named["occurrence"] == {"due": "2026-03-12", "expected": 38, "paid": 38, "status": "paid_early"}
    assert on("show", "Bills").data["rows"][1]["next_due"] == "2026-02-26"
    said = on("bills", "paid", "bill_b", "--amount", "40", json=False).out.splitlines()
    assert said[0].startswith(f"40.00 paid on Box, {DAY}. pay_")
    assert said[0].endswith("is in Payments, A5.")
    assert said[1] == "Due 2026-02-26: overdue, 0.00 of 38.00 -> paid late, 38.00 of 38.00."
    assert said[2:] == ["2.00 is more than was left; it counts for the next one.", "Next due: 2026-03-05 today."]


def test_paying_twice_is_asked_about(on: Any, book: Path) -> None:
    on("bills", "paid", "bill_a")
    before = book.read_bytes()
    refused(on("bills", "paid", "bill_a"), "confirm", "The next due date is 2026-04-01")
    refused(on("bills", "paid", "bill_a", "--due", "2026-03-01"), "confirm", "is paid: 1,000.00")
    refused(on("bills", "paid", "bill_c"), "confirm", "nothing is open")
    assert book.read_bytes() == before
    credit = on("bills", "paid", "bill_a", yes=True).data
    assert (credit["amount"], credit["due_date"], credit["occurrence"]) == (1000, None, None)
    assert "It is credit for the next occurrence." in on("bills", "paid", "bill_a", yes=True, json=False).out
    assert on("bills", "upcoming", day="2026-03-20").data["upcoming"][-1]["next_due"] == "2026-05-01"
    twice = on("bills", "paid", "bill_a", "--due", "2026-03-01", "--amount", "10", yes=True).data
    assert (twice["amount"], twice["occurrence"]["paid"]) == (10, 1000)


def test_skip_and_close_short(on: Any, book: Path) -> None:
    skipped = on("bills", "skip", "bill_b", "--due", "2026-02-26").data
    assert list(skipped) == [*(column.name for column in PAYMENTS), "occurrence"]
    assert (skipped["kind"], skipped["amount"]) == ("skip", 0)
    assert (skipped["due_date"], skipped["paid_on"]) == ("2026-02-26", DAY)
    assert skipped["occurrence"] == {"due": "2026-02-26", "expected": 38, "paid": 0, "status": "skipped"}
    on("bills", "paid", "bill_a", "--amount", "950")
    closed = on("bills", "close-short", "bill_a", "--due", "2026-03-01").data
    assert (closed["kind"], closed["amount"], closed["bill_name"]) == ("closed_short", 0, "Rent")
    assert closed["occurrence"] == {"due": "2026-03-01", "expected": 1000, "paid": 950, "status": "paid_late"}
    assert on("bills", "missed").data == {"missed": []}
    assert dates(book, "Bills", "Next Due") == ["2026-04-01", "2026-03-05", "None"]
    said = on("bills", "skip", "bill_b", "--due", "2026-03-05", json=False).out.splitlines()
    assert said[0].startswith("Box of 2026-03-05 is not owed. pay_")
    assert said[1:] == ["Due 2026-03-05: due, 0.00 of 38.00 -> skipped, 0.00 of 38.00.",
                        "Next due: 2026-03-12 in 7 days."]  # fmt: skip
    before = book.read_bytes()
    refused(on("bills", "skip", "bill_b", "--due", "2026-02-26"), "exists", "not owed")
    refused(on("bills", "close-short", "bill_a", "--due", "2026-03-01"), "exists", "settled")
    refused(on("bills", "skip", "bill_a", "--due", "2026-03-01"), "confirm", "950.00 was paid")
    assert book.read_bytes() == before
    assert on("bills", "skip", "bill_a", "--due", "2026-03-01", yes=True).data["occurrence"]["status"] == "skipped"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["paid", "bill_x"], "not_found", "bill_x"),
        (["paid", ""], "missing", "BILL_ID"),
        (["paid", "bill_a", "--amount", "0"], "invalid", "Amount"),
        (["paid", "bill_a", "--amount", "-1"], "invalid", "--amount"),
        (["paid", "bill_a", "--amount", ""], "missing", "--amount"),
        (["paid", "bill_a", "--on", "2026-02-30"], "invalid", "--on"),
        (["paid", "bill_a", "--due", "2026-03-02"], "not_found", "The next one is 2026-04-01"),
        (["paid", "bill_a", "--ledger", "--bank-line", "led_a"], "usage", "--bank-line"),
        (["paid", "bill_a", "--bank-line", ""], "missing", "--bank-line"),
        (["paid", "bill_a", "--bank-line", "led_x"], "not_found", "led_x"),
        (["skip", "bill_a"], "usage", "--due"),
        (["skip", "bill_a", "--due", ""], "missing", "--due"),
        (["skip", "bill_a", "--due", "2026-03-02"], "not_found", "not due on 2026-03-02"),
        (["close-short", "bill_x", "--due", "2026-03-01"], "not_found", "bill_x"),
        (["push-reminders", "--days-ahead", "-1"], "invalid", "--days-ahead"),
        (["upcoming", "--limit", "some"], "invalid", "--limit"),
        (["upcoming", "--days", "-1"], "invalid", "--days"),
    ],
)
def test_what_is_unfit_is_refused(on: Any, book: Path, words: list[str], code: str, said: str) -> None:
    before = book.read_bytes()
    refused(on("bills", *words), code, said)
    assert book.read_bytes() == before


def test_a_payment_written_to_the_ledger_is_one_edit(on: Any, book: Path) -> None:
    on("bills", "push-reminders")
    paid = on("bills", "paid", "bill_a", "--ledger").data
    assert list(paid)[-1] == "occurrence"
    (line,) = on("show", "Ledger").data["rows"]
    assert {name: line[name] for name in ("date", "kind", "amount", "envelope", "description", "merchant", "account",
                                          "payment_id")} == {
        "date": DAY, "kind": "expense", "amount": 1000, "envelope": "rent", "description": "Rent",
        "merchant": "Landlord", "account": "Chequing", "payment_id": paid["id"],
    }  # fmt: skip
    assert on("reminders", "list", "--status", "done").data["reminders"][0]["ref"] == "bill:bill_a:2026-03-01"
    assert on("budget", "snapshot").data["ledger_month"]["by_envelope"] == {"rent": 1000}
    said = on("bills", "paid", "bill_b", "--ledger", json=False).out
    assert "In the Ledger: led_" in said
    assert ", A3." in said


def test_a_banks_line_is_not_counted_twice(on: Any, book: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank.csv"
    bank.write_text("Date,Description,Amount\n2026-03-03,LANDLORD RENT MARCH,-1000.00\n2026-03-13,GROCER,-25.00\n")
    assert on("budget", "import", bank).data["imported"] == 2
    rent, food = (row["id"] for row in on("show", "Ledger").data["rows"])
    before = book.read_bytes()
    refused(on("bills", "paid", "bill_a", "--ledger"), "confirm", f"give --bank-line {rent}")
    refused(on("bills", "paid", "bill_a", "--bank-line", food), "confirm", "not like this payment")
    assert book.read_bytes() == before
    paid = on("bills", "paid", "bill_a", "--bank-line", rent).data
    lines = on("show", "Ledger").data["rows"]
    assert [(row["payment_id"], row["envelope"]) for row in lines] == [(paid["id"], "rent"), (None, None)]
    before = book.read_bytes()
    refused(on("bills", "paid", "bill_b", "--bank-line", rent, yes=True), "exists", paid["id"])
    assert book.read_bytes() == before
    on("bills", "paid", "bill_b", "--bank-line", food, yes=True)
    on("bills", "paid", "bill_b", "--ledger")
    assert len(on("show", "Ledger").data["rows"]) == 3


# --- reminders ---


def test_reminders(on: Any, book: Path) -> None:
    pushed = on("bills", "push-reminders").data
    assert list(pushed) == ["created", "skipped", "reminders", "warnings"]
    assert (pushed["created"], pushed["skipped"], pushed["warnings"]) == (4, 0, [])
    assert [(row["title"], row["due_date"], row["kind"], row["ref"], row["priority"], row["status"])
            for row in pushed["reminders"]] == [
        ("Box 38.00", "2026-02-26", "bill", "bill:bill_b:2026-02-26", "normal", "active"),
        ("Rent 1,000.00", "2026-03-01", "bill", "bill:bill_a:2026-03-01", "normal", "active"),
        ("Box 38.00", "2026-03-05", "bill", "bill:bill_b:2026-03-05", "normal", "active"),
        ("Box 38.00", "2026-03-12", "bill", "bill:bill_b:2026-03-12", "normal", "active"),
    ]  # fmt: skip
    assert list(pushed["reminders"][0]) == [column.name for column in REMINDERS]
    before = book.read_bytes()
    again = on("bills", "push-reminders").data
    assert again == {**pushed, "created": 0, "skipped": 4}
    assert book.read_bytes() == before
    assert on("bills", "push-reminders", "--days-ahead", "14").data["created"] == 1
    first, second = (pushed["reminders"][place]["id"] for place in (0, 1))
    dismissed = on("reminders", "dismiss", first).data
    assert list(dismissed) == [column.name for column in REMINDERS]
    assert (dismissed["id"], dismissed["status"]) == (first, "dismissed")
    assert on("reminders", "done", second).data["status"] == "done"
    assert on("bills", "push-reminders").data["created"] == 0
    listed = on("reminders", "list").data
    assert list(listed) == ["reminders"]
    assert [(row["status"], row["due_date"]) for row in listed["reminders"]] == [
        ("active", "2026-03-05"), ("active", "2026-03-12"), ("active", "2026-03-19"), ("dismissed", "2026-02-26"),
        ("done", "2026-03-01"),
    ]  # fmt: skip
    assert [row["id"] for row in on("reminders", "list", "--status", "dismissed").data["reminders"]] == [first]
    late = on("bills", "push-reminders", day="2026-03-13").data
    raised = [(row["ref"], row["kind"], row["priority"], row["status"]) for row in late["reminders"]]
    assert raised[0] == ("bill:bill_b:2026-02-26", "bill", "normal", "dismissed")  # what was dismissed stays so
    assert raised[2] == ("bill:bill_b:2026-03-05", "missed_bill", "high", "active")
    refs = column(book, "Reminders", "Ref")
    assert len(set(refs)) == len(refs) == 5


def test_reminders_for_people_and_refused(on: Any, book: Path) -> None:
    assert on("reminders", "list", json=False).out == "There are no such reminders.\n"
    said = on("bills", "push-reminders", json=False).out.splitlines()
    assert said[0] == "4 new, 0 there already."
    assert said[3].split("  ")[:3] == ["2026-02-26", "7 days late", "Box 38.00"]
    row = on("reminders", "list").data["reminders"][0]["id"]
    assert on("reminders", "done", row, json=False).out == f"{row} (Box 38.00) is done.\n"
    said = on("reminders", "list", json=False).out.splitlines()
    assert said[-1] == "4 reminders, 3 active."
    assert said[-2].split() == ["2026-02-26", "Box", "38.00", "normal", "done", row]
    before = book.read_bytes()
    refused(on("reminders", "done", "rem_x"), "not_found", "rem_x")
    refused(on("reminders", "dismiss", ""), "missing", "ID")
    refused(on("reminders", "list", "--status", "gone"), "invalid", "--status")
    assert book.read_bytes() == before
