"""The Session: the open workbook, and the only thing that changes; the window and the command line share it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.files import conflicted_copies, parsed, read
from app.saving import SaveJob, SaveOutcome
from app.zone import local_zone
from io_xlsx.board import Board
from io_xlsx.guard import Busy, Lock, foreign_lock
from io_xlsx.journal import Journal
from io_xlsx.parts.package import Unreadable
from io_xlsx.patch.edits import Refused as PatchRefused
from io_xlsx.plan import refuse_unwritable
from io_xlsx.read.reader import Progress, Reading
from io_xlsx.read.sheet_values import SheetReader
from io_xlsx.save import Base, Order, rehearse
from models.bills.follow import followed as bills_followed
from models.core.book import Book, Conflicts
from models.core.change import ChangeSet, net
from models.core.check import check_book
from models.core.history import History
from models.core.problem import Problem, Severity
from models.core.refusal import Refused
from models.dashboard import DASHBOARD
from models.ops.reminders import followed as reminders_followed
from models.pipeline.follow import followed as followups_followed

Clock = Callable[[], datetime]


def local_now() -> datetime:
    """The clock of this machine, with its time zone."""
    return datetime.now(local_zone())


def _locked(lock: Lock, path: Path, wait: float) -> str:
    """Takes the lock; says why it could not be had, blank where it is held now."""
    if not os.access(path, os.W_OK):
        return "the file is write-protected"
    try:
        lock.acquire(wait)
    except Busy as holder:
        return str(holder)
    except OSError as problem:
        return f"its folder cannot be written to ({problem.strerror})"
    return ""


def _why_not(path: Path, reading: Reading) -> str:
    """Why nothing of the workbook can be changed; blank where it can."""
    if reading.layout.structure.signed:
        return "it is digitally signed, and a change would make the signature invalid; save a copy without it in Excel"
    return "" if reading.layout.places else f"{path.name} has none of Valhalla's sheets"


@dataclass(frozen=True)
class SheetSummary:
    """One sheet of the workbook: `table` is the key of ours on it, blank for the person's own; `rows` only for ours."""

    name: str
    table: str
    rows: int | None
    hidden: bool


@dataclass(frozen=True)
class RawSheet:
    """A sheet of the person's own, as texts; read-only. The headers are column letters."""

    headers: tuple[str, ...]
    rows: Sequence[Sequence[str]]


class Session:
    """One open workbook. `book` is what the screens show; `read_only` says why nothing can be changed, if so."""

    def __init__(
        self, path: Path, reading: Reading, as_of: date | None, clock: Clock, journals: Path, lock: Lock
    ) -> None:
        self.path = path
        self.base = Base.of(reading.package, reading.layout)
        self.book = reading.book
        self.read_only = _why_not(path, reading)
        self.notices: list[str] = []
        self._reading = reading
        self._day = as_of
        self._clock = clock
        self._lock = lock
        self._journal = Journal(journals, path, self.base.workbook_id, clock)
        self._history = History()
        self._unsaved: list[ChangeSet] = []
        self._since_read: list[ChangeSet] = []
        self._bring_back()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        journals: Path,
        as_of: date | None = None,
        clock: Clock = local_now,
        progress: Progress = lambda _text, _share: None,
        write: bool = True,
        wait: float = 0.0,
    ) -> Session:
        """Raises Refused with one sentence where the file is no workbook that can be opened.

        With `write` the workbook is locked; where somebody else has the lock after `wait` seconds, it opens read-only.
        `progress` may raise to cancel.
        """
        lock = Lock(path.resolve())
        # Locked before it is read: what somebody else saves and journals before then is part of what is read.
        held_up = _locked(lock, path, wait) if write and path.is_file() else ""
        try:
            session = cls(path, read(path, progress), as_of, clock, journals, lock)
        except BaseException:
            lock.release()
            raise
        session.read_only = session.read_only or held_up
        return session

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def as_of(self) -> date:
        """The day that everything counts from."""
        return self._day or self._clock().date()

    def now(self) -> datetime:
        """The moment that stamps bear: the day that counts, at the clock's time of day."""
        moment = self._clock()
        return moment if self._day is None else datetime.combine(self._day, moment.timetz())

    # --- changing ---

    def do(self, changes: ChangeSet, *, undoable: bool = True) -> ChangeSet:
        """Applies the changes with what follows from them, and returns all of it. Raises Refused.

        It is in the journal before this returns, and undone as one. Undo passes over one that is not `undoable`.
        """
        if changes:
            changes = self._with_what_follows(changes)
            self._apply(changes)
            if undoable:
                self._history.did(changes)
        return changes

    def _with_what_follows(self, changes: ChangeSet) -> ChangeSet:
        """Whoever edits a bill, a payment, a follow-up or an entity, need not know of Next Due and reminders."""
        asked = changes.tables
        with suppress(Conflicts):  # what does not fit is refused with its reason when it is applied
            changes = followups_followed(self.book, changes, self.now())
            for followed in (bills_followed, reminders_followed):
                changes = followed(self.book, changes, self.as_of, self.now())
        # What nobody asked for is left out where its sheet cannot be written.
        wanted = asked | self.base.layout.writable
        return ChangeSet(changes.label, tuple(one for one in changes.changes if one.table in wanted))

    def undo(self) -> ChangeSet | None:
        """Takes the last change set back and returns what that changed; None if there is nothing to undo."""
        changes = self._history.undoing()
        if changes is not None:
            self._travel(changes, self._history.drop_undo)
            self._history.undid()
        return changes

    def redo(self) -> ChangeSet | None:
        """Does again what was undone last; None if there is nothing."""
        changes = self._history.redoing()
        if changes is not None:
            self._travel(changes, self._history.drop_redo)
            self._history.redid()
        return changes

    def _travel(self, changes: ChangeSet, drop: Callable[[], None]) -> None:
        """What can no longer be undone must not stand in the way of what can."""
        try:
            self._apply(changes)
        except Refused as refusal:
            if refusal.code == "conflict":
                drop()
            raise

    @property
    def undo_label(self) -> str:
        return self._history.undo_label

    @property
    def redo_label(self) -> str:
        return self._history.redo_label

    def _apply(self, changes: ChangeSet) -> None:
        if self.read_only:
            raise Refused(f"Nothing can be changed: {self.read_only}.", code="read_only")
        try:
            book = self.book.apply(changes)
        except Conflicts as problem:
            raise Refused(f"This can no longer be done: {problem}", code="conflict") from None
        self._refuse_unwritable(book, changes)
        try:
            self._journal.write_edit(changes, self.base.revision)
        except OSError as problem:
            raise Refused(f"The edit could not be kept safe: {problem.strerror}.", code="journal") from None
        self.book = book
        self._unsaved.append(changes)
        self._since_read.append(changes)

    def _refuse_unwritable(self, book: Book, changes: ChangeSet) -> None:
        """At the edit, not at its save: what the sheet cannot take must not be kept for ever."""
        layout = self.base.layout
        try:
            refuse_unwritable(layout, book, changes)
            if any(layout.places[key].protected for key in changes.tables):
                whole = net([*self._unsaved, changes])
                rehearse(self.base, Order(book, whole, self.as_of, DASHBOARD, self._journal.workbook_id))
        except PatchRefused as problem:
            where = f"{problem.sheet}!{problem.cell}: " if problem.sheet and problem.cell else ""
            raise Refused(f"{where}{problem.reason}", code="read_only") from None

    # --- saving ---

    @property
    def unsaved(self) -> ChangeSet:
        """What the file does not hold yet, as one change set."""
        return net(self._unsaved)

    @property
    def is_saved(self) -> bool:
        return not self.unsaved

    def prepare_save(self) -> SaveJob:
        """The save of everything done until now; cheap."""
        return SaveJob(
            self.path,
            self.base,
            self.book,
            tuple(self._unsaved),
            self.as_of,
            self._clock(),
            self._journal,
            self._journal.number,
        )

    def finish_save(self, saved: SaveOutcome) -> None:
        """Takes the result of a save over; edits made while it ran stay unsaved."""
        later = self._unsaved[saved.count :]
        self.base = saved.base
        self._unsaved = []
        if saved.merged:
            self._take_over(saved.book, later)
        elif saved.reading is not None:
            self._read_anew(saved.reading, later)
        else:
            self._unsaved = later

    def save(self) -> None:
        """Saves now, in this thread. Raises Refused; the edits then stay unsaved and in the journal."""
        if self._unsaved:
            self.finish_save(self.prepare_save().run())

    def discard(self, changes: ChangeSet) -> None:
        """Takes back a change set that was just done and could not be saved, as if it had never been."""
        self._apply(changes.inverse())
        self._history.clear()

    def _take_over(self, book: Book, later: list[ChangeSet]) -> None:
        self._reading = parsed(self.base.package)
        self._since_read = []
        self.book = book
        for changes in later:
            self._redo_on_top(changes)
        self.notices.append(f"{self.name} had been saved by another program; both sides' changes are in it now.")

    def _read_anew(self, reading: Reading, later: list[ChangeSet]) -> None:
        """The file is the one that was just saved, but what its columns mean has changed."""
        self._reading, self._since_read, self.book = reading, [], reading.book
        self.base = Base.of(reading.package, reading.layout)
        for changes in later:
            self._redo_on_top(changes)

    def _redo_on_top(self, changes: ChangeSet) -> None:
        fitting, conflicts = self.book.rebase(changes)
        for clash in conflicts:
            table = self.book.tables[clash.table]
            what = f", {table[clash.field].header}" if clash.field in table else ""
            self.notices.append(
                f"{table.sheet} {clash.row}{what}: another program's value was kept, not “{clash.mine}”."
            )
        if fitting:
            self.book = self.book.apply(fitting)
            self._unsaved.append(fitting)
            self._since_read.append(fitting)

    def _bring_back(self) -> None:
        """What was accepted and is not in the file: applied through the merge, never blindly."""
        known = self.base.revision if self.base.workbook_id else None
        pending = self._journal.pending(known, self.book.tables)
        for item in pending:
            self._redo_on_top(item.changes)
        count = len(self.unsaved.changes)
        if count:
            self.notices.append(
                f"{count} {'row' if count == 1 else 'rows'} changed earlier and not yet saved came back."
            )

    # --- looking ---

    def problems(self) -> list[Problem]:
        """Everything wrong with the workbook now, with cells; what was edited since it was read is no longer listed."""
        layout = self.base.layout
        read = self._read_problems()
        told = {(p.sheet, p.row_id, p.column) for p in read if p.severity is Severity.ERROR}
        found = [layout.located(problem) for problem in check_book(self.book)]
        # A value that could not be read is missing, too; it is listed once.
        rest = [p for p in found if (p.sheet, p.row_id, p.column) not in told and not self._is_absent(p)]
        return [*self._about_file(), *read, *rest, *Board.read(DASHBOARD, layout).problems(self.as_of)]

    def _is_absent(self, problem: Problem) -> bool:
        """Whether the field has no column to be blank in: that is told once, for all rows."""
        place, name = self.base.layout.owner(problem.sheet), problem.column
        if place is None or name not in place.table:
            return False
        return place.table[name].required and name not in place.columns

    def _about_file(self) -> list[Problem]:
        advice = "Look what it has that this one lacks, and enter it here; Valhalla neither changes nor deletes it."
        told = "{} lies beside it: a copy that was changed elsewhere at the same time."
        copies = conflicted_copies(self.path)
        return [Problem(Severity.WARNING, "", told.format(copy.name), advice=advice) for copy in copies]

    def unread(self, table: str, row_id: str) -> set[str]:
        """The row's fields that could not be read: the Book shows a blank where the file holds something."""
        key_of = self.base.layout.key_of
        found = [p for p in self._read_problems() if p.row_id == row_id and key_of(p.sheet) == table]
        return {p.column for p in found if p.severity is Severity.ERROR}

    def _read_problems(self) -> list[Problem]:
        """What reading the file found, but for cells that were edited since."""
        edited = {(c.table, c.row, name) for c in net(self._since_read).changes for name in (c.after or c.before or {})}
        key_of = self.base.layout.key_of
        return [p for p in self._reading.problems if (key_of(p.sheet), p.row_id, p.column) not in edited]

    def place(self, table: str, row_id: str, name: str) -> str:
        """The cell of a field, like `C12`; blank where the row is not in the sheet yet."""
        return self.base.layout.cell(table, row_id, name)

    def sheets(self) -> list[SheetSummary]:
        """The workbook's sheets in their order."""
        found = []
        for sheet in self.base.layout.structure.sheets:
            owner = self.base.layout.owner(sheet.name)
            rows = len(self.book[owner.table]) if owner else None
            found.append(SheetSummary(sheet.name, owner.table.key if owner else "", rows, sheet.state != "visible"))
        return found

    def raw_sheet(self, name: str) -> RawSheet:
        """A sheet as texts; slow for large ones. Raises Refused where it cannot be read."""
        sheet = self.base.layout.structure.sheet(name)
        if sheet is None or sheet.kind != "worksheet":
            raise Refused(f"{name} holds no cells to show.", code="not_found")
        try:
            with SheetReader(self.base.package) as reader:
                headers, rows = reader.read(sheet).texts()
        except Unreadable as problem:
            raise Refused(str(problem), code="unreadable") from None
        return RawSheet(headers, rows)

    # --- locking ---

    def waiting_for(self) -> str:
        """Who else has the workbook open just now, in words; blank if nobody."""
        return foreign_lock(self.path.resolve())

    def close(self) -> None:
        """Lets the workbook go; unsaved edits stay in the journal."""
        self._lock.release()
