"""One cell of somebody's own file as a value of ours: dates, money, shares, yes and no, choices in other words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from models.core.parsing import parse, read_cell
from models.core.phrase import phrase
from models.core.schema import NUMBERS, Column, Kind, Value
from models.core.spellings import read_amount, read_date
from models.core.texts import folded
from models.core.values import Invalid, check, round_half_up
from models.intake.sheet import Raw, words_of
from models.intake.words import CHOICES

_NOTHING = frozenset({"-", "–", "—", "--", "n/a", "na", "#n/a", "tbd", "tba", "?", "none", "null", "nil", "nan"})
_ERRORS = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)", re.IGNORECASE)
_YES = frozenset({"✓", "✔", "☑", "on", "oui", "si", "ja", "done", "t", "checked"})
_NO = frozenset({"✗", "✘", "☐", "off", "non", "nein", "f", "unchecked"})
_THOUSANDS = re.compile(r"(?P<number>.*\d)\s*(?P<unit>[kKmM])$")
_UNIT = re.compile(r"(?P<number>-?[\d.,\s]*\d)\s*(?:[^\W\d_]+\.?\s*){1,2}[²2]?$")  # 3 bd, 1,200 sq ft, the 15th


@dataclass(frozen=True)
class Written:
    """How the file writes what may be read in two ways. `percent`: a bare 50 is 50%.

    `meanings` are what a person said of words: (field, folded word) to one of the choices, or None for a blank.
    """

    date_order: str = "mdy"
    decimal: str = "."
    percent: bool = True
    meanings: Mapping[tuple[str, str], str | None] = field(default_factory=dict)


def converted(column: Column, raw: Raw, written: Written, field_path: str = "") -> Value:
    """The value; None where the cell is blank or says that there is nothing. Raises Invalid with a sentence.

    `field_path` is the field by which `meanings` know the column, its name where it is left out.
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        text = raw.strip()
        if _ERRORS.fullmatch(text) and folded(text) != "n a":
            raise Invalid(phrase("The cell holds the error {text}.", text=text))
        if not text or text.casefold() in _NOTHING:
            return _said_nothing(column, text)
        value = _from_text(column, text, written, field_path or column.name)
    else:
        value = _from_cell(column, raw, written)
    check(column, value)
    return round_half_up(value) if column.kind is Kind.MONEY and isinstance(value, (int, float)) else value


def choice_of(column: Column, text: str, written: Written, field_path: str) -> str | None:
    """The choice that a word means, by what the person said, our own words, or those that people use.

    Raises Invalid where that is not known.
    """
    word = folded(text)
    if (field_path, word) in written.meanings:
        return written.meanings[field_path, word]
    known = {folded(choice): choice for choice in column.choices}
    meant = [known.get(word, ""), *CHOICES.get(column.name, {}).get(word, "").split("|")]
    found = next((one for one in meant if one in column.choices), None)
    if found is not None:
        return found
    raise Invalid(phrase("“{text}” is not one of {choices}.", text=text, choices=", ".join(column.choices)))


def _said_nothing(column: Column, text: str) -> Value:
    """`none` is a choice of some columns, and `na` may be somebody's name."""
    folded_choices = {folded(choice): choice for choice in column.choices}
    if column.kind is Kind.CHOICE and folded(text) in folded_choices:
        return folded_choices[folded(text)]
    return None


def _from_text(column: Column, text: str, written: Written, path: str) -> Value:
    kind = column.kind
    if kind is Kind.CHOICE:
        return choice_of(column, text, written, path)
    if kind is Kind.BOOL:
        return _yes_or_no(column, text)
    if kind is Kind.DATE:
        return _day(text, written.date_order)
    if kind is Kind.MONEY:
        return _money(text, written.decimal)
    if kind in NUMBERS:
        return _number(column, text, written)
    return parse(column, text)


def _from_cell(column: Column, raw: Raw, written: Written) -> Value:
    """A cell that a spreadsheet holds as a number, a date or yes and no."""
    if column.kind is Kind.DATE and isinstance(raw, (int, float)) and not isinstance(raw, bool) and 1900 <= raw <= 2100:
        raise Invalid(phrase("{raw} is a year and no date.", raw=f"{raw:g}"))
    if isinstance(raw, date) and column.kind in (Kind.TEXT, Kind.NOTE, Kind.REF, Kind.ANY):
        return words_of(raw)
    if isinstance(raw, date) and column.kind is Kind.INT and column.name == "due_day":
        return raw.day
    if column.kind is Kind.CHOICE:
        return choice_of(column, words_of(raw), written, column.name)
    value = read_cell(column, raw.date() if isinstance(raw, datetime) and column.kind is Kind.DATE else raw).value
    return _share(column, value, written)


def _yes_or_no(column: Column, text: str) -> Value:
    word = text.casefold()
    if word in _YES | _NO:
        return word in _YES
    return parse(column, text)


def _day(text: str, order: str) -> date:
    """A weekday before it and an ordinal in it say nothing."""
    bare = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", "", text, flags=re.IGNORECASE)
    return read_date(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", bare, flags=re.IGNORECASE), order)


def _money(text: str, decimal: str) -> float | None:
    match = _THOUSANDS.fullmatch(text)
    if match is None:
        return read_amount(text, decimal)
    amount = read_amount(match["number"], decimal)
    return None if amount is None else amount * (1000 if match["unit"] in "kK" else 1_000_000)


def _number(column: Column, text: str, written: Written) -> Value:
    match = _UNIT.fullmatch(text)
    bare = match["number"] if match and column.kind is not Kind.PCT else text
    if written.decimal == ",":
        bare = bare.replace(".", "").replace(",", ".")
    bare = re.sub(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}\b)", "", bare)
    if column.kind is Kind.PCT and not bare.rstrip().endswith("%"):
        return _share(column, read_cell(_LOOSE, bare).value, written)
    return read_cell(column, bare).value


def _share(column: Column, value: Value, written: Written) -> Value:
    """A bare 50 in a column of shares is 50%, where the file writes them so."""
    if column.kind is not Kind.PCT or not isinstance(value, (int, float)) or not written.percent:
        return value
    return value / 100


_LOOSE = Column("Share", Kind.PCT)
