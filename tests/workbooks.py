"""The workbooks that tests start from: a new one and the demo, made once and copied."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from app.new import create_workbook

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


def _copy(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
