"""The Underwriting tab: properties at the left, what is known of the chosen one, and what may be paid for it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.splitter import Splitter
from app.grid.grid import Grid
from app.tabs.page import HORIZONTAL, Page
from app.tabs.underwriting.actions import PropertyActions
from app.tabs.underwriting.calculator import Calculator, CalculatorPane
from app.tabs.underwriting.centre import Centre
from app.tabs.underwriting.legal import LegalPart
from app.tabs.underwriting.list import PropertyList
from app.tabs.underwriting.narrow import LIST_BELOW, SIDE_BELOW, Drawer, Narrow, share_out
from app.tabs.underwriting.part import Part
from app.tabs.underwriting.plain import TablePart
from app.tabs.underwriting.rent import RentPart
from app.tabs.underwriting.repairs import RepairsPart
from app.tabs.underwriting.risk import RiskPart
from app.tabs.underwriting.value import ValuePart
from app.tabs.underwriting.views.strip import ViewsPart
from app.theme import theme
from app.tr import marked, tr
from app.widgets import scrolled
from models.core.change import ChangeSet
from models.underwriting.intel import PROPERTIES
from models.underwriting.legal import DEALS

LIST_MS = 60  # after the last edit, the list says what is so; the chosen property does at once


class Underwriting(Page):
    """`acts` is what its buttons and the window's commands do with the property chosen in the list."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "underwriting")
        self.acts = PropertyActions(document, frame, lambda: self.property_id, lambda: self.calculator.asked)
        self.list = PropertyList(document)
        self.value = ValuePart(document, frame, self.new_grid, self.acts)
        self.calculator = Calculator(document, frame, self.acts)
        self.views = ViewsPart(document, frame, lambda: self.calculator.asked.given)
        self.risk = RiskPart(document, frame)
        self.centre = Centre(document, self._parts())
        self._lay_out()
        self._connect()
        self.list.choose(text_of("underwriting/property"))
        self._choose_property(self.list.property_id)

    def _parts(self) -> dict[str, Part]:
        document, frame, new_grid = self.document, self.frame, self.new_grid
        return {
            marked("Value"): self.value,
            marked("Repairs"): RepairsPart(document, frame, new_grid),
            marked("Rent"): RentPart(document, frame),
            marked("Legal"): LegalPart(document, frame, new_grid, self.acts),
            marked("What if"): self.views,
            marked("Assumptions"): TablePart(
                document, frame, new_grid, "Assumptions",
                tr("The property’s own figures for loans, holding and selling; a blank takes the setting of its name."),
            ),
            marked("History"): TablePart(
                document, frame, new_grid, "Underwrites", tr("Every offer that was written, with all its inputs."),
                noun="offer", first=("created_at", "result", "mode"),
            ),
            marked("All"): TablePart(
                document, frame, new_grid, "Properties", tr("All properties with all their columns."), whole=True
            ),
        }  # fmt: skip

    def _lay_out(self) -> None:
        side = scrolled(CalculatorPane(self.calculator, self.risk))
        side.setFocusProxy(self.calculator)
        left = Drawer(self.list, self.centre.open_list, LIST_BELOW, right=False)
        right = Drawer(side, self.centre.open_side, SIDE_BELOW, right=True)
        right.setMinimumWidth(theme().pixels(316))
        right.setMaximumWidth(theme().pixels(480))
        left.setMaximumWidth(theme().pixels(420))
        split = Splitter(HORIZONTAL, left, self.centre, right, name="underwriting-page")
        share_out(split, 1280)
        self.left, self.right = left, right
        self.fill(split)
        self.narrow = Narrow(self, split, left, right)

    def _connect(self) -> None:
        self._list_soon = QTimer(self)
        self._list_soon.setSingleShot(True)
        self._list_soon.setInterval(LIST_MS)
        self._list_soon.timeout.connect(self.refresh)
        self.list.chosen.connect(self._choose_property)
        self.list.opened.connect(self._open_property)
        self.list.wanted.connect(self.acts.add_property)
        self.list.may_leave = self._may_leave
        self.acts.added = self._added
        self.centre.showed.connect(self._part_shown)
        self.calculator.asked_changed.connect(self._asked)
        self.document.changed.connect(self._changed)
        self.document.replaced.connect(self.refresh)

    # --- the property ---

    @property
    def property_id(self) -> str | None:
        return self.list.property_id or None

    def _choose_property(self, row_id: str) -> None:
        if row_id:
            keep("underwriting/property", row_id)
        self.narrow.show_side(bool(row_id))
        self.centre.show_for(row_id or None)
        for part in (self.calculator, self.risk):
            part.show_for(row_id or None)
        self.grid_changed.emit()

    def _may_leave(self) -> bool:
        """Takes what is being typed for the property; where that is refused, it stays to be mended."""
        if self._finish_parts():
            return True
        self.frame.say(tr("Mend this first, or give it up with Esc."))
        return False

    def _open_property(self) -> None:
        self.left.open(False)
        self.centre.setFocus()

    def _added(self, row_id: str) -> None:
        """To the new property's comps, which come next."""
        self.list.follow()
        self.list.choose(row_id)
        self.centre.bring(self.value)
        self.value.comps.grid.commands.add_row()

    def edit_arv(self) -> None:
        self.centre.bring(self.value)
        self.value.edit_arv()

    # --- following the document ---

    def refresh(self) -> None:
        """What the Book says now, in everything that is in view."""
        if not self.isVisible():
            return
        self._list_soon.stop()
        self.list.follow()
        self._refresh_parts()

    def _refresh_parts(self) -> None:
        self.centre.name((self.book_row() if self.property_id else None) or {})
        self.centre.current.refresh()
        for part in (self.calculator, self.risk):
            part.refresh()

    def book_row(self) -> dict[str, object]:
        """The chosen property's fields."""
        return dict(self.document.book.row(PROPERTIES, self.property_id or "") or {})

    def _changed(self, changes: ChangeSet) -> None:
        """The chosen property at once, all the others a moment later; at once where some came or went."""
        if not self.isVisible():
            return
        moved = [one for one in changes.changes if one.table == PROPERTIES.key and (one.is_insert or one.is_delete)]
        if moved:
            self.refresh()
        else:
            self._refresh_parts()
            self._list_soon.start()

    def _asked(self) -> None:
        self.views.refresh()

    # --- what is asked of a page ---

    def panes(self) -> list[QWidget]:
        return [pane for pane in (self.list, self.centre, self.right) if pane.isVisibleTo(self)]

    def next_table(self, step: int) -> None:
        self.centre.step(step)

    @property
    def grid(self) -> Grid | None:
        """The grid last used, or the first one, of the part in front."""
        grids = [one.grid for one in self.centre.current.grids]
        return self._current if self._current in grids else grids[0] if grids else None

    def shows(self, table_key: str) -> bool:
        return self.centre.home_of(table_key) is not None

    def show_table(self, table_key: str) -> Grid | None:
        home = self.centre.home_of(table_key)
        if home is None:
            return None
        part, grid = home
        self.centre.bring(part)
        part.bring(grid)
        self._choose(grid.grid)
        return grid.grid

    def go_to(self, table_key: str, row_id: str, field: str) -> bool:
        home = self.centre.home_of(table_key)
        if home is None:
            return False
        owner = self._owner(table_key, row_id)
        if owner != self.property_id and not self._may_leave():
            return True  # it was said why
        self.list.choose(owner)
        grid = self.show_table(table_key)
        if grid is not None and (not field or grid.model.cells.place(field) >= 0) and grid.go_to(row_id, field):
            return True
        home[1].show_all()  # the row is of no property, or the column is of no use where all rows are of one
        return home[1].grid.go_to(row_id, field)

    def _owner(self, table_key: str, row_id: str) -> str:
        if table_key == PROPERTIES.key:
            return row_id
        row = self.document.book.row(table_key, row_id) or {}
        deal = self.document.book.row(DEALS, str(row.get("deal_id") or "")) or {}
        return str(row.get("property_id") or deal.get("property_id") or "")

    def finish(self) -> bool:
        parts = self._finish_parts()
        return super().finish() and parts

    def _finish_parts(self) -> bool:
        """Takes what is being typed into fields; the first part that refuses comes to the front."""
        refused = [part for part in self.centre.parts.values() if not part.finish()]
        for part in refused[:1]:
            self.centre.bring(part)
            part.mend()
        return not refused

    def bring(self, grid: Grid) -> None:
        for part in self.centre.parts.values():
            for one in part.grids:
                if one.grid is grid:
                    self.show_table(one.table.key)

    def count(self, *_: object) -> None:
        if self.isVisible():
            self.centre.count()
            self._refresh_parts()
            self._list_soon.start()

    def _part_shown(self) -> None:
        self.tell()
        self.grid_changed.emit()
