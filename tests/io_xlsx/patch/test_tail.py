"""Ranges behind the rows follow the table; dropdowns are added where the schema wants them."""

from __future__ import annotations

import pytest

from io_xlsx.parts.cells import Range, parse_range
from io_xlsx.parts.markup import Odd
from io_xlsx.patch.tail import list_formula, resize_ranges, with_validation

OLD = parse_range("A1:C10")
CF = '<conditionalFormatting sqref="{}"><cfRule/></conditionalFormatting>'
DV = (
    '<dataValidations count="1"><dataValidation type="list" sqref="{}"><formula1>X</formula1></dataValidation>'
    "</dataValidations>"
)
X14 = (
    "<extLst><ext><x14:dataValidations><x14:dataValidation><xm:sqref>{0}</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations><x14:conditionalFormatting><xm:sqref>{0}</xm:sqref></x14:conditionalFormatting>"
    "<x14:sparkline><xm:sqref>C10</xm:sqref></x14:sparkline></ext></extLst>"
)


def resized(tail: str, last_row: int = 12, old: Range = OLD) -> str:
    return resize_ranges(tail.encode(), b"", old, last_row).decode()


@pytest.mark.parametrize("shape", [CF, DV, X14])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("B2:B10", "B2:B12"),
        ("A2:Z10", "A2:Z12"),
        ("B2:B9", "B2:B9"),
        ("D2:D10", "D2:D10"),
        ("B2:B10 D1 C2:C10", "B2:B12 D1 C2:C12"),
        ("B10", "B10:B12"),
        ("B2:B1048576", "B2:B1048576"),
        ("broken", "broken"),
    ],
)
def test_ranges_that_ended_with_the_table_follow_it(shape: str, before: str, after: str) -> None:
    assert resized(shape.format(before)) == shape.format(after)


def test_shrinking_keeps_ranges_that_would_vanish() -> None:
    assert resized(CF.format("B2:B10 C9:C10"), 5) == CF.format("B2:B5 C9:C10")


def test_a_pivots_formats_are_its_own() -> None:
    tail = '<conditionalFormatting pivot="1" sqref="B2:B10"/>'
    assert resized(tail) == tail


def added(tail: str, area: str = "B2:B9") -> str:
    return with_validation(tail.encode(), b"", parse_range(area), "List").decode()


NEW = (
    '<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1" sqref="B2:B9">'
    "<formula1>List</formula1></dataValidation>"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "</worksheet>"),
        ('<mergeCells/><conditionalFormatting sqref="A1"><a/></conditionalFormatting>', "<hyperlinks/></worksheet>"),
        (
            "<customSheetViews><customSheetView><pageMargins/></customSheetView></customSheetViews>",
            "<pageMargins/></worksheet>",
        ),
    ],
)
def test_a_first_dropdown_goes_where_the_schema_wants_it(before: str, after: str) -> None:
    block = f'<dataValidations count="1">{NEW}</dataValidations>'
    assert added(before + after) == before + block + after


def test_a_second_dropdown_is_counted() -> None:
    xml = added(DV.format("C2:C9"))
    assert '<dataValidations count="2">' in xml
    assert xml.endswith(NEW + "</dataValidations>")


def test_the_dropdown_of_the_same_column_is_replaced() -> None:
    assert added(DV.format("B2:B5")) == f'<dataValidations count="1">{NEW}</dataValidations>'


@pytest.mark.parametrize(
    "tail", [DV.format("A2:B5"), DV.format("B2:B5 D1"), X14.format("B1:B3"), DV.format("broken"), "<a>"]
)
def test_other_dropdowns_are_not_touched(tail: str) -> None:
    with pytest.raises(Odd):
        added(tail)


@pytest.mark.parametrize(
    ("choices", "formula"), [(("a", 'b "c"'), '"a,b ""c"""'), ("Bills!$A$2:$A$9", "Bills!$A$2:$A$9")]
)
def test_choices_as_a_formula(choices: tuple[str, ...] | str, formula: str) -> None:
    assert list_formula(choices) == formula


@pytest.mark.parametrize("choices", [("a,b",), ("x" * 256,), ("",)])
def test_choices_that_excel_cannot_list(choices: tuple[str, ...]) -> None:
    with pytest.raises(Odd, match="dropdown"):
        list_formula(choices)
