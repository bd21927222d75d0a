import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.book import Book
from models.core.edit import set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting import LEGAL_FLAGS
from models.underwriting.flags import check_deal, flags_of, found_on, resolve_flag
from tests.models.books import book_of

NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
STAMP = "2026-03-31T12:00:00Z"
HOUSE: dict[str, Value] = {"id": "prop_a", "country": "CA", "region": "MB", "year_built": 1950}
DEAL: dict[str, Value] = {"id": "deal_a", "property_id": "prop_a", "strategy": "wholesale"}
RULES: list[dict[str, Value]] = [
    {"id": "rule_a", "jurisdiction": "CA-MB", "field": "strategy", "op": "eq", "value": "wholesale",
     "severity": "high", "message": "Ask a lawyer."},
    {"id": "rule_b", "jurisdiction": "CA-MB", "field": "year_built", "op": "lt", "value": "1990", "severity": "low",
     "message": "Lead paint."},
    {"id": "rule_c", "jurisdiction": "US-FL", "field": "strategy", "op": "exists", "message": "Elsewhere."},
]  # fmt: skip


def legal_book(**rows: list[dict[str, Value]]) -> Book:
    return book_of(**{"Properties": [HOUSE], "Deals": [DEAL], "LegalRules": RULES, **rows})


def test_each_rule_that_fires_gets_a_flag() -> None:
    book = legal_book()
    changes = check_deal(book, "deal_a", NOW)
    after = book.apply(changes)
    assert changes.label == "Check legal rules"
    assert [(f.rule_id, f.severity, f.message, f.status) for f in flags_of(after, "deal_a")] == [
        ("rule_a", "high", "Ask a lawyer.", "open"), ("rule_b", "low", "Lead paint.", "open"),
    ]  # fmt: skip
    row = after.row(LEGAL_FLAGS, flags_of(after, "deal_a")[0].id) or {}
    assert (row["deal_id"], row["property_id"], row["created_at"]) == ("deal_a", "prop_a", STAMP)
    assert after.apply(changes.inverse()) == book


def test_checking_twice_adds_nothing_and_what_was_resolved_stays_so() -> None:
    book = legal_book()
    book = book.apply(check_deal(book, "deal_a", NOW))
    assert not check_deal(book, "deal_a", NOW)
    first = flags_of(book, "deal_a")[0].id
    changes = resolve_flag(book, first, "  Contract says so. ", NOW)
    assert changes.label == "Resolve flag"
    book = book.apply(changes)
    row = book.row(LEGAL_FLAGS, first) or {}
    assert (row["status"], row["resolved_at"], row["notes"]) == ("resolved", STAMP, "Contract says so.")
    assert not check_deal(book, "deal_a", NOW)
    assert [flag.status for flag in flags_of(book, "deal_a")] == ["resolved", "open"]


def test_a_rule_that_begins_to_fire_later_is_added_alone() -> None:
    book = legal_book(Properties=[HOUSE | {"year_built": 2001}])
    book = book.apply(check_deal(book, "deal_a", NOW))
    book = book.apply(set_fields(book, book.tables["Properties"], "prop_a", {"year_built": 1989}, NOW))
    (change,) = check_deal(book, "deal_a", NOW).changes
    assert (change.after or {})["rule_id"] == "rule_b"


def test_a_deal_without_a_property_or_with_one_that_is_gone_is_checked_at_its_own_place() -> None:
    for named in (None, "prop_z"):
        deal = DEAL | {"property_id": named, "country": "US", "region": "FL"}
        book = legal_book(Deals=[deal])
        book = book.apply(check_deal(book, "deal_a", NOW))
        (flag,) = flags_of(book, "deal_a")
        assert (flag.rule_id, (book.row(LEGAL_FLAGS, flag.id) or {})["property_id"]) == ("rule_c", None)
        assert not check_deal(book, "deal_a", NOW)


def test_rules_that_people_left_half_empty() -> None:
    half: dict[str, Value] = {"id": "rule_h", "jurisdiction": "CA-MB", "field": "strategy", "op": "exists"}
    odd: dict[str, Value] = {"id": "rule_o", "jurisdiction": "CA-MB", "field": "colour", "op": "exists", "message": "?"}
    book = legal_book(LegalRules=[half, odd])
    after = book.apply(check_deal(book, "deal_a", NOW))
    assert [(f.severity, f.message) for f in flags_of(after, "deal_a")] == [("info", "Rule rule_h fires.")]
    (warning,) = found_on(book, "deal_a").warnings
    assert warning == "Legal Rules rule_o: neither a deal nor a property has a field colour."


def test_a_place_without_rules_is_warned_of() -> None:
    book = legal_book(Properties=[HOUSE | {"region": "Manitoba"}])
    assert found_on(book, "deal_a").warnings == ("Legal Rules has no active rule of CA-MANITOBA",)
    assert not check_deal(book, "deal_a", NOW)
    assert not check_deal(legal_book(LegalRules=[]), "deal_a", NOW)


def test_what_is_refused() -> None:
    book = legal_book()
    book = book.apply(check_deal(book, "deal_a", NOW))
    flag = flags_of(book, "deal_a")[0].id
    for deal, says in (("deal_z", "Deals has no row deal_z"), ("", "Deals has no row without an ID")):
        with pytest.raises(Refused, match=says):
            check_deal(book, deal, NOW)
    for row, notes, says in (
        ("flag_z", "Done.", "Legal Flags has no row flag_z"),
        ("", "Done.", "Legal Flags has no row without an ID"),
        (flag, "", "say in the notes"),
        (flag, " \n", "say in the notes"),
    ):
        with pytest.raises(Refused, match=says):
            resolve_flag(book, row, notes, NOW)
    done = book.apply(resolve_flag(book, flag, "Done.", NOW))
    with pytest.raises(Refused, match=r"resolved already: Done\."):
        resolve_flag(done, flag, "Again.", NOW)


fields = st.sampled_from(["strategy", "year_built", "city", "nowhere"])
rules = st.lists(
    st.fixed_dictionaries({
        "jurisdiction": st.sampled_from(["CA-MB", "ca-mb ", "US-FL"]),
        "field": fields,
        "op": st.sampled_from(["eq", "ne", "in", "missing", "exists", "gt", "lt", None]),
        "value": st.sampled_from(["wholesale", "1990", "x, wholesale", "", None]),
        "severity": st.sampled_from(["high", "low", None]),
        "message": st.sampled_from(["Look.", None]),
    }),
    max_size=5,
)  # fmt: skip


@given(rules=rules, answered=st.lists(st.booleans(), min_size=5, max_size=5))
def test_whatever_the_rules_checking_twice_adds_nothing(rules: list[dict[str, Value]], answered: list[bool]) -> None:
    book = legal_book(LegalRules=rules)
    book = book.apply(check_deal(book, "deal_a", NOW))
    fired = [rule.id for rule in found_on(book, "deal_a").fired]
    assert [flag.rule_id for flag in flags_of(book, "deal_a")] == fired
    for flag, answer in zip(flags_of(book, "deal_a"), answered, strict=False):
        if answer:
            book = book.apply(resolve_flag(book, flag.id, "Done.", NOW))
    assert not check_deal(book, "deal_a", NOW)
