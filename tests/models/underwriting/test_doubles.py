import pytest

from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.calculators import offer_for
from models.underwriting.doubles import covered, doubles, doubles_in
from tests.models.books import book_of
from tests.models.underwriting.vectors import inputs, published


def test_the_published_offer_that_counts_twice_is_warned_of() -> None:
    v, printed = inputs("V18"), published("V18")
    assert v["arv"] * 0.7 - v["rehab"] - printed["selling"] - printed["holding"] == printed["mao"]
    warnings = doubles(0.7, {"Selling": printed["selling"], "Holding": printed["holding"], "Staging": 0})
    assert [warning.split(" is ")[0] for warning in warnings] == ["Selling", "Holding"]
    assert "30 %" in warnings[0]


def test_the_whole_arv_leaves_nothing_to_pay_with() -> None:
    assert doubles(1, {"Selling": 5}) == ()
    with pytest.raises(Refused, match="Selling: "):
        doubles(0.7, {"Selling": None})


@pytest.mark.parametrize(("item", "kind"), [
    ("6 months holding", "holding"), ("Realtor commission", "selling"), ("Closing costs", "closing"),
    ("Closing in the porch", None), ("Kitchen", None), ("Tax on materials", None),
])  # fmt: skip
def test_words_of_a_cost_that_is_no_repair(item: str, kind: str | None) -> None:
    assert covered(item) == kind


def test_a_wholesale_offer_warns_of_repair_rows_that_are_none() -> None:
    rows: list[dict[str, Value]] = [{"id": "rep_a", "property_id": "prop_a", "item": "Holding costs", "cost": 1.0}]
    book = book_of(Properties=[{"id": "prop_a", "arv": 100_000.0}], Repairs=rows)
    assert offer_for(book, "prop_a").warnings == (
        "Repairs rep_a “Holding costs”, a holding cost, is taken off twice: the 30 % of ARV left out already pay for "
        "it.",
    )
    assert offer_for(book, "prop_a", "brrrr").warnings == ()
    assert "the 35 % of ARV" in offer_for(book, "prop_a", given={"arv_pct": 0.65}).warnings[0]
    assert offer_for(book, "prop_a", given={"arv_pct": 1.0}).warnings == ()


def test_a_row_that_costs_nothing_or_has_no_cost_yet_is_not_taken_off() -> None:
    rows: list[dict[str, Value]] = [{"property_id": "prop_a", "item": "Holding", "cost": cost} for cost in (0.0, None)]
    assert doubles_in(book_of(Properties=[{"id": "prop_a"}], Repairs=rows), "prop_a", 0.7) == ()
