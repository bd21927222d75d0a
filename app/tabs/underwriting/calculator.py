"""The calculator: the two offers, answering while one types, with the formula in words and the chain of its terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.fields import Field
from app.frame.strip import Pills
from app.tabs.underwriting.actions import Asked, PropertyActions
from app.tabs.underwriting.chain import Chain
from app.tabs.underwriting.deal import DealLine
from app.tabs.underwriting.part import Part
from app.theme import Role, Size, Space
from app.tr import marked, tr, tr_error
from app.values import show
from app.widgets import Button, Card, Text, Warned, column, row, sentence_of
from app.words import amount
from models.catalog import BY_KEY
from models.core.refusal import Refused
from models.settings import value_of
from models.underwriting.calculators import NO_OFFER, OPTIONS, Offer, Source, offer_for, property_row
from models.underwriting.tables import UNDERWRITES
from models.underwriting.written import given_options, stale_mao

MODES = {"wholesale": marked("Wholesale"), "brrrr": marked("BRRRR")}
_RESULTS = {"wholesale": marked("Maximum allowable offer"), "brrrr": marked("Highest BRRRR offer")}
_NAMES = {
    "repairs": marked("repairs"), "fee": marked("fee"), "closing_costs": marked("closing costs"),
    "buffer": marked("buffer"),
}  # fmt: skip


@dataclass
class Typed:
    """What a person typed for one property, by mode and option; kept while the page is open."""

    mode: str
    texts: dict[str, str] = field(default_factory=dict)


class Calculator(Part):
    """`asked_changed` follows each change of what is asked: the property, the mode or an option."""

    asked_changed = Signal()
    reads = ("Properties", "Repairs", "Deals", "Underwrites", "Settings")

    def __init__(self, document: Document, frame: Frame, actions: PropertyActions) -> None:
        super().__init__(document, frame)
        self.acts = actions
        self.asked = Asked()
        self._typed: dict[str, Typed] = {}
        self._for = ""
        self.offer: Offer | None = None
        self.deal = DealLine(document, frame, actions)
        self.modes = Pills(tr("Kind of offer"))
        for title in MODES.values():
            self.modes.addTab(tr(title))
        self.fields = {name: Field(UNDERWRITES[name]) for options in OPTIONS.values() for name in options}
        self.inputs = {mode: self._inputs(options) for mode, options in OPTIONS.items()}
        self.caption = Text("", Size.CAPTION, Role.MUTED)
        self.result = Text("", Size.TITLE, strong=True)
        self.unit = Text("", Size.CAPTION, Role.MUTED)
        self.formula = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.against = Text("", Size.CAPTION, Role.MUTED, wrap=True)
        self.more = Button("", self._toggle_chain, kind="link")
        self.chain = Chain(self._go_to)
        self.stale = Warned(Role.WARNING, "sync")
        self.danger = Warned(Role.DANGER, "error")
        self.warned = Warned()
        self.write = Button(tr("Write MAO to deal…"), actions.write_mao, kind="primary")
        self.sheet = Button(tr("Offer sheet…"), actions.offer_sheet)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        card = Card(gap=Space.S)
        head = row(self.modes)
        head.addStretch()
        figure = row(gap=Space.S)
        figure.addWidget(self.result, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addStretch()
        answer = column(self.caption, gap=2)
        answer.addLayout(figure)
        answer.addWidget(self.formula)
        answer.addWidget(self.against)
        answer.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.chain.hide()
        card.column.addWidget(self.deal)
        card.column.addSpacing(Space.XS)
        card.column.addLayout(head)
        for inputs in self.inputs.values():
            card.column.addWidget(inputs)
        card.column.addSpacing(Space.XS)
        card.column.addLayout(answer)
        for part in (self.chain, self.stale, self.danger, self.warned):
            card.column.addWidget(part)
        card.column.addSpacing(Space.XS)
        buttons = row(gap=Space.S)
        buttons.addWidget(self.write, 1)
        buttons.addWidget(self.sheet)
        card.column.addLayout(buttons)
        self.setLayout(column(card))
        self.setFocusProxy(self.fields["arv_pct"])

    def _inputs(self, names: Iterable[str]) -> QWidget:
        line = row(gap=Space.S)
        for name in names:
            line.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
        inputs = QWidget()
        inputs.setLayout(line)
        return inputs

    def _connect(self) -> None:
        self.modes.currentChanged.connect(self._mode_chosen)
        for one in self.fields.values():
            one.line.textEdited.connect(lambda _: self._asked_anew())
            one.line.given_up.connect(self._asked_anew)

    # --- what it shows ---

    def draw(self) -> None:
        if not self.property_id:
            self._for = ""
            return
        if self.property_id != self._for:
            self._take_up(self.property_id)
        for options in OPTIONS.values():
            for name, setting in options.items():
                self.fields[name].line.setPlaceholderText(show(UNDERWRITES[name], value_of(self.book, setting)))
        self._answer()

    def _take_up(self, property_id: str) -> None:
        """What was typed for the property before, else what its MAO was written with."""
        self._for = property_id
        typed = self._typed.setdefault(property_id, self._as_written(property_id))
        was = self.modes.blockSignals(True)
        self.modes.setCurrentIndex(list(MODES).index(typed.mode))
        self.modes.blockSignals(was)
        for name, one in self.fields.items():
            one.line.setText(typed.texts.get(name, ""))
            one.refuse("")
        self._show_mode()

    def _as_written(self, property_id: str) -> Typed:
        deal = self.deal.show_property(property_id)
        written = self.book.row(UNDERWRITES, str(deal.get("underwrite_id") or "")) or {}
        if not written or written["property_id"] != property_id:
            return Typed("brrrr" if deal.get("strategy") in ("brrrr", "rental") else "wholesale")
        texts = {name: show(UNDERWRITES[name], written[name]) for name in given_options(written["given"])}
        return Typed(str(written["mode"]) if written["mode"] in MODES else "wholesale", texts)

    @property
    def mode(self) -> str:
        return list(MODES)[max(0, self.modes.currentIndex())]

    def _show_mode(self) -> None:
        for mode, inputs in self.inputs.items():
            inputs.setVisible(mode == self.mode)
        self.setFocusProxy(self.fields[next(iter(OPTIONS[self.mode]))])

    def _mode_chosen(self, _: int) -> None:
        self._show_mode()
        self._asked_anew()

    def _asked_anew(self) -> None:
        if self.property_id:
            self._typed[self.property_id] = Typed(self.mode, {n: one.line.text() for n, one in self.fields.items()})
            self._answer()

    def _answer(self) -> None:
        """Works the offer out; what is unfit is said under its field, and the last result stays, in grey."""
        assert self.property_id is not None
        deal = self.deal.show_property(self.property_id)
        given = {name: self.fields[name].read() for name in OPTIONS[self.mode]}
        given = {name: value for name, value in given.items() if value is not None}
        refused = [self.fields[name] for name in OPTIONS[self.mode] if self.fields[name].is_refused]
        problem: Refused | None = None
        if not refused:
            try:
                self.offer = offer_for(self.book, self.property_id, self.mode, given)
            except Refused as refusal:
                self.offer, problem = None, refusal
        why_not = (
            tr("{header}: mend it first.", header=refused[0].declared.header)
            if refused
            else tr_error(problem, hint=False)
            if problem
            else ""
        )
        self.asked = Asked(self.mode, given, why_not)
        if not refused:
            self._show_offer(self.offer, problem, deal)
        self.result.set_role(Role.MUTED if refused else Role.DANGER if self._is_below_zero() else Role.TEXT)
        self._show_deal(deal, why_not)
        self.asked_changed.emit()

    def _is_below_zero(self) -> bool:
        return self.offer is not None and self.offer.result < 0

    def _show_offer(self, offer: Offer | None, problem: Refused | None, deal: Mapping[str, object]) -> None:
        self.caption.setText(tr(_RESULTS[self.mode]))
        self.result.setText(amount(offer.result) if offer else "–")
        self.unit.setText(str(value_of(self.book, "currency")) if offer else "")
        self.formula.setText(in_words(offer) if offer else self._what_to_do(problem))
        self.more.setVisible(offer is not None)
        self.against.setText(_against(offer, deal.get("asking_price")) if offer else "")
        self.against.setVisible(bool(self.against.text()))
        self._name_more()
        self._show_chain()
        warnings = [one for one in offer.warnings if one != NO_OFFER] if offer else ()
        self.warned.say(warnings)
        self.danger.say((NO_OFFER,) if offer and NO_OFFER in offer.warnings else ())

    def _what_to_do(self, problem: Refused | None) -> str:
        if not property_row(self.book, str(self.property_id))["arv"]:
            return tr("No ARV yet: set it under Value, or use what the comps say.")
        return sentence_of(tr_error(problem, hint=False)) if problem else ""

    def _show_deal(self, deal: Mapping[str, object], why_not: str) -> None:
        stale = stale_mao(self.book, self.deal.deal_id) if self.deal.deal_id else None
        self.stale.say((stale_words(stale.was, stale.now),) if stale else ())
        linked = deal.get("property_id") == self.property_id
        self.write.setEnabled(linked and not why_not and not self.document.read_only)
        tip = tr("Write this result, its mode and its inputs to the deal (Ctrl+M)")
        self.write.setToolTip(why_not or (tip if linked else tr("Attach a deal first: the MAO is kept on it")))

    # --- the chain ---

    def _toggle_chain(self) -> None:
        self.chain.setVisible(self.chain.isHidden())
        self._name_more()
        self._show_chain()

    def _name_more(self) -> None:
        self.more.setText(tr("Show how it adds up") if self.chain.isHidden() else tr("Hide how it adds up"))

    def _show_chain(self) -> None:
        """Only while it is open: finding the cells takes longer than the sum."""
        if self.offer is not None and not self.chain.isHidden():
            self.chain.show_offer(self.offer, self.document.session.place)
        elif self.offer is None:
            self.chain.hide()

    def _go_to(self, source: Source) -> None:
        self.frame.go_to(BY_KEY[source.table].sheet, source.row, source.field)


class CalculatorPane(QWidget):
    """What the right side holds, from top to bottom."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        whole = column(*parts, gap=Space.M)
        whole.addStretch()
        self.setLayout(whole)


def in_words(offer: Offer) -> str:
    """`240,000 × 70% − 25,500 repairs − 10,000 fee`."""
    part = next(name for name in ("arv_pct", "target_ltv") if name in offer.inputs)
    costs = [f"− {amount(offer.inputs[name])} {tr(_NAMES[name])}" for name in _NAMES if name in offer.inputs]
    share = show(UNDERWRITES[part], offer.inputs[part])
    words = tr("ARV {arv} × {share} {costs}", arv=amount(offer.inputs["arv"]), share=share, costs=" ".join(costs))
    return (
        words
        if offer.max_all_in is None
        else tr("{words}. All in at most {max_all_in}.", words=words, max_all_in=amount(offer.max_all_in))
    )


def stale_words(was: float, now: float | None) -> str:
    today = tr("no figure today") if now is None else amount(now)
    return tr("MAO stale: {was} → {today}", was=amount(was), today=today)


def _against(offer: Offer, asking: object) -> str:
    if not isinstance(asking, (int, float)):
        return ""
    over = asking - offer.result
    if over > 0:
        return tr("Asking {asking} is {over} above it.", asking=amount(asking), over=amount(round(over, 2)))
    return (
        tr("Asking {asking} is {over} below it.", asking=amount(asking), over=amount(round(-over, 2)))
        if over < 0
        else tr("Asking is exactly this.")
    )
