"""The Pipeline tab: deals by stage or as a table, and beside them the chosen one with what comes next."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.command import Frame
from app.document import Document
from app.frame.remembered import keep, text_of
from app.frame.splitter import Splitter
from app.grid.grid import Grid
from app.tabs.page import HORIZONTAL, Page
from app.tabs.pipeline.actions import NO_DEAL, DealActions
from app.tabs.pipeline.board import BoardPart
from app.tabs.pipeline.centre import Centre, tables_in
from app.tabs.pipeline.detail import Detail
from app.tabs.pipeline.side import Side
from app.tabs.pipeline.tables import DealsTable, DealTable
from app.tabs.pipeline.templates import TemplatesPart
from app.tr import marked, tr
from models.core.change import ChangeSet
from models.pipeline.deals import DEALS

MOVED = {"stage", "updated_at"}  # the fields that change with a deal's stage


class Pipeline(Page):
    """`acts` is what its buttons and the window's commands do with the chosen deal."""

    _front: QWidget | None = None  # the part that is shown
    _drawn: tuple[object, ...] = (None, None, None, None)  # the state that is shown

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "pipeline")
        self.acts = DealActions(document, frame, lambda: self.deal_id)
        self.board = BoardPart(document, self.acts.add_deal)
        self.deals = DealsTable(self.new_grid)
        self.templates = TemplatesPart(document, frame, self.new_grid)
        self.detail = Detail(document, frame, self.acts)
        new_grid = self.new_grid
        self.centre = Centre(document, self.acts, self.board, self.deals, {
            marked("Next steps"): DealTable("Followups", new_grid, "next step", "deal_id"),
            marked("Runs"): DealTable("PipelineRuns", new_grid, "run", "deal_id"),
            marked("Drafts"): DealTable("Drafts", new_grid, "draft", "deal_id"),
            marked("Sent"): DealTable("SendLog", new_grid, "row"),
            marked("Contacts"): DealTable("Contacts", new_grid, "contact"),
            marked("Templates"): self.templates,
            marked("Rules"): DealTable("ContactRules", new_grid, "rule"),
        })  # fmt: skip
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        self.choose(text_of("pipeline/deal"))

    def _lay_out(self) -> None:
        split = Splitter(HORIZONTAL, self.centre, name="pipeline-page")
        self.side = Side(self, split, self.detail, self.centre.open_side)
        self.fill(split)

    def _connect(self) -> None:
        self.board.chosen.connect(self.choose)
        self.board.opened.connect(self._open_detail)
        self.board.moved.connect(self.acts.move_to)
        for part in self.centre.parts.values():
            for one in tables_in(part):
                one.met.connect(self.choose)
        self.centre.showed.connect(self._part_shown)
        self.acts.added = self._added
        self.detail.template_wanted.connect(self._show_template)
        self.document.changed.connect(self._changed)
        self.document.replaced.connect(self.refresh)
        self._part_shown()

    # --- the chosen deal ---

    @property
    def deal_id(self) -> str | None:
        return self.detail.deal_id or None

    def choose(self, deal_id: str) -> None:
        """Shows a deal beside the board; of one that is not there, the first."""
        if deal_id not in self.document.book[DEALS].index:
            self.board.refresh()
            deal_id = self.board.first_deal()
        if deal_id:
            keep("pipeline/deal", deal_id)
        self.side.allow(bool(deal_id))
        self.detail.show_for(deal_id)
        self.templates.show_for(deal_id)
        self.board.show_chosen(deal_id)
        for part in self.centre.parts.values():
            for one in tables_in(part):
                one.show_for(deal_id)
        self.grid_changed.emit()

    def _open_detail(self) -> None:
        self.side.open(True)
        self.detail.setFocus()

    def _added(self, deal_id: str) -> None:
        self.centre.show_everything()
        self.choose(deal_id)

    def _show_template(self, template_id: str) -> None:
        self.go_to("Templates", template_id, "body")

    def start_run(self) -> None:
        """The message in front, then what a run asks for."""
        if self.deal_id is None:
            self.frame.say(tr(NO_DEAL))
            return
        self._open_detail_at_message()
        self.detail.message.start_run()

    def answer(self, deal_id: str, step_id: str) -> None:
        """A new message of a deal in front, whose run closes the follow-up."""
        self.write_to(deal_id, "")
        self.detail.message.answers = step_id

    def write_to(self, deal_id: str, draft_id: str) -> None:
        """A draft of a deal in the composer, or with a blank ID a new message."""
        self.choose(deal_id)
        self._open_detail_at_message()
        self.detail.show_draft(draft_id)
        self.detail.message.setFocus()

    def start_sent(self) -> None:
        """How the deal's draft was sent."""
        if self.deal_id is None:
            self.frame.say(tr(NO_DEAL))
            return
        self._open_detail_at_message()
        self.detail.message.start_sent()

    def _open_detail_at_message(self) -> None:
        self.side.open(True)
        self.detail.bring(self.detail.message)

    # --- following the document ---

    def refresh(self) -> None:
        """What the Book says now, in everything that is in view."""
        if not self.isVisible():
            return
        if (self.deal_id or "") not in self.document.book[DEALS].index:
            self.choose("")
        self.centre.refresh()
        self.detail.refresh()
        if self.centre.current is self.templates:
            self.templates.refresh()
        self._drawn = self._state()

    def _state(self) -> tuple[object, ...]:
        """What the page looks different for; a save alone is not."""
        document = self.document
        return document.book, document.as_of, document.read_only, document.problems()

    def _changed(self, changes: ChangeSet) -> None:
        """A card that was dropped is there within the frame, what stands beside the board right after."""
        touched = [set(change.after) if change.before and change.after else {""} for change in changes.changes]
        if self.isVisible() and touched and set().union(*touched) <= MOVED:
            self.centre.refresh()
            self._soon.start()
        else:
            self.refresh()

    # --- what is asked of a page ---

    def panes(self) -> list[QWidget]:
        return [pane for pane in (self.centre, self.side.drawer) if pane.isVisibleTo(self)]

    def next_table(self, step: int) -> None:
        self.centre.step(step)

    @property
    def grid(self) -> Grid | None:
        """The grid of the part in front; the board has none."""
        return next((one.grid for one in tables_in(self._front)), None) if self._front is not None else None

    def shows(self, table_key: str) -> bool:
        return self.centre.home_of(table_key) is not None

    def show_table(self, table_key: str) -> Grid | None:
        home = self.centre.home_of(table_key)
        if home is None:
            return None
        part, one = home
        self.centre.bring(part)
        self._choose(one.grid)
        return one.grid

    def go_to(self, table_key: str, row_id: str, field: str) -> bool:
        home = self.centre.home_of(table_key)
        if home is None:
            return False
        row = self.document.book.row(table_key, row_id) or {}
        deal_id = row_id if table_key == DEALS.key else str(row.get("deal_id") or "")
        if deal_id in self.document.book[DEALS].index:
            self.choose(deal_id)
        grid = self.show_table(table_key)
        assert grid is not None
        if field not in [one.field for one in grid.model.cells.columns]:
            field = ""
        if grid.go_to(row_id, field):
            return True
        self.centre.show_everything()
        home[1].show_all()
        return grid.go_to(row_id, field)

    def finish(self) -> bool:
        if not (detail := self.detail.finish()):
            self.side.open(True)
            self.detail.setFocus()
        if not (templates := self.templates.finish()):
            self.centre.bring(self.templates)
        return super().finish() and detail and templates

    def bring(self, grid: Grid) -> None:
        self.centre.bring(next(part for part in self.centre.parts.values() if part.isAncestorOf(grid)))

    def count(self, *_: object) -> None:
        if self.isVisible():
            self.centre.count()
            if any(one is not other for one, other in zip(self._drawn, self._state(), strict=True)):
                self._soon.start()

    def _part_shown(self) -> None:
        self._front = self.centre.current
        self.tell()
        if self.centre.current is self.templates:
            self.templates.refresh()
        self.grid_changed.emit()
