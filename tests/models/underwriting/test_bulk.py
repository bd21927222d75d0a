"""The figures of all properties at once are those of each: random books, odd rows among them."""

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.bulk import portfolio
from models.underwriting.calculators import offer_for
from models.underwriting.legal import deal_of
from models.underwriting.risk import risk_for
from models.underwriting.written import stale_maos
from tests.bench.portfolio import portfolio_book
from tests.models.books import book_of

Row = dict[str, Value]


def rows(most: int, **fields: st.SearchStrategy[Value]) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.fixed_dictionaries(fields), min_size=most // 3, max_size=most)


def one_of(*values: Value) -> st.SearchStrategy[Value]:
    return st.sampled_from(values)


money: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.integers(0, 400).map(lambda n: n * 1000.0),
    st.integers(0, 10**8).map(lambda n: n / 100),
    st.floats(0, 1e6, allow_subnormal=False),
    one_of(-1.0, 0.0, 1e300),
)
costs = st.one_of(st.integers(1, 40).map(lambda n: n * 500.0), money)
houses, deals = one_of("prop_0", "prop_1", None, "prop_gone"), one_of("deal_0", "deal_0", "deal_1", None, "deal_gone")
severities = one_of(None, "info", "low", "medium", "high", "awful")
places = {"country": one_of("CA", "CA", "US", " ", None), "region": one_of("MB", "MB", "FL", " mb ", None)}
books = st.builds(
    book_of,
    Properties=rows(
        4, arv=money, neighborhood_score=st.none() | st.integers(-1, 101), deal_id=deals, **places,
        year_built=one_of(None, 1950, 1990), city=one_of(None, "Brandon"), status=one_of(None, "active", "archived"),
    ),
    Repairs=rows(8, property_id=houses, cost=costs),
    Deals=rows(
        3, property_id=houses, strategy=one_of(None, "wholesale", "flip"), city=one_of(None, " ", "Tampa"),
        asking_price=money, milestone_date=one_of(None, date(2026, 3, 5)), mao=one_of(None, 60_000.0, 0.0),
        underwrite_id=one_of(None, "uw_0", "uw_1", "uw_gone"),
    ),
    Underwrites=rows(
        2, mode=one_of("wholesale", "brrrr", None), given=one_of(None, "fee", "fee, arv_pct", "buffer"),
        fee=money, arv_pct=one_of(0.5, 1.1, 1 / 3), buffer=money,
    ),
    LegalRules=rows(
        6, jurisdiction=one_of("CA-MB", "CA-MB", " ca-mb", "us-fl", "CA-ON", " "),
        field=one_of("strategy", "city", "city", "year_built", "asking_price", "milestone_date", "deal_id", "colour"),
        op=one_of(None, "eq", "ne", "in", "missing", "exists", "gt", "lt", "like"),
        value=one_of(None, " ", "wholesale", "Wholesale, flip", "1990", "2026-03-04", "brandon,TAMPA", "many"),
        severity=severities, active=one_of(True, None, False),
    ),
    LegalFlags=rows(
        6, property_id=houses, deal_id=deals, rule_id=one_of(None, "rule_0", "rule_1", "rule_gone"),
        severity=severities, status=one_of(None, "open", "resolved", "lost"),
    ),
    Settings=rows(0) | st.tuples(
        one_of("0.5", "0", "0.333", "2"), one_of("0.3", "0", "0.07"), one_of("0.2", "0", "1"),
        one_of("CA-ON", " ", None), one_of("US", None), one_of("0.7", "0.655"),
    ).map(lambda values: [
        {"key": key, "value": value} for key, value in zip((
            "risk_weight_neighborhood", "risk_weight_repairs", "risk_weight_legal", "default_jurisdiction",
            "default_country", "default_arv_pct"), values, strict=True)
    ]),
)  # fmt: skip


def same(found: float, expected: float | None) -> bool:
    return math.isnan(found) if expected is None else found == expected


def offer(book: Book, house: str, mode: str = "wholesale", given: Row | None = None) -> float | None:
    try:
        return offer_for(book, house, mode, given).result
    except Refused:
        return None


def check_figures(book: Book, house: str, row: Any, jurisdiction: str | None) -> None:
    assert same(row["mao"], offer(book, house))
    assert (row["deal_id"] if isinstance(row["deal_id"], str) else None) == deal_of(book, house)
    try:
        risk = risk_for(book, house, jurisdiction)
    except Refused:
        assert row[["risk", "risk_low", "risk_high"]].isna().all()
    else:
        assert (row["risk"], row["risk_low"], row["risk_high"]) == (risk.score, risk.low, risk.high)
        assert row["stop"] == risk.stop


def todays(book: Book, deal: Row) -> float | None:
    """The offer of a deal's row of Underwrites at today's figures; an option that was given and is blank is today's."""
    row = book.row("Underwrites", str(deal["underwrite_id"])) or {}
    options = {"wholesale": ("fee", "arv_pct"), "brrrr": ("buffer",)}.get(str(row["mode"]), ())
    named = str(row["given"] or "").replace(" ", "").split(",")
    given = {name: row[name] for name in named if name in options}
    return offer(book, str(deal["property_id"]), str(row["mode"]), given)


@settings(deadline=None)
@given(book=books, jurisdiction=one_of(None, " us-fl"))
def test_each_property_has_its_own_figures(book: Book, jurisdiction: str | None) -> None:
    found = portfolio(book, jurisdiction)
    assert list(found.index) == list(book["Properties"].index)
    for house, row in found.iterrows():
        name = str(house)
        check_figures(book, name, row, jurisdiction)


def test_each_property_of_a_realistic_book_has_its_own_figures() -> None:
    book = portfolio_book(80)
    for house, row in portfolio(book).iterrows():
        check_figures(book, str(house), row, None)


@settings(deadline=None)
@given(book=books)
def test_each_deal_is_stale_or_not_by_its_own_offer(book: Book) -> None:
    found = stale_maos(book)
    for name in book["Deals"].index:
        deal = book.row("Deals", name) or {}
        if deal["mao"] is None or deal["underwrite_id"] not in book["Underwrites"].index:
            assert name not in found.index
            continue
        now = todays(book, deal)
        assert (name in found.index) is (deal["mao"] != now)
        if name in found.index:
            assert found["was"][name] == deal["mao"]
            assert same(float(found["now"][name]), now)


HOUSE: Row = {"arv": 200_000.0, "neighborhood_score": 50, "deal_id": "deal_0", "country": "CA", "region": "MB"}
REPAIR: Row = {"property_id": "prop_0", "cost": 1_000.0}
RULE: Row = {"jurisdiction": "CA-MB", "field": "strategy", "value": "flip", "severity": "low"}
FLAG: Row = {"deal_id": "deal_0", "rule_id": "rule_0", "severity": "medium"}


def test_a_score_on_the_half_is_rounded_up() -> None:
    book = book_of(Properties=[HOUSE], Repairs=[REPAIR])
    assert portfolio(book)["risk"].tolist() == [25.38]  # 0.5 x 50 + 0.3 x 1.25 = 25.375
    house: Row = {**HOUSE, "arv": 150_000.0, "neighborhood_score": 9}
    high: Row = {"property_id": "prop_0", "severity": "high"}
    book = book_of(Properties=[house], Repairs=[{"property_id": "prop_0", "cost": 14_950.0}], LegalFlags=[high])
    assert portfolio(book)["risk"].tolist() == [72.98]  # exactly 72.975, a little less in floats


def test_a_score_that_is_no_score_is_no_risk() -> None:
    wrong = [-1, 0, 100, 101]
    found = portfolio(book_of(Properties=[{**HOUSE, "neighborhood_score": score} for score in wrong]))
    assert found["risk"].isna().tolist() == [True, False, False, True]


@pytest.mark.parametrize(("row", "now"), [
    ({"mode": "wholesale", "fee": 1.0}, 129_000.0), ({"mode": "wholesale", "fee": 1.0, "given": "fee"}, 138_999.0),
    ({"mode": "wholesale", "given": "fee"}, 129_000.0), ({"mode": None}, None),
    ({"mode": "brrrr", "buffer": 500.0, "given": "target_ltv, buffer", "target_ltv": 0.5}, 98_500.0),
    ({"mode": "brrrr", "arv_pct": 0.1, "fee": 5.0, "given": "fee,arv_pct"}, 149_000.0),
])  # fmt: skip
def test_what_was_given_stays_and_the_rest_is_todays(row: Row, now: float | None) -> None:
    deal: Row = {"property_id": "prop_0", "mao": 1.0, "underwrite_id": "uw_0"}
    book = book_of(Properties=[HOUSE], Repairs=[REPAIR], Deals=[deal], Underwrites=[row])
    found = portfolio(book)
    assert found["stale_was"].tolist() == [1.0]
    assert same(found["stale_now"].iloc[0], now)


def test_two_properties_of_one_deal_have_its_flags_and_rules_each() -> None:
    flags: list[Row] = [FLAG, {"severity": "info", "property_id": "prop_1"}, {**FLAG, "property_id": "prop_0"}]
    book = book_of(Properties=[HOUSE, HOUSE], Deals=[{"strategy": "flip"}], LegalRules=[RULE], LegalFlags=flags)
    assert portfolio(book)["risk"].tolist() == [45, 45]  # 25, and 0.2 x 100 for two medium flags, the rule is one
    answered = book_of(
        Properties=[HOUSE], Deals=[{"strategy": "flip"}], LegalRules=[RULE], LegalFlags=[{**FLAG, "status": "resolved"}]
    )
    assert portfolio(answered)["risk"].tolist() == [25]


def test_a_flag_on_a_property_and_its_deal_counts_once() -> None:
    book = book_of(Properties=[HOUSE], Deals=[{}], LegalFlags=[{**FLAG, "property_id": "prop_0"}])
    assert portfolio(book)["risk"].tolist() == [37]  # 25 + 0.2 x 60


def test_a_rule_fires_on_the_deal_and_where_that_is_blank_on_the_property() -> None:
    house: Row = {**HOUSE, "city": "Brandon"}
    rules: list[Row] = [{**RULE, "field": "city", "value": "brandon"}, {**RULE, "active": False, "op": "missing"}]
    for city, expected in ((None, 31), (" ", 31), ("Tampa", 25), ("Brandon", 31)):
        book = book_of(Properties=[house], Deals=[{"city": city}], LegalRules=rules)
        assert portfolio(book)["risk"].tolist() == [expected]


def test_a_repair_without_a_cost_leaves_no_figure_but_the_flags() -> None:
    high: Row = {"property_id": "prop_0", "severity": "high"}
    book = book_of(Properties=[HOUSE, HOUSE], Repairs=[{"property_id": "prop_0"}], LegalFlags=[high])
    found = portfolio(book)
    assert found.loc["prop_0", ["repairs", "mao", "risk"]].isna().all()
    assert found["stop"].tolist() == [True, False]
    assert found.loc["prop_1", "mao"] == 130_000


def test_an_empty_book_and_an_empty_jurisdiction() -> None:
    assert portfolio(book_of()).empty
    with pytest.raises(Refused, match="Jurisdiction: it is empty"):
        portfolio(book_of(), " ")


def test_an_edit_elsewhere_keeps_the_figures() -> None:
    book = portfolio_book(30)
    first = portfolio(book)
    comp = Change("Comps", "comp_000000000000", {"notes": None}, {"notes": "Seen."})
    assert portfolio(book.apply(ChangeSet("x", (comp,)))) is first
    before = book.row("Repairs", "rep_000000000000") or {}
    cost = Change("Repairs", "rep_000000000000", {"cost": before["cost"]}, {"cost": 1e6})
    after = portfolio(book.apply(ChangeSet("x", (cost,))))
    assert after["repairs"].compare(first["repairs"]).index.tolist() == [before["property_id"]]
