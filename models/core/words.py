"""Days, amounts, counts and what a column takes, as people read them."""

from __future__ import annotations

from datetime import date

from models.core.phrase import Phrase, marked, phrase, phrase_n
from models.core.schema import Column, Kind

NEAR_DAYS = 300


def day_words(day: date, today: date) -> Phrase:
    """`Thu 5 Mar`, with the year where it is far from today."""
    near = abs((day - today).days) < NEAR_DAYS
    return phrase("{day}", day=day) if near else phrase("{day} {year}", day=day, year=str(day.year))


def relative(day: date, today: date) -> Phrase:
    """`today`, `in 3 days`, `12 days late`."""
    days = (day - today).days
    if days == 0:
        return phrase("today")
    if days == 1:
        return phrase("tomorrow")
    return phrase("in {n} days", n=days) if days > 0 else phrase_n("{n} day late", "{n} days late", -days)


def ago(day: date, today: date) -> Phrase:
    """`today`, `yesterday`, `12 days ago`."""
    days = (today - day).days
    if days <= 0:
        return phrase("today")
    return phrase("yesterday") if days == 1 else phrase("{n} days ago", n=days)


def counted(number: int, noun: str, many: str = "") -> Phrase:
    """`1 row`, `2 rows`."""
    return phrase_n(f"{{n}} {noun}", f"{{n}} {many or noun + 's'}", number)


def amount(value: float) -> Phrase:
    """`1,234` or `1,234.50`, with a real minus."""
    return phrase("{value}", value=float(value))


def choice_words(word: str) -> str:
    """`offer_sent` -> `Offer sent`; what is short for several words stays in capitals."""
    return word.upper() if word in ("sms", "brrrr") else word.replace("_", " ").capitalize()


def takes(column: Column) -> str:
    """What a column takes, as a sentence; blank where that is any text."""
    if column.kind is Kind.CHOICE:
        return phrase("One of {choices}.", choices=", ".join(column.choices))
    if column.kind is Kind.REF:
        return phrase("A row of {table}.", table=column.refers)
    return phrase(_KINDS[column.kind]) if column.kind in _KINDS else ""


_KINDS = {
    Kind.MONEY: marked("An amount."), Kind.PCT: marked("A percentage."), Kind.INT: marked("A whole number."),
    Kind.NUM: marked("A number."), Kind.DATE: marked("A date."), Kind.TIME: marked("A time in UTC."),
    Kind.CLOCK: marked("A time of day."), Kind.BOOL: marked("Yes or no."),
}  # fmt: skip
