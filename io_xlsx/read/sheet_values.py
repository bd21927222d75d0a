"""The values of one sheet at their exact positions, read by calamine behind a guard against huge empty areas."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from io_xlsx.layout import Cell
from io_xlsx.parts.cells import LAST_COLUMN, column_name, column_number, iter_cells, parse_cell
from io_xlsx.parts.deflate import deflate
from io_xlsx.parts.markup import attributes
from io_xlsx.parts.package import Package, Unreadable
from io_xlsx.parts.padded import padded_styles
from io_xlsx.parts.structure import SheetInfo, read_structure
from io_xlsx.read.outside import dde_formulas
from models.core.phrase import phrase

# Calamine keeps a dense rectangle: ten cells spread over a sheet would cost it more than 20 GB.
LARGEST_AREA = 40_000_000

_LAST_ROW = re.compile(rb"<(?:[\w.-]+:)?row\s[^>]*?\br=[\"'](\d+)[\"']")
_WIDE = re.compile(rb" r=[\"']([A-Z]{2,3})\d")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Za-z]{1,3}\d{1,7})[\"']")


# Later versions of Excel know more of them; calamine gives a whole sheet up for one.
_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_ERROR_CELL = re.compile(
    rb"(<(?:[\w.-]+:)?c\s[^>]*?\bt=[\"']e[\"'][^>]*>(?:(?!</(?:[\w.-]+:)?c>).)*?<(?:[\w.-]+:)?v>)([^<]*)", re.DOTALL
)
_RESULT = re.compile(rb"(?:<(?:[\w.-]+:)?f\b[^>]*?(?:/>|>[^<]*</(?:[\w.-]+:)?f>))?<(?:[\w.-]+:)?v>([^<]*)<")


class StoredCell(NamedTuple):
    """The number of a cell's style, and the text of its value; blank where it has none."""

    style: int
    text: str


@dataclass(frozen=True)
class SheetValues:
    """Raw values as calamine gives them ('' = blank); `rows[0][0]` stands at (`first_row`, `first_column`).

    `truths` are those of the `formulas` that are `=TRUE()` or `=FALSE()`: LibreOffice saves every yes and no so.
    `padded` gives the styles that show numbers with noughts before them, each with its digits.
    """

    first_row: int
    first_column: int
    rows: Sequence[Sequence[object]]
    formulas: frozenset[Cell] = frozenset()
    errors: Mapping[Cell, str] = field(default_factory=dict)
    truths: frozenset[Cell] = frozenset()
    xml: bytes = field(default=b"", repr=False)
    date1904: bool = False
    padded: Mapping[int, int] = field(default_factory=dict)

    def stored(self, column: int) -> dict[int, StoredCell]:
        """A column's cells as the sheet's XML has them, by row: for the few that calamine shows as something else."""
        letters = column_name(column).encode()
        tags = re.finditer(rb"<(?:[\w.-]+:)?c(\s[^>]*?\br=[\"']%s(\d+)[\"'][^>]*)>" % letters, self.xml)
        return {int(tag[2]): _stored(tag, self.xml) for tag in tags}

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1

    @property
    def last_column(self) -> int:
        return self.first_column + (len(self.rows[0]) if self.rows else 0) - 1

    def row(self, number: int) -> Sequence[object]:
        """The values of a row from `first_column` on; empty outside the sheet's values."""
        return self.rows[number - self.first_row] if self.first_row <= number <= self.last_row else ()

    def columns(self, first: int, last: int, numbers: Sequence[int]) -> list[Sequence[object]]:
        """The named columns between two rows, each as long as there are rows; '' where the sheet holds nothing."""
        count = max(0, last - first + 1)
        lead = min(count, max(0, self.first_row - first))
        body = self.rows[max(0, first - self.first_row) : max(0, last - self.first_row + 1)]
        turned = list(zip(*body, strict=True)) if body else []
        blank = ("",) * count
        tail = ("",) * (count - lead - len(body))
        whole = [(*blank[:lead], *column, *tail) if lead or tail else column for column in turned]
        offsets = [number - self.first_column for number in numbers]
        return [whole[offset] if 0 <= offset < len(whole) else blank for offset in offsets]

    def texts(self) -> tuple[tuple[str, ...], list[list[str]]]:
        """Column letters and all rows from the sheet's first one on, as texts; errors show their name.

        A formula that asks another program is shown itself: what it last got says nothing about what it does.
        """
        headers = tuple(column_name(number) for number in range(1, self.last_column + 1))
        told = {**dde_formulas(self.xml), **self.errors}
        lead = [""] * (self.first_column - 1)
        rows = [[""] * len(headers) for _ in range(self.first_row - 1)]
        for number, row in enumerate(self.rows, self.first_row):
            texts = lead + [text_of(value) for value in row]
            rows.append([told.get((number, at), text) for at, text in enumerate(texts, 1)])
        return headers, rows


def text_of(value: object) -> str:
    """A raw value as a spreadsheet would show it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def _stored(tag: re.Match[bytes], xml: bytes) -> StoredCell:
    result = _RESULT.match(xml, tag.end())
    return StoredCell(int(attributes(tag[1]).get(b"s") or 0), result[1].decode() if result else "")


class TooFar(Unreadable):
    """One sheet cannot be read because of where its cells lie; the others can."""


@dataclass(frozen=True)
class _Begun:
    """A sheet that calamine is parsing, and what our own look at its XML found."""

    parsing: Future[CalamineSheet]
    formulas: frozenset[Cell]
    errors: Mapping[Cell, str]
    truths: frozenset[Cell]
    xml: bytes


class SheetReader:
    """Reads the sheets of one package; calamine parses the file once, on a thread beside ours.

    Calamine works outside the interpreter's lock: what is begun early costs nothing beside our own work.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._thread = ThreadPoolExecutor(1)
        self._workbook = self._thread.submit(CalamineWorkbook.from_filelike, BytesIO(package.content))
        self._begun: dict[str, _Begun] = {}
        self._padded: dict[int, int] | None = None

    def __enter__(self) -> SheetReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def begin(self, sheet: SheetInfo) -> None:
        """Has the sheet parsed while other work goes on. Raises as `read` does."""
        xml = self._package.read(sheet.part)
        if too_far(xml):
            raise TooFar(phrase("{name} has cells so far apart that it cannot be read.", name=sheet.name))
        parsing = self._thread.submit(self._parse, sheet.name)
        try:
            formulas, errors = scan(xml)
        except ValueError:  # of the slow look, for sheets whose tags bear a prefix
            raise Unreadable(phrase("The sheet {name} is not well-formed XML.", name=sheet.name)) from None
        if not _ERRORS.issuperset(errors.values()):
            parsing = self._thread.submit(_parse_with, self._package, sheet, _known_errors(xml))
        known = truths(xml) & formulas if formulas else formulas
        self._begun[sheet.part] = _Begun(parsing, formulas, errors, known, xml)

    def read(self, sheet: SheetInfo) -> SheetValues:
        """Raises Unreadable where the sheet is damaged, TooFar where its cells are spread too far."""
        if sheet.part not in self._begun:
            self.begin(sheet)
        begun = self._begun.pop(sheet.part)
        try:
            found = begun.parsing.result()
            rows: list[list[object]] = found.to_python()  # type: ignore[assignment]  # a list of wider elements
        except CalamineError as error:
            raise Unreadable(
                phrase("The sheet {name} cannot be read: {error}.", name=sheet.name, error=str(error).rstrip("."))
            ) from None
        row, column = found.start or (0, 0)
        structure = read_structure(self._package)
        if self._padded is None:
            self._padded = padded_styles(self._package, structure.styles_part)
        return SheetValues(
            row + 1,
            column + 1,
            rows,
            begun.formulas,
            begun.errors,
            begun.truths,
            begun.xml,
            structure.date1904,
            self._padded,
        )

    def _parse(self, name: str) -> CalamineSheet:
        return self._workbook.result().get_sheet_by_name(name)


def _parse_with(package: Package, sheet: SheetInfo, xml: bytes) -> CalamineSheet:
    """The sheet as calamine reads it from a copy of the workbook in which it has other XML."""
    copy = BytesIO()
    package.write(copy, {sheet.part: deflate([xml], 1)})
    copy.seek(0)
    return CalamineWorkbook.from_filelike(copy).get_sheet_by_name(sheet.name)


def _known_errors(xml: bytes) -> bytes:
    """With an error that calamine knows in place of each that it does not."""
    return _ERROR_CELL.sub(lambda m: m[1] + (m[2] if m[2].decode() in _ERRORS else b"#N/A"), xml)


def too_far(xml: bytes) -> bool:
    """Whether the rectangle around all cells is larger than calamine should be given."""
    rows = last_row_named(xml)
    if rows * LAST_COLUMN <= LARGEST_AREA:
        return False
    columns = {match[1] for match in _WIDE.finditer(xml)}
    widest = max((column_number(name.decode()) for name in columns), default=26)
    return rows * widest > LARGEST_AREA


def last_row_named(xml: bytes) -> int:
    """The last row that the XML names, be it blank.

    Rows ascend, so the last tag tells; where it does not say, every cell is asked.
    """
    at = max(xml.rfind(b"<row"), xml.rfind(b":row "))
    match = _LAST_ROW.search(xml, max(0, xml.rfind(b"<", 0, at + 1))) if at >= 0 else None
    if match:
        return int(match[1])
    return max((parse_cell(m[1].decode())[0] for m in _REFERENCE.finditer(xml)), default=0)


def scan(xml: bytes) -> tuple[frozenset[Cell], dict[Cell, str]]:
    """The cells that hold a formula, and those that hold an error with its text; calamine shows both as values."""
    if re.search(rb"<[\w.-]+:c[\s>]", xml[:20_000]):
        return _scan_slowly(xml)
    formulas = frozenset(
        cell for at in _places(xml, b"<f") if xml[at + 2 : at + 3] in b" >/" for cell in _cell_at(xml, at)
    )
    errors = {}
    for mark in (b't="e"', b"t='e'"):
        for at in _places(xml, mark):
            if xml.find(b">", xml.rfind(b"<", 0, at)) < at:  # a text that reads like the mark
                continue
            for cell in _cell_at(xml, at):
                end = xml.find(b"</c>", at)
                value = re.search(rb"<v>([^<]*)</v>", xml[at:end])
                errors[cell] = value[1].decode() if value else phrase("an error")
    return formulas, errors


def truths(xml: bytes) -> frozenset[Cell]:
    """The cells with the formula `TRUE()` or `FALSE()`, and perhaps others with such a text."""
    marks = (b">TRUE()</", b">FALSE()</")
    return frozenset(cell for mark in marks for at in _places(xml, mark) for cell in _cell_at(xml, at))


def _scan_slowly(xml: bytes) -> tuple[frozenset[Cell], dict[Cell, str]]:
    cells = list(iter_cells(xml))
    formulas = frozenset((c.row, c.column) for c in cells if c.formula is not None)
    return formulas, {(c.row, c.column): c.raw or phrase("an error") for c in cells if c.type == "e"}


def _places(xml: bytes, mark: bytes) -> list[int]:
    found, at = [], xml.find(mark)
    while at >= 0:
        found.append(at)
        at = xml.find(mark, at + len(mark))
    return found


def _cell_at(xml: bytes, at: int) -> list[Cell]:
    """The cell whose tag or content lies at a position: one, or none where the mark stands elsewhere."""
    tag = xml.rfind(b"<c ", max(0, at - 4096), at)
    match = _REFERENCE.search(xml, tag, tag + 400) if tag >= 0 else None
    return [parse_cell(match[1].decode())] if match else []
