"""The middle of the tab: what waits, and the board, the tables and the templates behind pills."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.grid.bar import SearchBox
from app.tabs.pipeline.actions import DealActions
from app.tabs.pipeline.board import BoardPart
from app.tabs.pipeline.tables import DealsTable, DealTable
from app.theme import Role, Size, Space
from app.tr import marked, tr, tr_n
from app.widgets import Button, Card, IconButton, Text, row
from app.words import counted, grouped
from models.core.problem import Severity
from models.pipeline.board import without_next_step
from models.pipeline.deals import DEALS

BOARD, TABLE = marked("Board"), marked("Table")


class Centre(Card):
    """`showed` follows each change of the part in front."""

    showed = Signal()

    def __init__(
        self, document: Document, acts: DealActions, board: BoardPart, deals: DealsTable, parts: Mapping[str, QWidget]
    ) -> None:
        super().__init__(margin=Space.S, gap=Space.S)
        self.document, self.board, self.deals = document, board, deals
        self.parts: dict[str, QWidget] = {BOARD: board, TABLE: deals, **parts}
        self.figure = Text("", Size.TITLE, strong=True)
        self.bare = Button("", self._bare_changed, kind="quiet", icon="filter")
        self.bare.setCheckable(True)
        self.search = SearchBox()
        self.search.setPlaceholderText(tr("Find a deal"))
        self.search.setAccessibleName(tr("Find a deal"))
        self.search.setToolTip(tr("Deals whose address, city, contact or next step holds all these words (Ctrl+F)"))
        self.add = Button(tr("Add deal…"), acts.add_deal, icon="add")
        self.add.setToolTip(tr("Add a deal and who sells it (Ctrl+Shift+G)"))
        self.open_side = IconButton("pipeline", tr("Show the chosen deal"))
        self.open_side.hide()
        self.pills = Pills(tr("Parts of the pipeline"), pad=Space.S)
        self.stack = QStackedWidget()
        for title, part in self.parts.items():
            self.pills.addTab(tr(title))
            self.stack.addWidget(part)
        self._lay_out()
        kept = text_of("pipeline/part")
        self.pills.setCurrentIndex(list(self.parts).index(kept) if kept in self.parts else 0)
        self.pills.currentChanged.connect(lambda _: self._show())
        self.search.searched.connect(board.search)
        self.search.left.connect(board.setFocus)
        board.find_wanted.connect(self.start_search)
        board.all_wanted.connect(self.show_everything)
        self.setObjectName("middle")
        self.setMinimumWidth(360)
        self._show()

    def _lay_out(self) -> None:
        head = row(self.figure, self.bare, gap=Space.XS, margins=(Space.S, Space.XS, 0, 0))
        head.addStretch(1)
        head.addWidget(self.search, 2)
        head.addWidget(self.add)
        head.addWidget(self.open_side)
        self.column.addLayout(head)
        self.column.addWidget(self.pills)
        self.column.addWidget(self.stack, 1)

    @property
    def current(self) -> QWidget:
        return list(self.parts.values())[max(0, self.pills.currentIndex())]

    def bring(self, part: QWidget) -> None:
        self.pills.setCurrentIndex(list(self.parts.values()).index(part))

    def step(self, by: int) -> None:
        self.pills.setCurrentIndex((self.pills.currentIndex() + by) % self.pills.count())
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    # --- what it shows ---

    def refresh(self) -> None:
        """The first figure, and what is in front."""
        book, today = self.document.book, self.document.as_of
        count, total = len(without_next_step(book, today)), len(book[DEALS])
        self.figure.setText(grouped(count))
        self.figure.set_role(Role.WARNING if count else Role.GOOD)
        words = tr_n("open deal has no next step", "open deals have no next step", count)
        self.bare.setText(words)
        self.bare.setAccessibleName(tr("Show only these: {count} {words}", count=count, words=words))
        self.bare.setToolTip(tr("Show all deals again") if self.bare.isChecked() else tr("Show only these deals"))
        for widget in (self.figure, self.bare):
            widget.setVisible(bool(total))
        self.add.setVisible(bool(total) and self.current is self.board)
        self.add.setEnabled(not self.document.read_only)
        self.search.setVisible(self.current is self.board and bool(total))
        if self.current is self.board:
            self.board.refresh()

    def show_everything(self) -> None:
        """Whatever the filter or the search hides."""
        if self.bare.isChecked():
            self.bare.click()
        if self.search.text():
            self.search.clear()
            self.search.now()

    def _bare_changed(self) -> None:
        wanted = self.bare.isChecked()
        self.board.only_bare(wanted)
        self.deals.only_bare(wanted)
        if self.current not in (self.board, self.deals):
            self.bring(self.board)
        self.refresh()

    def _show(self) -> None:
        part = self.current
        keep("pipeline/part", list(self.parts)[max(0, self.pills.currentIndex())])
        self.stack.setCurrentWidget(part)
        self.setFocusProxy(part)
        self.refresh()
        self.showed.emit()

    def count(self) -> None:
        """How many problems each part's tables have, on its pill."""
        for number, (title, part) in enumerate(self.parts.items()):
            keys = [one.table.key for one in tables_in(part)]
            found = [p for key in keys for p in self.document.problems_of(key).values()]
            grave = [problem for problem in found if problem.severity is not Severity.INFO]
            errors = any(problem.severity is Severity.ERROR for problem in grave)
            spoken = f"{title}, {counted(len(grave), 'problem')}" if grave else title
            role = Role.DANGER if errors else Role.WARNING
            self.pills.mark(number, grouped(len(grave)) if grave else "", role if grave else Role.MUTED, spoken)

    def home_of(self, table_key: str) -> tuple[QWidget, DealTable] | None:
        """The part that shows a table, and the table in it."""
        for part in self.parts.values():
            for one in tables_in(part):
                if one.table.key == table_key:
                    return part, one
        return None


def tables_in(part: QWidget) -> list[DealTable]:
    """The tables that a part of the tab shows."""
    return [part] if isinstance(part, DealTable) else part.findChildren(DealTable)
