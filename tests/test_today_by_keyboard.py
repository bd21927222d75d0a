"""The morning: a real window is opened, gone through by arrows, a missed bill paid, and the saved file read back."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.display import Display
from tests.test_pipeline_by_mouse import rows_in
from tests.test_underwriting_by_keyboard import rows_in as typed_rows_in
from tests.workbooks import DAY, at_any_hour, demo_copy

NAME = "Electricity"  # the second of the missed bills


def test_a_morning_at_the_window(display: Display, tmp_path: Path) -> None:
    path = at_any_hour(demo_copy(tmp_path, "morning.xlsx"))
    ticks = len(rows_in(path, "Ticks", "Ran At"))
    paid_before = {row["ID"] for row in rows_in(path, "Payments", "Paid On")}
    program = display.start(
        [sys.executable, "-m", "app.cli", "--as-of", DAY.isoformat(), "open", str(path)],
        {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    window = display.window("^morning.xlsx")  # this screen has no tray
    display.wait_until(lambda: len(rows_in(path, "Ticks", "Ran At")) == ticks + 1, "the morning's tick in the file")
    window.screenshot(tmp_path / "today.png")

    window.key("ctrl+1", "Down", "Return")
    pay = display.window(f"^Pay {NAME}$")
    pay.screenshot(tmp_path / "pay.png")
    pay.key("Return")
    window.activate()
    window.key("ctrl+s")

    def paid() -> list[dict[str, object]]:
        return [row for row in rows_in(path, "Payments", "Paid On") if row["ID"] not in paid_before]

    display.wait_until(lambda: len(paid()) == 1, "the payment in the file")
    window.screenshot(tmp_path / "paid.png")
    [payment] = [row for row in typed_rows_in(path, "Payments", "Paid On") if row["ID"] not in paid_before]
    assert (payment["Bill Name"], payment["Amount"], payment["Due Date"]) == (NAME, 142.5, date(2026, 2, 18))
    bill = next(row for row in typed_rows_in(path, "Bills", "Cadence") if row["Name"] == NAME)
    assert bill["Next Due"] == date(2026, 3, 18)

    window.key("Return")  # the line after it has the keyboard now
    display.window("^Pay Daycare$").key("Escape")
    window.activate()
    window.key("End", "Home", "Down", "Down", "Down", "Down", "Return")  # past the bills: the first message to send
    window.key("ctrl+shift+s")
    sent = display.window("^Mark as sent$")
    sent.screenshot(tmp_path / "sent.png")
    sent.key("Return")
    window.activate()
    window.key("ctrl+s")
    display.wait_until(lambda: _sent(path) > 0, "what was sent in the file")
    window.screenshot(tmp_path / "sent-window.png")
    window.key("alt+F4")
    assert program.wait() == 0, program.said()
    assert "Traceback" not in program.said()
    assert "QSystemTrayIcon" not in program.said()


def _sent(path: Path) -> int:
    return sum(str(row["Sent At"]).startswith(DAY.isoformat()) for row in rows_in(path, "Send Log", "Draft ID"))
