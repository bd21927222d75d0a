"""A month as a calendar: what is due on each day, gone through with the arrows."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent

from app.charts.canvas import CENTER, LEFT, MIDDLE, RIGHT, Canvas, Words, line_height, measure
from app.charts.chart import Chart
from app.fitting import wrapped
from app.guard import guard
from app.tabs.bills.words import STATUSES, status_text
from app.theme import Role, Size, Space, theme
from app.tr import spoken, tr
from app.words import amount, counted, day_words, exact, grouped, month_words
from models.bills.status import DONE
from models.bills.upcoming import in_window
from models.core.book import Book

ICON, GUTTER = 12, 20
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


@dataclass(frozen=True)
class Entry:
    """One occurrence on its shown date; `money` is what is left of it, else what it came to."""

    bill_id: str
    name: str
    due: date
    day: date
    money: float
    status: str
    partial: bool

    @property
    def words(self) -> str:
        return f"{self.name} {amount(self.money)}, {status_text(self.status, partial=self.partial)}"


def month_entries(book: Book, first: date, as_of: date, zone: tzinfo) -> tuple[Entry, ...]:
    """What is due on the six weeks that the month's page shows."""
    start, end = page_of(first)
    return book.derived(("bills month", start, as_of, zone), lambda: _entries(book, start, end, as_of, zone))


def _entries(book: Book, start: date, end: date, as_of: date, zone: tzinfo) -> tuple[Entry, ...]:
    return tuple(_entry(row) for row in in_window(book, start, end, as_of, zone).to_dict("records"))


def _entry(row: Mapping[Hashable, Any]) -> Entry:
    done, name = row["status"] in DONE, row["name"]
    settled = row["paid"] or row["expected"]
    return Entry(
        str(row["bill_id"]), name if isinstance(name, str) else str(row["bill_id"]), row["due"].date(),
        row["moved_to"].date(), float(settled if done else row["remaining"]), str(row["status"]), bool(row["partial"]),
    )  # fmt: skip


def page_of(first: date) -> tuple[date, date]:
    """The Monday on or before the 1st, and the Sunday on or after the month's last day."""
    start = first - timedelta(days=first.weekday())
    last = next_month(first, 1) - timedelta(days=1)
    return start, last + timedelta(days=6 - last.weekday())


def next_month(first: date, step: int) -> date:
    number = first.year * 12 + first.month - 1 + step
    return date(number // 12, number % 12 + 1, 1)


class Calendar(Chart):
    """`opened` follows Enter or a click on a day with the day, `turned` a step out of the month."""

    opened = Signal(object)
    turned = Signal()

    def __init__(self, today: date) -> None:
        super().__init__(tr("Calendar of bills"), height=150)
        self.today = today
        self.day = today
        self.entries: dict[date, list[Entry]] = {}
        self._below = False

    @property
    def first(self) -> date:
        return self.day.replace(day=1)

    def show_entries(self, entries: Sequence[Entry], today: date) -> None:
        self.today = today
        self.entries = {}
        for entry in entries:
            self.entries.setdefault(entry.day, []).append(entry)
        for found in self.entries.values():
            found.sort(key=lambda entry: (entry.status in DONE, -entry.money))
        self.refresh()

    def go(self, day: date) -> None:
        """To a day, of another month too."""
        turned = (day.year, day.month) != (self.day.year, self.day.month)
        self.day = day
        if turned:
            self.turned.emit()
        else:
            self.refresh()

    # --- the three forms ---

    def summary(self) -> str:
        found = self.entries.get(self.day, [])
        here = "; ".join(entry.words for entry in found) or tr("nothing is due")
        month = [entry for entry in self._of_month() if entry.status not in DONE]
        left = amount(round(sum(entry.money for entry in month), 2))
        sums = tr(
            "{month}: {due_dates} unpaid, {left}.", month=month_words(self.day),
            due_dates=counted(len(month), "due date"), left=left,
        )  # fmt: skip
        return f"{day_words(self.day, self.today)}: {here}. {sums}"

    def rows(self) -> Sequence[Sequence[str]]:
        lines = [[e.day.isoformat(), e.name, exact(e.money), STATUSES[e.status].words] for e in self._of_month()]
        return [[tr("Date"), tr("Bill"), tr("Amount"), tr("Status")], *lines]

    def _of_month(self) -> list[Entry]:
        days = sorted(day for day in self.entries if (day.year, day.month) == (self.day.year, self.day.month))
        return [entry for day in days for entry in self.entries[day]]

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        head = line_height() + Space.XS
        for place, name in enumerate(spoken().short_weekdays):
            at = QPointF(room.left() + (place + 0.5) * room.width() / 7, room.top() + head / 2 - 1)
            canvas.write(Words(name, at, CENTER, MIDDLE, Role.MUTED))
        start, end = page_of(self.first)
        self._below = self._goes_below(self._cell(room, start))
        day = start
        while day <= end:
            self._draw_day(canvas, self._cell(room, day), day)
            day += timedelta(days=1)

    def cell_of(self, day: date) -> QRectF:
        """Where a day of the page is."""
        return self._cell(self.room(), day)

    def _cell(self, room: QRectF, day: date) -> QRectF:
        start, end = page_of(self.first)
        weeks = ((end - start).days + 1) // 7
        head = line_height() + Space.XS
        wide, high = room.width() / 7, (room.height() - head) / weeks
        number = (day - start).days
        left, top = room.left() + number % 7 * wide, room.top() + head + number // 7 * high
        return QRectF(left, top, wide, high).adjusted(1, 1, -1, -1)

    def _draw_day(self, canvas: Canvas, cell: QRectF, day: date) -> None:
        outside = day.month != self.day.month
        if not outside:
            canvas.area(cell, Role.WINDOW, corner=4)
        found = self.entries.get(day, [])
        number = QPointF(cell.left() + GUTTER / 2, cell.top() + line_height() / 2 + 2)
        if day == self.today:
            canvas.area(QRectF(number.x() - 9, number.y() - 8, 18, 16), Role.ACCENT, corner=8)
        role = Role.ON_ACCENT if day == self.today else Role.MUTED if outside else Role.TEXT
        canvas.write(Words(str(day.day), number, CENTER, MIDDLE, role, strong=day == self.today))
        (self._draw_below if self._below else self._draw_beside)(canvas, cell, found)
        if day == self.day:
            canvas.frame(cell, Role.ACCENT if self.hasFocus() else Role.EDGE, 2, corner=4)

    def _goes_below(self, cell: QRectF) -> bool:
        """Whether the names stand under the number: where one would be cut beside it, and a cell is high enough."""
        room = cell.width() - GUTTER - 2 - 6
        wide = _metrics().horizontalAdvance
        cut = any(
            wide(one.name) + (ICON + 3 if STATUSES[one.status].icon else 0) > room
            for found in self.entries.values()
            for one in found
        )
        return cut and cell.height() >= 2 * line_height()

    def _draw_below(self, canvas: Canvas, cell: QRectF, found: Sequence[Entry]) -> None:
        """Under the number, over the whole width, names in two lines where they need them; beside it how many more.

        The icons stand beside the number, so that they take nothing from the names.
        """
        metrics, line = _metrics(), line_height()
        top, left_out = cell.top() + line + 1, len(found)
        for place, entry in enumerate(found):
            badge = STATUSES[entry.status]
            most = min(2, max(1, int((cell.bottom() - top) // (line - 1))))
            lines = wrapped(metrics, entry.name, cell.width() - 6, most)
            high = len(lines) * (line - 1) + 1
            if place and top + high > cell.bottom():
                break
            room = QRectF(cell.left() + 2, top, cell.width() - 4, min(high, cell.bottom() - top - 1))
            canvas.area(room, badge.role, 0.14, corner=3)
            for number, text in enumerate(lines):
                at = QPointF(room.left() + 2, top + (number + 0.5) * (line - 1) + 0.5)
                canvas.write(Words(text, at, LEFT, MIDDLE, badge.role))
            if len(lines) == 1:
                _write_money(canvas, entry, room.left() + 2 + metrics.horizontalAdvance(lines[0]), room)
            top, left_out = top + high + 2, left_out - 1
        self._draw_above(canvas, cell, found[: len(found) - left_out], left_out)

    def _draw_above(self, canvas: Canvas, cell: QRectF, shown: Sequence[Entry], left_out: int) -> None:
        """Beside the number: the icons of what is shown, and how many are not."""
        right, middle = cell.right() - 3, cell.top() + line_height() / 2 + 2
        if left_out:
            spare = f"+{left_out}"
            canvas.write(Words(spare, QPointF(right, middle), RIGHT, MIDDLE, Role.MUTED))
            right -= measure(spare).width() + 3
        for entry in reversed(shown):
            badge = STATUSES[entry.status]
            if badge.icon and right - ICON > cell.left() + GUTTER:
                right -= ICON + 2
                canvas.icon(badge.icon, QPointF(right, middle - ICON / 2), badge.role, ICON)

    def _draw_beside(self, canvas: Canvas, cell: QRectF, found: Sequence[Entry]) -> None:
        """A line each, right of the number."""
        line = line_height() + (4 if cell.height() > 4 * line_height() else 0)
        room = cell.adjusted(GUTTER, 0, 0, 0)
        fits = max(1, int((room.height() - 2) // line))
        shown = found if len(found) <= fits else found[: max(1, fits - 1)]
        for place, entry in enumerate(shown):
            spare = f"+{len(found) - 1}" if fits == 1 and len(found) > 1 else ""
            box = QRectF(room.left(), room.top() + 1 + place * line, room.width() - 2, line - 1)
            _draw_entry(canvas, box, entry, spare)
        if fits > 1 and len(found) > len(shown):
            at = QPointF(room.left() + Space.XS, room.top() + 2 + (len(shown) + 0.5) * line)
            canvas.write(Words(tr("{n} more", n=len(found) - len(shown)), at, LEFT, MIDDLE, Role.MUTED))

    # --- keys and mouse ---

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.go(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go(next_month(self.first, -1 if key == Qt.Key.Key_PageUp else 1))
        elif key == Qt.Key.Key_Home:
            self.go(self.today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.day)
        else:
            super().keyPressEvent(event)

    @guard(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.go(day)

    @guard(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day == self.day and event.button() == Qt.MouseButton.LeftButton and self.entries.get(day):
            self.opened.emit(day)

    def day_at(self, place: QPointF) -> date | None:
        start, end = page_of(self.first)
        day = start
        while day <= end:
            if self._cell(self.room(), day).contains(place):
                return day
            day += timedelta(days=1)
        return None


def _metrics() -> QFontMetrics:
    """Of the names, whatever the canvas wrote last."""
    return QFontMetrics(theme().font(Size.CAPTION, figures=True))


def _draw_entry(canvas: Canvas, room: QRectF, entry: Entry, spare: str) -> None:
    """Icon, name, and the money where there is room for it; `spare` stands at the right."""
    badge = STATUSES[entry.status]
    canvas.area(room, badge.role, 0.14, corner=3)
    left, right, middle = room.left() + 3, room.right() - 3, room.center().y()
    if badge.icon:
        canvas.icon(badge.icon, QPointF(left, middle - ICON / 2), badge.role, ICON)
        left += ICON + 3
    if spare:
        canvas.write(Words(spare, QPointF(right, middle), RIGHT, MIDDLE, Role.MUTED))
        right -= measure(spare).width() + 3
    text = _metrics().elidedText(entry.name, Qt.TextElideMode.ElideRight, int(right - left))
    if len(text) < 3 and badge.icon:
        return  # the icon alone says more than an ellipsis
    canvas.write(Words(text, QPointF(left, middle), LEFT, MIDDLE, badge.role))
    if not spare:
        _write_money(canvas, entry, left + measure(text).width(), room)


def _write_money(canvas: Canvas, entry: Entry, left: float, room: QRectF) -> None:
    """At the right of the room, if that is not on what ends at `left`."""
    money = grouped(entry.money)
    if room.right() - 3 - measure(money).width() > left + 6:
        at = QPointF(room.right() - 3, room.center().y())
        canvas.write(Words(money, at, RIGHT, MIDDLE, STATUSES[entry.status].role))
