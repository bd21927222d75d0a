"""The Book: everything a workbook holds, as a value that never changes; a frame a table, indexed by row ID."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import pandas as pd

from models.core.change import Change, ChangeSet
from models.core.phrase import phrase
from models.core.schema import Table, Value
from models.core.values import column_of, plain

T = TypeVar("T")


@dataclass(frozen=True)
class Conflict:
    """A change that does not fit: the field (blank: the whole row), its base, what stands there, its wish."""

    table: str
    row: str
    field: str
    was: Value
    theirs: Value
    mine: Value


class Conflicts(Exception):
    """The change set was made on another state of these rows; nothing was applied."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        first = self.conflicts[0]
        super().__init__(
            phrase(
                "{table} {row} {field}: it was {was}, it is {theirs} now, and {mine} was to go there.",
                table=first.table,
                row=first.row,
                field=first.field,
                was=repr(first.was),
                theirs=repr(first.theirs),
                mine=repr(first.mine),
            )
        )


@dataclass(frozen=True)
class _Derived:
    """A value that follows from a Book, and the keys of the tables that it was computed from."""

    value: Any
    tables: frozenset[str]


_looking = threading.local()


@contextmanager
def _noting() -> Iterator[set[str]]:
    """The set that gets the key of every table looked at meanwhile, by this thread."""
    around: set[str] | None = getattr(_looking, "tables", None)
    mine: set[str] = set()
    _looking.tables = mine
    try:
        yield mine
    finally:
        _looking.tables = around


def _note(tables: Iterable[str]) -> None:
    noted: set[str] | None = getattr(_looking, "tables", None)
    if noted is not None:
        noted.update(tables)


class Book:
    """Frames by table. A frame's index is the row ID, its columns the table's stored fields in their dtypes."""

    def __init__(
        self,
        tables: Iterable[Table],
        frames: Mapping[str, pd.DataFrame] | None = None,
        derived: Mapping[Hashable, _Derived] | None = None,
    ) -> None:
        """`derived` is what is known already of these very frames, see `derived()`."""
        self.tables: Mapping[str, Table] = MappingProxyType({table.key: table for table in tables})
        given = frames or {}
        self._frames = {key: given[key] if key in given else empty_frame(table) for key, table in self.tables.items()}
        self._derived = dict(derived or {})

    def __getitem__(self, table: Table | str) -> pd.DataFrame:
        """The table's frame; it belongs to every reader, so copy before changing it."""
        key = table if isinstance(table, str) else table.key
        _note((key,))
        return self._frames[key]

    def __eq__(self, other: object) -> bool:
        """Equal in every row and value; the order of rows does not count."""
        if not isinstance(other, Book):
            return NotImplemented
        return self.tables.keys() == other.tables.keys() and all(
            _same_rows(frame, other[key]) for key, frame in self._frames.items()
        )

    __hash__ = object.__hash__

    def row(self, table: Table | str, row_id: str) -> dict[str, Value] | None:
        """The row's stored fields as plain values, or None if there is no such row."""
        index = self[table].index
        if row_id not in index:
            return None
        place = index.get_loc(row_id)
        return {name: plain(column[place]) for name, column in self._columns(table).items()}

    def column(self, table: Table | str, field: str) -> Any:
        """The field's values in the order of the rows, as an array: numpy's, but masked for whole numbers and yes/no.

        It is quicker than a frame's column, and nobody's to change either.
        """
        return self._columns(table)[field]

    def _columns(self, table: Table | str) -> Mapping[str, Any]:
        key = table if isinstance(table, str) else table.key
        return self.derived(("columns", key), lambda: _arrays(self[key]))

    def derived(self, key: Hashable, compute: Callable[[], T]) -> T:
        """`compute()`, kept: a Book never changes, so what follows from it is computed once.

        The tables that it looks at are noted, and a Book in which they are the same takes the value over.
        """
        held = self._derived.get(key)
        if held is None:
            with _noting() as tables:
                value = compute()
            held = self._derived[key] = _Derived(value, frozenset(tables))
        _note(held.tables)
        return held.value  # type: ignore[no-any-return]  # each key is used with one type

    def apply(self, changes: ChangeSet) -> Book:
        """The Book after the change set; Conflicts if it was made on another state of its rows."""
        conflicts = [clash for change in changes.changes for clash in self._clashes(change)]
        if conflicts:
            raise Conflicts(conflicts)
        frames = dict(self._frames)
        for key in changes.tables:
            frames[key] = _applied(frames[key], self.tables[key], changes.of(key))
        kept = {key: one for key, one in list(self._derived.items()) if one.tables.isdisjoint(changes.tables)}
        return Book(self.tables.values(), frames, kept)

    def rebase(self, changes: ChangeSet) -> tuple[ChangeSet, tuple[Conflict, ...]]:
        """The part of a set made on an older Book that applies to this one, and the conflicts that a person decides.

        A field that stands at `before` is changed, one already at `after` is left out, anything else conflicts.
        """
        fitting: list[Change] = []
        conflicts: list[Conflict] = []
        for change in changes.changes:
            if self._done(change):
                continue
            clashes = self._clashes(change)
            conflicts += clashes
            left = _without(change, {clash.field for clash in clashes})
            if left is not None:
                fitting.append(left)
        return ChangeSet(changes.label, tuple(fitting)), tuple(conflicts)

    def _done(self, change: Change) -> bool:
        row = self._touched(change)
        if row is None or change.after is None:
            return row is None and change.after is None
        return all(row.get(name) == value for name, value in change.after.items()) and (
            change.before is None or dict(change.before) != dict(change.after)
        )

    def _clashes(self, change: Change) -> list[Conflict]:
        row = self._touched(change)
        if change.before is None:
            return [] if row is None else [Conflict(change.table, change.row, "", None, change.row, change.row)]
        if row is None:
            return [Conflict(change.table, change.row, "", change.row, None, change.row)]
        after = change.after or {}
        before = {**dict.fromkeys(row), **change.before} if change.is_delete else change.before
        return [
            Conflict(change.table, change.row, name, was, row.get(name), after.get(name))
            for name, was in before.items()
            if row.get(name) != was and (change.is_delete or row.get(name) != after.get(name))
        ]

    def _touched(self, change: Change) -> dict[str, Value] | None:
        """The fields that an update names, else the whole row; None where there is no such row."""
        if change.before is None or change.after is None:
            return self.row(change.table, change.row)
        index = self[change.table].index
        if change.row not in index:
            return None
        place, columns = index.get_loc(change.row), self._columns(change.table)
        names = {**change.before, **change.after}
        return {name: plain(columns[name][place]) for name in names if name in columns}


def empty_frame(table: Table) -> pd.DataFrame:
    """A frame of the table's shape with no rows."""
    return frame_of(table, [], [])


def frame_of(table: Table, ids: Sequence[str], rows: Sequence[Mapping[str, Value]]) -> pd.DataFrame:
    """A frame from row IDs and as many mappings of field to plain value; a field that is not named is blank."""
    columns = {c.name: column_of(c.kind, [row.get(c.name) for row in rows]) for c in table.stored}
    return pd.DataFrame(columns, index=pd.Index(list(ids), dtype="str", name=table.id_column.name))


def _arrays(frame: pd.DataFrame) -> dict[str, Any]:
    """The columns as arrays whose elements are got fast; nothing is copied."""
    return {
        str(name): values.array if values.dtype in ("Int64", "boolean") else values.to_numpy()
        for name, values in frame.items()
    }


def _applied(frame: pd.DataFrame, table: Table, changes: Sequence[Change]) -> pd.DataFrame:
    updates = [change for change in changes if change.before is not None and change.after is not None]
    gone = [change.row for change in changes if change.is_delete]
    fresh = [change for change in changes if change.is_insert]
    if updates:
        frame = _updated(frame, table, updates)
    if gone:
        frame = frame[~frame.index.isin(gone)]
    return _inserted(frame, table, fresh) if fresh else frame


def _updated(frame: pd.DataFrame, table: Table, updates: Sequence[Change]) -> pd.DataFrame:
    rows = [change.row for change in updates]
    places = dict(zip(rows, map(int, frame.index.get_indexer(pd.Index(rows))), strict=True))
    by_field: dict[str, dict[int, Value]] = {}
    for change in updates:
        for name, value in (change.after or {}).items():
            by_field.setdefault(name, {})[places[change.row]] = value
    columns = {}
    for name, values in by_field.items():
        array = frame[name].array.copy()
        array[list(values)] = column_of(table[name].kind, list(values.values()))
        columns[name] = pd.Series(array, index=frame.index)
    return frame.assign(**columns)


def _inserted(frame: pd.DataFrame, table: Table, fresh: Sequence[Change]) -> pd.DataFrame:
    added = frame_of(table, [c.row for c in fresh], [c.after or {} for c in fresh])
    joined = pd.concat([frame, added]) if len(frame) else added
    joined.index.name = table.id_column.name
    if all(change.at is None for change in fresh):
        return joined
    order = list(range(len(frame)))
    for offset, change in sorted(enumerate(fresh), key=lambda pair: (pair[1].at is None, pair[1].at or 0)):
        order.insert(len(order) if change.at is None else change.at, len(frame) + offset)
    return joined.iloc[order]


def _without(change: Change, fields: set[str]) -> Change | None:
    if not fields:
        return change
    if "" in fields or change.is_delete or change.before is None or change.after is None:
        return None
    names = [name for name in change.after if name not in fields]
    if not names:
        return None
    before, after = change.before, change.after
    return Change(change.table, change.row, {n: before[n] for n in names}, {n: after[n] for n in names})


def _same_rows(mine: pd.DataFrame, theirs: pd.DataFrame) -> bool:
    if len(mine) != len(theirs):
        return False
    return mine.equals(theirs) or mine.sort_index().equals(theirs.sort_index())
