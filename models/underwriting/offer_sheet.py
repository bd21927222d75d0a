"""The offer sheet: everything behind a deal's MAO on one or two pages, for the operator alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from models.core.book import Book
from models.core.phrase import marked, phrase, with_cents
from models.core.refusal import Refused
from models.core.schema import Value
from models.settings import value_of
from models.underwriting.attach import deal_row, property_of
from models.underwriting.calculators import Offer, Term, brrrr, property_row, wholesale
from models.underwriting.comps import Comparison, comparison_for
from models.underwriting.doubles import doubles_in
from models.underwriting.flags import flags_of, found_on
from models.underwriting.ladder import Ladder, ladder_for
from models.underwriting.legal import Flag, open_questions
from models.underwriting.repairs import Repairs, repairs_of
from models.underwriting.risk import Risk, risk_for
from models.underwriting.tables import UNDERWRITES
from models.underwriting.written import Stale, stale_mao

T = TypeVar("T")
NO_INPUTS = phrase("The inputs of this MAO were not kept: write it again to have its chain.")


@dataclass(frozen=True)
class House:
    """The property as it is named on the sheet: `place` is city, region and postal code, `facts` are in words."""

    address: str
    place: str
    country: str
    facts: tuple[str, ...]
    arv: float | None
    arv_notes: str
    arv_set_at: str


@dataclass(frozen=True)
class WrittenOffer:
    """The MAO as it stands on the deal, in money; `terms` add up to it, and are empty where its inputs are gone.

    `arv` is that of the writing, None with the terms.
    """

    mao: float
    mode: str
    model: str
    at: str
    asking: float | None
    terms: tuple[Term, ...]
    arv: float | None
    stale: Stale | None


@dataclass(frozen=True)
class OfferSheet:
    """What stands on the sheet. A part that cannot be worked out is None, and `notes` says why."""

    deal_id: str
    as_of: date
    currency: str
    operator: tuple[str, ...]
    house: House
    offer: WrittenOffer
    comparison: Comparison | None
    repairs: Repairs
    risk: Risk | None
    flags: tuple[Flag, ...]
    ladder: Ladder | None
    notes: tuple[str, ...]


def offer_sheet(book: Book, deal_id: str, as_of: date) -> OfferSheet:
    """The deal's sheet as of a day. Refused for an unknown deal, one without a property and one without a MAO."""
    deal = deal_row(book, deal_id)
    mao = deal["mao"]
    if not isinstance(mao, (int, float)):
        raise Refused(
            phrase("Deals {deal_id} has no MAO yet, so there is no offer to put on a sheet.", deal_id=deal_id),
            hint=phrase(
                "Write it first: Write MAO to deal… in the window, or `underwrite write-mao {deal_id}`.",
                deal_id=deal_id,
            ),
            code="missing",
        )
    house, notes = property_of(book, deal_id), list[str]()
    comparison = _unless_refused(notes, "Comps", lambda: comparison_for(book, house, as_of))
    risk = _unless_refused(notes, "Risk", lambda: risk_for(book, house))
    ladder = _unless_refused(notes, "Ladder", lambda: ladder_for(book, house))
    offer, told = _written(book, deal_id, deal, house, float(mao))
    found = found_on(book, deal_id)
    warnings = (*told, *notes, *(risk.warnings if risk else ()), *found.warnings)
    return OfferSheet(
        deal_id,
        as_of,
        _text(value_of(book, "currency")),
        tuple(filter(None, (_text(value_of(book, f"operator_{name}")) for name in ("name", "phone", "email")))),
        _house(property_row(book, house), _text(value_of(book, "default_country"))),
        offer,
        comparison,
        repairs_of(book, house),
        risk,
        open_questions(flags_of(book, deal_id), found.fired),
        ladder,
        tuple(dict.fromkeys(warnings)),
    )


def _written(
    book: Book, deal_id: str, deal: Mapping[str, Value], house: str, mao: float
) -> tuple[WrittenOffer, tuple[str, ...]]:
    """The MAO with the terms of the row that it was written with, and what does not fit between the two."""
    kept = book.row(UNDERWRITES, _text(deal["underwrite_id"])) or {}
    notes: list[str] = []
    chain = _unless_refused(notes, phrase("The MAO's chain"), lambda: _chain(kept)) if kept else None
    if chain is None and not notes:
        notes.append(NO_INPUTS)
    if chain is not None and chain.result != mao:
        notes.append(
            phrase(
                "The MAO on the deal is not what its inputs give, {result}: write it again.",
                result=with_cents(chain.result),
            )
        )
    if kept and kept["property_id"] != house:
        notes.append(phrase("The MAO was written for another property than the deal has now: write it again."))
    holds = chain if chain is not None and chain.result == mao else None
    asking = deal["asking_price"]
    written = WrittenOffer(
        mao,
        _text(deal["mao_mode"]),
        _text(kept.get("model")),
        _text(deal["mao_at"]),
        float(asking) if isinstance(asking, (int, float)) else None,
        holds.terms if holds else (),
        holds.inputs["arv"] if holds else None,
        stale_mao(book, deal_id),
    )
    doubled = doubles_in(book, house, holds.inputs["arv_pct"]) if holds and "arv_pct" in holds.inputs else ()
    return written, (*notes, *(chain.warnings if chain else ()), *doubled)


def _chain(kept: Mapping[str, Value]) -> Offer:
    if kept["mode"] == "brrrr":
        return brrrr(kept["arv"], kept["target_ltv"], kept["repairs"], kept["closing_costs"], kept["buffer"])
    return wholesale(kept["arv"], kept["arv_pct"], kept["repairs"], kept["fee"])


_COUNTED = {"beds": marked("{n} beds"), "baths": marked("{n} baths"), "sqft": marked("{n} sqft")}


def _number(value: float) -> int | str:
    return int(value) if value == int(value) else f"{value:,g}"


def _house(row: Mapping[str, Value], default_country: str) -> House:
    area = " ".join(filter(None, (_text(row["region"]), _text(row["postal"]))))
    place = ", ".join(filter(None, (_text(row["city"]), area)))
    facts = [
        phrase(text, n=_number(value))
        for field, text in _COUNTED.items()
        if isinstance(value := row[field], (int, float))
    ]
    built = [phrase("built {year}", year=str(row["year_built"]))] if row["year_built"] else []
    arv = row["arv"]
    return House(
        _text(row["address"]),
        place,
        _text(row["country"]) or default_country,
        (*facts, *built),
        float(arv) if isinstance(arv, (int, float)) and arv > 0 else None,
        _text(row["arv_notes"]),
        _text(row["arv_set_at"]),
    )


def _unless_refused(notes: list[str], part: str, compute: Callable[[], T]) -> T | None:
    """The part, or None with the reason noted."""
    try:
        return compute()
    except Refused as refusal:
        notes.append(f"{part}: {refusal}")
        return None


def _text(value: Value) -> str:
    return "" if value is None else str(value).strip()
