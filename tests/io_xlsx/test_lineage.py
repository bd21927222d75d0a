"""Whatever two machines do with a file and its copies, each knows exactly which of its edits a file lacks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from io_xlsx import platform
from io_xlsx.journal import Journal
from io_xlsx.stamp import Stamp
from models.bills import BILLS
from models.core.change import Change, ChangeSet

TABLES = {BILLS.key: BILLS}
MACHINES = 2


@dataclass(frozen=True)
class File:
    """A state of the workbook: its stamp, and what the model knows of it: each machine's edits that led to it."""

    stamp: Stamp
    edits: tuple[frozenset[int], ...]


class World:
    """Machines with a journal each, and every state that the one shared file ever had, the last one now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = [File(Stamp("w1"), (frozenset(),) * MACHINES)]
        self.edits: list[frozenset[int]] = [frozenset()] * MACHINES
        self.journals = [self._opened(machine) for machine in range(MACHINES)]

    def _opened(self, machine: int) -> Journal:
        moment = datetime(2026, 3, 5, tzinfo=UTC)
        return Journal(self.folder / str(machine), Path("book.xlsx"), self.files[-1].stamp, lambda: moment)

    def edit(self, machine: int, _: int) -> None:
        change = Change("Bills", "bill_1", {"name": "x"}, {"name": "y"})
        number = self.journals[machine].write_edit(ChangeSet("Edit", (change,)), 0)
        self.edits[machine] |= {number}

    def save(self, machine: int, told: int) -> None:
        """A save merges into the file that is there; of some the process dies before it can tell the journal."""
        journal, file = self.journals[machine], self.files[-1]
        revision = max(file.stamp.revision, journal.revision) + 1
        journal.write_begin(revision, journal.upto, "", "")
        upto = journal.upto
        stamp = file.stamp.after("w1", revision, journal.token, upto)
        held = list(file.edits)
        held[machine] = self.edits[machine]
        self.files.append(File(stamp, tuple(held)))
        if told % 3:
            journal.write_saved(revision, upto, "")

    def stale(self, _: int, which: int) -> None:
        """An older copy comes in the file's place."""
        self.files.append(self.files[which % len(self.files)])

    def restore(self, machine: int, which: int) -> None:
        """An earlier state put in the file's place; of some the process dies before it can tell, or before it is."""
        earlier, file, journal = self.files[which % len(self.files)], self.files[-1], self.journals[machine]
        number = journal.write_restore(earlier.stamp)
        journal.write_begin(journal.revision + 1, number, "", "")
        if which % 5:
            edits = list(file.edits)
            self.edits[machine] = edits[machine] = earlier.edits[machine]
            stamp = file.stamp.after("w1", journal.revision, journal.token, number)
            self.files.append(File(stamp, tuple(edits)))
            if which % 3:
                journal.write_restored(number)
            else:
                self.reopen(machine, 0)
                self.journals[machine].prepare()
        else:
            self.reopen(machine, 0)

    def reopen(self, machine: int, _: int) -> None:
        self.journals[machine] = self._opened(machine)

    def check(self) -> None:
        for machine, journal in enumerate(self.journals):
            for file in self.files:
                lacking = {item.number for item in journal.pending(file.stamp, TABLES)}
                assert lacking == self.edits[machine] - file.edits[machine]


@pytest.fixture
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "sync", lambda _: None)
    monkeypatch.setattr(platform, "sync_folder", lambda _: None)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["edit", "edit", "save", "save", "stale", "restore", "reopen"]),
        st.integers(0, MACHINES - 1),
        st.integers(0, 99),
    ),
    max_size=20,
)


@pytest.mark.usefixtures("no_waiting_for_the_disk")
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_every_file_lacks_just_what_it_does_not_hold(tmp_path_factory: Any, steps: list[tuple[str, int, int]]) -> None:
    world = World(tmp_path_factory.mktemp("world"))
    for name, machine, number in steps:
        getattr(world, name)(machine, number)
    world.check()
