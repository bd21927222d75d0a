"""Change sets: the only way that data changes, read by undo, the journal, the save, the merge and the screens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import uuid4

from models.core.phrase import Phrase, from_plain, to_plain
from models.core.schema import Kind, Table, Value

Fields = Mapping[str, Value]
_JSON = frozenset({str, float, int, bool, type(None)})  # what JSON holds as it is


@dataclass(frozen=True)
class Change:
    """What one row was and what it becomes; None = the row is absent.

    An update names only the fields that differ; a field whose value stays is a wish to have it written afresh
    (a number that stood there as text). `at` is where in the table's order an inserted or deleted row stands.
    """

    table: str
    row: str
    before: Fields | None
    after: Fields | None
    at: int | None = None

    @property
    def is_insert(self) -> bool:
        return self.before is None

    @property
    def is_delete(self) -> bool:
        return self.after is None

    def inverse(self) -> Change:
        return Change(self.table, self.row, self.after, self.before, self.at)


@dataclass(frozen=True)
class ChangeSet:
    """Changes that are done and undone as one; no row occurs twice. `label` is what Undo names."""

    label: str
    changes: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    def inverse(self) -> ChangeSet:
        return ChangeSet(self.label, tuple(change.inverse() for change in reversed(self.changes)))

    @cached_property
    def tables(self) -> frozenset[str]:
        return frozenset(self._by_table)

    def of(self, table: str) -> Sequence[Change]:
        """The changes of one table, in their order."""
        return self._by_table.get(table, ())

    @cached_property
    def _by_table(self) -> Mapping[str, Sequence[Change]]:
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            found.setdefault(change.table, []).append(change)
        return found


def new_id(table: Table) -> str:
    """A fresh ID: the table's prefix, `_` and 12 lowercase hex digits."""
    return f"{table.prefix}_{uuid4().hex[:12]}"


def together(label: str, *sets: ChangeSet) -> ChangeSet:
    """Several change sets, made one after the other, as one that is undone at once."""
    return ChangeSet(label, net(sets).changes)


def net(sets: Iterable[ChangeSet]) -> ChangeSet:
    """What the sets, done in order, amount to: one change a row, none for a row that is as it was."""
    merged: dict[tuple[str, str], Change] = {}
    for change in (change for one in sets for change in one.changes):
        key = (change.table, change.row)
        earlier = merged.pop(key, None)
        combined = change if earlier is None else _follow(earlier, change)
        if combined is not None:
            merged[key] = combined
    return ChangeSet("net", tuple(merged.values()))


def _follow(first: Change, then: Change) -> Change | None:
    before, after = _joined(first, then)
    if before is None and after is None:
        return None
    if before is not None and after is not None:
        touched = _touched(first) | _touched(then)
        names = [name for name in after if before.get(name) != after[name] or name in touched]
        if not names:
            return None
        before, after = {n: before.get(n) for n in names}, {n: after[n] for n in names}
    return Change(first.table, first.row, before, after, then.at if then.at is not None else first.at)


def _joined(first: Change, then: Change) -> tuple[Fields | None, Fields | None]:
    """The first one's `before` and the second one's `after`, each completed with what the other knows."""
    before, after = first.before, then.after
    if first.is_insert:
        return None, None if after is None else {**(first.after or {}), **after}
    if first.is_delete and then.before is not None:  # somebody else's edit kept the row, so the delete never counted
        return then.before, after
    if first.is_delete:
        return before, None if after is None else {**dict.fromkeys(before or {}), **after}
    if then.is_delete:
        return {**(then.before or {}), **(before or {})}, None
    return {**(then.before or {}), **(before or {})}, {**(first.after or {}), **(after or {})}


def _touched(change: Change) -> set[str]:
    if change.before is None or change.after is None:
        return set()
    return {name for name, value in change.after.items() if change.before.get(name) == value}


def to_json(changes: ChangeSet) -> dict[str, Any]:
    """The set as plain JSON values: what a journal line holds."""
    return {
        "label": str(changes.label),
        **({"said": to_plain(changes.label)} if isinstance(changes.label, Phrase) else {}),
        "changes": [
            [change.table, change.row, _plain(change.before), _plain(change.after), change.at]
            for change in changes.changes
        ],
    }


def from_json(record: Mapping[str, Any], tables: Mapping[str, Table]) -> ChangeSet:
    """The set that `to_json` wrote; KeyError or ValueError where it does not fit the tables."""
    return ChangeSet(
        from_plain(record["said"]) if "said" in record else record["label"],
        tuple(
            Change(key, row, _typed(before, tables[key]), _typed(after, tables[key]), at)
            for key, row, before, after, at in record["changes"]
        ),
    )


def _plain(fields: Fields | None) -> dict[str, Any] | None:
    if fields is None or _JSON.issuperset(map(type, fields.values())):
        return None if fields is None else dict(fields)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


def _typed(fields: Mapping[str, Any] | None, table: Table) -> Fields | None:
    if fields is None:
        return None
    return {
        name: date.fromisoformat(value) if value is not None and table[name].kind is Kind.DATE else value
        for name, value in fields.items()
    }
