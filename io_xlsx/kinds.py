"""How a column's kind looks in a sheet: the number format of its cells and the type of their values."""

from __future__ import annotations

from datetime import date

from models.core.schema import Column, Kind, Value
from models.core.values import number_or_date

# The dash of a negative amount is there besides its colour: a colour alone says nothing to some people.
# `0.##%` would show 70 % as `70.%`; a number of any kind keeps the digits that it has.
NUMBER_FORMATS = {
    Kind.MONEY: "#,##0.00;[Red]-#,##0.00",
    Kind.PCT: "0.00%",
    Kind.INT: "0",
    Kind.DATE: "yyyy-mm-dd",
}


def number_format(column: Column, value: Value = None) -> str | None:
    """The format that a cell without one gets; None = as it is."""
    if column.kind is Kind.ANY and isinstance(cell_value(column, value), date):
        return NUMBER_FORMATS[Kind.DATE]
    return NUMBER_FORMATS.get(column.kind)


def cell_value(column: Column, value: Value) -> Value:
    """What is written for a frame's value: texts of kind `any` that are numbers or dates become those."""
    return number_or_date(value) if column.kind is Kind.ANY and isinstance(value, str) else value
