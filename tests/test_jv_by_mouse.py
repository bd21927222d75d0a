"""A partner chosen, a token made and a board exported in a real window; the file read back by other programs."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from models.jv.board import SHOWN
from tests.display import Display, Window
from tests.workbooks import DAY, demo_copy

SECOND = (150, 290)  # the second partner in the list, in the window as it opens: 1280 by 800
NAME = "Owen Castellan"
TITLE = "^Export for Owen Castellan$"


def rows_in(path: Path, sheet: str, known_by: str) -> list[dict[str, Any]]:
    """The rows of a sheet as another program reads them."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    top = next(number for number, row in enumerate(rows) if known_by in row)
    return [dict(zip(map(str, rows[top]), row, strict=False)) for row in rows[top + 1 :] if row[0]]


def test_a_partner_is_chosen_a_token_made_and_the_board_exported(display: Display, tmp_path: Path) -> None:
    path = demo_copy(tmp_path, "deals.xlsx")
    partner = next(row["ID"] for row in rows_in(path, "Partners", "Company") if row["Name"] == NAME)
    own = [row for row in rows_in(path, "Deals", "Address") if row["Partner ID"] == partner]
    out = tmp_path / f"Joint venture board {NAME} {DAY.isoformat()}.xlsx"
    program = display.start(
        [sys.executable, "-m", "app.cli", "--as-of", DAY.isoformat(), "open", str(path)],
        {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    window = display.window("^deals.xlsx")
    window.key("ctrl+6")
    display.wait_until(lambda: _drawn(window, tmp_path), "the list of partners")
    window.click(*SECOND)
    window.key("ctrl+shift+u")
    display.window("^New token$").key("Return")
    secret = display.window("^Your new token$")
    secret.key("Tab", "Return")  # from Copy to Done
    window.activate()
    window.key("ctrl+shift+j")
    dialog = display.window(TITLE)
    dialog.key("Return")
    display.wait_until(out.exists, "the exported file")
    dialog.screenshot(tmp_path / "dialog.png")
    dialog.key("Return")  # Done
    window.activate()

    def logged() -> list[dict[str, Any]]:
        window.key("ctrl+s")
        return [row for row in rows_in(path, "Exports", "SHA256") if row["File Name"] == out.name]

    display.wait_until(lambda: bool(logged()), "the log in the workbook")
    window.screenshot(tmp_path / "window.png")
    window.key("alt+F4")
    assert program.wait() == 0, program.said()

    [export], [token] = rows_in(path, "Exports", "SHA256"), rows_in(path, "Share Tokens", "Token Hash")
    assert (export["Partner ID"], export["Token ID"], export["Rows"]) == (partner, token["ID"], len(own))
    assert export["SHA256"] == sha256(out.read_bytes()).hexdigest()
    assert len(token["Token Hash"]) == 64
    front, deals = load_workbook(out).worksheets
    assert front["A2"].value == f"Prepared for {NAME}, Riverbend Holdings"
    headers = [cell.value for cell in deals[4]]
    assert headers == [column.header for column in SHOWN]
    rows = [[cell.value for cell in row] for row in deals.iter_rows(min_row=5)]
    at = headers.index("Address"), headers.index("Partner Capital"), headers.index("Partner Notes")
    assert sorted([row[place] for place in at] for row in rows) == sorted(
        [row["Address"], row["Partner Capital"], row["Partner Notes"]] for row in own
    )
    assert front["E5"].value == sum(row["Partner Capital"] for row in own)


def _drawn(window: Window, folder: Path) -> bool:
    """Whether letters are where the click goes: an empty page has a colour or two there."""
    from PySide6.QtGui import QImage

    image, (left, top) = QImage(str(window.screenshot(folder / "board.png"))), SECOND
    block = ((x, y) for x in range(left - 120, left + 110) for y in range(top - 20, top + 25))
    return len({image.pixel(x, y) for x, y in block}) > 40
