"""The rows of one table while they are read: typed columns, every row's ID, and where all of it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from io_xlsx.layout import Cell, TablePlace
from io_xlsx.parts.structure import SheetInfo, TableInfo
from io_xlsx.read.findings import FORMULA, NO_RESULT, Findings
from io_xlsx.read.headers import Doubts
from io_xlsx.read.locate import Header
from io_xlsx.read.sheet_values import SheetValues, text_of
from io_xlsx.read.spelled import DAYS_1904, with_noughts, with_true_days
from io_xlsx.read.typed import Typed, typed
from models.core.parsing import AS_DATE
from models.core.phrase import phrase
from models.core.schema import Column, Kind, Table
from models.core.values import plain


class TableBody:
    """The rows from `first` to `last`; `kept` are the offsets from `first` of those that hold something."""

    def __init__(
        self, table: Table, sheet: SheetInfo, values: SheetValues, header: Header, first: int, last: int
    ) -> None:
        self.table, self.sheet, self.values, self.header, self.first = table, sheet, values, header, first
        self.findings = Findings(table, sheet, header, first)
        self.count = max(0, last - first + 1)
        self._formulas = self._rows_by_column(values.formulas - values.truths)
        self._errors = self._rows_by_column(values.errors)
        columns = [column for column in table.columns if column.name in header.columns]
        raw = values.columns(first, last, [header.columns[column.name] for column in columns])
        self.raw = {column.name: self._as_people_see(column, cells) for column, cells in zip(columns, raw, strict=True)}
        stored = {column.name: self._typed(column) for column in table.stored}
        identity = self._typed(table.id_column)
        self.kept = self._kept(identity, list(stored.values()))
        self.ids, self.unwritten = self._identify(identity)
        self.frame = pd.DataFrame(
            {name: self._chosen(column.values) for name, column in stored.items()},
            copy=False,
            index=pd.Index(self.ids, dtype="str", name=table.id_column.name),
        )
        for column in table.stored:
            self._report(column, stored[column.name])

    def _rows_by_column(self, cells: Iterable[Cell]) -> Mapping[int, list[int]]:
        """The rows of some cells as offsets, by column; cells above and below the table left out."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for row, column in cells:
            if 0 <= row - self.first < self.count:
                found[column].append(row - self.first)
        return found

    def _typed(self, column: Column) -> Typed:
        found = typed(column, self.raw.get(column.name, ("",) * self.count))
        number = self.header.columns.get(column.name, 0)
        for index in self._errors.get(number, ()):
            found.faults[index] = phrase(
                "The cell shows the error {error}.", error=self.values.errors[self.first + index, number]
            )
        if column.formula is None:
            for index in self._formulas.get(number, ()):
                self._note_formula(column, index, found)
        return found

    def _as_people_see(self, column: Column, cells: Sequence[object]) -> Sequence[object]:
        """Less what calamine makes of days that are none and of numbers that show leading noughts."""
        number = self.header.columns[column.name]
        if column.kind is Kind.DATE:
            return with_true_days(cells, self.first, self.values, number)
        if column.kind in (Kind.TEXT, Kind.REF):
            return with_noughts(cells, self.first, self.values, number)
        return cells

    def _note_formula(self, column: Column, index: int, found: Typed) -> None:
        if self.raw[column.name][index] == "":
            found.faults.setdefault(index, NO_RESULT)
        elif index not in found.faults:
            found.notes[index] = FORMULA

    def _kept(self, identity: Typed, stored: Sequence[Typed]) -> Any:
        named = ~pd.isna(identity.values)
        if named.all():
            return np.arange(self.count)
        held = named.copy()
        for column in (identity, *stored):
            held |= ~pd.isna(column.values)
            held[list(column.faults)] = True
        if not self.table.prefix:  # a person names these rows: Valhalla cannot
            for index in np.flatnonzero(held & ~named):
                self.findings.no_key(int(index))
            held &= named
        return np.flatnonzero(held)

    def _chosen(self, values: Any) -> Any:
        """The kept rows' values; mostly that is all of them."""
        return values if len(self.kept) == self.count else values[self.kept]

    def _identify(self, identity: Typed) -> tuple[list[str], frozenset[str]]:
        """Every row's ID: as it stands, or a new one for a row without, or with the ID of a row above it."""
        names = self._chosen(identity.values).to_numpy(object, na_value="").tolist()
        folded = set("\n".join(names).lower().split("\n"))  # formulas take no notice of case either
        if "" not in folded and len(folded) == len(names) and list(map(str.strip, names)) == names:
            return names, frozenset()
        seen: dict[str, int] = {}
        folds: dict[str, str] = {}
        unwritten = set()
        for index, text in zip(map(int, self.kept), names, strict=True):
            name = text.strip()
            above = folds.get(name.lower(), "")
            row_id = name if name and not above else self._fresh(index, seen)
            if row_id != text:
                unwritten.add(row_id)
                self._report_id(index, above or name, row_id, seen)
            seen[row_id] = index
            folds[row_id.lower()] = row_id
        return list(seen), frozenset(unwritten)

    def _fresh(self, index: int, seen: Mapping[str, int]) -> str:
        """The same file gives the same ID each time it is read, so that a command can name what another showed."""
        content = "\x1f".join(str(cells[index]) for cells in self.raw.values())
        salt = 0
        while True:
            digest = sha256(f"{self.table.key}\x1f{self.first + index}\x1f{content}\x1f{salt}".encode()).hexdigest()
            row_id = f"{self.table.prefix or 'row'}_{digest[:12]}"
            if row_id not in seen:
                return row_id
            salt += 1

    def _report_id(self, index: int, name: str, row_id: str, seen: Mapping[str, int]) -> None:
        if name in seen:
            self.findings.copied(index, name, row_id, seen[name])
        else:
            self.findings.new_id(index, name, row_id)

    def _report(self, column: Column, found: Typed) -> None:
        if not found.notes and not found.faults:
            return
        row_ids = dict(zip(map(int, self.kept), self.ids, strict=True))
        self._report_numbers_as_dates(column, found, row_ids)
        for index, message in sorted(found.faults.items()):
            if index in row_ids:
                self.findings.fault(index, column, row_ids[index], message, self._seen(column, index))
        for index, note in sorted(found.notes.items()):
            if index in row_ids:
                seen = self._seen(column, index)
                if index in found.lost:
                    self.findings.lost(index, column, row_ids[index], note, seen)
                else:
                    self.findings.note(index, column, row_ids[index], note, seen, plain(found.values[index]))

    def _report_numbers_as_dates(self, column: Column, found: Typed, row_ids: Mapping[int, str]) -> None:
        """Asked about once for the whole column."""
        numbers = {index: row_ids[index] for index, note in found.notes.items() if note == AS_DATE and index in row_ids}
        if len(numbers) > 1:
            self.findings.numbers_as_dates(column, numbers)
            for index in numbers:
                del found.notes[index]

    def _seen(self, column: Column, index: int) -> str:
        cell = (self.first + index, self.header.columns[column.name])
        raw = self.raw[column.name][index]
        if isinstance(raw, float) and column.kind is Kind.DATE and self.values.date1904:
            raw -= DAYS_1904
        return self.values.errors.get(cell) or text_of(raw)

    def place(self, list_object: TableInfo | None, doubts: Doubts) -> TablePlace:
        """Where the table stands, for the saves to come, and what they may not write."""
        numbers = (self.kept + self.first).tolist()
        last = numbers[-1] if numbers else self.first - 1
        columns = set(self.header.columns.values())
        return TablePlace(
            table=self.table,
            sheet=self.sheet.name,
            part=self.sheet.part,
            list_object=list_object,
            header_row=self.header.row,
            columns=self.header.columns,
            rows=dict(zip(self.ids, numbers, strict=True)),
            last_row=last,
            gaps=self._gaps(numbers, last, list_object),
            unwritten=self.unwritten,
            formulas=frozenset(cell for cell in self.values.formulas if cell[1] in columns and cell[0] >= self.first),
            stored={name: self._stored(name) for c in self.table.calculated if (name := c.name) in self.raw},
            blocked=doubts.blocked,
            read_only=doubts.read_only,
            protected=doubts.protected,
            headers=self.header.given,
        )

    def _stored(self, name: str) -> dict[str, object]:
        return {row_id: self.raw[name][index] for row_id, index in zip(self.ids, map(int, self.kept), strict=True)}

    def _gaps(self, numbers: Sequence[int], last: int, list_object: TableInfo | None) -> tuple[int, ...]:
        if len(numbers) > last - self.first:
            return ()
        used = set(numbers)
        return tuple(n for n in range(self.first, last) if n not in used and self._is_free(n, list_object))

    def _is_free(self, number: int, list_object: TableInfo | None) -> bool:
        """Whether nothing of the person's stands in the row beside the table's own columns."""
        row = self.values.row(number)
        if list_object is None:
            return all(value == "" for value in row)
        start = list_object.first_column - self.values.first_column
        return all(value == "" for value in row[max(0, start) : start + len(list_object.columns)])
