"""The next 60 days as a line that grows with every due date, and the income that comes in before it has to be paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from app.charts.canvas import LEFT, MIDDLE, RIGHT, TOP, Canvas, Mark, Words, line_height, measure
from app.charts.chart import Chart
from app.charts.scale import Scale, money, short
from app.document import Document
from app.guard import guard
from app.tabs.bills.actions import BillActions
from app.tabs.bills.frames import AHEAD_DAYS, ahead
from app.tabs.bills.words import STATUSES, status_text
from app.theme import Role, Size, Space
from app.tr import tr
from app.widgets import Text, column
from app.words import amount, counted, day_words, exact, relative, short_day
from models.bills.upcoming import due_before
from models.budget.next_income import NextIncome, next_income


@dataclass(frozen=True)
class Step:
    """One unpaid due date, and what is to be paid up to it."""

    bill_id: str
    name: str
    due: date
    day: date
    remaining: float
    status: str
    partial: bool
    running: float


def steps_of(frame: pd.DataFrame) -> tuple[Step, ...]:
    """The lines of `frames.ahead`."""
    return tuple(
        Step(str(row["bill_id"]), str(row["name"] if isinstance(row["name"], str) else row["bill_id"]),
             row["due"].date(), row["moved_to"].date(), float(row["remaining"]), str(row["status"]),
             bool(row["partial"]), float(row["running"]))
        for row in frame.to_dict("records")
    )  # fmt: skip


class Timeline(Chart):
    """Left and Right go from one due date to the next, Enter opens it."""

    opened = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(tr("What is due in the next 60 days"), height=140)
        self.steps: tuple[Step, ...] = ()
        self.today = date.min
        self.income: NextIncome | None = None
        self.place = 0

    def show_steps(self, steps: tuple[Step, ...], income: NextIncome | None, today: date) -> None:
        self.steps, self.income, self.today = steps, income, today
        self.place = min(self.place, max(0, len(steps) - 1))
        self.refresh("" if steps else tr("Nothing is due in the next {days} days.", days=AHEAD_DAYS))

    # --- the three forms ---

    def summary(self) -> str:
        one = self.steps[self.place]
        whole = tr(
            "{due_dates} unpaid, {running} in all.",
            due_dates=counted(len(self.steps), "due date"),
            running=amount(self.steps[-1].running),
        )
        return f"{self._words(one)}. {whole}"

    def _words(self, one: Step) -> str:
        day = f"{day_words(one.day, self.today)}, {relative(one.day, self.today)}"
        state = status_text(one.status, partial=one.partial)
        return tr(
            "{name} {remaining}, {day}, {state}, {running} up to it",
            name=one.name,
            remaining=amount(one.remaining),
            day=day,
            state=state,
            running=amount(one.running),
        )

    def rows(self) -> Sequence[Sequence[str]]:
        lines = [[one.day.isoformat(), one.name, exact(one.remaining), exact(one.running),
                  status_text(one.status, partial=one.partial)] for one in self.steps]  # fmt: skip
        return [[tr("Date"), tr("Bill"), tr("Left"), tr("Running total"), tr("Status")], *lines]

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        across, up = self._scales(room)
        base = up.start
        self._axes(canvas, room, across, up)
        points = [QPointF(across.start, base)]
        for one in self.steps:
            x = self._x(across, one)
            points += [QPointF(x, points[-1].y()), QPointF(x, up.place(one.running))]
        points.append(QPointF(across.end, points[-1].y()))
        for first, second in pairwise(points):
            canvas.line(first, second, Role.ACCENT, 2)
        income = self.income
        if income is not None and 0 <= (income.date - self.today).days <= AHEAD_DAYS:
            words = f"{_both(income.names)} {money(income.amount)}"
            mark = Mark(words, float((income.date - self.today).days), Role.GOOD, dashed=True)
            canvas.marks([mark], across, base, room)
        self._labels(canvas, room, across, up)
        for place, one in enumerate(self.steps):
            at = QPointF(self._x(across, one), up.place(one.running))
            canvas.dot(at, STATUSES[one.status].role, 6 if place == self.place else 4)

    def _scales(self, room: QRectF) -> tuple[Scale, Scale]:
        left = measure(short(self.steps[-1].running)).width() + Space.M
        across = Scale(0, AHEAD_DAYS, room.left() + left, room.right() - Space.S)
        top = room.top() + line_height() + Space.S
        up = Scale(0, max(self.steps[-1].running, 1.0), room.bottom() - line_height() - Space.S, top)
        return across, up

    def _x(self, across: Scale, one: Step) -> float:
        """What is late stands at today."""
        return across.place(max(0, (one.day - self.today).days))

    def _axes(self, canvas: Canvas, room: QRectF, across: Scale, up: Scale) -> None:
        for value in up.ticks(44):
            y = up.place(value)
            canvas.line(QPointF(across.start, y), QPointF(across.end, y), Role.LINE)
            canvas.write(Words(short(value), QPointF(across.start - Space.XS, y), RIGHT, MIDDLE, Role.MUTED))
        days = [(n, self.today + timedelta(days=n)) for n in range(0, AHEAD_DAYS, 7)]
        ticks = [(across.place(n), short_day(day) if n else tr("today")) for n, day in days]
        canvas.axis(ticks, up.start, room)

    def _labels(self, canvas: Canvas, room: QRectF, across: Scale, up: Scale) -> None:
        """The chosen one, then the largest, as far as no label covers another."""
        taken: list[QRectF] = []
        order = sorted(range(len(self.steps)), key=lambda place: (place != self.place, -self.steps[place].remaining))
        for place in order:
            one = self.steps[place]
            at = QPointF(self._x(across, one), up.place(one.running))
            text = f"{one.name} {amount(one.remaining)}"
            role = STATUSES[one.status].role if place != self.place else Role.TEXT
            words = Words(text, QPointF(at.x() + Space.S, at.y() + 2), LEFT, TOP, role, strong=place == self.place)
            if words.room().right() > room.right():
                words = replace(words, at=QPointF(at.x() - Space.S, at.y() - 2), across=RIGHT, down=1.0)
            box = words.room()
            inside = box.left() >= across.start and box.bottom() <= up.start and box.top() >= room.top() + line_height()
            if place == self.place:
                box = canvas.write(replace(words, plate=True), QRectF(across.start, up.end, across.end - across.start,
                                                                      up.start - up.end))  # fmt: skip
                taken.append(box)
            elif inside and not any(box.intersects(other) for other in taken):
                canvas.write(words)
                taken.append(box.adjusted(-2, 0, 2, 0))

    # --- keys and mouse ---

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self.steps:
            self.place = min(max(0, self.place + step), len(self.steps) - 1)
            self.refresh()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.steps:
            self.opened.emit(self.steps[self.place].bill_id, self.steps[self.place].due)
        else:
            super().keyPressEvent(event)

    @guard(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.steps:
            return
        across, up = self._scales(self.room())
        spot = event.position()
        gaps = [(QPointF(self._x(across, one), up.place(one.running)) - spot).manhattanLength() for one in self.steps]
        self.place = gaps.index(min(gaps))
        self.refresh()
        if min(gaps) < 3 * Space.S:
            self.opened.emit(self.steps[self.place].bill_id, self.steps[self.place].due)


class TimelineView(QWidget):
    """The chart under the sentence that matters: what is due before the next income."""

    def __init__(self, document: Document, acts: BillActions) -> None:
        super().__init__()
        self.document, self.acts = document, acts
        self.chart = Timeline()
        self.words = Text("", strong=True, elide=True)
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        whole = column(gap=Space.XS, margins=(0, 0, 0, 0))
        head = column(self.words, self.note, gap=0, margins=(Space.S, 0, Space.S, 0))
        whole.addLayout(head)
        whole.addWidget(self.chart, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.chart)

    def refresh(self) -> None:
        book, today, zone = self.document.book, self.document.as_of, self.acts.zone
        income = next_income(book, today, zone)
        steps = steps_of(ahead(book, today, zone))
        total = steps[-1].running if steps else 0.0
        if income is None:
            self.words.setText(tr("{total} is due in the next {days} days", total=amount(total), days=AHEAD_DAYS))
            self.note.setText(tr("Enter income on the Budget tab to see what is due before it comes."))
        else:
            left = due_before(book, today, zone, income.date)
            self.words.setText(tr("{left} is due before the next income", left=amount(left)))
            names = _both(income.names)
            day = f"{day_words(income.date, today)}, {relative(income.date, today)}"
            self.note.setText(
                tr(
                    "{names} {amount}, {day}. {total} in the next {days} days.",
                    names=names,
                    amount=amount(income.amount),
                    day=day,
                    total=amount(total),
                    days=AHEAD_DAYS,
                )
            )
        self.chart.show_steps(steps, income, today)


def _both(names: Sequence[str]) -> str:
    """The first two names, one after the other."""
    return tr("{first} and {second}", first=names[0], second=names[1]) if len(names) > 1 else "".join(names)
