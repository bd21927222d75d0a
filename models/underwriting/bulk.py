"""The figures of all properties at once: what the calculators and `risk_v1` give for one, to the same hundredth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.sums import half_up
from models.settings import number_of
from models.underwriting.inputs import exact_of
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import DEALS
from models.underwriting.legal_bulk import legal, linked_deals
from models.underwriting.offers import is_money, offers, repair_costs
from models.underwriting.risk import LEGAL, NEIGHBORHOOD, REPAIRS, WEIGHTS, WORST_REPAIRS, WORST_SHARE, repairs_risk
from models.underwriting.written import stale_maos

SLACK = 1e-10  # more than a score of 0..100 can be off by in floats


def portfolio(book: Book, jurisdiction: str | None = None) -> pd.DataFrame:
    """By property ID: address, city, arv, repairs, mao, risk, risk_low, risk_high, stop, stale_was, stale_now, status,
    deal_id; archived properties too, in the order of the sheet.

    `mao` is the wholesale offer at the defaults in Settings, `deal_id` the linked deal; the stale ones are that deal's
    MAO as it was written and of today, NaN where it is not stale. Money and points to 0.01; NaN where `repairs_sum`,
    `offer_for` or `risk_for` refuses, but `stop` is what the flags and rules say. Refused for an empty jurisdiction.
    """

    def compute() -> pd.DataFrame:
        houses, deals = book[PROPERTIES], book[DEALS].index
        deal, stale = linked_deals(book), stale_maos(book)
        moved = np.append(stale.index.get_indexer(deals), -1)[deal]
        return pd.DataFrame(
            {
                "address": houses["address"],
                "city": houses["city"],
                "arv": houses["arv"],
                "repairs": repair_costs(book),
                "mao": maos(book),
                **risks(book, jurisdiction),
                "stale_was": np.append(stale["was"], np.nan)[moved],
                "stale_now": np.append(stale["now"], np.nan)[moved],
                "status": houses["status"],
                "deal_id": deals.array.take(deal, allow_fill=True),
            },
            index=houses.index,
        )

    return book.derived(("portfolio", jurisdiction), compute)


def maos(book: Book) -> Any:
    """For each property its wholesale offer at the defaults in Settings; NaN where `offer_for` refuses."""

    def compute() -> Any:
        share, fee = number_of(book, "default_arv_pct"), number_of(book, "default_fee")
        return offers(book.column(PROPERTIES, "arv"), share, (repair_costs(book), fee))

    return book.derived("maos", compute)


def risks(book: Book, jurisdiction: str | None = None) -> Mapping[str, Any]:
    """For each property `risk_for`'s score, low, high and stop, as risk, risk_low, risk_high and stop."""
    found = legal(book, jurisdiction)
    repairs, arv = repair_costs(book), book.column(PROPERTIES, "arv")
    score = book.column(PROPERTIES, "neighborhood_score").to_numpy(dtype="float64", na_value=np.nan)
    known = ~np.isnan(score)
    fit = (is_money(arv) | np.isnan(arv)) & (((score >= 0) & (score <= 100)) | ~known)
    weights = [exact_of(number_of(book, key)) for key in WEIGHTS.values()]

    def mean(bad: Any, where: Any) -> Any:
        return _mean(bad, np.where(fit & where, repairs, np.nan), arv, found.points, weights)

    risk = np.where(known, mean(100 - score, known), mean(None, ~known))
    low, high = (np.where(known | np.isnan(risk), risk, mean(bad, ~known)) for bad in (0.0, 100.0))
    return {"risk": risk, "risk_low": low, "risk_high": high, "stop": found.stop}


def _mean(bad: Any, repairs: Any, arv: Any, legal_risk: Any, weights: Sequence[Fraction]) -> Any:
    """The scores at neighborhood risks, None to leave them out; NaN where repairs are, or no weight is left."""
    by_signal = dict(zip(WEIGHTS, weights, strict=True))
    if bad is None:
        del by_signal[NEIGHBORHOOD]
    total = sum(by_signal.values(), Fraction())
    if total <= 0:
        return np.full(len(repairs), np.nan)
    shares = {signal: weight / total for signal, weight in by_signal.items()}
    worst = np.where(arv > 0, arv * float(WORST_SHARE), WORST_REPAIRS)
    parts = {NEIGHBORHOOD: bad, REPAIRS: np.minimum(repairs / worst, 1) * 100, LEGAL: legal_risk}
    estimates = sum((float(share) * parts[signal] for signal, share in shares.items()), np.zeros(len(repairs)))

    def exact(place: int) -> Fraction:
        value = exact_of(arv[place]) if arv[place] > 0 else Fraction()
        known = {REPAIRS: repairs_risk(exact_of(repairs[place]), value), LEGAL: Fraction(int(legal_risk[place]))}
        if bad is not None:
            known[NEIGHBORHOOD] = Fraction(int(np.broadcast_to(bad, len(repairs))[place]))
        return sum((share * known[signal] for signal, share in shares.items()), Fraction())

    return half_up(estimates, SLACK, exact)
