"""The workbooks that tests start from: a new one and the demo, made once and copied."""

from __future__ import annotations

import tempfile
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.new import create_workbook
from app.session import Session
from models.catalog import BY_KEY
from models.core.edit import set_cells

NOW = datetime(2026, 3, 5, 15, 30, tzinfo=UTC)
DAY = NOW.date()


@cache
def _made(demo: bool) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.xlsx"
        create_workbook(path, NOW, demo=demo)
        return path.read_bytes()


def new_copy(folder: Path, name: str = "book.xlsx") -> Path:
    """A workbook as `valhalla new` makes it."""
    return _copy(folder / name, _made(False))


def demo_copy(folder: Path, name: str = "demo.xlsx") -> Path:
    """A workbook as `valhalla new --demo` makes it."""
    return _copy(folder / name, _made(True))


def at_any_hour(path: Path) -> Path:
    """The workbook with rules and quiet hours that let a message go by day and by night, whenever the test runs."""
    with closing(Session.open(path, journals=path.parent / "rules", as_of=DAY)) as session:
        rules = session.book["ContactRules"]
        limited = [str(row_id) for row_id in rules.index[rules["start"].notna()]]
        cells = [(row_id, field, "00:00") for row_id in limited for field in ("start", "end")]
        session.do(set_cells(session.book, BY_KEY["ContactRules"], cells, NOW))
        quiet = [(key, "value", "00:00") for key in ("quiet_hours_start", "quiet_hours_end")]
        session.do(set_cells(session.book, BY_KEY["Settings"], quiet, NOW))
        session.save()
    return path


def _copy(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
