"""The window in French: nothing cut off, and the words of the language where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.catalog import TABS
from app.frame.window import Window
from tests.app.faulty import faulty_copy
from tests.app.french import french
from tests.app.test_look import SIZES, faults_of
from tests.app.windows import opened_window, rename_first_bill, shown_window


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    with french():
        yield


def labels(window: Window) -> set[str]:
    return {label.text() for label in window.findChildren(QLabel) if label.isVisible()}


def test_no_label_of_any_tab_is_cut_off(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path), SIZES[0])
    found = []
    for tab in TABS:
        window.show_tab(tab.key)
        qtbot.wait(100)
        found += [f"{tab.key}: {fault}" for fault in faults_of(window)]
    assert not found, "\n".join(found)
    assert "À faire maintenant" in labels(_shown(window, "today"))
    assert window.windowTitle().startswith("faulty")
    assert next(iter(window.menuBar().actions())).text() == "&Fichier"


def test_the_start_page(qtbot: QtBot) -> None:
    window = shown_window(qtbot, SIZES[0])
    assert not faults_of(window)
    assert "Ou déposez un classeur ou un tableur n’importe où dans cette fenêtre." in labels(window)


def test_a_yes_or_no_is_a_box(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path), SIZES[0])
    window.go_to("Bills", rename_first_bill(window, "Loyer"), "autopay")
    assert window.grid is not None
    view = window.grid.view
    here = view.currentIndex()
    boxed: list[bool] = []
    view.delegate.paints._box = lambda *_, ticked: boxed.append(ticked)  # type: ignore[method-assign]
    view.grab()
    assert view.grid_model.value(here.row(), here.column()) in boxed
    view.edit(here)
    editor = view.delegate.editor
    assert editor is not None
    assert editor.answer() in ("oui", "non")


def test_amounts_are_typed_pasted_and_copied_with_a_comma(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened_window(qtbot, faulty_copy(tmp_path), SIZES[0])
    assert window.document is not None
    bill = rename_first_bill(window, "Loyer")  # a person's own words stay what they are
    window.go_to("Bills", bill, "amount")
    grid = window.grid
    assert grid is not None
    view, model = grid.view, grid.model
    index = view.currentIndex()
    assert model.setData(index, "1 234,50")
    assert window.document.book.tables["Bills"]
    assert (window.document.book.row(window.document.book.tables["Bills"], bill) or {})["amount"] == 1234.5
    assert index.data() == "1\u202f234,50"
    view.setCurrentIndex(index)
    grid.commands.copy()
    assert QGuiApplication.clipboard().text().strip() == "1234,5"
    QGuiApplication.clipboard().setText("99,25\n")
    grid.commands.paste()
    assert (window.document.book.row(window.document.book.tables["Bills"], bill) or {})["amount"] == 99.25
    assert (window.document.book.row(window.document.book.tables["Bills"], bill) or {})["name"] == "Loyer"


def _shown(window: Window, tab: str) -> Window:
    window.show_tab(tab)
    return window
