"""One save of a Session, so made that it can run in any thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from app.files import parsed, read
from io_xlsx.journal import Journal
from io_xlsx.parts.package import Unreadable
from io_xlsx.patch.edits import PatchFault
from io_xlsx.patch.edits import Refused as PatchRefused
from io_xlsx.read.reader import Reading
from io_xlsx.save import Base, Moved, Order, save
from models.core.book import Book
from models.core.change import ChangeSet, net
from models.core.refusal import Refused
from models.dashboard import DASHBOARD
from models.settings import is_about_headers


@dataclass(frozen=True)
class SaveOutcome:
    """What a finished save hands back: the file's new base, and the Book that it holds."""

    base: Base
    book: Book
    count: int
    merged: bool
    reading: Reading | None = None  # the file read anew, where what was saved changes how it is read


@dataclass(frozen=True)
class SaveJob:
    """A save as it was asked for; `run` may be called in any thread, once."""

    path: Path
    base: Base
    book: Book
    unsaved: tuple[ChangeSet, ...]
    as_of: date
    now: datetime
    journal: Journal
    upto: int

    def run(self) -> SaveOutcome:
        """Raises Refused with the reason; the file is then as it was, and the edits stay in the journal."""
        try:
            return self._attempt()
        except PatchRefused as problem:
            where = f"{problem.sheet}!{problem.cell}: " if problem.sheet and problem.cell else ""
            raise Refused(f"{where}{problem.reason}", code="not_saved") from None
        except Unreadable as problem:
            raise Refused(str(problem), code="not_saved") from None
        except PatchFault as problem:
            raise Refused(f"The new file was not right and was thrown away: {problem}", code="not_saved") from None
        except FileNotFoundError:
            raise Refused(f"{self.path.name} is no longer there; it was moved or deleted.", code="not_saved") from None
        except OSError as problem:
            raise Refused(f"{self.path.name} could not be written: {problem.strerror}.", code="not_saved") from None

    def _attempt(self) -> SaveOutcome:
        try:
            return self._save(self.base, self.book, net(self.unsaved), merged=False)
        except Moved:
            return self._merge()

    def _save(self, base: Base, after: Book, changes: ChangeSet, *, merged: bool) -> SaveOutcome:
        order = Order(after, changes, self.as_of, DASHBOARD, self.journal.workbook_id, self.journal.revision)
        written = save(self.path, base, order, self.now, lambda rev: self.journal.write_save(rev, self.upto))
        anew = parsed(written.package) if is_about_headers(changes) and not merged else None
        return SaveOutcome(written, after, len(self.unsaved), merged, anew)

    def _merge(self) -> SaveOutcome:
        """Somebody else saved: their file, our changes again on top."""
        reading = read(self.path)
        base = Base.of(reading.package, reading.layout)
        if base.workbook_id not in ("", self.journal.workbook_id):
            raise Refused(f"{self.path.name} is another workbook now; open it anew.", code="not_saved")
        changes, conflicts = reading.book.rebase(net(self._lacking(base)))
        if conflicts:
            raise _conflict(base, conflicts[0].table, conflicts[0].row, conflicts[0].field, len(conflicts))
        try:
            return self._save(base, reading.book.apply(changes), changes, merged=True)
        except Moved:
            raise Refused(f"{self.path.name} is being saved by another program.", code="not_saved") from None

    def _lacking(self, base: Base) -> list[ChangeSet]:
        """What the file does not hold; of an older copy that is more than what is unsaved."""
        if base.revision >= self.base.revision:
            return list(self.unsaved)
        pending = self.journal.pending(base.revision, self.book.tables)
        return [item.changes for item in pending if item.number <= self.upto]


def _conflict(base: Base, table: str, row: str, name: str, count: int) -> Refused:
    place = base.layout.places.get(table)
    where = f"{place.sheet}!{place.cell(row, name) or row}" if place else f"{table} {row}"
    more = f" and {count - 1} more" if count > 1 else ""
    return Refused(
        f"{where}{more} was changed here and in another program.",
        hint="Undo your edit of it, or write your value there and save again.",
        code="conflict",
    )
