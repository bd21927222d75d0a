"""When what somebody else's save changed is too much to take unasked, and the way back from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.difference import Cell, Difference, differences
from models.core.phrase import phrase
from models.core.schema import Value

MOST_GONE = 0.2  # share of a table's rows that may go before a person is asked
MOST_CHANGED = 0.3  # share of its rows in which one column may change


def rows_of(one: Difference) -> int:
    """How many rows came, went or changed."""
    return len(one.added) + len(one.removed) + len({cell.row for cell in one.cells})


def doubt(one: Difference, rows: int) -> str:
    """What is too much to take unasked, as the end of `The save …`; blank where it is an ordinary edit.

    `rows` is how many there were. More than a fifth of them gone, or a column changed in more than three tenths. One
    row alone is ordinary, however small the table.
    """
    if len(one.removed) > max(MOST_GONE * rows, 1):
        return phrase("removed {count} of {rows} {sheet}", count=len(one.removed), rows=rows, sheet=one.table.sheet)
    stayed = rows - len(one.removed)
    for name, count in Counter(cell.field for cell in one.cells).most_common():
        if count > max(MOST_CHANGED * stayed, 1):
            header, sheet = one.table[name].header, one.table.sheet
            if _is_sorted_alone([cell for cell in one.cells if cell.field == name]):
                return phrase(
                    "put {header} of {count} of {stayed} {sheet} in other rows, as a sort of one column does",
                    header=header, count=count, stayed=stayed, sheet=sheet,
                )  # fmt: skip
            return phrase(
                "changed {header} in {count} of {stayed} {sheet}",
                header=header,
                count=count,
                stayed=stayed,
                sheet=sheet,
            )
    return ""


def back(was: Book, now: Book, tables: Collection[str], label: str) -> ChangeSet:
    """What makes these tables of the later Book what they were in the earlier one."""
    changes: list[Change] = []
    for one in differences(was, now):
        if one.table.key in tables:
            changes += _back(was, now, one)
    return ChangeSet(label, tuple(changes))


def _back(was: Book, now: Book, one: Difference) -> Iterable[Change]:
    key = one.table.key
    for row in one.added:
        yield Change(key, row, _held(now.row(key, row)), None, _place(now, key, row))
    for row in one.removed:
        yield Change(key, row, None, _held(was.row(key, row)), _place(was, key, row))
    by_row: dict[str, list[Cell]] = {}
    for cell in one.cells:
        by_row.setdefault(cell.row, []).append(cell)
    for row, cells in by_row.items():
        yield Change(key, row, {cell.field: cell.now for cell in cells}, {cell.field: cell.was for cell in cells})


def _held(row: Mapping[str, Value] | None) -> dict[str, Value]:
    return {name: value for name, value in (row or {}).items() if value is not None}


def _place(book: Book, table: str, row: str) -> int:
    return int(book[table].index.get_loc(row))  # type: ignore[arg-type]  # IDs are unique


def _is_sorted_alone(cells: Sequence[Cell]) -> bool:
    """Whether the values are the same as before, only in other rows."""
    return Counter(repr(cell.was) for cell in cells) == Counter(repr(cell.now) for cell in cells)
