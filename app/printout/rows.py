"""The pages of what a grid shows: which rows and columns stand on which, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.grid.look import names_the_row
from app.paper.pages import layout_of, paper_font, size_of
from app.printout.shown import Shown
from app.theme import LIGHT, Role
from app.tr import spoken, tr
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.core.schema import Kind

EDGE, TOP, BOTTOM, PAD = 36.0, 60.0, 44.0, 5.0
BODY, SMALL, HEAD = 11, 9, 15
NARROWEST, WIDEST, MOST_LINES = 34.0, 260.0, 40  # lines: still less than a page
MOST_ROWS = 5_000
_LETTER = ("CAD", "USD")  # where the paper is Letter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
_WORDS, _ANYWHERE = int(Qt.TextFlag.TextWordWrap), int(Qt.TextFlag.TextWrapAnywhere)


@dataclass(frozen=True)
class Leaf:
    """One page: rows from `first` up to `last`, and which columns of them stand side by side."""

    first: int
    last: int
    sections: tuple[int, ...]


class RowPages:
    """Rows under headers on every page. Columns that do not fit stand on further pages, beside the rows' names."""

    def __init__(self, shown: Shown) -> None:
        """Refused where there is nothing to print, or far too much."""
        if not len(shown) or not shown.columns:
            raise Refused(phrase("There is no row to print."), hint=phrase("Show some first."), code="nothing")
        if len(shown) > MOST_ROWS:
            raise Refused(
                phrase("{count} rows are too many to print.", count=len(shown)),
                hint=phrase("Filter them down to {most}, or export them.", most=MOST_ROWS),
                code="too_large",
            )
        self.shown = shown
        self.title = shown.title
        self.layout = layout_of(letter=shown.currency in _LETTER, landscape=True)
        self.size = size_of(self.layout)
        self._room = QRectF(EDGE, TOP, self.size.width() - 2 * EDGE, self.size.height() - TOP - BOTTOM)
        self._metrics = {strong: QFontMetricsF(paper_font(BODY, strong=strong)) for strong in (False, True)}
        self.rows = list(shown.texts())
        self._name = 1 if len(shown.columns) > 1 and names_the_row(shown.columns[0]) else 0
        self._widths = self._measured()
        self._groups = self._side_by_side()
        self._header = max(self._height(text, wide, strong=True) for text, wide in zip(shown.headers, self._widths,
                                                                                      strict=True))  # fmt: skip
        self._heights = [self._row_height(row) for row in self.rows]
        self.leaves = self._leaves()

    @property
    def count(self) -> int:
        return len(self.leaves)

    @property
    def text(self) -> str:
        """What it is; the rows are read where they are shown, in the grid."""
        return self.shown.about

    # --- layout ---

    def _measured(self) -> list[float]:
        """Each column as wide as what stands in it, long texts broken into lines."""
        widths = []
        for section, header in enumerate(self.shown.headers):
            plain = (self._metrics[False].horizontalAdvance(row[section].partition("\n")[0]) for row in self.rows)
            words = max((self._metrics[True].horizontalAdvance(word) for word in header.split()), default=0)
            widths.append(max(NARROWEST, min(WIDEST, max(words, *plain) + 2 * PAD + 1)))
        return widths

    def _side_by_side(self) -> list[tuple[int, ...]]:
        groups: list[list[int]] = [[]]
        for section, wide in enumerate(self._widths):
            used = sum(self._widths[one] for one in groups[-1])
            if groups[-1] and used + wide > self._room.width():
                groups.append([self._name] if self._widths[self._name] + wide <= self._room.width() else [])
            groups[-1].append(section)
        return [tuple(group) for group in groups]

    def _height(self, text: str, wide: float, *, strong: bool = False) -> float:
        metrics = self._metrics[strong]
        room = QRectF(0, 0, wide - 2 * PAD, MOST_LINES * metrics.lineSpacing())
        needed = metrics.boundingRect(room, self._breaks(text, wide, strong=strong), text).height() if text else 0
        return min(room.height(), max(needed, metrics.lineSpacing())) + PAD

    def _breaks(self, text: str, wide: float, *, strong: bool = False) -> int:
        """Between words, but for a text with one that is too long for its column."""
        metrics = self._metrics[strong]
        if metrics.horizontalAdvance(text) <= wide - 2 * PAD:
            return _WORDS
        too_long = any(metrics.horizontalAdvance(word) > wide - 2 * PAD for word in text.split())
        return _ANYWHERE if too_long else _WORDS

    def _row_height(self, row: Sequence[str]) -> float:
        metrics, lowest = self._metrics[False], self._metrics[False].lineSpacing() + PAD
        tall = (
            self._height(text, wide)
            for text, wide in zip(row, self._widths, strict=True)
            if "\n" in text or metrics.horizontalAdvance(text) > wide - 2 * PAD
        )
        return max(lowest, max(tall, default=lowest))

    def _leaves(self) -> list[Leaf]:
        parts, first, used = [], 0, self._header
        for number, tall in enumerate(self._heights):
            if used + tall > self._room.height() and number > first:
                parts.append((first, number))
                first, used = number, self._header
            used += tall
        parts.append((first, len(self._heights)))
        return [Leaf(first, last, sections) for first, last in parts for sections in self._groups]

    # --- drawing ---

    def paint(self, painter: QPainter, number: int) -> None:
        """Draws a page, the first is 0, with its upper left corner where the painter stands."""
        leaf = self.leaves[number]
        self._paint_edges(painter, number)
        top = self._room.top()
        self._paint_row(painter, top, self._header, self.shown.headers, leaf, strong=True)
        top += self._header
        painter.setPen(QPen(QColor(LIGHT[Role.EDGE]), 1))
        wide = sum(self._widths[section] for section in leaf.sections)
        painter.drawLine(QRectF(EDGE, top, wide, 0).topLeft(), QRectF(EDGE, top, wide, 0).topRight())
        for row in range(leaf.first, leaf.last):
            self._paint_row(painter, top, self._heights[row], self.rows[row], leaf)
            top += self._heights[row]
            painter.setPen(QPen(QColor(LIGHT[Role.LINE]), 0.7))
            painter.drawLine(QRectF(EDGE, top, wide, 0).topLeft(), QRectF(EDGE, top, wide, 0).topRight())

    def _paint_row(
        self, painter: QPainter, top: float, tall: float, texts: Sequence[str], leaf: Leaf, *, strong: bool = False
    ) -> None:
        left = EDGE
        painter.setFont(paper_font(BODY, strong=strong))
        for section in leaf.sections:
            wide, column = self._widths[section], self.shown.columns[section].column
            negative = not strong and column.is_number and texts[section].startswith("-")
            painter.setPen(QColor(LIGHT[Role.DANGER if negative else Role.TEXT]))
            text = texts[section].replace("-", "−", 1) if negative else texts[section]
            with_unit = f"{text} {self.shown.currency}"
            if strong and column.kind is Kind.MONEY and self._one_line(with_unit, wide):
                text = with_unit
            room = QRectF(left + PAD, top + PAD / 2, wide - 2 * PAD, tall - PAD)
            painter.save()
            painter.setClipRect(room)
            align = int(_RIGHT if column.is_number else _LEFT)
            painter.drawText(room, align | self._breaks(text, wide, strong=strong), text)
            painter.restore()
            left += wide

    def _one_line(self, text: str, wide: float) -> bool:
        return self._metrics[True].horizontalAdvance(text) <= wide - 2 * PAD

    def _paint_edges(self, painter: QPainter, number: int) -> None:
        """Above the rows what they are, below them the day and the page's number."""
        head = QRectF(EDGE, 26, self._room.width(), 22)
        foot = QRectF(EDGE, self.size.height() - 32, self._room.width(), 16)
        painter.setPen(QColor(LIGHT[Role.TEXT]))
        painter.setFont(paper_font(HEAD, strong=True))
        painter.drawText(head, int(_LEFT), self.shown.title)
        painter.setFont(paper_font(SMALL))
        painter.setPen(QColor(LIGHT[Role.MUTED]))
        painter.drawText(head, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self.shown.about)
        painter.drawText(foot, int(_LEFT), spoken().full_day(self.shown.as_of))
        painter.drawText(foot, int(_RIGHT), tr("Page {number} of {count}", number=number + 1, count=self.count))
