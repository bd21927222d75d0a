"""A grid in a window of its own, for tests on a real clipboard; says its rows as JSON after every edit."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.grid.grid import Grid
from app.theme import theme
from tests.app.grid.grid_document import THINGS, things

TITLE = "A grid and a clipboard"


def main(folder: str) -> None:
    application = QApplication([TITLE])
    theme().install(application)
    document = things(1)
    settings = QSettings(str(Path(folder) / "grid.ini"), QSettings.Format.IniFormat)
    grid = Grid(document.real, THINGS, "things", settings=settings)
    grid.setWindowTitle(TITLE)
    grid.resize(1400, 500)
    grid.show()

    def say(*_: object) -> None:
        frame = document.book[THINGS]
        rows = [document.book.row(THINGS, row_id) for row_id in frame.index]
        print(json.dumps(rows, default=str), flush=True)

    document.changed.connect(say)
    grid.message.connect(lambda text: print(json.dumps(text), flush=True))
    application.clipboard().dataChanged.connect(lambda: print(json.dumps("the clipboard changed"), flush=True))
    grid.view.go(0, grid.model.cells.place("name"))
    application.exec()


if __name__ == "__main__":
    main(sys.argv[1])
