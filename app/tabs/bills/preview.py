"""What the form shows beside its fields: the rule in words, and the next six due dates."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.tabs.bills.words import fault_words
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_phrase
from app.widgets import Card, Text
from app.words import day_words, relative
from models.bills.words import Preview

COUNT = 6


class DatesPreview(Card):
    """A side of the form; to a screen reader it is one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Text("", strong=True, wrap=True)
        self.why = Text("", role=Role.MUTED, wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        grid.setContentsMargins(0, 0, 0, 0)
        self.lines: list[tuple[Text, Text, Text]] = []
        for number in range(COUNT):
            line = (Text("", strong=True), Text("", Size.CAPTION, Role.MUTED), Text("", Size.CAPTION, Role.MUTED))
            self.lines.append(line)
            grid.addWidget(line[0], 2 * number, 0)
            grid.addWidget(line[1], 2 * number, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(line[2], 2 * number + 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.dates = QWidget()
        self.dates.setLayout(grid)
        for part in (Text(tr("Next six due dates"), Size.CAPTION, Role.MUTED), self.words, self.why, self.dates):
            self.column.addWidget(part)
        self.column.addStretch()
        self.setFixedWidth(theme().pixels(268))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_found(self, found: Preview, today: date) -> None:
        fault = found.fault
        self.words.setText(tr_phrase(found.words))
        self.words.setVisible(bool(found.words))
        over = tr("It is due no more.") if fault is None and not found.dates else ""
        self.why.setText(fault_words(fault) if fault is not None else over)
        self.why.setVisible(bool(self.why.text()))
        self.dates.setVisible(bool(found.dates))
        for number, (day, far, moved) in enumerate(self.lines):
            shown = number < len(found.dates)
            one = found.dates[number] if shown else None
            day.setText(day_words(one.moved_to, today) if one else "")
            far.setText(relative(one.moved_to, today) if one else "")
            was = one is not None and one.due != one.moved_to
            moved.setText(tr("moved from {day}", day=day_words(one.due, today)) if one is not None and was else "")
            moved.setVisible(was)
        self.setAccessibleName(self.spoken)

    @property
    def spoken(self) -> str:
        days = ", ".join(day.text() for day, _, _ in self.lines if day.text())
        return f"{self.words.text()}: {days}" if days else self.why.text()
