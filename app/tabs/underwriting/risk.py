"""The risk of a property: the score, what adds up to it, what is bad by itself, and what stops the deal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.chips import Chip
from app.command import Frame
from app.document import Document
from app.tabs.underwriting.chips import risk_badge
from app.tabs.underwriting.part import Part
from app.theme import Role, Size, Space
from app.tr import tr, tr_error, tr_phrase
from app.widgets import Card, Text, Warned, column, row
from app.words import exact
from models.core.refusal import Refused
from models.underwriting.risk import SIGNALS, Risk, risk_for


class RiskPart(Part):
    """A card; three lines of contributions that add up to the score."""

    reads = ("Properties", "Repairs", "Deals", "LegalFlags", "LegalRules", "Settings")

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self.score = Text("", Size.TITLE, strong=True)
        self.of = Text(tr("of 100"), Size.CAPTION, Role.MUTED)
        self.chip = Chip()
        self.contributions = {signal: ContributionLine(tr(name)) for signal, name in SIGNALS.items()}
        self.range = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.stop = Warned(Role.DANGER, "error")
        self.warned = Warned()
        card = Card(gap=Space.S)
        head = row(Text(tr("Risk"), Size.SECTION, strong=True), gap=Space.S)
        head.addStretch()
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        figure = row(gap=Space.S)
        figure.addWidget(self.score, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addWidget(self.of, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addStretch()
        lines = QGridLayout()
        lines.setVerticalSpacing(0)
        lines.setHorizontalSpacing(Space.S)
        lines.setColumnStretch(0, 1)
        for number, line in enumerate(self.contributions.values()):
            line.place(lines, number)
        card.column.addLayout(head)
        card.column.addWidget(self.stop)
        card.column.addLayout(figure)
        card.column.addWidget(self.range)
        card.column.addLayout(lines)
        card.column.addWidget(self.warned)
        self.setLayout(column(card))

    def draw(self) -> None:
        if not self.property_id:
            return
        try:
            found = risk_for(self.book, self.property_id)
        except Refused as refusal:
            self._show_none(refusal)
            return
        self._show(found)

    def _show_none(self, refusal: Refused) -> None:
        self.chip.say(risk_badge(None, stop=False))
        for widget in (self.score, self.of, self.range):
            widget.hide()
        for line in self.contributions.values():
            line.show_points(None, "", triggered=False)
        self.stop.say(())
        self.warned.say((tr_error(refusal),))

    def _show(self, found: Risk) -> None:
        self.chip.say(risk_badge((found.low, found.high), stop=found.stop))
        self.score.setText(exact(found.score))
        for widget in (self.score, self.of):
            widget.show()
        points = {one.signal: one for one in found.contributions}
        for signal, line in self.contributions.items():
            one = points.get(signal)
            why = tr_phrase(one.why) if one else ""
            line.show_points(one.points if one else None, why, triggered=signal in found.triggered)
        spread = found.low != found.high
        self.range.setText(
            tr(
                "Between {low} and {high}, whatever the neighborhood is like.",
                low=exact(found.low),
                high=exact(found.high),
            )
        )
        self.range.setVisible(spread)
        self.stop.say((tr("Stop: a high legal flag is open, whatever the score"),) if found.stop else ())
        self.warned.say(found.warnings)


class ContributionLine:
    """What one signal adds, and why; one that is bad by itself says so."""

    def __init__(self, name: str) -> None:
        self.name = Text(name)
        self.points = Text("")
        self.why = Text("", Size.CAPTION, Role.MUTED, wrap=True)

    def place(self, grid: QGridLayout, number: int) -> None:
        self.points.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.why.setContentsMargins(0, 0, 0, Space.XS)
        grid.addWidget(self.name, 2 * number, 0)
        grid.addWidget(self.points, 2 * number, 1)
        grid.addWidget(self.why, 2 * number + 1, 0, 1, 2)

    def show_points(self, points: float | None, why: str, *, triggered: bool) -> None:
        """Hidden where the signal is left out."""
        for widget in (self.name, self.points, self.why):
            widget.setVisible(points is not None)
        if points is not None:
            self.points.setText(f"+{exact(points)}")
            self.why.setText(tr("Triggered: {why}", why=why) if triggered else why[:1].upper() + why[1:])
            self.why.set_role(Role.WARNING if triggered else Role.MUTED)
