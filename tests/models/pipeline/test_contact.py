from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.core.book import Book
from models.core.check import check_book
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import utc_text
from models.pipeline.contact import Permission, may_contact
from models.pipeline.zones import zone_of
from tests.models.books import book_of

Row = dict[str, Value]
WINNIPEG: Row = {"country": "CA", "region": "MB", "time_zone": "America/Winnipeg", "consent": "express"}
FLORIDA: Row = {"country": "US", "region": "FL", "time_zone": "America/New_York", "consent": "express"}


def book(person: Row, rules: Sequence[Row] = (), sent: Sequence[datetime] = (), **settings: str) -> Book:
    """One deal with one contact, and what was sent to them."""
    people: list[Row] = [{"name": "Marta", "phone": "+1 204 555 0100", "email": "m@example.com", **person}]
    return book_of(
        Deals=[{"contact_id": "con_0"}],
        Contacts=people,
        ContactRules=[{"kind": "any", **rule} for rule in rules],
        Drafts=[{"deal_id": "deal_0", "contact_id": "con_0", "kind": "sms", "body": "x"}],
        SendLog=[{"draft_id": "msg_0", "channel": "phone", "result": "sent", "sent_at": utc_text(at)} for at in sent],
        Settings=[{"key": key, "value": value} for key, value in settings.items()],
    )


def local(zone: str, *moment: int) -> datetime:
    found = zone_of(zone)
    assert found is not None
    return datetime(*moment, tzinfo=found)  # type: ignore[arg-type, misc]


def at(given_book: Book, moment: datetime, kind: str = "sms") -> Permission:
    return may_contact(given_book, "deal_0", moment, kind)


def whats(permission: Permission) -> list[str]:
    return [caution.what for caution in permission.cautions]


# --- do not contact ---


def test_do_not_contact_blocks_and_no_time_is_named() -> None:
    found = at(book(WINNIPEG | {"do_not_contact": True}), local("America/Winnipeg", 2026, 3, 5, 12))
    assert (found.ok, found.next_allowed) == (False, None)
    assert "Marta is marked do-not-contact" in found.blocks[0]


@pytest.mark.parametrize(("mine", "theirs"), [("(204) 555-0100", "+1 204 555 0100"), ("204.555.0100", "2045550100")])
def test_the_mark_goes_with_the_phone_number(mine: str, theirs: str) -> None:
    people: list[Row] = [
        {"name": "Marta", "phone": mine}, {"name": "M. Lindqvist", "phone": theirs, "do_not_contact": True},
        {"name": "Ann", "phone": None, "do_not_contact": True}, {"name": "Bo", "phone": "n/a", "do_not_contact": True},
    ]  # fmt: skip
    now = local("America/Winnipeg", 2026, 3, 5, 12)
    twice = book_of(Deals=[{"contact_id": "con_0"}], Contacts=people)
    assert "belongs to M. Lindqvist" in may_contact(twice, "deal_0", now).blocks[0]
    other = book_of(Deals=[{"contact_id": "con_0"}], Contacts=[{"name": "Marta", "phone": "n/a"}, *people[1:]])
    assert may_contact(other, "deal_0", now).blocks == ()
    assert may_contact(other, "deal_0", now, to=theirs).blocks != ()


@pytest.mark.parametrize(
    ("column", "theirs", "to"),
    [("phone", "204 555 0100 ext. 12", "204-555-0100"), ("phone", "204 555 0100", "204.555.0100 x12"),
     ("phone", "204 555 0100 / 204 555 0199", "204 555 0100"), ("phone", "204/555-0100", "2045550100"),
     ("phone", "2045550100", "204 555 0199, 204 555 0100"), ("email", "Marta <m@example.com>", "m@example.com"),
     ("email", "m@example.com; x@example.com", "M@example.com"), ("email", "x@example.com", "a@b.com,x@example.com"),
     ("email", "mailto:x@example.com", "x@example.com.")],
)  # fmt: skip
def test_the_mark_goes_with_each_number_and_address_in_a_cell(column: str, theirs: str, to: str) -> None:
    people: list[Row] = [{"name": "Ann"}, {"name": "Bo", column: theirs, "do_not_contact": True}]
    now = local("America/Winnipeg", 2026, 3, 5, 12)
    given_book = book_of(Deals=[{"contact_id": "con_0"}], Contacts=people)
    assert "belongs to Bo" in may_contact(given_book, "deal_0", now, to=to).blocks[0]
    for other in ("204 555 0142", "ann@example.com"):
        assert may_contact(given_book, "deal_0", now, to=other).ok


def test_nobody_to_contact_blocks() -> None:
    now = local("America/Winnipeg", 2026, 3, 5, 12)
    nobody = book_of(Deals=[{}, {"contact_id": "con_gone"}])
    assert "names no contact" in may_contact(nobody, "deal_0", now).blocks[0]
    assert "con_gone is not in Contacts" in may_contact(nobody, "deal_1", now).blocks[0]
    with pytest.raises(Refused, match="deal_9"):
        may_contact(nobody, "deal_9", now)


# --- consent, and what is missing ---


@pytest.mark.parametrize(
    ("consent", "asked", "cautions"),
    [("express", True, []), ("implied", True, []), ("none", False, ["consent"]), ("none", True, ["consent"]),
     ("unknown", True, ["consent"]), (None, True, ["consent"]), ("unknown", False, [])],
)  # fmt: skip
def test_consent_is_a_caution_where_a_rule_asks_for_it_or_there_is_none(
    consent: str | None, asked: bool, cautions: list[str]
) -> None:
    rules: list[Row] = [{"country": "CA", "kind": "sms", "consent_needed": asked}]
    found = at(book(WINNIPEG | {"consent": consent}, rules), local("America/Winnipeg", 2026, 3, 5, 12))
    assert (whats(found), found.ok) == (cautions, True)


def test_a_missing_number_is_a_caution_for_the_kinds_that_need_it() -> None:
    mute, now = book(WINNIPEG | {"phone": None}), local("America/Winnipeg", 2026, 3, 5, 12)
    assert [whats(at(mute, now, kind)) for kind in ("sms", "call_note", "email")] == [["place"], ["place"], []]
    assert may_contact(mute, "deal_0", now, to="555").cautions == ()


@pytest.mark.parametrize(
    ("country", "region", "known"),
    [("CA", "FL", False), (None, "Florida", False), ("US", "MB", False), ("US", "fl", True), (None, "Manitoba", True),
     ("CA", None, True)],
)  # fmt: skip
def test_a_region_that_the_country_has_not_is_a_caution(country: str | None, region: str | None, known: bool) -> None:
    person: Row = {"country": country, "region": region, "consent": "express"}
    found = at(book(person), local("America/Winnipeg", 2026, 3, 5, 12))
    assert whats(found) == ([] if known else ["place"])


# --- hours ---


@pytest.mark.parametrize(
    ("hour", "minute", "allowed"), [(7, 59, False), (8, 0, True), (20, 59, True), (21, 0, False), (3, 0, False)]
)
def test_quiet_hours_are_the_recipients(hour: int, minute: int, allowed: bool) -> None:
    moment = local("America/Winnipeg", 2026, 3, 5, hour, minute)
    found = at(book(WINNIPEG), moment.astimezone(ZoneInfo("Asia/Tokyo")))
    assert whats(found) == ([] if allowed else ["hours"])
    assert found.ok
    assert found.local_time == moment
    if allowed:
        assert found.next_allowed == moment
    else:
        assert found.next_allowed == local("America/Winnipeg", 2026, 3, 6 if hour > 8 else 5, 8)


def test_settings_and_every_rule_of_the_place_hold_at_once() -> None:
    rules: list[Row] = [
        {"country": "US", "start": "08:00", "end": "21:00"},
        {"country": "US", "region": "Florida", "start": "09:00", "end": "20:00"},
        {"country": "US", "region": "FL", "kind": "email", "start": "12:00", "end": "13:00"},
        {"country": "US", "region": "TX", "start": "10:00", "end": "11:00"},
        {"country": "CA", "start": "10:00", "end": "11:00"},
    ]
    here = book(FLORIDA, rules)

    def allowed(hour: int, kind: str = "sms") -> bool:
        return whats(at(here, local("America/New_York", 2026, 3, 5, hour, 30), kind)) == []

    assert [allowed(hour) for hour in (8, 9, 19, 20)] == [False, True, True, False]
    assert [allowed(hour, "email") for hour in (9, 12, 13)] == [False, True, False]
    assert "Contact Rules US-FL any" in at(here, local("America/New_York", 2026, 3, 5, 20, 30)).sentences[0]


def test_of_one_places_rules_the_newest_that_is_valid_holds() -> None:
    rules: list[Row] = [
        {"country": "CA", "start": "10:00", "end": "20:00", "valid_from": date(2026, 3, 1)},
        {"country": "CA", "start": "12:00", "end": "20:00", "valid_from": date(2026, 4, 1)},
        {"country": "CA", "start": "08:00", "end": "20:00"},
    ]

    def first(month: int, day: int) -> int:
        found = at(book(WINNIPEG, rules), local("America/Winnipeg", 2026, month, day, 3)).next_allowed
        assert found is not None
        return found.astimezone(zone_of("America/Winnipeg")).hour

    assert (first(2, 28), first(3, 1), first(3, 31), first(4, 1)) == (8, 10, 10, 12)


@pytest.mark.parametrize(
    ("start", "end", "open_hours"),
    [("22:00", "06:00", set(range(6, 22))), ("01:00", "05:00", {0, *range(5, 24)}), ("08:00", "08:00", set(range(24)))],
)
def test_quiet_hours_may_lie_on_either_side_of_midnight(start: str, end: str, open_hours: set[int]) -> None:
    here = book(WINNIPEG, quiet_hours_start=start, quiet_hours_end=end)
    assert {h for h in range(24) if not at(here, local("America/Winnipeg", 2026, 3, 5, h, 15)).cautions} == open_hours


def test_hours_that_never_meet_have_no_next_time() -> None:
    rules: list[Row] = [{"country": "CA", "start": "08:00", "end": "10:00"}, {"country": "CA", "region": "MB",
                        "start": "12:00", "end": "14:00"}]  # fmt: skip
    found = at(book(WINNIPEG, rules), local("America/Winnipeg", 2026, 3, 5, 9))
    assert (found.ok, whats(found), found.next_allowed) == (True, ["hours"], None)


# --- where they are is not known ---


def test_without_a_zone_it_must_be_allowed_in_all_of_the_country() -> None:
    somewhere = book(WINNIPEG | {"region": None, "time_zone": None})
    found = at(somewhere, datetime(2026, 1, 15, 12, 15, tzinfo=UTC))  # 8:45 in St. John's, 4:15 in Vancouver
    assert found.local_time is None
    assert found.earliest is not None
    assert found.latest is not None
    assert (found.earliest.hour, found.latest.hour) == (4, 8)
    assert "between 04:15 and 08:45" in found.sentences[0]
    # from 8:00 in Vancouver to 21:00 in St. John's
    assert found.next_allowed == datetime(2026, 1, 15, 16, tzinfo=UTC)
    assert at(somewhere, datetime(2026, 1, 16, 0, 29, tzinfo=UTC)).cautions == ()
    late = at(somewhere, datetime(2026, 1, 16, 0, 30, tzinfo=UTC))
    assert (whats(late), late.next_allowed) == (["hours"], datetime(2026, 1, 16, 16, tzinfo=UTC))


def test_a_known_region_narrows_the_zones() -> None:
    manitoba = book(WINNIPEG | {"time_zone": None})
    found = at(manitoba, datetime(2026, 1, 15, 14, tzinfo=UTC))
    assert found.local_time == local("America/Winnipeg", 2026, 1, 15, 8)
    assert found.cautions == ()
    british_columbia = book(WINNIPEG | {"region": "BC", "time_zone": None})
    assert at(british_columbia, datetime(2026, 1, 15, 15, 30, tzinfo=UTC)).next_allowed == datetime(
        2026, 1, 15, 16, tzinfo=UTC
    )


def test_a_region_with_two_clocks_must_allow_it_on_both() -> None:
    tennessee = book(WINNIPEG | {"country": "US", "region": "TN", "time_zone": None})
    found = at(tennessee, datetime(2026, 1, 15, 13, 30, tzinfo=UTC))  # 8:30 in Knoxville, 7:30 in Memphis
    assert whats(found) == ["hours"]
    assert found.earliest is not None
    assert found.latest is not None
    assert ((found.earliest.hour, found.latest.hour), found.local_time) == ((7, 8), None)
    assert found.next_allowed == datetime(2026, 1, 15, 14, tzinfo=UTC)
    late = at(tennessee, datetime(2026, 1, 16, 2, 30, tzinfo=UTC))  # 21:30 in Knoxville, 20:30 in Memphis
    assert whats(late) == ["hours"]


def test_a_zone_that_is_none_counts_as_unknown_and_is_told() -> None:
    found = at(book(WINNIPEG | {"time_zone": "Central"}), datetime(2026, 1, 15, 20, tzinfo=UTC))
    assert whats(found) == ["place"]
    assert "“Central”" in found.sentences[0]


def test_a_country_without_known_places_has_no_time() -> None:
    abroad = book(WINNIPEG | {"country": "MX", "time_zone": None})
    found = at(abroad, datetime(2026, 1, 15, 20, tzinfo=UTC))
    assert (whats(found), found.next_allowed, found.local_time) == (["place"], None, None)
    known = at(book(WINNIPEG | {"country": "MX", "time_zone": "America/Mexico_City"}), found_at := datetime(
        2026, 1, 15, 20, tzinfo=UTC))  # fmt: skip
    assert (known.cautions, known.next_allowed) == ((), found_at)


def test_a_region_that_is_not_known_may_be_any_whose_clocks_agree() -> None:
    rules: list[Row] = [
        {"country": "US", "region": "FL", "end": "20:00"},
        {"country": "US", "region": "WA", "end": "12:00"},
    ]

    def allowed(zone: str, hour: int) -> bool:
        person = FLORIDA | {"region": None, "time_zone": zone}
        return at(book(person, rules), local(zone, 2026, 3, 5, hour, 30)).cautions == ()

    assert [allowed("America/New_York", hour) for hour in (13, 19, 20)] == [True, True, False]
    assert [allowed("America/Los_Angeles", hour) for hour in (11, 12)] == [True, False]
    assert [allowed("America/Denver", hour) for hour in (11, 20)] == [True, True]


# --- attempts ---


def test_attempts_are_counted_over_24_hours_and_say_when_they_run_out() -> None:
    now = local("America/New_York", 2026, 3, 5, 15)
    rules: list[Row] = [{"country": "US", "region": "FL", "kind": "sms", "max_per_day": 2}]
    sent = [now - timedelta(hours=hours) for hours in (25, 24, 20, 3)]
    found = at(book(FLORIDA, rules, sent), now)
    assert (found.attempts, whats(found), found.ok) == (2, ["attempts"], True)
    assert found.next_allowed == now + timedelta(hours=4)
    assert at(book(FLORIDA, rules, sent), now + timedelta(hours=4)).cautions == ()
    assert at(book(FLORIDA, rules, sent[:3]), now).cautions == ()
    assert at(book(FLORIDA, rules, sent), now, "email").cautions == ()


def test_the_next_time_waits_for_attempts_and_for_hours() -> None:
    now = local("America/New_York", 2026, 3, 5, 15)
    rules: list[Row] = [{"country": "US", "max_per_day": 1}]
    late = now - timedelta(hours=16)  # 23:00 the day before: free at 23:00, allowed from 8:00
    assert at(book(FLORIDA, rules, [late]), now).next_allowed == local("America/New_York", 2026, 3, 6, 8)


def test_a_limit_below_zero_is_a_problem_and_counts_as_blank() -> None:
    now = local("America/New_York", 2026, 3, 5, 12)
    found = book(FLORIDA, [{"country": "US", "max_per_day": -1}], sent=[now - timedelta(hours=1)])
    assert at(found, now).cautions == ()
    assert [one.column for one in check_book(found) if one.sheet == "Contact Rules"] == ["max_per_day"]


def test_nothing_a_day_is_never() -> None:
    now = local("America/New_York", 2026, 3, 5, 15)
    found = at(book(FLORIDA, [{"country": "US", "max_per_day": 0}]), now)
    assert (whats(found), found.next_allowed) == (["attempts"], None)


# --- clock changes: against the plainest reading of the rule, minute by minute ---

ZONES = ("America/New_York", "America/Winnipeg", "America/St_Johns", "America/Phoenix", "Pacific/Honolulu",
         "Australia/Lord_Howe", "Asia/Kolkata", "Europe/London", "America/Los_Angeles")  # fmt: skip
CHANGES = (datetime(2026, 3, 8, tzinfo=UTC), datetime(2025, 11, 2, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC),
           datetime(2026, 4, 5, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))  # fmt: skip
CLOCKS = st.sampled_from(["00:00", "01:00", "01:30", "02:00", "02:30", "03:00", "08:00", "20:00", "21:00", "23:45"])


def open_at(moment: datetime, zone: Any, quiet: tuple[str, str]) -> bool:
    clock = f"{moment.astimezone(zone):%H:%M}"
    start, end = quiet
    if start == end:
        return True
    return not (start <= clock < end if start < end else clock >= start or clock < end)


@settings(max_examples=60)
@given(st.sampled_from(ZONES), st.sampled_from(CHANGES), st.integers(-600, 1800), CLOCKS, CLOCKS)
def test_the_next_time_is_the_first_open_minute_across_clock_changes(
    zone: str, change: datetime, minutes: int, start: str, end: str
) -> None:
    moment = change + timedelta(minutes=minutes)
    person = WINNIPEG | {"time_zone": zone}
    found = at(book(person, quiet_hours_start=start, quiet_hours_end=end), moment)
    expected = moment
    while not open_at(expected, zone_of(zone), (start, end)):
        expected += timedelta(minutes=1)
    assert found.next_allowed == expected
    assert (found.cautions == ()) is (expected == moment)


def test_a_start_that_the_clock_jumps_over_is_the_first_minute_after_the_jump() -> None:
    here = book(FLORIDA, quiet_hours_start="21:00", quiet_hours_end="02:30")
    found = at(here, local("America/New_York", 2026, 3, 8, 1, 45))
    assert found.next_allowed == local("America/New_York", 2026, 3, 8, 3)


# --- problems ---


def test_rules_of_places_that_do_not_exist_are_problems() -> None:
    rules: list[Row] = [{"country": "US", "region": "Florda"}, {"country": "Mexico"}, {"country": "Canada"},
                        {"country": "usa", "region": "new york"}]  # fmt: skip
    found = check_book(book_of(ContactRules=[{"kind": "any", **rule} for rule in rules]))
    assert [(p.row_id, p.column, p.severity.value) for p in found] == [
        ("crule_0", "region", "warning"), ("crule_1", "country", "warning"),
    ]  # fmt: skip
