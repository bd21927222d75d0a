"""Rows cut out of a stream are those of the whole sheet, wherever the stream is torn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from io_xlsx.parts.cells import RawCell, iter_cells
from io_xlsx.parts.excerpt import excerpt
from io_xlsx.parts.markup import Odd
from tests.io_xlsx.handmade import MAIN, sheet

BREAKS = '<rowBreaks count="1"><brk id="3"/></rowBreaks><tail>' + "x" * 40 + "</tail>"


def made(numbers: list[int], prefix: str) -> bytes:
    rows = "".join(
        f'<row  r="{n}"><c r="A{n}"><v>{n}</v></c><c r="C{n}" t="str"><f>A{n}</f><v>x</v></c></row>' for n in numbers
    )
    xml = sheet(rows, BREAKS)
    if prefix:
        xml = xml.replace("xmlns=", "xmlns:x=").replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    return xml.encode()


@given(
    st.sets(st.integers(1, 60), max_size=20),
    st.sets(st.integers(1, 70), max_size=9),
    st.lists(st.integers(1, 300), min_size=1, max_size=9),
    st.sampled_from(["", "x:"]),
)
def test_any_tearing_gives_the_same_rows(rows: set[int], wanted: set[int], sizes: list[int], prefix: str) -> None:
    xml = made(sorted(rows), prefix)
    pieces: list[bytes] = []
    at = 0
    while at < len(xml):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(xml[at : at + size])
        at += size
    assert list(iter_cells(excerpt(pieces, wanted))) == chosen(xml, wanted)


def chosen(xml: bytes, wanted: set[int]) -> list[RawCell]:
    return [cell for cell in iter_cells(xml) if cell.row in wanted]


def test_an_empty_sheet_is_read_to_its_end() -> None:
    left = iter([f'<worksheet xmlns="{MAIN}"><sheetData/>'.encode(), b"</worksheet>"])
    assert list(iter_cells(excerpt(left, {1}))) == []
    assert list(left) == []


@pytest.mark.parametrize("xml", [b"<worksheet/>", sheet("").encode().replace(b"</sheetData>", b"")])
def test_what_is_no_sheet(xml: bytes) -> None:
    with pytest.raises(Odd):
        excerpt([xml], {1})
