"""A painter that knows roles and text sizes: what a chart draws with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.charts.scale import Scale, lanes
from app.theme import Role, Size, Space, drawn, mixed, theme

LEFT, CENTER, RIGHT = 0.0, 0.5, 1.0  # which part of a text stands at the place that it is given
TOP, MIDDLE, BOTTOM = 0.0, 0.5, 1.0


@dataclass(frozen=True)
class Words:
    """A text by its left, centre or right and its top, middle or bottom; `plate` puts a plain surface under it."""

    text: str
    at: QPointF
    across: float = LEFT
    down: float = MIDDLE
    role: Role = Role.TEXT
    size: Size = Size.CAPTION
    strong: bool = False
    plate: bool = False

    def room(self, inside: QRectF | None = None) -> QRectF:
        """What it takes; moved into `inside` where that is given."""
        need = measure(self.text, self.size, strong=self.strong)
        width = need.width() + (2 * Space.XS if self.plate else 0)
        room = QRectF(self.at.x() - self.across * width, self.at.y() - self.down * need.height(), width, need.height())
        if inside is not None:
            room.moveLeft(max(inside.left(), min(room.left(), inside.right() - width)))
            room.moveTop(max(inside.top(), min(room.top(), inside.bottom() - need.height())))
        return room


@dataclass(frozen=True)
class Mark:
    """A value that others are held against, by its name."""

    text: str
    value: float
    role: Role = Role.TEXT
    dashed: bool = False


class Canvas:
    """Lines, areas, words and icons in the theme's roles, anti-aliased."""

    def __init__(self, painter: QPainter) -> None:
        self.painter = painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def line(self, one: QPointF, other: QPointF, role: Role, width: float = 1, *, dashed: bool = False) -> None:
        self.painter.setPen(_pen(role, width, dashed))
        self.painter.drawLine(one, other)

    def area(self, room: QRectF, role: Role, share: float = 1, *, corner: float = 0) -> None:
        """Fills it with `share` of the role's colour in the card's."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(tint(role, share))
        self.painter.drawRoundedRect(room, corner, corner)

    def frame(self, room: QRectF, role: Role, width: float = 1, *, corner: float = 0, dashed: bool = False) -> None:
        self.painter.setPen(_pen(role, width, dashed))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(room, corner, corner)

    def dot(self, at: QPointF, role: Role, radius: float) -> None:
        """A filled circle with a ring in the card's colour, so that it is seen on anything."""
        self.painter.setPen(QPen(theme().color(Role.CARD), 2))
        self.painter.setBrush(theme().color(role))
        self.painter.drawEllipse(at, radius, radius)

    def icon(self, name: str, at: QPointF, role: Role, size: int) -> None:
        """An icon with its upper left corner at the place."""
        ratio = self.painter.device().devicePixelRatioF()
        self.painter.drawPixmap(at, drawn(name, theme().colors[role], size, ratio))

    def write(self, words: Words, inside: QRectF | None = None) -> QRectF:
        """Returns the room that they take."""
        room = words.room(inside)
        if words.plate:
            self.area(room, Role.CARD, corner=3)
        self.painter.setFont(theme().font(words.size, strong=words.strong, figures=True))
        self.painter.setPen(theme().color(words.role))
        self.painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), words.text)
        return room

    def axis(self, ticks: Sequence[tuple[float, str]], line: float, room: QRectF) -> None:
        """Labels under a horizontal line at `line`: place and text; what would touch the one before is left out."""
        end = room.left() - 2 * Space.S
        for place, text in ticks:
            words = Words(text, QPointF(place, line + Space.XS), CENTER, TOP, Role.MUTED)
            if words.room(room).left() >= end + Space.S:
                end = self.write(words, room).right()

    def marks(self, marks: Sequence[Mark], scale: Scale, bottom: float, room: QRectF) -> None:
        """Upright lines at values, down to `bottom`, their labels above them, in rows where they would touch."""
        labels = [Words(mark.text, QPointF(scale.place(mark.value), 0), CENTER, TOP, strong=True) for mark in marks]
        ends = [words.room(room) for words in labels]
        rows = lanes([(end.left(), end.right()) for end in ends], Space.S)
        placed = []
        for mark, words, lane in zip(marks, labels, rows, strict=True):
            top = QPointF(words.at.x(), room.top() + lane * line_height())
            placed.append((mark, replace(words, at=top, role=mark.role, plate=True)))
        for mark, words in placed:
            foot = QPointF(words.at.x(), bottom)
            self.line(words.at, foot, Role.CARD, 4)
            self.line(words.at, foot, mark.role, 2, dashed=mark.dashed)
        for _, words in placed:
            self.write(words, room)


def measure(text: str, size: Size = Size.CAPTION, *, strong: bool = False) -> QSizeF:
    """What a text takes in pixels."""
    metrics = QFontMetricsF(theme().font(size, strong=strong, figures=True))
    return QSizeF(metrics.horizontalAdvance(text) + 1, metrics.height())


def line_height(size: Size = Size.CAPTION) -> float:
    """What a line of text takes, in pixels."""
    return measure("0", size).height()


def tint(role: Role, share: float = 1) -> QColor:
    """`share` of the role's colour in the card's."""
    return QColor(mixed(theme().colors[role], theme().colors[Role.CARD], share))


def _pen(role: Role, width: float, dashed: bool) -> QPen:
    pen = QPen(theme().color(role), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashed:
        pen.setDashPattern([4, 3])
    return pen
