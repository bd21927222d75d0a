"""Cells that must not be edited are refused with the reason and the cell, before anything is written."""

from __future__ import annotations

import io
import math
from datetime import UTC, date, datetime
from typing import Any

import pytest

from io_xlsx.patch.patcher import CellEdit, Refused, SheetEdit, TableEdit, WorkbookEdit, patch
from tests.io_xlsx.handmade import (
    MAIN,
    edited,
    package,
    parts,
    relations,
    sheet,
    table,
    with_table,
)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "undefined number"),
        (-math.inf, "infinite"),
        (2**53 + 1, "more digits"),
        ("a\ud800", "lone surrogate"),
        ("\uffff", "no character"),
        ("x" * 32_768, "longer than 32,767"),
        ("\N{GRINNING FACE}" * 16_384, "longer than 32,767"),
        (date(1899, 12, 31), "before 1900"),
        (datetime(2024, 1, 1, tzinfo=UTC), "time zone"),
        (b"bytes", "cannot hold a bytes"),
    ],
)
def test_values_that_no_cell_holds(value: Any, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        edited(parts(""), CellEdit(2, 3, value))
    assert (refused.value.sheet, refused.value.cell) == ("Data", "C2")


def test_pandas_missing_values_are_no_dates() -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.raises(Refused):
        edited(parts(""), CellEdit(1, 1, pandas.NaT))
    with pytest.raises(Refused):
        edited(parts(""), CellEdit(1, 1, pandas.NA))


def test_the_longest_text_fits() -> None:
    edited(parts(""), CellEdit(1, 1, "x" * 32_767))


@pytest.mark.parametrize("formula", ["", "=1", "A\x01", "1" * 8_193])
def test_formulas_that_cannot_be(formula: str) -> None:
    with pytest.raises(Refused, match="formula"):
        edited(parts(""), CellEdit(1, 1, 1, formula=formula))


@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 0), (1_048_577, 1), (1, 16_385)])
def test_cells_outside_the_sheet(row: int, column: int) -> None:
    with pytest.raises(Refused, match="outside"):
        edited(parts(""), CellEdit(row, column, 1))


def test_the_same_cell_twice() -> None:
    with pytest.raises(Refused, match="twice"):
        edited(parts(""), CellEdit(1, 1, 1), CellEdit(1, 1, 2))


def test_merged_cells_but_for_the_first() -> None:
    files = parts(sheet("", '<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>'))
    edited(files, CellEdit(2, 2, 1), CellEdit(4, 2, 1))
    for cell in (CellEdit(2, 3, 1), CellEdit(3, 2, 1), CellEdit(3, 3, None)):
        with pytest.raises(Refused, match="merged"):
            edited(files, cell)


def test_headers_and_totals_of_a_table() -> None:
    part = table("A1:B4", "ID,Name", attributes='totalsRowCount="1"')
    files = with_table('<row r="4"><c r="B4"><f>SUM(1)</f></c></row>', part)
    edited(files, CellEdit(3, 2, 1), CellEdit(5, 2, 1), CellEdit(1, 3, 1), CellEdit(4, 2, 7, keep_formula=True))
    with pytest.raises(Refused, match="header of table Bills"):
        edited(files, CellEdit(1, 2, "x"))
    with pytest.raises(Refused, match="totals row of table Bills"):
        edited(files, CellEdit(4, 1, "x"))


def test_pivot_output() -> None:
    pivot = f'<pivotTableDefinition xmlns="{MAIN}"><location ref="A5:C9"/></pivotTableDefinition>'
    files = parts(
        "", {"xl/worksheets/_rels/sheet1.xml.rels": relations(("pivotTable", "/xl/p.xml")), "xl/p.xml": pivot}
    )
    with pytest.raises(Refused, match="pivot"):
        edited(files, CellEdit(5, 3, 1))
    edited(files, CellEdit(10, 3, 1))


def refused_whole(files: dict[str, str], reason: str) -> None:
    out = io.BytesIO()
    with pytest.raises(Refused, match=reason):
        patch(package(files), WorkbookEdit((SheetEdit("Data", (CellEdit(1, 1, 1),)),)), out)
    assert out.getvalue() == b""


def test_whole_workbooks_that_are_refused() -> None:
    refused_whole(parts("") | {"_xmlsignatures/sig1.xml": ""}, "signed")
    strict = {n: t.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main") for n, t in parts("").items()}
    refused_whole(strict, "Strict")
    refused_whole(parts("<!-- a -->"), "comments")
    refused_whole(parts('<row r="5"/><row r="2"/>'), "not in order")
    refused_whole(parts("<row/>"), "rows without a number")


def test_sheets_that_are_not_there() -> None:
    with pytest.raises(Refused, match="no worksheet 'Other'"):
        patch(package(parts("")), WorkbookEdit((SheetEdit("Other", (CellEdit(1, 1, 1),)),)), io.BytesIO())
    with pytest.raises(Refused, match="no table 'Other'"):
        patch(package(parts("")), WorkbookEdit((SheetEdit("Data", (), (TableEdit("Other", 5),)),)), io.BytesIO())
