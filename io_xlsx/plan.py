"""What a save writes: the cells that a change set names and the calculated ones that follow; where all stands then."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import heapify, heappop, heappush

from io_xlsx.formulas import columns_in, stored_formula
from io_xlsx.kinds import cell_value, number_format
from io_xlsx.layout import Cell, Layout, TablePlace
from io_xlsx.parts.cells import cell_name
from io_xlsx.patch.edits import CellEdit, NewColumn, Refused, SheetEdit, TableEdit
from models.core.book import Book
from models.core.calculated import calculated
from models.core.change import Change, ChangeSet
from models.core.phrase import phrase
from models.core.records import plain_list
from models.core.schema import Column, Value


@dataclass
class _Draft:
    """One table's part of a save while it is put together; it starts where the place is and moves with each change."""

    place: TablePlace
    names: Mapping[str, str]
    headers: Mapping[str, Mapping[str, str]]
    list_objects: Mapping[str, frozenset[str]]
    tidies: bool
    cells: dict[Cell, CellEdit] = field(default_factory=dict)
    new_columns: list[NewColumn] = field(default_factory=list)

    def __post_init__(self) -> None:
        place = self.place
        self.rows = dict(place.rows)
        self.columns = dict(place.columns)
        self.gaps = set(place.gaps)
        self._lowest = list(place.gaps)  # a heap of the gaps, and of rows that are none any more
        heapify(self._lowest)
        self.former = dict(place.former)
        self.formulas = set(place.formulas)
        self.stored = {name: dict(values) for name, values in place.stored.items()}
        self.next_row = max(place.last_row, place.header_row) + 1
        self.like = min(place.last_row, place.data_end) if place.rows else None

    @property
    def only_ours(self) -> bool:
        """Whether the table has no columns of the person's own: what stands there must not come to another row."""
        info = self.place.list_object
        ours = set(self.columns.values())
        return info is not None and all(at in ours for at in range(info.first_column, info.last_column + 1))

    def put(self, edit: CellEdit) -> None:
        self.cells[edit.row, edit.column] = edit

    def delete(self, row_id: str) -> None:
        row = self.rows.pop(row_id)
        self.former[row_id] = row
        if self.only_ours:
            self.gaps.add(row)
            heappush(self._lowest, row)
        for name, column in self.columns.items():
            self._refuse_blocked(row, name)
            self.put(CellEdit(row, column, None, replace_formula=(row, column) in self.formulas))
            self.formulas.discard((row, column))
        for values in self.stored.values():
            values.pop(row_id, None)

    def insert(self, change: Change) -> None:
        row = self._room(change.row)
        self.rows[change.row] = row
        self._write(row, self.place.table.id_column, change.row)
        for name, value in (change.after or {}).items():
            if value is not None:
                self._write(row, self.place.table[name], value)

    def update(self, change: Change) -> None:
        for name, value in (change.after or {}).items():
            self._write(self.rows[change.row], self.place.table[name], value)

    def name_row(self, row_id: str) -> None:
        if row_id in self.rows:
            self._write(self.rows[row_id], self.place.table.id_column, row_id)

    def _room(self, row_id: str) -> int:
        """The row it was deleted from, else a blank row between others, else the next one."""
        row = self.former.pop(row_id, None)
        if row is None or (row not in self.gaps and row < self.next_row):
            row = self._first_gap() or self.next_row
        self.gaps.discard(row)
        self.next_row = max(self.next_row, row + 1)
        return row

    def _first_gap(self) -> int:
        """The first blank row between others; 0 where there is none."""
        while self._lowest and self._lowest[0] not in self.gaps:
            heappop(self._lowest)
        return self._lowest[0] if self._lowest else 0

    def _write(self, row: int, column: Column, value: Value) -> None:
        if self.place.blocked:
            self._refuse_blocked(row, column.name)
        number = self._column(column, value)
        if number is None:
            return
        has_formula = (row, number) in self.formulas
        if has_formula:
            self.formulas.remove((row, number))
        code = number_format(column, value)
        self.put(CellEdit(row, number, cell_value(column, value), None, False, has_formula, self.like, code))

    def _refuse_blocked(self, row: int, name: str) -> None:
        reason = self.place.blocked.get(name)
        if reason:
            cell = cell_name(row, self.columns[name]) if name in self.columns else None
            header = self.place.table[name].header
            raise Refused(
                phrase("{header} cannot be written: {why}.", header=header, why=reason), self.place.sheet, cell
            )

    def _column(self, column: Column, value: Value) -> int | None:
        """Where the field stands; a column that a newer version brings is added when something goes into it."""
        if column.name not in self.columns and value is not None:
            self.columns[column.name] = self._add_column(column)
        return self.columns.get(column.name)

    def _add_column(self, column: Column) -> int:
        info = self.place.list_object
        if column.required or column is self.place.table.id_column:
            raise Refused(
                phrase(
                    "{sheet} has no column {header} any more: name its column so again.",
                    sheet=self.place.sheet,
                    header=column.header,
                ),
                self.place.sheet,
            )
        if info is None:
            raise Refused(
                phrase(
                    "{sheet} has no column {header}: add it beside the others.",
                    sheet=self.place.sheet,
                    header=column.header,
                ),
                self.place.sheet,
            )
        self.new_columns.append(NewColumn(column.header, None, number_format(column), column.choices or None))
        return info.last_column + len(self.new_columns)

    def renew(self, column: Column, values: Iterable[tuple[str, Value]]) -> None:
        """The calculated cells' stored results, by row ID.

        A blank cell gets the formula too, what a person typed there stays.
        """
        number, stored = self.columns[column.name], self.stored.setdefault(column.name, {})
        blank = []
        for row_id, value in values:
            row, old = self.rows[row_id], stored.get(row_id, "")
            if (row, number) in self.formulas:
                if not same_result(old, value):
                    self.put(CellEdit(row, number, value, keep_formula=True))
                    stored[row_id] = "" if value is None else value
            elif old == "" and self.tidies:
                blank.append((row_id, value))
        if blank:
            self._fill(column, blank)

    def _fill(self, column: Column, values: Iterable[tuple[str, Value]]) -> None:
        """The column's formula in cells that are blank; one that cannot stand in this workbook is left out."""
        text = column.formula.text if column.formula else ""
        formula = stored_formula(text, self.place.table, self.names, self.headers)
        if not self._can_stand(formula):
            return
        number, stored, code = self.columns[column.name], self.stored[column.name], number_format(column)
        for row_id, value in values:
            row = self.rows[row_id]
            self.put(CellEdit(row, number, value, formula, like_row=self.like, number_format=code))
            self.formulas.add((row, number))
            stored[row_id] = "" if value is None else value

    def _can_stand(self, formula: str) -> bool:
        """Excel calls a file damaged in which a formula names a table or a column that is not there."""
        return all(
            header.casefold() in self.list_objects.get(table.casefold(), ()) for table, header in columns_in(formula)
        )

    @property
    def last_row(self) -> int:
        return max(self.rows.values(), default=self.place.header_row)

    def sheet_edit(self) -> SheetEdit | None:
        tables = tuple(self._table_edits())
        if not self.cells and not tables:
            return None
        return SheetEdit(self.place.sheet, tuple(self.cells[at] for at in sorted(self.cells)), tables, ())

    def _table_edits(self) -> Iterator[TableEdit]:
        info = self.place.list_object
        if info is None or not self.tidies:
            return
        end = self.place.data_end
        wanted = max(self.last_row, self.place.header_row + 1)
        shrinks = wanted < end == self.place.last_row and self.only_ours
        if wanted > end or shrinks or self.new_columns:
            last = wanted + info.totals_rows if wanted > end or shrinks else None
            adopts_to = self.place.last_row if self.place.last_row > end else None
            yield TableEdit(info.name, last, tuple(self.new_columns), adopts_to)

    def result(self) -> TablePlace:
        """Where things stand once the edit is in the file; the ListObject is looked up anew by the caller."""
        last = self.last_row
        return replace(
            self.place,
            rows=self.rows,
            columns=self.columns,
            last_row=last if self.rows else self.place.header_row,
            gaps=tuple(sorted(row for row in self.gaps if row < last)),
            former=self.former,
            unwritten=frozenset() if self.tidies else self.place.unwritten,
            formulas=frozenset(self.formulas),
            stored=self.stored,
        )


def plan_tables(
    layout: Layout, after: Book, changes: ChangeSet, as_of: date, *, tidy: bool = True
) -> tuple[list[SheetEdit], dict[str, TablePlace]]:
    """The sheets' edits for a net change set that leads to `after`, and the tables' places then. Raises Refused."""
    refuse_unwritable(layout, after, changes)
    edits, places = [], {}
    for key, place in layout.places.items():
        if place.read_only:
            places[key] = place
            continue
        own = changes.of(key)
        draft = _Draft(place, layout.table_names, layout.headers, layout.list_objects, tidies=tidy or bool(own))
        _apply(draft, own)
        _renew_calculated(draft, after, as_of)
        edit = draft.sheet_edit()
        if edit is not None:
            edits.append(edit)
        places[key] = draft.result()
    return edits, places


def refuse_unwritable(layout: Layout, book: Book, changes: ChangeSet) -> None:
    """Raises Refused where a table or field of the changes is not one that can be written; cheap, and long before a
    save would say so."""
    for change in changes.changes:
        place = layout.places.get(change.table)
        if place is None:
            sheet = book.tables[change.table].sheet
            raise Refused(
                phrase(
                    "The workbook has no sheet {sheet} to write to: rename its sheet back or restore a copy.",
                    sheet=sheet,
                ),
                sheet,
            )
        if place.read_only:
            raise Refused(
                phrase("{sheet} cannot be written: {why}.", sheet=place.sheet, why=place.read_only),
                place.sheet,
            )
        for name in (place.blocked.keys() & _fields(change)) if place.blocked else ():
            cell = place.cell(change.row, name) or None
            raise Refused(
                phrase(
                    "{header} cannot be written: {why}.",
                    header=place.table[name].header,
                    why=place.blocked[name],
                ),
                place.sheet,
                cell,
            )


def _fields(change: Change) -> set[str]:
    """The fields that a save of the change writes to; a deletion blanks those that hold something."""
    return {name for name, value in (change.after or change.before or {}).items() if change.before or value is not None}


def _apply(draft: _Draft, changes: Sequence[Change]) -> None:
    for row_id in draft.place.unwritten if draft.tidies else ():
        draft.name_row(row_id)
    for change in changes:
        if change.is_delete:
            draft.delete(change.row)
    for change in changes:
        if change.is_insert:
            draft.insert(change)
        elif not change.is_delete:
            draft.update(change)


def _renew_calculated(draft: _Draft, after: Book, as_of: date) -> None:
    table = draft.place.table
    present = [column for column in table.calculated if column.name in draft.columns]
    if not present:
        return
    values = calculated(after, table, as_of)
    ids = values.index.tolist()
    for column in present:
        draft.renew(column, zip(ids, plain_list(values[column.name]), strict=True))


def same_result(stored: object, value: Value) -> bool:
    """Whether a file's stored result is the app's value: blank is '', and the last digit of a float is noise."""
    if value is None:
        return stored == ""
    if isinstance(stored, (int, float)) and isinstance(value, (int, float)):
        return math.isclose(stored, value, rel_tol=1e-12, abs_tol=1e-9)
    return stored == value
