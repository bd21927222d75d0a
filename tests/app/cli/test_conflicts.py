"""Commands on a workbook with open conflicts: they are listed as warnings, and a value that is set decides one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from app.recent import own_folder
from app.session import Session
from models.bills import BILLS
from models.core.edit import set_fields
from tests.workbooks import NOW


def test_conflicts_are_warnings_of_every_command_until_they_are_decided(run: Any, demo: Path) -> None:
    with closing(Session.open(demo, journals=own_folder() / "journal")) as window:
        row = str(window.book[BILLS].index[0])
        cell = window.place("Bills", row, "name")
        window.do(set_fields(window.book, BILLS, row, {"name": "Mine"}, NOW))
    book = load_workbook(demo)
    book["Bills"][cell] = "Theirs"
    book.save(demo)

    shown = run("-f", demo, "--json", "show", "Bills", "--where", f"id={row}")
    assert (shown.data["rows"][0]["name"], len(shown.data["warnings"])) == ("Theirs", 1)
    changed = run("-f", demo, "--json", "set", "Bills", row, "notes=saved")
    assert changed.status == 0
    [warning] = changed.data["warnings"]
    assert warning.startswith(f"Bills {cell}, Theirs, Name: it was “")
    assert warning.endswith("the file has “Theirs”, yours is “Mine”.")
    assert warning in run("-f", demo, "set", "Bills", row, "notes=again").err
    assert load_workbook(demo)["Bills"][cell].value == "Theirs"
    assert "warnings" not in run("-f", demo, "--json", "set", "Bills", row, "name=Mine").data
    assert "warnings" not in run("-f", demo, "--json", "show", "Bills").data
