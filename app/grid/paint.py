"""The pixels of a cell: surface, text, marks and the frame of the current one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap, QPolygon, QStaticText, QTransform
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from app.chips import Badge, chip_size, paint_chip
from app.grid.columns import Array
from app.grid.look import Look, Mark
from app.grid.ticks import BOX, paint_box
from app.theme import Role, drawn, mixed, theme
from app.tr import tr
from app.values import NO, YES
from models.core.schema import Tone

if TYPE_CHECKING:
    from app.grid.model import GridModel

PAD = 8
ICON = 14
_SELECTED = QStyle.StateFlag.State_Selected
REMEMBERED = 8_000
_LOCKED, _UNSAVED, _NEGATIVE = int(Mark.LOCKED), int(Mark.UNSAVED), int(Mark.NEGATIVE)
_GHOST, _NEEDED, _NEW, _QUIET = int(Mark.GHOST), int(Mark.NEEDED), int(Mark.NEW), int(Mark.QUIET)
_ERROR, _WARNING, _INFO = int(Mark.ERROR), int(Mark.WARNING), int(Mark.INFO)
_LATE = int(Mark.LATE)
_PROBLEM = _ERROR | _WARNING | _INFO
_TONE_ICONS = {Tone.GOOD: "check", Tone.WARNING: "warning", Tone.DANGER: "error"}
_ICONS = {
    _ERROR: ("error", Role.DANGER),
    _WARNING: ("warning", Role.WARNING),
    _INFO: ("info", Role.INFO),
    _LATE: ("reminder", Role.DANGER),
}


class Laid(NamedTuple):
    """What is shown of a text, how wide that is, and the same laid out, to be painted again."""

    shown: str
    width: int
    again: QStaticText | None = None


def box_in(room: QRect, left: int) -> QRect:
    """Where the box of a yes or no is in its cell."""
    return QRect(left, room.y() + (room.height() - BOX) // 2, BOX, BOX)


class Paint(QObject):
    """Paints the cells of one view. Colours, fonts and icons are made once a theme.

    `chips` has, by field, what makes a chip of a cell's text; a text that gives none is painted as it is. `words` has
    what says a text in other words; what is copied, sorted and searched stays the text.
    """

    def __init__(self, model: GridModel, view: QWidget) -> None:
        super().__init__(view)
        self.model = model
        self.view = view
        self.current = (-1, -1)
        self.chips: dict[str, Callable[[str], Badge | None]] = {}
        self.words: dict[str, Callable[[str], str]] = {}
        self.ticked = {tr(YES): True, tr(NO): False}
        self.found: dict[int, Array] = {}  # by column, which rows in file order a person looks for
        self._texts: dict[tuple[str, int, bool, bool], Laid] = {}
        theme().changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """The theme's colours and fonts again."""
        colors = theme().colors
        self.colors = {role: QColor(value) for role, value in colors.items()}
        self.card, self.line = self.colors[Role.CARD], self.colors[Role.LINE]
        self.tints = {bit: QColor(mixed(colors[role], colors[Role.CARD], 0.12)) for bit, (_, role) in _ICONS.items()}
        self.calculated = QColor(mixed(colors[Role.WINDOW], colors[Role.CARD], 0.75))
        self.sought = QColor(mixed(colors[Role.WARNING], colors[Role.CARD], 0.25))
        self.font = theme().font(figures=True)
        self.slanted = QFont(self.font)
        self.slanted.setItalic(True)
        self.metrics = QFontMetrics(self.font)
        self.dated = self.metrics.horizontalAdvance("2026-03-05") + 2 * PAD + ICON + 2
        self._pictures: dict[int, QPixmap] = {}
        self._texts.clear()

    @property
    def row_height(self) -> int:
        return self.metrics.height() + 12

    def size_of(self, look: Look) -> QSize:
        icon = ICON + 4 if look.marks & (_PROBLEM | _LATE) else 0
        return QSize(self.metrics.horizontalAdvance(look.text) + 2 * PAD + icon + 2, self.row_height)

    def cell(self, painter: QPainter, option: QStyleOptionViewItem, row: int, section: int) -> None:
        room: QRect = option.rect
        selected = _SELECTED in option.state
        text, marks = self.model.look(row, section)
        if self.words and text:
            text = self._worded(text, section)
        surface = self._surface(marks, selected)
        if self.found and not selected and self._is_found(row, section):
            surface = self.sought
        if surface is not self.card:  # the view has painted that under all its cells
            painter.fillRect(room, surface)
        painter.fillRect(room.x(), room.bottom(), room.width(), 1, self.line)
        left, right = room.x() + PAD, room.right() - PAD
        if marks:
            left = self._mark(painter, room, marks, left)
        if text in self.ticked and self.model.is_yes_or_no(section) and not marks & _GHOST:
            self._box(painter, box_in(room, left), ticked=self.ticked[text])
        elif text and self._may_be_chip(section, marks) and self._chip(painter, room, left, text, section):
            pass
        elif text:
            self._text(painter, QRect(left, room.y(), right - left + 1, room.height()), text, marks, section)
        if (row, section) == self.current:
            self._frame(painter, room)

    def _is_found(self, row: int, section: int) -> bool:
        found, rows = self.found.get(section), self.model.rows
        return found is not None and row < len(rows) and len(found) == self.model.total and bool(found[rows[row]])

    def _surface(self, marks: int, selected: bool) -> QColor:
        if selected:
            return self.colors[Role.SELECTION]
        if marks & _PROBLEM:
            return self.tints[marks & _PROBLEM]
        return self.calculated if marks & _LOCKED else self.card

    def _ink(self, marks: int) -> QColor:
        if marks & _NEEDED:
            return self.colors[Role.WARNING]
        if marks & (_NEGATIVE | _LATE):
            return self.colors[Role.DANGER]
        return self.colors[Role.MUTED if marks & (_GHOST | _QUIET) else Role.TEXT]

    def _text(self, painter: QPainter, room: QRect, text: str, marks: int, section: int) -> None:
        number, slanted = self.model.is_number(section), bool(marks & _GHOST)
        laid = self._laid_out(text, room.width(), number, slanted)
        painter.setPen(self._ink(marks))
        painter.setFont(self.slanted if slanted else self.font)
        left = room.right() + 1 - laid.width if number else room.x()
        top = room.y() + (room.height() - self.metrics.height()) // 2
        if laid.again is None:
            painter.drawText(left, top + self.metrics.ascent(), laid.shown)
        else:
            painter.drawStaticText(left, top, laid.again)

    def _worded(self, text: str, section: int) -> str:
        make = self.words.get(self.model.column(section).field)
        return make(text) if make is not None else text

    def _chip(self, painter: QPainter, room: QRect, left: int, text: str, section: int) -> bool:
        """Paints the text as a chip; False where it is none."""
        badge = self._badge(text, section)
        if badge is None:
            return False
        size = chip_size(badge)
        painter.save()
        painter.setClipRect(room)
        top = room.y() + (room.height() - size.height()) // 2
        paint_chip(painter, QPoint(left - PAD // 2, top), badge, self.view.devicePixelRatioF())
        painter.restore()
        return True

    def _may_be_chip(self, section: int, marks: int) -> bool:
        return bool(self.chips or self.model.tones(section)) and not marks & (_GHOST | _PROBLEM)

    def _badge(self, text: str, section: int) -> Badge | None:
        """The chip for a text: what the tab makes of it, else what the column's declaration says."""
        make = self.chips.get(self.model.column(section).field) if self.chips else None
        if make is not None:
            return make(text)
        tones = self.model.tones(section)
        tone = tones.get(text) if tones else None
        return Badge(text, Role(tone), _TONE_ICONS.get(tone, "")) if tone is not None else None

    def _laid_out(self, text: str, width: int, number: bool, slanted: bool) -> Laid:
        """As much of the text as there is room for; a number is never shown in part.

        Kept, because laying a text out takes most of the time that painting a cell does; and laid out for good only
        when it is painted again, because that takes longer than painting it once, as in paging through rows.
        """
        key = (text, width, number, slanted)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > REMEMBERED:
                self._texts.clear()
            shown, wide = text, self.metrics.horizontalAdvance(text)
            if wide > width:
                shown = self._cut(text, width, number)
                wide = self.metrics.horizontalAdvance(shown)
            self._texts[key] = Laid(shown, wide)
            return self._texts[key]
        if found.again is None:
            laid = QStaticText(found.shown)
            laid.setTextFormat(Qt.TextFormat.PlainText)
            laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            laid.prepare(QTransform(), self.slanted if slanted else self.font)
            found = self._texts[key] = Laid(found.shown, found.width, laid)
        return found

    def _cut(self, text: str, width: int, number: bool) -> str:
        if number and any(letter.isdigit() for letter in text):
            return "#" * max(1, width // max(1, self.metrics.horizontalAdvance("#")))
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _box(self, painter: QPainter, room: QRect, *, ticked: bool) -> None:
        """A box for yes or no, ticked for yes."""
        paint_box(painter, room, ticked=ticked, ratio=self.view.devicePixelRatioF())

    def _mark(self, painter: QPainter, room: QRect, marks: int, left: int) -> int:
        """The marks besides colour; returns where the text may begin."""
        if marks & _UNSAVED:
            corner = room.topRight() + QPoint(1, 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.colors[Role.ACCENT])
            painter.drawPolygon(QPolygon([corner, corner - QPoint(7, 0), corner + QPoint(0, 7)]))
        problem = marks & _PROBLEM
        if not problem and marks & _LATE and room.width() >= self.dated:
            problem = _LATE  # where there is room for the day beside it; the colour and the tip are there in any case
        if not problem:
            return left
        top = room.y() + (room.height() - ICON) // 2
        painter.drawPixmap(left - 2, top, self._picture(problem))
        return left + ICON + 2

    def _picture(self, bit: int) -> QPixmap:
        if bit not in self._pictures:
            name, role = _ICONS[bit]
            self._pictures[bit] = drawn(name, theme().colors[role], ICON, self.view.devicePixelRatioF())
        return self._pictures[bit]

    def _frame(self, painter: QPainter, room: QRect) -> None:
        active = self.view.hasFocus() or (isinstance(self.view, QAbstractItemView) and self.view.viewport().hasFocus())
        color = self.colors[Role.ACCENT if active else Role.EDGE]
        for side in (
            QRect(room.x(), room.y(), room.width(), 2),
            QRect(room.x(), room.bottom() - 1, room.width(), 2),
            QRect(room.x(), room.y(), 2, room.height()),
            QRect(room.right() - 1, room.y(), 2, room.height()),
        ):
            painter.fillRect(side, color)
