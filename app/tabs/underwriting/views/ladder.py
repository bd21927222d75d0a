"""The back-solve ladder: the highest price by each way of earning, and the one that binds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.charts.canvas import BOTTOM, LEFT, MIDDLE, TOP, Canvas, Mark, Words, line_height, measure
from app.charts.chart import Chart
from app.charts.scale import Scale, padded, short
from app.command import Frame
from app.document import Document
from app.tabs.underwriting.views.said import ladder_words, rung_name, rung_words
from app.tabs.underwriting.views.view import Needs, View
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Text, empty
from app.words import amount, exact
from models.core.book import Book
from models.core.refusal import Refused
from models.core.schema import Value
from models.underwriting.calculators import OPTIONS, offer_for
from models.underwriting.ladder import TITLES, Ladder, Rung, ladder_for
from models.underwriting.simulation import asking_price

RUNG, BAR, ICON = 40, 12, 14
NOTED = 600  # pixels from which on there is room to say what each rung leaves


@dataclass(frozen=True)
class Rungs:
    """The ladder with the prices that it is held against, in money; None where there is none."""

    ladder: Ladder
    asking: float | None
    mao: float | None

    @property
    def priced(self) -> list[Rung]:
        """The lowest price first: it is the one that binds."""
        return sorted((r for r in self.ladder.rungs if r.price is not None), key=lambda rung: rung.price or 0.0)

    @property
    def marks(self) -> list[Mark]:
        """The asking price and the MAO, as far as they are known."""
        named = ((tr("asking"), self.asking, Role.TEXT, True), (tr("MAO"), self.mao, Role.ACCENT, False))
        return [Mark(f"{n} {amount(price)}", price, role, dash) for n, price, role, dash in named if price is not None]


def rungs_for(book: Book, property_id: str, given: Mapping[str, Value]) -> Rungs:
    """The property's ladder, its asking price, and its wholesale MAO at the options given, where there is one."""
    mine = {name: value for name, value in given.items() if name in OPTIONS["wholesale"]}
    try:
        mao = offer_for(book, property_id, "wholesale", mine).result
    except Refused:
        mao = None
    return Rungs(ladder_for(book, property_id), asking_price(book, property_id), mao)


class LadderChart(Chart):
    """A bar for each price, the binding one marked; the asking price and the MAO cross them."""

    def __init__(self) -> None:
        super().__init__(tr("Ladder of prices"), 120)
        self.found: Rungs | None = None
        self._notes = True

    def show_rungs(self, found: Rungs | None, why: str = "") -> None:
        self.found = found
        rungs = len(found.priced) if found else 0
        self.setMinimumHeight(theme().pixels(max(2, rungs) * RUNG) + 4 * round(line_height()))
        self.refresh(why or ("" if rungs else tr("Each rung needs the inputs named below.")))

    def summary(self) -> str:
        if self.found is None:
            return ""
        binding = self.found.ladder.binding
        rungs = [f"{rung_name(r.name)} {rung_words(r, binding=r.name == binding)}" for r in self.found.priced]
        return "; ".join([*rungs, *(mark.text for mark in self.found.marks)])

    def rows(self) -> Sequence[Sequence[str]]:
        if self.found is None:
            return []
        ladder = self.found.ladder
        shown = [*self.found.priced, *(rung for rung in ladder.rungs if rung.price is None)]
        prices = [(rung_name(r.name), "" if r.price is None else exact(r.price), _note(r, ladder)) for r in shown]
        marks = ((tr("Asking price"), self.found.asking), ("MAO", self.found.mao))
        return [
            (tr("Rung"), tr("Highest price"), tr("Note")),
            *prices,
            *((n, exact(v), "") for n, v in marks if v is not None),
        ]

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        assert self.found is not None
        line, rungs = line_height(), self.found.priced
        self._notes = room.width() >= theme().pixels(NOTED)
        names = max(measure(t, size, strong=True).width() for rung in rungs for t, size in self._names(rung))
        plot = room.adjusted(names + Space.L, 2 * line + Space.S, 0, -(line + Space.S))
        scale = self._scale(plot)
        ticks = scale.ticks(theme().pixels(64))
        for tick in ticks:
            at = scale.place(tick)
            canvas.line(QPointF(at, plot.top()), QPointF(at, plot.bottom()), Role.LINE)
        canvas.axis([(scale.place(tick), short(tick)) for tick in ticks], plot.bottom(), room)
        middles = [plot.top() + (number + 0.5) * plot.height() / len(rungs) for number in range(len(rungs))]
        for rung, middle in zip(rungs, middles, strict=True):
            self._draw_rung(canvas, rung, scale, middle, room.left())
        canvas.marks(self.found.marks, scale, plot.bottom(), plot.adjusted(0, -(2 * line + Space.S), 0, 0))
        for rung, middle in zip(rungs, middles, strict=True):
            self._draw_price(canvas, rung, scale, middle)

    def _names(self, rung: Rung) -> list[tuple[str, Size]]:
        name, note = TITLES[rung.name]
        return [(name, Size.BODY), (note, Size.CAPTION)] if self._notes else [(name, Size.BODY)]

    def _scale(self, plot: QRectF) -> Scale:
        """As wide as it can be with each price written behind its bar."""
        assert self.found is not None
        rungs, marks = self.found.priced, [mark.value for mark in self.found.marks]
        low, high = padded([*(rung.price or 0.0 for rung in rungs), *marks], 0.01, zero=True)
        width = plot.width()
        for rung in rungs:
            taken = measure(_price(rung, self.found.ladder), Size.BODY, strong=True).width() + ICON + 3 * Space.S
            part = (max(rung.price or 0.0, 0.0) - low) / (high - low)
            width = min(width, (plot.width() - taken) / part) if part > 0 else width
        return Scale(low, high, plot.left(), plot.left() + max(width, 1.0))

    def _draw_rung(self, canvas: Canvas, rung: Rung, scale: Scale, middle: float, left: float) -> None:
        assert self.found is not None
        binds = rung.name == self.found.ladder.binding
        (name, size), *notes = self._names(rung)
        canvas.write(Words(name, QPointF(left, middle), LEFT, BOTTOM if notes else MIDDLE, size=size, strong=binds))
        for note, small in notes:
            canvas.write(Words(note, QPointF(left, middle), LEFT, TOP, Role.MUTED, small))
        zero, end = scale.place(0), scale.place(rung.price or 0.0)
        bar = QRectF(QPointF(min(zero, end), middle - BAR / 2), QPointF(max(zero, end), middle + BAR / 2))
        role = Role.ACCENT if binds else Role.MUTED
        canvas.area(bar, Role.DANGER if (rung.price or 0) < 0 else role, corner=2)

    def _draw_price(self, canvas: Canvas, rung: Rung, scale: Scale, middle: float) -> None:
        assert self.found is not None
        binds = rung.name == self.found.ladder.binding
        at = QPointF(max(scale.place(rung.price or 0.0), scale.place(0)) + Space.S, middle)
        role = Role.DANGER if (rung.price or 0) < 0 else Role.TEXT
        if binds:
            at += QPointF(ICON + Space.XS, 0)
        words = Words(_price(rung, self.found.ladder), at, role=role, size=Size.BODY, strong=binds, plate=True)
        canvas.write(words)
        if binds:
            canvas.icon("lock", at - QPointF(ICON + 2, ICON / 2), Role.ACCENT, ICON)


class LadderView(View[Rungs]):
    """The ladder, and for each rung without a price the inputs that it needs."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self.chart = LadderChart()
        self._open = QVBoxLayout()
        self._open.setSpacing(Space.XS)
        below = QWidget()
        below.setLayout(self._open)
        self.fill(self.chart, below)

    def work_out(self, book: Book, property_id: str, given: Mapping[str, Value]) -> Rungs:
        return rungs_for(book, property_id, given)

    def show_found(self, found: Rungs) -> None:
        self.say(ladder_words(found.ladder))
        self.chart.show_rungs(found)
        empty(self._open)
        for rung in found.ladder.rungs:
            if rung.price is None:
                self._open.addWidget(self._line(rung))

    def show_nothing(self, why: str) -> None:
        empty(self._open)
        self.chart.show_rungs(None, why)

    def _line(self, rung: Rung) -> QWidget:
        if rung.why:
            return Text(f"{rung_name(rung.name)}: {rung.why}.", role=Role.MUTED, wrap=True)
        line = Needs(self.document, self.frame, self)
        line.show_inputs(
            self.document.book,
            self.property_id or "",
            rung.missing,
            tr("{rung} needs", rung=rung_name(rung.name)),
        )
        return line


def _price(rung: Rung, ladder: Ladder) -> str:
    price = amount(rung.price or 0.0)
    return tr("{price} binds", price=price) if rung.name == ladder.binding else price


def _note(rung: Rung, ladder: Ladder) -> str:
    if rung.missing:
        return tr("needs {missing}", missing=", ".join(rung.missing))
    return tr("binds") if rung.name == ladder.binding else rung.why
