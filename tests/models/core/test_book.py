"""The Book: rows, equality, and what follows from it."""

from datetime import date

from models.bills import BILLS, PAYMENTS
from models.budget import ENVELOPES
from models.core.book import Book, frame_of
from models.core.change import Change, ChangeSet


def some_book() -> Book:
    bills = frame_of(BILLS, ["bill_1", "bill_2"], [{"name": "Rent", "amount": 5.0}, {"start_date": date(2026, 1, 1)}])
    return Book((BILLS, PAYMENTS, ENVELOPES), {"Bills": bills})


def rename(book: Book) -> Book:
    return book.apply(ChangeSet("x", (Change("Bills", "bill_1", {"name": "Rent"}, {"name": "Water"}),)))


def test_a_row_is_plain_values_and_none_where_there_is_no_such_row() -> None:
    row = some_book().row(BILLS, "bill_2") or {}
    assert (row["name"], row["amount"], row["start_date"]) == (None, None, date(2026, 1, 1))
    assert some_book().row(BILLS, "bill_9") is None


def test_the_order_of_rows_does_not_count_and_their_values_do() -> None:
    book = some_book()
    turned = Book(book.tables.values(), {"Bills": book[BILLS].iloc[::-1]})
    assert turned == book
    assert rename(book) != book
    assert Book(book.tables.values()) != book


def test_what_follows_from_a_book_is_computed_once() -> None:
    book, calls = some_book(), []

    def count() -> int:
        calls.append(1)
        return len(book[BILLS])

    assert [book.derived("count", count), book.derived("count", count)] == [2, 2]
    assert len(calls) == 1


def test_it_is_taken_over_only_where_the_tables_that_it_looked_at_are_the_same() -> None:
    book = some_book()
    book.derived("bills", lambda: book[BILLS]["name"].tolist())
    book.derived("payments", lambda: len(book[PAYMENTS]))
    book.derived("both", lambda: (book.derived("bills", list), book.derived("payments", int)))
    after = rename(book)
    assert after.derived("payments", lambda: -1) == 0
    assert after.derived("bills", lambda: ["new"]) == ["new"]
    assert after.derived("both", lambda: "new") == "new"


def test_a_value_that_was_kept_already_still_counts_for_what_is_made_of_it() -> None:
    book = some_book()
    book.derived("bills", lambda: len(book[BILLS]))
    book.derived("twice", lambda: 2 * book.derived("bills", int))
    assert rename(book).derived("twice", lambda: -1) == -1


def test_a_column_is_the_frames_own_and_follows_an_edit() -> None:
    book = some_book()
    assert book.column(BILLS, "name")[0] == "Rent"
    assert not book.column(BILLS, "amount").flags.writeable
    assert (rename(book).column(BILLS, "name")[0], (rename(book).row(BILLS, "bill_1") or {})["name"]) == ("Water",) * 2
