"""What is shown, on the way to paper or a file: the pages before they are printed, and the question where it goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.command import Frame
from app.frame.choosing import choose_target
from app.paper.preview import Preview
from app.printout.rows import RowPages
from app.printout.shown import ENDINGS, Shown, file_name, write
from app.tr import tr, tr_error, tr_n
from models.core.refusal import Refused


def show_preview(shown: Shown, workbook: Path, frame: Frame) -> None:
    """Opens the pages, or says why there are none."""
    try:
        pages = RowPages(shown)
    except Refused as refusal:
        frame.say(tr_error(refusal))
        return
    title = tr("Print {title}", title=shown.title)
    words = tr_n(
        "{n} page, as shown: hidden columns and filtered rows are left out.",
        "{n} pages, as shown: hidden columns and filtered rows are left out.",
        pages.count,
    )
    place = workbook.with_name(file_name(shown, ".pdf"))
    frame.show_dialog(lambda parent: Preview(pages, title, words, place, workbook, parent))


def ask_export(shown: Shown, workbook: Path, frame: Frame, parent: QWidget) -> QFileDialog:
    """Asks where what is shown goes, as a workbook or CSV, and writes it there."""
    endings = dict(zip((f"{tr('Excel workbook')} (*.xlsx)", "CSV (*.csv)"), ENDINGS, strict=True))

    def turn(kind: str) -> None:
        dialog.setDefaultSuffix(endings[kind].removeprefix("."))
        dialog.selectFile(file_name(shown, endings[kind]))

    place = workbook.with_name(file_name(shown, ENDINGS[0]))
    dialog = choose_target(parent, tr("Export what is shown"), place, ";;".join(endings),
                           lambda path: export(shown, path, workbook, frame))  # fmt: skip
    dialog.filterSelected.connect(turn)
    return dialog


def export(shown: Shown, path: Path, workbook: Path, frame: Frame) -> None:
    """Writes the file and says so, or why not."""
    try:
        write(shown, path, workbook)
    except Refused as refusal:
        frame.say(tr_error(refusal))
        return
    frame.say(tr_n(
        "{n} row of {title} written to {name}.", "{n} rows of {title} written to {name}.", len(shown),
        title=shown.title, name=path.name,
    ))  # fmt: skip
