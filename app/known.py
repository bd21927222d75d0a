"""Which files were read to their end once, by name's ending and SHA-256: the same bytes need no second examination.

The ending belongs to it: what may be an .xlsm may not be an .xlsx.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import python_calamine

from app.recent import own_folder, write_own

KEPT = 200
_here: set[str] = set()  # those of this process


def is_known(path: Path, digest: str) -> bool:
    """Whether a file with this digest was examined before, by this version of what reads it."""
    mark = _mark(path, digest)
    if mark not in _here:
        _here.update(_held())
    return mark in _here


def remember(path: Path, digest: str) -> None:
    """Also for what was just written here. A list that cannot be written costs time only."""
    mark = _mark(path, digest)
    if mark in _here:
        return
    _here.add(mark)
    lines = [_reader(), mark, *_held()[: KEPT - 1]]
    write_own("examined", "\n".join(lines))


def _mark(path: Path, digest: str) -> str:
    return f"{digest}{path.suffix.lower()}"


def _held() -> list[str]:
    try:
        reader, *digests = (own_folder() / "examined").read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []
    return digests if reader == _reader() else []


@cache
def _reader() -> str:
    """Which build of the parser this is: another one may stumble over what this one reads."""
    status = Path(python_calamine._python_calamine.__file__).stat()
    return f"{status.st_size}-{status.st_mtime_ns}"
