"""A seeded simulation: how the wholesale MAO is spread when ARV and repairs are not certain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.core.book import Book
from models.core.refusal import Refused
from models.core.values import round_half_up
from models.underwriting.assumptions import Assumptions, assumptions_for
from models.underwriting.inputs import amount, number, positive, share
from models.underwriting.intel import wholesale_mao
from models.underwriting.legal import DEALS, deal_of

RUNS = 10_000
MOST_RUNS = 1_000_000


@dataclass(frozen=True)
class Spread:
    """MAOs in money that 10, 50 and 90 of 100 runs stay at or below; the share of runs below the asking price."""

    seed: int
    runs: int
    p10: float
    p50: float
    p90: float
    share_below_asking: float | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Range:
    """A triangle: lowest, likeliest and highest, in money."""

    low: float
    likely: float
    high: float


def simulate(
    arv: Range, repairs: Range, arv_pct: float, fee: float, seed: int, runs: int = RUNS, asking: float | None = None
) -> Spread:
    """MAOs of ARVs and repairs drawn from triangles; the same seed gives the same figures on every machine.

    Refused where a figure is unfit, a range is out of order or the number of runs is not 1 to 1,000,000.
    """
    share("ARV Pct", arv_pct), amount("Fee", fee), positive("ARV Low", arv.low), amount("Repairs Low", repairs.low)
    number("Seed", seed, 0, 2**31)
    number("Runs", runs, 1, MOST_RUNS)
    draw = np.random.Generator(np.random.PCG64(seed))
    maos = wholesale_mao(_drawn(draw, "ARV", arv, runs), arv_pct, _drawn(draw, "Repairs", repairs, runs), fee)
    p10, p50, p90 = (round_half_up(float(value)) for value in np.percentile(maos, [10, 50, 90]))
    return Spread(seed, runs, p10, p50, p90, None if asking is None else float(np.mean(maos < asking)))


def simulation_for(book: Book, property_id: str, seed: int | None = None, runs: int = RUNS) -> Spread:
    """The property's spread against the asking price of its deal; the seed is the option, else what is assumed.

    Refused where ARV or a bound is blank, naming it.
    """
    given = assumptions_for(book, property_id)
    missing = given.missing(("arv", "arv_low", "arv_high", "repairs_low", "repairs_high"))
    if missing:
        raise Refused(
            f"The simulation of {property_id} needs {', '.join(missing)}.",
            hint="ARV stands in Properties, the bounds in Assumptions.",
            code="missing",
        )
    arv, repairs = _range(given, "arv"), _range(given, "repairs")
    chosen, asking = int(given["seed"]) if seed is None else seed, asking_price(book, property_id)
    spread = simulate(arv, repairs, float(given["arv_pct"]), float(given["fee"]), chosen, runs, asking)
    return replace(spread, warnings=given.warnings)


def asking_price(book: Book, property_id: str) -> float | None:
    """What is asked for the property in its deal, in money; None where no deal says."""
    deal = deal_of(book, property_id)
    asked = (book.row(DEALS, deal) or {}).get("asking_price") if deal else None
    return float(asked) if isinstance(asked, (int, float)) else None


def _range(given: Assumptions, name: str) -> Range:
    return Range(float(given[f"{name}_low"]), float(given[name]), float(given[f"{name}_high"]))


def _drawn(draw: np.random.Generator, name: str, span: Range, runs: int) -> Any:
    if not span.low <= span.likely <= span.high:
        raise Refused(
            f"{name}: {span.low:,.2f}, {span.likely:,.2f} and {span.high:,.2f} are not lowest, likeliest and highest.",
            code="invalid",
        )
    if span.low == span.high:
        return np.full(runs, span.low)
    return draw.triangular(span.low, span.likely, span.high, runs)
