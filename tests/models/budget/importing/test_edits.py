import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.budget import LEDGER
from models.budget.importing import (
    BankLine,
    Imported,
    Layout,
    Statement,
    all_probable,
    guess_layout,
    import_lines,
    plan_import,
    read_csv,
)
from models.budget.payments import bank_lines_of, payment_line
from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from models.core.sums import units
from models.core.values import plain
from tests.models.books import book_of
from tests.models.budget.importing.files import text_of

NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 2)
Row = dict[str, Value]


def household(*ledger: Row) -> Book:
    return book_of(
        Envelopes=[{"name": "utilities"}, {"name": "misc"}],
        Bills=[{"id": "bill_net", "name": "Internet", "amount": 89.95, "payee": "Northern Fibre",
                "envelope": "utilities", "account": "Chequing"}],
        Payments=[
            {"id": "pay_net", "bill_id": "bill_net", "bill_name": "Internet", "paid_on": DAY, "amount": 89.95,
             "kind": "payment"},
            {"id": "pay_skip", "bill_id": "bill_net", "paid_on": DAY, "amount": 0.0, "kind": "skip"},
        ],
        Ledger=ledger,
    )  # fmt: skip


def statement(name: str) -> Statement:
    text = text_of(name)
    return read_csv(text, guess_layout(text).layout)


def imported(book: Book, found: Statement, envelope: str | None = None) -> Imported:
    plan = plan_import(book, found)
    return import_lines(book, plan, envelope, NOW, all_probable(plan))


FILES = {"canada.csv": (6, 2), "canada_no_headers.csv": (4, 0), "germany.csv": (3, 1), "france.csv": (4, 1)}
every_file = pytest.mark.parametrize("name", list(FILES))


@every_file
def test_importing_again_adds_nothing(name: str) -> None:
    book = household()
    first = imported(book, statement(name))
    after = book.apply(first.changes)
    assert (first.imported, first.skipped_duplicates, len(first.rejected)) == (FILES[name][0], 0, FILES[name][1])
    assert len(after[LEDGER]) == first.imported
    again = imported(after, statement(name))
    assert (again.imported, again.skipped_duplicates, len(again.rejected)) == (0, *FILES[name])
    assert not again.changes


def test_a_line_becomes_a_row() -> None:
    book = household()
    after = book.apply(imported(book, statement("canada.csv"), "Misc").changes)
    rows = [after.row(LEDGER, str(row)) for row in after[LEDGER].index]
    spent, earned = rows[0], rows[3]
    assert spent is not None
    assert earned is not None
    assert {name: spent[name] for name in ("date", "kind", "amount", "envelope", "account", "created_at")} == {
        "date": DAY, "kind": "expense", "amount": 89.95, "envelope": "misc", "account": "01234-5678901",
        "created_at": "2026-04-01T12:00:00Z",
    }  # fmt: skip
    assert (earned["kind"], earned["amount"], earned["envelope"]) == ("income", 2150, None)


def test_it_is_one_change_set_and_undone_at_once() -> None:
    book = household()
    changes = imported(book, statement("canada.csv")).changes
    assert changes.label == "Import 6 bank lines"
    assert book.apply(changes).apply(changes.inverse()) == book


def test_an_unknown_envelope_is_refused() -> None:
    plan = plan_import(household(), statement("canada.csv"))
    with pytest.raises(Refused, match="no envelope yacht") as refusal:
        import_lines(household(), plan, "yacht", NOW)
    assert "utilities, misc" in refusal.value.hint


def test_a_longer_export_adds_what_is_new_in_it() -> None:
    layout = Layout(",", 1, 0, amount=1)
    book = household()
    book = book.apply(imported(book, read_csv("2026-03-14,-4.50\n2026-03-15,-4.50", layout)).changes)
    later = imported(book, read_csv("2026-03-15,-4.50\n2026-03-15,-4.50\n2026-03-16,-4.50", layout))
    assert (later.imported, later.skipped_duplicates) == (2, 1)


def bank_line(amount: float = -89.95, words: str = "NORTHERN FIBRE WPG", key: str = "k") -> BankLine:
    return BankLine(3, DAY, amount, words, "", "", key)


def probable_rows(book: Book, *lines: BankLine) -> list[str]:
    return [one.row_id for one in plan_import(book, Statement(lines, ())).probable]


def by_hand(**fields: Value) -> Row:
    return {"date": DAY, "kind": "expense", "amount": 89.95, "merchant": "Northern Fibre", **fields}


@pytest.mark.parametrize(
    ("row", "same"),
    [
        (by_hand(), True),
        (by_hand(kind=None), True),
        (by_hand(merchant=None), True),
        (by_hand(merchant=None, description="fibre for the house"), True),
        (by_hand(date=dt.date(2026, 2, 26)), True),
        (by_hand(date=dt.date(2026, 2, 25)), False),
        (by_hand(date=dt.date(2026, 3, 6)), True),
        (by_hand(date=dt.date(2026, 3, 7)), False),
        (by_hand(date=None), False),
        (by_hand(amount=89.94), False),
        (by_hand(amount=None), False),
        (by_hand(kind="income"), False),
        (by_hand(kind="transfer"), False),
        (by_hand(merchant="Prairie Power"), False),
        (by_hand(import_key="another"), False),
    ],
)
def test_what_is_probably_the_same(row: Row, same: bool) -> None:
    assert probable_rows(household(row), bank_line()) == (["led_0"] if same else [])


def test_words_of_banks_are_no_payee() -> None:
    line = bank_line(words="ONLINE PAYMENT ACME")
    assert probable_rows(household(by_hand(merchant="Bill payment")), line) == ["led_0"]
    assert probable_rows(household(by_hand(merchant="Payment Zed")), line) == []


def test_a_row_is_taken_once_and_the_nearest_day_wins() -> None:
    book = household(by_hand(date=dt.date(2026, 3, 4)), by_hand())
    assert probable_rows(book, bank_line()) == ["led_1"]
    assert sorted(probable_rows(book, bank_line(), bank_line(key="l"), bank_line(key="m"))) == ["led_0", "led_1"]


def test_what_is_probable_is_asked_about() -> None:
    book = household(by_hand())
    plan = plan_import(book, Statement((bank_line(), bank_line(-1.0, key="other")), ()))
    with pytest.raises(Refused, match=r"Line 3, NORTHERN FIBRE WPG, 89.95 .* is probably Northern Fibre") as refusal:
        import_lines(book, plan, None, NOW)
    assert refusal.value.code == "confirm"
    same = import_lines(book, plan, None, NOW, same={"k"})
    assert (same.imported, same.skipped_duplicates) == (1, 1)
    after = book.apply(same.changes)
    assert list(after[LEDGER]["import_key"]) == ["k", "other"]
    other = import_lines(book, plan, None, NOW, same=())
    assert (other.imported, other.skipped_duplicates) == (2, 0)
    assert len(book.apply(other.changes)[LEDGER]) == 3


@pytest.mark.parametrize("same", [("k",), ()])
def test_the_answer_is_remembered(same: tuple[str, ...]) -> None:
    book = household(by_hand())
    found = Statement((bank_line(),), ())
    after = book.apply(import_lines(book, plan_import(book, found), None, NOW, same).changes)
    again = plan_import(after, found)
    assert (again.new, again.probable, len(again.known)) == ((), (), 1)


def test_a_payment_in_the_ledger_and_its_bank_line() -> None:
    book = household()
    book = book.apply(payment_line(book, "pay_net", NOW))
    row = book.row(LEDGER, str(book[LEDGER].index[0]))
    assert row is not None
    del row["description"], row["import_key"], row["created_at"], row["updated_at"]
    assert row == {
        "date": DAY, "kind": "expense", "amount": 89.95, "envelope": "utilities", "payment_id": "pay_net",
        "merchant": "Northern Fibre", "account": "Chequing",
    }  # fmt: skip
    plan = plan_import(book, statement("canada.csv"))
    assert [one.line.amount for one in plan.probable] == [-89.95]
    found = import_lines(book, plan, None, NOW, all_probable(plan))
    assert (found.imported, found.skipped_duplicates) == (5, 1)


def test_a_payment_whose_bank_line_came_first() -> None:
    book = household()
    book = book.apply(imported(book, statement("canada.csv")).changes)
    rows = bank_lines_of(book, "pay_net")
    assert [plain(book[LEDGER]["amount"][row]) for row in rows] == [89.95]
    after = book.apply(payment_line(book, "pay_net", NOW, rows[0]))
    assert len(after[LEDGER]) == len(book[LEDGER])
    row = after.row(LEDGER, rows[0])
    assert row is not None
    assert (row["payment_id"], row["envelope"]) == ("pay_net", "utilities")
    assert bank_lines_of(after, "pay_net") == ()


def test_a_payment_is_written_once_and_a_skip_never() -> None:
    book = household()
    once = book.apply(payment_line(book, "pay_net", NOW))
    assert not payment_line(once, "pay_net", NOW)
    assert not payment_line(book, "pay_skip", NOW)
    with pytest.raises(Refused, match="no row pay_x"):
        payment_line(book, "pay_x", NOW)


def test_what_the_ledger_cannot_hold_is_rejected_with_the_reason() -> None:
    plan = plan_import(household(), Statement((bank_line(words="x" * 40_000), bank_line(0.0, key="z")), ()))
    assert plan.new == ()
    assert [one.reason[:24] for one in plan.rejected] == ["The text has 40,000 char", "The amount is zero."]


words = st.sampled_from(["coffee", "fuel, big", 'a "b"'])
purchases = st.lists(st.tuples(st.integers(1, 3), st.integers(-300, 300).filter(bool), words), max_size=15)


def bank(rows: list[tuple[int, int, str]]) -> Statement:
    doubled = ((day, cents, words.replace('"', '""')) for day, cents, words in rows)
    lines = (f'2026-01-{day:02},"{words}",{cents / 100:.2f}' for day, cents, words in doubled)
    return read_csv("\n".join(lines), Layout(",", 1, 0, amount=2, description=(1,)))


@given(purchases, purchases)
def test_importing_is_idempotent_and_exact(first: list[tuple[int, int, str]], more: list[tuple[int, int, str]]) -> None:
    book = household()
    for rows in (first, first + more, more + first, first):
        book = book.apply(imported(book, bank(rows)).changes)
    ledger = book[LEDGER]
    income = ledger["kind"] == "income"
    assert units(ledger["amount"])[income].sum() == sum(cents * 100 for _, cents, _ in first + more if cents > 0)
    assert units(ledger["amount"])[~income].sum() == sum(-cents * 100 for _, cents, _ in first + more if cents < 0)
    assert ledger["import_key"].is_unique
