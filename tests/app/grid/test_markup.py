"""Tables on the clipboard: what LibreOffice put there once, and what goes there from here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.grid.markup import Exact, block_of_html, html_of
from models.core.schema import Column, Kind, Value

CAPTURED = Path(__file__).parents[2] / "data" / "clipboard-libreoffice.html"
FROM_LIBREOFFICE = '<meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/>'
TEXT = Column("Text")


def test_a_table_of_libreoffice_says_what_its_cells_hold() -> None:
    block = block_of_html(CAPTURED.read_text("utf-8"))
    assert block is not None
    assert block[0] == ("Name", "Amount", "Share", "Day", "Ready", "Notes")
    assert block[1] == ("Chair", "1,234.57", "26%", "09/03/26", "TRUE", "two\nlines")
    held = [[cell.exact if isinstance(cell, Exact) else cell for cell in row] for row in block[1:]]
    assert held == [
        ["Chair", "1234.567", "0.255", "2026-03-09", "TRUE", "two\nlines"],
        ['say "hi"', "-50.5", "0.07", "2025-12-31", "FALSE", "a\ttab"],
        ['5" pipe', "0.1", "", "", "", "  spaces  & <b>"],
        ["00123", "1000000", "1", "1999-01-02", "", "é€😀"],
    ]


def table(*cells: str) -> str:
    return f"{FROM_LIBREOFFICE}<table><tr>{''.join(cells)}</tr></table>"


def held(cell: str) -> str:
    block = block_of_html(table(cell))
    assert block is not None
    found = block[0][0]
    return found.exact if isinstance(found, Exact) else found


def test_days_and_times_by_their_format() -> None:
    assert held('<td sdval="46090" sdnum="1031;1031;DD.MM.YYYY">09.03.2026</td>') == "2026-03-09"
    assert held('<td sdval="46090.5" sdnum="1033;0;YYYY-MM-DD HH:MM">2026-03-09 12:00</td>') == "2026-03-09"
    assert held('<td sdval="0.395833333333333" sdnum="1033;0;HH:MM AM/PM">09:30 AM</td>') == "09:30"
    assert held('<td sdval="3" sdnum="1033;0;0 &quot;days&quot;">3 days</td>') == "3"
    assert held('<td sdval="2.5" sdnum="1031;">2,5</td>') == "2.5"


def test_a_workbook_that_counts_from_1904_is_taken_by_what_it_shows() -> None:
    assert held('<td sdval="44628" sdnum="1033;0;DD/MM/YY">09/03/26</td>') == "09/03/26"


def test_merged_cells_and_comments() -> None:
    block = block_of_html(
        f'{FROM_LIBREOFFICE}<table><tr><td colspan=2 rowspan=2>a</td><td>b</td></tr>'
        "<tr><td>c<comment>who knows</comment></td></tr></table><table><tr><td>other</td></tr></table>"
    )  # fmt: skip
    assert block == (("a", "", "b"), ("", "", "c"))


def test_tables_of_others_are_taken_by_their_text() -> None:
    assert block_of_html("<table><tr><td>1</td></tr></table>") is None
    assert block_of_html(FROM_LIBREOFFICE) is None


@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])), min_size=2,
                         max_size=2), min_size=1, max_size=4))  # fmt: skip
def test_texts_come_back_as_they_went(rows: list[list[str]]) -> None:
    html = html_of([[(TEXT, text, text) for text in row] for row in rows])
    block = block_of_html(FROM_LIBREOFFICE + html)
    assert block is not None
    assert [list(row) for row in block] == [["" if text == "\n" else text for text in row] for row in rows]


def test_values_go_out_with_what_they_are() -> None:
    cells: list[tuple[Column, Value, str]] = [
        (Column("A", Kind.MONEY), 1234.5, "1234.5"),
        (Column("S", Kind.PCT), 0.07, "7%"),
        (Column("D", Kind.DATE), date(2026, 3, 9), "2026-03-09"),
        (Column("B", Kind.BOOL), True, "TRUE"),
        (TEXT, None, ""),
    ]
    block = block_of_html(FROM_LIBREOFFICE + html_of([cells]))
    assert block is not None
    assert [cell.exact if isinstance(cell, Exact) else cell for cell in block[0]] == [
        "1234.5", "0.07", "2026-03-09", "TRUE", "",
    ]  # fmt: skip
