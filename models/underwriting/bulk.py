"""Every property with its figures, for lists: one row each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.refusal import Refused
from models.underwriting.intel import PROPERTIES, repairs_totals, wholesale_maos
from models.underwriting.legal import deal_of
from models.underwriting.risk import risk_for
from models.underwriting.written import stale_maos


def portfolio(book: Book) -> pd.DataFrame:
    """By property ID: address, city, arv, repairs, mao, risk, stop, stale_was, stale_now, status, deal_id.

    Money, and points for the risk; NaN where a figure cannot be worked out.
    """
    return book.derived("portfolio", lambda: _portfolio(book))


def _portfolio(book: Book) -> pd.DataFrame:
    frame = book[PROPERTIES]
    ids = [str(row_id) for row_id in frame.index]
    deals = [deal_of(book, row_id) for row_id in ids]
    stale = stale_maos(book).reindex(["" if deal is None else deal for deal in deals])
    risks = [_risk(book, row_id) for row_id in ids]
    figures = {
        **{name: frame[name] for name in ("address", "city", "arv")},
        "repairs": repairs_totals(book),
        "mao": wholesale_maos(book),
        "risk": [score for score, _ in risks],
        "stop": [stop for _, stop in risks],
        "stale_was": stale["was"].to_numpy(dtype="float64"),
        "stale_now": stale["now"].to_numpy(dtype="float64"),
        "status": frame["status"],
        "deal_id": pd.array(deals, dtype="str"),
    }
    return pd.DataFrame(figures, index=frame.index).astype({"risk": "float64", "stop": bool})


def _risk(book: Book, property_id: str) -> tuple[float, bool]:
    try:
        found = risk_for(book, property_id)
    except Refused:
        return np.nan, False
    return found.score, found.stop
