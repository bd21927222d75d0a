"""The start of the program: the window first, then the file and what runs behind it, until the window is closed."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.frame import faults, remembered
from app.frame.window import Window
from app.language import translate_qt, use
from app.theme import STYLE, theme

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from app.frame.passed import Passed

AFTERWARDS_MS = 300  # until the page that was opened is painted: a thread at work makes that take twice as long


def run(path: Path | None, as_of: date | None) -> int:
    """Shows the window, opens the workbook once it is on the screen, and returns when the window is closed.

    The daily round, the tray and the file come in behind the first window.
    """
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["valhalla", *STYLE])
    app.setApplicationName("valhalla")
    app.setDesktopFileName("valhalla")
    passed = None
    if sys.platform == "darwin":  # there only: a filter in Python is felt at every event
        from app.frame.passed import Passed

        passed = Passed(app)
    use(remembered.language())
    translate_qt(app)
    theme().choice = remembered.appearance()
    theme().install(app)
    window = Window(as_of)
    end_watch = faults.watch(window.show_fault)
    remembered.restore_geometry(window)
    window.whole.connect(lambda: _go_on(window, app, path, passed))
    window.show()
    try:
        return app.exec()
    finally:
        from app.jobs import wait_for_all

        wait_for_all()
        end_watch()


def _go_on(window: Window, app: QApplication, path: Path | None, passed: Passed | None) -> None:
    from app.daily import Daily
    from app.frame.news import tell_once
    from app.tray import Tray

    gc.freeze()  # the window so far stays until the end, so nobody need look for garbage in it
    gc.enable()
    daily = Daily(lambda: window.document, window)
    window.opened.connect(lambda: QTimer.singleShot(AFTERWARDS_MS, daily, daily.look))
    app.applicationStateChanged.connect(lambda _: daily.look())  # as after the computer slept
    tray = Tray(window)
    daily.found.connect(tray.notify)
    app.aboutToQuit.connect(tray.icon.hide)
    QTimer.singleShot(0, window, lambda: tell_once(window))
    if passed is not None:
        passed.listen(window.open_path, path)
    elif path is not None:
        window.open_path(path)
