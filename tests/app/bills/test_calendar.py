"""The calendar's month where there is little room: what is written in its days."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.charts.canvas import Canvas, Words
from app.tabs.bills.calendar import Calendar, Entry
from tests.app.windows import themed

DAY = date(2026, 3, 5)
BILLS = ("Vegetable box", "Life insurance", "Line of credit", "Water and waste", "Mortgage")


@pytest.mark.parametrize("status", ["upcoming", "missed"])
def test_names_are_whole_in_a_narrow_month(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    themed(qapp)
    written: list[str] = []
    write = Canvas.write

    def noted(self: Canvas, words: Words) -> None:
        written.append(words.text)
        write(self, words)

    monkeypatch.setattr(Canvas, "write", noted)
    calendar = Calendar(DAY)
    qtbot.addWidget(calendar)
    calendar.resize(548, 270)
    entries = [Entry(f"bl_{n}", name, date(2026, 3, 9 + n), date(2026, 3, 9 + n), 5.0, status, False)
               for n, name in enumerate(BILLS)]  # fmt: skip
    calendar.show_entries([*entries, *entries[:1]], DAY)
    calendar.picture()
    assert not [text for text in written if "…" in text]
    assert {"Vegetable", "box", "Mortgage", "+1"} <= set(written)
