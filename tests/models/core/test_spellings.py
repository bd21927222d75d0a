import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.core.spellings import date_orders, decimal_signs, read_amount, read_date
from models.core.values import Invalid


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("12.50", ".", 12.5), ("12,50", ",", 12.5), ("-7,5", ",", -7.5), ("1,234.56", ".", 1234.56),
        ("1.234,56", ",", 1234.56), ("1 234,56", ",", 1234.56), ("1\u202f234,56", ",", 1234.56),
        ("1'234.50", ".", 1234.5), ("1,234", ".", 1234), ("1.234", ",", 1234), ("(12.50)", ".", -12.5),
        ("12.50-", ".", -12.5), ("−3,20", ",", -3.2), ("+250.00", ".", 250), ("$1,000.00", ".", 1000),
        ("-$4.50", ".", -4.5), ("$-4.50", ".", -4.5), ("CAD 12.00", ".", 12), ("12,00 EUR", ",", 12),
        ("12.00CAD", ".", 12), ("CA$5", ".", 5), ("C$5", ".", 5), ("US$5", ".", 5), ("12.00 CR", ".", 12),
        ("12.00DR", ".", -12), (".5", ".", 0.5), ("5.", ".", 5), ("4.5000", ".", 4.5), ("0.00", ".", 0),
        ("", ".", None), ("  ", ".", None), ("-", ".", None),
    ],
)  # fmt: skip
def test_amounts_as_banks_write_them(text: str, decimal: str, amount: float | None) -> None:
    assert read_amount(text, decimal) == amount


@pytest.mark.parametrize(
    ("text", "decimal", "says"),
    [
        ("12,50", ".", "decimal point"), ("1.234,56", ".", "decimal point"), ("12.50", ",", "decimal comma"),
        ("1,23,456", ".", "decimal point"), ("twelve", ".", "no amount"), ("--5", ".", "no amount"),
        ("1.005", ".", "finer than a cent"), ("9" * 20, ".", "too large"), ("$", ".", "no amount"),
        ("9" * 400, ".", "too large"), ("1.2.3", ".", "no amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_says_so(text: str, decimal: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_amount(text, decimal)


@given(st.integers(-(10**11), 10**11), st.sampled_from([".", ","]), st.booleans())
def test_every_cent_is_read(cents: int, decimal: str, grouped: bool) -> None:
    text = f"{cents / 100:,.2f}" if grouped else f"{cents / 100:.2f}"
    text = text if decimal == "." else text.translate(str.maketrans(",.", ".,"))
    amount = read_amount(text, decimal)
    assert amount is not None
    assert round(amount * 100) == cents
    assert decimal in decimal_signs([text])


@pytest.mark.parametrize(
    ("texts", "signs"),
    [
        (["1.50", "1,234.00"], (".",)), (["1,50", "1.234,00"], (",",)), (["12", "1200"], (".",)),
        (["1,234", "12"], (".", ",")), (["1,234", "1.50"], (".",)), (["1,234,567"], (".",)), (["1.234.567"], (",",)),
        (["-1,5"], (",",)), (["(2.5)"], (".",)), ([], (".",)), (["1,50", "1,50", "1.50"], (",",)),
    ],
)  # fmt: skip
def test_the_decimal_sign_of_a_file(texts: list[str], signs: tuple[str, ...]) -> None:
    assert decimal_signs(texts) == signs


MARCH = dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-03-05", "ymd"), ("2026-03-05", "dmy"), ("2026/3/5", "ymd"), ("20260305", "ymd"), ("05/03/2026", "dmy"),
        ("03/05/2026", "mdy"), ("3/5/2026", "mdy"), ("5.3.2026", "dmy"), ("05.03.26", "dmy"), ("26-03-05", "ymd"),
        ("2026-03-05 14:22:11", "ymd"), ("2026-03-05T14:22:11Z", "ymd"), ("03/05/2026 2:05 PM", "mdy"),
        ("5 Mar 2026", "mdy"), ("05-Mar-26", "dmy"), ("March 5, 2026", "dmy"), ("5. März 2026", "dmy"),
        ("5 mars 2026", "dmy"),
    ],
)  # fmt: skip
def test_dates_as_banks_write_them(text: str, order: str) -> None:
    assert read_date(text, order) == MARCH


@pytest.mark.parametrize(
    ("text", "month"),
    [("févr.", 2), ("août", 8), ("juin", 6), ("juil.", 7), ("Dez", 12), ("Okt", 10), ("déc.", 12), ("Mai", 5),
     ("Juli", 7)],
)  # fmt: skip
def test_written_months(text: str, month: int) -> None:
    assert read_date(f"5 {text} 2026", "mdy") == dt.date(2026, month, 5)


@pytest.mark.parametrize(
    ("text", "order", "says"),
    [
        ("31/02/2026", "dmy", "order day, month, year"), ("13/02/2026", "mdy", "order month, day, year"),
        ("05.03.2026", "mdy", "no date"), ("soon", "dmy", "no date"), ("1/2", "dmy", "no date"),
        ("5 foo 2026", "dmy", "no date"), ("1/1/1850", "dmy", "before 1900"), ("0000-00-00", "ymd", "no date"),
        ("1/2-2026", "dmy", "no date"), ("123/4/2026", "dmy", "no date"),
    ],
)  # fmt: skip
def test_what_is_no_date_says_so(text: str, order: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_date(text, order)


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["2026-03-05"], ("ymd",)), (["05/03/2026"], ("dmy", "mdy")), (["05/03/2026", "13/03/2026"], ("dmy",)),
        (["05/03/2026", "03/13/2026"], ("mdy",)), (["05.03.2026"], ("dmy",)), (["04/04/2026"], ("mdy",)),
        (["13/03/2026", "03/13/2026"], ("dmy", "mdy")), (["26-03-05"], ("dmy", "ymd")), (["5 Mar 2026"], ("ymd",)),
        (["soon", "13/03/2026"], ("dmy",)), (["31/12/26"], ("dmy",)),
    ],
)  # fmt: skip
def test_the_order_of_a_file(texts: list[str], orders: tuple[str, ...]) -> None:
    assert date_orders(texts) == orders


@given(st.lists(st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)), min_size=1), st.sampled_from(["dmy", "mdy"]))
def test_the_right_order_is_always_among_those_asked_about(days: list[dt.date], order: str) -> None:
    form = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
    texts = [day.strftime(form) for day in days]
    found = date_orders(texts)
    assert [read_date(text, order) for text in texts] == days
    assert order in found or [read_date(text, found[0]) for text in texts] == days
