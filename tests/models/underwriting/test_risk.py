import datetime as dt
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.book import Book
from models.core.edit import add_row
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.calculators import NO_REPAIRS
from models.underwriting.legal import Flag
from models.underwriting.risk import LEGAL, NEIGHBORHOOD, NO_SCORE, REPAIRS, Risk, risk, risk_for
from models.underwriting.risk import WEIGHTS as SETTING_OF
from tests.models.books import book_of

NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
WEIGHTS: dict[str, Value] = {NEIGHBORHOOD: 0.5, REPAIRS: 0.3, LEGAL: 0.2}


def flags(*severities: str) -> list[Flag]:
    return [Flag(f"flag_{n}", "", severity, "Look.") for n, severity in enumerate(severities)]


def points(found: Risk) -> dict[str, float]:
    return {one.signal: one.points for one in found.contributions}


def test_the_three_parts_by_their_weights() -> None:
    found = risk(70, 20_000, 200_000, flags("medium"), WEIGHTS)
    assert points(found) == {NEIGHBORHOOD: 15, REPAIRS: 7.5, LEGAL: 12}
    assert (found.score, found.low, found.high, found.stop) == (34.5, 34.5, 34.5, False)
    assert (found.triggered, found.warnings) == ((LEGAL,), ())


@pytest.mark.parametrize(("repairs", "arv", "expected"), [
    (0, 100_000, 0), (40_000, 100_000, 30), (90_000, 100_000, 30), (20_000, 100_000, 15),
    (37_500, None, 15), (75_000, None, 30), (80_000, 0, 30),
])  # fmt: skip
def test_repairs_against_the_arv_or_75_000(repairs: float, arv: float | None, expected: float) -> None:
    assert points(risk(100, repairs, arv, [], WEIGHTS))[REPAIRS] == expected


@pytest.mark.parametrize(("severities", "expected"), [
    ((), 0), (("info",), 0), (("low",), 6), (("low", "low"), 12), (("medium",), 12), (("high",), 20),
    (("medium", "medium"), 20), (("high", "high"), 20),
])  # fmt: skip
def test_legal_questions_add_up_and_are_capped(severities: tuple[str, ...], expected: float) -> None:
    assert risk(100, 0, 1, flags(*severities), WEIGHTS).score == expected


def test_a_missing_neighborhood_is_left_out_with_its_range() -> None:
    found = risk(None, 20_000, 100_000, flags("medium"), WEIGHTS)
    assert (found.score, found.low, found.high) == (54, 27, 77)
    assert points(found) == {REPAIRS: 30, LEGAL: 24}
    assert found.warnings == (NO_SCORE,)
    assert risk(0, 20_000, 100_000, flags("medium"), WEIGHTS).score == 77


def test_signals_that_are_bad_by_themselves() -> None:
    assert risk(40, 29_999.99, 1e6, [], WEIGHTS).triggered == ()
    assert risk(39, 30_000, 1e6, flags("info"), WEIGHTS).triggered == (NEIGHBORHOOD, REPAIRS, LEGAL)
    assert risk(None, 0, 1e6, [], WEIGHTS).triggered == ()


def test_a_high_flag_stops_whatever_the_score() -> None:
    assert risk(100, 0, 1e6, flags("high"), WEIGHTS).stop
    assert not risk(0, 1e6, 1, flags("medium", "low"), WEIGHTS).stop


def test_the_score_is_rounded_half_up_to_a_hundredth() -> None:
    assert risk(100, 3, 75_000, [], WEIGHTS).score == 0  # 0.003
    assert risk(100, 5, 75_000, [], WEIGHTS).score == 0.01  # exactly 0.005


known = st.integers(0, 100)
money = st.integers(0, 20_000_000).map(lambda cents: cents / 100)
severities = st.lists(st.sampled_from(["high", "medium", "low", "info"]), max_size=4)
weight = st.integers(1, 100).map(lambda n: n / 100)
weights = st.fixed_dictionaries({NEIGHBORHOOD: weight, REPAIRS: weight, LEGAL: weight})


@given(score=st.none() | known, repairs=money, arv=st.none() | money, raised=severities, by=weights)
def test_contributions_add_up_exactly(
    score: int | None, repairs: float, arv: float | None, raised: list[str], by: dict[str, Value]
) -> None:
    found = risk(score, repairs, arv, flags(*raised), by)
    assert sum(Decimal(repr(one.points)) for one in found.contributions) == Decimal(repr(found.score))
    assert 0 <= found.low <= found.score <= found.high <= 100
    assert all(one.points >= 0 for one in found.contributions)


@given(score=st.none() | known, repairs=money, more=money, arv=st.none() | money, raised=severities, by=weights)
def test_more_repairs_never_lower_it(
    score: int | None, repairs: float, more: float, arv: float | None, raised: list[str], by: dict[str, Value]
) -> None:
    before, after = (risk(score, cost, arv, flags(*raised), by) for cost in (repairs, repairs + more))
    assert before.score <= after.score


@given(score=st.none() | known, repairs=money, raised=severities, more=severities, by=weights)
def test_a_flag_more_never_lowers_it(
    score: int | None, repairs: float, raised: list[str], more: list[str], by: dict[str, Value]
) -> None:
    before, after = (risk(score, repairs, 1e5, flags(*some), by) for some in (raised, raised + more))
    assert before.score <= after.score


@pytest.mark.parametrize(("arguments", "named"), [
    ((101, 0, 1), "Neighborhood Score"), ((-1, 0, 1), "Neighborhood Score"), ((math.nan, 0, 1), "Neighborhood Score"),
    ((1, None, 1), "Repairs"), ((1, -1, 1), "Repairs"), ((1, 0, -1), "ARV"), ((1, 0, math.inf), "ARV"),
])  # fmt: skip
def test_unfit_figures_are_refused_by_name(arguments: tuple[float, float, float], named: str) -> None:
    with pytest.raises(Refused, match=f"^{named}: "):
        risk(*arguments, [], WEIGHTS)


def test_weights_that_add_up_to_nothing_are_refused() -> None:
    with pytest.raises(Refused, match="add up to nothing"):
        risk(None, 1, 1, [], {NEIGHBORHOOD: 1, REPAIRS: 0, LEGAL: 0})
    assert risk(30, 1, 1, [], {NEIGHBORHOOD: 1, REPAIRS: 0, LEGAL: 0}).score == 70


HOUSE: dict[str, Value] = {"id": "prop_a", "arv": 200_000.0, "neighborhood_score": 70, "country": "CA", "region": "MB"}
RULE: dict[str, Value] = {
    "id": "rule_a", "jurisdiction": "CA-MB", "field": "strategy", "op": "eq", "value": "wholesale",
    "severity": "medium", "message": "Ask.",
}  # fmt: skip
DEAL: dict[str, Value] = {"id": "deal_a", "property_id": "prop_a", "strategy": "wholesale"}


def test_a_propertys_risk_from_the_book() -> None:
    book = book_of(Properties=[HOUSE], LegalRules=[RULE], Deals=[DEAL])
    found = risk_for(book, "prop_a")
    assert (found.score, found.warnings) == (27, (NO_REPAIRS,))
    assert found.flags == (Flag("", "rule_a", "medium", "Ask."),)
    assert risk_for(book, "prop_a", "US-FL").score == 15


def test_a_rule_with_an_open_flag_counts_once() -> None:
    flag: dict[str, Value] = {"id": "flag_a", "deal_id": "deal_a", "rule_id": "rule_a", "severity": "medium"}
    book = book_of(Properties=[HOUSE], LegalRules=[RULE], Deals=[DEAL], LegalFlags=[flag])
    assert risk_for(book, "prop_a").score == 27


def test_no_deal_no_rule_and_what_is_refused() -> None:
    book = book_of(Properties=[HOUSE], LegalRules=[RULE], Repairs=[{"property_id": "prop_a", "cost": 20_000.0}])
    assert (risk_for(book, "prop_a").score, risk_for(book, "prop_a").warnings) == (22.5, ())
    with pytest.raises(Refused, match="no row prop_z"):
        risk_for(book, "prop_z")
    with pytest.raises(Refused, match="Jurisdiction"):
        risk_for(book, "prop_a", "")
    with pytest.raises(Refused, match="Cost: it is missing"):
        risk_for(book_of(Properties=[HOUSE], Repairs=[{"property_id": "prop_a"}]), "prop_a")


# --- laws of whole books ---

flag_rows = st.fixed_dictionaries({
    "property_id": st.sampled_from(["prop_a", "prop_b", None]),
    "deal_id": st.sampled_from(["deal_a", "deal_b", None]),
    "rule_id": st.sampled_from(["rule_a", "rule_b", None]),
    "severity": st.sampled_from(["high", "medium", "low", "info", None]),
    "status": st.sampled_from(["open", "resolved", None]),
    "message": st.just("Look."),
})  # fmt: skip
repair_rows = st.fixed_dictionaries({"property_id": st.sampled_from(["prop_a", "prop_b", None]), "cost": money})
risky_books: st.SearchStrategy[Book] = st.builds(
    book_of,
    Properties=st.tuples(st.fixed_dictionaries({
        "id": st.just("prop_a"), "arv": st.none() | money, "neighborhood_score": st.none() | known,
        "country": st.sampled_from(["CA", None]), "region": st.sampled_from(["MB", "ON", None]),
    })),
    Repairs=st.lists(repair_rows, max_size=4),
    Deals=st.lists(st.just(DEAL), max_size=1),
    LegalRules=st.tuples(st.just(RULE), st.fixed_dictionaries({
        "id": st.just("rule_b"), "jurisdiction": st.sampled_from(["CA-MB", "CA-ON"]),
        "field": st.sampled_from(["city", "nowhere"]), "op": st.just("missing"), "message": st.just("Where?"),
        "severity": st.sampled_from(["low", "high"]),
    })),
    LegalFlags=st.lists(flag_rows, max_size=3),
    Settings=st.lists(st.builds(lambda key, value: {"key": key, "value": value},
                                st.sampled_from(list(SETTING_OF.values())),
                                st.sampled_from(["0.1", "1", "0.333", "much", None])),
                      max_size=3, unique_by=lambda row: row["key"]),
)  # fmt: skip


@given(book=risky_books)
def test_contributions_of_a_book_add_up_exactly(book: Book) -> None:
    found = risk_for(book, "prop_a")
    assert sum(Decimal(repr(one.points)) for one in found.contributions) == Decimal(repr(found.score))
    assert 0 <= found.low <= found.score <= found.high <= 100


@given(book=risky_books, cost=money)
def test_a_repair_more_never_lowers_the_risk_of_a_book(book: Book, cost: float) -> None:
    row: dict[str, Value] = {"property_id": "prop_a", "item": "More", "cost": cost}
    after = book.apply(add_row(book, book.tables["Repairs"], row, NOW))
    assert risk_for(book, "prop_a").score <= risk_for(after, "prop_a").score


@given(book=risky_books, severity=st.sampled_from(["high", "medium", "low", "info"]),
       rule=st.sampled_from(["rule_a", "rule_b", None]))  # fmt: skip
def test_a_flag_more_never_lowers_the_risk_of_a_book(book: Book, severity: str, rule: str | None) -> None:
    before = risk_for(book, "prop_a")
    row: dict[str, Value] = {"property_id": "prop_a", "severity": severity, "rule_id": rule, "message": "More"}
    after = risk_for(book.apply(add_row(book, book.tables["LegalFlags"], row, NOW)), "prop_a")
    assert before.score <= after.score
    assert after.stop or not before.stop
    assert {one.signal for one in before.contributions} == {one.signal for one in after.contributions}
