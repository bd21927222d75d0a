"""Reads a workbook into a Book: typed frames, where everything stands, and what was found wrong on the way."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from io_xlsx.layout import Layout, TablePlace
from io_xlsx.parts.package import Package
from io_xlsx.parts.structure import SheetInfo, read_structure
from io_xlsx.read.body import TableBody
from io_xlsx.read.findings import (
    formatted_rows,
    no_header,
    no_sheet,
    protected_sheet,
    several_sheets,
    signed,
    stray_problems,
)
from io_xlsx.read.headers import Headings, doubts_of
from io_xlsx.read.locate import find_header, find_list_object, find_sheets, last_row_of, stray_row
from io_xlsx.read.outside import dde_problems, link_problems
from io_xlsx.read.references import join_references
from io_xlsx.read.sheet_values import SheetReader, SheetValues, TooFar
from models.core.book import Book
from models.core.phrase import phrase
from models.core.problem import Problem, Severity
from models.core.refusal import said_by
from models.core.schema import Table

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Reading:
    """A workbook as it stood in the file; of an `encrypted` one the package is what its password opened."""

    book: Book
    layout: Layout
    problems: tuple[Problem, ...]
    package: Package
    encrypted: bool = False


def read_workbook(
    path: Path,
    tables: Sequence[Table],
    progress: Progress = lambda _text, _share: None,
    headings: Headings | None = None,
) -> Reading:
    """Raises Unreadable with one sentence where the file is no workbook, OSError where it cannot be opened.

    `progress` is told the sheet's name and the share done; it may raise to cancel.
    """
    package = Package.open(path)
    return read_package(package, tables, progress, headings)


def read_package(
    package: Package,
    tables: Sequence[Table],
    progress: Progress = lambda _text, _share: None,
    headings: Headings | None = None,
) -> Reading:
    """`read_workbook` for a file that is in memory already; `headings` knows what people call our columns."""
    with _no_collection():
        return _read(package, tables, progress, headings)


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


def _read(package: Package, tables: Sequence[Table], progress: Progress, headings: Headings | None) -> Reading:
    structure = read_structure(package)
    frames: dict[str, pd.DataFrame] = {}
    places: dict[str, TablePlace] = {}
    problems: dict[str, list[Problem]] = {table.key: [] for table in tables}
    sheets = {table.key: find_sheets(structure, table) for table in tables}
    given: Mapping[str, Mapping[str, str]] = {}
    with SheetReader(package) as reader:
        for number, table in enumerate(_in_order(tables, sheets, reader, package, headings)):
            progress(table.sheet, number / len(tables))
            search = _Search(table, sheets[table.key], given.get(table.key, {}), headings, problems[table.key])
            found = search.read(reader)
            if found is not None:
                frames[table.key], places[table.key] = found
                if headings is not None and table is headings.table:
                    given = headings.read(frames[table.key], tables)
    join_references(tables, frames, places, problems)
    listed = [problem for table in tables for problem in problems[table.key]]
    listed += link_problems(structure)
    return Reading(
        Book(tables, frames),
        Layout(structure, places),
        (*([signed()] if structure.signed else []), *listed),
        package,
    )


def _in_order(
    tables: Sequence[Table],
    sheets: Mapping[str, Sequence[SheetInfo]],
    reader: SheetReader,
    package: Package,
    headings: Headings | None,
) -> list[Table]:
    """First what says how to read the others, then the largest: while it is looked through, the others are parsed."""
    sizes = {key: package.key(found[0].part)[1] if found else 0 for key, found in sheets.items()}
    ordered = sorted(tables, key=lambda table: (headings is None or table is not headings.table, -sizes[table.key]))
    for table in ordered:
        for sheet in sheets[table.key][:1]:
            with suppress(TooFar):  # told when it is read
                reader.begin(sheet)
    return ordered


@dataclass(frozen=True)
class _Search:
    """One table looked for: the sheets that may be its own, and what a person said of its headers."""

    table: Table
    sheets: Sequence[SheetInfo]
    given: Mapping[str, str]
    headings: Headings | None
    problems: list[Problem]

    def read(self, reader: SheetReader) -> tuple[pd.DataFrame, TablePlace] | None:
        if not self.sheets:
            self.problems.append(no_sheet(self.table))
            return None
        sheet = self.sheets[0]
        if len(self.sheets) > 1:
            self.problems.append(several_sheets(self.table, self.sheets))
        try:
            return self._table(sheet, reader.read(sheet))
        except TooFar as fault:
            advice = phrase("Delete the cells far from the others.")
            self.problems.append(Problem(Severity.ERROR, sheet.name, said_by(fault), advice=advice))
            return None

    def _table(self, sheet: SheetInfo, values: SheetValues) -> tuple[pd.DataFrame, TablePlace] | None:
        table = self.table
        list_object = find_list_object(sheet, table)
        header = find_header(table, values, list_object, self.given)
        if header is None:
            self.problems.append(no_header(table, sheet))
            return None
        doubts = doubts_of(table, sheet, header, values, self.headings)
        if len(self.sheets) > 1:
            doubts.read_only = phrase("{count} sheets may be {sheet}", count=len(self.sheets), sheet=table.sheet)
        first, last = header.row + 1, last_row_of(table, values, header, list_object)
        body = TableBody(table, sheet, values, header, first, max(last, header.row))
        self.problems.extend([*doubts.problems, *body.findings.problems])
        self.problems.extend(dde_problems(sheet.name, values.xml))
        self.problems.extend(stray_problems(sheet, stray_row(values, list_object, last), last))
        self.problems.extend(formatted_rows(sheet, max(values.last_row, 1), values.xml))
        if doubts.protected:
            self.problems.append(protected_sheet(sheet))
        return body.frame, body.place(list_object, doubts)
