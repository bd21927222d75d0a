from hypothesis import given
from hypothesis import strategies as st

from models.core.steps import around, multiples, round_step

money = st.floats(-1e8, 1e8).map(lambda value: round(value, 2))


def test_steps_are_round() -> None:
    assert [round_step(span, 10) for span in (10, 11, 21, 26, 51, 99_000)] == [1, 2, 2.5, 5, 10, 10_000]
    assert round_step(0, 10) == 1
    assert round_step(0.3, 3) == 0.1


def test_multiples_are_exact() -> None:
    assert multiples(0, 0.5, 0.1) == (0, 0.1, 0.2, 0.3, 0.4, 0.5)
    assert multiples(-3, 3, 2.5) == (-2.5, 0, 2.5)
    assert around(-3, 3, 2.5) == (-5, -2.5, 0, 2.5, 5)
    assert around(5, 5, 5) == (5,)


@given(money, money, st.integers(1, 30))
def test_a_range_is_covered_by_at_most_so_many_steps_and_two(one: float, other: float, most: int) -> None:
    low, high = sorted((one, other))
    step = round_step(high - low, most)
    found = around(low, high, step)
    slack = step * 1e-6
    assert found[0] - slack <= low
    assert high <= found[-1] + slack
    assert len(found) <= most + 2 or step == 1
    assert set(multiples(low, high, step)) <= set(found)
