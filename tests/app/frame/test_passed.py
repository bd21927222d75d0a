"""Workbooks that the desktop passes to the running program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from app.frame.passed import Passed


def test_what_finder_passes_is_opened_also_what_came_early(qapp: QApplication) -> None:
    opened: list[Path] = []
    receiver = QObject()

    def given(name: str) -> bool:
        return QApplication.sendEvent(receiver, QFileOpenEvent(name))

    early = Passed(receiver)
    assert given("/a/early.xlsx")
    assert opened == []
    early.listen(opened.append, Path("/a/last.xlsx"))
    assert opened == [Path("/a/early.xlsx")]
    assert given("/a/later.xlsx")
    assert opened == [Path("/a/early.xlsx"), Path("/a/later.xlsx")]
    assert not QApplication.sendEvent(receiver, QEvent(QEvent.Type.LanguageChange))


def test_else_the_last_workbook_is_opened(qapp: QApplication) -> None:
    opened: list[Path] = []
    receiver = QObject()
    Passed(receiver).listen(opened.append, Path("/a/last.xlsx"))
    Passed(QObject()).listen(opened.append, None)
    assert opened == [Path("/a/last.xlsx")]
