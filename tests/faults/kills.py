"""kill -9 before every system call of edit, save, merge and recovery, and half-way through every write."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.calls import WRITES, Call
from tests.faults.figure import Figure
from tests.faults.places import State, fresh, place, put_back, state_of
from tests.faults.proof import proved, shown
from tests.faults.small import Rows
from tests.faults.subject import DAY, RECOVERY, Life, Record, Step, Truth
from tests.faults.trap import Answer, Fate, watch


class Point:
    """Lets everything run but the n-th call, counted from 1."""

    def __init__(self, number: int, fate: Answer) -> None:
        self.number, self.fate = number, fate
        self.passed = 0
        self.call: Call | None = None  # the one at which it happened

    def __call__(self, call: Call) -> Answer:
        self.passed += 1
        if self.passed != self.number:
            return Fate.RUNS
        self.call = call
        return self.fate


def lived(path: Path, steps: Sequence[Step], point: Point, truth: Truth | None = None) -> Record:
    """What a subject said until the point."""
    record = Record(path, steps, truth)
    run = watch(path.parent, lambda wire: Life(path, wire).run(steps), point, record.hear)
    if run.hung:
        record.faults.append("it hung")
    elif not run.ended and not (point.call and isinstance(point.fate, Fate)):
        record.faults.append("its process ended")
    return record


@dataclass(frozen=True)
class Killed:
    """A life that ended at a point; the folder is as the kill left it."""

    record: Record
    told: str


def killed(
    path: Path, state: State, steps: Sequence[Step], truth: Truth | None = None, every: int = 1
) -> Iterator[Killed]:
    """All lives from a state on that are killed before a call, or half-way through a write."""
    number, fate = 1, Fate.KILLED
    while True:
        put_back(path.parent, state)
        point = Point(number, fate)
        record = lived(path, steps, point, truth)
        if point.call is None:
            return
        yield Killed(record, f"{fate.value}, call {number} {point.call}")
        if point.call.name in WRITES and fate is Fate.KILLED:
            fate = Fate.TORN
        else:
            number, fate = number + every, Fate.KILLED


def kills(steps: Sequence[Step] = DAY, every: int = 1) -> Figure:
    """A kill before each call (each `every`-th) of a day; then the workbook is opened again."""
    figure = Figure()
    with place() as folder:
        path = fresh(folder)
        for life in killed(path, state_of(folder), steps, every=every):
            figure.add(life.told, life.record.faults + proved(path, life.record.allowed))
    return figure


def recoveries(states: int = 12, every: int = 1, seed: int = 1) -> Figure:
    """Crashes of different kinds; the recovery from each is killed before each call, every second one twice."""
    figure, chance = Figure(), random.Random(seed)
    with place() as folder:
        path = fresh(folder)
        for state, rows, told in _crashes(path, states):
            for life in killed(path, state, RECOVERY, Truth(rows), every):
                record = life.record
                twice = [] if figure.points % 2 else [chance.randrange(1, 60)]
                for number in twice:
                    holds = shown(path)
                    if holds not in record.allowed:
                        record.faults.append("lost after the first recovery")
                    record = lived(path, RECOVERY[:1] + RECOVERY[2:], Point(number, Fate.KILLED), Truth(holds))
                figure.add(
                    f"{told}; {life.told}; {twice}", life.record.faults + record.faults + proved(path, record.allowed)
                )
    return figure


def _crashes(path: Path, count: int) -> list[tuple[State, Rows, str]]:
    """States that kills leave, evenly spread over the day, each with what it holds."""
    found = []
    first = state_of(path.parent)
    for number in range(20, 20 + count):
        put_back(path.parent, first)
        point = Point(1 + number * 370 // (count + 20), Fate.KILLED)
        lived(path, DAY, point)
        found.append((state_of(path.parent), shown(path), f"killed before {point.call}"))
    return found
