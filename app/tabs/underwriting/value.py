"""Value: the ARV with its note and date, the comps, and what they say the ARV is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QGridLayout

from app.command import Frame
from app.document import Document
from app.fields import Field
from app.tabs.underwriting.actions import ESTIMATES, PropertyActions
from app.tabs.underwriting.part import Part
from app.tabs.underwriting.tables import NewGrid, PropertyGrid, comps_of
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, Text, Warned, column, row
from app.words import ago, amount, day_words
from models.core.schema import Value
from models.settings import value_of
from models.underwriting.comps import Comparison, comparison_for
from models.underwriting.intel import PROPERTIES


class ValuePart(Part):
    """The ARV editor over the comps and their four estimates, each to be used with one press."""

    reads = ("Properties", "Comps", "Settings")
    needs_property = True

    def __init__(self, document: Document, frame: Frame, new_grid: NewGrid, actions: PropertyActions) -> None:
        super().__init__(document, frame)
        self.acts = actions
        self.arv = Field(PROPERTIES["arv"], unit="…")
        self.note = Field(PROPERTIES["arv_notes"], caption=tr("Where it comes from"))
        self.typed = (self.arv, self.note)
        self.set = Button(tr("Set ARV"), self.commit)
        self.state = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.comps = PropertyGrid("Comps", new_grid, comps_of, "comp")
        self.grids = (self.comps,)
        self.estimates = tuple(Estimate(name, self._use) for name in ESTIMATES)
        self.range = Text("", Size.CAPTION, Role.MUTED, elide=True)
        self.warned = Warned()
        self._lay_out()
        self.setFocusProxy(self.comps)
        for field in self.typed:
            field.line.returnPressed.connect(self.commit)
            field.line.given_up.connect(self.give_up)
            field.line.done.connect(lambda: QTimer.singleShot(0, self, self._left))

    def _lay_out(self) -> None:
        self.arv.setFixedWidth(theme().pixels(136))
        self.set.setMinimumWidth(theme().pixels(80))
        top = row(self.arv, gap=Space.S)
        top.addWidget(self.note, 1)
        beside = column(Text(" ", Size.CAPTION), self.set, gap=Space.XS)  # at the height of the lines
        beside.addStretch()
        top.addLayout(beside)
        for one in self.typed:
            top.setAlignment(one, Qt.AlignmentFlag.AlignTop)
        tiles = QGridLayout()
        tiles.setHorizontalSpacing(Space.M)
        tiles.setVerticalSpacing(0)
        for number, estimate in enumerate(self.estimates):
            estimate.place(tiles, number)
            tiles.setColumnStretch(number, 1)
        whole = column(gap=Space.S)
        head = column(gap=Space.XS, margins=(Space.S, 0, Space.S, 0))
        head.addLayout(top)
        head.addWidget(self.state)
        foot = column(gap=Space.XS, margins=(Space.S, 0, Space.S, 0))
        foot.addLayout(tiles)
        foot.addWidget(self.range)
        foot.addWidget(self.warned)
        whole.addLayout(head)
        whole.addWidget(self.comps, 1)
        whole.addLayout(foot)
        self.setLayout(whole)

    # --- what it shows ---

    def show_for(self, property_id: str | None) -> None:
        super().show_for(property_id)
        self.comps.show_for(property_id)

    def draw(self) -> None:
        self._show_arv()
        editable = not self.document.read_only and bool(self.property_id)
        self.set.setEnabled(editable)
        for field in self.typed:
            field.line.setReadOnly(not editable)
        found = comparison_for(self.book, self.property_id, self.document.as_of) if self.property_id else None
        arv = self._row().get("arv")
        for estimate in self.estimates:
            estimate.show_figure(getattr(found, estimate.name) if found else None, arv, editable=editable)
        self.range.setText(_range(found) if found else "")
        self.range.setVisible(bool(self.range.text()))
        self.warned.say(_doubts(found) if found else ())

    def _row(self) -> dict[str, Value]:
        return (self.book.row(PROPERTIES, self.property_id) if self.property_id else None) or {}

    def _show_arv(self) -> None:
        values = self._row()
        self.arv.caption.setText(tr("ARV, {currency}", currency=value_of(self.book, "currency")))
        for field, name in ((self.arv, "arv"), (self.note, "arv_notes")):
            if not field.line.isModified():
                field.say(values.get(name))
        self.state.setText(_since(values, self.document.as_of))

    # --- what is done in it ---

    def edit_arv(self) -> None:
        """To the ARV, all of it selected."""
        self.arv.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.arv.line.selectAll()

    def commit(self) -> bool:
        """Sets what was typed; False where it is refused."""
        if not self.property_id or not (self.arv.line.isModified() or self.note.line.isModified()):
            return not self.arv.is_refused
        arv = self.arv.read()
        if self.arv.is_refused:
            return False
        why = self.acts.set_arv(arv, self.note.line.text().strip() or None, noted=self.note.line.isModified())
        self.arv.refuse(why)
        if why:
            return False
        self.give_up()
        return True

    def finish(self) -> bool:
        return self.commit()

    def _left(self) -> None:
        """The keyboard went from one of the two to neither: what was typed is taken."""
        if QApplication.focusWidget() not in (self.arv.line, self.note.line, self.set):
            self.commit()

    def give_up(self) -> None:
        super().give_up()
        self._show_arv()

    def _use(self, name: str) -> None:
        self.give_up()
        self.acts.use_comps(name)


class Estimate:
    """One of the four: what it is called, its figure, and the button that makes it the ARV."""

    def __init__(self, name: str, use: Callable[[str], object]) -> None:
        self.name = name
        self.caption = Text(tr(ESTIMATES[name]), Size.CAPTION, Role.MUTED, elide=True)
        self.figure = Text("", Size.SECTION, strong=True)
        self.button = Button(tr("Use"), lambda: use(name), kind="link")

    def place(self, grid: QGridLayout, number: int) -> None:
        grid.addWidget(self.caption, 0, number)
        line = row(self.figure, self.button, gap=Space.S)
        line.addStretch()
        grid.addLayout(line, 1, number)

    def show_figure(self, value: float | None, arv: Value, *, editable: bool) -> None:
        self.figure.setText("–" if value is None else amount(value))
        self.figure.set_role(Role.TEXT if value is not None else Role.MUTED)
        self.button.setText(tr("in use") if value is not None and value == arv else tr("Use"))
        self.button.setAccessibleName(tr("Use the {estimate} as ARV", estimate=tr(ESTIMATES[self.name]).lower()))
        self.button.setVisible(value is not None)
        self.button.setEnabled(editable and value != arv)


def _since(values: dict[str, Value], today: date) -> str:
    if not values:
        return ""
    if not values.get("arv"):
        return tr("No ARV yet: type one here, or add comps below and use what they say.")
    try:
        day = datetime.fromisoformat(str(values.get("arv_set_at"))).date()
    except ValueError:
        return tr("Nobody noted when it was set.")
    return tr("Set {day}, {when}", day=day_words(day, today), when=ago(day, today))


def _range(found: Comparison) -> str:
    if found.leave_one_out is None:
        return ""
    low, high = found.leave_one_out
    return tr("With any one comp left out, the mean is {low} to {high}.", low=amount(low), high=amount(high))


def _doubts(found: Comparison) -> tuple[str, ...]:
    """What to doubt about all of them, and how many sales have doubts of their own."""
    if not found.comps:
        return (tr("No comps yet: add three sales near here to see what it may be worth."),)
    doubted = sum(bool(one.warnings) for one in found.comps if one.comp.included)
    own = (tr("{doubted} of the included comps have warnings of their own", doubted=doubted),) if doubted else ()
    return found.warnings + own
