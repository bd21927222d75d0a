"""The arithmetic of `recurrence` for many rules at once, one a place of an array; days are counted from 1970."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

import numpy as np

from models.bills.recurrence import ANY_SHIFT, Recurrence

Days = Any  # an int64 array of days since 1970-01-01
Ints = Any  # an int64 array
EPOCH = date(1970, 1, 1)
LAST_DAY = (date.max - EPOCH).days
WEEKEND = {"before": -1, "none": 0, "after": 1}
_WORD = {number: word for word, number in WEEKEND.items()}


@dataclass(frozen=True)
class Recurrences:
    """`Recurrence` as arrays of one length; `weekend` is -1 before, 0 none, 1 after; `anchor` the month of `start`."""

    start: Days
    months: Ints
    days: Ints
    day: Ints
    end: Days
    weekend: Ints
    anchor: Ints = None

    def __post_init__(self) -> None:
        if self.anchor is None:
            object.__setattr__(self, "anchor", months_of(self.start))

    def take(self, rows: Any) -> Recurrences:
        """The rules at those places, in that order; a place may come back."""
        return Recurrences(*(getattr(self, field.name)[rows] for field in fields(self)))

    def at(self, row: int) -> Recurrence:
        """The rule at one place."""
        return Recurrence(
            day_at(self.start[row]),
            int(self.months[row]),
            int(self.days[row]),
            int(self.day[row]),
            day_at(self.end[row]),
            _WORD[int(self.weekend[row])],
        )

    def due(self, k: Ints) -> Days:
        """Nominal dates; `recurrence.due`."""
        by_days = self.start + self.days * k
        if not self.months.any():
            return by_days
        first, length = _month(self.anchor + self.months * k)
        return np.where(self.months > 0, first + np.minimum(self.day, length) - 1, by_days)

    def moved(self, nominal: Days) -> Days:
        """Where the weekend rule moves each; `recurrence.moved`."""
        if not self.weekend.any():
            return nominal
        past_friday = np.maximum(0, (nominal + 3) % 7 - 4)  # 1 Saturday, 2 Sunday; day 0 was a Thursday
        shift = np.where(self.weekend > 0, 3 - past_friday, -past_friday)
        return np.where((past_friday > 0) & (self.weekend != 0), nominal + shift, nominal)

    def index_from(self, day: Days) -> Ints:
        """`recurrence.index_from`."""
        first = np.maximum(day, self.start)
        by_days = -((self.start - first) // np.where(self.months > 0, 1, self.days))
        if not self.months.any():
            return by_days
        step, month = np.maximum(1, self.months), months_of(first)
        k = -((self.anchor - month) // step)
        late = (self.anchor + self.months * k == month) & self._passed(month, first, np.less)
        return np.where(self.months > 0, k + late, by_days)

    def last_index(self) -> Ints:
        """`recurrence.last_index`."""
        by_days = (self.end - self.start) // np.where(self.months > 0, 1, self.days)
        step, month = np.maximum(1, self.months), months_of(self.end)
        k = (month - self.anchor) // step
        over = (self.anchor + self.months * k == month) & self._passed(month, self.end, np.greater)
        return np.where(self.months > 0, k - over, by_days)

    def index_of(self, day: Days, rule: Ints = None) -> Ints:
        """`recurrence.index_of`; -1 where the day is none of the rule's. `rule`: for each day the place of its rule."""
        rule = np.arange(len(day)) if rule is None else rule
        by_months = (self.months > 0)[rule]
        k = np.full(len(day), -1)
        for which, found in ((by_months, self._index_by_months), (~by_months, self._index_by_days)):
            rows = np.flatnonzero(which)
            k[rows] = found(day[rows], rule[rows])
        k[(day < self.start[rule]) | (day > self.end[rule])] = -1
        rest = np.flatnonzero((k < 0) & (self.weekend != 0)[rule])
        rest = rest[(day[rest] >= self.start[rule[rest]] - ANY_SHIFT) & (day[rest] <= self.end[rule[rest]] + ANY_SHIFT)]
        if len(rest):
            k[rest] = self.take(rule[rest])._index_of_moved(day[rest])
        return k

    def _index_by_days(self, day: Days, rule: Ints) -> Ints:
        k, over = np.divmod(day - self.start[rule], self.days[rule])
        return np.where(over == 0, k, -1)

    def _index_by_months(self, day: Days, rule: Ints) -> Ints:
        month = months_of(day)
        first, length = _month(month)
        k, over = np.divmod(month - self.anchor[rule], self.months[rule])
        return np.where((over == 0) & (first + np.minimum(self.day[rule], length) - 1 == day), k, -1)

    def _index_of_moved(self, day: Days) -> Ints:
        k = self.index_from(day - ANY_SHIFT)
        nominal = self.due(k)
        return np.where((self.moved(nominal) == day) & (nominal <= self.end), k, -1)

    def _passed(self, month: Ints, day: Days, compare: Any) -> Any:
        """Whether the due day in the day's month is before (or after) it."""
        first, length = _month(month)
        return compare(first + np.minimum(self.day, length) - 1, day)


def days_of(dates: Any, blank: int = 0) -> Days:
    """A frame's dates as days; a missing one is `blank`."""
    values = np.asarray(dates, dtype="datetime64[s]")
    days = values.astype("int64") // 86_400
    return np.where(np.isnat(values), blank, days)


def day_number(day: date) -> int:
    return (day - EPOCH).days


def day_at(number: int) -> date:
    return EPOCH + timedelta(days=int(number))


def dates_of(days: Days) -> Any:
    """Days as a frame holds dates."""
    return np.asarray(days, dtype="int64").astype("datetime64[D]").astype("datetime64[s]")


def months_of(days: Days) -> Ints:
    """Months since January 1970."""
    return np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype("int64")


def _month(months: Ints) -> tuple[Days, Ints]:
    """The first day of each month, and how many days it has; many rows share few months, so these are looked up."""
    if not len(months):
        return months, months
    low, high = int(months.min()), int(months.max())
    if high - low > 4 * len(months) + 1000:
        first, after = (np.asarray(months + n).astype("datetime64[M]").astype("datetime64[D]").astype("int64")
                        for n in (0, 1))  # fmt: skip
        return first, after - first
    starts = np.arange(low, high + 2).astype("datetime64[M]").astype("datetime64[D]").astype("int64")
    return starts[months - low], np.diff(starts)[months - low]
