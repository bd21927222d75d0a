"""The list of all properties says what the calculators say of each."""

from __future__ import annotations

import math
from datetime import date

from models.demo import demo
from models.underwriting.bulk import portfolio
from models.underwriting.calculators import offer_for
from models.underwriting.legal import deal_of
from models.underwriting.risk import risk_for
from models.underwriting.written import stale_mao


def test_each_row_is_what_the_single_functions_say() -> None:
    book = demo(date(2026, 3, 5))
    found = portfolio(book)
    assert list(found.index) == list(book["Properties"].index)
    for row_id, row in found.iterrows():
        house, deal = str(row_id), deal_of(book, str(row_id))
        assert math.isclose(row["risk"], risk_for(book, house).score)
        assert row["stop"] == risk_for(book, house).stop
        assert math.isnan(row["mao"]) or row["mao"] == offer_for(book, house).result
        stale = stale_mao(book, deal) if deal else None
        assert math.isnan(row["stale_was"]) if stale is None else (row["stale_was"], row["stale_now"]) == (
            stale.was, stale.now,
        )  # fmt: skip
    assert found["stale_was"].notna().any()
