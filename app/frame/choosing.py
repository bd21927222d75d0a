"""Which file: the dialogs for opening and making one, and what is dropped on the window."""

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
    dialog = _dialog(parent, tr("Open a workbook"), then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()


def choose_import(parent: QWidget, then: Callable[[Path], object]) -> None:
    dialog = _dialog(parent, tr("Import a spreadsheet"), then)
    dialog.setNameFilter(f"{tr('Spreadsheets')} ({' '.join(f'*{suffix}' for suffix in IMPORTED)})")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()


def choose_new(parent: QWidget, then: Callable[[Path], object], *, demo: bool) -> None:
    """The dialog itself asks before a file that exists is replaced."""
    dialog = _dialog(parent, tr("Make a demo workbook") if demo else tr("Make a workbook"), then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("xlsx")
    dialog.selectFile("Valhalla Demo.xlsx" if demo else "Valhalla.xlsx")
    dialog.open()


def choose_copy(parent: QWidget, suggested: Path, then: Callable[[Path], object]) -> None:
    """The dialog itself asks before a file that exists is replaced."""
    dialog = _dialog(parent, tr("Save a copy"), then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggested.suffix.lstrip("."))
    dialog.setDirectory(str(suggested.parent))
    dialog.selectFile(suggested.name)
    dialog.open()


def dropped(data: QMimeData) -> Path | None:
    """The one workbook or spreadsheet that is dragged; None where it is anything else."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in DROPPED else None


def _dialog(parent: QWidget, title: str, then: Callable[[Path], object]) -> QFileDialog:
    recent = recent_files()
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(parent, title, str(recent[0].parent) if recent else documents, tr(FILTER))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: then(Path(name)))
    return dialog
