"""Finding rows by bisection: the same rows that a walk finds, whatever gaps and widths a sheet has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from io_xlsx.parts.markup import Odd
from io_xlsx.parts.rows import SheetText
from tests.io_xlsx.handmade import MAIN, sheet


def text(rows: str) -> SheetText:
    return SheetText(sheet(rows).encode())


@given(st.sets(st.integers(1, 400) | st.integers(1, 1_048_576), max_size=60), st.integers(1, 1_048_576), st.data())
def test_bisection_finds_what_a_walk_finds(numbers: set[int], wanted: int, data: st.DataObject) -> None:
    ordered = sorted(numbers)
    widths = [data.draw(st.integers(0, 90)) for _ in ordered]
    rows = [
        f'<row r="{n}"{" " * w}/>' if w % 2 else f'<row r="{n}">{" " * w}</row>'
        for n, w in zip(ordered, widths, strict=True)
    ]
    made = text("".join(rows))
    for number in [wanted, *ordered]:
        row, at = made.find(number, made.begin)
        before = sum(n < number for n in ordered)
        assert at == made.begin + sum(map(len, rows[:before]))
        assert (row is not None) == (number in numbers)
        assert row is None or (row.number, row.end - row.start) == (number, len(rows[before]))
    assert [row.number for row in made.rows_between(wanted // 2, wanted)] == [
        n for n in ordered if wanted // 2 <= n <= wanted
    ]


def test_a_search_may_start_behind_known_rows() -> None:
    made = text('<row r="1"/><row r="3"/><row r="7"/>')
    third, _ = made.find(3, made.begin)
    assert third is not None
    row, at = made.find(5, third.end)
    assert row is None
    assert made.xml[at:].startswith(b'<row r="7"')


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ('<row r="1"/><row/><row r="3"/>', "rows without a number"),
        ('<row r="1"/><row r="9"/><row r="5"/><row r="7"/><row r="12"/>', "not in order"),
        ('<row r="99999999"/>', "rows without a number"),
        ("<row r='2'><c r='A2'/>", "without an end"),
    ],
)
def test_odd_rows_are_refused(rows: str, reason: str) -> None:
    made = text(rows)
    with pytest.raises(Odd, match=reason):
        list(made.rows_between(1, 1_048_576))
    if "end" not in reason:
        with pytest.raises(Odd, match=reason):
            made.require_order()


def test_bisection_notices_rows_that_are_not_in_order() -> None:
    made = text("".join(f'<row r="{n}"/>' for n in (1, 10, 38, 56, 53, 50, 60)))
    with pytest.raises(Odd, match="not in order"):
        made.find(39, made.begin)


def cells(inner: str) -> list[tuple[int, bytes, bytes | None]]:
    made = text(f'<row r="5">{inner}</row>')
    row, _ = made.find(5, made.begin)
    assert row is not None
    return [(cell.column, cell.tag, cell.inner) for cell in made.cells(row)]


def test_cells_of_a_row_with_odd_but_legal_quoting() -> None:
    inner = (
        """<c r="A5"/><c s='1' r='B5'><v>1</v></c ><c  t="s" x:y="a>b" r = "C5"><v>2</v></c><extLst><ext/></extLst>"""
    )
    assert cells(inner) == [
        (1, b'<c r="A5"/>', None),
        (2, b"<c s='1' r='B5'>", b"<v>1</v>"),
        (3, b'<c  t="s" x:y="a>b" r = "C5">', b"<v>2</v>"),
    ]


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<c><v>1</v></c>", "without a reference"),
        ('<c r="A6"/>', "in row 5"),
        ('<c r="B5"/><c r="A5"/>', "not in order"),
        ('<c r="A5"/><c r="A5"/>', "not in order"),
        ('<c r="A5"/><other/>', "something unusual"),
        ('<c r="A5"/><c r="B5"><v>1</v>', "something unusual"),
    ],
)
def test_odd_cells_are_refused(inner: str, reason: str) -> None:
    with pytest.raises(Odd, match=reason):
        cells(inner)


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (sheet("").encode("utf-16"), "UTF-8"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet("").encode(), "UTF-8"),
        (sheet("<!-- x -->").encode(), "comments"),
        (sheet('<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>').encode(), "CDATA"),
        (sheet("", "<x>" + "wow! " * 5000 + "</x><!--x-->").encode(), "comments"),
        (b"<worksheet/>", "namespace"),
        (b"<other/>", "has no <worksheet>"),
        (f'<worksheet xmlns="{MAIN}"/>'.encode(), "no <sheetData>"),
        (f'<worksheet xmlns="{MAIN}"><sheetData>'.encode(), "no end"),
        (f'<a:worksheet xmlns="{MAIN}" xmlns:a="{MAIN}"/>'.encode(), "namespace"),
    ],
)
def test_sheets_that_cannot_be_cut_by_bytes(xml: bytes, reason: str) -> None:
    with pytest.raises(Odd, match=reason):
        SheetText(xml)


def test_prefixed_and_empty_sheets() -> None:
    rows = '<x:sheetData><x:row r="4"><x:c r="A4"/></x:row></x:sheetData>'
    made = SheetText(f'<x:worksheet xmlns:x="{MAIN}">{rows}</x:worksheet>'.encode())
    assert [row.number for row in made.rows_between(1, 9)] == [4]
    empty = SheetText(f'\ufeff<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode())
    assert empty.self_closed
    assert empty.find(1, empty.begin) == (None, empty.end)
