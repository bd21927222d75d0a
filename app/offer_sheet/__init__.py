"""The offer sheet as a PDF: laid out from `models.underwriting.offer_sheet`, written in one step or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.target import check_target, safe_name, write_file
from models.core.book import Book
from models.underwriting.offer_sheet import OfferSheet, offer_sheet


def write(book: Book, deal_id: str, path: Path, as_of: date, workbook: Path | None = None) -> None:
    """Writes the deal's sheet as of a day; a PDF that exists is replaced. `workbook` is the file never to write to.

    Refused as `offer_sheet` refuses, and where the target cannot be written; nothing is half-written then.
    """
    from app.offer_sheet.pages import SheetPages
    from app.paper.pages import pdf_of

    check_target(path, ".pdf", workbook)
    write_file(path, pdf_of(SheetPages(offer_sheet(book, deal_id, as_of))))


def file_name(sheet: OfferSheet) -> str:
    """`Offer sheet 118 Kestrel Lane.pdf`, without what a file system does not take, and not too long for one."""
    return f"Offer sheet {safe_name(sheet.house.address, 150) or sheet.deal_id}.pdf"
