"""Days, amounts and counts as people read them."""

from __future__ import annotations

from datetime import date

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
