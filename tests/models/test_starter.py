import datetime as dt
import re
from string import Formatter

from models.core.check import check_book
from models.core.columns import MESSAGE_KINDS, TONES
from models.core.schema import Kind
from models.core.values import utc_text
from models.pipeline import DEALS
from models.pipeline.rules import rules_in
from models.settings import DECLARED, value_of
from models.starter import named_id, starter
from models.underwriting import PROPERTIES

NOW = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
MERGE_FIELDS = {
    "deal_address", "deal_city", "contact_name", "operator_name", "operator_phone", "operator_email",
}  # fmt: skip


def test_nothing_is_wrong_with_a_new_workbook() -> None:
    assert check_book(starter(NOW)) == []


def test_it_has_the_eight_envelopes_without_targets() -> None:
    envelopes = starter(NOW)["Envelopes"]
    assert list(envelopes["name"]) == ["rent", "utilities", "groceries", "fuel", "insurance", "kids", "debt", "misc"]
    assert envelopes["monthly_target"].isna().all()
    assert set(envelopes["created_at"]) == {utc_text(NOW)}


def test_there_is_one_template_for_each_kind_and_tone() -> None:
    templates = starter(NOW)["Templates"]
    pairs = list(zip(templates["kind"], templates["tone"], strict=True))
    assert sorted(pairs) == sorted((kind, tone) for kind in MESSAGE_KINDS for tone in TONES)
    assert templates["active"].all()
    assert (templates["subject"].notna() == (templates["kind"] == "email")).all()


def test_templates_merge_nothing_but_the_fields_for_sellers() -> None:
    templates = starter(NOW)["Templates"]
    for text in (*templates["subject"].dropna(), *templates["body"]):
        assert {name for _, name, _, _ in Formatter().parse(text) if name is not None} <= MERGE_FIELDS


def test_every_message_says_who_writes_and_how_to_stop() -> None:
    for row in starter(NOW)["Templates"].to_dict("records"):
        assert "{operator_name}" in row["body"]
        assert row["kind"] == "call_note" or re.search(r"STOP|unsubscribe", row["body"])


def test_every_setting_has_its_row_and_means_its_default() -> None:
    book = starter(NOW)
    assert list(book["Settings"].index) == [setting.key for setting in DECLARED]
    assert all(value_of(book, setting.key) == setting.default for setting in DECLARED)
    assert book["Settings"]["notes"].notna().all()


def test_legal_rules_look_at_fields_that_exist_and_say_check() -> None:
    rules = starter(NOW)["LegalRules"]
    assert set(rules["jurisdiction"]) == {"CA-MB", "US-FL"}
    assert all(field in DEALS or field in PROPERTIES for field in rules["field"])
    assert rules["message"].str.contains("[Cc]heck").all()
    assert (rules["value"].isna() == rules["op"].isin(["missing", "exists"])).all()


def test_legal_rules_compare_with_values_that_occur() -> None:
    rules = starter(NOW)["LegalRules"]
    for row in rules[rules["op"].isin(["eq", "in"])].to_dict("records"):
        column = DEALS[row["field"]] if row["field"] in DEALS else PROPERTIES[row["field"]]
        assert column.kind is not Kind.CHOICE or set(row["value"].split(",")) <= set(column.choices)


def test_contact_rules_name_their_source() -> None:
    rules = starter(NOW)["ContactRules"]
    assert rules["source"].notna().all()
    default = rules[(rules["country"] == "US") & rules["region"].isna() & (rules["kind"] == "any")].iloc[0]
    florida = rules[(rules["region"] == "FL") & (rules["kind"] == "any")].iloc[0]
    assert (default["start"], default["end"]) == ("08:00", "21:00")
    assert (florida["end"], florida["max_per_day"]) == ("20:00", 3)
    assert rules[(rules["country"] == "CA") & (rules["kind"] == "email")]["consent_needed"].all()


def test_every_contact_rule_says_that_it_has_to_be_checked_and_is_understood() -> None:
    book = starter(NOW)
    assert book["ContactRules"]["source"].str.endswith("Check the current text before relying on it.").all()
    assert len(rules_in(book)) == len(book["ContactRules"])


def test_contact_rules_make_no_state_freer_than_its_country() -> None:
    rules = rules_in(starter(NOW))
    for rule in rules:
        if rule.region and rule.hours:
            assert 8 * 60 <= rule.hours[0] < rule.hours[1] <= 21 * 60, rule.place


def test_ids_are_the_same_in_every_new_workbook() -> None:
    later = starter(NOW + dt.timedelta(days=400))
    book = starter(NOW)
    for key, table in book.tables.items():
        assert list(book[key].index) == list(later[key].index)
        assert not table.prefix or all(re.fullmatch(rf"{table.prefix}_[0-9a-f]{{12}}", row) for row in book[key].index)
        assert book[key].index.is_unique


def test_a_named_id_depends_on_the_table_and_on_every_word() -> None:
    assert named_id(DEALS, "a", "b") == named_id(DEALS, "a", "b")
    assert len({named_id(DEALS, "a", "b"), named_id(DEALS, "a"), named_id(DEALS, "a|b", "c")}) == 3
