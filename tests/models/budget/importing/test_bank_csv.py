import datetime as dt

import pytest

from models.budget.importing import Layout, Statement, decode, guess_layout, read_csv
from tests.models.budget.importing.files import text_of


def read(name: str) -> Statement:
    text = text_of(name)
    return read_csv(text, guess_layout(text).layout)


def shown(found: Statement) -> list[tuple[str, float, str]]:
    return [(line.date.isoformat(), line.amount, line.merchant or line.description) for line in found.lines]


def rejected(found: Statement) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in found.rejected]


def test_months_first_and_one_signed_amount() -> None:
    found = read("canada.csv")
    assert shown(found) == [
        ("2026-03-02", -89.95, "Misc Payment NORTHERN FIBRE WINNIPEG"),
        ("2026-03-02", -4.5, "Contactless Interac purchase - 4411 COFFEE ON OSBORNE"),
        ("2026-03-02", -4.5, "Contactless Interac purchase - 4411 COFFEE ON OSBORNE"),
        ("2026-03-06", 2150, "Payroll Deposit FERROUS DESIGN"),
        ("2026-03-10", -1200, "Cheque"),
        ("2026-03-13", -1240.1, 'Online Banking transfer TIMBER YARD, "THE BIG ONE"'),
    ]
    assert rejected(found) == [
        (8, "“2/30/2026” is no date in the order month, day, year."), (9, "There is no amount."),
    ]  # fmt: skip
    assert {line.account for line in found.lines} == {"01234-5678901"}


def test_no_headers_and_two_columns() -> None:
    assert shown(read("canada_no_headers.csv")) == [
        ("2026-03-02", -61.22, "HWY 9 GAS 8841"),
        ("2026-03-05", 2150, "PAYROLL FERROUS DESIGN"),
        ("2026-03-17", 1450, "E-TRANSFER RENT ASPEN GATE"),
        ("2026-03-18", -16.95, "MONTHLY ACCOUNT FEE"),
    ]


def test_decimal_commas_lines_above_and_the_older_code_page() -> None:
    found = read("germany.csv")
    assert shown(found) == [
        ("2026-03-02", -1085.4, "Stadtwerke Köln"),
        ("2026-03-05", -7.5, "Bäckerei Schütz"),
        ("2026-03-10", 2450, "M. Beispiel"),
    ]
    assert found.lines[0].description == "Abschlag März; Vertrag 4411"
    assert rejected(found) == [(9, "“-98O,00” is no amount with a decimal comma.")]


def test_debit_and_credit_with_spaces_for_thousands() -> None:
    found = read("france.csv")
    assert shown(found) == [
        ("2026-03-02", -142.5, "PRLV SEPA ÉLECTRICITÉ DU LAC"),
        ("2026-03-04", 2315.07, "VIR SALAIRE MARS ATELIER"),
        ("2026-03-05", -3.2, 'CARTE 04/03 BOULANGERIE "AU BON GRAIN"'),
        ("2026-03-12", -1200, "CHEQUE 104"),
    ]
    assert rejected(found) == [(7, "There is no date.")]


TWO = Layout(",", 1, 0, debit=1, credit=2)
ONE = Layout(",", 1, 0, amount=1)


@pytest.mark.parametrize(
    ("layout", "text", "amounts", "reasons"),
    [
        (TWO, "2026-01-01,5.00,\n2026-01-01,,7.00", [-5, 7], []),
        (TWO, "2026-01-01,-5.00,\n2026-01-01,,7.00", [-5, 7], []),
        (TWO, "2026-01-01,5.00,\n2026-01-01,-2.00,", [-5, 2], []),
        (TWO, "2026-01-01,5.00,0.00\n2026-01-01,0.00,7.00", [-5, 7], []),
        (TWO, "2026-01-01,5.00,7.00", [], ["There is an amount both as debit and as credit."]),
        (TWO, "2026-01-01,0.00,0.00\n2026-01-01", [], ["The amount is zero.", "There is no amount."]),
        (TWO, "2026-01-01,x,\n2026-01-01,-5.00,", [-5], ["“x” is no amount with a decimal point."]),
        (ONE, "2026-01-01,0", [], ["The amount is zero."]),
        (Layout(",", 1, 0, amount=1, direction=2), "2026-01-01,5,Soll\n2026-01-01,6,CR\n2026-01-01,7,?", [-5, 6],
         ["“?” does not say whether it is debit or credit."]),
    ],
)  # fmt: skip
def test_which_way_it_went(layout: Layout, text: str, amounts: list[float], reasons: list[str]) -> None:
    found = read_csv(text, layout)
    assert [line.amount for line in found.lines] == amounts
    assert [one.reason for one in found.rejected] == reasons


def test_equal_lines_are_numbered_and_the_account_counts() -> None:
    text = "2026-01-01,5\n2026-01-01,5\n2026-01-01,6\n"
    keys = [line.key for line in read_csv(text, ONE).lines]
    assert [key[-2:] for key in keys] == [":1", ":2", ":1"]
    assert len(set(keys)) == 3
    assert not set(keys) & {line.key for line in read_csv(text, ONE, account="Savings").lines}


def test_keys_do_not_depend_on_how_the_bank_writes_it_today() -> None:
    old = read_csv("2026-01-05;COFFEE  on osborne;-4,50", Layout(";", 1, 0, decimal=",", amount=2, description=(1,)))
    new = read_csv("Coffee on Osborne,-4.5,05/01/2026", Layout(",", 1, 2, "dmy", amount=1, description=(0,)))
    assert [line.key for line in old.lines] == [line.key for line in new.lines]


def test_control_characters_do_not_reach_the_ledger() -> None:
    found = read_csv("2026-01-01,5,a\x00b\tc", Layout(",", 1, 0, amount=1, description=(2,)))
    assert found.lines[0].description == "a b c"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_bytes_of_a_file(encoding: str) -> None:
    assert decode("Date;Libellé;Montant €".encode(encoding)) == "Date;Libellé;Montant €"


def test_a_day_is_a_day() -> None:
    assert read_csv("2026-01-01 23:59,5", ONE).lines[0].date == dt.date(2026, 1, 1)
