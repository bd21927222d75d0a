"""The first sheet's table of stages and its chart, as one: each stage with its deals, its capital and its bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF

from app.charts.canvas import LEFT, MIDDLE, RIGHT, Canvas, Words, measure
from app.charts.chart import Chart
from app.partner_export.seen import Seen
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.words import counted

LINE = 22  # pixels of a line


class StageChart(Chart):
    """Draws what the file's own chart draws, beside the figures that it is drawn from."""

    def __init__(self) -> None:
        super().__init__(tr("Deals by stage"), LINE * 3)
        self.seen: Seen | None = None

    def show_seen(self, shown: Seen) -> None:
        self.seen = shown
        self.setAccessibleName(shown.chart or shown.heading)
        self.setFixedHeight(theme().pixels(LINE) * len(shown.stages) + 2 * Space.XS)
        self.refresh()

    def rows(self) -> Sequence[Sequence[str]]:
        return self.seen.stages if self.seen else ()

    def summary(self) -> str:
        if self.seen is None:
            return ""
        lines = self.seen.stages[1:]
        return ". ".join(f"{stage}: {counted(int(deals), 'deal')}, {money}" for stage, deals, money in lines) + "."

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        if self.seen is None:
            return
        lines, high = self.seen.stages, float(theme().pixels(LINE))
        wide = [max(measure(line[at], strong=True).width() for line in lines) for at in range(3)]
        at_deals = room.left() + Space.XS + wide[0] + Space.L + wide[1]
        at_money = at_deals + Space.L + wide[2]
        bars = QRectF(at_money + Space.L, room.top(), room.right() - at_money - Space.L - Space.XS, high)
        most = max((figure for _, figure in self.seen.bars), default=0.0) or 1.0
        for number, line in enumerate(lines):
            last, middle = number == len(lines) - 1, room.top() + high * (number + 0.5)
            strong, role = number == 0 or last, Role.MUTED if number == 0 else Role.TEXT
            places = ((room.left() + Space.XS, LEFT), (at_deals, RIGHT), (at_money, RIGHT))
            for text, (place, across) in zip(line, places, strict=True):
                words = Words(text, QPointF(place, middle), across, MIDDLE, role, Size.CAPTION, strong)
                canvas.write(words)
            if number == 0:
                title = Words(self.seen.chart, QPointF(bars.left(), middle), LEFT, MIDDLE, role, Size.CAPTION, strong)
                if measure(self.seen.chart, strong=True).width() <= bars.width():
                    canvas.write(title)
            elif not last and bars.width() > 0:
                share = self.seen.bars[number - 1][1] / most
                bar = QRectF(bars.left(), middle - high * 0.3, max(bars.width() * share, 1.0), high * 0.6)
                canvas.area(bar, Role.ACCENT, 0.75 if share else 0.3, corner=2)
            if number in (0, len(lines) - 2):
                line_at = room.top() + high * (number + 1)
                canvas.line(QPointF(room.left(), line_at), QPointF(room.right(), line_at), Role.LINE)
