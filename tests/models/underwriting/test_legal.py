import datetime as dt

import pytest

from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import Invalid
from models.starter import starter
from models.underwriting.legal import (
    Flag,
    Rule,
    deal_of,
    evaluate,
    findings_for,
    fires,
    flags_on,
    jurisdiction_of,
    open_questions,
    rules_in,
)
from tests.models.books import book_of

NOW = dt.datetime(2026, 3, 31, tzinfo=dt.UTC)


def rule(op: str, value: str = "", field: str = "strategy", **more: str | bool) -> Rule:
    return Rule("rule_a", "CA-MB", field, op, value, "high", "Look.", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("op", "value", "actual", "expected"), [
    ("eq", "Wholesale", "wholesale", True), ("eq", "wholesale", "flip", False), ("eq", "wholesale", None, False),
    ("eq", "70%", 0.7, True), ("eq", "1,000", 1000.0, True), ("eq", "yes", True, True), ("eq", "yes", False, False),
    ("eq", "2026-03-05", dt.date(2026, 3, 5), True),
    ("ne", "wholesale", "flip", True), ("ne", "wholesale", "wholesale", False), ("ne", "wholesale", None, True),
    ("in", "rental, brrrr", "brrrr", True), ("in", "rental,brrrr", "flip", False), ("in", "rental", None, False),
    ("missing", "", None, True), ("missing", "", " ", True), ("missing", "", 0.0, False),
    ("exists", "", None, False), ("exists", "", 0, True), ("exists", "", False, True),
    ("gt", "1990", 1991, True), ("gt", "1990", 1990, False), ("gt", "0", None, False), ("gt", "-1", 0.0, True),
    ("lt", "1990", 1989, True), ("lt", "1990", 1990, False), ("lt", "1990", None, False),
    ("lt", "2026-03-05", dt.date(2026, 3, 4), True),
])  # fmt: skip
def test_each_way_to_compare(op: str, value: str, actual: Value, expected: bool) -> None:
    assert fires(rule(op, value), actual) is expected


@pytest.mark.parametrize(("op", "value", "actual"), [
    ("gt", "many", 3), ("gt", "a", "b"), ("like", "a", "a"), ("eq", "", "a"), ("lt", "soon", dt.date(2026, 1, 1)),
])  # fmt: skip
def test_a_rule_that_means_nothing_is_said(op: str, value: str, actual: Value) -> None:
    with pytest.raises(Invalid):
        fires(rule(op, value), actual)


def test_only_active_rules_of_the_place_fire_on_the_deal_then_the_property() -> None:
    rules = [
        rule("eq", "flip"),
        rule("eq", "flip", active=False),
        Rule("rule_b", "US-FL", "strategy", "eq", "flip", "high", "Look."),
        Rule("rule_c", "ca-mb", "year_built", "lt", "1990", "low", "Old."),
        Rule("rule_d", "CA-MB", "colour", "missing", "", "low", "Unknown."),
    ]
    found = evaluate(rules, "CA-MB", {"strategy": "flip", "city": None}, {"year_built": 1950})
    assert [one.id for one in found.fired] == ["rule_a", "rule_c"]
    assert found.warnings == ("Legal Rules rule_d: neither a deal nor a property has a field colour.",)


def test_a_blank_of_the_deal_is_the_propertys() -> None:
    missing = [rule("missing", field="city")]
    assert evaluate(missing, "CA-MB", {"city": None}, {"city": "Brandon"}).fired == ()
    assert len(evaluate(missing, "CA-MB", {"city": None}, {"city": None}).fired) == 1


def test_whose_rules_apply() -> None:
    assert jurisdiction_of("us-fl", "CA", "MB", "CA-ON") == "US-FL"
    assert jurisdiction_of(None, "CA", " mb", "US-FL") == "CA-MB"
    assert jurisdiction_of(None, "CA", None, "US-FL") == "US-FL"
    with pytest.raises(Refused, match="Jurisdiction: it is empty"):
        jurisdiction_of(" ", "CA", "MB", "US-FL")


def test_open_flags_then_rules_without_a_flag() -> None:
    flags = [Flag("flag_a", "rule_a", "high", "Open."), Flag("flag_b", "rule_b", "high", "Done.", "resolved")]
    fired = [Rule(name, "CA-MB", "city", "missing", "", "high", "Look.") for name in ("rule_a", "rule_b", "rule_c")]
    assert open_questions(flags, fired) == (flags[0], Flag("", "rule_c", "high", "Look."))


def test_a_flag_of_a_rule_is_at_least_as_severe_as_the_rule() -> None:
    fired = [Rule("rule_a", "CA-MB", "city", "missing", "", "medium", "Look.")]
    low, high = (Flag(f"flag_{name}", "rule_a", name, "Open.") for name in ("low", "high"))
    assert [flag.severity for flag in open_questions([low], fired)] == ["medium"]
    assert [flag.severity for flag in open_questions([high], fired)] == ["high"]
    assert [flag.severity for flag in open_questions([low, low], fired)] == ["medium", "low"]
    assert [flag.severity for flag in open_questions([low], [])] == ["low"]


def legal_book(**rows: list[dict[str, Value]]) -> Book:
    return book_of(
        Properties=[{"id": "prop_a", "country": "CA", "region": "MB", "year_built": 1950}, {"id": "prop_b"}],
        **rows,
    )


def test_the_linked_deal() -> None:
    book = legal_book(Deals=[{"id": "deal_a", "property_id": "prop_a"}, {"id": "deal_b"}])
    assert (deal_of(book, "prop_a"), deal_of(book, "prop_b")) == ("deal_a", None)
    both: list[dict[str, Value]] = [{"id": "prop_a", "deal_id": "deal_b"}]
    deals: list[dict[str, Value]] = [{"id": "deal_a", "property_id": "prop_a"}, {"id": "deal_b"}]
    assert deal_of(book_of(Properties=both, Deals=deals), "prop_a") == "deal_b"


def test_flags_on_a_property_or_its_deal() -> None:
    book = legal_book(LegalFlags=[
        {"id": "flag_a", "property_id": "prop_a", "severity": "low", "message": "One."},
        {"id": "flag_b", "deal_id": "deal_a", "status": "resolved", "message": "Two."},
        {"id": "flag_c", "deal_id": "deal_b", "message": "Three."},
        {"id": "flag_d", "message": "Four."},
    ])  # fmt: skip
    assert flags_on(book, "prop_a", "deal_a") == (
        Flag("flag_a", "", "low", "One."),
        Flag("flag_b", "", "info", "Two.", "resolved"),
    )
    assert flags_on(book, None, None) == ()


def test_the_starters_rules_on_a_deal() -> None:
    rules = starter(NOW)["LegalRules"]
    base = legal_book(
        Deals=[{"id": "deal_a", "strategy": "wholesale", "stage": "new", "country": "CA", "region": "MB"}]
    )
    book = Book(base.tables.values(), {**{key: base[key] for key in base.tables}, "LegalRules": rules})
    assert len(rules_in(book)) == len(rules)
    found = findings_for(book, "deal_a", "prop_a")
    assert {one.field for one in found.fired} == {"strategy", "year_built", "contact_id"}
    assert {one.jurisdiction for one in found.fired} == {"CA-MB"}
    assert found.warnings == ()
    assert {one.jurisdiction for one in findings_for(book, "deal_a", None, "us-fl").fired} == {"US-FL"}
    with pytest.raises(Refused, match="Deals has no row deal_z"):
        findings_for(book, "deal_z", None)
