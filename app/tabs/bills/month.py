"""The calendar, and in `tools` its month's name and the ways to another month."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.document import Document
from app.grid.menu import popup
from app.tabs.bills.actions import BillActions
from app.tabs.bills.calendar import Calendar, Entry, month_entries, next_month
from app.tabs.bills.words import STATUSES
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import IconButton, Text, column, row
from app.words import amount, month_words
from models.bills.status import DONE

SHORT_BELOW, NO_SUM_BELOW = 540, 660  # pixels


class MonthView(QWidget):
    """`opened` says which due date of which bill was opened."""

    opened = Signal(str, object)

    def __init__(self, document: Document, acts: BillActions) -> None:
        super().__init__()
        self.document, self.acts = document, acts
        self.calendar = Calendar(document.as_of)
        self.title = Text("", strong=True)
        self._short = False
        self.title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.back = IconButton("back", tr("The month before (Page Up)"), lambda: self._turn(-1))
        self.forth = IconButton("go", tr("The next month (Page Down)"), lambda: self._turn(1))
        self.now = IconButton("today", tr("To today (Home)"), lambda: self.calendar.go(document.as_of))
        self.tools = QWidget()
        self.tools.setLayout(row(self.note, self.title, self.back, self.now, self.forth, gap=Space.XS))
        self.tools.layout().setStretch(0, 1)  # type: ignore[union-attr]  # just set
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(self.calendar))
        self.setFocusProxy(self.calendar)
        self.fit(0)
        self.calendar.turned.connect(self.refresh)
        self.calendar.opened.connect(self._open)

    def refresh(self) -> None:
        document = self.document
        entries = month_entries(document.book, self.calendar.first, document.as_of, self.acts.zone)
        self.calendar.show_entries(entries, document.as_of)
        self._name()
        month = [e for e in entries if (e.day.year, e.day.month) == (self.calendar.day.year, self.calendar.day.month)]
        left = sum(entry.money for entry in month if entry.status not in DONE)
        paid = sum(entry.money for entry in month if entry.status.startswith("paid"))
        self.note.setText(tr("{left} to pay", left=amount(round(left, 2))))
        self.note.setToolTip(tr("{paid} paid", paid=amount(round(paid, 2))))

    def fit(self, width: int) -> None:
        """Where there is little room beside the pills, the sum is left out, and then the month written short."""
        self._short = 0 < width < theme().pixels(SHORT_BELOW)
        self.title.setMinimumWidth(theme().pixels(66 if self._short else 112))  # every month’s name has room
        self.note.setVisible(not 0 < width < theme().pixels(NO_SUM_BELOW))
        self._name()

    def _name(self) -> None:
        self.title.setText(month_words(self.calendar.first, short=self._short))

    def _turn(self, step: int) -> None:
        self.calendar.go(next_month(self.calendar.first, step))

    def _open(self, day: date) -> None:
        """The day's one due date, else a menu of them."""
        found = self.calendar.entries.get(day, [])
        if len(found) == 1:
            self.opened.emit(found[0].bill_id, found[0].due)
        elif found:
            popup(self.menu(found), self._below(day))

    def menu(self, found: list[Entry]) -> QMenu:
        menu = QMenu(self)
        theme().dress(menu)
        for entry in found:
            badge = STATUSES[entry.status]
            action = menu.addAction(entry.words.replace("&", "&&"))
            if badge.icon:
                action.setIcon(theme().icon(badge.icon, badge.role))
            action.triggered.connect(lambda *_, e=entry: self.opened.emit(e.bill_id, e.due))
        if menu.actions():
            menu.setActiveAction(menu.actions()[0])
        return menu

    def _below(self, day: date) -> QPoint:
        cell = self.calendar.cell_of(day)
        return self.calendar.mapToGlobal(cell.bottomLeft().toPoint())
