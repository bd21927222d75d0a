"""Where values stand on an axis, the round ones to label, and how figures are written there; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.words import amount
from models.core.steps import multiples, round_step


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` (not the same) on the pixels from `start` to `end`, which may run backwards."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def value(self, place: float) -> float:
        return self.low + (place - self.start) / (self.end - self.start) * (self.high - self.low)

    def ticks(self, apart: float) -> tuple[float, ...]:
        """The round values to label, at least `apart` pixels from each other."""
        most = max(1, int(abs(self.end - self.start) / apart))
        return multiples(self.low, self.high, round_step(self.high - self.low, most))

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def padded(values: Sequence[float], share: float = 0.05, *, zero: bool = False) -> tuple[float, float]:
    """A range that holds the values with some room on both sides; `zero` takes 0 in, and ends there where it can."""
    low, high = min(values), max(values)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * share or max(abs(high) * share, 1.0)
    if zero and low < high:
        return (0.0 if low == 0 else low - room), (0.0 if high == 0 else high + room)
    return low - room, high + room


def short(value: float) -> str:
    """`125k`, `1.25M`, `950`: three digits that tell cells apart at a glance, with a real minus."""
    for size, letter in ((1e6, "M"), (1e3, "k")):
        scaled = value / size
        if abs(scaled) >= 0.9995:
            digits = 0 if abs(scaled) >= 99.95 else 1 if abs(scaled) >= 9.995 else 2
            text = f"{scaled:,.{digits}f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−") + letter
    return f"{round(value) + 0:,}".replace("-", "−")


def percent(value: float) -> str:
    """`62 %`; what is neither nothing nor all never reads `0 %` or `100 %`."""
    if 0 < value < 0.005:
        return "under 1 %"
    if 0.995 < value < 1:
        return "over 99 %"
    return f"{value * 100:.0f} %"


def money(value: float) -> str:
    """A round amount on an axis, or an exact one in a table: `125,000`, `125,000.50`."""
    return amount(round(value, 2))


def lanes(spans: Sequence[tuple[float, float]], gap: float = 0) -> list[int]:
    """For labels by their left and right end, the row that each goes in so that none covers another."""
    rows: list[float] = []
    chosen = [0] * len(spans)
    for index in sorted(range(len(spans)), key=lambda place: spans[place]):
        left, right = spans[index]
        row = next((number for number, end in enumerate(rows) if end + gap <= left), len(rows))
        rows[row:] = [right] if row == len(rows) else [right, *rows[row + 1 :]]
        chosen[index] = row
    return chosen
