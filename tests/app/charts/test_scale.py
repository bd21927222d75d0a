from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.scale import Scale, lanes, money, padded, percent, short

values = st.floats(-1e7, 1e7)
spans = st.lists(st.tuples(st.floats(0, 500), st.floats(1, 100)).map(lambda one: (one[0], one[0] + one[1])), max_size=8)


def test_a_value_has_a_place_and_a_place_a_value() -> None:
    scale = Scale(100, 300, 0, 50)
    assert (scale.place(200), scale.value(25)) == (25, 200)
    upside_down = Scale(0, 10, 80, 0)
    assert upside_down.place(10) == 0
    assert upside_down.value(80) == 0
    assert 300 in scale
    assert 301 not in scale


def test_ticks_are_round_and_as_far_apart_as_asked() -> None:
    scale = Scale(0, 97_000, 0, 400)
    assert scale.ticks(80) == (0, 20_000, 40_000, 60_000, 80_000)
    assert len(scale.ticks(1_000)) <= 2
    places = [scale.place(tick) for tick in scale.ticks(50)]
    assert all(right - left >= 50 for left, right in pairwise(places))


@given(st.lists(values, min_size=1, max_size=6), st.booleans())
def test_a_padded_range_holds_the_values_and_has_a_length(found: list[float], zero: bool) -> None:
    low, high = padded(found, zero=zero)
    assert low < high
    assert low <= min(found)
    assert max(found) <= high
    assert not zero or low <= 0 <= high


@pytest.mark.parametrize(
    ("value", "text"),
    [(125_000, "125k"), (1_250_000, "1.25M"), (950, "950"), (0, "0"), (-12_500, "−12.5k"), (999_999, "1M"),
     (2_500, "2.5k"), (100_000, "100k"), (1_234_567, "1.23M"), (-0.2, "0")],
)  # fmt: skip
def test_short_figures(value: float, text: str) -> None:
    assert short(value) == text


def test_percent_and_money() -> None:
    written = [percent(value) for value in (0, 0.001, 0.62, 0.999, 1)]
    assert written == ["0 %", "under 1 %", "62 %", "over 99 %", "100 %"]
    assert [money(value) for value in (125_000, 125_000.504, -3)] == ["125,000", "125,000.50", "−3"]


@given(spans)
def test_labels_in_one_lane_never_touch(ends: list[tuple[float, float]]) -> None:
    chosen = lanes(ends, 4)
    for one, lane in enumerate(chosen):
        for other in range(one):
            if chosen[other] == lane:
                (left, right), (start, end) = ends[one], ends[other]
                assert right + 4 <= start or end + 4 <= left


def test_labels_that_do_not_touch_share_a_lane() -> None:
    assert lanes([(0, 10), (20, 30), (40, 50)], 4) == [0, 0, 0]
    assert lanes([(0, 10), (5, 30), (40, 50)], 4) == [0, 1, 0]
    assert lanes([]) == []
