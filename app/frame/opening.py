"""Opening and making workbooks on another thread; pandas comes in there, after the window is on the screen."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.jobs import Cancelled, Job
from app.recent import own_folder
from app.tr import marked, tr, tr_error, tr_phrase

if TYPE_CHECKING:
    from app.session import Session
    from models.core.refusal import Refused

SUFFIXES = (".xlsx", ".xlsm")
# Not opened either, but looked at, so that a person is told what the file is and how to make a workbook of it.
NAMED = (".xls", ".xlsb", ".xltx", ".ods", ".csv", ".tsv", ".txt", ".htm", ".html")
FILTER = marked("Workbooks (*.xlsx *.xlsm)")
FOREIGN = (".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")  # no workbooks of ours, and their rows can be imported
SEALED = ("encrypted", "wrong_password")


class Opener(QObject):
    """One file at a time. `opened` brings the Session, `failed` what to say (blank: it was cancelled).

    `sealed` comes instead of them for an encrypted workbook, with its path and whether a wrong password was given.
    """

    started = Signal(object, str)  # the Job and the file's name
    opened = Signal(object)
    failed = Signal(str)
    sealed = Signal(object, bool)
    damaged = Signal(object)  # the Damaged that offers a copy; `failed` came before, blank
    foreign = Signal(object, str)  # the path of a spreadsheet that is no workbook, and why; `failed` came before, blank
    read_in = Signal(object)  # the Reading of a spreadsheet that is to be imported from

    def __init__(self, as_of: date | None, parent: QObject) -> None:
        super().__init__(parent)
        self._as_of = as_of
        self._job: Job | None = None
        self._path = Path()

    @property
    def busy(self) -> bool:
        return self._job is not None

    def open(self, path: Path, *, password: str | None = None, take: bool = False) -> None:
        """`take` takes the workbook from another Valhalla that has it."""
        self._path = path
        self._start(path, lambda job: opened(path, self._as_of, job, password=password, take=take))

    def make(self, path: Path, *, demo: bool, replace: bool) -> None:
        """Makes a workbook and opens it; one that stands there already is replaced, or else opened as it is."""

        def work(job: Job) -> Session:
            job.step(tr("Making the workbook…"), -1)
            from app.new import create_workbook

            if replace or not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                create_workbook(path, moment_of(self._as_of), demo=demo, force=replace)
            return opened(path, self._as_of, job)

        self._start(path, work)

    def read(self, path: Path) -> None:
        """Reads the sheets of somebody's own spreadsheet; the workbook that is open stays open."""
        self._path = path

        def work(job: Job) -> object:
            job.step(tr("Reading the sheets…"), -1)
            from app.frame import importing  # noqa: F401  # here so that the UI thread need not wait for it
            from app.frame.import_reading import Reading
            from app.intake_file import sheets_in

            return Reading(path.name, sheets_in(path, lambda: job.step(tr("Reading the sheets…"), -1)))

        self._start(path, work, self._read, lambda _: None)

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _start(
        self,
        path: Path,
        work: Callable[[Job], object],
        done: Callable[[Any], object] | None = None,
        discard: Callable[[Any], object] = lambda session: session.close(),
    ) -> None:
        if self._job is not None:
            return
        self._path = path
        self._job = Job(tr("Opening {name}", name=path.name), work, discard=discard)
        self._job.done.connect(done or self._done)
        self._job.failed.connect(self._failed)
        self.started.emit(self._job, path.name)
        self._job.start()

    def _done(self, session: Session) -> None:
        self._job = None
        self.opened.emit(session)

    def _read(self, reading: object) -> None:
        self._job = None
        self.failed.emit("")  # nothing was opened in place of what is
        self.read_in.emit(reading)

    def _failed(self, problem: BaseException) -> None:
        self._job = None
        from app.backups import Damaged
        from models.core.refusal import Refused

        if isinstance(problem, Cancelled):
            self.failed.emit("")
        elif isinstance(problem, Refused) and problem.code == "not_a_workbook" and _can_import(self._path):
            self.failed.emit("")
            self.foreign.emit(self._path, _reason(problem))
        elif isinstance(problem, Refused) and problem.code in SEALED and self._path.suffix.lower() in SUFFIXES:
            self.sealed.emit(self._path, problem.code == "wrong_password")
        elif isinstance(problem, Damaged):
            self.failed.emit("")
            self.damaged.emit(problem)
        elif isinstance(problem, Refused):
            self.failed.emit(tr_error(problem))
        else:
            self.failed.emit(tr("The workbook could not be opened: something went wrong inside Valhalla."))
            raise problem


def _can_import(path: Path) -> bool:
    from app.intake_file import can_import

    return path.suffix.lower() in FOREIGN and can_import(path)


def opened(path: Path, as_of: date | None, job: Job, *, password: str | None = None, take: bool = False) -> Session:
    """The Session of a file; for a worker thread. Raises Refused or Cancelled."""
    job.step(tr("Getting ready…"), -1)
    _bring_in()
    from app.partner_export.temps import finish_left_over, wipe_left_over
    from app.session import Session

    wipe_left_over()
    session = Session.open(
        path,
        journals=own_folder() / "journal",
        as_of=as_of,
        password=password,
        progress=lambda words, share: job.step(tr_phrase(words), -1 if share is None else share),
    )
    if take and session.locked_by is not None:
        session.take_over()
    session.notices += finish_left_over(session.path, session.book)
    _look_ahead(session)
    return session


@cache
def _bring_in() -> None:
    """Imports what an open workbook is shown with, on the worker's thread so that the window's need not wait for it.

    None of it is ever garbage, and looking through all of it takes the collector long enough to be felt.
    """
    from app import document, session  # noqa: F401
    from app.frame import pages  # noqa: F401
    from app.tabs import today, workbook  # noqa: F401

    gc.freeze()


def _look_ahead(session: Session) -> None:
    """Works out what the first tab shows, so that the window need not; it stays with the Book."""
    from app.tabs.today.cards import lookers
    from models.ops.needs import needs

    zone = session.now().tzinfo
    assert zone is not None  # every moment of a session has one
    for look in (needs, *lookers()):
        with suppress(Exception):  # the tab fails in the same way, and says so
            look(session.book, session.as_of, zone)


def _reason(problem: Refused) -> str:
    """What the file is, without what to do instead: that is offered."""
    said = tr_error(problem, hint=False)
    return re.sub(r"\s?: [^:]*$", ".", said) if said.count(": ") > 1 else said


def moment_of(as_of: date | None) -> datetime:
    """Now, on the day that counts."""
    from app.zone import local_zone

    moment = datetime.now(local_zone())
    return moment if as_of is None else datetime.combine(as_of, moment.timetz())
