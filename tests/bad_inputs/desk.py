"""A workbook on somebody's desk: changed as other programs change it, looked at through the commands of the product."""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.cli.main import main
from app.session import Session
from tests.workbooks import DAY, NOW, new_copy

ROWS = (
    ("Bills", "id=bill_1", "name=Rent", "amount=1200", "due_day=1", "start_date=2026-01-01", "envelope=rent",
     "account=Main"),
    ("Bills", "id=bill_2", "name=Water", "amount=80.5", "due_day=15", "start_date=2026-01-15", "account=Main"),
    ("Bills", "id=bill_3", "name=Hydro", "amount=95", "due_day=31", "start_date=2026-01-31"),
    ("Contacts", "id=con_1", "name=Pat", "region=MB", "country=CA", "consent=express", "time_zone=America/Winnipeg"),
    ("Properties", "id=prop_1", "address=12 Elm", "city=Winnipeg", "arv=250000"),
    ("Deals", "id=deal_1", "address=12 Elm", "property_id=prop_1", "contact_id=con_1"),
)  # fmt: skip


def _run(path: Path, words: tuple[object, ...], day: object) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(["--json", "--as-of", str(day), "-f", str(path), *map(str, words)])
    return status, out.getvalue(), err.getvalue()


@cache
def _filled() -> bytes:
    """A new workbook with a few rows, as the product saves it."""
    with tempfile.TemporaryDirectory() as folder:
        path = new_copy(Path(folder))
        for table, *fields in ROWS:
            status, _, err = _run(path, ("add", table, *fields), DAY)
            assert status == 0, err
        return path.read_bytes()


class Desk:
    """One workbook; `day` is what `--as-of` says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.day = folder, DAY
        self.path = folder / "book.xlsx"
        self.path.write_bytes(_filled())

    # --- through the product ---

    def __call__(self, *words: object) -> Any:
        """The command's JSON; the test fails where it is refused."""
        status, out, err = _run(self.path, words, self.day)
        assert status in (0, 1), err
        return json.loads(out)

    def refused(self, *words: object) -> str:
        """The whole refusal: its code, message and hint."""
        before = self.path.read_bytes()
        status, out, err = _run(self.path, words, self.day)
        assert (status, out) == (2, "")
        assert self.path.read_bytes() == before
        return " ".join(json.loads(err)["error"].values())

    def problems(self, about: str = "") -> list[dict[str, Any]]:
        """What `check` lists, if its message or its fix holds the words."""
        found: list[dict[str, Any]] = self("check")["problems"]
        return [one for one in found if about in f"{one['message']} {one['fix']}"]

    def problem(self, about: str) -> dict[str, Any]:
        (found,) = self.problems(about)
        return found

    def row(self, table: str, row_id: str) -> dict[str, Any]:
        (found,) = (row for row in self("show", table)["rows"] if row.get("id", row.get("key")) == row_id)
        return dict(found)

    @contextmanager
    def session(self, **more: Any) -> Iterator[Session]:
        opened = Session.open(self.path, journals=self.folder / "journals", as_of=DAY, clock=lambda: NOW, **more)
        with closing(opened) as session:
            yield session

    # --- in another program ---

    @contextmanager
    def excel(self) -> Iterator[Workbook]:
        """The workbook opened elsewhere, and saved at the end."""
        book = load_workbook(self.path)
        yield book
        book.save(self.path)

    def cell(self, sheet: str, name: str) -> Any:
        """What another reader finds in a cell."""
        return load_workbook(self.path)[sheet][name]

    def store(self, sheet: str, name: str, inner: str, attributes: str = "") -> None:
        """A cell of that style as it is to stand in the file: its XML within `<c>`, and attributes such as `t="e"`."""
        pattern = re.compile(rf'<c r="{name}"(?:([^>]*)/>|([^>]*?[^/]?)>.*?</c>)', re.DOTALL)

        def cell(old: re.Match[str]) -> str:
            style = re.search(r' s="\d+"', old[1] or old[2] or "")
            return f'<c r="{name}"{style[0] if style else ""} {attributes}>{inner}</c>'

        def change(xml: str) -> str:
            new, count = pattern.subn(cell, xml)
            assert count == 1, f"no cell {name}"
            return new

        self.rewrite(self.part(sheet), change)

    def text(self, sheet: str, name: str, text: str) -> None:
        """A cell that holds a text."""
        self.store(sheet, name, f'<is><t xml:space="preserve">{escape(text)}</t></is>', 't="inlineStr"')

    def number(self, sheet: str, name: str, number: str, number_format: str = "") -> None:
        """A cell that holds a number, spelled as given, in its old format or another one."""
        if number_format:
            with self.excel() as book:
                book[sheet][name].value, book[sheet][name].number_format = 1, number_format
        self.store(sheet, name, f"<v>{number}</v>")

    # --- as an archive ---

    def parts(self) -> dict[str, bytes]:
        with zipfile.ZipFile(self.path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def part_text(self, name: str) -> str:
        return self.parts()[name].decode()

    def part(self, sheet: str) -> str:
        """The part that holds a sheet."""
        parts = self.parts()
        book, links = parts["xl/workbook.xml"].decode(), parts["xl/_rels/workbook.xml.rels"].decode()
        number = re.search(rf'<sheet [^>]*name="{sheet}"[^>]*r:id="(\w+)"', book)
        assert number is not None
        tag = next(tag for tag in re.findall("<Relationship [^>]*>", links) if f'Id="{number[1]}"' in tag)
        target = re.search('Target="/?([^"]+)"', tag)
        assert target is not None
        return target[1] if target[1].startswith("xl/") else f"xl/{target[1]}"

    def rewrite(self, part: str, change: Callable[[str], str]) -> None:
        self.write({part: change(self.part_text(part)).encode()})

    def write(self, new: dict[str, bytes]) -> None:
        """The archive with these parts new or in place of the old ones."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, data in (self.parts() | new).items():
                archive.writestr(name, data)
        self.path.write_bytes(out.getvalue())


def column_of(sheet: Worksheet, header: str, row: int = 1) -> int:
    """Where a header stands."""
    return next(cell.column for cell in sheet[row] if cell.value == header)


def move(sheet: Worksheet, header: str, to: int) -> None:
    """A column of a table at another place, as by dragging it in Excel: cells and table alike."""
    number = column_of(sheet, header)
    for row in range(1, sheet.max_row + 1):
        values = [sheet.cell(row, at).value for at in range(1, sheet.max_column + 1)]
        values.insert(to - 1, values.pop(number - 1))
        for at, value in enumerate(values, 1):
            sheet.cell(row, at).value = value
    (table,) = sheet.tables.values()
    table.tableColumns.insert(to - 1, table.tableColumns.pop(number - 1))
    for at, column in enumerate(table.tableColumns, 1):
        column.id = at


def rename(sheet: Worksheet, header: str, new: str) -> None:
    """A header of a table renamed in Excel, which renames it in every formula too."""
    sheet.cell(1, column_of(sheet, header)).value = new
    (table,) = sheet.tables.values()
    next(column for column in table.tableColumns if column.name == header).name = new
    book = sheet.parent
    assert book is not None
    for other in book.worksheets:
        for row in other.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = cell.value.replace(f"[{header}]", f"[{new}]")


def untabled(sheet: Worksheet) -> None:
    """The table turned into a plain range."""
    for name in list(sheet.tables):
        del sheet.tables[name]
    sheet.auto_filter.ref = None
