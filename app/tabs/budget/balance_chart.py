"""The forecast as a line by day: its lowest day labelled, the buffer as a line, a cursor that reads a day out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPen, QPolygonF

from app.charts.canvas import BOTTOM, CENTER, RIGHT, TOP, Canvas, Words, line_height, measure
from app.charts.chart import Chart
from app.charts.scale import Scale, padded, short
from app.guard import guard
from app.theme import Role, Space, theme
from app.tr import spoken, tr
from app.words import amount, day_words, exact, short_day
from models.budget.forecast import Day, Forecast

APART = 34  # pixels between the labels of balances, at least
_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -7, Qt.Key.Key_PageDown: 7,
    Qt.Key.Key_Home: -10_000, Qt.Key.Key_End: 10_000,
}  # fmt: skip


class BalanceChart(Chart):
    """Arrows or the mouse read a day out."""

    read = Signal(str)  # the day under the cursor in words; blank without one

    def __init__(self) -> None:
        super().__init__(tr("Forecast of the balance by day"), 150)
        self.found: Forecast | None = None
        self.floor = 0.0
        self._day: int | None = None
        self.setMouseTracking(True)

    def show_forecast(self, found: Forecast | None, floor: float, why: str = "") -> None:
        self.found, self.floor, self._day = found, floor, None
        self.refresh(why if found is None else "")
        self.read.emit("")

    # --- what it says ---

    def summary(self) -> str:
        found = self.found
        if found is None:
            return ""
        first, last = found.days[0], found.days[-1]
        below = (
            tr(" It is below the buffer from {day} on.", day=str(found.below_buffer_on))
            if found.below_buffer_on
            else ""
        )
        return tr(
            "The balance goes from {first} on {first_day} to {last} on {last_day}."
            " The lowest is {lowest} on {lowest_day}.{below}",
            first=amount(first.balance),
            first_day=str(first.date),
            last=amount(last.balance),
            last_day=str(last.date),
            lowest=amount(found.lowest.balance),
            lowest_day=str(found.lowest.date),
            below=below,
        )

    def rows(self) -> Sequence[Sequence[str]]:
        if self.found is None:
            return []
        days = ((d.date.isoformat(), *(exact(v) for v in (d.money_in, d.money_out, d.balance)))
                for d in self.found.days)  # fmt: skip
        return [(tr("Day"), tr("In"), tr("Out"), tr("Balance")), *days]

    def readout(self, place: int) -> str:
        """A day in words: what comes and goes, and what is left at its end."""
        assert self.found is not None
        day = self.found.days[place]
        came = f"  +{amount(day.money_in)}" if day.money_in else ""
        went = f"  −{amount(day.money_out)}" if day.money_out else ""
        return tr(
            "{day}:{came}{went}  {balance} left",
            day=day_words(day.date, self.found.days[0].date),
            came=came,
            went=went,
            balance=amount(day.balance),
        )

    # --- where things are ---

    def scales(self) -> tuple[Scale, Scale]:
        """Days across, balances up."""
        assert self.found is not None
        balances = [day.balance for day in self.found.days]
        low, high = padded([*balances, self.floor], 0.08, zero=True)
        line = line_height()
        room = self.room()
        left = max(measure(short(value)).width() for value in (low, high, self.floor)) + Space.S
        top, bottom = room.top() + Space.S, room.bottom() - line - Space.XS
        ends = max(1, len(self.found.days) - 1)
        return Scale(0, ends, room.left() + left, room.right() - Space.S), Scale(low, high, bottom, top)

    def place_of(self, place: int) -> QPointF:
        across, up = self.scales()
        assert self.found is not None
        return QPointF(across.place(place), up.place(self.found.days[place].balance))

    # --- drawing ---

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        found = self.found
        if found is None:
            return
        across, up = self.scales()
        self._draw_axes(canvas, across, up, room)
        self._draw_floor(canvas, across, up)
        points = steps([QPointF(across.place(n), up.place(day.balance)) for n, day in enumerate(found.days)])
        plot = QRectF(QPointF(across.start - 1, up.end - 2), QPointF(across.end + 1, up.start + 2))
        edge = min(max(up.place(self.floor), plot.top()), plot.bottom())
        draw_line(canvas, points, Role.ACCENT, QRectF(plot.topLeft(), QPointF(plot.right(), edge)))
        draw_line(canvas, points, Role.DANGER, QRectF(QPointF(plot.left(), edge), plot.bottomRight()))
        self._draw_lowest(canvas, across, up, room)
        if self._day is not None:
            self._draw_cursor(canvas, up)

    def _draw_axes(self, canvas: Canvas, across: Scale, up: Scale, room: QRectF) -> None:
        for value in up.ticks(APART):
            height = up.place(value)
            canvas.line(QPointF(across.start, height), QPointF(across.end, height), Role.LINE)
            near = abs(height - up.place(self.floor)) < line_height() and value != self.floor
            if not near:
                canvas.write(Words(short(value), QPointF(across.start - Space.S, height), RIGHT, role=Role.MUTED))
        canvas.axis([(across.place(n), text) for n, text in self._days()], up.start, room)

    def _days(self) -> list[tuple[int, str]]:
        """The days to label: Mondays in a short forecast, else the first of each month."""
        assert self.found is not None
        days = [day.date for day in self.found.days]
        if len(days) <= 45:
            return [(n, short_day(day)) for n, day in enumerate(days) if day.weekday() == 0]
        return [(n, _month(day)) for n, day in enumerate(days)
                if day.day == 1]  # fmt: skip

    def _draw_floor(self, canvas: Canvas, across: Scale, up: Scale) -> None:
        height = up.place(self.floor)
        canvas.line(QPointF(across.start, height), QPointF(across.end, height), Role.WARNING, 1, dashed=True)
        words = Words(
            tr("buffer {floor}", floor=amount(self.floor)), QPointF(across.end, height - 2), RIGHT, BOTTOM, Role.WARNING
        )
        canvas.write(words)

    def _draw_lowest(self, canvas: Canvas, across: Scale, up: Scale, room: QRectF) -> None:
        found = self.found
        assert found is not None
        place = found.days.index(found.lowest)
        at = self.place_of(place)
        bad = found.lowest.balance < self.floor
        role = Role.DANGER if bad else Role.TEXT
        canvas.dot(at, Role.DANGER if bad else Role.ACCENT, 4)
        text = tr(
            "lowest {balance}, {day}",
            balance=amount(found.lowest.balance),
            day=day_words(found.lowest.date, found.days[0].date),
        )
        inside = QRectF(QPointF(across.start, room.top()), QPointF(across.end, up.start))
        under = at.y() + 2 * line_height() < up.start and abs(at.y() - up.place(self.floor)) > line_height()
        spot = at + QPointF(0, Space.S if under else -Space.S)
        down = TOP if under else BOTTOM
        canvas.write(Words(text, spot, CENTER, down, role, strong=True, plate=True), inside)

    def _draw_cursor(self, canvas: Canvas, up: Scale) -> None:
        assert self._day is not None
        at = self.place_of(self._day)
        canvas.line(QPointF(at.x(), up.end), QPointF(at.x(), up.start), Role.MUTED)
        canvas.dot(at, Role.TEXT, 4)

    # --- the cursor ---

    def move_to(self, place: int | None) -> None:
        """Puts the cursor on a day, or takes it away."""
        if self.found is None or place == self._day:
            return
        self._day = place
        said = "" if place is None else self.readout(place)
        self.setAccessibleDescription(f"{said} {self.summary()}".strip())
        self.read.emit(said)
        self.update()

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if self.found is None or step is None or not plain:
            if event.key() == Qt.Key.Key_Escape and self._day is not None:
                self.move_to(None)
            else:
                super().keyPressEvent(event)
            return
        start = self.found.days.index(self.found.lowest) if self._day is None else self._day + step
        self.move_to(max(0, min(start, len(self.found.days) - 1)))

    @guard(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.found is None:
            return
        across, _ = self.scales()
        place = round(across.value(event.position().x()))
        self.move_to(place if 0 <= place < len(self.found.days) else None)

    @guard(None)
    def leaveEvent(self, event: QEvent) -> None:
        self.move_to(None)

    @guard(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.move_to(None)
        super().focusOutEvent(event)


def lowest_words(found: Forecast, floor: float, today: date) -> str:
    """`The lowest day is Thu 14 May, in 70 days: 412.`"""
    day: Day = found.lowest
    days = (day.date - today).days
    when = tr("today") if days == 0 else tr("tomorrow") if days == 1 else tr("in {days} days", days=days)
    return tr(
        "The lowest day is {day}, {when}: {balance}.",
        day=day_words(day.date, today),
        when=when,
        balance=amount(day.balance),
    )


def steps(points: Sequence[QPointF]) -> QPolygonF:
    """A balance stays until the next day, then jumps."""
    line = QPolygonF()
    for one, other in pairwise(points):
        line.append(one)
        line.append(QPointF(other.x(), one.y()))
    line.append(points[-1])
    return line


def draw_line(canvas: Canvas, points: QPolygonF, role: Role, inside: QRectF) -> None:
    """The part of the line that lies in the room."""
    painter = canvas.painter
    painter.save()
    painter.setClipRect(inside)
    painter.setPen(QPen(theme().color(role), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(points)
    painter.restore()


def _month(day: date) -> str:
    """`Feb`, and of January its year, too."""
    name = spoken().short_months[day.month - 1]
    return name if day.month > 1 else f"{name} {day.year}"
