"""What people type and what cells hold, read as a column's value."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.parsing import parse, read_cell
from models.core.schema import Column, Kind
from models.core.values import Invalid, check, show

MONEY = Column("Amount", Kind.MONEY, minimum=0)
ANY_MONEY = Column("Amount", Kind.MONEY)
PCT = Column("Share", Kind.PCT, minimum=0, maximum=1)
NUM = Column("Distance Km", Kind.NUM)
INT = Column("Beds", Kind.INT, minimum=0, maximum=100)
DATE = Column("Due", Kind.DATE)
TIME = Column("At", Kind.TIME)
CLOCK = Column("Start", Kind.CLOCK)
BOOL = Column("Autopay", Kind.BOOL)
CHOICE = Column("Cadence", Kind.CHOICE, choices=("monthly", "every_n_months"))
TEXT = Column("Name", Kind.TEXT)
SETTING = Column("Value", Kind.ANY)


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (MONEY, "1,500", 1500.0),
        (MONEY, "$1,500.00", 1500.0),
        (MONEY, "CAD 1,500.5", 1500.5),
        (MONEY, "1500.", 1500.0),
        (MONEY, ".5", 0.5),
        (MONEY, "١٥٠٠", 1500.0),  # Arabic-Indic digits
        (ANY_MONEY, "(200)", -200.0),
        (ANY_MONEY, "-5,000", -5000.0),
        (ANY_MONEY, "−5", -5.0),
        (PCT, "70%", 0.7),
        (PCT, "0.70", 0.7),
        (PCT, "12.5 %", 0.125),
        (PCT, "1", 1.0),
        (INT, "3", 3),
        (INT, "3.0", 3),
        (DATE, "2026-03-05", date(2026, 3, 5)),
        (DATE, "2026/3/5", date(2026, 3, 5)),
        (DATE, "25/04/2026", date(2026, 4, 25)),
        (DATE, "04/25/2026", date(2026, 4, 25)),
        (DATE, "04/04/2026", date(2026, 4, 4)),
        (DATE, "5 Mar 2026", date(2026, 3, 5)),
        (DATE, "March 5, 2026", date(2026, 3, 5)),
        (DATE, "Thursday, 5th of September 2026", date(2026, 9, 5)),
        (DATE, "5-Sept-2026", date(2026, 9, 5)),
        (MONEY, "١٬٥٠٠٫٥", 1500.5),  # with their own marks
        (MONEY, "۱۵۰۰", 1500.0),  # as in Urdu
        (MONEY, "0.125", 0.125),  # no thousand begins with a nought
        (NUM, "1.500", 1.5),  # as the grid itself shows it
        (TIME, "2026-03-05T14:03:00Z", "2026-03-05T14:03:00Z"),
        (TIME, "2026-03-05T14:03:00-06:00", "2026-03-05T20:03:00Z"),
        (CLOCK, "9:05", "09:05"),
        (BOOL, "Yes", True),
        (BOOL, "FALSE", False),
        (BOOL, "Oui", True),
        (BOOL, "faux", False),
        (BOOL, "1", True),
        (CHOICE, "Every N Months", "every_n_months"),
        (TEXT, "=A1", "=A1"),
        (TEXT, "  two  blanks ", "  two  blanks "),
        (SETTING, "70%", "0.7"),
        (SETTING, "1,500", "1500"),
        (SETTING, "0123", "0123"),
        (SETTING, "21:00", "21:00"),
        (MONEY, "", None),
        (MONEY, "  ", None),
    ],
)
def test_what_people_type_is_understood(column: Column, text: str, value: object) -> None:
    assert parse(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "sentence"),
    [
        (PCT, "70", "70 is 7000%, out of range: type 70% or 0.7"),
        (PCT, "700", "out of range"),
        (PCT, "-1%", "out of range"),
        (MONEY, "-1", "out of range"),
        (MONEY, "nan", "no amount"),
        (MONEY, "inf", "no amount"),
        (MONEY, "1e5", "no amount"),
        (MONEY, "1.500", "may mean 1500 or 1.500"),
        (MONEY, "1.500.000", "may mean 1500000: type it without"),
        (INT, "2.000", "may mean 2000 or 2.000"),
        (MONEY, "1 500,00", "type it as 1500.00 if it means that"),
        (MONEY, "1\u00a0500,00", "type it as 1500.00"),
        (MONEY, "1\u202f500", "type it as 1500 if"),
        (MONEY, "1.500,25", "type it as 1500.25"),
        (MONEY, "PKR 1,500", "“PKR 1,500” is no amount"),
        (MONEY, "$1.5k", "no amount"),
        (MONEY, "5 USD 5", "no amount"),
        (MONEY, "1,50", "no amount"),
        (MONEY, "12%", "no amount"),
        (INT, "3.5", "no whole number"),
        (INT, "101", "out of range"),
        (DATE, "03/04/2026", "may mean 2026-03-04 or 2026-04-03"),
        (DATE, "31/02/2026", "no such day"),
        (DATE, "2026-02-30", "no such day"),
        (DATE, "5/4/29", "would read as 2029: type it as YYYY-MM-DD"),
        (DATE, "15/04/30", "would read as 1930"),
        (DATE, "5 Mar 26", "would read as 2026"),
        (DATE, "Sat 12 2026", "no date"),
        (DATE, "31 Feb 2026", "no such day"),
        (DATE, "0999-01-01", "before 1900"),
        (CLOCK, "25:00", "no time of day"),
        (BOOL, "maybe", "neither yes nor no"),
        (CHOICE, "daily", "not one of monthly, every_n_months"),
        (TEXT, "x" * 32_768, "32,767"),
        (TEXT, "\ud800", "surrogate"),
        (ANY_MONEY, "1" * 20, "too large"),
    ],
)
def test_what_means_nothing_or_two_things_is_refused(column: Column, text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence.replace("(", r"\(")):
        parse(column, text)


@pytest.mark.parametrize(
    ("column", "raw", "value", "noted"),
    [
        (MONEY, 1500.0, 1500.0, False),
        (MONEY, "1,500", 1500.0, True),
        (INT, 3.0, 3, False),
        (DATE, date(2026, 3, 5), date(2026, 3, 5), False),
        (DATE, datetime(2026, 3, 5, 14), date(2026, 3, 5), True),
        (DATE, 45000.0, date(2023, 3, 15), True),
        (TEXT, 12345.0, "12345", False),
        (TEXT, True, "TRUE", False),
        (CLOCK, time(21, 0), "21:00", False),
        (CLOCK, 0.875, "21:00", False),
        (CLOCK, timedelta(hours=9), "09:00", False),
        (BOOL, True, True, False),
        (BOOL, "no", False, True),
        (BOOL, 1.0, True, True),
        (CHOICE, "monthly", "monthly", False),
        (CHOICE, "Monthly", "monthly", True),
        (TIME, datetime(2026, 3, 5, 14, 3), "2026-03-05T14:03:00Z", True),
        (TEXT, 12345678901234567890.0, "1.2345678901234567e+19", True),
        (TEXT, 4111111111111110.0, "4111111111111110", True),
        (TEXT, 411111111111111.0, "411111111111111", False),
        (SETTING, 0.7, "0.7", False),
        (SETTING, date(2026, 1, 1), "2026-01-01", False),
        (MONEY, "", None, False),
    ],
)
def test_cells_are_read_in_their_form_and_others_are_noted(
    column: Column, raw: object, value: object, noted: bool
) -> None:
    parsed = read_cell(column, raw)
    assert parsed.value == value
    assert bool(parsed.note) == noted


@pytest.mark.parametrize(
    ("column", "raw"),
    [(NUM, "1.500"), (MONEY, "1.500"), (DATE, time(12, 0)), (DATE, timedelta(days=2)), (TIME, time(9)),
     (CLOCK, date(2026, 1, 1)), (DATE, 0.0),
     (MONEY, True), (MONEY, date(2026, 1, 1)), (BOOL, 2.0), (DATE, 60.0), (DATE, -1.0), (TIME, 5.0), (INT, 2.5)],
)  # fmt: skip
def test_cells_of_a_wrong_kind_are_faults(column: Column, raw: object) -> None:
    with pytest.raises(Invalid):
        read_cell(column, raw)


@given(st.text(max_size=20))
def test_no_text_is_anything_but_understood_or_refused(text: str) -> None:
    for column in (MONEY, PCT, INT, DATE, TIME, CLOCK, BOOL, CHOICE):
        try:
            value = parse(column, text)
        except Invalid:
            continue
        check(column, value)
        assert parse(column, show(column, value)) == value or column is PCT
