"""Tells whether a file is an export of ours, and whether anybody has changed it since."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, is_zipfile

from app.partner_export.seal import EXPORT, KEY, PARTNER, PROPERTIES, check_seals, properties_of
from io_xlsx.encryption import Damaged, WrongPassword, decrypted, is_encrypted
from models.core.book import Book
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Value
from models.jv import EXPORTS
from models.jv.exports import broken_links
from models.settings import value_of

UNREADABLE = (BadZipFile, ExpatError, LookupError, ValueError, EOFError, zlib.error, NotImplementedError)


class State(StrEnum):
    """What became of a copy; the first two are fine."""

    UNCHANGED = "unchanged"
    RESAVED = "resaved"
    CHANGED = "changed"
    UNKNOWN_KEY = "unknown_key"
    NOT_AN_EXPORT = "not_an_export"


@dataclass(frozen=True)
class Verdict:
    """The state of a copy, which export it is (blank where it does not say), and why, in sentences."""

    state: State
    export_id: str = ""
    partner_id: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return self.state in (State.UNCHANGED, State.RESAVED)


def verify(book: Book, content: bytes, password: str | None = None) -> Verdict:
    """What became of the file with these bytes; a copy whose token has expired is as good as any other.

    Refused where a password is needed and is missing or wrong.
    """
    digest = sha256(content).hexdigest()
    if is_encrypted(content):
        try:
            content = _opened(content, password)
        except Damaged:
            reason = phrase("The encrypted file is damaged or was changed: its integrity check fails.")
            return Verdict(State.CHANGED, reasons=(reason,))
    if not is_zipfile(BytesIO(content)):
        return Verdict(State.NOT_AN_EXPORT, reasons=(phrase("It is no workbook."),))
    try:
        held = properties_of(content)
    except UNREADABLE:
        reason = phrase("Its seal cannot be read: the file is damaged or was changed.")
        return Verdict(State.CHANGED, reasons=(reason,))
    if not held:
        return Verdict(State.NOT_AN_EXPORT, reasons=(phrase("It bears no seal of Valhalla."),))
    return _judged(book, content, held, digest)


def _judged(book: Book, content: bytes, held: dict[str, str], digest: str) -> Verdict:
    named = held.get(EXPORT, ""), held.get(PARTNER, "")
    log = book.row(EXPORTS, named[0]) or {}
    missing = [name for name in PROPERTIES if name not in held]
    if missing:
        return Verdict(State.CHANGED, *named, (phrase("Part of its seal is gone: {parts}.", parts=", ".join(missing)),))
    if held[KEY] not in str(value_of(book, "seal_public_keys") or "").split():
        reason = phrase("It is sealed with a key that is not among seal_public_keys in Settings.")
        return Verdict(State.UNKNOWN_KEY, *named, (reason,))
    try:
        seals = check_seals(content, held)
    except UNREADABLE:
        return Verdict(State.CHANGED, *named, (phrase("It is damaged: a part of it cannot be read."),))
    if not seals.rows:
        return Verdict(
            State.CHANGED, *named, (phrase("Its values are not those that were sealed, or its seal was forged."),)
        )
    notes = _log_notes(book, named[0], log)
    if seals.whole and log.get("sha256") in (None, digest):
        return Verdict(State.UNCHANGED, *named, (phrase("Every byte of every part is as it was made."), *notes))
    reason = phrase(
        "Another program has saved it; its values are those that were sealed, its looks and notes may differ."
    )
    return Verdict(State.RESAVED, *named, (reason, *notes))


def _opened(content: bytes, password: str | None) -> bytes:
    if password is None:
        raise Refused(
            phrase("The file is encrypted."),
            hint=phrase("Give its password with --password-file FILE."),
            code="encrypted",
        )
    try:
        return decrypted(content, password)
    except WrongPassword:
        raise Refused(phrase("The password does not open the file."), code="wrong_password") from None


def _log_notes(book: Book, export_id: str, row: dict[str, Value]) -> list[str]:
    """What the log of exports says against it; none of it makes the copy itself a changed one."""
    if not row:
        return [phrase("{sheet} has no row {row}.", sheet="Exports", row=export_id)]
    return [
        phrase("Exports {row_id}: {fault}", row_id=row_id, fault=fault)
        for row_id, fault in broken_links(book)
        if row_id == export_id
    ]
