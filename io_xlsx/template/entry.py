"""What a sheet offers and asks about while somebody types: dropdowns, ranges, and the column's help at its header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from io_xlsx.formulas import escape_header
from models.core.schema import Column, Kind, Table
from models.core.values import FIRST_DATE, show

LONGEST_HELP, LONGEST_WARNING, LONGEST_LIST = 255, 225, 255
Rules = dict[str, Any]  # XlsxWriter's options of a data validation


def reference_names(tables: Iterable[Table]) -> dict[str, str]:
    """Defined name to formula for every column that references are chosen from.

    A dropdown cannot name a table's column itself, and INDIRECT would be worked out at every keystroke.
    """
    known = {table.key: table for table in tables}
    targets = {(c.refers, c.refers_by) for table in known.values() for c in table if c.refers in known}
    return {
        reference_name(key, field): f"{key}[{escape_header(known[key][field].header)}]"
        for key, field in sorted(targets)
    }


def reference_name(key: str, field: str) -> str:
    """`Bills_id`: what the dropdown over that column is called."""
    return f"{key}_{field}"


def rules_of(column: Column, tables: Mapping[str, Table]) -> Rules | None:
    """The rule of a column's cells, or None. It warns and never stops: the workbook is the person's."""
    options = None if column.formula is not None else _test(column, tables)
    if options is None:
        return None
    message = f"{_says(column, options)} Keep it all the same?"
    return {
        **options,
        "error_type": "warning",
        "error_title": column.header[:32],
        "error_message": message[:LONGEST_WARNING],
    }


def _test(column: Column, tables: Mapping[str, Table]) -> Rules | None:
    if column.choices and len(",".join(column.choices)) <= LONGEST_LIST:
        return {"validate": "list", "source": list(column.choices)}
    if column.kind is Kind.BOOL:
        return {"validate": "list", "source": ["TRUE", "FALSE"]}
    if column.kind is Kind.REF and column.refers in tables:
        return {"validate": "list", "source": f"={reference_name(column.refers, column.refers_by)}"}
    if column.kind is Kind.DATE:
        return {"validate": "date", "criteria": ">=", "value": FIRST_DATE}
    return _range(column) if column.is_number else None


def _range(column: Column) -> Rules | None:
    kind = "integer" if column.kind is Kind.INT else "decimal"
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    if low is not None:
        return {"validate": kind, "criteria": ">=", "value": low}
    return {"validate": kind, "criteria": "<=", "value": high} if high is not None else None


def _says(column: Column, options: Rules) -> str:
    if column.refers:
        return f"There is no such row in {column.refers} yet."
    if options["validate"] == "list":
        return f"It is one of {', '.join(options['source'])}."
    if column.kind is Kind.DATE:
        return "This is no date: type it as YYYY-MM-DD."
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return f"A number between {show(column, low)} and {show(column, high)} is expected."
    return f"A number of {show(column, low)} or more is expected." if low is not None else "This is no number."


def help_of(column: Column) -> Rules | None:
    """The help that shows when the header is selected; None where the header says it all."""
    parts = [column.doc]
    if column.choices:
        parts.append(f"One of {', '.join(column.choices)}.")
    if column.refers:
        parts.append(f"Points at {column.refers}.")
    if column.default is not None:
        parts.append(f"Valhalla starts it as {_default(column)}.")
    if column.formula is not None:
        parts.append("Calculated: nothing is typed here.")
    text = " ".join(part for part in parts if part)
    title = column.header + (" (required)" if column.required else "")
    if not text and not column.required:
        return None
    return {"validate": "any", "input_title": title[:32], "input_message": (text or "Required.")[:LONGEST_HELP]}


def _default(column: Column) -> str:
    return column.default.isoformat() if isinstance(column.default, date) else show(column, column.default)
