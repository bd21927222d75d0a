"""Rectangles of cells from a real LibreOffice into a grid and back, through the clipboard of a real screen."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from zipfile import BadZipFile

import openpyxl

from tests.clipboard_window import TITLE
from tests.display import Display, Program, Window
from tests.libreoffice import LibreOffice, stored_cells

# A spreadsheet asks whether to keep the format of a workbook unless it is told not to.
REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Save/Document">
<prop oor:name="WarnAlienFormat" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
ROWS = (
    ("Name", "Amount", "Share", "Count", "Day", "At", "Ready", "Stage", "Place ID", "Notes"),
    ("Chair", 1234.567, 0.255, 3, dt.date(2026, 3, 9), dt.time(9, 30), True, "done", "Home", "two\nlines"),
    ('say "hi"', -50.5, 0.07, None, dt.date(2025, 12, 31), None, False, "new", "Work", "a\ttab"),
    ("00123", 0.1, 1, 1000, None, None, None, "in_work", None, '5" & <b>'),
)
FORMATS = {2: "#,##0.00;[Red](#,##0.00)", 3: "0%", 5: "dd/mm/yy", 6: "hh:mm AM/PM"}


def make(path: Path) -> None:
    """The rows with formats that show less than the cells hold, and a second sheet that is empty."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for values in ROWS:
        sheet.append(values)
    for place, shape in FORMATS.items():
        for row in range(2, len(ROWS) + 1):
            sheet.cell(row, place).number_format = shape
    book.create_sheet("Back")
    book.save(path)
    book.close()


def started(display: Display, libreoffice: LibreOffice, workbook: Path, folder: Path) -> Window:
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(REGISTRY, "utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[str | Path] = [libreoffice.program, profile, "--norestore", "--nologo", "--calc", workbook]
    display.start(command, {"SAL_USE_VCLPLUGIN": "gen"})
    return display.window(workbook.name)


def saved(workbook: Path) -> dict[tuple[int, int], object]:
    """The cells of the second sheet; none while the file is being written."""
    try:
        return stored_cells(workbook)["Back"]
    except (OSError, BadZipFile, KeyError):
        return {}


def lines(program: Program) -> list[object]:
    return [json.loads(line) for line in program.said().splitlines() if line.startswith(("[", '"'))]


def test_cells_go_both_ways_as_what_they_are(display: Display, libreoffice: LibreOffice, tmp_path: Path) -> None:
    workbook = tmp_path / "cells.xlsx"
    make(workbook)
    calc = started(display, libreoffice, workbook, tmp_path)
    grid = display.start([sys.executable, "-m", "tests.clipboard_window", tmp_path])
    window = display.window(TITLE)

    def copied() -> bool:
        """Asked again and again: a program that has just started is deaf to keys for a while."""
        calc.activate()
        calc.key("Escape", "ctrl+Home", "ctrl+shift+End", "ctrl+c")
        return "the clipboard changed" in lines(grid)

    display.wait_until(copied, "LibreOffice to copy")
    window.activate()
    window.key("ctrl+v")
    display.wait_until(lambda: any(isinstance(one, list) for one in lines(grid)), "the paste")
    pasted = next(one for one in lines(grid) if isinstance(one, list))
    fields = ("name", "amount", "share", "count", "day", "at", "ready", "stage", "place_id", "notes")
    assert [[row[field] for field in fields] for row in pasted] == [
        ["Chair", 1234.57, 0.255, 3, "2026-03-09", "09:30", True, "done", "pl_1", "two\nlines"],
        ['say "hi"', -50.5, 0.07, None, "2025-12-31", None, False, "new", "pl_2", "a\ttab"],
        ["00123", 0.1, 1.0, 1000, None, None, None, "in_work", None, '5" & <b>'],
    ]

    window.key("ctrl+Home", "ctrl+shift+End", "ctrl+c")
    display.wait_until(lambda: lines(grid)[-1] == "the clipboard changed", "the grid to copy")
    calc.activate()
    calc.key("Escape", "ctrl+Next", "ctrl+Home", "ctrl+v")
    display.window("Import Options").key("Return")  # in which language numbers are: asked of every table from elsewhere
    calc.activate()
    calc.key("ctrl+s")

    display.wait_until(lambda: bool(saved(workbook)), "LibreOffice to save what was pasted")
    back = saved(workbook)
    assert [[back.get((row, place)) for place in range(1, 11)] for row in (1, 2, 3)] == [
        ["Chair", 1234.57, 0.255, 3, dt.datetime(2026, 3, 9), "09:30", True, "done", "pl_1", "two\nlines"],
        ['say "hi"', -50.5, 0.07, None, dt.datetime(2025, 12, 31), None, False, "new", "pl_2", "a tab"],
        ["00123", 0.1, 1, 1000, None, None, None, "in_work", None, '5" & <b>'],
    ]
