import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.book import Book
from models.core.calculated import calculated
from models.core.schema import Value
from models.core.values import plain
from models.underwriting import PROPERTIES, wholesale_mao
from tests.models.books import book_of

DAY = dt.date(2026, 3, 31)
Row = dict[str, Value]
HOUSE: Row = {"id": "prop_a", "arv": 200_000.0}


def figure(book: Book, name: str, row: str = "prop_a") -> Value:
    return plain(calculated(book, PROPERTIES, DAY)[name][row])


def test_the_published_sample_is_50_000() -> None:
    assert wholesale_mao(100_000, 0.70, 10_000, 10_000) == 50_000


cents = st.integers(0, 10**9)


@given(arv=cents.filter(bool), pct=st.integers(0, 10_000), repairs=cents, fee=cents)
def test_wholesale_mao_is_exact_and_rounds_half_up(arv: int, pct: int, repairs: int, fee: int) -> None:
    exact = Decimal(arv) / 100 * Decimal(pct) / 10_000 - Decimal(repairs) / 100 - Decimal(fee) / 100
    result = wholesale_mao(arv / 100, pct / 10_000, repairs / 100, fee / 100)
    assert Decimal(repr(float(result))) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("arv", [None, 0.0, -1.0])
def test_without_an_arv_there_is_no_mao(arv: float | None) -> None:
    assert figure(book_of(Properties=[{"id": "prop_a", "arv": arv}]), "wholesale_mao") is None


def test_mao_takes_repairs_and_the_defaults_in_settings() -> None:
    repairs: list[Row] = [{"property_id": "prop_a", "cost": 20_000.005}, {"property_id": "prop_b", "cost": 1.0}]
    assert figure(book_of(Properties=[HOUSE], Repairs=repairs), "wholesale_mao") == 200_000 * 0.7 - 20_000.01 - 10_000
    settings = [{"key": "default_fee", "value": "0"}, {"key": "default_arv_pct", "value": "0.8"}]
    assert figure(book_of(Properties=[HOUSE], Settings=settings), "wholesale_mao") == 160_000


@pytest.mark.parametrize("bad", ["-1", "much", None])
def test_an_impossible_setting_is_its_default(bad: str | None) -> None:
    book = book_of(Properties=[HOUSE], Settings=[{"key": "default_fee", "value": bad}])
    assert figure(book, "wholesale_mao") == 130_000


def test_a_mao_may_be_negative() -> None:
    assert figure(book_of(Properties=[{"id": "prop_a", "arv": 10_000.0}]), "wholesale_mao") == -3_000


def test_repairs_are_summed_exactly_and_blanks_are_nothing() -> None:
    costs = [0.1] * 10 + [None, 0.005, 0.005]
    book = book_of(Properties=[HOUSE, {"id": "prop_b"}], Repairs=[{"property_id": "prop_a", "cost": c} for c in costs])
    assert figure(book, "repairs_total") == 1.01
    assert figure(book, "repairs_total", "prop_b") == 0


def test_comps_count_unless_they_are_left_out() -> None:
    comps: list[Row] = [
        {"property_id": "prop_a", "sold_price": 100.0, "included": True},
        {"property_id": "prop_a", "sold_price": 100.01},
        {"property_id": "prop_a", "sold_price": 900.0, "included": False},
        {"property_id": "prop_a", "sold_price": None, "included": True},
        {"property_id": "prop_b", "sold_price": 7.0},
    ]
    book = book_of(Properties=[HOUSE, {"id": "prop_b"}, {"id": "prop_c"}], Comps=comps)
    assert figure(book, "comps") == 3
    assert figure(book, "comps_avg_price") == 100.01
    assert figure(book, "comps", "prop_c") == 0
    assert figure(book, "comps_avg_price", "prop_c") is None


def test_no_properties_is_no_error() -> None:
    figures = calculated(book_of(Repairs=[{"property_id": "prop_a", "cost": 1.0}]), PROPERTIES, DAY)
    assert figures.empty
    assert list(figures) == ["repairs_total", "comps", "comps_avg_price", "wholesale_mao"]


def test_calculated_columns_stand_where_the_contract_has_them() -> None:
    headers = [column.header for column in PROPERTIES]
    at = headers.index("Rent Notes")
    assert headers[at + 1 : at + 6] == ["Repairs Total", "Comps", "Comps Avg Price", "Wholesale MAO", "Status"]


def test_nan_is_blank_not_zero() -> None:
    assert math.isnan(wholesale_mao(math.nan, 0.7, 0, 0))
