"""The month's envelopes: a line each with its bar, its target to type into, and whether the rest rolls over."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.command import Frame
from app.document import Document
from app.fields import BoundField
from app.guard import guard
from app.tabs.budget.bullet import BulletBar
from app.tabs.budget.part import MonthCard
from app.tabs.budget.words import ledger_words, left_words, money, month_name, outside, share_of_month, spoken, sum_of
from app.theme import Role, Size, Space, theme
from app.tick import Tick
from app.tr import marked, tr
from app.widgets import Button, Text, column, row, scrolled
from app.words import amount, percent
from models.budget import ENVELOPES
from models.budget.snapshot import EnvelopeLine, Snapshot
from models.core.edit import set_fields

HEADS = (
    marked("Envelope"),
    "",
    marked("Spent"),
    marked("Target"),
    marked("Carried in"),
    marked("Remaining"),
    marked("Rolls over"),
)
NAME, BAR, SPENT, TARGET, CARRIED, LEFT, ROLLS = range(len(HEADS))
ROLL_OVER = marked(
    "An envelope that rolls over carries in what earlier months left over, or overspent: today’s target for each month "
    "since it was created, less what was spent in them."
)
NAME_WIDE = 112
_PLACES = {NAME: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, ROLLS: Qt.AlignmentFlag.AlignHCenter}
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class EnvelopeRow(QObject):
    """The widgets of one line; they stand in the card's grid. `chosen` asks for its lines of the ledger."""

    chosen = Signal(str)
    step = Signal(int)

    def __init__(self, document: Document, row_id: str) -> None:
        super().__init__()
        self.document, self.row_id = document, row_id
        self.line: EnvelopeLine | None = None
        self.name = Button("", self._choose, kind="title")
        self.bar = BulletBar()
        self.spent, self.carried, self.left = (Text("") for _ in range(3))
        for text in (self.spent, self.carried, self.left):
            text.setAlignment(_RIGHT)
        self.target = BoundField(document, ENVELOPES, "monthly_target")
        self.target.caption.hide()
        self.target.setFixedWidth(theme().pixels(96))
        self.target.line.installEventFilter(self)
        self.rolls = Tick()
        self.rolls.clicked.connect(self._roll)
        self.widgets = (self.name, self.bar, self.spent, self.target, self.carried, self.left, self.rolls)

    def show_line(self, line: EnvelopeLine, share: float | None) -> None:
        self.line = line
        self.name.setText(self.name.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, NAME_WIDE - 4))
        self.name.setAccessibleName(tr("Show the lines of {name}", name=line.name))
        self.name.setToolTip(tr("{name}: show its lines of the ledger", name=line.name))
        self.bar.show_line(line, share)
        self.spent.setText(money(line.spent))
        row = self.document.book.row(ENVELOPES, self.row_id) or {}
        rolls = row.get("rollover") is True
        self.carried.setText(money(line.carried_in) if rolls else "–")
        self.carried.set_role(Role.DANGER if line.carried_in < 0 else Role.TEXT if rolls else Role.MUTED)
        over = line.remaining < 0 and line.target is not None
        self.left.setText(left_words(line))
        self.left.set_role(Role.DANGER if over else Role.MUTED if line.target is None else Role.TEXT)
        self.left.setAccessibleDescription(spoken(line))
        self.target.line.setAccessibleName(tr("{name}: monthly target", name=line.name))
        self.target.line.setPlaceholderText(tr("not set"))
        self.target.show_row(self.row_id)
        self.rolls.setAccessibleName(tr("{name}: what is left rolls over", name=line.name))
        self.rolls.setToolTip(tr(ROLL_OVER))
        self.rolls.setChecked(rolls)
        self.rolls.setEnabled(not self.document.read_only)

    def _choose(self) -> None:
        if self.line is not None:
            self.chosen.emit(self.line.name)

    def _roll(self, wanted: bool) -> None:
        document = self.document
        document.do(set_fields(document.book, ENVELOPES, self.row_id, {"rollover": wanted}, document.now()))

    @guard(False)
    def eventFilter(self, watched: QObject, event: object) -> bool:
        """Up and Down go through the targets."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.step.emit(step)
                return True
        return False


class EnvelopesCard(MonthCard):
    """`chosen` names an envelope whose lines are wanted, blank for those without one; `wanted` asks for a new one."""

    chosen = Signal(str)
    wanted = Signal()
    reads = ("Envelopes", "Ledger", "Bills", "Settings", "Payments")

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame)
        self.rows: dict[str, EnvelopeRow] = {}
        self.title = Text(tr("Envelopes"), Size.SECTION, strong=True)
        self.unit = Text("", Size.CAPTION, Role.MUTED)
        self.mark = Text("", Size.CAPTION, Role.MUTED)
        self.ledger = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.ledger.setAlignment(_RIGHT)
        self.bare = Button("", lambda: self.chosen.emit(""), kind="link")
        self.nothing = self._nothing()
        self._heads = [Text(tr(head), Size.CAPTION, Role.MUTED) for head in HEADS]
        self._totals = [Text("", strong=True) for _ in range(4)]
        self._all = Text(tr("All together"), strong=True)
        self._line = _Line()
        self.grid = QGridLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        head = row(self.title, self.unit, gap=Space.S)
        head.addWidget(self.ledger, 1)
        self.grid.setHorizontalSpacing(Space.M)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(BAR, 1)
        self.grid.setColumnMinimumWidth(NAME, theme().pixels(NAME_WIDE))
        self._heads[ROLLS].setToolTip(tr(ROLL_OVER))
        self._heads[BAR] = self.mark
        for place, text in enumerate(self._heads):
            text.setAlignment(_RIGHT if place in (SPENT, TARGET, CARRIED, LEFT) else Qt.AlignmentFlag.AlignVCenter)
            self.grid.addWidget(text, 0, place)
        for text in self._totals:
            text.setAlignment(_RIGHT)
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(0, 0, Space.M, 0)
        inner.setSpacing(Space.S)
        inner.addLayout(self.grid)
        inner.addStretch()
        self._scroll = scrolled(body)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.column.addLayout(head)
        self.column.addWidget(self.bare, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.nothing, 1)
        self.column.addWidget(self._scroll, 1)
        self.setMinimumHeight(theme().pixels(120))

    def _nothing(self) -> QWidget:
        page = QWidget()
        self.first = Button(tr("Add the first envelope"), self.wanted.emit, icon="add")
        whole = column(gap=Space.S, margins=(0, Space.M, 0, 0))
        whole.addWidget(Text(tr("No envelopes yet"), strong=True))
        words = tr(
            "An envelope is what the money is for: rent, groceries, fuel. Give each what may be spent in a month."
        )
        whole.addWidget(Text(words, role=Role.MUTED, wrap=True))
        whole.addWidget(self.first, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addStretch()
        page.setLayout(whole)
        return page

    # --- what it shows ---

    def draw(self) -> None:
        found = self.snapshot()
        lines = dict(zip(self._ids(), found.envelopes, strict=True))
        if list(lines) != list(self.rows):
            self._make_rows(list(lines))
        share = share_of_month(self.month, self.document.as_of)
        for row_id, line in lines.items():
            self.rows[row_id].show_line(line, share)
        self.unit.setText(f"{self.currency}, {month_name(self.month)}")
        self.ledger.setText(ledger_words(found))
        self.mark.setText("" if share is None else tr("▾ today, {share} of the month", share=percent(share)))
        self._show_totals(found)
        self._show_outside(found)
        self.nothing.setVisible(not lines)
        self._scroll.setVisible(bool(lines))
        self.first.setEnabled(not self.document.read_only)
        self.setFocusProxy(next(iter(self.rows.values())).target if lines else self.first)

    def _ids(self) -> list[str]:
        """The envelopes with a name, as the snapshot has them."""
        names = self.book[ENVELOPES]["name"]
        return [str(row_id) for row_id in names.index[names.notna() & (names != "")]]

    def _make_rows(self, ids: list[str]) -> None:
        for old in self.rows.values():
            for widget in old.widgets:
                self.grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
            old.deleteLater()
        self.rows = {}
        for number, row_id in enumerate(ids, 1):
            one = self.rows[row_id] = EnvelopeRow(self.document, row_id)
            one.setParent(self)
            one.chosen.connect(self.chosen)
            one.step.connect(lambda step, place=number - 1: self._go(place + step))
            for place, part in enumerate(one.widgets):
                self.grid.addWidget(part, number, place, _PLACES.get(place, Qt.AlignmentFlag(0)))
        self._place_totals(len(ids) + 1)

    def _place_totals(self, number: int) -> None:
        for widget in (self._line, self._all, *self._totals):
            self.grid.removeWidget(widget)
        self.grid.addWidget(self._line, number, 0, 1, len(HEADS))
        self.grid.addWidget(self._all, number + 1, NAME, 1, 2)
        for text, place in zip(self._totals, (SPENT, TARGET, CARRIED, LEFT), strict=True):
            self.grid.addWidget(text, number + 1, place)

    def _show_totals(self, found: Snapshot) -> None:
        lines = found.envelopes
        sums = [sum_of(values) for values in ((line.spent for line in lines), (line.target for line in lines),
                                              (line.carried_in for line in lines),
                                              (line.remaining for line in lines))]  # fmt: skip
        for text, value in zip(self._totals, sums, strict=True):
            text.setText(money(value))
        self._totals[-1].set_role(Role.DANGER if sums[-1] < 0 else Role.TEXT)
        self._totals[1].setContentsMargins(0, 0, Space.S + 1, 0)  # under the figures in the fields

    def _show_outside(self, found: Snapshot) -> None:
        """What no envelope counts: nobody may think that it was not spent."""
        bare, unknown = outside(found)
        said = [tr("{bare} went out without an envelope", bare=amount(bare))] if bare else []
        said += [tr("{went} under “{name}”, which is none", went=amount(went), name=name) for name, went in unknown]
        self.bare.setText(tr("{said}. Show these lines", said="; ".join(said)) if said else "")
        self.bare.setVisible(bool(said))

    # --- the keyboard ---

    def _go(self, place: int) -> None:
        rows = list(self.rows.values())
        if 0 <= place < len(rows):
            rows[place].target.line.setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(rows[place].target, 0, Space.S)

    def finish(self) -> bool:
        refused = [one for one in self.rows.values() if not one.target.commit()]
        return not refused


class _Line(QLabel):
    """A thin line above the sums."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setAutoFillBackground(True)
        theme().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme().color(Role.LINE))
        self.setPalette(palette)
