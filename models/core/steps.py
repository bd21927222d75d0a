"""Round steps for axes and bins: 1, 2, 2.5 or 5 times a power of ten."""

from __future__ import annotations

import math

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def round_step(span: float, most: int) -> float:
    """The smallest round step of which at most `most` (1 or more) cover the span; 1 for a span of nothing."""
    if not span > 0:
        return 1.0
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _ROUND if step * power >= rough * (1 - 1e-9))


def multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    """The multiples of the step from `low` to `high`, both taken in where they are such."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(number * step, 9) + 0.0 for number in range(first, last + 1))


def around(low: float, high: float, step: float) -> tuple[float, ...]:
    """The multiples of the step from the last at or below `low` to the first at or above `high`."""
    return multiples(math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step)
