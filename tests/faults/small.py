"""A small workbook, an editor of it that is not ours, and a reader that is not ours: milliseconds each."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from functools import cache
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from openpyxl import load_workbook

import app.known
from app.session import Session
from models.core.schema import Table
from models.ops.tables import CREDIT_SCORES, ENTITIES

NOW = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
TABLE = ENTITIES
ID_PROPERTY, REVISION_PROPERTY = "Valhalla Workbook", "Valhalla Revision"
ROWS = tuple(f"ent_{number:012x}" for number in range(8))
FIELDS = ("name", "jurisdiction", "notes")
PART = "xl/worksheets/sheet2.xml"
_LETTER = {column.name: chr(ord("A") + place) for place, column in enumerate(TABLE)}
_NAME = {letter: name for name, letter in _LETTER.items() if name in ("id", *FIELDS)}
_CELL = r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)'
STRINGS = "xl/sharedStrings.xml"
Rows = dict[str, dict[str, str | None]]


def first_rows() -> Rows:
    """What the small workbook holds, as far as the tests change it."""
    return {
        row: {"name": f"Name {n}", "jurisdiction": f"Place {n}", "notes": f"Note {n}"} for n, row in enumerate(ROWS)
    }


@cache
def small() -> bytes:
    """Two of our tables and a sheet of the person's own."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        scores: list[list[object]] = [[f"crs_{n:012x}", f"Who {n}", "Bureau", 600 + n] for n in range(4)]
        rows: list[list[object]] = [
            [row, one["name"], "other", one["jurisdiction"], "todo", None, one["notes"]]
            for row, one in first_rows().items()
        ]
        for table, content in ((CREDIT_SCORES, scores), (ENTITIES, rows)):
            add_table(book, table, content)
        own = book.add_worksheet("Mine")
        own.write("A1", "A text of the person's own")
        own.write_formula("B1", "=1+1", None, 2)
        book.set_custom_property(ID_PROPERTY, "0123456789abcdef")
        book.set_custom_property(REVISION_PROPERTY, "0")
    return out.getvalue()


def add_table(book: xlsxwriter.Workbook, table: Table, rows: list[list[object]]) -> None:
    """A sheet with the table, its rows in the order of its columns."""
    sheet = book.add_worksheet(table.sheet)
    headers = [column.header for column in table]
    for place, row in enumerate(rows, 1):
        sheet.write_row(place, 0, row)
    columns = [{"header": header} for header in headers]
    sheet.add_table(0, 0, len(rows), len(headers) - 1, {"columns": columns, "name": table.key})


def opened(path: Path, *, write: bool = True) -> Session:
    in_a_folder_of_its_own(path)
    return Session.open(path, journals=journals_of(path), as_of=NOW.date(), clock=lambda: NOW, write=write)


def in_a_folder_of_its_own(path: Path) -> None:
    """The program's own files lie beside the workbook, so that their calls fail, too.

    Every file counts as read before: that an unknown one is examined in another process is tested with hostile files.
    """
    os.environ["VALHALLA_DATA"] = str(path.parent / "own")
    app.known.is_known = lambda *_: True


def journals_of(path: Path) -> Path:
    """Beside the workbook, where a test did not make a folder for them beside its folder."""
    outside = path.parent.parent / "journals"
    return outside if outside.is_dir() else path.parent / "journals"


def rows_of(session: Session) -> Rows:
    """What the Session shows, as far as the tests change it."""
    frame = session.book[TABLE]
    return {str(row): {name: _plain(frame.at[row, name]) for name in FIELDS} for row in frame.index}


def _plain(value: object) -> str | None:
    return value if isinstance(value, str) else None


def rest_of(session: Session) -> dict[str, str]:
    """What the tests never change, a text for each row that is there."""
    frame, scores = session.book[TABLE], session.book[CREDIT_SCORES]
    kept = [name for name in frame if name not in (*FIELDS, "updated_at", "created_at")]
    rows = frame[kept].to_dict("index")
    return {"scores": scores.to_csv(), **{str(row): str(values) for row, values in rows.items()}}


# --- another program ---


def read_elsewhere(path: Path) -> tuple[Rows, list[object]]:
    """The rows as openpyxl reads them, and the cells that are the person's own."""
    book = load_workbook(path)
    sheet, own = book[TABLE.sheet], book["Mine"]
    headers = {cell.value: place for place, cell in enumerate(sheet[1])}
    places = {name: headers[TABLE[name].header] for name in ("id", *FIELDS)}
    rows = {
        str(values[places["id"]]): {name: _plain(values[places[name]]) for name in FIELDS}
        for values in sheet.iter_rows(min_row=2, values_only=True)
        if values[places["id"]] is not None
    }
    scores = [value for line in book[CREDIT_SCORES.sheet].iter_rows(values_only=True, max_col=4) for value in line]
    return rows, [own["A1"].value, own["B1"].value, *scores]


def rows_in(content: bytes) -> Rows:
    """The rows in a workbook's bytes, read from the XML of its sheet in a millisecond."""
    with ZipFile(BytesIO(content)) as archive:
        sheet = archive.read(PART).decode()
        strings = _strings({STRINGS: archive.read(STRINGS)}) if STRINGS in archive.namelist() else []
    found: dict[str, dict[str, str]] = {}
    for letter, number, attributes, inside in re.findall(_CELL, sheet, re.DOTALL):
        if letter in _NAME and inside:
            text = re.sub(r"<[^>]*>", "", inside)
            value = strings[int(text)] if 't="s"' in attributes else unescape(text)
            found.setdefault(number, {})[_NAME[letter]] = value
    return {
        one["id"]: {name: one.get(name) for name in FIELDS}
        for number, one in found.items()
        if number != "1" and "id" in one
    }


def revision_of(path: Path) -> int:
    """What the file says how often Valhalla saved it; 0 where it says nothing."""
    with ZipFile(path) as archive:
        if "docProps/custom.xml" not in archive.namelist():
            return 0
        found = re.search(rf'name="{REVISION_PROPERTY}".*?>(\d+)<', archive.read("docProps/custom.xml").decode())
    return int(found[1]) if found else 0


def set_elsewhere(path: Path, row: str, name: str, value: str, *, strip: bool = False) -> bool:
    """Another program sets one cell and saves the whole file anew; False where the row is not in it.

    `strip`: that program keeps no custom properties, so the file forgets whose it is.
    """
    changed = changed_elsewhere(path.read_bytes(), row, name, value, strip=strip)
    if changed is None:
        return False
    replace(path, changed)
    return True


def replace(path: Path, content: bytes) -> None:
    """As spreadsheet programs save: a new file in the place of the old one."""
    temp = path.with_name("another-programs.tmp")
    temp.write_bytes(content)
    temp.replace(path)


def changed_elsewhere(content: bytes, row: str, name: str, value: str, *, strip: bool = False) -> bytes | None:
    """The workbook's bytes with one cell set; None where the row is not in it."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    text = _with_cell(parts, row, name, value)
    if text is None:
        return None
    parts[PART] = text.encode()
    if strip:
        parts.pop("docProps/custom.xml", None)
        for part in ("_rels/.rels", "[Content_Types].xml"):
            parts[part] = re.sub(rb"<(Relationship|Override) [^>]*docProps/custom\.xml[^>]*/>", b"", parts[part])
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return out.getvalue()


def _with_cell(parts: dict[str, bytes], row: str, name: str, value: str) -> str | None:
    sheet = parts[PART].decode()
    number = _row_number(sheet, _strings(parts), row)
    if number is None:
        return None
    at = f"{_LETTER[name]}{number}"
    new = f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    text, count = re.subn(rf'<c r="{at}"[^>]*?(?:/>|>.*?</c>)', lambda _: new, sheet, count=1, flags=re.DOTALL)
    return text if count else None


def _row_number(sheet: str, strings: list[str], row: str) -> int | None:
    for found in re.finditer(r'<c r="A(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', sheet, re.DOTALL):
        number, attributes, inside = found.groups()
        inside = re.sub(r"<[^>]*>", "", inside or "")
        if (strings[int(inside)] if 't="s"' in attributes and inside else unescape(inside)) == row:
            return int(number)
    return None


def _strings(parts: dict[str, bytes]) -> list[str]:
    found = re.findall(r"<si>(.*?)</si>", parts.get(STRINGS, b"").decode(), re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", one)) for one in found]
