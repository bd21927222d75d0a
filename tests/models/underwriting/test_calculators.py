import math
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting import wholesale_mao
from models.underwriting.calculators import (
    NO_OFFER,
    NO_REPAIRS,
    Offer,
    Source,
    brrrr,
    offer_for,
    repairs_sum,
    wholesale,
)
from tests.models.books import book_of
from tests.models.underwriting.vectors import inputs, published

HOUSE: dict[str, Value] = {"id": "prop_a", "arv": 200_000.0}
money = st.integers(0, 10**10).map(lambda cents: cents / 100)
parts = st.integers(0, 10_000).map(lambda hundredths: hundredths / 10_000)


def decimals(*values: float) -> Decimal:
    return sum((Decimal(repr(value)) for value in values), Decimal())


def adds_up(offer: Offer) -> bool:
    return decimals(*(term.amount for term in offer.terms)) == Decimal(repr(offer.result))


def test_the_platforms_sample_is_50_000() -> None:
    offer = wholesale(100_000, 0.7, 10_000, 10_000)
    assert (offer.model, offer.result, offer.warnings) == ("wholesale_70_rule_v1", 50_000, ())
    assert [(t.label, t.amount, t.inputs) for t in offer.terms] == [
        ("ARV × 70%", 70_000, ("arv", "arv_pct")),
        ("Repairs", -10_000, ("repairs",)),
        ("Fee", -10_000, ("fee",)),
    ]


@pytest.mark.parametrize("name", ["V01", "V02", "V04", "V05"])
def test_published_wholesale_offers(name: str) -> None:
    given_ = inputs(name)
    assert (
        wholesale(given_["arv"], given_["pct"], given_["repairs"], given_.get("fee", 0)).result
        == published(name)["mao"]
    )


def test_published_ladder_by_share_of_arv() -> None:
    rungs, house = inputs("V32"), published("V32")
    offers = [wholesale(house["arv"], part, house["reno"], 0).result for part in rungs["pcts"]]
    assert offers == rungs["values"]


@pytest.mark.parametrize("name", ["V16", "V18"])
def test_published_flips_hold_the_plain_70_percent_rule(name: str) -> None:
    repairs = {"V16": inputs("V16")["reno_with_contingency"], "V18": inputs("V18").get("rehab")}[name]
    wanted = {"V16": published("V16")["max_70"], "V18": 234_000}[name]  # V18's note: not its double-counted 197,400
    assert wholesale(inputs(name)["arv"], 0.7, repairs, 0).result == wanted


@pytest.mark.parametrize("name", ["V37a", "V37b", "V37d"])
def test_published_brrrr_offers_from_a_loan(name: str) -> None:
    v = inputs(name)
    offer = brrrr(v["refi_loan"], 1, v["repairs"], v["closing"], v["buffer_or_holding"])
    assert offer.result == published(name)["offer"]


def test_published_brrrr_offer_and_all_in_ceiling() -> None:
    v = inputs("V37e")
    offer = brrrr(v["arv"], v["ltv"], v["repairs"], v["closing"], v["buffer"])
    assert (offer.model, offer.result, offer.max_all_in) == ("brrrr_ltv_v1", published("V37e")["offer"], 70_000)
    ceiling = inputs("V14")
    assert brrrr(ceiling["arv"], ceiling["pct"], 0, 0, 0).max_all_in == published("V14")["all_in_max"]


@given(arv=money.filter(bool), part=parts, repairs=money, fee=money)
def test_terms_add_up_and_the_column_agrees(arv: float, part: float, repairs: float, fee: float) -> None:
    offer = wholesale(arv, part, repairs, fee)
    exact = Decimal(repr(arv)) * Decimal(repr(part)) - decimals(repairs, fee)
    assert Decimal(repr(offer.result)) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert offer.result == wholesale_mao(arv, part, repairs, fee)
    assert adds_up(offer)


odd = st.floats(0, 1e9, allow_nan=False)


@given(arv=st.floats(0.01, 1e9), part=st.floats(0, 1), costs=st.tuples(odd, odd, odd))
def test_terms_of_figures_with_parts_of_a_cent_add_up(
    arv: float, part: float, costs: tuple[float, float, float]
) -> None:
    assert adds_up(brrrr(arv, part, *costs))


@given(arv=money.filter(bool), part=parts, costs=st.tuples(money, money, money), more=money)
def test_a_cost_more_is_never_a_higher_offer(
    arv: float, part: float, costs: tuple[float, float, float], more: float
) -> None:
    offer = brrrr(arv, part, *costs).result
    assert brrrr(arv, part, costs[0] + more, *costs[1:]).result <= offer


def test_half_a_cent_is_rounded_up_once() -> None:
    assert wholesale(0.01, 0.5, 0, 0).result == 0.01
    assert wholesale(1, 0.5, 0.004, 0.004).result == 0.49  # 0.492, not 0.50 - 0.00 - 0.00
    assert wholesale(1, 0.5, 0.004, 0.004).terms[-1].label == "Rounding"


GOOD: dict[str, Value] = {"arv": 100_000.0, "arv_pct": 0.7, "repairs": 1.0, "fee": 1.0}


@pytest.mark.parametrize("bad", [None, math.nan, math.inf, -math.inf, -0.01, True, "much", 1e300])
@pytest.mark.parametrize(
    ("field", "header"), [("arv", "ARV"), ("arv_pct", "ARV Pct"), ("repairs", "Repairs"), ("fee", "Fee")]
)
def test_an_unfit_input_is_refused_by_name(field: str, header: str, bad: Value) -> None:
    with pytest.raises(Refused, match=f"^{header}: "):
        wholesale(**{**GOOD, field: bad})


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_called_that(bad: float) -> None:
    with pytest.raises(Refused, match=r"ARV: (nan|inf) is not a finite number"):
        wholesale(bad, 0.7, 0, 0)


@pytest.mark.parametrize("field", ["arv", "target_ltv", "repairs", "closing_costs", "buffer"])
def test_brrrr_refuses_a_blank(field: str) -> None:
    good: dict[str, Value] = {"arv": 1.0, "target_ltv": 0.7, "repairs": 0, "closing_costs": 0, "buffer": 0}
    with pytest.raises(Refused, match="a blank is not zero") as refusal:
        brrrr(**{**good, field: None})
    assert refusal.value.code == "missing"


def test_a_zero_arv_and_70_as_a_share_are_refused() -> None:
    with pytest.raises(Refused, match=r"ARV: it has to be above 0"):
        wholesale(0, 0.7, 0, 0)
    with pytest.raises(Refused, match=r"ARV Pct: 70 is 7000%, out of range: type 70% or 0\.7\."):
        wholesale(1, 70, 0, 0)
    with pytest.raises(Refused, match=r"Target LTV: .*1\.01"):
        brrrr(1, 1.01, 0, 0, 0)


def test_a_negative_offer_is_shown_with_its_sentence() -> None:
    offer = wholesale(10_000, 0.7, 0, 10_000)
    assert (offer.result, offer.warnings) == (-3_000, (NO_OFFER,))
    assert wholesale(10_000, 0.7, 0, 7_000).warnings == ()


def test_repairs_are_the_rows_and_none_is_zero_with_a_warning() -> None:
    assert repairs_sum([]) == (0, (NO_REPAIRS,))
    assert repairs_sum([(str(n), 0.1) for n in range(10)]) == (1, ())
    with pytest.raises(Refused, match="Repairs rep_b, Cost: it is missing"):
        repairs_sum([("rep_a", 1.0), ("rep_b", None)])


def test_an_offer_from_the_book_names_its_cells() -> None:
    book = book_of(Properties=[HOUSE], Repairs=[{"id": "rep_a", "property_id": "prop_a", "cost": 20_000.0}])
    offer = offer_for(book, "prop_a", given={"fee": 0})
    assert (offer.result, offer.warnings) == (120_000, ())
    assert offer.sources == {
        "arv": (Source("Properties", "prop_a", "arv"),),
        "repairs": (Source("Repairs", "rep_a", "cost"),),
        "arv_pct": (Source("Settings", "default_arv_pct", "value"),),
        "fee": (Source("", "", "fee"),),
    }


def test_an_option_not_given_is_the_setting_and_zero_is_zero() -> None:
    book = book_of(Properties=[HOUSE], Settings=[{"key": "default_fee", "value": "5000"}])
    assert offer_for(book, "prop_a").result == 135_000
    assert offer_for(book, "prop_a", given={"fee": None}).inputs["fee"] == 5_000
    assert offer_for(book, "prop_a", given={"fee": 0}).inputs["fee"] == 0
    assert offer_for(book, "prop_a").warnings == (NO_REPAIRS,)
    assert offer_for(book, "prop_a", "brrrr").result == 150_000


def test_the_book_refuses_what_it_cannot_price() -> None:
    book = book_of(
        Properties=[HOUSE, {"id": "prop_b"}],
        Repairs=[{"id": "rep_a", "property_id": "prop_a"}],
    )
    with pytest.raises(Refused, match="rep_a, Cost"):
        offer_for(book, "prop_a")
    with pytest.raises(Refused, match="ARV: it is missing"):
        offer_for(book, "prop_b")
    with pytest.raises(Refused, match="no row prop_z"):
        offer_for(book, "prop_z")
    with pytest.raises(Refused, match="neither wholesale nor brrrr"):
        offer_for(book, "prop_b", "rental")
    with pytest.raises(Refused, match="fee: a brrrr offer has no such option"):
        offer_for(book, "prop_b", "brrrr", {"fee": 1})
