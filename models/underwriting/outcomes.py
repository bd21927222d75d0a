"""What becomes of a purchase: a BRRRR after its refinance, or a flip after its sale."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from models.core.schema import Value
from models.underwriting.assumptions import Assumptions
from models.underwriting.inputs import Exact, amount, number, positive, rounded, share
from models.underwriting.loans import MONTHS, annual_constant, operating_income, passes_one_percent, ratio


@dataclass(frozen=True)
class Rental:
    """A rental with a loan. Money a month, but `noi` and `debt_service` a year; ratios unrounded.

    `dscr_noi` is NOI / debt service, `dscr_rent` is rent / (payment + taxes + insurance); None without a loan or
    costs. `cash_on_cash` is a year's cash flow / cash left in; None where no cash is left in.
    """

    noi: float
    debt_service: float
    cash_flow: float
    dscr_noi: float | None
    dscr_rent: float | None
    cash_on_cash: float | None


@dataclass(frozen=True)
class Refinance:
    """A refinance in money: below zero, `cash_left_in` is cash taken out. `equity` is ARV - the new loan."""

    loan: float
    all_in: float
    cash_left_in: float
    equity: float


@dataclass(frozen=True)
class Outcome:
    """A BRRRR from purchase to rent; all None where inputs are missing, which are named."""

    refinance: Refinance | None
    rental: Rental | None
    one_percent: bool | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Flip:
    """A sale: money, and ratios unrounded; `annualized` is simple, return x 12 / months. None over nothing."""

    total: float
    profit: float
    margin: float | None
    roi: float | None
    annualized: float | None


def refinance(
    arv: Value,
    target_ltv: Value,
    purchase: Value,
    repairs: Value,
    closing_costs: Value,
    holding: Value,
    refi_costs: Value,
) -> Refinance:
    """All-in method: purchase + repairs + closing + holding + refinance costs - the loan of ARV x LTV.

    Refused where an input is blank or unfit.
    """
    value = positive("ARV", arv)
    loan = value * share("Target LTV", target_ltv)
    costs = {"Repairs": repairs, "Closing Costs": closing_costs, "Holding": holding, "Refi Costs": refi_costs}
    all_in = sum((amount(name, cost) for name, cost in costs.items()), amount("Purchase Price", purchase))
    return Refinance(rounded(loan), rounded(all_in), rounded(all_in - loan), rounded(value - loan))


def cash_left_in(initial_cash: Value, payoff: Value, refi_costs: Value, loan: Value) -> float:
    """Payoff method, where a purchase loan is paid off: cash put in + its balance + costs - the new loan, in money."""
    put_in = {"Cash": initial_cash, "Payoff": payoff, "Refi Costs": refi_costs}
    return rounded(sum((amount(name, figure) for name, figure in put_in.items()), Fraction()) - amount("Loan", loan))


def rental(
    rent: Value, lost: Value, taxes: Value, insurance: Value, loan: Value, rate: Value, years: Value, cash_in: float
) -> Rental:
    """A rented house: rent a month, the share of it lost, taxes and insurance a year, a loan paid back monthly.

    `cash_in` may be below zero (cash was taken out). Refused where another input is blank or unfit.
    """
    monthly, costs = amount("Projected Rent", rent), amount("Taxes", taxes) + amount("Insurance", insurance)
    noi = operating_income(monthly, share("Rent lost", lost), costs, Fraction())
    service = amount("Loan", loan) * annual_constant(share("Rate", rate), number("Years", years, 1, 50))
    flow = noi - service
    return Rental(
        rounded(noi),
        rounded(service),
        rounded(flow / MONTHS),
        _plain(ratio(noi, service)),
        _plain(ratio(monthly * MONTHS, service + costs)),
        _plain(ratio(flow, Fraction(repr(float(cash_in))))),
    )


def brrrr_outcome(given: Assumptions) -> Outcome:
    """The refinance, the rental and the 1 % rule at the purchase price that is assumed; a blank input is named.

    Holding takes in the purchase loan's interest. Refused where an input is there but unfit.
    """
    missing = given.missing(_NEEDED)
    if missing:
        return Outcome(None, None, None, missing)
    figures, price = given.figures, given["purchase_price"]
    held, per_unit = given.carried()
    after = refinance(
        figures["arv"],
        figures["target_ltv"],
        figures["purchase_price"],
        figures["repairs"],
        figures["closing_costs"],
        rounded(held + per_unit * price),
        figures["refi_costs"],
    )
    let = rental(
        figures["projected_rent"],
        float(given.lost()),
        figures["taxes_yearly"],
        figures["insurance_yearly"],
        after.loan,
        figures["refi_rate"],
        figures["refi_years"],
        after.cash_left_in,
    )
    return Outcome(after, let, meets_one_percent(figures["projected_rent"], figures["purchase_price"]), ())


def flip(sale: Value, costs: dict[str, Value], cash: Value, months: Value) -> Flip:
    """A sale price less every cost by name, the purchase among them; `cash` is what the owner put in.

    Refused where a figure is blank or unfit.
    """
    price, put_in, held = positive("Sale", sale), amount("Cash", cash), number("Holding Months", months)
    total = sum((amount(name, cost) for name, cost in costs.items()), Fraction())
    profit = price - total
    back = ratio(profit, put_in)
    yearly = None if back is None or not held else back * MONTHS / held
    return Flip(rounded(total), rounded(profit), _plain(profit / price), _plain(back), _plain(yearly))


def meets_one_percent(rent: Value, price: Value) -> bool:
    """The 1 % rule on a month's rent and the price; exactly 1 % passes. Refused where one is blank or unfit."""
    return passes_one_percent(amount("Projected Rent", rent), positive("Purchase Price", price))


_NEEDED = (
    "arv", "target_ltv", "purchase_price", "repairs", "closing_costs", "holding_months", "holding_monthly",
    "down_payment", "loan_rate", "refi_costs", "refi_rate", "refi_years", "projected_rent", "vacancy", "management",
    "maintenance", "taxes_yearly", "insurance_yearly",
)  # fmt: skip


def _plain(value: Exact | None) -> float | None:
    return None if value is None else float(value)
