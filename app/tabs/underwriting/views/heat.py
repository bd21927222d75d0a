"""The heat map: wholesale MAO over ARV x repairs, around the asking price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from app.charts.canvas import BOTTOM, CENTER, LEFT, RIGHT, TOP, Canvas, Words, line_height, measure
from app.charts.chart import Chart
from app.charts.scale import Scale, short
from app.command import Frame
from app.document import Document
from app.guard import guard
from app.tabs.underwriting.views.said import cell_words, heat_words, today_words
from app.tabs.underwriting.views.view import View
from app.theme import Role, Space
from app.tr import marked, tr
from app.widgets import Text
from app.words import amount, exact
from models.core.book import Book
from models.core.schema import Value
from models.underwriting import PROPERTIES
from models.underwriting.heat import Heat, heat_for

FAINT, FULL = 0.07, 0.40  # of a role's colour in the card's: text on it keeps a contrast of 4.5
AXES = marked("Repairs ↑   ARV →")
Line = tuple[QPointF, QPointF]
_KEYS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (1, 0), Qt.Key.Key_Down: (-1, 0),
}  # fmt: skip


class HeatMap(Chart):
    """Cells with their MAO, tinted by how far above or below the asking price; arrows or the mouse read one out."""

    read = Signal(str)  # the cell under the cursor in words, else today's figures

    def __init__(self) -> None:
        super().__init__(tr("Heat map of the MAO"), 240)
        self.heat: Heat | None = None
        self._cell: tuple[int, int] | None = None  # row, column
        self.setMouseTracking(True)

    def show_heat(self, heat: Heat | None, why: str = "") -> None:
        self.heat, self._cell = heat, None
        self.refresh(why if heat is None else "")
        self.read.emit(self.readout())

    def readout(self) -> str:
        if self.heat is None:
            return ""
        return today_words(self.heat) if self._cell is None else cell_words(self.heat, *self._cell)

    def summary(self) -> str:
        return "" if self.heat is None else f"{heat_words(self.heat)} {today_words(self.heat)}."

    def rows(self) -> Sequence[Sequence[str]]:
        if self.heat is None:
            return []
        heat = self.heat
        lines = [(exact(cost), *(exact(mao) for mao in heat.maos[row])) for row, cost in enumerate(heat.repairs)]
        return [(tr("Repairs \\ ARV"), *(exact(arv) for arv in heat.arvs)), *lines]

    # --- where things are ---

    def plot(self) -> QRectF:
        """The cells' room, between the axes' labels."""
        if self.heat is None:
            return QRectF()
        line = line_height()
        left = max(measure(amount(cost)).width() for cost in self.heat.repairs) + Space.S
        return self.room().adjusted(left, line + Space.S, -Space.XS, -(line + Space.S))

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        plot, heat = self.plot(), self.heat
        if heat is None or not plot.contains(at):
            return None
        column = int((at.x() - plot.left()) / plot.width() * len(heat.arvs))
        row = int((plot.bottom() - at.y()) / plot.height() * len(heat.repairs))
        return min(row, len(heat.repairs) - 1), min(column, len(heat.arvs) - 1)

    def cell_room(self, row: int, column: int) -> QRectF:
        plot, heat = self.plot(), self.heat
        assert heat is not None
        width, height = plot.width() / len(heat.arvs), plot.height() / len(heat.repairs)
        return QRectF(plot.left() + column * width, plot.bottom() - (row + 1) * height, width, height)

    def scales(self) -> tuple[Scale, Scale]:
        """Of ARV across and of repairs up; a cell's value stands in its middle."""
        assert self.heat is not None
        plot, (arvs, costs) = self.plot(), (self.heat.arvs, self.heat.repairs)
        half, low = (arvs[1] - arvs[0]) / 2, (costs[1] - costs[0]) / 2
        across = Scale(arvs[0] - half, arvs[-1] + half, plot.left(), plot.right())
        return across, Scale(costs[0] - low, costs[-1] + low, plot.bottom(), plot.top())

    # --- drawing ---

    def draw(self, canvas: Canvas, room: QRectF) -> None:
        assert self.heat is not None
        heat, box, line = self.heat, self._evidence(self.heat), self._even(self.heat)
        labels = [words.room(inside) for words, inside in self._labels(heat, box, line)]
        self._draw_cells(canvas, heat)
        self._draw_figures(canvas, heat, labels, box, line)
        self._draw_axes(canvas, heat, room)
        if box is not None:
            canvas.frame(box, Role.TEXT, 2, corner=3)
        if line is not None:
            canvas.line(*line, Role.TEXT, 2, dashed=True)
        for words, inside in self._labels(heat, box, line):
            canvas.write(words, inside)
        canvas.dot(self._today(heat), Role.TEXT, 5)
        if self._cell is not None:
            canvas.frame(self.cell_room(*self._cell).adjusted(1, 1, -1, -1), Role.ACCENT, 3, corner=2)

    def _draw_cells(self, canvas: Canvas, heat: Heat) -> None:
        most = max(abs(float(heat.maos.max()) - heat.level), abs(float(heat.maos.min()) - heat.level)) or 1.0
        for row, column in product(range(len(heat.repairs)), range(len(heat.arvs))):
            away = float(heat.maos[row, column]) - heat.level
            share = FAINT + (FULL - FAINT) * min(1.0, abs(away) / most)
            cell = self.cell_room(row, column).adjusted(0.5, 0.5, -0.5, -0.5)
            canvas.area(cell, Role.INFO if away >= 0 else Role.WARNING, share, corner=2)

    def _draw_figures(
        self, canvas: Canvas, heat: Heat, labels: Sequence[QRectF], box: QRectF | None, line: Line | None
    ) -> None:
        """Each cell's MAO, but where a label or a line covers it; the readout has those, too."""
        for row, column in product(range(len(heat.repairs)), range(len(heat.arvs))):
            cell = self.cell_room(row, column)
            words = Words(short(float(heat.maos[row, column])), cell.center(), CENTER)
            room = words.room()
            fits = room.width() + Space.XS <= cell.width() and room.height() <= cell.height()
            hidden = any(room.intersects(label) for label in labels) or room.contains(self._today(heat))
            crossed = (line is not None and _clipped(*line, room)) or (box is not None and _on_edge(box, room))
            if fits and not hidden and not crossed:
                canvas.write(words)

    def _draw_axes(self, canvas: Canvas, heat: Heat, room: QRectF) -> None:
        plot, (across, up) = self.plot(), self.scales()
        canvas.axis([(across.place(arv), amount(arv)) for arv in heat.arvs], plot.bottom(), room)
        top = room.top() + line_height()
        for cost in heat.repairs:
            words = Words(amount(cost), QPointF(plot.left() - Space.S, up.place(cost)), RIGHT, role=Role.MUTED)
            if words.room().top() >= top:
                canvas.write(words)
        canvas.write(Words(tr(AXES), room.topLeft(), LEFT, TOP, Role.MUTED, strong=True))

    def _labels(self, heat: Heat, box: QRectF | None, line: Line | None) -> list[tuple[Words, QRectF]]:
        """Everything that is said on the map, each with the room that it is kept in."""
        plot = self.plot()
        inner = plot.adjusted(Space.XS, Space.XS, -Space.XS, -Space.XS)
        price = tr("asking") if heat.asking is not None else tr("zero")
        top = self.room().adjusted(measure(tr(AXES), strong=True).width() + Space.M, 0, 0, 0)
        found = [(self._line_label(heat, line), top)]
        if float(heat.maos.max()) >= heat.level:
            corner = Words(
                tr("above {price}", price=price), inner.bottomRight(), RIGHT, BOTTOM, Role.INFO, strong=True, plate=True
            )
            found.append((corner, inner))
        if float(heat.maos.min()) < heat.level:
            corner = Words(
                tr("below {price}", price=price), inner.topLeft(), LEFT, TOP, Role.WARNING, strong=True, plate=True
            )
            found.append((corner, inner))
        if box is not None:
            over = QPointF(box.left(), box.top() - Space.XS)
            found.append((Words(tr("evidence"), over, LEFT, BOTTOM, strong=True, plate=True), plot))
        under = self._today(heat) + QPointF(0, Space.S + 2)
        today = Words(
            tr("today {result}", result=amount(heat.today.result)), under, CENTER, TOP, strong=True, plate=True
        )
        return [*found, (today, plot)]

    def _line_label(self, heat: Heat, line: Line | None) -> Words:
        """The break-even line's price at its upper end, above the map where it ends there; or that it is not on it."""
        plot = self.plot()
        name = tr("asking {asking}", asking=amount(heat.asking)) if heat.asking is not None else "0"
        if line is None:
            side = tr("below") if float(heat.maos.max()) < heat.level else tr("above")
            text = tr("MAO = {name} is off the map: all of it is {side}", name=name, side=side)
            return Words(text, QPointF(plot.right(), plot.top() - Space.XS), RIGHT, BOTTOM, strong=True)
        end = min(line, key=lambda point: point.y())
        outside = end.y() <= plot.top() + 1
        at = QPointF(end.x(), plot.top() - Space.XS) if outside else end - QPointF(0, Space.S)
        return Words(tr("MAO = {name}", name=name), at, CENTER, BOTTOM, strong=True, plate=not outside)

    def _evidence(self, heat: Heat) -> QRectF | None:
        arv, repairs = heat.evidence.arv, heat.evidence.repairs
        if arv is None or repairs is None:
            return None
        across, up = self.scales()
        corner, other = (across.place(arv.low), up.place(repairs.high)), (across.place(arv.high), up.place(repairs.low))
        return QRectF(QPointF(*corner), QPointF(*other)).adjusted(-4, -4, 4, 4).intersected(self.plot())

    def _even(self, heat: Heat) -> Line | None:
        """Where the MAO is the asking price, as far as it is on the map."""
        across, up = self.scales()
        ends = [QPointF(across.place(arv), up.place(heat.even_repairs(arv))) for arv in (across.low, across.high)]
        return _clipped(ends[0], ends[1], self.plot())

    def _today(self, heat: Heat) -> QPointF:
        across, up = self.scales()
        return QPointF(across.place(heat.today.inputs["arv"]), up.place(heat.today.inputs["repairs"]))

    # --- the cursor ---

    def move_to(self, cell: tuple[int, int] | None) -> None:
        """Puts the cursor on a cell, or takes it away; what is under it is read out."""
        if cell == self._cell or self.heat is None:
            return
        self._cell = cell
        self.setAccessibleDescription(f"{self.readout()}. {self.summary()}")
        self.read.emit(self.readout())
        self.update()

    def _nearest(self) -> tuple[int, int]:
        """The cell nearest to today's figures."""
        assert self.heat is not None
        figures = self.heat.today.inputs
        row = min(range(len(self.heat.repairs)), key=lambda n: abs(self.heat.repairs[n] - figures["repairs"]))  # type: ignore[union-attr]
        column = min(range(len(self.heat.arvs)), key=lambda n: abs(self.heat.arvs[n] - figures["arv"]))  # type: ignore[union-attr]
        return row, column

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if self.heat is None or (step is None and not (event.key() == Qt.Key.Key_Escape and self._cell)):
            super().keyPressEvent(event)
            return
        if step is None:
            self.move_to(None)
            return
        if self._cell is None:
            self.move_to(self._nearest())
            return
        row, column = self._cell[0] + step[0], self._cell[1] + step[1]
        self.move_to((
            max(0, min(row, len(self.heat.repairs) - 1)), max(0, min(column, len(self.heat.arvs) - 1)),
        ))  # fmt: skip

    @guard(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.move_to(self.cell_at(event.position()))

    @guard(None)
    def leaveEvent(self, event: QEvent) -> None:
        self.move_to(None)

    @guard(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.move_to(None)
        super().focusOutEvent(event)


class HeatView(View[Heat]):
    """The heat map, what it comes to above it, and the readout of a cell under it."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self.chart = HeatMap()
        self.readout = Text("", elide=True, strong=True)
        self.chart.read.connect(self.readout.setText)
        self.fill(self.chart, self.readout)

    def work_out(self, book: Book, property_id: str, given: Mapping[str, Value]) -> Heat:
        return heat_for(book, property_id, self.document.as_of, given)

    def show_found(self, found: Heat) -> None:
        self.say(heat_words(found))
        self.chart.show_heat(found)

    def show_nothing(self, why: str) -> None:
        missing = self.missing(self.document.book, self.property_id) if self.property_id else ()
        self.chart.show_heat(
            None, tr("The map is drawn around today’s ARV, which is not given yet.") if missing else why
        )

    def missing(self, book: Book, property_id: str | None) -> tuple[str, ...]:
        return () if (book.row(PROPERTIES, property_id or "") or {}).get("arv") else ("arv",)


def _clipped(one: QPointF, other: QPointF, room: QRectF) -> Line | None:
    """The part of a line that lies in the room; None where none does (after Liang and Barsky)."""
    run, rise = other.x() - one.x(), other.y() - one.y()
    first, last = 0.0, 1.0
    for step, low, high in ((run, room.left() - one.x(), room.right() - one.x()),
                            (rise, room.top() - one.y(), room.bottom() - one.y())):  # fmt: skip
        if step == 0:
            if low > 0 or high < 0:
                return None
            continue
        near, far = sorted((low / step, high / step))
        first, last = max(first, near), min(last, far)
    if first >= last:
        return None
    return QPointF(one.x() + first * run, one.y() + first * rise), QPointF(one.x() + last * run, one.y() + last * rise)


def _on_edge(box: QRectF, room: QRectF) -> bool:
    return box.intersects(room) and not box.contains(room)
