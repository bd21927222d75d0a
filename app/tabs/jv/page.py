"""The JV Board tab: partners at the left, what the chosen one will see, and what opens and proves it at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.splitter import Splitter
from app.grid.grid import Grid
from app.tabs.jv.actions import PartnerActions
from app.tabs.jv.centre import Centre
from app.tabs.jv.detail import Detail
from app.tabs.jv.list import PartnerList
from app.tabs.page import HORIZONTAL, Page
from app.tabs.underwriting.narrow import LIST_BELOW, SIDE_BELOW, Drawer, Narrow, share_out
from app.theme import theme
from models.core.change import ChangeSet
from models.jv import PARTNERS, SHARE_TOKENS

_OWNER = {SHARE_TOKENS.key: "subject_id", "Exports": "partner_id"}


class JvBoard(Page):
    """`acts` is what its buttons and the window's commands do with the partner chosen in the list."""

    _front: Grid | None = None  # of the part that is shown; the board has none

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "jv")
        self.acts = PartnerActions(document, frame, lambda: self.partner_id)
        self.list = PartnerList(document)
        self.centre = Centre(document, frame, self.acts, self.new_grid)
        self.detail = Detail(document, frame, self.acts)
        self._lay_out()
        self._connect()
        self.list.follow()
        self.list.choose(text_of("jv/partner"))
        self._choose_partner(self.list.partner_id)
        self._part_shown()

    def _lay_out(self) -> None:
        self.left = Drawer(self.list, self.centre.open_list, LIST_BELOW, right=False)
        self.right = Drawer(self.detail, self.centre.open_side, SIDE_BELOW, right=True)
        self.right.setMinimumWidth(theme().pixels(316))
        self.right.setMaximumWidth(theme().pixels(480))
        self.left.setMaximumWidth(theme().pixels(420))
        split = Splitter(HORIZONTAL, self.left, self.centre, self.right, name="jv-page")
        share_out(split, 1280)
        self.fill(split)
        self.narrow = Narrow(self, split, self.left, self.right)

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose_partner)
        self.list.opened.connect(self._open_board)
        self.list.wanted.connect(self.acts.add_partner)
        self.acts.added = self._added
        self.centre.showed.connect(self._part_shown)
        self.document.changed.connect(self._changed)
        self.document.replaced.connect(self.refresh)

    # --- the partner ---

    @property
    def partner_id(self) -> str:
        return self.list.partner_id

    def choose(self, partner_id: str) -> bool:
        """Another partner's board; False where there is none of that ID, and the board stays as it is."""
        return self.list.choose(partner_id)

    def _choose_partner(self, partner_id: str) -> None:
        if partner_id:
            keep("jv/partner", partner_id)
        self.narrow.show_side(bool(partner_id))
        self.centre.show_for(partner_id)
        self.detail.show_for(partner_id)
        self.grid_changed.emit()

    def _open_board(self) -> None:
        self.left.open(False)
        self.centre.bring(self.centre.board)
        self.centre.setFocus()

    def _added(self, partner_id: str) -> None:
        self.list.follow()
        self.choose(partner_id)

    # --- following the document ---

    def refresh(self) -> None:
        """What the Book says now, in everything that is in view."""
        if self.isVisible():
            self.list.follow()
            self.centre.refresh()
            self.detail.refresh()

    def _changed(self, _: ChangeSet) -> None:
        self.refresh()

    # --- what is asked of a page ---

    def panes(self) -> list[QWidget]:
        return [pane for pane in (self.list, self.centre, self.right) if pane.isVisibleTo(self)]

    def next_table(self, step: int) -> None:
        self.centre.step(step)

    @property
    def grid(self) -> Grid | None:
        return self._front

    def shows(self, table_key: str) -> bool:
        return self.centre.home_of(table_key) is not None

    def show_table(self, table_key: str) -> Grid | None:
        part = self.centre.home_of(table_key)
        if part is None:
            return None
        self.centre.bring(part)
        self._choose(part.grid)
        return part.grid

    def go_to(self, table_key: str, row_id: str, field: str) -> bool:
        grid = self.show_table(table_key)
        if grid is None:
            return False
        row = self.document.book.row(table_key, row_id) or {}
        self.choose(row_id if table_key == PARTNERS.key else str(row.get(_OWNER[table_key]) or ""))
        return grid.go_to(row_id, field)

    def bring(self, grid: Grid) -> None:
        for part in self.centre.tables.values():
            if part.grid is grid:
                self.centre.bring(part)

    def count(self, *_: object) -> None:
        if self.isVisible():
            self.centre.count()
            self.refresh()

    def _part_shown(self) -> None:
        self._front = self.centre.grid
        self.tell()
        self.grid_changed.emit()
