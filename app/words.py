"""Days, amounts and counts as the window writes them: those of `models.core.words`, in its language."""

from __future__ import annotations

from datetime import date

from app.tr import spoken, tr
from models.core import words
from models.core.words import NEAR_DAYS

__all__ = ["NEAR_DAYS", "ago", "amount", "counted", "day_words", "exact", "grouped", "long_day", "month_words",
           "percent", "relative", "short_day", "spoken_choice"]  # fmt: skip


def spoken_choice(word: str) -> str:
    """A word of the workbook as the window says it: `offer_sent` -> `Offer sent`; a person's own word likewise."""
    return tr(words.choice_words(word))


def day_words(day: date, today: date) -> str:
    """`Thu 5 Mar`, with the year where it is far from today."""
    return tr(words.day_words(day, today))


def relative(day: date, today: date) -> str:
    """`today`, `in 3 days`, `12 days late`."""
    return tr(words.relative(day, today))


def ago(day: date, today: date) -> str:
    """`today`, `yesterday`, `12 days ago`."""
    return tr(words.ago(day, today))


def counted(number: int, noun: str, many: str = "") -> str:
    """`1 row`, `2 rows`."""
    return tr(words.counted(number, noun, many))


def amount(value: float) -> str:
    """`1,234` or `1,234.50`, with a real minus."""
    return spoken().amount(value)


def month_words(day: date, *, short: bool = False) -> str:
    """`March 2026`, or `Mar 2026`."""
    names = spoken().short_months if short else spoken().months
    return f"{names[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """`5 Mar`."""
    return f"{day.day} {spoken().short_months[day.month - 1]}"


def long_day(day: date) -> str:
    """`Thursday 5 March 2026`."""
    return f"{spoken().weekdays[day.weekday()]} {day.day} {month_words(day)}"


def grouped(value: float) -> str:
    """`1,234`."""
    return spoken().whole(round(value))


def exact(value: float, places: int = 2) -> str:
    """`1234.50`, as a spreadsheet takes it."""
    return f"{value:.{places}f}".replace(".", spoken().decimal)


def percent(share: float) -> str:
    """`45%`."""
    return tr("{share}%", share=f"{share * 100:.0f}")
