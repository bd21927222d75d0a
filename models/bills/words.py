"""A bill's rule in words, and the dates that follow from what a form holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from models.bills.recurrence import Due, Recurrence, due, index_from, next_after
from models.bills.schedule import Fault, schedule_of
from models.core.phrase import Phrase, joined, marked, phrase
from models.core.schema import Value

WEEKDAYS = (
    marked("Monday"), marked("Tuesday"), marked("Wednesday"), marked("Thursday"), marked("Friday"),
    marked("Saturday"), marked("Sunday"),
)  # fmt: skip
MONTHS = (
    marked("January"), marked("February"), marked("March"), marked("April"), marked("May"), marked("June"),
    marked("July"), marked("August"), marked("September"), marked("October"), marked("November"), marked("December"),
)  # fmt: skip
_WEEKEND = {
    "before": marked("; on a weekend, the Friday before"),
    "after": marked("; on a weekend, the Monday after"),
}
_ORDINALS = {0: marked("{day}th"), 1: marked("{day}st"), 2: marked("{day}nd"), 3: marked("{day}rd")}


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


def rule_words(rule: Recurrence) -> Phrase:
    """`Monthly on the 31st (or the month's last day)`, `Every 2 weeks on Friday` and the like."""
    weekend = phrase(_WEEKEND[rule.weekend]) if rule.weekend in _WEEKEND else ""
    if rule.days and rule.end <= rule.start:
        return joined((phrase("Once on {day}", day=_long(rule.start)), weekend), "")
    until = "" if rule.end == date.max else phrase(", until {day}", day=rule.end.isoformat())
    return joined((_weeks(rule) if rule.days else _months(rule), until, weekend), "")


def ordinal(day: int) -> Phrase:
    ending = 0 if 10 <= day % 100 <= 20 or not 1 <= day % 10 <= 3 else day % 10
    return phrase(_ORDINALS[ending], day=str(day))


def _following(rule: Recurrence, found: list[Due], as_of: date) -> Due | None:
    return next_after(rule, found[-1].moved_to if found else date.fromordinal(max(1, as_of.toordinal() - 1)))


def _weeks(rule: Recurrence) -> Phrase:
    weeks, day = rule.days // 7, phrase(WEEKDAYS[rule.start.weekday()])
    if weeks == 1:
        return phrase("Weekly on {weekday}", weekday=day)
    since = rule.start.isoformat()
    return phrase("Every {n} weeks on {weekday}, counted from {day}", n=str(weeks), weekday=day, day=since)


def _months(rule: Recurrence) -> Phrase:
    if rule.months % 12 == 0:
        years, month = rule.months // 12, rule.start.month
        leap = phrase(" (28 February in other years)") if month == 2 and rule.day >= 29 else ""
        day = phrase("{day} {month}", day=str(min(rule.day, _longest(month))), month=phrase(MONTHS[month - 1]))
        if years == 1:
            return phrase("Yearly on {day}{leap}", day=day, leap=leap)
        return phrase("Every {n} years on {day}{leap}", n=str(years), day=day, leap=leap)
    last = phrase(" (or the month's last day)") if rule.day > 28 else ""
    if rule.months == 1:
        return phrase("Monthly on the {nth}{last}", nth=ordinal(rule.day), last=last)
    first = due(rule, index_from(rule, rule.start))
    return phrase(
        "Every {n} months on the {nth}{last}, counted from {month} {year}", n=str(rule.months),
        nth=ordinal(rule.day), last=last, month=phrase(MONTHS[first.month - 1]), year=str(first.year),
    )  # fmt: skip


def _longest(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _long(day: date) -> Phrase:
    return phrase("{day} {month} {year}", day=str(day.day), month=phrase(MONTHS[day.month - 1]), year=str(day.year))
