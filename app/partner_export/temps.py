"""The unfinished files of exports: each is on a list before it is there, so that the next start wipes what was left."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.recent import own_folder
from io_xlsx import platform
from io_xlsx.guard import beside

FOLDER = "unfinished"


@contextmanager
def listed_temp(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """`beside(path)`, on the list for as long as it lasts. OSError where neither can be made."""
    folder = own_folder() / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    entry = folder / f"{os.getpid()}-{time.monotonic_ns():x}"
    entry.touch(mode=0o600)
    entry.write_text(str(path.resolve()), "utf-8")
    try:
        with beside(path) as temp:
            yield temp
    finally:
        with suppress(OSError):
            entry.unlink()


def wipe_left_over() -> None:
    """Removes what processes that are gone left unfinished; what cannot be removed now is tried again next time."""
    with suppress(OSError):
        for entry in (own_folder() / FOLDER).iterdir():
            process = entry.name.partition("-")[0]
            if process.isdecimal() and not platform.is_running(int(process)):
                _wipe(entry, process)


def _wipe(entry: Path, process: str) -> None:
    with suppress(OSError):
        place = Path(entry.read_text("utf-8"))
        for temp in place.parent.glob(f".{_plain(place.name)}.{process}-*.tmp"):
            temp.unlink()
        entry.unlink()


def _plain(name: str) -> str:
    """The name as a pattern that fits only itself."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
