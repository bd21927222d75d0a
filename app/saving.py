"""One save of a Session, so made that it can run in any thread."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from app import known
from app.files import parsed, read
from io_xlsx.backups import Reason, Why
from io_xlsx.guard import Fingerprint
from io_xlsx.journal import Journal, Taken
from io_xlsx.lock import Busy, Lock
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.structure import read_structure
from io_xlsx.patch.edits import PatchFault
from io_xlsx.patch.edits import Refused as PatchRefused
from io_xlsx.read.reader import Reading
from io_xlsx.save import Base, Elsewhere, Moved, Order, save
from models.core.book import Book
from models.core.change import ChangeSet, net
from models.core.refusal import Refused
from models.dashboard import DASHBOARD
from models.settings import is_about_headers

NOTHING = ChangeSet("")
_GRAVE = ((Why.IMPORT, "Import "), (Why.REPAIR, "Fix "))
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass(frozen=True)
class SaveOutcome:
    """What a finished save hands back: the file's new base, the Book that it holds, and what a person should know.

    `brought_back` is what the file had held and lacked again: an older copy was in its place. `reading` is the file
    read anew, where what was saved changes how it is read; `restored` the earlier version that it has become, if so.
    """

    base: Base
    book: Book
    count: int
    merged: bool
    brought_back: ChangeSet = NOTHING
    notes: tuple[str, ...] = ()
    reading: Reading | None = None
    restored: Reading | None = None


@dataclass(frozen=True)
class SaveJob:
    """A save as it was asked for; `run` may be called in any thread, once. `upto` numbers the last edit in it.

    With `version` the file becomes that earlier version, which nothing may be unsaved for.
    """

    path: Path
    base: Base
    book: Book
    unsaved: tuple[ChangeSet, ...]
    as_of: date
    now: datetime
    journal: Journal
    lock: Lock
    upto: int
    version: Reading | None = None

    def run(self) -> SaveOutcome:
        """Raises Refused with the reason; the file is then as it was, and the edits stay in the journal.

        Its code is `locked` where it is worth trying again by and by, `not_saved` where somebody has to do something.
        """
        try:
            return self._attempt()
        except PatchRefused as problem:
            where = f"{problem.sheet}!{problem.cell}: " if problem.sheet and problem.cell else ""
            raise Refused(f"{where}{problem.reason}", code="not_saved") from None
        except Elsewhere as problem:
            raise Refused(str(problem), code="locked") from None
        except Unreadable as problem:
            raise Refused(str(problem), code="not_saved") from None
        except PatchFault as problem:
            raise Refused(f"The new file was not right and was thrown away: {problem}", code="not_saved") from None
        except Busy as holder:
            raise Refused(f"{self.path.name} was taken over: {holder}.", "Open it anew.", "taken") from None
        except Taken:
            raise Refused(f"{self.path.name} was taken over by another Valhalla.", "Open it anew.", "taken") from None
        except OSError as problem:
            raise _refusal(problem, self.path, len(self.base.package.content)) from None

    def _attempt(self) -> SaveOutcome:
        if self.version is not None:
            return self._restore(self.version)
        try:
            return self._save(self.base, self.book, net(self.unsaved), merged=False)
        except Moved:
            return self._merge()

    def _save(
        self, base: Base, after: Book, changes: ChangeSet, *, merged: bool, brought_back: ChangeSet = NOTHING
    ) -> SaveOutcome:
        reason = reason_of(self.unsaved, merged=merged)
        order = Order(after, changes, self.as_of, DASHBOARD, self.upto, reason)
        written = save(self.path, base, order, self.now, self.journal, self.lock)
        known.remember(self.path, written.base.fingerprint.digest)
        anew = parsed(written.base.package) if is_about_headers(changes) and not merged else None
        return SaveOutcome(written.base, after, len(self.unsaved), merged, brought_back, written.notes, anew)

    def _restore(self, version: Reading) -> SaveOutcome:
        """The version in place of the file as it is now, whoever saved that; it is kept as a copy."""
        then = Base.of(version.package, version.layout)
        order = Order(version.book, NOTHING, self.as_of, DASHBOARD, self.upto, Reason(Why.RESTORE), then)
        try:
            written = save(self.path, self._as_it_is(), order, self.now, self.journal, self.lock)
        except Moved:
            raise Refused(f"{self.path.name} is being saved by another program.", code="locked") from None
        count = len(self.unsaved)
        return SaveOutcome(written.base, version.book, count, False, notes=written.notes, restored=version)

    def _as_it_is(self) -> Base:
        """The file that a restore replaces: it may have been saved or damaged by another program meanwhile."""
        fingerprint = Fingerprint.of_file(self.path)
        if fingerprint == self.base.fingerprint:
            return self.base
        with suppress(Unreadable):
            package = Package.open(self.path)
            return Base.of(package, replace(self.base.layout, structure=read_structure(package)))
        return replace(self.base, fingerprint=fingerprint)

    def _merge(self) -> SaveOutcome:
        """Somebody else saved: their file, our changes again on top."""
        reading = read(self.path)
        base = Base.of(reading.package, reading.layout)
        refuse_another(self.path, base, self.journal)
        lost = self._lost(base)
        changes, conflicts = reading.book.rebase(net([*lost, *self.unsaved]))
        if conflicts:
            raise _conflict(base, conflicts[0].table, conflicts[0].row, conflicts[0].field, len(conflicts))
        older, _ = reading.book.rebase(net(lost))
        try:
            return self._save(base, reading.book.apply(changes), changes, merged=True, brought_back=older)
        except Moved:
            raise Refused(f"{self.path.name} is being saved by another program.", code="locked") from None

    def _lost(self, base: Base) -> list[ChangeSet]:
        """What our file held and the one in its place lacks, as an older copy does.

        A file without an id says nothing: it is what another program made of the one that was read.
        """
        if not base.workbook_id:
            return []
        tables = self.book.tables
        unsaved = {item.number for item in self.journal.pending(self.base.stamp, tables)}
        return [item.changes for item in self.journal.pending(base.stamp, tables) if item.number not in unsaved]


def refuse_another(path: Path, base: Base, journal: Journal) -> None:
    """Refused where the file is another workbook than the one that the journal is about."""
    if base.workbook_id not in ("", journal.workbook_id):
        raise Refused(
            f"{path.name} is another workbook now: it has another id, so nothing was merged into it.",
            hint="Put the right one back, or open this one anew.",
            code="another_workbook",
        )


def reason_of(unsaved: Sequence[ChangeSet], *, merged: bool = False) -> Reason:
    """What the copy made before a save is for: the gravest of what it holds, by the words that Undo has for it."""
    found = [(why, one.label) for why, word in _GRAVE for one in unsaved if one.label.startswith(word)]
    why, label = found[0] if found else (Why.SAVE, unsaved[-1].label if unsaved else "")
    return Reason(Why.MERGE if merged else why, label)


def _refusal(problem: OSError, path: Path, size: int) -> Refused:
    """A save that the disk refused, in words."""
    if problem.errno in _FULL:
        need = max(0.1, round(size / 1e6 + 0.3, 1))
        return Refused(f"{path.name} was not saved: its disk is full, {need} MB are needed beside it.", code="locked")
    if not path.parent.is_dir():
        hint = "Put it back, or connect its disk again; nothing is made anew in its place."
        return Refused(f"The folder of {path.name} is no longer there: {path.parent}.", hint, "locked")
    if isinstance(problem, FileNotFoundError):
        return Refused(f"{path.name} is no longer there; it was moved or deleted.", "Put it back.", "locked")
    if isinstance(problem, PermissionError):
        return Refused(f"{path.name} could not be written: {problem.strerror}.", code="locked")
    return Refused(f"{path.name} could not be written: {problem.strerror}.", code="not_saved")


def _conflict(base: Base, table: str, row: str, name: str, count: int) -> Refused:
    place = base.layout.places.get(table)
    where = f"{place.sheet}!{place.cell(row, name) or row}" if place else f"{table} {row}"
    more = f" and {count - 1} more" if count > 1 else ""
    return Refused(
        f"{where}{more} was changed here and in another program.",
        hint="Undo your edit of it, or write your value there and save again.",
        code="conflict",
    )
