"""Reads a workbook into a Book: typed frames, where everything stands, and what was found wrong on the way."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from io_xlsx.layout import Layout, TablePlace
from io_xlsx.parts.cells import cell_name
from io_xlsx.parts.package import Package
from io_xlsx.parts.structure import SheetInfo, TableInfo, read_structure
from io_xlsx.read.locate import Header, find_header, find_list_object, find_sheet, last_row_of, stray_row
from io_xlsx.read.sheet_values import SheetReader, SheetValues, TooFar
from io_xlsx.read.typed import Typed, typed
from models.core.book import Book
from models.core.edit import rewrite
from models.core.problem import Fix, Problem, Severity
from models.core.schema import Column, Kind, Table
from models.core.values import plain, show

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Reading:
    """A workbook as it stood in the file."""

    book: Book
    layout: Layout
    problems: tuple[Problem, ...]
    package: Package


def read_workbook(path: Path, tables: Sequence[Table], progress: Progress = lambda _text, _share: None) -> Reading:
    """Raises Unreadable with one sentence where the file is no workbook, OSError where it cannot be opened.

    `progress` is told the sheet's name and the share done; it may raise to cancel.
    """
    package = Package.open(path)
    return read_package(package, tables, progress)


def read_package(package: Package, tables: Sequence[Table], progress: Progress = lambda _text, _share: None) -> Reading:
    """`read_workbook` for a file that is in memory already."""
    with _no_collection():
        return _read(package, tables, progress)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of values come at once and none of them is garbage: looking for some would cost a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read(package: Package, tables: Sequence[Table], progress: Progress) -> Reading:
    structure = read_structure(package)
    frames: dict[str, pd.DataFrame] = {}
    places: dict[str, TablePlace] = {}
    problems: dict[str, list[Problem]] = {table.key: [] for table in tables}
    sheets = {table.key: find_sheet(structure, table) for table in tables}
    with SheetReader(package) as reader:
        for number, table in enumerate(_largest_first(tables, sheets, reader, package)):
            progress(table.sheet, number / len(tables))
            found = _find_table(table, sheets[table.key], reader, problems[table.key])
            if found is not None:
                frames[table.key], places[table.key] = found
    listed = tuple(problem for table in tables for problem in problems[table.key])
    return Reading(Book(tables, frames), Layout(structure, places), listed, package)


def _largest_first(
    tables: Sequence[Table], sheets: Mapping[str, SheetInfo | None], reader: SheetReader, package: Package
) -> list[Table]:
    """The tables in the order in which to read them: while the first is looked through, the others are parsed."""
    sizes = {key: package.key(sheet.part)[1] if sheet else 0 for key, sheet in sheets.items()}
    ordered = sorted(tables, key=lambda table: -sizes[table.key])
    for table in ordered:
        sheet = sheets[table.key]
        if sheet is not None:
            with suppress(TooFar):  # told when it is read
                reader.begin(sheet)
    return ordered


def _find_table(
    table: Table, sheet: SheetInfo | None, reader: SheetReader, problems: list[Problem]
) -> tuple[pd.DataFrame, TablePlace] | None:
    if sheet is None:
        problems.append(_no_sheet(table))
        return None
    try:
        return _read_table(table, sheet, reader.read(sheet), problems)
    except TooFar as fault:
        problems.append(Problem(Severity.ERROR, sheet.name, str(fault), advice="Delete the cells far from the others."))
        return None


def _read_table(
    table: Table, sheet: SheetInfo, values: SheetValues, problems: list[Problem]
) -> tuple[pd.DataFrame, TablePlace] | None:
    list_object = find_list_object(sheet, table)
    header = find_header(table, values, list_object)
    if header is None:
        problems.append(_no_header(table, sheet))
        return None
    problems += _header_problems(table, sheet, header)
    first, last = header.row + 1, last_row_of(values, header, list_object)
    body = _Body(table, sheet, values, header, first, max(last, header.row))
    problems += body.problems
    problems += _stray_problems(sheet, stray_row(values, list_object, last), last)
    return body.frame, body.place(list_object)


class _Body:
    """The rows of one table while they are read; `kept` are the rows that hold something, as offsets from `first`."""

    def __init__(
        self, table: Table, sheet: SheetInfo, values: SheetValues, header: Header, first: int, last: int
    ) -> None:
        self.table, self.sheet, self.values, self.header, self.first = table, sheet, values, header, first
        self.problems: list[Problem] = []
        self.formulas = values.formulas - values.truths
        columns = [c for c in table.columns if c.name in header.columns]
        raw = values.columns(first, last, [header.columns[c.name] for c in columns])
        self.raw = {column.name: cells for column, cells in zip(columns, raw, strict=True)}
        self.count = max(0, last - first + 1)
        stored = {c.name: self._typed(c) for c in table.stored}
        identity = self._typed(table.id_column)
        self.kept = self._kept([identity, *stored.values()])
        self.ids, self.unwritten = self._identify(identity)
        self.frame = pd.DataFrame(
            {name: self._chosen(column.values) for name, column in stored.items()},
            copy=False,
            index=pd.Index(self.ids, dtype="str", name=table.id_column.name),
        )
        for column in table.stored:
            self._report(column, stored[column.name])

    def _typed(self, column: Column) -> Typed:
        found = typed(column, self.raw.get(column.name, ("",) * self.count))
        number = self.header.columns.get(column.name)
        if number is None:
            return found
        for (row, at), text in self.values.errors.items():
            if at == number and 0 <= row - self.first < self.count:
                found.faults[row - self.first] = f"The cell shows the error {text}."
        for row, at in self.formulas:
            index = row - self.first
            if at == number and 0 <= index < self.count and index not in found.faults and column.formula is None:
                _note_formula(found, index, blank=self.raw[column.name][index] == "")
        return found

    def _kept(self, columns: Sequence[Typed]) -> Any:
        held = ~pd.isna(columns[0].values)
        if held.all():
            return np.arange(self.count)
        for column in columns:
            held |= ~pd.isna(column.values)
            held[list(column.faults)] = True
        if not self.table.prefix:
            nameless = held & pd.isna(columns[0].values)
            for index in np.flatnonzero(nameless):
                self._problem(
                    Severity.WARNING,
                    int(index),
                    self.table.id_column,
                    f"This row has no {self.table.id_column.header} and is left out.",
                    advice=f"Type its {self.table.id_column.header.lower()} in, or clear the row.",
                )
            held &= ~nameless
        return np.flatnonzero(held)

    def _chosen(self, values: Any) -> Any:
        """The kept rows' values; mostly that is all of them."""
        return values if len(self.kept) == self.count else values[self.kept]

    def _identify(self, identity: Typed) -> tuple[list[str], frozenset[str]]:
        """Every row's ID: as it stands, or a new one for a row without, or with the ID of a row above it."""
        names = self._chosen(identity.values).to_numpy(object, na_value="").tolist()
        if "" not in names and len(set(names)) == len(names) and list(map(str.strip, names)) == names:
            return names, frozenset()
        seen: dict[str, int] = {}
        unwritten = set()
        for index, text in zip(map(int, self.kept), names, strict=True):
            name = text.strip()
            row_id = name if name and name not in seen else self._fresh(index, seen)
            if row_id != text:
                unwritten.add(row_id)
                self._report_id(index, name, row_id, seen)
            seen[row_id] = index
        return list(seen), frozenset(unwritten)

    def _fresh(self, index: int, seen: dict[str, int]) -> str:
        """The same file gives the same ID each time it is read, so that a command can name what another showed."""
        content = "\x1f".join(str(cells[index]) for cells in self.raw.values())
        salt = 0
        while True:
            digest = sha256(f"{self.table.key}\x1f{self.first + index}\x1f{content}\x1f{salt}".encode()).hexdigest()
            row_id = f"{self.table.prefix or 'row'}_{digest[:12]}"
            if row_id not in seen:
                return row_id
            salt += 1

    def _report_id(self, index: int, name: str, row_id: str, seen: dict[str, int]) -> None:
        column = self.table.id_column
        advice = f"It gets {row_id} at the next save."
        if name and name in seen:
            first = cell_name(self.first + seen[name], self.header.columns.get(column.name, 1))
            self._problem(
                Severity.WARNING,
                seen[name],
                column,
                f"{name} stands in two rows; this one, the first, keeps it.",
                name,
                advice="Nothing to do.",
                seen=name,
            )
            self._problem(
                Severity.WARNING,
                index,
                column,
                f"{name} stands in {first} already: this row is a copy.",
                row_id,
                advice=advice,
                seen=name,
            )
        elif name:
            self._problem(
                Severity.INFO, index, column, "There are blanks around the ID.", row_id, advice=advice, seen=name
            )
        else:
            self._problem(Severity.INFO, index, column, "This row has no ID yet.", row_id, advice=advice)

    def _report(self, column: Column, found: Typed) -> None:
        if not found.notes and not found.faults:
            return
        row_ids = dict(zip(map(int, self.kept), self.ids, strict=True))
        for index, message in sorted(found.faults.items()):
            if index in row_ids:
                self._problem(
                    Severity.ERROR,
                    index,
                    column,
                    message,
                    row_ids[index],
                    seen=self._seen(column, index),
                    advice=f"Type {_wanted(column)} in the cell; until then it counts as blank.",
                )
        for index, note in sorted(found.notes.items()):
            if index in row_ids:
                self._problem_of_note(column, index, note, row_ids[index], plain(found.values[index]))

    def _problem_of_note(self, column: Column, index: int, note: str, row_id: str, value: Any) -> None:
        seen = self._seen(column, index)
        if note.startswith("The cell holds a formula"):
            self._problem(Severity.INFO, index, column, note, row_id, seen=seen, advice="Edit the cell to replace it.")
            return
        label = f"Write {show(column, value)} in the cell"
        fix = Fix(
            label,
            lambda book: rewrite(
                self.table, row_id, column.name, (book.row(self.table, row_id) or {}).get(column.name)
            ),
        )
        self._problem(Severity.INFO, index, column, f"“{seen}”: {note}.", row_id, seen=seen, fix=fix)

    def _seen(self, column: Column, index: int) -> str:
        cell = (self.first + index, self.header.columns[column.name])
        return self.values.errors.get(cell) or str(self.raw[column.name][index])

    def _problem(
        self,
        severity: Severity,
        index: int,
        column: Column,
        message: str,
        row_id: str = "",
        *,
        advice: str = "",
        seen: str = "",
        fix: Fix | None = None,
    ) -> None:
        number = self.header.columns.get(column.name)
        cell = cell_name(self.first + index, number) if number else ""
        self.problems.append(Problem(severity, self.sheet.name, message, column.name, row_id, cell, seen, advice, fix))

    def place(self, list_object: TableInfo | None) -> TablePlace:
        numbers = (self.kept + self.first).tolist()
        last = numbers[-1] if numbers else self.first - 1
        used = set(numbers)
        between = range(self.first, last) if len(used) <= last - self.first else ()
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
            gaps=tuple(n for n in between if n not in used and self._is_free(n, list_object)),
            unwritten=self.unwritten,
            formulas=frozenset(cell for cell in self.values.formulas if cell[1] in columns and cell[0] >= self.first),
            stored={name: self._stored(name) for c in self.table.calculated if (name := c.name) in self.raw},
            blocked={name: f"the header {self.table[name].header} stands there twice" for name in self.header.doubled},
        )

    def _stored(self, name: str) -> dict[str, object]:
        return {row_id: self.raw[name][index] for row_id, index in zip(self.ids, map(int, self.kept), strict=True)}

    def _is_free(self, number: int, list_object: TableInfo | None) -> bool:
        """Whether nothing of the person's stands in the row beside the table's own columns."""
        row = self.values.row(number)
        if list_object is None:
            return all(value == "" for value in row)
        start = list_object.first_column - self.values.first_column
        return all(value == "" for value in row[max(0, start) : start + len(list_object.columns)])


def _note_formula(found: Typed, index: int, *, blank: bool) -> None:
    if blank:
        found.faults[index] = (
            "The formula has no stored result: open the workbook in a spreadsheet program and save it."
        )
    else:
        found.notes[index] = "The cell holds a formula where a value belongs; its value is used"


def _header_problems(table: Table, sheet: SheetInfo, header: Header) -> Iterable[Problem]:
    for name in header.doubled:
        text = table[name].header
        yield Problem(
            Severity.ERROR,
            sheet.name,
            f"The header {text} stands there twice; the first one is used.",
            name,
            cell=cell_name(header.row, header.columns[name]),
            advice="Rename or delete one of the two.",
        )
    for column in table.columns:
        if column.name in header.columns:
            continue
        needed = column.required or column is table.id_column
        yield Problem(
            Severity.ERROR if needed else Severity.INFO,
            sheet.name,
            f"There is no column {column.header} in row {header.row}.",
            column.name,
            cell=cell_name(header.row, 1),
            advice=_about_missing(column, needed=needed),
        )


def _about_missing(column: Column, *, needed: bool) -> str:
    if column.formula is not None:
        return "Its values are calculated all the same; name a column so to see them in the sheet."
    return "Name its column so again." if needed else "It is added when it is first needed."


def _stray_problems(sheet: SheetInfo, number: int, last: int) -> Iterable[Problem]:
    if number:
        yield Problem(
            Severity.WARNING,
            sheet.name,
            f"Row {number} stands below the table, after a blank row: it is not read.",
            cell=cell_name(number, 1),
            advice=f"If it belongs to the table, move it up to row {last + 1}.",
        )


def _no_sheet(table: Table) -> Problem:
    return Problem(
        Severity.ERROR,
        table.sheet,
        f"There is no sheet {table.sheet}.",
        advice="Rename its sheet back, or restore a copy of the workbook that has it.",
    )


def _no_header(table: Table, sheet: SheetInfo) -> Problem:
    return Problem(
        Severity.ERROR,
        sheet.name,
        f"No row of {sheet.name} has the headers of {table.sheet}.",
        advice=f"Write the headers in one row, among them {table.id_column.header} and {table.columns[1].header}.",
    )


def _wanted(column: Column) -> str:
    if column.choices:
        return "one of " + ", ".join(column.choices)
    return {Kind.DATE: "a date as YYYY-MM-DD", Kind.BOOL: "yes or no"}.get(column.kind, f"a {column.kind.value} value")
