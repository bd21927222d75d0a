"""A bank's file on this machine as text; what it says is the business of `models.budget.importing`."""

from __future__ import annotations

from pathlib import Path

from app.files import content_of, readable
from models.budget.importing import decode
from models.core.phrase import phrase
from models.core.refusal import Refused

LARGEST = 50_000_000  # bytes: some hundred thousand lines
SUFFIXES = (".csv", ".ofx", ".qfx", ".txt")
_OTHERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # what workbooks, old workbooks and PDFs begin with
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def bank_text(path: Path) -> str:
    """The file's text. Refused where it cannot be read, or is a workbook, a PDF or nothing at all."""
    with readable(path, phrase("a bank's file"), "invalid"):
        content = content_of(path, LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused(
            phrase("{name} is too large for a bank's file.", name=path.name),
            phrase("Fetch fewer months at once."),
            "invalid",
        )
    if not content.strip():
        raise Refused(phrase("{name} is empty.", name=path.name), phrase("Fetch it from the bank again."), "invalid")
    if content.startswith(_OTHERS) or (b"\x00" in content[:400] and not content.startswith(_UTF16)):
        hint = phrase("Export it from the bank as CSV, OFX or QFX.")
        raise Refused(phrase("{name} is no text: a workbook, a PDF or a picture.", name=path.name), hint, "invalid")
    return decode(content)
