"""risk_v1: a score from 0 to 100 of neighborhood, repairs and legal questions, and what each contributes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from models.core.book import Book
from models.core.phrase import marked, phrase, with_cents
from models.core.refusal import Refused
from models.core.schema import Value
from models.settings import number_of
from models.underwriting.calculators import property_row, repair_rows, repairs_sum
from models.underwriting.inputs import amount, exact_of, number, rounded
from models.underwriting.legal import Findings, Flag, deal_of, findings_for, flags_on, open_questions, place_of

NEIGHBORHOOD, REPAIRS, LEGAL = "neighborhood_score", "repairs_total", "legal_flags"
SIGNALS: Mapping[str, str] = {NEIGHBORHOOD: marked("Neighborhood"), REPAIRS: marked("Repairs"), LEGAL: marked("Legal")}
WEIGHTS: Mapping[str, str] = {
    NEIGHBORHOOD: "risk_weight_neighborhood",
    REPAIRS: "risk_weight_repairs",
    LEGAL: "risk_weight_legal",
}
POINTS = {"high": 100, "medium": 60, "low": 30, "info": 0}
WORST_SHARE = Fraction(2, 5)  # repairs of 40 % of ARV are 100
WORST_REPAIRS = 75_000  # without an ARV
BAD_NEIGHBORHOOD = 40
HEAVY_REPAIRS = 30_000
NO_SCORE = phrase("no neighborhood score: it is left out, and the range shows how far it could move the risk")


@dataclass(frozen=True)
class Contribution:
    """What one signal adds to the score, in points to 0.01, and why."""

    signal: str
    points: float
    why: str


@dataclass(frozen=True)
class Risk:
    """0 (none) to 100. Contributions add up to the score; `low` and `high` are where a missing signal could move it.

    `stop` marks the property red whatever the score; `triggered` names the signals that are bad by themselves.
    """

    score: float
    low: float
    high: float
    stop: bool
    triggered: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    flags: tuple[Flag, ...]
    warnings: tuple[str, ...]


def risk(neighborhood: Value, repairs: Value, arv: Value, flags: Sequence[Flag], weights: Mapping[str, Value]) -> Risk:
    """The weighted mean of the three risks (product page 1.5). Money in, points out; only `neighborhood` may be None.

    Refused for a neighborhood outside 0..100, negative money, and weights that are unfit or add up to nothing.
    """
    cost, parts = amount("Repairs", repairs), {LEGAL: legal_risk(flags)}
    parts[REPAIRS] = repairs_risk(cost, amount("ARV", arv) if arv is not None else Fraction())
    score = None if neighborhood is None else number("Neighborhood Score", neighborhood, 0, 100)
    if score is not None:
        parts[NEIGHBORHOOD] = 100 - score
    given = {signal: number(key, weights[signal]) for signal, key in WEIGHTS.items()}
    shares = _shares(parts, given)
    exact = sum(shares.values(), Fraction())
    low, high = (_with_neighborhood(parts, given, Fraction(bad)) for bad in (0, 100))
    reasons = {signal: why for signal, why in _reasons(score, cost, arv, flags).items() if signal in parts}
    return Risk(
        rounded(exact),
        rounded(low if score is None else exact),
        rounded(high if score is None else exact),
        any(flag.severity == "high" for flag in flags),
        _triggered(score, cost, flags),
        _contributions(shares, rounded(exact), reasons),
        tuple(flags),
        () if score is not None else (NO_SCORE,),
    )


def repairs_risk(repairs: Fraction, arv: Fraction) -> Fraction:
    """0..100: repairs as a share of ARV, 0 at 0 % and 100 at 40 %; without an ARV, of 75,000."""
    worst = arv * WORST_SHARE if arv > 0 else Fraction(WORST_REPAIRS)
    return min(Fraction(100), repairs / worst * 100)


def legal_risk(flags: Sequence[Flag]) -> Fraction:
    """0..100: high 100, medium 60, low 30, info 0, added up and capped."""
    return Fraction(min(100, sum(POINTS.get(flag.severity, 0) for flag in flags)))


def risk_for(book: Book, property_id: str, jurisdiction: str | None = None) -> Risk:
    """The property's risk with its open flags and the rules that fire on its deal; without a deal none fires.

    Refused for an unknown property, a repair row without a cost and an empty jurisdiction.
    """
    row, deal = property_row(book, property_id), deal_of(book, property_id)
    place_of(book, row, jurisdiction)
    repairs, warnings = repairs_sum(repair_rows(book, property_id))
    found = findings_for(book, deal, property_id, jurisdiction) if deal else Findings((), ())
    flags = open_questions(flags_on(book, property_id, deal), found.fired)
    weights = {signal: number_of(book, key) for signal, key in WEIGHTS.items()}
    result = risk(row["neighborhood_score"], repairs, row["arv"], flags, weights)
    return replace(result, warnings=(*warnings, *result.warnings, *found.warnings))


def _shares(parts: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    total = sum((weights[signal] for signal in parts), Fraction())
    if total <= 0:
        raise Refused(
            phrase("Settings: the risk weights of what is known add up to nothing."),
            hint=phrase("Set one of {settings} above 0.", settings=", ".join(WEIGHTS[signal] for signal in parts)),
            code="invalid",
        )
    return {signal: parts[signal] * weights[signal] / total for signal in WEIGHTS if signal in parts}


def _with_neighborhood(parts: Mapping[str, Fraction], weights: Mapping[str, Fraction], bad: Fraction) -> Fraction:
    return sum(_shares({**parts, NEIGHBORHOOD: bad}, weights).values(), Fraction())


def _contributions(shares: Mapping[str, Fraction], score: float, why: Mapping[str, str]) -> tuple[Contribution, ...]:
    """Each share to 0.01; the hundredths that rounding down leaves go to the largest remainders."""
    hundredths = {signal: math.floor(share * 100) for signal, share in shares.items()}
    left = int(exact_of(score) * 100) - sum(hundredths.values())
    by_remainder = sorted(shares, key=lambda signal: shares[signal] * 100 - hundredths[signal], reverse=True)
    for signal in by_remainder[:left]:
        hundredths[signal] += 1
    return tuple(Contribution(signal, rounded(Fraction(hundredths[signal], 100)), why[signal]) for signal in shares)


def _triggered(score: Fraction | None, repairs: Fraction, flags: Sequence[Flag]) -> tuple[str, ...]:
    bad = {
        NEIGHBORHOOD: score is not None and score < BAD_NEIGHBORHOOD,
        REPAIRS: repairs >= HEAVY_REPAIRS,
        LEGAL: bool(flags),
    }
    return tuple(signal for signal, holds in bad.items() if holds)


def _reasons(score: Fraction | None, repairs: Fraction, arv: Value, flags: Sequence[Flag]) -> dict[str, str]:
    against = phrase("75,000, there is no ARV")
    if isinstance(arv, (int, float)) and arv > 0:
        against = phrase("ARV {arv}, 40 % of it is 100", arv=with_cents(arv))
    severities = ", ".join(flag.severity for flag in flags)
    return {
        NEIGHBORHOOD: phrase("100 - the score of {score}", score=f"{float(score or 0):g}"),
        REPAIRS: phrase("repairs of {cost} against {against}", cost=with_cents(float(repairs)), against=against),
        LEGAL: phrase("{n} open: {severities}", n=len(flags), severities=severities)
        if flags
        else phrase("no open flag, no rule fires"),
    }
