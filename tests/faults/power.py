"""The power goes before a system call: what was not synced is not on the disk, or only its name is.

The model is the strict one of POSIX: bytes last once their file was synced, a name once its folder was. Two disks are
tried at each point: one that kept nothing but what was synced, and one that kept the names but none of the bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.calls import SYNCS, Call
from tests.faults.figure import Figure
from tests.faults.kills import Point
from tests.faults.places import State, fresh, place, put_back
from tests.faults.proof import proved
from tests.faults.small import read_elsewhere
from tests.faults.subject import DAY, Life, Record, Step, differences
from tests.faults.trap import Answer, Fate, watch

MINUTES = 180.0  # seconds until the machine is up again


@dataclass(eq=False)
class _File:
    """A file, whatever it is called; `synced` are the bytes that last, None before the first sync."""

    synced: bytes | None = None


@dataclass
class Disk:
    """What of a folder is on the disk, kept up to date by what is about to be called."""

    folder: Path
    lasting: dict[str, _File | None] = field(default_factory=dict)  # names that are synced; None = a folder
    known: dict[int, _File] = field(default_factory=dict)  # by inode, those that have a name now

    def __post_init__(self) -> None:
        self.all_lasts()

    def names(self) -> dict[str, _File | None]:
        """What is called what at this moment."""
        found: dict[str, _File | None] = {}
        present: dict[int, _File] = {}
        for entry in sorted(self.folder.rglob("*")):
            name = str(entry.relative_to(self.folder))
            if entry.is_dir():
                found[name] = None
            else:
                inode = entry.stat().st_ino
                found[name] = present[inode] = present.get(inode) or self.known.get(inode) or _File()
        self.known = present  # an inode without a name may become another file
        return found

    def all_lasts(self) -> None:
        """Somebody else wrote, long enough ago."""
        self.lasting = self.names()
        for name, file in self.lasting.items():
            if file is not None:
                file.synced = (self.folder / name).read_bytes()

    def about_to(self, call: Call) -> None:
        names = self.names()
        if call.name not in SYNCS:
            return
        path = Path(call.path)
        if path.is_dir():
            self._sync_folder(path, names)
        elif (file := names.get(str(path.relative_to(self.folder)))) is not None:
            file.synced = path.read_bytes()

    def _sync_folder(self, path: Path, names: dict[str, _File | None]) -> None:
        inside = "" if path == self.folder else f"{path.relative_to(self.folder)}"
        mine = {name for name in {*names, *self.lasting} if os.path.dirname(name) == inside}  # noqa: PTH120  # texts
        for name in mine:
            self.lasting.pop(name, None)
            if name in names:
                self.lasting[name] = names[name]

    def strict(self) -> State:
        """Nothing but what was synced."""
        return self._state(self.lasting)

    def names_first(self) -> State:
        """All names, but of the bytes only what was synced."""
        return self._state(self.names())

    def _state(self, names: dict[str, _File | None]) -> State:
        there = {name for name, file in names.items() if file is None}
        return {
            name: None if file is None else file.synced or b""
            for name, file in names.items()
            if all(str(parent) in there for parent in Path(name).parents if str(parent) != ".")
        }


class PowerCut(Point):
    """Keeps the disk's books until the n-th call, and cuts the power before it."""

    def __init__(self, number: int, disk: Disk, change: Callable[[Call], Answer] = lambda _: Fate.RUNS) -> None:
        super().__init__(number, Fate.KILLED)
        self.disk, self.change = disk, change

    def __call__(self, call: Call) -> Answer:
        if not call.changes:
            return Fate.RUNS
        answer = super().__call__(call)
        if answer is Fate.KILLED:
            return answer
        answer = self.change(call)
        if answer is Fate.RUNS:
            self.disk.about_to(call)
        return answer


class _Heard(Record):
    """What another program saves lasts."""

    def __init__(self, path: Path, steps: Sequence[Step], disk: Disk) -> None:
        super().__init__(path, steps)
        self.disk = disk

    def _theirs(self) -> bool:
        self.disk.names()
        done = super()._theirs()
        self.disk.about_to(Call("theirs", "", "", True, ()))
        inode = self.path.stat().st_ino
        file = self.disk.known.setdefault(inode, _File())
        file.synced = self.path.read_bytes()
        self.disk.lasting[self.path.name] = file
        return done


def cuts(steps: Sequence[Step] = DAY, every: int = 1, change: Callable[[Call], Answer] = lambda _: Fate.RUNS) -> Figure:
    """The power goes before each call that changes something; `change` may break the protocol."""
    figure = Figure()
    with place() as folder:
        for record, told, disk in _lives(folder, steps, every, change):
            for kind, state in (("nothing unsynced", disk.strict()), ("names first", disk.names_first())):
                put_back(folder, state, MINUTES)
                faults = _saved_is_there(record) + proved(record.path, record.allowed)
                figure.add(f"power cut ({kind}) before {told}", record.faults + faults)
    return figure


def _lives(
    folder: Path, steps: Sequence[Step], every: int, change: Callable[[Call], Answer]
) -> Iterator[tuple[Record, str, Disk]]:
    number = every
    while True:
        path = fresh(folder)
        disk = Disk(folder)
        point = PowerCut(number, disk, change)
        record = _Heard(path, steps, disk)
        watch(folder, lambda wire, path=path: Life(path, wire).run(steps), point, record.hear)  # type: ignore[misc]
        if point.call is None:
            return
        yield record, f"call {number} {point.call}", disk
        number += every


def _saved_is_there(record: Record) -> list[str]:
    """A finished save is in the file itself, whatever the journal says."""
    if record.saved is None or not record.path.exists():
        return [] if record.saved is None else ["the workbook is gone"]
    try:
        rows = read_elsewhere(record.path)[0]
    except Exception as problem:  # whatever it is, it does not open
        return [f"the workbook does not open: {problem}"]
    lost = {row: values for row, values in record.saved.items() if rows.get(row) != values}
    return [f"saved, but {differences(rows, record.saved)}"] if lost and not record.is_saving else []
