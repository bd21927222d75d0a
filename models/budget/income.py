"""When income comes: the rules of bills, read from the rows of Income."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, tzinfo

import numpy as np
import pandas as pd

from models.bills.recurrences import dates_of, day_number
from models.bills.schedule import CELL_FAULTS, Fault, Schedules, schedules
from models.core.book import Book
from models.core.phrase import phrase
from models.core.problem import Problem, Severity
from models.core.sums import cents

INCOME = "Income"  # the table stands above this module: its findings are made here
_ANY_DAY = date(1970, 1, 1)  # what is wrong with a row does not depend on the day


def income_due(book: Book, as_of: date, zone: tzinfo, first: date, last: date) -> pd.DataFrame:
    """The occurrences of active income from one day to another, both included, in order; see `due.due_frame`."""
    found = _schedules(book, as_of, zone)
    low, high = (np.full(len(found.ids), day_number(day)) for day in (first, last))
    start = found.dates.index_from(low)
    end = np.minimum(found.dates.last_index(), found.dates.index_from(high + 1) - 1)
    many = np.where((found.fault < 0) & found.owed, np.maximum(0, end - start + 1), 0)
    row = np.repeat(np.arange(len(many)), many)
    k = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many) + start[row]
    frame = pd.DataFrame(
        {
            "date": dates_of(found.dates.take(row).due(k)),
            "amount": cents(found.expected[row]),
            "label": book[INCOME]["name"].to_numpy(dtype=object)[row],
            "bill_id": "",
            "envelope": "",
        }
    )
    return frame.sort_values("date", kind="stable").reset_index(drop=True)


def without_dates(book: Book, as_of: date, zone: tzinfo) -> dict[str, Fault]:
    """By ID the active income that has no dates, and why."""
    found = _schedules(book, as_of, zone)
    rows = map(int, np.flatnonzero((found.fault >= 0) & found.owed))
    return {str(found.ids[row]): fault for row in rows if (fault := found.fault_of(row)) is not None}


def income_findings(book: Book) -> Iterator[Problem]:
    """Income whose dates cannot be known: the forecast is without it."""
    found = _schedules(book, _ANY_DAY, UTC)
    for row in map(int, np.flatnonzero(found.fault >= 0)):
        fault = found.fault_of(row)
        if fault is None or int(found.fault[row]) in CELL_FAULTS:
            continue
        row_id = str(found.ids[row])
        value = (book.row(INCOME, row_id) or {}).get(fault.field)
        yield Problem(
            Severity.ERROR,
            INCOME,
            phrase("{message} Until then the forecast is without this income.", message=fault.message),
            fault.field,
            row_id,
            seen="" if value is None else str(value),
            advice=fault.advice,
        )


def _schedules(book: Book, as_of: date, zone: tzinfo) -> Schedules:
    def compute() -> Schedules:
        frame = book[INCOME]
        return schedules(frame.assign(weekend_rule=pd.Series(pd.NA, frame.index, dtype="str")), as_of, zone)

    return book.derived(("income schedules", as_of, zone), compute)
