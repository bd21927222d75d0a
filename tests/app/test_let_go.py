"""A workbook that was closed is let go of: nothing of it stays in memory."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.catalog import TABS
from tests.app.windows import MOST_MS, checked, shown_window
from tests.workbooks import demo_copy


def test_a_closed_workbook_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    window = shown_window(qtbot)
    assert window.importing  # made when it is first wanted; listens from then on
    with qtbot.waitSignal(window.opened, timeout=MOST_MS):
        window.open_path(demo_copy(tmp_path))
    assert window.document is not None
    checked(qtbot, window.document)
    known = {id(widget) for widget in QApplication.topLevelWidgets()}
    for tab in TABS:
        window.show_tab(tab.key)
        qtbot.wait(5)
    assert window.document is not None
    held = weakref.ref(window.document)
    window.close_document()
    qtbot.waitUntil(lambda: window.document is None, timeout=MOST_MS)
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        qtbot.wait(10)
        gc.collect()
    assert held() is None
    orphans = [one for one in QApplication.topLevelWidgets() if one.parent() is None and id(one) not in known]
    assert not [type(one).__name__ for one in orphans]
