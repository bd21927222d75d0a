"""The sheet's pages: its text laid out in the page's width, and what stands on the edges of each."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextDocument, QTextOption

from app.offer_sheet.html import BODY, PRIVATE, SMALL, html_of
from app.paper.pages import ensure_application, layout_of, paper_font, size_of
from app.theme import LIGHT, Role
from app.tr import spoken, tr
from models.underwriting.offer_sheet import OfferSheet

SIDE, TOP, BOTTOM = 54, 66, 48
_LETTER = ("CA", "US")


class SheetPages:
    """Pages of one deal's sheet, on the paper of its country."""

    def __init__(self, sheet: OfferSheet) -> None:
        ensure_application()
        self.sheet = sheet
        self.title = f"Offer sheet: {sheet.house.address} (private)"
        self.layout = layout_of(letter=sheet.house.country in _LETTER)
        self.size = size_of(self.layout)
        self._content = QRectF(SIDE, TOP, self.size.width() - 2 * SIDE, self.size.height() - TOP - BOTTOM)
        self._document = QTextDocument()
        self._document.setUseDesignMetrics(True)  # the same line breaks at any resolution
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(paper_font(BODY))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._document.setDefaultTextOption(option)
        self._document.setHtml(html_of(sheet))
        self._document.setPageSize(self._content.size())

    @property
    def count(self) -> int:
        return self._document.pageCount()

    @property
    def text(self) -> str:
        """All of it, as a screen reader would say it."""
        return f"{tr(PRIVATE)}. {self._document.toPlainText()}"

    def paint(self, painter: QPainter, number: int) -> None:
        """Draws a page, the first is 0, with its upper left corner where the painter stands."""
        self._paint_edges(painter, number)
        painter.save()
        painter.translate(self._content.topLeft() - QPointF(0, number * self._content.height()))
        shown = QRectF(QPointF(0, number * self._content.height()), self._content.size())
        self._document.drawContents(painter, shown)
        painter.restore()

    def _paint_edges(self, painter: QPainter, number: int) -> None:
        """What stands on each page: that it is private, whose house it is about, and the page's number."""
        width, line = self._content.width(), 18
        head, foot = QRectF(SIDE, 30, width, line), QRectF(SIDE, self.size.height() - 34, width, line)
        painter.setFont(paper_font(BODY, strong=True))
        painter.setPen(QColor(LIGHT[Role.DANGER]))
        painter.drawText(head, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), tr(PRIVATE))
        painter.setPen(QPen(QColor(LIGHT[Role.DANGER]), 1))
        painter.drawLine(head.bottomLeft() + QPointF(0, 3), head.bottomRight() + QPointF(0, 3))
        painter.setFont(paper_font(SMALL))
        painter.setPen(QColor(LIGHT[Role.MUTED]))
        about = f"{self.sheet.house.address} · {self.sheet.deal_id} · {spoken().full_day(self.sheet.as_of)}"
        page = tr("Page {number} of {count}", number=number + 1, count=self.count)
        room = foot.adjusted(0, 0, -80, 0)
        about = painter.fontMetrics().elidedText(about, Qt.TextElideMode.ElideMiddle, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), about)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), page)
