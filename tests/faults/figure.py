"""A figure: how many points were tried, and what went wrong at which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Figure:
    """The count of points, and the faults found, each with its point."""

    points: int = 0
    faults: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)
    skipped: str = ""

    def add(self, point: str, faults: Sequence[str], kind: str = "") -> None:
        self.points += 1
        self.faults += [f"{point}: {fault}" for fault in faults]
        if kind:
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
