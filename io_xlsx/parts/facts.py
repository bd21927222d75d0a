"""What one sheet's XML says about itself outside single cells, remembered by checksum so that it is read once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from io_xlsx.parts.cells import Range, parse_range
from io_xlsx.parts.markup import ATTRIBUTES, attributes, search_rare
from io_xlsx.parts.package import Package

REMEMBERED = 512

_FORMULA = re.compile(rb"f(?<=<f|:f)[\s/>]")
_SPREAD = re.compile(rb"<(?:[\w.-]+:)?f(?=\s)" + ATTRIBUTES + rb"\s*/?>")
_SPREAD_KIND = re.compile(rb"[\"'](?:array|dataTable)[\"']")
_MERGE = re.compile(rb"<(?:[\w.-]+:)?mergeCell(?=\s)" + ATTRIBUTES)
_PROTECTION = re.compile(rb"<(?:[\w.-]+:)?sheetProtection(?=\s)" + ATTRIBUTES)
_END_OF_CELLS = re.compile(rb"sheetData\s*/?>")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """`arrays` are the ranges that array formulas, spills and data tables fill."""

    formulas: bool
    arrays: tuple[Range, ...]
    merged: tuple[Range, ...]
    protected: bool


_known: dict[tuple[int, int], SheetFacts] = {}


def facts_of(package: Package, part: str) -> SheetFacts:
    """Raises Unreadable for a damaged part."""
    key = package.key(part)
    known = _known.get(key)
    return known if known is not None else facts_in(package.read(part), key)


def facts_in(xml: bytes, key: tuple[int, int]) -> SheetFacts:
    """For a caller that holds the XML of the part with this key anyway."""
    if key not in _known:
        remember(key, _read(xml))
    return _known[key]


def remember(key: tuple[int, int], facts: SheetFacts) -> None:
    """Also called with what a save has just written, so that the next one need not look again."""
    while len(_known) >= REMEMBERED:
        del _known[next(iter(_known))]
    _known[key] = facts


def _read(xml: bytes) -> SheetFacts:
    formulas = search_rare(xml, b"f", _FORMULA)
    return SheetFacts(formulas, tuple(_arrays(xml)) if formulas else (), *tail_facts(xml))


def tail_facts(xml: bytes) -> tuple[tuple[Range, ...], bool]:
    """The merged ranges, and whether the sheet is protected: what stands behind the cells and costs little."""
    tail = xml[end_of_cells(xml) :]
    protection = _PROTECTION.search(tail)
    protected = protection is not None and attributes(protection[0]).get(b"sheet") in (b"1", b"true")
    return tuple(_ranges(_MERGE.findall(tail))), protected


def end_of_cells(xml: bytes) -> int:
    """Where the rows end: what follows is small and may be searched freely."""
    at = xml.rfind(b"sheetData")
    match = _END_OF_CELLS.match(xml, at) if at >= 0 else None
    return match.end() if match else len(xml)


def _arrays(xml: bytes) -> list[Range]:
    if _SPREAD_KIND.search(xml) is None:
        return []
    return _ranges([tag for tag in _SPREAD.findall(xml) if _SPREAD_KIND.search(tag)])


def _ranges(tags: list[bytes]) -> list[Range]:
    found = []
    for tag in tags:
        try:
            found.append(parse_range(attributes(tag).get(b"ref", b"").decode()))
        except ValueError:
            continue
    return found
