"""The columns of the board: a head with what waits in the stage over its cards, or folded into a narrow strip."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.guard import guard
from app.tabs.pipeline.stage import StageView
from app.theme import CORNER, Role, Size, Space, drawn, theme
from app.tr import marked, tr
from app.widgets import Text, column, row
from app.words import counted, grouped, spoken_choice

NARROW, WIDE, FOLD, ICON = 36, 176, 20, 14  # pixels: a folded strip, the least of an open one, what folds it, its icon


class Column(QWidget):
    """One stage, open. `folding` asks to fold it, where that is offered."""

    folding = Signal()

    def __init__(self, stage: str, *, folds: bool) -> None:
        super().__init__()
        self.stage, self._target = stage, False
        self.view = StageView(stage)
        self.title = Text(spoken_choice(stage), strong=True, elide=True)
        self.title.setMinimumHeight(FOLD)
        self.count = Text("", role=Role.MUTED)
        self.note = Text("", Size.CAPTION, Role.MUTED, elide=True)
        head = row(self.title, self.count, gap=Space.XS)
        head.setStretch(0, 1)
        if folds:
            fold = Fold(tr("Fold {stage}", stage=spoken_choice(stage)))
            fold.clicked.connect(self.folding)
            head.addWidget(fold)
        whole = column(gap=2, margins=(Space.S, Space.S, Space.S, Space.XS))
        whole.addLayout(head)
        whole.addWidget(self.note)
        whole.addSpacing(Space.XS)
        whole.addWidget(self.view, 1)
        self.setLayout(whole)
        self.setMinimumWidth(theme().pixels(WIDE))
        self.setFocusProxy(self.view)
        theme().changed.connect(self.update)

    def tell(self, shown: int, states: Mapping[str, int]) -> None:
        """How many deals are in sight, and what waits in the stage, gravest first."""
        self.count.setText(grouped(shown))
        said = [tr("{n} {words}", n=states[name], words=tr(words)) for name, words in _WAITS if states.get(name)]
        worst = next((name for name, _ in _WAITS if states.get(name)), "")
        self.note.setText(said[0] if said else tr("nothing waits") if shown else tr("no deals"))
        self.note.set_role({"overdue": Role.DANGER, "none": Role.WARNING, "today": Role.GOOD}.get(worst, Role.MUTED))
        self.note.setToolTip(", ".join(said))
        self.setAccessibleName(", ".join([spoken_choice(self.stage), counted(shown, "deal"), *said]))

    def aim(self, wanted: bool) -> None:
        """Shows that a card would drop here."""
        if wanted != self._target:
            self._target = wanted
            self.update()

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        _paint_surface(QPainter(self), self.rect(), target=self._target)


class Fold(QAbstractButton):
    """A cross as small as the head's text; a tool button's padding would push the head out of line."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(FOLD, FOLD)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.update)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            _paint_surface(painter, self.rect(), target=self.hasFocus(), pointed=True)
        edge = (FOLD - ICON) // 2
        painter.drawPixmap(edge, edge, drawn("close", theme().colors[Role.MUTED], ICON, self.devicePixelRatioF()))


class Strip(QAbstractButton):
    """A folded stage: its name upwards and how many deals; pressed, it unfolds. Cards are dropped on it, too."""

    def __init__(self, stage: str) -> None:
        super().__init__()
        self.stage, self._target, self._shown = stage, False, 0
        self.setFixedWidth(theme().pixels(NARROW))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.update)

    def tell(self, shown: int) -> None:
        self._shown = shown
        self.setAccessibleName(
            tr("Show {stage}, {deals}", stage=spoken_choice(self.stage), deals=counted(shown, "deal"))
        )
        self.setToolTip(tr("Show the deals that are {stage}", stage=self.stage.replace("_", " ")))
        self.update()

    def aim(self, wanted: bool) -> None:
        if wanted != self._target:
            self._target = wanted
            self.update()

    @guard(QSize(NARROW, 120))
    def sizeHint(self) -> QSize:
        return QSize(theme().pixels(NARROW), 120)

    @guard(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        _paint_surface(painter, self.rect(), target=self._target or self.hasFocus(), pointed=self.underMouse())
        painter.setFont(theme().font(Size.CAPTION, strong=True, figures=True))
        painter.setPen(theme().color(Role.MUTED))
        top = QRect(0, Space.S, self.width(), painter.fontMetrics().height() + Space.XS)
        painter.drawText(top, Qt.AlignmentFlag.AlignCenter, grouped(self._shown))
        painter.translate(QPoint(0, top.bottom() + Space.S))
        painter.rotate(90)
        words = QRect(0, -self.width(), self.height() - top.bottom() - Space.L, self.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, spoken_choice(self.stage))


_WAITS = (
    ("overdue", marked("overdue")),
    ("none", marked("without a next step")),
    ("today", marked("due today")),
    ("later", marked("planned")),
)


def _paint_surface(painter: QPainter, room: QRect, *, target: bool, pointed: bool = False) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    role = Role.SELECTION if target else Role.HOVER if pointed else Role.WINDOW
    painter.setBrush(theme().color(role))
    painter.setPen(QPen(theme().color(Role.ACCENT), 2) if target else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(room).adjusted(1, 1, -1, -1), CORNER, CORNER)
