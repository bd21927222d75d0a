"""Pages on the screen before they go anywhere: the preview with Save as PDF… and Print…, and the printer's question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QScrollArea, QWidget

from app.frame.choosing import choose_target
from app.frame.dialogs import Sheet
from app.guard import guard
from app.paper.pages import Pages, paint_all, pdf_of, size_of
from app.target import check_target, write_file
from app.theme import LIGHT, Role, Space, theme
from app.tr import tr, tr_error
from app.widgets import Button, Text, column
from app.words import counted
from models.core.refusal import Refused

WIDEST = 845  # pixels of a page; a wider one is shown smaller


class Preview(Sheet):
    """The pages one under the other; what was saved or refused is said below them.

    `words` are said there first; `place` is where the PDF is proposed to go, and `workbook` never to be written to.
    """

    def __init__(self, pages: Pages, title: str, words: str, place: Path, workbook: Path, parent: QWidget) -> None:
        super().__init__(title, parent, icon="file")
        self.pages, self._place, self._workbook = pages, place, workbook
        self.said = Text(words, role=Role.MUTED, wrap=True)
        leaves = [PageView(pages, number) for number in range(pages.count)]
        body = QWidget()
        body.setLayout(column(*leaves, gap=Space.M))
        self.view = QScrollArea()
        self.view.setWidget(body)
        self.view.setFrameShape(QScrollArea.Shape.NoFrame)
        self.view.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.view.setAccessibleName(f"{title}, {counted(pages.count, 'page')}")
        self.view.setAccessibleDescription(pages.text)
        for bar in (self.view.verticalScrollBar(), self.view.horizontalScrollBar()):
            theme().dress(bar)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.said)
        self.add_button(Button(tr("Close"), self.reject))
        self.add_button(Button(tr("Save as PDF…"), self._ask_file))
        self.add_button(Button(tr("Print…"), self._ask_printer, kind="primary"))
        height = max(theme().pixels(640), round(parent.window().height() * 0.9))
        self.resize(leaves[0].width() + 6 * Space.XL, min(height, leaves[0].height() + theme().pixels(200)))

    def save(self, path: Path) -> bool:
        """Writes the PDF; False, and why is said, where it cannot be written."""
        try:
            check_target(path, ".pdf", self._workbook)
            write_file(path, pdf_of(self.pages))
        except Refused as refusal:
            self._tell(tr_error(refusal), Role.DANGER)
            return False
        self._tell(tr("Saved as {path}.", path=path), Role.GOOD)
        return True

    def print_on(self, printer: QPrinter) -> None:
        paint_all(self.pages, printer)
        self._tell(tr("Sent to {printer}.", printer=printer.printerName() or tr("the printer")), Role.GOOD)

    def _tell(self, words: str, role: Role) -> None:
        self.said.setText(words)
        self.said.set_role(role)

    def _ask_file(self) -> None:
        choose_target(self, tr("Save as PDF"), self._place, "PDF (*.pdf)", self.save)

    def _ask_printer(self) -> None:
        ask_printer(self, self._place.stem, self.print_on, full_page=True)


class PageView(QWidget):
    """One page as it will be on paper: light in the dark, too."""

    def __init__(self, pages: Pages, number: int) -> None:
        super().__init__()
        self._pages, self._number = pages, number
        size = size_of(pages.layout)
        self._scale = min(1.0, WIDEST / size.width())
        self.setAccessibleName(tr("Page {number} of {count}", number=number + 1, count=pages.count))
        self.setFixedSize(QSize(round(size.width() * self._scale), round(size.height() * self._scale)))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(LIGHT[Role.CARD]))
        painter.setPen(QPen(theme().color(Role.LINE), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        self._pages.paint(painter, self._number)


def ask_printer(
    parent: QWidget, name: str, draw: Callable[[QPrinter], object], *, full_page: bool = False
) -> QPrintDialog:
    """Asks for a printer and draws on it; `name` is what the queue calls it; `full_page` adds no margins."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(full_page)
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.accepted.connect(lambda: draw(printer))
    dialog.show()
    return dialog
