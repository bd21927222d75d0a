from datetime import date

import pytest

from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.assumptions import assume, assumptions_for, cell_of
from models.underwriting.calculators import Source
from models.underwriting.evidence import Evidence, Span, evidence_for, take_bounds
from models.underwriting.simulation import simulation_for
from tests.models.books import book_of
from tests.workbooks import NOW

DAY = date(2026, 3, 5)
HOUSE: dict[str, Value] = {"id": "prop_a", "arv": 200_000.0, "sqft": 1_000}
COMPS: list[dict[str, Value]] = [
    {"property_id": "prop_a", "sold_price": 180_000.0, "sqft": 1_000},
    {"property_id": "prop_a", "sold_price": 210_000.0, "sqft": 1_000},
    {"property_id": "prop_a", "sold_price": 240_000.0, "sqft": 1_000},
    {"property_id": "prop_a", "sold_price": 900_000.0, "sqft": 1_000, "included": False},
]
REPAIRS: list[dict[str, Value]] = [
    {"property_id": "prop_a", "item": "Roof", "category": "roof", "cost": 20_000.0},
    {"property_id": "prop_a", "item": "Spare", "category": "contingency", "cost": 3_000.0},
    {"property_id": "prop_b", "item": "Spare", "category": "contingency", "cost": 9_000.0},
]


def evidence(**bounds: Value) -> Evidence:
    rows = [{"property_id": "prop_a", **bounds}] if bounds else []
    return evidence_for(book_of(Properties=[HOUSE], Comps=COMPS, Repairs=REPAIRS, Assumptions=rows), "prop_a", DAY)


def test_comps_and_contingency_span_it() -> None:
    """Of 180, 210 and 240 thousand the mean is 210; with one left out it is 195 to 225."""
    assert evidence() == Evidence(Span(195_000, 225_000), Span(20_000, 23_000), "comps", "contingency of 3,000.00")


def test_assumptions_come_first_and_each_bound_by_itself() -> None:
    found = evidence(arv_low=150_000.0, arv_high=260_000.0, repairs_low=0.0, repairs_high=50_000.0)
    assert (found.arv, found.repairs) == (Span(150_000, 260_000), Span(0, 50_000))
    assert (found.arv_from, found.repairs_from) == ("Assumptions", "Assumptions")
    assert evidence(arv_low=100_000.0).arv == Span(100_000, 225_000)
    assert evidence(arv_low=230_000.0).arv == Span(230_000, 230_000)
    assert evidence(repairs_high=10_000.0).repairs == Span(10_000, 10_000)
    assert evidence(arv_low=100_000.0).arv_from == "Assumptions and comps"


def test_bounds_that_contradict_each_other_give_no_rectangle() -> None:
    found = evidence(arv_low=250_000.0, arv_high=200_000.0)
    assert (found.arv, found.arv_from) == (None, "ARV Low is above ARV High in Assumptions")


def test_nothing_known() -> None:
    found = evidence_for(book_of(Properties=[HOUSE]), "prop_a", DAY)
    assert found.arv is None
    assert found.arv_from == "nothing known: no priced comps"
    assert found.repairs == Span(0, 0)
    assert "no contingency" in found.repairs_from
    with pytest.raises(Refused, match="nothing known"):
        take_bounds(book_of(Properties=[HOUSE]), "prop_a", DAY, NOW)


def test_the_bounds_are_taken_where_they_are_blank_and_hold_todays_figures() -> None:
    house = {**HOUSE, "arv": 190_000.0}
    book = book_of(Properties=[house], Comps=COMPS, Repairs=REPAIRS)
    with pytest.raises(Refused, match="needs arv_low"):
        simulation_for(book, "prop_a")
    taken = take_bounds(book, "prop_a", DAY, NOW)
    assert taken.label == "Take bounds from comps and contingency"
    after = assumptions_for(book.apply(taken), "prop_a").figures
    bounds = [after[name] for name in ("arv_low", "arv_high", "repairs_low", "repairs_high")]
    assert bounds == [190_000, 225_000, 20_000, 23_000]
    assert simulation_for(book.apply(taken), "prop_a").p50 > 0
    own = book_of(Properties=[house], Comps=COMPS, Repairs=REPAIRS, Assumptions=[
        {"property_id": "prop_a", "arv_low": 100_000.0}])  # fmt: skip
    (change,) = take_bounds(own, "prop_a", DAY, NOW).changes
    assert "arv_low" not in (change.after or {})


def test_the_cell_of_an_input() -> None:
    book = book_of(Properties=[HOUSE], Settings=[{"key": "loan_rate"}])
    assert cell_of(book, "prop_a", "arv") == Source("Properties", "prop_a", "arv")
    assert cell_of(book, "prop_a", "loan_rate") == Source("Settings", "loan_rate", "value")
    assert cell_of(book, "prop_a", "taxes_yearly") == Source("Assumptions", "", "taxes_yearly")
    made = book.apply(assume(book, "prop_a", {"taxes_yearly": 900.0}, NOW))
    row = cell_of(made, "prop_a", "taxes_yearly").row
    assert (made.row("Assumptions", row) or {})["taxes_yearly"] == 900
    assert len(made.apply(assume(made, "prop_a", {"taxes_yearly": 901.0}, NOW))["Assumptions"]) == 1
    with pytest.raises(Refused, match="prop_x"):
        assume(book, "prop_x", {}, NOW)
