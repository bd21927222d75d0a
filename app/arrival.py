"""What somebody else's save of the open workbook brought: read and merged in any thread, taken in by the Session."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.files import read
from app.zone import local_zone
from io_xlsx.guard import Fingerprint
from io_xlsx.journal import Journal
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.read.reader import Reading
from io_xlsx.save import Base
from models.core.book import Book
from models.core.change import ChangeSet, net, together
from models.core.difference import Difference, differences
from models.core.doubt import back, doubt, rows_of
from models.core.merge import OpenConflict, merge
from models.core.phrase import both, phrase, phrase_n

_APPLICATION = re.compile(rb"<Application>\s*(LibreOffice|Microsoft [A-Za-z]+)")
_NAMES = {b"LibreOffice": "LibreOffice", b"Microsoft Excel": "Excel", b"Microsoft Macintosh": "Excel"}


@dataclass(frozen=True)
class Arrival:
    """Their file and what we have on top of it.

    `theirs` is the Book of their file, `book` the same with ours on top, `kept` what was put back of tables that the
    person wants as they were, `lacking` all that their file lacks of `book`, `brought_back` what of it our file had
    held already: theirs is an older copy. `doubts` are tables and what was done to
    them, of which a person is asked first.
    """

    reading: Reading
    base: Base
    theirs: Book
    book: Book
    kept: ChangeSet
    lacking: ChangeSet
    brought_back: ChangeSet
    conflicts: tuple[OpenConflict, ...]
    differences: tuple[Difference, ...]
    doubts: tuple[tuple[str, str], ...]
    count: int
    who: str
    at: datetime
    is_stranger: bool

    @property
    def is_older(self) -> bool:
        """Whether an older copy came in the file's place."""
        return bool(self.brought_back)

    @property
    def put_back(self) -> ChangeSet:
        """`kept` with what was edited meanwhile in those rows: undone, the rows are as their file has them."""
        rows = {(change.table, change.row) for change in self.kept.changes}
        mine = (change for change in self.lacking.changes if (change.table, change.row) in rows)
        return ChangeSet(self.kept.label, tuple(mine))

    @property
    def headline(self) -> str:
        """`Excel's save of 14:03`."""
        return phrase("{who} save of {clock}", who=self.who, clock=f"{self.at:%H:%M}")

    @property
    def words(self) -> str:
        """What it brought, for people."""
        rows = sum(rows_of(one) for one in self.differences)
        changed = phrase_n("{n} row changed", "{n} rows changed", rows)
        what = changed if rows else phrase("no row of ours changed")
        return phrase("{headline} is in: {what}.", headline=self.headline, what=what)


@dataclass(frozen=True)
class Look:
    """A look at the file as it was asked for; `run` may be called in any thread."""

    path: Path
    base: Base
    held: Book
    book: Book
    unsaved: tuple[ChangeSet, ...]
    journal: Journal
    keep: frozenset[str] = field(default_factory=frozenset)

    def run(self) -> Arrival | None:
        """None where the file is the one that is known. Raises Refused where it cannot be read, OSError."""
        if Fingerprint.of_file(self.path.resolve()) == self.base.fingerprint:
            return None
        reading = read(self.path)
        base = Base.of(reading.package, reading.layout)
        if base.fingerprint == self.base.fingerprint:
            return None
        return self.arrival(reading, base)

    def arrival(self, reading: Reading, base: Base) -> Arrival:
        """Their file merged with ours."""
        theirs = reading.book
        kept = back(self.held, theirs, self.keep, _keep_label(self.keep, self.held)) if self.keep else ChangeSet("")
        ground = theirs.apply(kept) if kept else theirs
        lost = net(self._lost(base))
        merged = merge(ground, net([lost, *self.unsaved]), self.held)
        book = ground.apply(merged.fitting) if merged.fitting else ground
        older = merge(ground, lost).fitting
        # Of an older copy only what does not come back by itself is worth a question.
        found = differences(self.book, book) if older else differences(self.held, theirs)
        return Arrival(
            reading=reading,
            base=base,
            theirs=theirs,
            book=book,
            kept=kept,
            lacking=together(self.unsaved[-1].label if self.unsaved else kept.label, kept, merged.fitting),
            brought_back=older,
            conflicts=merged.conflicts,
            differences=found,
            doubts=_doubts(found, self.held, self.keep),
            count=len(self.unsaved),
            who=_who(reading.package, base, self.base),
            at=_saved_at(self.path),
            is_stranger=base.workbook_id not in ("", self.journal.workbook_id)
            or bool(self.base.layout.places and not reading.layout.places),
        )

    def _lost(self, base: Base) -> list[ChangeSet]:
        """What our file held and the one in its place lacks, as an older copy does.

        A file without an id says nothing: it is what another program made of the one that was read.
        """
        if not base.workbook_id:
            return []
        tables = self.held.tables
        unsaved = {item.number for item in self.journal.pending(self.base.stamp, tables)}
        return [item.changes for item in self.journal.pending(base.stamp, tables) if item.number not in unsaved]


def _doubts(found: Collection[Difference], book: Book, answered: Collection[str]) -> tuple[tuple[str, str], ...]:
    said = ((one.table.key, doubt(one, len(book[one.table]))) for one in found if one.table.key not in answered)
    return tuple(pair for pair in said if pair[1])


def _keep_label(tables: Collection[str], book: Book) -> str:
    return phrase("Keep our {sheets}", sheets=both(sorted(book.tables[key].sheet for key in tables)))


def _who(package: Package, base: Base, ours: Base) -> str:
    """Whose save it was, as `Excel's`: another Valhalla counts the revision up, other programs leave it."""
    if base.revision > ours.revision:
        return phrase("Another Valhalla's")
    part = package.find("docProps/app.xml")
    try:
        found = _APPLICATION.search(package.read(part)) if part else None
    except Unreadable:
        found = None
    name = _NAMES.get(found[1]) if found else None
    return phrase("{program}'s", program=name) if name else phrase("Another program's")


def _saved_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, local_zone())
