from dataclasses import replace

import pytest

from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.calculators import NO_REPAIRS
from models.underwriting.simulation import Range, Spread, Uncertain, simulation_for, spread_of, uncertain
from tests.models.books import book_of

ARV, REPAIRS = Range(180_000, 200_000, 210_000), Range(15_000, 20_000, 40_000)


def spread(seed: int = 1, arv: Range = ARV, repairs: Range = REPAIRS, asking: float | None = None) -> Spread:
    return spread_of(Uncertain(arv, repairs, 0.7, 10_000, seed, asking), 5_000)[0]


def test_the_same_seed_is_the_same_spread() -> None:
    assert spread() == spread()
    assert spread() != replace(spread(2), seed=1)
    assert (spread().seed, spread().runs) == (1, 5_000)


def test_the_spread_lies_between_worst_and_best() -> None:
    found = spread()
    assert 180_000 * 0.7 - 40_000 - 10_000 <= found.p10 < found.p50 < found.p90 <= 210_000 * 0.7 - 15_000 - 10_000


def test_what_is_certain_is_the_mao() -> None:
    found = spread(arv=Range(200_000, 200_000, 200_000), repairs=Range(20_000, 20_000, 20_000), asking=110_000)
    assert (found.p10, found.p50, found.p90, found.share_below_asking) == (110_000, 110_000, 110_000, 0)


def test_the_share_below_the_asking_price() -> None:
    assert spread().share_below_asking is None
    assert spread(asking=1e9).share_below_asking == 1
    found = spread()
    shares = [spread(asking=price).share_below_asking for price in (found.p10, found.p50, found.p90)]
    assert shares == pytest.approx([0.1, 0.5, 0.9], abs=0.001)


def test_a_range_out_of_order_and_too_many_runs_are_refused() -> None:
    with pytest.raises(Refused, match=r"ARV: .*not lowest, likeliest and highest"):
        spread(arv=Range(2, 1, 3))
    with pytest.raises(Refused, match=r"ARV Low: .*above 0"):
        spread(arv=Range(0, 1, 3))
    with pytest.raises(Refused, match="Repairs: "):
        spread(repairs=Range(1, 4, 3))
    for runs in (0, 1_000_001):
        with pytest.raises(Refused, match="Runs: "):
            spread_of(Uncertain(ARV, REPAIRS, 0.7, 0, 1), runs)
    with pytest.raises(Refused, match="Seed: "):
        spread(seed=-1)


HOUSE: dict[str, Value] = {"id": "prop_a", "arv": 200_000.0}
BOUNDS: dict[str, Value] = {
    "property_id": "prop_a", "arv_low": 180_000.0, "arv_high": 210_000.0, "repairs_low": 0.0, "repairs_high": 40_000.0,
}  # fmt: skip


def test_a_propertys_simulation() -> None:
    deal: dict[str, Value] = {"id": "deal_a", "property_id": "prop_a", "asking_price": 120_000.0}
    book = book_of(Properties=[HOUSE], Assumptions=[BOUNDS], Deals=[deal])
    found = simulation_for(book, "prop_a", runs=100)
    assert replace(found, warnings=()) == spread_of(
        Uncertain(ARV, Range(0, 0, 40_000), 0.7, 10_000, 1, 120_000), 100)[0]  # fmt: skip
    assert found.warnings == (NO_REPAIRS,)
    assert simulation_for(book, "prop_a", seed=7, runs=100).seed == 7
    own = book_of(Properties=[HOUSE], Assumptions=[{**BOUNDS, "seed": 3}])
    assert (simulation_for(own, "prop_a").seed, simulation_for(own, "prop_a").share_below_asking) == (3, None)


def test_a_blank_bound_is_named() -> None:
    with pytest.raises(Refused, match="needs arv_low, arv_high, repairs_low, repairs_high"):
        simulation_for(book_of(Properties=[HOUSE]), "prop_a")


def test_the_histogram_counts_every_run_once() -> None:
    found, histogram = spread_of(Uncertain(ARV, REPAIRS, 0.7, 10_000, 1), 5_000)
    assert found == spread()
    assert sum(histogram.counts) == 5_000
    assert len(histogram.edges) == len(histogram.counts) + 1 <= 42
    assert histogram.edges[0] <= found.p10 < found.p90 <= histogram.edges[-1]
    certain = Uncertain(Range(2e5, 2e5, 2e5), Range(0, 0, 0), 0.7, 0, 1)
    assert spread_of(certain, 9)[1].counts == (9,)


def test_the_options_given_stand_in_for_the_settings() -> None:
    book = book_of(Properties=[HOUSE], Assumptions=[BOUNDS])
    assert uncertain(book, "prop_a").fee == 10_000
    found = uncertain(book, "prop_a", given={"fee": 0.0, "arv_pct": None, "buffer": 3.0})
    assert (found.fee, found.arv_pct) == (0, 0.7)
