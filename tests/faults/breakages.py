"""Steps of the protocol taken out on purpose: each has to make one of the other figures find faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import io_xlsx.guard
import io_xlsx.journal
import io_xlsx.lock
import io_xlsx.records
import io_xlsx.save
from models.core.book import Book, Conflict
from models.core.change import Change, ChangeSet
from tests.faults import races
from tests.faults.calls import SYNCS, WRITES, Call
from tests.faults.figure import Figure
from tests.faults.histories import histories
from tests.faults.kills import Point, kills, lived
from tests.faults.places import fresh, place
from tests.faults.power import cuts
from tests.faults.proof import proved
from tests.faults.subject import SHORT
from tests.faults.trap import Answer, Fate

Broken = Callable[[Call], Answer]


def _skipped(names: frozenset[str], *ends: str) -> Broken:
    return lambda call: Fate.SKIPPED if call.name in names and call.path.endswith(ends) else Fate.RUNS


def _folders_not_synced(call: Call) -> Answer:
    is_file = "." in call.path.rpartition("/")[2]
    return Fate.SKIPPED if call.name in SYNCS and not is_file else Fate.RUNS


class _Same:
    """A fingerprint that every file has."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = object.__hash__


def _overwrites(self: Book, changes: ChangeSet) -> tuple[ChangeSet, list[Conflict]]:
    """A merge that looks at nobody else's values."""
    fitted = []
    for change in changes.changes:
        row = self.row(change.table, change.row)
        if row is None and change.before is not None:
            continue
        names = change.after or row or {}
        before = None if row is None else {name: row[name] for name in names}
        fitted.append(Change(change.table, change.row, before, change.after, change.at))
    return ChangeSet(changes.label, tuple(fitted)), []


@contextmanager
def _without(owner: Any, name: str, value: object) -> Iterator[None]:
    """The name is another thing meanwhile; AttributeError where the owner has it no more."""
    with patch.object(owner, name, value):
        yield


def _checksums() -> Any:
    return _without(io_xlsx.records, "crc32", lambda *_: 0)


def _lock() -> Any:
    return _without(io_xlsx.lock.Lock, "acquire", lambda *_: None)


def _unharmed() -> Figure:
    """One life without any fault."""
    figure = Figure()
    with place() as folder:
        path = fresh(folder)
        record = lived(path, SHORT, Point(0, Fate.RUNS))
        figure.add("a day", record.faults + proved(path, record.allowed))
    return figure


def _killed_without_journal() -> Figure:
    """The journal is never written: the kill comes at the end, before the close."""
    figure = Figure()
    with place() as folder:
        path = fresh(folder)
        record = lived(path, SHORT, _NoJournal())
        figure.add("no journal", record.faults + proved(path, record.allowed))
    return figure


class _NoJournal(Point):
    def __init__(self) -> None:
        super().__init__(0, Fate.RUNS)

    def __call__(self, call: Call) -> Answer:
        return _skipped(WRITES, ".journal")(call)


Case = tuple[Any, Callable[[], Figure], Callable[[], Figure]]


def _cases() -> dict[str, Case]:
    """What is taken out: (around what, the figure that has to notice, the same one unbroken)."""
    save, journal = io_xlsx.save, io_xlsx.journal.Journal

    def power(broken: Broken, every: int = 9) -> Case:
        return nullcontext(), lambda: cuts(SHORT, every, broken), lambda: cuts(SHORT, every)

    def code(around: Any, figure: Callable[[], Figure]) -> Case:
        return around, figure, figure

    return {
        "no sync of the journal": power(_skipped(SYNCS, ".journal")),
        "no sync of the new file": power(_skipped(SYNCS, ".tmp")),
        "no sync of the folder": power(_folders_not_synced),
        "no journal": (nullcontext(), _killed_without_journal, _unharmed),
        "journal not read at the start": code(_without(journal, "pending", lambda *_: []), _unharmed),
        "journal lines not checked": code(_checksums(), races.damaged_journal),
        "truncate and write": code(
            _without(save, "put_in_place", lambda temp, target, _: target.write_bytes(temp.read_bytes())),
            lambda: kills(SHORT[:3], 2),
        ),
        "no look at the file before a save": code(
            _without(io_xlsx.guard.Fingerprint, "of_file", classmethod(lambda *_: _Same())), _unharmed
        ),
        "no look again before the replacement": code(
            _without(save, "_identity", lambda _: (0, 0, 0)), lambda: races.races(2)
        ),
        "no lock": code(_lock(), races.two_at_once),
        "not read back": code(_without(save, "verify", lambda *_: None), races.lies),
        "no copy before a merge": (nullcontext(), lambda: races.merges_are_kept(Fate.SKIPPED), races.merges_are_kept),
        "a merge that overwrites": code(_without(Book, "rebase", _overwrites), lambda: histories(400)),
    }


NAMES = tuple(_cases())


def breakages(names: Sequence[str] = NAMES) -> Figure:
    """Each of them; a fault here is a breakage that nothing noticed."""
    figure = Figure()
    cases = _cases()
    for name in names:
        around, broken, whole = cases[name]
        before = len(whole().faults)
        with around:
            found = broken()
        figure.kinds[name] = len(found.faults) - before
        noticed = len(found.faults) > before
        figure.add(name, [] if noticed else [f"not noticed at any of {found.points} points"])
    return figure
