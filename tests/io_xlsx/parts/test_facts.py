"""What a sheet says about itself, and that it is asked only once."""

from __future__ import annotations

import pytest

from io_xlsx.parts import facts as module
from io_xlsx.parts.facts import SheetFacts, facts_in, facts_of, remember
from tests.io_xlsx.handmade import SHEET, package, parts, sheet


def facts(rows: str, after: str = "") -> SheetFacts:
    return module._read(sheet(rows, after).encode())


@pytest.mark.parametrize("formula", ["<f>1</f>", '<f t="shared" si="0"/>', "<f/>", "<x:f>1</x:f>", "<f\n>1</f>"])
def test_any_formula_is_seen(formula: str) -> None:
    assert facts(f'<row r="1"><c r="A1">{formula}</c></row>').formulas
    assert facts("f " * 5000 + formula).formulas


def test_letters_are_no_formula() -> None:
    assert not facts('<row r="1"><c r="A1" t="inlineStr"><is><t>f of &lt;f></t></is><fx/></c></row>').formulas


def test_arrays_data_tables_and_merges() -> None:
    rows = (
        "<c><f t=\"array\" ref=\"A1:A3\">1</f></c><c><f ref='C1:D9' t='dataTable'/></c>"
        '<c><f t="shared" ref="E1:E9" si="0">"array"</f></c>'
    )
    found = facts(rows, '<mergeCells><mergeCell ref="F1:G2"/><mergeCell ref="broken"/></mergeCells>')
    assert found.arrays == ((1, 1, 3, 1), (1, 3, 9, 4))
    assert found.merged == ((1, 6, 2, 7),)


@pytest.mark.parametrize(
    ("tag", "wanted"), [('sheet="1"', True), ('sheet="0"', False), ('objects="1"', False), ("sheet='true'", True)]
)
def test_protection(tag: str, wanted: bool) -> None:
    assert facts("", f"<sheetProtection {tag}/>").protected is wanted


def test_a_part_is_read_once_for_each_content(monkeypatch: pytest.MonkeyPatch) -> None:
    source = package(parts('<row r="7"/>'))
    first = facts_of(source, SHEET)
    monkeypatch.setattr(module, "_read", None)
    assert facts_of(source, SHEET) is first


def test_what_is_remembered_does_not_grow_without_end() -> None:
    for number in range(module.REMEMBERED + 9):
        remember((number, -1), SheetFacts(False, (), (), False))
    assert len(module._known) == module.REMEMBERED
    assert facts_in(b"", (module.REMEMBERED + 8, -1)) == SheetFacts(False, (), (), False)
