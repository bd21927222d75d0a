"""A bill's rule in words, and the dates that follow from what a form holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from models.bills.recurrence import Due, Recurrence, due, index_from, next_after
from models.bills.schedule import Fault, schedule_of
from models.core.schema import Value

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
_WEEKEND = {"before": "; on a weekend, the Friday before", "after": "; on a weekend, the Monday after"}


@dataclass(frozen=True)
class Preview:
    """What a form shows while it is filled: the rule in words and the next due dates, or what is wrong."""

    words: str
    dates: tuple[Due, ...]
    fault: Fault | None = None


def preview(values: Mapping[str, Value], as_of: date, zone: tzinfo, count: int = 6) -> Preview:
    """The next due dates from the day on, of a bill with these fields; an amount need not be given yet."""
    given = {**values, "amount": values.get("amount") or 0.0}
    rule = schedule_of(given, as_of, zone)
    if isinstance(rule, Fault):
        return Preview("", (), rule)
    found: list[Due] = []
    while len(found) < count and (one := _following(rule, found, as_of)) is not None:
        found.append(one)
    return Preview(rule_words(rule), tuple(found))


def rule_words(rule: Recurrence) -> str:
    """`Monthly on the 31st (or the month's last day)`, `Every 2 weeks on Friday` and the like."""
    if rule.days and rule.end <= rule.start:
        return f"Once on {_long(rule.start)}{_WEEKEND.get(rule.weekend, '')}"
    until = "" if rule.end == date.max else f", until {rule.end.isoformat()}"
    return f"{_weeks(rule) if rule.days else _months(rule)}{until}{_WEEKEND.get(rule.weekend, '')}"


def ordinal(day: int) -> str:
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _following(rule: Recurrence, found: list[Due], as_of: date) -> Due | None:
    return next_after(rule, found[-1].moved_to if found else date.fromordinal(max(1, as_of.toordinal() - 1)))


def _weeks(rule: Recurrence) -> str:
    weeks = rule.days // 7
    often = "Weekly" if weeks == 1 else f"Every {weeks} weeks"
    since = "" if weeks == 1 else f", counted from {rule.start.isoformat()}"
    return f"{often} on {WEEKDAYS[rule.start.weekday()]}{since}"


def _months(rule: Recurrence) -> str:
    if rule.months % 12 == 0:
        years, month = rule.months // 12, rule.start.month
        often = "Yearly" if years == 1 else f"Every {years} years"
        leap = " (28 February in other years)" if month == 2 and rule.day >= 29 else ""
        return f"{often} on {min(rule.day, _longest(month))} {MONTHS[month - 1]}{leap}"
    last = " (or the month's last day)" if rule.day > 28 else ""
    if rule.months == 1:
        return f"Monthly on the {ordinal(rule.day)}{last}"
    first = due(rule, index_from(rule, rule.start))
    since = f"counted from {MONTHS[first.month - 1]} {first.year}"
    return f"Every {rule.months} months on the {ordinal(rule.day)}{last}, {since}"


def _longest(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _long(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
