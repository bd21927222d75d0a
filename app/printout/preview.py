"""What is shown, on the way to paper or a file: the pages before they are printed, and the question where it goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from app.command import Frame
from app.frame.dialogs import Sheet
from app.guard import guard
from app.printout.paper import Paper
from app.printout.shown import ENDINGS, Shown, file_name, write
from app.target import check_target, write_file
from app.theme import LIGHT, Role, Space, theme
from app.widgets import Button, Text, column
from app.words import counted
from models.core.refusal import Refused

SCALE = 0.8  # of a page in the preview
_FILTERS = {".xlsx": "Excel workbook (*.xlsx)", ".csv": "CSV (*.csv)"}


def show_preview(shown: Shown, workbook: Path, frame: Frame) -> None:
    """Opens the pages, or says why there are none."""
    try:
        paper = Paper(shown)
    except Refused as refusal:
        frame.say(f"{refusal} {refusal.hint}".strip())
        return
    frame.show_dialog(lambda parent: Preview(paper, workbook, frame, parent))


def ask_export(shown: Shown, workbook: Path, frame: Frame, parent: QWidget) -> QFileDialog:
    """Asks where what is shown goes, as a workbook or CSV, and writes it there."""
    dialog = QFileDialog(parent, "Export what is shown", str(workbook.parent), ";;".join(_FILTERS.values()))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("xlsx")
    dialog.selectFile(file_name(shown, ENDINGS[0]))
    suffixes = {text: ending.removeprefix(".") for ending, text in _FILTERS.items()}
    dialog.filterSelected.connect(lambda text: dialog.setDefaultSuffix(suffixes[text]))
    dialog.filterSelected.connect(lambda text: dialog.selectFile(file_name(shown, f".{suffixes[text]}")))
    dialog.fileSelected.connect(lambda name: export(shown, Path(name), workbook, frame))
    dialog.open()
    return dialog


def export(shown: Shown, path: Path, workbook: Path, frame: Frame) -> None:
    """Writes the file and says so, or why not."""
    try:
        write(shown, path, workbook)
    except Refused as refusal:
        frame.say(f"{refusal} {refusal.hint}".strip())
        return
    frame.say(f"{counted(len(shown), 'row')} of {shown.title} written to {path.name}.")


class Preview(Sheet):
    """The pages one under the other; what was saved or refused is said below them."""

    def __init__(self, paper: Paper, workbook: Path, frame: Frame, parent: QWidget) -> None:
        super().__init__(f"Print {paper.shown.title}", parent, icon="file")
        self.paper, self._workbook, self._frame = paper, workbook, frame
        pages = counted(paper.count, "page")
        self.said = Text(f"{pages}, as shown: hidden columns and filtered rows are left out.", role=Role.MUTED)
        body = QWidget()
        body.setLayout(column(*(PageView(paper, number) for number in range(paper.count)), gap=Space.M))
        self.view = QScrollArea()
        self.view.setWidget(body)
        self.view.setFrameShape(QScrollArea.Shape.NoFrame)
        self.view.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.view.setAccessibleName(f"{paper.shown.title}, {pages}")
        for bar in (self.view.verticalScrollBar(), self.view.horizontalScrollBar()):
            theme().dress(bar)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.said)
        self.add_button(Button("Close", self.reject))
        self.add_button(Button("Save as PDF…", self._ask_file))
        self.add_button(Button("Print…", self._ask_printer, kind="primary"))
        height = min(round(parent.window().height() * 0.9), theme().pixels(760))
        self.resize(round(paper.size.width() * SCALE) + 6 * Space.XL, height)

    def save(self, path: Path) -> bool:
        """Writes the PDF; False, and why is said, where it cannot be written."""
        try:
            check_target(path, ".pdf", self._workbook)
            write_file(path, self.paper.pdf())
        except Refused as refusal:
            self._tell(f"{refusal} {refusal.hint}".strip(), Role.DANGER)
            return False
        self._tell(f"Saved as {path}.", Role.GOOD)
        return True

    def _tell(self, words: str, role: Role) -> None:
        self.said.setText(words)
        self.said.set_role(role)

    def _ask_file(self) -> None:
        """The dialog itself asks before a file that exists is replaced."""
        dialog = QFileDialog(self, "Save as PDF", str(self._workbook.parent), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(file_name(self.paper.shown, ".pdf"))
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()

    def _ask_printer(self) -> None:
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setFullPage(True)
        self._printer.setDocName(self.paper.shown.title)
        dialog = QPrintDialog(self._printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.accepted.connect(lambda: self.print_on(self._printer))
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        self.paper.paint_all(printer)
        self._tell(f"Sent to {printer.printerName() or 'the printer'}.", Role.GOOD)


class PageView(QWidget):
    """One page as it will be on paper: light in the dark, too."""

    def __init__(self, paper: Paper, number: int) -> None:
        super().__init__()
        self._paper, self._number = paper, number
        self.setAccessibleName(f"Page {number + 1} of {paper.count}")
        self.setFixedSize(QSize(round(paper.size.width() * SCALE), round(paper.size.height() * SCALE)))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(LIGHT[Role.CARD]))
        painter.setPen(QPen(theme().color(Role.LINE), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.scale(SCALE, SCALE)
        self._paper.paint(painter, self._number)
