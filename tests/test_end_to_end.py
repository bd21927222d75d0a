"""The whole program on a real screen, used by keyboard as a person does, and what then stands in the file."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage
from python_calamine import CalamineWorkbook

from app.cli.main import main
from tests.display import Display
from tests.workbooks import DAY, demo_copy

TYPED = "Typed by hand"
ID = re.compile(r"([a-z]+)_[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


def bills_in(path: Path) -> list[dict[str, Any]]:
    """The rows of the Bills sheet as another program reads them."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Bills").to_python()
    top = next(number for number, row in enumerate(rows) if "Amount" in row)
    return [dict(zip(map(str, rows[top]), row, strict=False)) for row in rows[top + 1 :] if row[0]]


def others_in(path: Path) -> dict[str, Any]:
    """Every other sheet, as texts."""
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name != "Bills"}


def alike(path: Path, known: set[str]) -> dict[str, Any]:
    """Every cell of every sheet; a moment, which is when a row was written, and a new row's ID are those of no one."""

    def masked(value: Any) -> Any:
        if isinstance(value, str):
            value = ID.sub(lambda found: found[0] if found[0] in known else f"{found[1]}_new", value)
        return "a moment" if isinstance(value, datetime) or (isinstance(value, str) and MOMENT.match(value)) else value

    sheets = {"Bills": [list(row.values()) for row in bills_in(path)], **others_in(path)}
    return {name: [[masked(value) for value in row] for row in rows] for name, rows in sheets.items()}


def by_commands(path: Path) -> Path:
    """The file after the same edits, by commands."""
    first, _, third = (str(row["ID"]) for row in bills_in(path)[:3])
    edits = (["Bills", first, f"name={TYPED}"], ["Bills", first, "amount=123.45"], ["Bills", third, "amount=123.45"])
    for command in (["tick"], *(["set", *edit] for edit in edits)):
        assert main(["-f", str(path), "--as-of", DAY.isoformat(), *command]) == 0
    return path


def test_a_morning_with_the_window(display: Display, tmp_path: Path) -> None:
    """Opens the demo, types, tabs, copies, pastes, undoes, saves and leaves; the file holds that and nothing else."""
    path = demo_copy(tmp_path, "morning.xlsx")
    before, others = bills_in(path), others_in(path)
    program = display.start(
        [sys.executable, "-m", "app.cli", "--as-of", DAY.isoformat(), "open", str(path)],
        {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    window = display.window("^morning.xlsx")
    window.key("ctrl+3", "shift+F6", "shift+F6", "Right", "F6")  # to the whole tables of the tab
    window.key("ctrl+Home", "Right")
    window.type(TYPED)
    window.key("Tab")
    window.type("123.45")
    window.key("Return", "Up", "ctrl+c")
    window.key("Down", "ctrl+v")
    window.key("ctrl+z")
    window.key("Down", "ctrl+v")
    window.key("ctrl+s")
    display.wait_until(lambda: bills_in(path)[2]["Amount"] == 123.45, "the save")
    picture = QImage(str(window.screenshot(tmp_path / "window.png")))
    assert len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) > 12
    window.key("alt+F4")
    assert program.wait() == 0, program.said()

    after = bills_in(path)
    assert len(after) == len(before)
    assert (after[0]["Name"], after[0]["Amount"]) == (TYPED, 123.45)
    assert after[1] == before[1]
    assert after[2]["Amount"] == 123.45
    for old, new in zip(before[3:], after[3:], strict=True):
        assert old == new
    assert others_in(path).keys() == others.keys()
    assert others_in(path)["Deals"] == others["Deals"]

    known = {found[0] for rows in others.values() for row in rows for found in ID.finditer(str(row))}
    known |= {str(row["ID"]) for row in before}
    assert alike(path, known) == alike(by_commands(demo_copy(tmp_path, "commands.xlsx")), known)
