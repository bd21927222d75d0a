"""What a workbook is made of: sheets, tables, names, properties; read from the small parts, never from the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from io_xlsx.parts.cells import Range, parse_range, unescape_text
from io_xlsx.parts.facts import SheetFacts, facts_of
from io_xlsx.parts.foreign import about_binary, not_a_workbook
from io_xlsx.parts.markup import MAIN_NAMESPACES, STRICT, local, parse_part
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.relations import Relation, relations
from models.core.phrase import phrase

_RELATION_ID = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@dataclass(frozen=True)
class TableInfo:
    """A ListObject: `first_row` is its header row (when it has one), `last_row` includes a totals row."""

    name: str
    part: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    columns: tuple[str, ...]
    formulas: tuple[str | None, ...]
    header_rows: int = 1
    totals_rows: int = 0
    kind: str = "worksheet"

    @property
    def area(self) -> Range:
        """The whole `ref`."""
        return Range(self.first_row, self.first_column, self.last_row, self.last_column)


@dataclass(frozen=True)
class SheetInfo:
    """`kind` is worksheet, chartsheet, dialogsheet, xlMacrosheet, or missing (listed, without a part)."""

    name: str
    part: str
    state: str
    tables: tuple[TableInfo, ...] = ()
    kind: str = "worksheet"
    pivots: tuple[Range, ...] = ()


@dataclass(frozen=True)
class Structure:
    """A workbook without its cells; the methods read a sheet's XML, once per content."""

    sheets: tuple[SheetInfo, ...]
    defined_names: Mapping[str, str]
    date1904: bool
    signed: bool
    strict: bool
    custom_properties: Mapping[str, str]
    workbook_part: str
    calc_chain: Relation | None
    styles_part: str | None
    shared_strings_part: str | None
    custom_part: str | None
    link_parts: tuple[str, ...]
    package: Package = field(repr=False)

    def sheet(self, name: str) -> SheetInfo | None:
        """By name in any case, as Excel does."""
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == name.casefold()), None)

    def facts(self, part: str) -> SheetFacts:
        """Formulas, merges and protection of one sheet."""
        return facts_of(self.package, part)

    def has_formulas(self, part: str) -> bool:
        """Whether any cell of the sheet holds a formula."""
        return self.facts(part).formulas

    def merged_ranges(self, part: str) -> tuple[Range, ...]:
        """As the sheet lists them."""
        return self.facts(part).merged

    def is_protected(self, part: str) -> bool:
        """Whether Excel would refuse edits of locked cells."""
        return self.facts(part).protected


def read_structure(package: Package) -> Structure:
    """Raises Unreadable when the file is a zip but no workbook."""
    structure: Structure | None = package.read_once.get("structure")
    if structure is None:
        structure = package.read_once["structure"] = _read_structure(package)
    return structure


def _read_structure(package: Package) -> Structure:
    part = _workbook_part(package)
    root = parse_part(package, part)
    if local(root.tag) != "workbook" or _namespace(root) not in MAIN_NAMESPACES:
        raise Unreadable(not_a_workbook(package.names, package.read))
    links = relations(package, part)
    custom = _target(relations(package, ""), "custom-properties")
    return Structure(
        sheets=tuple(_sheets(package, root, links)),
        defined_names=_defined_names(root),
        date1904=_flag(_child(root, "workbookPr"), "date1904"),
        signed=any(name.casefold().startswith("_xmlsignatures/") for name in package.names),
        strict=_namespace(root) == STRICT,
        custom_properties=_custom_properties(package, custom),
        workbook_part=part,
        calc_chain=next((link for link in links if link.kind == "calcChain"), None),
        styles_part=_target(links, "styles"),
        shared_strings_part=_target(links, "sharedStrings"),
        custom_part=custom,
        link_parts=tuple(link.target for link in links if link.kind == "externalLink" and link.target),
        package=package,
    )


def _workbook_part(package: Package) -> str:
    part = _target(relations(package, ""), "officeDocument")
    if part is None:
        raise Unreadable(not_a_workbook(package.names, package.read))
    if part.casefold().endswith(".bin"):
        raise Unreadable(about_binary())
    return part


def _target(links: tuple[Relation, ...], kind: str) -> str | None:
    return next((link.target for link in links if link.kind == kind and link.target), None)


def _namespace(element: ElementTree.Element) -> str:
    return element.tag[1:].partition("}")[0]


def _child(element: ElementTree.Element, name: str) -> ElementTree.Element | None:
    """Only children of the element's own namespace: there is an x15:workbookPr beside workbookPr."""
    return element.find(f"{{{_namespace(element)}}}{name}")


def _children(element: ElementTree.Element | None, name: str) -> list[ElementTree.Element]:
    return [] if element is None else element.findall(f"{{{_namespace(element)}}}{name}")


def _flag(element: ElementTree.Element | None, name: str) -> bool:
    return element is not None and element.get(name, "0").strip() in ("1", "true", "on")


def _sheets(package: Package, root: ElementTree.Element, links: tuple[Relation, ...]) -> list[SheetInfo]:
    by_id = {link.id: link for link in links}
    sheets = []
    for item in _children(_child(root, "sheets"), "sheet"):
        name = item.get("name", "")
        link = by_id.get(next((item.attrib[key] for key in _RELATION_ID if key in item.attrib), ""))
        state = item.get("state", "visible")
        if link is None or link.target is None:  # Excel opens such files, without the sheet
            sheets.append(SheetInfo(name, "", state, kind="missing"))
        else:
            sheets.append(_sheet(package, name, state, link.target, link.kind))
    return sheets


def _sheet(package: Package, name: str, state: str, part: str, kind: str) -> SheetInfo:
    links = relations(package, part)
    tables = tuple(read_table(package, link.target) for link in links if link.kind == "table" and link.target)
    pivots = tuple(_pivot_area(package, link.target) for link in links if link.kind == "pivotTable" and link.target)
    return SheetInfo(name, part, state, tables, kind, pivots)


def read_table(package: Package, part: str) -> TableInfo:
    """Raises Unreadable when the part is no table or its ref no range."""
    root = parse_part(package, part)
    columns = _children(_child(root, "tableColumns"), "tableColumn")
    area = _area(root.get("ref", ""), part)
    return TableInfo(
        name=unescape_text(root.get("displayName") or root.get("name") or ""),
        part=part,
        first_row=area.first_row,
        last_row=area.last_row,
        first_column=area.first_column,
        last_column=area.last_column,
        columns=tuple(unescape_text(column.get("name", "")) for column in columns),
        formulas=tuple(_formula(column) for column in columns),
        header_rows=int(root.get("headerRowCount", "1")),
        totals_rows=int(root.get("totalsRowCount", "0")),
        kind=root.get("tableType", "worksheet"),
    )


def _formula(column: ElementTree.Element) -> str | None:
    found = _child(column, "calculatedColumnFormula")
    text = None if found is None else found.text
    return unescape_text(text) if text else None


def _area(ref: str, part: str) -> Range:
    try:
        return parse_range(ref)
    except ValueError:
        raise Unreadable(phrase("The part {part} names no range of cells.", part=part)) from None


def _pivot_area(package: Package, part: str) -> Range:
    """Its report filters stand above the range that the pivot table names, one row apart."""
    location = _child(parse_part(package, part), "location")
    area = _area("" if location is None else location.get("ref", ""), part)
    filters = 0 if location is None else int(location.get("rowPageCount", "0"))
    return area._replace(first_row=max(1, area.first_row - filters - 1)) if filters else area


def _defined_names(root: ElementTree.Element) -> dict[str, str]:
    """Those of the whole workbook; a sheet may hide one of them behind its own."""
    items = _children(_child(root, "definedNames"), "definedName")
    return {item.get("name", ""): item.text or "" for item in items if "localSheetId" not in item.attrib}


def _custom_properties(package: Package, part: str | None) -> dict[str, str]:
    if part is None:
        return {}
    items = parse_part(package, part)
    return {item.get("name", ""): "".join(item.itertext()) for item in items if local(item.tag) == "property"}
