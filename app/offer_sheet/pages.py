"""The sheet's pages: laid out once, and drawn the same in a PDF, on a printer and on the screen."""

from __future__ import annotations

import os
import re
import sys

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextDocument,
    QTextOption,
)

from app.offer_sheet.html import BODY, PRIVATE, SMALL, html_of
from app.theme import LIGHT, Role
from models.underwriting.offer_sheet import OfferSheet

DOTS = 96  # a pixel is this part of an inch, whatever is drawn on
SIDE, TOP, BOTTOM = 54, 66, 48
_LETTER = ("CA", "US")

_application: QGuiApplication | None = None  # Qt's own, where no window has made one


def ensure_application() -> None:
    """Fonts need an application; without a window, and so without a display, one that shows nothing is made."""
    global _application
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _application = QGuiApplication([])


class Pages:
    """The pages of a sheet, `count` of them, each of `size` in pixels of which 96 make an inch."""

    def __init__(self, sheet: OfferSheet) -> None:
        ensure_application()
        self.sheet = sheet
        sizes = QPageSize.PageSizeId
        self.paper = QPageSize(sizes.Letter if sheet.house.country in _LETTER else sizes.A4)
        self.size = QSizeF(self.paper.sizePixels(DOTS))
        self._content = QRectF(SIDE, TOP, self.size.width() - 2 * SIDE, self.size.height() - TOP - BOTTOM)
        self._document = QTextDocument()
        self._document.setUseDesignMetrics(True)  # the same line breaks at any resolution
        self._document.setDocumentMargin(0)
        self._document.setDefaultFont(_font(BODY))
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
        return f"{PRIVATE}. {self._document.toPlainText()}"

    def paint(self, painter: QPainter, number: int) -> None:
        """Draws a page, the first is 0, with its upper left corner where the painter stands."""
        self._paint_edges(painter, number)
        painter.save()
        painter.translate(self._content.topLeft() - QPointF(0, number * self._content.height()))
        shown = QRectF(QPointF(0, number * self._content.height()), self._content.size())
        self._document.drawContents(painter, shown)
        painter.restore()

    def pdf(self) -> bytes:
        """The whole sheet as a PDF file, its fonts in it."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setCreator("Valhalla")
        writer.setTitle(f"Offer sheet: {self.sheet.house.address} (private)")
        writer.setResolution(300)
        self.paint_all(writer)
        buffer.close()
        return _with_spaces(bytes(buffer.data().data()))

    def paint_all(self, device: QPagedPaintDevice) -> None:
        """Every page on a PDF writer or printer, on the sheet's own paper."""
        device.setPageLayout(QPageLayout(self.paper, QPageLayout.Orientation.Portrait, QMarginsF()))
        painter = QPainter(device)
        scale = device.logicalDpiX() / DOTS
        for number in range(self.count):
            if number:
                device.newPage()
            painter.save()
            painter.scale(scale, scale)
            self.paint(painter, number)
            painter.restore()
        painter.end()

    def _paint_edges(self, painter: QPainter, number: int) -> None:
        """What stands on each page: that it is private, whose house it is about, and the page's number."""
        width, line = self._content.width(), 18
        head, foot = QRectF(SIDE, 30, width, line), QRectF(SIDE, self.size.height() - 34, width, line)
        painter.setFont(_font(BODY, strong=True))
        painter.setPen(QColor(LIGHT[Role.DANGER]))
        painter.drawText(head, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), PRIVATE)
        painter.setPen(QPen(QColor(LIGHT[Role.DANGER]), 1))
        painter.drawLine(head.bottomLeft() + QPointF(0, 3), head.bottomRight() + QPointF(0, 3))
        painter.setFont(_font(SMALL))
        painter.setPen(QColor(LIGHT[Role.MUTED]))
        about = f"{self.sheet.house.address} · {self.sheet.deal_id} · {self.sheet.as_of.isoformat()}"
        page = f"Page {number + 1} of {self.count}"
        room = foot.adjusted(0, 0, -80, 0)
        about = painter.fontMetrics().elidedText(about, Qt.TextElideMode.ElideMiddle, int(room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), about)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), page)


def _with_spaces(pdf: bytes) -> bytes:
    """The PDF with its spaces copied as such: Qt lists them as tabs, which share their glyph and have a lower number.

    Only the codes inside the maps from glyphs to characters are changed, each for one as long.
    """

    def mended(found: re.Match[bytes]) -> bytes:
        return re.sub(rb"\[[^\]]*\]", lambda codes: codes[0].replace(b"<0009>", b"<0020>"), found[0])

    return re.sub(rb"begincmap.*?endcmap", mended, pdf, flags=re.DOTALL)


def _font(pixels: int, *, strong: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(pixels)
    font.setFeature(QFont.Tag("liga"), 0)  # so that `offer` can be searched for and copied
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font
