"""The offer sheet on the screen before it goes anywhere."""

from __future__ import annotations

from app.command import Frame
from app.document import Document
from app.offer_sheet import file_name
from app.offer_sheet.pages import SheetPages
from app.paper.preview import Preview
from app.tr import tr, tr_error
from models.core.refusal import Refused
from models.underwriting.offer_sheet import offer_sheet


def show_offer_sheet(document: Document, frame: Frame, deal_id: str) -> None:
    """Opens the preview of a deal's sheet, or says why there is none."""
    try:
        sheet = offer_sheet(document.book, deal_id, document.as_of)
    except Refused as refusal:
        frame.say(tr_error(refusal))
        return
    workbook = document.session.path
    words = tr("Private: it holds your MAO, fee and ARV. It is not for the seller.")
    place = workbook.with_name(file_name(sheet))
    frame.show_dialog(lambda parent: Preview(SheetPages(sheet), tr("Offer sheet"), words, place, workbook, parent))
