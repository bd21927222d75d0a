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
from io_xlsx.read.findings import header_problems, no_header, no_sheet, stray_problems
from io_xlsx.read.locate import find_header, find_list_object, find_sheet, last_row_of, stray_row
from io_xlsx.read.sheet_values import SheetReader, SheetValues, TooFar
from models.core.book import Book
from models.core.problem import Problem, Severity
from models.core.schema import Table

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
        problems.append(no_sheet(table))
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
        problems.append(no_header(table, sheet))
        return None
    problems += header_problems(table, sheet, header)
    first, last = header.row + 1, last_row_of(values, header, list_object)
    body = TableBody(table, sheet, values, header, first, max(last, header.row))
    problems += body.findings.problems
    problems += stray_problems(sheet, stray_row(values, list_object, last), last)
    return body.frame, body.place(list_object)
