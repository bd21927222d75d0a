"""A window on a workbook made for it, and the seconds that its thread takes: what the benches of tabs share."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from models.core.book import Book
from tests.bench.__main__ import Row, table


def window_on(path: Path, book: Book, as_of: date, tab: str) -> Any:
    """An open window with the tab in front and nothing left to look for; needs a QApplication."""
    from PySide6.QtTest import QTest

    from app.frame.window import Window
    from io_xlsx.template import new_workbook
    from models.dashboard import DASHBOARD

    new_workbook(path, book, as_of, DASHBOARD, {})
    window = Window(as_of)
    window.resize(1440, 900)
    window.show()
    opened: list[bool] = []
    window.opened.connect(lambda: opened.append(True))
    window.open_path(path)
    while not opened or window.document is None or window.document.is_checking:
        QTest.qWait(20)
    window.show_tab(tab)
    QTest.qWait(1000)
    return window


def taken(act: Callable[[], object]) -> float:
    """Seconds of this thread's own work: the machines are shared."""
    start = time.thread_time()
    act()
    return time.thread_time() - start


def printed(rows: Callable[[Path], Iterable[Row]]) -> None:
    """Prints the rows and ends the process: the windows are not closed, since nothing is to be saved."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.theme import theme

    with tempfile.TemporaryDirectory() as folder:
        os.environ["VALHALLA_DATA"] = folder
        app = QApplication(["bench"])
        theme().install(app)
        print(table(list(rows(Path(folder)))))
        sys.stdout.flush()
        os._exit(0)
