import re
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pipeline.links import link_for


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.text(st.characters(codec="utf-8"), max_size=60))
def test_a_mail_link_holds_exactly_the_draft(subject: str, body: str) -> None:
    link = link_for("email", "m@example.com", subject, body)
    assert link is not None
    parts = urlsplit(link)
    held = parse_qs(parts.query, keep_blank_values=True)
    assert (parts.scheme, parts.path, sorted(held)) == ("mailto", "m@example.com", ["body", "subject"])
    assert held["subject"] == [subject]
    assert held["body"][0].split("\r\n") == re.split(r"\r\n?|\n", body)


def test_an_address_brings_nothing_else_in() -> None:
    link = link_for("email", "m@example.com?bcc=x@example.com&body=z", None, "hello")
    assert link is not None
    assert (link.count("?"), "bcc=" in link) == (1, False)


@pytest.mark.parametrize(
    ("kind", "to", "link"),
    [("sms", "+1 (204) 555-0100", "sms:+12045550100?body=a%20%26%20b"), ("call_note", "204 555", "tel:204555"),
     ("sms", None, None), ("sms", "none", None), ("email", " ", None), ("call_note", "", None)],
)  # fmt: skip
def test_numbers_are_dialled_bare(kind: str, to: str | None, link: str | None) -> None:
    assert link_for(kind, to, None, "a & b") == link


@pytest.mark.parametrize(
    ("to", "dialled"),
    [("204 555 0100 ext. 12", "2045550100"), ("204-555-0100 x12", "2045550100"), ("204/555-0100", "2045550100"),
     ("+1 204 555 0100 / 204 555 0199", "+12045550100"), ("204 555 0100 or 0199", "2045550100"), ("911", "911")],
)  # fmt: skip
def test_one_number_is_dialled_without_its_extension(to: str, dialled: str) -> None:
    assert link_for("call_note", to, None, "") == f"tel:{dialled}"
