"""What a calculation is given: each figure is checked, named when it is refused, and exact from then on."""

from __future__ import annotations

import math
from fractions import Fraction

from models.core.columns import money, pct
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Column, Kind, Value
from models.core.values import Invalid, check

Exact = Fraction


def amount(header: str, value: Value) -> Exact:
    """Money of 0 or more. Refused where it is blank, negative or no finite number; a blank is not zero."""
    return _checked(money(header), value)


def positive(header: str, value: Value) -> Exact:
    """Money above 0, as an ARV is. Refused where it is blank, zero, negative or no finite number."""
    exact = _checked(money(header), value)
    if exact == 0:
        raise Refused(phrase("{header}: it has to be above 0.", header=header), code="invalid")
    return exact


def share(header: str, value: Value) -> Exact:
    """A fraction from 0 to 1. Refused outside, never clamped: for 70 the sentence asks whether 70% was meant."""
    return _checked(pct(header), value)


def number(header: str, value: Value, low: float = 0, high: float | None = None) -> Exact:
    """A number within bounds. Refused where it is blank, out of bounds or no finite number."""
    return _checked(Column(header, Kind.NUM, minimum=low, maximum=high), value)


def rounded(value: Exact, places: int = 2) -> float:
    """Rounded half away from zero, as a figure of the workbook."""
    scale = 10**places
    whole = math.floor(abs(value) * scale + Fraction(1, 2))
    return float(Fraction(-whole if value < 0 else whole, scale))


def exact_of(value: float) -> Exact:
    """The digits that a person sees: 0.1 is one tenth."""
    return Fraction(repr(float(value)))


def _checked(column: Column, value: Value) -> Exact:
    if value is None or value == "":
        raise Refused(phrase("{header}: it is missing; a blank is not zero.", header=column.header), code="missing")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise Refused(
            phrase("{header}: {value} is not a finite number.", header=column.header, value=value), code="invalid"
        )
    try:
        check(column, value)
    except Invalid as problem:
        raise Refused(phrase("{header}: {what}", header=column.header, what=problem), code="invalid") from None
    return exact_of(value)
