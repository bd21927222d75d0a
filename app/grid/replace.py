"""Finding a text in the cells of a grid and putting another in its place, as one change set; without Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.grid.columns import Array, GridColumn
from app.grid.edit import Desk, Plan, counted_cells
from app.grid.typed import read
from app.tr import tr
from models.core.change import ChangeSet, together
from models.core.edit import set_cells
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.values import Invalid


@dataclass(frozen=True)
class Pattern:
    """What is looked for in the texts that cells show; a blank text is nowhere."""

    text: str
    match_case: bool = False
    whole_cell: bool = False

    def is_in(self, shown: str) -> bool:
        return bool(self.text) and self._regex().search(shown) is not None

    def replaced(self, shown: str, by: str) -> str:
        """The shown text with every occurrence replaced."""
        return self._regex().sub(lambda _: by, shown) if self.text else shown

    def _regex(self) -> re.Pattern[str]:
        words = re.escape(self.text)
        return re.compile(rf"\A{words}\Z" if self.whole_cell else words, 0 if self.match_case else re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """A cell in which to replace: its row's ID and number as the grid counts them, and its place in file order."""

    row_id: str
    number: int
    place: int
    column: GridColumn


def holding(column: GridColumn, pattern: Pattern) -> Array:
    """True for each row, in file order, whose cell shows the pattern."""
    codes, texts = column.encoded()
    passes = column.folded().containing(pattern.text.casefold()) if pattern.text else np.zeros(len(texts), dtype=bool)
    for code in np.flatnonzero(passes).tolist():  # what only looks alike when folded is none: ß is no ss
        passes[code] = pattern.is_in(texts[code])
    return np.append(passes, False)[codes]  # a blank's -1 takes the last one


def replace(desk: Desk, targets: Iterable[Target], pattern: Pattern, by: str) -> Plan:
    """The pattern replaced in these cells by what is then read as if it were typed.

    Every cell that can take its new text gets it. `refused` says of the others why not, and `left` names the columns
    that cannot be edited.
    """
    wanted: dict[str, tuple[int, list[tuple[GridColumn, Value]]]] = {}
    refused: list[str] = []
    left: dict[str, bool] = {}
    for target in targets:
        if target.column.locked:
            left[target.column.column.header] = True
            continue
        try:
            value = _new_value(desk, target, pattern, by)
        except Invalid as problem:
            refused.append(
                tr(
                    "Row {number}, {header}: {problem}",
                    number=target.number,
                    header=target.column.column.header,
                    problem=problem,
                )
            )
            continue
        wanted.setdefault(target.row_id, (target.number, []))[1].append((target.column, value))
    sets, count = _by_row(desk, wanted, refused)
    label = phrase("Replace in {cells} of {sheet}", cells=counted_cells(count), sheet=desk.table.sheet)
    return Plan(together(label, *sets) if sets else ChangeSet(label), tuple(refused), tuple(left))


def _new_value(desk: Desk, target: Target, pattern: Pattern, by: str) -> Value:
    declared = desk.table[target.column.field]
    text = pattern.replaced(target.column.text(target.place), by)
    value = read(declared, text, desk.book, desk.as_of)
    if value is None and declared.required:
        raise Invalid(tr("it cannot be blank."))
    return value


def _by_row(
    desk: Desk, wanted: dict[str, tuple[int, list[tuple[GridColumn, Value]]]], refused: list[str]
) -> tuple[list[ChangeSet], int]:
    """A change set a row, so that a row's rule which refuses stops no other; and how many cells change."""
    sets, count = [], 0
    for row_id, (number, cells) in wanted.items():
        try:
            changes = set_cells(
                desk.book, desk.table, [(row_id, column.field, value) for column, value in cells], desk.now
            )
        except Refused as refusal:
            refused.append(tr("Row {number}: {refusal}", number=number, refusal=refusal))
            continue
        fields = {column.field for column, _ in cells}
        count += sum(len(fields & (change.after or {}).keys()) for change in changes.changes)
        sets.append(changes)
    return sets, count
