"""What one cell of a grid looks like and says: its text, its marks, its tooltip."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntFlag
from typing import NamedTuple

from app.grid.columns import GridColumn
from app.tr import marked, tr, tr_phrase
from models.core.problem import Problem, Severity
from models.core.schema import Kind, Value, fold
from models.core.words import takes


class Mark(IntFlag):
    """Why a cell is not painted like any other."""

    LOCKED = 1  # calculated, joined or written by the app
    UNSAVED = 2
    NEGATIVE = 4
    ERROR = 8
    WARNING = 16
    INFO = 32
    GHOST = 64  # not a value: a default to come, or what the blank line is for
    NEEDED = 128  # still to be given before the new row can be added
    NEW = 256  # of the row being typed
    QUIET = 512  # an ID
    LATE = 1024  # a date that is past, of what is still to be done


class Look(NamedTuple):
    """The text and, as a plain int because it is asked for at each paint, the marks."""

    text: str
    marks: int


_OF_SEVERITY = {
    Severity.ERROR: int(Mark.ERROR),
    Severity.WARNING: int(Mark.WARNING),
    Severity.INFO: int(Mark.INFO),
}
_LOCKED, _UNSAVED, _NEGATIVE = int(Mark.LOCKED), int(Mark.UNSAVED), int(Mark.NEGATIVE)
_GHOST, _NEEDED, _NEW, _QUIET = int(Mark.GHOST), int(Mark.NEEDED), int(Mark.NEW), int(Mark.QUIET)
_LATE = int(Mark.LATE)


_SEVERITIES = {
    Severity.ERROR: marked("Error"), Severity.WARNING: marked("Warning"), Severity.INFO: marked("Info"),
}  # fmt: skip


def look_of(column: GridColumn, row: int, problem: Problem | None, *, unsaved: bool, late: bool = False) -> Look:
    """A stored row's cell. One that could not be read shows what stands in the sheet."""
    value = column.value(row)
    text = _on_one_line(column.shown(value))
    marks = _LOCKED if column.locked else 0
    if unsaved:
        marks |= _UNSAVED
    if isinstance(value, (int, float)) and value < 0:
        marks |= _NEGATIVE
        text = text.replace("-", "−", 1)
    if problem is not None:
        marks |= _OF_SEVERITY[problem.severity]
        text = text or _on_one_line(problem.seen)
    if late:
        marks |= _LATE
    if names_the_row(column):
        marks |= _QUIET
    return Look(text, marks)


def look_of_new(column: GridColumn, typed: Mapping[str, Value], needed: Collection[str], invitation: str) -> Look:
    """A cell of the row that is being typed; `invitation` stands in it while nothing is."""
    if typed.get(column.field) is not None:
        return Look(_on_one_line(column.shown(typed[column.field])), _NEW)
    if not typed:
        return Look(invitation, _GHOST | _NEW)
    if column.field in needed:
        return Look("needed", _NEEDED | _GHOST | _NEW)
    default = "" if column.locked else column.shown(column.column.default)
    return Look(default, _GHOST | _NEW | (_LOCKED if column.locked else 0))


def tip_of(column: GridColumn, row: int, problem: Problem | None, *, unsaved: bool) -> str:
    """What the pointer over a cell is told: what is wrong and what to do, the ID behind a name, why it is locked."""
    value = column.value(row)
    parts = []
    if problem is not None:
        parts.append(f"{tr(_SEVERITIES[problem.severity])}: {tr_phrase(problem.message)}")
        parts += [tr("In the sheet: {seen}", seen=problem.seen)] if problem.seen else []
        parts += [tr_phrase(problem.remedy)] if problem.remedy else []
    if isinstance(value, str) and column.shown(value) != value:
        parts.append(tr("{value} (UTC)", value=value) if column.column.kind is Kind.TIME else value)
    elif isinstance(value, str) and len(value) > 24:
        parts.append(value)
    if column.locked:
        parts.append(column.locked)
    if unsaved:
        parts.append(tr("Changed, and not in the file yet."))
    return "\n".join(parts)


def about(column: GridColumn) -> str:
    """What a column means: its help, what it takes, and why it may not be edited."""
    declared = column.column
    parts = [tr(declared.doc), tr_phrase(takes(declared))]
    if declared.required and not column.locked:
        parts.append(tr("Has to be given."))
    parts.append(column.locked)
    return "\n".join(part for part in parts if part)


def names_the_row(column: GridColumn) -> bool:
    return bool(column.locked) and fold(column.column.header) == "id"


def _on_one_line(text: str) -> str:
    return " ↵ ".join(text.splitlines()) if "\n" in text or "\r" in text else text
