"""What a command works with: the workbook it is given, opened when it is needed, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.recent import remember
from app.session import Session, local_now
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.edit import Refused

WAIT = 10.0  # seconds that a command waits for the lock


@dataclass(frozen=True)
class Answer:
    """What a command found: `data` is its JSON, `text` the same for people (blank: made from the data)."""

    data: dict[str, Any]
    text: str = ""
    ok: bool = True


@dataclass
class Context:
    """One command's run. `as_of_given` is None where the day is the clock's."""

    path: Path | None
    as_of_given: date | None
    journals: Path
    yes: bool = False
    notices: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        moment = local_now()
        return moment if self.as_of_given is None else datetime.combine(self.as_of_given, moment.timetz())

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The workbook, for looking only."""
        with self._session(write=False) as session:
            yield session

    def change(self, edit: Callable[[Book, datetime], ChangeSet]) -> tuple[Session, ChangeSet]:
        """Makes the edit and saves; Refused = nothing changed, neither in the file nor in the journal."""
        with self._session(write=True) as session:
            if session.read_only:
                raise Refused(f"{session.name} cannot be changed: {session.read_only}.", code="locked")
            changes = edit(session.book, session.now())
            session.do(changes)
            try:
                session.save()
            except Refused:
                session.discard(changes)
                raise
        return session, changes

    @contextmanager
    def _session(self, *, write: bool) -> Iterator[Session]:
        if self.path is None:
            raise Refused("No workbook is named.", hint="Name it with -f FILE, or set VALHALLA_FILE.", code="no_file")
        session = Session.open(self.path, journals=self.journals, as_of=self.as_of_given, write=write, wait=WAIT)
        try:
            remember(self.path)
            self.notices += session.notices
            yield session
        finally:
            session.close()
