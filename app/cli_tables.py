"""The commands that any table has: new, check, show, add, set, remove."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from app.cli_context import Answer, Context
from app.cli_output import columns
from app.recent import remember
from app.session import Session
from models.catalog import TABLES
from models.core.calculated import whole
from models.core.edit import Refused, add_row, remove_rows, set_fields
from models.core.parsing import parse
from models.core.problem import Problem, counts
from models.core.schema import Table, Value, find_table
from models.core.values import Invalid, plain, show


def add_commands(commands: Any) -> None:
    """Adds the parsers; `commands` is argparse's collection of them."""
    new = commands.add_parser("new", help="make a workbook")
    new.add_argument("workbook", metavar="FILE")
    new.add_argument("--demo", action="store_true", help="with a believable year of data")
    new.add_argument("--force", action="store_true", help="replace a file that exists")
    new.set_defaults(run=_new)
    check = commands.add_parser("check", help="list what is wrong with the workbook")
    check.set_defaults(run=_check)
    rows = commands.add_parser("show", help="print a table's rows")
    rows.add_argument("table", metavar="TABLE")
    rows.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE")
    rows.add_argument("--limit", type=_count, metavar="N")
    rows.set_defaults(run=_show)
    add = _with_values(commands.add_parser("add", help="add a row"), row=False)
    add.set_defaults(run=_add)
    change = _with_values(commands.add_parser("set", help="change a row"), row=True)
    change.set_defaults(run=_set)
    remove = commands.add_parser("remove", help="delete a row")
    remove.add_argument("table", metavar="TABLE")
    remove.add_argument("row", metavar="ID")
    remove.set_defaults(run=_remove)


def _with_values(parser: argparse.ArgumentParser, *, row: bool) -> argparse.ArgumentParser:
    parser.add_argument("table", metavar="TABLE")
    if row:
        parser.add_argument("row", metavar="ID")
    parser.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of rows")
    return int(text)


def _new(context: Context, options: argparse.Namespace) -> Answer:
    from app.new import create_workbook  # what makes a workbook is not needed to work with one

    path = Path(options.workbook)
    book = create_workbook(path, context.now, demo=options.demo, force=options.force)
    remember(path)
    rows = sum(len(book[table]) for table in TABLES)
    return Answer(
        {"file": str(path), "tables": len(TABLES), "rows": rows}, f"{path}: {len(TABLES)} tables with {rows:,} rows."
    )


def _check(context: Context, options: argparse.Namespace) -> Answer:
    with context.reading() as session:
        found = session.problems()
    tally = counts(found)
    data = {"problems": [_problem(problem) for problem in found], "counts": tally}
    return Answer(data, _problem_text(found, tally), ok=tally["error"] == 0)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "severity": problem.severity.value,
        "sheet": problem.sheet,
        "cell": problem.cell or None,
        "column": problem.column or None,
        "row_id": problem.row_id or None,
        "message": problem.message,
        "fix": problem.remedy or None,
    }


def _problem_text(found: Sequence[Problem], tally: dict[str, int]) -> str:
    lines = [
        f"{p.severity.value}: {p.sheet}{'!' + p.cell if p.cell else ''}: {p.message} {p.remedy}".rstrip() for p in found
    ]
    total = ", ".join(f"{count} {name}{'s' if count != 1 and name != 'info' else ''}" for name, count in tally.items())
    return "\n".join([*lines, total if found else "Nothing is wrong."])


def _show(context: Context, options: argparse.Namespace) -> Answer:
    table = _table(options.table)
    wanted = _fields(table, options.where, known=True)
    with context.reading() as session:
        frame = _matching(session, table, wanted)
    rows = [_row(table, row_id, frame) for row_id in frame.index[: options.limit]]
    return Answer({"rows": rows}, _rows_text(table, rows, len(frame)))


def _matching(session: Session, table: Table, wanted: dict[str, Value]) -> pd.DataFrame:
    frame = whole(session.book, table, session.as_of)
    for name, value in wanted.items():
        cells = pd.Series(frame.index, frame.index) if name == table.id_column.name else frame[name]
        frame = frame[[plain(cell) == value for cell in cells.array]]
    return frame


def _row(table: Table, row_id: str, frame: pd.DataFrame) -> dict[str, Value | date]:
    place = frame.index.get_loc(row_id)
    return {table.id_column.name: row_id, **{name: plain(frame[name].array[place]) for name in frame.columns}}


def _rows_text(table: Table, rows: Sequence[dict[str, Any]], total: int) -> str:
    if not rows:
        return f"{table.sheet} has no such rows."
    used = [column for column in table if any(row[column.name] is not None for row in rows)]
    body = [[show(column, row[column.name]) for column in used] for row in rows]
    text = columns([c.header for c in used], body, [c.is_number for c in used])
    more = f" of {total}" if total > len(rows) else ""
    return f"{text}\n{len(rows)}{more} {'row' if total == 1 else 'rows'}"


def _add(context: Context, options: argparse.Namespace) -> Answer:
    table = _table(options.table)
    values = _fields(table, options.values)
    session, changes = context.change(lambda book, now: add_row(book, table, values, now))
    return _answer(session, table, changes.changes[0].row, "added to")


def _set(context: Context, options: argparse.Namespace) -> Answer:
    table = _table(options.table)
    row_id = _row_id(table, options.row)
    values = _fields(table, options.values)
    session, _ = context.change(lambda book, now: set_fields(book, table, row_id, values, now))
    return _answer(session, table, row_id, "saved in")


def _remove(context: Context, options: argparse.Namespace) -> Answer:
    table = _table(options.table)
    row_id = _row_id(table, options.row)
    row: dict[str, Value] = {}

    def edit(book: Any, _now: Any) -> Any:
        changes = remove_rows(book, table, [row_id])
        row.update(book.row(table, row_id))
        return changes

    context.change(edit)
    return Answer({"row": {table.id_column.name: row_id, **row}}, f"{row_id} deleted from {table.sheet}.")


def _answer(session: Session, table: Table, row_id: str, what: str) -> Answer:
    row = _row(table, row_id, whole(session.book, table, session.as_of))
    where = session.place(table.key, row_id, table.id_column.name)
    return Answer({"row": row}, f"{row_id} {what} {table.sheet}, {where}.")


def _table(name: str) -> Table:
    table = find_table(TABLES, name)
    if table is None:
        known = ", ".join(table.sheet for table in TABLES)
        raise Refused(f"There is no table {name!r}.", hint=f"The tables are {known}.", code="unknown_table")
    return table


def _row_id(table: Table, text: str) -> str:
    if not text.strip():
        raise Refused(f"The ID of a row of {table.sheet} is missing.", code="missing")
    return text.strip()


def _fields(table: Table, words: Sequence[str], *, known: bool = False) -> dict[str, Value]:
    """FIELD=VALUE words as typed values; the value is everything after the first `=`."""
    fields: dict[str, Value] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise Refused(f"{word!r} is no FIELD=VALUE.", hint="Write it as amount=120.", code="usage")
        if name not in table:
            names = ", ".join(column.name for column in table)
            raise Refused(
                f"{table.sheet} has no field {name!r}.", hint=f"Its fields are {names}.", code="unknown_field"
            )
        if name in fields:
            raise Refused(f"{name} is given twice.", code="usage")
        try:
            fields[name] = parse(table[name], text) if not known or text else None
        except Invalid as problem:
            raise Refused(f"{table.sheet}, {table[name].header}: {problem}", code="invalid") from None
    return fields
