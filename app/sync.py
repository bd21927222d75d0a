"""Keeps the open workbook and its file the same: saves, and looks at what others saved, without a stopped window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.jobs import Job
from app.tr import tr, tr_error, tr_phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.arrival import Arrival
    from app.foreign_lock import ForeignLock
    from app.saving import SaveOutcome
    from app.session import Session
    from app.watch import Watch
    from io_xlsx.read.reader import Reading
    from models.core.book import Book

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


class Sync(QObject):
    """One save or look at a time, on another thread; what is asked for meanwhile comes right after it."""

    changed = Signal()  # `state` is another
    filed = Signal()  # the file holds other edits than before
    replaced = Signal()  # a whole other Book
    refused = Signal(object)  # the Refused of what could not be taken in
    questioned = Signal()  # `question` or the conflicts are others than before, or the workbook was taken over
    noticed = Signal(str)  # what happened without the person

    def __init__(self, session: Session, watch: Watch, lock: ForeignLock, parent: QObject) -> None:
        super().__init__(parent)
        self.question: Arrival | None = None  # what somebody else's save brought, and a person is asked about first
        self._session = session
        self._watch = watch
        self._lock = lock
        self._saving: Job | None = None
        self._save_again = False
        self._saved_at: datetime | None = None
        self._reason = ""
        self._after: list[Callable[[], None]] = []
        self._looking: Job | None = None
        self._look_again = False
        self._answered: frozenset[str] | None = None  # the tables to keep, once the question was answered
        watch.moved.connect(self.look)
        lock.changed.connect(self._lock_changed)
        self._autosave = QTimer(self, singleShot=True, interval=AUTOSAVE_MS)
        self._later = QTimer(self, singleShot=True, interval=AGAIN_MS)
        for timer in (self._autosave, self._later):
            timer.timeout.connect(self.save)

    def begin(self) -> None:
        """Tells what came back at opening, watches the file from now on and saves what it lacks."""
        self._tell()
        if not self._session.is_encrypted:
            self._watch.begin(None)
        if not self._session.is_saved:
            self._autosave.start()

    def end(self) -> None:
        for timer in (self._autosave, self._later):
            timer.stop()
        self._watch.end()

    @property
    def state(self) -> State:
        if self._session.read_only:
            return State(Kept.READ_ONLY, tr("Read-only: {why}", why=self._session.read_only))
        if self._saving is not None:
            return State(Kept.SAVING, tr("Saving…"))
        if self.question is not None:
            return State(Kept.JOURNAL, tr("Kept safe: {why}", why=self._asked()))
        if self._session.is_saved:
            at = f" {self._saved_at:%H:%M}" if self._saved_at else ""
            return State(Kept.SAVED, tr("All changes saved{at}", at=at))
        if self._lock.is_held:
            return State(Kept.JOURNAL, tr("Kept safe: {why}", why=self._lock.words))
        if self._reason and not self._autosave.isActive():
            return State(Kept.JOURNAL, tr("Kept safe: {why}", why=self._reason))
        return State(Kept.WAITING, tr("Kept safe, saving soon…"))

    def _asked(self) -> str:
        """What the edits wait for, where `question` is open."""
        if self.question is None or self.question.is_stranger:
            return tr("{name} is another workbook now", name=self._session.name)
        tables = [self._session.book.tables[table].sheet for table, _ in self.question.doubts]
        return tr("waiting for your answer about {tables}", tables=tr(" and ").join(tables))

    # --- ours into the file ---

    def save_soon(self) -> None:
        """Saves once nothing has been edited for a moment."""
        self._autosave.start()

    def save(self) -> None:
        """Writes the workbook on another thread; edits made meanwhile are saved right after it."""
        self._autosave.stop()
        if self._saving is not None or self._looking is not None:
            self._save_again = True
            return
        waits = self.question is not None or self._lock.is_held
        if self._session.read_only or self._session.is_saved or waits:
            self._settled()
            return
        work = self._session.prepare_save()
        self._saving = Job(tr("Saving"), lambda _: work.run())
        self._saving.done.connect(self._saved)
        self._saving.failed.connect(self._not_saved)
        self._saving.start()
        self.changed.emit()

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
            work = self._session.prepare_restore(version)
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
        self.changed.emit()

    def _saved(self, outcome: SaveOutcome) -> None:
        before, conflicts = self._session.book, self._session.conflicts
        self._saving, self._reason = None, ""
        self._session.finish_save(outcome)
        self._saved_at = datetime.now().astimezone()
        self._filed(before)
        if self._session.conflicts is not conflicts:
            self.questioned.emit()
        if self._look_again:
            self.look()
        if self._save_again and not self._session.is_saved:
            self._save_again = False
            self.save()
            return
        self._settled()
        self._tell()

    def _filed(self, before: Book) -> None:
        self.filed.emit()
        if self._session.book is not before:
            self.replaced.emit()

    def _tell(self) -> None:
        """Passes on what the session noticed by itself: rows that came back, another program's save."""
        notices, self._session.notices = self._session.notices, []
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
            self._session.read_only = tr("another Valhalla has taken it over; open it anew")
            self.questioned.emit()
        self._settled()
        if not isinstance(problem, Refused):
            raise problem
        self._watch.look()
        if problem.code in _LOOK or self._look_again:
            self.look()
        elif problem.code == "locked":
            self._later.start()

    def _settled(self) -> None:
        waiting, self._after = self._after, []
        self.changed.emit()
        for then in waiting:
            then()

    def _lock_changed(self) -> None:
        if not self._lock.is_held and not self._session.is_saved:
            self.save()

    # --- theirs out of the file ---

    def look(self) -> None:
        """Looks on another thread whether somebody else saved, and takes in what they did."""
        if self._saving is not None or self._looking is not None:
            self._look_again = True
            return
        self._look_again = False
        look = self._session.prepare_look(self._answered or frozenset())
        self._looking = Job(tr("Reading what another program saved"), lambda _: look.run())
        self._looking.done.connect(self._looked)
        self._looking.failed.connect(self._not_looked)
        self._looking.start()

    def answer(self, *, keep: bool) -> None:
        """Answers `question`: keep our rows of the tables in doubt, or take theirs."""
        if self.question is not None:
            self._answered = frozenset(table for table, _ in self.question.doubts) if keep else frozenset()
            self.look()

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

        before = self._session.book
        try:
            self._session.take_in(arrival)
        except Refused as refusal:
            self.refused.emit(refusal)
            return
        self._reason = ""
        self._filed(before)
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
        self.changed.emit()
        if self._look_again:
            self.look()
        elif self._save_again:
            self._save_again = False
            self.save()
        elif not self._session.is_saved and self.question is None and not self._session.read_only:
            self._autosave.start()


def _answers(asked: Arrival | None, arrival: Arrival, answered: frozenset[str] | None) -> bool:
    """Whether the answer was to just this file; to take it leaves no table to be kept."""
    return answered is not None and asked is not None and arrival.base.fingerprint == asked.base.fingerprint
