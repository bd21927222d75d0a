"""What a file is that is no workbook, though it bears the name of one: said so that a person knows what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.core.phrase import phrase

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOOKED_AT = 4096

_SAVE_AS = phrase("open it in Excel or LibreOffice and save it as .xlsx")
_PASTE = phrase("{advice}, or make a new workbook and paste its rows there", advice=_SAVE_AS)
_BEGINNINGS = (
    (b"%PDF", phrase("a PDF")),
    (b"{\\rtf", phrase("a text document (RTF)")),
    (b"\x89PNG", phrase("a picture (PNG)")),
    (b"\xff\xd8\xff", phrase("a picture (JPEG)")),
    (b"\x1f\x8b", phrase("a packed file (gzip)")),
    (b"7z\xbc\xaf", phrase("a packed file (7z)")),
    (b"Rar!", phrase("a packed file (RAR)")),
    (b"SQLite format 3\0", phrase("a database (SQLite)")),
)
_OLD = (
    ("WordDocument", phrase("an old Word document (.doc)")),
    ("PowerPoint Document", phrase("an old presentation (.ppt)")),
)
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OFFICE = (
    ("word/", phrase("a Word document (.docx)")),
    ("ppt/", phrase("a presentation (.pptx)")),
    ("visio/", phrase("a drawing (.vsdx)")),
)


def not_a_zip(data: bytes) -> str:
    """One sentence about bytes that hold no zip archive; a password's container is told apart by the caller."""
    if not data:
        return phrase("The file is empty.")
    if not data.strip(b"\0"):
        return phrase("The file holds nothing but zeros: it was never written to its end.")
    if data.startswith(b"PK\3\4"):
        return phrase("The file was cut off: its end is missing.")
    if data.startswith(OLE):
        return _about_ole(data)
    kind = next((kind for start, kind in _BEGINNINGS if data.startswith(start)), "")
    if kind:
        return phrase("The file is {kind} and not an Excel workbook.", kind=kind)
    return _about_text(data)


def is_encrypted(data: bytes) -> bool:
    """Whether the bytes are an encrypted document, and not an old one in the same kind of container."""
    return data.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in data


def _about_ole(data: bytes) -> str:
    if is_encrypted(data):
        return phrase("The workbook is encrypted: it opens with its password only.")
    for stream, kind in _OLD:
        if stream.encode("utf-16-le") in data:
            return phrase("The file is {kind} and not an Excel workbook.", kind=kind)
    return phrase("The file is an old Excel workbook (.xls) or another OLE document: {advice}.", advice=_SAVE_AS)


def _about_text(data: bytes) -> str:
    head = _text(data[:LOOKED_AT])
    start = head.lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<table")) or "<html" in start:
        return phrase("The file is a web page (HTML): {advice}.", advice=_PASTE)
    if start.startswith("<"):
        kind = phrase("an XML spreadsheet of 2003") if "office:spreadsheet" in start else phrase("an XML file")
        return phrase("The file is {kind}: {advice}.", kind=kind, advice=_PASTE)
    if not head:
        return phrase("The file is not an Excel workbook (.xlsx).")
    if start.startswith(("{", "[")):
        return phrase("The file is JSON text and not an Excel workbook (.xlsx).")
    if _has_columns(head):
        return phrase("The file is a table as text (CSV) and not an Excel workbook: {advice}.", advice=_PASTE)
    return phrase("The file is text and not an Excel workbook (.xlsx).")


def _text(data: bytes) -> str:
    """Blank where the bytes are no text."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data.decode("utf-16", "ignore") if wide else data.decode("utf-8-sig", "replace")
    return "" if any(sign < " " and sign not in "\t\r\n\f" for sign in text) else text


def _has_columns(text: str) -> bool:
    lines = text.splitlines()[:20]
    return any(sum(sign in line for line in lines) * 2 > len(lines) for sign in (",", ";", "\t"))


def not_a_workbook(names: Sequence[str], read: Callable[[str], bytes]) -> str:
    """One sentence about a zip archive without a workbook in it; `read` gives a member's bytes."""
    if "mimetype" in names:
        kind = read("mimetype")[:200].decode("ascii", "replace")
        if kind.startswith(f"{_OPEN_DOCUMENT}spreadsheet"):
            return phrase("The file is an OpenDocument spreadsheet (.ods): {advice}.", advice=_SAVE_AS)
        if kind.startswith(_OPEN_DOCUMENT):
            return phrase("The file is an OpenDocument file of another kind and not an Excel workbook.")
    for folder, what in _OFFICE:
        if any(name.startswith(folder) for name in names):
            return phrase("The file is {what}, another Office document and not an Excel workbook.", what=what)
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return phrase("The file is an Apple Numbers document: export it to Excel (.xlsx) in Numbers.")
    return phrase("The file is a zip archive, but not an Excel workbook.")


def about_binary() -> str:
    """An .xlsb, whatever its name."""
    return phrase("The file is a binary workbook (.xlsb): open it in Excel and save it as .xlsx.")
