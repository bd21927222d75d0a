"""Edits of any table: plain functions from a Book to a ChangeSet, with the stamps and defaults that every row gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from models.core.book import Book
from models.core.change import Change, ChangeSet, Fields, new_id
from models.core.phrase import Phrase, both, phrase
from models.core.refusal import Refused, no_row
from models.core.schema import Column, Kind, Table, Value
from models.core.values import Invalid, check, utc_text


def add_row(book: Book, table: Table, values: Fields, now: datetime, *, by_app: bool = False) -> ChangeSet:
    """A new row with the defaults for what is not given. Refused where a required field is missing or one is wrong.

    `by_app`, here and below: the app itself writes, columns too that a person may not write.
    """
    given = {name: None if value == "" else value for name, value in values.items()}
    row_id = _row_id(book, table, given.pop(table.id_column.name, None))
    row: dict[str, Value] = {c.name: c.default for c in table.stored if c.default is not None}
    row.update((name, value) for name, value in given.items() if value is not None or name in row)
    for name, value in row.items():
        _check_field(book, table, name, value, by_app)
    missing = [c.header for c in table.stored if c.required and row.get(c.name) is None]
    if missing:
        raise Refused(
            phrase("{sheet}: {headers} must be given.", sheet=table.sheet, headers=both(missing)), code="missing"
        )
    stamps = _stamps(table, [name for name, value in row.items() if value is not None], now, created=True)
    row = {name: value for name, value in {**stamps, **row}.items() if value is not None}
    _check_rule(table, row_id, row)
    return ChangeSet(phrase("Add to {sheet}", sheet=table.sheet), (Change(table.key, row_id, None, row),))


def set_fields(
    book: Book, table: Table, row_id: str, values: Fields, now: datetime, *, by_app: bool = False
) -> ChangeSet:
    """New values in one row; empty where nothing changes. Refused where the row is absent or a value is wrong."""
    return set_cells(book, table, [(row_id, name, value) for name, value in values.items()], now, by_app=by_app)


def set_cells(
    book: Book, table: Table, cells: Sequence[tuple[str, str, Value]], now: datetime, *, by_app: bool = False
) -> ChangeSet:
    """New values in any cells of a table as one change set: (row ID, field, value) each."""
    by_row: dict[str, dict[str, Value]] = {}
    for row_id, name, given in cells:
        value = None if given == "" else given
        _check_field(book, table, name, value, by_app)
        by_row.setdefault(row_id, {})[name] = value
    changes = [change for row_id, values in by_row.items() if (change := _update(book, table, row_id, values, now))]
    return ChangeSet(
        phrase("Edit {sheet}", sheet=table.sheet)
        if len(cells) == 1
        else phrase("Edit {count} cells of {sheet}", count=len(cells), sheet=table.sheet),
        tuple(changes),
    )


def remove_rows(book: Book, table: Table, row_ids: Sequence[str]) -> ChangeSet:
    """The rows go; what pointed at them becomes a problem with a fix. Refused where one is absent."""
    changes = []
    for row_id in row_ids:
        row = _existing(book, table, row_id)
        held = {name: value for name, value in row.items() if value is not None}
        changes.append(Change(table.key, row_id, held, None, int(book[table].index.get_loc(row_id))))  # type: ignore[arg-type]  # IDs are unique
    many = phrase("Delete {count} rows of {sheet}", count=len(changes), sheet=table.sheet)
    what = phrase("Delete from {sheet}", sheet=table.sheet) if len(changes) == 1 else many
    return ChangeSet(what, tuple(changes))


def named_still(book: Book, table: Table, row_ids: Sequence[str]) -> str:
    """Where other rows name these, to be said as they go: `Still named in Payments (3).`; blank where none does."""
    found = []
    for other in book.tables.values():
        naming = np.zeros(len(book[other]), dtype=bool)
        for column in other.columns:
            if column.kind is Kind.REF and column.refers == table.key and column.name in book[other]:
                names = row_ids if column.refers_by == table.id_column.name else _values(book, table, row_ids, column)
                naming |= book[other][column.name].isin(names).to_numpy(dtype=bool)
        if other.key == table.key:
            naming &= ~book[other].index.isin(row_ids)
        found += [f"{other.sheet} ({naming.sum():,})"] if naming.any() else []
    return phrase("Still named in {sheets}.", sheets=", ".join(found)) if found else ""


def _values(book: Book, table: Table, row_ids: Sequence[str], column: Column) -> list[Value]:
    rows = (book.row(table, row_id) or {} for row_id in row_ids)
    return [row[column.refers_by] for row in rows if row.get(column.refers_by) is not None]


def rewrite(table: Table, row_id: str, field: str, value: Value) -> ChangeSet:
    """The cell is written afresh with the value that it was understood to hold."""
    label = phrase("Tidy {sheet}", sheet=table.sheet)
    return ChangeSet(label, (Change(table.key, row_id, {field: value}, {field: value}),))


def reference_values(book: Book, column: Column) -> set[Value]:
    """What a reference column may hold: the IDs, or the names, of the table it points into."""
    if column.refers not in book.tables:
        return set()
    return book.derived(("references", column.refers, column.refers_by), lambda: _targets(book, column))


def _targets(book: Book, column: Column) -> set[Value]:
    frame = book[column.refers]
    by_id = column.refers_by == book.tables[column.refers].id_column.name
    return set(frame.index if by_id else frame[column.refers_by].dropna())


def _row_id(book: Book, table: Table, given: Value) -> str:
    wanted = str(given).strip() if given is not None else ""
    if not wanted:
        if not table.prefix:
            header = table.id_column.header
            raise Refused(
                phrase("{sheet}: {headers} must be given.", sheet=table.sheet, headers=header), code="missing"
            )
        return new_id(table)
    if wanted in book[table].index:
        raise Refused(phrase("{sheet} has a row {wanted} already.", sheet=table.sheet, wanted=wanted), code="exists")
    return wanted


def _update(book: Book, table: Table, row_id: str, values: Mapping[str, Value], now: datetime) -> Change | None:
    row = _existing(book, table, row_id)
    after = {name: value for name, value in values.items() if row.get(name) != value}
    for name, value in after.items():
        if value is None and table[name].required:
            header = table[name].header
            raise Refused(
                phrase("{sheet} {row_id}: {header} cannot be blank.", sheet=table.sheet, row_id=row_id, header=header),
                code="missing",
            )
    if not after:
        return None
    _check_rule(table, row_id, {**row, **after})
    after = {**_stamps(table, list(after), now, created=False), **after}
    return Change(table.key, row_id, {name: row[name] for name in after}, after)


def _check_rule(table: Table, row_id: str, row: Fields) -> None:
    fault = table.rule(row_id, row) if table.rule else None
    if fault is not None:
        raise Refused(_at(table, table[fault[0]], fault[1]), code="invalid")


def _existing(book: Book, table: Table, row_id: str) -> dict[str, Value]:
    row = book.row(table, row_id)
    if row is None:
        raise no_row(table.sheet, row_id)
    return row


def _check_field(book: Book, table: Table, name: str, value: Value, by_app: bool) -> None:
    if name not in table:
        known = ", ".join(column.name for column in table)
        raise Refused(
            phrase("{sheet} has no field {name}.", sheet=table.sheet, name=name),
            hint=phrase("Its fields are {known}.", known=known),
            code="unknown_field",
        )
    column = table[name]
    if column.formula is not None or column is table.id_column or not (column.editable or by_app):
        raise Refused(_no_field_to_write(table, column), code="read_only")
    try:
        check(column, value)
    except Invalid as problem:
        raise Refused(_at(table, column, problem), code="invalid") from None
    if column.kind is Kind.REF and column.refers and value is not None and value not in reference_values(book, column):
        raise Refused(
            _at(table, column, phrase("there is no {value} in {sheet}.", value=value, sheet=column.refers)),
            code="not_found",
        )


def _no_field_to_write(table: Table, column: Column) -> Phrase:
    if column.formula:
        return phrase("{sheet}: {header} is calculated and cannot be written.", sheet=table.sheet, header=column.header)
    if column is table.id_column:
        return phrase("{sheet}: {header} names the row and cannot be written.", sheet=table.sheet, header=column.header)
    return phrase(
        "{sheet}: {header} is kept by Valhalla and cannot be written.", sheet=table.sheet, header=column.header
    )


def _at(table: Table, column: Column, what: object) -> Phrase:
    return phrase("{sheet}, {header}: {what}", sheet=table.sheet, header=column.header, what=what)


def _stamps(table: Table, written: Sequence[str], now: datetime, *, created: bool) -> dict[str, Value]:
    """The times that the app writes beside the fields written."""
    names = ["updated_at", *(table[name].stamped for name in written)] + ["created_at"] * created
    written_at = utc_text(now)
    return {name: written_at for name in names if name in table}
