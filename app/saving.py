"""One save of a Session, so made that it can run in any thread."""

from __future__ import annotations

import errno
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from app import known
from app.access import refused_by
from app.arrival import Arrival, Look
from app.files import parsed
from app.target import check_target, write_file
from io_xlsx.backups import Reason, Why
from io_xlsx.guard import Fingerprint
from io_xlsx.journal import Journal, Taken
from io_xlsx.lock import Busy, Lock
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.structure import read_structure
from io_xlsx.patch.edits import PatchFault
from io_xlsx.patch.edits import Refused as PatchRefused
from io_xlsx.read.reader import Reading
from io_xlsx.save import Base, Elsewhere, Moved, Order, copy_of, save
from models.core.book import Book
from models.core.change import ChangeSet, net
from models.core.merge import OpenConflict, conflicts_to_json, with_newer
from models.core.phrase import phrase
from models.core.refusal import Refused, said_by
from models.dashboard import DASHBOARD
from models.settings import is_about_headers

NOTHING = ChangeSet("")
_GRAVE = ((Why.IMPORT, "Import "), (Why.REPAIR, "Fix "))
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass(frozen=True)
class SaveOutcome:
    """What a finished save hands back: the file's new base, the Book that it holds, and what a person should know.

    `arrival` is what somebody else had saved, where it had to be merged. `reading` is the file read anew, where what
    was saved changes how it is read; `restored` the earlier version that it has become, if so.
    """

    base: Base
    book: Book
    count: int
    arrival: Arrival | None = None
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
    held: Book
    book: Book
    unsaved: tuple[ChangeSet, ...]
    as_of: date
    now: datetime
    journal: Journal
    lock: Lock
    upto: int
    conflicts: Callable[[], tuple[OpenConflict, ...]] = tuple  # those open at the moment it is asked
    ignored: str = ""
    version: Reading | None = None

    def run(self) -> SaveOutcome:
        """Raises Refused with the reason; the file is then as it was, and the edits stay in the journal.

        Its code is `locked` where it is worth trying again by and by, `not_saved` where somebody has to do something.
        """
        try:
            return self._attempt()
        except PatchRefused as problem:
            raise Refused(refused_by(problem), code="not_saved") from None
        except Elsewhere as problem:
            raise Refused(said_by(problem), code="locked") from None
        except Unreadable as problem:
            raise Refused(said_by(problem), code="not_saved") from None
        except PatchFault as problem:
            raise Refused(
                phrase("The new file was not right and was thrown away: {problem}", problem=problem), code="not_saved"
            ) from None
        except Busy as holder:
            raise Refused(
                phrase("{name} was taken over: {holder}.", name=self.path.name, holder=holder),
                phrase("Open it anew."),
                "taken",
            ) from None
        except Taken:
            raise Refused(
                phrase("{name} was taken over by another Valhalla.", name=self.path.name),
                phrase("Open it anew."),
                "taken",
            ) from None
        except OSError as problem:
            raise _refusal(problem, self.path, len(self.base.package.content)) from None

    def _attempt(self) -> SaveOutcome:
        if self.version is not None:
            return self._restore(self.version)
        try:
            return self._save(self.base, self.book, net(self.unsaved))
        except Moved:
            return self._merge()

    def _save(self, base: Base, after: Book, changes: ChangeSet, arrival: Arrival | None = None) -> SaveOutcome:
        undecided = with_newer(self.conflicts(), arrival.conflicts if arrival is not None else ())
        if undecided:  # before the edits that they come from count as saved
            self.journal.write_conflicts(conflicts_to_json(undecided))
        reason = reason_of(self.unsaved, merged=arrival is not None)
        order = Order(after, changes, self.as_of, DASHBOARD, self.upto, reason, ignored=self.ignored)
        written = save(self.path, base, order, self.now, self.journal, self.lock)
        known.remember(self.path, written.base.fingerprint.digest)
        anew = parsed(written.base.package) if is_about_headers(changes) and arrival is None else None
        return SaveOutcome(written.base, after, len(self.unsaved), arrival, written.notes, anew)

    def _restore(self, version: Reading) -> SaveOutcome:
        """The version in place of the file as it is now, whoever saved that; it is kept as a copy."""
        then = Base.of(version.package, version.layout)
        order = Order(version.book, NOTHING, self.as_of, DASHBOARD, self.upto, Reason(Why.RESTORE), then)
        try:
            written = save(self.path, self._as_it_is(), order, self.now, self.journal, self.lock)
        except Moved:
            raise Refused(
                phrase("{name} is being saved by another program.", name=self.path.name), code="locked"
            ) from None
        count = len(self.unsaved)
        return SaveOutcome(written.base, version.book, count, notes=written.notes, restored=version)

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
        look = Look(self.path, self.base, self.held, self.book, self.unsaved, self.journal)
        arrival = look.run()
        if arrival is None:
            raise Refused(phrase("{name} is being saved by another program.", name=self.path.name), code="locked")
        refuse_another(self.path, arrival)
        if arrival.doubts:
            raise Refused(
                phrase(
                    "{headline} {what}; nothing was saved over it.",
                    headline=arrival.headline,
                    what=arrival.doubts[0][1],
                ),
                hint=phrase("Look at the workbook, and do it again if that is right."),
                code="confirm",
            )
        try:
            return self._save(arrival.base, arrival.book, arrival.lacking, arrival)
        except Moved:
            raise Refused(
                phrase("{name} is being saved by another program.", name=self.path.name), code="locked"
            ) from None


def write_copy(path: Path, target: Path, base: Base, order: Order) -> None:
    """The workbook with the order in it as another file; the workbook itself is not touched. Raises Refused."""
    check_target(target, path.suffix.lower(), path)
    try:
        content = copy_of(base, order) if order.changes else base.package.content
    except PatchRefused as problem:
        raise Refused(refused_by(problem), code="not_saved") from None
    write_file(target, content)


def refuse_another(path: Path, arrival: Arrival) -> None:
    """Refused where the file is another workbook than the one that is open."""
    if arrival.is_stranger:
        raise Refused(
            phrase("{name} is another workbook now: it has another id, so nothing was merged into it.", name=path.name),
            hint=phrase("Put the right one back, or open this one anew."),
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
        need = math.ceil(size / 1e6 + 0.3)
        return Refused(
            phrase("{name} was not saved: its disk is full; make {need} MB free there.", name=path.name, need=need),
            code="locked",
        )
    with suppress(OSError):  # one that cannot be looked at may well be there
        if not path.parent.is_dir():
            hint = phrase("Put it back, or connect its disk again; nothing is made anew in its place.")
            return Refused(
                phrase("The folder of {name} is no longer there: {parent}.", name=path.name, parent=path.parent),
                hint,
                "locked",
            )
    if isinstance(problem, FileNotFoundError):
        return Refused(
            phrase("{name} is no longer there; it was moved or deleted.", name=path.name),
            phrase("Put it back."),
            "locked",
        )
    if isinstance(problem, PermissionError):
        return Refused(
            phrase("{name} could not be written: {why}.", name=path.name, why=problem.strerror), code="locked"
        )
    return Refused(
        phrase("{name} could not be written: {why}.", name=path.name, why=problem.strerror), code="not_saved"
    )
