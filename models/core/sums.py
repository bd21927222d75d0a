"""Exact sums of money: amounts become whole hundredths of a cent, are added as such, and are rounded once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

UNIT = 10_000  # to one of the currency: exact for amounts of up to four decimals and sums of up to 900 billion

# A frame's column, whatever its dtype.
Column = Any


def units(amounts: Column) -> Any:
    """Amounts as floats that hold whole hundredths of a cent; blank is 0."""
    return np.nan_to_num(np.rint(np.asarray(amounts, dtype="float64") * UNIT))


def cents(total: Any) -> Any:
    """Units as money, rounded half away from zero to cents; NaN stays NaN.

    The tenth of a millionth of a cent that is cut off is noise of divisions by twelve and the like.
    """
    hundredths = np.asarray(total, dtype="float64") * (100 / UNIT)
    return np.copysign(np.floor(np.round(np.abs(hundredths), 7) + 0.5), hundredths) / 100 + 0.0


def half_up(estimates: Any, errors: Any, exact: Callable[[int], Fraction]) -> Any:
    """The exact values rounded half away from zero to 0.01, as floats; NaN stays NaN.

    The values are known as float estimates that are off by `errors` at most; where that leaves open which hundredth
    it is, `exact(place)` is asked for the value.
    """
    scaled = np.abs(np.asarray(estimates, dtype="float64")) * 100 + 0.5
    whole, slack = np.floor(scaled), np.asarray(errors) * 100 + scaled * 1e-15
    result = np.copysign(whole, estimates) / 100 + 0.0
    for place in np.flatnonzero(np.abs(scaled - np.rint(scaled)) <= slack).tolist():
        result[place] = _nearest(exact(place))
    return result


def _nearest(value: Fraction) -> float:
    numerator, denominator = abs(value.numerator), value.denominator
    hundredths = (200 * numerator + denominator) // (2 * denominator)
    return (-hundredths if value < 0 else hundredths) / 100


def sums_by(wanted: Column, keys: Column, weights: Any) -> Any:
    """For each wanted key the sum of the weights that have it; 0 where none has. `wanted` may repeat keys."""
    distinct = pd.Index(pd.unique(pd.Series(wanted)))
    places = distinct.get_indexer(pd.Index(keys))
    found = places >= 0
    totals = np.bincount(places[found], weights=np.asarray(weights)[found], minlength=len(distinct))
    return totals[distinct.get_indexer(pd.Index(wanted))] if len(distinct) else np.zeros(0)
