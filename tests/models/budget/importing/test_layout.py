from dataclasses import replace

import pytest

from models.budget.importing import Layout, confirm, guess_layout, read_csv
from models.budget.importing.headers import roles_of
from models.core.delimited import records
from models.core.refusal import Refused
from tests.models.budget.importing.files import text_of


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("canada.csv", Layout(",", 2, 2, "mdy", ".", amount=6, description=(4, 5), account=1)),
        ("canada_no_headers.csv", Layout(",", 1, 0, "mdy", ".", debit=2, credit=3, description=(1,))),
        ("germany.csv", Layout(";", 6, 0, "dmy", ",", amount=7, description=(5,), merchant=4)),
        ("france.csv", Layout(";", 3, 0, "dmy", ",", debit=3, credit=4, description=(2,))),
    ],
)
def test_real_layouts_are_guessed(name: str, layout: Layout) -> None:
    assert guess_layout(text_of(name)).layout == layout


@pytest.mark.parametrize(
    ("name", "asked"),
    [("canada.csv", []), ("canada_no_headers.csv", ["amount"]), ("germany.csv", []), ("france.csv", ["date_order"])],
)
def test_what_is_doubtful_is_asked(name: str, asked: list[str]) -> None:
    assert [question.field for question in guess_layout(text_of(name)).questions] == asked


def test_a_command_refuses_what_is_doubtful_and_says_how_it_would_be_read() -> None:
    confirm(guess_layout(text_of("canada.csv")))
    with pytest.raises(Refused, match=r"“02/03/2026” may be 2026-03-02 .* or 2026-02-03") as refusal:
        confirm(guess_layout(text_of("france.csv")))
    assert refusal.value.code == "confirm"
    assert "--yes" in refusal.value.hint


def test_what_a_person_chooses_is_not_asked_about() -> None:
    found = guess_layout(text_of("france.csv"), date_order="mdy")
    assert (found.layout.date_order, found.questions) == ("mdy", ())
    other = guess_layout(text_of("france.csv"), date=1)
    assert (other.layout.date, other.layout.date_order) == (1, "dmy")


def test_a_chosen_column_has_its_own_doubts() -> None:
    text = "A,B,C\n13/02/2026,05/03/2026,1.00\n14/02/2026,06/03/2026,-2.00\n"
    assert guess_layout(text, date=0, amount=2, first_line=2).questions == ()
    assert [q.field for q in guess_layout(text, date=1, amount=2, first_line=2).questions] == ["date_order"]


def test_a_wrong_field_is_a_mistake_in_the_program() -> None:
    with pytest.raises(TypeError, match="Layout has no colour"):
        guess_layout("a,b", colour=1)


def test_headers_and_the_first_rows_are_there_to_be_shown() -> None:
    found = guess_layout(text_of("france.csv"))
    assert found.headers == ("Date", "Date de valeur", "Libellé", "Débit (euros)", "Crédit (euros)")
    assert found.sample[0][:3] == ("02/03/2026", "02/03/2026", "PRLV SEPA ÉLECTRICITÉ DU LAC")


@pytest.mark.parametrize(
    ("cells", "roles"),
    [
        (["Date", "Text", "Withdrawals ($)", "Deposits ($)", "Balance ($)"], {"date": 0, "debit": 2, "credit": 3}),
        (["Posted Date", "Payee", "Amount"], {"date": 0, "merchant": 1, "amount": 2}),
        (["Value Date", "Booking Date", "Amount in CAD"], {"date": 1, "amount": 2}),
        (["Buchungstag", "Beguenstigter/Zahlungspflichtiger", "Betrag", "Soll/Haben"],
         {"date": 0, "merchant": 1, "amount": 2, "direction": 3}),
        (["Date de transaction", "Montant (CAD)", "Bénéficiaire"], {"date": 0, "amount": 1, "merchant": 2}),
        (["Date", "Retraits", "Dépôts", "Solde"], {"date": 0, "debit": 1, "credit": 2}),
    ],
)  # fmt: skip
def test_headers_in_three_languages(cells: list[str], roles: dict[str, int]) -> None:
    assert roles_of(cells) == roles


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(separator: str) -> None:
    text = "Date|Description|Amount\n2026-03-05|Coffee, big; hot|-4.50\n2026-03-06|Tea|-3.50\n"
    cells = [[f'"{cell}"' for cell in line.split("|")] for line in text.splitlines()]
    found = guess_layout("\n".join(separator.join(row) for row in cells))
    assert (found.layout.separator, found.layout.amount) == (separator, 2)


def test_a_line_that_names_the_separator() -> None:
    found = guess_layout("sep=;\r\nDate;Amount\r\n2026-03-05;-4,50\r\n")
    assert (found.layout.separator, found.layout.first_line, found.layout.decimal) == (";", 3, ",")


def test_decimal_commas_do_not_make_a_comma_file() -> None:
    assert guess_layout("Datum;Betrag\n05.03.2026;-4,50\n06.03.2026;-5,50\n").layout.separator == ";"


def test_an_amount_that_may_be_a_thousand_is_asked_about() -> None:
    found = guess_layout("Date;Amount\n2026-03-05;-1,234\n2026-03-06;5\n")
    assert [q.field for q in found.questions] == ["decimal"]
    assert "“-1,234”" in found.questions[0].sentence


def test_only_positive_amounts_are_asked_about() -> None:
    text = "Date,Description,Amount\n2026-03-05,Coffee,4.50\n2026-03-06,Tea,3.50\n"
    found = guess_layout(text)
    assert [q.field for q in found.questions] == ["negate"]
    spent = read_csv(text, guess_layout(text, negate=True).layout)
    assert [line.amount for line in spent.lines] == [-4.5, -3.5]


@pytest.mark.parametrize("text", ["", "hello", "a,b\nc,d\n", "Name,Town\nX,Y\n", "1.00,2.00\n3.00,4.00\n"])
def test_a_file_without_dates_and_amounts_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no column"):
        guess_layout(text)


def test_a_quoted_cell_may_run_over_lines() -> None:
    rows = list(records('a,"two\nlines",b\r\n\r\nc,d,e\r\n', ","))
    assert [(row.line, row.cells) for row in rows] == [(1, ("a", "two\nlines", "b")), (4, ("c", "d", "e"))]


def test_a_quote_that_never_closes_spoils_its_own_line_only() -> None:
    lines = ["Date,Description,Amount", '2026-03-05,"Coffee,-4.50', *(f"2026-03-06,Tea {n},-3.50" for n in range(20))]
    text = "\n".join(lines)
    found = read_csv(text, guess_layout(text).layout)
    assert (len(found.lines), found.rejected) == (21, ())
    assert found.lines[0].description == "Coffee"


def test_a_headerless_file_with_one_amount_and_a_balance() -> None:
    text = "2026-03-05,-4.50,Coffee,100.00\n2026-03-06,3.00,Tea,103.00\n"
    found = guess_layout(text).layout
    assert replace(found, separator=",") == Layout(",", 1, 0, "ymd", ".", amount=1, description=(2,))
