"""`valhalla import`: rows of somebody's own spreadsheet, from every kind of file, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.intake_file import sheets_in
from io_xlsx.encryption import encrypted
from io_xlsx.parts.foreign import OLE
from models.core.refusal import Refused
from tests.app.cli.ran import refused

FOLDER = Path(__file__).parents[2] / "data" / "intake"
DEALS = FOLDER / "deals.xlsx"


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_sheets_of_every_kind_of_file(kind: str) -> None:
    first, deals = sheets_in(FOLDER / f"deals.{kind}")
    assert (first.name, deals.name) == ("Read me", "Deal list")
    assert [line.number for line in deals.lines] == [2, 3, 4, 5, 6]
    assert deals.lines[2].cells[1:5] == ("12 Main St", "Winnipeg", "MB", 120_000)


def test_what_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    for name, content, why in (
        ("a.csv", b"", "is empty"), ("a.ods", b"PK\x03\x04 not really", "a.ods"), ("a.bin", b"\x00\x01" * 99, "is no"),
        ("a.xlsx", encrypted(DEALS.read_bytes(), "secret"), "is encrypted"),
        ("a.xls", OLE + b" cut off", "a.xls"),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(Refused, match=why):
            sheets_in(path)
    with pytest.raises(Refused, match="There is no file"):
        sheets_in(tmp_path / "gone.csv")


def test_a_dry_run_says_what_would_come_and_changes_nothing(run: Any, book: Path) -> None:
    before = book.read_bytes()
    ran = run("--json", "import", DEALS, book, "--dry-run")
    assert ran.status == 0, ran.err
    assert (ran.data["table"], ran.data["sheet"], ran.data["headings_row"]) == ("Deals", "Deal list", 3)
    assert ran.data["columns"] == {
        "Street": "address", "Town": "city", "Prov": "region", "Price wanted": "asking_price", "Owner": "contact_id",
        "Cell": "contact_id.phone", "Status": "stage", "Closing": "milestone_date",
        "Built": "property_id.year_built",
    }  # fmt: skip
    assert (ran.data["imported"], ran.data["made"]) == (3, {"Properties": 3, "Contacts": 3})
    assert ran.data["unknown_words"] == [{"field": "stage", "word": "Hot lead", "count": 1}]
    assert [(one["row"], one["field"]) for one in ran.data["problems"]] == [
        (5, "stage"), (6, "asking_price"), (6, "property_id.year_built"),
    ]  # fmt: skip
    assert book.read_bytes() == before
    assert "Nothing was written" in run("import", DEALS, book, "--dry-run").out


def test_rows_come_in_once(run: Any, book: Path) -> None:
    maps = ("--map", "Built=", "--map", "Closing=Next Milestone")
    words = ("import", DEALS, book, "--means", "Hot lead=qualified", *maps)
    ran = run("--json", *words)
    assert ran.status == 0, ran.err
    assert (ran.data["imported"], ran.data["left_out"]) == (3, ["Built"])
    deals = run("-f", book, "--json", "show", "Deals").data["rows"]
    assert [deal["stage"] for deal in deals] == ["under_contract", "qualified", "dead"]
    assert [deal["country"] for deal in deals] == ["CA", "US", "CA"]
    assert deals[0]["next_milestone"] == "2026-04-03"
    assert deals[2]["notes"] == "Price wanted: ask"
    again = run("--json", *words)
    assert (again.data["imported"], again.data["skipped_duplicates"]) == (0, 3)
    assert len(run("-f", book, "--json", "show", "Deals").data["rows"]) == 3
    assert run("-f", book, "check").status == 0


def test_a_new_workbook_is_made_for_them_or_nothing(run: Any, tmp_path: Path) -> None:
    made = tmp_path / "new.xlsx"
    ran = run("import", DEALS, made, "--new")
    assert ran.status == 0, ran.err
    assert "3 rows from deals.xlsx into Deals, 3 rows of Properties with them" in ran.out
    refused(run("--json", "import", DEALS, made, "--new"), "exists", "exists already")
    other = tmp_path / "other.xlsx"
    twice = tmp_path / "twice.csv"
    twice.write_text("Name,Amount\nRent,5\nRent,6\n")
    refused(run("--json", "import", twice, other, "--new", "--table", "bills"), "confirm", "row 2 of the file")
    assert not other.exists()
    assert run("--json", "--yes", "import", twice, other, "--new", "--table", "bills").data["imported"] == 1


def test_what_is_wrong_is_said(run: Any, book: Path, tmp_path: Path) -> None:
    for words, code, said in (
        (("--sheet", "Nope"), "unknown_sheet", "Read me, Deal list"),
        (("--table", "Nope"), "unknown_table", "Nope"),
        (("--table", "exports"), "read_only", "kept by Valhalla"),
        (("--map", "Sreet=City"), "unknown_field", "Did you mean Street?"),
        (("--map", "Street=Cty"), "unknown_field", "Did you mean City?"),
        (("--map", "Street"), "usage", "Their heading"),
        (("--means", "Hot lead=hotter"), "invalid", "They are new"),
        (("--means", "Cold=new"), "invalid", "Hot lead"),
        (("--headings", "9"), "invalid", "row 9"),
        (("--table", "bills"), "missing", "which column is Name"),
    ):
        refused(run("--json", "import", DEALS, book, *words), code, said)
    doubtful = tmp_path / "deals.csv"
    doubtful.write_text("Address,Closing Date\n1 A St,03/04/2026\n")
    refused(run("--json", "import", doubtful, book), "confirm", "2026-03-04 (month, day, year)")
    assert run("import", doubtful, book, "--dates", "dmy").status == 0
    assert run("-f", book, "--json", "show", "Deals").data["rows"][0]["milestone_date"] == "2026-04-03"
    refused(run("--json", "import", book, book), "usage", "is the workbook itself")
