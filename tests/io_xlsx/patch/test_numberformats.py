"""Which formats make a date of a number."""

from __future__ import annotations

import pytest

from io_xlsx.patch.numberformats import is_calendar_format, is_date_format


@pytest.mark.parametrize(
    ("code", "date", "calendar"),
    [
        ("General", False, False),
        ("yyyy-mm-dd", True, True),
        ("mmm yy", True, True),
        ("mm", True, True),
        ("[h]:mm", True, False),
        ("[Red]0.00", False, False),
        ('0.00 "days"', False, False),
        ("0\\d", False, False),
        ("_d0*y", False, False),
        ("#,##0 [$CAD]", False, False),
        ("[$-409]d-mmm", True, True),
        ("h:mm AM/PM", True, False),
        ("yyyy-mm-dd hh:mm", True, True),
        ("[s]", True, False),
    ],
)
def test_codes(code: str, date: bool, calendar: bool) -> None:
    assert is_date_format(164, code) is date
    assert is_calendar_format(164, code) is calendar


@pytest.mark.parametrize(
    ("number", "date", "calendar"),
    [(0, False, False), (14, True, True), (20, True, False), (22, True, True), (47, True, False), (49, False, False)],
)
def test_built_in_numbers(number: int, date: bool, calendar: bool) -> None:
    assert is_date_format(number, None) is date
    assert is_calendar_format(number, None) is calendar
