"""All partners at a glance: how many deals each has, what opens their boards, and what they were sent last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.core.book import Book
from models.core.records import Record, records
from models.core.schema import Value
from models.jv.tables import EXPORTS, PARTNERS, SHARE_TOKENS
from models.jv.tokens import BOARD, is_revoked
from models.pipeline import DEALS

SOON_DAYS = 14  # as Today warns


class TokenState(StrEnum):
    """What a token does on a day; the ones that say most of a partner come first."""

    ACTIVE = "active"
    SOON = "soon"  # it ends within SOON_DAYS
    EXPIRED = "expired"
    REVOKED = "revoked"
    OTHER = "other"  # its scope opens no board
    NONE = "none"  # there is none


_USABLE = (TokenState.ACTIVE, TokenState.SOON)
_ORDER = list(TokenState)


@dataclass(frozen=True)
class PartnerLine:
    """One partner: `ends` is the last day of the token that `token` speaks of, None = for good.

    `exported_at` is when they were sent something last, in UTC as the table holds it; blank = never.
    """

    partner_id: str
    name: str
    company: str
    status: str
    deals: int
    exported_at: str
    token: TokenState
    ends: date | None


def token_state(row: Mapping[str, Value], as_of: date) -> TokenState:
    """Of a row of Share Tokens on that day."""
    if is_revoked(row):
        return TokenState.REVOKED
    ends = row["expires_on"]
    if isinstance(ends, date) and as_of > ends:
        return TokenState.EXPIRED
    if row["scope"] != BOARD:
        return TokenState.OTHER
    return TokenState.SOON if isinstance(ends, date) and (ends - as_of).days <= SOON_DAYS else TokenState.ACTIVE


def partner_lines(book: Book, as_of: date) -> tuple[PartnerLine, ...]:
    """Every partner, in the order of the sheet."""
    return book.derived(("partner lines", as_of), lambda: tuple(_lines(book, as_of)))


def tokens_of(book: Book, partner_id: str, as_of: date) -> list[str]:
    """The partner's tokens: those that open the board first, then the newest first."""
    own = _newest_first([row for row in records(book[SHARE_TOKENS]) if row["subject_id"] == partner_id])
    own.sort(key=lambda row: token_state(row, as_of) not in _USABLE)
    return [str(row["id"]) for row in own]


def usable_tokens(book: Book, partner_id: str, as_of: date) -> list[str]:
    """Those of the partner's tokens that open their board on that day, the newest first."""
    rows = {token_id: book.row(SHARE_TOKENS, token_id) or {} for token_id in tokens_of(book, partner_id, as_of)}
    return [token_id for token_id, row in rows.items() if token_state(row, as_of) in _USABLE]


def exports_of(book: Book, partner_id: str) -> list[str]:
    """What the partner was sent, the newest first."""
    own = _newest_first([row for row in records(book[EXPORTS]) if row["partner_id"] == partner_id])
    return [str(row["id"]) for row in own]


def _newest_first(rows: list[Record]) -> list[Record]:
    """Of those of the same second, the one that stands further down."""
    places = sorted(range(len(rows)), key=lambda place: (str(rows[place]["created_at"] or ""), place), reverse=True)
    return [rows[place] for place in places]


def _lines(book: Book, as_of: date) -> list[PartnerLine]:
    deals = Counter(book[DEALS]["partner_id"].dropna().tolist())
    exported: dict[str, str] = {}
    for row in records(book[EXPORTS]):
        partner = str(row["partner_id"])
        exported[partner] = max(exported.get(partner, ""), str(row["created_at"] or ""))
    tokens: dict[str, tuple[int, int, date | None]] = {}
    for row in records(book[SHARE_TOKENS]):
        found = _rank(row, as_of)
        partner = str(row["subject_id"])
        tokens[partner] = min(tokens.get(partner, found), found, key=lambda one: one[:2])
    none = (_ORDER.index(TokenState.NONE), 0, None)
    lines = []
    for row in records(book[PARTNERS]):
        partner = str(row["id"])
        rank, _, ends = tokens.get(partner, none)
        lines.append(PartnerLine(
            partner, str(row["name"] or partner), str(row["company"] or ""), str(row["status"] or "active"),
            deals[partner], exported.get(partner, ""), _ORDER[rank], ends,
        ))  # fmt: skip
    return lines


def _rank(row: Mapping[str, Value], as_of: date) -> tuple[int, int, date | None]:
    """The state that says most, and of several tokens in it the one that lasts longest."""
    ends = row["expires_on"]
    day = ends if isinstance(ends, date) else None
    return _ORDER.index(token_state(row, as_of)), -(day or date.max).toordinal(), day
