"""How a spreadsheet program writes the values of a workbook to give away, for whoever shows them beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from io_xlsx.export.looks import FORMATS, WHOLE_PERCENT
from models.core.schema import Kind, Value

AS_TEXT = "@"


def pattern_of(kind: Kind, values: Iterable[Value] = ()) -> str:
    """The number format of a cell, or of a column with these values: whole percents need no decimals."""
    if kind is Kind.PCT and all(_is_whole_percent(value) for value in values):
        return WHOLE_PERCENT
    return FORMATS.get(kind, AS_TEXT)


def shown(value: Value, pattern: str) -> str:
    """The value as it stands in a cell of that number format."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if pattern in (WHOLE_PERCENT, FORMATS[Kind.PCT]):
        return f"{value:.{0 if pattern == WHOLE_PERCENT else 2}%}"
    return f"{value:,.2f}" if pattern == FORMATS[Kind.MONEY] else f"{value:.0f}"


def _is_whole_percent(value: Value) -> bool:
    return not isinstance(value, float) or round(value * 100, 9).is_integer()
