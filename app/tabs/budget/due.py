"""What is due in the month and not paid yet, each line a link to its bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.command import Frame
from app.document import Document
from app.tabs.budget.part import MonthCard
from app.tabs.budget.words import money, month_name, sum_of
from app.tabs.needs import LineButton
from app.theme import Role, Size, Space
from app.tr import spoken, tr
from app.widgets import Button, Text, empty, row
from app.words import amount, day_words, relative
from app.zone import local_zone
from models.bills import BILLS
from models.budget.occurrences import bills_due, month_end

SHOWN = 31
NAME_WIDE = 124


@dataclass(frozen=True)
class DueLine:
    """One occurrence that is still to pay."""

    day: date
    name: str
    bill_id: str
    amount: float


class DueCard(MonthCard):
    """The month's unpaid occurrences by day; what is older stands in one line."""

    reads = ("Bills", "Payments", "Settings")

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self.title = Text("", Size.SECTION, strong=True, elide=True)
        self.sum = Text("", role=Role.MUTED)
        self.earlier = Button("", self._look_at_earlier, kind="link", icon="warning")
        self.nothing = Text("", role=Role.MUTED, wrap=True)
        self.more = Text("", Size.CAPTION, Role.MUTED)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(Space.M)
        self.grid.setVerticalSpacing(Space.XS)
        self.grid.setColumnStretch(1, 1)
        self.links: list[LineButton] = []
        self._shown: object = None
        self._oldest = ""
        head = row()
        head.addWidget(self.title, 1)
        head.addWidget(self.sum)
        self.column.addLayout(head)
        self.column.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self.grid)
        self.column.addWidget(self.nothing)
        self.column.addWidget(self.more)

    def draw(self) -> None:
        found = bills_due(self.book, self.document.as_of, local_zone(), month_end(self.month))
        first = pd.Timestamp(self.month)
        lines = lines_of(found[found["date"] >= first])
        same_year = self.month.year == self.document.as_of.year
        self.title.setText(
            tr("Due in {month}", month=spoken().months[self.month.month - 1] if same_year else month_name(self.month))
        )
        self.sum.setText(tr("{total} to pay", total=amount(sum_of(line.amount for line in lines))) if lines else "")
        self._show_earlier(found[found["date"] < first])
        state = [*lines, self.month, self.document.as_of]
        if state != self._shown:
            self._shown = state
            self._make_lines(lines)
        self.nothing.setText(self._nothing())
        self.nothing.setVisible(not lines)
        self.more.setText(tr("and {n} more, in Bills", n=len(lines) - SHOWN))
        self.more.setVisible(len(lines) > SHOWN)

    def _nothing(self) -> str:
        if self.book[BILLS].empty:
            return tr("No bills yet. Add them in the Bills tab, and what is due appears here.")
        return tr("Nothing is left to pay in this month.")

    def _make_lines(self, lines: list[DueLine]) -> None:
        empty(self.grid)
        today = self.document.as_of
        self.links = []
        for place, line in enumerate(lines[:SHOWN]):
            late = line.day < today
            day = Text(_when(line.day, today), Size.CAPTION, Role.DANGER if late else Role.MUTED)
            day.setToolTip(relative(line.day, today))
            link = LineButton(line.name, partial(self._look, line.bill_id), kind="title")
            link.setText(link.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, NAME_WIDE))
            link.setAccessibleName(f"{line.name}, {amount(line.amount)}, {relative(line.day, today)}")
            link.setToolTip(tr("{name}, {when}: look at it in Bills", name=line.name, when=relative(line.day, today)))
            link.step.connect(lambda down, place=place: self._go(place + down))
            figure = Text(money(line.amount))
            for column, widget in enumerate((day, link, figure)):
                across = Qt.AlignmentFlag.AlignRight if widget is figure else Qt.AlignmentFlag.AlignLeft
                self.grid.addWidget(widget, place, column, across | Qt.AlignmentFlag.AlignVCenter)
            self.links.append(link)
        self.setFocusProxy(self.links[0] if self.links else None)  # type: ignore[arg-type]  # none is fine

    def _show_earlier(self, older: pd.DataFrame) -> None:
        """Only beside the current month: of a coming one everything now unpaid is older."""
        today = self.document.as_of
        here = (self.month.year, self.month.month) == (today.year, today.month)
        self.earlier.setVisible(here and not older.empty)
        if not older.empty:
            total = amount(sum_of(older["amount"]))
            self.earlier.setText(tr("Earlier months: {n} unpaid, {total}", n=len(older), total=total))
            self._oldest = str(older["bill_id"].iloc[0])

    def _look_at_earlier(self) -> None:
        self._look(self._oldest)

    def _look(self, bill_id: str) -> None:
        self.frame.go_to(BILLS.sheet, bill_id, "name")

    def _go(self, place: int) -> None:
        if 0 <= place < len(self.links):
            self.links[place].setFocus(Qt.FocusReason.OtherFocusReason)


def _when(day: date, today: date) -> str:
    """`today`, `Thu 12 Mar`, `Sun 1 Mar, late`."""
    if day == today:
        return tr("today")
    return f"{day_words(day, today)}{', late' if day < today else ''}"


def lines_of(due: pd.DataFrame) -> list[DueLine]:
    rows = zip(due["date"], due["label"], due["bill_id"], due["amount"], strict=True)
    return [DueLine(day.date(), str(name), str(bill), float(left)) for day, name, bill, left in rows]
