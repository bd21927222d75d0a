"""From an empty workbook to a MAO on a deal, by keyboard alone, and what then stands in the file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.display import Display, Window
from tests.workbooks import DAY, new_copy

COMPS = (("1 Oak Street", "240000", "2026-01-10", "1000"), ("2 Oak Street", "250000", "2026-01-20", "1050"),
         ("3 Oak Street", "260000", "2026-02-01", "1020"))  # fmt: skip
REPAIRS = (("Shingles", "roof", "9000"), ("Cabinets", "kitchen", "12000"), ("Paint", "interior", "2500"),
           ("Furnace", "mechanical", "4000"), ("Surprises", "contingency", "3000"))  # fmt: skip


def rows_in(path: Path, sheet: str, known_by: str) -> list[dict[str, Any]]:
    """The rows of a sheet as another program reads them."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    top = next(number for number, row in enumerate(rows) if known_by in row)
    return [dict(zip(map(str, rows[top]), row, strict=False)) for row in rows[top + 1 :] if row[0]]


def type_rows(window: Window, rows: tuple[tuple[str, ...], ...]) -> None:
    for row in rows:
        for place, text in enumerate(row):
            window.type(text)
            window.key("Return" if place == len(row) - 1 else "Tab")


def test_a_new_person_comes_from_an_address_to_a_mao(display: Display, tmp_path: Path) -> None:
    path = new_copy(tmp_path, "first.xlsx")
    program = display.start(
        [sys.executable, "-m", "app.cli", "--as-of", DAY.isoformat(), "open", str(path)],
        {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    window = display.window("^first.xlsx")
    window.key("ctrl+2", "Return")  # the only button of the empty tab
    dialog = display.window("^Add a property$")
    for text in ("12 Elm Street", "Winnipeg", "MB"):
        dialog.type(text)
        dialog.key("Tab")
    dialog.key("Tab")
    dialog.type("1000")
    dialog.key("Return")

    window.activate()
    type_rows(window, COMPS)
    window.key("ctrl+Next")
    type_rows(window, REPAIRS)
    window.key("ctrl+shift+e")
    window.key("ctrl+shift+d")
    display.window("^Attach to a deal$").key("Return")
    window.activate()
    window.key("ctrl+m")
    window.key("ctrl+s")
    display.wait_until(lambda: bool(rows_in(path, "Underwrites", "Result")), "the save")
    window.screenshot(tmp_path / "window.png")
    window.key("alt+F4")
    assert program.wait() == 0, program.said()

    [house] = rows_in(path, "Properties", "ARV")
    [deal] = rows_in(path, "Deals", "Stage")
    [written] = rows_in(path, "Underwrites", "Result")
    comps, repairs = rows_in(path, "Comps", "Sold Price"), rows_in(path, "Repairs", "Cost")
    assert [row["Sold Price"] for row in comps] == [240_000, 250_000, 260_000]
    assert [(row["Item"], row["Category"]) for row in repairs] == [row[:2] for row in REPAIRS]
    assert {row["Property ID"] for row in (*comps, *repairs)} == {house["ID"]}
    assert house["ARV"] == 250_000
    assert all(comp["ID"] in house["ARV Notes"] for comp in comps)
    assert (deal["Address"], deal["City"], deal["Region"]) == ("12 Elm Street", "Winnipeg", "MB")
    assert (deal["Property ID"], house["Deal ID"]) == (house["ID"], deal["ID"])
    assert written["Result"] == deal["MAO"] == 250_000 * 0.7 - 30_500 - 10_000
    assert deal["Underwrite ID"] == written["ID"]
