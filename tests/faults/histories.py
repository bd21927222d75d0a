"""Random histories: edits, undo, saves, another program's saves, older copies put back, crashes anywhere.

A model knows what must be there. It is built from what was acknowledged and from the files that other programs wrote:
a file holds our edits up to a number; what was accepted after it has to come back on top, and where somebody else
changed the same cell, either value may stand, but a notice has to name the row when it is not ours.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from app.session import Session
from models.core.change import ChangeSet
from models.core.edit import add_row, remove_rows, set_cells
from models.core.refusal import Refused
from tests.faults.figure import Figure
from tests.faults.kills import Point
from tests.faults.places import fresh, place
from tests.faults.small import (
    FIELDS,
    NOW,
    TABLE,
    Rows,
    changed_elsewhere,
    in_a_folder_of_its_own,
    journals_of,
    replace,
    rows_in,
    rows_of,
)
from tests.faults.trap import Fate, Wire, aside, watch

Cell = tuple[str, str]
Cells = dict[Cell, str | None]
ABSENT = "(no row)"
LONGEST = 12  # steps of one life


@dataclass(frozen=True)
class Edit:
    """What one acknowledged edit did to cells: (before, after).

    `given_up`: not an edit, but a notice said that ours was not kept; older files may bring either value back.
    """

    cells: dict[Cell, tuple[str | None, str | None]]
    given_up: bool = False

    def inverse(self) -> Edit:
        return Edit({cell: (after, before) for cell, (before, after) in self.cells.items()})


@dataclass(frozen=True)
class Version:
    """A file as somebody wrote it: `held` is how many of our edits are in it."""

    content: bytes
    held: int
    stripped: bool = False


@dataclass
class Expected:
    """What must be shown; of a contested cell, what may."""

    cells: Cells
    file: Cells
    contested: set[Cell] = field(default_factory=set)
    loose: set[Cell] = field(default_factory=set)
    mine: Cells = field(default_factory=dict)
    earlier: dict[Cell, set[str | None]] = field(default_factory=dict)  # what our edits ever made of a cell

    def faults(self, shown: Cells, notices: list[str]) -> list[str]:
        """What is lost silently, ours or theirs; what a notice names is not."""
        return [
            f"{cell} is {shown.get(cell, ABSENT)}, not {self.mine.get(cell, self.cells.get(cell, ABSENT))}"
            for cell in sorted({*self.cells, *shown})
            if not (self.is_right(cell, shown) and not self._hides(cell, shown))
            and not self._is_named(cell, shown, notices)
        ]

    def _hides(self, cell: Cell, shown: Cells) -> bool:
        """Whether another program's value, on which nobody here built, gave way."""
        theirs = self.file.get(cell, ABSENT)
        return cell in self.contested and theirs != shown.get(cell, ABSENT) and theirs not in self.earlier[cell]

    def is_right(self, cell: Cell, shown: Cells) -> bool:
        there = shown.get(cell, ABSENT)
        if cell in self.loose:
            return there in {self.file.get(cell, ABSENT), *self.earlier[cell]}
        return there == (self.mine[cell] if cell in self.contested else self.cells.get(cell, ABSENT))

    def _is_named(self, cell: Cell, shown: Cells, notices: list[str]) -> bool:
        known = {self.file.get(cell, ABSENT), *self.earlier.get(cell, ())}
        return shown.get(cell, ABSENT) in known and any(cell[0] in notice for notice in notices)


@dataclass
class Model:
    """Everything that was accepted, and every file there was."""

    log: list[Edit] = field(default_factory=list)
    versions: dict[str, Version] = field(default_factory=dict)

    def version(self, content: bytes) -> Version:
        """A file that we do not know was written by us, with everything that was accepted until then."""
        return self.versions.setdefault(_digest(content), Version(content, len(self.log)))

    def wrote(self, content: bytes, held: int, *, stripped: bool = False) -> None:
        self.versions[_digest(content)] = Version(content, held, stripped)

    def expected(self, version: Version, more: list[Edit]) -> Expected:
        """The file's own cells with the edits that it lacks on top."""
        there = cells_of(rows_in(version.content))
        found = Expected(dict(there), there)
        first: Cells = {}
        for edit in [*self.log[version.held :], *more]:
            for cell, (before, after) in edit.cells.items():
                first.setdefault(cell, before)
                _lay(found, cell, before, after, edit.given_up)
        for cell in [cell for cell, was in first.items() if cell in found.contested and found.mine[cell] == was]:
            found.mine[cell] = there.get(cell, ABSENT)  # done and undone: nothing to insist on
        return found


def _lay(found: Expected, cell: Cell, before: str | None, after: str | None, given_up: bool) -> None:
    there = found.cells.get(cell, ABSENT)
    found.mine[cell] = after
    found.earlier.setdefault(cell, set()).update((before, after))
    if given_up:
        found.loose.add(cell)
        found.contested.add(cell)
    else:
        found.loose.discard(cell)
    if cell in found.contested:
        return
    if there in (before, after):
        found.cells[cell] = after
    else:  # somebody else changed it
        whole = ABSENT in (there, before, after)
        for one in [(cell[0], name) for name in FIELDS] if whole else [cell]:
            found.contested.add(one)
            found.mine.setdefault(one, found.cells.get(one, ABSENT))
            found.earlier.setdefault(one, set()).update((found.mine[one], ABSENT) if whole else ())


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def cells_of(rows: Rows) -> Cells:
    return {(row, name): values[name] for row, values in rows.items() for name in FIELDS}


# --- the subject ---


def _life(path: Path, wire: Wire, second: int) -> None:
    """Does what it is told until it is told to end."""
    ticks = count(second)
    in_a_folder_of_its_own(path)
    session = Session.open(
        path,
        journals=journals_of(path),
        as_of=NOW.date(),
        clock=lambda: NOW + timedelta(seconds=next(ticks)),
    )
    answer: dict[str, Any] = {"open": 1, "read_only": session.read_only}
    while True:
        notices, session.notices = session.notices, []
        notices += [f"open conflict in {one.row} {one.field}" for one in session.conflicts]
        command = wire.ask({**answer, "rows": rows_of(session), "notices": notices})
        if command[0] == "end":
            return
        try:
            _obey(session, command)
            answer = {"done": 1}
        except Refused as refusal:
            answer = {"refused": str(refusal)}


def _obey(session: Session, command: list[str]) -> None:
    kind, *rest = command
    if kind == "save":
        session.save()
    elif kind == "close":
        session.close()
    elif kind == "undo":
        session.undo()
    else:
        session.do(_changes(session, kind, rest))


def _changes(session: Session, kind: str, rest: list[str]) -> ChangeSet:
    if kind == "add":
        return add_row(session.book, TABLE, {"id": rest[0], "name": rest[1], "notes": rest[1]}, session.now())
    if kind == "remove":
        return remove_rows(session.book, TABLE, rest)
    row, name, value = rest
    return set_cells(session.book, TABLE, [(row, name, value)], session.now())


# --- the history ---


class History:
    """One workbook through several lives."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.path = fresh(folder)
        self.chance = random.Random(seed)
        self.model = Model()
        self.model.version(self.path.read_bytes())
        self.last = self.path.read_bytes()  # as we saved it last
        self.faults: list[str] = []
        self.told: list[str] = []
        self.events = 0
        self.kinds: dict[str, int] = {}
        self._values = (f"v{number}" for number in count())
        self._maybe: list[Edit] = []  # accepted or not, when the process was killed

    def happen(self, kind: str) -> None:
        self.events += 1
        self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def run(self, lives: int) -> None:
        for number in range(lives):
            while self.chance.random() < 0.35:
                self.outside()
            Told(self, number * 1000).live()
            if self.faults:
                return

    def outside(self) -> None:
        """What other programs do to the file."""
        content = self.path.read_bytes()
        version = self.model.version(content)
        if self.chance.random() < 0.3:
            older = self.chance.choice([one for one in self.model.versions.values() if not one.stripped])
            replace(self.path, older.content)
            self.happen("older copy")
            self.told.append(f"older copy (with {older.held} edits)")
            return
        strip = content == self.last and version.held > 0 and self.chance.random() < 0.2  # the journal knows its id
        row, name, value = self.chance.choice(sorted(rows_in(content))), self.chance.choice(FIELDS), next(self._values)
        changed = changed_elsewhere(content, row, name, value, strip=strip)
        if changed is not None:
            replace(self.path, changed)
            self.model.wrote(changed, version.held, stripped=strip or version.stripped)
            self.happen("external save")
            self.told.append(f"theirs {row} {name} {value}{' stripped' if strip else ''}")


class Told:
    """The test's side of one life: judges what is shown, and says what is to be done next."""

    def __init__(self, history: History, second: int) -> None:
        self.history, self.second = history, second
        self.chance = history.chance
        self.steps = self.chance.randint(1, LONGEST)
        self.shown: Cells = {}
        self.undoable: list[Edit] = []
        self.command: list[str] = []
        self.before_save: Version | None = None
        self.ended = False

    def live(self) -> None:
        history = self.history
        self.before_save = history.model.version(history.path.read_bytes())

        def body(wire: Wire) -> None:
            _life(history.path, wire, self.second)

        if self.chance.random() < 0.25:  # killed at some call
            point = Point(self.chance.randint(1, 160), self.chance.choice((Fate.KILLED, Fate.TORN)))
            run = watch(history.path.parent, body, point, self.hear)
            died = point.call is not None
        else:
            run, died = aside(body, self.hear), False
        crash = [one["crash"] for one in run.said if "crash" in one]
        if crash or run.hung or not (run.ended or died or self.ended):
            history.faults.append(crash[0] if crash else "it hung or ended")
        if not self.ended:
            history.happen("crash")
            history.told.append(f"killed during {self.command}")
            self._unsure()

    def _unsure(self) -> None:
        """What was begun when it was killed may be there or not; killed while opening, what was so before still is."""
        kind, *rest = self.command or ["open"]
        edit = self._meant(kind, rest)
        if edit:
            self.history._maybe = [edit]

    def _meant(self, kind: str, rest: list[str]) -> Edit | None:
        if kind == "undo":
            return self.undoable[-1].inverse() if self.undoable else None
        if kind == "set":
            cell = (rest[0], rest[1])
            return Edit({cell: (self.shown.get(cell, ABSENT), rest[2])})
        if kind == "add":
            values = {"name": rest[1], "notes": rest[1], "jurisdiction": None}
            return Edit({(rest[0], name): (ABSENT, value) for name, value in values.items()})
        if kind == "remove":
            return Edit({(rest[0], name): (self.shown.get((rest[0], name), ABSENT), ABSENT) for name in FIELDS})
        return None

    def hear(self, what: Any) -> Any:
        if "rows" not in what:
            return None
        history = self.history
        if history.faults:
            self.ended = True
            return ["end"]
        before, self.shown = self.shown, cells_of(what["rows"])
        if what.get("read_only"):
            history.faults.append(f"read-only: {what['read_only']}")
        elif "open" in what:
            self._opened(what["notices"])
        elif "done" in what:
            self._done(before, what["notices"])
        else:
            history.told.append(f"{self.command} refused: {what['refused']}")
            if self.shown != before:
                history.faults.append(f"{self.command} was refused but changed something")
        return self._next()

    def _opened(self, notices: list[str]) -> None:
        history, version = self.history, self.before_save
        assert version is not None
        history.told.append(f"opened a file with {version.held} of {len(history.model.log)} edits")
        for maybe in [history._maybe, []] if history._maybe else [[]]:
            faults = history.model.expected(version, maybe).faults(self.shown, notices)
            if not faults:
                history.model.log += maybe
                self._settle(history.model.expected(version, []))
                break
        else:
            history.faults += [f"after opening: {fault}" for fault in faults]
        history._maybe = []

    def _settle(self, expected: Expected) -> None:
        """Where another value was kept, and that was said, ours is given up from now on."""
        given_up = {
            cell: (expected.mine.get(cell, expected.cells.get(cell, ABSENT)), self.shown.get(cell, ABSENT))
            for cell in sorted({*expected.cells, *self.shown})
            if not expected.is_right(cell, self.shown)
        }
        if given_up:
            self.history.happen("named conflict")
            self.history.model.log.append(Edit(given_up, given_up=True))

    def _done(self, before: Cells, notices: list[str]) -> None:
        history, kind = self.history, self.command[0]
        history.happen("save" if kind == "save" else "close" if kind == "close" else "edit")
        history.told.append(" ".join(self.command))
        if kind == "save":
            self._saved(before, notices)
        elif kind == "close":
            pass
        else:
            self._edited(kind, before)

    def _edited(self, kind: str, before: Cells) -> None:
        edit = Edit(
            {
                cell: (before.get(cell, ABSENT), self.shown.get(cell, ABSENT))
                for cell in sorted({*before, *self.shown})
                if before.get(cell, ABSENT) != self.shown.get(cell, ABSENT)
            }
        )
        meant = self._meant_before(before)
        if meant is not None and edit.cells != meant.cells:
            self.history.faults.append(f"{self.command} did {edit.cells}")
        if edit.cells:
            self.history.model.log.append(edit)
        if kind == "undo":
            self.undoable[-1:] = []
        elif edit.cells:
            self.undoable.append(edit)

    def _meant_before(self, before: Cells) -> Edit | None:
        now, self.shown = self.shown, before
        try:
            return self._meant(*_split(self.command))
        finally:
            self.shown = now

    def _saved(self, before: Cells, notices: list[str]) -> None:
        history, version = self.history, self.before_save
        assert version is not None
        content = history.path.read_bytes()
        if content == version.content:  # there was nothing to save
            if self.shown != before or (version.content == history.last and not self._all_held(version)):
                history.faults.append("save did nothing")
            return
        wanted = history.model.expected(version, [])
        history.faults += [f"after saving: {fault}" for fault in wanted.faults(self.shown, notices)]
        in_file = cells_of(rows_in(content))
        history.faults += [
            f"saved, but {cell} is {in_file.get(cell)}, not {self.shown.get(cell)}"
            for cell in sorted({*in_file, *self.shown})
            if wanted.is_right(cell, self.shown) and in_file.get(cell, ABSENT) != self.shown.get(cell, ABSENT)
        ]
        self._settle(wanted)
        if version.content != history.last:
            self.undoable.clear()  # the next undo takes back what a merge brought
        history.model.wrote(content, len(history.model.log))
        history.last = content

    def _all_held(self, version: Version) -> bool:
        wanted = self.history.model.expected(version, [])
        return wanted.cells == cells_of(rows_in(version.content)) or bool(wanted.contested)

    def _next(self) -> list[str]:
        history = self.history
        if history.faults or self.command[:1] == ["close"]:
            self.ended = True
            return ["end"]
        self.steps -= 1
        if self.steps < 0:
            self.command = ["close"] if self.chance.random() < 0.5 else []
            if not self.command:
                self.ended = True
                history.happen("crash")
                history.told.append("crashed")
                return ["end"]
            return self.command
        if self.chance.random() < 0.12:
            history.outside()
        self.command = self._choose()
        self.before_save = history.model.version(history.path.read_bytes())
        return self.command

    def _choose(self) -> list[str]:
        rows = sorted({row for row, _ in self.shown})
        kind = self.chance.choices(("set", "add", "remove", "undo", "save"), (10, 2, 1.5, 2, 4))[0]
        if kind == "add":
            fresh_id = f"ent_{self.chance.getrandbits(48):012x}"
            return [kind, fresh_id, next(self.history._values)] if len(rows) < 14 else ["save"]
        if kind == "remove":
            return [kind, self.chance.choice(rows)] if len(rows) > 3 else ["save"]
        if kind == "undo" and not self.undoable:
            kind = "save"
        if kind == "set":
            return [kind, self.chance.choice(rows), self.chance.choice(FIELDS), next(self.history._values)]
        return [kind]


def _split(command: list[str]) -> tuple[str, list[str]]:
    return command[0], command[1:]


def histories(steps: int, seed: int = 11, lives: int = 4) -> Figure:
    """Histories of four lives each, until there were so many steps."""
    figure = Figure()
    with place() as folder:
        for number in _seeds(seed):
            history = History(folder, number)
            history.run(lives)
            figure.points += history.events - history.kinds.get("named conflict", 0)
            for kind, times in {**history.kinds, "histories": 1}.items():
                figure.kinds[kind] = figure.kinds.get(kind, 0) + times
            if history.faults:
                figure.faults.append(f"seed {number}: {'; '.join([*history.told, *history.faults])}")
            if figure.points >= steps:
                return figure
    return figure


def _seeds(first: int) -> Iterator[int]:
    return count(first * 1_000_000)
