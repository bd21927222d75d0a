"""Folders in which subjects live: on a RAM disk where there is one, put back as they were between two runs."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.small import small

State = dict[str, bytes | None]  # by path in the folder; None = a folder


@contextmanager
def place() -> Iterator[Path]:
    """An empty folder, gone afterwards."""
    memory = Path("/dev/shm")  # thousands of syncs would wear a disk
    root = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="valhalla-faults-", dir=root) as folder:
        yield Path(folder).resolve()


def state_of(folder: Path) -> State:
    return {
        str(entry.relative_to(folder)): entry.read_bytes() if entry.is_file() else None
        for entry in sorted(folder.rglob("*"))
    }


def put_back(folder: Path, state: State, age: float = 0) -> None:
    """Makes the folder what it was, as if it had been so for `age` seconds."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    for name, content in state.items():
        if content is None:
            (folder / name).mkdir(parents=True, exist_ok=True)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
            if age:
                os.utime(folder / name, (time.time() - age,) * 2)


def fresh(folder: Path) -> Path:
    """The small workbook in an otherwise empty folder."""
    put_back(folder, {"book.xlsx": small()})
    return folder / "book.xlsx"
