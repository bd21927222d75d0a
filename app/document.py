"""The Qt side of the Session: what is open, as signals; edits, undo, saves and problems without a stopped window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.checking import Checking
from app.jobs import Job
from app.tr import tr, tr_error, tr_phrase
from app.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.arrival import Arrival
    from app.saving import SaveOutcome
    from app.session import Session
    from io_xlsx.read.reader import Reading
    from models.core.book import Book
    from models.core.change import ChangeSet
    from models.core.merge import OpenConflict, Side
    from models.core.problem import Problem

AUTOSAVE_MS = 1500
AGAIN_MS = 10_000  # after a refusal that may go away by itself
_LOOK = ("confirm", "another_workbook")  # refusals of a save that the window asks about


class Kept(StrEnum):
    """Where the edits are."""

    SAVED = "saved"
    WAITING = "waiting"
    SAVING = "saving"
    JOURNAL = "journal"
    READ_ONLY = "read_only"


@dataclass(frozen=True)
class State:
    """Where the edits are, and the same in words for the header."""

    kept: Kept
    words: str


class Document(QObject):
    """The open workbook for the window: every edit goes through `do`, every screen listens here."""

    changed = Signal(object)  # a ChangeSet was done or undone; `book` is already the new one
    done = Signal(object)  # the ChangeSet of an edit just made; not sent for undo and redo
    replaced = Signal()  # a whole other Book
    state_changed = Signal()  # saved, saving, read-only or problems
    refused = Signal(object)  # the Refused of an edit that did not happen
    questioned = Signal()  # `question`, `conflicts` or who else has the file open are others than before
    noticed = Signal(str)  # what happened without the person: edits brought back, another program's save merged

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._saving: Job | None = None
        self._save_again = False
        self._saved_at: datetime | None = None
        self._reason = ""
        self._after: list[Callable[[], None]] = []
        self._checking = Checking(session, self)
        self._checking.ended.connect(self.state_changed)
        self._unsaved: dict[str, set[tuple[str, str]]] = {}
        self.question: Arrival | None = None  # what somebody else's save brought, and a person is asked about first
        self._conflicts = session.conflicts
        self._looking: Job | None = None
        self._look_again = False
        self._answered: frozenset[str] | None = None  # the tables to keep, once the question was answered
        self._leftover = ""  # why the mark of another program looks left behind
        self.watch = Watch(session.path, self)
        self.watch.moved.connect(self.look)
        self.watch.lock_changed.connect(self._lock_changed)
        self._autosave = self._timer(AUTOSAVE_MS, self.save)
        self._later = self._timer(AGAIN_MS, self.save)

    def begin(self) -> None:
        """Tells what came back at opening; once whoever shows it listens. Problems are looked for a moment later."""
        self._tell()
        self._checking.check_soon()
        if not self.session.is_encrypted:
            self.watch.begin(None)
        if not self.session.is_saved:
            self._autosave.start()
        self.state_changed.emit()
        self.questioned.emit()

    # --- what is open ---

    @property
    def book(self) -> Book:
        return self.session.book

    @property
    def as_of(self) -> date:
        return self.session.as_of

    @property
    def read_only(self) -> str:
        """Why nothing can be edited; blank where it can."""
        return self.session.read_only

    @property
    def name(self) -> str:
        return self.session.name

    def now(self) -> datetime:
        """The moment that edits are stamped with: the day worked with, at the clock's time of day."""
        return self.session.now()

    # --- edits ---

    def do(self, changes: ChangeSet, *, undoable: bool = True) -> bool:
        """Makes the edit; False, with `refused` said, where it cannot be made. An empty one is done already.

        One that is not `undoable` records what has happened outside of the workbook, and stays.
        """
        if not changes:
            return True
        from models.core.refusal import Refused  # it brings pandas in, which a window without a file does not need

        try:
            changes = self.session.do(changes, undoable=undoable)
        except Refused as refusal:
            self.refused.emit(refusal)
            if refusal.code == "taken":
                self.questioned.emit()
                self.state_changed.emit()
            return False
        self._edited(changes)
        self.done.emit(changes)
        return True

    def undo(self) -> None:
        self._travel(lambda: self.session.undo())

    def redo(self) -> None:
        self._travel(lambda: self.session.redo())

    @property
    def can_undo(self) -> str:
        """What Undo would undo, in words; blank where there is nothing."""
        return self.session.undo_label

    @property
    def can_redo(self) -> str:
        return self.session.redo_label

    def _travel(self, move: Callable[[], ChangeSet | None]) -> None:
        from models.core.refusal import Refused

        try:
            moved = move()
        except Refused as refusal:
            self.refused.emit(refusal)
            return
        if moved is not None:
            self._edited(moved)

    def _edited(self, changes: ChangeSet) -> None:
        self._unsaved.clear()
        self._autosave.start()
        self._checking.check_soon()
        self.changed.emit(changes)
        self.state_changed.emit()
        if self.session.conflicts is not self._conflicts:
            self._conflicts = self.session.conflicts
            self.questioned.emit()

    def unsaved(self, table_key: str) -> set[tuple[str, str]]:
        """The cells that the file does not hold yet: (row ID, field)."""
        if table_key not in self._unsaved:
            own = self.session.unsaved.of(table_key)
            self._unsaved[table_key] = {(change.row, name) for change in own for name in change.after or ()}
        return self._unsaved[table_key]

    # --- saving ---

    @property
    def state(self) -> State:
        if self.read_only:
            return State(Kept.READ_ONLY, tr("Read-only: {why}", why=self.read_only))
        if self._saving is not None:
            return State(Kept.SAVING, tr("Saving…"))
        if self.question is not None:
            return State(Kept.JOURNAL, tr("Kept safe: {why}", why=self._asked()))
        if self.session.is_saved:
            at = f" {self._saved_at:%H:%M}" if self._saved_at else ""
            return State(Kept.SAVED, tr("All changes saved{at}", at=at))
        if self._is_held:
            return State(Kept.JOURNAL, tr("Kept safe: {why}", why=self.watch.lock))
        if self._reason and not self._autosave.isActive():
            return State(Kept.JOURNAL, tr("Kept safe: {why}", why=self._reason))
        return State(Kept.WAITING, tr("Kept safe, saving soon…"))

    def save(self) -> None:
        """Writes the workbook on another thread; edits made meanwhile are saved right after it."""
        self._autosave.stop()
        if self._saving is not None or self._looking is not None:
            self._save_again = True
            return
        if self.read_only or self.session.is_saved or self.question is not None or self._is_held:
            self._settled()
            return
        work = self.session.prepare_save()
        self._saving = Job(tr("Saving"), lambda _: work.run())
        self._saving.done.connect(self._saved)
        self._saving.failed.connect(self._not_saved)
        self._saving.start()
        self.state_changed.emit()

    def settle(self, then: Callable[[], None]) -> None:
        """Saves what is unsaved and calls `then` once no save runs any more, saved or refused."""
        self._after.append(then)
        self.save()

    def restore(self, version: Reading, then: Callable[[str], None]) -> None:
        """Saves what is unsaved, then makes the file an earlier version; `then` gets why not, blank where it is."""
        self.settle(lambda: self._restore(version, then))

    def _restore(self, version: Reading, then: Callable[[str], None]) -> None:
        from models.core.refusal import Refused

        try:
            work = self.session.prepare_restore(version)
        except Refused as refusal:
            then(tr_error(refusal))
            return

        def failed(problem: BaseException) -> None:
            self._saving = None
            self._settled()
            then(tr_error(problem) if isinstance(problem, Refused) else tr("It could not be restored."))
            if not isinstance(problem, Refused):
                raise problem

        self._saving = Job(tr("Restoring"), lambda _: work.run())
        self._saving.done.connect(self._saved)
        self._saving.done.connect(lambda _: then(""))
        self._saving.failed.connect(failed)
        self._saving.start()
        self.state_changed.emit()

    def _saved(self, outcome: SaveOutcome) -> None:
        before, conflicts = self.book, self.session.conflicts
        self._saving, self._reason = None, ""
        self.session.finish_save(outcome)
        self._saved_at = datetime.now().astimezone()
        self._unsaved.clear()
        if self.book is not before:
            self.replaced.emit()
            self._checking.check_soon()
        if self.session.conflicts is not conflicts:
            self.questioned.emit()
        if self._look_again:
            self.look()
        if self._save_again and not self.session.is_saved:
            self._save_again = False
            self.save()
            return
        self._settled()
        self._tell()

    def _tell(self) -> None:
        """Passes on what the session noticed by itself: rows that came back, another program's save."""
        notices, self.session.notices = self.session.notices, []
        for notice in notices:
            self.noticed.emit(tr_phrase(notice))

    def _not_saved(self, problem: BaseException) -> None:
        """The edits stay in the journal; the next edit, Ctrl+S or the end of the other program's lock tries again."""
        from models.core.refusal import Refused

        self._saving, self._save_again = None, False
        self._reason = (
            tr_error(problem, hint=False) if isinstance(problem, Refused) else tr("the workbook could not be written")
        )
        if isinstance(problem, Refused) and problem.code == "taken":
            self.session.read_only = tr("another Valhalla has taken it over; open it anew")
            self.questioned.emit()
        self._settled()
        if not isinstance(problem, Refused):
            raise problem
        self.watch.look()
        if problem.code in _LOOK or self._look_again:
            self.look()
        elif problem.code == "locked":
            self._later.start()

    def _settled(self) -> None:
        waiting, self._after = self._after, []
        self.state_changed.emit()
        for then in waiting:
            then()

    # --- what others do with the file ---

    @property
    def conflicts(self) -> tuple[OpenConflict, ...]:
        """What both sides changed and nobody has decided yet."""
        return self.session.conflicts

    def decide(self, choices: list[tuple[OpenConflict, Side]]) -> bool:
        """Decides conflicts as one edit that can be undone."""
        from models.core.merge import decision

        return self.do(decision(self.book, choices))

    def look(self) -> None:
        """Looks on another thread whether somebody else saved, and takes in what they did."""
        if self._saving is not None or self._looking is not None:
            self._look_again = True
            return
        self._look_again = False
        look = self.session.prepare_look(self._answered or frozenset())
        self._looking = Job(tr("Reading what another program saved"), lambda _: look.run())
        self._looking.done.connect(self._looked)
        self._looking.failed.connect(self._not_looked)
        self._looking.start()

    def answer(self, *, keep: bool) -> None:
        """Answers `question`: keep our rows of the tables in doubt, or take theirs."""
        if self.question is not None:
            self._answered = frozenset(table for table, _ in self.question.doubts) if keep else frozenset()
            self.look()

    def ignore_lock(self) -> None:
        """The mark of another program was left behind: saves go on in spite of it. It is not deleted."""
        self.session.ignored = self.watch.mark
        self.questioned.emit()
        self.save()

    @property
    def leftover(self) -> str:
        """Why the mark of the program that seems to have the workbook open looks left behind; blank if it does not."""
        return "" if self._is_ignored else self._leftover

    @property
    def _is_ignored(self) -> bool:
        return bool(self.watch.mark) and self.session.ignored == self.watch.mark

    @property
    def _is_held(self) -> bool:
        return bool(self.watch.lock) and not self._is_ignored

    def _asked(self) -> str:
        """What the edits wait for, where `question` is open."""
        if self.question is None or self.question.is_stranger:
            return tr("{name} is another workbook now", name=self.name)
        tables = [self.book.tables[table].sheet for table, _ in self.question.doubts]
        return tr("waiting for your answer about {tables}", tables=tr(" and ").join(tables))

    def _looked(self, arrival: Arrival | None) -> None:
        self._looking = None
        asked, answered = self.question, self._answered
        self._answered = None
        if arrival is None:
            self.question = None
        elif arrival.is_stranger or (arrival.doubts and not _answers(asked, arrival, answered)):
            self.question = arrival
        else:
            self.question = None
            self._take_in(arrival)
        if self.question is not asked:
            self.questioned.emit()
        self._go_on()

    def _take_in(self, arrival: Arrival) -> None:
        from models.core.refusal import Refused

        before = self.book
        try:
            self.session.take_in(arrival)
        except Refused as refusal:
            self.refused.emit(refusal)
            return
        self._reason = ""
        self._unsaved.clear()
        if self.book is not before:
            self.replaced.emit()
            self._checking.check_soon()
        self.questioned.emit()
        self._tell()

    def _not_looked(self, problem: BaseException) -> None:
        """It is looked at again with the next save of either side."""
        from models.core.refusal import Refused

        self._looking, self._answered = None, None
        if isinstance(problem, Refused):
            self.noticed.emit(tr_error(problem))
        self._go_on()
        if not isinstance(problem, (Refused, OSError)):
            raise problem

    def _go_on(self) -> None:
        """What had to wait for the look."""
        self.state_changed.emit()
        if self._look_again:
            self.look()
        elif self._save_again:
            self._save_again = False
            self.save()
        elif not self.session.is_saved and self.question is None and not self.read_only:
            self._autosave.start()

    def _lock_changed(self) -> None:
        self._leftover = ""
        self.state_changed.emit()
        self.questioned.emit()
        if not self._is_held:
            if not self.session.is_saved:
                self.save()
            return
        path = self.session.path
        job = Job(tr("Looking who has the workbook open"), lambda _: _left_behind(path))
        job.done.connect(self._lock_checked)
        job.start()

    def _lock_checked(self, why: str) -> None:
        self._leftover = why if self.watch.lock else ""
        self.questioned.emit()

    # --- problems ---

    def problems(self) -> list[Problem]:
        """What was wrong when last looked at; `state_changed` follows when a look after an edit has ended."""
        return self._checking.problems

    def problems_of(self, table_key: str) -> Mapping[tuple[str, str], Problem]:
        """The gravest problem of each cell of a table, by (row ID, field)."""
        return self._checking.problems_of(table_key)

    @property
    def is_checking(self) -> bool:
        """Whether what `problems` says may be behind the Book."""
        return self._checking.is_behind

    # --- the end ---

    def close(self) -> None:
        """Lets the file go; call it once `settle` has answered."""
        for timer in (self._autosave, self._later):
            timer.stop()
        self._checking.end()
        self.watch.end()
        self.session.close()

    def _timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer


def _answers(asked: Arrival | None, arrival: Arrival, answered: frozenset[str] | None) -> bool:
    """Whether the answer was to just this file; to take it leaves no table to be kept."""
    return answered is not None and asked is not None and arrival.base.fingerprint == asked.base.fingerprint


def _left_behind(path: Path) -> str:
    from io_xlsx.leftover import left_behind

    return left_behind(path.resolve(), datetime.now().astimezone())
