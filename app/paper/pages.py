"""Pages that are laid out once, and drawn the same on the screen, in a PDF and on a printer."""

from __future__ import annotations

import os
import re
import sys
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QFont, QGuiApplication, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

DOTS = 96  # a pixel is this part of an inch, whatever is drawn on

_application: QGuiApplication | None = None  # Qt's own, where no window has made one


class Pages(Protocol):
    """`count` of them, each of `size` in pixels of which 96 make an inch; `text` is what a screen reader says."""

    layout: QPageLayout
    title: str

    @property
    def count(self) -> int: ...

    @property
    def text(self) -> str: ...

    def paint(self, painter: QPainter, number: int) -> None:
        """Draws a page, the first is 0, with its upper left corner where the painter stands."""


def layout_of(*, letter: bool, landscape: bool = False) -> QPageLayout:
    """A whole sheet of Letter or A4; the pages leave their own margins."""
    way = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4), way, QMarginsF())


def size_of(layout: QPageLayout) -> QSizeF:
    """In pixels of which 96 make an inch."""
    return QSizeF(layout.fullRectPixels(DOTS).size())


def paint_all(pages: Pages, device: QPagedPaintDevice) -> None:
    """Every page on a PDF writer or printer, on the pages' own paper."""
    device.setPageLayout(pages.layout)
    painter = QPainter(device)
    scale = device.logicalDpiX() / DOTS
    for number in range(pages.count):
        if number:
            device.newPage()
        painter.save()
        painter.scale(scale, scale)
        pages.paint(painter, number)
        painter.restore()
    painter.end()


def pdf_of(pages: Pages) -> bytes:
    """All pages as a PDF file, its fonts in it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("Valhalla")
    writer.setTitle(pages.title)
    writer.setResolution(300)
    paint_all(pages, writer)
    buffer.close()
    return _with_spaces(bytes(buffer.data().data()))


def paper_font(pixels: int, *, strong: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setPixelSize(pixels)
    font.setFeature(QFont.Tag("liga"), 0)  # so that `offer` can be searched for and copied
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def ensure_application() -> None:
    """Fonts need an application; without a window, and so without a display, one that shows nothing is made."""
    global _application
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _application = QGuiApplication([])


def _with_spaces(pdf: bytes) -> bytes:
    """The PDF with its spaces copied as such: Qt lists them as tabs, which share their glyph and have a lower number.

    Only the codes inside the maps from glyphs to characters are changed, each for one as long.
    """

    def mended(found: re.Match[bytes]) -> bytes:
        return re.sub(rb"\[[^\]]*\]", lambda codes: codes[0].replace(b"<0009>", b"<0020>"), found[0])

    return re.sub(rb"begincmap.*?endcmap", mended, pdf, flags=re.DOTALL)
