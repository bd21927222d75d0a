import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.calculated import calculated
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import plain
from models.underwriting import PROPERTIES
from models.underwriting.comps import Comp, Comparison, compare, comparison_for
from tests.models.books import book_of
from tests.models.underwriting.vectors import inputs, published

DAY = dt.date(2026, 8, 31)
FRESH = dt.date(2026, 8, 1)


def priced(*prices: float, sqft: float | None = 1000) -> list[Comp]:
    return [Comp(f"comp_{n}", price, sqft, FRESH) for n, price in enumerate(prices)]


def compared(comps: Sequence[Comp], sqft: float | None = 1000) -> Comparison:
    return compare(comps, sqft, DAY)


def test_published_mean_by_square_foot() -> None:
    comps = [Comp(str(n), rate * 1000.0, 1000, FRESH) for n, rate in enumerate(inputs("V28")["ppsf"])]
    assert compared(comps, sqft=1).sqft_mean == published("V28")["avg"]
    assert [judged.price_per_sqft for judged in compared(comps).comps] == inputs("V28")["ppsf"]


@pytest.mark.parametrize("name", ["V30", "V31"])
def test_published_means_of_comps(name: str) -> None:
    mean = compared(priced(*inputs(name)["adj"])).mean
    assert mean is not None
    assert int(mean) == published(name)["arv"]  # V30 prints 214,833 for 214,833.33


def test_every_estimate_and_the_range_with_one_left_out() -> None:
    comps = [Comp("a", 100_000, 1000, FRESH), Comp("b", 150_000, 1000, FRESH), Comp("c", 110_000, 1100, FRESH)]
    found = compared(comps, sqft=1050)
    assert (found.mean, found.median) == (120_000, 110_000)
    assert (found.sqft_mean, found.sqft_median) == (122_500, 105_000)
    assert found.leave_one_out == (105_000, 130_000)
    assert found.warnings == ()


def test_square_feet_are_not_rounded_on_the_way() -> None:
    assert compared([Comp("a", 100.0, 3, FRESH)], sqft=3).sqft_mean == 100.0


def test_one_left_out_or_without_a_price_does_not_count() -> None:
    comps = [*priced(100.0, 200.0), Comp("out", 9000.0, 1000, FRESH, included=False), Comp("blank", None, 1000, FRESH)]
    found = compared(comps)
    assert (found.mean, found.leave_one_out) == (150, (100, 200))
    assert found.warnings == ("fewer than 3 comps: 2",)
    assert found.comps[3].warnings == ("no price: it does not count",)


def test_nothing_to_compare_with_is_no_figure() -> None:
    found = compared([])
    assert (found.mean, found.median, found.sqft_mean, found.sqft_median, found.leave_one_out) == (None,) * 5
    assert compared(priced(1.0)).leave_one_out is None
    with pytest.raises(Refused, match="no sqft_mean"):
        compared(priced(1.0), sqft=None).estimate("sqft_mean")
    with pytest.raises(Refused, match="not one of mean"):
        compared(priced(1.0)).estimate("warnings")


@pytest.mark.parametrize(("sold", "doubt"), [
    (dt.date(2026, 2, 28), ""),  # six months before 31 August
    (dt.date(2026, 2, 27), "more than 6 months"),
    (dt.date(2026, 8, 31), ""),
    (dt.date(2026, 9, 1), "still to come"),
    (None, "no sale date"),
])  # fmt: skip
def test_old_sales_are_doubted(sold: dt.date | None, doubt: str) -> None:
    warnings = compared([Comp("a", 1.0, 1000, sold)]).comps[0].warnings
    assert (doubt in "".join(warnings)) if doubt else warnings == ()


@pytest.mark.parametrize(("sqft", "doubt"), [
    (1200, ""), (800, ""), (1201, "20.1 % above"), (799, "20.1 % below"), (2000, "100 % above"), (None, "no sqft"),
])  # fmt: skip
def test_sizes_far_off_are_doubted(sqft: float | None, doubt: str) -> None:
    warnings = compared([Comp("a", 1.0, sqft, FRESH)]).comps[0].warnings
    assert (doubt in "".join(warnings)) if doubt else warnings == ()


def test_a_house_or_comp_without_sqft_is_said() -> None:
    assert "the property has no sqft: no ARV by $/sqft" in compared(priced(1.0, 2.0, 3.0), sqft=None).warnings
    assert compared([*priced(1.0, 2.0, 3.0), *priced(4.0, sqft=None)]).warnings == ("only 3 of 4 comps have sqft",)


@given(st.lists(st.integers(1, 10**9).map(lambda cents: cents / 100), min_size=2, max_size=9))
def test_the_mean_lies_in_the_range_with_one_left_out(prices: list[float]) -> None:
    found = compared(priced(*prices))
    assert found.leave_one_out is not None
    assert found.mean is not None
    low, high = found.leave_one_out
    assert min(prices) <= low <= found.mean <= high <= max(prices)


ROWS: list[dict[str, Value]] = [
    {"id": "comp_a", "property_id": "prop_a", "sold_price": 100.0, "address": "1 Elm", "sqft": 900},
    {"id": "comp_b", "property_id": "prop_a", "sold_price": 200.01, "included": True},
    {"id": "comp_c", "property_id": "prop_a", "sold_price": 900.0, "included": False},
    {"id": "comp_d", "property_id": "prop_b", "sold_price": 7.0},
]


def test_the_books_comps_agree_with_the_sheets_column() -> None:
    book = book_of(Properties=[{"id": "prop_a", "sqft": 1000}], Comps=ROWS)
    found = comparison_for(book, "prop_a", DAY)
    assert found.mean == plain(calculated(book, PROPERTIES, DAY)["comps_avg_price"]["prop_a"]) == 150.01
    assert [judged.comp.included for judged in found.comps] == [True, True, False]
    assert found.note("mean") == "mean of 2 comps: 1 Elm (comp_a); comp_b"
    assert found.note("sqft_mean") == "sqft_mean of 1 comp: 1 Elm (comp_a)"


def test_a_comp_left_out_for_once() -> None:
    book = book_of(Properties=[{"id": "prop_a"}], Comps=ROWS)
    assert comparison_for(book, "prop_a", DAY, ["comp_b"]).mean == 100
    with pytest.raises(Refused, match="prop_a has no comp comp_d"):
        comparison_for(book, "prop_a", DAY, ["comp_d"])
    with pytest.raises(Refused, match="no row prop_z"):
        comparison_for(book, "prop_z", DAY)
