"""The strip on top: four figures, each pressed to see only the bills behind it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.document import Document
from app.guard import guard
from app.tabs.bills.frames import COUNTED, EVERY, LATE, MANUAL, SOON, Totals
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import tr
from app.widgets import row
from app.words import amount, counted, grouped
from models.settings import value_of

ICON = 16


class Tile(QAbstractButton):
    """A caption over a figure with a note beside it."""

    def __init__(self, only: str, caption: str, icon: str) -> None:
        super().__init__()
        self.only, self.caption, self.icon_name = only, caption, icon
        self.figure, self.note, self.role = "", "", Role.TEXT
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def say(self, figure: str, note: str, role: Role, tip: str) -> None:
        self.figure, self.note, self.role = figure, note, role
        self.setAccessibleName(f"{self.caption}: {figure}{f', {note}' if note else ''}")
        self.setToolTip(tip)
        self.update()

    @guard(QSize(150, 52))
    def sizeHint(self) -> QSize:
        return QSize(theme().pixels(160), theme().pixels(52))

    @guard(QSize(90, 52))
    def minimumSizeHint(self) -> QSize:
        return QSize(theme().pixels(92), theme().pixels(52))

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.isChecked() or self.hasFocus()
        painter.setPen(theme().color(Role.ACCENT if marked else Role.LINE))
        surface = Role.SELECTION if self.isChecked() else Role.HOVER if self.underMouse() else Role.CARD
        painter.setBrush(theme().color(surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), CORNER, CORNER)
        loud = self.role is not Role.TEXT
        icon = drawn(self.icon_name, theme().colors[self.role if loud else Role.MUTED], ICON, self.devicePixelRatioF())
        left, half = int(Space.M), self.height() // 2
        painter.drawPixmap(left, half - ICON // 2, icon)
        left += ICON + Space.M
        room = self.width() - left - Space.S
        self._write(painter, QRectF(left, Space.XS + 2, room, half - Space.XS), self.caption, Role.MUTED, Size.CAPTION)
        wide = self._write(painter, QRectF(left, half - 2, room, half - Space.XS), self.figure, self.role, Size.SECTION)
        painter.setFont(theme().font(Size.CAPTION, figures=True))
        rest = room - wide - Space.S
        if painter.fontMetrics().horizontalAdvance(self.note) <= rest:  # a part of it says nothing; the tip has it all
            beside = QRectF(left + wide + Space.S, half - 1, rest, half - Space.XS)
            self._write(painter, beside, self.note, Role.MUTED, Size.CAPTION)

    def _write(self, painter: QPainter, room: QRectF, text: str, role: Role, size: Size) -> int:
        """How wide it is."""
        painter.setFont(theme().font(size, strong=size is Size.SECTION, figures=True))
        painter.setPen(theme().color(role))
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(room.width())))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        return metrics.horizontalAdvance(shown)


class Tiles(QWidget):
    """The four of them; at most one is pressed. `wanted` says which bills are to be listed."""

    wanted = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document
        self.tiles = {
            SOON: Tile(SOON, tr("Due in 7 days"), "calendar"),
            LATE: Tile(LATE, tr("Missed"), "error"),
            COUNTED: Tile(COUNTED, tr("Monthly estimate"), "bills"),
            MANUAL: Tile(MANUAL, tr("Without autopay"), "sync"),
        }
        for only, tile in self.tiles.items():
            tile.clicked.connect(lambda pressed, only=only: self._pressed(only, on=pressed))
        self.setLayout(row(*self.tiles.values(), gap=Space.S))
        self.setFocusProxy(self.tiles[SOON])
        self.setAccessibleName(tr("Figures"))

    def show_totals(self, found: Totals) -> None:
        currency = str(value_of(self.document.book, "currency") or "")
        self.tiles[SOON].say(amount(found.soon_sum), counted(found.soon, "due date"), Role.TEXT,
                             tr("What is unpaid and due from today on for a week. Press to list those bills."),
                             )  # fmt: skip
        role = Role.DANGER if found.late else Role.GOOD
        self.tiles[LATE].icon_name = "error" if found.late else "good"
        self.tiles[LATE].say(amount(found.late_sum) if found.late else tr("None"), counted(found.late, "due date")
                             if found.late else "", role,
                             tr("What is late and not paid, all of it. Press to list those bills."))  # fmt: skip
        note = f"{currency}, {counted(found.counted, 'bill')}".strip(", ")
        self.tiles[COUNTED].say(amount(found.monthly), note, Role.TEXT,
                                tr("What all active bills come to in an average month. Press to list them."),
                                )  # fmt: skip
        self.tiles[MANUAL].say(grouped(found.manual), tr("of {bills}", bills=counted(found.counted, "bill")),
                               Role.TEXT, tr("Active bills that nobody pays but you. Press to list them."))  # fmt: skip

    @property
    def only(self) -> str:
        return next((only for only, tile in self.tiles.items() if tile.isChecked()), EVERY)

    def press(self, only: str) -> None:
        """As the person presses it; blank lists every bill again."""
        for key, tile in self.tiles.items():
            tile.setChecked(key == only)
        self.wanted.emit(only)

    def _pressed(self, only: str, *, on: bool) -> None:
        self.press(only if on else EVERY)
