"""The BRRRR outcome: what the refinance leaves in, what the rent brings, and the ratios that lenders ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.command import Frame
from app.document import Document
from app.tabs.underwriting.views.view import Needs, View
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Picture, Text, column, empty, row
from app.words import amount, exact
from models.core.book import Book
from models.core.schema import Value
from models.underwriting.assumptions import Assumptions, assumptions_for
from models.underwriting.outcomes import Outcome, Refinance, Rental, brrrr_outcome


@dataclass(frozen=True)
class Line:
    """One figure: its name, its value as written, how it comes about; `good` is yes, no, or not judged."""

    name: str
    value: str
    note: str = ""
    good: bool | None = None


@dataclass(frozen=True)
class Found:
    """The outcome, and the price that it is worked out for."""

    outcome: Outcome
    price: Value


def lines_of(outcome: Outcome) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """What is shown, in groups; nothing where inputs are missing."""
    after, let = outcome.refinance, outcome.rental
    if after is None or let is None:
        return ()
    return ((tr("After the refinance"), _refinance(after)), (tr("Rented out"), _rental(let, outcome)))


class OutcomeView(View[Found]):
    """Two columns of figures, or the inputs that they need."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self.body = QWidget()
        self._groups = row(gap=Space.XL)
        self.why = Text("", role=Role.MUTED, wrap=True)
        self.open = Needs(document, frame, self.body)
        whole = column(self.why, self.open, gap=Space.S)
        whole.addLayout(self._groups)
        whole.addStretch()
        self.body.setLayout(whole)
        self.fill(self.body)

    def work_out(self, book: Book, property_id: str, given: Mapping[str, Value]) -> Found:
        known = with_options(assumptions_for(book, property_id), given)
        return Found(brrrr_outcome(known), known.figures.get("purchase_price"))

    def show_found(self, found: Found) -> None:
        outcome = found.outcome
        empty(self._groups)
        self.why.hide()
        self.open.show_inputs(self.document.book, self.property_id or "", outcome.missing, tr("The outcome needs"))
        if outcome.refinance is None:
            self.say(tr("What becomes of a BRRRR: it is worked out once these figures are given."))
            return
        price = found.price if isinstance(found.price, (int, float)) else 0.0
        self.say(tr("{outcome} Bought at {price}.", outcome=outcome_words(outcome), price=amount(price)))
        for title, lines in lines_of(outcome):
            self._groups.addLayout(_group(title, lines), 1)

    def show_nothing(self, why: str) -> None:
        empty(self._groups)
        self.open.hide()
        self.why.setText(why)
        self.why.show()


def with_options(known: Assumptions, given: Mapping[str, Value]) -> Assumptions:
    """What is assumed, with the calculator's options in the place of those of Settings."""
    mine = {name: value for name, value in given.items() if name in known.figures and value is not None}
    return Assumptions({**known.figures, **mine}, known.warnings)


def outcome_words(outcome: Outcome) -> str:
    """What is left in and what it brings a month, in one sentence."""
    after, let = outcome.refinance, outcome.rental
    if after is None or let is None:
        return ""
    cash = after.cash_left_in
    if cash > 0:
        first = tr("{cash} stays in after the refinance", cash=amount(cash))
    elif cash < 0:
        first = tr("{cash} comes out after the refinance", cash=amount(-cash))
    else:
        first = tr("Nothing stays in after the refinance")
    if let.cash_flow >= 0:
        return tr("{first}; the rent brings {cash} a month.", first=first, cash=amount(let.cash_flow))
    return tr("{first}; the rent costs {cash} a month.", first=first, cash=amount(-let.cash_flow))


def _refinance(after: Refinance) -> tuple[Line, ...]:
    taken = after.cash_left_in < 0
    return (
        Line(tr("Refinance loan"), amount(after.loan), tr("ARV × LTV")),
        Line(tr("All in"), amount(after.all_in), tr("price, repairs, closing, holding, refinance")),
        Line(
            tr("Cash taken out") if taken else tr("Cash left in"),
            amount(abs(after.cash_left_in)),
            tr("all in − loan"),
            after.cash_left_in <= 0,
        ),
        Line(tr("Equity"), amount(after.equity), tr("ARV − loan")),
    )


def _rental(let: Rental, outcome: Outcome) -> tuple[Line, ...]:
    back = tr("no cash left in") if let.cash_on_cash is None else f"{let.cash_on_cash * 100:,.1f} %".replace("-", "−")
    rule = tr("yes") if outcome.one_percent else tr("no")
    return (
        Line(tr("Cash flow a month"), amount(let.cash_flow), tr("(NOI − debt service) ÷ 12"), let.cash_flow >= 0),
        Line(tr("NOI a year"), amount(let.noi), tr("rent less vacancy, upkeep, taxes and insurance")),
        Line(tr("Debt service a year"), amount(let.debt_service), tr("payments on the refinance loan")),
        Line(tr("DSCR, NOI"), _ratio(let.dscr_noi), tr("NOI ÷ debt service")),
        Line(tr("DSCR, rent"), _ratio(let.dscr_rent), tr("rent ÷ (payment + taxes + insurance)")),
        Line(tr("Cash-on-cash"), back, tr("a year’s cash flow ÷ cash left in")),
        Line(tr("1 % rule"), rule, tr("a month’s rent of at least 1 % of the price"), outcome.one_percent),
    )


def _ratio(value: float | None) -> str:
    return tr("no loan") if value is None else exact(value).replace("-", "−")


def _group(title: str, lines: tuple[Line, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.S)
    grid.setVerticalSpacing(Space.S)
    grid.setColumnStretch(0, 1)
    grid.addWidget(Text(title, Size.SECTION, strong=True), 0, 0, 1, 3)
    for number, line in enumerate(lines, 1):
        words = column(Text(line.name, elide=True), gap=0)
        if line.note:
            note = Text(line.note, Size.CAPTION, Role.MUTED, elide=True)
            note.setToolTip(line.note)
            words.addWidget(note)
        grid.addLayout(words, number, 0)
        role = {None: Role.TEXT, True: Role.GOOD, False: Role.WARNING}[line.good]
        if line.good is not None:
            grid.addWidget(Picture("check" if line.good else "warning", role), number, 1)
        value = Text(line.value, role=role, strong=True)
        value.setAccessibleName(f"{line.name}: {line.value}")
        grid.addWidget(value, number, 2, Qt.AlignmentFlag.AlignRight)
    grid.setRowStretch(len(lines) + 1, 1)
    return grid
