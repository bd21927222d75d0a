"""The Session: the open workbook, and the only thing that changes; the window and the command line share it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from app.access import about_file, lock_for_writing, refuse_unwritable, unwritable
from app.backups import opened
from app.files import looks_encrypted, parsed, read
from app.looking import RawSheet, SheetSummary, all_problems, raw_sheet, read_problems, sheets_of
from app.saving import SaveJob, SaveOutcome
from app.zone import local_zone
from io_xlsx.guard import foreign_lock
from io_xlsx.journal import Journal, Taken
from io_xlsx.lock import Holder, Lock
from io_xlsx.read.reader import Progress, Reading
from io_xlsx.save import Base, remove_leftovers
from models.bills.follow import followed as bills_followed
from models.core.book import Conflicts
from models.core.change import ChangeSet, net
from models.core.history import History
from models.core.problem import Problem, Severity
from models.core.refusal import Refused
from models.ops.reminders import followed as reminders_followed
from models.pipeline.follow import followed as followups_followed

Clock = Callable[[], datetime]
BROUGHT_BACK = "Bring back newer edits"


def local_now() -> datetime:
    """The clock of this machine, with its time zone."""
    return datetime.now(local_zone())


class Session:
    """One open workbook. `book` is what the screens show; `read_only` says why nothing can be changed, if so."""

    def __init__(
        self, path: Path, reading: Reading, as_of: date | None, clock: Clock, journals: Path, lock: Lock
    ) -> None:
        self.path = path
        self.locked_by: Holder | None = None
        self.notices: list[str] = []
        self._day = as_of
        self._clock = clock
        self._journals = journals
        self._lock = lock
        self._told: tuple[str, ...] = ()
        self._begin(reading)

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
        password: str | None = None,
    ) -> Session:
        """Raises Refused with one sentence where the file is no workbook that can be opened.

        With `write` the workbook is locked; where somebody else has the lock after `wait` seconds, it opens read-only,
        and `locked_by` says who has it.
        With a `password` an encrypted one opens, read-only: without, and with a wrong one, the refusal's code says so.
        `progress` may raise to cancel.
        """
        lock = Lock(path.resolve())
        # Locked before it is read: what somebody else saves and journals before then is part of what is read.
        lockable = write and path.is_file() and not looks_encrypted(path)
        held_up, holder = lock_for_writing(lock, path, wait) if lockable else ("", None)
        try:
            session = cls(path, opened(path, progress, password), as_of, clock, journals, lock)
        except BaseException:
            lock.release()
            raise
        session.read_only = session.read_only or held_up
        session.locked_by = holder
        return session

    def take_over(self) -> None:
        """Takes the workbook from whoever `locked_by` names, for a person who was warned, and reads everything anew.

        The other one keeps its unsaved edits in its journal: on this machine they come back here at once, on another
        one when it opens the workbook again. Raises Refused.
        """
        try:
            self._lock.take()
            reading = read(self.path)
        except OSError as problem:
            raise Refused(f"{self.name} could not be taken over: {problem.strerror}.", code="locked") from None
        self.locked_by = None
        self._begin(reading, taking=True)

    def _begin(self, reading: Reading, *, taking: bool = False) -> None:
        """Starts from what the file holds, with what it lacks of the journal on top."""
        self.base = Base.of(reading.package, reading.layout)
        self.book = reading.book
        self.read_only = unwritable(self.name, reading)
        self._reading = reading
        self._history = History()
        self._unsaved: list[ChangeSet] = []
        self._since_read: list[ChangeSet] = []
        self._journal = Journal(self._journals, self.path, self.base.stamp, self._clock)
        if taking:
            with suppress(OSError, Taken):  # whoever wrote it until now may not any more
                self._journal.write_taken()
        self.notices += [*about_file(self.name, reading), *self._journal.notes(self.name)]
        self._bring_back()
        if self._lock.held:
            self._journal.prepare()
            remove_leftovers(self.path, self._journal.leftovers())

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
        refuse_unwritable(self.base, book, changes, self._unsaved, self.as_of)
        try:
            self._journal.write_edit(changes, self.base.revision)
        except Taken:
            self.read_only = "another Valhalla has taken it over; open it anew"
            raise Refused(f"Nothing can be changed: {self.read_only}.", code="taken") from None
        except OSError as problem:
            raise Refused(f"The edit could not be kept safe: {problem.strerror}.", code="journal") from None
        self.book = book
        self._unsaved.append(changes)
        self._since_read.append(changes)

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
            self._lock,
            self._journal.upto,
        )

    def prepare_restore(self, version: Reading) -> SaveJob:
        """The save that makes the file an earlier version of itself. Raises Refused where something is unsaved."""
        if not self._lock.held:
            raise Refused(f"Nothing can be restored: {self.read_only}.", code="read_only")
        if not self.is_saved:
            raise Refused(
                f"{self.name} cannot go back to an earlier version yet: its last edits are not in the file.",
                hint="Save them, or undo them, first.",
                code="unsaved",
            )
        return replace(self.prepare_save(), version=version)

    def finish_save(self, saved: SaveOutcome) -> None:
        """Takes the result of a save or restore over; edits made while it ran stay unsaved."""
        later = self._unsaved[saved.count :]
        self.base = saved.base
        self._unsaved = []
        self.notices += [note for note in saved.notes if note not in self._told]
        self._told = saved.notes
        if saved.restored is not None:
            self._go_back(saved.restored, later)
        elif saved.merged:
            self._adopt(saved, later)
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

    def _adopt(self, saved: SaveOutcome, later: list[ChangeSet]) -> None:
        """Goes on with a Book that another program had a part in."""
        self._reading = parsed(self.base.package)
        self._since_read = []
        self.book = saved.book
        for changes in later:
            self._redo_on_top(changes)
        if saved.brought_back:
            self._tell_brought_back(saved.brought_back)
        else:
            self.notices.append(f"{self.name} had been saved by another program; both sides' changes are in it now.")

    def _read_anew(self, reading: Reading, later: list[ChangeSet]) -> None:
        """The file is the one that was just saved, but what its columns mean has changed."""
        self._reading, self._since_read, self.book = reading, [], reading.book
        self.base = Base.of(reading.package, reading.layout)
        for changes in later:
            self._redo_on_top(changes)

    def _go_back(self, version: Reading, later: list[ChangeSet]) -> None:
        """The file is an earlier version of itself, which nothing that was done until now applies to."""
        self._reading, self._since_read, self.book = version, [], version.book
        self.read_only = unwritable(self.name, version)
        self._history.clear()
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
        pending = self._journal.pending(self.base.stamp, self.book.tables)
        for item in pending:
            self._redo_on_top(item.changes)
        count = len(self.unsaved.changes)
        if count and any(item.saved for item in pending):
            self._tell_brought_back(self.unsaved)
        elif count:
            self.notices.append(f"{_rows(count)} changed earlier and not yet saved came back.")
        if self._journal.forgets(self.base.stamp):
            self.notices.append(f"{self.name} is so old a copy that some edits made since are no longer kept.")

    def _tell_brought_back(self, changes: ChangeSet) -> None:
        """An older copy came in the file's place: one Undo keeps it as it is."""
        self._history.did(ChangeSet(BROUGHT_BACK, changes.changes))
        self.notices.append(
            f"{self.name} was an older copy: {_rows(len(changes.changes))} changed since came back. "
            "Undo keeps the older copy instead."
        )

    # --- looking ---

    def problems(self) -> list[Problem]:
        """Everything wrong with the workbook now, with cells; what was edited since it was read is no longer listed."""
        return all_problems(self.path, self.base, self.book, self._read_problems(), self.as_of)

    def unread(self, table: str, row_id: str) -> set[str]:
        """The row's fields that could not be read: the Book shows a blank where the file holds something."""
        key_of = self.base.layout.key_of
        found = [p for p in self._read_problems() if p.row_id == row_id and key_of(p.sheet) == table]
        return {p.column for p in found if p.severity is Severity.ERROR}

    def _read_problems(self) -> list[Problem]:
        return read_problems(self.base, self._reading, net(self._since_read))

    def place(self, table: str, row_id: str, name: str) -> str:
        """The cell of a field, like `C12`; blank where the row is not in the sheet yet."""
        return self.base.layout.cell(table, row_id, name)

    def sheets(self) -> list[SheetSummary]:
        """The workbook's sheets in their order."""
        return sheets_of(self.base, self.book)

    def raw_sheet(self, name: str) -> RawSheet:
        """A sheet as texts; slow for large ones. Raises Refused where it cannot be read."""
        return raw_sheet(self.base, name)

    # --- locking ---

    def waiting_for(self) -> str:
        """What a save has to wait for, in words: another program, or the file to be there; blank if nothing."""
        path = self.path.resolve()
        return foreign_lock(path) or ("" if path.exists() else f"{self.name} is not there just now")

    def close(self) -> None:
        """Lets the workbook go; unsaved edits stay in the journal."""
        self._lock.release()


def _rows(count: int) -> str:
    return f"{count} {'row' if count == 1 else 'rows'}"
