"""One deal's stale MAO and the list of all are the same figures, found in two ways."""

from __future__ import annotations

import math
from datetime import date

from models.core.edit import set_fields
from models.demo import demo
from models.underwriting.written import stale_mao, stale_maos
from tests.workbooks import NOW


def test_one_and_all_agree_whatever_moved() -> None:
    book = demo(date(2026, 3, 5))
    houses = [str(one) for one in book["Properties"].index[:8]]
    for number, house in enumerate(houses):
        arv = None if number == 3 else 100_000.005 * (number + 1)
        book = book.apply(set_fields(book, book.tables["Properties"], house, {"arv": arv}, NOW))
    found = stale_maos(book)
    assert len(found) > 3
    for deal in map(str, book["Deals"].index):
        one = stale_mao(book, deal)
        assert (one is not None) == (deal in found.index), deal
        if one is not None:
            was, now = float(found["was"][deal]), float(found["now"][deal])
            assert one.was == was
            assert math.isnan(now) if one.now is None else one.now == now
