"""The two offers: wholesale MAO and BRRRR, each with the signed terms that add up to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType

from models.core.book import Book
from models.core.groups import groups_of
from models.core.phrase import phrase
from models.core.refusal import Refused, no_row
from models.core.schema import Value
from models.core.values import plain
from models.settings import value_of
from models.underwriting.doubles import doubles_in
from models.underwriting.inputs import amount, exact_of, positive, rounded, share
from models.underwriting.intel import PROPERTIES, REPAIRS

WHOLESALE = "wholesale_70_rule_v1"
BRRRR = "brrrr_ltv_v1"
NO_REPAIRS = phrase("no repairs entered")
NO_OFFER = phrase("No offer works at these numbers: the result is below zero.")

# The options of each mode and the setting that stands in for one that is not given.
OPTIONS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "wholesale": {"arv_pct": "default_arv_pct", "fee": "default_fee"},
    "brrrr": {
        "target_ltv": "default_target_ltv",
        "closing_costs": "default_closing_costs",
        "buffer": "default_buffer",
    },
})  # fmt: skip


@dataclass(frozen=True)
class Source:
    """The cell that a figure stands in; a blank table means that it was given with the question."""

    table: str
    row: str
    field: str


@dataclass(frozen=True)
class Term:
    """One signed amount of a result, to cents, and the inputs that it comes from."""

    label: str
    amount: float
    inputs: tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """The highest price by a model. Terms add up to `result` to the cent; `max_all_in` is BRRRR's ARV x LTV.

    `sources` says for each input which cells it came from; it is empty where plain figures were given.
    """

    model: str
    inputs: Mapping[str, float]
    result: float
    terms: tuple[Term, ...]
    warnings: tuple[str, ...] = ()
    max_all_in: float | None = None
    sources: Mapping[str, tuple[Source, ...]] = field(default_factory=dict)


def wholesale(arv: Value, arv_pct: Value, repairs: Value, fee: Value) -> Offer:
    """ARV x arv_pct - repairs - fee, rounded half-up once (product page 1.1). Refused where an input is unfit."""
    value, part = positive("ARV", arv), share("ARV Pct", arv_pct)
    costs = {"repairs": amount("Repairs", repairs), "fee": amount("Fee", fee)}
    return _offer(WHOLESALE, {"arv": value, "arv_pct": part, **costs}, ("arv", "arv_pct"), tuple(costs))


def brrrr(arv: Value, target_ltv: Value, repairs: Value, closing_costs: Value, buffer: Value) -> Offer:
    """ARV x target_ltv - repairs - closing_costs - buffer, rounded half-up once. Refused where an input is unfit."""
    value, part = positive("ARV", arv), share("Target LTV", target_ltv)
    costs = {
        "repairs": amount("Repairs", repairs),
        "closing_costs": amount("Closing Costs", closing_costs),
        "buffer": amount("Buffer", buffer),
    }
    offer = _offer(BRRRR, {"arv": value, "target_ltv": part, **costs}, ("arv", "target_ltv"), tuple(costs))
    return replace(offer, max_all_in=rounded(value * part))


def repairs_sum(rows: Sequence[tuple[str, Value]]) -> tuple[float, tuple[str, ...]]:
    """The cost of repair rows (ID, cost) to cents, and warnings. Refused where a row has no cost or a negative one."""
    if not rows:
        return 0.0, (NO_REPAIRS,)
    return rounded(sum((amount(f"Repairs {row_id}, Cost", cost) for row_id, cost in rows), Fraction())), ()


def repair_rows(book: Book, property_id: str) -> list[tuple[str, Value]]:
    """The property's rows of Repairs: (ID, cost), a blank cost as None."""
    index, costs = book[REPAIRS].index, book.column(REPAIRS, "cost")
    places = groups_of(book, REPAIRS, "property_id").rows(property_id)
    return [(str(index[place]), plain(costs[place])) for place in places]


def property_row(book: Book, property_id: str) -> Mapping[str, Value]:
    """The property's stored fields. Refused where there is none of that ID."""
    row = book.row(PROPERTIES, property_id)
    if row is None:
        raise no_row("Properties", property_id)
    return row


def offer_for(book: Book, property_id: str, mode: str = "wholesale", given: Mapping[str, Value] | None = None) -> Offer:
    """The property's offer at its ARV and repairs of today; an option not given, or None, is the setting's.

    A zero that is given counts as zero. Refused for an unknown mode or option and for unfit figures.
    """
    asked = {name: value for name, value in (given or {}).items() if value is not None}
    options = _options(mode, asked)
    row, rows = property_row(book, property_id), repair_rows(book, property_id)
    positive(f"Properties {property_id}, ARV", row["arv"])
    repairs, warnings = repairs_sum(rows)
    figures = {name: asked.get(name, value_of(book, setting)) for name, setting in options.items()}
    offer = (wholesale if mode == "wholesale" else brrrr)(arv=row["arv"], repairs=repairs, **figures)
    sources = {
        "arv": (Source(PROPERTIES.key, property_id, "arv"),),
        "repairs": tuple(Source(REPAIRS.key, row_id, "cost") for row_id, _ in rows),
        **{name: (Source("", "", name) if name in asked else Source("Settings", setting, "value"),)
           for name, setting in options.items()},
    }  # fmt: skip
    doubled = doubles_in(book, property_id, figures["arv_pct"]) if mode == "wholesale" else ()
    return replace(offer, sources=sources, warnings=(*warnings, *doubled, *offer.warnings))


def _options(mode: str, given: Mapping[str, Value]) -> Mapping[str, str]:
    if mode not in OPTIONS:
        raise Refused(phrase("Mode: “{mode}” is neither wholesale nor brrrr.", mode=mode), code="invalid")
    unknown = [name for name in given if name not in OPTIONS[mode]]
    if unknown:
        raise Refused(
            phrase("{option}: a {mode} offer has no such option.", option=unknown[0], mode=mode),
            hint=phrase("Its options are {choices}.", choices=", ".join(OPTIONS[mode])),
            code="unknown_field",
        )
    return OPTIONS[mode]


def _offer(model: str, inputs: Mapping[str, Fraction], product: tuple[str, str], costs: tuple[str, ...]) -> Offer:
    value, part = (inputs[name] for name in product)
    exact = value * part - sum((inputs[name] for name in costs), Fraction())
    result = rounded(exact)
    label = phrase("ARV × {share}%", share=f"{float(part * 100):.6g}")
    terms = [Term(label, rounded(value * part), product)]
    terms += [Term(_LABELS[name], rounded(-inputs[name]), (name,)) for name in costs]
    left_over = exact_of(result) - sum((exact_of(term.amount) for term in terms), Fraction())
    if left_over:
        terms.append(Term(phrase("Rounding"), rounded(left_over), (*product, *costs)))
    figures = {name: float(figure) for name, figure in inputs.items()}
    return Offer(model, figures, result, tuple(terms), (NO_OFFER,) if result < 0 else ())


_LABELS = {
    "repairs": phrase("Repairs"), "fee": phrase("Fee"), "closing_costs": phrase("Closing costs"),
    "buffer": phrase("Buffer"),
}  # fmt: skip
