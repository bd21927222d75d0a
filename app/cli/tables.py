"""The commands that any table has: new, check, show, add, set, remove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from app.cli.chain import mao_moved
from app.cli.output import columns
from app.cli.request import Answer, Request
from app.cli.workbook import change, reading
from app.recent import remember
from app.session import Session
from models.catalog import TABLES
from models.core.calculated import whole
from models.core.edit import add_row, named_still, remove_rows, set_fields
from models.core.parsing import parse
from models.core.problem import Problem, counts
from models.core.refusal import Refused
from models.core.schema import Table, Value, find_table, fold
from models.core.values import Invalid, plain, show
from models.pipeline import DEALS
from models.underwriting.written import stale_mao


def new(request: Request) -> Answer:
    from app.new import create_workbook  # what makes a workbook is not needed to work with one

    path = Path(request.words.workbook)
    book = create_workbook(path, request.now, demo=request.words.demo, force=request.words.force)
    remember(path)
    rows = sum(len(book[table]) for table in TABLES)
    return Answer(
        {"file": str(path), "tables": len(TABLES), "rows": rows}, f"{path}: {len(TABLES)} tables with {rows:,} rows."
    )


def check(request: Request) -> Answer:
    with reading(request) as session:
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
    lines = [f"{p.severity.value}: {_place(p)}{p.message} {p.remedy}".rstrip() for p in found]
    total = ", ".join(f"{count} {name}{'s' if count != 1 and name != 'info' else ''}" for name, count in tally.items())
    return "\n".join([*lines, total if found else "Nothing is wrong."])


def _place(problem: Problem) -> str:
    """`Bills!C12: `; blank for what is the whole workbook's."""
    cell = f"!{problem.cell}" if problem.cell else ""
    return f"{problem.sheet}{cell}: " if problem.sheet else ""


def show_rows(request: Request) -> Answer:
    table = table_of(request.words.table)
    wanted = fields_of(table, request.words.where, known=True)
    with reading(request) as session:
        frame = _matching(session, table, wanted)
    rows = [row_of(table, row_id, frame) for row_id in frame.index[: request.words.limit]]
    if table is not DEALS:
        return Answer({"rows": rows}, _rows_text(table, rows, len(frame)))
    moved = [stale_mao(session.book, str(row[table.id_column.name])) for row in rows]
    told = _rows_text(table, rows, len(frame), "MAO Stale", [mao_moved(one) if one else "" for one in moved])
    marked = [{**row, "mao_stale": asdict(one) if one else None} for row, one in zip(rows, moved, strict=True)]
    return Answer({"rows": marked}, told)


def _matching(session: Session, table: Table, wanted: dict[str, Value]) -> pd.DataFrame:
    frame = whole(session.book, table, session.as_of)
    for name, value in wanted.items():
        cells = pd.Series(frame.index, frame.index) if name == table.id_column.name else frame[name]
        frame = frame[[plain(cell) == value for cell in cells.array]]
    return frame


def row_of(table: Table, row_id: str, frame: pd.DataFrame) -> dict[str, Value]:
    """A row's JSON, from a frame of `whole`: the ID, then every column in the order of the sheet."""
    place = frame.index.get_loc(row_id)
    return {table.id_column.name: row_id, **{name: plain(frame[name].array[place]) for name in frame.columns}}


def _rows_text(
    table: Table, rows: Sequence[dict[str, Any]], total: int, mark: str = "", marks: Sequence[str] = ()
) -> str:
    """`mark` heads one more column, of `marks`, where there are any."""
    if not rows:
        return f"{table.sheet} has no such rows."
    used = [column for column in table if any(row[column.name] is not None for row in rows)]
    body = [[show(column, row[column.name]) for column in used] for row in rows]
    headers = [c.header for c in used]
    if any(marks):
        headers, body = [*headers, mark], [[*row, text] for row, text in zip(body, marks, strict=True)]
    text = columns(headers, body, [c.is_number for c in used])
    more = f" of {total}" if total > len(rows) else ""
    return f"{text}\n{len(rows)}{more} {'row' if total == 1 else 'rows'}"


def add(request: Request) -> Answer:
    table = table_of(request.words.table)
    values = fields_of(table, request.words.values)
    session, changes = change(request, lambda book, now: add_row(book, table, values, now))
    added = next(one.row for one in changes.changes if one.is_insert and one.table == table.key)
    return _answer(session, table, added, "added to")


def set_row(request: Request) -> Answer:
    table = table_of(request.words.table)
    row_id = _row_id(table, request.words.row)
    values = fields_of(table, request.words.values)
    session, _ = change(request, lambda book, now: set_fields(book, table, row_id, values, now))
    return _answer(session, table, row_id, "saved in")


def remove(request: Request) -> Answer:
    table = table_of(request.words.table)
    row_id = _row_id(table, request.words.row)
    row: dict[str, Value] = {}
    still: list[str] = []

    def edit(book: Any, _now: Any) -> Any:
        changes = remove_rows(book, table, [row_id])
        row.update(book.row(table, row_id))
        still.append(named_still(book, table, [row_id]))
        return changes

    change(request, edit)
    said = " ".join([f"{row_id} deleted from {table.sheet}.", *filter(None, still)])
    return Answer({"row": {table.id_column.name: row_id, **row}}, said)


def _answer(session: Session, table: Table, row_id: str, what: str) -> Answer:
    row = row_of(table, row_id, whole(session.book, table, session.as_of))
    where = session.place(table.key, row_id, table.id_column.name)
    return Answer({"row": row}, f"{row_id} {what} {table.sheet}, {where}.")


def table_of(name: str) -> Table:
    """The table of that name. Refused where there is none."""
    table = find_table(TABLES, name)
    if table is None:
        known = ", ".join(table.sheet for table in TABLES)
        like = closest(name, [table.sheet for table in TABLES])
        raise Refused(f"There is no table {name!r}.", hint=f"{like}The tables are {known}.", code="unknown_table")
    return table


def closest(name: str, known: Sequence[str]) -> str:
    """What a person may have meant, as the first sentence of a hint; blank where nothing is like it."""
    by_fold = {fold(one): one for one in known}
    like = get_close_matches(fold(name), list(by_fold), 1)
    return f"Did you mean {by_fold[like[0]]}? " if like else ""


def _row_id(table: Table, text: str) -> str:
    if not text.strip():
        raise Refused(f"The ID of a row of {table.sheet} is missing.", code="missing")
    return text.strip()


def fields_of(table: Table, words: Sequence[str], *, known: bool = False) -> dict[str, Value]:
    """FIELD=VALUE words as typed values; the value is everything after the first `=`."""
    fields: dict[str, Value] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise Refused(f"{word!r} is no FIELD=VALUE.", hint="Write it as amount=120.", code="usage")
        if name not in table:
            names = ", ".join(column.name for column in table)
            hint = f"{closest(name, [column.name for column in table])}Its fields are {names}."
            raise Refused(f"{table.sheet} has no field {name!r}.", hint=hint, code="unknown_field")
        if name in fields:
            raise Refused(f"{name} is given twice.", code="usage")
        try:
            fields[name] = parse(table[name], text) if not known or text else None
        except Invalid as problem:
            raise Refused(f"{table.sheet}, {table[name].header}: {problem}", code="invalid") from None
    return fields
