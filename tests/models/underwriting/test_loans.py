from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.underwriting.inputs import exact_of, rounded
from models.underwriting.loans import annual_constant, interest, operating_income, ratio
from tests.models.underwriting.vectors import inputs, published


def exact(name: str) -> dict[str, Fraction]:
    return {key: exact_of(value) for key, value in inputs(name).items()}


def test_published_interest_only_payment() -> None:
    v = exact("V11")
    assert interest(v["loan"], v["rate"], Fraction(1)) == published("V11")["monthly"]


def test_published_bridge_loan() -> None:
    v, printed = exact("V19"), published("V19")
    loan = v["price"] * v["ltv"]
    cost = interest(loan, v["rate"], v["months"])
    assert (loan * v["points"], cost) == (printed["points"], printed["interest"])
    assert v["sale"] - v["price"] - loan * v["points"] - cost == printed["profit"]


@pytest.mark.parametrize(("name", "one", "other", "result", "places"), [
    ("V20", "noi", "ads", "dscr", 2),  # 1.3333 is printed as 1.33
    ("V21", "noi", "ads", "dscr", 6),
    ("V24", "cash_flow", "cash_in", "coc", 6),
    ("V25", "cash_flow", "cash_in", "coc", 6),
])  # fmt: skip
def test_published_ratios(name: str, one: str, other: str, result: str, places: int) -> None:
    v = exact(name)
    found = ratio(v[one], v[other])
    assert found is not None
    assert rounded(found, places) == published(name)[result]


def test_published_cap_rate() -> None:
    v, printed = exact("V23"), published("V23")
    assert operating_income(v["rents_m"], Fraction(), Fraction(), Fraction()) == printed["gross"]
    noi = operating_income(v["rents_m"], Fraction(), v["opex"], Fraction())
    assert noi == printed["noi"]
    assert ratio(noi, v["value"]) == exact_of(printed["cap"])


def test_a_ratio_over_nothing_is_none() -> None:
    assert ratio(Fraction(1), Fraction(0)) is None
    assert ratio(Fraction(1), Fraction(-1)) is None


def test_a_loan_without_interest_is_paid_back_evenly() -> None:
    assert annual_constant(Fraction(0), Fraction(30)) == Fraction(1, 30)
    assert float(annual_constant(Fraction(1, 10**17), Fraction(30))) == pytest.approx(1 / 30)


@given(rate=st.integers(1, 3000), years=st.integers(1, 50))
def test_the_payments_pay_the_loan_back(rate: int, years: int) -> None:
    monthly, balance = rate / 10_000 / 12, 1.0
    payment = float(annual_constant(Fraction(rate, 10_000), Fraction(years))) / 12
    for _ in range(years * 12):
        balance = balance * (1 + monthly) - payment
    assert balance / (1 + monthly) ** (years * 12) == pytest.approx(0, abs=1e-9)
