"""The same proof for the PDF, read back with pypdf, which had no part in making it; and its password."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
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
from models.core.refusal import Refused
from models.jv.proof import allowed_texts
from models.jv.view import PartnerView

SPARE = 3  # letters in which the end of a page's piece may be taken for more of the text


def prove_pdf(book: Book, view: PartnerView, content: bytes) -> None:
    """Raises Leak where the PDF's pages, properties or objects hold a forbidden text.

    Refused where the pages lack a text of the partner's.
    """
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
    if faults:
        raise Leak(faults)
    _refuse_unprinted(view, list(map(normalised, pages)))


def _refuse_unprinted(view: PartnerView, pages: Sequence[str]) -> None:
    """Refused where a text of the board is not on the pages as it is: there are letters that no font here has."""
    for row in view.rows:
        for column, value in zip(view.columns, row, strict=True):
            if isinstance(value, str) and not _is_printed(normalised(value), pages):
                raise Refused(
                    phrase(
                        "{header} of {deal} cannot be printed as it is: the PDF lacks some of its letters.",
                        header=column.header,
                        deal=row[0] or phrase("a deal"),
                    ),
                    hint=phrase("Leave the PDF out, or write the text in other letters."),
                    code="not_printed",
                )


def _is_printed(text: str, pages: Sequence[str]) -> bool:
    """Whether it stands on a page, or on one after the other: a row that is higher than a page goes on overleaf."""
    return any(text in page for page in pages) or any(_goes_on(text, pages[at:]) for at in range(len(pages)))


def _goes_on(text: str, pages: Sequence[str]) -> bool:
    if not pages or text in pages[0]:
        return bool(pages)
    most = bisect_left(range(1, len(text) + 1), True, key=lambda length: text[:length] not in pages[0])
    # What follows it on the page may begin as the rest does.
    return any(_goes_on(text[length:], pages[1:]) for length in range(most, max(most - SPARE, 0), -1))


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
