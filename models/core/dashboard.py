"""What a Dashboard is: a sheet of live formulas and charts, declared cell by cell, and the names that formulas use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from models.core.book import Book
from models.core.schema import Kind, Value

DAY = "AsOf"  # the defined name of the one cell from which formulas read the day


@dataclass(frozen=True)
class Name:
    """A defined name of the workbook that stands for a formula; `text` has no leading `=`."""

    name: str
    text: str
    doc: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell, as in `B5`. With `compute` its text is a formula without `=`, else a label or nothing.

    `style` is a word that the writer of the sheet knows; `alarm` a formula that turns the cell red while it is true;
    `name` a defined name for the cell; `pattern` a number format where the kind has another one.
    """

    at: str
    text: str = ""
    style: str = ""
    kind: Kind = Kind.TEXT
    compute: Callable[[Book, date], Value] | None = field(default=None, compare=False)
    alarm: str = ""
    name: str = ""
    pattern: str = ""


@dataclass(frozen=True)
class Series:
    """One row of bars or one line: the range of its values, as in `C10:C19`."""

    title: str
    values: str
    colour: str
    line: bool = False


@dataclass(frozen=True)
class Chart:
    """`kind` is column or bar; it covers the cells from the corner `at` to the corner `to`, both included.

    `pattern` is the number format of categories that are numbers or dates.
    """

    kind: str
    title: str
    categories: str
    series: tuple[Series, ...]
    at: str
    to: str
    pattern: str = ""


@dataclass(frozen=True)
class Dashboard:
    """The sheet. `columns` are widths in characters by letter, `heights` in points by row, `tabs` colours by table."""

    sheet: str
    cells: tuple[Cell, ...]
    charts: tuple[Chart, ...] = ()
    names: tuple[Name, ...] = ()
    columns: Mapping[str, float] = field(default_factory=dict)
    heights: Mapping[int, float] = field(default_factory=dict)
    tabs: Mapping[str, str] = field(default_factory=dict)

    @property
    def live(self) -> tuple[Cell, ...]:
        """The cells that hold formulas."""
        return tuple(cell for cell in self.cells if cell.compute is not None)

    def values(self, book: Book, as_of: date) -> dict[str, Value]:
        """The app's own value of every formula, by cell."""
        return {cell.at: self.value(cell, book, as_of) for cell in self.live}

    def value(self, cell: Cell, book: Book, as_of: date) -> Value:
        """The app's own value of one formula; None for a cell without one."""
        compute = cell.compute
        return None if compute is None else book.derived((cell, as_of), lambda: compute(book, as_of))
