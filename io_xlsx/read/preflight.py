"""What is looked at before any parser sees a file from outside: each trap that it knows is refused by its name.

The zip's own rules (sizes, names, overlaps) stand in `parts.directory`, those of XML in `parts.markup`. What nobody
has thought of is left to the process in which `examine` then reads the whole file.
"""

from __future__ import annotations

import re

from io_xlsx.parts.cells import LAST_ROW, parse_cell
from io_xlsx.parts.facts import SheetFacts, facts_in
from io_xlsx.parts.markup import ATTRIBUTES, attributes, parse_part, refuse_declarations
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.relations import CONTENT_TYPES
from io_xlsx.parts.structure import Structure, read_structure
from io_xlsx.read.sheet_values import LARGEST_AREA
from models.core.phrase import phrase

_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<|\A\xff\xfe|\A\xfe\xff|\A\0<")
# References that may lie outside of a sheet: three letters, or seven digits. A usual sheet has none of them.
_FAR = re.compile(rb" r=[\"'](?:[A-Za-z]{3}|[A-Za-z]{0,2}\d{7})")
_REFERENCE = re.compile(rb" r=[\"']([^\"'<>]{0,40})")
_STRINGS = re.compile(rb"<(?:[\w.-]+:)?sst(" + ATTRIBUTES + rb")")
_SHORTEST_STRING = len("<si/>")
_PICTURES = "/media/"  # drawings may bear a DOCTYPE (SVG); nothing here ever parses one
_MACROS = "macroenabled"
_NAMES = (".xlsx", ".xlsm")


def preflight(package: Package) -> None:
    """Raises Unreadable with one sentence: what is wrong, with the part, and what to do where anything can be done."""
    structure = read_structure(package)  # from small parts, each of which is looked at before it is parsed
    _refuse_wrong_name(package, structure)
    sheets = {sheet.part: sheet.name for sheet in structure.sheets if sheet.kind == "worksheet"}
    for name in package.names:
        data = package.read(name)  # its checksum is checked by that
        if _MARKUP.match(data) and _PICTURES not in name:
            refuse_declarations(name, data)
        if name == structure.shared_strings_part:
            _refuse_false_count(name, data)
        if name in sheets:
            refuse_far_cells(sheets[name], data)
            _refuse_huge_merges(sheets[name], facts_in(data, package.key(name)))


def _refuse_wrong_name(package: Package, structure: Structure) -> None:
    """A workbook with macros that passes for one without: spreadsheet programs refuse it, too."""
    if package.path.suffix.lower() not in _NAMES:
        raise Unreadable(
            phrase(
                "The file is a workbook, and its name does not say so: rename it to {stem}.xlsx.",
                stem=package.path.stem,
            )
        )
    if package.path.suffix.lower() == ".xlsx" and _MACROS in _content_type(package, structure.workbook_part).lower():
        raise Unreadable(
            phrase(
                "The file is a workbook with macros (.xlsm), and its name says that it has none: "
                "if you trust it, rename it to {stem}.xlsm.",
                stem=package.path.stem,
            )
        )


def _content_type(package: Package, part: str) -> str:
    listed = package.find(CONTENT_TYPES)
    if listed is None:
        return ""
    items = list(parse_part(package, listed))
    own = (item for item in items if item.get("PartName", "").lstrip("/").casefold() == part.casefold())
    return next((item.get("ContentType", "") for item in own), "")


def _refuse_false_count(part: str, xml: bytes) -> None:
    """A reader makes room for as many strings as are announced; more than fit into the part are a trap."""
    root = _STRINGS.search(xml, 0, 4096)
    count = attributes(root[1]).get(b"uniqueCount", b"") if root else b""
    if count.isdigit() and int(count) * _SHORTEST_STRING > len(xml):
        raise Unreadable(
            phrase(
                "The part {part} says that it holds {count} strings, which is false: it is too short.",
                part=part,
                count=int(count),
            )
        )


def refuse_far_cells(sheet: str, xml: bytes) -> None:
    """Rows and cells beyond the last ones that a sheet can have; a usual sheet has none that need a second look."""
    for match in _FAR.finditer(xml):
        named = _REFERENCE.match(xml, match.start())
        reference = named[1].decode("ascii", "replace") if named else ""
        if xml.rfind(b">", 0, match.start()) > xml.rfind(b"<", 0, match.start()):
            continue  # a text that reads so
        is_row = reference.isdigit()
        if not (1 <= int(reference) <= LAST_ROW if is_row else _is_cell(reference)):
            row = phrase(
                "The sheet {sheet} has a row {row}, which lies outside of any sheet.", sheet=sheet, row=reference
            )
            cell = phrase(
                "The sheet {sheet} has a cell {cell}, which lies outside of any sheet.", sheet=sheet, cell=reference
            )
            raise Unreadable(row if is_row else cell)


def _is_cell(reference: str) -> bool:
    try:
        parse_cell(reference)
    except ValueError:
        return False
    return True


def _refuse_huge_merges(sheet: str, facts: SheetFacts) -> None:
    for merged in facts.merged:
        rows, columns = merged.last_row - merged.first_row + 1, merged.last_column - merged.first_column + 1
        if rows * columns > LARGEST_AREA:
            raise Unreadable(
                phrase(
                    "The sheet {sheet} merges {area} into one cell, which is too big an area.", sheet=sheet, area=merged
                )
            )
