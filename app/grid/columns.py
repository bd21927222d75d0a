"""What a grid shows, prepared: an array a column, so that painting, sorting and filtering never ask pandas per cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from app.grid.texts import Texts
from app.tr import tr
from app.values import show
from models.core.book import Book
from models.core.calculated import whole
from models.core.find import name_field
from models.core.schema import Column, Kind, Table, Value, View
from models.core.values import column_of, plain

EPOCH = date(1970, 1, 1)
# Kinds that are kept as floats, NaN where blank: dates as days since 1970, yes and no as 1 and 0.
FLOATS = frozenset({Kind.MONEY, Kind.PCT, Kind.INT, Kind.NUM, Kind.DATE, Kind.BOOL})
MANY = 10_000  # rows from which on it is felt what a step of Python for each of them costs
_SAMPLE = 1_000

Array = Any  # numpy's own types say nothing here that the names do not


@dataclass(frozen=True)
class RawSheet:
    """A sheet that is the person's own: headers and rows as they were read, for looking at only."""

    key: str
    title: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[object]]


Source = Table | View | RawSheet


class GridColumn:
    """One column: how it is declared, its values in file order, and what follows from them, made when first wanted.

    `locked` is why it cannot be edited, blank where it can. `names` maps the IDs of a reference to what is shown.
    """

    def __init__(
        self, column: Column, field: str, values: Array, locked: str = "", names: Mapping[str, str] | None = None
    ) -> None:
        self.column = column
        self.field = field
        self.values = values
        self.locked = locked
        self.names = names or {}
        self.is_float = column.kind in FLOATS
        self._encoded: tuple[Array, list[str]] | None = None
        self._folded: Texts | None = None
        self._keys: Array | None = None

    def value(self, row: int) -> Value:
        """The plain value in a row, counted in file order."""
        return self._value_of(self.values[row])

    def text(self, row: int) -> str:
        """What the screen shows in a row."""
        return self.shown(self._value_of(self.values[row]))

    def shown(self, value: Value) -> str:
        """A value of this column as the screen writes it: references by name, times without the T and the Z."""
        if isinstance(value, str):
            if self.names:
                return self.names.get(value, value)
            return value[:16].replace("T", " ") if self.column.kind is Kind.TIME else value
        return show(self.column, value)

    def encoded(self) -> tuple[Array, list[str]]:
        """A code for each row, -1 where blank, and the shown text of each code; two codes may have the same text."""
        if self._encoded is None:
            codes, distinct = _coded(self.values, texts=not self.is_float)
            texts = self._shown_texts(distinct)
            if "" in texts:
                blank = np.array([*(text == "" for text in texts), True])
                codes = np.where(blank[codes], -1, codes)
            self._encoded = codes, texts
        return self._encoded

    def _shown_texts(self, distinct: Array) -> list[str]:
        shown_as_they_are = not (self.is_float or self.names or self.column.kind is Kind.TIME)
        if shown_as_they_are and set(map(type, distinct)) == {str}:
            return list(distinct)
        return [self.shown(self._value_of(value)) for value in distinct]

    def distinct(self, most: int) -> list[tuple[str, int]]:
        """The shown texts with how often each is there, in the column's order, blank first; the most frequent ones."""
        codes, texts = self.encoded()
        counts = np.bincount(codes + 1, minlength=len(texts) + 1)
        candidates = np.argsort(-counts[1:], kind="stable")[: 20 * most].tolist()
        often: dict[str, int] = {}
        first: dict[str, int] = {}
        rows = _first_rows(codes, len(texts))
        for code in candidates:
            text = texts[code]
            often[text] = often.get(text, 0) + int(counts[code + 1])
            first.setdefault(text, int(rows[code]))
        chosen = sorted(often, key=lambda text: -often[text])[:most]
        keys = self.keys()
        chosen.sort(key=lambda text: float(keys[first[text]]))
        blank = int(counts[0])
        return [*([("", blank)] if blank else []), *((text, often[text]) for text in chosen if text)]

    def folded(self) -> Texts:
        """The shown text of each code as searches compare it."""
        if self._folded is None:
            self._folded = Texts(self.encoded()[1])
        return self._folded

    def make_ready(self) -> None:
        """What the first sort and the first search would have to make."""
        self.keys()
        self.folded()

    @property
    def is_ready(self) -> bool:
        return self._folded is not None and (self.is_float or self._keys is not None)

    def keys(self) -> Array:
        """A float for each row that sorts as the column does, NaN where blank."""
        if self.is_float:
            return self.values
        if self._keys is None:
            codes, texts = self.encoded()
            ranks = np.array([*self._ranks(texts), np.nan], dtype="float64")
            self._keys = ranks[codes]  # a blank's -1 takes the last one
        return self._keys

    def _ranks(self, texts: list[str]) -> Array:
        """Choices in the order in which they are declared, everything else by its folded text."""
        choices = self.column.choices
        if not choices:
            return self.folded().ranks()
        wanted = [(choices.index(text) if text in choices else len(choices), text.casefold()) for text in texts]
        places = {key: place for place, key in enumerate(sorted(set(wanted)))}
        return [places[key] for key in wanted]

    def _value_of(self, stored: Any) -> Value:
        if not self.is_float:
            return stored if isinstance(stored, str) else plain(stored)
        if stored != stored:
            return None
        kind = self.column.kind
        if kind is Kind.DATE:
            return EPOCH + timedelta(days=int(stored))
        if kind is Kind.BOOL:
            return bool(stored)
        return int(stored) if kind is Kind.INT else float(stored)


@dataclass(frozen=True)
class Cells:
    """All columns of a source, the rows' IDs in file order, and the table that edits go to."""

    source: Source
    columns: tuple[GridColumn, ...]
    ids: Array
    table: Table | None

    def __len__(self) -> int:
        return len(self.ids)

    def place(self, field: str) -> int:
        """Where the field's column is; -1 if there is none."""
        return next((i for i, column in enumerate(self.columns) if column.field == field), -1)


def prepared(source: Source, book: Book, as_of: date) -> Cells:
    """The source's columns as arrays."""
    if isinstance(source, RawSheet):
        return _raw(source)
    frame = whole(book, source, as_of) if isinstance(source, Table) else source.compute(book, as_of)
    table = source if isinstance(source, Table) else source.table
    columns = tuple(column_from(source, column, frame, book) for column in source.columns)
    return Cells(source, columns, frame.index.to_numpy(dtype=object), table)


def refreshed(cells: Cells, book: Book, as_of: date, stays: Callable[[GridColumn], bool]) -> Cells:
    """The same source after an edit that left its rows in place; columns that stayed keep what was made for them."""
    fresh = prepared(cells.source, book, as_of)
    pairs = zip(cells.columns, fresh.columns, strict=True)
    return Cells(cells.source, tuple(old if stays(old) else new for old, new in pairs), fresh.ids, fresh.table)


def column_from(source: Table | View, column: Column, frame: pd.DataFrame, book: Book) -> GridColumn:
    """A declared column from the frame that holds it; the row's ID stands in the frame's index."""
    if column is source.columns[0] and column.name not in frame.columns:
        values = frame.index.to_numpy(dtype=object)
    elif column.kind in FLOATS:
        values = floats(column.kind, frame[column.name])
    else:
        values = frame[column.name].to_numpy(dtype=object)
    return GridColumn(column, column.name, values, locked(source, column), names_of(book, column))


def floats(kind: Kind, series: pd.Series[Any]) -> Array:
    """The values as floats, whatever dtype a view gave them."""
    if series.dtype == object:
        series = pd.Series(column_of(kind, [plain(value) for value in series.array]))
    if kind is not Kind.DATE:
        return series.to_numpy(dtype="float64", na_value=np.nan)
    days = series.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype("int64"))


def locked(source: Table | View, column: Column) -> str:
    """Why the column cannot be edited, as a sentence; blank where it can."""
    table = source if isinstance(source, Table) else source.table
    if column.formula is not None:
        return tr("Calculated: ={formula}", formula=column.formula.text)
    if table is None or column.name not in table:
        return tr("Worked out from other cells; it changes when they do.")
    if column.name == table.id_column.name:
        return tr("Names the row; other sheets point at it.")
    if table[column.name].formula is not None:
        return tr("Calculated: ={formula}", formula=table[column.name].formula.text)  # type: ignore[union-attr]  # just asked
    return "" if column.editable and table[column.name].editable else tr("Valhalla writes it.")


def names_of(book: Book, column: Column) -> Mapping[str, str]:
    """ID -> name for a reference by ID; empty where the cell itself says the name."""
    target = book.tables.get(column.refers)
    if column.kind is not Kind.REF or target is None or column.refers_by != target.id_column.name:
        return {}
    field = name_field(target)

    def compute() -> Mapping[str, str]:
        frame = book[target]
        named = frame[field].notna().to_numpy()
        return dict(zip(frame.index[named], frame[field].to_numpy(dtype=object)[named], strict=True))

    return book.derived(("names", target.key), compute) if field else {}


def late_rows(cells: Cells, section: int, as_of: date) -> Array:
    """True for each row whose date in a column is past while its status says that it is still to be done."""
    column, status = cells.columns[section], cells.place("status")
    if status < 0 or column.column.kind is not Kind.DATE:
        return np.zeros(len(cells), dtype=bool)
    to_do = pd.Series(cells.columns[status].values, dtype=object).isin(column.column.due_while).to_numpy()
    with np.errstate(invalid="ignore"):
        return to_do & (column.values < (as_of - EPOCH).days)


def _coded(values: Array, *, texts: bool) -> tuple[Array, Array]:
    """A code for each value, -1 where blank, and the value of each code.

    Where nearly every text is another, each row gets a code of its own: to find those that are the same would take
    longer than looking at them twice.
    """
    sample = values[:: max(1, len(values) // _SAMPLE)]
    if not texts or len(values) < MANY or len(pd.unique(sample)) < 0.98 * len(sample):
        return pd.factorize(values)
    given = pd.notna(values)
    return np.where(given, np.cumsum(given) - 1, -1), values[given]


def _first_rows(codes: Array, count: int) -> Array:
    """For each code a row that has it."""
    rows = np.zeros(count, dtype=np.intp)
    has = codes >= 0
    rows[codes[has]] = np.flatnonzero(has)
    return rows


def _raw(sheet: RawSheet) -> Cells:
    columns = []
    for place, header in enumerate(sheet.headers):
        values = [_read(row[place]) if place < len(row) else None for row in sheet.rows]
        kind = _kind_of(values)
        shown = Column(header or _letters(place), kind, "A column of your own; Valhalla only shows it.", editable=False)
        array = _array(kind, values)
        columns.append(GridColumn(shown, f"{_letters(place)}:{header}", array, tr("Your own sheet: edit it in Excel.")))
    ids = np.array([str(row) for row in range(2, len(sheet.rows) + 2)], dtype=object)
    return Cells(sheet, tuple(columns), ids, None)


def _read(cell: object) -> Value:
    return cell if isinstance(cell, date) and not isinstance(cell, datetime) else plain(cell)


def _kind_of(values: Sequence[Value]) -> Kind:
    """What all of a raw column's values are; text where they differ."""
    types = {type(value) for value in values if value is not None}
    if types == {bool}:
        return Kind.BOOL
    if types and types <= {int, float}:
        return Kind.NUM
    return Kind.DATE if types == {date} else Kind.TEXT


def _array(kind: Kind, values: Sequence[Value]) -> Array:
    if kind in FLOATS:
        return floats(kind, pd.Series(column_of(kind, values)))
    number = Column("number", Kind.NUM)
    return np.array([v if isinstance(v, str) or v is None else show(number, v) for v in values], dtype=object)


def _letters(place: int) -> str:
    """The letters of a sheet's column: 0 -> A, 26 -> AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
