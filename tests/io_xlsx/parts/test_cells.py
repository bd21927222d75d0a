"""References, escapes and serial dates, each way."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from io_xlsx.parts.cells import (
    LAST_COLUMN,
    LAST_ROW,
    Range,
    cell_name,
    column_name,
    column_number,
    escape_text,
    from_serial,
    iter_cells,
    needs_preserving,
    number_text,
    parse_cell,
    parse_range,
    parse_ranges,
    to_serial,
    unescape_text,
)
from tests.io_xlsx.handmade import sheet

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text("_x0041F\x01\rD", max_size=20)
RANGES = st.builds(
    lambda r, c, h, w: Range(r, c, min(LAST_ROW, r + h), min(LAST_COLUMN, c + w)),
    st.integers(1, LAST_ROW),
    st.integers(1, LAST_COLUMN),
    st.integers(0, 9),
    st.integers(0, 9),
)


@pytest.mark.parametrize(
    ("name", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("ZZ", 702), ("AAA", 703), ("XFD", 16384)]
)
def test_columns(name: str, number: int) -> None:
    assert column_name(number) == name
    assert column_number(name) == column_number(name.lower()) == number


@given(RANGES)
def test_ranges_round_trip(area: Range) -> None:
    assert parse_range(str(area)) == area
    assert parse_cell(cell_name(*area[:2])) == area[:2]


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "XFE1", "A1048577", "A1:", "A1:B", "A:1", "AAAA1", "A1:B0", ":"])
def test_what_is_no_range(text: str) -> None:
    with pytest.raises(ValueError, match="no"):
        parse_range(text)


def test_whole_columns_rows_and_reversed_corners() -> None:
    assert parse_range("$B:C") == (1, 2, LAST_ROW, 3)
    assert parse_range("3:$5") == (3, 1, 5, LAST_COLUMN)
    assert parse_range("C3:A1") == (1, 1, 3, 3)
    assert parse_ranges("A1 B2:C3") == (Range(1, 1, 1, 1), Range(2, 2, 3, 3))


@given(RANGES, RANGES)
def test_overlap_means_a_common_cell(one: Range, two: Range) -> None:
    rows = range(max(one[0], two[0]), min(one[2], two[2]) + 1)
    columns = range(max(one[1], two[1]), min(one[3], two[3]) + 1)
    assert one.overlaps(two) == bool(rows and columns)
    around = one.united(two)
    assert all(around.holds(*corner) for area in (one, two) for corner in (area[:2], area[2:]))


@given(TEXTS)
def test_texts_round_trip(text: str) -> None:
    escaped = escape_text(text)
    assert unescape_text(escaped) == text
    assert not any(ord(sign) < 32 and sign not in "\t\n" for sign in escaped)


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("a\rb", "a_x000D_b"),
        ("_x000D_", "_x005F_x000D_"),
        ("_x0041\x01", "_x005F_x0041_x0001_"),  # the escape of \1 must not complete the literal before it
        ("_x41_ _X0041_", "_x41_ _X0041_"),
        ("a\nb\tc", "a\nb\tc"),
    ],
)
def test_spelling(text: str, spelt: str) -> None:
    assert escape_text(text) == spelt


def test_two_escaped_halves_are_one_sign() -> None:
    assert unescape_text("_xD83D__xDE00_") == "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    ("text", "wanted"), [("a", False), (" a", True), ("a ", True), ("a  b", True), ("a b", False), ("a\nb", True)]
)
def test_blanks_at_risk(text: str, wanted: bool) -> None:
    assert needs_preserving(text) is wanted


@pytest.mark.parametrize(
    ("day", "serial", "serial_1904"),
    [
        (date(1900, 1, 1), 1, None),
        (date(1900, 2, 28), 59, None),
        (date(1900, 3, 1), 61, None),
        (date(1904, 1, 1), 1462, 0),
        (date(2024, 2, 29), 45351, 43889),
        (date(9999, 12, 31), 2958465, 2957003),
        (datetime.fromisoformat("2024-02-29T06:00"), 45351.25, 43889.25),
        (datetime.fromisoformat("2024-02-29T23:59:59.9999"), 45352, 43890),
    ],
)
def test_serials(day: date, serial: float, serial_1904: float | None) -> None:
    assert to_serial(day, False) == serial
    if serial_1904 is not None:
        assert to_serial(day, True) == serial_1904


@given(st.datetimes(datetime.fromisoformat("1904-01-01"), datetime.fromisoformat("9999-12-31")), st.booleans())
def test_moments_round_trip_to_the_millisecond(moment: datetime, date1904: bool) -> None:
    back = from_serial(to_serial(moment, date1904), date1904)
    assert abs(back - moment) <= timedelta(milliseconds=1)


@given(st.dates(date(1900, 1, 1)))
def test_days_round_trip(day: date) -> None:
    assert from_serial(to_serial(day, False), False).date() == day


@pytest.mark.parametrize("serial", [60, 60.5, -1, 2_958_466, float("inf"), float("nan")])
def test_serials_that_are_no_date(serial: float) -> None:
    with pytest.raises(ValueError, match="no date"):
        from_serial(serial, False)


@pytest.mark.parametrize("day", ["1899-12-31", "1899-12-31T12:00", "2024-01-01T00:00+00:00"])
def test_dates_that_no_cell_holds(day: str) -> None:
    with pytest.raises(ValueError, match="date"):
        to_serial(datetime.fromisoformat(day), False)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_round_trip(number: float) -> None:
    assert float(number_text(number)) == number


@pytest.mark.parametrize(
    ("number", "text"), [(1.0, "1"), (0.1, "0.1"), (1e300, "1E+300"), (-(2**53), "-9007199254740992")]
)
def test_numbers_are_short(number: float, text: str) -> None:
    assert number_text(number) == text


def test_numpy_floats_are_written_as_floats() -> None:
    numpy = pytest.importorskip("numpy")
    assert number_text(numpy.float64(1.5)) == "1.5"


def test_iter_cells_reads_every_kind() -> None:
    xml = sheet(
        '<row r="2"><c r="B2" s="3" t="s"><v>7</v></c><c><v>1</v></c>'
        '<c r="E2" t="inlineStr"><is><r><t>a</t></r><rPh><t>no</t></rPh><r><t>&amp;b</t></r></is></c></row>'
        '<row><c t="str"><f t="shared" si="0" ref="A3:A4">B2&lt;1</f><v>x</v></c></row>'
        '<row r="9"/><row><c r="C10"/></row>'
    )
    cells = [tuple(cell) for cell in iter_cells(xml.encode())]
    assert cells == [
        (2, 2, 3, "s", None, None, "7"),
        (2, 3, 0, "n", None, None, "1"),
        (2, 5, 0, "inlineStr", None, None, "a&b"),
        (3, 1, 0, "str", {"t": "shared", "si": "0", "ref": "A3:A4"}, "B2<1", "x"),
        (10, 3, 0, "n", None, None, None),
    ]


def test_iter_cells_goes_by_the_reference() -> None:
    xml = sheet('<row r="1"><c r="A1"/><c r="A11"/><c r="$B$11"/></row><row r="2"><c r="a2"/><c r="$B$2"/></row>')
    assert [cell[:2] for cell in iter_cells(xml.encode())] == [(1, 1), (11, 1), (11, 2), (2, 1), (2, 2)]


def test_iter_cells_understands_prefixes_and_cdata() -> None:
    xml = sheet('<row r="1"><c r="A1"><v>V</v></c></row>').replace("xmlns=", "xmlns:x=")
    xml = xml.replace("<", "<x:").replace("<x:/", "</x:").replace("V", "<![CDATA[5]]>")
    assert [cell.raw for cell in iter_cells(xml.encode())] == ["5"]


@pytest.mark.parametrize(
    "xml",
    [
        "<a>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        sheet('<row r="1"><c r="A0"/></row>'),
        sheet('<row r="1"><c r="A1"/></row><row r="2"><c r="A"/></row>'),
    ],
)
def test_iter_cells_refuses_broken_xml(xml: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        list(iter_cells(xml.encode()))
