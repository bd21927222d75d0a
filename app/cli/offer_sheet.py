"""`underwrite offer-sheet`: a deal's offer sheet as a PDF, on a machine without a display, too."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from app.cli.request import Answer, Request
from app.cli.workbook import reading


def offer_sheet(request: Request) -> Answer:
    """Writes the PDF; one that exists is replaced. Refused where there is no offer to write or no place to write it."""
    sheet = import_module("app.offer_sheet")  # by name, so that the command line stays free of Qt
    path = Path(request.words.pdf)
    with reading(request) as session:
        sheet.write(session.book, request.words.deal_id, path, session.as_of, session.path)
    return Answer({"file": str(path)}, f"{path}: the offer sheet of {request.words.deal_id}. It is private to you.")
