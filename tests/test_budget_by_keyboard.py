"""A bank's file imported by keyboard alone in a real window, taken back, and what then stands in the file."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.display import Display
from tests.test_underwriting_by_keyboard import rows_in
from tests.workbooks import DAY, new_copy

BANK = "Date,Details,Amount\n03/04/2026,Corner shop,-5.25\n02/01/2026,Pay,2000\n13/13/2026,Bad,1\n"


def test_a_person_sets_the_month_up_and_imports_a_file(display: Display, tmp_path: Path) -> None:
    path = new_copy(tmp_path, "first.xlsx")
    bank = tmp_path / "bank.csv"
    bank.write_text(BANK, encoding="utf-8")
    program = display.start(
        [sys.executable, "-m", "app.cli", "--as-of", DAY.isoformat(), "open", str(path)],
        {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    window = display.window("^first.xlsx")
    window.key("ctrl+4")  # the first envelope's target has the keyboard
    window.type("1850")
    window.key("Down")
    window.type("300")
    window.key("Return", "ctrl+shift+i")
    window.type("4,200")
    window.key("Return", "ctrl+i")
    chooser = display.window("^Choose the bank")
    chooser.type(str(bank))
    chooser.key("Return")
    dialog = display.window("^Import bank.csv$")
    dialog.key("Down")  # the date order waits for an answer and has the keyboard
    dialog.screenshot(tmp_path / "dialog.png")
    dialog.key("Return")
    window.activate()
    window.key("ctrl+s")
    display.wait_until(lambda: len(rows_in(path, "Ledger", "Import Key")) == 2, "the imported lines in the file")
    display.screenshot(tmp_path / "window.png")

    targets = {row["Name"]: row["Monthly Target"] for row in rows_in(path, "Envelopes", "Monthly Target")}
    assert (targets["rent"], targets["utilities"]) == (1850, 300)
    settings = {row["Key"]: row["Value"] for row in rows_in(path, "Settings", "Value")}
    assert settings["income_target"] == 4200
    shop, pay = rows_in(path, "Ledger", "Import Key")
    assert (shop["Amount"], shop["Kind"], pay["Amount"], pay["Kind"]) == (5.25, "expense", 2000, "income")

    window.key("ctrl+z", "ctrl+s")
    display.wait_until(lambda: not rows_in(path, "Ledger", "Import Key"), "the import taken back")
    window.key("alt+F4")
    assert program.wait() == 0, program.said()
