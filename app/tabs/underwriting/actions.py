"""What the buttons and commands of the page do with the chosen property; each says what happened, with Undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.command import Frame
from app.document import Document
from app.frame.dialogs import Confirm
from app.tabs.underwriting.dialogs import AddProperty, AttachDeal, ResolveFlag
from app.tr import marked, tr, tr_error
from app.words import amount, counted
from models.core.change import ChangeSet, Fields
from models.core.edit import add_row, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.settings import value_of
from models.underwriting.arv import set_arv, use_comps
from models.underwriting.attach import attach, attach_new
from models.underwriting.calculators import offer_for
from models.underwriting.flags import check_deal, resolve_flag
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import DEALS, deal_of, flags_on, gravest_first
from models.underwriting.written import write_mao

ESTIMATES: Mapping[str, str] = {
    "mean": marked("Mean of the comps"),
    "median": marked("Median of the comps"),
    "sqft_mean": marked("Mean by sqft"),
    "sqft_median": marked("Median by sqft"),
}
NO_PROPERTY = marked("Choose a property first.")


@dataclass(frozen=True)
class Asked:
    """What the calculator stands at: the mode, the options given, and why it has no result; blank where it has."""

    mode: str = "wholesale"
    given: Mapping[str, Value] = field(default_factory=dict)
    why_not: str = ""


class PropertyActions:
    """`chosen` is the property in the list, `asked` what the calculator stands at."""

    def __init__(
        self, document: Document, frame: Frame, chosen: Callable[[], str | None], asked: Callable[[], Asked]
    ) -> None:
        self.document, self.frame = document, frame
        self.chosen, self.asked = chosen, asked
        self.added: Callable[[str], object] = lambda _: None

    # --- properties and their value ---

    def add_property(self) -> None:
        country = value_of(self.document.book, "default_country")
        self.frame.show_dialog(lambda parent: AddProperty(parent, {"country": country}, self._add))

    def _add(self, values: Fields) -> str:
        """Why the property was not added; blank where it was."""
        try:
            changes = add_row(self.document.book, PROPERTIES, values, self.document.now())
        except Refused as refusal:
            return tr_error(refusal, hint=False)
        if self.document.do(changes):
            self.frame.say(tr("Added {address}.", address=values["address"]), undo=True)
            self.added(changes.changes[0].row)
        return ""

    def set_arv(self, arv: Value, note: str | None, *, noted: bool) -> str:
        """Why the ARV was not set; blank where it was."""
        document, chosen = self.document, self.chosen()
        if chosen is None:
            return tr(NO_PROPERTY)
        row = document.book.row(PROPERTIES, chosen) or {}
        try:
            if noted and note is None and arv == row["arv"]:
                changes = set_fields(document.book, PROPERTIES, chosen, {"arv_notes": None}, document.now())
            else:
                changes = set_arv(document.book, chosen, arv, note if noted else None, document.now())
        except Refused as refusal:
            return tr_error(refusal, hint=False)
        self._make(
            changes,
            tr("ARV set to {arv}.", arv=amount(float(arv or 0))) if isinstance(arv, (int, float)) else tr("ARV set."),
        )
        return ""

    def use_comps(self, use: str) -> bool:
        """The ARV becomes one of the comps' estimates."""
        document, chosen = self.document, self.chosen()
        if chosen is None:
            self.frame.say(tr(NO_PROPERTY))
            return False
        if not self._try(lambda: use_comps(document.book, chosen, use, document.now()), ""):
            return False
        arv = (document.book.row(PROPERTIES, chosen) or {})["arv"]
        figure = amount(arv) if isinstance(arv, (int, float)) else ""
        self.frame.say(
            tr("ARV set to {figure}, the {estimate}.", figure=figure, estimate=tr(ESTIMATES[use]).lower()), undo=True
        )
        return True

    # --- the deal ---

    def attach(self) -> None:
        chosen = self.chosen()
        if chosen is None:
            self.frame.say(tr(NO_PROPERTY))
            return
        self.frame.show_dialog(lambda parent: AttachDeal(parent, self.document.book, chosen, self._attach))

    def _attach(self, property_id: str, deal_id: str) -> None:
        """To the deal, or with a blank ID to a new one made of the property."""
        document = self.document
        address = (document.book.row(PROPERTIES, property_id) or {}).get("address")
        if deal_id:
            self._try(
                lambda: attach(document.book, deal_id, property_id, document.now()),
                tr("Attached {address}.", address=address),
            )
        else:
            said = tr("Made a deal for {address} and attached it.", address=address)
            self._try(lambda: attach_new(document.book, property_id, document.now()), said)

    def write_mao(self) -> None:
        """Puts the calculator's result on the deal; asks only where a person would wonder."""
        chosen, asked = self.chosen(), self.asked()
        deal = deal_of(self.document.book, chosen) if chosen else None
        why = asked.why_not or self._why_not(chosen, deal)
        if why or chosen is None or deal is None:
            self.frame.say(why)
            return
        try:
            offer = offer_for(self.document.book, chosen, asked.mode, asked.given)
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return
        if offer.result < 0:
            self._ask_below_zero(offer.result, lambda: self._write(deal, asked))
            return
        self._write(deal, asked)

    def _ask_below_zero(self, result: float, write: Callable[[], object]) -> None:
        words = tr(
            "The result is {result}: no offer works at these numbers. Write it to the deal anyway?",
            result=amount(result),
        )
        self.frame.show_dialog(lambda parent: Confirm(parent, tr("Write a MAO below zero?"), words, tr("Write"), write))

    def _why_not(self, chosen: str | None, deal: str | None) -> str:
        if chosen is None:
            return tr(NO_PROPERTY)
        if deal is None:
            return tr("This property has no deal yet. Attach one, then write the MAO.")
        row = self.document.book.row(DEALS, deal) or {}
        if row["property_id"] != chosen:
            return tr("The deal names another property. Attach it again, then write the MAO.")
        return ""

    def _write(self, deal: str, asked: Asked) -> None:
        document = self.document
        if self._try(lambda: write_mao(document.book, deal, document.now(), asked.mode, asked.given), ""):
            row = document.book.row(DEALS, deal) or {}
            mao = row["mao"] if isinstance(row["mao"], (int, float)) else 0.0
            self.frame.say(
                tr("MAO of {mao} written to the deal {address}.", mao=amount(mao), address=row["address"] or deal),
                undo=True,
            )

    def offer_sheet(self) -> None:
        """Shows the sheet of the deal's MAO as it would be printed."""
        chosen = self.chosen()
        deal = deal_of(self.document.book, chosen) if chosen else None
        if chosen is None or deal is None:
            self.frame.say(
                tr(NO_PROPERTY) if chosen is None else tr("This property has no deal yet. Attach one first.")
            )
            return
        from app.offer_sheet.preview import show_offer_sheet  # printing is loaded by those who print

        show_offer_sheet(self.document, self.frame, deal)

    # --- the law ---

    def check_rules(self) -> None:
        """Writes a flag for each rule that fires on the property's deal."""
        chosen = self.chosen()
        deal = deal_of(self.document.book, chosen) if chosen else None
        if chosen is None or deal is None:
            self.frame.say(tr(NO_PROPERTY) if chosen is None else tr("The rules look at a deal. Attach one first."))
            return
        try:
            changes = check_deal(self.document.book, deal, self.document.now())
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return
        if not changes:
            self.frame.say(tr("Checked: no rule fires that was not asked before."))
        else:
            self._make(changes, tr("{flags} raised by the rules.", flags=counted(len(changes.changes), "flag")))

    def resolve_flag(self, flag_id: str = "") -> None:
        """Asks how a flag was resolved: the one given, else the gravest open one."""
        chosen, book = self.chosen(), self.document.book
        deal = deal_of(book, chosen) if chosen else None
        flags = gravest_first(flags_on(book, chosen, deal)) if chosen else []
        found = next((flag for flag in flags if flag.status == "open" and flag_id in ("", flag.id)), None)
        if found is None:
            self.frame.say(tr("No flag of this property is open.") if chosen else tr(NO_PROPERTY))
            return
        self.frame.show_dialog(lambda parent: ResolveFlag(parent, found, self._resolve))

    def _resolve(self, flag_id: str, notes: str) -> str:
        """Why it was not resolved; blank where it was."""
        try:
            changes = resolve_flag(self.document.book, flag_id, notes, self.document.now())
        except Refused as refusal:
            return tr_error(refusal, hint=False)
        self._make(changes, tr("Flag resolved."))
        return ""

    # --- doing it ---

    def _try(self, make: Callable[[], ChangeSet], said: str) -> bool:
        try:
            changes = make()
        except Refused as refusal:
            self.document.refused.emit(refusal)
            return False
        return self._make(changes, said)

    def _make(self, changes: ChangeSet, said: str) -> bool:
        if not changes:
            self.frame.say(tr("That is so already."))
            return True
        done = self.document.do(changes)
        if done and said:
            self.frame.say(said, undo=True)
        return done
