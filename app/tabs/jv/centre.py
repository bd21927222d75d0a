"""The middle of the tab: what the chosen partner will see, and the three tables behind pills."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.strip import Pills
from app.grid.columns import Source
from app.grid.grid import Grid
from app.tabs.jv.actions import PartnerActions
from app.tabs.jv.part import PartnerPart
from app.tabs.jv.preview import Preview
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr, tr_error
from app.widgets import Button, Card, IconButton, Text, Warned, column, row
from app.words import counted, grouped
from models.catalog import BY_KEY
from models.core.problem import Severity
from models.core.refusal import Refused
from models.pipeline import DEALS

NewGrid = Callable[[Source, str], Grid]
BOARD = marked("Board")
TABLES = {
    marked("Partners"): ("Partners", "partner"),
    marked("Tokens"): ("ShareTokens", "token"),
    marked("Exports"): ("Exports", "export"),
}
STEPS = (
    marked("Add a partner."),
    marked("Name them as the partner of a deal, with their share and capital."),
    marked("Make a token: it says whose board is opened, and until when."),
    marked("Export: a file with that partner’s deals and nothing else, proved before it is there."),
)


class BoardPart(PartnerPart):
    """The two sheets of the partner's file, from the function that lays the file out."""

    reads = ("Partners", "Deals", "ShareTokens", "Settings")

    def __init__(self, document: Document, frame: Frame, acts: PartnerActions) -> None:
        super().__init__(document, frame, acts)
        self.preview = Preview()
        self.why = Warned(Role.DANGER, "error")
        self.hint = Button("", self._show_deals, kind="link")
        self.start = _first_steps()
        whole = column(self.start, self.why, self.preview, gap=Space.S)
        whole.insertWidget(1, self.hint, 0, Qt.AlignmentFlag.AlignLeft)
        whole.setStretch(3, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.preview)

    def draw(self) -> None:
        there = bool(self.partner)
        self.start.setVisible(not there)
        why = ""
        if there:
            try:
                self.preview.show_seen(self.acts.seen_by(self.partner_id))
            except Refused as refusal:
                why = tr_error(refusal, hint=False)
        self.why.say((why,) if why else ())
        shown = self.preview.seen
        self.preview.setVisible(there and not why)
        bare = there and not why and shown is not None and not shown.deals
        self.hint.setVisible(bare)
        self.hint.setText(
            tr("No deal names {name} as its partner: choose one in the pipeline", name=self.acts.name(self.partner_id))
        )

    def _show_deals(self) -> None:
        self.frame.go_to(DEALS.sheet, "", "")


class TablePart(QWidget):
    """One table, all its rows."""

    def __init__(self, key: str, noun: str, new_grid: NewGrid) -> None:
        super().__init__()
        self.table = BY_KEY[key]
        self.grid = new_grid(self.table, key)
        self.grid.emptiness.button.setProperty("kind", "plain")  # the page has one primary button
        theme().dress(self.grid.emptiness.button)
        self.grid.model.set_source(self.table, noun=noun)
        self.setLayout(column(self.grid))
        self.setFocusProxy(self.grid)


class Centre(Card):
    """One part at a time. `showed` follows each change of the part in front."""

    showed = Signal()

    def __init__(self, document: Document, frame: Frame, acts: PartnerActions, new_grid: NewGrid) -> None:
        super().__init__(margin=Space.S, gap=Space.S)
        self.document, self.acts = document, acts
        self.board = BoardPart(document, frame, acts)
        self.tables = {title: TablePart(*about, new_grid) for title, about in TABLES.items()}
        self.parts: dict[str, QWidget] = {BOARD: self.board, **self.tables}
        self.title = Text("", Size.SECTION, strong=True, elide=True)
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.export = Button(tr("Export…"), acts.export, kind="primary", icon="external")
        self.export.setToolTip(tr("Make this partner’s file (Ctrl+Shift+J)"))
        self.open_list = IconButton("menu", tr("Show the list of partners"))
        self.open_side = IconButton("lock", tr("Show tokens, exports and proof"))
        self.pills = Pills(tr("Parts of the board"), pad=Space.S)
        self.stack = QStackedWidget()
        for title, part in self.parts.items():
            self.pills.addTab(tr(title))
            self.stack.addWidget(part)
        self._lay_out()
        kept = text_of("jv/part")
        self.pills.setCurrentIndex(list(self.parts).index(kept) if kept in self.parts else 0)
        self.pills.currentChanged.connect(lambda _: self._show())
        self.setObjectName("middle")
        self.setMinimumWidth(400)
        self._show()

    def _lay_out(self) -> None:
        head = row(self.open_list, gap=Space.S, margins=(Space.S, Space.XS, 0, 0))
        head.addLayout(column(self.title, self.note, gap=0), 1)
        head.addWidget(self.export)
        head.addWidget(self.open_side)
        for button in (self.open_list, self.open_side):
            button.hide()
        self.column.addLayout(head)
        self.column.addWidget(self.pills)
        self.column.addWidget(self.stack, 1)

    @property
    def current(self) -> QWidget:
        return list(self.parts.values())[max(0, self.pills.currentIndex())]

    @property
    def grid(self) -> Grid | None:
        """The grid of the part in front; the board has none."""
        return self.current.grid if isinstance(self.current, TablePart) else None

    def show_for(self, partner_id: str) -> None:
        self.board.show_for(partner_id or None)
        self.refresh()

    def refresh(self) -> None:
        """Whose board it is, and the board where it is in front."""
        partner_id = self.board.partner_id
        there = bool(self.board.partner)
        name = self.acts.name(partner_id)
        self.title.setText(name if there else tr("No partner yet"))
        self.title.setToolTip(self.title.text())
        company = str(self.board.partner.get("company") or "")
        parts = [company, tr("what {name} will see", name=name)] if there else [tr("Four steps to a partner’s file")]
        words = "  ·  ".join(filter(None, parts))
        self.note.setText(words[:1].upper() + words[1:])
        self.export.setVisible(there)
        self.export.setEnabled(not self.document.read_only)
        self.board.refresh()

    def bring(self, part: QWidget) -> None:
        self.pills.setCurrentIndex(list(self.parts.values()).index(part))

    def step(self, by: int) -> None:
        self.pills.setCurrentIndex((self.pills.currentIndex() + by) % self.pills.count())
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def home_of(self, table_key: str) -> TablePart | None:
        """The part that shows a table."""
        return next((part for part in self.tables.values() if part.table.key == table_key), None)

    def count(self) -> None:
        """How many problems each table has, on its pill."""
        for number, title in enumerate(self.parts):
            found = self.document.problems_of(self.tables[title].table.key).values() if title in self.tables else ()
            grave = [problem for problem in found if problem.severity is not Severity.INFO]
            errors = any(problem.severity is Severity.ERROR for problem in grave)
            spoken = f"{title}, {counted(len(grave), 'problem')}" if grave else title
            role = Role.DANGER if errors else Role.WARNING
            self.pills.mark(number, grouped(len(grave)) if grave else "", role if grave else Role.MUTED, spoken)

    def _show(self) -> None:
        keep("jv/part", list(self.parts)[max(0, self.pills.currentIndex())])
        self.stack.setCurrentWidget(self.current)
        self.setFocusProxy(self.current)
        self.showed.emit()


def _first_steps() -> QWidget:
    page = QWidget()
    whole = column(gap=Space.M, margins=(Space.L, Space.XL, Space.L, Space.L))
    whole.addWidget(Text(tr("From a deal to a partner’s file"), Size.SECTION, strong=True))
    for number, words in enumerate(STEPS, 1):
        mark = Text(f"{number}", role=Role.MUTED, strong=True)
        mark.setFixedWidth(16)
        line = row(gap=Space.S)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(tr(words), wrap=True), 1)
        whole.addLayout(line)
    whole.addStretch()
    page.setLayout(whole)
    return page
