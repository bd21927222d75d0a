"""The log of exports: a chain that shows what was changed or taken out."""

from datetime import UTC, datetime, timedelta

from models.core.book import Book
from models.core.change import Fields
from models.core.check import check_book
from models.jv import EXPORTS
from models.jv.exports import add_export, broken_links
from tests.models.books import book_of

NOW = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)


def chained(count: int = 3) -> Book:
    book = book_of(Partners=[{"name": "Selma"}])
    for number in range(count):
        fields: Fields = {"partner_id": "ptr_0", "file_name": f"{number}.xlsx", "rows": number, "sha256": "ab" * 32}
        book = book.apply(add_export(book, f"exp_{number}", fields, NOW + timedelta(minutes=number)))
    return book


def changed(book: Book, **frames: object) -> Book:
    return Book(book.tables.values(), {**{key: book[key] for key in book.tables}, **frames})  # type: ignore[dict-item]


def test_each_row_links_to_the_one_before_whatever_the_order_of_the_sheet() -> None:
    book = chained(2)
    book = changed(book, Exports=book[EXPORTS].iloc[::-1])
    book = book.apply(add_export(book, "exp_2", {"partner_id": "ptr_0", "file_name": "f", "sha256": "0"}, NOW))
    rows = {row_id: book.row(EXPORTS, row_id) or {} for row_id in book[EXPORTS].index}
    assert rows["exp_0"]["prev_hash"] is None
    assert rows["exp_1"]["prev_hash"] == rows["exp_0"]["row_hash"]
    assert rows["exp_2"]["prev_hash"] == rows["exp_1"]["row_hash"]
    assert broken_links(book) == []
    assert not check_book(book)


def test_a_changed_row_is_found_and_check_names_it() -> None:
    book = chained()
    book = changed(book, Exports=book[EXPORTS].assign(file_name=["0.xlsx", "other.xlsx", "2.xlsx"]))
    assert [row_id for row_id, _ in broken_links(book)] == ["exp_1"]
    assert [(problem.row_id, problem.column) for problem in check_book(book)] == [("exp_1", "row_hash")]


def test_a_row_taken_out_of_the_middle_is_found() -> None:
    book = chained()
    assert broken_links(changed(book, Exports=book[EXPORTS].drop("exp_1"))) == [("exp_2", "The row before it is gone.")]
