"""What a subject does with a workbook, and what must be true of it afterwards."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.session import Session
from models.core.change import ChangeSet
from models.core.edit import add_row, remove_rows, set_cells
from models.core.refusal import Refused
from tests.faults.small import NOW, ROWS, TABLE, Rows, first_rows, opened, rows_of, set_elsewhere
from tests.faults.trap import Wire

NEW = "ent_00000000aaaa"


@dataclass(frozen=True)
class Step:
    """One thing that is done: `cells` are what set, add and theirs write, as (row, field, value)."""

    kind: str
    cells: tuple[tuple[str, str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.cells[0][1]}" if self.cells else self.kind


def cells(row: str, **values: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((row, name, value) for name, value in values.items())


PASTE = tuple((row, "notes", f"Pasted {place}") for place, row in enumerate(ROWS[4:]))
# Edit, save, save again, another program's save, merge, an edit that is never saved, and coming back.
DAY: tuple[Step, ...] = (
    Step("open"),
    Step("set", cells(ROWS[0], name="First")),
    Step("add", cells(NEW, name="New", notes="Added")),
    Step("remove", cells(ROWS[1], name="")),
    Step("undo"),
    Step("remove", cells(ROWS[2], name="")),
    Step("save"),
    Step("set", cells(ROWS[0], name="Second")),
    Step("set", PASTE),
    Step("save"),
    Step("set", cells(ROWS[3], notes="Mine")),
    Step("theirs", cells(ROWS[5], jurisdiction="Theirs")),
    Step("save"),
    Step("set", cells(NEW, notes="Not saved")),
    Step("close"),
    Step("open"),
    Step("set", cells(ROWS[6], name="After")),
    Step("save"),
    Step("close"),
)
RECOVERY: tuple[Step, ...] = (
    Step("open"),
    Step("set", cells(ROWS[7], name="Since")),
    Step("save"),
    Step("close"),
)
SHORT: tuple[Step, ...] = (
    Step("open"),
    Step("set", cells(ROWS[0], name="First")),
    Step("save"),
    Step("set", cells(ROWS[3], notes="Mine")),
    Step("theirs", cells(ROWS[5], jurisdiction="Theirs")),
    Step("save"),
    Step("set", cells(ROWS[6], notes="Not saved")),
    Step("close"),
)


@dataclass
class Truth:
    """What must be in the workbook: built from what was acknowledged, never from the workbook."""

    rows: Rows = field(default_factory=first_rows)
    undoable: list[Rows] = field(default_factory=list)  # by undo: what the rows touched were

    def after(self, step: Step) -> Truth:
        found = copy.deepcopy(self)
        found.take(step)
        return found

    def take(self, step: Step) -> None:
        if step.kind == "open":
            self.undoable.clear()
        elif step.kind == "undo":
            for row, was in (self.undoable.pop() if self.undoable else {}).items():
                self._put(row, was)
        elif step.kind in ("set", "add", "remove", "theirs"):
            touched = dict.fromkeys(row for row, _, _ in step.cells)
            before = {row: dict(self.rows.get(row, {})) for row in touched}
            for row in touched:
                values = {name: value for at, name, value in step.cells if at == row}
                self._put(row, {} if step.kind == "remove" else {**_blank(), **self.rows.get(row, {}), **values})
            if step.kind != "theirs":
                self.undoable.append(before)

    def _put(self, row: str, values: dict[str, str | None]) -> None:
        if values:
            self.rows[row] = values
        else:
            self.rows.pop(row, None)


def _blank() -> dict[str, str | None]:
    return {"name": None, "jurisdiction": None, "notes": None}


def changes_of(session: Session, step: Step) -> ChangeSet:
    if step.kind == "add":
        row, values = step.cells[0][0], {name: value for _, name, value in step.cells}
        return add_row(session.book, TABLE, {"id": row, **values}, NOW)
    if step.kind == "remove":
        return remove_rows(session.book, TABLE, [row for row, _, _ in step.cells])
    return set_cells(session.book, TABLE, step.cells, NOW)


class Life:
    """Runs steps; says before each that it begins, after it that it was done, or refused and how."""

    def __init__(self, path: Path, wire: Wire) -> None:
        self.path, self.wire = path, wire
        self.session: Session | None = None

    def run(self, steps: Sequence[Step]) -> None:
        for place, step in enumerate(steps):
            self.wire.say({"begin": place})
            refused = self._attempt(step)
            if refused is None:
                self.wire.say({"done": place})
            else:
                self.wire.say({"refused": place, "why": refused})
        if self.session is not None:
            self.wire.say({"rows": rows_of(self.session)})

    def _attempt(self, step: Step) -> str | None:
        """Why it was refused, in the program's words."""
        try:
            self._do(step)
        except Refused as refusal:
            return str(refusal)
        return None

    def _do(self, step: Step) -> None:
        if step.kind == "theirs":
            self.wire.ask({"theirs": 1})
            return
        if self.session is None:  # a refusal to open: a person would try again
            self.session = opened(self.path)
            if step.kind == "open":
                return
        if step.kind == "close":
            self.session.close()
            self.session = None
        elif step.kind == "undo":
            self.session.undo()
        elif step.kind == "save":
            self.session.save()
        elif step.kind != "open":
            self.session.do(changes_of(self.session, step))


class Record:
    """The test's side of a subject's life: it hears what was acknowledged and knows what must be true."""

    def __init__(self, path: Path, steps: Sequence[Step], truth: Truth | None = None) -> None:
        self.path, self.steps = path, steps
        self.truth = copy.deepcopy(truth) if truth else Truth()
        self.begun: Step | None = None
        self.refusals: list[str] = []
        self.faults: list[str] = []
        self.saved: Rows | None = None  # what the last finished save left in the file

    def hear(self, what: Any) -> Any:
        if "begin" in what:
            self.begun = self.steps[what["begin"]]
        elif "done" in what:
            self._done(self.steps[what["done"]])
        elif "refused" in what:
            self.begun = None
            self.refusals.append(f"{self.steps[what['refused']].kind}: {what['why']}")
        elif "theirs" in what:
            return self._theirs()
        elif "rows" in what and what["rows"] != self.truth.rows:
            self.faults.append(f"the Session shows {differences(what['rows'], self.truth.rows)}")
        elif "crash" in what:
            self.faults.append(what["crash"])
        return None

    def _done(self, step: Step) -> None:
        self.begun = None
        self.truth.take(step)
        if step.kind == "save":
            self.saved = copy.deepcopy(self.truth.rows)

    def _theirs(self) -> bool:
        assert self.begun is not None
        step, self.begun = self.begun, None
        self.saved = None
        (row, name, value), *_ = step.cells
        if not set_elsewhere(self.path, row, name, value):
            self.faults.append(f"{row} is not in the file for the other program")
        return True

    @property
    def is_saving(self) -> bool:
        return self.begun is not None and self.begun.kind == "save"

    @property
    def allowed(self) -> list[Rows]:
        """What the workbook may hold: what was acknowledged, and perhaps what was begun."""
        begun = self.begun
        if begun is None or begun.kind in ("open", "save", "close", "theirs"):
            return [self.truth.rows]
        return [self.truth.rows, self.truth.after(begun).rows]


def differences(found: Rows, wanted: Rows) -> str:
    told = [
        f"{row} {found.get(row, 'absent')} in place of {wanted.get(row, 'absent')}"
        for row in sorted({*found, *wanted})
        if found.get(row) != wanted.get(row)
    ]
    return "; ".join(told)
