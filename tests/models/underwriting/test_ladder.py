import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.assumptions import Assumptions, assumptions_for
from models.underwriting.calculators import NO_OFFER, NO_REPAIRS, wholesale
from models.underwriting.inputs import rounded
from models.underwriting.ladder import Ladder, full_cost_price, ladder, ladder_for
from models.underwriting.outcomes import rental
from tests.models.books import book_of
from tests.models.underwriting.vectors import inputs, published

FULL: dict[str, Value] = {
    "arv": 200_000.0, "arv_pct": 0.7, "repairs": 20_000.0, "fee": 10_000.0, "target_ltv": 0.75,
    "closing_costs": 3_000.0, "selling_pct": 0.08, "wanted_profit": 25_000.0, "holding_months": 6.0,
    "holding_monthly": 400.0, "down_payment": 0.2, "loan_rate": 0.08, "loan_years": 30, "refi_costs": 2_000.0,
    "projected_rent": 1_800.0, "vacancy": 0.05, "management": 0.08, "maintenance": 0.05, "taxes_yearly": 2_400.0,
    "insurance_yearly": 1_200.0, "dscr_target": 1.25, "coc_target": 0.08,
}  # fmt: skip


def prices(found: Ladder) -> dict[str, float | None]:
    return {rung.name: rung.price for rung in found.rungs}


def price(name: str, **more: Value) -> float:
    found = prices(ladder(Assumptions({**FULL, **more})))[name]
    assert found is not None
    return found


def test_published_full_cost_offers() -> None:
    v, printed = inputs("V06"), published("V06")
    profit = v["arv"] * v["profit_pct"]
    assert profit == printed["target_profit"]
    found = full_cost_price(v["arv"], v["rehab"], v["closing"], v["holding"], 0, v["fee"], profit)
    assert found == printed["mao"]
    v, printed = inputs("V08"), published("V08")
    selling, profit = v["arv"] * v["selling_pct"], v["arv"] * v["buyer_profit_pct"]
    assert full_cost_price(v["arv"], v["rehab"], 0, 0, selling, 0, profit) == printed["end_buyer_price"]
    assert full_cost_price(v["arv"], v["rehab"], 0, 0, selling, v["fee"], profit) == printed["offer"]


def test_the_published_flip_solved_back_from_its_profit() -> None:
    v, printed = inputs("V18"), published("V18")
    given_: dict[str, Value] = {
        "arv": v["arv"], "repairs": v["rehab"], "closing_costs": printed["buy_close"] + printed["points"],
        "selling_pct": v["sell_pct"], "wanted_profit": printed["profit"], "holding_months": v["months"],
        "holding_monthly": v["holding_pm"], "down_payment": v["down"], "loan_rate": v["apr"],
    }  # fmt: skip
    assert price("flip", **given_) == v["purchase"]


def test_the_published_brrrr_solved_back_to_no_cash_left_in() -> None:
    v = inputs("V10")
    given_: dict[str, Value] = {
        "arv": v["refi_loan"], "target_ltv": 1, "repairs": v["rehab"],
        "closing_costs": v["purchase_closing"] + v["points_fee"], "refi_costs": v["refi_fees"],
        "holding_months": 3, "holding_monthly": v["holding"] / 3, "down_payment": 1, "loan_rate": 0,
    }  # fmt: skip
    assert price("brrrr", **given_) == published("V37d")["offer"]


def test_published_holding_cost() -> None:
    v = inputs("V10b")
    given_: dict[str, Value] = {
        "holding_months": v["months"], "holding_monthly": v["pi"] + v["insurance"] + v["tax"], "down_payment": 1,
        "loan_rate": 0.1,
    }  # fmt: skip
    held, per_unit = Assumptions(given_).carried()
    assert rounded(held) == published("V10b")["holding"]
    assert rounded(per_unit) == 0  # nothing is borrowed


def test_every_rung_and_the_one_that_binds() -> None:
    found = ladder(Assumptions(FULL))
    assert [rung.name for rung in found.rungs] == ["wholesale", "flip", "brrrr", "dscr", "cash_on_cash"]
    assert prices(found)["wholesale"] == wholesale(200_000, 0.7, 20_000, 10_000).result
    assert found.binding == min(found.rungs, key=lambda rung: rung.price or 0).name
    assert ladder(Assumptions({**FULL, "fee": 90_000.0})).binding == "wholesale"


rates = st.integers(0, 2000).map(lambda n: n / 10_000)


@given(rate=rates, down=st.integers(0, 90).map(lambda n: n / 100), target=st.integers(100, 200).map(lambda n: n / 100))
def test_the_dscr_rung_meets_its_target(rate: float, down: float, target: float) -> None:
    found = price("dscr", loan_rate=rate, down_payment=down, dscr_target=target)
    checked = rental(1_800, 0.18, 2_400, 1_200, found * (1 - down), rate, 30, 1)
    assert checked.dscr_noi == pytest.approx(target, abs=1e-5)


@given(rate=rates, down=st.integers(5, 100).map(lambda n: n / 100), target=st.integers(1, 30).map(lambda n: n / 100))
def test_the_cash_on_cash_rung_meets_its_target(rate: float, down: float, target: float) -> None:
    found = price("cash_on_cash", loan_rate=rate, down_payment=down, coc_target=target, repairs=0.0, closing_costs=0.0)
    checked = rental(1_800, 0.18, 2_400, 1_200, found * (1 - down), rate, 30, found * down)
    assert checked.cash_on_cash == pytest.approx(target, abs=1e-4)


@given(more=st.integers(0, 10**7).map(lambda cents: cents / 100))
def test_more_repairs_never_allow_a_higher_price(more: float) -> None:
    before, after = prices(ladder(Assumptions(FULL))), prices(ladder(Assumptions({**FULL, "repairs": 20_000 + more})))
    assert all((after[name] or 0) <= (before[name] or 0) for name in before)


def test_a_blank_input_is_named_and_a_zero_is_none() -> None:
    found = ladder(Assumptions({**FULL, "loan_rate": None, "wanted_profit": None, "holding_monthly": 0}))
    assert {rung.name: rung.missing for rung in found.rungs} == {
        "wholesale": (), "flip": ("wanted_profit", "loan_rate"), "brrrr": ("loan_rate",), "dscr": ("loan_rate",),
        "cash_on_cash": ("loan_rate",),
    }  # fmt: skip
    assert prices(found) == {"wholesale": 110_000, "flip": None, "brrrr": None, "dscr": None, "cash_on_cash": None}
    assert found.binding == "wholesale"
    assert ladder(Assumptions({})).binding is None


def test_no_loan_and_a_negative_price_are_said() -> None:
    rungs = {rung.name: rung for rung in ladder(Assumptions({**FULL, "down_payment": 1, "repairs": 9e5})).rungs}
    assert (rungs["dscr"].price, rungs["dscr"].missing) == (None, ())
    assert "without a loan" in rungs["dscr"].why
    assert rungs["flip"].why == NO_OFFER
    assert (rungs["flip"].price or 0) < 0
    nothing: dict[str, Value] = {**FULL, "down_payment": 1, "coc_target": 0}
    assert "any price" in ladder(Assumptions(nothing)).rungs[-1].why


@pytest.mark.parametrize(("field", "bad"), [("selling_pct", 8.0), ("arv", -1.0), ("loan_years", 0), ("loan_years", 51)])
def test_an_unfit_input_is_refused_by_name(field: str, bad: float) -> None:
    with pytest.raises(Refused, match=f"^{field}: "):
        ladder(Assumptions({**FULL, field: bad}))


HOUSE: dict[str, Value] = {"id": "prop_a", "arv": 200_000.0, "projected_rent": 1_800.0}


def test_a_blank_assumption_is_the_setting_of_its_name() -> None:
    own: list[dict[str, Value]] = [
        {"property_id": "prop_a", "loan_rate": 0.08, "vacancy": 0.0},
        {"property_id": "prop_a", "loan_rate": 0.5},
    ]
    settings: list[dict[str, Value]] = [{"key": "loan_rate", "value": "0.06"}, {"key": "refi_rate", "value": "0.05"}]
    given_ = assumptions_for(book_of(Properties=[HOUSE], Assumptions=own, Settings=settings), "prop_a")
    figures = given_.figures
    assert (figures["loan_rate"], figures["vacancy"], figures["refi_rate"]) == (0.08, 0.0, 0.05)
    assert (figures["management"], figures["coc_target"], figures["arv_pct"]) == (0.08, None, 0.7)
    assert given_.warnings == (NO_REPAIRS, "Assumptions has 2 rows for prop_a; the first counts")


def test_a_propertys_ladder_without_assumptions() -> None:
    found = ladder_for(book_of(Properties=[HOUSE]), "prop_a")
    assert prices(found)["wholesale"] == 130_000
    assert {rung.name: rung.missing for rung in found.rungs}["dscr"] == (
        "taxes_yearly", "insurance_yearly", "loan_rate",
    )  # fmt: skip
    assert ladder_for(book_of(Properties=[{"id": "prop_a"}]), "prop_a").rungs[0].missing == ("arv",)
    with pytest.raises(Refused, match="no row prop_z"):
        ladder_for(book_of(Properties=[HOUSE]), "prop_z")
