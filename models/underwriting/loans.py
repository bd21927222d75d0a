"""Loans and rent: what a loan costs a month or a year, what a rental earns, and the ratios that lenders ask for."""

from __future__ import annotations

import math
from fractions import Fraction

from models.underwriting.inputs import Exact

MONTHS = 12


def annual_constant(rate: Exact, years: Exact) -> Exact:
    """What one unit of a loan, paid back monthly, costs a year; a rate of 0 is paid back evenly."""
    months, monthly = years * MONTHS, rate / MONTHS
    if monthly == 0:
        return MONTHS / months
    growth = math.expm1(float(months) * math.log1p(float(monthly)))
    return MONTHS * monthly * (1 + 1 / Fraction(growth))


def interest(loan: Exact, rate: Exact, months: Exact) -> Exact:
    """Simple interest of an interest-only loan."""
    return loan * rate * months / MONTHS


def operating_income(rent: Exact, lost: Exact, taxes: Exact, insurance: Exact) -> Exact:
    """NOI a year: monthly rent x 12, less the shares lost (vacancy, management, maintenance), taxes and insurance."""
    return rent * MONTHS * (1 - lost) - taxes - insurance


def ratio(one: Exact, other: Exact) -> Exact | None:
    """One over the other, as DSCR (NOI / annual debt service), cap rate and cash-on-cash are; None over nothing."""
    return one / other if other > 0 else None


def passes_one_percent(rent: Exact, price: Exact) -> bool:
    """The 1 % rule: a month's rent of at least 1 % of the price; exactly 1 % passes."""
    return rent * 100 >= price
