"""Cells that calamine gives otherwise than a person sees them: impossible days, and numbers with leading noughts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from io_xlsx.parts.cells import from_serial, to_serial
from io_xlsx.read.sheet_values import SheetValues

_MARCH = date(1900, 3, 1)  # before it, a spreadsheet's days are one off: it counts a 29 February that never was

DAYS_1904 = 1462  # between the first days of the two ways to count


def with_true_days(cells: Sequence[object], first: int, values: SheetValues, column: int) -> Sequence[object]:
    """The cells from row `first` on; a day that is none (29 February 1900, negative, a mere time) is its number.

    In a workbook that counts from 1904 a number without a date format is the one that the same day has from 1900 on.
    """
    if _are_days(cells):
        return cells
    doubtful = [index for index, value in enumerate(cells) if _is_doubtful(value, values.date1904)]
    if not doubtful:
        return cells
    stored, found = values.stored(column), list(cells)
    for index in doubtful:
        with suppress(KeyError, ValueError):
            found[index] = _true_day(cells[index], float(stored[first + index].text), values.date1904)
    return found


def _are_days(cells: Sequence[object]) -> bool:
    """Whether there is nothing but blanks and plain days; quick, as columns mostly are so."""
    days: list[Any] = [value for value in cells if value != ""]
    return not days or (set(map(type, days)) == {date} and min(days) >= _MARCH)


def _is_doubtful(value: object, date1904: bool) -> bool:
    if isinstance(value, datetime):
        return value.date() < _MARCH
    if isinstance(value, date):
        return value < _MARCH
    return isinstance(value, (time, timedelta)) or (date1904 and isinstance(value, float))


def _true_day(value: object, serial: float, date1904: bool) -> object:
    try:
        moment = from_serial(serial, date1904)
    except ValueError:
        return serial
    if serial < 1 and not date1904:
        return serial
    return float(to_serial(moment, False)) if isinstance(value, float) else moment


def with_noughts(cells: Sequence[object], first: int, values: SheetValues, column: int) -> Sequence[object]:
    """The cells from row `first` on; 7 in a cell of the format 0000 is the text 0007, as a person reads it there."""
    if not values.padded or not any(type(value) is float for value in cells):
        return cells
    stored, found = values.stored(column), list(cells)
    for index, value in enumerate(cells):
        cell = stored.get(first + index)
        if cell is not None and isinstance(value, float) and value.is_integer() and value >= 0:
            found[index] = f"{value:.0f}".zfill(values.padded[cell.style]) if cell.style in values.padded else value
    return found
