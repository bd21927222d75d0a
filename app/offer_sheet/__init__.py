"""The offer sheet as a PDF: laid out from `models.underwriting.offer_sheet`, written in one step or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.target import check_target, write_file
from models.core.book import Book
from models.underwriting.offer_sheet import OfferSheet, offer_sheet


def write(book: Book, deal_id: str, path: Path, as_of: date, workbook: Path | None = None) -> None:
    """Writes the deal's sheet as of a day; a PDF that exists is replaced. `workbook` is the file never to write to.

    Refused as `offer_sheet` refuses, and where the target cannot be written; nothing is half-written then.
    """
    check_target(path, ".pdf", workbook)
    write_sheet(offer_sheet(book, deal_id, as_of), path, workbook)


def write_sheet(sheet: OfferSheet, path: Path, workbook: Path | None = None) -> None:
    """Writes a sheet that is put together already. Refused where the target cannot be written."""
    from app.offer_sheet.pages import Pages

    check_target(path, ".pdf", workbook)
    write_file(path, Pages(sheet).pdf())


def file_name(sheet: OfferSheet) -> str:
    """`Offer sheet 118 Kestrel Lane.pdf`, without what a file system does not take, and not too long for one."""
    kept = "".join(" " if one in '<>:"/\\|?*' or not one.isprintable() else one for one in sheet.house.address)
    name = " ".join(kept.split()).rstrip(". ")
    while len(name.encode()) > 150:
        name = name[:-1]
    return f"Offer sheet {name or sheet.deal_id}.pdf"
