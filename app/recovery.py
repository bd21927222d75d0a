"""What the journal brings back at the opening of a workbook: the edits that its file lacks, and the open conflicts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from app.rebase import rebased
from io_xlsx.journal import Journal
from io_xlsx.stamp import Stamp
from models.core.book import Book
from models.core.change import Change, ChangeSet, net
from models.core.merge import OpenConflict, conflicts_from_json, decided_by, is_moot, with_newer
from models.core.phrase import phrase
from models.core.words import counted


@dataclass(frozen=True)
class Recovery:
    """`book` is the file's with `edits` on top, what fits of those that it lacks.

    `is_older`: a newer file held some of them already. `is_forgetful`: some that it lacks are no longer kept.
    """

    book: Book
    edits: tuple[ChangeSet, ...]
    conflicts: tuple[OpenConflict, ...]
    is_older: bool
    is_forgetful: bool

    @property
    def brought_back(self) -> ChangeSet:
        """All of it as one step for Undo, where the file is an older copy; else blank."""
        return brought_back(net(self.edits)) if self.is_older else ChangeSet("")

    def words(self, name: str) -> list[str]:
        """What came back, for people; `name` is the workbook's."""
        back = net(self.edits)
        told = []
        if self.brought_back:
            told.append(older_copy(name, back))
        elif back:
            told.append(phrase("{rows} changed earlier and not yet saved came back.", rows=_rows(back)))
        if self.is_forgetful:
            told.append(phrase("{name} is so old a copy that some edits made since are no longer kept.", name=name))
        return told


def recovered(journal: Journal, stamp: Stamp, held: Book) -> Recovery:
    """What was accepted and is not in the file of the stamp: through the merge, never blindly. Raises OSError."""
    pending = journal.pending(stamp, held.tables)
    noted = _conflicts_noted(journal, held)
    last, left = noted[-1] if noted else (0, ())
    seen = [conflict for _, conflicts in noted for conflict in conflicts]
    open_now = list(left)
    book = held
    edits: list[ChangeSet] = []
    for item in pending:
        again = rebased(book, [item.changes], held)
        book = again.book
        edits += again.edits
        if item.number > last:
            decided = decided_by(item.changes, open_now)
            open_now = [one for one in open_now if one not in decided]
        open_now += [one for one in again.conflicts if not any(one.is_about(other) for other in seen)]
    for one in left:
        again = rebased(book, _kept_row(book, one), held)
        book = again.book
        edits += again.edits
    conflicts = tuple(one for one in with_newer(open_now, ()) if not is_moot(book, one))
    is_older = any(item.saved for item in pending)
    return Recovery(book, tuple(edits), conflicts, is_older, journal.forgets(stamp))


def brought_back(changes: ChangeSet) -> ChangeSet:
    """What an older copy lacked, as Undo names it: undone, the older copy stays as it is."""
    return ChangeSet(phrase("Bring back newer edits"), changes.changes)


def older_copy(name: str, changes: ChangeSet) -> str:
    """That an older copy came in the file's place, and what can be done about it."""
    return phrase(
        "{name} was an older copy: {rows} changed since came back. Undo keeps the older copy instead.",
        name=name,
        rows=_rows(changes),
    )


def _conflicts_noted(journal: Journal, book: Book) -> list[tuple[int, tuple[OpenConflict, ...]]]:
    noted = []
    for number, records in journal.conflicts():
        with suppress(KeyError, ValueError, TypeError, IndexError):
            noted.append((number, conflicts_from_json(records, book.tables)))
    return noted


def _kept_row(book: Book, conflict: OpenConflict) -> list[ChangeSet]:
    """A row that was deleted in the file and edited here stays until that is decided, after a crash too."""
    row = conflict.row
    if conflict.theirs is not None or not conflict.mine or row in book[conflict.table].index:
        return []
    return [ChangeSet(phrase("Keep a row"), (Change(conflict.table, row, None, conflict.mine),))]


def _rows(changes: ChangeSet) -> str:
    return counted(len(changes.changes), "row")
