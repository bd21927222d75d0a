"""Bringing a spreadsheet in from the window: which file, and into which workbook it goes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.catalog import TAB_OF_TABLE
from app.frame.choosing import choose_import, choose_new
from app.frame.dialogs import Confirm
from app.frame.import_dialog import ImportDialog
from app.frame.import_reading import Reading
from app.frame.import_work import Ready, making_ready
from app.jobs import Cancelled, Latest
from app.tr import tr, tr_error
from app.words import counted
from models.core.refusal import Refused
from models.intake import Imported

if TYPE_CHECKING:
    from app.document import Document
    from app.frame.window import Window
    from models.core.book import Book


class Importing(QObject):
    """`waiting` is what comes in once the new workbook is open."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: Reading | None = None
        self._starter: Book | None = None
        self._target: Path | None = None  # the new workbook
        self._into: Document | None = None
        self._work = Latest(self)
        self._work.done.connect(self._do)
        self._work.failed.connect(self._not_ready)
        window.opened.connect(self._opened)
        window.opener.failed.connect(self._failed)

    def ask(self) -> None:
        choose_import(self._window, self.read)

    def read(self, path: Path) -> None:
        """Reads the file's sheets; the dialog follows."""
        if self._window.finish_typing():
            self._window.opener.read(path)

    def offer(self, path: Path, why: str) -> None:
        """A file that was opened and is no workbook of ours."""
        words = tr(
            "{why} Its rows can be imported: you say which column is which, and see what comes in before it does.",
            why=why,
        )
        title, yes = tr("{name} is no workbook", name=path.name), tr("Import its rows…")
        self._window.show_dialog(lambda parent: Confirm(parent, title, words, yes, lambda: self.read(path)))

    def show(self, reading: Reading) -> None:
        """The dialog on what was read."""
        document = self._window.document
        here = document.name if document is not None and not document.read_only else ""

        def dialog(parent: QWidget) -> ImportDialog:
            return ImportDialog(parent, reading, here, self._book, self._now, self._take, self._new)

        self._window.show_dialog(dialog)

    # --- into which workbook ---

    def _book(self, is_new: bool) -> Book:
        document = self._window.document
        if not is_new and document is not None:
            return document.book
        if self._starter is None:
            from models.starter import starter

            self._starter = starter(self._window.now())
        return self._starter

    def _now(self) -> datetime:
        document = self._window.document
        return document.now() if document is not None else self._window.now()

    def _new(self, reading: Reading) -> None:
        choose_new(self._window, lambda path: self._make(path, reading), demo=False)

    def _make(self, path: Path, reading: Reading) -> None:
        self._waiting, self._target = reading, path.resolve()
        self._window.make(path, demo=False)

    def _opened(self) -> None:
        document = self._window.document
        if document is not None and document.session.path.resolve() == self._target:
            self._into, self._target = document, None
            self._make_ready()
        else:
            self._end()  # somebody opened another workbook meanwhile

    def _failed(self, _: str) -> None:
        self._end()

    def _end(self) -> Document | None:
        """Nothing waits any more; the document that it was for."""
        into, self._waiting, self._target, self._into = self._into, None, None, None
        return into

    def _make_ready(self) -> None:
        """For the new workbook; the window shows meanwhile that it is under way."""
        reading, document = self._waiting, self._into
        if reading is not None and document is not None:
            work = making_ready(reading, frozenset(reading.anew), document.book, document.now())
            self._window.status.work.follow(self._work.start(tr("Bringing the rows in…"), work))

    def _do(self, ready: Ready) -> None:
        document = self._window.document
        if document is self._into and document is not None and document.book is not ready.book:
            self._make_ready()  # somebody was quicker
            return
        into = self._end()
        why = self._take(ready) if document is not None and document is into else ""
        if why:
            self._window.complain(why)

    def _not_ready(self, problem: BaseException) -> None:
        self._end()
        if isinstance(problem, Refused):
            self._window.complain(tr_error(problem))
        elif not isinstance(problem, Cancelled):
            raise problem

    def _take(self, ready: Ready) -> str:
        """Why nothing came in; blank where it did."""
        window, document, found = self._window, self._window.document, ready.found
        if document is None or document.read_only:
            return tr("There is no workbook open that could take the rows.")
        if not document.do(found.changes):
            return tr("The rows could not be imported.")
        table = ready.plan.layout.target
        window.show_tab(TAB_OF_TABLE.get(table.key, "workbook"))
        first = next((one.row for one in found.changes.changes if one.is_insert and one.table == table.key), "")
        window.go_to(table.sheet, first, table.stored[0].name)
        window.say(_told(found, ready.file_name, table.sheet), undo=True)
        return ""


def _told(found: Imported, name: str, sheet: str) -> str:
    said = [tr("{rows} of {name} imported into {sheet}", rows=counted(found.imported, "row"), name=name, sheet=sheet)]
    said += (
        [tr("{skipped_duplicates} there already", skipped_duplicates=found.skipped_duplicates)]
        if found.skipped_duplicates
        else []
    )
    said += [tr("{n} could not come in", n=len(found.rejected))] if found.rejected else []
    return ", ".join(said) + "."
