"""Both sides changed the same: what fits on the other side's Book, and what a person decides with both values kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.core.book import Book, Conflict
from models.core.change import Change, ChangeSet, Fields, from_json, to_json
from models.core.phrase import phrase_n
from models.core.schema import Table, Value

STAMP = "updated_at"  # both sides write it with every edit; the later one is right


class Side(StrEnum):
    """Whose value is to stand."""

    THEIRS = "theirs"
    MINE = "mine"


@dataclass(frozen=True)
class OpenConflict:
    """One cell, or a row as a whole, that both sides changed, with what it was and what each made of it.

    None = the row is absent on that side. Until somebody decides, the Book and the file hold theirs, so that nothing
    another person wrote is overwritten unseen; but a row that only one side deleted stays.
    """

    table: str
    row: str
    was: Fields | None
    theirs: Fields | None
    mine: Fields | None

    @property
    def field(self) -> str:
        """The cell's field; blank where one side deleted the row."""
        return "" if self.theirs is None or self.mine is None else next(iter(self.mine))

    @property
    def cell(self) -> tuple[str, str, str]:
        return self.table, self.row, self.field

    def is_about(self, other: OpenConflict) -> bool:
        """Whether both tell of the same two edits; of a row deleted there, one may know less of what it was."""
        same = self.cell == other.cell and self.theirs == other.theirs
        return same and (self.theirs is None or self.mine == other.mine)

    def wanted(self, side: Side) -> Fields | None:
        return self.mine if side is Side.MINE else self.theirs


@dataclass(frozen=True)
class Merged:
    """The part of the changes that goes on top, and what a person decides."""

    fitting: ChangeSet
    conflicts: tuple[OpenConflict, ...] = ()


def merge(theirs: Book, mine: ChangeSet, held: Book | None = None) -> Merged:
    """My changes on top of their Book. `held` is what both started from: it knows the rest of a row deleted there."""
    fitting, clashes = theirs.rebase(mine)
    if not clashes:
        return Merged(fitting)
    by_row: dict[tuple[str, str], list[Conflict]] = {}
    for clash in clashes:
        by_row.setdefault((clash.table, clash.row), []).append(clash)
    fits = {(change.table, change.row): change for change in fitting.changes}
    found: list[OpenConflict] = []
    for change in mine.changes:
        key = (change.table, change.row)
        if key in by_row:
            kept, conflicts = _decide_later(change, by_row[key], fits.pop(key, None), theirs, held)
            found += conflicts
            if kept is not None:
                fits[key] = kept
    return Merged(ChangeSet(mine.label, tuple(fits.values())), tuple(found))


def decision(book: Book, choices: Sequence[tuple[OpenConflict, Side]]) -> ChangeSet:
    """The change set that decides these conflicts, each as it was chosen.

    A value that stands already is written afresh: so the decision is in the journal, and Undo takes it back.
    """
    rows: dict[tuple[str, str], list[Fields | None]] = {}
    for conflict, side in choices:
        rows.setdefault((conflict.table, conflict.row), []).append(conflict.wanted(side))
    changes = tuple(_row_decided(book, table, row, wanted) for (table, row), wanted in rows.items())
    label = phrase_n("Decide {n} conflict", "Decide {n} conflicts", len(choices))
    return ChangeSet(label, tuple(change for change in changes if change is not None))


def decided_by(changes: ChangeSet, conflicts: Iterable[OpenConflict]) -> list[OpenConflict]:
    """Those of the conflicts whose cell the changes write, or whose row they delete or bring back."""
    by_row = {(change.table, change.row): change for change in changes.changes}

    def hit(conflict: OpenConflict) -> bool:
        change = by_row.get((conflict.table, conflict.row))
        if change is None:
            return False
        return change.is_insert or change.after is None or not conflict.field or conflict.field in change.after

    return [conflict for conflict in conflicts if hit(conflict)]


def with_newer(conflicts: Iterable[OpenConflict], newer: Iterable[OpenConflict]) -> tuple[OpenConflict, ...]:
    """Both together; of two on one cell the newer, with the value that mine has been against from the first."""
    return tuple({one.cell: one for one in (*conflicts, *newer)}.values())


def is_moot(book: Book, conflict: OpenConflict) -> bool:
    """Whether mine stands there anyhow, or the row is gone, so that nothing is left to decide."""
    row = book.row(conflict.table, conflict.row) if conflict.table in book.tables else None
    if row is None or not conflict.field:
        return row is None
    return row.get(conflict.field) == (conflict.mine or {}).get(conflict.field)


def conflicts_to_json(conflicts: Iterable[OpenConflict]) -> list[dict[str, Any]]:
    """Plain JSON values, for a line of the journal."""
    return [
        {side: to_json(ChangeSet(side, (Change(one.table, one.row, one.was, value),)))["changes"][0]
         for side, value in (("theirs", one.theirs), ("mine", one.mine))}
        for one in conflicts
    ]  # fmt: skip


def conflicts_from_json(records: Iterable[Mapping[str, Any]], tables: Mapping[str, Table]) -> tuple[OpenConflict, ...]:
    """What `conflicts_to_json` wrote; KeyError or ValueError where it does not fit the tables."""
    found = []
    for record in records:
        theirs, mine = (
            from_json({"label": "", "changes": [record[side]]}, tables).changes[0] for side in ("theirs", "mine")
        )
        found.append(OpenConflict(mine.table, mine.row, mine.before, theirs.after, mine.after))
    return tuple(found)


def _decide_later(
    change: Change, clashes: Sequence[Conflict], fits: Change | None, theirs: Book, held: Book | None
) -> tuple[Change | None, list[OpenConflict]]:
    """What of the change can be made at once, and the conflicts of its row."""
    table, row = change.table, change.row
    there = theirs.row(table, row)
    if there is None:
        return _deleted_there(change, held)
    if change.after is None:
        was, now = {one.field: one.was for one in clashes}, {one.field: one.theirs for one in clashes}
        return None, [OpenConflict(table, row, was, now, None)]
    if change.before is None:
        after = change.after.items()
        clashes = [Conflict(table, row, n, None, there.get(n), mine) for n, mine in after if there.get(n) != mine]
    found = [
        OpenConflict(table, row, {one.field: one.was}, {one.field: one.theirs}, {one.field: one.mine})
        for one in clashes
        if one.field != STAMP
    ]
    return _stamped(change, fits, there), found


def _deleted_there(change: Change, held: Book | None) -> tuple[Change | None, list[OpenConflict]]:
    """They deleted what was edited here: the row stays, as far as it is known."""
    was = held.row(change.table, change.row) if held is not None else None
    mine = _filled({**(was or change.before or {}), **(change.after or {})})
    kept = Change(change.table, change.row, None, mine) if was is not None else None
    return kept, [OpenConflict(change.table, change.row, _filled(was or change.before or {}), None, mine)]


def _stamped(change: Change, fits: Change | None, there: Mapping[str, Value]) -> Change | None:
    """What fits, with the later of both sides' stamps; the stamp alone is no change."""
    if fits is None or not set(fits.after or ()) - {STAMP}:
        return None
    mine, now = (change.after or {}).get(STAMP), there.get(STAMP)
    if mine is None or (now is not None and str(now) >= str(mine)):
        return fits
    return Change(fits.table, fits.row, {**(fits.before or {}), STAMP: now}, {**(fits.after or {}), STAMP: mine})


def _row_decided(book: Book, table: str, row: str, wanted: Sequence[Fields | None]) -> Change | None:
    there = book.row(table, row)
    if any(fields is None for fields in wanted):
        if there is None:
            return None
        at = int(book[table].index.get_loc(row))  # type: ignore[arg-type]  # IDs are unique
        return Change(table, row, _filled(there), None, at)
    fields = {name: value for one in wanted for name, value in (one or {}).items()}
    if there is None:
        return Change(table, row, None, _filled(fields))
    return Change(table, row, {name: there.get(name) for name in fields}, fields)


def _filled(fields: Fields) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if value is not None}
