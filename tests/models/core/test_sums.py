import math
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.core.sums import half_up

fractions = st.fractions(-1000, 1000, max_denominator=4000)


def nearest(value: Fraction) -> float:
    whole = math.floor(abs(value) * 100 + Fraction(1, 2))
    return float(Fraction(-whole if value < 0 else whole, 100))


@given(st.lists(st.tuples(fractions, st.floats(-1e-9, 1e-9))))
def test_estimates_that_are_a_little_off_do_not_move_a_hundredth(values: list[tuple[Fraction, float]]) -> None:
    exact = [value for value, _ in values]
    found = half_up(np.array([float(value) + off for value, off in values]), 2e-9, exact.__getitem__)
    assert found.tolist() == [nearest(value) for value in exact]


def test_only_what_is_in_doubt_is_asked_for() -> None:
    asked: list[int] = []

    def exact(place: int) -> Fraction:
        asked.append(place)
        return Fraction(-1005, 1000)

    found = half_up(np.array([1.004, -1.005, math.nan, 0.0, -0.001]), 1e-9, exact)
    assert asked == [1]
    assert found.tolist()[:2] == [1.0, -1.01]
    assert math.isnan(found[2])
    assert [math.copysign(1, zero) for zero in found[3:]] == [1, 1]
