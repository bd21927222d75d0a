"""The offer sheet as a PDF: laid out from `models.underwriting.offer_sheet`, written in one step or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from io_xlsx.guard import beside, flush, put_in_place
from models.core.book import Book
from models.core.refusal import Refused
from models.underwriting.offer_sheet import OfferSheet, offer_sheet


def write(book: Book, deal_id: str, path: Path, as_of: date, workbook: Path | None = None) -> None:
    """Writes the deal's sheet as of a day; a PDF that exists is replaced. `workbook` is the file never to write to.

    Refused as `offer_sheet` refuses, and where the target cannot be written; nothing is half-written then.
    """
    check_target(path, workbook)
    write_sheet(offer_sheet(book, deal_id, as_of), path, workbook)


def write_sheet(sheet: OfferSheet, path: Path, workbook: Path | None = None) -> None:
    """Writes a sheet that is put together already. Refused where the target cannot be written."""
    from app.offer_sheet.pages import Pages

    check_target(path, workbook)
    content = Pages(sheet).pdf()
    try:
        with beside(path) as (temp, file):
            file.write(content)
            flush(file)
            file.close()
            put_in_place(temp, path)
    except OSError as problem:
        raise Refused(
            f"{path.name} cannot be written: {problem.strerror}.", hint="Choose another folder.", code="not_saved"
        ) from None


def check_target(path: Path, workbook: Path | None) -> None:
    """Refused where a PDF can certainly not go: onto the workbook, a folder, without its ending, into no folder."""
    if workbook is not None and path.exists() and workbook.exists() and path.samefile(workbook):
        raise Refused(f"{path.name} is the workbook itself.", hint="Give the PDF a name of its own.", code="bad_name")
    if path.is_dir():
        raise Refused(f"{path} is a folder.", hint="Add a file name that ends in .pdf.", code="bad_name")
    if path.suffix.lower() != ".pdf":
        raise Refused(f"{path.name} has to end in .pdf.", hint=f"Name it {path.stem}.pdf.", code="bad_name")
    if not path.parent.is_dir():
        raise Refused(f"There is no folder {path.parent}.", hint="Make it first, or choose another.", code="no_folder")


def file_name(sheet: OfferSheet) -> str:
    """`Offer sheet 118 Kestrel Lane.pdf`, without what a file system does not take, and not too long for one."""
    kept = "".join(" " if one in '<>:"/\\|?*' or not one.isprintable() else one for one in sheet.house.address)
    name = " ".join(kept.split()).rstrip(". ")
    while len(name.encode()) > 150:
        name = name[:-1]
    return f"Offer sheet {name or sheet.deal_id}.pdf"
