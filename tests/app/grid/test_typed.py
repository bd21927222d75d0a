"""Typed words as values."""

from datetime import date

import pytest

from app.grid.typed import Option, options_of, read
from models.core.schema import Column, Kind
from models.core.values import Invalid
from tests.app.grid.grid_document import THINGS, TODAY, things

DAY = Column("Day", Kind.DATE)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("Tomorrow", date(2026, 3, 6)),
        ("+30", date(2026, 4, 4)),
        ("-5", date(2026, 2, 28)),
        ("mar 9", date(2026, 3, 9)),
        ("24 December", date(2025, 12, 24)),  # nearer than the next one
        ("2026-3-9", date(2026, 3, 9)),
        ("  ", None),
    ],
)
def test_days_in_words(text: str, day: date | None) -> None:
    assert read(DAY, text, things().book, TODAY) == day


@pytest.mark.parametrize("text", ["soon", "feb 30", "3/4/2026", "+"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read(DAY, text, things().book, TODAY)


def test_references_by_name_or_id() -> None:
    book = things().book
    place = THINGS["place_id"]
    assert read(place, "home", book, TODAY) == "pl_1"
    assert read(place, " pl_4 ", book, TODAY) == "pl_4"
    assert read(place, "", book, TODAY) is None
    with pytest.raises(Invalid, match="2 rows of Places are called “shop”"):
        read(place, "shop", book, TODAY)
    with pytest.raises(Invalid, match="There is no “Moon” in Places"):
        read(place, "Moon", book, TODAY)


def test_references_that_hold_a_name_take_its_own_spelling() -> None:
    by_name = Column("Place", Kind.REF, refers="Places", refers_by="name")
    assert read(by_name, "WORK", things().book, TODAY) == "Work"


def test_what_there_is_to_pick_from() -> None:
    book = things().book
    assert [option.label for option in options_of(THINGS["stage"], book)] == ["new", "in_work", "done"]
    assert [option.label for option in options_of(THINGS["ready"], book)] == ["yes", "no"]
    assert options_of(THINGS["name"], book) == ()
    assert list(options_of(THINGS["place_id"], book)) == [
        Option("Home", "pl_1"),
        Option("Shop", "pl_3", "pl_3"),
        Option("Shop", "pl_4", "pl_4"),
        Option("Work", "pl_2"),
    ]
