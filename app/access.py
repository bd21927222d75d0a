"""Whether a workbook, or one edit of it, can be written at all; every reason as words for people."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from app.zone import local_zone
from io_xlsx import plan
from io_xlsx.lock import Busy, Holder, Lock
from io_xlsx.patch.edits import Refused as PatchRefused
from io_xlsx.read.reader import Reading
from io_xlsx.save import Base, Order, rehearse
from models.core.book import Book
from models.core.change import ChangeSet, net
from models.core.phrase import phrase
from models.core.refusal import Refused
from models.dashboard import DASHBOARD


@contextmanager
def reading_journal(name: str, folder: Path) -> Iterator[None]:
    """What a journal that cannot be read is refused with: without its edits the workbook would not be what it was."""
    try:
        yield
    except OSError as problem:
        raise Refused(
            phrase(
                "{name} cannot be opened: the journal of its unsaved edits could not be read ({why}).",
                name=name,
                why=problem.strerror,
            ),
            hint=phrase(
                "Nothing was changed. Try again, or make the files in {folder} readable for you.", folder=folder
            ),
            code="journal",
        ) from None


def lock_for_writing(lock: Lock, path: Path, wait: float) -> tuple[str, Holder | None]:
    """Takes the lock; says why it could not be had within `wait` seconds and who has it, blank where it is held now."""
    if not os.access(path, os.W_OK):
        return phrase("the file is write-protected"), None
    try:
        lock.acquire(wait)
    except Busy as busy:
        return busy.holder.words(local_zone()) if busy.holder else str(busy), busy.holder
    except OSError as problem:
        return phrase("its folder cannot be written to ({why})", why=problem.strerror), None
    return "", None


def unwritable(name: str, reading: Reading) -> str:
    """Why nothing of the workbook can be changed; blank where it can."""
    if reading.encrypted:
        return phrase("{name} is encrypted; save a copy to go on in that", name=name)
    if reading.layout.structure.strict:
        return phrase(
            "{name} is saved as Strict Open XML; save it as an ordinary Excel workbook (.xlsx) to edit it", name=name
        )
    if reading.layout.structure.signed:
        return phrase(
            "it is digitally signed, and a change would make the signature invalid; save a copy without it in Excel"
        )
    return "" if reading.layout.places else phrase("{name} has none of Valhalla's sheets", name=name)


def about_file(name: str, reading: Reading) -> list[str]:
    """What the person should know of the file before the first edit."""
    extra = reading.package.trailing
    told = phrase(
        "{name} has {extra} bytes behind its end that are no part of it; the next save leaves them out.",
        name=name,
        extra=extra,
    )
    return [told] if extra else []


def refused_by(problem: PatchRefused) -> str:
    """Its sentence, after the cell that it names."""
    if not (problem.sheet and problem.cell):
        return problem.reason
    return phrase("{cell}: {what}", cell=f"{problem.sheet}!{problem.cell}", what=problem.reason)


def refuse_unwritable(base: Base, after: Book, changes: ChangeSet, unsaved: Sequence[ChangeSet], as_of: date) -> None:
    """At the edit, not at its save: what the sheet cannot take must not be kept for ever. `after` is with the edit."""
    try:
        plan.refuse_unwritable(base.layout, after, changes)
        if any(base.layout.places[key].protected for key in changes.tables):
            rehearse(base, Order(after, net([*unsaved, changes]), as_of, DASHBOARD))
    except PatchRefused as problem:
        raise Refused(refused_by(problem), code="read_only") from None
