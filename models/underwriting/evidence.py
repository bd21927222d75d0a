"""How far ARV and repairs may be off: what Assumptions says, else what comps and contingency span."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from models.core.book import Book
from models.core.change import ChangeSet
from models.core.phrase import phrase, with_cents
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.assumptions import Assumptions, assume, assumptions_for
from models.underwriting.comps import ESTIMATES, comparison_for
from models.underwriting.repairs import repairs_of
from models.underwriting.tables import ASSUMPTIONS


@dataclass(frozen=True)
class Span:
    """From the lowest to the highest that is believed, in money; both may be the same."""

    low: float
    high: float


@dataclass(frozen=True)
class Evidence:
    """The rectangle that the evidence spans, and in words where each side comes from.

    `arv` is None where neither Assumptions nor comps say anything, or where the bounds contradict each other.
    """

    arv: Span | None
    repairs: Span | None
    arv_from: str
    repairs_from: str


def evidence_for(book: Book, property_id: str, as_of: date) -> Evidence:
    """What is known of a property's ARV and repairs; each bound is that of Assumptions where it is given.

    Else ARV: from the lowest to the highest of the comps' estimates (mean and median, by price and by $/sqft) and of
    the mean with one comp left out. Repairs: from none of the contingency used to all of it. Refused for an unknown
    property and a repair row without a cost.
    """
    given = assumptions_for(book, property_id)
    comps, spare = _comps_span(book, property_id, as_of), repairs_of(book, property_id).contingency
    total = float(given["repairs"])
    unsure = (
        phrase("contingency of {spare}", spare=with_cents(spare))
        if spare
        else phrase("taken as certain, no contingency entered")
    )
    arv, arv_from = _bounded(
        "arv", given, comps, phrase("comps") if comps else phrase("nothing known: no priced comps")
    )
    repairs, repairs_from = _bounded("repairs", given, Span(round(total - spare, 2), total), unsure)
    return Evidence(arv, repairs, arv_from, repairs_from)


def take_bounds(book: Book, property_id: str, as_of: date, now: datetime) -> ChangeSet:
    """The bounds that are blank in the property's Assumptions become what comps and contingency span.

    They are widened to hold today's ARV and repairs, which lie inside their range by definition. Refused where
    nothing is known of the ARV.
    """
    given, found = assumptions_for(book, property_id), evidence_for(book, property_id, as_of)
    if found.arv is None or found.repairs is None:
        raise Refused(
            phrase(
                "The bounds of {property} cannot be taken: {why}.",
                property=property_id,
                why=found.arv_from,
            ),
            hint=phrase("Add comps with a price, or mend ARV Low and ARV High in Assumptions."),
            code="missing",
        )
    fields: dict[str, Value] = {}
    for name, span in (("arv", found.arv), ("repairs", found.repairs)):
        likely = given.figures.get(name)
        known = float(likely) if isinstance(likely, (int, float)) else span.low
        fields |= {f"{name}_low": min(span.low, known), f"{name}_high": max(span.high, known)}
    blank = {name: value for name, value in fields.items() if given.figures.get(name) is None}
    return replace(assume(book, property_id, blank, now), label=phrase("Take bounds from comps and contingency"))


def _comps_span(book: Book, property_id: str, as_of: date) -> Span | None:
    found = comparison_for(book, property_id, as_of)
    values = [value for name in ESTIMATES if (value := getattr(found, name)) is not None]
    values += found.leave_one_out or ()
    return Span(min(values), max(values)) if values else None


def _bounded(name: str, given: Assumptions, known: Span | None, where: str) -> tuple[Span | None, str]:
    """The span with the bounds of Assumptions in place of its own, and where it comes from; None where it has no end.

    A single bound on the wrong side of what is known moves the other one along.
    """
    low, high = (given.figures.get(f"{name}_{end}") for end in ("low", "high"))
    if low is None and high is None:
        return known, where
    bounds = [float(bound) for bound in (low, high) if isinstance(bound, (int, float))]
    if len(bounds) == 2:
        span = Span(*bounds)
        return (span, "Assumptions") if span.low <= span.high else (None, _crossed(name))
    if known is None:
        return Span(bounds[0], bounds[0]), phrase("Assumptions, one bound")
    if low is None:
        return Span(min(known.low, bounds[0]), bounds[0]), phrase("Assumptions and {where}", where=where)
    return Span(bounds[0], max(known.high, bounds[0])), phrase("Assumptions and {where}", where=where)


def _crossed(name: str) -> str:
    low, high = (ASSUMPTIONS[f"{name}_{end}"].header for end in ("low", "high"))
    return phrase("{low} is above {high} in Assumptions", low=low, high=high)
