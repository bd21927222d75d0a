"""How a bank's CSV is read: a box for each column that matters and for how its cells are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from app.box import WRITTEN, Box
from app.guard import guard
from app.tabs.budget.reading import Reading
from app.theme import Role, Size, Space, theme
from app.tr import marked, tr
from app.widgets import Button, Text, Warned, column
from models.budget.importing import Layout

COLUMNS = {
    "date": marked("Date"), "amount": marked("Amount"), "debit": marked("Money out"), "credit": marked("Money in"),
    "direction": marked("In or out"),
    "merchant": marked("Payee"), "account": marked("Account"),
}  # fmt: skip
ASKED: dict[str, tuple[str, dict[Any, str]]] = {
    **WRITTEN,
    "negate": (marked("A plain amount"), {False: marked("came in"), True: marked("went out")}),
}
SEPARATORS = {",": marked("a comma"), ";": marked("a semicolon"), "\t": marked("a tab")}
NONE = marked("none")
_ANSWERS = {"no": False, "yes": True}  # as Question has them


class ColumnsForm(QWidget):
    """`changed` follows each correction: the reading was told and is to be read anew, which `show_reading` takes."""

    changed = Signal()

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading
        self.boxes = {name: Box(tr(title)) for name, title in COLUMNS.items()}
        self.written = {name: Box(tr(title)) for name, (title, _) in ASKED.items()}
        self.questions = {name: Warned() for name in self.written}
        self.separator = Box(tr("Cells are parted by"))
        self.description = DescriptionButton(self._describe)
        self.doubts = Warned()
        self._lay_out()
        for name, box in (*self.boxes.items(), *self.written.items(), ("separator", self.separator)):
            box.picked.connect(lambda value, name=name: self._say(name, value))
        self.refresh()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        for side in range(2):
            grid.setColumnStretch(side, 1)
        whole = column(self.doubts, gap=Space.S)
        pairs = (("date", "date_order"), ("amount", "negate"), ("debit", "credit"), ("direction", "decimal"),
                 ("merchant", "account"))  # fmt: skip
        every: dict[str, Box] = {**self.boxes, **self.written}
        for line, names in enumerate(pairs):
            for side, name in enumerate(names):
                grid.addWidget(every[name].caption, 3 * line, side)
                grid.addWidget(every[name], 3 * line + 1, side)
            asked = [self.questions[name] for name in names if name in self.questions]
            for warned in asked:
                grid.addWidget(warned, 3 * line + 2, 0, 1, 2)
        last = 3 * len(pairs)
        caption = Text(tr("Description"), Size.CAPTION, Role.MUTED)
        for side, (head, widget) in enumerate(((caption, self.description), (self.separator.caption, self.separator))):
            grid.addWidget(head, last, side)
            grid.addWidget(widget, last + 1, side)
        whole.addLayout(grid)
        self.setLayout(whole)

    # --- what it shows ---

    def show_reading(self, reading: Reading) -> None:
        """The file as it was read anew."""
        self.reading = reading
        self.refresh()

    def refresh(self) -> None:
        """What the reading says now."""
        layout = self.reading.layout
        if layout is None:
            return
        names = list(enumerate(self.reading.columns()))
        for name, box in self.boxes.items():
            none = [] if name == "date" else [(None, tr(NONE))]
            box.offer([*none, *names], getattr(layout, name), open_=name == "date" and layout.date < 0)
        asked = {one.field: one for one in self.reading.open_questions}
        for name, box in self.written.items():
            words = ASKED[name][1]
            likely = [_ANSWERS.get(one, one) for one in asked[name].choices] if name in asked else list(words)
            box.offer([(value, tr(words[value])) for value in likely], getattr(layout, name), open_=name in asked)
            self.questions[name].say((asked[name].sentence,) if name in asked else ())
        self._show_what_matters(layout)
        self.separator.offer([(value, tr(words)) for value, words in SEPARATORS.items()], layout.separator)
        self.description.offer([words for _, words in names], layout.description)
        self.doubts.say(self.reading.doubts)

    def _show_what_matters(self, layout: Layout) -> None:
        single = layout.amount is not None
        for name, shown in (("direction", single), ("negate", single and layout.direction is None)):
            box = self.boxes.get(name) or self.written[name]
            box.setVisible(shown)
            box.caption.setVisible(shown)

    @property
    def first_open(self) -> QWidget | None:
        """The first question that waits for an answer."""
        asked = {one.field for one in self.reading.open_questions}
        return next((box for name, box in self.written.items() if name in asked), None)

    # --- what a person says ---

    def _say(self, name: str, value: Any) -> None:
        fields: dict[str, Any] = {name: value}
        if name == "amount" and value is not None:
            fields |= {"debit": None, "credit": None}
        elif name in ("debit", "credit") and value is not None:
            fields |= {"amount": None, "direction": None}
        elif name == "separator":
            self.reading.given.clear()
        self.reading.say(**fields)
        self.changed.emit()

    def _describe(self, places: tuple[int, ...]) -> None:
        self._say("description", places)


class DescriptionButton(Button):
    """The columns that describe a line: several may be ticked, and stand one after the other."""

    def __init__(self, choose: Callable[[tuple[int, ...]], object]) -> None:
        super().__init__("", self.open_menu)
        self._choose = choose
        self._names: list[str] = []
        self._places: tuple[int, ...] = ()
        self._shown = ""
        self.setMinimumWidth(60)

    def offer(self, names: list[str], places: tuple[int, ...]) -> None:
        self._names, self._places = names, places
        shown = " + ".join(names[place].split("  ·  ")[0] for place in places if place < len(names)) or tr(NONE)
        self._shown = shown
        self._fit()
        self.setAccessibleName(tr("Description: {shown}", shown=shown))
        self.setToolTip(shown)

    def _fit(self) -> None:
        """From its beginning, as far as there is room: a button cuts off at both ends."""
        room = self.width() - 2 * Space.L
        self.setText(self.fontMetrics().elidedText(self._shown, Qt.TextElideMode.ElideRight, room))

    @guard(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def menu_of(self) -> QMenu:
        menu = QMenu(self)
        theme().dress(menu)
        for place, name in enumerate(self._names):
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(place in self._places)
            action.toggled.connect(lambda wanted, place=place: self._tick(place, wanted))
        return menu

    def open_menu(self) -> None:
        menu = self.menu_of()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _tick(self, place: int, wanted: bool) -> None:
        kept = tuple(one for one in self._places if one != place)
        self._choose(tuple(sorted((*kept, place))) if wanted else kept)
