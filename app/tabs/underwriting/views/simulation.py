"""The simulation: how the MAO is spread when ARV and repairs are not certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from app.charts.canvas import LEFT, RIGHT, TOP, Canvas, Mark, Words, line_height
from app.charts.chart import Chart
from app.charts.scale import Scale, padded, short
from app.command import Frame
from app.document import Document
from app.frame.strip import Pills
from app.jobs import Cancelled, Job
from app.tabs.underwriting.views.said import spread_note, spread_words
from app.tabs.underwriting.views.view import View
from app.theme import Role, Space, theme
from app.tr import tr, tr_error
from app.widgets import Button, Text, row
from app.words import amount, exact, grouped
from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.assumptions import assumptions_for
from models.underwriting.evidence import take_bounds
from models.underwriting.simulation import NEEDED, RUNS, Histogram, Spread, Uncertain, spread_of, uncertain

CHOICES = (RUNS, 100_000, 1_000_000)
AT_ONCE = RUNS  # takes about a millisecond; more runs are drawn on another thread


@dataclass(frozen=True)
class Drawn:
    """What came out, and the asking price that it is held against."""

    spread: Spread
    histogram: Histogram
    asking: float | None


class SpreadChart(Chart):
    """How often each MAO came out, with P10, P50, P90 and the asking price written on it."""

    def __init__(self) -> None:
        super().__init__(tr("Simulated MAO"), 180)
        self.drawn: Drawn | None = None

    def show_drawn(self, drawn: Drawn | None, why: str = "") -> None:
        self.drawn = drawn
        self.refresh(why if drawn is None else "")

    def summary(self) -> str:
        if self.drawn is None:
            return ""
        spread = self.drawn.spread
        tenths = ", ".join(f"{name} {amount(value)}" for name, value in _tenths(spread))
        return f"{tenths}. {spread_words(spread, self.drawn.asking)} {spread_note(spread)}."

    def rows(self) -> Sequence[Sequence[str]]:
        if self.drawn is None:
            return []
        edges, counts = self.drawn.histogram.edges, self.drawn.histogram.counts
        bins = zip(edges, edges[1:], counts, strict=False)
        return [
            (tr("MAO from"), tr("to"), tr("Runs")),
            *((exact(low), exact(high), str(count)) for low, high, count in bins),
        ]

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        assert self.drawn is not None
        line, edges = line_height(), self.drawn.histogram.edges
        plot = room.adjusted(Space.S, 3 * line + Space.S, -Space.S, -(line + Space.S))
        asking = self.drawn.asking
        ends = [edges[0], edges[-1], *([asking] if asking is not None and self._asking_is_near else [])]
        scale = Scale(*padded(ends, 0.02), plot.left(), plot.right())
        self._draw_bars(canvas, scale, plot)
        ticks = scale.ticks(theme().pixels(56))
        canvas.line(plot.bottomLeft(), plot.bottomRight(), Role.EDGE)
        canvas.axis([(scale.place(tick), short(tick)) for tick in ticks], plot.bottom(), room)
        self._draw_marks(canvas, scale, plot, room)

    @property
    def _asking_is_near(self) -> bool:
        """Whether the asking price can share an axis with the runs without pressing them into a corner."""
        assert self.drawn is not None
        edges, asking = self.drawn.histogram.edges, self.drawn.asking
        width = edges[-1] - edges[0]
        return asking is not None and edges[0] - 2 * width <= asking <= edges[-1] + 2 * width

    def _draw_bars(self, canvas: Canvas, scale: Scale, plot: QRectF) -> None:
        """What lies below the asking price has another colour than what lies above it."""
        assert self.drawn is not None
        edges, counts = self.drawn.histogram.edges, self.drawn.histogram.counts
        most, asking = max(counts), self.drawn.asking
        for low, high, count in zip(edges, edges[1:], counts, strict=False):
            if not count:
                continue
            top = plot.bottom() - plot.height() * count / most
            middle = low if asking is None else min(max(asking, low), high)
            for start, end, role in ((low, middle, Role.WARNING), (middle, high, Role.INFO)):
                if end > start:
                    left, right = scale.place(start) + (start == low) / 2, scale.place(end) - (end == high) / 2
                    canvas.area(QRectF(QPointF(left, top), QPointF(right, plot.bottom())), role)

    def _draw_marks(self, canvas: Canvas, scale: Scale, plot: QRectF, room: QRectF) -> None:
        assert self.drawn is not None
        asking = self.drawn.asking
        tenths = _tenths(self.drawn.spread)
        marks = [Mark(f"{name} {amount(round(value))}", value, dashed=True) for name, value in tenths]
        if asking is not None and self._asking_is_near:
            marks.append(Mark(tr("asking {asking}", asking=amount(asking)), asking, Role.ACCENT))
        canvas.marks(marks, scale, plot.bottom(), room)
        if asking is not None and not self._asking_is_near:
            far = asking > self.drawn.histogram.edges[-1]
            at = QPointF(room.right() if far else room.left(), room.top() + 2 * line_height())
            text = (
                tr("asking {asking}, far to the right", asking=amount(asking))
                if far
                else tr("asking {asking}, far to the left", asking=amount(asking))
            )
            canvas.write(Words(text, at, RIGHT if far else LEFT, TOP, Role.ACCENT, strong=True), room)


class SimulationView(View[Uncertain]):
    """The spread in words and as a histogram; missing bounds can be typed, or taken from comps and contingency."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self._job: Job | None = None
        self.chart = SpreadChart()
        self.note = Text("", role=Role.MUTED, elide=True)
        self.take = Button(tr("Take the bounds from comps and contingency"), self._take_bounds, kind="link")
        self.runs = Pills(tr("Runs"))
        for choice in CHOICES:
            self.runs.addTab(grouped(choice))
        self.runs.currentChanged.connect(lambda _: self._draw_again())
        foot = row(self.note, Text(tr("Runs"), role=Role.MUTED), self.runs)
        foot.setStretch(0, 1)
        self.foot = QWidget()
        self.foot.setLayout(foot)
        self._whole.addWidget(self.take)
        self.fill(self.chart, self.foot)
        self._given: Uncertain | None = None

    def work_out(self, book: Book, property_id: str, given: Mapping[str, Value]) -> Uncertain:
        return uncertain(book, property_id, given=given)

    def missing(self, book: Book, property_id: str | None) -> tuple[str, ...]:
        try:
            return assumptions_for(book, property_id or "").missing(NEEDED)
        except Refused:
            return ()

    def show_found(self, found: Uncertain) -> None:
        self._given = found
        self.take.hide()
        self.foot.show()
        self._draw_again()

    def show_nothing(self, why: str) -> None:
        self._given = None
        self._stop()
        missing = self.missing(self.document.book, self.property_id) if self.property_id else ()
        self.take.setVisible(bool(missing) and "arv" not in missing and not self.document.read_only)
        self.foot.hide()
        inputs = tr("The simulation draws ARV and repairs between bounds, which are not all given yet.")
        self.chart.show_drawn(None, inputs if missing else why)

    def _draw_again(self) -> None:
        self._stop()
        if self._given is None:
            return
        given, runs = self._given, CHOICES[self.runs.currentIndex()]
        if runs <= AT_ONCE:
            try:
                self._show(given, spread_of(given, runs))
            except Refused as refusal:
                self._show_refusal(refusal)
            return
        self.note.setText(tr("Drawing {runs} runs…", runs=runs))
        self._job = Job(tr("Simulating"), lambda _: (given, spread_of(given, runs)))
        self._job.done.connect(self._arrived)  # methods, not lambdas: Qt lets go of them with a page that is closed
        self._job.failed.connect(self._failed)
        self._job.start()

    def _arrived(self, found: tuple[Uncertain, tuple[Spread, Histogram]]) -> None:
        given, drawn = found
        if given is self._given and drawn[0].runs == CHOICES[self.runs.currentIndex()]:
            self._job = None
            self._show(given, drawn)

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, Refused):
            self._show_refusal(problem)
        elif not isinstance(problem, Cancelled):
            raise problem

    def _show(self, given: Uncertain, found: tuple[Spread, Histogram]) -> None:
        spread, histogram = found
        self.say(spread_words(spread, given.asking))
        self.note.setText(f"{spread_note(spread)}.")
        self.chart.show_drawn(Drawn(spread, histogram, given.asking))

    def _show_refusal(self, refusal: Refused) -> None:
        self.say("")
        self.note.setText("")
        self.chart.show_drawn(None, tr_error(refusal))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _take_bounds(self) -> None:
        document = self.document
        try:
            changes = take_bounds(document.book, self.property_id or "", document.as_of, document.now())
        except Refused as refusal:
            self.frame.say(tr_error(refusal))
            return
        if document.do(changes):
            self.frame.say(tr("The bounds stand in Assumptions now."), undo=True)


def _tenths(spread: Spread) -> tuple[tuple[str, float], ...]:
    return ("P10", spread.p10), ("P50", spread.p50), ("P90", spread.p90)
