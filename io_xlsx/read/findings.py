"""What is found wrong while a sheet is read, with the cell, what stands there and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from io_xlsx.layout import Cell
from io_xlsx.parts.cells import cell_name
from io_xlsx.parts.structure import SheetInfo
from io_xlsx.read.locate import Header
from models.core.book import Book
from models.core.change import ChangeSet, together
from models.core.edit import rewrite
from models.core.phrase import both, phrase
from models.core.problem import Fix, Problem, Severity
from models.core.schema import Column, Kind, Table, Value
from models.core.values import show

FORMULA = phrase("The cell holds a formula where a value belongs; its value is used")
BLANK_ROWS = 1_000  # from which on blank rows at the end are worth telling
NO_RESULT = phrase("The formula has no stored result: open the workbook in a spreadsheet program and save it.")


class Findings:
    """The problems of one table's cells; rows are named as offsets from its first row, `first`."""

    def __init__(self, table: Table, sheet: SheetInfo, header: Header, first: int) -> None:
        self.table, self.sheet, self.header, self.first = table, sheet, header, first
        self.problems: list[Problem] = []

    def cell(self, index: int, column: Column) -> Cell | None:
        """Where a field of a row stands; None for a column that the sheet has not."""
        number = self.header.columns.get(column.name)
        return None if number is None else (self.first + index, number)

    def no_key(self, index: int) -> None:
        column = self.table.id_column
        message = phrase("This row has no {header} and is left out.", header=column.header)
        advice = phrase("Type its {header} in, or clear the row.", header=column.header.lower())
        self._add(Severity.WARNING, index, column, message, advice=advice)

    def new_id(self, index: int, name: str, row_id: str) -> None:
        """The row has no ID, or one with blanks around it; `row_id` is the one that it gets."""
        message = phrase("There are blanks around the ID.") if name else phrase("This row has no ID yet.")
        self._add(Severity.INFO, index, self.table.id_column, message, row_id, _next_save(row_id), name)

    def copied(self, index: int, name: str, row_id: str, first: int) -> None:
        """The ID stands in a row above already, at the offset `first`: both facts are told."""
        column = self.table.id_column
        keeps = phrase("{name} stands in two rows; this one, the first, keeps it.", name=name)
        self._add(Severity.WARNING, first, column, keeps, name, phrase("Nothing to do."), name)
        above = self.cell(first, column) or (self.first + first, 1)
        copy = phrase("{name} stands in {cell} already: this row is a copy.", name=name, cell=cell_name(*above))
        self._add(Severity.WARNING, index, column, copy, row_id, _next_save(row_id), name)

    def fault(self, index: int, column: Column, row_id: str, message: str, seen: str) -> None:
        """A cell that means nothing in its column."""
        advice = phrase("Type {wanted} in the cell; until then it counts as blank.", wanted=_wanted(column))
        if column.unread is not None:
            counts = show(column, column.unread)
            advice = phrase(
                "Type {wanted} in the cell; until then it counts as {value}.", wanted=_wanted(column), value=counts
            )
        self._add(Severity.ERROR, index, column, message, row_id, advice, seen)

    def note(self, index: int, column: Column, row_id: str, note: str, seen: str, value: Value) -> None:
        """A value that was understood though it stands in another form."""
        if note == FORMULA:
            self._add(
                Severity.INFO,
                index,
                column,
                phrase("{what}.", what=note),
                row_id,
                phrase("Edit the cell to replace it."),
                seen,
            )
            return
        fix = Fix(
            phrase("Write {value} in the cell", value=show(column, value)),
            lambda book: _afresh(book, self.table, row_id, column),
        )
        self._add(
            Severity.INFO, index, column, phrase("“{seen}”: {what}.", seen=seen, what=note), row_id, seen=seen, fix=fix
        )

    def lost(self, index: int, column: Column, row_id: str, note: str, seen: str) -> None:
        """A cell that no longer holds what a person typed: nothing that is known could mend it."""
        advice = phrase("Type it again as text, with an apostrophe before it; Valhalla leaves the cell as it is.")
        self._add(
            Severity.WARNING, index, column, phrase("“{seen}”: {what}.", seen=seen, what=note), row_id, advice, seen
        )

    def numbers_as_dates(self, column: Column, row_ids: Mapping[int, str]) -> None:
        """Several cells of a column hold the number of a day without a date format; by offsets, the rows' IDs."""
        first = next(iter(row_ids))
        message = phrase(
            "{count} cells of {header} hold numbers without a date format, read as dates.",
            count=len(row_ids),
            header=column.header,
        )
        rows = tuple(row_ids.values())
        fix = Fix(
            phrase("Write all {count} as dates", count=len(rows)),
            lambda book: _all_afresh(book, self.table, rows, column),
        )
        self._add(Severity.INFO, first, column, message, rows[0], fix=fix)

    def _add(
        self,
        severity: Severity,
        index: int,
        column: Column,
        message: str,
        row_id: str = "",
        advice: str = "",
        seen: str = "",
        fix: Fix | None = None,
    ) -> None:
        place = self.cell(index, column)
        cell = cell_name(*place) if place else ""
        self.problems.append(Problem(severity, self.sheet.name, message, column.name, row_id, cell, seen, advice, fix))


def _all_afresh(book: Book, table: Table, row_ids: Iterable[str], column: Column) -> ChangeSet:
    there = [row_id for row_id in row_ids if book.row(table, row_id)]
    sets = [_afresh(book, table, row_id, column) for row_id in there]
    return together(phrase("Tidy {header} of {sheet}", header=column.header, sheet=table.sheet), *sets)


def _afresh(book: Book, table: Table, row_id: str, column: Column) -> ChangeSet:
    return rewrite(table, row_id, column.name, (book.row(table, row_id) or {}).get(column.name))


def _next_save(row_id: str) -> str:
    return phrase("It gets {id} at the next save.", id=row_id)


def stray_problems(sheet: SheetInfo, number: int, last: int) -> Iterable[Problem]:
    if number:
        yield Problem(
            Severity.WARNING,
            sheet.name,
            phrase("Row {number} stands below the table, after a blank row: it is not read.", number=str(number)),
            cell=cell_name(number, 1),
            advice=phrase("If it belongs to the table, move it up to row {last}.", last=str(last + 1)),
        )


def no_sheet(table: Table) -> Problem:
    return Problem(
        Severity.ERROR,
        table.sheet,
        phrase("There is no sheet {sheet}.", sheet=table.sheet),
        advice=phrase("Rename its sheet back, or restore a backup that has it; until then nothing is written to it."),
    )


def several_sheets(table: Table, sheets: Sequence[SheetInfo]) -> Problem:
    """The first of the sheets is the one that is shown."""
    names = both(sheet.name for sheet in sheets)
    return Problem(
        Severity.ERROR,
        sheets[0].name,
        phrase(
            "{names} may each be {sheet}: {name} is shown, and nothing is written to either.",
            names=names,
            sheet=table.sheet,
            name=sheets[0].name,
        ),
        advice=phrase(
            "Name the sheet that is meant {sheet} and its table {key}, and the others otherwise.",
            sheet=table.sheet,
            key=table.key,
        ),
    )


def formatted_rows(sheet: SheetInfo, last: int, xml: bytes) -> Iterable[Problem]:
    """`last` is the last row with a value. LibreOffice names the sheet's last row in every file: rows are counted."""
    blank = xml.count(b"<row ") - last
    if blank > BLANK_ROWS:
        yield Problem(
            Severity.INFO,
            sheet.name,
            phrase(
                "{blank} rows below row {last} are formatted but hold nothing: they only make the file larger.",
                blank=blank,
                last=last,
            ),
            cell=cell_name(last + 1, 1),
            advice=phrase("To clean up, select these rows in Excel, delete them and save."),
        )


def protected_sheet(sheet: SheetInfo) -> Problem:
    return Problem(
        Severity.WARNING,
        sheet.name,
        phrase("{name} is protected: only its unlocked cells can be changed.", name=sheet.name),
        advice=phrase("Unprotect the sheet in Excel to change the others; Valhalla keeps the protection as it is."),
    )


def signed() -> Problem:
    return Problem(
        Severity.WARNING,
        "",
        phrase(
            "The workbook is digitally signed, and any change would make its signature invalid: it opens read-only."
        ),
        advice=phrase("Save a copy of it without the signature in Excel, and work with that."),
    )


def no_header(table: Table, sheet: SheetInfo) -> Problem:
    return Problem(
        Severity.ERROR,
        sheet.name,
        phrase("No row of {name} has the headers of {sheet}.", name=sheet.name, sheet=table.sheet),
        advice=phrase(
            "Write the headers in one row, among them {header} and {other}.",
            header=table.id_column.header,
            other=table.columns[1].header,
        ),
    )


def _wanted(column: Column) -> str:
    if column.choices:
        return phrase("one of {choices}", choices=", ".join(column.choices))
    return {Kind.DATE: phrase("a date as YYYY-MM-DD"), Kind.BOOL: phrase("yes or no")}.get(
        column.kind, phrase("a {kind} value", kind=column.kind.value)
    )
