"""What the window looks like at the next start: its place, tab, dividers and appearance; an ini file."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from app.frame.splitter import Splitter
from app.language import Choice
from app.recent import own_folder
from app.theme import Appearance

LAYOUT = 1  # raise it when what is stored no longer fits the window
SEEN = 80  # pixels of a window's head that have to be on a screen


def settings() -> QSettings:
    """The ini file; of another layout only the appearance and the language are kept."""
    return _settings(str(own_folder() / "window.ini"))


@cache
def _settings(path: str) -> QSettings:
    """Read once: it is asked at every change of state, and one that goes away writes the file."""
    ini = QSettings(path, QSettings.Format.IniFormat)
    if ini.value("layout/version", LAYOUT, int) != LAYOUT:
        kept = {name: ini.value(name, "") for name in ("appearance", "language")}
        ini.clear()
        for name, value in kept.items():
            ini.setValue(name, value)
    ini.setValue("layout/version", LAYOUT)
    return ini


def appearance() -> Appearance:
    stored = str(settings().value("appearance", Appearance.SYSTEM.value))
    return Appearance(stored) if stored in set(Appearance) else Appearance.SYSTEM


def language() -> Choice:
    stored = text_of("language")
    return Choice(stored) if stored in set(Choice) else Choice.SYSTEM


def keep(name: str, value: object) -> None:
    ini = settings()
    ini.setValue(name, value)
    ini.sync()


def text_of(name: str) -> str:
    return str(settings().value(name, ""))


def keep_geometry(window: QMainWindow) -> None:
    keep("window/geometry", window.saveGeometry())


def restore_geometry(window: QMainWindow) -> None:
    """Where it was, unless that is on no screen any more."""
    stored = settings().value("window/geometry")
    if isinstance(stored, QByteArray) and window.restoreGeometry(stored) and _on_a_screen(window.geometry()):
        return
    window.setWindowState(window.windowState() & ~window.windowState())
    room = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(min(1280, room.width()), min(800, room.height()))
    window.move(room.center() - window.rect().center())


def keep_dividers(parent: QWidget) -> None:
    ini = settings()
    for splitter in parent.findChildren(Splitter):
        ini.setValue(f"dividers/{splitter.objectName()}", splitter.saveState())
    ini.sync()


def restore_dividers(parent: QWidget) -> None:
    ini = settings()
    for splitter in parent.findChildren(Splitter):
        stored = ini.value(f"dividers/{splitter.objectName()}")
        if isinstance(stored, QByteArray):
            splitter.restoreState(stored)
            splitter.setChildrenCollapsible(False)


def _on_a_screen(window: QRect) -> bool:
    head = QRect(window.topLeft(), window.topRight()).adjusted(0, 0, 0, SEEN)
    shown = [screen.availableGeometry().intersected(head) for screen in QGuiApplication.screens()]
    return any(part.width() >= SEEN and part.height() >= SEEN // 2 for part in shown)
