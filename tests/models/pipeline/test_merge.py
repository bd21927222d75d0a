import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.schema import Audience
from models.pipeline.merge import faults_in, filled, message_fields, used_in, values_for
from tests.models.books import book_of

BOOK = book_of(Settings=[{"key": "operator_name", "value": "Alex  Thorne"}])
FIELDS = ("deal_address", "deal_city", "contact_name", "operator_name", "operator_phone", "operator_email")
VALUES = dict.fromkeys(FIELDS, "x")


def private_names() -> list[str]:
    """Every column that is not for sellers, by its own name and with its table's in front, ids too."""
    names = set()
    for table in BOOK.tables.values():
        for column in table:
            if Audience.SELLER not in column.audience and table.key != "Settings":
                names.add(column.name)
    return sorted(names)


def test_a_message_may_hold_exactly_the_six_fields_of_the_product_page() -> None:
    assert sorted(message_fields(BOOK)) == sorted(FIELDS)


@pytest.mark.parametrize(
    "name",
    ["mao", "fee", "arv", "notes", "asking_price", "summary", "contact_phone", "stage", "partner_notes", "deal_mao",
     "repairs_total", "default_fee", "property_address"],
)  # fmt: skip
def test_a_column_for_nobody_else_is_refused_as_private(name: str) -> None:
    (fault,) = faults_in(BOOK, f"Hello, {{{name}}}!")
    assert fault.private
    assert f"{{{name}}}" in fault.sentence


@given(st.sampled_from(private_names()), st.sampled_from(["", " "]), st.booleans())
def test_every_private_column_of_every_table_is_refused_however_it_is_spelt(name: str, space: str, loud: bool) -> None:
    written = name.replace("_", space or "_")
    faults = faults_in(BOOK, f"a {{{space}{written.upper() if loud else written}}} b")
    assert len(faults) == 1
    # `name`, `address` and the like are a seller column's name too: those are told how to write it.
    assert faults[0].private or re.search(r"is written \{(deal|contact)_", faults[0].sentence)


def test_an_unknown_field_is_a_fault_but_no_private_one() -> None:
    (fault,) = faults_in(BOOK, "{deal_adress}")
    assert (fault.written, fault.private) == ("deal_adress", False)


def test_a_name_that_could_be_anybodys_says_how_it_is_written() -> None:
    assert "{deal_address}" in faults_in(BOOK, "{address}")[0].sentence
    assert "{contact_name}" in faults_in(BOOK, "{Name}")[0].sentence


def test_headers_in_braces_are_understood() -> None:
    assert faults_in(BOOK, "{Deal Address} { contact_name }") == []
    assert filled("{Deal Address}/{ CONTACT_name }", {**VALUES, "contact_name": "Marta"}) == "x/Marta"


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("{} { } {3} {\n}", "{} { } {3} {\n}"),
        ("a } b { c", "a } b { c"),
        ("{{x}}", "{x}"),
        ("{{{deal_city}}}", "{x}"),
        ("{deal_city}}", "x}"),
        ("100 % {deal_city} {{", "100 % x {"),
    ],
)
def test_braces_that_are_text_stay_text(text: str, reads: str) -> None:
    assert faults_in(BOOK, text) == []
    assert filled(text, VALUES) == reads


def test_a_field_in_double_braces_is_asked_about_and_never_sent_as_it_is() -> None:
    (fault,) = faults_in(BOOK, "Hi {{contact_name}}")
    assert "single" in fault.sentence


def test_a_value_is_merged_once_and_reads_as_one_line() -> None:
    deal = {"address": "{contact_name}\n 5 {mao} St", "city": None}
    values = values_for(BOOK, {"Deals": deal, "Contacts": {"name": "Marta"}})
    assert filled("{deal_address}", values) == "{contact_name} 5 {mao} St"
    assert (values["operator_name"], values["deal_city"]) == ("Alex Thorne", "")


def test_a_blank_field_never_leaves_a_hole() -> None:
    blank = dict.fromkeys(FIELDS, "")
    assert filled("Hi {contact_name},", blank) == "Hi there,"
    assert filled("Hi {contact_name},", blank, {}) == "Hi [contact_name],"
    assert filled("this is {operator_name}", blank) == "this is [operator_name]"


@given(st.text(alphabet="ab{} _\n", max_size=40), st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=5)))
def test_a_text_without_fields_is_merged_whatever_its_braces(text: str, some: dict[str, str]) -> None:
    if not used_in(text):
        assert filled(text, {**VALUES, **some}).replace("{", "").replace("}", "") == re.sub("[{}]", "", text)


@given(st.lists(st.sampled_from([*("{" + name + "}" for name in FIELDS), "Hi ", ", ", "{{", "}}"])))
def test_text_made_of_known_fields_is_filled_in_whole(parts: list[str]) -> None:
    text = " ".join(parts)
    read = filled(text, VALUES)
    assert read == " ".join({"{{": "{", "}}": "}"}.get(part, "x" if part[1:-1] in FIELDS else part) for part in parts)
