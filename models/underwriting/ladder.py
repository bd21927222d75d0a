"""The back-solve ladder: the highest price that each way of earning allows, and the one that binds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from models.core.book import Book
from models.core.phrase import marked, phrase
from models.core.schema import Value
from models.underwriting.assumptions import Assumptions, assumptions_for
from models.underwriting.calculators import NO_OFFER
from models.underwriting.inputs import Exact, amount, positive, rounded
from models.underwriting.loans import annual_constant, operating_income

# What each rung is called, and what its price leaves.
TITLES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "wholesale": (marked("Wholesale"), marked("ARV × share − repairs − fee")),
    "flip": (marked("Flip"), marked("the wanted profit left after every cost")),
    "brrrr": ("BRRRR", marked("no cash left in after the refinance")),
    "dscr": ("DSCR", marked("the rent covers the loan as often as wanted")),
    "cash_on_cash": (marked("Cash-on-cash"), marked("the wanted return on the cash put in")),
})  # fmt: skip


@dataclass(frozen=True)
class Rung:
    """The highest price, in money, for one aim; None where inputs are missing (named) or no price follows (why)."""

    name: str
    price: float | None
    missing: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Ladder:
    """The rungs in a fixed order; `binding` names the lowest price, the first of equals, None without any."""

    rungs: tuple[Rung, ...]
    binding: str | None
    warnings: tuple[str, ...]


def full_cost_price(
    arv: Value, repairs: Value, closing: Value, holding: Value, selling: Value, fee: Value, profit: Value
) -> float:
    """ARV less every cost and the wanted profit, all in money: what a flip may cost. Refused where one is unfit."""
    costs = {"Repairs": repairs, "Closing": closing, "Holding": holding, "Selling": selling, "Fee": fee}
    taken = sum((amount(name, cost) for name, cost in costs.items()), amount("Profit", profit))
    return rounded(positive("ARV", arv) - taken)


def ladder(given: Assumptions) -> Ladder:
    """Every rung from what is assumed (product page 1.7). A blank input is named and its rung has no price.

    Refused where an input is there but unfit, as a share above 1.
    """
    rungs = tuple(_rung(name, needs, solve, given) for name, (needs, solve) in _RUNGS.items())
    priced = [(rung.price, rung.name) for rung in rungs if rung.price is not None]
    binding = min(priced, key=lambda pair: pair[0])[1] if priced else None
    return Ladder(rungs, binding, given.warnings)


def ladder_for(book: Book, property_id: str) -> Ladder:
    """The property's ladder. Refused for an unknown property and a repair row without a cost."""
    return ladder(assumptions_for(book, property_id))


def _rung(name: str, needs: tuple[str, ...], solve: Callable[[Assumptions], Exact | str], given: Assumptions) -> Rung:
    missing = given.missing(needs)
    if missing:
        return Rung(name, None, missing)
    price = solve(given)
    if isinstance(price, str):
        return Rung(name, None, (), price)
    return Rung(name, rounded(price), (), NO_OFFER if price < 0 else "")


def _wholesale(given: Assumptions) -> Exact:
    return given["arv"] * given["arv_pct"] - given["repairs"] - given["fee"]


def _flip(given: Assumptions) -> Exact:
    held, per_unit = given.carried()
    kept = given["arv"] * (1 - given["selling_pct"])
    return (kept - given["repairs"] - given["closing_costs"] - held - given["wanted_profit"]) / (1 + per_unit)


def _brrrr(given: Assumptions) -> Exact:
    held, per_unit = given.carried()
    loan = given["arv"] * given["target_ltv"]
    return (loan - given["repairs"] - given["closing_costs"] - held - given["refi_costs"]) / (1 + per_unit)


def _dscr(given: Assumptions) -> Exact | str:
    served = given["dscr_target"] * _debt_service(given)
    return _income(given) / served if served > 0 else phrase("without a loan, any price meets a DSCR")


def _cash_on_cash(given: Assumptions) -> Exact | str:
    wanted = given["coc_target"]
    per_unit = _debt_service(given) + wanted * given["down_payment"]
    left = _income(given) - wanted * (given["repairs"] + given["closing_costs"])
    return left / per_unit if per_unit > 0 else phrase("without a loan and a target, any price meets it")


def _income(given: Assumptions) -> Exact:
    taxes, insurance = given["taxes_yearly"], given["insurance_yearly"]
    return operating_income(given["projected_rent"], given.lost(), taxes, insurance)


def _debt_service(given: Assumptions) -> Exact:
    """A year's payments for each unit of the price."""
    return Fraction(1 - given["down_payment"]) * annual_constant(given["loan_rate"], given["loan_years"])


_HELD = ("holding_months", "holding_monthly", "down_payment", "loan_rate")
_RENTED = ("projected_rent", "vacancy", "management", "maintenance", "taxes_yearly", "insurance_yearly")
_BORROWED = ("down_payment", "loan_rate", "loan_years")
_RUNGS: dict[str, tuple[tuple[str, ...], Callable[[Assumptions], Exact | str]]] = {
    "wholesale": (("arv", "arv_pct", "repairs", "fee"), _wholesale),
    "flip": (("arv", "repairs", "closing_costs", "selling_pct", "wanted_profit", *_HELD), _flip),
    "brrrr": (("arv", "target_ltv", "repairs", "closing_costs", "refi_costs", *_HELD), _brrrr),
    "dscr": (("dscr_target", *_RENTED, *_BORROWED), _dscr),
    "cash_on_cash": (("coc_target", "repairs", "closing_costs", *_RENTED, *_BORROWED), _cash_on_cash),
}
