"""From the rows of Bills to their recurrences: what a blank means, and what leaves a bill without dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

import numpy as np
import pandas as pd

from models.bills.recurrence import Recurrence
from models.bills.recurrences import LAST_DAY, WEEKEND, Days, Recurrences, day_number, days_of
from models.core.book import Book
from models.core.columns import CADENCES
from models.core.phrase import phrase
from models.core.schema import Value
from models.core.sums import units

BILLS = "Bills"  # the table stands above this module: its findings are made here


@dataclass(frozen=True)
class Fault:
    """Why a bill has no dates: the field at fault, a sentence, and what to do."""

    field: str
    message: str
    advice: str


# In the order in which they are looked for; a fault's number is its place.
FAULTS = (
    Fault("amount", phrase("Amount is missing or no amount."), phrase("Type what is due each time.")),
    Fault(
        "cadence",
        phrase("Cadence is none that Valhalla knows."),
        phrase("Type one of {choices}.", choices=", ".join(CADENCES)),
    ),
    Fault("due_day", phrase("Due Day is no day of a month."), phrase("Type 1 to 31; 31 is the month's last day.")),
    Fault("due_months", phrase("Due Months is out of range."), phrase("Type 1 to 24; 3 is each quarter.")),
    Fault(
        "start_date",
        phrase("This cadence needs a Start Date."),
        phrase("Type the first day on which it is due as Start Date."),
    ),
    Fault(
        "due_day",
        phrase("Neither Due Day nor Start Date is given."),
        phrase("Type the day of the month on which it is due."),
    ),
    Fault(
        "due_day",
        phrase("Without a Start Date, Due Day has to be a weekday."),
        phrase("Type 1 for Monday to 7 for Sunday."),
    ),
    Fault("end_date", phrase("End Date is before Start Date."), phrase("Correct one of the two, or archive the bill.")),
)
# What the checks of single cells find already.
CELL_FAULTS = frozenset({0, 1, 2, 3})
EARLY_DAYS = {"weekly": 3, "biweekly": 7, "monthly": 15, "every_n_months": 15, "yearly": 45, "once": 45}
_WEEKS = ("weekly", "biweekly")


@dataclass(frozen=True)
class Schedules:
    """All rows of Bills in the order of their frame; where `fault` is not -1 the other arrays mean nothing.

    `since` is the day on which the bill began to exist: Created At as a local date, or Start Date if that is later.
    `expected` is the amount in `units`; `early` the days before a due date from which a payment counts for it.
    `off_weekday`: Start Date is another weekday than Due Day. `undated`: neither Start Date nor Created At is there.
    """

    ids: pd.Index[Any]
    dates: Recurrences
    fault: Any
    since: Days
    expected: Any
    early: Any
    owed: Any
    off_weekday: Any
    undated: Any

    def fault_of(self, row: int) -> Fault | None:
        number = int(self.fault[row])
        return None if number < 0 else FAULTS[number]


def schedules_in(book: Book, as_of: date, zone: tzinfo) -> Schedules:
    """The schedules of the book's bills, kept with it; `zone` is where Created At becomes a local date."""
    return book.derived(("schedules", as_of, zone), lambda: schedules(book[BILLS], as_of, zone))


def schedule_of(values: Mapping[str, Value], as_of: date, zone: tzinfo) -> Recurrence | Fault:
    """One bill's recurrence from its fields, as a form holds them, or why it has none."""
    row = {name: values.get(name) for name in _FIELDS}
    frame = pd.DataFrame({name: pd.Series([value], dtype=_FIELDS[name]) for name, value in row.items()})
    found = schedules(frame, as_of, zone)
    return found.fault_of(0) or found.dates.at(0)


def schedules(bills: pd.DataFrame, as_of: date, zone: tzinfo) -> Schedules:
    """A bill without a Start Date starts on the first fitting day from Created At; without that too, from the day."""
    cells = _cells(bills)
    created, stamped = _local_days(bills["created_at"], zone, as_of)
    first_weekday = created + (cells.weekday - 1 - (created + 3)) % 7
    anchor = np.where(cells.started, cells.start, np.where(cells.weekly, first_weekday, created))
    fault = np.select(_wrong(bills, cells), range(len(FAULTS)), -1)
    return Schedules(
        bills.index,
        _dates(cells, anchor, fault < 0, _looked_up(bills["weekend_rule"], WEEKEND, 0)),
        fault,
        np.where(cells.started, np.where(stamped, np.maximum(cells.start, created), cells.start), created),
        units(bills["amount"]),
        _early(cells.cadence, cells.months),
        ~bills["status"].isin(("paused", "archived")).to_numpy(),
        cells.started & cells.weekly & (cells.day > 0) & ((cells.start + 3) % 7 + 1 != cells.day),
        ~cells.started & ~stamped,
    )


def zone_of(now: datetime) -> tzinfo:
    """The time zone of a moment, in which Created At becomes a date. ValueError for a moment without one."""
    if now.tzinfo is None:
        raise ValueError("the moment has no time zone")
    return now.tzinfo


@dataclass(frozen=True)
class _Cells:
    """The cells of Bills that dates follow from, blanks filled: day 0 and weekday 0 are blank."""

    cadence: Any
    day: Any
    months: Any
    start: Days
    end: Days
    started: Any
    weekly: Any
    monthly: Any
    weekday: Any


def _cells(bills: pd.DataFrame) -> _Cells:
    codes, words = pd.factorize(bills["cadence"].to_numpy())
    # The last word is for a blank. Texts of fixed width are compared ten times as fast as objects.
    cadence = np.array([*words, "monthly"], dtype="U")[codes]
    day = _ints(bills["due_day"])
    weekly = np.isin(cadence, _WEEKS)
    return _Cells(
        cadence,
        day,
        np.where(cadence == "every_n_months", _ints(bills["due_months"], 1), 1),
        days_of(bills["start_date"], -1),
        days_of(bills["end_date"], LAST_DAY),
        bills["start_date"].notna().to_numpy(),
        weekly,
        np.isin(cadence, ("monthly", "every_n_months")),
        np.where(weekly & (day >= 1) & (day <= 7), day, 0),
    )


def _wrong(bills: pd.DataFrame, cells: _Cells) -> tuple[Any, ...]:
    """For each of FAULTS the rows that have it."""
    day, months, free = cells.day, cells.months, ~cells.started
    return (
        bills["amount"].isna().to_numpy() | (bills["amount"] < 0).to_numpy(),
        ~np.isin(cells.cadence, CADENCES),
        bills["due_day"].notna().to_numpy() & ((day < 1) | (day > 31)),
        (months < 1) | (months > 24),
        free & ~((cells.cadence == "weekly") | (cells.monthly & (months == 1))),
        free & cells.monthly & (day == 0),
        free & cells.weekly & (cells.weekday == 0),
        cells.started & (cells.end < cells.start),
    )


def _dates(cells: _Cells, anchor: Days, right: Any, weekend: Any) -> Recurrences:
    """A row that is not right gets a rule that does no harm."""
    once, yearly = cells.cadence == "once", cells.cadence == "yearly"
    weeks = np.where(cells.cadence == "biweekly", 14, np.where(cells.weekly | once | ~right, 7, 0))
    months = np.where(yearly, 12, np.where(cells.monthly, cells.months, 0))
    return Recurrences(
        anchor,
        np.where(right, months, 0),
        weeks,
        np.where(cells.day > 0, cells.day, _day_of_month(anchor)),
        np.where(once, np.minimum(anchor, cells.end), cells.end),
        weekend,
    )


_FIELDS = {
    "amount": "float64", "cadence": "str", "due_day": "Int64", "due_months": "Int64", "start_date": "datetime64[s]",
    "end_date": "datetime64[s]", "weekend_rule": "str", "status": "str", "created_at": "str",
}  # fmt: skip


def _looked_up(column: pd.Series[Any], numbers: Mapping[str, int], other: int) -> Any:
    """Each row's number; `other` for a word that has none, and for a blank."""
    codes, words = pd.factorize(column.to_numpy())
    return np.array([*(numbers.get(str(word), other) for word in words), other], dtype="int64")[codes]


def _ints(column: pd.Series[Any], blank: int = 0) -> Any:
    return column.fillna(blank).to_numpy(dtype="int64")


def _day_of_month(days: Days) -> Any:
    moments = np.asarray(days).astype("datetime64[D]")
    return (moments - moments.astype("datetime64[M]").astype("datetime64[D]")).astype("int64") + 1


def _local_days(stamps: pd.Series[Any], zone: tzinfo, as_of: date) -> tuple[Days, Any]:
    """Created At as local days, and where it is given; without it, the day itself."""
    moments = pd.to_datetime(stamps, format="ISO8601", utc=True, errors="coerce").dt.tz_convert(zone)
    return days_of(moments.dt.tz_localize(None), day_number(as_of)), moments.notna().to_numpy()


def _early(cadence: Any, months: Any) -> Any:
    days = np.select([cadence == word for word in EARLY_DAYS], list(EARLY_DAYS.values()), 0)
    return np.where(cadence == "every_n_months", np.minimum(days * months, 45), days)
