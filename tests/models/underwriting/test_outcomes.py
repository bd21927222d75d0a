import pytest

from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.assumptions import assumptions_for
from models.underwriting.outcomes import (
    Refinance,
    brrrr_outcome,
    cash_left_in,
    flip,
    meets_one_percent,
    refinance,
    rental,
)
from tests.models.books import book_of
from tests.models.underwriting.vectors import inputs, published


def test_published_cash_left_in_by_payoff() -> None:
    v = inputs("V09")
    left = cash_left_in(v["initial_out_of_pocket"], v["payoff_balance"], v["refi_fees"], v["refi_loan"])
    assert left == published("V09")["cash_left_in"]
    assert cash_left_in(v["initial_out_of_pocket"], 80_000, v["refi_fees"], v["refi_loan"]) == 13_600


def test_published_cash_left_in_by_all_in_cost() -> None:
    v, printed = inputs("V10"), published("V10")
    closing = v["purchase_closing"] + v["points_fee"]
    found = refinance(v["refi_loan"], 1, v["purchase"], v["rehab"], closing, v["holding"], v["refi_fees"])
    assert (found.loan, found.all_in, found.cash_left_in) == (91_000, printed["all_in"], printed["cash_left_in"])


@pytest.mark.parametrize("name", ["V12a", "V12c"])
def test_published_refinances(name: str) -> None:
    v, printed = inputs(name), published(name)
    found = refinance(v["arv"], v["ltv"], v["purchase"], v["rehab"], 0, 0, 0)
    assert (found.loan, found.cash_left_in) == (printed["loan"], printed["cash_left_in"])


def test_published_equity_is_arv_less_the_new_loan() -> None:
    v, printed = inputs("V35"), published("V35")
    found = refinance(v["arv_inferred"], v["ltv"], 0, 0, 0, 0, 0)
    assert (found.loan, found.equity) == (printed["loan"], printed["equity"])
    assert cash_left_in(v["cash_invested"], 0, 0, v["cash_out"]) == printed["cash_left"]


def test_published_operating_statement() -> None:
    v, printed = inputs("V15"), published("V15")
    found = rental(
        v["rent"], v["vac_maint_pct"], 2500, v["ins_pm"] * 12, v["refi_loan_inferred"], v["rate_inferred"],
        v["term"] / 12, v["net_cash_left"],
    )  # fmt: skip
    assert (round(found.noi / 12), round(found.debt_service / 12)) == (printed["noi_m"], printed["debt_m"])
    assert found.cash_flow == printed["cf_m"]
    assert found.cash_on_cash == pytest.approx(printed["coc"], abs=5e-5)
    assert found.dscr_noi == pytest.approx(printed["dscr"], abs=6e-3)  # 1.675 is printed as 1.68
    assert found.dscr_rent == pytest.approx(2200 / (997.95 + 2500 / 12 + 100), abs=1e-5)


HOUSE: dict[str, Value] = {"id": "prop_a", "arv": 200_000.0, "projected_rent": 2_200.0}
OWN: dict[str, Value] = {
    "property_id": "prop_a", "purchase_price": 100_000.0, "loan_rate": 0.12, "down_payment": 0.2, "refi_rate": 0.07,
    "refi_years": 30, "refi_costs": 3_000.0, "taxes_yearly": 2_500.0, "insurance_yearly": 1_200.0, "vacancy": 0.1,
    "management": 0.0, "maintenance": 0.0, "holding_months": 6.0, "holding_monthly": 100.0,
}  # fmt: skip


def test_a_propertys_outcome_as_a_brrrr() -> None:
    repairs: list[dict[str, Value]] = [{"property_id": "prop_a", "cost": 40_000.0}]
    found = brrrr_outcome(assumptions_for(book_of(Properties=[HOUSE], Assumptions=[OWN], Repairs=repairs), "prop_a"))
    # 100,000 + 40,000 + 6 x 100 + 80,000 x 12 % / 2 + 3,000 - 150,000; the rental is V15's.
    assert found.refinance == Refinance(150_000, 148_400, -1_600, 50_000)
    assert found.rental is not None
    assert (found.rental.cash_flow, found.rental.cash_on_cash) == (published("V15")["cf_m"], None)
    assert (found.one_percent, found.missing) == (True, ())


def test_an_outcome_without_its_inputs_names_them() -> None:
    book = book_of(Properties=[HOUSE], Assumptions=[{**OWN, "refi_rate": None}])
    found = brrrr_outcome(assumptions_for(book, "prop_a"))
    assert (found.refinance, found.rental, found.one_percent, found.missing) == (None, None, None, ("refi_rate",))


def test_no_loan_is_no_dscr_and_no_cash_in_no_return() -> None:
    found = rental(1000, 0, 0, 0, 0, 0.07, 30, -5)
    assert (found.cash_flow, found.dscr_noi, found.dscr_rent, found.cash_on_cash) == (1000, None, None, None)


def test_published_flip_at_a_loss() -> None:
    v, printed = inputs("V16"), published("V16")
    costs = {name: value for name, value in v.items() if name != "arv"}
    cash = 70_000 + v["closing"] + v["inspection"] + v["reno_with_contingency"]
    found = flip(v["arv"], costs, cash, inputs("V16b")["months"])
    assert (found.total, found.profit) == (printed["total"], printed["profit"])
    assert found.roi == pytest.approx(published("V16b")["roi"], abs=5e-4)
    assert found.annualized == pytest.approx(published("V16b")["annualized"], abs=5e-4)
    assert v["purchase"] - printed["max_70"] == printed["over_by"]


def test_published_flip_at_a_profit() -> None:
    v, printed = inputs("V17"), published("V17")
    names = ("purchase_basis", "rehab_basis", "financing", "holding", "selling")
    found = flip(v["arv_inferred"], {name: v[name] for name in names}, v["cash"], 6)
    assert (found.total, found.profit) == (printed["all_in"], printed["profit"])
    assert found.margin == pytest.approx(printed["margin"], abs=5e-4)
    assert found.roi == pytest.approx(printed["roi"], abs=5e-5)
    assert found.annualized == pytest.approx(printed["annualized"], abs=5e-4)


def test_published_flip_with_every_cost_itemised() -> None:
    v, printed = inputs("V18"), published("V18")
    names = ("points", "interest", "holding", "selling", "buy_close")
    costs = {name: printed[name] for name in names} | {"purchase": v["purchase"], "rehab": v["rehab"]}
    found = flip(v["arv"], costs, printed["cash_invested"], v["months"])
    assert (found.total, found.profit) == (printed["total"], printed["profit"])
    assert found.roi == pytest.approx(printed["roi"], abs=5e-4)


def test_a_flip_of_no_length_has_no_yearly_return() -> None:
    assert flip(10, {"purchase": 5}, 5, 0).annualized is None
    assert flip(10, {"purchase": 5}, 0, 6).roi is None


def test_published_one_percent_rule_passes_at_exactly_one() -> None:
    v = inputs("V26")
    assert v["rent"] / v["price"] == published("V26")["ratio"]
    assert meets_one_percent(v["rent"], v["price"])
    assert not meets_one_percent(v["rent"] - 0.01, v["price"])


def test_blank_and_unfit_figures_are_refused_by_name() -> None:
    with pytest.raises(Refused, match="Refi Costs: it is missing"):
        refinance(1, 1, 1, 1, 1, 1, None)
    with pytest.raises(Refused, match="Target LTV: "):
        refinance(1, 75, 1, 1, 1, 1, 1)
    with pytest.raises(Refused, match="Rate: "):
        rental(1, 0, 0, 0, 1, 7, 30, 1)
    with pytest.raises(Refused, match="selling: "):
        flip(1, {"selling": -1}, 1, 1)
    with pytest.raises(Refused, match="Purchase Price: "):
        meets_one_percent(1, 0)
