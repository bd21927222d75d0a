"""A grid in a window, driven by keys as a person would."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.grid.columns import Source
from app.grid.editors import CellEditor
from app.grid.grid import Grid
from app.theme import theme
from models.core.schema import Value
from tests.app.grid.grid_document import THINGS, FakeDocument

NOTHING = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Hand:
    """Types, presses and looks."""

    def __init__(self, qtbot: QtBot, document: FakeDocument, folder: Path, source: Source = THINGS) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme().install(application)
        self.qtbot = qtbot
        self.document = document
        self.settings = QSettings(str(folder / "grid.ini"), QSettings.Format.IniFormat)
        self.said: list[str] = []
        self.grid = Grid(document.real, source, "things", settings=self.settings)
        self.grid.message.connect(self.said.append)
        qtbot.addWidget(self.grid)
        self.grid.resize(1500, 500)
        with qtbot.waitExposed(self.grid):
            self.grid.show()
        self.grid.activateWindow()
        self.view = self.grid.view
        self.model = self.grid.model
        self.view.setFocus()
        qtbot.waitUntil(lambda: self.view.hasFocus())

    @property
    def editor(self) -> CellEditor:
        editor = self.view.delegate.editor
        assert editor is not None, "no editor is open"
        return editor

    @property
    def is_editing(self) -> bool:
        return self.view.delegate.editor is not None

    @property
    def notice(self) -> str:
        return self.grid.notice.text.text() if self.grid.notice.isVisible() else ""

    def place(self, field: str) -> int:
        return self.model.cells.place(field)

    def go(self, row: int, field: str) -> None:
        self.view.go(row, self.place(field))

    def at(self) -> tuple[int, str]:
        index = self.view.currentIndex()
        return index.row(), self.model.column(index.column()).field

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NOTHING) -> None:
        """To whatever has the keyboard."""
        QTest.keyClick(_focused(), key, modifiers)

    def type(self, text: str) -> None:
        for character in text:
            QTest.keyClick(_focused(), character)  # type: ignore[call-overload]  # the stubs know only keys

    def click(self, row: int, field: str) -> None:
        there = self.view.visualRect(self.model.index(row, self.place(field))).center()
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, NOTHING, there)

    def select(self, top: int, bottom: int, left: str, right: str) -> None:
        """A rectangle; the current cell is its first."""
        first = self.model.index(top, self.place(left))
        area = QItemSelection(first, self.model.index(bottom, self.place(right)))
        self.view.setCurrentIndex(first)
        self.view.selectionModel().select(area, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def value(self, row_id: str, field: str) -> Value:
        row = self.document.book.row(THINGS, row_id)
        assert row is not None
        return row[field]

    def texts(self, field: str) -> list[str]:
        return [self.model.look(row, self.place(field)).text for row in range(len(self.model.rows))]

    @property
    def clipboard(self) -> str:
        return QGuiApplication.clipboard().text()

    @clipboard.setter
    def clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget
