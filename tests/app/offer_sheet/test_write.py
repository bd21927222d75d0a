"""The offer sheet as a file: what another program reads in it, and that it is written whole or not at all."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.offer_sheet import file_name, write
from app.offer_sheet.html import PRIVATE, moment, money
from app.offer_sheet.pages import SheetPages
from models.core.book import Book
from models.core.edit import add_row, set_fields
from models.core.refusal import Refused
from models.core.schema import Value
from models.demo import demo
from models.underwriting.offer_sheet import offer_sheet
from models.underwriting.written import write_mao
from tests.workbooks import DAY, NOW

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def book() -> Book:
    return demo(DAY)


def read(path: Path) -> list[str]:
    """The text of each page, its spaces made single."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def written(book: Book, deal_id: str, folder: Path) -> list[str]:
    path = folder / "sheet.pdf"
    write(book, deal_id, path, DAY)
    return read(path)


def deal_at(book: Book, address: str) -> str:
    deals = book["Deals"]
    return str(deals.index[deals["address"] == address][0])


def test_every_figure_of_every_written_deal_can_be_read(book: Book, tmp_path: Path) -> None:
    deals = book["Deals"]
    for deal_id in deals.index[deals["mao"].notna()]:
        sheet, pages = offer_sheet(book, deal_id, DAY), written(book, deal_id, tmp_path)
        text = " ".join(pages)
        assert len(pages) <= 2
        assert all(PRIVATE in page for page in pages)
        assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
        figures = [sheet.offer.mao, sheet.offer.arv or 0, sheet.repairs.total]
        figures += [term.amount for term in sheet.offer.terms]
        assert sheet.comparison is not None
        assert sheet.ladder is not None
        figures += [one.comp.sold_price or 0 for one in sheet.comparison.comps]
        figures += [one.price_per_sqft or 0 for one in sheet.comparison.comps]
        figures += [rung.price for rung in sheet.ladder.rungs if rung.price is not None]
        missing = [money(figure) for figure in figures if money(figure) not in text]
        assert not missing, (deal_id, missing)
        assert sheet.risk is not None
        words = [sheet.house.address, *sheet.operator, f"{sheet.risk.score:.2f} of 100", moment(sheet.offer.at)]
        assert all(word in text for word in words)
        assert all(" ".join(flag.message.split()) in text for flag in sheet.flags)


def test_a_stale_mao_is_said(book: Book, tmp_path: Path) -> None:
    (first, *_) = written(book, deal_at(book, "118 Kestrel Lane"), tmp_path)
    assert "Stale: today’s inputs give 147,150.00." in first
    (other, *_) = written(book, deal_at(book, "42 Old Ferry Row"), tmp_path)
    assert "Stale" not in other


def test_forty_comps_break_over_pages_with_their_headings(book: Book, tmp_path: Path) -> None:
    deal_id = deal_at(book, "42 Old Ferry Row")
    house = str((book.row("Deals", deal_id) or {})["property_id"])
    for number in range(40):
        row: dict[str, Value] = {
            "property_id": house, "address": f"{number} Long Street, Unit Number {number}", "sqft": 2_000,
            "sold_price": 400_000.0 + number, "sold_date": date(2026, 1, 2),
        }  # fmt: skip
        book = book.apply(add_row(book, book.tables["Comps"], row, NOW))
    pages = written(book, deal_id, tmp_path)
    text = " ".join(pages)
    assert all(money(400_000 + number) in text for number in range(40))
    with_comps = [page for page in pages if "Long Street" in page]
    assert len(with_comps) >= 2
    assert all("Price, CAD" in page and "To doubt" in page for page in with_comps)


def test_a_negative_mao_and_a_very_long_address(book: Book, tmp_path: Path) -> None:
    deal_id = deal_at(book, "42 Old Ferry Row")
    house = str((book.row("Deals", deal_id) or {})["property_id"])
    address = "東京都新宿区西新宿二丁目八番一号 " + "Unbroken" * 60
    book = book.apply(set_fields(book, book.tables["Properties"], house, {"address": address, "arv": 20_000.0}, NOW))
    book = book.apply(write_mao(book, deal_id, NOW))
    mao = float(str((book.row("Deals", deal_id) or {})["mao"]))
    assert mao < 0
    pages = written(book, deal_id, tmp_path)
    assert f"CAD {money(mao)}" in pages[0]
    assert money(mao).startswith("−")
    assert "No offer works at these numbers" in pages[0]
    assert "".join(pages[0].split()).count("Unbroken") >= 60


def test_nothing_reaches_beyond_the_margins(book: Book) -> None:
    """A word that cannot be broken at a space is broken all the same; what is wider than the page would be cut off."""
    deal_id = deal_at(book, "42 Old Ferry Row")
    house = str((book.row("Deals", deal_id) or {})["property_id"])
    fields: dict[str, Value] = {"address": "W" * 400, "arv_notes": "M" * 400}
    book = book.apply(set_fields(book, book.tables["Properties"], house, fields, NOW))
    pages = SheetPages(offer_sheet(book, deal_id, DAY))
    assert pages._document.size().width() <= pages._content.width() + 1


@pytest.mark.parametrize(("country", "size"), [("US", (612, 792)), ("CA", (612, 792)), ("MX", (595, 842))])
def test_the_paper_is_the_countrys(book: Book, tmp_path: Path, country: str, size: tuple[int, int]) -> None:
    from models.core.change import Change, ChangeSet

    deal_id = deal_at(book, "42 Old Ferry Row")
    house = str((book.row("Deals", deal_id) or {})["property_id"])
    other = book.apply(ChangeSet("", (Change("Properties", house, {"country": "CA"}, {"country": country}),)))
    write(other, deal_id, tmp_path / "a.pdf", DAY)
    box = PdfReader(tmp_path / "a.pdf").pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_fonts_are_in_the_file_and_words_can_be_searched(book: Book, tmp_path: Path) -> None:
    write(book, deal_at(book, "118 Kestrel Lane"), tmp_path / "a.pdf", DAY)
    reader = PdfReader(tmp_path / "a.pdf")
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]  # type: ignore[index]
    assert fonts
    assert all("/ToUnicode" in font for font in fonts)
    assert "118 Kestrel Lane" in reader.pages[0].extract_text()  # with spaces, not the tabs that Qt has there
    assert "allowable offer" in read(tmp_path / "a.pdf")[0]  # not with the one sign for ff
    assert reader.metadata is not None
    assert reader.metadata.title == "Offer sheet: 118 Kestrel Lane (private)"


# --- where it goes ---


def refusal(book: Book, path: Path, workbook: Path | None = None) -> Refused:
    with pytest.raises(Refused) as refused:
        write(book, deal_at(book, "118 Kestrel Lane"), path, DAY, workbook)
    return refused.value


def test_the_workbook_a_folder_and_no_folder_are_refused(book: Book, tmp_path: Path) -> None:
    workbook = tmp_path / "deals.xlsx"
    workbook.write_bytes(b"workbook")
    assert "is the workbook itself" in str(refusal(book, workbook, workbook))
    if sys.platform != "win32":
        (tmp_path / "link.pdf").symlink_to(workbook)
        assert "is the workbook itself" in str(refusal(book, tmp_path / "link.pdf", workbook))
    assert workbook.read_bytes() == b"workbook"
    (tmp_path / "folder.pdf").mkdir()
    assert "is a folder" in str(refusal(book, tmp_path / "folder.pdf"))
    assert "There is no folder" in str(refusal(book, tmp_path / "gone" / "a.pdf"))
    assert "has to end in .pdf" in str(refusal(book, tmp_path / "a.txt"))


def test_a_failed_write_leaves_the_old_file_and_no_other(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert str(refusal(book, target)) == "a.pdf cannot be written: No space left on device."
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_sheet_that_exists_is_replaced(book: Book, tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    write(book, deal_at(book, "118 Kestrel Lane"), target, DAY)
    assert target.read_bytes().startswith(b"%PDF-")
    assert list(tmp_path.iterdir()) == [target]


def test_the_file_is_the_owners_alone(book: Book, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no such permissions")
    write(book, deal_at(book, "118 Kestrel Lane"), tmp_path / "a.pdf", DAY)
    assert (tmp_path / "a.pdf").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("address", "name"),
    [("118 Kestrel Lane", "Offer sheet 118 Kestrel Lane.pdf"), ('1/2 "A": B?', "Offer sheet 1 2 A B.pdf"),
     ("", "Offer sheet deal_x.pdf"), ("東" * 90, f"Offer sheet {'東' * 50}.pdf")],
)  # fmt: skip
def test_the_name_that_is_proposed(book: Book, address: str, name: str) -> None:
    from dataclasses import replace

    sheet = offer_sheet(book, deal_at(book, "118 Kestrel Lane"), DAY)
    made = replace(sheet, deal_id="deal_x", house=replace(sheet.house, address=address))
    assert file_name(made) == name
