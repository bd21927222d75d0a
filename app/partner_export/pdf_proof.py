"""The same proof for the PDF, read back with pypdf, which had no part in making it; and its password."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from app.partner_export.blank import blank, filled
from app.partner_export.pages import report
from app.partner_export.proof import Leak, index_of
from app.partner_export.seen import seen
from io_xlsx.scan import normalised
from models.core.book import Book
from models.core.phrase import phrase
from models.jv.proof import allowed_texts
from models.jv.view import PartnerView


def prove_pdf(book: Book, view: PartnerView, content: bytes) -> None:
    """Raises Leak where the PDF's pages, properties or objects hold a forbidden text, or lack one of the partner's."""
    index = index_of(book)
    try:
        reader = PdfReader(BytesIO(content))
        pages = ["".join(page.extract_text().split()) for page in reader.pages]
        held = [*pages, *_properties(reader)]
        noted = any(page.annotations for page in reader.pages)
        if noted or reader.attachments or reader.get_fields() or reader.outline:
            raise Leak([phrase("the PDF has more than pages")])
    except PyPdfError as fault:
        raise Leak([phrase("the PDF cannot be read: {fault}", fault=type(fault).__name__)]) from None
    own = _own(view)
    faults = [
        f"the PDF: a forbidden text of {len(text)} characters"
        for text in index.found(held)
        if index.owners[text] != view.partner_id and text not in own and text not in blank().texts
    ]
    printed = normalised("".join(pages))
    faults += ["the PDF: a text of the board is not there" for row in view.rows for value in row
               if isinstance(value, str) and normalised(value) not in printed]  # fmt: skip
    if faults:
        raise Leak(faults)


def locked_pdf(content: bytes, password: str) -> bytes:
    """The PDF behind the password (AES-256)."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt(password, algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _own(view: PartnerView) -> str:
    """What may be printed, in the order in which it is: side by side, texts must not look like another one."""
    rows = "".join(map("".join, seen(report(view, {})).deals))
    return "\n".join(map(normalised, [rows, *filled(view), *allowed_texts(view)]))


def _properties(reader: PdfReader) -> Iterator[str]:
    for name, value in (reader.metadata or {}).items():
        yield f"{name}{value}"
    root: Any = reader.root_object
    if "/Metadata" in root:
        yield root["/Metadata"].get_data().decode("utf-8", "ignore")
