"""A partner's board as a PDF: every text of the workbook and no other, laid out by Qt on pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html import escape

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)
from PySide6.QtWidgets import QApplication

from app.partner_export.pages import TITLE, report
from app.partner_export.seen import Line, Seen, seen
from io_xlsx.export.looks import DARK, GREY, LINE, MIDDLE, PALE, TEXT, WHITE
from models.jv.view import PartnerView

FONT = "Carlito, Calibri, DejaVu Sans, sans-serif"
WIDTHS = {"address": 13, "city": 8, "region": 6, "strategy": 8, "stage": 9, "partner_share": 7, "partner_capital": 8,
          "next_milestone": 10, "milestone_date": 9, "partner_notes": 13, "updated_at": 9}  # per cent  # fmt: skip
SPARE = 16.0  # points that stay free at the end of a page
FOOT = 14.0  # points under the text of a page
MARGIN = 28.0  # points around a page
WIDEST = 62  # per cent of the page that the longest bar takes


def pdf_of(view: PartnerView) -> bytes:
    """The PDF's bytes; needs no display."""
    _application()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(72)
    writer.setTitle(TITLE)
    writer.setCreator("")
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.Letter), QPageLayout.Orientation.Landscape,
                                     QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Point))  # fmt: skip
    _paint(view, writer)
    buffer.close()
    return bytes(buffer.data().data())


@cache
def _application() -> QCoreApplication:
    """The window's, or one for this process: fonts need it. Qt takes one only, so it is of the kind a window needs."""
    running = QApplication.instance()
    if running is not None:
        return running
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(["valhalla"])


def _paint(view: PartnerView, writer: QPdfWriter) -> None:
    page = writer.pageLayout().paintRectPoints()
    size = QSizeF(page.width(), page.height() - FOOT)
    document = _document(writer, size, "")
    shown, widths = seen(report(view, {})), [WIDTHS[column.name] for column in view.columns]
    document.setHtml(_html(shown, widths, lambda html: _document(writer, size, html).size().height(), size.height()))
    painter = QPainter(writer)
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        _paint_page(painter, document, size, number)
        _paint_foot(painter, size, shown.footer, f"{number + 1} / {document.pageCount()}")
    painter.end()


def _document(writer: QPdfWriter, size: QSizeF, html: str) -> QTextDocument:
    """A document that is laid out with the page's own measures; without HTML, in pages."""
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setDefaultFont(QFont(FONT.split(", "), 10))
    if html:
        document.setTextWidth(size.width())
        document.setHtml(html)
    else:
        document.setPageSize(size)
    return document


def _paint_page(painter: QPainter, document: QTextDocument, size: QSizeF, number: int) -> None:
    top = number * size.height()
    painter.save()
    painter.translate(0, -top)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = QRectF(0, top, size.width(), size.height())
    painter.setClipRect(context.clip)
    document.documentLayout().draw(painter, context)
    painter.restore()


def _paint_foot(painter: QPainter, size: QSizeF, left: str, right: str) -> None:
    painter.save()
    painter.setFont(QFont(FONT.split(", "), 7))
    painter.setPen(GREY)
    base = size.height() + FOOT - 2
    painter.drawText(QRectF(0, base - 12, size.width(), 12), 0x81, left)  # left, centred upright
    painter.drawText(QRectF(0, base - 12, size.width(), 12), 0x82, right)
    painter.restore()


def _html(seen: Seen, widths: Sequence[int], height_of: Callable[[str], float], page: float) -> str:
    """The whole of it; a table ends where the next row would not fit on the page, so that no row is torn."""
    gap = '<p style="font-size:4pt">&nbsp;</p>'
    line = f'<p style="color:{GREY}; font-size:8pt; margin-bottom:4px">{escape(seen.deals_line)}</p>'
    head = "".join((*_head(seen), *_stages(seen), gap, _heading(seen.deals_title), line))
    last = f'<p style="color:{GREY}; font-size:8pt"><i>{escape(seen.note)}</i></p>'
    if seen.none:
        return f"{head}<p>{escape(seen.none)}</p>{last}"
    bare = height_of(_table(seen, widths, []))
    room, pages = page - height_of(head) - bare - SPARE, [list[str]()]
    for number, row in enumerate(seen.deals):
        html = _row(seen, row, PALE if number % 2 else WHITE)
        height = height_of(_table(seen, widths, [html])) - bare
        if height > room:
            pages.append([])
            room = page - bare - SPARE
        pages[-1].append(html)
        room -= height
    tables = '<p style="page-break-before:always; font-size:1pt"></p>'.join(_table(seen, widths, one) for one in pages)
    return f"{head}{tables}{last}"


def _head(seen: Seen) -> Iterator[str]:
    yield (f'<table width="100%" cellpadding="10" bgcolor="{DARK}"><tr><td><span style="font-size:22pt; '
           f'font-weight:bold; color:white">{escape(seen.title)}</span><br><span style="font-size:12pt; color:white">'
           f'{escape(seen.subtitle)}</span></td></tr></table>')  # fmt: skip
    yield f'<table width="100%" cellpadding="6" bgcolor="{PALE}" style="margin-top:8px"><tr>'
    for tile in seen.tiles:
        below = f'<br><span style="font-size:8pt; color:{GREY}">{escape(tile.below)}</span>' if tile.below else ""
        yield (f'<td><span style="font-size:8pt; color:{GREY}">{escape(tile.label)}</span><br><span style="font-size:'
               f'14pt; font-weight:bold; color:{DARK}">{escape(tile.figure)}</span>{below}</td>')  # fmt: skip
    yield "</tr></table>"


def _stages(seen: Seen) -> Iterator[str]:
    """Each line is a table of its own, in which the bar is a coloured cell as wide as its share of the most."""
    yield _heading(seen.heading)
    head, *lines, total = seen.stages
    most = max((figure for _, figure in seen.bars), default=0) or 1
    shares = [round(WIDEST * figure / most) for _, figure in seen.bars]
    small = f"font-size:8pt; color:{GREY}"
    yield _stage_line(head, f'<td width="64%"><span style="{small}">{escape(seen.chart)}</span></td>', small)
    for line, width in zip(lines, shares, strict=True):
        bar = f'<td width="{width}%" bgcolor="{MIDDLE}"></td>' if width else ""
        yield _stage_line(line, f'{bar}<td width="{64 - width}%"></td>')
    yield _stage_line(total, '<td width="64%"></td>', "font-weight:bold")


def _stage_line(line: Line, bar: str, style: str = "") -> str:
    stage, deals, capital = (f'<span style="{style}">{escape(text)}</span>' for text in line)
    return (f'<table width="100%" cellspacing="2" cellpadding="2"><tr><td width="14%">{stage}</td>'
            f'<td width="6%" align="right">{deals}</td><td width="14%" align="right">{capital}</td>'
            f'<td width="2%"></td>{bar}</tr></table>')  # fmt: skip


def _table(seen: Seen, widths: Sequence[int], lines: Sequence[str]) -> str:
    headers = (
        f'<th width="{width}%" align="{_side(right)}"><span style="color:white; font-size:8pt">{escape(header)}</span>'
        "</th>"
        for header, right, width in zip(seen.headers, seen.right, widths, strict=True)
    )
    head = f'<thead><tr bgcolor="{MIDDLE}">{"".join(headers)}</tr></thead>'
    return f'<table width="100%" cellspacing="0" cellpadding="4">{head}{"".join(lines)}</table>'


def _row(seen: Seen, row: Line, colour: str) -> str:
    cells = (
        f'<td align="{_side(right)}" style="border-bottom:1px solid {LINE}"><span style="font-size:8pt; color:{TEXT}">'
        f"{_broken(text)}</span></td>"
        for text, right in zip(row, seen.right, strict=True)
    )
    return f'<tr bgcolor="{colour}">{"".join(cells)}</tr>'


def _broken(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _side(right: bool) -> str:
    return "right" if right else "left"


def _heading(text: str) -> str:
    style = f"font-size:14pt; font-weight:bold; color:{DARK}; margin-top:12px; margin-bottom:4px"
    return f'<p style="{style}">{escape(text)}</p>'
