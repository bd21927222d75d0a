"""The workbook of a command: opened for looking, or for one change that is saved or refused as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from app.backups import version
from app.cli.options import password_of
from app.cli.request import Request
from app.partner_export.temps import finish_left_over, wipe_left_over
from app.recent import remember
from app.session import Session
from io_xlsx.backups import Backup
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.refusal import Refused

WAIT = 10.0  # seconds that a command waits for the lock


@contextmanager
def reading(request: Request) -> Iterator[Session]:
    """The workbook, for looking only."""
    with _session(request, write=False) as session:
        yield session


def change(
    request: Request,
    edit: Callable[[Book, datetime], ChangeSet],
    look: Callable[[Session], None] = lambda _session: None,
) -> tuple[Session, ChangeSet]:
    """Makes the edit with what follows from it, and saves; what was changed. Refused = nothing was, nor journalled.

    `look` sees the open workbook first, and may refuse.
    """
    with _session(request, write=True) as session:
        if session.read_only:
            raise Refused(
                f"{session.name} cannot be changed: {session.read_only}.",
                "Do it in that window, or close it first." if session.locked_by else "",
                code=_code(session),
            )
        look(session)
        changes = session.do(edit(session.book, session.now()))
        try:
            session.save()
        except BaseException:  # stopped by hand, too: a command that was not done must not come back with the next
            with suppress(Refused):
                session.discard(changes)
            raise
    return session, changes


def restored(request: Request, backup: Backup) -> None:
    """Makes the workbook what it was in a backup, by one save; edits that are in the journal only are saved before."""
    with _session(request, write=True) as session:
        session.save()
        session.finish_save(session.prepare_restore(version(session.path, backup)).run())


def saved(request: Request) -> None:
    """Saves the edits that are in the journal only, if it can be done now."""
    with _session(request, write=True) as session, suppress(Refused):
        session.save()


@contextmanager
def _session(request: Request, *, write: bool) -> Iterator[Session]:
    if request.path is None:
        raise Refused("No workbook is named.", hint="Name it with -f FILE, or set VALHALLA_FILE.", code="no_file")
    wipe_left_over()
    session = Session.open(
        request.path,
        journals=request.journals,
        as_of=request.as_of,
        clock=request.clock,
        write=write,
        wait=WAIT,
        password=password_of(request.words.opens_with),
    )
    try:
        session.notices += finish_left_over(session.path, session.book)
        remember(request.path)
        yield session
        request.conflicts += session.conflict_lines()
    finally:
        request.notices += session.notices
        session.close()


def _code(session: Session) -> str:
    """`in_use` where a Valhalla of this machine has it, and does there what it has to; else `locked`."""
    return "in_use" if session.locked_by and session.locked_by.is_here else "locked"
