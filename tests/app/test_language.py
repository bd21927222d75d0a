"""What the window says in another language: texts, numbers, days; and what is typed in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QLocale

from app.language import Choice, use
from app.tr import ENGLISH, speak, spoken, tr, tr_n, tr_phrase
from app.values import parse, show
from app.words import amount, counted, day_words, exact, month_words, percent, relative
from models.core.phrase import phrase
from models.core.schema import Column, Kind
from models.core.values import Invalid
from models.core.words import amount as said_amount
from models.core.words import relative as said_relative
from tests.app.french import french

DAY = date(2026, 3, 5)
THIN, WIDE = "\u202f", "\xa0"  # blanks between a number's thousands, and before a percent sign
MONEY, SHARE, NUMBER = Column("Amount", Kind.MONEY), Column("Share", Kind.PCT), Column("Number", Kind.NUM)
COUNT, FLAG, WHEN = Column("Count", Kind.INT), Column("Flag", Kind.BOOL), Column("When", Kind.DATE)


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    speak(ENGLISH)


def test_texts_numbers_and_days() -> None:
    with french():
        assert tr("Cancel") == "Annuler"
        assert tr("Added {name}.", name="Loyer") == "Loyer ajouté."
        assert tr_n("{n} row", "{n} rows", 1) == "1 ligne"
        assert counted(1200, "row") == f"1{THIN}200 lignes"
        assert amount(-1234.5) == f"−1{THIN}234,50"
        assert day_words(DAY, DAY) == "jeu. 5 mars"
        assert month_words(DAY) == "mars 2026"
        assert relative(date(2026, 3, 4), DAY) == "1 jour de retard"
        assert exact(1234.5) == "1234,50"
        assert percent(0.5) == f"50{WIDE}%"
    assert (tr("Cancel"), counted(1200, "row"), amount(-1234.5)) == ("Cancel", "1,200 rows", "−1,234.50")


@pytest.mark.parametrize("value", [1200, 1200.0, Decimal(1200), np.float64(1200), np.int64(1200)])
@pytest.mark.parametrize("choice", [Choice.ENGLISH, Choice.FRENCH])
def test_a_number_of_any_kind_is_written(choice: Choice, value: Any) -> None:
    use(choice, QLocale("en_US"))
    blank = THIN if choice is Choice.FRENCH else ","
    assert amount(value) == spoken().whole(value) == f"1{blank}200"


def test_none_is_many_in_english_and_one_in_french() -> None:
    assert counted(0, "row") == "0 rows"
    with french():
        assert counted(0, "row") == "0 ligne"


def test_what_the_models_say() -> None:
    said = phrase("{was} → {when}", was=said_amount(1234.5), when=said_relative(date(2026, 3, 8), DAY))
    with french():
        assert tr_phrase(said) == f"1{THIN}234,50 → dans 3 jours"
        assert tr_phrase("Cancel") == "Cancel"  # a person's own word, which only looks like one of ours
    assert tr_phrase(said) == "1,234.50 → in 3 days"


def test_braces_that_a_person_typed_stay() -> None:
    assert tr("Added {name}.", name="{x} {}") == "Added {x} {}."


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        (MONEY, 1234.5, f"1{THIN}234,50"),
        (MONEY, -0.5, "-0,50"),
        (SHARE, 0.125, f"12,5{WIDE}%"),
        (NUMBER, 0.25, "0,25"),
        (COUNT, 1999, "1999"),
        (FLAG, True, "oui"),
        (FLAG, False, "non"),
        (WHEN, DAY, "2026-03-05"),
    ],
)
def test_what_is_shown_can_be_typed(column: Column, value: object, text: str) -> None:
    with french():
        assert show(column, value) == text  # type: ignore[arg-type]
        assert parse(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (MONEY, "1234,5", 1234.5),
        (MONEY, "1 234,50", 1234.5),
        (MONEY, "1\xa0234 567,50 $", 1234567.5),
        (MONEY, "−3,20", -3.2),
        (MONEY, "(3,20)", -3.2),
        (MONEY, "1234.50", 1234.5),
        (MONEY, "1,234.50", 1234.5),  # as an English spreadsheet puts it on the clipboard
        (COUNT, "12 000", 12000),
        (SHARE, "7,5 %", 0.075),
        (SHARE, "0,075", 0.075),
        (WHEN, "05/03/2026", DAY),
        (WHEN, "5 mars 2026", DAY),
        (WHEN, "2026-03-05", DAY),
        (FLAG, "Oui", True),
        (FLAG, "no", False),
    ],
)
def test_what_is_typed_in_french(column: Column, text: str, value: object) -> None:
    with french():
        assert parse(column, text) == value


def test_a_comma_before_three_digits_is_asked_about() -> None:
    """An English thousand and a French decimal look the same."""
    with french(), pytest.raises(Invalid, match=r"may mean 1234 or 1\.234"):
        parse(MONEY, "1,234")


def test_english_reads_as_ever() -> None:
    assert (parse(MONEY, "1,234.50"), show(MONEY, 1234.5)) == (1234.5, "1,234.50")
    with pytest.raises(Invalid):
        parse(MONEY, "1234,5")
    with pytest.raises(Invalid, match="may mean"):
        parse(WHEN, "05/03/2026")


@pytest.mark.parametrize(
    ("choice", "system", "word", "number"),
    [
        (Choice.SYSTEM, "fr_CA", "Annuler", f"1{WIDE}234"),
        (Choice.SYSTEM, "fr_FR", "Annuler", f"1{THIN}234"),
        (Choice.SYSTEM, "de_DE", "Cancel", "1,234"),  # no catalogue: English, with the numbers of English
        (Choice.SYSTEM, "en_GB", "Cancel", "1,234"),
        (Choice.SYSTEM, "C", "Cancel", "1,234"),
        (Choice.FRENCH, "en_US", "Annuler", f"1{THIN}234"),
        (Choice.ENGLISH, "fr_FR", "Cancel", "1,234"),
    ],
)
def test_which_language_it_is(choice: Choice, system: str, word: str, number: str) -> None:
    use(choice, QLocale(system))
    assert (tr("Cancel"), spoken().whole(1234)) == (word, number)
