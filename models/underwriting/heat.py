"""The heat map: the wholesale MAO over ARV x repairs, around the asking price, with what the evidence spans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np

from models.core.book import Book
from models.core.schema import Value
from models.core.steps import around, round_step
from models.underwriting.calculators import OPTIONS, Offer, offer_for
from models.underwriting.evidence import Evidence, Span, evidence_for
from models.underwriting.intel import wholesale_mao
from models.underwriting.simulation import asking_price

COLUMNS, ROWS = 12, 8  # at most so many steps on each axis, one cell more


@dataclass(frozen=True, eq=False)
class Heat:
    """MAOs in money, `maos[row, column]` for `repairs[row]` and `arvs[column]`, both rising.

    `today` is the offer at the figures of today. `share_above` is the part (0..1) of the evidence's rectangle in which
    the MAO is above `level`; None without a rectangle.
    """

    arvs: tuple[float, ...]
    repairs: tuple[float, ...]
    maos: Any
    today: Offer
    asking: float | None
    evidence: Evidence
    share_above: float | None

    @property
    def level(self) -> float:
        """What the MAO is held against: the asking price, else 0."""
        return self.asking or 0.0

    def even_repairs(self, arv: float) -> float:
        """At that ARV, the repairs at which the MAO is the level, in money; below 0 where none is low enough."""
        return arv * self.today.inputs["arv_pct"] - self.today.inputs["fee"] - self.level


def heat_for(book: Book, property_id: str, as_of: date, given: Mapping[str, Value] | None = None) -> Heat:
    """The property's heat map at the wholesale options given, else those of Settings; other options are left aside.

    Refused where `offer_for` refuses.
    """
    mine = {name: value for name, value in (given or {}).items() if name in OPTIONS["wholesale"]}
    offer = offer_for(book, property_id, "wholesale", mine)
    return heat(offer, asking_price(book, property_id), evidence_for(book, property_id, as_of))


def heat(offer: Offer, asking: float | None, evidence: Evidence) -> Heat:
    """The map around an offer's ARV and repairs; its axes hold the evidence and, where it is near, the break-even."""
    figures = offer.inputs
    arvs = _arv_axis(figures, asking or 0.0, evidence.arv)
    repairs = _repairs_axis(figures["repairs"], evidence.repairs)
    maos = wholesale_mao(np.array(arvs), figures["arv_pct"], np.array(repairs)[:, np.newaxis], figures["fee"])
    share = None
    if evidence.arv is not None and evidence.repairs is not None:
        share = share_above(evidence.arv, evidence.repairs, figures["arv_pct"], figures["fee"], asking or 0.0)
    return Heat(arvs, repairs, maos, offer, asking, evidence, share)


def share_above(arv: Span, repairs: Span, arv_pct: float, fee: float, level: float) -> float:
    """The part (0..1) of the rectangle in which ARV x arv_pct - repairs - fee is at least `level`.

    A side of no length counts as a line, a point is in or out.
    """

    def below(value: float) -> float:
        """The part of the repairs' side that still leaves the level, at one ARV."""
        room = value * arv_pct - fee - level - repairs.low
        width = repairs.high - repairs.low
        return float(room >= 0) if width <= 0 else min(1.0, max(0.0, room / width))

    if arv.low == arv.high or arv_pct == 0:
        return below(arv.low)
    if repairs.low == repairs.high:
        first = (repairs.low + fee + level) / arv_pct
        return min(1.0, max(0.0, (arv.high - first) / (arv.high - arv.low)))
    bends = ((side + fee + level) / arv_pct for side in (repairs.low, repairs.high))
    stops = sorted({arv.low, arv.high, *(bend for bend in bends if arv.low < bend < arv.high)})
    return sum((b - a) * (below(a) + below(b)) / 2 for a, b in pairwise(stops)) / (arv.high - arv.low)


def _arv_axis(figures: Mapping[str, float], level: float, span: Span | None) -> tuple[float, ...]:
    arv, part = figures["arv"], figures["arv_pct"]
    ends = [arv, *((span.low, span.high) if span else ())]
    even = (level + figures["repairs"] + figures["fee"]) / part if part else 0.0
    if 0.6 * arv < even < 1.5 * arv:
        ends.append(even)
    low, high = min(ends), max(ends)
    margin = max(0.06 * arv, 0.15 * (high - low))
    step = round_step(high - low + 2 * margin, COLUMNS)
    return around(max(low - margin, step), max(high + margin, step), step)


def _repairs_axis(repairs: float, span: Span | None) -> tuple[float, ...]:
    ends = (repairs, *((span.low, span.high) if span else ()))
    margin = max(0.5 * max(ends), 0.3 * (max(ends) - min(ends)), 10_000)
    low, high = max(min(ends) - margin, 0.0), max(ends) + margin
    return around(low, high, round_step(high - low, ROWS))
