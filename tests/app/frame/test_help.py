"""The Help window: where it opens, how it is searched and gone through, and what paper gets; What is new and About."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.catalog import COMMANDS
from app.frame import remembered
from app.frame.dialogs import About, WhatsNew
from app.frame.help import HelpWindow
from app.frame.news import tell_once
from app.frame.window import Window
from app.licences import own_licence, parts
from app.theme import RESOURCES, mark
from app.widgets import Text
from tests.app.windows import opened_window, shown_window
from tests.workbooks import demo_copy


@pytest.fixture
def bare(qtbot: QtBot) -> Iterator[Window]:
    """Without a workbook."""
    window = shown_window(qtbot)
    yield window
    for one in window.findChildren(HelpWindow):
        one.close()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    window = opened_window(qtbot, demo_copy(tmp_path))
    yield window
    for one in window.findChildren(HelpWindow):
        one.close()


def help_of(window: Window) -> HelpWindow:
    [shown] = [one for one in window.findChildren(HelpWindow) if one.isVisible()]
    return shown


def press(window: Window, key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    QTest.keyClick(focus or window, key)


def test_f1_opens_what_is_said_of_the_column_then_of_the_tab(window: Window, qtbot: QtBot) -> None:
    window.go_to("Ledger", "", "")
    assert window.grid is not None
    window.grid.view.setFocus()
    column = window.grid.model.cells.place("merchant")
    window.grid.view.setCurrentIndex(window.grid.model.index(0, column))
    press(window, Qt.Key.Key_F1)
    opened = help_of(window)
    assert opened.link == "table/Ledger#merchant"
    assert opened.text.textCursor().block().text() == "Merchant"
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_tab("today")
    press(window, Qt.Key.Key_F1)
    assert help_of(window) is opened
    assert opened.link == "tab/today"


def test_it_is_gone_through_without_the_mouse(bare: Window, qtbot: QtBot) -> None:
    bare.show_help("table/Bills#envelope")
    shown = help_of(bare)
    qtbot.waitUntil(shown.isActiveWindow)
    assert shown.field.hasFocus()
    shown.text.anchorClicked.emit(QUrl("help:table/Envelopes"))
    assert shown.page.title == "Envelopes"
    QTest.keyClick(shown, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shown.link == "table/Bills#envelope"
    QTest.keyClick(shown, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert shown.page.title == "Envelopes"
    QTest.keyClicks(shown.field, "grace days")
    assert shown.link == "table/Bills#grace_days"
    first = shown.list.currentIndex()
    QTest.keyClick(shown.field, Qt.Key.Key_Down)
    assert shown.list.currentIndex().row() == first.row() + 1
    assert shown.link == shown.list.currentIndex().data(Qt.ItemDataRole.UserRole)
    QTest.keyClicks(shown.field, " and no such word")
    assert shown.nothing.isVisible()
    QTest.keyClick(shown.field, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_every_page_is_shown_with_its_sections(bare: Window) -> None:
    bare.show_help("getting-started")
    shown = help_of(bare)
    for page in shown._pages.values():
        for one in (*page.sections[-1:],):
            shown.show_page(f"{page.key}#{one.key}")
            assert shown.text.textCursor().block().text() == one.title
    shown.show_page("no such page")
    assert shown.link == "getting-started"


def test_the_shortcuts_are_a_page_for_paper(bare: Window, tmp_path: Path) -> None:
    bare.actions_["help.shortcuts"].trigger()
    shown = help_of(bare)
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "keys.pdf"))
    shown.print_on(printer)
    paper = PdfReader(tmp_path / "keys.pdf")
    text = normalize("NFKC", " ".join("".join(page.extract_text() for page in paper.pages).split()))  # no ligatures
    assert "Keyboard shortcuts" in text
    assert [one.title for one in COMMANDS if one.shortcut and normalize("NFKC", one.title) not in text] == []
    assert len(paper.pages) <= 3


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_f1_explains_the_entry_of_a_menu_and_of_the_palette(window: Window, qtbot: QtBot) -> None:
    menu = window.menu_bar.menus["Bills"]
    menu.popup(window.mapToGlobal(window.rect().center()))
    menu.setActiveAction(window.actions_["bills.pay"])
    QTest.keyClick(menu, Qt.Key.Key_F1)
    assert not menu.isVisible()
    assert help_of(window).link == "menu/Bills#bills.pay"
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_palette()
    QTest.keyClicks(window.palette_.field, "fill down")
    QTest.keyClick(window.palette_.field, Qt.Key.Key_F1)
    assert help_of(window).link == "menu/Edit#edit.fill_down"


def test_the_palette_finds_what_a_column_means(window: Window) -> None:
    window.show_palette()
    QTest.keyClicks(window.palette_.field, "weekend rule")
    QTest.keyClick(window.palette_.field, Qt.Key.Key_Return)
    assert help_of(window).link == "table/Bills#weekend_rule"


def test_a_dialog_has_help_too(bare: Window) -> None:
    bare.actions_["help.about"].trigger()
    [about] = bare.findChildren(About)
    QTest.keyClick(about, Qt.Key.Key_F1)
    assert any(one.isVisible() for one in bare.findChildren(HelpWindow))


def test_about_names_all_that_it_is_made_of_and_copies_it(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    window.actions_["help.about"].trigger()
    [about] = window.findChildren(About)
    about._copy()
    copied = QGuiApplication.clipboard().text()
    names = {part.name for part in parts()}
    assert {"Python", "pandas", "PySide6_Essentials", "numpy", "Lucide icons"} <= names
    assert all(part.licence for part in parts())
    assert all(part.name in copied and part.licence in copied for part in parts())
    assert own_licence() in copied
    assert own_licence() in [one.text() for one in about.findChildren(Text)]
    about.close()


def test_a_bundle_is_under_the_licence_of_the_strictest_part_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_licence().startswith("MIT")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_licence().startswith("GPL-3.0")
    assert {part.licence for part in parts() if part.name == "ofxtools"} == {"GPL-3.0-only"}


def test_one_icon_is_the_programs_everywhere(qtbot: QtBot) -> None:
    """That of the desktop entry and of the packages, which are drawn from the same file."""
    renderer = QSvgRenderer(str(RESOURCES / "desktop" / "valhalla.svg"))
    wanted = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
    wanted.fill(0)
    with QPainter(wanted) as painter:
        renderer.render(painter, QRectF(0, 0, 64, 64))
    window = shown_window(qtbot)
    qtbot.waitUntil(lambda: not window.windowIcon().isNull())  # it comes after the first paint
    shown = [window.windowIcon(), mark()]
    for icon in shown:
        drawn = icon.pixmap(QSize(64, 64), 1.0).toImage().convertToFormat(wanted.format())
        assert drawn == wanted


def test_what_is_new_is_told_once_after_an_update_and_never_at_the_first_start(qtbot: QtBot) -> None:
    window = shown_window(qtbot)
    tell_once(window)
    assert not window.findChildren(WhatsNew)
    remembered.keep("version", "0.0.1")
    tell_once(window)
    [shown] = window.findChildren(WhatsNew)
    shown.close()
    qtbot.waitUntil(lambda: not window.findChildren(WhatsNew))
    tell_once(window)
    assert not window.findChildren(WhatsNew)
