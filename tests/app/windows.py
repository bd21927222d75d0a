"""Opening a window on a workbook in a test, and doing in it what a person does."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document import Document
from app.frame.problems import ProblemsPanel
from app.frame.window import Window
from app.session import Session
from app.theme import Appearance, theme
from models.bills import BILLS
from models.core.edit import set_fields
from tests.workbooks import DAY, NOW

MOST_MS = 20_000


@cache
def _install(app: QApplication) -> None:
    theme().install(app)  # once, as in the program: a second setStyle has met widgets that are being deleted


def themed(app: QApplication) -> None:
    """The look that `run` gives the application, light."""
    _install(app)
    theme().use(Appearance.LIGHT)


def shown_window(qtbot: QtBot, size: tuple[int, int] = (1280, 800)) -> Window:
    """A window without a workbook."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themed(app)
    window = Window(DAY)
    qtbot.addWidget(window, before_close_func=_calm)
    window.resize(*size)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def opened_window(qtbot: QtBot, path: Path, size: tuple[int, int] = (1280, 800)) -> Window:
    """A window with the workbook open and its problems known."""
    window = shown_window(qtbot, size)
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.open_path(path)
    assert window.document is not None
    checked(qtbot, window.document)
    return window


def closed(qtbot: QtBot, window: Window) -> None:
    """Closes the window as a person does, and waits until it is."""
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=MOST_MS)


def saved(qtbot: QtBot, document: Document) -> None:
    """Saves, and waits until that is done."""
    document.sync.save()
    qtbot.waitUntil(lambda: document.session.is_saved and document.sync.state.words.startswith("All"), timeout=MOST_MS)


def checked(qtbot: QtBot, document: Document) -> None:
    """Waits until nothing looks for problems any more."""
    qtbot.waitUntil(lambda: not document.is_checking, timeout=MOST_MS)


def opened_session(path: Path) -> Session:
    return Session.open(path, journals=path.parent / "journals", as_of=DAY, clock=lambda: NOW)


def panel_of(window: Window) -> ProblemsPanel:
    return window.panel


def rename_first_bill(window: Window, name: str) -> str:
    """An edit; returns the row's ID."""
    assert window.document is not None
    row = str(window.document.book[BILLS].index[0])
    assert window.document.do(set_fields(window.document.book, BILLS, row, {"name": name}, NOW))
    return row


def name_in_file(path: Path, row: str) -> Any:
    """The bill's name as the file itself says it, without a journal."""
    return (Session.open(path, journals=path.parent / "none", write=False).book.row(BILLS, row) or {})["name"]


def _calm(window: Window) -> None:
    """Nothing of a window may run on into the next test."""
    window.opener.cancel()
    if window.document is not None:
        window.document.close()
        window.document = None
