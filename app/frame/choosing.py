"""Which file: what is asked for one to read or to write, and what is dropped on the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.frame.opening import FILTER, FOREIGN, SUFFIXES
from app.recent import recent_files
from app.tr import tr

IMPORTED = (*SUFFIXES, *FOREIGN)
DROPPED = frozenset(IMPORTED) - {".txt"}  # which is seldom a table


def choose_open(parent: QWidget, then: Callable[[Path], object]) -> None:
    choose_source(parent, tr("Open a workbook"), _folder(), tr(FILTER), then)


def choose_import(parent: QWidget, then: Callable[[Path], object]) -> None:
    kinds = f"{tr('Spreadsheets')} ({' '.join(f'*{suffix}' for suffix in IMPORTED)})"
    choose_source(parent, tr("Import a spreadsheet"), _folder(), kinds, then)


def choose_new(parent: QWidget, then: Callable[[Path], object], *, demo: bool) -> None:
    title = tr("Make a demo workbook") if demo else tr("Make a workbook")
    place = _folder() / ("Valhalla Demo.xlsx" if demo else "Valhalla.xlsx")
    choose_target(parent, title, place, tr(FILTER), then)


def choose_source(parent: QWidget, title: str, folder: Path, kinds: str, then: Callable[[Path], object]) -> QFileDialog:
    """Asks for a file that is there, of the kinds that Qt's filter names; `then` gets it."""
    dialog = _dialog(parent, title, folder, kinds, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    return dialog


def choose_target(parent: QWidget, title: str, place: Path, kinds: str, then: Callable[[Path], object]) -> QFileDialog:
    """Asks where a file is to go, which is proposed; the dialog itself asks before one that exists is replaced."""
    dialog = _dialog(parent, title, place.parent, kinds, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(place.suffix.removeprefix("."))
    dialog.selectFile(place.name)
    dialog.open()
    return dialog


def dropped(data: QMimeData) -> Path | None:
    """The one workbook or spreadsheet that is dragged; None where it is anything else."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in DROPPED else None


def _dialog(parent: QWidget, title: str, folder: Path, kinds: str, then: Callable[[Path], object]) -> QFileDialog:
    dialog = QFileDialog(parent, title, str(folder), kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    return dialog


def _folder() -> Path:
    """Where the last workbook is, else the person's documents."""
    recent = recent_files()
    return (
        recent[0].parent
        if recent
        else Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    )
