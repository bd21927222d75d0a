"""Days, amounts, counts and what a column takes, as people read them."""

from __future__ import annotations

from datetime import date

from models.core.schema import Column, Kind

NEAR_DAYS = 300


def day_words(day: date, today: date) -> str:
    """`Thu 5 Mar`, with the year where it is far from today."""
    text = f"{day:%a} {day.day} {day:%b}"
    return text if abs((day - today).days) < NEAR_DAYS else f"{text} {day.year}"


def relative(day: date, today: date) -> str:
    """`today`, `in 3 days`, `12 days late`."""
    days = (day - today).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    return f"in {days:,} days" if days > 0 else f"{counted(-days, 'day')} late"


def ago(day: date, today: date) -> str:
    """`today`, `yesterday`, `12 days ago`."""
    days = (today - day).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days:,} days ago"


def counted(number: int, noun: str, many: str = "") -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {many or noun + 's'}"


def amount(value: float) -> str:
    """`1,234` or `1,234.50`, with a real minus."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
    return text.replace("-", "−")


def takes(column: Column) -> str:
    """What a column takes, as a sentence; blank where that is any text."""
    if column.kind is Kind.CHOICE:
        return f"One of {', '.join(column.choices)}."
    if column.kind is Kind.REF:
        return f"A row of {column.refers}."
    return f"{_KINDS[column.kind]}." if column.kind in _KINDS else ""


_KINDS = {
    Kind.MONEY: "An amount", Kind.PCT: "A percentage", Kind.INT: "A whole number", Kind.NUM: "A number",
    Kind.DATE: "A date", Kind.TIME: "A time in UTC", Kind.CLOCK: "A time of day", Kind.BOOL: "Yes or no",
}  # fmt: skip
