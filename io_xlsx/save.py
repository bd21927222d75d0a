"""One save: patched into a new file beside the workbook, read back, and put in its place in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from io_xlsx.backups import A_SAVE, Reason, kept_before
from io_xlsx.board import Board
from io_xlsx.guard import Fingerprint, beside, flush, foreign_lock, put_in_place
from io_xlsx.layout import Layout, TablePlace
from io_xlsx.parts.package import Package
from io_xlsx.parts.structure import Structure, read_structure
from io_xlsx.patch.edits import PatchReport, Refused, SheetEdit, WorkbookEdit
from io_xlsx.patch.patcher import patch, verify
from io_xlsx.plan import plan_tables
from models.core.book import Book
from models.core.change import ChangeSet
from models.core.dashboard import Dashboard

ID_PROPERTY = "Valhalla Workbook"
REVISION_PROPERTY = "Valhalla Revision"


class Moved(Exception):
    """The file is not the one that was read: somebody else saved it meanwhile."""


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
    def workbook_id(self) -> str:
        """The id in the file's properties; blank for a file that Valhalla has not saved yet."""
        return self.layout.structure.custom_properties.get(ID_PROPERTY, "")

    @property
    def revision(self) -> int:
        """How many saves of Valhalla the file has seen; spreadsheet programs keep the number."""
        text = self.layout.structure.custom_properties.get(REVISION_PROPERTY, "0")
        number = text.partition(".")[0]
        return int(number) if number.isdigit() else 0


@dataclass(frozen=True)
class Order:
    """What is to be saved: the Book that the file becomes, and how it differs from what the file holds.

    `version` is an earlier version that the file becomes instead, as that was but for the workbook's id and revision.
    """

    after: Book
    changes: ChangeSet
    as_of: date
    dashboard: Dashboard
    workbook_id: str
    revision: int = 0
    reason: Reason = A_SAVE
    version: Base | None = None


def save(
    path: Path,
    base: Base,
    order: Order,
    now: datetime,
    before_replace: Callable[[int], None],
    tell: Callable[[str], object] = lambda _: None,
) -> Base:
    """The file with the order in it, and its new base.

    `before_replace` is told the new revision once the new file is complete and checked, `tell` what the person should
    know of a save that was made all the same: no copy could be kept. Raises Refused where the edit
    cannot be made without risk, Moved where the file changed since it was read, PatchFault, OSError; the file is then
    as it was.
    """
    target = path.resolve()
    _refuse_locked(target)
    revision = max(base.revision, order.revision) + 1
    source = order.version or base
    stamp = _stamp(target)
    if Fingerprint.of_file(target) != base.fingerprint:
        raise Moved
    with beside(target) as (temp, file):
        edit, places, report = _patched(source, order, revision, file)
        flush(file)
        file.seek(0)
        result = Package(file.read(), target)
        verify(source.package, result, edit, report)
        file.close()
        structure = read_structure(result)
        _refuse_locked(target)
        before_replace(revision)
        with kept_before(target, base.fingerprint.digest, order.reason, now, tell):
            if _stamp(target) != stamp:
                raise Moved
            put_in_place(temp, target)
    return Base.of(result, Layout(structure, {key: _refreshed(place, structure) for key, place in places.items()}))


def rehearse(base: Base, order: Order) -> None:
    """Raises Refused where a save of the order would, with nothing written anywhere."""
    _patched(base, order, base.revision + 1, BytesIO())


def _patched(
    base: Base, order: Order, revision: int, out: BinaryIO
) -> tuple[WorkbookEdit, Mapping[str, TablePlace], PatchReport]:
    """What nobody asked for, as naming rows of another sheet, is left out where it would be refused."""
    if order.version is not None:
        stamped = WorkbookEdit((), _stamps(order, revision))
        return stamped, base.layout.places, patch(base.package, stamped, out)
    try:
        edit, places = plan(base.layout, order, revision, tidy=True)
        return edit, places, patch(base.package, edit, out)
    except Refused:
        edit, places = plan(base.layout, order, revision, tidy=False)
        return edit, places, patch(base.package, edit, out)


def plan(
    layout: Layout, order: Order, revision: int, *, tidy: bool = True
) -> tuple[WorkbookEdit, Mapping[str, TablePlace]]:
    """Everything that goes into the file, and where the tables stand then. Raises Refused.

    With `tidy` tables without a change of their own are tidied too: rows named, blank formulas filled in.
    """
    board = Board.read(order.dashboard, layout)
    day = board.typed_day or order.as_of
    sheets, places = plan_tables(layout, order.after, order.changes, day, tidy=tidy)
    renewed = board.edit(order.after, day)
    edits: list[SheetEdit] = [*sheets, *([renewed] if renewed else [])]
    return WorkbookEdit(tuple(edits), _stamps(order, revision)), places


def _stamps(order: Order, revision: int) -> dict[str, str]:
    """The workbook's id and revision, as document properties."""
    return {ID_PROPERTY: order.workbook_id, REVISION_PROPERTY: str(revision)}


def _stamp(path: Path) -> tuple[int, int, int]:
    """Cheap to ask again: another program's save changes at least one of them."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _refuse_locked(path: Path) -> None:
    who = foreign_lock(path)
    if who:
        raise Refused(f"{path.name} cannot be saved now: {who}. Close it there first.")


def _refreshed(place: TablePlace, structure: Structure) -> TablePlace:
    sheet = structure.sheet(place.sheet)
    if place.list_object is None or sheet is None:
        return place
    part = place.list_object.part
    return replace(place, list_object=next((info for info in sheet.tables if info.part == part), place.list_object))

