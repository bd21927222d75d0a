"""Somebody's own spreadsheet on this machine as sheets; what they say is the business of `models.intake`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.examination import NeedsPassword, sheets_of
from app.files import content_of, readable
from io_xlsx.parts.foreign import OLE
from io_xlsx.parts.package import Unreadable
from io_xlsx.read.any_sheets import sheets_from
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.texts import decode
from models.intake import Sheet, sheet_of, sheet_of_text

TEXTS = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
SUFFIXES = (*WORKBOOKS, *TEXTS)
LARGEST = 100_000_000  # bytes
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def sheets_in(path: Path, wait: Callable[[], None] = lambda: None) -> tuple[Sheet, ...]:
    """Every sheet that holds anything; of a text the only one. Raises Refused with one sentence.

    A workbook is read in a process of its own, see `app.examination`; `wait` is called meanwhile and may raise.
    """
    try:
        with readable(path, phrase("a spreadsheet"), "invalid"):
            sheets = _sheets(path, content_of(path, LARGEST + 1), wait)
    except NeedsPassword:
        hint = phrase("Save a copy without a password in Excel, and import that.")
        raise Refused(phrase("{name} is encrypted.", name=path.name), hint, "encrypted") from None
    found = tuple(sheet for sheet in sheets if sheet.lines)
    if not found:
        raise Refused(phrase("{name} holds no rows.", name=path.name), code="invalid")
    return found


def can_import(path: Path) -> bool:
    """Whether a file that is no workbook of ours begins as one does whose rows can be imported."""
    suffix = path.suffix.lower()
    try:
        head = content_of(path, 4096)
    except (OSError, Unreadable):
        return False
    if head.startswith(b"PK"):
        return suffix in (".ods", ".xlsb")
    return head.startswith(OLE) or (suffix in SUFFIXES and _is_table(head))


def _is_table(content: bytes) -> bool:
    """Whether it is text and no markup: a web page may bear the name of a workbook."""
    is_text = b"\x00" not in content[:4096] or content.startswith(_UTF16)
    return is_text and not decode(content[:4096]).lstrip().startswith(("<", "{", "["))


def _sheets(path: Path, content: bytes, wait: Callable[[], None]) -> list[Sheet]:
    if len(content) > LARGEST:
        most = phrase("{most} MB is the most.", most=LARGEST // 1_000_000)
        raise Refused(phrase("{name} is too large to import from.", name=path.name), most, "invalid")
    if not content.strip():
        raise Refused(phrase("{name} is empty.", name=path.name), code="invalid")
    if content.startswith((b"PK\x03\x04", OLE)):
        return [sheet_of(*one) for one in sheets_from(sheets_of(content, path, wait))]
    if not _is_table(content):
        raise Refused(
            phrase("{name} is no spreadsheet.", name=path.name),
            phrase("One of {choices} can be imported.", choices=", ".join(SUFFIXES)),
            "invalid",
        )
    return [sheet_of_text(path.stem, decode(content))]
