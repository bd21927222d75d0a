"""A bill added, found in the calendar, paid by halves and undone by keyboard, and what then stands in the file."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.display import Display
from tests.test_underwriting_by_keyboard import rows_in
from tests.workbooks import DAY, new_copy


def test_a_bill_is_added_paid_by_halves_and_undone(display: Display, tmp_path: Path) -> None:
    path = new_copy(tmp_path, "bills.xlsx")
    program = display.start(
        [sys.executable, "-m", "app.cli", "--as-of", DAY.isoformat(), "open", str(path)],
        {"PYTHONPATH": str(Path(__file__).parents[1])},
    )
    window = display.window("^bills.xlsx")
    window.key("ctrl+3", "Return")  # the only button of the empty tab
    form = display.window("^Add a bill$")
    form.type("Hydro")
    form.key("Tab")
    form.type("120")
    form.key("Tab", "Tab")
    form.type("10")
    form.screenshot(tmp_path / "form.png")
    form.key("Return")

    window.activate()
    window.key("F6", "Right", "Right", "Right", "Right", "Right", "Return")  # to the calendar, and in it to the 10th
    window.key("ctrl+shift+p")
    pay = display.window("^Pay Hydro$")
    pay.type("60")
    pay.screenshot(tmp_path / "pay.png")
    pay.key("Return")
    window.activate()
    window.key("ctrl+s")
    display.wait_until(lambda: len(rows_in(path, "Payments", "Paid On")) == 1, "the first half")
    window.screenshot(tmp_path / "half.png")
    [bill] = rows_in(path, "Bills", "Cadence")
    assert bill["Next Due"] == date(2026, 3, 10)

    window.key("ctrl+shift+p")
    display.window("^Pay Hydro$").key("Return")  # what remains stands there
    window.activate()
    window.key("ctrl+s")
    display.wait_until(lambda: len(rows_in(path, "Payments", "Paid On")) == 2, "the second half")
    paid = rows_in(path, "Payments", "Paid On")
    written = [(row["Bill Name"], row["Amount"], row["Due Date"]) for row in paid]
    assert written == [("Hydro", 60, date(2026, 3, 10))] * 2
    [bill] = rows_in(path, "Bills", "Cadence")
    assert (bill["Name"], bill["Amount"], bill["Due Day"]) == ("Hydro", 120, 10)
    assert bill["Next Due"] == date(2026, 4, 10)
    window.screenshot(tmp_path / "paid.png")

    window.key("ctrl+z", "ctrl+s")
    display.wait_until(lambda: len(rows_in(path, "Payments", "Paid On")) == 1, "what was undone")
    [bill] = rows_in(path, "Bills", "Cadence")
    assert bill["Next Due"] == date(2026, 3, 10)
    window.key("alt+F4")
    assert program.wait() == 0, program.said()
