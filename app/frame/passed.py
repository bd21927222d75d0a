"""Workbooks that the desktop passes to the running program, as Finder does with one that is double-clicked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent

from app.guard import guard


class Passed(QObject):
    """An event filter of the application; what comes before `listen` is kept for it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._open: Callable[[Path], object] | None = None
        self._waiting: Path | None = None
        parent.installEventFilter(self)

    def listen(self, open_path: Callable[[Path], object], path: Path | None) -> None:
        """From now on with `open_path`: what was passed meanwhile, else the path, if there is one."""
        self._open = open_path
        first = self._waiting or path
        if first is not None:
            open_path(first)

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return False
        if self._open is not None:
            self._open(Path(event.file()))
        else:
            self._waiting = Path(event.file())
        return True
