"""The Session: the open workbook, and the only thing that changes; the window and the command line share it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from app.access import about_file, lock_for_writing, reading_journal, refuse_unwritable, unwritable
from app.arrival import Arrival, Look
from app.backups import opened
from app.conflict_text import conflict_line, conflict_words
from app.files import is_file, looks_encrypted, read
from app.follow import followed
from app.looking import RawSheet, SheetSummary, all_problems, raw_sheet, read_problems, sheets_of
from app.rebase import rebased
from app.recovery import brought_back, older_copy, recovered
from app.saving import SaveJob, SaveOutcome, refuse_another, write_copy
from app.zone import local_zone
from io_xlsx.journal import Journal, Taken
from io_xlsx.lock import Holder, Lock
from io_xlsx.read.reader import Progress, Reading
from io_xlsx.save import Base, Order, remove_leftovers
from models.core.book import Book, Conflicts
from models.core.change import ChangeSet, net
from models.core.history import History
from models.core.merge import (
    OpenConflict,
    Side,
    conflicts_to_json,
    decided_by,
    decision,
    is_moot,
    with_newer,
)
from models.core.phrase import phrase, sentences
from models.core.problem import Problem, Severity
from models.core.refusal import Refused
from models.dashboard import DASHBOARD

Clock = Callable[[], datetime]


def local_now() -> datetime:
    """The clock of this machine, with its time zone."""
    return datetime.now(local_zone())


class Session:
    """One open workbook. `book` is what the screens show; `read_only` says why nothing can be changed, if so."""

    def __init__(
        self, path: Path, reading: Reading, as_of: date | None, clock: Clock, journals: Path, lock: Lock
    ) -> None:
        self.path = path
        self.read_only = ""
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
        lockable = write and is_file(path) and not looks_encrypted(path)
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
        was = self.read_only
        try:
            self._lock.take()
            self._begin(read(self.path), taking=True)
        except OSError as problem:
            raise Refused(
                phrase("{name} could not be taken over: {why}.", name=self.name, why=problem.strerror), code="locked"
            ) from None
        except Refused:  # what was not read whole must not be changed
            self.read_only = was
            self._lock.release()
            raise
        self.locked_by = None

    def _begin(self, reading: Reading, *, taking: bool = False) -> None:
        """Starts from what the file holds, with what it lacks of the journal on top."""
        self.base = Base.of(reading.package, reading.layout)
        self.book = self.held = reading.book  # `held` is what the file holds
        self.conflicts: tuple[OpenConflict, ...] = ()
        self.ignored = ""  # the mark of another program that the person says is left behind
        self.read_only = unwritable(self.name, reading)
        self._reading = reading
        self._history = History()
        self._unsaved: list[ChangeSet] = []
        self._net: tuple[tuple[ChangeSet, ...], ChangeSet] = (), net(())
        self._since_read: list[ChangeSet] = []
        self._decided: list[tuple[ChangeSet, tuple[OpenConflict, ...]]] = []
        with reading_journal(self.name, self._journals):
            self._journal = Journal(self._journals, self.path, self.base.stamp, self._clock)
        if taking:
            with suppress(OSError, Taken):  # whoever wrote it until now may not any more
                self._journal.write_taken()
        self.notices += [*about_file(self.name, reading), *self._journal.notes(self.name)]
        with reading_journal(self.name, self._journals):
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
            changes = followed(self.book, changes, self.base.layout.writable, self.as_of, self.now())
            self._apply(changes)
            if undoable:
                self._history.did(changes)
            decided = tuple(decided_by(changes, self.conflicts))
            if decided:
                self._decided.append((changes, decided))
                self._open(tuple(one for one in self.conflicts if one not in decided))
        return changes

    def decide(self, choices: Sequence[tuple[OpenConflict, Side]]) -> ChangeSet:
        """Decides open conflicts as one change set; undone, they are open again. Raises Refused."""
        return self.do(decision(self.book, choices))

    def undo(self) -> ChangeSet | None:
        """Takes the last change set back and returns what that changed; None if there is nothing to undo."""
        changes = self._history.undoing()
        if changes is not None:
            self._travel(changes, self._history.drop_undo)
            self._history.undid()
            self._open(with_newer(self.conflicts, self._decided_with(self._history.redoing())))
        return changes

    def redo(self) -> ChangeSet | None:
        """Does again what was undone last; None if there is nothing."""
        changes = self._history.redoing()
        if changes is not None:
            self._travel(changes, self._history.drop_redo)
            self._history.redid()
            decided = self._decided_with(changes)
            self._open(tuple(one for one in self.conflicts if one not in decided))
        return changes

    def _decided_with(self, changes: ChangeSet | None) -> tuple[OpenConflict, ...]:
        """The conflicts that a change set decided when it was done."""
        return next((conflicts for done, conflicts in self._decided if done is changes), ())

    def _open(self, conflicts: tuple[OpenConflict, ...]) -> None:
        """From now on these are open; in the journal too, so that both values survive a crash."""
        if conflicts != self.conflicts:
            self.conflicts = conflicts
            if not self.read_only:
                self._keep_safe(lambda: self._journal.write_conflicts(conflicts_to_json(conflicts)))

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
            raise Refused(phrase("Nothing can be changed: {why}.", why=self.read_only), code="read_only")
        try:
            book = self.book.apply(changes)
        except Conflicts as problem:
            raise Refused(phrase("This can no longer be done: {problem}", problem=problem), code="conflict") from None
        refuse_unwritable(self.base, book, changes, self._unsaved, self.as_of)
        self._keep_safe(lambda: self._journal.write_edit(changes, self.base.revision))
        self.book = book
        self._unsaved.append(changes)
        self._since_read.append(changes)

    def _keep_safe(self, write: Callable[[], object]) -> None:
        """Writes into the journal. Raises Refused where it cannot."""
        try:
            write()
        except Taken:
            self.read_only = phrase("another Valhalla has taken it over; open it anew")
            raise Refused(phrase("Nothing can be changed: {why}.", why=self.read_only), code="taken") from None
        except OSError as problem:
            raise Refused(
                phrase("The edit could not be kept safe: {why}.", why=problem.strerror), code="journal"
            ) from None

    # --- saving ---

    @property
    def unsaved(self) -> ChangeSet:
        """What the file does not hold yet, as one change set."""
        sets = tuple(self._unsaved)
        if sets != self._net[0]:  # asked several times for each edit
            self._net = sets, net(sets)
        return self._net[1]

    @property
    def is_saved(self) -> bool:
        return not self.unsaved

    def prepare_save(self) -> SaveJob:
        """The save of everything done until now; cheap."""
        return SaveJob(
            self.path,
            self.base,
            self.held,
            self.book,
            tuple(self._unsaved),
            self.as_of,
            self._clock(),
            self._journal,
            self._lock,
            self._journal.upto,
            lambda: self.conflicts,
            self.ignored,
        )

    def prepare_restore(self, version: Reading) -> SaveJob:
        """The save that makes the file an earlier version of itself. Raises Refused where something is unsaved."""
        if not self._lock.held:
            raise Refused(phrase("Nothing can be restored: {why}.", why=self.read_only), code="read_only")
        if not self.is_saved:
            raise Refused(
                phrase(
                    "{name} cannot go back to an earlier version yet: its last edits are not in the file.",
                    name=self.name,
                ),
                hint=phrase("Save them, or undo them, first."),
                code="unsaved",
            )
        return replace(self.prepare_save(), version=version)

    def finish_save(self, saved: SaveOutcome) -> None:
        """Takes the result of a save or restore over; edits made while it ran stay unsaved."""
        self.notices += [note for note in saved.notes if note not in self._told]
        self._told = saved.notes
        if saved.arrival is not None:
            self.take_in(saved.arrival)
            self._unsaved = self._unsaved[1:] if saved.arrival.lacking else self._unsaved
            self.base, self.held = saved.base, saved.book
            return
        later, self._unsaved = self._unsaved[saved.count :], []
        self.base, self.held = saved.base, saved.book
        if saved.restored is not None:
            self._go_back(saved.restored, later)
        elif saved.reading is not None:
            self._read_anew(saved.reading, later)
        else:
            self._unsaved = later

    def save(self) -> None:
        """Saves now, in this thread. Raises Refused; the edits then stay unsaved and in the journal."""
        if self._unsaved:
            self.finish_save(self.prepare_save().run())

    def prepare_copy(self, target: Path) -> Callable[[], None]:
        """What writes the workbook as it is shown to another file, in any thread; Refused where that cannot be."""
        order = Order(self.book, self.unsaved, self.as_of, DASHBOARD)
        return partial(write_copy, self.path, target, self.base, order)

    def discard(self, changes: ChangeSet) -> None:
        """Takes back a change set that was just done and could not be saved, as if it had never been."""
        self._apply(changes.inverse())
        self._history.clear()

    def _read_anew(self, reading: Reading, later: list[ChangeSet]) -> None:
        """The file is the one that was just saved, but what its columns mean has changed."""
        self.base = Base.of(reading.package, reading.layout)
        self._open(with_newer(self.conflicts, self._start_from(reading, later, self.held)))

    def _go_back(self, version: Reading, later: list[ChangeSet]) -> None:
        """The file is an earlier version of itself, which nothing that was done until now applies to."""
        self.read_only = unwritable(self.name, version)
        self._history.clear()
        self._open(self._start_from(version, later, self.book))

    def _start_from(self, reading: Reading, later: list[ChangeSet], held: Book) -> tuple[OpenConflict, ...]:
        """The file is this from now on, with what was edited while it was written on top."""
        self._reading, self._since_read, self.book, self.held = reading, [], reading.book, reading.book
        return self._put_on_top(later, held)

    # --- what others saved ---

    def prepare_look(self, keep: frozenset[str] = frozenset()) -> Look:
        """A look whether somebody else saved; cheap. Tables of `keep` are to stay as they are here."""
        return Look(self.path, self.base, self.held, self.book, tuple(self._unsaved), self._journal, keep)

    @property
    def is_encrypted(self) -> bool:
        """Whether the file cannot be read again without its password."""
        return bool(self._reading.encrypted)

    def take_in(self, arrival: Arrival) -> None:
        """Makes what somebody else's save brought the open workbook, with everything of ours on top.

        What can still be undone stays so where it fits. Raises Refused where it is another workbook.
        """
        refuse_another(self.path, arrival)
        later, held = self._unsaved[arrival.count :], self.held
        if arrival.kept:
            self._keep_safe(lambda: self._journal.write_edit(arrival.put_back, arrival.base.revision))
        self.base, self._reading = arrival.base, arrival.reading
        self.book, self.held = arrival.book, arrival.theirs
        self._unsaved = [arrival.lacking] if arrival.lacking else []
        self._since_read = list(self._unsaved)
        found = [*arrival.conflicts, *self._put_on_top(later, held)]
        self._open(tuple(one for one in with_newer(self.conflicts, found) if not is_moot(self.book, one)))
        if arrival.kept:
            self._history.did(arrival.put_back)
        if arrival.brought_back:
            self._history.did(brought_back(arrival.brought_back))
            self.notices.append(older_copy(self.name, arrival.brought_back))
        else:
            self.notices.append(arrival.words)
        self._tell_conflicts(len(found))

    def _put_on_top(self, edits: list[ChangeSet], held: Book) -> tuple[OpenConflict, ...]:
        again = rebased(self.book, edits, held)
        self.book = again.book
        self._unsaved += again.edits
        self._since_read += again.edits
        return again.conflicts

    def _bring_back(self) -> None:
        """What was accepted and is not in the file."""
        found = recovered(self._journal, self.base.stamp, self.held)
        self.book, self.conflicts = found.book, found.conflicts
        self._unsaved, self._since_read = list(found.edits), list(found.edits)
        if found.brought_back:
            self._history.did(found.brought_back)
        self.notices += found.words(self.name)
        self._tell_conflicts(len(self.conflicts))

    def _tell_conflicts(self, count: int) -> None:
        """Beside what else is told: one sentence more."""
        if count:
            told = self.notices.pop() if self.notices else ""
            self.notices.append(sentences((told, conflict_words(count))))

    def conflict_lines(self) -> list[str]:
        """The open conflicts, one sentence each: where, what it was, theirs and mine."""
        return [conflict_line(self.book, self.place(one.table, one.row, one.field), one) for one in self.conflicts]

    # --- looking ---

    def problems(self) -> list[Problem]:
        """Everything wrong with the workbook now, with cells; what was edited since it was read is no longer listed."""
        return all_problems(self.path, self.base, self.book, self._read_problems(), self.as_of)

    def unread(self, table: str, row_id: str) -> set[str]:
        """The row's fields that could not be read: the Book shows a blank where the file holds something."""
        return {field for found, field in self.unread_cells(table) if found == row_id}

    def unread_cells(self, table: str) -> list[tuple[str, str]]:
        """The (row, field) of each cell of the table that could not be read."""
        key_of = self.base.layout.key_of
        found = [p for p in self._read_problems() if key_of(p.sheet) == table and p.severity is Severity.ERROR]
        return [(p.row_id, p.column) for p in found]

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

    def close(self) -> None:
        """Lets the workbook go; unsaved edits stay in the journal."""
        self._lock.release()
