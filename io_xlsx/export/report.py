"""What a workbook to give away holds, as plain records; places are rows and columns from 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.core.schema import Column, Kind, Value


@dataclass(frozen=True)
class Placed:
    """One value on a page. `look` names one of `looks.LOOKS`, `kind` its number format; `across` merges columns."""

    row: int
    column: int
    value: Value
    look: str
    kind: Kind = Kind.TEXT
    across: int = 1


@dataclass(frozen=True)
class Bars:
    """A native bar chart of one column of a page by another, both `count` cells from `first` down."""

    title: str
    labels: int
    values: int
    first: int
    count: int
    row: int
    column: int
    width: int
    height: int
    kind: Kind = Kind.MONEY


@dataclass(frozen=True)
class Page:
    """A sheet of placed values. `widths` are in characters, `heights` in points by row."""

    name: str
    cells: tuple[Placed, ...]
    widths: tuple[float, ...]
    heights: Mapping[int, float] = field(default_factory=dict)
    bars: Bars | None = None


@dataclass(frozen=True)
class Rows:
    """A sheet of a title, a line below it, and typed rows under their headers; `none` stands there without rows."""

    name: str
    title: str
    line: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    none: str
    widths: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """A workbook: its sheets in order, the footer of every printed page, its title and the day it is of.

    `properties` become custom document properties.
    """

    title: str
    day: date
    front: Page
    rows: Rows
    footer: str
    properties: Mapping[str, str] = field(default_factory=dict)
