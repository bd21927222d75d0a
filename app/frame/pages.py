"""The tabs of the open workbook: their strip with counts, and their pages, each made when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from app.catalog import TAB_OF_TABLE, TABS
from app.command import Frame
from app.document import Document
from app.frame.remembered import restore_dividers
from app.frame.strip import Tabs
from app.guard import guard
from app.theme import Role, Space
from app.tr import tr, tr_n
from app.widgets import Panel, row
from app.words import counted, grouped
from models.core.problem import Severity

if TYPE_CHECKING:
    from app.tabs.page import Page


COUNT_MS = 50  # the page that was edited answers first


class TabBar(Panel):
    """The strip with the seven tabs."""

    def __init__(self) -> None:
        super().__init__(Role.WINDOW, Qt.Edge.BottomEdge)
        self.tabs = Tabs(tr("Tabs"), pad=Space.L)
        for tab in TABS:
            index = self.tabs.addTab(tr(tab.title))
            self.tabs.setTabData(index, tab.icon)
            self.tabs.setTabToolTip(index, tr(tab.title))
        line = row(self.tabs, margins=(Space.S, 0, Space.S, 0))
        line.addStretch()
        self.setLayout(line)

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tabs.fit(event.size().width() - 2 * Space.S)


class Pages(QObject):
    """What is behind the strip for one document."""

    made = Signal(object)  # a Page that is new
    shown = Signal(object)  # the Page that came to the front

    def __init__(self, document: Document, frame: Frame, bar: TabBar, stack: QStackedWidget) -> None:
        super().__init__(bar)
        self._document, self._frame, self._bar, self._stack = document, frame, bar, stack
        self._made: dict[str, Page] = {}
        bar.tabs.currentChanged.connect(self._show)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNT_MS)
        self._counting.timeout.connect(self.count)
        document.state_changed.connect(self._counting.start)
        document.replaced.connect(self._counting.start)

    @property
    def page(self) -> Page | None:
        return self._made.get(self.key)

    @property
    def key(self) -> str:
        return TABS[max(self._bar.tabs.currentIndex(), 0)].key

    def show(self, key: str) -> Page:
        """The tab's page, in front."""
        index = _place(key)
        if self._bar.tabs.currentIndex() != index:
            self._bar.tabs.setCurrentIndex(index)
        self._show(index)
        return self._made[TABS[index].key]

    def go_to(self, sheet: str, row_id: str, field: str) -> bool:
        """Shows a sheet's cell where it is worked with; False where no page has it."""
        table = next((table for table in self._document.book.tables.values() if table.sheet == sheet), None)
        if table is None:
            return self.show_sheet(sheet)
        home = TAB_OF_TABLE.get(table.key, "workbook")
        here = self.page
        page = here if here is not None and here.shows(table.key) else self.show(home)
        if not row_id:
            return page.show_table(table.key) is not None
        return page.go_to(table.key, row_id, field)

    def show_sheet(self, name: str) -> bool:
        """A sheet on the Workbook tab, the person's own too."""
        from app.tabs.workbook import Workbook

        page = self.show("workbook")
        return isinstance(page, Workbook) and page.show_sheet(name)

    def count(self) -> None:
        """What needs attention on each tab: the problems of its tables."""
        self._count_today()
        for number, tab in enumerate(TABS[1:], 1):
            found = [p for key in tab.tables for p in self._document.problems_of(key).values()]
            grave = [problem for problem in found if problem.severity is not Severity.INFO]
            errors = any(problem.severity is Severity.ERROR for problem in grave)
            spoken = f"{tr(tab.title)}, {counted(len(grave), 'problem')}" if grave else tr(tab.title)
            role = Role.DANGER if errors else Role.WARNING
            self._bar.tabs.mark(number, grouped(len(grave)) if grave else "", role, spoken)
        layout = self._bar.layout()
        if layout is not None:
            layout.activate()  # before the next paint: a number makes its tab wider

    def _count_today(self) -> None:
        """What is due today or late, on the Today tab."""
        from app.tabs.needs import needs_of
        from models.ops.needs import Urgency

        due = [need for need in needs_of(self._document) if need.urgency <= Urgency.TODAY]
        late = any(need.urgency is Urgency.LATE for need in due)
        first = tr(TABS[0].title)
        spoken = first + tr_n(", {n} thing due", ", {n} things due", len(due)) if due else first
        self._bar.tabs.mark(0, grouped(len(due)) if due else "", Role.DANGER if late else Role.WARNING, spoken)

    def finish(self) -> bool:
        """Ends what is being typed on any page; False where it was refused."""
        refused = [key for key, page in self._made.items() if not page.finish()]
        if refused and self.key not in refused:
            self.show(refused[0])
        return not refused

    def close(self) -> None:
        self._counting.stop()
        self._bar.tabs.currentChanged.disconnect(self._show)
        for page in self._made.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._made.clear()
        self.deleteLater()  # else the strip, which stays, would keep it, and with it the document and its Book

    def make(self, key: str) -> Page:
        """The tab's page, wherever it is; of a tab that there is not, the first one's."""
        tab = TABS[_place(key)]
        if tab.key not in self._made:
            page = tab.make(self._document, self._frame)
            self._made[tab.key] = page
            self.made.emit(page)
            self._stack.addWidget(page)
            restore_dividers(page)
        return self._made[tab.key]

    def _show(self, index: int) -> None:
        page = self.make(TABS[index].key)
        self._stack.setCurrentWidget(page)
        self.shown.emit(page)


def _place(key: str) -> int:
    return next((number for number, tab in enumerate(TABS) if tab.key == key), 0)
