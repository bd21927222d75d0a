"""Sentences that remember what they were made of."""

from __future__ import annotations

import copy
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.phrase import day_text, joined, phrase, phrase_n, with_cents
from models.core.words import amount, counted, relative

DAY = date(2026, 3, 5)


def test_a_phrase_is_its_english_text() -> None:
    said = phrase("{name} is due {when}, {left} left", name="Rent", when=relative(date(2026, 3, 8), DAY), left=1234.5)
    assert said == "Rent is due in 3 days, 1,234.50 left"
    assert hash(said) == hash(str(said))
    assert f"{said}!" == "Rent is due in 3 days, 1,234.50 left!"


def test_it_remembers_template_and_values() -> None:
    said = phrase("{n} of {all}", n=1, all=1200)
    assert (said.template, said.many, dict(said.values)) == ("{n} of {all}", "", {"n": 1, "all": 1200})


@pytest.mark.parametrize(("number", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1200, "1,200 rows")])
def test_numbers_choose_the_form(number: int, text: str) -> None:
    assert phrase_n("{n} row", "{n} rows", number) == text
    assert counted(number, "row") == text


def test_values_are_written_as_ever() -> None:
    assert phrase("{a} {b} {c} {d}", a=-1234.5, b=DAY, c=with_cents(3), d="{x}") == "−1,234.50 Thu 5 Mar 3.00 {x}"


def test_parts_are_joined_without_the_blank_ones() -> None:
    assert joined(("Bill", "", amount(3))) == "Bill · 3"
    assert joined(()) == ""


@given(st.dates(date(1900, 1, 1)))
def test_days_are_named_as_in_english(day: date) -> None:
    assert day_text(day) == f"{day:%a} {day.day} {day:%b}"  # in the tests' own locale, which is C


def test_it_survives_a_copy_and_another_process() -> None:
    said = phrase_n("{n} day late", "{n} days late", 2)
    for again in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):
        assert (again, again.template, dict(again.values)) == (said, said.template, dict(said.values))
