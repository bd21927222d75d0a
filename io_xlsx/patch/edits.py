"""What a caller may ask of the patch layer, what it answers, and the refusal that names the cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from io_xlsx.parts.cells import Value


class Refused(Exception):
    """An edit that could not be done without risk; `reason` is one sentence for people. Nothing was written."""

    def __init__(self, reason: str, sheet: str | None = None, cell: str | None = None) -> None:
        """`cell` is an A1 reference."""
        super().__init__(reason)
        self.reason, self.sheet, self.cell = reason, sheet, cell


class PatchFault(Exception):
    """The written file is not what was meant: it must not replace the workbook."""


class CellEdit(NamedTuple):
    """One cell's new content; None and '' blank it and keep its style.

    A tuple: the import of a long spreadsheet makes half a million of them.
    """

    row: int
    column: int
    value: Value
    formula: str | None = None  # written without a leading '=', `value` is its stored result
    keep_formula: bool = False  # renews only the stored result of a cell that holds a formula
    replace_formula: bool = False  # without it a plain value over a formula is refused
    like_row: int | None = None  # a new cell is styled as this row's cell in the same column
    number_format: str | None = None  # for a cell in General, or a date in a cell without a date format
    like_column: int | None = None  # together with like_row: that cell of another column


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column to the right of a table; `choices` (or a formula that lists them) become its dropdown."""

    header: str
    formula: str | None = None
    number_format: str | None = None
    choices: tuple[str, ...] | str | None = None


@dataclass(frozen=True, slots=True)
class TableEdit:
    """Grows or shrinks a table to end at `last_row`, and appends columns.

    Down to `adopts_to`, the rows that it grows over may hold cells already: a person typed them under the table.
    """

    name: str
    last_row: int | None = None
    new_columns: tuple[NewColumn, ...] = ()
    adopts_to: int | None = None


@dataclass(frozen=True, slots=True)
class ValidationEdit:
    """A dropdown for one range; the one that covers the same columns there is changed instead of doubled."""

    area: str
    choices: tuple[str, ...] | str


@dataclass(frozen=True)
class SheetEdit:
    """Everything for one sheet, which is named as its tab is."""

    sheet: str
    cells: tuple[CellEdit, ...] = ()
    tables: tuple[TableEdit, ...] = ()
    validations: tuple[ValidationEdit, ...] = ()


@dataclass(frozen=True)
class WorkbookEdit:
    """Everything for one save; `defined_names` are added where absent, `properties` set."""

    sheets: tuple[SheetEdit, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    defined_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PatchReport:
    """Part names; `crcs` are the checksums that the changed and added parts must have."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    crcs: Mapping[str, int]
