"""A card dragged, its message run, rewritten and sent, in a real window and read back from the file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from tests.display import Display, Window
from tests.workbooks import DAY, demo_copy

ADDRESS = "633 Millwright Street"  # first in its column; its contact gave no consent, so a reason is asked for
CONTACTED, QUALIFIED = (290, 330), (480, 520)  # places in the window as it opens: 1280 by 800


def rows_in(path: Path, sheet: str, known_by: str) -> list[dict[str, Any]]:
    """The rows of a sheet as another program reads them."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()
    top = next(number for number, row in enumerate(rows) if known_by in row)
    return [dict(zip(map(str, rows[top]), row, strict=False)) for row in rows[top + 1 :] if row[0]]


def drag(window: Window, start: tuple[int, int], end: tuple[int, int]) -> None:
    """With the left button held, in steps as a hand makes them."""
    move = ("mousemove", "--window", window.number)
    window.display.xdotool(*move, str(start[0]), str(start[1]), "mousedown", "1")
    for part in (0.1, 0.4, 0.7, 1.0):
        place = (round(a + (b - a) * part) for a, b in zip(start, end, strict=True))
        window.display.xdotool(*move, *map(str, place), "sleep", "0.05")
    window.display.xdotool("mouseup", "1")


def test_a_card_is_dragged_and_its_message_sent(display: Display, tmp_path: Path) -> None:
    path = demo_copy(tmp_path, "deals.xlsx")
    before = {str(row["ID"]) for row in rows_in(path, "Pipeline Runs", "Deal ID")}
    deal_id = next(row["ID"] for row in rows_in(path, "Deals", "Address") if row["Address"] == ADDRESS)
    program = display.start(
        [sys.executable, "-m", "app.cli", "--as-of", DAY.isoformat(), "open", str(path)],
        {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    window = display.window("^deals.xlsx")
    window.key("ctrl+5")

    def stage() -> object:
        window.key("ctrl+s")
        return next(row["Stage"] for row in rows_in(path, "Deals", "Address") if row["ID"] == deal_id)

    display.wait_until(lambda: _drawn(window, tmp_path), "the board")
    drag(window, CONTACTED, QUALIFIED)
    display.wait_until(lambda: stage() == "qualified", "the card's new stage in the file")

    window.key("ctrl+g", "ctrl+g")  # the morning's tick has drafted one, so that the first leads to a new message
    display.window("^Run this deal$").key("Return")
    window.activate()
    window.key("ctrl+End")
    window.type(" Thank you.")
    window.key("ctrl+shift+s")
    dialog = display.window("^Mark as sent$")
    dialog.type("She rang me first")
    dialog.key("Return")
    window.activate()

    def made() -> list[dict[str, Any]]:
        window.key("ctrl+s")
        return [row for row in rows_in(path, "Pipeline Runs", "Deal ID") if row["ID"] not in before and row["Sent At"]]

    display.wait_until(lambda: bool(made()), "the save of what was sent")
    window.screenshot(tmp_path / "window.png")
    [run] = made()
    window.key("alt+F4")
    assert program.wait() == 0, program.said()

    draft = next(row for row in rows_in(path, "Drafts", "Body") if row["ID"] == run["Draft ID"])
    step = next(row for row in rows_in(path, "Followups", "Due Date") if row["ID"] == run["Followup ID"])
    [send] = [row for row in rows_in(path, "Send Log", "Draft ID") if row["Run ID"] == run["ID"]]
    assert (run["Deal ID"], run["Sent"], run["Sent Channel"]) == (deal_id, True, "text")
    assert run["Override Reason"] == send["Override Reason"] == "She rang me first"
    assert "consent of Grace Beaulieu" in run["Warnings"]
    assert draft["Status"] == "sent"
    assert draft["Body"].startswith("Hello Grace Beaulieu")
    assert draft["Body"].endswith(" Thank you.")
    assert (step["Deal ID"], step["Status"], step["Run ID"]) == (deal_id, "open", run["ID"])


def _drawn(window: Window, folder: Path) -> bool:
    """Whether a card is where the drag begins: an empty page has a colour or two there, letters have many."""
    from PySide6.QtGui import QImage

    image, (left, top) = QImage(str(window.screenshot(folder / "board.png"))), CONTACTED
    block = ((x, y) for x in range(left - 70, left + 70) for y in range(top - 60, top + 20))
    return len({image.pixel(x, y) for x, y in block}) > 40
