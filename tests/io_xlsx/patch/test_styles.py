"""Styles are only ever appended, once, and differ from the present one in the number format alone."""

from __future__ import annotations

import pytest

from io_xlsx.parts.markup import Odd
from io_xlsx.patch.styles import read_styles
from tests.io_xlsx.handmade import MAIN, STYLES


def test_meaning_of_styles() -> None:
    styles = read_styles(STYLES.encode())
    assert [styles.is_general(n) for n in range(6)] == [True, False, False, True, False, True]
    assert [styles.is_date(n) for n in range(5)] == [False, True, False, False, True]
    assert [styles.is_calendar(n) for n in range(5)] == [False, True, False, False, False]
    assert [styles.is_unlocked(n) for n in range(6)] == [False, False, False, True, False, False]
    assert styles.xml() is None


def test_general_may_be_redefined() -> None:
    part = STYLES.replace('numFmtId="164" formatCode="0.0%"', 'numFmtId="0" formatCode="yyyy"')
    styles = read_styles(part.encode())
    assert styles.is_date(0)
    assert not styles.is_general(0)


def test_a_format_is_appended_once_and_reused() -> None:
    styles = read_styles(STYLES.encode())
    assert styles.formatted(3, "0.0%") == styles.formatted(3, "0.0%") == 5
    assert styles.formatted(0, "yyyy-mm-dd") == 6
    xml = styles.xml()
    assert xml is not None
    assert (
        b'<xf numFmtId="164" fontId="0" applyProtection="1" applyNumberFormat="1"><protection locked="0"/></xf>' in xml
    )
    assert b'<numFmts count="2">' in xml
    assert b'<numFmt numFmtId="165" formatCode="yyyy-mm-dd"/></numFmts>' in xml
    assert b'<cellXfs count="7">' in xml
    again = read_styles(xml)
    assert again.formatted(0, "yyyy-mm-dd") == 6
    assert again.xml() is None
    assert again.is_date(6)


def test_everything_else_of_the_part_stays() -> None:
    styles = read_styles(STYLES.encode())
    styles.formatted(1, "#,##0.00")
    xml = styles.xml() or b""
    new = b'<xf numFmtId="4" fontId="1" applyNumberFormat="1"/>'
    assert xml.replace(new, b"").replace(b'count="6"', b'count="5"') == STYLES.encode()


@pytest.mark.parametrize(
    ("part", "tag"),
    [
        (f'<styleSheet xmlns="{MAIN}"><cellXfs><xf/></cellXfs></styleSheet>', b"numFmt"),
        (f'<styleSheet xmlns="{MAIN}"><numFmts count="0"/><cellXfs count="1"><xf/></cellXfs></styleSheet>', b"numFmt"),
        (f'<s:styleSheet xmlns:s="{MAIN}"><s:cellXfs><s:xf/></s:cellXfs></s:styleSheet>', b"s:numFmt"),
    ],
)
def test_a_part_without_formats_gets_a_list_of_them(part: str, tag: bytes) -> None:
    styles = read_styles(part.encode())
    styles.formatted(0, 'a "b" & c')
    xml = styles.xml() or b""
    new = b'<%s numFmtId="164" formatCode="a &quot;b&quot; &amp; c"/>' % tag
    assert b'<%ss count="1">%s</%ss>' % (tag, new, tag) in xml
    assert read_styles(xml).codes == {164: 'a "b" & c'}


@pytest.mark.parametrize(
    "part", [f'<styleSheet xmlns="{MAIN}"/>', "<styleSheet/>", f'<styleSheet xmlns="{MAIN}"><!--x--></styleSheet>']
)
def test_parts_without_cell_styles_are_odd(part: str) -> None:
    with pytest.raises(Odd):
        read_styles(part.encode())


def test_a_style_that_is_not_there_cannot_be_built_upon() -> None:
    with pytest.raises(Odd, match="no style number 9"):
        read_styles(STYLES.encode()).formatted(9, "0")


def test_a_number_that_is_none_is_told() -> None:
    part = STYLES.replace('numFmtId="164" formatCode', 'numFmtId="1%4" formatCode')
    with pytest.raises(Odd, match="says '1%4' where a number should be"):
        read_styles(part.encode())
