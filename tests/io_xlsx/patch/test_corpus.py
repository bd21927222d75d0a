"""Real workbooks that nobody here made: opened without a crash, patched with every other byte and cell the same."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from io_xlsx.parts.cells import LAST_ROW, RawCell
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.structure import SheetInfo, Structure, read_structure
from io_xlsx.patch.patcher import CellEdit, Refused, SheetEdit, TableEdit, WorkbookEdit, patch, verify
from tests.io_xlsx.handmade import cells_of

DAY = date(2024, 2, 29)
TEXT = " <&> _x000D_ \N{GRINNING FACE}"
NUMBER = 4711.25
LARGEST_BOX = 2_000_000  # calamine fills the whole rectangle, and takes the process along when memory ends


def openable(
    corpus: Path, count: Counter[str]
) -> Iterator[tuple[Structure, SheetInfo, dict[tuple[int, int], RawCell]]]:
    """The first worksheet of every workbook that can be read."""
    for path in sorted(corpus.rglob("*.xls[xm]")):
        count["files"] += 1
        try:
            structure = read_structure(Package.open(path))
            sheets = [sheet for sheet in structure.sheets if sheet.kind == "worksheet"]
            for sheet in sheets[:1]:
                yield structure, sheet, cells_of(structure.package, sheet.part)
        except (Unreadable, ValueError):
            count["unreadable"] += 1


def written(source: Package, edit: WorkbookEdit, count: Counter[str]) -> Package | None:
    out = io.BytesIO()
    try:
        report = patch(source, edit, out)
    except Refused:
        count["refused"] += 1
        count["refused late"] += bool(out.getvalue())
        return None
    result = Package(out.getvalue(), source.path)
    verify(source, result, edit, report)
    count["patched"] += 1
    return result


def constant(structure: Structure, sheet: SheetInfo, cells: dict[tuple[int, int], RawCell]) -> list[CellEdit]:
    """A plain number in the middle of the sheet, outside what only Excel may change."""
    taken = [*sheet.pivots, *structure.facts(sheet.part).arrays]
    plain = [
        place
        for place, cell in cells.items()
        if cell.type == "n" and cell.raw and cell.formula is None and not any(area.holds(*place) for area in taken)
    ]
    return [CellEdit(*plain[len(plain) // 2], NUMBER)] if plain else []


def contents(package: Package) -> dict[str, bytes]:
    out = io.BytesIO()
    package.write(out, {})
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_three_cells_of_each_workbook(corpus: Path) -> None:
    count: Counter[str] = Counter()
    for structure, sheet, cells in openable(corpus, count):
        last = min(max((row for row, _ in cells), default=0), LAST_ROW - 3)
        edits = (CellEdit(last + 2, 1, TEXT), CellEdit(last + 3, 2, DAY), *constant(structure, sheet, cells))
        source = structure.package
        result = written(source, WorkbookEdit((SheetEdit(sheet.name, edits),)), count)
        if result is not None:
            places = {(edit.row, edit.column) for edit in edits}
            compare_parts(structure, sheet, result)
            after = cells_of(result, sheet.part)
            assert without(after, places) == without(cells, places), source.path
            count["shown"] += shown(result, sheet, edits, len(after) and max(after))
    print(dict(count))
    assert count["refused late"] == 0
    assert count["patched"] >= 0.95 * (count["patched"] + count["refused"])
    assert count["unreadable"] <= 0.05 * count["files"]
    assert count["shown"] >= 0.9 * count["patched"]


def without(cells: dict[tuple[int, int], RawCell], places: set[tuple[int, int]]) -> dict[tuple[int, int], RawCell]:
    return {place: cell for place, cell in cells.items() if place not in places}


def compare_parts(structure: Structure, sheet: SheetInfo, result: Package) -> None:
    """No constant costs a formula, so sheet, styles and calcPr are all that may differ."""
    before, after = contents(structure.package), contents(result)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {sheet.part, structure.styles_part, structure.workbook_part}, structure.package.path


def shown(result: Package, sheet: SheetInfo, edits: tuple[CellEdit, ...], corner: object) -> bool:
    """Whether calamine shows the new values; False also where it cannot open the file at all."""
    cells = cells_of(result, sheet.part)
    if max(row for row, _ in cells) * max(column for _, column in cells) > LARGEST_BOX:
        return False
    out = io.BytesIO()
    result.write(out, {})
    out.seek(0)
    try:
        rows = CalamineWorkbook.from_filelike(out).get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
    except CalamineError:
        return False
    found = [rows[edit.row - 1][edit.column - 1] for edit in edits]
    assert found[0] == TEXT, result.path
    return found == [edit.value for edit in edits]


def test_two_rows_below_each_table(corpus: Path) -> None:
    count: Counter[str] = Counter()
    for structure, sheet, cells in openable(corpus, count):
        for table in sheet.tables:
            last = table.last_row
            edits = tuple(
                CellEdit(row, column, f"{row} {column}", like_row=last)
                for row in (last + 1, last + 2)
                for column in range(table.first_column, table.last_column + 1)
            )
            edit = WorkbookEdit((SheetEdit(sheet.name, edits, (TableEdit(table.name, last + 2),)),))
            in_use = any(cells.get((edit.row, edit.column), EMPTY).raw is not None for edit in edits)
            result = None if in_use else written(structure.package, edit, count)
            if result is not None:
                found = read_structure(result).sheet(sheet.name)
                (grown,) = [t for t in found.tables if t.name == table.name] if found else [table]
                assert grown.area == table.area._replace(last_row=last + 2)
                places = {(one.row, one.column) for one in edits}
                assert without(cells_of(result, sheet.part), places) == without(cells, places)
    print(dict(count))
    assert count["patched"] >= 20


EMPTY = RawCell(0, 0, 0, "n", None, None, None)
