"""Open conflicts in words: what the panel, the notices and the command line say."""

from __future__ import annotations

from app.values import show
from models.core.book import Book
from models.core.change import Fields
from models.core.difference import differences
from models.core.find import name_field
from models.core.merge import STAMP, OpenConflict
from models.core.phrase import joined, phrase, phrase_n
from models.core.schema import Table


def conflict_words(count: int) -> str:
    """How many are open, as a sentence."""
    return phrase_n(
        "{n} cell or row was changed on both sides: decide which value is right (Shift+F8).",
        "{n} cells or rows were changed on both sides: decide which value is right (Shift+F8).",
        count,
    )


def conflict_line(book: Book, cell: str, conflict: OpenConflict) -> str:
    """One conflict as one line; `cell` as in `Bills!C12`'s second half."""
    was, theirs, mine = side_texts(book, conflict)
    return phrase(
        "{place}: it was {was}, the file has {theirs}, yours is {mine}.",
        place=place_text(book, cell, conflict),
        was=was,
        theirs=theirs,
        mine=mine,
    )


def place_text(book: Book, cell: str, conflict: OpenConflict) -> str:
    """`Bills C12, Rent, Amount`; the row's ID where it has no name."""
    table = book.tables[conflict.table]
    header = table[conflict.field].header if conflict.field in table else phrase("the whole row")
    return joined((f"{table.sheet} {cell}".strip(), row_name(book, conflict), header), ", ")


def row_name(book: Book, conflict: OpenConflict) -> str:
    """What people call the row."""
    table = book.tables[conflict.table]
    name = name_field(table)
    rows = (book.row(table, conflict.row), conflict.mine, conflict.theirs, conflict.was)
    found = next((row[name] for row in rows if row and row.get(name)), None) if name else None
    return str(found or conflict.row)


def side_texts(book: Book, conflict: OpenConflict) -> tuple[str, str, str]:
    """What it was, theirs and mine, in words."""
    return (
        _text(book, conflict, conflict.was),
        _text(book, conflict, conflict.theirs),
        _text(book, conflict, conflict.mine),
    )


def _text(book: Book, conflict: OpenConflict, side: Fields | None) -> str:
    if side is None:
        return phrase("deleted")
    table = book.tables[conflict.table]
    if conflict.field:
        return _quoted(show(table[conflict.field], side.get(conflict.field)))
    other = conflict.theirs or conflict.mine or {}
    told = [
        name for name in side if name in table and name != STAMP and (conflict.was or {}).get(name) != other.get(name)
    ]
    if not told:
        return phrase("as it was")
    return joined((joined((table[name].header, _quoted(show(table[name], side[name]))), " ") for name in told), ", ")


def _quoted(text: str) -> str:
    return phrase("“{text}”", text=text) if text else phrase("blank")


MOST_LINES = 500  # of what somebody else's save changed are looked at one by one


def difference_lines(was: Book, now: Book) -> list[tuple[str, str, str, str, str]]:
    """What differs, a line each: sheet, row, column, before, after; MOST_LINES at most."""
    lines: list[tuple[str, str, str, str, str]] = []
    for one in differences(was, now):
        table, room = one.table, MOST_LINES - len(lines)
        lines += [
            (table.sheet, _name(was, table, row), phrase("the whole row"), phrase("there"), phrase("gone"))
            for row in one.removed[:room]
        ]
        lines += [
            (table.sheet, _name(now, table, row), phrase("the whole row"), "", phrase("new"))
            for row in one.added[:room]
        ]
        for cell in [cell for cell in one.cells if cell.field != STAMP][:room]:
            column = table[cell.field]
            values = show(column, cell.was), show(column, cell.now)
            lines.append((table.sheet, _name(was, table, cell.row), column.header, *values))
    return lines[:MOST_LINES]


def _name(book: Book, table: Table, row: str) -> str:
    name = name_field(table)
    return str((book.row(table, row) or {}).get(name) or row) if name else row
