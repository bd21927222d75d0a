"""The preview: the pages as they will be, saved and refused in the dialog itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.frame.window import Window
from app.offer_sheet.html import PRIVATE
from app.offer_sheet.preview import show_offer_sheet
from app.paper.preview import PageView, Preview
from app.theme import LIGHT, Appearance, Role, theme
from tests.app.test_look import faults_of
from tests.app.windows import opened_window
from tests.workbooks import demo_copy


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield opened_window(qtbot, demo_copy(tmp_path))
    theme().use(Appearance.LIGHT)


def deal(window: Window, *, written: bool = True) -> str:
    assert window.document is not None
    deals = window.document.book["Deals"]
    return str(deals.index[deals["mao"].notna() == written][0])


def preview(window: Window) -> Preview:
    assert window.document is not None
    show_offer_sheet(window.document, window, deal(window))
    (dialog,) = window.findChildren(Preview)
    return dialog


@pytest.mark.parametrize("look", [Appearance.LIGHT, Appearance.DARK])
def test_it_shows_the_pages_on_white_paper(qtbot: QtBot, window: Window, look: Appearance) -> None:
    theme().use(look)
    dialog = preview(window)
    qtbot.wait(5)
    assert not faults_of(dialog)
    papers = dialog.findChildren(PageView)
    assert len(papers) == dialog.pages.count
    assert papers[0].grab().toImage().pixelColor(20, 20).name() == LIGHT[Role.CARD]
    assert PRIVATE in dialog.view.accessibleDescription()
    assert "118 Kestrel Lane" in dialog.view.accessibleDescription()


def test_it_saves_and_says_where(window: Window, tmp_path: Path) -> None:
    dialog = preview(window)
    assert dialog.save(tmp_path / "mine.pdf")
    assert str(tmp_path / "mine.pdf") in dialog.said.text()
    assert len(PdfReader(tmp_path / "mine.pdf").pages) == dialog.pages.count


def test_it_refuses_in_the_dialog(window: Window, tmp_path: Path) -> None:
    assert window.document is not None
    dialog, workbook = preview(window), window.document.session.path
    before = workbook.read_bytes()
    assert not dialog.save(workbook)
    assert "is the workbook itself" in dialog.said.text()
    assert workbook.read_bytes() == before


def test_it_proposes_a_name_beside_the_workbook(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "open", lambda *_: None)
    dialog = preview(window)
    dialog._ask_file()
    (chooser,) = dialog.findChildren(QFileDialog)
    assert [Path(name).name for name in chooser.selectedFiles()] == ["Offer sheet 118 Kestrel Lane.pdf"]
    assert Path(chooser.directory().path()) == tmp_path


def test_it_prints_every_page(window: Window, tmp_path: Path) -> None:
    dialog = preview(window)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)
    dialog.print_on(printer)
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert len(pages) == dialog.pages.count
    assert "118 Kestrel Lane" in " ".join(pages[0].extract_text().split())
    assert round(pages[0].mediabox.width) == 612


def test_a_deal_without_a_mao_says_what_to_do(window: Window) -> None:
    assert window.document is not None
    show_offer_sheet(window.document, window, deal(window, written=False))
    assert not window.findChildren(Preview)
    assert "Write it first" in window.toast.words.text()
