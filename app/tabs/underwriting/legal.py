"""Legal: whose rules apply, what they ask of the property's deal, and the flags as they are kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.chips import Chip, chip_size
from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.tabs.underwriting.actions import PropertyActions
from app.tabs.underwriting.chips import SEVERITIES
from app.tabs.underwriting.part import Part
from app.tabs.underwriting.tables import GridTabs, NewGrid, PropertyGrid, flags_of
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_error
from app.widgets import Button, Text, Warned, column, empty, row, scrolled
from app.words import counted
from models.core.refusal import Refused
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import (
    Findings,
    Flag,
    deal_of,
    findings_for,
    flags_on,
    gravest_first,
    open_questions,
    place_of,
)

VERTICAL = Qt.Orientation.Vertical


class LegalPart(Part):
    """Open questions above, the gravest first; the tables of flags and rules below."""

    reads = ("Properties", "Deals", "LegalFlags", "LegalRules", "Settings")

    def __init__(self, document: Document, frame: Frame, new_grid: NewGrid, actions: PropertyActions) -> None:
        super().__init__(document, frame)
        self.acts = actions
        self.place = Text("", strong=True)
        self.about = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.check = Button(tr("Check rules"), actions.check_rules, icon="shield")
        self.attach = Button(tr("Attach…"), actions.attach)
        self.warned = Warned()
        self.questions = column(gap=Space.XS, margins=(0, 0, Space.S, 0))
        self.flags = PropertyGrid("LegalFlags", new_grid, flags_of, "flag")
        self.rules = PropertyGrid("LegalRules", new_grid, noun="rule")
        self.tabs = GridTabs(self.flags, self.rules)
        self.grids = (self.flags, self.rules)
        self._shown: tuple[tuple[Flag, ...], str] | None = None
        self._lay_out()
        self.setFocusProxy(self.check)

    def _lay_out(self) -> None:
        head = row(gap=Space.S, margins=(Space.S, Space.XS, 0, 0))
        head.addLayout(column(self.place, self.about, gap=0), 1)
        head.addWidget(self.attach)
        head.addWidget(self.check)
        body = QWidget()
        body.setLayout(self.questions)
        above = QWidget()
        whole = column(gap=Space.S)
        whole.addLayout(head)
        whole.addWidget(self.warned)
        whole.addWidget(scrolled(body), 1)
        above.setLayout(whole)
        above.setMinimumHeight(theme().pixels(56))
        self.above = above
        split = Splitter(VERTICAL, above, self.tabs, name="underwriting-legal")
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([240, 200])
        self.setLayout(column(split))

    def bring(self, grid: PropertyGrid) -> None:
        self.tabs.bring(grid)

    def show_for(self, property_id: str | None) -> None:
        super().show_for(property_id)
        for grid in self.grids:
            grid.show_for(property_id)

    def draw(self) -> None:
        house = (self.book.row(PROPERTIES, self.property_id) if self.property_id else None) or {}
        deal = deal_of(self.book, self.property_id) if self.property_id else None
        try:
            where = place_of(self.book, house) if house else ""
            found = findings_for(self.book, deal, self.property_id) if deal else Findings((), ())
        except Refused as refusal:
            where, found = "", Findings((), (tr_error(refusal, hint=False),))
        asked = open_questions(flags_on(self.book, self.property_id, deal), found.fired) if self.property_id else ()
        self.place.setText(tr("Rules of {where}", where=where) if where else tr("Legal rules"))
        fresh = sum(not flag.id for flag in asked)
        self.about.setText(_about(bool(house), deal, len(asked), fresh))
        self.check.setEnabled(bool(deal) and not self.document.read_only)
        self.attach.setVisible(bool(house) and not deal)
        self.attach.setEnabled(not self.document.read_only)
        self.warned.say(found.warnings)
        self._list(tuple(gravest_first(asked)))

    def _list(self, asked: tuple[Flag, ...]) -> None:
        now = (asked, self.document.read_only)
        if now == self._shown:
            return
        self._shown = now
        empty(self.questions)
        for flag in asked:
            self.questions.addWidget(Question(flag, self.acts.resolve_flag, editable=not self.document.read_only))
        self.questions.addStretch()
        self.above.setMaximumHeight(16_777_215 if asked else theme().pixels(96))


class Question(QWidget):
    """One open question: how grave, what, and what to do about it."""

    def __init__(self, flag: Flag, resolve: Callable[[str], object], *, editable: bool) -> None:
        super().__init__()
        line = row(gap=Space.M, margins=(Space.S, Space.XS, 0, Space.XS))
        chip = Chip(SEVERITIES.get(flag.severity, SEVERITIES["info"]))
        beside = row(chip)
        beside.addStretch()
        place = QWidget()
        place.setLayout(beside)
        place.setFixedWidth(max(chip_size(badge).width() for badge in SEVERITIES.values()))
        line.addWidget(place, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(flag.message, wrap=True), 1)
        if flag.id:
            button = Button(tr("Resolve…"), lambda: resolve(flag.id), kind="link")
            button.setAccessibleName(tr("Resolve: {message}", message=flag.message))
            button.setEnabled(editable)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        else:
            note = Text(tr("not written yet"), Size.CAPTION, Role.MUTED)
            note.setToolTip(tr("The rule fires on the deal as it stands. Check rules writes a flag for it."))
            line.addWidget(note, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)


def _about(known: bool, deal: str | None, asked: int, fresh: int) -> str:
    if not known:
        return tr("Choose a property to see what the law asks of it.")
    if deal is None and not asked:
        return tr("The rules look at a deal: attach one to see what they ask.")
    if not asked:
        return tr("Nothing is open: no flag, and no rule fires on the deal.")
    new = tr(", {fresh} of them not written as flags yet", fresh=fresh) if fresh else ""
    return f"{counted(asked, 'open question')}{new}"
