"""One measured step, run in a process of its own: `python -m tests.bench.steps STEP FILE`; prints JSON.

`seconds` is the step alone, `peak` the most memory that it needed beyond what the process held before, in MiB.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

Step = Callable[[Path], Any]
DAY = date(2026, 3, 5)


def measured(step: Callable[[], Any]) -> dict[str, float]:
    """The step's time, and how far the process's resident memory rose above its level before."""
    before = _resident()
    watch = _Watch()
    watch.start()
    start = time.perf_counter()
    step()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak": (watch.stop() - before) / 2**20}


class _Watch(threading.Thread):
    """Asks for the resident memory every few milliseconds; the system's own high-water mark cannot be reset."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.highest = _resident()
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.wait(0.004):
            self.highest = max(self.highest, _resident())

    def stop(self) -> int:
        self._end.set()
        self.join()
        return max(self.highest, _resident())


def _resident() -> int:
    """Bytes of memory in use; only Linux tells without another package, elsewhere it is 0."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def open_book(path: Path) -> dict[str, float]:
    from io_xlsx.read.reader import read_workbook
    from models.catalog import TABLES

    return measured(lambda: read_workbook(path, TABLES))


def preflight_only(path: Path) -> dict[str, float]:
    from io_xlsx.parts.package import Package
    from io_xlsx.read.preflight import preflight

    return measured(lambda: preflight(Package.open(path)))


def open_unknown(path: Path, *, known_before: bool = False) -> dict[str, float]:
    """As the window opens a file: with the examination in a process of its own, unless its bytes are known."""
    import os

    os.environ["VALHALLA_DATA"] = str(path.parent / "data")
    from app.files import read

    if known_before:
        read(path)
    return measured(lambda: read(path))


def open_known(path: Path) -> dict[str, float]:
    return open_unknown(path, known_before=True)


def open_native(path: Path) -> dict[str, float]:
    from python_calamine import CalamineWorkbook

    def read() -> None:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    return measured(read)


def open_openpyxl(path: Path) -> dict[str, float]:
    from openpyxl import load_workbook

    return measured(lambda: load_workbook(path))


def save_session(path: Path, level: int | None = None) -> dict[str, float]:
    """One edit of the ledger in an open session, saved: patched, read back, put in place."""
    from functools import partial
    from unittest.mock import patch

    from io_xlsx.patch.patcher import patch as patch_workbook

    session, edit = _session(path)
    session.do(edit)
    with patch("io_xlsx.save.patch", partial(patch_workbook, level=level)):
        return measured(session.save)


def save_session_usual_level(path: Path) -> dict[str, float]:
    return save_session(path, 6)


def _session(path: Path) -> tuple[Any, Any]:
    from app.session import Session
    from models.budget import LEDGER
    from models.core.edit import set_fields

    session = Session.open(path, as_of=DAY, journals=path.parent / "journals")
    row = session.book[LEDGER].index[len(session.book[LEDGER]) // 2]
    return session, set_fields(session.book, LEDGER, row, {"merchant": "A new one"}, session.now())


def save_openpyxl(path: Path) -> dict[str, float]:
    from openpyxl import load_workbook

    def edit() -> None:
        book = load_workbook(path)
        sheet = book["Ledger"]
        sheet.cell(sheet.max_row // 2, 7, "A new one")
        book.save(path)

    return measured(edit)


STEPS: dict[str, Step] = {
    step.__name__: step
    for step in (
        *(open_book, open_native, open_openpyxl, preflight_only, open_unknown, open_known),
        *(save_session, save_session_usual_level, save_openpyxl),
    )
}


def main(name: str, original: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(original, folder))
        print(json.dumps(STEPS[name](path)))


if __name__ == "__main__":
    main(*sys.argv[1:])
