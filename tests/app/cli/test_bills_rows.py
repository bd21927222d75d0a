"""Bills and payments through the commands of any table: what follows from them is done and saved with them."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

ADD_PAYMENT = ("add", "Payments", "bill_id=bill_a", "paid_on=2026-03-05", "amount=120")


@pytest.fixture
def on(run: Any, book: Path) -> Any:
    return lambda *words, day="2026-03-05": run("--json", "--as-of", day, "-f", book, *words)


def stored(book: Path, sheet: str, field: str) -> list[Any]:
    """A column of the file as another program reads it."""
    headers, *rows = load_workbook(book)[sheet].iter_rows(values_only=True)
    return [row[headers.index(field)] for row in rows]


def test_next_due_follows_every_edit(on: Any, book: Path) -> None:
    added = on("add", "Bills", "id=bill_a", "name=Hydro", "amount=120", "start_date=2026-01-31").data["row"]
    assert added["next_due"] == "2026-03-31"  # in January and February it did not exist yet
    assert on("show", "Bills").data["rows"][0]["next_due"] == "2026-03-31"
    assert on("set", "Bills", "bill_a", "due_day=30").data["row"]["next_due"] == "2026-03-30"
    assert on("set", "Bills", "bill_a", "due_day=").data["row"]["next_due"] == "2026-03-31"
    assert on("set", "Bills", "bill_a", "status=paused").data["row"]["next_due"] is None
    assert on("set", "Bills", "bill_a", "status=active").data["row"]["next_due"] == "2026-03-31"
    paid = on(*ADD_PAYMENT, "due_date=2026-03-31").data["row"]
    assert paid["id"].startswith("pay_")
    assert on("show", "Bills").data["rows"][0]["next_due"] == "2026-04-30"
    assert str(stored(book, "Bills", "Next Due")[0])[:10] == "2026-04-30"
    on("remove", "Payments", paid["id"])
    assert on("show", "Bills").data["rows"][0]["next_due"] == "2026-03-31"


def test_a_reminder_is_completed_by_an_edit_of_any_kind(on: Any) -> None:
    on("add", "Bills", "id=bill_a", "name=Hydro", "amount=120", "start_date=2026-03-08")
    on("add", "Reminders", "title=Hydro", "due_date=2026-03-08", "kind=bill", "ref=bill:bill_a:2026-03-08")
    on(*ADD_PAYMENT, "due_date=2026-03-08")
    assert [row["status"] for row in on("show", "Reminders").data["rows"]] == ["done"]


def test_an_edit_that_cannot_be_saved_leaves_nothing_of_what_follows(on: Any, book: Path) -> None:
    on("add", "Bills", "id=bill_a", "name=Hydro", "amount=120", "start_date=2026-03-08")
    before = book.read_bytes()
    (book.parent / f".~lock.{book.name}#").write_text(",somebody,there,;")
    assert on(*ADD_PAYMENT).status == 2
    (book.parent / f".~lock.{book.name}#").unlink()
    assert book.read_bytes() == before
    shown = on("show", "Bills").data["rows"][0]
    assert (shown["next_due"], on("show", "Payments").data["rows"]) == ("2026-03-08", [])
