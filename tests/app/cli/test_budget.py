"""`budget` on real files: its JSON, its refusals, and what it tells people."""

from pathlib import Path
from typing import Any

import pytest

from tests.app.cli.ran import refused
from tests.models.budget.importing.files import FOLDER

DAY = "2026-03-05"
ENVELOPES = ("rent", "utilities", "groceries", "fuel", "insurance", "kids", "debt", "misc")


@pytest.fixture
def at(run: Any, book: Path) -> Any:
    """A command on a workbook with two bills, one of them half paid, some ledger lines and some income."""

    def at(*words: object, day: str = DAY, json: bool = True) -> Any:
        return run(*(["--json"] if json else []), "--as-of", day, "-f", book, *words)

    at("add", "Bills", "id=bill_a", "name=Rent", "amount=1000", "cadence=monthly", "start_date=2026-03-01",
       "envelope=rent", day="2026-02-20")  # fmt: skip
    at("add", "Bills", "id=bill_b", "name=Car tax", "amount=600", "cadence=yearly", "start_date=2026-03-20",
       day="2026-02-20")  # fmt: skip
    at("add", "Payments", "bill_id=bill_a", "due_date=2026-03-01", "paid_on=2026-03-01", "amount=400")
    at("add", "Income", "name=Work", "amount=500", "cadence=weekly", "start_date=2026-03-06")
    for line in ("2026-03-02 expense 400 rent", "2026-03-03 income 500 ", "2026-03-04 transfer 50 ",
                 "2026-02-04 expense 25.50 groceries", "2026-03-04 expense 9.95 "):  # fmt: skip
        day, kind, amount, envelope = line.split(" ")
        at("add", "Ledger", f"date={day}", f"kind={kind}", f"amount={amount}", f"envelope={envelope}")
    return at


def test_show_and_set(at: Any) -> None:
    nothing = dict.fromkeys(ENVELOPES)
    assert at("budget", "show").data == {"income_target": None, "buffer_min": 500, "categories": nothing}
    plan = at("budget", "set", "--income-target", "4,200", "--buffer-min=0", "rent=1100.50", "Groceries=0").data
    assert plan == {"income_target": 4200, "buffer_min": 0, "categories": {**nothing, "rent": 1100.5, "groceries": 0}}
    assert at("budget", "show").data == plan
    rows = {row["key"]: row["value"] for row in at("show", "Settings").data["rows"]}
    assert (rows["income_target"], rows["buffer_min"]) == ("4200", "0")
    assert at("budget", "set", "rent=").data == {**plan, "categories": {**plan["categories"], "rent": None}}
    said = at("budget", "show", json=False).out.splitlines()
    assert said[:4] == ["Income target: 4,200.00", "Buffer minimum: 0.00", "Envelope   Target, CAD",
                        "---------  -----------"]  # fmt: skip
    assert "groceries         0.00" in said
    assert "rent                 -" in said


def test_a_snapshot(at: Any) -> None:
    at("budget", "set", "rent=1,100")
    found = at("budget", "snapshot").data
    assert list(found) == ["month", "budget", "bills_monthly_est", "due_this_month", "heavy_month", "ledger_month",
                           "envelopes"]  # fmt: skip
    assert (found["month"], found["budget"]) == ("2026-03", at("budget", "show").data)
    assert (found["bills_monthly_est"], found["due_this_month"], found["heavy_month"]) == (1050, 1200, True)
    assert found["ledger_month"] == {
        "income": 500, "expense": 409.95, "net": 90.05, "count": 4, "by_envelope": {"rent": 400, "": 9.95},
    }  # fmt: skip
    assert found["envelopes"][0] == {
        "name": "rent", "target": 1100, "bills_monthly": 1000, "spent": 400, "carried_in": 0, "remaining": 700,
    }  # fmt: skip
    assert [one["name"] for one in found["envelopes"]] == list(ENVELOPES)
    before = at("budget", "snapshot", "--month", "2026-02").data
    assert (before["due_this_month"], before["ledger_month"]["count"]) == (0, 1)
    after = at("budget", "snapshot", "--month", "2027-03").data
    assert (after["month"], after["due_this_month"], after["ledger_month"]["by_envelope"]) == ("2027-03", 1600, {})
    said = at("budget", "snapshot", json=False).out
    assert "March 2026, CAD\nBills in an average month: 1,050.00\nStill to pay this month: 1,200.00\n" in said
    assert "Ledger: 500.00 in, 409.95 out, 90.05 net, 4 lines\n" in said
    assert "The largest is Rent, 600.00 on 2026-03-01." in said


def test_as_of_is_the_day_of_the_snapshot(at: Any) -> None:
    assert at("budget", "snapshot", day="2026-04-02").data["month"] == "2026-04"
    assert at("budget", "snapshot", day="2026-04-02").data["due_this_month"] == 1000


def test_the_buffer_check(at: Any) -> None:
    keys = ["income_target", "bills_monthly_est", "buffer_min", "projected_after_buffer", "alert"]
    none = at("budget", "buffer-check").data
    assert (list(none), *none.values()) == (keys, None, 1050, 500, None, None)
    assert at("budget", "buffer-check", json=False).out.startswith("No income target yet")
    at("budget", "set", "--income-target", "2000")
    assert list(at("budget", "buffer-check").data.values()) == [2000, 1050, 500, 450, None]
    alert = at("budget", "buffer-check", "--buffer-min", "1,000").data
    assert (alert["projected_after_buffer"], list(alert["alert"])) == (-50, ["type", "severity", "title", "detail"])
    assert alert["alert"]["detail"].startswith("2,000 - 1,050 - 1,000 = -50. Car tax (50.00 a month) is the bill")
    assert at("budget", "show").data["buffer_min"] == 500
    said = at("budget", "buffer-check", "--buffer-min", "1,000", json=False).out
    assert "ALERT: The month is short by 50.00. 2,000 - 1,050 - 1,000 = -50." in said


def test_a_forecast(at: Any) -> None:
    found = at("budget", "forecast", "--days", "20", "--balance", "-100").data
    assert (list(found), len(found["days"])) == (["days", "lowest", "below_buffer_on"], 20)
    assert found["days"][0] == {"date": DAY, "in": 0, "out": 600, "balance": -700}
    assert found["days"][1] == {"date": "2026-03-06", "in": 500, "out": 0, "balance": -200}
    assert found["days"][15] == {"date": "2026-03-20", "in": 500, "out": 600, "balance": 200}
    assert (found["lowest"], found["below_buffer_on"]) == ({"date": DAY, "balance": -700}, DAY)
    at("set", "Settings", "opening_balance", "value=2000")
    at("set", "Settings", "opening_balance_on", "value=2026-03-02")
    default = at("budget", "forecast").data
    assert (len(default["days"]), default["days"][0]["balance"]) == (90, 1890.05)
    assert default["below_buffer_on"] is None
    said = at("budget", "forecast", "--days", "20", json=False).out
    assert "Fri 2026-03-20  500.00  600.00" in said
    assert "Lowest: 1,890.05 on 2026-03-05." in said
    assert "2026-03-07" not in said


def test_income_that_is_left_out_of_the_forecast_is_named(at: Any) -> None:
    at("add", "Income", "id=inc_bad", "name=Odd", "amount=5", "cadence=yearly")
    said = at("budget", "forecast", "--balance", "0", json=False).out
    assert "Warning: Income inc_bad is left out. This cadence needs a Start Date." in said
    assert any(one["row_id"] == "inc_bad" for one in at("check").data["problems"])


@pytest.mark.parametrize(("name", "count", "lines"), [
    ("canada.csv", 6, [8, 9]), ("canada_no_headers.csv", 4, []), ("france.csv", 4, [7]), ("germany.csv", 3, [9]),
    ("bank.ofx", 4, [18]), ("card.qfx", 3, [38]),
])  # fmt: skip
def test_importing_twice_adds_nothing(at: Any, book: Path, name: str, count: int, lines: list[int]) -> None:
    before = len(at("show", "Ledger").data["rows"])
    first = at("--yes", "budget", "import", FOLDER / name, "--envelope", "MISC").data
    assert list(first) == ["imported", "skipped_duplicates", "rejected"]
    assert first["imported"] == count
    assert [one["line"] for one in first["rejected"]] == lines
    assert all(one["reason"].endswith(".") for one in first["rejected"])
    rows = at("show", "Ledger").data["rows"][before:]
    assert len(rows) == count
    assert {row["envelope"] for row in rows if row["kind"] == "expense"} == {"misc"}
    assert {row["envelope"] for row in rows if row["kind"] == "income"} <= {None}
    assert all(row["created_at"].startswith("2026-03-0") for row in rows)
    bytes_before = book.read_bytes()
    again = at("--yes", "budget", "import", FOLDER / name)
    assert (again.data["imported"], again.data["skipped_duplicates"]) == (0, count + first["skipped_duplicates"])
    assert book.read_bytes() == bytes_before


def test_what_the_import_tells_people(at: Any) -> None:
    said = at("budget", "import", FOLDER / "canada.csv", json=False).out.splitlines()
    assert said[0] == "canada.csv: 6 imported, 0 in the ledger already, 2 rejected."
    assert said[1].startswith("Line 8: “2/30/2026” is no date")


def test_a_line_that_is_probably_there_is_asked_about(at: Any, book: Path, tmp_path: Path) -> None:
    at("add", "Ledger", "id=led_mine", "date=2026-03-02", "kind=expense", "amount=89.95", "description=Northern Fibre")
    before = book.read_bytes()
    refused(at("budget", "import", FOLDER / "canada.csv"), "confirm", "which is in the Ledger already")
    assert book.read_bytes() == before
    found = at("--yes", "budget", "import", FOLDER / "canada.csv").data
    assert (found["imported"], found["skipped_duplicates"]) == (5, 1)
    mine = next(row for row in at("show", "Ledger").data["rows"] if row["id"] == "led_mine")
    assert mine["import_key"].startswith("csv:")


def test_a_doubtful_date_order_is_asked_about(at: Any, book: Path, tmp_path: Path) -> None:
    bank = tmp_path / "bank.csv"
    bank.write_text("Date,Description,Amount\n03/04/2026,Shop,-5.00\n02/01/2026,Pay,9.00\n", encoding="utf-8")
    before = book.read_bytes()
    refused(at("budget", "import", bank), "confirm", "03/04/2026")
    assert book.read_bytes() == before
    assert at("--yes", "budget", "import", bank).data["imported"] == 2
    days = [row["date"] for row in at("show", "Ledger").data["rows"]][-2:]
    assert days == ["2026-03-04", "2026-02-01"]


@pytest.mark.parametrize(("words", "code", "says"), [
    (["set"], "usage", "Nothing is given"),
    (["set", "rent"], "usage", "'rent' is no ENVELOPE=TARGET"),
    (["set", "=5"], "missing", "names no envelope"),
    (["set", "food=5"], "not_found", "There is no envelope food"),
    (["set", "rent=5", "rent=6"], "usage", "rent is given twice"),
    (["set", "rent=5", "Rent=6"], "usage", "Rent is given twice"),
    (["set", "rent=5", "food=6"], "not_found", "food"),
    (["set", "rent=-5"], "invalid", "rent"),
    (["set", "rent=much"], "invalid", "rent"),
    (["set", "rent=70%"], "invalid", "rent"),
    (["set", "--income-target", ""], "missing", "a blank is not zero"),
    (["set", "--income-target", "-1"], "invalid", "--income-target"),
    (["set", "--income-target", "nan"], "invalid", "--income-target"),
    (["set", "--buffer-min", "10.000"], "invalid", "may mean"),
    (["set", "--buffer-min", "9" * 20], "invalid", "--buffer-min"),
    (["snapshot", "--month", "2026-13"], "invalid", "“2026-13” is no month"),
    (["snapshot", "--month", "2026-3"], "invalid", "Write it as 2026-03"),
    (["snapshot", "--month", "2026-03-01"], "invalid", "no month"),
    (["snapshot", "--month", ""], "missing", "--month"),
    (["snapshot", "--month", "1899-12"], "invalid", "cannot be shown"),
    (["snapshot", "--month", "9999-12"], "invalid", "cannot be shown"),
    (["buffer-check", "--buffer-min", "-1"], "invalid", "--buffer-min"),
    (["buffer-check", "--buffer-min", ""], "missing", "--buffer-min"),
    (["forecast"], "missing", "opening_balance is not set in Settings"),
    (["forecast", "--days", "0"], "invalid", "--days"),
    (["forecast", "--days", "3661"], "invalid", "--days"),
    (["forecast", "--days", "1.5"], "invalid", "--days"),
    (["forecast", "--balance", ""], "missing", "--balance"),
    (["forecast", "--balance", "inf"], "invalid", "--balance"),
    (["import"], "usage", "FILE"),
    (["import", "no_such.csv"], "no_file", "There is no file no_such.csv"),
    (["import", "."], "invalid", "is a folder"),
    (["import", str(FOLDER / "canada.csv"), "--envelope", "food"], "not_found", "There is no envelope food"),
    (["import", str(FOLDER / "canada.csv"), "--envelope", " "], "missing", "--envelope"),
    ([], "usage", "COMMAND"),
    (["spend"], "usage", "spend"),
])  # fmt: skip
def test_what_budget_refuses_leaves_the_file_as_it_was(
    run: Any, book: Path, words: list[str], code: str, says: str
) -> None:
    """Whatever one says yes to."""
    before = book.read_bytes()
    refused(run("--json", "--yes", "-f", book, "budget", *words), code, says)
    assert book.read_bytes() == before


@pytest.mark.parametrize(("content", "says"), [
    (b"", "is empty"), (b" \r\n", "is empty"), (b"PK\x03\x04rest", "is no text"), (b"%PDF-1.7", "is no text"),
    (b"\x00\x01\x02", "is no text"), (b"hello", "no columns"), (b"a,b\n1,2\n", "no column of dates"),
    (b"<OFX><SIGNONMSGSRSV1>", "ends in the middle"),
])  # fmt: skip
def test_a_file_that_is_no_banks_is_refused(run: Any, book: Path, tmp_path: Path, content: bytes, says: str) -> None:
    bank, before = tmp_path / "bank.csv", book.read_bytes()
    bank.write_bytes(content)
    refused(run("--json", "--yes", "-f", book, "budget", "import", bank), "invalid", says)
    assert book.read_bytes() == before
