"""The forecast: the balance by day from bills and income still to come, and where it starts."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.tabs.budget.balance_chart import BalanceChart, lowest_words
from app.tabs.budget.part import MonthCard
from app.tabs.budget.words import sum_of
from app.theme import Role, Size, Space
from app.tr import marked, tr, tr_error
from app.widgets import Button, Text, Warned, row
from app.words import amount, day_words
from app.zone import local_zone
from models.budget import INCOME
from models.budget.forecast import Forecast
from models.budget.income import without_dates
from models.budget.occurrences import forecast_of
from models.core.refusal import Refused
from models.core.values import plain
from models.settings import number_of

SPANS = {marked("30 days"): 30, marked("90 days"): 90, marked("Year"): 365}
NO_BALANCE = marked("Say what is on the account, and you see here which day will be the lowest.")


class ForecastCard(MonthCard):
    """It starts today, whichever month is shown. `set_balance` asks for the balance."""

    reads = ("Bills", "Payments", "Income", "Ledger", "Settings")

    def __init__(self, document: Document, frame: Frame, set_balance: object) -> None:
        super().__init__(document, frame)
        assert callable(set_balance)
        self.spans = Pills(tr("How far the forecast looks"), pad=Space.XS + 2)
        for title in SPANS:
            self.spans.addTab(tr(title))
        kept = text_of("budget/span")
        self.spans.setCurrentIndex(list(SPANS).index(kept) if kept in SPANS else 1)
        self.spans.currentChanged.connect(self._span_chosen)
        self.said = Text("", wrap=True)
        self.chart = BalanceChart()
        self.chart.copied.connect(frame.say)
        self.readout = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.chart.read.connect(self._read)
        self.below = Warned(Role.DANGER, "error")
        self.warned = Warned()
        self.to_income = Button("", self._lead_on, kind="link", icon="go")
        self.start = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.balance = Button(tr("Set balance…"), set_balance)
        self._start_words = ""
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(Text(tr("Forecast"), Size.SECTION, strong=True))
        head.addStretch()
        head.addWidget(self.spans)
        foot = row(gap=Space.S)
        foot.addWidget(self.start, 1)
        foot.addWidget(self.balance, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(head)
        for part in (self.said, self.below, self.chart, self.readout, self.warned):
            self.column.addWidget(part)
        self.column.addWidget(self.to_income, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(foot)
        self.column.setStretchFactor(self.chart, 1)

    @property
    def days(self) -> int:
        return list(SPANS.values())[max(0, self.spans.currentIndex())]

    def draw(self) -> None:
        today, zone = self.document.as_of, local_zone()
        floor = number_of(self.book, "buffer_min")
        try:
            found: Forecast | None = forecast_of(self.book, today, zone, self.days)
        except Refused as refusal:
            found = None
            self.said.setText(tr(NO_BALANCE) if refusal.code == "missing" else tr_error(refusal))
        for part in (self.chart, self.readout, self.spans):
            part.setVisible(found is not None)
        self.said.set_role(Role.TEXT if found else Role.MUTED)
        self.start.setVisible(found is not None)
        self.balance.setEnabled(not self.document.read_only)
        self.chart.show_forecast(found, floor)
        self.below.say(())
        if found is not None:
            self.said.setText(lowest_words(found, floor, today))
            first = found.days[0]
            start = sum_of((first.balance, first.money_out, -first.money_in))
            self.start.setText(tr("Starts from {start} {currency} today.", start=amount(start), currency=self.currency))
            self._show_below(found, floor)
        self._show_left_out()

    def _show_below(self, found: Forecast, floor: float) -> None:
        if found.below_buffer_on is not None:
            when = day_words(found.below_buffer_on, self.document.as_of)
            first = tr("today") if found.below_buffer_on == self.document.as_of else tr("on {when}", when=when)
            self.below.say((tr("Falls below the buffer of {floor} {first}.", floor=amount(floor), first=first),))

    def _show_left_out(self) -> None:
        """Income that the forecast is without, because its dates cannot be known; or that there is none at all."""
        left_out = without_dates(self.book, self.document.as_of, local_zone())
        names = self.book[INCOME]["name"]
        said = [
            tr("{names} is left out. {message}", names=plain(names[row_id]) or row_id, message=fault.message)
            for row_id, fault in left_out.items()
        ]
        self._row, self._field = next(((row_id, fault.field) for row_id, fault in left_out.items()), ("", ""))
        none = not len(names)
        self.warned.say([*said, *([tr("No income is entered: the forecast has bills only.")] if none else [])])
        self.to_income.setText(tr("Mend it in Income") if said else tr("Add income"))
        self.to_income.setVisible(bool(said) or none)

    def _lead_on(self) -> None:
        self.frame.go_to(INCOME.sheet, self._row, self._field)
        if not self._row and self.frame.grid is not None:
            self.frame.grid.commands.add_row()

    def _read(self, words: str) -> None:
        self.readout.setText(words or tr("Arrow keys or the mouse read a day out."))

    def _span_chosen(self, _: int) -> None:
        keep("budget/span", list(SPANS)[max(0, self.spans.currentIndex())])
        self._seen = ()
        self.refresh()
