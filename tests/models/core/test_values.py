"""Values in frames and on screens: dtypes, rounding, checks and texts."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.schema import Column, Kind
from models.core.values import column_of, number_or_date, plain, round_half_up, round_half_up_all, show

MONEY = Column("Amount", Kind.MONEY, minimum=0)
ANY_MONEY = Column("Amount", Kind.MONEY)
PCT = Column("Share", Kind.PCT, minimum=0, maximum=1)
INT = Column("Beds", Kind.INT, minimum=0, maximum=100)
DATE = Column("Due", Kind.DATE)
BOOL = Column("Autopay", Kind.BOOL)
TEXT = Column("Name", Kind.TEXT)


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        (MONEY, 1234.5, "1,234.50"),
        (ANY_MONEY, -0.5, "-0.50"),
        (PCT, 0.7, "70%"),
        (PCT, 0.125, "12.5%"),
        (INT, 3, "3"),
        (DATE, date(2026, 3, 5), "2026-03-05"),
        (BOOL, False, "no"),
        (MONEY, None, ""),
    ],
)
def test_values_are_shown(column: Column, value: object, text: str) -> None:
    assert show(column, value) == text  # type: ignore[arg-type]  # the table holds every kind


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (2.675, 2.68),
        (1.005, 1.01),
        (0.125, 0.13),
        (-0.125, -0.13),
        (433.3333333, 433.33),
        (0.0, 0.0),
        (1e9 + 0.005, 1e9 + 0.01),
    ],
)
def test_halves_are_rounded_away_from_zero(value: float, rounded: float) -> None:
    assert round_half_up(value) == rounded
    assert round_half_up_all([value])[0] == rounded


def test_the_noise_of_a_large_product_is_not_a_figure() -> None:
    assert round_half_up_all([98_765_432.15 * 0.7 - 1_234_567.9]) == [67_901_234.61]  # 67,901,234.605
    assert round_half_up_all([67_901_234.6049]) == [67_901_234.60]


@given(st.integers(-(10**11), 10**11))
def test_rounding_an_array_is_rounding_each(thousandths: int) -> None:
    value = thousandths / 1000
    assert round_half_up_all(np.array([value]))[0] == round_half_up(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5.0),
        ("0.7", 0.7),
        ("2026-01-31", date(2026, 1, 31)),
        ("0123", "0123"),
        ("2026-02-30", "2026-02-30"),
        ("1.50", "1.50"),
        ("CA", "CA"),
    ],
)
def test_settings_are_numbers_and_dates_in_the_sheet(text: str, value: object) -> None:
    assert number_or_date(text) == value


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.MONEY, [1.5, None]),
        (Kind.INT, [3, None]),
        (Kind.BOOL, [True, None]),
        (Kind.DATE, [date(1900, 1, 1), None, date(9999, 12, 31)]),
        (Kind.TEXT, ["a", None]),
    ],
)
def test_a_frame_gives_back_what_it_was_given(kind: Kind, values: list[object]) -> None:
    assert [plain(value) for value in column_of(kind, values)] == values  # type: ignore[arg-type]  # every kind
