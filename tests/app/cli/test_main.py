"""The commands as a person or a script runs them, on real files."""

import argparse
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from app.cli.parser import parser
from app.cli.window import only_opens
from models.catalog import TABLES
from tests.app.cli.ran import refused


def test_new_makes_a_workbook_that_check_finds_nothing_wrong_with(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    made = run("--json", "new", path)
    assert made.status == 0
    assert made.data["file"] == str(path)
    assert made.data["tables"] == len(TABLES)
    assert made.data["rows"] > 40
    checked = run("--json", "-f", path, "check")
    assert (checked.status, checked.data["counts"]["error"], checked.data["counts"]["warning"]) == (0, 0, 0)


def test_new_does_not_overwrite_unless_forced_and_then_keeps_the_old_one(run: Any, book: Path) -> None:
    before = book.read_bytes()
    refused(run("--json", "new", book), "exists", "--force")
    assert book.read_bytes() == before
    assert run("new", book, "--force").status == 0
    (copy,) = book.with_name(f"{book.name}.backups").glob("*.xlsx")
    assert copy.read_bytes() == before


def test_the_last_workbook_is_used_when_none_is_named(run: Any, tmp_path: Path) -> None:
    refused(run("--json", "check"), "no_file", "-f FILE")
    run("new", tmp_path / "mine.xlsx")
    assert run("check").status == 0


def test_the_environment_names_the_workbook(run: Any, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VALHALLA_FILE", str(book))
    assert run("--json", "show", "Envelopes").data["rows"][0]["name"] == "rent"


def test_add_set_show_and_remove_one_row(run: Any, book: Path) -> None:
    file = ("--json", "--as-of", "2026-03-05", "-f", book)
    added = run(*file, "add", "bills", "name=Hydro", "amount=$1,234.50", "start_date=2026-01-31", "autopay=yes").data[
        "row"
    ]
    assert added["id"].startswith("bill_")
    assert (added["amount"], added["autopay"], added["cadence"], added["status"]) == (1234.5, True, "monthly", "active")
    assert added["start_date"] == "2026-01-31"
    assert added["created_at"].startswith("2026-03-0")
    assert added["monthly_est"] == 1234.5
    changed = run(*file, "set", "Bills", added["id"], "amount=-0", "notes==A1", "payee=").data["row"]
    assert (changed["amount"], changed["notes"], changed["payee"]) == (0, "=A1", None)
    shown = run(*file, "show", "BILLS", "--where", f"id={added['id']}").data["rows"]
    assert shown == [changed]
    gone = run(*file, "remove", "Bills", added["id"]).data["row"]
    assert gone["name"] == "Hydro"
    assert run(*file, "show", "Bills").data == {"rows": []}


def test_text_that_looks_like_a_formula_is_text_in_the_file(run: Any, book: Path) -> None:
    row = run("--json", "-f", book, "add", "Entities", 'name==HYPERLINK("x")').data["row"]
    cell = load_workbook(book)["Entities"]["B2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
    assert row["name"] == '=HYPERLINK("x")'


def test_rows_are_filtered_by_typed_values_and_limited(run: Any, demo: Path) -> None:
    everything = run("--json", "-f", demo, "show", "Deals").data["rows"]
    new = run("--json", "-f", demo, "show", "Deals", "--where", "stage=NEW").data["rows"]
    assert new == [row for row in everything if row["stage"] == "new"] != []
    assert run("--json", "-f", demo, "show", "Deals", "--limit", "3").data["rows"] == everything[:3]
    blank = run("--json", "-f", demo, "show", "Deals", "--where", "partner_id=").data["rows"]
    assert blank == [row for row in everything if row["partner_id"] is None] != []


def test_every_table_is_shown_with_every_column_in_the_order_of_the_sheet(run: Any, demo: Path) -> None:
    for table in TABLES:
        rows = run("--json", "-f", demo, "show", table.sheet).data["rows"]
        more = ["mao_stale"] if table.key == "Deals" else []
        assert all(list(row) == [*(column.name for column in table), *more] for row in rows), table.sheet


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["show", "Billz"], "unknown_table", "Did you mean Bills?"),
        (["show", ""], "unknown_table", "Bills"),
        (["add", "Bills", "name=x", "amount=ten"], "invalid", "Amount"),
        (["add", "Bills", "name=x"], "missing", "Amount must be given"),
        (["add", "Bills", "colour=red"], "unknown_field", "cadence"),
        (["add", "Bills", "amout=5"], "unknown_field", "Did you mean amount?"),
        (["add", "Bills", "name"], "usage", "FIELD=VALUE"),
        (["add", "Bills", "name=x", "name=y"], "usage", "twice"),
        (["add", "Bills", "name=x", "amount=1", "cadence=daily"], "invalid", "monthly"),
        (["add", "Bills", "name=x", "amount=1", "envelope=nowhere"], "not_found", "nowhere"),
        (["add", "Bills", "name=x", "amount=1", "monthly_est=3"], "read_only", "calculated"),
        (["add", "Deals", "partner_share=70"], "invalid", "70%"),
        (["add", "Payments", "bill_id=bill_x", "paid_on=03/04/2026", "amount=1"], "invalid", "2026-03-04"),
        (["set", "Bills", "bill_x", "amount=1"], "not_found", "bill_x"),
        (["set", "Bills", "", "amount=1"], "missing", "missing"),
        (["set", "Settings", "default_arv_pct", "value=170%"], "invalid", "range"),
        (["remove", "Bills", "bill_x"], "not_found", "bill_x"),
        (["show", "Bills", "--limit", "many"], "usage", "whole number"),
        (["show", "Bills", "--colour"], "usage", "--colour"),
        (["fly"], "usage", "fly"),
    ],
)
def test_refusals_say_what_and_where_and_change_nothing(
    run: Any, book: Path, words: list[str], code: str, says: str
) -> None:
    before = book.read_bytes()
    refused(run("--json", "-f", book, *words), code, says)
    assert book.read_bytes() == before


def test_for_people_a_refusal_is_a_sentence_and_never_a_traceback(run: Any, book: Path) -> None:
    ran = run("-f", book, "set", "Bills", "bill_x", "amount=1")
    assert ran.err == "valhalla: Bills has no row bill_x.\n"


def test_a_word_that_begins_with_a_minus_and_a_digit_is_a_value(run: Any, book: Path) -> None:
    row = run("--json", "-f", book, "add", "Ticks", "ran_at=2026-03-05T10:00:00Z", "buffer_projected=-5,000").data[
        "row"
    ]
    assert row["buffer_projected"] == -5000
    refused(run("--json", "-f", book, "set", "Bills", "-5,000", "amount=1"), "not_found", "-5,000")


def test_check_answers_no_when_something_is_wrong_and_says_where(run: Any, demo: Path) -> None:
    bill = run("--json", "-f", demo, "show", "Payments").data["rows"][0]["bill_id"]
    run("-f", demo, "remove", "Bills", bill)
    warned = run("--json", "-f", demo, "check")
    assert (warned.status, warned.data["counts"]["error"]) == (0, 0)
    assert {"sheet", "cell", "column", "row_id", "message", "fix", "severity"} == set(warned.data["problems"][0])
    workbook = load_workbook(demo)
    workbook["Bills"]["C5"] = "a lot"
    workbook.save(demo)
    wrong = run("--json", "-f", demo, "check")
    assert wrong.status == 1
    (problem,) = [p for p in wrong.data["problems"] if p["severity"] == "error"]
    assert (problem["sheet"], problem["cell"], problem["column"]) == ("Bills", "C5", "amount")
    assert problem["fix"]


def test_a_file_that_is_no_workbook_is_one_sentence_and_nothing_is_written(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    refused(run("--json", "-f", path, "check"), "not_a_workbook", "list.xlsx")
    refused(run("--json", "-f", path, "add", "Bills", "name=x", "amount=1"), "not_a_workbook", "list.xlsx")
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.xlsx"]


def test_a_workbook_that_somebody_edits_is_refused_and_nothing_stays_behind(run: Any, book: Path) -> None:
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(b"\x05Helga")
    refused(run("--json", "-f", book, "add", "Entities", "name=Mine"), "locked", "Helga")
    lock.unlink()
    assert run("--json", "-f", book, "show", "Entities").data == {"rows": []}


def test_the_window_is_refused_where_there_is_no_display(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform.startswith("linux"):
        refused(run("--json", "open"), "no_display", "DISPLAY")


def test_the_command_line_brings_no_window_in() -> None:
    import subprocess

    code = """
import app.cli, importlib, pkgutil, sys
for module in pkgutil.iter_modules(app.cli.__path__):
    if module.name != "__main__":
        importlib.import_module(f"app.cli.{module.name}")
sys.exit(any(name.startswith("PySide6") for name in sys.modules))
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def commands(words: argparse.ArgumentParser, *path: str) -> dict[tuple[str, ...], Any]:
    """What each command runs, by its words."""
    groups = [action for action in words._actions if isinstance(action, argparse._SubParsersAction)]
    found = {} if groups else {path: words.get_default("run")}
    for group in groups:
        for name, inner in group.choices.items():
            found |= commands(inner, *path, name)
    return found


def test_every_command_runs_something_that_is_there() -> None:
    found = commands(parser())
    assert ("underwrite", "property") in found
    for words, run in found.items():
        if isinstance(run, partial):
            module, name = run.args
            assert callable(getattr(import_module(f"app.cli.{module}"), name)), words
        else:
            assert callable(run), words


def test_the_window_needs_no_parser_where_there_is_nothing_to_parse() -> None:
    assert all(only_opens(words) for words in ([], ["open"], ["open", "Mine.xlsx"]))
    parsed = (["check"], ["-f", "Mine.xlsx"], ["open", "--help"], ["open", "One.xlsx", "Two.xlsx"], ["--json", "open"])
    assert not any(only_opens(words) for words in parsed)


def test_the_window_is_asked_for_before_pandas_is_read() -> None:
    import subprocess

    code = "import app.cli.main, app.cli.parser as p, sys; p.parser(); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_fault_inside_is_a_sentence_with_a_log_that_holds_no_values(
    run: Any, book: Path, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a secret amount")

    monkeypatch.setattr("app.cli.tables.add_row", broken)
    refused(run("--json", "-f", book, "add", "Entities", "name=Mine"), "fault", "faults.log")
    log = (data_folder / "faults.log").read_text("utf-8")
    assert "ZeroDivisionError" in log
    assert "secret" not in log
