"""Where a workbook keeps its tables: sheets, header rows, columns, the row of each ID; what a save has to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from io_xlsx.parts.cells import cell_name
from io_xlsx.parts.structure import Structure, TableInfo
from models.core.problem import Problem
from models.core.schema import Table

Cell = tuple[int, int]


@dataclass(frozen=True)
class TablePlace:
    """One table's place; rows and columns count from 1.

    `rows` has every row ID, `gaps` the blank rows between them; `last_row` is the last row in use. `former` are rows
    deleted since the file was opened, for an undo that wants their place back. `unwritten` are rows whose ID is not
    in the sheet yet. `formulas` are the formula cells among the table's cells, `stored` what the file holds as results
    of the calculated columns, by row ID. `blocked` says which fields cannot be written and why, `read_only` why none
    can; `protected`: the sheet lets only unlocked cells be changed. `headers` are those that people gave to columns of
    ours, by field.
    """

    table: Table
    sheet: str
    part: str
    list_object: TableInfo | None
    header_row: int
    columns: Mapping[str, int]
    rows: Mapping[str, int]
    last_row: int
    gaps: tuple[int, ...] = ()
    former: Mapping[str, int] = field(default_factory=dict)
    unwritten: frozenset[str] = frozenset()
    formulas: frozenset[Cell] = frozenset()
    stored: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    blocked: Mapping[str, str] = field(default_factory=dict)
    read_only: str = ""
    protected: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def data_end(self) -> int:
        """The last row that the ListObject reaches without its totals; the last row in use where there is none."""
        info = self.list_object
        return info.last_row - info.totals_rows if info else self.last_row

    @property
    def name(self) -> str:
        """What formulas call the table: a person may have renamed it."""
        return self.list_object.name if self.list_object else self.table.key

    def cell(self, row_id: str, name: str) -> str:
        """`C12`, or blank where the row or the column is not in the sheet."""
        row, column = self.rows.get(row_id), self.columns.get(name)
        return cell_name(row, column) if row and column else ""


@dataclass(frozen=True)
class Layout:
    """The places of all tables that were found, by table key."""

    structure: Structure
    places: Mapping[str, TablePlace]

    def cell(self, table: str, row_id: str, name: str) -> str:
        """Where a field stands, like `C12`; blank where it stands nowhere yet."""
        place = self.places.get(table)
        return place.cell(row_id, name) if place else ""

    @property
    def writable(self) -> frozenset[str]:
        """The keys of the tables that something can be written to."""
        return frozenset(key for key, place in self.places.items() if not place.read_only)

    @property
    def table_names(self) -> dict[str, str]:
        """Table key to the name that the workbook's formulas use."""
        return {key: place.name for key, place in self.places.items()}

    @property
    def headers(self) -> dict[str, dict[str, str]]:
        """By table key, the headers that stand in the workbook for those that are declared."""
        return {
            key: {place.table[name].header: header for name, header in place.headers.items()}
            for key, place in self.places.items()
            if place.headers
        }

    @property
    def list_objects(self) -> dict[str, frozenset[str]]:
        """The headers of every ListObject of the workbook by its name, all in lower case."""
        return {
            info.name.casefold(): frozenset(map(str.casefold, info.columns))
            for sheet in self.structure.sheets
            for info in sheet.tables
        }

    def key_of(self, sheet: str) -> str:
        """The key of the table on a sheet; blank for the person's own."""
        owner = self.owner(sheet)
        return owner.table.key if owner else ""

    def located(self, problem: Problem) -> Problem:
        """A finding of a Book, which knows declared sheets only, with the sheet and cell where it stands."""
        place = next((place for place in self.places.values() if place.table.sheet == problem.sheet), None)
        if place is None:
            return problem
        return replace(problem, sheet=place.sheet, cell=place.cell(problem.row_id, problem.column))

    def owner(self, sheet: str) -> TablePlace | None:
        """The place of the table on a sheet, or None for a sheet that is the person's own."""
        return next((place for place in self.places.values() if place.sheet == sheet), None)
