"""What is doubtful about a table's headers: what may not be written until a person has decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

import pandas as pd

from io_xlsx.parts.cells import Range, cell_name, column_name
from io_xlsx.parts.facts import tail_facts
from io_xlsx.parts.structure import SheetInfo
from io_xlsx.read.locate import Header
from io_xlsx.read.sheet_values import SheetValues
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.phrase import both, phrase
from models.core.problem import Fix, Problem, Severity
from models.core.schema import Column, Table, fold

ALIKE = 0.6  # from which likeness on a header may be another one renamed


@dataclass(frozen=True)
class Headings:
    """Where the workbook remembers that a person's header is one of ours.

    `table` holds it; `read` gives, from its frame, by table key the fields of the headers, folded; `remember` is the
    edit that says so of a table's column and a header.
    """

    table: Table
    read: Callable[[pd.DataFrame, Sequence[Table]], Mapping[str, Mapping[str, str]]]
    remember: Callable[[Book, Table, Column, str], ChangeSet]


@dataclass
class Doubts:
    """Problems, fields that cannot be written with the reason, and why nothing can, if so.

    `protected`: the sheet lets only unlocked cells be changed.
    """

    problems: list[Problem] = field(default_factory=list)
    blocked: dict[str, str] = field(default_factory=dict)
    read_only: str = ""
    protected: bool = False


def doubts_of(
    table: Table, sheet: SheetInfo, header: Header, values: SheetValues, headings: Headings | None
) -> Doubts:  # fmt: skip
    """Everything doubtful about the headers of a table whose sheet holds these values."""
    merged, protected = tail_facts(values.xml)
    doubts = Doubts(protected=protected)
    others = {at: text for at, text in header.others.items() if text or _filled(values, header, at)}
    header = replace(header, others=others)
    _note_doubled(doubts, table, sheet, header)
    _note_merged(doubts, table, sheet, header, merged)
    _note_missing(doubts, table, sheet, header, headings)
    return doubts


def _filled(values: SheetValues, header: Header, at: int) -> bool:
    (cells,) = values.columns(header.row + 1, values.last_row, [at])
    return any(value != "" for value in cells)


def _note_doubled(doubts: Doubts, table: Table, sheet: SheetInfo, header: Header) -> None:
    for name, second in sorted(header.doubled.items()):
        first, other = (cell_name(header.row, at) for at in (header.columns[name], second))
        doubts.blocked[name] = phrase("the header {header} stands there twice", header=table[name].header)
        doubts.problems.append(
            Problem(
                Severity.ERROR,
                sheet.name,
                phrase(
                    "The header {header} stands in {first} and {other}: the first is read, neither written.",
                    header=table[name].header,
                    first=first,
                    other=other,
                ),
                name,
                cell=first,
                advice=phrase("Rename or delete one of the two."),
            )
        )


def _note_merged(
    doubts: Doubts, table: Table, sheet: SheetInfo, header: Header, merged: Iterable[Range]
) -> None:  # fmt: skip
    wide = [area for area in merged if area.first_row <= header.row <= area.last_row]
    wide = [area for area in wide if area.last_column > area.first_column]
    for name, number in header.columns.items():
        area = next((area for area in wide if area.holds(header.row, number)), None)
        if area is None:
            continue
        doubts.blocked[name] = phrase("its header is merged over {area}", area=area)
        doubts.problems.append(
            Problem(
                Severity.ERROR,
                sheet.name,
                phrase(
                    "The header {header} is merged over {area}: it does not say which column is meant.",
                    header=table[name].header,
                    area=area,
                ),
                name,
                cell=cell_name(header.row, number),
                advice=phrase("Unmerge it and give each column its own header; until then the first one is only read."),
            )
        )


def _note_missing(
    doubts: Doubts, table: Table, sheet: SheetInfo, header: Header, headings: Headings | None
) -> None:  # fmt: skip
    missing = [column for column in table.columns if column.name not in header.columns]
    renamed = _renamed(table, header, missing)
    needed = [column for column in missing if column.required or column is table.id_column]
    if needed:
        names = both(column.header for column in needed)
        doubts.read_only = phrase("it has no column {names}", names=names)
    for column in missing:
        at = renamed.get(column.name)
        fix = _fix(table, column, header.others[at], headings) if at and header.others[at] else None
        if at and column not in needed:
            doubts.blocked[column.name] = phrase("{column} may be its column", column=_called(header, at))
        severity = Severity.ERROR if column in needed else Severity.WARNING if at else Severity.INFO
        doubts.problems.append(
            Problem(
                severity,
                sheet.name,
                phrase(
                    "There is no column {header} in row {row}{consequence}.",
                    header=column.header,
                    row=str(header.row),
                    consequence=_consequence(column, header, at, needed),
                ),
                column.name,
                cell=cell_name(header.row, at or 1),
                advice=_advice(column, header, at, needed),
                fix=fix,
            )
        )
    doubts.problems += _nameless(sheet, header, set(renamed.values()))


def _consequence(column: Column, header: Header, at: int | None, needed: Sequence[Column]) -> str:
    may_be = phrase("; {column} may be it", column=_called(header, at)) if at else ""
    if column in needed:
        return phrase("{may_be}: nothing is written to this sheet until that is settled", may_be=may_be)
    return phrase("{may_be}: it is not written until that is settled", may_be=may_be) if at else ""


def _called(header: Header, at: int) -> str:
    return (
        phrase("“{text}”", text=header.others[at])
        if header.others[at]
        else phrase("column {letter}, which has no header,", letter=column_name(at))
    )


def _advice(column: Column, header: Header, at: int | None, needed: Sequence[Column]) -> str:
    if at:
        return phrase(
            "Type {header} in {cell} if that is it, else in a column of its own.",
            header=column.header,
            cell=cell_name(header.row, at),
        )
    if column.formula is not None:
        return phrase("Its values are calculated all the same; name a column so to see them in the sheet.")
    return phrase("Name its column so again, or restore a copy of the workbook that has it.") if column in needed else (
        phrase("It is added when it is first needed.")
    )  # fmt: skip


def _fix(table: Table, column: Column, text: str, headings: Headings | None) -> Fix | None:
    if headings is None or headings.table is table:
        return None
    return Fix(
        phrase("“{text}” is {header}", text=text, header=column.header),
        lambda book: headings.remember(book, table, column, text),
    )


def _renamed(table: Table, header: Header, missing: Sequence[Column]) -> dict[str, int]:
    """For a missing column the one that may be it: of a like name, else the only strange one in its place."""
    free = dict(header.others)
    found: dict[str, int] = {}
    wanted = [column for column in missing if column.formula is None]
    for column in wanted:
        at = max(free, key=lambda number: _likeness(column.header, free[number]), default=0)
        if at and _likeness(column.header, free[at]) >= ALIKE:
            found[column.name] = at
            del free[at]
    for column in wanted:
        at = _place_of(table, header, column)
        if column.name not in found and at in free:
            found[column.name] = at
            del free[at]
    return found


def _likeness(one: str, other: str) -> float:
    """From 0 to 1; an abbreviation is like what it abbreviates."""
    long, short = fold(one), fold(other)
    if not short or long[0] != short[0]:
        return 0.0
    letters = iter(long)
    shortened = len(short) > 1 and all(letter in letters for letter in short)
    return max(SequenceMatcher(None, long, short).ratio(), 0.7 if shortened else 0.0)


def _place_of(table: Table, header: Header, column: Column) -> int:
    """The column between those that stand beside the missing one in a new workbook; 0 where they do not part so."""
    names = [one.name for one in table.columns]
    at = names.index(column.name)
    before = header.columns.get(names[at - 1], 0) if at else 0
    after = header.columns.get(names[at + 1], 0) if at + 1 < len(names) else before + 2
    return before + 1 if after == before + 2 else 0


def _nameless(sheet: SheetInfo, header: Header, told: set[int]) -> Iterator[Problem]:
    """Columns with values under a blank header are the person's own; it is only said that they are not read."""
    for at, text in header.others.items():
        if not text and at not in told:
            yield Problem(
                Severity.INFO,
                sheet.name,
                phrase(
                    "Column {letter} has no header: it is kept as it is, and not read.",
                    letter=column_name(at),
                ),
                cell=cell_name(header.row, at),
                advice=phrase("Type a header if it belongs to the table."),
            )
