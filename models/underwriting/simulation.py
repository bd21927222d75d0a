"""A seeded simulation: how the wholesale MAO is spread when ARV and repairs are not certain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.core.book import Book
from models.core.phrase import phrase, with_cents
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.steps import around, round_step
from models.core.values import round_half_up
from models.underwriting.assumptions import Assumptions, assumptions_for
from models.underwriting.inputs import amount, number, positive, share
from models.underwriting.intel import wholesale_mao
from models.underwriting.legal import DEALS, deal_of

RUNS = 10_000
MOST_RUNS = 1_000_000
BINS = 40  # at most
NEEDED = ("arv", "arv_low", "arv_high", "repairs_low", "repairs_high")


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


@dataclass(frozen=True)
class Histogram:
    """How many runs fall between one edge and the next; edges in money, one more than counts, a round step apart."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Uncertain:
    """What a simulation draws from, and the asking price that its MAOs are held against."""

    arv: Range
    repairs: Range
    arv_pct: float
    fee: float
    seed: int
    asking: float | None = None
    warnings: tuple[str, ...] = ()


def spread_of(given: Uncertain, runs: int = RUNS) -> tuple[Spread, Histogram]:
    """The spread of MAOs of ARVs and repairs drawn from triangles, and how they are distributed.

    The same seed gives the same figures on every machine. Refused where a figure is unfit, a range is out of order or
    the number of runs is not 1 to 1,000,000.
    """
    maos = _maos(given, runs)
    p10, p50, p90 = (round_half_up(float(value)) for value in np.percentile(maos, [10, 50, 90]))
    below = None if given.asking is None else float(np.mean(maos < given.asking))
    return Spread(given.seed, runs, p10, p50, p90, below, given.warnings), _histogram(maos)


def simulation_for(book: Book, property_id: str, seed: int | None = None, runs: int = RUNS) -> Spread:
    """The property's spread against the asking price of its deal; the seed is the option, else what is assumed.

    Refused where ARV or a bound is blank, naming it.
    """
    return spread_of(uncertain(book, property_id, seed), runs)[0]


def uncertain(
    book: Book, property_id: str, seed: int | None = None, given: Mapping[str, Value] | None = None
) -> Uncertain:
    """What the property's simulation draws from; `arv_pct` and `fee` that are given stand in for those of Settings.

    Refused where ARV or a bound is blank, naming it.
    """
    known = assumptions_for(book, property_id)
    missing = known.missing(NEEDED)
    if missing:
        raise Refused(
            phrase("The simulation of {property} needs {inputs}.", property=property_id, inputs=", ".join(missing)),
            hint=phrase("ARV stands in Properties, the bounds in Assumptions."),
            code="missing",
        )
    mine = {name: value for name, value in (given or {}).items() if value is not None and name in ("arv_pct", "fee")}
    known = replace(known, figures={**known.figures, **mine})
    arv, repairs = _range(known, "arv"), _range(known, "repairs")
    chosen, asking = int(known["seed"]) if seed is None else seed, asking_price(book, property_id)
    return Uncertain(arv, repairs, float(known["arv_pct"]), float(known["fee"]), chosen, asking, known.warnings)


def asking_price(book: Book, property_id: str) -> float | None:
    """What is asked for the property in its deal, in money; None where no deal says."""
    deal = deal_of(book, property_id)
    asked = (book.row(DEALS, deal) or {}).get("asking_price") if deal else None
    return float(asked) if isinstance(asked, (int, float)) else None


def _maos(given: Uncertain, runs: int) -> Any:
    share("ARV Pct", given.arv_pct), amount("Fee", given.fee)
    positive("ARV Low", given.arv.low), amount("Repairs Low", given.repairs.low)
    number("Seed", given.seed, 0, 2**31)
    number("Runs", runs, 1, MOST_RUNS)
    draw = np.random.Generator(np.random.PCG64(given.seed))
    arv = _drawn(draw, "ARV", given.arv, runs)
    return wholesale_mao(arv, given.arv_pct, _drawn(draw, "Repairs", given.repairs, runs), given.fee)


def _histogram(maos: Any) -> Histogram:
    low, high = float(maos.min()), float(maos.max())
    edges = around(low, np.nextafter(high, np.inf), round_step(high - low, BINS))
    edges = edges if len(edges) > 1 else (edges[0], edges[0] + 1)
    counts, _ = np.histogram(maos, edges)
    return Histogram(edges, tuple(int(count) for count in counts))


def _range(given: Assumptions, name: str) -> Range:
    return Range(float(given[f"{name}_low"]), float(given[name]), float(given[f"{name}_high"]))


def _drawn(draw: np.random.Generator, name: str, span: Range, runs: int) -> Any:
    if not span.low <= span.likely <= span.high:
        raise Refused(
            phrase(
                "{name}: {low}, {likely} and {high} are not lowest, likeliest and highest.",
                name=name,
                low=with_cents(span.low),
                likely=with_cents(span.likely),
                high=with_cents(span.high),
            ),
            code="invalid",
        )
    if span.low == span.high:
        return np.full(runs, span.low)
    return draw.triangular(span.low, span.likely, span.high, runs)
