"""What an open workbook shows beside its Book: its sheets, the person's own among them, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.files import conflicted_copies
from io_xlsx.board import Board
from io_xlsx.parts.package import Unreadable
from io_xlsx.read.reader import Reading
from io_xlsx.read.sheet_values import SheetReader
from io_xlsx.save import Base
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.check import check_book
from models.core.phrase import phrase
from models.core.problem import Problem, Severity
from models.core.refusal import Refused, said_by
from models.dashboard import DASHBOARD


@dataclass(frozen=True)
class SheetSummary:
    """One sheet of the workbook: `table` is the key of ours on it, blank for the person's own; `rows` only for ours."""

    name: str
    table: str
    rows: int | None
    hidden: bool


@dataclass(frozen=True)
class RawSheet:
    """A sheet of the person's own, as texts; read-only. The headers are column letters."""

    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]


def read_problems(base: Base, reading: Reading, edits: ChangeSet) -> list[Problem]:
    """What reading the file found, but for cells that were edited since."""
    edited = {(c.table, c.row, name) for c in edits.changes for name in (c.after or c.before or {})}
    key_of = base.layout.key_of
    return [p for p in reading.problems if (key_of(p.sheet), p.row_id, p.column) not in edited]


def all_problems(path: Path, base: Base, book: Book, read: Sequence[Problem], as_of: date) -> list[Problem]:
    """What was found in reading, and what is wrong with the file, the Book and the Dashboard now, with cells."""
    told = {(p.sheet, p.row_id, p.column) for p in read if p.severity is Severity.ERROR}
    found = [base.layout.located(problem) for problem in check_book(book)]
    # A value that could not be read is missing, too; it is listed once.
    rest = [p for p in found if (p.sheet, p.row_id, p.column) not in told and not _is_absent(base, p)]
    return [*_about_file(path), *read, *rest, *Board.read(DASHBOARD, base.layout).problems(as_of)]


def _is_absent(base: Base, problem: Problem) -> bool:
    """Whether the field has no column to be blank in: that is told once, for all rows."""
    place, name = base.layout.owner(problem.sheet), problem.column
    if place is None or name not in place.table:
        return False
    return place.table[name].required and name not in place.columns


def _about_file(path: Path) -> list[Problem]:
    advice = phrase("Look what it has that this one lacks, and enter it here; Valhalla neither changes nor deletes it.")
    told = [
        phrase("{name} lies beside it: a copy that was changed elsewhere at the same time.", name=copy.name)
        for copy in conflicted_copies(path)
    ]
    return [Problem(Severity.WARNING, "", one, advice=advice) for one in told]


def sheets_of(base: Base, book: Book) -> list[SheetSummary]:
    """The workbook's sheets in their order."""
    found = []
    for sheet in base.layout.structure.sheets:
        owner = base.layout.owner(sheet.name)
        rows = len(book[owner.table]) if owner else None
        found.append(SheetSummary(sheet.name, owner.table.key if owner else "", rows, sheet.state != "visible"))
    return found


def raw_sheet(base: Base, name: str) -> RawSheet:
    """A sheet as texts; slow for large ones. Raises Refused where it cannot be read."""
    sheet = base.layout.structure.sheet(name)
    if sheet is None or sheet.kind != "worksheet":
        raise Refused(phrase("{name} holds no cells to show.", name=name), code="not_found")
    try:
        with SheetReader(base.package) as reader:
            headers, rows = reader.read(sheet).texts()
    except Unreadable as problem:
        raise Refused(said_by(problem), code="unreadable") from None
    return RawSheet(headers, rows)
