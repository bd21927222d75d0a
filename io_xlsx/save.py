"""One save: patched into a new file beside the workbook, read back, and put in its place in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from io_xlsx.backups import A_SAVE, Reason, kept_before
from io_xlsx.board import Board
from io_xlsx.guard import (
    Fingerprint,
    beside,
    dead_temps,
    flush,
    foreign_lock,
    put_in_place,
    refuse_without_room,
    temp_name,
)
from io_xlsx.journal import Journal
from io_xlsx.layout import Layout, TablePlace
from io_xlsx.lock import Lock
from io_xlsx.parts.package import Package
from io_xlsx.parts.structure import Structure, read_structure
from io_xlsx.patch.edits import PatchReport, Refused, SheetEdit, WorkbookEdit
from io_xlsx.patch.patcher import patch, verify
from io_xlsx.plan import plan_tables
from io_xlsx.stamp import Stamp
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.dashboard import Dashboard
from models.core.phrase import phrase


class Moved(Exception):
    """The file is not the one that was read: somebody else saved it meanwhile."""


class Elsewhere(Exception):
    """Another program has the file open; the text says which, and whose."""


@dataclass(frozen=True)
class Base:
    """The workbook as the file has it: what a save starts from."""

    package: Package
    layout: Layout
    fingerprint: Fingerprint

    @classmethod
    def of(cls, package: Package, layout: Layout) -> Base:
        return cls(package, layout, Fingerprint.of(package.content))

    @property
    def stamp(self) -> Stamp:
        """Which workbook the file says it is, and which edits it holds."""
        return Stamp.of(self.layout.structure.custom_properties)

    @property
    def workbook_id(self) -> str:
        """The id in the file's properties; blank for a file that Valhalla has not saved yet."""
        return self.stamp.workbook_id

    @property
    def revision(self) -> int:
        """How many saves of Valhalla the file has seen."""
        return self.stamp.revision


@dataclass(frozen=True)
class Order:
    """What is to be saved: the Book that the file becomes, and how it differs from what the file holds.

    `upto` is the number of the last edit in the journal that is in it. `version` is an earlier version that the file
    becomes instead, as that was but for the stamp. `ignored` is the mark of another program that is left behind.
    """

    after: Book
    changes: ChangeSet
    as_of: date
    dashboard: Dashboard
    upto: int = 0
    reason: Reason = A_SAVE
    version: Base | None = None
    ignored: str = ""


@dataclass(frozen=True)
class Saved:
    """The file's new base, and what a person should know of the save."""

    base: Base
    notes: tuple[str, ...] = ()


def save(path: Path, base: Base, order: Order, now: datetime, journal: Journal, lock: Lock) -> Saved:
    """The file with the order in it.

    Raises Refused where the edit cannot be made without risk, Elsewhere, Busy where somebody took the lock over, Taken
    the journal, Moved where the file changed since it was read, PatchFault, OSError; the file is then as it was, and
    nothing is left beside it.
    """
    target = path.resolve()
    lock.renew()
    _refuse_locked(target, order.ignored)
    seen = _identity(target)
    if Fingerprint.of_file(target) != base.fingerprint:
        raise Moved
    refuse_without_room(target, len(base.package.content))
    revision = max(base.revision, journal.revision) + 1
    upto = journal.write_restore(order.version.stamp) if order.version else order.upto
    stamp = base.stamp.after(journal.workbook_id, revision, journal.token, upto)
    temp_is = temp_name(target)
    journal.write_begin(revision, upto, base.fingerprint.digest, temp_is)
    notes: list[str] = []
    with beside(target, temp_is) as (temp, file):
        result, places = _written(order.version or base, order, stamp, file, target)
        structure = read_structure(result)
        _refuse_locked(target, order.ignored)
        lock.renew()
        with kept_before(target, base.fingerprint.digest, order.reason, now, notes.append):
            put_in_place(temp, target, lambda: _refuse_moved(target, seen))
    after = Base.of(result, Layout(structure, {key: _refreshed(place, structure) for key, place in places.items()}))
    with suppress(OSError):  # the file says itself what it holds
        if order.version:
            journal.write_restored(upto)
        journal.write_saved(revision, upto, after.fingerprint.digest)
        journal.shorten()
    return Saved(after, tuple(notes))


def _written(
    source: Base, order: Order, stamp: Stamp, file: BinaryIO, target: Path
) -> tuple[Package, Mapping[str, TablePlace]]:
    """The new file on the disk, read back from there and compared with what was meant."""
    edit, places, report = _patched(source, order, stamp, file)
    flush(file)
    file.seek(0)
    result = Package(file.read(), target)
    verify(source.package, result, edit, report)
    file.close()
    return result, places


def remove_leftovers(path: Path, names: Iterable[str]) -> None:
    """Removes the new files of saves that were cut off: `names` in the journal, and those of dead processes."""
    path = path.resolve()
    for name in {*names, *dead_temps(path)}:
        with suppress(OSError):
            path.with_name(name).unlink()


def rehearse(base: Base, order: Order) -> None:
    """Raises Refused where a save of the order would, with nothing written anywhere."""
    _patched(base, order, base.stamp, BytesIO())


def copy_of(base: Base, order: Order) -> bytes:
    """The workbook with the order in it, for another place; what `save` raises of the edit, this does too."""
    out = BytesIO()
    edit, _, report = _patched(base, order, base.stamp, out)
    verify(base.package, Package(out.getvalue(), base.package.path), edit, report)
    return out.getvalue()


def _patched(
    base: Base, order: Order, stamp: Stamp, out: BinaryIO
) -> tuple[WorkbookEdit, Mapping[str, TablePlace], PatchReport]:
    """What nobody asked for, as naming rows of another sheet, is left out where it would be refused."""
    if order.version is not None:
        stamped = WorkbookEdit((), stamp.properties)
        return stamped, base.layout.places, patch(base.package, stamped, out)
    try:
        edit, places = plan(base.layout, order, stamp, tidy=True)
        return edit, places, patch(base.package, edit, out)
    except Refused:
        edit, places = plan(base.layout, order, stamp, tidy=False)
        return edit, places, patch(base.package, edit, out)


def plan(
    layout: Layout, order: Order, stamp: Stamp, *, tidy: bool = True
) -> tuple[WorkbookEdit, Mapping[str, TablePlace]]:
    """Everything that goes into the file, and where the tables stand then. Raises Refused.

    With `tidy` tables without a change of their own are tidied too: rows named, blank formulas filled in.
    """
    board = Board.read(order.dashboard, layout)
    day = board.typed_day or order.as_of
    sheets, places = plan_tables(layout, order.after, order.changes, day, tidy=tidy)
    renewed = board.edit(order.after, day)
    edits: list[SheetEdit] = [*sheets, *([renewed] if renewed else [])]
    return WorkbookEdit(tuple(edits), stamp.properties), places


def _identity(path: Path) -> tuple[int, int, int]:
    """Cheap to ask again: another program's save changes at least one of them."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _refuse_moved(path: Path, seen: tuple[int, int, int]) -> None:
    if _identity(path) != seen:
        raise Moved


def _refuse_locked(path: Path, ignored: str) -> None:
    who = foreign_lock(path, ignored)
    if who:
        raise Elsewhere(phrase("{name} cannot be saved now: {who}. Close it there first.", name=path.name, who=who))


def _refreshed(place: TablePlace, structure: Structure) -> TablePlace:
    sheet = structure.sheet(place.sheet)
    if place.list_object is None or sheet is None:
        return place
    part = place.list_object.part
    return replace(place, list_object=next((info for info in sheet.tables if info.part == part), place.list_object))
