"""Tokens: what opens one partner's board. The workbook holds a hash of each, never the token."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import pandas as pd

from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import add_row, set_fields
from models.core.phrase import phrase
from models.core.refusal import Refused, no_row
from models.core.schema import Value
from models.core.values import utc_text
from models.jv.tables import PARTNERS, SHARE_TOKENS

BOARD = "jv_board"
PREFIX = "vt_"
FEWEST_BYTES = 16  # 128 bits
HINT = 4  # characters of the token that the table shows


class Denied(Refused):
    """A token opens nothing. The sentence is the same for every reason; `code` is the reason, for the owner's log."""

    def __init__(self, reason: str, token_id: str = "") -> None:
        super().__init__(phrase("This token opens no board."), phrase("Ask the owner for another one."), reason)
        self.token_id = token_id


@dataclass(frozen=True)
class Grant:
    """What a token opens: one partner's board, through `expires_on` (None = for good)."""

    token_id: str
    partner_id: str
    expires_on: date | None


def token_text(secret: bytes) -> str:
    """The token of that many bytes from the system's generator; ValueError for fewer than 128 bits."""
    if len(secret) < FEWEST_BYTES:
        raise ValueError(f"a token of {len(secret)} bytes can be guessed")
    return PREFIX + urlsafe_b64encode(secret).decode().rstrip("=")


def hash_of(token: str) -> str:
    """The SHA-256 in hex: what the table keeps."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def create_token(
    book: Book,
    token: str,
    now: datetime,
    *,
    subject_id: str | None,
    scope: str = BOARD,
    expires_on: date | None = None,
    label: str | None = None,
) -> ChangeSet:
    """A new row of Share Tokens. Refused without a subject for a board, and for an unknown subject or scope."""
    subject = (subject_id or "").strip()
    if scope == BOARD and not subject:
        raise Refused(
            phrase("subject_id required for jv_board tokens"), hint=phrase("Name the partner."), code="subject_required"
        )
    row: dict[str, Value] = {
        "token_hash": hash_of(token),
        "token_hint": token[-HINT:],
        "scope": scope,
        "subject_id": subject or None,
        "label": label,
        "expires_on": expires_on,
    }
    return ChangeSet(phrase("Create token"), add_row(book, SHARE_TOKENS, row, now, by_app=True).changes)


def revoke_token(book: Book, token_id: str, now: datetime) -> ChangeSet:
    """The token opens nothing from now on; empty where it is revoked already. Refused where there is none."""
    if is_revoked(_row(book, token_id)):
        return ChangeSet(phrase("Revoke token"))
    fields: dict[str, Value] = {"status": "revoked", "revoked_at": utc_text(now)}
    return ChangeSet(phrase("Revoke token"), set_fields(book, SHARE_TOKENS, token_id, fields, now, by_app=True).changes)


def mark_used(book: Book, token_id: str, now: datetime) -> ChangeSet:
    """The token has just opened a board."""
    used: dict[str, Value] = {"last_used_at": utc_text(now)}
    return ChangeSet(phrase("Use token"), set_fields(book, SHARE_TOKENS, token_id, used, now, by_app=True).changes)


def open_with(book: Book, token: str, as_of: date) -> Grant:
    """What the presented secret opens on that day: of a row that was copied, what both allow. Raises Denied."""
    if not token.strip():
        raise Denied("missing")
    grants = [open_row(book, token_id, as_of) for token_id in rows_of(book, token)]
    if not grants or len({grant.partner_id for grant in grants}) > 1:
        raise Denied("invalid")
    return min(grants, key=lambda grant: grant.expires_on or date.max)


def rows_of(book: Book, token: str) -> list[str]:
    """The IDs of the rows that hold the secret's hash: one, but where a person copied it."""
    wanted = hash_of(token.strip()).encode()
    hashes = book[SHARE_TOKENS]["token_hash"].fillna("")
    same = [hmac.compare_digest(wanted, str(held).strip().lower().encode("utf-8", "replace")) for held in hashes]
    return [str(token_id) for token_id, is_same in zip(hashes.index, same, strict=True) if is_same]


def open_row(book: Book, token_id: str, as_of: date) -> Grant:
    """What the owner's own choice of a row opens on that day: the same checks but for the secret. Raises Denied."""
    row = book.row(SHARE_TOKENS, token_id)
    if row is None:
        raise Denied("invalid" if token_id.strip() else "missing")
    subject, expires = row["subject_id"], row["expires_on"]
    if is_revoked(row):
        raise Denied("revoked", token_id)
    if row["scope"] != BOARD:
        raise Denied("wrong_scope", token_id)
    if isinstance(expires, date) and as_of > expires:
        raise Denied("expired", token_id)
    if not subject or subject not in book[PARTNERS].index:
        raise Denied("unknown_partner", token_id)
    return Grant(token_id, str(subject), expires if isinstance(expires, date) else None)


def public_row(book: Book, token_id: str) -> dict[str, Value]:
    """The row without the hash."""
    row = {SHARE_TOKENS.id_column.name: token_id, **_row(book, token_id)}
    row.pop("token_hash")
    return row


def expiring(book: Book, as_of: date, days: int) -> list[str]:
    """The tokens that still open something on the day and will not after so many days, the first to end first."""
    rows = book[SHARE_TOKENS]
    until = date.fromordinal(min(date.max.toordinal(), as_of.toordinal() + days))
    ends = rows["expires_on"]
    rows = rows[((ends >= pd.Timestamp(as_of)) & (ends <= pd.Timestamp(until))).to_numpy(dtype=bool)]
    good = (rows["status"] == "active") & rows["revoked_at"].isna()
    return list(map(str, rows[good.to_numpy(dtype=bool)].sort_values("expires_on", kind="stable").index))


def _row(book: Book, token_id: str) -> Mapping[str, Value]:
    row = book.row(SHARE_TOKENS, token_id)
    if row is None:
        raise no_row("Share Tokens", token_id)
    return row


def is_revoked(row: Mapping[str, Value]) -> bool:
    """For good: setting the status back does not open it again, as the time of revoking stays."""
    return row["status"] != "active" or row["revoked_at"] is not None
