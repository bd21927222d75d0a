"""The Workbook tab: every sheet at the left, the chosen one at the right; the person's own are for looking at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.command import Frame
from app.document import Document
from app.frame.splitter import Splitter
from app.grid.columns import RawSheet
from app.grid.grid import Grid
from app.guard import guard
from app.jobs import Latest
from app.outside import open_in_spreadsheet
from app.tabs.page import HORIZONTAL, Page
from app.tabs.sheets import SheetList
from app.theme import Role, Size, Space
from app.tr import tr, tr_error
from app.widgets import Button, Card, Text, column, row
from models.catalog import BY_KEY

if TYPE_CHECKING:
    from app.looking import RawSheet as RawCells
    from app.looking import SheetSummary


class Workbook(Page):
    """All sheets; a sheet's grid is made, and one of the person's own is read, when it is first shown."""

    def __init__(self, document: Document, frame: Frame) -> None:
        super().__init__(document, frame, "workbook")
        self._grids: dict[str, Grid] = {}
        self._outdated: set[str] = set()  # of the person's own: the file has been written since they were read
        self._reading = Latest(self)
        self._reading.done.connect(self._has_read)
        self._reading.failed.connect(self._has_not_read)
        self.sheets = SheetList()
        self.title = Text("", Size.SECTION, strong=True, elide=True)
        self.note = Text("", role=Role.MUTED, elide=True)
        self.outside = Button(tr("Open in Excel"), self._open_outside, icon="external")
        self.outside.setToolTip(tr("Open the whole workbook in Excel or what stands in for it"))
        self.stack = QStackedWidget()
        self.waiting = Text("", role=Role.MUTED)
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self.waiting)
        self.fill(self._laid_out())
        document.replaced.connect(self._read_again)
        document.sync.filed.connect(self._read_again)
        self.sheets.chosen.connect(self._show)
        self._list()
        self.sheets.choose(self._first())

    @property
    def grid(self) -> Grid | None:
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Grid) else None

    def panes(self) -> list[QWidget]:
        return [self.stack, self.sheets]

    def bring(self, grid: Grid) -> None:
        for name, kept in self._grids.items():
            if kept is grid:
                self.sheets.choose(name)

    def next_table(self, step: int) -> None:
        names = [sheet.name for sheet in self.sheets.sheets]
        place = names.index(self.sheets.current_name) + step if self.sheets.current_name in names else 0
        self.sheets.choose(names[place % len(names)])
        self.stack.setFocus()

    def shows(self, table_key: str) -> bool:
        return any(sheet.table == table_key for sheet in self.sheets.sheets)

    def show_table(self, table_key: str) -> Grid | None:
        for sheet in self.sheets.sheets:
            if sheet.table == table_key:
                self.sheets.choose(sheet.name)
                return self.grid
        return None

    def show_sheet(self, name: str) -> bool:
        """Shows a sheet by its name, the person's own too; False where there is none."""
        return self.sheets.choose(name)

    def _first(self) -> str:
        """The sheet to begin with: the first of ours, else the first."""
        shown = [sheet for sheet in self.sheets.sheets if not sheet.hidden]
        return next((sheet.name for sheet in [*(s for s in shown if s.table), *shown]), "")

    def _show(self, sheet: SheetSummary) -> None:
        ours = BY_KEY.get(sheet.table)
        self.title.setText(sheet.name)
        self.note.setText(
            tr(ours.doc) if ours else tr("None of Valhalla’s tables: for looking at here. Edit it in Excel.")
        )
        if sheet.name in self._grids:
            self._put_in_front(self._grids[sheet.name])
            self._read_current()
        elif ours is not None:
            self._put_in_front(self._kept(sheet.name, self.new_grid(ours, ours.key)))
        else:
            self._read(sheet.name)

    def _read(self, name: str) -> None:
        """Reads one of the person's own sheets on another thread; what it was stays in view meanwhile."""
        if name not in self._grids:
            self.waiting.setText(tr("Reading {name}…", name=name))
            self.stack.setCurrentWidget(self.waiting)
        session = self.document.session
        self._reading.start(tr("Reading {name}", name=name), lambda _: (name, session.raw_sheet(name)))

    def _has_read(self, read: tuple[str, RawCells]) -> None:
        name, cells = read
        self._outdated.discard(name)
        if not cells.rows:
            self._wait(name, tr("This sheet holds no cells to show. Charts and pictures are seen in Excel."))
            return
        raw = RawSheet(f"own/{name}", name, tuple(cells.headers), cells.rows)
        kept = self._grids.get(name)
        if kept is None:
            kept = self._kept(name, self.new_grid(raw, f"own/{name}"))
            if self.sheets.current_name == name:
                self._put_in_front(kept)
        elif kept.model.cells.source != raw:
            kept.set_source(raw)

    def _wait(self, name: str, words: str) -> None:
        """Says something in the place of a sheet."""
        grid = self._grids.pop(name, None)
        if grid is not None:
            self.stack.removeWidget(grid)
            grid.deleteLater()
        if self.sheets.current_name == name:
            self.waiting.setText(words)
            self.stack.setCurrentWidget(self.waiting)

    def _has_not_read(self, problem: BaseException) -> None:
        from models.core.refusal import Refused

        self.waiting.setText(
            tr_error(problem, hint=False)
            if isinstance(problem, Refused)
            else tr("{name} could not be read.", name=self.title.text())
        )

    def _kept(self, name: str, grid: Grid) -> Grid:
        self._grids[name] = grid
        self.stack.addWidget(grid)
        return grid

    def _put_in_front(self, grid: Grid) -> None:
        self.stack.setCurrentWidget(grid)
        self.stack.setFocusProxy(grid)
        self.tell()
        self.grid_changed.emit()

    def count(self, *_: object) -> None:
        if self.isVisible():
            self._list()

    def _list(self) -> None:
        self.sheets.show_sheets(self.document.session.sheets(), self.document.problems())

    def _read_again(self) -> None:
        """The file was written, by us or somebody else: the person's own sheets may say something else now."""
        self._reading.cancel()
        own = {sheet.name for sheet in self.sheets.sheets if not sheet.table}
        self._outdated = own & {*self._grids, self.sheets.current_name}
        self._read_current()

    def _read_current(self) -> None:
        """The sheet in view, where it is no longer what the file holds."""
        if self.isVisible() and self.sheets.current_name in self._outdated:
            self._read(self.sheets.current_name)

    @guard(None)
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read_current()

    def _open_outside(self) -> None:
        if not open_in_spreadsheet(self.document.session.path):
            self.frame.say(tr("No spreadsheet program answers here. Install one, or open the file from its folder."))

    def _laid_out(self) -> Splitter:
        left, right = Card(margin=Space.S, gap=Space.XS), Card(margin=Space.S, gap=Space.S)
        left.column.addWidget(self.sheets)
        left.setMinimumWidth(180)
        names = column(self.title, self.note, gap=2)
        head = row(margins=(Space.S, Space.XS, 0, 0))
        head.addLayout(names, 1)
        head.addWidget(self.outside)
        right.column.addLayout(head)
        right.column.addWidget(self.stack, 1)
        split = Splitter(HORIZONTAL, left, right, name="workbook")
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([240, 1000])
        return split
