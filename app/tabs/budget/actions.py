"""What the buttons and commands of the page do; each says what happened, with Undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.bank_file import bank_text
from app.command import Frame
from app.document import Document
from app.jobs import Latest
from app.tabs.budget.dialogs import SetBalance, choose_bank_file
from app.tabs.budget.import_dialog import ImportDialog
from app.tabs.budget.reading import Reading
from app.tr import tr, tr_error
from app.words import amount, counted
from models.budget import LEDGER
from models.budget.forecast import balance_on
from models.budget.importing import Imported
from models.budget.targets import set_opening
from models.core.refusal import Refused

SLOW = 1_000_000  # bytes: about a second


class BudgetActions:
    """`page` is where the system's file dialog belongs; `show_month` brings a month into view."""

    def __init__(self, document: Document, frame: Frame, page: QWidget, show_month: Callable[[date], object]) -> None:
        self.document, self.frame, self._page, self._show_month = document, frame, page, show_month
        self.reading = Latest(page)
        self.reading.done.connect(self._show)
        self.reading.failed.connect(self._refuse)

    # --- the bank's file ---

    def import_file(self) -> None:
        if self.document.read_only:
            self.frame.say(tr("Nothing can be imported: {why}.", why=self.document.read_only))
            return
        choose_bank_file(self._page.window(), self.read)

    def read(self, path: Path) -> None:
        """Opens the dialog on a file once it is read; one that is no bank's is refused with a sentence."""
        if path.is_file() and path.stat().st_size > SLOW:
            self.frame.say(tr("Reading {name}…", name=path.name))
        self.reading.start(tr("Reading {name}", name=path.name), lambda _: (path, Reading(bank_text(path))))

    def _refuse(self, problem: BaseException) -> None:
        if not isinstance(problem, Refused):
            raise problem
        self.document.refused.emit(problem)

    def _show(self, read: tuple[Path, Reading]) -> None:
        path, reading = read

        def dialog(parent: QWidget) -> ImportDialog:
            return ImportDialog(parent, self.document, path.name, reading, lambda found: self._take(found, path.name))

        self.frame.show_dialog(dialog)

    def _take(self, found: Imported, name: str) -> str:
        """Why nothing was imported; blank where it was."""
        if not self.document.do(found.changes):
            return tr("The lines could not be imported.")
        days = [
            change.after["date"]
            for change in found.changes.changes
            if change.table == LEDGER.key and change.is_insert and change.after
        ]
        latest = max((day for day in days if isinstance(day, date)), default=None)
        if latest is not None:
            self._show_month(latest)
        said = [tr("{lines} imported from {name}", lines=counted(found.imported, "line"), name=name)]
        if found.skipped_duplicates:
            said.append(tr("{skipped_duplicates} there already", skipped_duplicates=found.skipped_duplicates))
        if found.rejected:
            said.append(tr("{n} could not be read", n=len(found.rejected)))
        self.frame.say(", ".join(said) + ".", undo=True)
        return ""

    # --- the balance ---

    def set_balance(self) -> None:
        if self.document.read_only:
            self.frame.say(tr("Nothing can be changed: {why}.", why=self.document.read_only))
            return
        try:
            now: float | None = balance_on(self.document.book, self.document.as_of)
        except Refused:
            now = None
        self.frame.show_dialog(lambda parent: SetBalance(parent, now, self.document.as_of, self._set_balance))

    def _set_balance(self, balance: float) -> str:
        """Why it was not set; blank where it was."""
        document = self.document
        try:
            changes = set_opening(document.book, balance, document.as_of, document.now())
        except Refused as refusal:
            return tr_error(refusal, hint=False)
        if changes and document.do(changes):
            self.frame.say(tr("The balance is {balance} today.", balance=amount(balance)), undo=True)
        return ""
