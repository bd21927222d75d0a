"""Writes a set of edits into a copy of a workbook, everything else byte for byte; refuses before the first byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import BinaryIO, TypeVar

from io_xlsx.parts.deflate import Deflated, deflate
from io_xlsx.parts.facts import facts_in, remember
from io_xlsx.parts.markup import Odd
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.relations import (
    CONTENT_TYPES,
    rels_part,
    with_override,
    with_relation,
    without_override,
    without_relation,
)
from io_xlsx.parts.rows import SheetText
from io_xlsx.parts.structure import SheetInfo, Structure, read_structure
from io_xlsx.patch.edits import (
    CellEdit,
    NewColumn,
    PatchFault,
    PatchReport,
    Refused,
    SheetEdit,
    TableEdit,
    ValidationEdit,
    WorkbookEdit,
)
from io_xlsx.patch.obstacles import refuse_places, refuse_values
from io_xlsx.patch.readback import verify
from io_xlsx.patch.sheet import SheetPatch
from io_xlsx.patch.styles import Styles, read_styles
from io_xlsx.patch.tableedits import TablePlan, apply_tables, plan_tables
from io_xlsx.patch.tablepart import edit_table
from io_xlsx.patch.workbookpart import (
    CUSTOM_KIND,
    CUSTOM_PART,
    CUSTOM_TYPE,
    EMPTY_PROPERTIES,
    is_recalculating,
    recalculating,
    with_names,
    with_properties,
)
from models.core.phrase import phrase

__all__ = [
    "CellEdit",
    "NewColumn",
    "PatchFault",
    "PatchReport",
    "Refused",
    "SheetEdit",
    "TableEdit",
    "ValidationEdit",
    "WorkbookEdit",
    "patch",
    "verify",
]

T = TypeVar("T")


def patch(package: Package, edit: WorkbookEdit, out: BinaryIO, level: int | None = None) -> PatchReport:
    """Raises Refused, or Unreadable for a damaged part, with nothing written to `out`.

    `level` None compresses as fast as this machine can, a number is that level of zlib."""
    structure = read_structure(package)
    _refuse_workbook(structure)
    work = _Work(package, structure, level)
    for one in _by_sheet(edit.sheets):
        work.sheet(one)
    work.finish(edit)
    package.write(out, work.parts, work.removed)
    added = tuple(name for name in work.parts if name not in package)
    changed = tuple(name for name in work.parts if name in package)
    return PatchReport(changed, added, tuple(work.removed), {name: new.crc for name, new in work.parts.items()})


def _refuse_workbook(structure: Structure) -> None:
    if structure.signed:
        raise Refused(
            phrase("The workbook is digitally signed: a change would break the signature. Save an unsigned copy.")
        )
    if structure.strict:
        raise Refused(
            phrase('The workbook is in the "Strict Open XML" format: save it as a normal workbook (.xlsx) first.')
        )


def _by_sheet(edits: Iterable[SheetEdit]) -> list[SheetEdit]:
    """One edit for each sheet, so that each is compressed once."""
    merged: dict[str, SheetEdit] = {}
    for one in edits:
        key = one.sheet.casefold()
        old = merged.get(key, SheetEdit(one.sheet))
        merged[key] = SheetEdit(
            old.sheet, old.cells + one.cells, old.tables + one.tables, old.validations + one.validations
        )
    return list(merged.values())


def _plainly(what: str, action: Callable[[], T], sheet: str | None = None) -> T:
    """Turns a doubt about XML into a refusal that names the sheet or part."""
    try:
        return action()
    except Odd as odd:
        raise Refused(
            phrase("{what} {odd}. Save the workbook once in Excel, then try again.", what=what, odd=odd), sheet
        ) from None


@dataclass
class _Work:
    """The parts written so far, already compressed, and what is still to be done to the small ones."""

    package: Package
    structure: Structure
    level: int | None
    parts: dict[str, Deflated] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    cells_changed: bool = False
    formulas_added: bool = False
    formulas_removed: bool = False
    styles: Styles | None = None
    styles_read: bool = False

    def sheet(self, edit: SheetEdit) -> None:
        info = self.structure.sheet(edit.sheet)
        if info is None or info.kind != "worksheet":
            raise Refused(phrase("The workbook has no worksheet {sheet}.", sheet=repr(edit.sheet)), edit.sheet)
        if info.part in self.parts:
            raise Refused(phrase("Two sheets of the workbook share one part ({part}).", part=info.part), info.name)
        _plainly(phrase("The sheet {name}", name=repr(info.name)), lambda: self._sheet(info, edit), info.name)

    def _sheet(self, info: SheetInfo, edit: SheetEdit) -> None:
        xml = self.package.read(info.part)
        facts = facts_in(xml, self.package.key(info.part))
        plans = plan_tables(info, facts, edit)
        cells = [*edit.cells, *(cell for plan in plans for cell in plan.headers)]
        widened = [plan for plan in plans if plan.edit.new_columns]
        if widened:
            cells = [plan_format(cell, widened) for cell in cells]
        refuse_values(info.name, cells, self.structure.date1904)
        refuse_places(info, facts, cells)
        text = SheetText(xml)
        text.require_order()
        patched = SheetPatch(info.name, text, facts, self._styles(), self.structure.date1904)
        patched.edit(cells)
        apply_tables(patched, plans, edit)
        self._note(patched)
        if patched.changed:
            self.parts[info.part] = new = deflate(patched.pieces(), self.level)
            remember((new.crc, new.size), patched.facts_after())
        for plan in plans:
            self._table(plan)

    def _note(self, patched: SheetPatch) -> None:
        self.cells_changed |= patched.changed
        self.formulas_added |= patched.formulas_added
        self.formulas_removed |= patched.formulas_removed

    def _table(self, plan: TablePlan) -> None:
        part, columns = plan.table.part, plan.edit.new_columns
        if plan.last_row != plan.table.last_row or columns:
            xml = self.package.read(part)
            self._put(
                part, _plainly(phrase("The part {part}", part=part), lambda: edit_table(xml, plan.last_row, columns))
            )

    def _styles(self) -> Styles | None:
        part = self.structure.styles_part
        if not self.styles_read and part is not None:
            xml = self.package.read(part)
            try:
                self.styles = read_styles(xml)
            except Odd:  # only an edit that needs a new style is refused for it
                self.styles = None
        self.styles_read = True
        return self.styles

    def _put(self, part: str, xml: bytes) -> None:
        if part not in self.package or xml != self.package.read(part):
            self.parts[part] = deflate([xml], self.level)

    def finish(self, edit: WorkbookEdit) -> None:
        """The small parts, each written once."""
        styles = self.styles.xml() if self.styles else None
        if styles is not None and self.structure.styles_part:
            self._put(self.structure.styles_part, styles)
        _plainly(phrase("The workbook"), lambda: self._workbook(edit))
        _plainly(phrase("The list of parts"), lambda: self._container(edit))

    def _workbook(self, edit: WorkbookEdit) -> None:
        part = self.structure.workbook_part
        old = xml = self.package.read(part)
        known = {name.casefold() for name in self.structure.defined_names}
        names = {name: text for name, text in edit.defined_names.items() if name.casefold() not in known}
        if names:
            xml = with_names(xml, names)
        if self.cells_changed and not is_recalculating(xml) and self._any_formulas():
            xml = recalculating(xml)
        if xml != old:
            self._put(part, xml)

    def _any_formulas(self) -> bool:
        if self.formulas_added or self.structure.calc_chain:
            return True
        parts = [sheet.part for sheet in self.structure.sheets if sheet.part]
        return any(self._formulas_in(part) for part in parts)

    def _formulas_in(self, part: str) -> bool:
        try:
            return self.structure.has_formulas(part)
        except Unreadable:  # a damaged sheet that this save does not touch: calculating does no harm
            return True

    def _container(self, edit: WorkbookEdit) -> None:
        old = types = self.package.read(CONTENT_TYPES)
        if self.formulas_added or self.formulas_removed:
            types = self._drop_calc_chain(types)
        if edit.properties:
            types = self._set_properties(edit, types)
        if types != old:
            self._put(CONTENT_TYPES, types)

    def _drop_calc_chain(self, types: bytes) -> bytes:
        link = self.structure.calc_chain
        if link is None or link.target is None:
            return types
        self.removed.append(link.target)
        rels = self.package.find(rels_part(self.structure.workbook_part)) or ""
        self._put(rels, without_relation(self.package.read(rels), link.id))
        return without_override(types, link.target)

    def _set_properties(self, edit: WorkbookEdit, types: bytes) -> bytes:
        part = self.structure.custom_part
        if part is not None:
            self._put(part, with_properties(self.package.read(part), edit.properties))
            return types
        if self.package.find(CUSTOM_PART):
            raise Odd(phrase("does not say what {custom_part} is", custom_part=CUSTOM_PART))
        self._put(CUSTOM_PART, with_properties(EMPTY_PROPERTIES, edit.properties))
        rels = self.package.find(rels_part("")) or ""
        self._put(rels, with_relation(self.package.read(rels), CUSTOM_KIND, CUSTOM_PART))
        return with_override(types, CUSTOM_PART, CUSTOM_TYPE)


def plan_format(cell: CellEdit, plans: Iterable[TablePlan]) -> CellEdit:
    """A cell of a new column takes the column's number format unless it names its own."""
    return next((plan.formatted(cell) for plan in plans if plan.is_new(cell)), cell)
