"""Days and stamps counted back from the day on which the demo is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from models.core.schema import Value
from models.core.values import utc_text

Row = dict[str, Value]
Rows = dict[str, list[Row]]  # by table key


def ago(as_of: date, days: int) -> date:
    """That many days before; a negative number is after."""
    return as_of - timedelta(days=days)


def stamp(as_of: date, days: int, hour: int = 15) -> str:
    """A time that many days before, as the workbook holds it."""
    return utc_text(datetime.combine(ago(as_of, days), time(hour), UTC))


def made(as_of: date, days: int) -> Row:
    """The stamps of a row that was added that many days before and not changed since."""
    return {"created_at": stamp(as_of, days), "updated_at": stamp(as_of, days)}
