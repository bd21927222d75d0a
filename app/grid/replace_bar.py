"""Find and replace under a grid's bar: next and previous, one or all, in the table, a column or what is selected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.grid.columns import Array
from app.grid.replace import Pattern, Target, holding, replace
from app.grid.selection import picked, sections_of
from app.grid.view import GridView
from app.guard import guard
from app.theme import Role, Size, Space, theme
from app.tr import tr, tr_error, tr_phrase
from app.widgets import Button, DropDown, IconButton, Text, row
from app.words import counted
from models.core.refusal import Refused

LOOK_MS = 120
TABLE, COLUMN, SELECTION = range(3)
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass
class Hits:
    """Where the pattern is: for each visible column the shown rows, ascending, and the same by place in file order."""

    rows: dict[int, Array] = field(default_factory=dict)
    places: dict[int, Array] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(map(len, self.rows.values()))

    def before(self, row: int, section: int, order: list[int]) -> int:
        """How many hits come before a cell, row by row and in each from left to right."""
        at = order.index(section) if section in order else 0
        return sum(
            int(np.searchsorted(rows, row, side="right" if order.index(one) < at else "left"))
            for one, rows in self.rows.items()
        )

    def cell(self, number: int, order: list[int]) -> tuple[int, int]:
        """The cell of a hit, counted from 0."""
        rows = np.concatenate(list(self.rows.values()))
        ranks = np.concatenate([np.full(len(found), order.index(one)) for one, found in self.rows.items()])
        chosen = np.lexsort((ranks, rows))[number]
        return int(rows[chosen]), order[int(ranks[chosen])]


class ReplaceBar(QWidget):
    """What is looked for is marked in the cells. Esc closes it and goes back to them."""

    message = Signal(str)
    refused = Signal(str)

    def __init__(self, view: GridView) -> None:
        super().__init__()
        self.view, self.model = view, view.grid_model
        self.hits = Hits()
        self._selected: dict[int, Array] = {}  # by section, the places that were selected when that was chosen
        self.text = _field(
            tr("Find"), tr("What to look for in the cells. Enter: the next, Shift+Enter: the one before")
        )
        self.by = _field(
            tr("Replace with"), tr("What to put in its place, read as if it were typed. Enter: replace this one")
        )
        self.scope = DropDown(tr("Where to look"))
        self.scope.addItems([tr("In this table"), tr("In this column"), tr("In the selection")])
        self.case = _switch(tr("Match case"), tr("Tell upper case from lower case"), self.look)
        self.whole = _switch(tr("Whole cell"), tr("Only cells that hold nothing else"), self.look)
        self.count = Text("", Size.CAPTION, Role.MUTED)
        self.one = Button(tr("Replace"), self.replace_one)
        self.one.setToolTip(tr("Replace in this cell, and go to the next (Enter)"))
        self.all = Button(tr("Replace all"), self.replace_all)
        self.all.setToolTip(tr("Replace in every cell found, as one undo (Ctrl+Enter)"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOOK_MS)
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        finding = row(
            self.case,
            self.whole,
            IconButton("previous", tr("The one before (Shift+F3)"), lambda: self.step(-1)),
            IconButton("next", tr("The next one (F3)"), lambda: self.step(1)),
            self.count,
            gap=Space.XS,
        )
        finding.addStretch()
        finding.addWidget(IconButton("close", tr("Close find and replace (Esc)"), self.leave))
        replacing = row(self.scope, self.one, self.all, gap=Space.S)
        replacing.addStretch()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, Space.S)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(Space.XS)
        grid.addWidget(self.text, 0, 0)
        grid.addLayout(finding, 0, 1)
        grid.addWidget(self.by, 1, 0)
        grid.addLayout(replacing, 1, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)

    def _connect(self) -> None:
        self._soon.timeout.connect(self.look)
        self.text.textChanged.connect(lambda _: self._soon.start())
        self.scope.activated.connect(self._scope_chosen)
        for signal in (self.model.modelReset, self.model.layoutChanged, self.model.dataChanged):
            signal.connect(self._later)
        self.view.columns_changed.connect(self._later)
        self.view.selectionModel().currentChanged.connect(self._moved)
        for one in (self.text, self.by):
            one.installEventFilter(self)

    @guard(None)
    def _later(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    @guard(None)
    def _moved(self, *_: object) -> None:
        if self.isVisible():
            if self.scope.currentIndex() == COLUMN:
                self._soon.start()
            self._tell()

    # --- coming and going ---

    def open(self) -> None:
        """Shows it, with several selected cells as the place to look in, and goes to its field."""
        if not self.isVisible():
            selected = picked(self.view, len(self.model.rows)).count > 1
            self._choose_scope(SELECTION if selected else TABLE)
            self.one.setEnabled(not self.model.read_only)
            self.all.setEnabled(not self.model.read_only)
            self.show()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()
        self.look()

    def leave(self) -> None:
        self.hide()
        self.hits = Hits()
        self.view.delegate.paints.found = {}
        self.view.viewport().update()
        self.view.setFocus()

    def _choose_scope(self, scope: int) -> None:
        self.scope.setCurrentIndex(scope)
        self._scope_chosen(scope)

    def _scope_chosen(self, scope: int) -> None:
        if scope == SELECTION:
            chosen = picked(self.view, len(self.model.rows))
            self._selected = {}
            for section in chosen.sections:
                mask = np.zeros(self.model.total, dtype=bool)
                for area in chosen.areas:
                    if area.left <= section <= area.right:
                        mask[self.model.rows[area.top : area.bottom + 1]] = True
                self._selected[section] = mask
        self.look()

    # --- finding ---

    @property
    def pattern(self) -> Pattern:
        return Pattern(self.text.text(), self.case.isChecked(), self.whole.isChecked())

    @guard(None)
    def look(self) -> None:
        """Finds anew, and marks what was found."""
        self._soon.stop()
        self.hits = Hits()
        rows = self.model.rows
        for section in self._sections() if self.pattern.text else ():
            places = holding(self.model.column(section), self.pattern)
            if self.scope.currentIndex() == SELECTION:
                places = places & self._selected[section]
            found = np.flatnonzero(places[rows])
            if len(found):
                self.hits.rows[section], self.hits.places[section] = found, places
        self.view.delegate.paints.found = self.hits.places
        self.view.viewport().update()
        self._tell()

    def _sections(self) -> list[int]:
        if self.scope.currentIndex() == COLUMN:
            return [max(0, self.view.currentIndex().column())]
        if self.scope.currentIndex() == SELECTION:
            alike = all(len(mask) == self.model.total for mask in self._selected.values())
            if not alike:  # rows came or went: nobody knows any more which were meant
                self.scope.setCurrentIndex(TABLE)
                return sections_of(self.view)
            return [section for section in sections_of(self.view) if section in self._selected]
        return sections_of(self.view)

    def step(self, by: int) -> None:
        """To the next (1) or the previous (-1) cell found; after the last comes the first."""
        if self._soon.isActive():
            self.look()
        if not self.hits.count:
            return
        order, (at, section) = sections_of(self.view), self._here()
        before = self.hits.before(at, section, order)
        number = before + (self._is_hit(at, section) if by > 0 else -1)
        self.view.go(*self.hits.cell(number % self.hits.count, order))
        self._tell()

    def _here(self) -> tuple[int, int]:
        current = self.view.currentIndex()
        return (current.row(), current.column()) if current.isValid() else (0, sections_of(self.view)[0])

    def _is_hit(self, at: int, section: int) -> bool:
        rows = self.hits.rows.get(section)
        return rows is not None and bool(np.any(rows == at))

    def _tell(self) -> None:
        count, current = self.hits.count, self.view.currentIndex()
        if not self.pattern.text:
            said = ""
        elif not count:
            said = tr("Not found")
        elif current.isValid() and self._is_hit(current.row(), current.column()):
            place = self.hits.before(current.row(), current.column(), sections_of(self.view)) + 1
            said = tr("{place} of {count}", place=place, count=count)
        else:
            said = counted(count, "cell")
        self.count.setText(said)
        self.count.set_role(Role.DANGER if self.pattern.text and not count else Role.MUTED)

    # --- replacing ---

    def replace_one(self) -> None:
        """In the current cell if it is one that was found; then, or else, goes to the next."""
        if self._soon.isActive():
            self.look()
        at, section = self._here()
        if self._is_hit(at, section) and self._do([self._target(at, section)]):
            self.look()
        self.step(1)

    def replace_all(self) -> None:
        """In every cell found, as one undo; of those that refuse it is said why."""
        self.look()
        targets = [self._target(at, section) for section, rows in self.hits.rows.items() for at in rows.tolist()]
        if targets:
            self._do(sorted(targets, key=lambda target: target.number))
            self.look()

    def _target(self, at: int, section: int) -> Target:
        return Target(self.model.row_id(at), at + 1, int(self.model.rows[at]), self.model.column(section))

    def _do(self, targets: list[Target]) -> bool:
        """Makes the edit and says what came of it; False where nothing was replaced."""
        if self.model.read_only or not self.view.delegate.finish():
            self.refused.emit(self.model.read_only)
            return False
        try:
            plan = replace(self.model.desk, targets, self.pattern, self.by.text())
        except Refused as refusal:
            self.refused.emit(tr_error(refusal, hint=False))
            return False
        if plan.changes and not self.model.document.do(plan.changes):
            return False
        left = [tr("{name} cannot be edited and stays as it is.", name=name) for name in plan.left]
        if len(plan.left) > 1:
            left = [tr("{names} cannot be edited and stayed as they are.", names=tr(" and ").join(plan.left))]
        told = [*left, *plan.refused]
        if plan.changes:
            self.message.emit(f"{tr_phrase(plan.changes.label)}.")
        if told:
            self.refused.emit("\n".join(told if plan.changes else [tr("Nothing was replaced."), *told]))
        return bool(plan.changes)

    # --- keys ---

    @guard(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _RETURNS and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.replace_all()
        elif key in _RETURNS and watched is self.by:
            self.replace_one()
        elif key in _RETURNS or key == Qt.Key.Key_F3:
            self.step(-1 if shift else 1)
        else:
            return False
        return True

    @guard(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def _field(name: str, tip: str) -> QLineEdit:
    made = QLineEdit()
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    made.setToolTip(tip)
    made.setMinimumWidth(120)
    theme().dress(made)
    return made


def _switch(name: str, tip: str, press: Callable[[], object]) -> Button:
    made = Button(name, lambda: None, kind="quiet")
    made.setCheckable(True)
    made.setToolTip(tip)
    made.toggled.connect(lambda _: press())
    return made
