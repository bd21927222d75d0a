"""Our edits again on top of another Book, as when somebody else has saved: what fits, and what a person decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.core.book import Book
from models.core.change import ChangeSet
from models.core.merge import OpenConflict, merge


@dataclass(frozen=True)
class Rebased:
    """`book` is the other Book with `edits` on top: of each edit what fits there."""

    book: Book
    edits: tuple[ChangeSet, ...]
    conflicts: tuple[OpenConflict, ...]


def rebased(book: Book, edits: Iterable[ChangeSet], held: Book) -> Rebased:
    """The edits on top of the Book, one after the other. `held` is what they were made on."""
    fitting: list[ChangeSet] = []
    found: list[OpenConflict] = []
    for changes in edits:
        merged = merge(book, changes, held)
        if merged.fitting:
            book = book.apply(merged.fitting)
            fitting.append(merged.fitting)
        found += merged.conflicts
    return Rebased(book, tuple(fitting), tuple(found))
