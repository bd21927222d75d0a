import pytest

from models.budget import LEDGER
from models.budget.importing import Statement, import_lines, plan_import
from models.budget.importing.ofx import is_ofx, read_ofx
from models.core.refusal import Refused
from tests.models.books import book_of
from tests.models.budget.importing.files import text_of
from tests.models.budget.importing.test_edits import NOW


def shown(found: Statement) -> list[tuple[str, float, str, str]]:
    return [(line.date.isoformat(), line.amount, line.merchant, line.description) for line in found.lines]


def test_a_bank_account_in_xml() -> None:
    found = read_ofx(text_of("bank.ofx"))
    assert shown(found) == [
        ("2026-03-02", -89.95, "Northern Fibre", "Internet & phone"),
        ("2026-03-06", 2150, "Ferrous Design", "Ferrous Design"),
        ("2026-03-09", -4.5, "Coffee on Osborne", "Coffee on Osborne"),
        ("2026-03-09", -4.5, "Coffee on Osborne", "Coffee on Osborne"),
    ]
    assert [(one.line, one.reason) for one in found.rejected] == [(18, "“twelve” is no amount with a decimal point.")]
    assert {line.account for line in found.lines} == {"*8901"}
    assert not any("012345678901" in line.key for line in found.lines)


def test_a_card_in_quickens_form() -> None:
    found = read_ofx(text_of("card.qfx"))
    assert shown(found) == [
        ("2026-03-03", -61.22, "HWY 9 GAS", "HWY 9 GAS"),
        ("2026-03-15", 250, "PAYMENT - THANK YOU", "PAYMENT - THANK YOU"),
        ("2026-03-18", -18.4, "Café Élan", "Winnipeg MB"),
    ]
    assert [(one.line, one.reason) for one in found.rejected] == [
        (38, "“20261318” is no date in the order year, month, day.")
    ]


@pytest.mark.parametrize(("name", "count"), [("bank.ofx", 4), ("card.qfx", 3)])
def test_importing_again_adds_nothing(name: str, count: int) -> None:
    book, found = book_of(), read_ofx(text_of(name))
    first = import_lines(book, plan_import(book, found), None, NOW)
    after = book.apply(first.changes)
    assert (first.imported, len(first.rejected), len(after[LEDGER])) == (count, 1, count)
    again = import_lines(after, plan_import(after, found), None, NOW)
    assert (again.imported, again.skipped_duplicates, bool(again.changes)) == (0, count, False)


def ofx(*transactions: str, account: str = "1") -> str:
    listed = "".join(f"<STMTTRN>{one}</STMTTRN>\n" for one in transactions)
    return f"<OFX><STMTRS><BANKACCTFROM><ACCTID>{account}</BANKACCTFROM>{listed}</STMTRS></OFX>"


COFFEE = "<DTPOSTED>20260309<TRNAMT>-4.50<FITID>7<NAME>Coffee"


def test_the_same_transaction_twice_in_a_file_is_one() -> None:
    plan = plan_import(book_of(), read_ofx(ofx(COFFEE, COFFEE)))
    assert (len(plan.new), len(plan.known)) == (1, 1)


def test_a_number_that_the_bank_gave_twice_loses_nothing() -> None:
    found = read_ofx(ofx(COFFEE, COFFEE.replace("-4.50", "-5.50")))
    assert [line.amount for line in plan_import(book_of(), found).new] == [-4.5, -5.5]
    first, second = (line.key for line in found.lines)
    assert second.startswith(f"{first}:")


def test_the_account_is_part_of_the_key() -> None:
    keys = {read_ofx(ofx(COFFEE, account=account)).lines[0].key for account in ("1", "2")}
    assert len(keys) == 2


@pytest.mark.parametrize("empty", ["<MEMO>", "<MEMO/>", "<MEMO></MEMO>", "<MEMO>\n", "<X.NEW>", "<CHECKNUM>"])
def test_a_field_without_a_value_takes_nothing_with_it(empty: str) -> None:
    found = read_ofx(ofx(f"{empty}{COFFEE}", COFFEE.replace("<FITID>7", "<FITID>8")))
    assert [(line.merchant, line.description) for line in found.lines] == [("Coffee", "Coffee")] * 2


@pytest.mark.parametrize(
    ("transaction", "reason"),
    [
        (COFFEE.replace("<FITID>7", ""), "There is no FITID"),
        (COFFEE.replace("<DTPOSTED>20260309", ""), "“” is no date"),
        (COFFEE.replace("<TRNAMT>-4.50", ""), "There is no amount"),
        (COFFEE.replace("-4.50", "0"), "The amount is zero"),
    ],
)
def test_what_cannot_be_read_is_rejected_and_the_rest_imported(transaction: str, reason: str) -> None:
    found = read_ofx(ofx(transaction, COFFEE))
    assert [one.reason.startswith(reason) for one in found.rejected] == [True]
    assert len(found.lines) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no <OFX>"),
        ("Date,Amount\n2026-03-05,1", "no <OFX>"),
        ("<OFX></A></B></OFX>", "no OFX that can be read"),
        ("<OFX><SONRS><STATUS><CODE>15500<MESSAGE>Wrong password</STATUS></SONRS></OFX>", "Wrong password"),
        (ofx(COFFEE).removesuffix("</STMTRS></OFX>"), "ends in the middle"),
    ],
)
def test_what_is_no_statement_is_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_ofx(text)


def test_what_the_file_is_shows_in_its_text() -> None:
    assert is_ofx(text_of("bank.ofx"))
    assert is_ofx(text_of("card.qfx"))
    assert not is_ofx(text_of("canada.csv"))
