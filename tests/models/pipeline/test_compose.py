import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.catalog import TABLES
from models.core.refusal import Refused
from models.core.schema import Audience, Kind, Value
from models.pipeline.compose import moved_since, preview
from tests.models.books import book_of
from tests.models.pipeline.office import NOON, office

NOBODY = {"contact_id": None}


def test_a_message_is_filled_in_and_goes_to_the_contact() -> None:
    found = preview(office(), "deal_0", NOON)
    assert (found.to, found.subject, found.body) == ("204 555 0100", None, "Hi Marta, Alex about 12 Oak St.")
    assert found.warnings == ()
    mail = preview(office(), "deal_0", NOON, "email", "warm")
    assert (mail.to, mail.subject, mail.body) == ("m@example.com", "12 Oak St", "Hello Marta in Winnipeg")
    assert preview(office(), "deal_0", NOON, to="+1 555").to == "+1 555"


def test_what_is_blank_is_named_and_leaves_no_hole() -> None:
    found = preview(office(deal={"address": None, **NOBODY}, Settings=[]), "deal_0", NOON)
    assert found.body == "Hi there, [operator_name] about your property."
    assert [re.findall(r"{(\w+)} is blank", line) for line in found.warnings[:3]] == [
        ["contact_name"], ["operator_name"], ["deal_address"],
    ]  # fmt: skip
    assert "Deals deal_0, Address" in found.warnings[2]
    assert "Settings, operator_name" in found.warnings[1]
    note = preview(office(deal=NOBODY), "deal_0", NOON, "call_note")
    assert note.body == "Call [contact_name]"


def test_what_speaks_against_sending_is_a_warning_of_the_preview() -> None:
    barred = preview(office(contact={"do_not_contact": True}, deal={"stage": "dead"}), "deal_0", NOON)
    assert "Deals deal_0 is dead." in barred.warnings
    assert any("do-not-contact" in line for line in barred.warnings)
    mute = preview(office(contact={"phone": None, "consent": "none"}), "deal_0", NOON)
    assert mute.to is None
    assert len(mute.warnings) == 2


@pytest.mark.parametrize(("kind", "tone", "says"), [("fax", "neutral", "Kind"), ("sms", "angry", "Tone")])
def test_an_unknown_kind_or_tone_is_refused(kind: str, tone: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        preview(office(), "deal_0", NOON, kind, tone)


def test_what_it_was_written_with_is_kept_and_compared() -> None:
    found = preview(office(), "deal_0", NOON)
    assert found.merged == {
        "contact_name": "Marta", "operator_name": "Alex", "deal_address": "12 Oak St", "asking_price": "180,000.00",
        "mao": "132,500.00", "arv": "230,000.00",
    }  # fmt: skip
    draft: dict[str, Value] = {
        "deal_id": "deal_0", "contact_id": "con_0",
        "merged_values": "\n".join(f"{name}: {value}" for name, value in found.merged.items()),
    }  # fmt: skip
    assert moved_since(office(), draft) == ()
    later = office(deal={"mao": 125_000.0, "address": None}, contact={"name": "Marta: L"}, Properties=[])
    assert [one.sentence for one in moved_since(later, draft)] == [
        "contact_name: Marta -> Marta: L", "deal_address: 12 Oak St -> blank", "mao: 132,500.00 -> 125,000.00",
        "arv: 230,000.00 -> blank",
    ]  # fmt: skip
    assert moved_since(office(), {**draft, "merged_values": "hand-typed\nnonsense: 5"}) == ()


# --- nothing private ever reaches a seller ---

SECRET = "hush"
FOR_SELLERS = {"Deals": {"address", "city"}, "Contacts": {"name"}}


def secret_row(key: str, numbers: list[int]) -> dict[str, Value]:
    """A row in which everything a seller may not see is recognisable."""
    (table,) = (table for table in TABLES if table.key == key)
    row: dict[str, Value] = {}
    for column in table.stored:
        if column.name in FOR_SELLERS.get(key, ()):
            row[column.name] = "public"
        elif column.kind in (Kind.MONEY, Kind.NUM):
            row[column.name] = numbers.pop()
        elif column.kind in (Kind.TEXT, Kind.NOTE) and column.name not in ("time_zone", "region", "country"):
            row[column.name] = f"{SECRET} {column.name}"
    return row


def test_the_columns_for_sellers_are_those_of_the_contract() -> None:
    for table in TABLES:
        if table.key in ("Deals", "Contacts", "Underwrites", "Assumptions"):
            shown = {column.name for column in table if Audience.SELLER in column.audience}
            assert shown == FOR_SELLERS.get(table.key, set()), table.key


NAMES = sorted({column.name for table in TABLES for column in table} | {"mao", "fee", "notes", "arv", "asking_price"})
WRITTEN = st.sampled_from(NAMES).flatmap(
    lambda name: st.sampled_from(["{%s}", "{ %s }", "{{%s}}", "{{{%s}}}", "{%s:,}", "{%s!r}", "{deal_%s}",
                                  "{property_%s}", "{contact_%s}", "{0.%s}", "{deal.%s}", "{deal[%s]}"]).flatmap(
        lambda form: st.sampled_from([form % name, form % name.upper(), form % name.replace("_", " ").title()]))
)  # fmt: skip
FINE = st.sampled_from(["Hello ", "{contact_name}", "{deal_address}", "{operator_name}", "{{", "}}", "{", "}", "\n"])


@settings(suppress_health_check=[HealthCheck.filter_too_much], max_examples=300)
@given(st.lists(WRITTEN | FINE, min_size=1, max_size=5), st.lists(WRITTEN | FINE, max_size=3), st.randoms())
def test_no_template_and_no_book_brings_a_private_value_into_a_message(body: Any, subject: Any, dice: Any) -> None:
    assume("".join(body).strip())
    numbers = dice.sample(range(10**8, 10**9), 120)
    private = {str(number) for number in numbers}
    rows: dict[str, Any] = {key: [secret_row(key, numbers)] for key in ("Deals", "Contacts", "Properties",
                                                                         "Underwrites", "Assumptions")}  # fmt: skip
    rows["Deals"][0] |= {"contact_id": "con_0", "property_id": "prop_0", "underwrite_id": "uw_0"}
    rows["Templates"] = [{"body": "".join(body), "subject": "".join(subject)}]
    rows["Settings"] = [{"key": "default_fee", "value": str(numbers.pop())}]
    try:
        found = preview(book_of(**rows), "deal_0", NOON)
    except Refused:
        return  # naming the field: see below
    sent = f"{found.subject} {found.body}"
    assert SECRET not in sent
    assert not private & set(re.findall(r"\d+", sent.replace(",", "")))


@pytest.mark.parametrize("name", ["mao", "fee", "arv", "asking_price", "notes", "summary", "MAO", "Asking Price"])
def test_a_private_field_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(Refused, match=f"{{{name}}}") as refusal:
        preview(office(Templates=[{"body": f"Up to {{{name}}}."}]), "deal_0", NOON)
    assert refusal.value.code == "private"


def test_a_private_figure_in_plain_digits_is_a_warning() -> None:
    careless = office(Templates=[{"body": "We can pay $132,500 at most, or 230000.00; call 12 Oak"}])
    told = preview(careless, "deal_0", NOON).warnings
    assert ["MAO" in told[0], "ARV" in told[1], len(told)] == [True, True, 2]
