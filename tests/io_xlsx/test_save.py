"""A save of a whole workbook: what is refused, and that a step left out would be noticed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from io_xlsx import save as saving
from io_xlsx.backups import copies_folder
from io_xlsx.patch import patcher
from io_xlsx.patch.edits import PatchFault, Refused
from io_xlsx.read.reader import read_workbook
from io_xlsx.save import Base, Moved, Order, save
from models.bills import BILLS
from models.catalog import TABLES
from models.core.change import ChangeSet
from models.core.edit import add_row, set_fields
from models.dashboard import DASHBOARD
from tests.workbooks import DAY, NOW, demo_copy

Told = list[int]


class Workbook:
    """A demo workbook with one edit that waits to be saved."""

    def __init__(self, folder: Path) -> None:
        self.path = demo_copy(folder)
        self.reading = read_workbook(self.path, TABLES)
        self.base = Base.of(self.reading.package, self.reading.layout)
        self.row = str(self.reading.book[BILLS].index[0])
        self.edit = set_fields(self.reading.book, BILLS, self.row, {"name": "Renamed"}, NOW)
        self.told: Told = []

    def save(self, changes: ChangeSet | None = None, as_of: date = DAY) -> Base:
        changes = self.edit if changes is None else changes
        order = Order(self.reading.book.apply(changes), changes, as_of, DASHBOARD, "w1")
        return save(self.path, self.base, order, NOW, self.told.append)


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    return Workbook(tmp_path)


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_only_the_touched_sheets_and_the_stamp_differ(workbook: Workbook) -> None:
    before = parts(workbook.path)
    base = workbook.save()
    after = parts(workbook.path)
    sheet = next(s.part for s in base.layout.structure.sheets if s.name == "Bills")
    dashboard = next(s.part for s in base.layout.structure.sheets if s.name == "Dashboard")
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed <= {sheet, dashboard, "docProps/custom.xml", "xl/workbook.xml"}
    assert sheet in changed
    assert (base.workbook_id, base.revision) == ("w1", 1)


def test_the_result_is_the_base_of_the_next_save_without_reading_again(workbook: Workbook) -> None:
    book = workbook.reading.book
    for number in range(3):
        changes = add_row(book, BILLS, {"name": f"Bill {number}", "amount": 1.0, "start_date": DAY}, NOW)
        book = book.apply(changes)
        order = Order(book, changes, DAY, DASHBOARD, "w1")
        workbook.base = save(workbook.path, workbook.base, order, NOW, workbook.told.append)
    again = read_workbook(workbook.path, TABLES)
    assert again.book == book
    assert again.layout.places["Bills"].rows == workbook.base.layout.places["Bills"].rows
    assert again.layout.places["Bills"].formulas == workbook.base.layout.places["Bills"].formulas
    assert workbook.told == [1, 2, 3]


def test_a_file_that_changed_meanwhile_is_never_overwritten(workbook: Workbook) -> None:
    other = workbook.path.read_bytes() + b"\x00"
    workbook.path.write_bytes(other)
    with pytest.raises(Moved):
        workbook.save()
    assert workbook.path.read_bytes() == other
    assert workbook.told == []


def test_a_save_of_somebody_else_in_the_last_moment_is_noticed(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    patched: Callable[..., object] = patcher.patch

    def slow(*args: object) -> object:
        workbook.path.write_bytes(b"theirs")
        return patched(*args)

    monkeypatch.setattr(saving, "patch", slow)
    with pytest.raises(Moved):
        workbook.save()
    assert workbook.path.read_bytes() == b"theirs"


def test_a_written_file_that_is_wrong_never_becomes_the_workbook(
    workbook: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order that is checked is not the one that was written: the check has to see it."""
    before = workbook.path.read_bytes()
    patched: Callable[..., object] = patcher.patch
    other = set_fields(workbook.reading.book, BILLS, workbook.row, {"name": "Something else"}, NOW)

    def wrong(package: object, _edit: object, out: object) -> object:
        book = workbook.reading.book.apply(other)
        edit, _ = saving.plan(workbook.base.layout, Order(book, other, DAY, DASHBOARD, "w1"), 1)
        return patched(package, edit, out)

    monkeypatch.setattr(saving, "patch", wrong)
    with pytest.raises(PatchFault):
        workbook.save()
    assert workbook.path.read_bytes() == before
    assert workbook.told == []


def test_a_link_stays_a_link(workbook: Workbook) -> None:
    link = workbook.path.with_name("link.xlsx")
    try:
        link.symlink_to(workbook.path)
    except OSError:
        pytest.skip("this system lets nobody make links")
    target, workbook.path = workbook.path, link
    workbook.save()
    assert link.is_symlink()
    assert read_workbook(target, TABLES).book != workbook.reading.book


def test_the_state_before_each_save_is_kept_and_other_files_are_left_alone(workbook: Workbook) -> None:
    folder = copies_folder(workbook.path)
    folder.mkdir()
    own = folder / "20200101T000000Z-mine.xlsx"
    own.write_bytes(b"mine")
    before = workbook.path.read_bytes()
    workbook.save()
    (copy,) = [path for path in folder.glob("*.xlsx") if path != own]
    assert copy.read_bytes() == before
    assert own.read_bytes() == b"mine"


def test_a_merged_cell_is_refused_with_its_place_and_nothing_is_written(workbook: Workbook) -> None:
    from openpyxl import load_workbook

    book = load_workbook(workbook.path)
    book["Bills"].merge_cells("A2:B2")
    book.save(workbook.path)
    workbook = _reopened(workbook)
    before = workbook.path.read_bytes()
    with pytest.raises(Refused) as caught:
        workbook.save(set_fields(workbook.reading.book, BILLS, workbook.row, {"name": "New"}, NOW))
    assert (caught.value.sheet, caught.value.cell) == ("Bills", "B2")
    assert workbook.path.read_bytes() == before


def _reopened(workbook: Workbook) -> Workbook:
    workbook.reading = read_workbook(workbook.path, TABLES)
    workbook.base = Base.of(workbook.reading.package, workbook.reading.layout)
    return workbook
