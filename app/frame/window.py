"""The window: the workbook that is open in it."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent

from app.frame import remembered
from app.frame.shell import Shell
from app.guard import guard
from app.recent import forget, own_folder, remember
from app.tr import tr, tr_error, tr_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from app.backups import Damaged
    from app.command import Command
    from app.document import Document
    from app.frame.bars import Bars
    from app.frame.importing import Importing
    from app.frame.opening import Opener
    from app.frame.others import Others
    from app.frame.pages import Pages
    from app.grid.grid import Grid
    from app.jobs import Job
    from app.session import Session
    from app.tabs.page import Page
    from models.core.change import ChangeSet


class Window(Shell):
    """Opens, shows, saves and closes a workbook. Commands and tabs know it as `app.command.Frame`."""

    LATER = (*Shell.LATER, "others", "bars", "opener")

    opened = Signal()  # a workbook is open and its first tab is shown
    left = Signal()  # no workbook is open any more

    def __init__(self, as_of: date | None = None) -> None:
        super().__init__()
        self.document: Document | None = None
        self.pages: Pages | None = None
        self._as_of = as_of
        self._leaving = False
        self.build(self)
        self.start.setFocus()

    @cached_property
    def others(self) -> Others:
        from app.frame.others import Others

        return Others(self)

    @cached_property
    def bars(self) -> Bars:
        from app.frame.bars import Acts, Bars

        others = self.others
        bars = Bars(Acts(others.look, others.save_copy, others.take_over, self.open_anew, self.import_open))
        self.rows.insertWidget(self.rows.indexOf(self.middle), bars)
        return bars

    @cached_property
    def opener(self) -> Opener:
        from app.frame.opening import Opener

        opener = Opener(self._as_of, self)
        opener.started.connect(self._opening)
        opener.opened.connect(self._has_opened)
        opener.failed.connect(self._not_opened)
        opener.sealed.connect(self._ask_password)
        opener.damaged.connect(self._offer_copy)
        opener.foreign.connect(lambda path, why: self.importing.offer(path, why))
        opener.read_in.connect(lambda reading: self.importing.show(reading))
        self.start.opening.cancel.clicked.connect(opener.cancel)
        return opener

    @cached_property
    def importing(self) -> Importing:
        from app.frame.importing import Importing

        return Importing(self)

    # --- what commands and tabs ask for ---

    @property
    def page(self) -> Page | None:
        return self.pages.page if self.pages is not None else None

    @property
    def grid(self) -> Grid | None:
        return self.page.grid if self.page is not None else None

    @property
    def busy(self) -> bool:
        return self.opener.busy

    def run(self, command: Command) -> None:
        """Runs a command as its menu entry does."""
        changes = command.run(self.context)
        if changes and self.document is not None and self.document.do(changes):
            self.say(tr("{label}: done.", label=tr_phrase(changes.label)), undo=True)
        self.actions_.refresh()

    def now(self) -> datetime:
        """The day that counts, at the clock's time of day."""
        from app.frame.opening import moment_of

        return moment_of(self._as_of)

    def open_path(self, path: Path) -> None:
        """Opens a workbook in place of the one that is open."""
        from app.frame.opening import NAMED, SUFFIXES
        from io_xlsx.backups import copies_folder

        if path.suffix.lower() not in (*SUFFIXES, *NAMED):
            self.complain(tr("{name} is no workbook of a kind that Valhalla opens: .xlsx or .xlsm.", name=path.name))
        elif not path.exists() and not copies_folder(path).is_dir():  # else it is offered a copy
            forget(path)
            self.start.refresh()
            self.complain(
                tr("{name} is no longer in {parent}. It was taken off the list.", name=path.name, parent=path.parent)
            )
        elif self._is_open(path):
            self.say(tr("{name} is open already.", name=path.name))
        elif self.finish_typing():
            self.opener.open(path)

    def ask_open(self) -> None:
        from app.frame.choosing import choose_open

        choose_open(self, self.open_path)

    def ask_new(self, *, demo: bool) -> None:
        from app.frame.choosing import choose_new

        choose_new(self, lambda path: self.make(path, demo=demo), demo=demo)

    def ask_import(self) -> None:
        self.importing.ask()

    def import_open(self) -> None:
        """The rows of the file that is open, which has none of our tables: into a workbook that has."""
        if self.document is not None:
            self.importing.read(self.document.session.path)

    def make(self, path: Path, *, demo: bool) -> None:
        """Makes a workbook and opens it; what stood at the path was given up in the dialog, and is kept as a copy."""
        if self._is_open(path):
            self.complain(tr("{name} is open. Close it first, or choose another name.", name=path.name))
        elif self.finish_typing():
            self.opener.make(path, demo=demo, replace=True)

    def try_demo(self) -> None:
        """The demo workbook in the program's own folder, as it was left."""
        self.opener.make(own_folder() / "demo" / "Valhalla Demo.xlsx", demo=True, replace=False)

    def finish_typing(self) -> bool:
        """Takes what is being typed; False, with a word, where it cannot be taken as it is."""
        if self.pages is None or self.pages.finish():
            return True
        self.complain(tr("What is being typed cannot be taken as it is. Mend it, or give it up with Esc."))
        return False

    def close_document(self) -> None:
        if self.document is not None and self.finish_typing():
            self.document.sync.settle(self._put_away)

    def quit(self) -> None:
        self.close()

    def show_tab(self, key: str) -> None:
        if self.pages is not None:
            page = self.pages.show(key)
            for pane in page.panes()[:1]:
                pane.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def next_pane(self, step: int) -> None:
        from app.frame.panes import go_on

        if self.page is not None:
            bars = [button for bar in self.bars.bars for button in bar.buttons[:1]]
            go_on((self.tab_bar.tabs, *bars, *self.page.panes(), self.drawer.panel), step)

    def next_table(self, step: int) -> None:
        if self.page is not None and self.finish_typing():
            self.page.next_table(step)

    def go_to(self, sheet: str, row_id: str, field: str) -> None:
        if self.pages is not None and not self.pages.go_to(sheet, row_id, field):
            self.say(tr("That cell of {sheet} is not in view. Look for it in Excel.", sheet=sheet))

    def toggle_problems(self) -> None:
        if self.document is not None:
            self.drawer.toggle()

    def toggle_conflicts(self) -> None:
        if self.document is not None:
            self.drawer.toggle(self.conflicts)

    def save_copy(self) -> None:
        self.others.save_copy()

    def open_anew(self, *, take: bool = False) -> None:
        """Reads the open workbook's file again in place of what is shown; `take` takes it from whoever has it."""
        if self.document is not None and self.finish_typing():
            path = self.document.session.path
            self.document.sync.settle(lambda: self._let_go_and_open(path, take=take))

    # --- the workbook comes and goes ---

    def _let_go_and_open(self, path: Path, *, take: bool) -> None:
        """The lock goes first: this window's own must not keep it out."""
        self._put_away()
        self.opener.open(path, take=take)

    def _opening(self, job: Job, name: str) -> None:
        self.status.show()
        self.status.work.follow(job)
        if self.document is None:
            self.masthead.show_opening(name)
            self.start.show_opening(name)
            job.progress.connect(self.start.opening.step)
        self.actions_.refresh()

    def _not_opened(self, words: str) -> None:
        if self.document is None:
            self._show_start()
        if words:
            self.complain(words)
        self.actions_.refresh()

    def _ask_password(self, path: Path, was_wrong: bool) -> None:
        from app.frame.password import Password  # by now what it needs has been read

        self._not_opened("")
        again = partial(self._open_with, path)
        self.show_dialog(lambda parent: Password(path.name, parent, again, was_wrong=was_wrong))

    def _open_with(self, path: Path, password: str) -> None:
        if self.finish_typing():
            self.opener.open(path, password=password)

    def _offer_copy(self, damage: Damaged) -> None:
        from app.frame.backups import Recover  # it reads workbooks

        self.show_dialog(lambda parent: Recover(parent, self, damage))

    def _has_opened(self, session: Session) -> None:
        if self.document is not None:
            self.finish_typing()
            self.document.sync.settle(lambda: self._swap(session))
        else:
            self._swap(session)

    def _swap(self, session: Session) -> None:
        from app.document import Document  # read by now, on the thread that opened the workbook
        from app.frame.pages import Pages

        self._let_go()
        remember(session.path)
        document = Document(session, self)
        self.document = document
        self.pages = Pages(document, self, self.tab_bar, self.stack)
        document.state_changed.connect(self._state_changed)
        document.changed.connect(self.toast.too_late)
        document.done.connect(self._done)
        document.refused.connect(lambda refusal: self.complain(tr_error(refusal)))
        document.noticed.connect(self.say)
        document.questioned.connect(self._questioned)
        self.pages.made.connect(self._page_made)
        self.pages.shown.connect(self._page_shown)
        self.in_turns(self._while_open(document, self._brought_up(self.pages)))

    def _while_open(self, document: Document, steps: Iterator[None]) -> Iterator[None]:
        while self.document is document and next(steps, steps) is not steps:
            yield

    def _brought_up(self, pages: Pages) -> Iterator[None]:
        """The first page: made, filled, and only then shown, so that it is painted once."""
        page = pages.make(self._first_tab())
        yield
        yield from page.prepared()
        self._show_document()
        yield
        self._begin()

    def _show_document(self) -> None:
        self.tab_bar.setVisible(True)
        self.show_tab(self._first_tab())
        self.drawer.show_as_before()

    def _first_tab(self) -> str:
        """The tab of last time; of a workbook without our sheets the one that shows its own."""
        is_ours = self.document is not None and bool(self.document.session.base.layout.places)
        return remembered.text_of("tab") if is_ours else "workbook"

    def _begin(self) -> None:
        assert self.document is not None  # asked just before
        self.document.begin()
        self.opened.emit()

    def _put_away(self) -> None:
        self._let_go()
        self._show_start()
        self.left.emit()

    def _let_go(self) -> None:
        if self.document is None:
            return
        self._keep_layout()
        self.toast.too_late()
        if self.pages is not None:
            self.pages.close()
        self.document.close()
        self.document.deleteLater()
        self.document, self.pages = None, None

    def _show_start(self) -> None:
        self.panel.hide()
        self.conflicts.hide()
        self.tab_bar.hide()
        self._questioned()
        self.start.refresh()
        self.start.show_opening(None)
        self.stack.setCurrentWidget(self.start)
        self.start.setFocus()
        self.status.hide()
        self.status.clear()
        self._state_changed()

    # --- what changed, shown ---

    def _state_changed(self) -> None:
        document = self.document
        self.masthead.show_document(document)
        self.status.show_problems(document.problems() if document is not None else None)
        self.panel.show_problems(document.problems() if document is not None else [])
        self.setWindowTitle(f"{document.name}[*] – Valhalla" if document is not None else "Valhalla")
        self.setWindowModified(document is not None and not document.session.is_saved)
        self.actions_.refresh()

    def _questioned(self) -> None:
        document = self.document
        self.bars.show_document(document)
        self.conflicts.show_document(document)
        self.status.show_conflicts(len(document.conflicts) if document is not None else 0)

    def _page_shown(self, page: Page) -> None:
        self.status.clear()
        page.tell()
        self.actions_.refresh()

    def _page_made(self, page: Page) -> None:
        page.selection_summary.connect(self.status.selection.setText)
        page.filter_summary.connect(self.status.filter.setText)
        page.message.connect(self.status.say)
        page.grid_changed.connect(self.actions_.refresh)

    def _done(self, changes: ChangeSet) -> None:
        from app.words import counted

        gone = [change for change in changes.changes if change.is_delete]
        if gone and self.document is not None:
            sheet = self.document.book.tables[gone[0].table].sheet
            self.say(tr("Deleted {rows} from {sheet}.", rows=counted(len(gone), "row"), sheet=sheet), undo=True)

    # --- what it is made of ---

    def _is_open(self, path: Path) -> bool:
        return self.document is not None and self.document.session.path.resolve() == path.resolve()

    def _keep_layout(self) -> None:
        remembered.keep_geometry(self)
        remembered.keep_dividers(self)
        if self.pages is not None and self.document is not None and self.document.session.base.layout.places:
            remembered.keep("tab", self.pages.key)

    # --- events ---

    @guard(None)
    def closeEvent(self, event: QCloseEvent) -> None:
        """Waits for what is being saved; an edit is in the journal in any case."""
        self.opener.cancel()
        if self.document is None:
            remembered.keep_geometry(self)
            super().closeEvent(event)
            return
        event.ignore()
        if not self._leaving and self.finish_typing():
            self._leaving = True
            # Later: a window cannot be closed from inside its own closing.
            self.document.sync.settle(lambda: QTimer.singleShot(0, self, self._leave))

    def _leave(self) -> None:
        self._leaving = False
        self._let_go()
        self.close()

    @guard(None)
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        active = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow()
        if active and self.document is not None:
            self._state_changed()  # the day may have changed meanwhile
