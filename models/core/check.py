"""What is wrong with a Book: missing, impossible and dangling values, and rules that a row breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.edit import reference_values
from models.core.problem import Fix, Problem, Severity
from models.core.schema import Column, Kind, Table, Value
from models.core.values import Invalid, check, plain, show


def check_book(book: Book) -> list[Problem]:
    """Every finding in every table, in the order of the sheets; cells are not known here."""
    return [problem for table in book.tables.values() for problem in _problems_of(book, table)]


def _problems_of(book: Book, table: Table) -> list[Problem]:
    return book.derived(("problems", table.key), lambda: list(_check_table(book, table)))


def _check_table(book: Book, table: Table) -> Iterator[Problem]:
    frame = book[table]
    for column in table.stored:
        yield from _missing(table, column, frame)
        yield from _impossible(table, column, frame[column.name])
        if column.kind is Kind.REF and column.refers in book.tables:
            yield from _dangling(book, table, column)
    if table.rule is not None:
        yield from _broken_rules(book, table)
    if table.findings is not None:
        yield from table.findings(book)


def _missing(table: Table, column: Column, frame: pd.DataFrame) -> Iterator[Problem]:
    if not column.required:
        return
    for row_id in frame.index[frame[column.name].isna()]:
        yield Problem(
            Severity.ERROR,
            table.sheet,
            f"{column.header} is missing.",
            column.name,
            row_id,
            advice=f"Type {_a(column)} in.",
            fix=_set(table, row_id, column, None, column.default) if column.default is not None else None,
        )


def _impossible(table: Table, column: Column, values: pd.Series) -> Iterator[Problem]:
    """Distinct values are looked at once each: most columns hold few."""
    if not (column.choices or column.minimum is not None or column.maximum is not None):
        return
    faults = {}
    for value in values.dropna().unique():
        try:
            check(column, plain(value))
        except Invalid as problem:
            faults[value] = str(problem)
    for row_id, value in values[values.isin(list(faults))].items() if faults else ():
        yield Problem(
            Severity.ERROR,
            table.sheet,
            faults[value],
            column.name,
            str(row_id),
            seen=show(column, plain(value)),
            advice="Type a value that the column allows.",
        )


def _dangling(book: Book, table: Table, column: Column) -> Iterator[Problem]:
    values = book[table][column.name]
    known = reference_values(book, column)
    target = book.tables[column.refers]
    for row_id, value in values[values.notna() & ~values.isin(known)].items():
        yield Problem(
            Severity.WARNING,
            table.sheet,
            f"{column.header} points at {value}, which is not in {target.sheet}.",
            column.name,
            str(row_id),
            seen=str(value),
            advice=f"Type one that is in {target.sheet}, or add it there.",
            fix=None if column.required else _set(table, str(row_id), column, str(value), None),
        )


def _broken_rules(book: Book, table: Table) -> Iterator[Problem]:
    for row_id in book[table].index:
        fault = table.rule(row_id, book.row(table, row_id) or {}) if table.rule else None
        if fault is not None:
            yield Problem(Severity.ERROR, table.sheet, fault[1], fault[0], row_id, advice="Correct the row.")


def _set(table: Table, row_id: str, column: Column, was: Value, value: Value) -> Fix:
    label = f"Write {show(column, value)}" if value is not None else "Clear the cell"
    changes = ChangeSet(label, (Change(table.key, row_id, {column.name: was}, {column.name: value}),))
    return Fix(label, lambda _: changes)


def _a(column: Column) -> str:
    return "one of " + ", ".join(column.choices) if column.choices else f"its {column.header.lower()}"
