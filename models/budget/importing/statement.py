"""A bank's statement as it was read: its lines, and those that could not be read, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class BankLine:
    """One line: money that came in is positive, money that went out negative; `key` is its Import Key.

    `line` is where it stands in the file, from 1.
    """

    line: int
    date: date
    amount: float
    description: str
    merchant: str
    account: str
    key: str


@dataclass(frozen=True)
class Rejected:
    """A line of the file that is not imported."""

    line: int
    reason: str


@dataclass(frozen=True)
class Statement:
    """What a file holds, in its order."""

    lines: tuple[BankLine, ...]
    rejected: tuple[Rejected, ...]
