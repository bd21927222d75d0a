"""Patches one sheet: only the rows that hold an edited cell are rewritten, the rest is passed on as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from io_xlsx.parts.cells import Range, cell_name, parse_range
from io_xlsx.parts.deflate import Piece
from io_xlsx.parts.facts import SheetFacts
from io_xlsx.parts.markup import ATTRIBUTES, attributes, whole_number, with_attribute
from io_xlsx.parts.rows import Cell, Row, SheetText
from io_xlsx.patch.cellwriter import cell_xml, new_xml, renewed_xml
from io_xlsx.patch.edits import CellEdit, Refused
from io_xlsx.patch.numberformats import DATE, FIRST_CUSTOM, MOMENT, is_date_format
from io_xlsx.patch.obstacles import refusal
from io_xlsx.patch.styles import Styles
from models.core.phrase import phrase

Splice = tuple[int, int, bytes]


class SheetPatch:
    """Collects what replaces what in one sheet's bytes; `pieces` is the new sheet, copying nothing."""

    def __init__(self, name: str, text: SheetText, facts: SheetFacts, styles: Styles | None, date1904: bool) -> None:
        """`styles` None means that the workbook has none to add to."""
        self.name, self.text, self.facts, self.styles, self.date1904 = name, text, facts, styles, date1904
        self.grammar = text.grammar
        self.tail = text.xml[text.tail :]
        self.formulas_added = self.formulas_removed = False
        self._splices: list[Splice] = []
        self._written: Range | None = None
        self._like: dict[int, dict[int, int]] = {}
        self._new_styles: dict[tuple[object, ...], int] = {}

    def edit(self, edits: Iterable[CellEdit]) -> None:
        """Call once, with every edit of the sheet; raises Refused and Odd."""
        ordered = sorted(edits, key=attrgetter("row", "column"))
        low = self.text.begin
        for number, group in groupby(ordered, key=attrgetter("row")):
            row, at = self.text.find(number, low)
            splice = self._row(row, at, number, list(group))
            if splice:
                self._splices.append(splice)
            low = row.end if row else at

    def pieces(self) -> Iterator[Piece]:
        """The new sheet from its start to its end."""
        view, at = memoryview(self.text.xml), 0
        for start, end, new in [*self._head(), *self._rows(), (self.text.tail, len(view), self.tail)]:
            yield view[at:start]
            yield new
            at = end
        yield view[at:]

    @property
    def changed(self) -> bool:
        """Whether the sheet's bytes will differ at all."""
        return bool(self._splices) or self.tail != self.text.xml[self.text.tail :]

    def used_cells(self, area: Range) -> Iterator[tuple[int, int]]:
        """Cells with a value or formula there before the edit."""
        for row in self.text.rows_between(area.first_row, area.last_row):
            for cell in self.text.cells(row):
                if area.first_column <= cell.column <= area.last_column and self._in_use(cell):
                    yield row.number, cell.column

    def _in_use(self, cell: Cell) -> bool:
        return cell.inner is not None and re.search(rb"<(?:[\w.-]+:)?(?:v|f|is)[\s/>]", cell.inner) is not None

    def _row(self, row: Row | None, at: int, number: int, edits: list[CellEdit]) -> Splice | None:
        cells = {cell.column: cell for cell in self.text.cells(row)} if row else {}
        row_style = self._row_style(row)
        new = {}
        for edit in edits:
            old = cells.get(edit.column)
            xml = self._cell(edit, old) if old else self._new_cell(edit, row_style)
            if xml is not None:
                new[edit.column] = xml
        if not new:
            return None
        self._count(number, [edit.column for edit in edits if not _is_blank(edit) and not edit.keep_formula])
        if row is None:
            return at, at, self._new_row(number, new)
        return row.start, row.end, self._changed_row(row, cells, new)

    def _new_row(self, number: int, new: dict[int, bytes]) -> bytes:
        tag = self.grammar.prefix + b"row"
        return b'<%s r="%d">%s</%s>' % (tag, number, b"".join(new.values()), tag)

    def _changed_row(self, row: Row, cells: dict[int, Cell], new: dict[int, bytes]) -> bytes:
        """Cells that stay are copied with the blanks between them, if any."""
        xml, at = self.text.xml, row.inner
        parts = [self._widened(row, new)]
        for column in sorted(cells.keys() | new.keys()):
            cell = cells.get(column)
            if cell is not None:
                parts.append(xml[at : cell.start])
                at = cell.end
            parts.append(new[column] if column in new else xml[cell.start : cell.end] if cell else b"")
        parts += [xml[at : row.inner_end], b"</%srow>" % self.grammar.prefix]
        return b"".join(parts)

    def _widened(self, row: Row, new: dict[int, bytes]) -> bytes:
        tag = self.text.xml[row.start : row.inner]
        if tag.endswith(b"/>"):
            tag = tag[:-2].rstrip() + b">"
        bounds = [whole_number(number) for number in re.findall(rb"\d+", attributes(tag).get(b"spans", b""))]
        if not bounds or (min(bounds) <= min(new) and max(new) <= max(bounds)):
            return tag
        both = [*bounds, *new]
        return with_attribute(tag, b"spans", b"%d:%d" % (min(both), max(both)))

    def _new_cell(self, edit: CellEdit, row_style: int | None) -> bytes | None:
        if edit.keep_formula:
            raise refusal(self.name, edit, phrase("holds no formula whose result could be renewed"))
        if _is_blank(edit):
            return None
        # One column's new cells are styled alike, for values of a type are.
        key = edit.column, type(edit.value), edit.number_format, edit.like_row, edit.like_column, row_style
        style = self._new_styles.get(key)
        if style is None:
            present = self._style_for_new(edit, row_style)
            self._guard_locked(edit, present)
            style = self._new_styles[key] = self._formatted(edit, present)
        if edit.formula is not None:
            self.formulas_added = True
        return new_xml(self.grammar, edit, style, self.date1904)

    def _cell(self, edit: CellEdit, old: Cell) -> bytes:
        present = _style_of(old.tag)
        formula = self._formula(old)
        self._guard(edit, old, formula, present)
        if edit.keep_formula:
            return renewed_xml(self.grammar, edit, old, self.date1904)
        had = formula is not None
        self.formulas_added |= edit.formula is not None and not had
        self.formulas_removed |= edit.formula is None and had
        style = present if _is_blank(edit) else self._formatted(edit, present)
        return cell_xml(self.grammar, edit, old, style, self.date1904)

    def _count(self, row: int, columns: list[int]) -> None:
        if columns:
            written = Range(row, min(columns), row, max(columns))
            self._written = self._written.united(written) if self._written else written

    def _formula(self, cell: Cell) -> bytes | None:
        match = self.grammar.formula.search(cell.inner or b"")
        return match[1] if match else None

    def _guard(self, edit: CellEdit, old: Cell, formula: bytes | None, style: int) -> None:
        if edit.keep_formula:
            if formula is None:
                raise refusal(self.name, edit, phrase("holds no formula whose result could be renewed"))
            return
        if formula is not None:
            self._guard_formula(edit, attributes(formula))
        if b"cm" in old.tag and b"cm" in attributes(old.tag):
            raise refusal(self.name, edit, phrase("is filled by an array formula: change that formula in Excel"))
        self._guard_locked(edit, style)

    def _guard_locked(self, edit: CellEdit, style: int) -> None:
        if self.facts.protected and not (self.styles and self.styles.is_unlocked(style)):
            raise refusal(self.name, edit, phrase("is locked: unprotect the sheet in Excel first"))

    def _guard_formula(self, edit: CellEdit, found: dict[bytes, bytes]) -> None:
        if edit.formula is None and not edit.replace_formula:
            raise refusal(self.name, edit, phrase("holds a formula, which a plain value would replace"))
        if found.get(b"t") == b"shared" and b"ref" in found:
            raise refusal(self.name, edit, phrase("holds the formula that other cells share: change it in Excel"))

    def _formatted(self, edit: CellEdit, style: int) -> int:
        code = self._code(edit, style)
        if code is None:
            return style
        if self.styles is None:
            raise refusal(self.name, edit, phrase("needs a number format, and the workbook has no styles"))
        return self.styles.formatted(style, code)

    def _code(self, edit: CellEdit, style: int) -> str | None:
        """The number format that the cell must get; None leaves its style alone."""
        styles, value = self.styles, edit.value
        if isinstance(value, date):
            wanted = edit.number_format or ""
            default = MOMENT if isinstance(value, datetime) else DATE
            code = wanted if is_date_format(FIRST_CUSTOM, wanted) else default
            return None if styles and styles.is_date(style) else code
        if edit.number_format and (styles is None or styles.is_general(style)):
            return edit.number_format if edit.number_format != "General" else None
        number = isinstance(value, int | float) and not isinstance(value, bool)
        # A number in a cell formatted as a day would read back as a day.
        return edit.number_format or "General" if number and styles and styles.is_calendar(style) else None

    def _style_for_new(self, edit: CellEdit, row_style: int | None) -> int:
        if edit.like_row is not None:
            style = self._styles_of(edit.like_row).get(edit.like_column or edit.column)
            if style is not None:
                return style
        return row_style if row_style is not None else self._column_styles.get(edit.column)

    def _styles_of(self, number: int) -> dict[int, int]:
        if number not in self._like:
            row, _ = self.text.find(number, self.text.begin)
            cells = self.text.cells(row) if row else []
            self._like[number] = {cell.column: _style_of(cell.tag) for cell in cells}
        return self._like[number]

    def _row_style(self, row: Row | None) -> int | None:
        found = attributes(self.text.xml[row.start : row.inner]) if row else {}
        return whole_number(found.get(b"s")) if found.get(b"customFormat") in (b"1", b"true") else None

    @cached_property
    def _column_styles(self) -> _ColumnStyles:
        pattern = rb"<%scol(%s)\s*/?>" % (re.escape(self.grammar.prefix), ATTRIBUTES)
        head = self.text.xml[: self.text.head]
        return _ColumnStyles([attributes(match[1]) for match in re.finditer(pattern, head)])

    def _head(self) -> list[Splice]:
        """The <dimension>, which is only a hint and therefore only ever widened."""
        pattern = rb"<%sdimension%s\s*/?>" % (re.escape(self.grammar.prefix), ATTRIBUTES)
        match = re.search(pattern, self.text.xml[: self.text.head])
        if match is None or self._written is None:
            return []
        try:
            old = parse_range(attributes(match[0]).get(b"ref", b"").decode())
        except ValueError:
            return []
        new = str(old.united(self._written)).encode()
        return [(*match.span(), with_attribute(match[0], b"ref", new))] if old.united(self._written) != old else []

    def _rows(self) -> list[Splice]:
        if not self.text.self_closed or not self._splices:
            return self._splices
        tag = self.text.xml[self.text.head : self.text.begin]
        name = self.grammar.prefix + b"sheetData"
        opened = tag[:-2].rstrip() + b">" + b"".join(new for _, _, new in self._splices) + b"</" + name + b">"
        return [(self.text.head, self.text.begin, opened)]

    def facts_after(self) -> SheetFacts:
        """What the next save may know without looking; merges and protection are none of this patch's business."""
        return replace(self.facts, formulas=self.facts.formulas or self.formulas_added)

    def refuse_use(self, table: str, area: Range, adopted: Range | None) -> None:
        """Refuses when a cell of the area is in use, but for those of rows that the caller adopts."""
        for row, column in self.used_cells(area):
            if not (adopted and adopted.holds(row, column)):
                cell = cell_name(row, column)
                raise Refused(
                    phrase(
                        "Table {table} on sheet {sheet} cannot grow: cell {cell} is in use. Move its content away.",
                        table=table,
                        sheet=repr(self.name),
                        cell=cell,
                    ),
                    self.name,
                    cell,
                )


class _ColumnStyles:
    def __init__(self, columns: list[dict[bytes, bytes]]) -> None:
        self.spans = [
            (whole_number(found.get(b"min")), whole_number(found.get(b"max")), whole_number(found.get(b"style")))
            for found in columns
        ]

    def get(self, column: int) -> int:
        return next((style for first, last, style in self.spans if first <= column <= last), 0)


def _is_blank(edit: CellEdit) -> bool:
    return (edit.value is None or edit.value == "") and edit.formula is None


def _style_of(tag: bytes) -> int:
    return whole_number(attributes(tag).get(b"s"))
