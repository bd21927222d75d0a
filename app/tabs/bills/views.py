"""When all of it is due: a month, twelve months, or the next sixty days, one at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.guard import guard
from app.tabs.bills.actions import BillActions
from app.tabs.bills.month import MonthView
from app.tabs.bills.timeline import TimelineView
from app.tabs.bills.year import YearView
from app.theme import Space
from app.tr import marked, tr
from app.widgets import Card, row

VIEWS = (marked("Month"), marked("12 months"), marked("Timeline"))


class Views(Card):
    """`opened` says which due date of which bill was opened. Only the view in front is worked out."""

    opened = Signal(str, object)

    def __init__(self, document: Document, acts: BillActions, frame: Frame) -> None:
        super().__init__(margin=Space.S, gap=Space.XS)
        self.month = MonthView(document, acts)
        self.year = YearView(document, acts)
        self.timeline = TimelineView(document, acts)
        self.pills = Pills(tr("Ways to see the bills"), pad=Space.S)
        self.stack = QStackedWidget()
        self.views = (self.month, self.year, self.timeline)
        for title, view in zip(VIEWS, self.views, strict=True):
            self.pills.addTab(tr(title))
            self.stack.addWidget(view)
        head = row(self.pills, gap=Space.S)
        head.addWidget(self.month.tools, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.stack, 1)
        kept = text_of("bills/view")
        self.pills.setCurrentIndex(VIEWS.index(kept) if kept in VIEWS else 0)
        self.pills.currentChanged.connect(self._chosen)
        self.month.opened.connect(self.opened)
        self.year.opened.connect(self.opened)
        self.timeline.chart.opened.connect(self.opened)
        for chart in (self.month.calendar, self.timeline.chart):
            chart.copied.connect(frame.say)

    def refresh(self) -> None:
        if not self.isVisible():
            return
        number = max(0, self.pills.currentIndex())
        self.stack.setCurrentIndex(number)
        self.month.tools.setVisible(self.stack.currentWidget() is self.month)
        self.setFocusProxy(self.views[number])
        self.views[number].refresh()

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.month.fit(event.size().width())

    def _chosen(self, number: int) -> None:
        keep("bills/view", VIEWS[max(0, number)])
        self.refresh()

    def step(self, by: int) -> None:
        self.pills.setCurrentIndex((self.pills.currentIndex() + by) % self.pills.count())
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
