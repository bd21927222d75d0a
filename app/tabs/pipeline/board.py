"""The board: a column for each stage, cards dragged from one to another by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QWidget

from app.document import Document
from app.frame.remembered import keep, text_of
from app.guard import guard
from app.tabs.pipeline.cards import Board, by_urgency, deal_cards
from app.tabs.pipeline.column import Column, Strip
from app.theme import Role, Size, Space, theme
from app.tr import tr
from app.widgets import Button, Text, column, row
from models.pipeline.board import stage_states
from models.pipeline.deals import CLOSED_STAGES, STAGES

NEAR, SPEED, FRAME_MS = 48, 14, 16  # of an edge that a drag scrolls at: pixels, pixels a frame, and its length


class BoardPart(QWidget):
    """`moved` names a deal and the stage that it was taken to; nothing has changed by then."""

    chosen = Signal(str)
    opened = Signal()
    moved = Signal(str, str)
    find_wanted = Signal()
    all_wanted = Signal()

    def __init__(self, document: Document, add: Callable[[], object]) -> None:
        super().__init__()
        self.document = document
        self.words, self.bare = "", False
        self.deal_id, self._held = "", ""
        self._hold = QPoint()
        self._seen: tuple[object, ...] = ()
        self.columns = {stage: Column(stage, folds=stage in CLOSED_STAGES) for stage in STAGES}
        self.strips = {stage: Strip(stage) for stage in CLOSED_STAGES}
        self.no_match = Text("", Size.SECTION, strong=True)
        self.show_all = Button(tr("Show all deals"), self.all_wanted.emit)
        self.first = Button(tr("Add deal"), add, kind="primary", icon="add")
        self.nothing = in_the_middle(
            Text(tr("No deals yet"), Size.SECTION, strong=True),
            Text(tr("Add the first one with its address and who sells it."), role=Role.MUTED),
            self.first,
        )
        self.ghost = QLabel(self)
        self.ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.ghost.hide()
        self._lay_out()
        self._connect()
        self._fold(set(text_of("pipeline/folded").split(",")) if text_of("pipeline/folded") else set(CLOSED_STAGES))

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        for one in self.columns.values():
            line.addWidget(one, 1)
        body = QWidget()
        body.setLayout(line)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(body)
        body.setAutoFillBackground(False)
        self.area.viewport().setAutoFillBackground(False)
        theme().dress(self.area.horizontalScrollBar())
        filled = QWidget()
        beside = row(self.area, *self.strips.values(), gap=Space.S)
        beside.setStretch(0, 1)
        filled.setLayout(beside)
        self.filled, self.hidden = filled, in_the_middle(self.no_match, self.show_all)
        self.stack = QStackedWidget()
        for page in (self.filled, self.nothing, self.hidden):
            self.stack.addWidget(page)
        self.setLayout(column(self.stack))

    def _connect(self) -> None:
        for stage, one in self.columns.items():
            view = one.view
            view.chosen.connect(self._choose)
            view.opened.connect(lambda _: self.opened.emit())
            view.pushed.connect(self._push)
            view.stepped.connect(lambda step, stage=stage: self._step(stage, step))
            view.find_wanted.connect(self.find_wanted)
            view.grabbed.connect(self._grab)
            view.dragged.connect(self._drag)
            view.dropped.connect(self._drop)
            view.let_go.connect(self._let_go)
            one.folding.connect(lambda stage=stage: self._fold(self.folded | {stage}))
        for stage, strip in self.strips.items():
            strip.clicked.connect(lambda *_, stage=stage: self._fold(self.folded - {stage}))
        self._scrolling = QTimer(self)
        self._scrolling.setInterval(FRAME_MS)
        self._scrolling.timeout.connect(self._scroll_on)

    # --- what it shows ---

    def refresh(self) -> None:
        """What the Book says now."""
        book, today = self.document.book, self.document.as_of
        frame, states = deal_cards(book, today), stage_states(book, today)
        self.first.setEnabled(not self.document.read_only)
        seen = (frame, states, self.words, self.bare)
        if self._seen[2:] == seen[2:] and all(one is other for one, other in zip(seen[:2], self._seen, strict=False)):
            return
        self._seen = seen
        board = Board(frame, self.words, bare=self.bare)
        waits = dict(zip(states.index, states.to_dict("records"), strict=True))
        for stage, one in self.columns.items():
            one.view.show_rows(board.deck, board.places[stage], today)
            narrowed = len(board.places[stage]) != waits[stage]["deals"]
            said = frame["state"].iloc[board.places[stage]].value_counts().to_dict() if narrowed else waits[stage]
            one.tell(len(board.places[stage]), said)
        for stage, strip in self.strips.items():
            strip.tell(len(board.places[stage]))
        self._tell_emptiness(board.count, len(frame))
        self.show_chosen(self.deal_id, scroll=False)

    def search(self, words: str) -> None:
        self.words = words
        self.refresh()

    def only_bare(self, bare: bool) -> None:
        """Only the deals with no next step, or all."""
        self.bare = bare
        self.refresh()

    def _tell_emptiness(self, shown: int, total: int) -> None:
        page = self.filled if shown else self.hidden if total else self.nothing
        if page is self.hidden:
            why = tr("Every open deal has a next step.") if self.bare and not self.words else tr("No deal fits.")
            self.no_match.setText(why)
        self.stack.setCurrentWidget(page)
        self.setFocusProxy(self._focus() if shown else self.show_all if total else self.first)  # type: ignore[arg-type]

    def _focus(self) -> QWidget | None:
        """The cards of the chosen deal, else the first ones there are."""
        home = self.home_of(self.deal_id)
        shown = [one.view for one in self.columns.values() if one.view.stage_model.ids and not one.isHidden()]
        return home.view if home is not None else shown[0] if shown else None

    # --- the chosen deal ---

    def home_of(self, deal_id: str) -> Column | None:
        """The open column that shows a deal."""
        return next(
            (one for one in self.columns.values() if deal_id in one.view.stage_model.ids and not one.isHidden()), None
        )

    def show_chosen(self, deal_id: str, *, scroll: bool = True) -> None:
        """Marks the chosen deal, and brings it into sight."""
        self.deal_id = deal_id
        for one in self.columns.values():
            if one.view.choose(deal_id, scroll=scroll) and scroll:
                self.area.ensureWidgetVisible(one, 0, 0)
        if self.stack.currentWidget() is self.filled:
            self.setFocusProxy(self._focus())  # type: ignore[arg-type]  # none is fine

    def first_deal(self) -> str:
        """Of the cards shown the first that is open, else the first of all; blank without any."""
        return next((one.view.stage_model.ids[0] for one in self.columns.values() if one.view.stage_model.ids), "")

    def _choose(self, deal_id: str) -> None:
        if deal_id and deal_id != self.deal_id:
            self.show_chosen(deal_id, scroll=False)
            self.chosen.emit(deal_id)

    # --- by keyboard ---

    def _push(self, deal_id: str, step: int) -> None:
        """To the stage beside; the keyboard goes with the card."""
        home = self.home_of(deal_id)
        if home is None:
            return
        place = STAGES.index(home.stage) + step
        if 0 <= place < len(STAGES):
            self._take(deal_id, STAGES[place])

    def _take(self, deal_id: str, stage: str) -> None:
        """The card is there at once; the edit, with all that follows from it, comes right after it is painted."""
        focused = any(one.view.hasFocus() for one in self.columns.values())
        self._put(deal_id, stage)
        QTimer.singleShot(0, self, lambda: self._taken(deal_id, stage))
        self.show_chosen(deal_id)
        home = self.home_of(deal_id)
        if focused and home is not None:
            home.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focused and stage in self.strips and self.strips[stage].isVisible():
            self.strips[stage].setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, deal_id: str, stage: str) -> None:
        """Shows the card in another column, whatever the Book says yet."""
        home = self.home_of(deal_id)
        if home is None:
            return
        model, target = home.view.stage_model, self.columns[stage].view.stage_model
        place = int(model.places[model.ids.index(deal_id)])
        home.view.show_rows(model.deck, model.places[model.places != place], model.today)
        there = np.append(target.places, place)
        self.columns[stage].view.show_rows(model.deck, by_urgency(model.deck.frame, there), model.today)
        for view in (home.view, self.columns[stage].view):
            view.viewport().repaint()

    @guard(None)
    def _taken(self, deal_id: str, stage: str) -> None:
        before = self.document.book
        self.moved.emit(deal_id, stage)
        if self.document.book is before:  # refused: back to where it was
            self._seen = ()
            self.refresh()

    def _step(self, stage: str, step: int) -> None:
        """To the cards of the next stage that has some, as high up as here."""
        here = self.columns[stage].view
        beside = list(STAGES)[STAGES.index(stage) + 1 :] if step > 0 else list(STAGES)[: STAGES.index(stage)][::-1]
        for name in beside:
            there = self.columns[name].view
            if there.stage_model.ids and not self.columns[name].isHidden():
                row_of = min(max(here.currentIndex().row(), 0), len(there.stage_model.ids) - 1)
                there.setFocus(Qt.FocusReason.OtherFocusReason)
                self._choose(there.deal_at(row_of))
                self.show_chosen(there.deal_at(row_of))
                return

    # --- by mouse ---

    def _grab(self, deal_id: str, picture: QPixmap, hold: QPoint) -> None:
        self._held, self._hold = deal_id, hold
        self.ghost.setPixmap(picture)
        self.ghost.adjustSize()
        self.ghost.show()
        self.ghost.raise_()
        self._scrolling.start()

    def _drag(self, place: QPoint) -> None:
        self.ghost.move(self.mapFromGlobal(place) - self._hold)
        aimed = self._target_at(place)
        for one in self._targets:
            one.aim(one is aimed)

    def _drop(self, place: QPoint) -> None:
        target, deal_id = self._target_at(place), self._held
        self._let_go()
        home = self.home_of(deal_id)
        if target is not None and deal_id and (home is None or target.stage != home.stage):
            self._take(deal_id, target.stage)

    @property
    def _targets(self) -> list[Column | Strip]:
        return [*self.columns.values(), *self.strips.values()]

    def _let_go(self) -> None:
        self._held = ""
        self._scrolling.stop()
        self.ghost.hide()
        for one in self._targets:
            one.aim(False)

    def _target_at(self, place: QPoint) -> Column | Strip | None:
        """What a card let go there would drop on; the cards under the pixels in view count, not those scrolled away."""
        for strip in self.strips.values():
            if strip.isVisible() and strip.rect().contains(strip.mapFromGlobal(place)):
                return strip
        if not self.area.viewport().rect().contains(self.area.viewport().mapFromGlobal(place)):
            return None
        shown = [one for one in self.columns.values() if one.isVisible()]
        return next((one for one in shown if one.rect().contains(one.mapFromGlobal(place))), None)

    @guard(None)
    def _scroll_on(self) -> None:
        """A card held at the side brings the stages beyond into sight."""
        middle = QPointF(self.ghost.mapToGlobal(self._hold))
        port, bar = self.area.viewport(), self.area.horizontalScrollBar()
        across = port.mapFromGlobal(middle).x()
        if across < NEAR:
            bar.setValue(bar.value() - SPEED)
        elif port.width() - NEAR < across < port.width():
            bar.setValue(bar.value() + SPEED)

    # --- folding ---

    @property
    def folded(self) -> set[str]:
        return {stage for stage, one in self.columns.items() if one.isHidden()}

    def _fold(self, stages: set[str]) -> None:
        for stage in CLOSED_STAGES:
            self.columns[stage].setVisible(stage not in stages)
            self.strips[stage].setVisible(stage in stages)
        keep("pipeline/folded", ",".join(sorted(stages)) or "none")


def in_the_middle(*widgets: QWidget) -> QWidget:
    """A page with these in its middle, under each other."""
    page, whole = QWidget(), column(gap=Space.S)
    whole.addStretch()
    for widget in widgets:
        whole.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
    whole.addStretch()
    page.setLayout(whole)
    return page
