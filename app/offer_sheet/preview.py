"""The offer sheet on the screen before it goes anywhere: its pages, and Save as PDF… and Print…."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from app.command import Frame
from app.document import Document
from app.frame.dialogs import Sheet
from app.guard import guard
from app.offer_sheet import file_name, write_sheet
from app.offer_sheet.pages import Pages
from app.theme import LIGHT, Role, Space, theme
from app.tr import tr_error
from app.widgets import Button, Text, column
from models.core.refusal import Refused
from models.underwriting.offer_sheet import OfferSheet, offer_sheet

WARNING = "Private: it holds your MAO, fee and ARV. It is not for the seller."


def show_offer_sheet(document: Document, frame: Frame, deal_id: str) -> None:
    """Opens the preview of a deal's sheet, or says why there is none."""
    try:
        sheet = offer_sheet(document.book, deal_id, document.as_of)
    except Refused as refusal:
        frame.say(tr_error(refusal))
        return
    frame.show_dialog(lambda parent: OfferPreview(sheet, document.session.path, frame, parent))


class OfferPreview(Sheet):
    """The pages one under the other; what was saved or refused is said below them."""

    def __init__(self, sheet: OfferSheet, workbook: Path, frame: Frame, parent: QWidget) -> None:
        super().__init__("Offer sheet", parent, icon="file")
        self.sheet, self._workbook, self._frame = sheet, workbook, frame
        self.pages = Pages(sheet)
        self.said = Text(WARNING, role=Role.MUTED, wrap=True)
        paper = column(*(PageView(self.pages, number) for number in range(self.pages.count)), gap=Space.M)
        body = QWidget()
        body.setLayout(paper)
        self.view = QScrollArea()
        self.view.setWidget(body)
        self.view.setFrameShape(QScrollArea.Shape.NoFrame)
        self.view.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.view.setAccessibleName(f"Offer sheet, {self.pages.count} pages")
        self.view.setAccessibleDescription(self.pages.text)
        for bar in (self.view.verticalScrollBar(), self.view.horizontalScrollBar()):
            theme().dress(bar)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.said)
        self.add_button(Button("Close", self.reject))
        self.add_button(Button("Print…", self._ask_printer))
        self.add_button(Button("Save as PDF…", self._ask_file, kind="primary"))
        height = max(theme().pixels(640), round(parent.window().height() * 0.9))
        self.resize(round(self.pages.size.width()) + 6 * Space.XL, min(height, round(self.pages.size.height())))

    def save(self, path: Path) -> bool:
        """Writes the PDF; False, and why is said, where it cannot be written."""
        try:
            write_sheet(self.sheet, path, self._workbook)
        except Refused as refusal:
            self._tell(tr_error(refusal), Role.DANGER)
            return False
        self._tell(f"Saved as {path}.", Role.GOOD)
        self._frame.say(f"Offer sheet saved as {path.name}.")
        return True

    def _tell(self, words: str, role: Role) -> None:
        self.said.setText(words)
        self.said.set_role(role)

    def _ask_file(self) -> None:
        """The dialog itself asks before a file that exists is replaced."""
        place = self._workbook.parent / file_name(self.sheet)
        dialog = QFileDialog(self, "Save the offer sheet", str(place.parent), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(place.name)
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()

    def _ask_printer(self) -> None:
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setFullPage(True)
        self._printer.setDocName(file_name(self.sheet).removesuffix(".pdf"))
        dialog = QPrintDialog(self._printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.accepted.connect(lambda: self.print_on(self._printer))
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        self.pages.paint_all(printer)
        self._tell(f"Sent to {printer.printerName() or 'the printer'}.", Role.GOOD)


class PageView(QWidget):
    """One page as it will be on paper: light in the dark, too."""

    def __init__(self, pages: Pages, number: int) -> None:
        super().__init__()
        self._pages, self._number = pages, number
        self.setAccessibleName(f"Page {number + 1} of {pages.count}")
        self.setFixedSize(QSize(round(pages.size.width()), round(pages.size.height())))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(LIGHT[Role.CARD]))
        painter.setPen(QPen(theme().color(Role.LINE), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        self._pages.paint(painter, self._number)
