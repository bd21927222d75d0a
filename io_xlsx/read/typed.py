"""A column's raw values turned into an array of its kind, with what had to be understood and what could not be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from models.core.parsing import Parsed, read_cell
from models.core.refusal import said_by
from models.core.schema import Column, Kind, Value
from models.core.values import Invalid, column_of

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z").fullmatch
_DAY_ONE = date(1970, 1, 1).toordinal()

Raw = Sequence[Any]


@dataclass(frozen=True)
class Typed:
    """The array, and by position: notes on values that stood in another form, and faults.

    `lost` are those of the notes whose cells no longer hold what a person typed.
    """

    values: Any
    notes: dict[int, str] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)


def typed(column: Column, raw: Raw) -> Typed:
    """A column that holds nothing but what it wants is taken whole; else every cell is looked at."""
    whole = _WHOLE[column.kind](column, raw)
    return Typed(whole) if whole is not None else _cell_by_cell(column, raw)


def _cell_by_cell(column: Column, raw: Raw) -> Typed:
    result: list[Value] = []
    found = Typed(None)
    known: dict[object, Parsed | Invalid] = {}
    for index, value in enumerate(raw):
        key = (type(value), value)
        if key not in known:
            known[key] = _parsed(column, value)
        parsed = known[key]
        if isinstance(parsed, Invalid):
            found.faults[index] = said_by(parsed)
        elif parsed.note:
            found.notes[index] = parsed.note
            if parsed.lost:
                found.lost.add(index)
        result.append(column.unread if isinstance(parsed, Invalid) else parsed.value)
    return Typed(column_of(column.kind, result), found.notes, found.faults, found.lost)


def _parsed(column: Column, value: object) -> Parsed | Invalid:
    try:
        return read_cell(column, value)
    except Invalid as problem:
        return problem


# --- whole columns: an array, or None where some cell has to be looked at ---


def _floats(_column: Column, raw: Raw) -> Any:
    filled = _filled(raw, float)
    return None if filled is None else np.array([np.nan if v == "" else v for v in raw] if filled else raw, "float64")


def _integers(column: Column, raw: Raw) -> Any:
    values = _floats(column, raw)
    if values is None:
        return None
    blank = np.isnan(values)
    whole = np.where(blank, 0, values)
    if not (np.abs(whole) < 2**53).all() or (whole != np.floor(whole)).any():
        return None
    return pd.arrays.IntegerArray(whole.astype("int64"), blank)


def _dates(_column: Column, raw: Raw) -> Any:
    filled = _filled(raw, date)
    if filled is None:
        return None
    if filled:
        return column_of(Kind.DATE, [None if value == "" else value for value in raw])
    ordinals = np.fromiter(map(date.toordinal, raw), dtype="int64", count=len(raw))
    return (ordinals - _DAY_ONE).astype("datetime64[D]").astype("datetime64[s]")


def _bools(_column: Column, raw: Raw) -> Any:
    filled = _filled(raw, bool)
    return None if filled is None else column_of(Kind.BOOL, [None if value == "" else value for value in raw])


def _texts(_column: Column, raw: Raw) -> Any:
    return _text_array(raw) if set(map(type, raw)) <= {str} else None


def _times(column: Column, raw: Raw) -> Any:
    return _checked(raw, lambda values: all(map(_TIME, values - {""})))


def _references(column: Column, raw: Raw) -> Any:
    return _checked(raw, lambda values: values == set(map(str.strip, values)))


def _choices(column: Column, raw: Raw) -> Any:
    return _text_array(raw) if set(raw) <= {"", *column.choices} else None


def _checked(raw: Raw, holds: Callable[[set[str]], bool]) -> Any:
    """Distinct values are looked at once each."""
    if not set(map(type, raw)) <= {str}:
        return None
    return _text_array(raw) if holds(set(raw)) else None


def _text_array(raw: Raw) -> Any:
    return pd.array([value or None for value in raw] if "" in raw else list(raw), dtype="str")


def _filled(raw: Raw, kind: type) -> bool | None:
    """Whether blanks are among the values; None where anything else than `kind` is."""
    types = set(map(type, raw))
    if types <= {kind}:
        return False
    return True if types == {kind, str} and set(filter(_is_text, raw)) == {""} else _all_blank(types, raw)


def _all_blank(types: set[type], raw: Raw) -> bool | None:
    return True if types == {str} and set(raw) == {""} else None


def _is_text(value: object) -> bool:
    return type(value) is str


def _never(_column: Column, _raw: Raw) -> Any:
    return None


_WHOLE: dict[Kind, Callable[[Column, Raw], Any]] = {
    Kind.MONEY: _floats,
    Kind.PCT: _floats,
    Kind.NUM: _floats,
    Kind.INT: _integers,
    Kind.DATE: _dates,
    Kind.BOOL: _bools,
    Kind.TEXT: _texts,
    Kind.NOTE: _texts,
    Kind.ANY: _texts,
    Kind.TIME: _times,
    Kind.REF: _references,
    Kind.CHOICE: _choices,
    Kind.CLOCK: _never,
}
