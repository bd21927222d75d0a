"""When something comes back: plain calendar arithmetic, for one rule and without a clock.

Occurrences are counted k = 0, 1, 2, ... from the month or day of `start`, always from there and never from the
one before, so the 31st stays the 31st. Every function costs the same whatever the age of the rule.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

ANY_SHIFT = 2  # the most days that a weekend rule moves a date


@dataclass(frozen=True)
class Recurrence:
    """Every `months` months on `day` (or the month's last day), or every `days` days; the other one of the two is 0.

    A date counts when it is not before `start` and, before it is moved, not after `end`.
    `weekend` is `none`, `before` or `after`: where a Saturday's or Sunday's date moves.
    """

    start: date
    months: int = 0
    days: int = 0
    day: int = 1
    end: date = date.max
    weekend: str = "none"


class Due(NamedTuple):
    """One occurrence: its nominal date, which is its key, and the date that is shown and that lateness counts from."""

    due: date
    moved_to: date


_STEPS = {"weekly": (0, 7), "biweekly": (0, 14), "monthly": (1, 0), "every_n_months": (1, 0), "yearly": (12, 0)}


def recurrence(
    cadence: str, start: date, *, interval: int = 1, due_day: int | None = None, end: date | None = None,
    weekend: str = "none",
) -> Recurrence:  # fmt: skip
    """The rule of a cadence every `interval` of its steps; a blank due day is that of `start`.

    Raises ValueError for an unknown cadence and an impossible interval or due day.
    """
    last = end or date.max
    if cadence == "once":
        return Recurrence(start, days=7, end=min(start, last), weekend=weekend)
    if cadence not in _STEPS or interval < 1 or not 1 <= (due_day or start.day) <= 31:
        raise ValueError(f"nothing comes back {cadence}, every {interval}, on day {due_day}")
    months, days = _STEPS[cadence]
    return Recurrence(start, months * interval, days * interval, due_day or start.day, last, weekend)


def month_number(day: date) -> int:
    """Months counted from January of the year 0."""
    return day.year * 12 + day.month - 1


def due(rule: Recurrence, k: int) -> date:
    """The nominal date of occurrence k. OverflowError after the year 9999."""
    if not rule.months:
        return rule.start + timedelta(days=rule.days * k)
    year, month = divmod(month_number(rule.start) + rule.months * k, 12)
    if year > date.max.year:
        raise OverflowError("no date after the year 9999")
    return date(year, month + 1, min(rule.day, monthrange(year, month + 1)[1]))


def moved(rule: Recurrence, day: date) -> date:
    """The day itself, or where the weekend rule moves it."""
    weekday = day.weekday()
    if weekday < 5 or rule.weekend not in ("before", "after"):
        return day
    return day + timedelta(days=7 - weekday if rule.weekend == "after" else 4 - weekday)


def index_from(rule: Recurrence, day: date) -> int:
    """The first k whose nominal date is on or after the day, and not before `start`; it may lie after `end`."""
    first = max(day, rule.start)
    if not rule.months:
        return -(-(first - rule.start).days // rule.days)
    month = month_number(first)
    k = -(-(month - month_number(rule.start)) // rule.months)
    same_month = month_number(rule.start) + rule.months * k == month
    return k + 1 if same_month and _day_in(rule, first) < first.day else k


def last_index(rule: Recurrence) -> int:
    """The last k whose nominal date is on or before `end`; less than `index_from(start)` where there is none."""
    if not rule.months:
        return (rule.end - rule.start).days // rule.days
    month = month_number(rule.end)
    k = (month - month_number(rule.start)) // rule.months
    same_month = month_number(rule.start) + rule.months * k == month
    return k - 1 if same_month and _day_in(rule, rule.end) > rule.end.day else k


def index_of(rule: Recurrence, day: date) -> int | None:
    """The k that has the day as its nominal or its moved date; None if there is none."""
    k = index_from(rule, earlier(day, ANY_SHIFT))
    if k > last_index(rule):
        return None
    nominal = due(rule, k)
    return k if day in (nominal, moved(rule, nominal)) else None


def next_after(rule: Recurrence, after: date | None) -> Due | None:
    """The first occurrence whose moved date is strictly after the day; of None the very first. None after the last."""
    k = index_from(rule, earlier(after or date.min, ANY_SHIFT))
    for one in _from(rule, k):
        if after is None or one.moved_to > after:
            return one
    return None


def occurrences(rule: Recurrence, first: date, last: date) -> list[Due]:
    """The occurrences whose moved date is in the window, both ends included, in order."""
    found = []
    for one in _from(rule, index_from(rule, earlier(first, ANY_SHIFT))):
        if one.moved_to > last:
            break
        if one.moved_to >= first:
            found.append(one)
    return found


def earlier(day: date, days: int) -> date:
    """So many days before, and never before the year 1."""
    return date.fromordinal(max(1, day.toordinal() - days))


def _from(rule: Recurrence, k: int) -> Iterator[Due]:
    for n in range(k, last_index(rule) + 1):
        nominal = due(rule, n)
        yield Due(nominal, moved(rule, nominal))


def _day_in(rule: Recurrence, day: date) -> int:
    """The due day in the month of the day."""
    return min(rule.day, monthrange(day.year, day.month)[1])
