"""What a workbook wants of other files and programs: told, and never followed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from io_xlsx.layout import Cell
from io_xlsx.parts.cells import cell_name, parse_cell
from io_xlsx.parts.markup import local, parse_part, plain, search_rare
from io_xlsx.parts.relations import external_targets
from io_xlsx.parts.structure import Structure
from models.core.phrase import phrase
from models.core.problem import Problem, Severity

WORKBOOK = "Workbook"  # where a finding stands that belongs to no sheet

_BAR = re.compile(rb"\|[^<]*!")
_DDE = re.compile(rb"<(?:[\w.-]+:)?f(?:\s[^<>]*)?>([^<|]*\|[^<]*![^<]*)</")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c\s[^<>]*?\br=[\"']([A-Za-z]{1,3}\d{1,7})[\"']")


def dde_formulas(xml: bytes) -> Mapping[Cell, str]:
    """The formulas that ask another program for data, as `cmd|'/c calc'!A0`, by the cell that holds them."""
    if not search_rare(xml, b"|", _BAR):
        return {}
    found = {}
    for match in _DDE.finditer(xml):
        cells = _CELL.findall(xml, max(0, match.start() - 1024), match.start())
        if cells:
            found[parse_cell(cells[-1].decode())] = "=" + plain(match[1])
    return found


def dde_problems(sheet: str, xml: bytes) -> Iterable[Problem]:
    for cell, formula in dde_formulas(xml).items():
        yield Problem(
            Severity.WARNING,
            sheet,
            phrase("The formula {formula} asks another program for data; Valhalla never does.", formula=formula),
            cell=cell_name(*cell),
            seen=formula,
            advice=phrase("Write the value itself in the cell, unless you know the formula."),
        )


def link_problems(structure: Structure) -> list[Problem]:
    """The other workbooks and programs that formulas get values from."""
    return [
        Problem(
            Severity.INFO,
            WORKBOOK,
            phrase(
                "Formulas get values from {target}: they are shown as they were last saved, and nothing is fetched.",
                target=target,
            ),
            seen=target,
            advice=phrase("Break the link in Excel (Data, Edit Links) if you do not know it."),
        )
        for part in structure.link_parts
        for target in _targets(structure, part)
    ]


def _targets(structure: Structure, part: str) -> Iterable[str]:
    yield from external_targets(structure.package, part)
    for item in parse_part(structure.package, part):
        if local(item.tag) == "ddeLink":
            yield f"{item.get('ddeService', '')}|{item.get('ddeTopic', '')}"
