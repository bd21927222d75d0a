import math
from collections.abc import Callable
from functools import partial

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.calculators import Offer, brrrr, repair_rows, repairs_sum, wholesale
from models.underwriting.offers import offers, repair_costs
from tests.models.books import book_of

cents = st.integers(0, 10**9).map(lambda n: n / 100)
digits = st.floats(0, 1e6, allow_subnormal=False)
halves = st.integers(0, 10**6).map(lambda n: n / 1000 + 0.005)
odd = st.sampled_from([0.0, -0.01, 2.0**53, 2.0**54, 1e300, math.inf])
amounts = st.one_of(cents, digits, halves, odd)
shares = st.one_of(st.integers(0, 10_000).map(lambda n: n / 10_000), st.sampled_from([-0.1, 1.1, 70.0, 1 / 3]))


def result_of(offer: Callable[[], Offer]) -> float | None:
    try:
        return offer().result
    except Refused:
        return None


def same(one: float | None, other: float) -> bool:
    return bool(math.isnan(other) if one is None else one == other)


@given(st.lists(st.tuples(amounts, shares, amounts, amounts, amounts), min_size=1))
@example([(1e15, 0.5, 0.01, 0.0, 0.0)])
@example([(100_000.05, 0.7, 0.005, 1e-9, 0.0)])
def test_offers_are_the_calculators_to_the_cent(rows: list[tuple[float, float, float, float, float]]) -> None:
    arv, share, repairs, one, two = (np.array(each) for each in zip(*rows, strict=True))
    sales, rentals = offers(arv, share, (repairs, one)), offers(arv, share, (repairs, one, two))
    for place, (value, part, cost, fee, buffer) in enumerate(rows):
        assert same(result_of(partial(wholesale, value, part, cost, fee)), sales[place])
        assert same(result_of(partial(brrrr, value, part, cost, fee, buffer)), rentals[place])


@given(st.lists(st.tuples(st.sampled_from(["prop_0", "prop_1", "prop_gone", None]), st.none() | amounts), max_size=12))
def test_repairs_are_the_calculators_to_the_cent(rows: list[tuple[str | None, float | None]]) -> None:
    repairs: list[dict[str, Value]] = [{"property_id": house, "cost": cost} for house, cost in rows]
    book = book_of(Properties=[{}, {}, {}], Repairs=repairs)
    for house, found in zip(book["Properties"].index, repair_costs(book), strict=True):
        try:
            expected: float | None = repairs_sum(repair_rows(book, house))[0]
        except Refused:
            expected = None
        assert same(expected if expected is None or expected <= 2**53 else None, found)
