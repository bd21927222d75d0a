"""The small charts of the cards: the balance of the days to come, and the open deals by stage."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtWidgets import QSizePolicy

from app.charts.canvas import RIGHT, Canvas, Words, line_height, measure
from app.charts.chart import Chart
from app.charts.scale import Scale, padded
from app.guard import guard
from app.tabs.budget.balance_chart import BalanceChart, draw_line, steps
from app.theme import Role, Space, theme
from app.tr import marked, tr
from app.words import grouped, spoken_choice
from models.ops.figures import Balance, Stages
from models.pipeline.board import STATES

SPARK = 56  # pixels high
BAR = 10
FLAT = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
ROLES = {"overdue": Role.DANGER, "today": Role.GOOD, "later": Role.MUTED, "none": Role.WARNING}
WORDS = {
    "overdue": marked("overdue"),
    "today": marked("due today"),
    "later": marked("due later"),
    "none": marked("without a next step"),
}


class Spark(BalanceChart):
    """The forecast without its axes: the line, the buffer as a dashed one, and its lowest day as a dot."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme().pixels(SPARK))
        self.setSizePolicy(FLAT)
        self.setMinimumWidth(theme().pixels(160))
        self.read.connect(self.setToolTip)

    def show_drawing(self, drawing: Balance) -> None:
        self.show_forecast(drawing.forecast, drawing.floor)

    def scales(self) -> tuple[Scale, Scale]:
        assert self.found is not None
        low, high = padded([*(day.balance for day in self.found.days), self.floor], 0.12)
        room = self.room().adjusted(Space.XS, Space.XS, -Space.XS, -Space.XS)
        ends = max(1, len(self.found.days) - 1)
        return Scale(0, ends, room.left(), room.right()), Scale(low, high, room.bottom(), room.top())

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        if self.found is None:
            return
        across, up = self.scales()
        floor = up.place(self.floor)
        canvas.line(QPointF(across.start, floor), QPointF(across.end, floor), Role.WARNING, 1, dashed=True)
        points = steps([self.place_of(place) for place in range(len(self.found.days))])
        draw_line(canvas, points, Role.ACCENT, QRectF(room.topLeft(), QPointF(room.right(), floor)))
        draw_line(canvas, points, Role.DANGER, QRectF(QPointF(room.left(), floor), room.bottomRight()))
        bad = self.found.lowest.balance < self.floor
        lowest = self.place_of(self.found.days.index(self.found.lowest))
        canvas.dot(lowest, Role.DANGER if bad else Role.ACCENT, 4)
        if self._day is not None:
            self._draw_cursor(canvas, up)


class StageBars(Chart):
    """A bar for each open stage, in parts by how the deals' next steps stand; the count is written at its end."""

    def __init__(self) -> None:
        super().__init__(tr("Open deals by stage"), 0)
        self.setMinimumWidth(theme().pixels(160))
        self.setSizePolicy(FLAT)
        self.drawing = Stages(())

    def show_drawing(self, drawing: Stages) -> None:
        self.drawing = drawing
        self.setFixedHeight(round(self._line() * len(drawing.counts) + 2 * Space.XS))
        self.setToolTip(self._legend())
        self.refresh()

    def _line(self) -> float:
        return line_height() + 3

    @guard(QSize(200, 100))
    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), self.height())

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        counts = self.drawing.counts
        label = max(measure(_name(stage)).width() for stage, _ in counts) + Space.S
        number = measure(grouped(max(sum(held) for _, held in counts)), strong=True).width() + Space.S
        most = max(1, *(sum(held) for _, held in counts))
        bars = Scale(0, most, room.left() + label, room.right() - number)
        for place, (stage, held) in enumerate(counts):
            middle = room.top() + (place + 0.5) * self._line()
            canvas.write(Words(_name(stage), QPointF(room.left(), middle), role=Role.MUTED))
            canvas.write(Words(grouped(sum(held)), QPointF(room.right(), middle), RIGHT, strong=True))
            start = 0
            for state, count in zip(STATES, held, strict=True):
                if count:
                    piece = QRectF(bars.place(start), middle - BAR / 2, bars.place(start + count) - bars.place(start),
                                   BAR)  # fmt: skip
                    canvas.area(piece.adjusted(0.5, 0, -0.5, 0), ROLES[state], 0.8, corner=2)
                start += count

    def rows(self) -> Sequence[Sequence[str]]:
        held = ((_name(stage), *map(str, counts)) for stage, counts in self.drawing.counts)
        return [(tr("Stage"), *(tr(WORDS[state]).capitalize() for state in STATES)), *held]

    def summary(self) -> str:
        said = [f"{_name(stage)}: {sum(held):,}" for stage, held in self.drawing.counts]
        return f"{', '.join(said)}. {self._legend()}"

    def _legend(self) -> str:
        """How the next steps of all of them stand."""
        sums = (sum(column) for column in zip(*(held for _, held in self.drawing.counts), strict=True))
        said = [
            tr("{n} {words}", n=count, words=tr(WORDS[state]))
            for state, count in zip(STATES, sums, strict=False)
            if count
        ]
        return tr("Next steps: {said}.", said=", ".join(said)) if said else ""


def _name(stage: str) -> str:
    return spoken_choice(stage)
