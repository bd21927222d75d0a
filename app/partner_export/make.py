"""Makes a partner's file as bytes: laid out, written, sealed, proved, and put behind a password."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.partner_export.pages import report
from app.partner_export.proof import Leak, Proof, prove
from app.partner_export.seal import UNSEALED, Signer, properties_of, sealed, to_seal
from io_xlsx.encryption import LONGEST_PASSWORD, Damaged, WrongPassword, decrypted, encrypted
from io_xlsx.export import written
from io_xlsx.export.writer import NotWritten
from models.core.book import Book
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.jv.view import PartnerView

PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that is taken for another one: 5 bits each


@dataclass(frozen=True)
class Made:
    """A finished file: its bytes, their SHA-256, and what was proved of them."""

    content: bytes
    sha256: str
    proof: Proof
    encrypted: bool


def make(book: Book, view: PartnerView, export_id: str, signer: Signer, password: str | None = None) -> Made:
    """The partner's workbook. Raises Leak where it would hold anything else, Refused where it cannot be made."""
    if password is not None and not 0 < len(password) <= LONGEST_PASSWORD:
        raise Refused(phrase("A password has 1 to {most} characters.", most=LONGEST_PASSWORD), code="invalid")
    ordered = to_seal(export_id, view.partner_id, signer)
    try:
        content = sealed(written(report(view, ordered)), signer)
    except NotWritten as problem:
        raise Refused(phrase("The file could not be made: {problem}", problem=problem), code="not_written") from None
    proof = prove(book, view, content, _sealed_properties(content, ordered))
    if password is not None:
        content = _locked(content, password)
    return Made(content, sha256(content).hexdigest(), proof, password is not None)


def generated_password() -> str:
    """A password of 100 bits that can be read out over the phone."""
    letters = [secrets.choice(PASSWORD_LETTERS) for _ in range(20)]
    return "-".join("".join(letters[at : at + 5]) for at in range(0, 20, 5))


def _sealed_properties(content: bytes, ordered: Mapping[str, str]) -> Mapping[str, str]:
    """The seal as it stands in the file: what was ordered, and two signatures in their places."""
    held = properties_of(content)
    if {**held, **UNSEALED} != dict(ordered) or held.items() & UNSEALED.items():
        raise Leak([phrase("its seal is not the one that was ordered")])
    return held


def _locked(content: bytes, password: str) -> bytes:
    locked = encrypted(content, password)
    try:
        same = decrypted(locked, password) == content
    except (WrongPassword, Damaged):
        same = False
    if not same:
        raise Refused(phrase("The encrypted file does not open again; nothing was made."), code="not_written")
    return locked
