"""Tokens: made once, kept as hashes, and refused with one sentence for whatever reason."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.core.book import Book
from models.core.change import Change, ChangeSet
from models.core.refusal import Refused
from models.jv import SHARE_TOKENS
from models.jv.tokens import (
    Denied,
    create_token,
    hash_of,
    mark_used,
    open_row,
    open_with,
    public_row,
    revoke_token,
    token_text,
)
from tests.models.books import book_of

NOW = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
DAY = NOW.date()
TOKEN = token_text(bytes(range(32)))


def partners() -> Book:
    return book_of(Partners=[{"name": "Selma"}, {"name": "Owen"}])


def with_token(**given: Any) -> tuple[Book, str]:
    changes = create_token(partners(), TOKEN, NOW, **{"subject_id": "ptr_0", **given})
    return partners().apply(changes), changes.changes[0].row


def denied(book: Book, token: str, as_of: date = DAY) -> Denied:
    with pytest.raises(Denied) as caught:
        open_with(book, token, as_of)
    return caught.value


def test_a_token_holds_the_generators_bits_and_never_looks_like_an_option() -> None:
    assert TOKEN.startswith("vt_")
    assert len(TOKEN) == 3 + 43
    with pytest.raises(ValueError, match="guessed"):
        token_text(bytes(15))


@pytest.mark.parametrize("subject", [None, "", "  "])
def test_a_board_token_needs_a_partner(subject: str | None) -> None:
    with pytest.raises(Refused, match=r"^subject_id required for jv_board tokens$"):
        create_token(partners(), TOKEN, NOW, subject_id=subject)


def test_an_unknown_partner_or_scope_is_refused() -> None:
    for subject, scope in (("ptr_9", "jv_board"), ("ptr_0", "everything")):
        with pytest.raises(Refused, match="Share Tokens"):
            create_token(partners(), TOKEN, NOW, subject_id=subject, scope=scope)


def test_only_the_hash_and_the_hint_are_kept() -> None:
    book, token_id = with_token()
    row = book.row(SHARE_TOKENS, token_id) or {}
    assert row["token_hash"] == hash_of(TOKEN)
    assert row["token_hint"] == TOKEN[-4:]
    assert TOKEN not in str(row)
    assert "token_hash" not in public_row(book, token_id)


def test_the_secret_opens_its_partners_board_and_so_does_the_row() -> None:
    book, token_id = with_token(expires_on=DAY)
    assert open_with(book, f" {TOKEN}\n", DAY) == open_row(book, token_id, DAY)
    assert open_row(book, token_id, DAY).partner_id == "ptr_0"


def test_every_reason_has_the_same_sentence() -> None:
    book, token_id = with_token(expires_on=DAY)
    revoked = book.apply(revoke_token(book, token_id, NOW))
    other, _ = with_token(scope="other")
    gone = with_token()[0]
    gone = Book(gone.tables.values(), {**{k: gone[k] for k in gone.tables}, "Partners": gone["Partners"].iloc[1:]})
    found = [
        denied(book, ""),
        denied(book, token_id),
        denied(book, TOKEN[:-1]),
        denied(revoked, TOKEN),
        denied(other, TOKEN),
        denied(book, TOKEN, date(2026, 3, 6)),
        denied(gone, TOKEN),
    ]
    reasons = ["missing", "invalid", "invalid", "revoked", "wrong_scope", "expired", "unknown_partner"]
    assert [one.code for one in found] == reasons
    assert len({(str(one), one.hint) for one in found}) == 1


def copied(book: Book, token_id: str, **other: Any) -> Book:
    """A person copied the token's row in the sheet; the copy has an ID of its own."""
    row = {**(book.row(SHARE_TOKENS, token_id) or {}), **other}
    return book.apply(ChangeSet("Copy", (Change(SHARE_TOKENS.key, "tok_copy", None, row),)))


def test_of_a_row_that_was_copied_both_have_to_allow_it() -> None:
    book, token_id = with_token(expires_on=DAY)
    assert open_with(copied(book, token_id, expires_on=None), TOKEN, DAY).expires_on == DAY
    for row_id in (token_id, "tok_copy"):
        twice = copied(book, token_id)
        assert denied(twice.apply(revoke_token(twice, row_id, NOW)), TOKEN).code == "revoked"
    assert denied(copied(book, token_id, subject_id="ptr_1"), TOKEN).code == "invalid"


def test_revoking_is_for_good_and_twice_is_once() -> None:
    book, token_id = with_token()
    book = book.apply(revoke_token(book, token_id, NOW))
    assert not revoke_token(book, token_id, NOW)
    frame = book[SHARE_TOKENS].assign(status="active")
    again = Book(book.tables.values(), {**{k: book[k] for k in book.tables}, SHARE_TOKENS.key: frame})
    assert denied(again, TOKEN).code == "revoked"


def test_use_is_noted() -> None:
    book, token_id = with_token()
    assert book.apply(mark_used(book, token_id, NOW)).row(SHARE_TOKENS, token_id)["last_used_at"] == (  # type: ignore[index]
        "2026-03-05T15:30:00Z"
    )
