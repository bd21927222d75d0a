"""The Conflicts panel: what was changed here and by somebody else, with both values, and whose is to stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout

from app.command import Frame
from app.frame.conflict_list import SHOWN, ConflictList, Shown
from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, IconButton, Panel, Text, column, row

if TYPE_CHECKING:
    from app.document import Document
    from app.session import Session

WIDTH = 404


class ConflictsPanel(Panel):
    """A drawer at the right. The file holds theirs until it is decided; a decision is one undo."""

    closed = Signal()

    def __init__(self, frame: Frame) -> None:
        super().__init__(Role.CARD, Qt.Edge.LeftEdge)
        self._frame = frame
        self.setMinimumWidth(theme().pixels(320))
        self.list = ConflictList()
        self.list.go.connect(self._go)
        self.list.chosen.connect(lambda shown, side: self._decide([shown], side))
        self.list.selectionModel().currentChanged.connect(self._look)
        self.all_theirs = Button(tr("Theirs for all"), lambda: self._decide(self._all, "theirs"), kind="quiet")
        self.all_mine = Button(tr("Mine for all"), lambda: self._decide(self._all, "mine"), kind="quiet")
        self.detail = Detail(lambda side: self._decide_current(side), lambda: self._go(self.current))
        self.empty = Text(tr("Nothing is left to decide."), role=Role.MUTED)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._all: list[Shown] = []
        self._lay_out()
        self.setFocusProxy(self.list)
        self._show()

    @property
    def current(self) -> Shown | None:
        found = self.list.currentIndex().data(SHOWN)
        return found if isinstance(found, Shown) else None

    def show_document(self, document: Document | None) -> None:
        """Shows what is open in the document now."""
        self._all = _shown(document.session) if document is not None and document.conflicts else []
        self._show()

    def _show(self) -> None:
        place = max(self.list.currentIndex().row(), 0)
        self.list.conflicts.show(self._all)
        if self._all and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.conflicts.index(min(place, len(self._all) - 1)))
        self.list.setVisible(bool(self._all))
        self.empty.setVisible(not self._all)
        for button in (self.all_theirs, self.all_mine):
            button.setVisible(len(self._all) > 1)
        self._look()

    def _look(self, *_: object) -> None:
        document = self._frame.document
        self.detail.show_conflict(self.current, can_decide=document is not None and not document.read_only)

    def _go(self, shown: Shown | None) -> None:
        if shown is not None:
            self._frame.go_to(shown.sheet, shown.conflict.row, shown.conflict.field)

    def _decide_current(self, side: str) -> None:
        if self.current is not None:
            self._decide([self.current], side)

    def _decide(self, shown: list[Shown], side: str) -> None:
        from models.core.merge import Side

        document = self._frame.document
        if document is None or document.read_only or not shown:
            return
        name, place, mine = document.name, shown[0].place, side == "mine"
        if len(shown) > 1:
            said = (
                tr("{n} conflicts decided: yours for all.", n=len(shown))
                if mine
                else tr("{n} conflicts decided: theirs for all.", n=len(shown))
            )
        elif mine:
            said = tr("{name}: yours stands in {place}.", name=name, place=place)
        else:
            said = tr("{name}: theirs stands in {place}.", name=name, place=place)
        if document.decide([(one.conflict, Side(side)) for one in shown]):
            self._frame.say(said, undo=True)

    def _lay_out(self) -> None:
        head = row(Text(tr("Changed on both sides"), Size.SECTION, strong=True), margins=(Space.L, Space.M, Space.S, 0))
        head.addStretch()
        head.addWidget(IconButton("close", tr("Close the conflicts"), self.closed.emit))
        note = Text(tr("The file has theirs until you decide; yours is kept safe."), role=Role.MUTED, wrap=True)
        note.setContentsMargins(Space.L, 0, Space.L, 0)
        everything = row(self.all_theirs, self.all_mine, margins=(Space.M, 0, Space.M, 0))
        everything.addStretch()
        whole = column(gap=Space.S, margins=(1, 0, 0, 0))
        whole.addLayout(head)
        whole.addWidget(note)
        whole.addLayout(everything)
        whole.addWidget(self.empty, 1)
        whole.addWidget(self.list, 1)
        whole.addWidget(self.detail)
        self.setLayout(whole)

    @guard(QSize(WIDTH, 400))
    def sizeHint(self) -> QSize:
        return QSize(theme().pixels(WIDTH), 400)


class Detail(Panel):
    """The chosen conflict: what it was, theirs and mine, and a button for each."""

    def __init__(self, decide: Callable[[str], object], go: Callable[[], object]) -> None:
        super().__init__(Role.CARD, Qt.Edge.TopEdge)
        self.place = Text("", Size.CAPTION, Role.MUTED, strong=True)
        self.what = Text("", strong=True, wrap=True)
        self.was, self.theirs, self.mine = Text("", wrap=True), Text("", wrap=True), Text("", wrap=True)
        self.take_theirs = Button(tr("Keep theirs"), lambda: decide("theirs"))
        self.take_mine = Button(tr("Use mine"), lambda: decide("mine"))
        self.go = Button(tr("Go to cell"), go, kind="quiet", icon="goto")
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        for line, (title, text) in enumerate(
            ((tr("Was"), self.was), (tr("Theirs"), self.theirs), (tr("Mine"), self.mine))
        ):
            grid.addWidget(Text(title, role=Role.MUTED), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, line, 1)
        buttons = row(self.take_theirs, self.take_mine, self.go)
        buttons.addStretch()
        whole = column(self.place, self.what, margins=(Space.L, Space.M, Space.L, Space.L))
        whole.addLayout(grid)
        whole.addLayout(buttons)
        self.setLayout(whole)

    def show_conflict(self, shown: Shown | None, *, can_decide: bool) -> None:
        self.setVisible(shown is not None)
        if shown is None:
            return
        self.place.setText(shown.place)
        self.what.setText(shown.what)
        for text, words in ((self.was, shown.was), (self.theirs, shown.theirs), (self.mine, shown.mine)):
            text.setText(words)
        for button in (self.take_theirs, self.take_mine):
            button.setEnabled(can_decide)


def _shown(session: Session) -> list[Shown]:
    """The open conflicts as the panel lists them."""
    from app.conflict_text import row_name, side_texts

    found = []
    for one in session.conflicts:
        table = session.book.tables[one.table]
        header = table[one.field].header if one.field in table else tr("deleted on one side")
        place = f"{table.sheet} {session.place(one.table, one.row, one.field or table.id_column.name)}".strip()
        was, theirs, mine = side_texts(session.book, one)
        found.append(Shown(one, table.sheet, place, f"{row_name(session.book, one)}, {header}", was, theirs, mine))
    return found
