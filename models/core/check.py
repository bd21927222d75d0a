"""What is wrong with a Book: missing, impossible and dangling values, and rules that a row breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.edit import reference_values
from models.core.phrase import phrase
from models.core.problem import Fix, Problem, Severity
from models.core.records import records
from models.core.refusal import said_by
from models.core.schema import Column, Kind, Table, Value
from models.core.values import LARGEST_INT, Invalid, check, plain, show


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
            phrase("{header} is missing.", header=column.header),
            column.name,
            row_id,
            advice=_to_type(column),
            fix=_set(table, row_id, column, None, column.default) if column.default is not None else None,
        )


def _impossible(table: Table, column: Column, values: pd.Series) -> Iterator[Problem]:
    """Distinct values are looked at once each: most columns hold few. Of numbers, only those that look out of range."""
    if not (column.choices or column.minimum is not None or column.maximum is not None):
        return
    doubtful = values[_out_of_range(column, values)] if column.is_number else values.dropna()
    faults = {}
    for value in doubtful.unique():
        try:
            check(column, plain(value))
        except Invalid as problem:
            faults[value] = said_by(problem)
    for row_id, value in values[values.isin(list(faults))].items() if faults else ():
        yield Problem(
            Severity.ERROR,
            table.sheet,
            faults[value],
            column.name,
            str(row_id),
            seen=show(column, plain(value)),
            advice=phrase("Type a value that the column allows."),
        )


def _out_of_range(column: Column, values: pd.Series) -> Any:
    """Where a number is not within the column's bounds, or not one that a spreadsheet holds."""
    numbers = values.to_numpy(dtype="float64", na_value=np.nan)
    low = -LARGEST_INT if column.minimum is None else column.minimum
    high = LARGEST_INT if column.maximum is None else column.maximum
    return ~np.isnan(numbers) & ~((numbers >= low) & (numbers <= high))


def _dangling(book: Book, table: Table, column: Column) -> Iterator[Problem]:
    target, values = book.tables[column.refers], book[table][column.name]
    if column.refers_by == target.id_column.name:
        known = book[target].index.get_indexer(pd.Index(values)) >= 0
    else:
        known = values.isin(reference_values(book, column)).to_numpy()
    for row_id, value in values[values.notna().to_numpy() & ~known].items():
        yield Problem(
            Severity.WARNING,
            table.sheet,
            phrase(
                "{header} points at {value}, which is not in {sheet}.",
                header=column.header,
                value=value,
                sheet=target.sheet,
            ),
            column.name,
            str(row_id),
            seen=str(value),
            advice=phrase("Type one that is in {sheet}, or add it there.", sheet=target.sheet),
            fix=None if column.required else _set(table, str(row_id), column, str(value), None),
        )


def _broken_rules(book: Book, table: Table) -> Iterator[Problem]:
    frame = book[table]
    for row_id, row in zip(frame.index, records(frame, ""), strict=True) if table.rule else ():
        fault = table.rule(str(row_id), row) if table.rule else None
        if fault is not None:
            yield Problem(
                Severity.ERROR, table.sheet, fault[1], fault[0], str(row_id), advice=phrase("Correct the row.")
            )


def _set(table: Table, row_id: str, column: Column, was: Value, value: Value) -> Fix:
    label = phrase("Write {value}", value=show(column, value)) if value is not None else phrase("Clear the cell")
    changes = ChangeSet(label, (Change(table.key, row_id, {column.name: was}, {column.name: value}),))
    return Fix(label, lambda _: changes)


def _to_type(column: Column) -> str:
    if column.choices:
        return phrase("Type one of {choices} in.", choices=", ".join(column.choices))
    return phrase("Type its {header} in.", header=column.header.lower())
