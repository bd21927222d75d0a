"""Partners at a glance: deals, the token that says most, and the last export."""

from datetime import UTC, date, datetime
from typing import Any

from models.core.book import Book
from models.jv.exports import add_export
from models.jv.overview import TokenState, exports_of, partner_lines, tokens_of, usable_tokens
from models.jv.tokens import create_token, revoke_token, token_text
from tests.models.books import book_of

NOW = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
DAY = NOW.date()
BOOK = book_of(
    Partners=[{"name": "Selma", "company": "North"}, {"name": "Owen"}],
    Deals=[{"address": "1", "partner_id": "ptr_0"}, {"address": "2", "partner_id": "ptr_0"}, {"address": "3"},
           {"address": "4", "partner_id": "ptr_gone"}],
)  # fmt: skip


def with_token(book: Book, number: int, **given: Any) -> tuple[Book, str]:
    changes = create_token(book, token_text(bytes([number] * 32)), NOW, **{"subject_id": "ptr_0", **given})
    return book.apply(changes), changes.changes[0].row


def test_a_partner_without_anything() -> None:
    selma, owen = partner_lines(BOOK, DAY)
    assert (selma.name, selma.company, selma.deals, selma.exported_at, selma.token) == (
        "Selma", "North", 2, "", TokenState.NONE,
    )  # fmt: skip
    assert (owen.deals, owen.token) == (0, TokenState.NONE)


def test_the_token_that_says_most_speaks_for_the_partner() -> None:
    book, first = with_token(BOOK, 1, expires_on=date(2026, 3, 4))
    states = [(partner_lines(book, DAY)[0].token, partner_lines(book, DAY)[0].ends)]
    book, second = with_token(book, 2, expires_on=date(2026, 3, 19))
    states.append((partner_lines(book, DAY)[0].token, partner_lines(book, DAY)[0].ends))
    book, third = with_token(book, 3)
    states.append((partner_lines(book, DAY)[0].token, partner_lines(book, DAY)[0].ends))
    assert states == [
        (TokenState.EXPIRED, date(2026, 3, 4)), (TokenState.SOON, date(2026, 3, 19)), (TokenState.ACTIVE, None),
    ]  # fmt: skip
    assert set(usable_tokens(book, "ptr_0", DAY)) == {second, third}
    assert tokens_of(book, "ptr_0", DAY)[-1] == first
    book = book.apply(revoke_token(book, third, NOW))
    assert usable_tokens(book, "ptr_0", DAY) == [second]
    assert partner_lines(book, date(2026, 3, 20))[0].token is TokenState.EXPIRED
    assert tokens_of(book, "ptr_1", DAY) == []


def test_a_token_of_another_scope_opens_no_board() -> None:
    book, _ = with_token(BOOK, 1, scope="other")
    assert partner_lines(book, DAY)[0].token is TokenState.OTHER
    assert usable_tokens(book, "ptr_0", DAY) == []


def test_the_last_export_and_all_of_them_newest_first() -> None:
    book = BOOK
    for number, hour in enumerate((9, 11, 10, 11)):
        fields = {"partner_id": "ptr_0", "file_name": "a.xlsx", "sha256": "0"}
        book = book.apply(add_export(book, f"exp_{number}", fields, NOW.replace(hour=hour)))
    assert partner_lines(book, DAY)[0].exported_at == "2026-03-05T11:30:00Z"
    assert exports_of(book, "ptr_0") == ["exp_3", "exp_1", "exp_2", "exp_0"]
    assert exports_of(book, "ptr_1") == []
