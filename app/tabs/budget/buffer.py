"""The buffer: one sum written out, a gauge of it, the two figures that a person sets, and what breaks it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt

from app.charts.canvas import CENTER, TOP, Canvas, Words, line_height
from app.charts.chart import Chart
from app.charts.scale import Scale
from app.chips import Badge, Chip
from app.command import Frame
from app.document import Document
from app.tabs.budget.goals import GoalField
from app.tabs.budget.part import MonthCard
from app.tabs.budget.words import with_minus
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr
from app.values import in_figures
from app.widgets import Button, Text, Warned, row
from app.words import amount, exact
from models.bills import BILLS
from models.budget.buffer import Breaking, BufferCheck, breaking_bill, buffer_check, terms

RULE = marked("Income target − bills in an average month − buffer minimum")
NO_TARGET = marked(
    "No income target yet. Type what has to come in each month, and you see here whether it covers the bills "
    "and the buffer."
)


class BufferGauge(Chart):
    """Bills, buffer and what is left, against the income target; what goes beyond the target is red."""

    def __init__(self) -> None:
        super().__init__(tr("Buffer gauge"), 60)
        self.found: BufferCheck | None = None

    def show_check(self, found: BufferCheck) -> None:
        self.found = found if found.income_target is not None else None
        self.refresh("" if self.found else tr("No income target yet."))

    def parts(self) -> list[tuple[str, float, Role]]:
        """Name, amount and colour of each part, from the left."""
        found = self.found
        if found is None or found.projected_after_buffer is None:
            return []
        left = max(0.0, found.projected_after_buffer)
        parts = ((marked("bills"), found.bills_monthly_est, Role.ACCENT),
                 (marked("buffer"), found.buffer_min, Role.INFO), (marked("left"), left, Role.GOOD))  # fmt: skip
        return [part for part in parts if part[1] > 0]

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        parts = self.parts()
        whole = sum(value for _, value, _ in parts)
        target = self.found.income_target if self.found else None
        if whole <= 0 or target is None:
            return
        bar = QRectF(room.left(), room.top() + line_height() + 2, room.width(), 16)
        across = Scale(0, whole, bar.left(), bar.right())
        start, end = 0.0, room.left() - Space.S
        for name, value, role in parts:
            piece = QRectF(QPointF(across.place(start), bar.top()), QPointF(across.place(start + value), bar.bottom()))
            canvas.area(piece.adjusted(0.5, 0, -0.5, 0), role, 0.6 if name == "left" else 0.85, corner=3)
            under = QPointF(piece.center().x(), bar.bottom() + 2)
            words = Words(f"{tr(name)} {amount(value)}", under, CENTER, TOP, Role.MUTED)
            if words.room(room).left() > end + Space.S:
                end = canvas.write(words, room).right()
            start += value
        if target < whole:
            beyond = QPointF(across.place(max(0.0, target)), bar.top())
            canvas.area(QRectF(beyond, bar.bottomRight()), Role.DANGER, corner=3)
        self._draw_target(canvas, across.place(min(max(target, 0.0), whole)), bar, target, room)

    def _draw_target(self, canvas: Canvas, place: float, bar: QRectF, target: float, room: QRectF) -> None:
        top, foot = QPointF(place, bar.top() - 3), QPointF(place, bar.bottom() + 2)
        canvas.line(top, foot, Role.CARD, 4)
        canvas.line(top, foot, Role.TEXT, 2)
        canvas.write(
            Words(tr("target {target}", target=amount(target)), QPointF(place, room.top()), CENTER, TOP, strong=True),
            room,
        )

    def rows(self) -> Sequence[Sequence[str]]:
        found = self.found
        if found is None:
            return []
        named = {tr("Income target"): found.income_target, tr("Bills in an average month"): found.bills_monthly_est,
                 tr("Buffer minimum"): found.buffer_min, tr("Left"): found.projected_after_buffer}  # fmt: skip
        return [
            (tr("What"), tr("Amount")),
            *((name, exact(value)) for name, value in named.items() if value is not None),
        ]

    def summary(self) -> str:
        return f"{tr(RULE)}: {in_figures(with_minus(terms(self.found)))}" if self.found else ""


class BufferCard(MonthCard):
    """The rule holds for an average month, so it says the same whichever month is shown."""

    reads = ("Bills", "Settings")

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self.chip = Chip()
        self.figure = Text("", Size.TITLE, strong=True)
        self.unit = Text("", Size.CAPTION, Role.MUTED)
        self.sum = Text("", wrap=True)
        self.rule = Text(tr(RULE), Size.CAPTION, Role.MUTED, wrap=True)
        self.nothing = Text(tr(NO_TARGET), role=Role.MUTED, wrap=True)
        self.gauge = BufferGauge()
        self.gauge.setMaximumHeight(theme().pixels(64))
        self.gauge.copied.connect(frame.say)
        self.target = GoalField(document, "income_target", tr("Income target a month"))
        self.floor = GoalField(document, "buffer_min", tr("Buffer minimum"))
        self.alert = Warned(Role.DANGER, "error")
        self.look = Button("", self._lead_on, kind="link", icon="go")
        self._bill = ""
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(Text(tr("Buffer"), Size.SECTION, strong=True))
        head.addStretch()
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        figure = row(gap=Space.S)
        figure.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addStretch()
        fields = row(gap=Space.S)
        for field in (self.target, self.floor):
            fields.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        self.column.addLayout(figure)
        for part in (self.sum, self.rule, self.nothing, self.gauge, self.alert):
            self.column.addWidget(part)
        self.column.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(fields)
        self.setFocusProxy(self.target)

    def draw(self) -> None:
        found = buffer_check(self.book, self.document.as_of)
        left = found.projected_after_buffer
        for part in (self.figure, self.unit, self.sum, self.rule, self.gauge):
            part.setVisible(left is not None)
        self.nothing.setVisible(left is None)
        self.sum.setText(in_figures(with_minus(terms(found))))
        self.figure.setText("" if left is None else amount(left))
        self.figure.set_role(Role.DANGER if left is not None and left < 0 else Role.TEXT)
        short = left is not None and left < 0
        self.unit.setText(
            tr("{currency} short in an average month", currency=self.currency)
            if short
            else tr("{currency} left in an average month", currency=self.currency)
        )
        self.chip.say(_badge(left))
        self.gauge.show_check(found)
        self._show_alert(found)
        self.target.show_goal()
        self.floor.show_goal()

    def _show_alert(self, found: BufferCheck) -> None:
        breaking: Breaking | None = None
        if found.alert is not None and found.income_target is not None:
            breaking = breaking_bill(self.book, self.document.as_of, found.income_target, found.buffer_min)
            why = (
                tr(
                    "{name}, {monthly} a month, is the bill that takes it below zero.",
                    name=breaking.name,
                    monthly=amount(breaking.monthly),
                )
                if breaking
                else tr("The buffer minimum alone is more than the income target.")
            )
            self.alert.say((f"{found.alert.title}. {why}",))
        else:
            self.alert.say(())
        self._bill = breaking.bill_id if breaking else ""
        self.look.setText(tr("Look at {name}", name=breaking.name) if breaking else "")
        self.look.setVisible(breaking is not None)

    def _lead_on(self) -> None:
        self.frame.go_to(BILLS.sheet, self._bill, "amount")

    def finish(self) -> bool:
        return all([self.target.commit(), self.floor.commit()])


def _badge(left: float | None) -> Badge:
    if left is None:
        return Badge(tr("no target"), Role.MUTED)
    return Badge(tr("safe"), Role.GOOD, "good") if left >= 0 else Badge(tr("short"), Role.DANGER, "error")
