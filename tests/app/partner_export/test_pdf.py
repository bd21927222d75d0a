"""The PDF: the partner's deals, read back; nothing of anybody else's; behind a password when there is one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.errors import FileNotDecryptedError
from pypdf.generic import DecodedStreamObject, NameObject

from app.partner_export.pages import report
from app.partner_export.pdf import pdf_of
from app.partner_export.pdf_proof import locked_pdf, prove_pdf
from app.partner_export.proof import Leak
from app.partner_export.seen import seen
from models.core.refusal import Refused
from tests.app.partner_export.boards import demo_book, many, marked, partner_ids, view_of
from tests.models.books import book_of

ODD = book_of(
    Partners=[{"name": "=1+1 & <Co>"}],
    Deals=[
        {"address": "-2 Elm", "partner_id": "ptr_0", "partner_share": 0.333, "partner_notes": "two\nlines"},
        {"address": "@x", "partner_id": "ptr_0", "partner_share": 0.5, "stage": "closed", "partner_capital": 0.005},
        {"partner_id": "ptr_0", "updated_at": "2026-03-01T23:00:00Z", "city": "=SUM(A1)"},
    ],
)
MINE, SECRET = "ptr_0", marked(1, "Sands")


@cache
def mine() -> bytes:
    return pdf_of(view_of(many(), MINE))


def rewritten(change: str) -> bytes:
    """The PDF with the secret put into one more place."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(mine())))
    if change == "properties":
        writer.add_metadata({"/Subject": SECRET})
    elif change == "attachment":
        writer.add_attachment("a.txt", b"nothing")
    elif change == "outline":
        writer.add_outline_item(title=SECRET, page_number=0)
    elif change == "XMP":
        stream = DecodedStreamObject()
        stream.set_data(f"<x>{SECRET}</x>".encode())
        writer.root_object[NameObject("/Metadata")] = stream
    elif change == "annotation":
        writer.add_annotation(0, FreeText(text=SECRET, rect=(10, 10, 90, 40)))
    elif change == "page":
        writer.append(BytesIO(pdf_of(view_of(many(), "ptr_1"))))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_demos_partners_find_their_deals_in_it() -> None:
    book = demo_book()
    for partner in partner_ids(book):
        view = view_of(book, partner)
        content = pdf_of(view)
        prove_pdf(book, view, content)
        text = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)
        for wanted in (view.recipient, view.company, "goodthrough2026-06-30", *(str(row[0]) for row in view.rows)):
            assert "".join(wanted.split()) in text


def words_of(texts: Iterable[str]) -> Counter[str]:
    return Counter(" ".join(unicodedata.normalize("NFKC", text) for text in texts).split())


@pytest.mark.parametrize("partner", [*partner_ids(demo_book()), "odd", "without deals"])
def test_it_says_what_the_preview_says_and_nothing_else(partner: str) -> None:
    """The preview is held to the workbook in tests/app/jv/test_preview.py: so all three are the same."""
    book = {"odd": ODD, "without deals": book_of(Partners=[{"name": "Ines"}])}.get(partner, demo_book())
    view = view_of(book, partner if book is demo_book() else "ptr_0")
    said = seen(report(view, {}))
    lines = [*said.stages, said.headers, *said.deals]
    about = [said.title, said.subtitle, said.heading, said.chart, said.note, said.deals_title, said.deals_line]
    tiles = [text for tile in said.tiles for text in (tile.label, tile.figure, tile.below)]
    headers = [] if said.deals else said.headers
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf_of(view))).pages]
    assert len(pages) == 1
    expected = words_of([*(text for line in lines for text in line), *about, *tiles, said.none, said.footer, "1 / 1"])
    assert words_of(pages) == expected - words_of(headers)


def test_properties_hold_no_name() -> None:
    held: Any = PdfReader(BytesIO(mine())).metadata or {}
    assert (held["/Title"], held["/Author"], held["/Creator"]) == ("Joint venture board", "", "")


def test_no_pdf_of_two_hundred_partners_names_another_one() -> None:
    """Every ordered pair: all the texts of a partner bear their mark, and no other mark is anywhere in the PDF."""
    book = many(200, 1)
    for number, partner in enumerate(partner_ids(book)):
        reader = PdfReader(BytesIO(pdf_of(view_of(book, partner))))
        text = "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
        assert set(re.findall(r"Quarry(\d{3})x|q(\d{3})x@", text)) == {(f"{number:03}", "")}
        assert not re.search(r"private|example\.com|Seller|132\d{3}|140\d{3}|con_|deal_|ptr_", text)
        assert "Winnipeg" in text


@pytest.mark.parametrize("change", ["properties", "attachment", "outline", "XMP", "annotation", "page"])
def test_a_planted_text_is_found(change: str) -> None:
    prove_pdf(many(), view_of(many(), MINE), rewritten("nothing"))
    with pytest.raises(Leak):
        prove_pdf(many(), view_of(many(), MINE), rewritten(change))


def test_a_board_of_many_pages_has_its_header_and_foot_on_each() -> None:
    book = many(2, 120)
    content = pdf_of(view_of(book, MINE))
    prove_pdf(book, view_of(book, MINE), content)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page
        assert "Address" in page


@pytest.mark.parametrize("note", ["the seller asks for papers again " * 80, "w" * 4000, "1 line\n" * 200])
def test_a_note_that_is_longer_than_a_page_goes_on_overleaf(note: str) -> None:
    deal = {"partner_id": "ptr_0", "address": "1 Elm", "updated_at": "2026-03-01T23:00:00Z"}
    book = book_of(Partners=[{"name": "Ann Lee"}], Deals=[{**deal, "partner_notes": f"{note} to the end"}, deal])
    view = view_of(book, "ptr_0")
    content = pdf_of(view)
    assert len(PdfReader(BytesIO(content)).pages) > 2
    prove_pdf(book, view, content)
    cut = replace(view, rows=tuple(tuple(note if value == f"{note} to the end" else value for value in row)
                                   for row in view.rows))  # fmt: skip
    with pytest.raises(Refused, match="Partner Notes of 1 Elm"):
        prove_pdf(book, view, pdf_of(cut))


@pytest.mark.parametrize(("lost", "words"), [("partner_notes", "Partner Notes of 1 Elm"), ("address", "Address of ")])
def test_a_text_that_the_pages_lack_is_named_and_is_no_leak(lost: str, words: str) -> None:
    deal = {"partner_id": "ptr_0", "address": "1 Elm", lost: "a \U0001f3e0 b"}
    book = book_of(Partners=[{"name": "Ann Lee"}], Deals=[deal])
    view = view_of(book, "ptr_0")
    bare = replace(view, rows=(tuple(None if value == deal[lost] else value for value in view.rows[0]),))
    with pytest.raises(Refused, match=f"{words}.* cannot be printed") as problem:
        prove_pdf(book, view, pdf_of(bare))
    assert problem.value.code == "not_printed"


def test_a_password_locks_it() -> None:
    reader = PdfReader(BytesIO(locked_pdf(mine(), "correct horse")))
    with pytest.raises(FileNotDecryptedError):
        reader.pages[0].extract_text()
    assert not reader.decrypt("wrong horse")
    assert reader.decrypt("correct horse")
    assert "Winnipeg" in reader.pages[0].extract_text()
