"""A partner's board as a PDF: the same page and the same rows as the workbook, laid out by Qt."""

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

from app.partner_export.pages import NO_DEALS, READ_ONLY, TITLE, expiry, footer, prepared_for
from io_xlsx.export.looks import DARK, GREY, LINE, MIDDLE, PALE, TEXT, WHITE
from models.core.schema import Column, Kind, Value
from models.core.values import show
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
    document.setHtml(_html(view, lambda html: _document(writer, size, html).size().height(), size.height()))
    painter = QPainter(writer)
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        _paint_page(painter, document, size, number)
        _paint_foot(painter, size, footer(view), f"{number + 1} / {document.pageCount()}")
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


def _html(view: PartnerView, height_of: Callable[[str], float], page: float) -> str:
    """The whole of it; a table ends where the next row would not fit on the page, so that no row is torn."""
    gap = '<p style="font-size:4pt">&nbsp;</p>'
    head = "".join((*_head(view), *_stages(view), gap, _heading("Deals")))
    last = f'<p style="color:{GREY}; font-size:8pt"><i>{READ_ONLY}</i></p>'
    if not view.rows:
        return f"{head}<p>{NO_DEALS}</p>{last}"
    bare = height_of(_table(view.columns, []))
    room, pages = page - height_of(head) - bare - SPARE, [list[str]()]
    for number, row in enumerate(view.rows):
        line = _row(view.columns, row, PALE if number % 2 else WHITE)
        height = height_of(_table(view.columns, [line])) - bare
        if height > room:
            pages.append([])
            room = page - bare - SPARE
        pages[-1].append(line)
        room -= height
    tables = '<p style="page-break-before:always; font-size:1pt"></p>'.join(_table(view.columns, one) for one in pages)
    return f"{head}{tables}{last}"


def _head(view: PartnerView) -> Iterator[str]:
    yield (f'<table width="100%" cellpadding="10" bgcolor="{DARK}"><tr><td><span style="font-size:22pt; '
           f'font-weight:bold; color:white">{TITLE}</span><br><span style="font-size:12pt; color:white">'
           f'{escape(prepared_for(view))}</span></td></tr></table>')  # fmt: skip
    yield f'<table width="100%" cellpadding="6" bgcolor="{PALE}" style="margin-top:8px"><tr>'
    coming = view.next_milestone
    figures = (
        ("As of", f"{view.as_of:%Y-%m-%d}"),
        ("Good through", expiry(view).removeprefix("good through ").capitalize()),
        ("Deals", str(len(view.rows))),
        ("Open", str(view.open_deals)),
        (f"Your capital ({view.currency})", f"{view.capital:,.2f}"),
        ("Next milestone", f"{coming[0]:%Y-%m-%d} {coming[1]}" if coming else "None planned"),
    )
    for label, figure in figures:
        yield (f'<td><span style="font-size:8pt; color:{GREY}">{escape(label)}</span><br><span style="font-size:14pt; '
               f'font-weight:bold; color:{DARK}">{escape(figure)}</span></td>')  # fmt: skip
    yield "</tr></table>"


def _stages(view: PartnerView) -> Iterator[str]:
    """Each stage is a table of its own, in which the bar is a coloured cell as wide as its share of the most."""
    if not view.by_stage:
        return
    figures = [total.capital if view.capital > 0 else total.deals for total in view.by_stage]
    most = max(figures) or 1
    title = f"Your capital by stage ({view.currency})" if view.capital > 0 else "Deals by stage"
    yield _heading(title)
    for total, figure in zip(view.by_stage, figures, strict=True):
        width = round(WIDEST * figure / most)
        bar = f'<td width="{width}%" bgcolor="{MIDDLE}"></td>' if width else ""
        deals = f"{total.deals} {'deal' if total.deals == 1 else 'deals'}"
        yield (f'<table width="100%" cellspacing="2" cellpadding="2"><tr><td width="14%">{escape(total.stage)}</td>'
               f'<td width="8%" align="right">{deals}</td><td width="12%" align="right">{total.capital:,.2f}</td>'
               f'<td width="2%"></td>{bar}<td width="{64 - width}%"></td></tr></table>')  # fmt: skip


def _table(columns: Sequence[Column], lines: Sequence[str]) -> str:
    headers = (
        f'<th width="{WIDTHS[column.name]}%" align="{_side(column)}"><span style="color:white; font-size:8pt">'
        f"{escape(column.header)}</span></th>"
        for column in columns
    )
    head = f'<thead><tr bgcolor="{MIDDLE}">{"".join(headers)}</tr></thead>'
    return f'<table width="100%" cellspacing="0" cellpadding="4">{head}{"".join(lines)}</table>'


def _row(columns: Sequence[Column], row: Sequence[Value], colour: str) -> str:
    cells = (
        f'<td align="{_side(column)}" style="border-bottom:1px solid {LINE}"><span style="font-size:8pt; color:{TEXT}">'
        f"{_lines(column, value)}</span></td>"
        for column, value in zip(columns, row, strict=True)
    )
    return f'<tr bgcolor="{colour}">{"".join(cells)}</tr>'


def _lines(column: Column, value: Value) -> str:
    return escape(show(column, value)).replace("\n", "<br>")


def _side(column: Column) -> str:
    return "right" if column.is_number or column.kind is Kind.BOOL else "left"


def _heading(text: str) -> str:
    style = f"font-size:14pt; font-weight:bold; color:{DARK}; margin-top:12px; margin-bottom:4px"
    return f'<p style="{style}">{escape(text)}</p>'
